"""One line out of three sources: what the service says now, what was recorded, and its offline data. Pure.

The rule, bucket by bucket, on the grid of the step that is shown:

1. A value of the step itself is laid out first. Where several sources have one, offline wins over realtime, realtime over
   recorded, and among equals the one handed over last.
2. Where values may be averaged (`averages`), the means of finer buckets join in: five minutes from ten buckets of 30
   seconds, an hour and a (Beijing) day from five minutes merged by this same rule. A mean never wins over a value of the
   step itself from the same source or a better one.
3. A mean of fewer than `NEEDED` of its buckets is kept and marked as partial; anything complete wins over it.
4. What no source has is NaN and MISSING. Nothing is interpolated, and no coarse value is spread over finer buckets.

Where a bucket's value came from is one byte: a source, and flags. The archive stores the same byte.
"""

from __future__ import annotations  # array[float] is for the type checker alone before Python 3.12

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import ceil, isnan, nan
from typing import Final

from rtc_tui.core.indicators import parse
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, ORIGINS, Provenance, Series, SeriesKey, Window, phase
from rtc_tui.core.stats import mean, median

STEPS: Final = (BUCKET, FIVE_MINUTES, HOUR, DAY)
NEEDED: Final = 0.8  # share of its buckets without which a mean is partial

MISSING: Final = 0
REALTIME: Final = 1
RECORDED: Final = 2
OFFLINE: Final = 3
SOURCE: Final = 0x0F  # the part of the byte that names the source
PARTIAL: Final = 0x10  # a mean of too few buckets
MEAN: Final = 0x20  # computed from finer buckets, by whomever
BACKFILLED: Final = 0x40  # asked for long after its time: it may differ from what was shown then

_NAMES: Final = ORIGINS
_ORDER: Final = {REALTIME: 2, RECORDED: 1, OFFLINE: 3}
_FINER: Final = {FIVE_MINUTES: BUCKET, HOUR: FIVE_MINUTES, DAY: FIVE_MINUTES}


def _rank(code: int) -> int:
    source = _ORDER.get(code & SOURCE, 0)
    return source and (not code & PARTIAL) * 8 + source * 2 + (not code & MEAN)


RANK: Final = bytes(_rank(code) for code in range(256))  # of two values for a bucket, the greater rank wins; 0: missing


