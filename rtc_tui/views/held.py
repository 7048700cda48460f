"""Which distributions are held: series by indicator and dimension, and how old each combination is."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from rtc_tui.core import indicators
from rtc_tui.core.ask import Answer, AskHistory, Past
from rtc_tui.core.indicators import QUALITY, parse
from rtc_tui.core.merge import Merged
from rtc_tui.core.model import WHOLE_APP, Batch, Dimension, Product, Provenance, Series, SeriesKey
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
    """The series that can be looked at: those held of any dimension, and those expected that none of them stands for."""
    here = {name for of, _, name in held(snapshot) if of is product}
    taken = {_slot(name) for name in here}
    missing = (name for name in _EXPECTED if not {_slot(name), (_slot(name)[0], "", "")} & taken)
    return tuple(sorted({*here, *missing}, key=indicators.order))


def _slot(name: str) -> tuple[str, str, str]:
    """What a name stands for: the tier matters for join alone, which comes in two."""
    parsed = parse(name)
    tier = (parsed.tier or "5s") if parsed.indicator == "join_room_success_rate" else ""
    return parsed.indicator or name, parsed.medium, tier


def chosen(snapshot: Snapshot, selection: Selection) -> str:
    """The series that is looked at: the selected one, or the first where none of that name can be."""
    known = names(snapshot, selection.product)
    return selection.series if selection.series in known else known[0]


@lru_cache(maxsize=4)
def newest(snapshot: Snapshot, product: Product) -> Mapping[tuple[Dimension, str], int]:
    """The newest bucket of each (dimension, indicator as it is asked for) that is held."""
    found: dict[tuple[Dimension, str], int] = {}
    for (of, dimension, name), slices in held(snapshot).items():
        if of is product:
            key = dimension, parse(name).indicator or name
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
