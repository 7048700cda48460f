"""The screen on what was recorded: into a replay, through its time, and back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot

from rtc_tui.core.account import Target
from rtc_tui.core.model import BUCKET
from rtc_tui.core.snapshot import Selection
from rtc_tui.feed.replay import ReplaySource
from rtc_tui.feed.source import Source
from rtc_tui.tui.app import RtcTui
from rtc_tui.tui.launch import Launch
from rtc_tui.tui.screen import MainScreen
from tests import playing
from tests.playing import END, START, SteadyClock
from tests.tui.test_keys import text

WALL = float(END + 120)


class Desk:
    """A screen that somebody sits at: what is live plays the end of the hour, what is recorded all of it."""

    def __init__(self, main: MainScreen, pilot: Pilot[Any]) -> None:
        self.main, self.pilot = main, pilot

    async def press(self, *keys: str) -> str:
        """Press, wait until nothing more comes, and read."""
        await self.pilot.press(*keys)
        return await self.read()

    async def read(self) -> str:
        """The screen, once nothing more comes."""
        before = None
        for _ in range(100):
            await self.pilot.pause(0.05)
            if before is self.main.snapshot and self.main.snapshot.health.answered:
                break
            before = self.main.snapshot
        return text(self.main)

    @property
    def replay(self) -> ReplaySource:
        """What is played."""
        assert isinstance(self.main.source, ReplaySource)
        return self.main.source


class Live(ReplaySource):
    """As good as the service for a screen: its time is nobody's to choose."""

    jump = toggle = faster = newest = None  # type: ignore[assignment]

    def meter(self) -> Any:
        """Nothing of a replay."""
        from rtc_tui.feed.source import Meter

        return Meter()


@asynccontextmanager
async def sitting(*, live: bool = True, recorded: bool = True) -> AsyncIterator[Desk]:
    """A screen that shows now, or with `live` off the hour from its middle on."""
    folder = _folder()
    clock = SteadyClock(WALL)

    def replay(at: float, paused: bool) -> ReplaySource:
        return ReplaySource(playing.archive(folder), clock, at, paused=paused)

    def source() -> Source:
        if live:
            return _Plain(Live(playing.archive(folder), clock, WALL, speed=1))
        return replay(START + 1800, True)

    launch = Launch(
        target=Target(playing.APP), source=source, clock=clock, zone=ZoneInfo("Asia/Shanghai"),
        selection=Selection(), replay=replay if recorded else None,
    )  # fmt: skip
    app = RtcTui(launch)
    async with app.run_test(size=(120, 36)) as pilot:
        desk = Desk(app.main, pilot)
        await desk.read()
        yield desk


class _Plain:
    """A source without the knobs of a replay."""

    def __init__(self, inner: ReplaySource) -> None:
        self.now, self.subscribe, self.wake, self.fetch = inner.now, inner.subscribe, inner.wake, inner.fetch
        self.events, self.aclose = inner.events, inner.aclose
        self.meter = inner.meter


def _folder() -> Any:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as beside:  # in a loop of its own: this one may be running
        return beside.submit(playing.province_loss).result()[0]


async def test_a_time_that_is_out_of_reach_is_replayed_and_t_leads_back() -> None:
    """`t` goes anywhere: beyond the hour of Live it stands at that time, and T is live again."""
    async with sitting() as desk:
        assert "● LIVE" in await desk.read()
        shown = await desk.press("t", *"10:40", "enter")
        assert "◀ REPLAY ‖ ×10" not in shown  # within reach: the cursor goes there
        await desk.press("escape")
        shown = await desk.press("t", *"10:20", "enter")
        assert "◀ REPLAY ‖ ×10" in shown
        assert "10:20 CST" in shown
        shown = await desk.press("T")
        assert "● LIVE" in shown
        assert "11:32 CST" in shown