def provenance(code: int) -> Provenance:
    """The source that a byte names."""
    return _NAMES[code & SOURCE] if code & SOURCE < len(_NAMES) else Provenance.MISSING


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A series whose buckets know where each came from: `codes[i]` belongs to `values[i]`, 0 where that is NaN."""

    key: SeriesKey
    unit: str
    step: int
    start: int
    values: array[float]
    codes: bytes

    @classmethod
    def of(cls, series: Series) -> Column:
        """A series as it came in an answer."""
        own = series.origins or bytes([_NAMES.index(series.provenance)]) * len(series.values)
        codes = bytes(code if value == value else MISSING for code, value in zip(own, series.values, strict=True))  # noqa: PLR0124 - NaN is not itself
        return cls(series.key, series.unit, series.step, series.start, series.values, codes)

    @property
    def end(self) -> int:
        """End of the last bucket."""
        return self.start + len(self.values) * self.step


@dataclass(frozen=True, slots=True)
class Trust:
    """How far realtime and offline data agree: absolute differences over the five-minute buckets that both have.

    In the unit of the series; NaN when there is no such bucket. Partial means take no part.
    """

    buckets: int = 0
    mean: float = nan
    median: float = nan
    most: float = nan


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """A line without gaps in its grid: every bucket of the window has a place, a value or NaN, and a byte of origin."""

    key: SeriesKey
    unit: str
    step: int
    start: int
    values: array[float]
    codes: bytes
    trust: Trust = Trust()

    @property
    def end(self) -> int:
        """End of the last bucket."""
        return self.start + len(self.values) * self.step

    def provenance(self, index: int) -> Provenance:
        """Where the value of a bucket came from."""
        return provenance(self.codes[index])

    def is_partial(self, index: int) -> bool:
        """Whether the value is a mean of too few buckets."""
        return bool(self.codes[index] & PARTIAL)

    def runs(self) -> Iterator[tuple[Window, Provenance]]:
        """Stretches of one source, in order, the missing ones included: together they are the whole."""
        at = self.start
        for source, run in groupby(self.codes, key=provenance):
            end = at + self.step * sum(1 for _ in run)
            yield Window(at, end), source
            at = end

    def holes(self) -> tuple[Window, ...]:
        """The stretches that no source has."""
        return tuple(window for window, source in self.runs() if source is Provenance.MISSING)


def averages(name: str, unit: str = "") -> bool:
    """Whether the mean of finer values is the coarse one: shares in percent, and how many were online at once.

    Not so for counts of distinct users, for peaks and for sums: of those only the service's own values are shown.
    """
    known = parse(name)
    return (known.unit or unit) == "%" or known.indicator.startswith("online_")


def grid(window: Window, step: int) -> tuple[int, int]:
    """(first bucket start at or after the window's, how many buckets start in the window)."""
    offset = phase(step)
    first = -(-(window.start - offset) // step) * step + offset
    return first, max(0, -(-(window.end - first) // step))


def whole(window: Window, step: int) -> Window:
    """All of the buckets that start in the window: what has to be read of finer steps to average them."""
    first, count = grid(window, step)
    return Window(first, first + count * step)


def merge(key: SeriesKey, window: Window, step: int, columns: Iterable[Column]) -> Merged:
    """All that is known of one series in a window, at one of `STEPS`.

    `columns` may be of any series, step and order, and overlap; for means they should cover `whole(window, step)`.
    """
    all_columns = [column for column in columns if column.key == key and column.values]
    unit = next((column.unit for column in all_columns if column.unit), "")
    derive = averages(key.name, unit)
    values, codes = lay(all_columns, window, step)
    trust = Trust()
    if derive:
        means = _means(window, step, all_columns)
        trust = _trust(window, all_columns, means if step == FIVE_MINUTES else None)
        overlay_means(values, codes, *means)
    return Merged(key, unit, step, grid(window, step)[0], values, bytes(codes), trust)


def lay(columns: Iterable[Column], window: Window, step: int) -> tuple[array[float], bytearray]:
    """The columns of this very step over one another, as (values, codes) of the window's buckets."""
    first, count = grid(window, step)
    values, codes = array("d", [nan]) * count, bytearray(count)
    for column in columns:
        if column.step == step:
            overlay(values, codes, (column.start - first) // step, column.values, column.codes)
    return values, codes


def overlay(values: array[float], codes: bytearray, offset: int, more: array[float], origin: bytes) -> None:
    """Lay `more` over `values` from `offset` on, in place: the greater rank wins, and the newcomer among equals."""
    low, high = max(0, -offset), min(len(more), len(values) - offset)
    if low >= high:
        return
    if codes.count(MISSING, offset + low, offset + high) == high - low:
        values[offset + low : offset + high] = more[low:high]
        codes[offset + low : offset + high] = origin[low:high]
        return
    for i in range(low, high):
        if origin[i] and RANK[origin[i]] >= RANK[codes[offset + i]]:
            values[offset + i] = more[i]
            codes[offset + i] = origin[i]


def coarser(values: array[float], codes: bytes | bytearray, size: int) -> tuple[array[float], bytes]:
    """The means of each `size` buckets, the first of which begins a coarse one; NaN where none of them has a value."""
    groups = list(zip(*[iter(values)] * size, strict=True))
    sums, lows, highs = map(sum, groups), map(min, groups), map(max, groups)
    means = array("d", [min(max(s / size, low), high) for s, low, high in zip(sums, lows, highs, strict=True)])
    for i, total in enumerate(map(sum, groups)):
        if isnan(total):
            means[i] = mean(groups[i])
    packed = bytes(codes)
    return means, bytes([_origin(packed[at : at + size], size) for at in range(0, len(packed), size)])


@lru_cache(1024)
def _origin(codes: bytes, size: int) -> int:
    """The byte of a mean: the source that gave most of it (the better one among equals), and whether it is partial."""
    if codes.count(codes[0]) == size:
        return codes[0] and (codes[0] & (SOURCE | PARTIAL)) | MEAN
    sources = [code & SOURCE for code in codes if code]
    if not sources:
        return MISSING
    complete = sum(1 for code in codes if code and not code & PARTIAL)
    most = max(set(sources), key=lambda source: (sources.count(source), RANK[source]))
    return most | MEAN | (PARTIAL if complete < ceil(NEEDED * size) else 0)


def overlay_means(values: array[float], codes: bytearray, means: array[float], origins: bytes) -> None:
    """Lay computed means over values of the same buckets, in place: a mean wins only where its rank is greater."""
    for i, origin in enumerate(origins):
        if RANK[origin] > RANK[codes[i]]:
            values[i], codes[i] = means[i], origin


def _means(window: Window, step: int, columns: list[Column]) -> tuple[array[float], bytes]:
    """The means of all finer columns on the window's grid; nothing where there are no finer ones."""
    span, finer = whole(window, step), _FINER.get(step, step)
    if not any(column.step < step and column.start < span.end and span.start < column.end for column in columns):
        return array("d"), b""
    values, codes = lay(columns, span, finer)
    overlay_means(values, codes, *_means(span, finer, columns))
    return coarser(values, codes, step // finer)


def _trust(window: Window, columns: list[Column], known: tuple[array[float], bytes] | None) -> Trust:
    """Whole five-minute buckets of the window, offline against the means of what was measured at the time."""
    offline, codes = lay((c for c in columns if c.step == FIVE_MINUTES), window, FIVE_MINUTES)
    if not any(code & (SOURCE | MEAN) == OFFLINE for code in codes):
        return Trust()
    means, origins = known or _means(window, FIVE_MINUTES, columns)
    apart = [
        abs(offline[i] - means[i])
        for i, origin in enumerate(origins)
        if origin and not origin & PARTIAL and codes[i] & (SOURCE | MEAN) == OFFLINE
    ]
    return Trust(len(apart), mean(apart), median(apart), max(apart)) if apart else Trust()
