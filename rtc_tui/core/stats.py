"""Statistics over columns with holes: NaN is "no data", and never takes part."""

from collections.abc import Iterable, Sequence
from math import ceil, isnan, nan


def present(values: Iterable[float]) -> list[float]:
    """The values that are there."""
    return [value for value in values if not isnan(value)]


def percentile(values: Iterable[float], q: float) -> float:
    """The q-quantile (0..1) by linear interpolation between closest ranks (Hyndman & Fan, type 7); NaN when empty."""
    ranked = sorted(present(values))
    if not ranked:
        return nan
    position = q * (len(ranked) - 1)
    low = int(position)
    high = min(low + 1, len(ranked) - 1)
    # written so that it can not leave [low, high] by rounding
    return ranked[low] if ranked[low] == ranked[high] else ranked[low] + (ranked[high] - ranked[low]) * (position - low)


def median(values: Iterable[float]) -> float:
    """The middle value; NaN when empty."""
    return percentile(values, 0.5)


def mad(values: Iterable[float]) -> float:
    """Median absolute deviation from the median, unscaled; NaN when empty."""
    here = present(values)
    middle = median(here)
    return median(abs(value - middle) for value in here)


def mean(values: Iterable[float]) -> float:
    """Arithmetic mean; NaN when empty."""
    here = present(values)
    return sum(here) / len(here) if here else nan


def extremes(values: Sequence[float], columns: int) -> list[tuple[float, float]]:
    """(min, max) per column when `values` are laid over `columns` equal columns; (NaN, NaN) where nothing is.

    With fewer values than columns, each value keeps a column of its own and the result has `len(values)` entries.
    """
    count = min(columns, len(values))
    out: list[tuple[float, float]] = []
    for column in range(count):
        low = column * len(values) // count
        here = present(values[low : max(low + 1, (column + 1) * len(values) // count)])
        out.append((min(here), max(here)) if here else (nan, nan))
    return out


def buckets(values: Sequence[float], count: int) -> list[float]:
    """Means of `count` equal stretches (fewer when there are fewer values): what a sparkline draws."""
    if not values or count < 1:
        return []
    size = max(1, ceil(len(values) / count))
    return [mean(values[i : i + size]) for i in range(0, len(values), size)]
