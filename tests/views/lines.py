"""Histories for views: lines by hand, and a snapshot that holds them."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isnan
from types import MappingProxyType

from rtc_tui.core.ask import Answer, Ask
from rtc_tui.core.merge import MISSING, Merged
from rtc_tui.core.model import SeriesKey
from rtc_tui.core.snapshot import Snapshot


def line(key: SeriesKey, step: int, start: int, values: Sequence[float], code: int) -> Merged:
    """Values of one source; NaN is missing."""
    codes = bytes(MISSING if isnan(value) else code for value in values)
    return Merged(key, "%", step, start, array("d", values), codes)


def answered(snapshot: Snapshot, answers: Mapping[Ask, Sequence[object]], done: int = 1, total: int = 1) -> Snapshot:
    """The snapshot with these parts as answers."""
    found = {ask: Answer(tuple(parts), done, total) for ask, parts in answers.items()}
    return replace(snapshot, answers=MappingProxyType({**snapshot.answers, **found}))
