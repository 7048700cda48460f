"""The History pane under its keys, from the simulator and an archive to the screen; earlier days on Live."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from rtc_tui.core.ask import Answer, AskHistory
from rtc_tui.core.model import DAY, HOUR, Product, Scope
from rtc_tui.core.snapshot import Stretch
from rtc_tui.text import Language
from rtc_tui.tui.panes.history import HistoryPane
from rtc_tui.tui.screen import MainScreen
from rtc_tui.tui.widgets import origin
from rtc_tui.views import history
from tests.tui.scenes import NOW, SCENES, SMALL, Scene, app, past, settled


@asynccontextmanager
async def showing(scene: Scene) -> AsyncIterator[tuple[MainScreen, Pilot[Any]]]:
    """The program with the scene on screen."""
    program = app(scene)
    async with program.run_test(size=scene.size) as pilot:
        await settled(scene)(pilot)
        yield program.main, pilot


def rows(main: MainScreen) -> list[str]:
    """What stands on the screen, line by line."""
    return [strip.text.rstrip() for strip in main._compositor.render_strips()]


def text(main: MainScreen) -> str:
    """All of it."""
    return "\n".join(rows(main))


def strip(main: MainScreen) -> str:
    """The strip under the chart: the row before its legend."""
    found = rows(main)
    return found[next(i for i, row in enumerate(found) if "O offline" in row) - 1].strip()


async def until(pilot: Pilot[Any], main: MainScreen, word: str) -> None:
    """Wait for a word on screen."""
    for _ in range(300):
        if word in text(main):
            return
        await pilot.pause(0.01)
    raise AssertionError(text(main))


# ------------------------------------------------------------------ what is seen
async def test_without_a_recorder_the_hole_is_shown_and_how_to_have_none() -> None:
    """Offline, nothing, realtime: the strip, the chart and a sentence say so."""
    async with showing(SCENES["history-hole"]) as (main, _):
        marks = strip(main)
        assert marks.startswith("O━━")
        assert "····················" in marks
        assert "R━" in marks
        assert "L" not in marks
        assert "no API gives this" in text(main)
        assert "rtc-tui record" in text(main)


async def test_with_a_recorder_the_incident_is_seen_that_no_api_gives() -> None:
    """What was recorded stands between, and the forty minutes in which nobody recorded stay a hole."""
    async with showing(SCENES["history-recorded"]) as (main, _):
        marks = strip(main)
        assert marks.index("O") < marks.index("L") < marks.index("·")
        assert marks.count("·") < 6
        assert "11-20 04:35–05:10: no API gives this" in text(main)
        assert "44 buckets" in text(main)


@pytest.mark.parametrize("archive", ["empty", "recorded"])
@pytest.mark.parametrize(
    ("size", "language", "missing"), [(SMALL, "en", "missing"), ((60, 18), "en", "missing"), (SMALL, "zh", "缺失")]
)
async def test_the_line_of_sources_says_what_is_missing_however_narrow(
    archive: str, size: tuple[int, int], language: Language, missing: str
) -> None:
    """What does not fit goes whole, and what matters most stays: the window, and how much of it nothing is known of."""
    async with showing(past("", size, archive=archive, language=language)) as (main, _):
        line = rows(main)[3]
        assert line.startswith(" 11-19 10:3")
        assert f" · {missing} " in line
        assert "…" not in line


async def test_the_line_of_sources_tells_all_where_there_is_room() -> None:
    """Window, step, and every source."""
    async with showing(SCENES["history-hole"]) as (main, _):
        parts = rows(main)[3].strip().split(" · ")
        assert [part.split()[0] for part in parts[1:]] == ["5", "offline", "realtime", "missing"]


async def test_the_strip_tells_a_few_missing_buckets_from_a_hole() -> None:
    """A thin line where some of a column is missing, a dot where most of it is."""
    found = "".join(part for part, _ in origin.strip(bytes([3] * 95 + [0] * 5 + [0] * 100 + [2] * 100), 3))
    assert found == "O·L"
    assert "".join(part for part, _ in origin.strip(bytes([3] * 195 + [0] * 5), 2)) == "O╌"
    assert origin.strip(b"", 10) == []


async def test_ids_are_hidden_when_others_look_on() -> None:
    """The room's name is nowhere on screen."""
    async with showing(SCENES["history-masked"]) as (main, _):
        assert "room-1" not in text(main)


