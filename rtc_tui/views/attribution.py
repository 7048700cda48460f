"""Who explains the drop, in words: one sentence, what it leaves open, and the ranking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import nan
from typing import Final

from rtc_tui.core.attribution import Attribution, Basis, Extent
from rtc_tui.core.concentration import Finding, Suspect
from rtc_tui.core.dimensions import label
from rtc_tui.core.indicators import SeriesName, parse
from rtc_tui.core.model import Dimension
from rtc_tui.core.stats import median
from rtc_tui.text import t
from rtc_tui.views import cells

MOST_NAMED: Final = 4  # slices of a dimension in the sentence; the rows have them all
_FEW: Final = 2  # the same of those that are bad as ever


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
    """The answer as people read it. `notes` are what it leaves open; none when nothing is away."""

    sentence: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def note(self) -> str:
        """The notes as one, the weightier first."""
        return t("attribution.sentences").join(self.notes)


def explain(answer: Attribution, most: int = 12) -> Explained:
    """The sentence, and at most `most` rows: those named first, then the others, worst first."""
    name = parse(answer.name)
    keys = {(one.dimension, one.slice) for one in answer.named}
    others = [one for one in answer.suspects if (one.dimension, one.slice) not in keys and one.deviation > 0]
    rows = [_row(one, answer, True) for one in answer.named] + [_row(one, answer, False) for one in others]
    return Explained(_sentence(answer, name), tuple(_notes(answer)), tuple(rows[:most]))


def _notes(answer: Attribution) -> Iterator[str]:
    if answer.extent is Extent.NO_DATA:
        return
    if answer.better is None:
        yield t("attribution.assumed_note")
    if answer.extent is Extent.NOTHING:
        return
    yield t("attribution.weights")
    if answer.span > answer.step:
        yield t("attribution.median_note", seconds=answer.span)


def _sentence(answer: Attribution, name: SeriesName) -> str:
    """What the extent amounts to; of some dimensions alone it says so before it says anything else."""
    if answer.extent is Extent.NO_DATA:
        return t("attribution.no_data")
    told = _told(answer, name)
    if answer.better is None:
        told = t("attribution.assumed", told=told)
    if answer.lasting:
        told = t("attribution.lasting", told=told, names=_names(answer.lasting, _FEW))
    if not answer.unjudged:
        return t(f"attribution.{answer.extent}_head", told=told)
    return t(f"attribution.{answer.extent}_so_far", told=told, left_out=_left_out(answer))


def _told(answer: Attribution, name: SeriesName) -> str:
    against = "_others" if answer.basis is Basis.OTHERS else ""
    judged = [one for one in answer.findings if one.judged]
    told: dict[str, object] = {"judged": sum(one.judged for one in judged), "dimensions": _dimensions(judged)}
    match answer.extent:
        case Extent.ONLY:
            return _only(answer, name)
        case Extent.EVERYWHERE:
            bad = sum(len(finding.bad) for finding in answer.findings)
            middle = _points(median(one.deviation for one in answer.suspects), name)
            return t(f"attribution.everywhere{against}", **told, bad=bad, points=middle)
        case Extent.UNCLEAR if not against and answer.suspects:
            first = answer.suspects[0]
            return t("attribution.unclear", **told, names=_names([first]), points=_points(first.deviation, name))
        case Extent.UNCLEAR:
            return t("attribution.unclear_others", **told)
        case _:
            return t(f"attribution.nothing{against}", **told)


def _dimensions(findings: Sequence[Finding]) -> str:
    if len(findings) == len(Dimension):
        return t("attribution.all")
    return t("attribution.comma").join(t(f"dimensions.{one.dimension}") for one in findings)


def _left_out(answer: Attribution) -> str:
    """`OS, access (not held), country (5 min behind)`."""
    parts = []
    ordered = sorted(answer.unjudged, key=lambda one: -1 if one.behind is None else one.behind)
    for behind, some in groupby(ordered, key=lambda one: one.behind):
        names = t("attribution.comma").join(t(f"dimensions.{one.dimension}") for one in some)
        key = "not_held" if behind is None else "behind" if behind else "no_level"
        parts.append(t(f"attribution.{key}", dimensions=names, age=cells.age(behind or 0)))
    return t("attribution.comma").join(parts)


def _only(answer: Attribution, name: SeriesName) -> str:
    """Who, and the numbers of the worst of them."""
    worst = max(answer.named, key=lambda one: one.deviation)
    told = {
        "names": _names(answer.named),
        "reading": _reading(worst, answer, name),
        "points": _points(worst.deviation, name),
        "side": t("attribution.above" if answer.lower else "attribution.below"),
    }
    if answer.basis is Basis.OTHERS:
        return t("attribution.only_others", **told)
    if len(answer.moved) > 1:
        return t("attribution.crossed", **told)
    if not worst.seconds:
        return t("attribution.only", **told)
    return t("attribution.only_since", **told, age=cells.age(worst.seconds))


def _reading(worst: Suspect, answer: Attribution, name: SeriesName) -> str:
    """`8.42 % (median of 90 s)`, and whose it is where several are named."""
    text = cells.with_unit(worst.value, name)
    if answer.span > answer.step:
        text = t("attribution.reading_median", value=text, seconds=answer.span)
    if len(answer.named) == 1:
        return text
    return t("attribution.reading_of", who=label(worst.dimension, worst.slice), reading=text)


def _names(named: Sequence[Suspect], most: int = MOST_NAMED) -> str:
    """`Guangdong and Guangxi (province), iOS (OS)`."""
    parts = [
        t(
            "attribution.in_dimension",
            names=_listed(dimension, list(rows), most),
            dimension=t(f"dimensions.{dimension}"),
        )
        for dimension, rows in groupby(named, key=lambda one: one.dimension)
    ]
    return t("attribution.comma").join(parts)


def _listed(dimension: Dimension, rows: Sequence[Suspect], most: int) -> str:
    shown = [label(dimension, one.slice) for one in rows]
    if len(shown) > most:
        names = t("attribution.comma").join(shown[:most])
        return t("attribution.more", names=names, n=len(shown) - most)
    head = t("attribution.comma").join(shown[:-1])
    return t("attribution.and").join(part for part in (head, shown[-1]) if part)


def _points(amount: float, name: SeriesName) -> str:
    key = "attribution.points" if name.unit == "%" else "attribution.points_plain"
    return t(key, points=cells.value(amount, name))


def _row(one: Suspect, answer: Attribution, named: bool) -> Row:
    """`points` has the sign of the value's change: a success rate that drops has a minus."""
    name = parse(answer.name)
    worse = one.deviation if answer.lower else -one.deviation
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
