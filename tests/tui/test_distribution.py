"""The Distribution pane under its keys, from the simulator to the screen."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType

import pytest
from textual.pilot import Pilot

from rtc_tui.core.model import BUCKET, Dimension, Product, Series, SeriesKey
from rtc_tui.core.snapshot import Selection, Snapshot, Spread
from rtc_tui.tui.app import RtcTui
from rtc_tui.tui.panes.distribution import DistributionPane
from rtc_tui.tui.screen import MainScreen
from tests.tui.scenes import NOW, SCENES, SMALL, Scene, app, settled, spread


@asynccontextmanager
async def showing(scene: Scene) -> AsyncIterator[tuple[MainScreen, Pilot[int]]]:
    """The program with the scene on screen."""
    program: RtcTui = app(scene)
    async with program.run_test(size=scene.size) as pilot:
        await settled(scene)(pilot)
        yield program.main, pilot


def rows(main: MainScreen) -> list[str]:
    """What stands on screen, line by line."""
    return ["".join(segment.text for segment in strip).rstrip() for strip in main._compositor.render_strips()]


def text(main: MainScreen) -> str:
    """All of it."""
    return "\n".join(rows(main))


def selected(main: MainScreen) -> str:
    """The marked row."""
    return next((row for row in rows(main) if row.startswith(">")), "")


async def test_the_bad_province_is_the_first_row() -> None:
    """In province-loss the two provinces that lose packets stand above all others, in crit."""
    async with showing(SCENES["heat"]) as (main, _):
        body = rows(main)[6:]
        assert body[0].startswith(">Guangxi")
        assert body[1].startswith(" Guangdong")
        assert "✖" in body[0]
        assert "✖" not in body[2]


async def test_the_sentence_names_who_explains_it() -> None:
    """The head says in words what the matrix shows."""
    async with showing(SCENES["heat"]) as (main, _):
        assert "Only Guangxi and Guangdong (province)" in text(main)


async def test_the_time_cursor_is_kept_through_all_steps() -> None:
    """From the matrix through map, table and ranking into a slice and out again: one time, one slice."""
    async with showing(SCENES["heat"]) as (main, pilot):
        await pilot.press("down", "comma", "comma", "comma")
        at, raw = main.selection.cursor, main.selection.spread.slice
        assert at is not None
        for key in ("v", "v", "enter", "i", "escape", "v", "v"):
            await pilot.press(key)
            assert (main.selection.cursor, main.selection.spread.slice) == (at, raw)


async def test_enter_opens_a_slice_and_escape_goes_back() -> None:
    """The slice's series with the app's own and its other indicators; where one is stands above."""
    async with showing(SCENES["heat"]) as (main, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert "app › audio stall 80ms › province › Guangxi" in text(main)
        assert "bold: slice" in text(main)
        assert "video delay 400ms" in text(main)
        await pilot.press("escape")
        await pilot.pause()
        assert main.selection.spread.slice == "广西"
        assert "[heat]" in text(main)


async def test_next_bad_goes_across_combinations() -> None:
    """`n` changes indicator and dimension, and never stops on what is good."""
    async with showing(SCENES["heat"]) as (main, pilot):
        seen = set()
        for _ in range(8):
            await pilot.press("n")
            await pilot.pause()
            seen.add((main.selection.series, main.selection.spread.dimension, main.selection.spread.slice))
            assert "✖" in selected(main) or "▲" in selected(main)
        assert len(seen) == 8
        assert len({name for name, _, _ in seen}) > 1


async def test_next_bad_says_so_when_nothing_is_bad() -> None:
    """In calm there is nothing to go to."""
    async with showing(spread(scenario="calm")) as (main, pilot):
        before = main.selection
        await pilot.press("n")
        await pilot.pause()
        assert main.selection == before
        assert len(pilot.app._notifications) == 1


async def test_dimensions_and_indicators_go_round() -> None:
    """`d` four times and `i` ten times are back where they began; systems lie on no map."""
    async with showing(SCENES["map"]) as (main, pilot):
        start = main.selection
        for _ in Dimension:
            await pilot.press("d")
            assert main.selection.spread.view in {"map", "table"}
        assert main.selection.spread.dimension is start.spread.dimension
        for _ in range(10):
            await pilot.press("i")
        assert main.selection.series == start.series


async def test_a_ranking_opens_slices_of_other_dimensions() -> None:
    """⏎ on the first row of "why" opens the system that is to blame, though provinces were on screen."""
    async with showing(SCENES["why-os"]) as (main, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert main.selection.spread.dimension is Dimension.OS
        assert main.selection.spread.slice == "ios"
        assert "OS › iOS" in text(main)


async def test_rows_stay_while_one_is_selected() -> None:
    """A snapshot in which another slice is worst changes values, not places; back at the top it is ranked anew."""
    async with showing(SCENES["heat"]) as (main, pilot):
        await pilot.press("down")
        before = [row[1:12] for row in rows(main)[6:20]]
        main.receive(_worse(main.snapshot, "上海"))
        await pilot.pause()
        assert [row[1:12] for row in rows(main)[6:20]] == before
        await pilot.press("escape")
        await pilot.pause()
        assert rows(main)[6].startswith(">Shanghai")


def _worse(known: Snapshot, raw: str) -> Snapshot:
    """The same with one slice of the series far beyond crit for five minutes."""
    series = dict(known.series)
    key = SeriesKey("80ms_audio_stall_rate", dimension=Dimension.PROVINCE, slice=raw)
    old = series[key]
    points = dict(old.points()) | dict.fromkeys(range(old.end - 10 * BUCKET, old.end, BUCKET), 60.0)
    series[key] = Series.of(key, points, "%")
    return replace(known, series=MappingProxyType(series))


async def test_two_hundred_countries_scroll() -> None:
    """The cursor walks to the end; only what fits is drawn, and the head says which rows."""
    async with showing(spread("d", (100, 30))) as (main, pilot):
        series = dict(main.snapshot.series)
        template = next(
            s for key, s in series.items() if key.dimension is Dimension.COUNTRY and key.name == "80ms_audio_stall_rate"
        )
        for i in range(200):
            key = template.key._replace(slice=f"Land {i:03} [bold]\x1b[31m\u202e")
            series[key] = replace(template, key=key)
        main.receive(replace(main.snapshot, series=MappingProxyType(series)))
        await pilot.press("end")
        await pilot.pause()
        assert "–220 of 220" in text(main)
        await pilot.press("pageup", "home")
        await pilot.pause()
        assert "1–" in text(main)
        assert "\x1b" not in text(main)
        assert "\u202e" not in text(main)


@pytest.mark.parametrize(
    ("back", "said"),
    [(3 * 3600, "no source covers this"), (30 * 3600, "offline API 5 min, 11-19 02:00 to 11-19 08:00")],
)
async def test_times_gone_by(back: int, said: str) -> None:
    """Three hours back there is no source and it says so; beyond eight hours the offline data are asked."""
    async with showing(SCENES["heat"]) as (main, pilot):
        main.select(replace(main.selection, cursor=int(NOW) - back))
        await pilot.pause()
        assert said in text(main)


async def test_arrows_on_the_map_go_to_the_tile_beside() -> None:
    """Right of Guangxi lies Guangdong."""
    async with showing(SCENES["map"]) as (main, pilot):
        await pilot.press("right")
        assert main.selection.spread.slice == "广东"


async def test_copying_reads_what_the_cursor_reads() -> None:
    """`y` copies indicator, slice, time, value, verdict and the app's own."""
    async with showing(SCENES["heat"]) as (main, pilot):
        copied: list[str] = []
        pilot.app.copy_to_clipboard = copied.append  # type: ignore[method-assign,assignment]
        await pilot.press("y")
        assert copied == ["audio stall 80ms Guangxi  10:31:30 = 8.79 % ✖ crit   app 2.33 %, +6.46 from it"]
        assert main.selection.spread.slice == ""