@pytest.mark.parametrize(("pane", "said"), [("1", "reach"), ("2", "The service keeps 30 days")])
async def test_a_time_of_which_nothing_was_recorded_is_refused_as_the_pane_refuses_it(pane: str, said: str) -> None:
    """Neither is there a replay that shows nothing, nor does what is shown change."""
    async with sitting() as desk:
        await desk.press(pane)
        home, before = desk.main.source, desk.main.selection
        await desk.press("t", *"-40d", "enter")
        assert desk.main.source is home
        assert desk.main.playback is None
        assert desk.main.selection == before
        told = [toast.message for toast in desk.pilot.app._notifications]
        assert len(told) == 1
        assert said in told[0]


async def test_space_plays_and_pauses() -> None:
    """The state word says that it plays, how fast, and that it stands."""
    async with sitting(live=False) as desk:
        assert "◀ REPLAY ‖ ×10" in await desk.read()
        assert "◀ REPLAY ×10" in await desk.press("space")
        assert "◀ REPLAY ×30" in await desk.press("right_curly_bracket")
        assert "◀ REPLAY ×5" in await desk.press("left_curly_bracket", "left_curly_bracket")
        assert "◀ REPLAY ‖ ×5" in await desk.press("space")
        assert desk.main.frozen is None


async def test_jumps_and_steps() -> None:
    """A bucket, a minute, an hour, a day; never beyond the present."""
    async with sitting(live=False) as desk:
        middle = START + 1800
        for keys, at in (
            (("full_stop",), middle + BUCKET),
            (("comma", "comma"), middle - BUCKET),
            (("right_parenthesis",), middle - BUCKET + 60),
            (("left_parenthesis", "left_parenthesis"), middle - BUCKET - 60),
            (("b",), middle - BUCKET - 60 - 3600),
            (("f",), middle - BUCKET - 60),
            (("B",), middle - BUCKET - 60 - 86_400),
            (("F", "F"), WALL),
        ):
            await desk.press(*keys)
            assert desk.replay.now() == at
            assert desk.main.snapshot.now == at


async def test_nothing_of_the_future_is_on_screen() -> None:
    """After a step back the newest bucket is the one of that time, in every pane."""
    async with sitting(live=False) as desk:
        for pane in ("1", "2", "4"):
            await desk.press(pane, "left_parenthesis")
            newest = max(series.end for series in desk.main.snapshot.series.values())
            assert newest <= desk.replay.now()


async def test_the_knobs_of_a_replay_are_nobodys_while_live() -> None:
    """Keys that mean nothing are neither shown nor do they do anything."""
    async with sitting() as desk:
        shown = await desk.press("f", "right_curly_bracket")
        assert "● LIVE" in shown
        assert "faster" not in shown


async def test_replay_from_here_in_history_and_from_the_palette() -> None:
    """`p` plays from the time cursor on; the palette's command does the same."""
    async with sitting() as desk:
        await desk.press("4")
        desk.main.select(desk.main.selection.live())
        await desk.press("left", "left")
        cursor = desk.main.selection.cursor
        assert cursor is not None
        shown = await desk.press("p")
        assert "◀ REPLAY ×10" in shown
        assert desk.replay.now() == cursor
        await desk.press("T")
        await desk.main.run_action("replay_here")
        await desk.read()
        assert desk.main.playback


async def test_without_a_recording_it_says_so() -> None:
    """Nothing to play is a sentence, and what is shown stays."""
    async with sitting(recorded=False) as desk:
        await desk.main.run_action("replay_here")
        await desk.read()
        assert not desk.main.playback
        assert "no recording" in " ".join(toast.message for toast in desk.pilot.app._notifications)


async def test_what_happens_now_goes_on_behind_a_replay() -> None:
    """The live source is not closed: coming back needs no new answer."""
    async with sitting() as desk:
        home = desk.main.source
        await desk.main.run_action("replay_here")
        await desk.read()
        assert desk.main.source is not home
        await desk.press("T")
        assert desk.main.source is home
        assert desk.main.snapshot.series
        await asyncio.sleep(0)
