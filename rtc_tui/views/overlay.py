"""Earlier days beside the present: what has to be asked for them, and their values on the present's grid.

A day is 86 400 seconds: where clocks were changed meanwhile, the same second of the earlier day stands an hour apart.
"""

from __future__ import annotations  # array[float] is for the type checker alone before Python 3.12

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import isnan, nan
from typing import Final

from rtc_tui.core import windows
from rtc_tui.core.ask import AskHistory
from rtc_tui.core.indicators import OPERATION, parse
from rtc_tui.core.merge import Merged
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, Feature, Query, SeriesKey, Window, phase
from rtc_tui.core.snapshot import COMPARED, WINDOWS, Selection, Snapshot

SHIFTS: Final[dict[str, tuple[int, ...]]] = {"": (), "day": (DAY,), "week": (7 * DAY,), "both": (DAY, 7 * DAY)}
Shifted = tuple[int, Sequence[float]]  # seconds back, and a value for each bucket of the present


def after(compare: str, step: int) -> str:
    """The next thing to compare with, round and round."""
    return COMPARED[(COMPARED.index(compare) + step) % len(COMPARED)]


def expanded(window: Window, step: int) -> Window:
    """The window with its ends on a coarser grid, so that the same question is asked for a while."""
    offset = phase(step)
    start, end = window
    return Window((start - offset) // step * step + offset, -(-(end - offset) // step) * step + offset)


def questions(queries: Iterable[Query], window: Window, shifts: Iterable[int]) -> tuple[AskHistory, ...]:
    """The same of a window that lies so many seconds back."""
    found = list(queries)
    return tuple(AskHistory(query, Window(window.start - by, window.end - by)) for by in shifts for query in found)


def held(snapshot: Snapshot, query: Query) -> tuple[Merged, ...]:
    """All lines of a query that came, whatever window they were asked for."""
    found = (
        answer.parts for ask, answer in snapshot.answers.items() if isinstance(ask, AskHistory) and ask.query == query
    )
    return tuple(part for parts in found for part in parts if isinstance(part, Merged))


def lines_of(parts: Iterable[Merged], key: SeriesKey) -> tuple[Merged, ...]:
    """Those of one series, the finest first."""
    return tuple(sorted((part for part in parts if part.key == key), key=lambda part: part.step))


@lru_cache(maxsize=32)  # a line is never changed in place; a cursor that moves changes none
def laid(lines: tuple[Merged, ...], window: Window, step: int, shift: int) -> array[float]:
    """A value for each bucket that starts in the window, from `shift` seconds before; the finest line that has one.

    A coarse value is held over the finer buckets that it covers: it is drawn as a step, and as of that day.
    """
    values = array("d", [nan]) * (window.seconds // step)
    for line in lines:
        first = (window.start - shift - line.start) // line.step
        if line.step == step and (window.start - shift - line.start) % step == 0:
            _lay_evenly(values, line, first)
        else:
            _lay_held(values, line, window.start - shift, step)
    return values


def _lay_evenly(values: array[float], line: Merged, first: int) -> None:
    """Bucket by bucket, where nothing is yet."""
    for i in range(max(0, -first), min(len(values), len(line.values) - first)):
        if isnan(values[i]):
            values[i] = line.values[first + i]


def _lay_held(values: array[float], line: Merged, start: int, step: int) -> None:
    for i, value in enumerate(values):
        at = (start + i * step - line.start) // line.step
        if isnan(value) and 0 <= at < len(line.values):
            values[i] = line.values[at]


# ------------------------------------------------------------------ on Live
def compared(selection: Selection, now: float) -> tuple[AskHistory, ...]:
    """What has to be asked for the earlier days beside Live's chart; nothing unless they are compared with."""
    key = _key(selection.series, selection)
    feature = Feature.OPERATION if _is_online(key.name) else Feature.QUALITY
    queries = [Query(feature, key.product, key.scope, step=step) for step in (FIVE_MINUTES, BUCKET)]
    window = expanded(windows.last(WINDOWS[-1], now), HOUR)
    return questions(queries, window, SHIFTS[selection.compare])


def on_live(name: str, window: Window, selection: Selection, snapshot: Snapshot) -> tuple[Shifted, ...]:
    """The earlier days on the grid of Live's chart; none unless they are compared with."""
    answers = (snapshot.answers.get(ask) for ask in compared(selection, snapshot.now))
    parts = (part for answer in answers if answer for part in answer.parts if isinstance(part, Merged))
    lines = lines_of(parts, _key(name, selection))
    return tuple((shift, laid(lines, window, BUCKET, shift)) for shift in SHIFTS[selection.compare])


def _key(name: str, selection: Selection) -> SeriesKey:
    """Users and rooms online are the whole app's, whatever is selected."""
    return SeriesKey(name) if _is_online(name) else SeriesKey(name, selection.product, selection.scope)


def _is_online(name: str) -> bool:
    return parse(name).indicator in OPERATION
