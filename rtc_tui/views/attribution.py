"""Who explains the drop, in words: one sentence, what it leaves open, and the ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import nan
from typing import Final

from rtc_tui.core.attribution import Attribution, Basis, Extent
from rtc_tui.core.concentration import Suspect
from rtc_tui.core.dimensions import label
from rtc_tui.core.indicators import SeriesName, parse
from rtc_tui.core.model import Dimension
from rtc_tui.core.stats import median
from rtc_tui.text import t
from rtc_tui.views import cells

MOST_NAMED: Final = 4  # slices of a dimension in the sentence; the rows have them all


@dataclass(frozen=True, slots=True)
class Row:
    """One slice of the ranking, as words. `named`: it is part of the explanation. `slice` is its raw name."""

    dimension: str
    slice: str
    name: str
    value: str
    earlier: str
    points: str
    lasted: str
    share: str
    named: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer as people read it. `note` is what it leaves open; empty when nothing is away."""

    sentence: str
    note: str
    rows: tuple[Row, ...]


def explain(answer: Attribution, most: int = 12) -> Explained:
    """The sentence, and at most `most` rows: those named first, then the others, worst first."""
    name = parse(answer.name)
    keys = {(one.dimension, one.slice) for one in answer.named}
    others = [one for one in answer.suspects if (one.dimension, one.slice) not in keys and one.deviation > 0]
    rows = [_row(one, name, True) for one in answer.named] + [_row(one, name, False) for one in others]
    quiet = answer.extent in {Extent.NOTHING, Extent.NO_DATA}
    return Explained(_sentence(answer, name), "" if quiet else t("attribution.weights"), tuple(rows[:most]))


def _sentence(answer: Attribution, name: SeriesName) -> str:
    against = "_others" if answer.basis is Basis.OTHERS else ""
    judged = sum(one.judged for one in answer.findings)
    match answer.extent:
        case Extent.ONLY:
            return _only(answer, name)
        case Extent.EVERYWHERE:
            bad = [one for finding in answer.findings for one in finding.bad]
            told = t("attribution.comma").join(t(f"dimensions.{one.dimension}") for one in answer.findings)
            middle = median(one.deviation for one in answer.suspects)
            return t(
                f"attribution.everywhere{against}",
                bad=len(bad), judged=judged, dimensions=told, points=_points(middle, name),
            )  # fmt: skip
        case Extent.NOTHING:
            return t(f"attribution.nothing{against}", judged=judged)
        case Extent.UNCLEAR if against or not answer.suspects:
            return t("attribution.unclear_others")
        case Extent.UNCLEAR:
            first = answer.suspects[0]
            return t("attribution.unclear", name=_names([first]), points=_points(first.deviation, name))
        case Extent.NO_DATA:
            return t("attribution.no_data")


def _only(answer: Attribution, name: SeriesName) -> str:
    worst = max(answer.named, key=lambda one: one.deviation)
    told = {
        "names": _names(answer.named),
        "value": cells.with_unit(worst.value, name),
        "points": _points(worst.deviation, name),
    }
    if answer.basis is Basis.OTHERS:
        return t("attribution.only_others", **told)
    if len(answer.moved) > 1:
        return t("attribution.crossed", **told)
    return (
        t("attribution.only_since", **told, age=cells.age(worst.seconds))
        if worst.seconds
        else t("attribution.only", **told)
    )


def _names(named: Sequence[Suspect]) -> str:
    """`Guangdong and Guangxi (province), iOS (OS)`."""
    parts = [
        t("attribution.in_dimension", names=_listed(dimension, list(rows)), dimension=t(f"dimensions.{dimension}"))
        for dimension, rows in groupby(named, key=lambda one: one.dimension)
    ]
    return t("attribution.comma").join(parts)


def _listed(dimension: Dimension, rows: Sequence[Suspect]) -> str:
    shown = [label(dimension, one.slice) for one in rows]
    if len(shown) > MOST_NAMED:
        names = t("attribution.comma").join(shown[:MOST_NAMED])
        return t("attribution.more", names=names, n=len(shown) - MOST_NAMED)
    head = t("attribution.comma").join(shown[:-1])
    return t("attribution.and").join(part for part in (head, shown[-1]) if part)


def _points(amount: float, name: SeriesName) -> str:
    key = "attribution.points" if name.unit == "%" else "attribution.points_plain"
    return t(key, points=cells.value(amount, name))


def _row(one: Suspect, name: SeriesName, named: bool) -> Row:
    """`points` has the sign of the value's change: a success rate that drops has a minus."""
    worse = one.deviation if name.better == "lower" else -one.deviation
    return Row(
        t(f"dimensions.{one.dimension}"),
        one.slice,
        label(one.dimension, one.slice),
        cells.value(one.value, name),
        cells.value(one.earlier, name),
        cells.change(worse, name),
        cells.age(one.seconds) if one.seconds else cells.ABSENT,
        cells.number(100 * one.share if one.known else nan, 0),
        named,
    )
