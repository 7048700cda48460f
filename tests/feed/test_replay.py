"""What was recorded, played: the same as it was, and nothing newer than its time."""

import asyncio
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rtc_tui.archive.bundle import Bundle
from rtc_tui.core.ask import AskDetail, AskHistory, AskOnline, AskUsages, Wanted
from rtc_tui.core.calls import CallDetail, CallMetric, CallRow, CallSeries, Direction, Room, Stay, User
from rtc_tui.core.listing import Listing
from rtc_tui.core.merge import Merged
from rtc_tui.core.model import BUCKET, FIVE_MINUTES, Batch, Feature, Query, Window
from rtc_tui.core.snapshot import Snapshot, State, condition
from rtc_tui.errors import ArchiveUnreachable
from rtc_tui.feed import recorded
from rtc_tui.feed.follow import follow
from rtc_tui.feed.recorded import user_then
from rtc_tui.feed.replay import SPEEDS, ReplaySource
from rtc_tui.feed.source import Answered, Failure, Rewound
from rtc_tui.report import asked
from rtc_tui.store import Store
from tests import playing
from tests.archive.test_bundle import ABOUT
from tests.playing import END, LIVE, QUERIES, ROOM, ROOMS, SETTLED, SPREAD, START, SteadyClock, printed, shown, source

ALL = Wanted(QUERIES)
MAY_CHANGE = 2 * BUCKET  # seconds: the newest two buckets, which a later answer may correct


@pytest.fixture
def folder() -> Path:
    return playing.province_loss()[0]


@pytest.mark.parametrize("at", range(START + 600, END + 1, 600))
def test_every_bucket_of_the_live_run_comes_again(at: int) -> None:
    """`get live` and `get distribution` print of a replay what the screen showed at that second, provenance aside.

    The newest two buckets may still have been corrected by a later answer, and are shown as they ended up.
    """
    folder, told = playing.province_loss()
    for request, live in zip((LIVE, SPREAD), told[at], strict=True):
        again = asyncio.run(printed(request, lambda: source(folder, at + SETTLED)))
        assert (again["from"], again["to"]) == (live["from"], live["to"])
        assert shown(again).keys() == shown(live).keys()
        assert _final(shown(again), at) == _final(shown(live), at)
        assert [each["severity"] for each in again["series"]] == [each["severity"] for each in live["series"]]
        assert again["health"]["state"] == "replay"
        assert again["health"]["age_s"] == int(at + SETTLED - (at - 60))


def test_at_the_end_of_the_run_every_bucket_is_the_same() -> None:
    """Then nothing came after what was shown, the newest buckets included."""
    folder, told = playing.province_loss()
    for request, live in zip((LIVE, SPREAD), told[END], strict=True):
        again = asyncio.run(printed(request, lambda: source(folder, END + SETTLED)))
        assert shown(again) == shown(live)
        assert len(shown(live)) > 1000


def _final(found: dict[tuple[str, str, str], tuple[object, ...]], at: int) -> dict[tuple[str, str, str], object]:
    return {key: value for key, value in found.items() if key[2] < _iso(at - 60 - MAY_CHANGE)}


def _iso(at: int) -> str:
    from rtc_tui.views.cells import iso
    from tests.test_report import config

    return iso(at, config().ui.zone)


class Player:
    """Somebody who looks at a replay: the latest snapshot, and all events until nothing more comes."""

    def __init__(self, feed: ReplaySource, wanted: Wanted) -> None:
        self.feed, self.wanted = feed, wanted
        self.snapshot = Snapshot(0.0)
        self._task: asyncio.Task[None] | None = None

    async def _run(self) -> None:
        async for snapshot in follow(self.feed, Store(), lambda: self.wanted):
            self.snapshot = snapshot

    async def settle(self) -> Snapshot:
        """Until nothing more comes."""
        self._task = self._task or asyncio.create_task(self._run())
        before = None
        while before is not self.snapshot or not self.snapshot.health.answered:
            before = self.snapshot
            await asyncio.sleep(0.1)
            if self._task.done():
                self._task.result()
        return self.snapshot

    def newest(self, name: str = "80ms_audio_stall_rate") -> int | None:
        return max((s.newest or 0 for key, s in self.snapshot.series.items() if key.name == name), default=None)

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.feed.aclose()


def play(at: float, work: Callable[[Player, SteadyClock], Any], wanted: Wanted = ALL, **more: Any) -> None:
    """A replay that a test drives."""
    folder = playing.province_loss()[0]

    async def main() -> None:
        feed = source(folder, at, **more)
        player = Player(feed, wanted)
        try:
            await work(player, feed._clock)  # type: ignore[arg-type]
        finally:
            await player.close()

    asyncio.run(main())