async def test_what_is_refused_is_said_and_the_rest_is_shown() -> None:
    """Without the right to offline data there is still the last hour."""
    async with showing(SCENES["history-denied"]) as (main, _):
        assert "ListQuality" in text(main)
        assert "R━" in strip(main)


# ------------------------------------------------------------------ keys
async def test_windows_go_round_and_zoom_stops_at_both_ends() -> None:
    """`w` through five spans and back; `+` and `-` no further than half an hour and thirty days."""
    async with showing(past("", SMALL)) as (main, pilot):
        seen = []
        for _ in range(6):
            seen.append(main.selection.stretch.span)
            await pilot.press("w")
        assert seen == [DAY, 7 * DAY, 30 * DAY, HOUR, 6 * HOUR, DAY]
        for _ in range(15):
            await pilot.press("plus")
        assert main.selection.stretch.span == 1800
        for _ in range(15):
            await pilot.press("minus")
        assert main.selection.stretch.span == 30 * DAY


async def test_panning_goes_half_a_window_and_back_to_now() -> None:
    """`<` twice is a whole window earlier; `>` twice follows time again; shift with the arrows does the same."""
    async with showing(past("", SMALL)) as (main, pilot):
        before = history.shown(main.selection, NOW)
        await pilot.press("less_than_sign", "shift+left")
        assert history.shown(main.selection, NOW).end == before.start
        await pilot.press("greater_than_sign", "shift+right")
        assert history.shown(main.selection, NOW) == before
        assert main.selection.stretch.end is None


async def test_the_cursor_takes_the_window_along_and_a_key_leads_back_to_now() -> None:
    """Beyond the left edge the window moves; `T` leads to now from wherever one is."""
    async with showing(past("home", SMALL)) as (main, pilot):
        first = history.shown(main.selection, NOW)
        assert main.selection.cursor == first.start
        await pilot.press("comma")
        second = history.shown(main.selection, NOW)
        assert second.start < first.start
        assert main.selection.cursor == first.start - 300
        await pilot.press("T")
        assert main.selection == main.selection.live()
        assert history.shown(main.selection, NOW) == first


async def test_any_time_of_the_last_weeks_can_be_gone_to() -> None:
    """`t` and a date; nothing of the future, and nothing before what anybody keeps."""
    async with showing(past("t", SMALL)) as (main, pilot):
        await pilot.press(*"2026-11-01", "space", *"12:00", "enter")
        await until(pilot, main, "11-01 12:00 = ")
        window = history.shown(main.selection, NOW)
        assert main.selection.cursor is not None
        assert window.start < main.selection.cursor < window.end
        assert main.pane.refuses(int(NOW) + 60, NOW)
        assert main.pane.refuses(int(NOW) - 400 * DAY, NOW)
        assert not main.pane.refuses(int(NOW) - 30 * DAY, NOW)


async def test_kinds_go_round() -> None:
    """`v` five times comes back."""
    async with showing(past("", SMALL)) as (main, pilot):
        seen = []
        for _ in range(5):
            seen.append(main.selection.stretch.kind)
            await pilot.press("v")
        assert seen == list(history.KINDS)
        assert main.selection.stretch.kind == "quality"


async def test_a_day_is_opened_and_left_again() -> None:
    """⏎ shows its five minutes from its worst on, `esc` the table with that day still selected."""
    async with showing(SCENES["history-days-80x24"]) as (main, pilot):
        await pilot.press("down", "down", "enter")
        await until(pilot, main, "2026-11-18, Beijing")
        assert history.shown(main.selection, NOW).seconds == DAY
        await until(pilot, main, "O━━")
        await pilot.press("escape")
        assert next(row for row in rows(main) if row.startswith(">")).startswith(">2026-11-18")
        await pilot.press("end")
        assert history.day_of(main.selection.cursor or 0).start == history.days_listed(NOW).start


