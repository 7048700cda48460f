"""What each key does on Live, through the whole program on the simulator's world."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from rtc_tui.core.model import BUCKET, Product, Scope
from rtc_tui.core.snapshot import Selection
from rtc_tui.core.thresholds import Severity
from rtc_tui.errors import ConfigError
from rtc_tui.text import has
from rtc_tui.tui.app import RtcTui
from rtc_tui.tui.keys import KEYS, TAKEN, bindings, check
from rtc_tui.tui.screen import MainScreen
from rtc_tui.views.live import severities
from tests.tui.scenes import NOW, SCENES, Scene, app, settled


@asynccontextmanager
async def showing(scene: Scene) -> AsyncIterator[tuple[MainScreen, Pilot[Any]]]:
    """The program with the scene's answers on screen."""
    program = app(scene)
    async with program.run_test(size=scene.size) as pilot:
        await settled(replace(scene, keys=()))(pilot)
        yield program.main, pilot


def rows(main: MainScreen) -> list[str]:
    """What stands on the screen, line by line."""
    return [strip.text for strip in main._compositor.render_strips()]


def text(main: MainScreen) -> str:
    """All of it."""
    return "\n".join(rows(main))


async def test_indicator_keys_go_round_all_tiles() -> None:
    """`i` twelve times visits every series once and comes back; `I` goes the other way."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        await pilot.press("i")
        first, seen = main.selection.series, set()
        for _ in range(12):
            seen.add(main.selection.series)
            await pilot.press("i")
        assert len(seen) == 12
        assert main.selection.series == first
        await pilot.press("I")
        await pilot.press("down")
        assert main.selection.series == first


async def test_time_cursor_steps_by_buckets_and_stops_at_the_edges() -> None:
    """`,` starts at the newest bucket and goes back 30 s a press; `.` never passes the window's end."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        newest = main.snapshot.health.newest
        assert newest is not None
        await pilot.press("comma", "comma", "left")
        assert main.selection.cursor == newest - 3 * BUCKET
        await pilot.press(*["full_stop"] * 9)
        assert main.selection.cursor is not None
        assert newest <= main.selection.cursor < NOW


async def test_readout_follows_the_cursor() -> None:
    """The chart's title shows time and value of the bucket under the cursor."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        await pilot.press("comma")
        newest = main.snapshot.health.newest
        assert newest is not None
        await pilot.pause()
        assert "10:31:00 = " in text(main)


async def test_window_key_offers_15_30_and_60_minutes() -> None:
    """`w` goes 60 → 15 → 30 → 60."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        seen = []
        for _ in range(3):
            await pilot.press("w")
            seen.append(main.selection.minutes)
        assert seen == [15, 30, 60]


async def test_product_key_polls_the_web_series() -> None:
    """`u` turns to web, asks for it, and says that native and web are never mixed."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        await pilot.press("u")
        assert main.selection.product is Product.WEB
        for _ in range(100):
            await pilot.pause(0.02)
            if any(key.product is Product.WEB for key in main.snapshot.series):
                break
        assert "Web SDK only" in text(main)


async def test_next_bad_visits_only_what_is_bad() -> None:
    """`n` goes from one series in warn or crit to the next."""
    async with showing(SCENES["live"]) as (main, pilot):
        found = severities(main.snapshot, main.selection, main.launch.thresholds)
        bad = {name for name, severity in found.items() if severity >= Severity.WARN}
        seen = set()
        for _ in range(len(bad)):
            await pilot.press("n")
            seen.add(main.selection.series)
        assert seen == bad


async def test_next_bad_says_so_when_nothing_is_bad() -> None:
    """In calm, `n` tells that there is nothing to go to."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        before = main.selection
        await pilot.press("n")
        await pilot.pause()
        assert main.selection == before
        assert len(pilot.app._notifications) == 1


