"""Time in slots of ten seconds, and runs of them: what symptoms and silences are found with."""

from __future__ import annotations  # array[int] is for the type checker alone before Python 3.12

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from rtc_tui.core.call import Column, Track
from rtc_tui.core.stats import median

SLOT_MS: Final = 10_000
WINDOW: Final = 6  # slots
BRIDGE: Final = 2  # calm slots within one episode

Marks = dict[int, float]  # slot → value, of the hurt slots


def runs(marks: Iterable[int], bridge: int = BRIDGE) -> list[tuple[int, int]]:
    """[first, last + 1) of each run of slots, short calm stretches bridged."""
    slots = sorted(marks)
    if not slots:
        return []
    cuts = [i + 1 for i, (one, other) in enumerate(pairwise(slots)) if other - one > bridge + 1]
    return [(slots[low], slots[high - 1] + 1) for low, high in pairwise([0, *cuts, len(slots)])]


def slotted(column: Column, start: int) -> dict[int, list[float]]:
    """The values of a column by slot."""
    out: dict[int, list[float]] = {}
    for at, value in zip(column.times, column.values, strict=True):
        out.setdefault((at - start) // SLOT_MS, []).append(value)
    return out


def levels(track: Track | None, metric: str, start: int) -> Marks:
    """The median of each slot of a column; empty when there is none."""
    return {} if track is None else {at: median(part) for at, part in slotted(track.column(metric), start).items()}
