"""From answers to what is stored, and back to columns. Pure; a month of ten series takes a while, so not on the loop."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Final

from rtc_tui.archive.answers import alike, answered, code_of, query_name
from rtc_tui.archive.victoria_engine import Found
from rtc_tui.archive.victoria_labels import (
    SOURCES,
    STEPS,
    key_of,
    labels_of,
    late,
    packed,
    scale_of,
    source_byte,
    unpacked,
)
from rtc_tui.archive.victoria_marks import Runs, mark_lines
from rtc_tui.archive.victoria_queue import Line, Waiting
from rtc_tui.archive.victoria_state import FIRST
from rtc_tui.core.merge import BACKFILLED, MISSING, OFFLINE, Column, overlay
from rtc_tui.core.model import Batch, Series, SeriesKey

_ORDER: Final = tuple(SOURCES.values())


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be read: keys at one step, `count` buckets from `first` on."""

    keys: frozenset[SeriesKey]
    step: int
    first: int
    count: int


def lines_of(app: str, batches: Iterable[Batch], runs: Runs) -> list[Line]:
    """What is to be stored of answers: values in base units, and which time was asked for."""
    out: list[Line] = []
    for batch in batches:
        for group in alike(batch.series):
            for series in group:
                out += _series_lines(app, series, batch.received)
        name = query_name(batch.query)
        out += mark_lines(app, name, runs.note(name, answered(batch)))
    return out


def _series_lines(app: str, series: Series, received: float) -> list[Line]:
    """One line, or two: buckets that were asked for in time, and before them those that were not."""
    step, code = series.step, code_of(series.provenance, series.end, received)
    source = "offline" if code == OFFLINE else "recorded"
    labels = labels_of(app, series.key, series.unit, step, source)
    base = scale_of(series.key.name, series.unit).base
    values = array("d", map(base, series.values))
    if code == OFFLINE:
        return [Line(labels, step, series.start, values)]
    ends = range(series.start + step, series.end + step, step)
    count = sum(1 for end in ends if code_of(series.provenance, end, received) & BACKFILLED)
    old, new = values[:count], values[count:]
    out = [Line(late(labels), step, series.start, old)] if old else []
    return [*out, Line(labels, step, series.start + count * step, new)] if new else out


def keys_of(all_labels: Iterable[bytes]) -> dict[SeriesKey, set[bytes]]:
    """The series among them, each with all labels under which it is stored."""
    out: dict[SeriesKey, set[bytes]] = {}
    for labels in all_labels:
        found = key_of(labels) if b'"step":' in labels else None
        if found:
            out.setdefault(found[0], set()).add(labels)
    return out


def columns_of(wish: Wish, found: Iterable[Found], commits: Sequence[Waiting]) -> tuple[Column, ...]:
    """The series of an export that were wished for, their sources merged, and what waits to be sent over them."""
    columns: dict[SeriesKey, _Laid] = {}
    stored = [(packed(one.metric), one) for one in found]
    for labels, one in sorted(stored, key=lambda each: _order(each[0])):
        laid = _place(columns, wish, labels)
        if laid:
            laid.lay_samples(labels, one)
    for commit in commits:
        for line in commit.lines:
            if line.step == wish.step and (laid := _place(columns, wish, line.labels)):
                laid.lay_line(line)
    return tuple(laid.column(key, wish) for key, laid in columns.items() if any(laid.codes))


def _order(labels: bytes) -> int:
    code = source_byte(labels)
    return _ORDER.index(code) if code in _ORDER else len(_ORDER)


def _place(columns: "dict[SeriesKey, _Laid]", wish: Wish, labels: bytes) -> "_Laid | None":
    named = key_of(labels)
    if not named or named[0] not in wish.keys or unpacked(labels).get("step") != STEPS[wish.step]:
        return None
    if named[0] not in columns:
        columns[named[0]] = _Laid(named[0].name, named[1], wish)
    return columns[named[0]]


class _Laid:
    """The buckets of a wish, while they are filled."""

    __slots__ = ("_first", "_scale", "_step", "codes", "unit", "values")

    def __init__(self, name: str, unit: str, wish: Wish) -> None:
        self._scale = scale_of(name, unit)
        self.unit, self._first, self._step = unit, wish.first, wish.step
        self.values = array("d", [nan]) * wish.count
        self.codes = bytearray(wish.count)

    def lay_samples(self, labels: bytes, found: Found) -> None:
        """What the engine has: of several samples of a bucket the last one counts."""
        code = source_byte(labels)
        if not code:
            return
        begin, step = self._first * 1000 + FIRST, self._step * 1000
        places, said = [(at - begin) // step for at in found.timestamps], self._scale.values(found.values)
        if places and places == list(range(places[0], places[0] + len(places))):  # one each, as nearly always
            self._overlay(places[0], array("d", said), code)
            return
        values, count = array("d", [nan]) * len(self.values), len(self.values)
        for index, value in zip(places, said, strict=True):
            if 0 <= index < count:
                values[index] = value
        self._overlay(0, values, code)

    def lay_line(self, line: Line) -> None:
        """What was accepted."""
        values = array("d", self._scale.values(line.values))
        self._overlay((line.start - self._first) // self._step, values, source_byte(line.labels))

    def column(self, key: SeriesKey, wish: Wish) -> Column:
        """As it is handed out."""
        return Column(key, self.unit, wish.step, wish.first, self.values, bytes(self.codes))

    def _overlay(self, offset: int, values: "array[float]", code: int) -> None:
        codes = bytes([code]) * len(values)
        if isnan(sum(values)):
            codes = bytes(MISSING if isnan(value) else code for value in values)
        overlay(self.values, self.codes, offset, values, codes)
