"""Who explains the drop: which slices are away from their own earlier level, and whether a dimension separates them.

How many users a slice has is not known, so contributions cannot be subtracted. What can be seen is concentration. When
one province drops, every system and every network drops too, by that province's share of the users, but all of them
alike; in the dimension of the cause alone stand some slices far away beside others that stay where they were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import log, nan, sqrt
from typing import Final, NamedTuple

from rtc_tui.core.concentration import Finding, Rule, Shape, Suspect, compare, judge, ranked
from rtc_tui.core.deviation import Deviation, deviate
from rtc_tui.core.dimensions import identity
from rtc_tui.core.indicators import parse
from rtc_tui.core.model import Dimension, Series
from rtc_tui.core.stats import median
from rtc_tui.core.thresholds import Bounds, Severity, grade

STALE_S: Final = 600  # a dimension whose newest bucket is older says nothing about the time asked for
_MATERIAL: Final = 0.15  # of the way from warn to crit: less is no drop, however sure
_POINTS: Final = 0.3  # the same where no bounds are known
_ALONE_SIGMAS: Final = 2.0  # more, and for so long, before a slice is named while the app itself has not moved
_ALONE_S: Final = 150
_SECOND: Final = 0.5  # of the height of the dimension that separates: more in one that does not is another cause
_CHINA: Final = frozenset({"CN", "HK", "MO", "TW"})  # the countries that provinces are a part of


class Extent(StrEnum):
    """What the ranking amounts to."""

    ONLY = "only"  # a few slices of one dimension, or of several where they cross
    EVERYWHERE = "everywhere"  # most slices of every dimension, alike
    NOTHING = "nothing"  # nothing is away from its earlier level
    UNCLEAR = "unclear"  # something is, and no dimension separates it
    NO_DATA = "no data"  # no slice could be judged


class Basis(StrEnum):
    """What slices are compared with."""

    EARLIER = "earlier"  # each with its own earlier level
    OTHERS = "others"  # with each other and the bounds, where the earlier levels tell nothing


@dataclass(frozen=True, slots=True)
class Attribution:
    """The answer. `named` are the slices that explain it, dimension by dimension; `suspects` all, worst first.

    `app` is the whole app's own deviation, if it could be judged.
    """

    name: str
    at: int
    extent: Extent
    basis: Basis = Basis.EARLIER
    named: tuple[Suspect, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    findings: tuple[Finding, ...] = ()
    app: Deviation | None = None

    @property
    def moved(self) -> tuple[Dimension, ...]:
        """The dimensions of `named`."""
        return tuple(dict.fromkeys(one.dimension for one in self.named))


_Rows = Mapping[Dimension, tuple[int, tuple[Suspect, ...]]]  # as of which bucket, and the slices


def attribute(
    name: str, at: int, app: Series | None, slices: Mapping[Dimension, Sequence[Series]], bounds: Bounds | None
) -> Attribution:
    """Rank the slices of all dimensions at the bucket of `at`, and say what the ranking amounts to.

    Series are of the indicator `name`, on any grid. A direction that neither bounds nor catalogue know counts as
    "higher is better". Linear in the number of buckets: an hour of 250 slices takes some milliseconds.
    """
    better = bounds.better if bounds else parse(name).better
    sign = 1 if better == "lower" else -1
    rule = _rule(sum(map(len, slices.values())), bounds)
    whole, smooth = _whole(app, at, sign, rule)
    look = _Look(sign, smooth, whole.since if whole else None)
    rows = {d: found for d, series in slices.items() if (found := _suspects(d, series, at, look))[1]}
    suspects = ranked([one for _, found in rows.values() for one in found])
    moved = whole is not None and rule.sure(whole.points, whole.noise)
    fair = _fair(rule, whole, moved)
    findings = tuple(judge(d, found, when, fair) for d, (when, found) in rows.items())
    extent, named = _verdict(findings, moved)
    answer = Attribution(name, at, extent, Basis.EARLIER, named, suspects, findings, whole)
    unknown = not any(one.known for one in suspects)
    if bounds and suspects and (unknown or extent in {Extent.NOTHING, Extent.UNCLEAR}):
        return _compared(answer, rows, bounds, unknown)
    return replace(answer, extent=Extent.NO_DATA) if unknown else answer


def _rule(slices: int, bounds: Bounds | None) -> Rule:
    """The greatest of n normal values lies about sqrt(2 ln n) out: the more slices, the further one of them must be."""
    material = _MATERIAL * abs(bounds.crit - bounds.warn) if bounds else 0.0
    return Rule(sqrt(2 * log(max(2, slices))) + 1.5, material or _POINTS)


def _whole(app: Series | None, at: int, sign: int, rule: Rule) -> tuple[Deviation | None, bool]:
    """The app's own deviation, and whether it takes more than one bucket to see it.

    When the app has not moved but for the very bucket of `at`, that bucket is looked at alone, in the slices as well.
    """
    smooth = deviate(app, at, sign) if app else None
    if app is None or (smooth and rule.sure(smooth.points, smooth.noise)):
        return smooth, True
    sharp = deviate(app, at, sign, smooth=False)
    if sharp and rule.sure(sharp.points, sharp.noise) and app.newest is not None and app.at(at) == sharp.value:
        return sharp, False
    return smooth, True


class _Look(NamedTuple):
    """How each slice is looked at: the last arguments of `deviate`."""

    sign: int
    smooth: bool
    onset: int | None


def _suspects(dimension: Dimension, rows: Sequence[Series], at: int, look: _Look) -> tuple[int, tuple[Suspect, ...]]:
    """The slices of a dimension at its newest bucket up to `at`: the four are not asked for at the same time."""
    newest = max((row.newest for row in rows if row.newest is not None), default=0)
    when = min(at, newest)
    if at - when > STALE_S:
        return when, ()
    found = ((row.key.slice, deviate(row, when, *look)) for row in rows if row.values)
    return when, _steadied(tuple(_suspect(dimension, name, away) for name, away in found if away))


def _suspect(dimension: Dimension, name: str, away: Deviation) -> Suspect:
    return Suspect(
        dimension,
        name,
        away.value,
        away.earlier,
        away.points,
        away.noise,
        away.since,
        away.seconds,
        away.share,
        away.presence,
        away.lately,
    )


def _steadied(rows: tuple[Suspect, ...]) -> tuple[Suspect, ...]:
    """A slice much quieter than its fellows is not a precise one but one where little happens: 100 % until it is not."""
    least = 0.5 * median(one.noise for one in rows if one.known)
    return tuple(replace(one, noise=max(one.noise, least)) if one.known else one for one in rows)


def _fair(rule: Rule, whole: Deviation | None, moved: bool) -> Rule:
    if whole is None or not whole.known:
        return rule
    if moved:
        return replace(rule, whole=whole.points)
    return replace(rule, sigmas=rule.sigmas + _ALONE_SIGMAS, seconds=_ALONE_S)


def _verdict(findings: Sequence[Finding], moved: bool) -> tuple[Extent, tuple[Suspect, ...]]:
    """What the findings of all dimensions amount to, and whom they name."""
    split = sorted((one for one in findings if one.shape is Shape.SPLIT), key=lambda one: -one.height)
    mixed = max((one.height for one in findings if one.shape is Shape.MIXED), default=0.0)
    if split and mixed < _SECOND * split[0].height:
        return Extent.ONLY, tuple(one for finding in _narrowest(split) for one in finding.bad)
    if all(one.shape is Shape.QUIET for one in findings):
        return (Extent.UNCLEAR if moved else Extent.NOTHING), ()
    telling = [one for one in findings if one.judged > 1]
    everywhere = telling and all(one.shape is Shape.EVEN for one in telling)
    return (Extent.EVERYWHERE if everywhere else Extent.UNCLEAR), ()


def _narrowest(split: list[Finding]) -> list[Finding]:
    """Without China as a country when its provinces say more: it is away because they are."""
    if not any(one.dimension is Dimension.PROVINCE for one in split):
        return split
    return [one for one in split if not (one.dimension is Dimension.COUNTRY and _is_china(one.bad))]


def _is_china(bad: Sequence[Suspect]) -> bool:
    return all(identity(Dimension.COUNTRY, one.slice) in _CHINA for one in bad)


def _compared(answer: Attribution, rows: _Rows, bounds: Bounds, unknown: bool) -> Attribution:
    """The answer by the bounds and by each other: for what was bad already when the first bucket began.

    While the app is fine, or worse than before, and earlier levels are known, it holds only if it names somebody.
    """
    value = answer.app.value if answer.app else nan
    findings = tuple(compare(d, found, when, bounds, value) for d, (when, found) in rows.items())
    extent, named = _verdict(findings, moved=False)
    typical = value if answer.app else median(one.value for one in answer.suspects)
    fresh = answer.extent is Extent.UNCLEAR or grade(bounds, typical) < Severity.WARN
    if extent is not Extent.ONLY and not unknown and fresh:
        return answer
    return replace(answer, extent=extent, basis=Basis.OTHERS, named=named, findings=findings)
