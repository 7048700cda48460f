"""Answers that are series: quality, distributions and operation data, real-time and offline."""

from collections.abc import Iterable
from math import gcd
from typing import Any, Final, NamedTuple

from rtc_tui.client.envelope import Envelope
from rtc_tui.client.fields import fields, instant, names, number, text, unit
from rtc_tui.client.wire.shape import Losses, result_of, rows
from rtc_tui.core import indicators
from rtc_tui.core.model import (
    BUCKET,
    DAY,
    FIVE_MINUTES,
    HOUR,
    Dropped,
    Feature,
    Provenance,
    Query,
    Series,
    SeriesKey,
    Window,
    phase,
)
from rtc_tui.text import t

SLACK: Final = 3600  # seconds beyond the window asked for that a point may lie (FACTS 4.5)
STEPS: Final = {"5min": FIVE_MINUTES, "1h": HOUR, "1d": DAY}


class Payload(NamedTuple):
    """What an answer holds. `users` is the answer's own list of whom it is about; None when it has none."""

    series: tuple[Series, ...]
    dropped: Dropped
    users: tuple[str, ...] | None


class _Entry(NamedTuple):
    name: str
    unit: str
    rows: list[Any]


def payload(envelope: Envelope, query: Query, window: Window) -> Payload:
    """The series of an answer; for a distribution one per slice, from rows in any order."""
    result = result_of(envelope)
    listed = rows(result.get("indicators"), "$.Result.Indicators", envelope.request_id)
    lost = Losses()
    read = [_entry(one, f"$.Result.Indicators[{i}]", lost) for i, one in enumerate(listed) if one is not None]
    entries = [entry for entry in read if entry is not None]
    lost.check(entries, envelope.request_id)
    points = _Points(query, window, _step(query, result, entries))
    for entry in entries:
        points.open(entry.name, entry.unit)
        points.add(entry.name, entry.rows)
    return Payload(points.series(), points.dropped() + Dropped(bad_shape=lost.count), names(result.get("userid")))


def _entry(value: object, path: str, lost: Losses) -> _Entry | None:
    """One series; None for what cannot be told whose it is, or has no list of points."""
    entry = fields(value)
    if entry is None:
        lost.add(path, t("client.wanted_object"))
        return None
    name, data = text(entry.get("name")), entry.get("data")
    points = [] if data is None else data
    if not name or not name.strip():
        lost.add(f"{path}.Name", t("client.wanted_text"), len(points) if isinstance(points, list) else 1)
    elif not isinstance(points, list):
        lost.add(f"{path}.Data", t("client.wanted_list"))
    else:
        return _Entry(name, unit(entry.get("unit")), points)
    return None


def _step(query: Query, result: dict[str, Any], entries: Iterable[_Entry]) -> int:
    """Seconds between buckets: what the answer says, what was asked for, or as the times lie (FACTS 4.16)."""
    if query.provenance is Provenance.REALTIME:
        return BUCKET
    if query.feature is Feature.DISTRIBUTION:
        return _step_of_times(row for entry in entries for row in entry.rows)
    told = text(result.get("aggregategranularity")) or ""
    return STEPS.get(told.strip().lower(), query.step)


def _step_of_times(points: Iterable[object]) -> int:
    """The widest step on whose grid all times lie; five minutes when none does, or when there are too few to tell."""
    times = {int(at) for row in points if (at := instant((fields(row) or {}).get("timestamp"))) is not None}
    for step in (DAY, HOUR, FIVE_MINUTES, BUCKET):
        if len(times) > 1 and gcd(*(at - phase(step) for at in times)) % step == 0:
            return step
    return FIVE_MINUTES


class _Points:
    """The points of one answer by series, and the count of those that were left out."""

    def __init__(self, query: Query, window: Window, step: int) -> None:
        self._query, self._step, self._phase = query, step, phase(step)
        slack = max(SLACK, step)  # the bucket that holds the window's start begins up to a step before it
        self._low, self._high = window.start - slack, window.end + SLACK
        self._units: dict[str, str] = {}
        self._values: dict[tuple[str, str], dict[int, float]] = {}
        self._buckets: dict[str, int | None] = {}  # by time as it was written: all series of an answer have the same
        self._bad_time = self._bad_value = self._bad_shape = self._duplicate = 0

    def open(self, name: str, unit_: str) -> None:
        """Begin a series, or go on with it: a name may come twice in one answer."""
        self._units[name] = self._units.get(name) or unit_ or indicators.parse(name).unit
        if self._query.dimension is None:
            self._values.setdefault((name, ""), {})

    def add(self, name: str, rows_: Iterable[object]) -> None:
        """Take points in, or count why not. Of two in one bucket the later in the answer stays."""
        told = _Told()
        for row in rows_:
            point = told.of(row)
            slice_ = self._slice(point) if point is not None else None
            if point is None or slice_ is None:
                self._bad_shape += 1
                continue
            bucket, value = self._bucket(point[0]), number(point[1])
            if bucket is None:
                self._bad_time += 1
            elif value is None:
                self._bad_value += 1
            else:
                values = self._values.setdefault((name, slice_), {})
                self._duplicate += bucket in values
                values[bucket] = value

    def _bucket(self, told: object) -> int | None:
        """The start of the bucket that a time lies in; None for what is no time, or far from what was asked for."""
        if not isinstance(told, str):
            return self._reckoned(told)
        if told not in self._buckets:
            self._buckets[told] = self._reckoned(told)
        return self._buckets[told]

    def _reckoned(self, told: object) -> int | None:
        at = instant(told)
        if at is None or not self._low <= at <= self._high:
            return None
        return int((at - self._phase) // self._step) * self._step + self._phase

    def _slice(self, point: tuple[object, object, object]) -> str | None:
        return "" if self._query.dimension is None else text(point[2])

    def series(self) -> tuple[Series, ...]:
        """All that was taken in; a series without a point is there, and empty."""
        query = self._query
        return tuple(
            Series.of(
                SeriesKey(name, query.product, query.scope, query.dimension, slice_),
                values,
                self._units[name],
                self._step,
                query.provenance,
            )
            for (name, slice_), values in self._values.items()
        )

    def dropped(self) -> Dropped:
        """What was left out."""
        return Dropped(self._bad_time, self._bad_value, self._bad_shape, self._duplicate)


class _Told:
    """Time, value and slice of a row, whatever the case of their names: the rows of an answer all spell them alike."""

    def __init__(self) -> None:
        self._names: tuple[object, ...] = ()
        self._time: str | None = None
        self._value: str | None = None
        self._slice: str | None = None

    def of(self, row: object) -> tuple[object, object, object] | None:
        """As they came, None for what is absent; None for what is no object."""
        if not isinstance(row, dict):
            return None
        names_ = tuple(row)
        if names_ != self._names:
            self._names, known = names_, {name.lower(): name for name in names_}
            self._time, self._value, self._slice = (known.get(name) for name in ("timestamp", "value", "dimension"))
        return row.get(self._time), row.get(self._value), row.get(self._slice)
