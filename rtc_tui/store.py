"""What is known: the live window of every series, and how the feed is doing. Pure; one writer.

`Store.apply` takes a batch, `Store.fail` a failure; either gives the next snapshot. Series that did not change are the
same objects in the next snapshot, so that a view can tell by identity what to draw again.
"""

from array import array
from collections.abc import Mapping
from dataclasses import replace
from math import isnan, nan
from types import MappingProxyType
from typing import Final

from rtc_tui.core.ask import Wanted
from rtc_tui.core.indicators import OPERATION, parse
from rtc_tui.core.model import Batch, Dropped, Feature, Query, Series, SeriesKey, Window
from rtc_tui.core.snapshot import Health, Problem, Quota, Snapshot, trouble

KEEP: Final = 2 * 3600  # seconds of live window: the API's 60 minutes, and as much again for those who stay
AHEAD: Final = 60  # seconds that a bucket may lie in the future: clocks differ a little


class Store:
    """The state of the feed. Not shared between threads."""

    def __init__(self) -> None:
        self._series: dict[SeriesKey, Series] = {}
        self._problems: dict[Query, Problem] = {}
        self._answers: dict[Query, Batch] = {}
        self._polled: tuple[Query, ...] = ()
        self._quota = Quota()
        self._skew: float | None = None
        self._notes: tuple[str, ...] = ()

    def watch(self, wanted: Wanted) -> None:
        """From now on health speaks of what is shown; what others left behind stays until it is too old."""
        self._polled = wanted.shown

    def meter(self, quota: Quota, skew_s: float | None, notes: tuple[str, ...] = ()) -> None:
        """What the client knows beside its answers."""
        self._quota, self._skew, self._notes = quota, skew_s, notes

    def apply(self, batch: Batch, now: float) -> Snapshot:
        """Merge one answer."""
        self._problems.pop(batch.query, None)
        # The columns live in `_series`; an answer is kept for its counts alone.
        self._answers[batch.query] = replace(batch, series=())
        merged = dict(self._series)
        for series in batch.series:
            merged[series.key] = merge(merged.get(series.key), series)
        held = Window(int(now) - KEEP, int(now) + AHEAD)
        self._series = {key: cut for key, series in merged.items() if (cut := within(series, held)).values}
        return self.snapshot(now)

    def fail(self, query: Query, problem: Problem, now: float) -> Snapshot:
        """Note that a query failed; the data stay."""
        before = self._problems.get(query)
        if before and trouble(before) is trouble(problem):
            problem = replace(problem, since=before.since, attempts=before.attempts + 1)
        self._problems[query] = problem
        return self.snapshot(now)

    def snapshot(self, now: float) -> Snapshot:
        """All that is known at `now`."""
        return Snapshot(now, MappingProxyType(self._series), self._health(), self._polled)

    def _health(self) -> Health:
        answers = [self._answers[query] for query in self._polled if query in self._answers]
        lead = Feature.QUALITY if self._polls_quality() else next((q.feature for q in self._polled), Feature.QUALITY)
        return Health(
            problems=self._problems_by_feature(),
            dropped=sum((answer.dropped for answer in answers), start=Dropped()),
            quota=self._quota,
            skew_s=self._skew,
            missing_users=tuple(dict.fromkeys(user for answer in answers for user in answer.missing_users)),
            notes=tuple(dict.fromkeys((*self._notes, *(note for answer in answers for note in answer.notes)))),
            lead=lead,
            newest=self._newest(),
            answered=max((answer.received for answer in answers if answer.query.feature is lead), default=None),
            answered_features=frozenset(answer.query.feature for answer in answers),
        )

    def _problems_by_feature(self) -> Mapping[Feature, Problem]:
        here = {q.feature: self._problems[q] for q in self._polled if q in self._problems}
        return MappingProxyType(here)

    def _newest(self) -> int | None:
        """Of the quality series that are polled; of the others only where no quality is."""
        held: dict[bool, int] = {}
        for key, series in self._series.items():
            operation = parse(key.name).indicator in OPERATION
            if key.dimension is None and series.newest is not None and self._is_polled(key, operation=operation):
                held[operation] = max(held.get(operation, 0), series.newest)
        return held.get(False, held.get(True) if not self._polls_quality() else None)

    def _is_polled(self, key: SeriesKey, *, operation: bool) -> bool:
        if operation:
            return True
        wanted = {(q.product, q.scope) for q in self._polled if q.feature is Feature.QUALITY}
        return (key.product, key.scope) in wanted

    def _polls_quality(self) -> bool:
        return any(query.feature is Feature.QUALITY for query in self._polled)


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
    for i, value in enumerate(new.values):
        if not isnan(value):
            values[offset + i] = value
    unit = new.unit or old.unit
    if start == old.start and values.tobytes() == old.values.tobytes() and unit == old.unit:
        return old
    return replace(old, start=start, values=values, unit=unit)


def within(series: Series, window: Window) -> Series:
    """The series without the buckets that start outside of the window; the same object when there are none."""
    if not series.values or (series.start >= window.start and series.end - series.step < window.end):
        return series
    first = max(0, -(-(window.start - series.start) // series.step))
    last = min(len(series.values), max(0, -(-(window.end - series.start) // series.step)))
    present = [i for i in range(first, last) if not isnan(series.values[i])]
    if not present:
        return replace(series, start=0, values=array("d"))
    start = series.start + present[0] * series.step
    return replace(series, start=start, values=series.values[present[0] : present[-1] + 1])
