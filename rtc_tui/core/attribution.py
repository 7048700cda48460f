"""Who explains the drop: which slices are away from their own earlier level, and whether a dimension separates them.

How many users a slice has is not known, so contributions cannot be subtracted. What can be seen is concentration. When
one province drops, every system and every network drops too, by that province's share of the users, but all of them
alike; in the dimension of the cause alone stand some slices far away beside others that stay where they were.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import log, nan, sqrt
from typing import Final, NamedTuple

from rtc_tui.core.concentration import Finding, Rule, Shape, Suspect, compare, judge, ranked
from rtc_tui.core.deviation import Deviation, deviate, span
from rtc_tui.core.dimensions import identity
from rtc_tui.core.indicators import Better, parse
from rtc_tui.core.model import BUCKET, Dimension, Series
from rtc_tui.core.stats import median
from rtc_tui.core.thresholds import Bounds, Severity, grade

STALE_S: Final = 600  # seconds: when no dimension has a newer bucket, nothing can be said about the time asked for
LAG_S: Final = 150  # seconds that a dimension may lie behind the one that reaches furthest
_AS_FAR: Final = 0.7  # of the app's deviation now: while it was less, a dimension could not show yet what it shows now
_LEAP: Final = 3  # times what is material: the app did not stay where it was, whatever it was before
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
class Unjudged:
    """A dimension that the verdict leaves out.

    `behind`: seconds that its newest bucket lies behind the others'; None: none is held; 0: it has nothing to compare.
    """

    dimension: Dimension
    behind: int | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The answer. `named` are the slices that explain it, dimension by dimension; `suspects` all, worst first.

    `app` is the whole app's own deviation, if it could be judged. `at` is the time asked for, `judged_at` the bucket that
    all is judged at, `span` how many seconds a value is the median of, `step` those of a bucket. While any are
    `unjudged` the extent is that of the others alone. `lasting`: where nothing is away, who is beyond crit and was
    before, worst first. `better`: None where it is not known which way is good, and "higher" was assumed.
    """

    name: str
    at: int
    extent: Extent
    basis: Basis = Basis.EARLIER
    named: tuple[Suspect, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    findings: tuple[Finding, ...] = ()
    app: Deviation | None = None
    judged_at: int = 0
    span: int = BUCKET
    step: int = BUCKET
    unjudged: tuple[Unjudged, ...] = ()
    lasting: tuple[Suspect, ...] = ()
    better: Better | None = None

    @property
    def lower(self) -> bool:
        """Whether lower is better."""
        return self.better == "lower"

    @property
    def moved(self) -> tuple[Dimension, ...]:
        """The dimensions of `named`."""
        return tuple(dict.fromkeys(one.dimension for one in self.named))


_Rows = Mapping[Dimension, tuple[Suspect, ...]]


def attribute(
    name: str,
    at: int,
    app: Series | None,
    slices: Mapping[Dimension, Sequence[Series]],
    bounds: Bounds | None,
    expected: Sequence[Dimension] = tuple(Dimension),
) -> Attribution:
    """Rank the slices of all dimensions at the bucket of `at`, and say what the ranking amounts to.

    Series are of the indicator `name`, on any grid; `expected` are the dimensions that there are. A direction that
    neither bounds nor catalogue know counts as "higher is better". Linear in the number of buckets: an hour of 250 slices
    takes some milliseconds.
    """
    better = bounds.better if bounds else parse(name).better
    sign = 1 if better == "lower" else -1
    rule = _rule(sum(map(len, slices.values())), bounds)
    newest = {d: min(at, max(held)) for d, rows in slices.items() if (held := _newest(rows))}
    time = _common(at, newest, _lag(slices), lambda one, other: _alike(app, (one, other), sign, rule))
    whole, smooth = _whole(app, time, sign, rule)
    look = _Look(sign, smooth, whole.since if whole else None)
    reaching = (d for d, when in newest.items() if when >= time)
    rows = {d: found for d in reaching if (found := _suspects(d, slices[d], time, look))}
    empty = Attribution(name, at, Extent.NO_DATA, app=whole, judged_at=time, better=better)
    step = next((row.step for each in slices.values() for row in each), BUCKET)
    answer = _judged(replace(empty, span=span(step, smooth), step=step), rows, rule, bounds)
    return replace(answer, unjudged=_unjudged(answer, expected, newest), lasting=_lasting(answer, bounds, sign))


def _newest(rows: Sequence[Series]) -> list[int]:
    return [row.newest for row in rows if row.newest is not None]


def _lag(slices: Mapping[Dimension, Sequence[Series]]) -> int:
    """A bucket at least: longer ones than that come one after another."""
    return max((row.step for rows in slices.values() for row in rows), default=0) + LAG_S - BUCKET


def _common(at: int, newest: Mapping[Dimension, int], lag: int, alike: Callable[[int, int], bool]) -> int:
    """The newest bucket that all dimensions reach, but for those that lie too far behind.

    That is by more than `lag` seconds, or at a time when the app itself was not yet, or still, where it is now: what
    such a dimension tells is of before the onset, or of before the end.
    """
    last = max(newest.values(), default=at)
    if at - last > STALE_S:
        return at
    near = {when for when in newest.values() if last - lag <= when < last}
    return min((when for when in near if alike(when, last)), default=last)


def _alike(app: Series | None, times: tuple[int, int], sign: int, rule: Rule) -> bool:
    """Whether the app was, at the first time, where it is at the second; where it is not known, yes."""
    then, now = (_whole(app, when, sign, rule)[0] for when in times)
    if then is None or now is None:
        return then is now
    was, is_ = (rule.sure(one.points, one.noise) for one in (then, now))
    if was or is_:
        return was and is_ and then.points >= _AS_FAR * now.points
    least = rule.sigmas * min(one.noise for one in (then, now)) if then.known and now.known else 0.0
    return abs(then.value - now.value) < max(_LEAP * rule.material, least)


def _judged(empty: Attribution, rows: _Rows, rule: Rule, bounds: Bounds | None) -> Attribution:
    """The answer for what is known at one time."""
    whole, time = empty.app, empty.judged_at
    moved = whole is not None and rule.sure(whole.points, whole.noise)
    fair = _fair(rule, whole, moved)
    suspects = ranked([one for found in rows.values() for one in found])
    findings = tuple(judge(d, found, time, fair) for d, found in rows.items())
    extent, named = _verdict(findings, moved)
    answer = replace(empty, extent=extent, named=named, suspects=suspects, findings=findings)
    unknown = not any(one.known for one in suspects)
    if bounds and suspects and (unknown or extent in {Extent.NOTHING, Extent.UNCLEAR}):
        return _compared(answer, rows, bounds, unknown)
    return replace(answer, extent=Extent.NO_DATA) if unknown else answer


def _unjudged(
    found: Attribution, expected: Sequence[Dimension], newest: Mapping[Dimension, int]
) -> tuple[Unjudged, ...]:
    judged = {one.dimension for one in found.findings if one.judged}
    last = max(newest.values(), default=0)
    behind = {d: last - when if when < found.judged_at else 0 for d, when in newest.items()}
    return tuple(Unjudged(d, behind.get(d)) for d in expected if d not in judged)


def _lasting(found: Attribution, bounds: Bounds | None, sign: int) -> tuple[Suspect, ...]:
    """Nobody is away from a level that is beyond crit itself; it is no news, and still not nothing."""
    if bounds is None or found.extent is not Extent.NOTHING:
        return ()
    bad = [
        one
        for one in found.suspects
        if all(grade(bounds, value) is Severity.CRIT for value in (one.value, one.lately, one.earlier))
    ]
    return tuple(sorted(bad, key=lambda one: -sign * one.value))


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


def _suspects(dimension: Dimension, rows: Sequence[Series], time: int, look: _Look) -> tuple[Suspect, ...]:
    """The slices of a dimension at a time."""
    found = ((row.key.slice, deviate(row, time, *look)) for row in rows if row.values)
    return _steadied(tuple(_suspect(dimension, name, away) for name, away in found if away))


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
    findings = tuple(compare(d, found, answer.judged_at, bounds, value) for d, found in rows.items())
    extent, named = _verdict(findings, moved=False)
    typical = value if answer.app else median(one.value for one in answer.suspects)
    fresh = answer.extent is Extent.UNCLEAR or grade(bounds, typical) < Severity.WARN
    if extent is not Extent.ONLY and not unknown and fresh:
        return answer
    return replace(answer, extent=extent, basis=Basis.OTHERS, named=named, findings=findings)
