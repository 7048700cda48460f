"""Recording in virtual time: what is in the archive after outages, kills, jumping clocks and disks that refuse."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from math import isnan
from pathlib import Path
from typing import Any

import pytest

from rtc_tui.core.ask import AskDetail, AskRooms, Wanted
from rtc_tui.core.model import BUCKET, Batch, Feature, Provenance, Query, Scope, SeriesKey, Window
from rtc_tui.core.snapshot import Snapshot, State, condition
from rtc_tui.errors import ArchiveFull, RtcTuiError, Unreachable
from rtc_tui.feed import shared as sharing
from rtc_tui.feed.follow import follow
from rtc_tui.feed.shared import SharedSource
from rtc_tui.feed.source import Answered, Event, Failure, Recalled
from rtc_tui.store import Store
from tests.feed.recorder import PlainArchive, Served, killed, shared
from tests.feed.virtual import BOUNDARY, NOW, OPERATION, QUALITY, OwnClock, collect, passed, virtual

KEY = SeriesKey("80ms_audio_stall_rate")
HOUR = 3600
ROOM = Query(Feature.QUALITY, scope=Scope("room-1"))


@dataclass
class Host:
    """A machine with one archive folder, and a service that all its processes ask."""

    folder: Path
    error: Callable[[Query, float], RtcTuiError | Exception | None] = lambda _query, _at: None
    clock: OwnClock = field(default_factory=OwnClock)
    services: list[Served] = field(default_factory=list)

    def process(self, **more: Any) -> tuple[SharedSource, PlainArchive]:
        service = Served(self.clock, error=self.error)
        self.services.append(service)
        return shared(service, self.folder, seed=len(self.services), **more)

    async def run(
        self, seconds: float, wanted: Wanted | None = None, *, dies: bool = False, **more: Any
    ) -> list[Event]:
        """One process for so long; it closes, or is killed."""
        source, archive = self.process(**more)
        source.subscribe(wanted or Wanted())
        events = await collect(source, seconds)
        if dies:
            killed(archive)
            source._archive = _GONE  # type: ignore[assignment]
        await source.aclose()
        return events

    def held(self, start: int, end: int, key: SeriesKey = KEY, step: int = BUCKET) -> dict[int, float]:
        """What a reader finds."""
        reader = PlainArchive(self.folder, self.clock.now)
        try:
            columns = reader.book.read(Window(start, end), [key], step)
            return {
                column.start + i * step: value
                for column in columns
                for i, value in enumerate(column.values)
                if not isnan(value)
            }
        finally:
            reader.book.close()


class _Gone:
    writes = False
    note = ""

    async def close(self) -> None:
        """Nobody is there to do it."""


_GONE = _Gone()


def buckets(start: float, end: float) -> range:
    return range(-(-int(start) // BUCKET) * BUCKET, int(end), BUCKET)


def value(bucket: int) -> float:
    """What the service says of a bucket."""
    return float(bucket // BUCKET % 100)


def run(main: Coroutine[Any, Any, Any]) -> Any:
    return virtual(main)


def test_a_day_with_outages_and_a_kill_misses_exactly_what_nobody_could_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Off for 5 and 50 minutes, the service away for 3 hours, killed for 20 minutes: two hours are missing, and filled later."""
    monkeypatch.setattr(sharing, "LOOK", 25.0)  # within a tick, and a day of it is shorter
    away = (6 * HOUR, 9 * HOUR)

    def error(_query: Query, at: float) -> RtcTuiError | None:
        return Unreachable("gone") if away[0] <= at < away[1] else None

    host = Host(tmp_path, error)

    async def main() -> None:
        await host.run(2 * HOUR)
        await asyncio.sleep(5 * 60)
        await host.run(2 * HOUR - 5 * 60)
        await asyncio.sleep(50 * 60)
        await host.run(11 * HOUR + 10 * 60, dies=True)
        await asyncio.sleep(20 * 60)
        await host.run(24 * HOUR - passed())

    run(main())
    everything = buckets(NOW - 59 * 60, NOW + 24 * HOUR - 3 * 60)
    held = host.held(everything.start, everything.stop)
    missing = [at for at in everything if at not in held]
    # A bucket is there 60 seconds after its end, for 59.5 minutes from its start on; polls are half a minute apart.
    never = buckets(NOW + away[0] - 90 + 1, NOW + away[1] - 3570)
    hardly = buckets(NOW + away[0] - 90 - 30, NOW + away[1] - 3570 + 45)
    assert set(never) <= set(missing) <= set(hardly)
    assert missing == list(range(missing[0], missing[-1] + BUCKET, BUCKET))
    assert {at: found for at, found in held.items() if found != value(at)} == {}
    filled = host.held(int(NOW) - 24 * HOUR, int(NOW) + 15 * HOUR, step=300)
    assert set(range(missing[0] // 300 * 300, missing[-1], 300)) <= set(filled)
    assert max(filled) <= NOW + 16 * HOUR - 300


def test_a_second_process_asks_nothing_that_the_first_records(tmp_path: Path) -> None:
    """Two viewers and a recorder cost what the recorder costs, and the viewers see the same newest bucket."""
    host = Host(tmp_path)
    seen: list[list[Event]] = []

    async def viewer() -> None:
        seen.append(await host.run(900, Wanted((QUALITY, OPERATION))))

    async def main() -> None:
        recorder = asyncio.create_task(host.run(1000))
        await asyncio.sleep(20)
        await asyncio.gather(viewer(), viewer())
        await recorder

    run(main())
    recorder, *viewers = host.services
    assert [len(service.asked) for service in viewers] == [0, 0]
    assert len(recorder.asked) >= 2 * 1000 / 30
    for events in seen:
        newest = max(s.newest or 0 for e in events if isinstance(e, Batch) and e.query == QUALITY for s in e.series)
        assert newest >= BOUNDARY + 920 - 150
        assert not [event for event in events if isinstance(event, Failure)]


def test_what_is_not_recorded_is_asked_by_who_looks_first_and_from_then_on_by_who_records(tmp_path: Path) -> None:
    """A room that three look at costs a question each to begin with, then what the recorder asks, until they have gone."""
    host = Host(tmp_path)

    async def main() -> None:
        recorder = asyncio.create_task(host.run(1500))
        await asyncio.sleep(20)
        viewers = [asyncio.create_task(host.run(600, Wanted((QUALITY, ROOM)))) for _ in range(3)]
        await asyncio.gather(*viewers)
        await recorder

    run(main())
    recorder, *viewers = host.services
    for viewer in viewers:
        assert {query for _, query, _ in viewer.asked} <= {ROOM}
        assert len(viewer.asked) <= 1
    assert 600 / 30 - 2 <= len(recorder.times(ROOM)) <= 600 / 30 + 3
    assert max(recorder.times(ROOM)) <= 640


def test_a_single_question_is_answered_by_what_is_recorded_where_that_is_whole(tmp_path: Path) -> None:
    """Two windows within what was recorded cost nothing; users, what was never recorded, and old data are asked for."""
    host = Host(tmp_path)
    users = Query(Feature.QUALITY, scope=Scope("room-1", ("a",)))

    async def main() -> tuple[list[Batch], Batch]:
        recorder = asyncio.create_task(host.run(300))
        await asyncio.sleep(200)
        source, _ = host.process(records=False)
        now = int(NOW) + 200
        windows = (Window(now - 3000, now), Window(now - 900, now - 600))
        found = [await source.fetch(QUALITY, window) for window in windows]
        for query in (users, ROOM):
            await source.fetch(query, windows[0])
        await recorder
        await asyncio.sleep(300)
        late = await source.fetch(QUALITY, Window(now + 300, now + 360))
        await source.aclose()
        return found, late

    (long, short), late = run(main())
    assert [query for _, query, _ in host.services[1].asked] == [users, ROOM, QUALITY]
    assert {series.provenance for batch in (long, short) for series in batch.series} == {Provenance.RECORDED}
    assert long.series[0].newest >= NOW + 200 - 150
    assert dict(short.series[0].points()) == {at: value(at) for at in buckets(NOW - 700, NOW - 400)}
    assert late.series[0].provenance is Provenance.REALTIME


@pytest.mark.parametrize("dies", [True, False])
def test_who_follows_takes_over_within_a_tick(tmp_path: Path, dies: bool) -> None:
    """The recorder ends, however: a viewer asks and records within thirty seconds, and no bucket is lost."""
    host = Host(tmp_path)

    async def main() -> None:
        recorder = asyncio.create_task(host.run(400, dies=dies))
        await asyncio.sleep(20)
        await host.run(1000, Wanted((QUALITY,)))
        await recorder

    run(main())
    first = min(at for at, _, _ in host.services[1].asked)
    assert 400 <= first <= 430
    everything = buckets(NOW - 58 * 60, NOW + 1020 - 180)
    assert set(everything) <= set(host.held(everything.start, everything.stop))


def test_a_viewer_that_may_not_record_asks_for_itself_when_the_recorder_is_late(tmp_path: Path) -> None:
    """Without the right to write, what is more than 100 seconds too old is asked for."""
    host = Host(tmp_path)

    async def main() -> None:
        recorder = asyncio.create_task(host.run(400, dies=True))
        await asyncio.sleep(20)
        await host.run(1000, Wanted((QUALITY,)), records=False)
        await recorder

    run(main())
    first = min(at for at, _, _ in host.services[1].asked)
    assert 400 + 90 <= first <= 400 + 200


def test_what_was_recorded_is_shown_before_anything_is_asked(tmp_path: Path) -> None:
    """The last known values come at once, they are no answer, and their age is told."""
    host = Host(tmp_path)
    found: list[tuple[float, Snapshot]] = []

    async def main() -> None:
        await host.run(300)
        await asyncio.sleep(600)
        host.error = lambda _query, _at: Unreachable("gone")
        source, _ = host.process()
        begun = passed()
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                async for snapshot in follow(source, Store(), lambda: Wanted((QUALITY,))):
                    found.append((passed() - begun, snapshot))  # noqa: PERF401 - until time is up
        await source.aclose()

    run(main())
    at, first = found[0]
    assert at < 0.1
    assert KEY in first.series
    assert first.health.answered is None
    assert first.health.newest is not None
    assert NOW + 300 - 150 <= first.health.newest <= NOW + 300
    assert condition(first.health, NOW) is State.WAITING
    assert condition(found[-1][1].health, NOW) is State.OFFLINE
    assert KEY in found[-1][1].series


@pytest.mark.parametrize("off", [-7200.0, -90.0, 90.0, 7200.0])
def test_a_clock_that_jumps_loses_nothing_and_invents_nothing(tmp_path: Path, off: float) -> None:
    """The service's time counts: the same buckets are there, with the same values."""
    host = Host(tmp_path)

    async def jump() -> None:
        await asyncio.sleep(600)
        host.clock.off = off
        await asyncio.sleep(600)
        host.clock.off = 0.0

    async def main() -> None:
        task = asyncio.create_task(jump())
        await host.run(2400)
        await task

    run(main())
    everything = buckets(NOW - 58 * 60, NOW + 2400 - 180)
    held = host.held(everything.start - 86400, everything.stop + 86400)
    assert set(everything) <= set(held)
    assert {at: found for at, found in held.items() if found != value(at)} == {}
    assert max(held) <= NOW + 2400


def test_a_file_that_may_not_grow_is_told_and_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    """The database's own word for a full disk; with more pages what waited is written."""
    host = Host(tmp_path)

    async def main() -> tuple[str, ...]:
        source, archive = host.process()
        running = asyncio.create_task(collect(source, 1500))
        await asyncio.sleep(100)
        db = archive.book._db
        assert db
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
        await asyncio.sleep(900)
        notes = source.meter().notes
        db.execute("PRAGMA max_page_count = 1000000")
        await running
        assert source.meter().notes == ()
        await source.aclose()
        return notes

    (note,) = run(main())
    assert "No space is left" in note
    everything = buckets(NOW - 58 * 60, NOW + 1500 - 180)
    assert set(everything) <= set(host.held(everything.start, everything.stop))


def test_a_full_disk_is_told_and_what_waited_is_written_when_there_is_space(tmp_path: Path) -> None:
    """Twenty minutes without space: the screen goes on, a note says what to do, and nothing is missing afterwards."""
    host = Host(tmp_path)
    notes: list[str] = []

    async def main() -> None:
        source, archive = host.process()
        archive.error = lambda: ArchiveFull("no space") if 300 < passed() < 1500 else None
        source.subscribe(Wanted((QUALITY,)))
        running = asyncio.create_task(collect(source, 2000))
        await asyncio.sleep(1000)
        notes.extend(source.meter().notes)
        await asyncio.sleep(900)
        assert source.meter().notes == ()
        events = await running
        assert len([e for e in events if isinstance(e, Batch)]) >= 2000 / 30
        await source.aclose()

    run(main())
    assert len(notes) == 1
    assert "no space" in notes[0]
    assert "Free some space" in notes[0]
    everything = buckets(NOW - 58 * 60, NOW + 2000 - 180)
    assert set(everything) <= set(host.held(everything.start, everything.stop))


def test_a_disk_that_is_full_for_too_long_loses_the_oldest_and_says_how_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rtc_tui.feed.recording.MOST_VALUES", 300)
    host = Host(tmp_path)

    async def main() -> str:
        source, archive = host.process()
        archive.error = lambda: ArchiveFull("no space") if passed() < HOUR else None
        running = asyncio.create_task(collect(source, HOUR + 100))
        await running
        told = " ".join(source.meter().notes)
        await source.aclose()
        return told

    told = run(main())
    assert "were not recorded" in told
    assert set(buckets(NOW + HOUR - 20 * 60, NOW + HOUR - 180)) <= set(host.held(int(NOW), int(NOW) + HOUR))


@pytest.mark.parametrize("harm", ["cut", "flipped", "gone"])
def test_a_damaged_file_costs_no_bucket_that_can_be_had(tmp_path: Path, harm: str) -> None:
    """While it records, the file is cut, changed or removed: it goes on in a new one, and says so."""
    host = Host(tmp_path)
    notes: list[str] = []

    def damage(path: Path) -> None:
        data = path.read_bytes()
        if harm == "cut":
            path.write_bytes(data[: len(data) // 3])
        elif harm == "flipped":
            path.write_bytes(bytes(b ^ 0x55 if 90 < i < 9000 else b for i, b in enumerate(data)))
        else:
            path.unlink()

    async def main() -> None:
        await host.run(300)
        damage(tmp_path / "archive" / "app1.db")
        source, _ = host.process()
        source.subscribe(Wanted((QUALITY,)))
        running = asyncio.create_task(collect(source, 600))
        await asyncio.sleep(300)
        notes.extend(source.meter().notes)
        await running
        await source.aclose()

    run(main())
    # The new process asks for the whole hour again, whatever the file had.
    everything = buckets(NOW + 300 - 58 * 60, NOW + 900 - 180)
    assert set(everything) <= set(host.held(everything.start, everything.stop))
    if harm != "gone":
        assert "set aside" in notes[0]
        assert len(list((tmp_path / "archive").glob("*.damaged-*"))) >= 1


def test_a_folder_that_can_not_be_written_is_told_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file stands where the folder should be")
    host = Host(tmp_path)

    async def main() -> tuple[int, tuple[str, ...]]:
        source, _ = host.process()
        source.subscribe(Wanted((QUALITY,)))
        events = await collect(source, 300)
        notes = source.meter().notes
        await source.aclose()
        return len([event for event in events if isinstance(event, Batch)]), notes

    answers, notes = run(main())
    assert answers >= 10
    assert len(notes) == 1
    assert notes[0].startswith("Nothing is recorded: ")


def test_a_disk_that_hangs_keeps_no_question_back(tmp_path: Path) -> None:
    """After a second the service is asked, and what it says is shown."""
    host = Host(tmp_path)

    class Hanging(PlainArchive):
        async def take(self) -> bool:
            await asyncio.sleep(100_000)
            return False

    async def main() -> list[Event]:
        source, archive = host.process()
        source._archive.__class__ = Hanging
        assert isinstance(archive, Hanging)
        source.subscribe(Wanted((QUALITY,)))
        events = await collect(source, 300)
        await source.aclose()
        return events

    events = run(main())
    assert len(events) >= 10
    assert host.services[0].times()[0] <= sharing.PATIENCE + 0.1


def test_a_bug_in_the_archive_comes_out(tmp_path: Path) -> None:
    """It is not mistaken for a disk that refuses."""
    host = Host(tmp_path)

    async def main() -> None:
        source, archive = host.process()
        archive.error = ZeroDivisionError  # type: ignore[assignment]
        source.subscribe(Wanted((QUALITY,)))
        try:
            await collect(source, 300)
        finally:
            archive.error = lambda: None
            await source.aclose()

    with pytest.raises(ZeroDivisionError):
        run(main())


def test_calls_that_are_looked_at_are_kept(tmp_path: Path) -> None:
    """Rooms listed come back from the archive with the window that they were in."""
    host = Host(tmp_path)
    window = Window(int(NOW) - HOUR, int(NOW))

    async def main() -> list[Event]:
        return await host.run(60, Wanted((QUALITY,), asks=(AskRooms(window), AskDetail("room-1", ("a",), window))))

    events = run(main())
    assert [event for event in events if isinstance(event, Answered)]
    reader = PlainArchive(tmp_path, host.clock.now)
    rooms = reader.book.rooms(Window(0, int(NOW) + HOUR))
    reader.book.close()
    assert [room.room for room in rooms] == ["room-1"]


def test_calls_that_a_viewer_looks_at_are_kept_by_whoever_records(tmp_path: Path) -> None:
    """It asks the service itself, and hands over what it found."""
    host = Host(tmp_path)
    window = Window(int(NOW) - HOUR, int(NOW))

    async def main() -> None:
        recorder = asyncio.create_task(host.run(200))
        await asyncio.sleep(20)
        await host.run(60, Wanted((QUALITY,), asks=(AskRooms(window),)))
        await recorder

    run(main())
    reader = PlainArchive(tmp_path, host.clock.now)
    rooms = reader.book.rooms(Window(0, int(NOW) + HOUR))
    reader.book.close()
    assert [room.room for room in rooms] == ["room-1"]


def test_waking_reads_and_asks_again(tmp_path: Path) -> None:
    host = Host(tmp_path)

    async def main() -> list[Event]:
        recorder = asyncio.create_task(host.run(200))
        await asyncio.sleep(20)
        source, _ = host.process()
        source.subscribe(Wanted((QUALITY,)))
        running = asyncio.create_task(collect(source, 20))
        await asyncio.sleep(10)
        source.wake()
        events = await running
        await source.aclose()
        await recorder
        return events

    whole = [len(e.series[0].values) for e in run(main()) if isinstance(e, Batch)]
    assert len([count for count in whole if count > 100]) == 2
    assert host.services[1].asked == []


def test_the_last_known_values_never_replace_what_was_answered(tmp_path: Path) -> None:
    """Recalled values come before the first answer or not at all."""
    host = Host(tmp_path)

    async def main() -> list[Event]:
        await host.run(300)
        await asyncio.sleep(30)
        return await host.run(100, Wanted((QUALITY,)))

    kinds = [type(event) for event in run(main())]
    assert kinds.index(Recalled) < kinds.index(Batch)
    assert kinds.count(Recalled) == 1


def test_nothing_is_left_running_when_it_is_closed(tmp_path: Path) -> None:
    host = Host(tmp_path)

    async def main() -> int:
        await host.run(50, Wanted((QUALITY,)))
        return len(asyncio.all_tasks())

    assert run(main()) == 1