def test_a_bucket_is_seen_a_minute_after_its_start() -> None:
    """Not earlier than the service would have told it, at whatever time the replay stands."""

    async def work(player: Player, _clock: SteadyClock) -> None:
        for at in (START + 1800, START + 1829, START + 1831):
            player.feed.jump(at)
            await player.settle()
            assert player.newest() == (at - 60) // BUCKET * BUCKET
            assert condition(player.snapshot.health, at) is State.REPLAY

    play(START + 1800, work)


def test_going_back_takes_away_what_came_later() -> None:
    """After a jump back no pane has a bucket of what was still to come."""

    async def work(player: Player, _clock: SteadyClock) -> None:
        await player.settle()
        player.feed.jump(START + 900)
        await player.settle()
        assert max(series.end for series in player.snapshot.series.values()) <= START + 900
        assert player.snapshot.now == START + 900

    play(END, work)


def test_speed_pause_and_step() -> None:
    """Time runs as fast as it is told, stands when paused, and never gets ahead of the present."""

    async def work(player: Player, clock: SteadyClock) -> None:
        feed = player.feed
        clock.at += 6
        assert feed.now() == START + 60
        for _ in SPEEDS:
            feed.faster(1)
        assert feed.meter().replay.speed == SPEEDS[-1]  # type: ignore[union-attr]
        clock.at += 1
        assert feed.now() == START + 660
        feed.toggle()
        clock.at += 100
        assert feed.now() == START + 660
        assert feed.paused
        feed.jump(feed.now() - BUCKET)
        assert feed.now() == START + 630
        feed.toggle()
        for _ in SPEEDS:
            feed.faster(-1)
        clock.at += 10
        assert feed.now() == START + 640
        feed.newest()
        assert feed.now() == clock.now()

    play(START, work, speed=10, paused=False)


def test_playing_brings_one_bucket_after_the_other() -> None:
    """What has become known since is told as the service told it."""

    async def work(player: Player, clock: SteadyClock) -> None:
        await player.settle()
        first = player.newest()
        clock.at += 30
        player.feed.subscribe(Wanted(QUERIES[:1]))  # any turn of a knob wakes it, as its alarm would
        player.wanted = Wanted(QUERIES[:1])
        await player.settle()
        assert first is not None
        assert player.newest() == first + 300

    play(START + 1200, work, speed=10, paused=False)


def test_at_the_end_of_a_bundle_time_stands_and_says_so() -> None:
    """Nothing ticks where nothing more can come."""

    async def work(player: Player, clock: SteadyClock) -> None:
        clock.at += 3600
        await player.settle()
        assert player.feed.paused
        assert player.feed.now() == END
        assert player.snapshot.health.notes == ("This is the end of what was recorded.",)

    play(END - 60, work, speed=10, paused=False, end=float(END))


def test_where_nobody_recorded_it_is_said() -> None:
    """A hole in the recordings is not an empty app."""

    async def work(player: Player, _clock: SteadyClock) -> None:
        await player.settle()
        assert "At that time nobody recorded the quality of the app." in player.snapshot.health.notes
        assert len(player.snapshot.health.notes) == len(QUERIES)
        assert not player.snapshot.series

    play(START - 86_400, work)


def ask(folder: Path, at: float, *asks: Any) -> list[Any]:
    async def main() -> list[Any]:
        feed = source(folder, at)
        try:
            found = await asked.answers(feed, *asks)
            return [found[one] for one in asks]
        finally:
            await feed.aclose()

    return asyncio.run(main())


def test_calls_are_told_as_far_as_they_were_looked_at(folder: Path) -> None:
    """Rooms, users and metrics that were recorded are there; what never is says so."""
    usages = AskUsages(Window(START, END))
    rooms, users, online, usage = ask(folder, END, ROOMS, playing.USERS, AskOnline(ROOM), usages)
    assert [row.room for row in rooms.parts[0].rows] == [ROOM]
    assert rooms.notes
    names = tuple(row.user for row in users.parts[0].rows)
    assert len(names) >= 3
    assert online.parts == usage.parts == ()
    assert online.notes == usage.notes == ("This is never recorded; only the service tells it.",)
    (detail,) = ask(folder, END, playing.details_of((*names, "nobody")))
    assert {row.user for part in detail.parts for row in part.rows} <= set(names)
    assert detail.notes == (f"Of 1 of {len(names) + 1} users no call metrics were looked at while it was recorded.",)


def test_call_metrics_stop_at_the_instant(folder: Path) -> None:
    """Five minutes before the end the last five minutes are not known yet."""
    (users,) = ask(folder, END, playing.USERS)
    names = tuple(row.user for row in users.parts[0].rows)
    whole, half = (ask(folder, at, playing.details_of(names))[0] for at in (END, END - 300))
    assert _last(whole.parts) > (END - 200) * 1000  # points arrive up to 100 seconds late
    assert (END - 330) * 1000 < _last(half.parts) <= (END - 300) * 1000
    assert half.parts[0].window.end <= END - 299


