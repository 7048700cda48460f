"""What is known: the live window of every series, and how the feed is doing. Pure; one writer.

`Store.apply` takes a batch, `Store.fail` a failure; either gives the next snapshot. Series that did not change are the
same objects in the next snapshot, so that a view can tell by identity what to draw again.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import isnan, nan
from types import MappingProxyType
from typing import Final

from rtc_tui.core.ask import Answer, Ask, Wanted
from rtc_tui.core.indicators import parse
from rtc_tui.core.model import (
    BUCKET,
    ORIGINS,
    Batch,
    Dropped,
    Feature,
    Provenance,
    Query,
    Series,
    SeriesKey,
    Window,
)
from rtc_tui.core.snapshot import Health, Problem, Quota, Snapshot, trouble

KEEP: Final = 2 * 3600  # seconds of live window: the API's 60 minutes, and as much again for those who stay
AHEAD: Final = 60  # seconds that a bucket may lie in the future: clocks differ a little


class Store:
    """The state of the feed. Not shared between threads."""

    def __init__(self) -> None:
        self._series: dict[SeriesKey, Series] = {}
        self._keys: dict[Query, set[SeriesKey]] = {}  # which series a query has brought
        self._other_names: Mapping[Query, tuple[str, ...]] = MappingProxyType({})
        self._problems: dict[Query, Problem] = {}
        self._answers: dict[Query, Batch] = {}
        self._asked: Mapping[Ask, Answer] = MappingProxyType({})
        self._wanted = Wanted()
        self._swept = nan  # when all series were last looked at for what is too old
        self._quota = Quota()
        self._skew: float | None = None
        self._notes: tuple[str, ...] = ()

    def watch(self, wanted: Wanted) -> None:
        """From now on health speaks of what is shown; what others left behind stays until it is too old."""
        self._wanted = wanted

    def meter(self, quota: Quota, skew_s: float | None, notes: tuple[str, ...] = ()) -> None:
        """What the client knows beside its answers."""
        self._quota, self._skew, self._notes = quota, skew_s, notes

    def apply(self, batch: Batch, now: float) -> Snapshot:
        """Merge one answer. What it does not speak of is looked at for its age now and then only."""
        self._problems.pop(batch.query, None)
        # The columns live in `_series`; an answer is kept for its counts alone.
        self._answers[batch.query] = replace(batch, series=())
        self._merge((batch,), now)
        return self.snapshot(now)

    def recall(self, batches: Sequence[Batch], now: float) -> Snapshot:
        """Lay out what was recorded earlier. It is no answer: health says nothing of it, but how old it is."""
        self._merge(batches, now)
        return self.snapshot(now)

    def _merge(self, batches: Sequence[Batch], now: float) -> None:
        held = Window(int(now) - KEEP, int(now) + AHEAD)
        # Whoever holds the last snapshot goes on holding the old dict.
        self._series = dict(self._series) if abs(now - self._swept) < BUCKET else self._within(held, now)
        for batch in batches:
            for series in batch.series:
                self._lay(series, held)
            self._keys.setdefault(batch.query, set()).update(series.key for series in batch.series)
            self._other_names = with_names(self._other_names, batch.query, {series.key.name for series in batch.series})

    def _lay(self, series: Series, held: Window) -> None:
        merged = within(merge(self._series.get(series.key), series), held)
        if merged.values:
            self._series[series.key] = merged
        else:
            self._series.pop(series.key, None)

    def _within(self, held: Window, now: float) -> dict[SeriesKey, Series]:
        """Without what is too old, and whose series are gone."""
        self._swept = now
        found = {key: cut for key, series in self._series.items() if (cut := within(series, held)).values}
        kept = {query: keys & found.keys() for query, keys in self._keys.items()}
        self._keys = {query: keys for query, keys in kept.items() if keys}
        return found

    def fail(self, query: Query, problem: Problem, now: float) -> Snapshot:
        """Note that a query failed; the data stay."""
        before = self._problems.get(query)
        if before and trouble(before) is trouble(problem):
            problem = replace(problem, since=before.since, attempts=before.attempts + 1)
        self._problems[query] = problem
        return self.snapshot(now)

    def answered(self, answers: Mapping[Ask, Answer], now: float) -> Snapshot:
        """These are the answers to what is asked once: the source decides what is kept. No series changes."""
        self._asked = answers
        return self.snapshot(now)

    def snapshot(self, now: float) -> Snapshot:
        """All that is known at `now`."""
        series = MappingProxyType(self._series)
        return Snapshot(now, series, self._health(), self._wanted.shown, self._asked, self._other_names)

    def _health(self) -> Health:
        shown = self._wanted.shown
        answers = [self._answers[query] for query in shown if query in self._answers]
        features = tuple(dict.fromkeys(query.feature for query in shown))
        lead = Feature.QUALITY if Feature.QUALITY in features else next(iter(features), Feature.QUALITY)
        at = {query: self._answers[query].received for query in self._wanted.polled if query in self._answers}
        return Health(
            problems=MappingProxyType({query.feature: found for query in shown if (found := self._problem(query))}),
            dropped=sum((answer.dropped for answer in answers), start=Dropped()),
            quota=self._quota,
            skew_s=self._skew,
            missing_users=tuple(dict.fromkeys(user for answer in answers for user in answer.missing_users)),
            notes=tuple(dict.fromkeys((*self._notes, *(note for answer in answers for note in answer.notes)))),
            lead=lead,
            newest=self._newest(lead),
            answered=max((answer.received for answer in answers if answer.query.feature is lead), default=None),
            answered_features=frozenset(answer.query.feature for answer in answers),
            answered_at=MappingProxyType(at),
        )

    def _problem(self, query: Query) -> Problem | None:
        """Its own; of one that has not been asked yet, the latest of its like: what is refused is refused for all."""
        if query in self._problems or query in self._answers:
            return self._problems.get(query)
        like = [
            self._problems[other]
            for other in self._wanted.background
            if other in self._problems and (other.feature, other.product) == (query.feature, query.product)
        ]
        return max(like, key=lambda problem: problem.next_try or problem.since, default=None)

    def _newest(self, lead: Feature) -> int | None:
        """Of the lead's series that are shown."""
        keys = (self._keys.get(query, ()) for query in self._wanted.shown if query.feature is lead)
        series = (self._series[key] for each in keys for key in each if key in self._series)
        return max((each.newest for each in series if each.newest is not None), default=None)


