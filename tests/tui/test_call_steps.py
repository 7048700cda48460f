"""Matrix, pair page and user page under their keys, from the simulator to the screen."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from textual.pilot import Pilot

from rtc_tui.core.ask import Answer, AskDetail
from rtc_tui.core.model import Window
from rtc_tui.core.rules import Rules
from rtc_tui.core.snapshot import Selection, Visit
from rtc_tui.tui.app import RtcTui
from rtc_tui.tui.panes.calls import case as cases
from rtc_tui.tui.screen import MainScreen
from tests.tui.scenes import DAY_BEFORE, LANDMARK, SCENES, SMALL, WIDE, Scene, app, settled, visit

BAD = "user-20817"


@asynccontextmanager
async def showing(scene: Scene) -> AsyncIterator[tuple[MainScreen, Pilot[Any]]]:
    """The program with the scene on screen."""
    program: RtcTui = app(scene)
    async with program.run_test(size=scene.size) as pilot:
        await settled(scene)(pilot)
        yield program.main, pilot


def at(keys: str = "", size: tuple[int, int] = SMALL) -> Scene:
    """The landmark room, after these keys."""
    return visit(keys, size, at=LANDMARK)


def text(main: MainScreen) -> str:
    """All that stands on screen."""
    return "\n".join("".join(s.text for s in strip).rstrip() for strip in main._compositor.render_strips())


def here(main: MainScreen) -> Visit:
    """Where the pane is."""
    return main.selection.visit


async def test_from_the_room_to_the_verdict_in_a_dozen_keys() -> None:
    """3, a typed room, and four times enter: who, whose end, why, what to do, with the numbers."""
    keys = "slash 4 7 1 1 enter enter enter enter"
    async with showing(visit(keys, SMALL)) as (main, _):
        assert len(keys.split()) + 1 <= 12
        assert here(main).step == "pair"
        assert here(main).sender == BAD
        shown = text(main)
        assert f"The uplink of {BAD} loses packets" in shown
        assert "confidence high" in shown
        assert "Next: Ask" in shown


async def test_the_cursor_begins_at_the_worst_cell() -> None:
    """Enter without moving opens the pair that suffers most."""
    async with showing(at("enter")) as (main, pilot):
        assert here(main).sender == ""
        await pilot.press("enter")
        assert here(main).step == "pair"
        assert here(main).sender == BAD


async def test_next_bad_walks_over_the_row_of_the_bad_sender() -> None:
    """Seven bad cells, all of one sender, then the first again; N goes back."""
    async with showing(at("enter")) as (main, pilot):
        seen = []
        for _ in range(8):
            await pilot.press("n")
            seen.append((here(main).sender, here(main).receiver))
        assert {sender for sender, _ in seen} == {BAD}
        assert len({receiver for _, receiver in seen[:7]}) == 7
        assert seen[7] == seen[0]
        await pilot.press("N")
        assert (here(main).sender, here(main).receiver) == seen[6]


async def test_a_margin_opens_the_user() -> None:
    """At the left the sender, at the top the receiver; and back."""
    async with showing(at("enter left left enter")) as (main, pilot):
        assert (here(main).step, here(main).sender, here(main).receiver) == ("user", BAD, "")
        assert f"{BAD} is received by" in text(main)
        await pilot.press("escape", "right", "right", "up", "enter")
        assert (here(main).step, here(main).sender) == ("user", "")
        assert f"{here(main).receiver} receives from" in text(main)


async def test_the_corner_is_nobody() -> None:
    """No key leads to the place where both margins meet."""
    async with showing(at("enter up")) as (main, pilot):
        for _ in range(10):
            await pilot.press("left")
        assert here(main).receiver != ""


async def test_measures_change_the_figures_and_not_the_order() -> None:
    """m and its title; the rows stand where they stood."""
    async with showing(at("enter right left")) as (main, pilot):
        before = here(main)
        await pilot.press("m", "m", "m")
        assert here(main) == replace(before, measure="loss")
        assert "downlink loss" in text(main)
        assert f">1 {BAD}" in text(main)


async def test_a_window_in_the_matrix_is_some_minutes_and_esc_gives_back_the_whole() -> None:
    """Comma narrows to two minutes, w to one, esc to all of it."""
    async with showing(at("enter comma")) as (main, pilot):
        assert "10:29:01–10:31:01" in text(main)
        await pilot.press("escape")
        assert main.selection.cursor is None
        assert "10:23:00–10:33:00" in text(main)


async def test_after_the_shortest_window_more_is_asked_for() -> None:
    """w over 2 and 1 minutes; then twice as much of the call, which is a new question."""
    async with showing(at("enter")) as (main, pilot):
        before = here(main).span
        for _ in range(3):
            await pilot.press("w")
        await pilot.press("w")
        assert here(main).span.seconds == 2 * before.seconds
        assert here(main).window.start <= here(main).span.start
        assert any(isinstance(ask, AskDetail) and ask.window == here(main).span for ask in main.watched().asks)


async def test_one_time_cursor_goes_through_all_strips() -> None:
    """n goes to the worst minute; comma and full stop move it by a column, never out of the call."""
    async with showing(at("enter enter n")) as (main, pilot):
        start = main.selection.cursor
        assert start is not None
        assert start % 60 == 0
        await pilot.press("comma", "full_stop")
        assert main.selection.cursor == start
        for _ in range(60):
            await pilot.press("comma")
        assert main.selection.cursor == here(main).span.start


async def test_the_other_direction_is_one_key() -> None:
    """d turns the pair; nothing was wrong that way, and the call's own verdict is still named."""
    async with showing(at("enter enter")) as (main, pilot):
        before = here(main)
        await pilot.press("d")
        assert (here(main).sender, here(main).receiver) == (before.receiver, before.sender)
        assert "Nothing was wrong between these two." in text(main)
        assert BAD in text(main)


