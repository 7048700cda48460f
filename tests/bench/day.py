"""A day of 2 200 series in virtual time, recorded and held as the screen does: how much memory it takes in the end.

Run as a process of its own (`python -m tests.bench.day FOLDER HOURS`), with the screen's modules loaded; it prints MB.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from rtc_tui.core.ask import Wanted, combinations
from rtc_tui.core.model import BUCKET, WHOLE_APP, Batch, Dimension, Feature, Product, Query, Series, SeriesKey, Window
from rtc_tui.core.snapshot import Quota
from rtc_tui.feed import shared as sharing
from rtc_tui.feed.filler import Always
from rtc_tui.feed.follow import follow
from rtc_tui.store import Store
from tests.feed.recorder import Served, shared
from tests.feed.virtual import OPERATION, QUALITY, OwnClock, virtual

_SLICES: Final = 110  # of each of the 20 combinations
_PAGE: Final = 4096


class Wide(Served):
    """A service with many slices. What was asked is not kept: that would be memory of the bench's own."""

    def quota(self, actions: Iterable[str] = ()) -> Quota:
        return Quota(3, 109)

    async def realtime_distribution(
        self, window: Window, indicator: str, dimension: Dimension, *, product: Product | None = None,
        deadline: float = 25.0,
    ) -> Batch:  # fmt: skip
        self.asked.clear()
        self.deadlines.clear()
        self.errands.clear()
        query = Query(Feature.DISTRIBUTION, product or Product.NATIVE, WHOLE_APP, dimension, indicator)
        await asyncio.sleep(self.latency)
        there = range(window.start, min(window.end, int(self.time()) - 89), BUCKET)
        series = tuple(
            Series.of(
                SeriesKey(indicator, query.product, WHOLE_APP, dimension, f"slice {i}"),
                {at: (at // BUCKET * 7 + i) % 10_000 / 100 for at in there},
                "%",
            )
            for i in range(_SLICES)
        )
        return Batch(query, window, series, self.clock.now(), skew_s=0.0)


def samples(folder: Path, hours: float = 24.0) -> dict[str, list[float]]:
    """Megabytes at the end of the day, by "day.rss"."""
    words = [sys.executable, "-m", "tests.bench.day", str(folder), str(hours)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return {"day.rss": [float(done.stdout)]}


async def _day(folder: Path, hours: float) -> None:
    sharing.LOOK = 25.0  # type: ignore[misc] # a day of looks takes longer than what they find
    spread = combinations(Product.NATIVE)
    source, _ = shared(Wide(OwnClock()), folder, always=Always((QUALITY, OPERATION), spread))
    with suppress(TimeoutError):
        async with asyncio.timeout(hours * 3600):
            async for snapshot in follow(source, Store(), lambda: Wanted((QUALITY, OPERATION), spread)):
                count = len(snapshot.series)
    if count < len(spread) * _SLICES:
        raise AssertionError(f"only {count} series")
    print(_rss())
    await source.aclose()


def _rss() -> float:
    """Megabytes of this process."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 1e6


if __name__ == "__main__":
    import rtc_tui.tui.app  # noqa: F401 - what a screen has in memory before anything else

    virtual(_day(Path(sys.argv[1]), float(sys.argv[2])))
