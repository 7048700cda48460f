"""An archive on the network that is away: it accepts what comes, and cannot be read."""

from collections.abc import Sequence
from pathlib import Path

from rtc_tui.core.ask import Wanted
from rtc_tui.core.model import BUCKET, Batch
from rtc_tui.errors import ArchiveUnreachable
from rtc_tui.feed.shared import LOOK
from tests.feed.test_recording import Host
from tests.feed.virtual import NOW, OPERATION, QUALITY, collect, virtual


async def away() -> int:
    raise ArchiveUnreachable("away")


def test_what_comes_is_committed_while_nothing_can_be_read(tmp_path: Path) -> None:
    """It is told, and the screen's own data go on."""
    host = Host(tmp_path)

    async def scenario() -> int:
        source, archive = host.process()
        archive.stamp = away  # type: ignore[method-assign]
        source.subscribe(Wanted((QUALITY, OPERATION)))
        events = await collect(source, 200)
        trouble = source.trouble
        await source._live.aclose()
        assert str(trouble) == "away"
        return len(events)

    assert virtual(scenario()) > 5
    assert len(host.held(int(NOW) - 300, int(NOW) + 200 - 2 * BUCKET)) > 5


def test_it_is_written_at_once_and_nobody_is_told_otherwise(tmp_path: Path) -> None:
    """However long it cannot be read: an answer is committed in the turn in which it came, and no note says it is not."""
    host = Host(tmp_path)

    async def scenario() -> set[str]:
        source, archive = host.process()
        archive.stamp = away  # type: ignore[method-assign]
        kept: list[float] = []
        write = archive.write

        async def written(batches: Sequence[Batch]) -> None:
            kept.extend(source._clock.now() - batch.received for batch in batches)
            await write(batches)

        archive.write = written  # type: ignore[method-assign]
        source.subscribe(Wanted((QUALITY, OPERATION)))
        notes = set[str]()
        for _ in range(100):
            await collect(source, 3)
            notes.update(source.meter().notes)
        await source._live.aclose()
        assert len(kept) > 10
        assert max(kept) < LOOK
        return notes

    assert not [note for note in virtual(scenario()) if "Nothing is recorded" in note]


def test_who_stands_by_does_not_say_that_nothing_is_recorded(tmp_path: Path) -> None:
    """Another process recorded when we last could see it: all we know is that the archive is away."""
    host = Host(tmp_path)

    async def scenario() -> tuple[str, ...]:
        first, _ = host.process()
        await collect(first, 10)
        second, archive = host.process()
        await collect(second, 10)
        assert not second.records
        archive.stamp = archive.take = away  # type: ignore[method-assign, assignment]
        second.subscribe(Wanted((QUALITY,)))
        await collect(second, 10)
        notes = second.meter().notes
        await second._live.aclose()
        await first._live.aclose()
        return notes

    (note,) = [note for note in virtual(scenario()) if "away" in note]
    assert "Nothing is recorded" not in note
