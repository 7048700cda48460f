"""Distributions of days gone by: asked once, in pieces that one request takes, and joined.

The documents name no step, and pieces with little in them may seem to have another than the rest: they are joined on the
finest grid that holds them all.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import gcd
from types import MappingProxyType
from typing import Final

from rtc_tui.config import Config
from rtc_tui.core.actions import DISTRIBUTION, spec_of
from rtc_tui.core.ask import Past
from rtc_tui.core.model import DAY, FIVE_MINUTES, Batch, Dropped, Feature, Query, Series, SeriesKey, Window
from rtc_tui.core.request import LiveRequest
from rtc_tui.core.snapshot import Health, Snapshot
from rtc_tui.core.windows import ceil, floor, split
from rtc_tui.errors import RtcTuiError, UsageError
from rtc_tui.feed import plan
from rtc_tui.feed.errands import within_reach
from rtc_tui.feed.follow import problem
from rtc_tui.feed.pieces import Piece
from rtc_tui.feed.source import Failure, Source
from rtc_tui.report.looks import DEADLINE, queries
from rtc_tui.store import with_names
from rtc_tui.text import t

_AT_ONCE: Final = 4  # questions under way; how often they go out is the quota's business


class PastLook:
    """The one look at it. `window` is on the grid of five minutes, `failures` is what got no answer."""

    def __init__(self, request: LiveRequest, config: Config, feed: Source) -> None:
        start, end = request.span(feed.now(), config.ui.zone)
        self.window = Window(floor(start or 0, FIVE_MINUTES), ceil(end or 0, FIVE_MINUTES))
        self.failures: list[Failure] = []
        self.answered = False
        self._note: tuple[str, ...] = ()
        self._feed = feed
        self._queries = [replace(query, step=FIVE_MINUTES) for query in queries(request, config)]
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def look(self) -> Snapshot:
        """Ask for all of it. Raises `UsageError` when by now the service no longer has any of it."""
        pieces = split(self.window, spec_of(DISTRIBUTION).span, FIVE_MINUTES)
        todo, skew = [Past(query, piece) for query in self._queries for piece in pieces], self._feed.meter().skew_s
        if all(within_reach(ask, Piece(ask.window), self._feed.now()) is None for ask in todo):
            raise UsageError(t("request.no_source"), t("request.no_source_hint"))
        found = await asyncio.gather(*map(self._fetch, todo))
        if plan.clock_moved(skew, self._feed.meter().skew_s):  # our clock is wrong, and so was what we took for too old
            found = await asyncio.gather(*(self._again(ask, each) for ask, each in zip(todo, found, strict=True)))
        batches = [each for each in found if isinstance(each, Batch)]
        self.failures = [each for each in found if isinstance(each, Failure)]
        self.answered = bool(batches)
        meter = self._feed.meter()
        notes = (*meter.notes, *self._note, *(note for batch in batches for note in batch.notes))
        problems = {Feature.DISTRIBUTION: problem(self.failures[0])} if self.failures else {}
        health = Health(
            problems=MappingProxyType(problems),
            dropped=sum((batch.dropped for batch in batches), start=Dropped()),
            quota=meter.quota,
            skew_s=meter.skew_s,
            notes=tuple(dict.fromkeys(notes)),
            lead=Feature.DISTRIBUTION,
            answered=max((batch.received for batch in batches), default=None),
            answered_features=frozenset({Feature.DISTRIBUTION} if batches else ()),
        )
        series, names = joined(batches), _names(batches)
        return Snapshot(self._feed.now(), series, health, tuple(self._queries), other_names=names)

    def unasked(self, query: Query) -> bool:
        """Nothing comes along that was not asked for."""
        return query not in self._queries

    def passed(self) -> bool:
        """It has, for long: one look at it is all."""
        return True

    def wait(self, pace: float) -> float:
        """There is no next look."""
        return pace

    async def _again(self, ask: Past, found: Batch | Failure | None) -> Batch | Failure | None:
        return await self._fetch(ask) if isinstance(found, Failure) else found

    async def _fetch(self, ask: Past) -> Batch | Failure | None:
        """The piece as far as the service still has it when its turn comes; None: it has nothing of it."""
        async with self._gate:
            left = within_reach(ask, Piece(ask.window), self._feed.now())
            if left is None or left.window != ask.window:
                self._clipped(ask, left)
            try:
                return await self._feed.fetch(ask.query, left.window, deadline=DEADLINE) if left else None
            except RtcTuiError as error:
                return Failure(ask.query, error, self._feed.now(), self._feed.now())

    def _clipped(self, ask: Past, left: Piece | None) -> None:
        """What is told of begins later than was asked for."""
        start = left.window.start if left else ask.window.end
        self.window = Window(max(self.window.start, start), self.window.end)
        self._note = (t("feed.too_old", days=spec_of(DISTRIBUTION).reach // DAY),)


def _names(batches: Iterable[Batch]) -> Mapping[Query, tuple[str, ...]]:
    """Names that answers came under although they are not known."""
    names: Mapping[Query, tuple[str, ...]] = MappingProxyType({})
    for batch in batches:
        names = with_names(names, batch.query, {series.key.name for series in batch.series})
    return names


def joined(batches: Iterable[Batch]) -> MappingProxyType[SeriesKey, Series]:
    """The series of all pieces, each on one grid."""
    parts: dict[SeriesKey, list[Series]] = {}
    for batch in batches:
        for series in batch.series:
            parts.setdefault(series.key, []).append(series)
    return MappingProxyType({key: _join(key, each) for key, each in parts.items()})


def _join(key: SeriesKey, parts: list[Series]) -> Series:
    first = parts[0]
    if len(parts) == 1:
        return first
    points = {at: value for part in parts for at, value in part.points()}
    start = min(points, default=0)
    step = gcd(*(part.step for part in parts), *(at - start for at in points))
    unit = next((part.unit for part in parts if part.unit), "")
    return Series.of(key, points, unit, step, first.provenance)