def with_names(
    known: Mapping[Query, tuple[str, ...]], query: Query, brought: Iterable[str]
) -> Mapping[Query, tuple[str, ...]]:
    """`known` (as `Snapshot.other_names`) and what the names in an answer add to it; the same object when that is nothing.

    An answer that was not asked for one indicator does not tell what its names stand for.
    """
    if not query.indicator:
        return known
    names = {name for name in brought if parse(name).indicator != query.indicator}
    more = names.difference(known.get(query, ()))
    return MappingProxyType({**known, query: tuple(sorted(names.union(known.get(query, ()))))}) if more else known


def merge(old: Series | None, new: Series) -> Series:
    """`old` with every bucket of `new` laid over it; `old` itself when that changes nothing.

    A bucket that the new answer lacks keeps its old value: a late answer may be poorer than an earlier one.
    """
    if old is None or not old.values or old.step != new.step:
        return new
    if not new.values:
        return old
    start, end = min(old.start, new.start), max(old.end, new.end)
    values = array("d", [nan]) * ((end - start) // old.step)
    offset = (old.start - start) // old.step
    values[offset : offset + len(old.values)] = old.values
    offset = (new.start - start) // old.step
    if isnan(sum(new.values)):  # holes; a loop over each value is what this costs
        for i, value in enumerate(new.values):
            if not isnan(value):
                values[offset + i] = value
    else:
        values[offset : offset + len(new.values)] = new.values
    unit = new.unit or old.unit
    if start == old.start and values.tobytes() == old.values.tobytes() and unit == old.unit:
        return old
    provenance, origins = old.provenance, b""
    if old.origins or new.origins or old.provenance is not new.provenance:
        provenance, origins = _origins((old, new), start, len(values))
    return replace(old, start=start, values=values, unit=unit, provenance=provenance, origins=origins)


def _origins(layers: Iterable[Series], start: int, count: int) -> tuple[Provenance, bytes]:
    """The provenance of the newest bucket, and that of each where they differ; the later layer wins."""
    codes = bytearray(count)
    for series in layers:
        own = series.origins or bytes([ORIGINS.index(series.provenance)]) * len(series.values)
        offset = (series.start - start) // series.step
        for i, value in enumerate(series.values):
            if not isnan(value):
                codes[offset + i] = own[i]
    return ORIGINS[codes[-1]], bytes(codes) if len(set(codes) - {0}) > 1 else b""


def within(series: Series, window: Window) -> Series:
    """The series without the buckets that start outside of the window; the same object when there are none."""
    if not series.values or (series.start >= window.start and series.end - series.step < window.end):
        return series
    first = max(0, -(-(window.start - series.start) // series.step))
    last = min(len(series.values), max(0, -(-(window.end - series.start) // series.step)))
    present = [i for i in range(first, last) if not isnan(series.values[i])]
    if not present:
        return replace(series, start=0, values=array("d"), origins=b"")
    start, kept = series.start + present[0] * series.step, slice(present[0], present[-1] + 1)
    return replace(series, start=start, values=series.values[kept], origins=series.origins[kept])