async def test_the_verdict_in_full_and_out_again() -> None:
    """Enter shows all lines, esc the strips, esc the matrix."""
    async with showing(at("enter enter enter")) as (main, pilot):
        assert "Not checked: the newest 100 seconds may still arrive" in text(main)
        await pilot.press("escape")
        assert here(main).step == "pair"
        assert "volume captured" in text(main)
        await pilot.press("escape")
        assert here(main).step == "matrix"


async def test_zoom_goes_down_to_a_minute() -> None:
    """A column of 2 s at last, with the cursor on screen."""
    async with showing(at("enter enter n w w w")) as (main, _):
        assert "over 2 s" in text(main)
        assert "^" in text(main)


async def test_rows_are_walked_and_read() -> None:
    """Down moves over the strips of both; the foot reads the row in full."""
    async with showing(at("enter enter v end", WIDE)) as (main, pilot):
        assert here(main).row == "down:video_stall"
        assert "video stall, user-" in text(main)
        assert "project default" in text(main)
        await pilot.press("home")
        assert here(main).row == "up:cpu_app"


async def test_peers_are_walked_sorted_and_opened() -> None:
    """On the user page: s changes the order, enter opens the pair in the right direction."""
    async with showing(at("enter left left enter s s down enter")) as (main, _):
        assert here(main).step == "pair"
        assert (here(main).sender, here(main).receiver) == (BAD, "user-20812")


async def test_next_bad_on_the_user_page_is_a_peer() -> None:
    """The worst listener first."""
    async with showing(at("enter left left enter n")) as (main, pilot):
        first = here(main).row
        await pilot.press("n")
        assert first.startswith("user-")
        assert here(main).row not in ("", first)


async def test_masked_ids_are_nowhere() -> None:
    """Neither room nor users, on any page of a call."""
    async with showing(at("enter P")) as (main, pilot):
        for keys in ("", "v v", "v", "enter", "enter", "escape escape left left enter", "v"):
            await pilot.press(*keys.split())
            assert "user-2" not in text(main)
            assert "4711" not in text(main)
            assert "▒▒▒▒ 1" in text(main)


def _readouts(main: MainScreen) -> Iterator[str]:
    yield main.pane.readout(main.scene)  # type: ignore[attr-defined]


async def test_a_copied_cell_has_all_its_figures() -> None:
    """y takes the read-out of cell, row or peer."""
    async with showing(at("enter")) as (main, pilot):
        for keys, expected in (("", "kbps"), ("enter", "no limits"), ("escape left left enter", "kbps")):
            await pilot.press(*keys.split())
            assert expected in next(_readouts(main))