async def test_a_zoomed_day_becomes_a_window() -> None:
    """From the table's day straight into its hours."""
    async with showing(SCENES["history-day"]) as (main, pilot):
        await pilot.press("plus")
        assert (main.selection.stretch.kind, main.selection.stretch.opened) == ("quality", False)
        window = history.shown(main.selection, NOW)
        assert window.seconds == 12 * HOUR
        assert window.start <= (main.selection.cursor or 0) < window.end


async def test_rows_of_operation_data_choose_the_chart() -> None:
    """Down goes to the next indicator, whose course stands below."""
    async with showing(SCENES["history-operation"]) as (main, pilot):
        assert main.selection.stretch.row == "peak_concurrent_user"
        await pilot.press("i")
        assert main.selection.stretch.row == "room_count"
        assert any(row.startswith(" rooms  ") for row in rows(main))


async def test_users_are_told_by_province_or_country() -> None:
    """`d` turns from one to the other, and the question with it."""
    async with showing(past("v v v", SMALL)) as (main, pilot):
        assert "users by province" in text(main)
        assert "广东" in text(main)
        await pilot.press("d")
        await until(pilot, main, "中国")


async def test_a_filter_of_systems_asks_anew_and_says_what_it_leaves_out() -> None:
    """With web it is said to have no effect."""
    async with showing(SCENES["history-filter"]) as (main, pilot):
        assert "only os=ios" in text(main)
        assert "R━" not in strip(main)
        await pilot.press("u")
        assert main.selection.product is Product.WEB
        assert "no effect on web" in text(main)


async def test_esc_cancels_what_is_asked_and_enter_goes_on() -> None:
    """What came stays; nothing is wanted of the source until ⏎."""
    async with showing(past("", SMALL)) as (main, pilot):
        ask = next(ask for ask in main.watched().asks if isinstance(ask, AskHistory))
        answer = main.snapshot.answers[ask]
        half = replace(main.snapshot, answers={ask: Answer(answer.parts, 5, 9)})
        main.receive(half)
        assert "5 of 9 pieces; esc cancels" in text(main)
        await pilot.press("escape")
        assert main.selection.stretch.stopped
        assert main.watched().asks == ()
        assert "Stopped" in text(main)
        assert "O━━" in strip(main)
        await pilot.press("enter")
        assert main.watched().asks == (ask,)


async def test_esc_without_anything_under_way_takes_the_cursor_then_the_scope() -> None:
    """As on every pane."""
    async with showing(past("n", SMALL)) as (main, pilot):
        bad = main.selection
        await pilot.press("escape")
        assert main.selection == replace(bad, cursor=None) != bad
        main.select(replace(main.selection, scope=Scope("room-1")))
        await pilot.press("escape")
        assert main.selection.scope == Scope()


async def test_a_moved_cursor_asks_nothing_and_what_is_read_can_be_copied() -> None:
    """Only the window decides what is asked."""
    async with showing(SCENES["history-hole-80x24"]) as (main, pilot):
        before = main.watched().asks
        await pilot.press("comma", "comma")
        assert main.watched().asks == before
        assert isinstance(main.pane, HistoryPane)
        assert main.pane.readout(main.scene).startswith("audio stall 80ms 11-20 ")


async def test_every_kind_of_data_is_drawn_at_any_size_without_any_data() -> None:
    """Nothing has come yet, and the screen is as small as it may be, or wide."""
    for size in ((60, 18), (200, 50)):
        async with showing(Scene("calm", size, ("4",), answers=False)) as (main, _):
            for kind in history.KINDS:
                main.select(replace(main.selection, stretch=Stretch(kind=kind)))
                assert "reading…" in text(main), kind


# ------------------------------------------------------------------ Live
async def test_live_compares_with_yesterday_and_last_week() -> None:
    """`c` four times: a day, a week, both, nothing; the legend says which line is which."""
    async with showing(Scene("calm", keys=(), archive="empty", patience=3.5)) as (main, pilot):
        assert main.watched().asks == ()
        for words in (["−1 d"], ["−7 d"], ["−1 d", "−7 d"]):
            await pilot.press("c")
            assert len(main.watched().asks) == 2 * len(words)
            for word in words:
                await until(pilot, main, word)
        await pilot.press("c")
        assert main.watched().asks == ()
        assert "── now" not in text(main)