@pytest.mark.parametrize("size", [(60, 18), (61, 19), (80, 24), (97, 31), (260, 70)])
async def test_every_view_fits_every_size(size: tuple[int, int]) -> None:
    """No row is wider than the screen, and there are numbers on it, whatever the view."""
    async with showing(spread("", size, language="zh")) as (main, pilot):
        for key in ("v", "v", "v", "v", "enter", "escape", "d", "v", "z", "v", "end"):
            await pilot.press(key)
            await pilot.pause()
            strips = main._compositor.render_strips()
            assert [strip.cell_length for strip in strips] == [size[0]] * size[1]
            assert "%" in text(main)


def test_selection_starts_with_provinces() -> None:
    """Nothing chosen yet means the matrix of provinces."""
    assert (Selection().spread.dimension, Selection().spread.view) == (Dimension.PROVINCE, "heat")


async def test_what_lies_on_no_tile_scrolls_under_the_map() -> None:
    """Names that nobody knows are listed with how many they are, and the cursor reaches the last of them."""
    async with showing(spread("v", SMALL)) as (main, pilot):
        series = dict(main.snapshot.series)
        template = series[SeriesKey("80ms_audio_stall_rate", dimension=Dimension.PROVINCE, slice="广东")]
        for i in range(20):
            key = template.key._replace(slice=f"Nowhere {i:02}")
            series[key] = replace(template, key=key)
        main.receive(replace(main.snapshot, series=MappingProxyType(series)))
        await pilot.pause()
        assert "Not on the map: 1–5 of 20" in text(main)
        await pilot.press("end")
        await pilot.press(*["down"] * 40)
        await pilot.pause()
        assert "Not on the map: 16–20 of 20" in text(main)
        assert selected(main)


