"""The keys of the Calls pane's first steps, through the whole program on the simulator's world."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from rtc_tui.core.shelf import Shelf
from rtc_tui.core.snapshot import Selection, Visit
from rtc_tui.tui.kept import Kept
from rtc_tui.tui.panes.calls import CallsPane
from rtc_tui.tui.panes.calls.step import ACTIONS
from rtc_tui.tui.screen import MainScreen
from tests.tui.scenes import AT, LANDMARK, NOW, SMALL, Scene, _quiet, app, settled, visit
from tests.tui.test_keys import rows, text

DENIED = ("error:AccessDenied@ListRoomInfo",)  # the list of a day is large: who needs none is served faster


@asynccontextmanager
async def calls(scene: Scene) -> AsyncIterator[tuple[MainScreen, Pilot[Any]]]:
    """The program on the Calls pane, its questions answered."""
    program = app(scene)
    async with program.run_test(size=scene.size) as pilot:
        await settled(scene)(pilot)
        yield program.main, pilot


async def press(pilot: Pilot[Any], scene: Scene, *keys: str) -> None:
    """Keys, and the answers to what they asked."""
    await pilot.press(*keys)
    await _quiet(pilot, scene)
    await pilot.pause()


async def test_from_nothing_to_the_users_of_a_room_in_nine_keys() -> None:
    """3, /4711, ⏎ keeps the filter, ⏎ opens the only room: the call, its users, and that it is on."""
    scene = visit("slash 4 7 1 1 enter", SMALL)
    async with calls(scene) as (main, pilot):
        await press(pilot, scene, "enter")
        assert main.selection.visit.step == "users"
        assert main.selection.visit.room == "room-4711"
        assert main.selection.filter == ""
        assert "rooms › room-4711" in rows(main)[2]
        assert "8 users" in rows(main)[3]
        assert main.launch.kept.shelf.recent == ("room-4711",)
        await pilot.press("escape")
        assert main.selection.visit.step == "rooms"


async def test_a_typed_room_is_opened_although_the_list_is_not_to_be_had() -> None:
    """The list is refused; the ID is typed, and says how many are online."""
    scene = visit("slash r o o m - 4 7 1 1 enter", SMALL, faults=DENIED)
    async with calls(scene) as (main, pilot):
        assert "⏎ looks for room-4711 anyway" in text(main)
        await press(pilot, scene, "enter")
        assert "exists, 8 online now" in text(main)
        assert "user-20811" in text(main)


@pytest.mark.parametrize("typed", ["a,b", "a b!", "[bold]x[/]", "x" * 129])
async def test_what_is_no_id_is_said_and_nothing_is_opened(typed: str) -> None:
    """⏎ changes nothing, and the screen stands."""
    async with calls(visit("", SMALL, faults=DENIED)) as (main, pilot):
        main.filtered(typed)
        await pilot.pause()
        assert "is no ID" in " ".join(text(main).split())
        await pilot.press("enter")
        assert main.selection.visit == Visit()


async def test_a_users_rooms_are_found_by_the_filter_user() -> None:
    """`user=ID` ⏎ ⏎ lists them; esc comes back to all rooms; what is no ID is said."""
    scene = visit("", SMALL, faults=DENIED)
    async with calls(scene) as (main, pilot):
        main.filtered("user=user-20817")
        await pilot.pause()
        assert "⏎ looks for the rooms of user-20817" in text(main)
        await press(pilot, scene, "enter")
        assert main.selection.visit.user == "user-20817"
        assert "room-4711" in text(main)
        await pilot.press("escape")
        assert main.selection.visit.user == ""
        main.filtered("user=a,b")
        await pilot.pause()
        assert "is no ID" in text(main)
        await pilot.press("enter")
        assert main.selection.visit.user == ""


async def test_pins_stand_first_and_are_kept() -> None:
    """`p` pins the room under the cursor and takes the pin away; the watch list of the configuration stays."""
    saved: list[Shelf] = []
    kept = Kept(lambda: Shelf(("room-1",), (), ("room-2",)), saved.append)
    scene = visit("", SMALL, faults=DENIED, launch={"kept": kept})
    async with calls(scene) as (main, pilot):
        assert [line[1:4] for line in rows(main) if " room-" in line] == ["★ ·", "◆ ·"]
        assert [line.split("room-")[1][0] for line in rows(main) if " room-" in line] == ["1", "2"]
        await pilot.press("down", "p")
        assert list(saved[-1].pins) == ["room-2"]
        await pilot.press("p")
        assert list(saved[-1].pins) == []
        assert main.selection.visit.row.startswith("room-2")


async def test_rows_are_walked_and_ordered() -> None:
    """Down, to the end, by a page, to the first; `s` changes the order and keeps the row."""
    async with calls(visit("", SMALL)) as (main, pilot):
        await pilot.press("down", "down")
        row = main.selection.visit.row
        await pilot.press("s")
        assert (main.selection.sort, main.selection.visit.row) == (1, row)
        await pilot.press("end", "pageup", "home", "up")
        first = next(line for line in rows(main) if line.startswith("›"))
        assert main.selection.visit.row.split("\n")[0] in first
        await pilot.press("escape")
        assert main.selection.visit.row == ""


async def test_keys_are_shown_for_the_step_that_knows_them() -> None:
    """Choosing belongs to users, pinning to rooms; the key row follows the step."""
    scene = visit("slash r o o m - 4 7 1 1 enter", faults=DENIED)
    async with calls(scene) as (main, pilot):
        assert "p pin" in rows(main)[-1]
        assert "choose" not in rows(main)[-1]
        await press(pilot, scene, "enter")
        assert "x choose" in rows(main)[-1]
        assert "p pin" not in rows(main)[-1]
        before = main.selection
        await pilot.press("p")
        assert main.selection == before


def test_a_pane_has_just_what_its_step_knows() -> None:
    """Anything else is no attribute, as on any object."""
    pane = CallsPane(Kept())
    assert {name for name in ACTIONS if hasattr(pane, name)} >= {"cursor", "open", "pin", "filter"}
    assert not hasattr(pane, "mark")
    assert not hasattr(pane, "nonsense")


async def test_users_are_chosen_one_by_one_and_all_at_once() -> None:
    """`x` chooses and goes on, again lets go; `X` is all, then none."""
    async with calls(visit("", SMALL, at=LANDMARK)) as (main, pilot):
        await pilot.press("x", "x")
        assert list(main.selection.visit.chosen) == ["user-20811", "user-20813"]
        await pilot.press("home", "x")
        assert list(main.selection.visit.chosen) == ["user-20813"]
        await pilot.press("X")
        assert len(main.selection.visit.chosen) == 8
        await pilot.press("X")
        assert list(main.selection.visit.chosen) == []


async def test_opening_asks_for_the_chosen_users_in_the_calls_own_window() -> None:
    """Ten minutes of it; the day that a typed room is looked at in is given up for the call."""
    scene = visit("x x", SMALL, at=LANDMARK)
    async with calls(scene) as (main, pilot):
        await pilot.press("enter")
        found = main.selection.visit
        assert (found.step, found.chosen) == ("matrix", ("user-20811", "user-20813"))
        assert found.window.start == int(NOW) - int(NOW) % 14_400
        assert found.span.seconds == 600
        assert found.span.end - 60 < NOW <= found.span.end
        await pilot.press("escape")
        assert main.selection.visit.step == "users"
        assert main.selection.visit.chosen == found.chosen


async def test_opening_without_a_choice_takes_all_of_few() -> None:
    """Eight users are eight users."""
    async with calls(visit("", SMALL, at=LANDMARK)) as (main, pilot):
        await pilot.press("enter")
        assert len(main.selection.visit.chosen) == 8


async def test_the_time_cursor_walks_over_the_stays() -> None:
    """`,` goes back a sixtieth of the call; ⏎ then looks at ten minutes around it."""
    async with calls(visit("", SMALL, at=LANDMARK)) as (main, pilot):
        await pilot.press(*["comma"] * 20)
        at = main.selection.cursor
        assert at is not None
        assert at < NOW - 2400
        assert "▼" in text(main)
        await pilot.press("enter")
        assert main.selection.visit.span.start < at < main.selection.visit.span.end


async def test_another_call_of_the_same_room() -> None:
    """`w` goes to the one before, whose users are asked for."""
    scene = visit("x", SMALL, at=LANDMARK)
    async with calls(scene) as (main, pilot):
        await press(pilot, scene, "w")
        assert "call 2 of" in rows(main)[3]
        assert main.selection.visit.window.end <= NOW
        assert list(main.selection.visit.chosen) == []
        assert "user-20811" in text(main)


async def test_go_to_a_time_reaches_two_weeks_back_and_no_further() -> None:
    """Twenty days is refused with a word; three days leads to the call of that time."""
    scene = visit("", SMALL, at=LANDMARK)
    async with calls(scene) as (main, pilot):
        await pilot.press("t", *"-20d", "enter")
        await pilot.pause()
        assert main.selection.cursor is None
        await pilot.press("t", *"-3d", "enter")
        await _quiet(pilot, scene)
        await pilot.pause()
        assert "11-17 08:00" in rows(main)[3]
        assert "user-20811" in text(main)


async def test_a_call_of_another_time_takes_the_time_cursor_away() -> None:
    """Else the day around the cursor would be looked at, and not the call that was opened."""
    scene = visit("", SMALL, at=Selection(cursor=AT))
    async with calls(scene) as (main, pilot):
        main.filtered("ended")
        await press(pilot, scene, "enter")
        window = main.selection.visit.window
        assert window.end < AT
        assert main.selection.cursor is None


async def test_next_bad_says_so_as_long_as_no_details_are_in() -> None:
    """Nobody is known to be bad."""
    async with calls(visit("", SMALL, at=LANDMARK)) as (main, pilot):
        before = main.selection
        await pilot.press("n")
        await pilot.pause()
        assert main.selection == before
        assert len(pilot.app._notifications) == 1


async def test_no_id_is_left_with_privacy_on() -> None:
    """Neither of the room nor of a user, in any line, nor in what is copied."""
    async with calls(visit("x P y", SMALL, at=LANDMARK)) as (main, pilot):
        await pilot.pause()
        assert "4711" not in text(main)
        assert "user-2" not in text(main)
        assert "user-2" not in main.pane.readout(main.scene)  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(60, 18), (61, 19), (100, 18), (109, 24), (110, 24), (300, 60)])
@pytest.mark.parametrize("at", [LANDMARK, Selection(visit=Visit(user="user-20817"))])
async def test_no_size_crashes(size: tuple[int, int], at: Selection) -> None:
    """Each row fits."""
    async with calls(replace(visit("down z z", at=at), size=size)) as (main, _):
        assert all(len(row) <= size[0] for row in rows(main))
        assert "room-4711" in text(main)