async def test_freeze_holds_the_display_and_counts_what_it_holds_back() -> None:
    """`space` keeps the picture while snapshots go on arriving; `space` again shows the newest."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        await pilot.press("space")
        held = main.scene.snapshot
        main.receive(replace(main.snapshot, now=main.snapshot.now + 30))
        main.receive(replace(main.snapshot, now=main.snapshot.now + 60))
        await pilot.pause()
        assert main.scene.snapshot is held
        assert "FROZEN +2" in rows(main)[0]
        await pilot.press("space")
        assert main.scene.snapshot is main.snapshot


async def test_escape_steps_out_and_never_quits() -> None:
    """esc takes away the cursor, then the scope, then nothing."""
    scene = replace(SCENES["live-calm"], selection=Selection(scope=Scope("room-1")))
    async with showing(scene) as (main, pilot):
        await pilot.press("comma", "escape")
        assert main.selection.cursor is None
        assert main.selection.scope.room == "room-1"
        await pilot.press("escape", "escape", "escape")
        assert main.selection.scope == Scope()
        assert pilot.app.is_running


async def test_brackets_go_back_to_where_the_user_was_and_forward_again() -> None:
    """`[` undoes a change of pane and keeps what was selected there; `]` does it again; neither passes the ends."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        await pilot.press("i", "comma")
        before = main.selection
        await pilot.press("5")
        assert main.selection.pane == "alerts"
        await pilot.press("left_square_bracket")
        assert main.selection == before
        await pilot.press("left_square_bracket")
        assert main.selection == before
        await pilot.press("right_square_bracket")
        assert main.selection.pane == "alerts"
        await pilot.press("right_square_bracket")
        assert main.selection.pane == "alerts"


async def test_scope_dialog_takes_a_room_and_users() -> None:
    """`o`, a room, some users, ⏎: the scope is theirs, and it is asked for."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        await pilot.press("o", *"room-1", "tab", *"u1", "comma", *"u2", "enter")
        await pilot.pause()
        assert main.selection.scope == Scope("room-1", ("u1", "u2"))


async def test_scope_dialog_left_empty_means_the_whole_app() -> None:
    """Clearing the room and ⏎ leads back to all."""
    scene = replace(SCENES["live-calm"], selection=Selection(scope=Scope("room-1")))
    async with showing(scene) as (main, pilot):
        await pilot.press("o", *["backspace"] * 6, "enter")
        await pilot.pause()
        assert main.selection.scope == Scope()


async def test_scope_dialog_refuses_what_the_service_would() -> None:
    """Users without a room are told at once, and nothing changes."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        await pilot.press("o", "tab", *"u1", "enter")
        await pilot.pause()
        assert "needs --room" in str(pilot.app.screen.query_one("#wrong").render())
        await pilot.press("escape")
        assert main.selection.scope == Scope()


async def test_keys_do_not_fire_while_typing() -> None:
    """A `q` in an input is a letter."""
    async with showing(SCENES["live-calm"]) as (_, pilot):
        await pilot.press("o", "q", "space")
        assert pilot.app.is_running
        assert pilot.app.screen.query_one("#room").value == "q "  # type: ignore[attr-defined]


async def test_go_to_time_sets_the_cursor() -> None:
    """`t` and a clock time put the cursor on that bucket; `T` goes back to now."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        await pilot.press("t", *"10:05", "enter")
        await pilot.pause()
        assert main.selection.cursor == NOW - 27 * 60 - 41
        await pilot.press("T")
        assert main.selection.cursor is None


async def test_go_to_time_out_of_reach_says_so() -> None:
    """A time that the real-time API does not reach is refused with a word."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        await pilot.press("t", *"-3h", "enter")
        await pilot.pause()
        assert main.selection.cursor is None
        assert len(pilot.app._notifications) == 1


async def test_mask_hides_the_app() -> None:
    """`P` takes every ID off the screen."""
    scene = replace(SCENES["live-calm"], selection=Selection(scope=Scope("room-1")))
    async with showing(scene) as (main, pilot):
        assert "661e0543cf" in text(main)
        await pilot.press("P")
        await pilot.pause()
        assert "661e0543cf" not in text(main)
        assert "room-1" not in text(main)


async def test_bell_rings_when_a_series_turns_crit_and_not_at_the_start() -> None:
    """What was crit when we came does not ring; what turns crit does, once."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        rung: list[int] = []
        pilot.app.bell = lambda: rung.append(1)  # type: ignore[method-assign]
        main.receive(main.snapshot)
        assert rung == []
        async with showing(SCENES["live"]) as (other, _):
            bad = other.snapshot
        main.receive(bad)
        main.receive(bad)
        assert rung == [1]


async def test_panes_not_built_yet_say_what_they_will_hold() -> None:
    """Such a pane shows one line, and 1 comes back."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        for key in "5":
            await pilot.press(key)
            await pilot.pause()
            assert "Not built yet" in text(main)
        await pilot.press("1")
        await pilot.pause()
        assert "join 5s" in text(main)


