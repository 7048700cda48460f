"""Which distributions are held: series by indicator and dimension, and how old each combination is."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from rtc_tui.core import indicators
from rtc_tui.core.ask import Answer, AskHistory, Past
from rtc_tui.core.indicators import QUALITY, meant, parse
from rtc_tui.core.merge import Merged
from rtc_tui.core.model import WHOLE_APP, Batch, Dimension, Feature, Product, Provenance, Query, Series, SeriesKey
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.views.live import EXPECTED

Combination = tuple[Product, Dimension, str]  # the last is a series' name
_EXPECTED: Final = tuple(name for name in EXPECTED if parse(name).indicator in QUALITY)


@lru_cache(maxsize=2)  # a snapshot never changes; the last one may still be asked for while frozen
def held(snapshot: Snapshot) -> Mapping[Combination, tuple[Series, ...]]:
    """Every slice of every combination."""
    return combined(snapshot.series)


def combined(everything: Mapping[SeriesKey, Series]) -> Mapping[Combination, tuple[Series, ...]]:
    """The slices among series, combination by combination."""
    found: dict[Combination, list[Series]] = {}
    for key, series in everything.items():
        if key.dimension is not None and key.scope == WHOLE_APP and series.values:
            found.setdefault((key.product, key.dimension, key.name), []).append(series)
    return MappingProxyType({combination: tuple(slices) for combination, slices in found.items()})


@lru_cache(maxsize=4)
def names(snapshot: Snapshot, product: Product) -> tuple[str, ...]:
    """The series that can be looked at: those that any distribution has brought, and those expected that none stands for.

    A name that is not known stands with the indicator that it was asked for as.
    """
    here = {name for of, _, name in held(snapshot) if of is product} | _gone_by(snapshot, product)
    as_what = {name: asked_as(snapshot, product, name) for name in here}
    taken = {_slot(name, indicator) for name, indicator in as_what.items()}
    expected = ((name, _slot(name, parse(name).indicator)) for name in _EXPECTED)
    missing = (name for name, slot in expected if not {slot, (slot[0], "", "")} & taken)
    return tuple(sorted({*here, *missing}, key=lambda name: _order(name, as_what.get(name, ""))))


def _slot(name: str, indicator: str) -> tuple[str, str, str]:
    """What a name stands for: the tier matters for join alone, which comes in two."""
    parsed = parse(name)
    tier = (parsed.tier or "5s") if parsed.indicator == "join_room_success_rate" else ""
    return indicator or name, parsed.medium, tier


def _order(name: str, indicator: str) -> tuple[int, bool, int, tuple[int, int, int, str]]:
    """In catalogue order; a name that is not known after those of its indicator, as the expected one that it holds."""
    place, known = indicators.order(name), bool(parse(name).indicator)
    first = place[0] if known or not indicator else indicators.order(indicator)[0]
    like = 0 if known else next((i for i, each in enumerate(_EXPECTED) if each in name.lower()), len(_EXPECTED))
    return first, not known, like, place


def asked_as(snapshot: Snapshot, product: Product, name: str) -> str:
    """The indicator that a series is an answer to: by its name or, where that does not tell, by what was asked; or ""."""
    return meant(name) or _answered_to(snapshot, product).get(name, "")


@lru_cache(maxsize=4)
def _answered_to(snapshot: Snapshot, product: Product) -> Mapping[str, str]:
    """Names that answers to one indicator alone have brought."""
    found: dict[str, set[str]] = {}
    told: list[tuple[Query, Iterable[str]]] = [*snapshot.other_names.items()]
    told += [(ask.query, answer_names(answer)) for ask, answer in _distributions(snapshot)]
    for query, names_ in told:
        if query.product is product:
            for name in names_:
                found.setdefault(name, set()).add(query.indicator)
    return MappingProxyType({name: min(asked) for name, asked in found.items() if len(asked) == 1})


def brought(snapshot: Snapshot, query: Query) -> tuple[str, ...]:
    """The names that answers to a distribution's query came under and that are not those of its indicator, in order.

    What was told now and, where `query` is that of a time gone by, then.
    """
    names_ = {*snapshot.other_names.get(query, ())}
    for ask, answer in _distributions(snapshot):
        if ask.query == query:
            names_.update(answer_names(answer))
    return tuple(sorted(name for name in names_ if parse(name).indicator != query.indicator))


def _distributions(snapshot: Snapshot) -> list[tuple[Past | AskHistory, Answer]]:
    return [
        (ask, answer)
        for ask, answer in snapshot.answers.items()
        if isinstance(ask, Past | AskHistory) and ask.query.feature is Feature.DISTRIBUTION
    ]


def _gone_by(snapshot: Snapshot, product: Product) -> set[str]:
    return {
        name
        for ask, answer in _distributions(snapshot)
        if ask.query.product is product
        for name in answer_names(answer)
    }


@lru_cache(maxsize=64)
def answer_names(answer: Answer) -> frozenset[str]:
    """The names of the series of an answer about the past that have a value."""
    batches = (part.series for part in answer.parts if isinstance(part, Batch))
    merged = (part.key.name for part in answer.parts if isinstance(part, Merged))
    return frozenset({*merged, *(series.key.name for found in batches for series in found if series.values)})


def wanted(selection: Selection) -> str:
    """The indicator to ask for, so that what is selected comes; the first where nothing is."""
    found = meant(selection.series) or selection.spread.indicator
    return found if found in QUALITY else QUALITY[0]


def turned(snapshot: Snapshot, selection: Selection, name: str) -> Selection:
    """The selection with that series, and what it has to be asked for as."""
    indicator = "" if meant(name) else asked_as(snapshot, selection.product, name)
    return replace(selection, series=name, spread=replace(selection.spread, indicator=indicator))


def chosen(snapshot: Snapshot, selection: Selection) -> str:
    """The series that is looked at: the selected one or, where none of that name can be, the one most like it.

    That is one which was asked for as the same indicator, and holds the selected name if one does; else the first.
    """
    known = names(snapshot, selection.product)
    if selection.series in known:
        return selection.series
    indicator = wanted(selection)
    like = [name for name in known if asked_as(snapshot, selection.product, name) == indicator]
    return next((name for name in like if selection.series.lower() in name.lower()), (*like, *known)[0])


@lru_cache(maxsize=4)
def newest(snapshot: Snapshot, product: Product) -> Mapping[tuple[Dimension, str], int]:
    """The newest bucket of each (dimension, indicator as it is asked for) that is held."""
    found: dict[tuple[Dimension, str], int] = {}
    for (of, dimension, name), slices in held(snapshot).items():
        if of is product:
            key = dimension, asked_as(snapshot, product, name) or name
            found[key] = max(found.get(key, 0), *(series.end - series.step for series in slices))
    return MappingProxyType(found)


@lru_cache(maxsize=16)
def answered(answer: Answer) -> Mapping[SeriesKey, Series]:
    """The series of an answer about the past, its pieces put together."""
    pieces: dict[SeriesKey, list[Series]] = {}
    for part in answer.parts:
        if isinstance(part, Batch):
            for series in part.series:
                pieces.setdefault(series.key, []).append(series)
        elif isinstance(part, Merged):
            pieces.setdefault(part.key, []).append(_recorded(part))
    return MappingProxyType({key: _joined(found) for key, found in pieces.items()})


@lru_cache(maxsize=4)
def gone_by(snapshot: Snapshot, asked: Past | AskHistory) -> Mapping[SeriesKey, Series]:
    """All that was answered about the window of a question, by whichever question in the same step."""
    found: dict[SeriesKey, Series] = {}
    for ask, answer in snapshot.answers.items():
        if isinstance(ask, Past | AskHistory) and (ask.window, ask.query.step) == (asked.window, asked.query.step):
            found.update(answered(answer))
    return MappingProxyType(found)


def _recorded(line: Merged) -> Series:
    points = {line.start + i * line.step: value for i, value in enumerate(line.values)}
    return Series.of(line.key, points, line.unit, line.step, Provenance.RECORDED)


def _joined(pieces: list[Series]) -> Series:
    if len(pieces) == 1:
        return pieces[0]
    first = pieces[0]
    points = {at: value for piece in pieces for at, value in piece.points()}
    return Series.of(first.key, points, first.unit, first.step, first.provenance)
