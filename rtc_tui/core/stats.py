"""Statistics over columns with holes: NaN is "no data", and never takes part."""

from collections.abc import Iterable
from math import fsum, isnan, nan


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
    share = position - low
    if not share or ranked[low] == ranked[high]:
        return ranked[low]
    # a weighted sum: the difference of two huge values would overflow; rounding must not leave [low, high] either
    return min(max(ranked[low] * (1 - share) + ranked[high] * share, ranked[low]), ranked[high])


def median(values: Iterable[float]) -> float:
    """The middle value; NaN when empty."""
    return percentile(values, 0.5)


def mad(values: Iterable[float]) -> float:
    """Median absolute deviation from the median, unscaled; NaN when empty."""
    here = present(values)
    middle = median(here)
    return median(abs(value - middle) for value in here)


def mean(values: Iterable[float]) -> float:
    """Arithmetic mean, never outside of the values by rounding; NaN when empty."""
    here = present(values)
    if not here:
        return nan
    half = fsum(value / len(here) / 2 for value in here)  # the sum of huge values would overflow
    return min(max(2 * half, min(here)), max(here))