async def test_what_slows_the_visible_down_is_said_beside_it() -> None:
    """Under a daily quota the pane tells how often it is asked, and nothing of users who are of no slice."""
    async with showing(SCENES["heat-80x24"]) as (main, pilot):
        health = replace(main.snapshot.health, notes=("Daily quota: asked every 170 s.",), missing_users=("u-1",))
        main.receive(replace(main.snapshot, health=health))
        await pilot.pause()
        assert "! Daily quota: asked every 170 s." in text(main)
        assert "u-1" not in text(main)


async def test_steps_through_recorded_hours() -> None:
    """Between the two sources the recordings are gone through bucket by bucket, on into what is asked next."""
    async with showing(SCENES["heat-recorded"]) as (main, pilot):
        before = main.selection.cursor or 0
        await pilot.press("comma")
        assert main.selection.cursor == before - BUCKET
        assert "recorded, 30 s" in text(main)
        asked = main.watched().asks
        main.select(replace(main.selection, cursor=before - 3600))
        assert main.watched().asks != asked
        await pilot.press("full_stop")
        assert main.selection.cursor == before - 3600 + BUCKET


async def test_next_bad_tells_which_of_how_many() -> None:
    """The number stands beside what the cursor reads, and goes when the cursor is moved elsewhere."""
    async with showing(SCENES["heat"]) as (main, pilot):
        await pilot.press("n", "n")
        await pilot.pause()
        assert re.search(r"Guangdong  10:31:30 = .* bad 2 of \d+", text(main))
        await pilot.press("down")
        await pilot.pause()
        assert "bad 2 of" not in text(main)


async def test_next_bad_keeps_the_time_that_is_looked_at() -> None:
    """With a time cursor the next bad slice is one that was bad then."""
    async with showing(SCENES["heat"]) as (main, pilot):
        await pilot.press(*["comma"] * 3)
        at = main.selection.cursor
        await pilot.press("n")
        assert (main.selection.cursor, main.selection.spread.slice) == (at, "广西")


async def test_the_row_of_the_ranking_is_what_is_read_and_copied() -> None:
    """Not the first slice of the dimension that the pane was in before."""
    async with showing(SCENES["why"]) as (main, pilot):
        await pilot.press("down", "down")
        await pilot.pause()
        row = selected(main).split()[1]
        assert f" {row} (country)  10:31:30 = " in text(main)
        copied: list[str] = []
        pilot.app.copy_to_clipboard = copied.append  # type: ignore[method-assign,assignment]
        await pilot.press("y")
        assert copied[0].startswith(f"audio stall 80ms {row} (country)  10:31:30 = ")


async def test_the_whole_hour_can_be_reached() -> None:
    """Where only half of it has columns, the time cursor goes on to what lies before."""
    async with showing(SCENES["heat-80x24"]) as (main, pilot):
        await pilot.press(*["comma"] * 100)
        assert main.selection.cursor == NOW // BUCKET * BUCKET - (2 + 100) * BUCKET
        await pilot.pause()
        assert selected(main).startswith(">")


def test_who_explains_it_asks_for_all_dimensions() -> None:
    """Those that there are for the product, whichever the cursor is on; elsewhere, and in an opened slice, for one."""

    def asked(
        view: str, dimension: Dimension, product: Product = Product.NATIVE, *, opened: bool = False
    ) -> list[object]:
        place = Spread(view=view, dimension=dimension, opened=opened)
        chosen = Selection(product=product, series="80ms_audio_stall_rate", spread=place)
        return [query.dimension for query in DistributionPane.wants(chosen)]

    assert asked("why", Dimension.OS) == asked("why", Dimension.COUNTRY) == list(Dimension)
    assert asked("heat", Dimension.OS) == asked("why", Dimension.OS, opened=True) == [Dimension.OS]
    assert asked("why", Dimension.PROVINCE, Product.WEB) == [Dimension.PROVINCE, Dimension.COUNTRY]