async def test_every_page_fits_every_size() -> None:
    """No line is wider than the screen, and the last row keeps the keys."""
    async with showing(at("enter")) as (main, pilot):
        for keys in ("", "enter", "enter", "escape escape left left enter"):
            await pilot.press(*keys.split())
            for size in ((60, 18), (61, 19), (80, 24), (99, 30), (100, 30), (200, 60)):
                await pilot.resize_terminal(*size)
                await pilot.pause()
                lines = text(main).split("\n")
                assert len(lines) == size[1]
                assert max(map(len, lines)) <= size[0]
                assert "help" in lines[-1]


async def test_what_was_judged_of_another_call_is_not_shown() -> None:
    """A new question empties the page until its own answer is there."""
    async with showing(at("enter")) as (main, pilot):
        elsewhere = replace(here(main), chosen=("user-20811",))
        main.select(replace(main.selection, visit=elsewhere))
        await pilot.pause()
        if not cases.of(main.pane).judged:
            assert BAD not in text(main)
        for _ in range(200):
            await asyncio.sleep(0.01)
            if cases.of(main.pane).judged:
                break
        assert "details of 1 of 8 users" in text(main)


async def test_a_growing_answer_is_judged_again_and_shown_meanwhile() -> None:
    """Two of four pieces: the matrix is there, the line tells the progress, keys go on."""
    async with showing(at("enter")) as (main, pilot):
        ask = next(ask for ask in main.watched().asks if isinstance(ask, AskDetail))
        whole = main.snapshot.answers[ask]
        growing = Answer(whole.parts, 2, 4, received=whole.received)
        answers = MappingProxyType({**main.snapshot.answers, ask: growing})
        main.receive(replace(main.snapshot, answers=answers))
        await pilot.pause()
        assert "2 of about 4 pieces" in text(main)
        assert BAD in text(main)
        await pilot.press("n")
        assert here(main).sender == BAD


async def test_a_call_of_one_has_nobody_to_receive() -> None:
    """A matrix of one, no votes, and a verdict."""
    one = replace(LANDMARK, visit=Visit("matrix", "room-4711", DAY_BEFORE, chosen=("nobody",)))
    async with showing(visit("", SMALL, at=one)) as (main, _):
        assert "Unknown to the service" in text(main) or "No details" in text(main)


async def test_a_refusal_says_whom_to_ask() -> None:
    """No matrix, but the reason and the hint."""
    async with showing(SCENES["calls-matrix-denied"]) as (main, _):
        assert "may not call ListCallDetail" in text(main)
        assert "administrator" in text(main)


async def test_without_a_choice_it_says_how_to_choose() -> None:
    """Nobody chosen: nothing is asked, and the key is named."""
    nobody = Selection(visit=Visit("matrix", "room-4711", DAY_BEFORE))
    async with showing(visit("", SMALL, at=nobody)) as (main, _):
        assert "x chooses users" in text(main)


async def test_where_nobody_tells_nothing_is_claimed() -> None:
    """A pair without data is not called good."""
    pair = replace(
        LANDMARK.visit,
        step="pair",
        sender="nobody",
        receiver="user-20811",
        chosen=("user-20811",),
        span=Window(DAY_BEFORE.end - 1800, DAY_BEFORE.end),
    )
    async with showing(visit("", SMALL, at=Selection(visit=pair))) as (main, _):
        assert "user-20811 told nothing about nobody in this window." in text(main)
        assert "Nothing was wrong" not in text(main)


async def test_the_diagnosis_goes_by_the_rules_of_the_configuration() -> None:
    """Who calls only much more a stall finds no fault where the defaults find one."""
    calm = Rules(audio_stall=99, video_stall=99)
    async with showing(replace(SCENES["calls-matrix"], launch={"rules": calm})) as (main, _):
        found = cases.of(main.pane).judged
        assert found is not None
        assert {verdict.type for verdict in found.verdicts}.isdisjoint({"AS", "VS"})


async def test_the_keys_say_what_they_do_in_this_step() -> None:
    """On the pair page `d` turns the pair around."""
    async with showing(SCENES["calls-pair"]) as (main, _):
        assert "d turn around" in text(main)
        assert "dimension" not in text(main)
