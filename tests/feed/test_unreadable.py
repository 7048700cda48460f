"""An archive on the network that is away: it accepts what comes, and cannot be read."""

from pathlib import Path

from rtc_tui.core.ask import Wanted
from rtc_tui.core.model import BUCKET
from rtc_tui.errors import ArchiveUnreachable
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
