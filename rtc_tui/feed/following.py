"""Following a recorder: what it has committed comes as if it had been asked for, and how far it has got is known."""

from array import array
from collections.abc import Iterable
from math import isnan
from typing import Final

from rtc_tui.archive import Archive
from rtc_tui.core import queries
from rtc_tui.core.merge import Column
from rtc_tui.core.model import BUCKET, HOUR, Batch, Feature, Provenance, Query, Series, Window
from rtc_tui.feed.past import without
from rtc_tui.feed.plan import MEND
from rtc_tui.feed.schedule import NO_HOLE
from rtc_tui.store import AHEAD, KEEP

LATE: Final = 100  # seconds: what is older than it should be by more than that is asked of the service
_SHOULD: Final = 60 + 30  # seconds: how old the end of the newest bucket gets when it is asked for each bucket


class Follower:
    """Reads what is new in an archive that another process fills."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._stamp: int | None = None
        self._ends: dict[Query, int] = {}  # how far each was recorded when it was last read

    def forget(self) -> None:
        """Read all anew."""
        self._stamp = None
        self._ends.clear()

    def knows(self, query: Query) -> bool:
        """Whether it was ever looked for."""
        return query in self._ends

    def is_fresh(self, query: Query, now: float, *, shown: bool) -> bool:
        """Whether the recorder asks for it, and often enough. What is not shown need not be newer than leaves no hole."""
        age = now - self._ends.get(query, 0)
        beside = query.feature is Feature.DISTRIBUTION and not shown
        return -AHEAD <= age <= (NO_HOLE + _SHOULD if beside else _SHOULD) + LATE

    async def look(self, wanted: Iterable[Query], now: float) -> tuple[Batch, ...]:
        """What has become known of each since the last look; at first all that can be shown. Raises `ArchiveError`."""
        wanted = tuple(wanted)
        stamp = await self._archive.stamp()
        if stamp == self._stamp and all(query in self._ends for query in wanted):
            return ()
        found, self._stamp = [], stamp
        for query in wanted:
            asked = await self._archive.asked(query, Window(int(now) - KEEP, int(now) + HOUR))
            end, before = max((window.end for window in asked), default=0), self._ends.get(query)
            if before is None or end > before:
                start = int(now) - KEEP if before is None else max(int(now) - KEEP, before - MEND)
                found.append(await self._batch(query, Window(start, end if before else int(now) + AHEAD), now))
                self._ends[query] = end
        return tuple(batch for batch in found if batch.series)

    async def whole(self, query: Query, window: Window, now: float) -> Batch | None:
        """A window as it was recorded, where that is all that the service could tell by now. Raises `ArchiveError`.

        Of users not: who of them is unknown to the service is not recorded.
        """
        if query.step != BUCKET or query.scope.users:
            return None
        asked = await self._archive.asked(query, window)
        end = max((part.end for part in asked), default=0)
        if min(window.end, int(now)) - end > _SHOULD + BUCKET or without(Window(window.start, end), asked):
            return None
        return await self._batch(query, Window(window.start, end), now)

    async def _batch(self, query: Query, window: Window, now: float) -> Batch:
        keys = queries.of(query, await self._archive.keys())
        columns = await self._archive.read(window, keys, query.step) if keys else ()
        return Batch(query, window, tuple(series_of(column) for column in columns), now)


def series_of(column: Column) -> Series:
    """A column as a series of what was recorded, without the ends that are absent."""
    there = [i for i, value in enumerate(column.values) if not isnan(value)]
    if not there:
        return Series(column.key, column.unit, 0, array("d"), column.step, Provenance.RECORDED)
    first, last = there[0], there[-1] + 1
    start = column.start + first * column.step
    return Series(column.key, column.unit, start, column.values[first:last], column.step, Provenance.RECORDED)