def test_call_metrics_name_nobody_who_had_not_come() -> None:
    """A row that begins later is not there yet; one in which nobody ever sent anything stays."""
    metric = CallMetric("audio_stall")

    def row(peer: str, *times: int) -> CallRow:
        series = {
            metric.id: CallSeries(metric, array("q", [at * 1000 for at in times]), array("d", [1.0] * len(times)))
        }
        return CallRow("r", "u", peer, Direction.DOWN, (metric,), series)

    rows = (row("early", START, END), row("later", END - 60), row("silent"))
    bundle = Bundle(ABOUT)
    bundle.all_details = [CallDetail(Window(START, END), rows, float(END))]
    question = AskDetail("r", ("u",), Window(START, END))
    found = {}
    for at in (END - 61, END - 60):
        (part,) = asked.parts(asyncio.run(recorded.answer(bundle, question, float(at))), CallDetail)
        found[at] = [row.peer for row in part.rows]
    assert found == {END - 61: ["early", "silent"], END - 60: ["early", "later", "silent"]}


def _last(parts: tuple[CallDetail, ...]) -> int:
    return max(one.times_ms[-1] for part in parts for row in part.rows for one in row.series.values() if one.times_ms)


def test_who_left_later_was_still_there() -> None:
    """Stays end when they ended, not before; who came later was not there."""
    ann = User("ann", "r", "c", 100, 900, 500.0, finished=True, stays=(Stay(100, 300), Stay(600, 900)))
    assert user_then(ann, 99) is None
    early = user_then(ann, 200)
    assert early is not None
    assert (early.left, early.finished, early.stays, early.online_s) == (None, False, (Stay(100, None),), 100.0)
    between = user_then(ann, 400)
    assert between is not None
    assert (between.left, between.finished, between.online_s) == (300, True, 200.0)
    assert user_then(ann, 900) == ann


def test_a_room_that_ended_later_was_on(folder: Path) -> None:
    """The end of a call, and how many had been there, are not known before it."""

    class One:
        note = ""

        async def rooms(self, _window: Window, _room: str = "") -> tuple[Room, ...]:
            return (Room("a", "1", 100, 500, 7, finished=True), Room("b", "2", 450))

    from rtc_tui.feed.recorded import answer

    told = asyncio.run(answer(One(), ROOMS, 400.0))  # type: ignore[arg-type]
    assert isinstance(told.parts[0], Listing)
    assert told.parts[0].rows == (Room("a", "1", 100),)


def test_a_history_ends_where_the_replay_is(folder: Path) -> None:
    """Lines of five minutes are put together out of what was known by then."""
    asks = AskHistory(Query(Feature.QUALITY, step=FIVE_MINUTES), Window(START - 3600, END))
    early, late = (ask(folder, at, asks)[0] for at in (START + 1800, END + 120))
    ends = []
    for answer in (early, late):
        line = next(p for p in answer.parts if isinstance(p, Merged) and p.key.name == "80ms_audio_stall_rate")
        ends.append(max(line.start + i * line.step for i, code in enumerate(line.codes) if code))
    assert ends == [START + 1500, END - 300]


def test_the_same_question_is_answered_each_time(folder: Path) -> None:
    """A command that asks twice is answered twice."""

    async def main() -> None:
        feed = source(folder, END)
        first = (await asked.answers(feed, ROOMS))[ROOMS]
        second = (await asked.answers(feed, ROOMS))[ROOMS]
        assert first.parts[0].rows == second.parts[0].rows  # type: ignore[attr-defined]
        await feed.aclose()

    asyncio.run(asyncio.wait_for(main(), 20))


def test_an_archive_that_fails_is_told_and_tried_again(folder: Path) -> None:
    """The screen stays, says what is wrong, and goes on when it is mended."""

    async def main() -> None:
        feed = source(folder, END)
        read, broken = feed._recordings.read, [True]

        async def failing(*arguments: Any) -> Any:
            if broken:
                raise ArchiveUnreachable("The disk is gone.")
            return await read(*arguments)

        feed._recordings.read = failing  # type: ignore[method-assign,assignment]
        feed.subscribe(Wanted(QUERIES[:1], asks=(AskDetail(ROOM, ("x",), Window(END - 60, END)),)))
        events = feed.events()
        seen = [await anext(events) for _ in range(2)]
        while not any(isinstance(event, Failure) for event in seen):
            seen.append(await anext(events))
        broken.clear()
        feed.wake()
        while not (isinstance(seen[-1], Answered) and any(isinstance(event, Batch) for event in seen)):
            seen.append(await anext(events))
        assert any(isinstance(event, Rewound) for event in seen)
        await events.aclose()  # type: ignore[attr-defined]
        await feed.aclose()

    asyncio.run(asyncio.wait_for(main(), 20))