async def test_help_lists_every_key_and_closes_again() -> None:
    """`?` opens the keys beside the pane; `?` or esc closes them."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        await pilot.press("question_mark")
        await pilot.pause()
        assert "previous bad" in text(main)
        await pilot.press("escape")
        await pilot.pause()
        assert not main.query("HelpPanel")


async def test_palette_finds_a_series_by_name() -> None:
    """`:` and a few letters show a series without walking to it."""
    async with showing(SCENES["live-calm"]) as (main, pilot):
        await pilot.press("colon", *"video stall")
        for _ in range(50):
            await pilot.pause(0.02)
            if len(pilot.app.screen.query("CommandList")) and pilot.app.screen.query_one("CommandList").option_count:  # type: ignore[attr-defined]
                break
        await pilot.press("enter", "enter")
        await pilot.pause(0.1)
        assert main.selection.series == "500ms_video_stall_rate"


async def test_a_key_can_be_changed_by_its_id() -> None:
    """`[keys]` of the configuration moves an action to other keys."""
    scene = replace(SCENES["live-calm"], launch={"keys": {"window": "x,f5"}})
    async with showing(scene) as (main, pilot):
        await pilot.press("w")
        assert main.selection.minutes == 60
        await pilot.press("x")
        assert main.selection.minutes == 15


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+c", 130)])
async def test_leaving_gives_the_exit_code(key: str, code: int) -> None:
    """q ends with 0, ctrl+c with 130."""
    program = app(SCENES["live-calm"])
    async with program.run_test(size=(120, 36)) as pilot:
        await settled(replace(SCENES["live-calm"], keys=()))(pilot)
        await pilot.press(key)
        await pilot.pause()
    assert program.return_value == code


async def test_keep_leaves_the_last_screen() -> None:
    """Q keeps the screen's text for the shell."""
    program = app(SCENES["live-calm"])
    async with program.run_test(size=(120, 36)) as pilot:
        await settled(replace(SCENES["live-calm"], keys=()))(pilot)
        await pilot.press("Q")
        await pilot.pause()
    assert "join 5s" in program.kept


@pytest.mark.parametrize(
    "size", [(1, 1), (5, 2), (20, 5), (59, 18), (60, 17), (60, 18), (61, 19), (99, 20), (100, 18), (300, 90)]
)
async def test_no_size_crashes(size: tuple[int, int]) -> None:
    """Any terminal size draws, or says what is needed."""
    async with showing(replace(SCENES["live"], size=size)) as (main, pilot):
        await pilot.press("i", "comma", "z", "w")
        await pilot.pause()
        assert all(len(row) <= size[0] * 2 for row in rows(main))
        if size == (59, 18):
            assert "need 60×18, have 59×18" in text(main)


async def test_resizing_keeps_selection_and_cursor() -> None:
    """A smaller terminal shows the same thing, smaller."""
    async with showing(SCENES["live"]) as (main, pilot):
        await pilot.press("n", "comma")
        before = main.selection
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert main.selection == before
        assert "join" in text(main)


def test_every_key_has_an_id_a_text_and_none_is_forbidden() -> None:
    """Ids are unique, texts exist in both languages, and no key is one that a multiplexer or terminal needs."""
    ids = [key.id for key in KEYS]
    assert len(ids) == len(set(ids))
    used = [name for key in KEYS for name in key.keys.split(",")]
    assert len(used) == len(set(used))
    assert not TAKEN & set(used)
    assert all(has(f"keys.{key.id}") for key in KEYS)
    assert all(binding.id for binding in bindings())


def test_textuals_own_ctrl_q_is_gone() -> None:
    """ctrl+q is flow control: only our own bindings are left on the app."""
    program = RtcTui(app(SCENES["live-calm"]).launch)
    assert set(program._bindings.key_to_bindings) == {"ctrl+c"}


@pytest.mark.parametrize(
    ("keymap", "says"),
    [
        ({"frezee": "f"}, "no action is called frezee"),
        ({"window": "ctrl+q"}, "cannot be used"),
        ({"window": "i"}, "bound to both"),
    ],
)
def test_keys_that_can_not_work_are_refused_with_the_reason(keymap: dict[str, str], says: str) -> None:
    """An unknown action, a key that never arrives, one key for two actions: a sentence each, before the screen opens."""
    with pytest.raises(ConfigError, match=says):
        check(keymap)


def test_keys_may_swap_places() -> None:
    """Two actions may exchange their keys."""
    check({"window": "o", "scope": "w"})
