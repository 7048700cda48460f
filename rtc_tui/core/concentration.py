"""How the deviations lie within one dimension: a few slices far away beside others that stayed, or all alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isnan, sqrt
from typing import Final

from rtc_tui.core.model import Dimension
from rtc_tui.core.stats import mean, median
from rtc_tui.core.thresholds import Bounds, Severity, grade

_PART: Final = 0.25  # of the greatest sure deviation: a slice with less does not belong to the bad ones
_SURELY: Final = 0.5  # of the same: a clean slice stays below it with twice its noise on top
_STAYED: Final = 0.15  # of the same: what the middle of the rest may seem to have moved
_ODD: Final = 0.1  # of the slices may be clean, and it is still all of them
_SOLID: Final = 0.6  # of the buckets have a value; a slice with fewer has hardly any users, and decides nothing
_PULL: Final = 0.15  # of the way from warn to crit: what is more than nothing
_WHOLE: Final = 0.8  # of the app's deviation: a part that explains the whole is not less away than the whole
_MIDDLE: Final = 0.84  # noise of a median of n slices, times sqrt(n): 1.25 for the median, 0.67 for "now", itself one


class Shape(StrEnum):
    """How the deviations lie within one dimension."""

    SPLIT = "split"  # some far away, the others where they were
    EVEN = "even"  # all alike
    MIXED = "mixed"
    QUIET = "quiet"  # none beyond its noise


@dataclass(frozen=True, slots=True)
class Suspect:
    """A slice. `value` and `earlier` in the series' unit, `deviation` in points in the bad direction.

    `noise`, `since`, `seconds`, `share`, `presence` and `lately` as in `Deviation`. `score`, what the ranking goes by, is the
    deviation less twice its noise, times `share`. NaN in `earlier` and `deviation`: no earlier level. Where slices are
    compared with each other, `earlier` is the level of the others.
    """

    dimension: Dimension
    slice: str
    value: float
    earlier: float
    deviation: float
    noise: float
    since: int | None
    seconds: int
    share: float
    presence: float
    lately: float

    @property
    def known(self) -> bool:
        """Whether there is a level to compare with."""
        return not isnan(self.deviation)

    @property
    def score(self) -> float:
        """Points that are away for certain, times how constantly."""
        return max(0.0, self.deviation - 2 * self.noise) * self.share if self.known else 0.0

    @property
    def solid(self) -> bool:
        """Whether it has values often enough to be counted."""
        return self.presence >= _SOLID


@dataclass(frozen=True, slots=True)
class Finding:
    """One dimension: its shape, who is bad (worst first), how many slices could be judged, and as of which bucket.

    `height` is the greatest deviation that is sure, in points; 0 when it is quiet.
    """

    dimension: Dimension
    shape: Shape
    bad: tuple[Suspect, ...]
    judged: int
    at: int
    height: float


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts as a deviation: in units of noise, in points, and in seconds; `whole` is the app's own, in points."""

    sigmas: float
    material: float
    seconds: int = 0
    whole: float = 0.0

    def sure(self, points: float, noise: float) -> bool:
        """Whether so many points are a deviation; never for NaN."""
        return points >= self.material and points >= self.sigmas * noise

    def bad(self, one: Suspect) -> bool:
        """Whether a slice is away."""
        return self.sure(one.deviation, one.noise) and one.seconds >= self.seconds


def ranked(suspects: Sequence[Suspect]) -> tuple[Suspect, ...]:
    """Worst first; those without an earlier level last."""
    return tuple(sorted(suspects, key=lambda one: (-one.score, -one.deviation if one.known else float("inf"))))


def judge(dimension: Dimension, suspects: Sequence[Suspect], at: int, rule: Rule) -> Finding:
    """The finding about one dimension, by each slice's own earlier level."""
    judged = [one for one in suspects if one.known and one.solid]
    away = [one for one in judged if rule.bad(one)]
    height = max((one.deviation - 2 * one.noise for one in away), default=0.0)
    bad = [one for one in away if one.deviation >= _PART * height]
    return Finding(dimension, _shape(judged, bad, height, rule.whole), ranked(bad), len(judged), at, height)


def _shape(judged: list[Suspect], bad: list[Suspect], height: float, whole: float) -> Shape:
    """What small slices are too noisy to tell one by one, they tell together."""
    names = {one.slice for one in bad}
    rest = [one for one in judged if one.slice not in names]
    if len(bad) >= len(judged) / 2 and bad and _clean(judged, height) <= _ODD * len(judged):
        return Shape.EVEN
    stayed = rest and _middle(rest, 0) < _STAYED * height and _middle(rest, 2) < _PART * height
    if bad and stayed and max(one.deviation for one in bad) >= _WHOLE * whole:
        return Shape.SPLIT
    as_whole = len(judged) > 1 and _middle(judged, -3) > 0 and _middle(judged, 0) > whole / 2
    if whole and as_whole and _clean(judged, whole) <= _ODD * len(judged):
        return Shape.EVEN
    return Shape.MIXED if bad else Shape.QUIET


def _clean(judged: list[Suspect], height: float) -> int:
    """How many have surely not moved, for a deviation of that height."""
    return sum(one.deviation < _PART * height and one.deviation + 2 * one.noise < _SURELY * height for one in judged)


def _middle(rows: list[Suspect], sigmas: float) -> float:
    """The median deviation of slices, and so many times its noise on top."""
    noise = median(one.noise for one in rows) * _MIDDLE / sqrt(len(rows))
    return median(one.deviation for one in rows) + sigmas * noise


def compare(dimension: Dimension, suspects: Sequence[Suspect], at: int, bounds: Bounds, whole: float) -> Finding:
    """The finding about one dimension by the bounds and by each other, where no earlier level helps.

    A dimension separates when the bad ones are further from the others than crit is from warn, for slices differ
    somewhat at all times; and when the app's own value (`whole`, NaN if not known) is pulled away from the others by a
    part of that, for a slice that is always bad and hardly used explains nothing.
    """
    sign = -1 if bounds.better == "higher" else 1
    width = abs(bounds.crit - bounds.warn)
    judged = [one for one in suspects if one.solid]
    bad = [one for one in judged if _bad_throughout(one, bounds)]
    level = mean(
        one.lately for one in judged if not _bad_throughout(one, bounds)
    )  # a mean: the middle of small slices is 100 %
    rows = [replace(one, earlier=level, deviation=sign * (one.value - level), share=1.0) for one in bad]
    height = median(one.deviation for one in rows)
    shape = Shape.MIXED
    if not bad:
        shape = Shape.QUIET
    elif len(judged) - len(bad) <= _ODD * len(judged):
        shape = Shape.EVEN
    elif height >= width and not sign * (whole - level) < _PULL * width:
        shape = Shape.SPLIT
    return Finding(dimension, shape, ranked(rows), len(judged), at, 0.0 if isnan(height) else height)


def _bad_throughout(one: Suspect, bounds: Bounds) -> bool:
    """Now, and on the average of the last ten minutes: one bucket of a small slice says little."""
    return min(grade(bounds, one.value), grade(bounds, one.lately)) >= Severity.WARN
