"""Whether a bad minute is more than chance: every call has bad reports, and among many minutes of many links one is worst.

Where all of a call is beyond the limit there is nothing to ask. Elsewhere the reports of an episode are compared with
those of the same pair's whole call: if they may as well have fallen there by chance, it is how this call is, and no
event in it. The more links and minutes are looked at, the less likely it has to be, so that a big room gives no more
false alarms than a small one. What most receivers of one sender have at the same time, and not of others, is no chance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import Final

from rtc_tui.core.call import Call, Span, Way
from rtc_tui.core.diagnosis.slots import Marks, runs, slotted
from rtc_tui.core.stats import mean, median

ALARMS: Final = 0.02  # of healthy calls that may give an alarm, however many are in them

Stalls = Mapping[Way, Marks]  # per pair the slots in which it stalls beyond the limit


@dataclass(slots=True)
class _Reports:
    """The reports of one stall metric in a whole call."""

    call: Call
    metric: str
    limit: float
    row: dict[str, list[Way]] = field(default_factory=dict)  # by sender
    column: dict[str, list[Way]] = field(default_factory=dict)  # by receiver
    _shares: dict[Way, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for way in self.call.pairs:
            self.row.setdefault(way.peer, []).append(way)
            self.column.setdefault(way.user, []).append(way)

    def values(self, way: Way) -> Sequence[float]:
        """What a pair's reports say, in milliseconds."""
        return self.call.tracks[way].column(self.metric).values

    def slots(self, way: Way) -> dict[int, list[float]]:
        """The same by slot."""
        return slotted(self.call.tracks[way].column(self.metric), self.call.window.start * 1000)

    def share(self, way: Way) -> float:
        """How much of the whole call was stalled, in per cent."""
        if way not in self._shares:
            start, end = self.call.window
            self._shares[way] = self.call.tracks[way].stalled(self.metric, Span(start * 1000, end * 1000))
        return self._shares[way]

    def beside(self, way: Way, ways: Iterable[Way]) -> float:
        """The mean share of the others."""
        return mean(self.share(other) for other in ways if other != way)

    def always(self, way: Way) -> bool:
        """Whether the call as a whole is beyond the limit: of both ends, or of this pair for more than chance."""
        if self.share(way) < self.limit:
            return False
        row, column = self.row[way.peer], self.column[way.user]
        if len(column) < 2 or max(self.beside(way, row), self.beside(way, column)) >= self.limit:
            return True
        every = [value for other in column for value in self.values(other)]
        return worse(self.values(way), every) * len(self.call.pairs) <= ALARMS


def beyond_chance(call: Call, metric: str, limit: float, found: Stalls) -> dict[Way, Marks]:
    """What is left of `found` without the episodes that may be chance."""
    reports, out = _Reports(call, metric, limit), {}
    for way, marks in found.items():
        weak = [] if not marks or reports.always(way) else _weak(reports, way, runs(marks))
        drop = {at for run in weak if not _of_the_sender(reports, way, run, found) for at in run}
        out[way] = {at: share for at, share in marks.items() if at not in drop}
    return out


def _weak(reports: _Reports, way: Way, found: Iterable[tuple[int, int]]) -> list[range]:
    """The episodes that chance may have made.

    Each slot is a look, however long the episode: it was not laid out beforehand, but lies where the bad reports are.
    """
    slots = reports.slots(way)
    looks, out = len(reports.call.pairs) * len(slots), []
    for run in (range(*run) for run in found):
        here = [value for at in run for value in slots.get(at, ())]
        if worse(here, reports.values(way)) * looks > ALARMS:
            out.append(run)
    return out


def worse(here: Sequence[float], every: Sequence[float]) -> float:
    """How likely `here` has so many of the bad ones among `every` if they lie anywhere.

    Bad is what stalls half as much as is usual here: small stalls elsewhere say nothing about great ones.
    """
    least = median(value for value in here if value > 0) / 2
    return tail(sum(value >= least for value in here), len(here), sum(value >= least for value in every), len(every))


def tail(hits: int, draws: int, marked: int, total: int) -> float:
    """The chance of at least so many hits when `draws` of `total` are drawn, `marked` of which count (hypergeometric)."""
    ways = sum(comb(marked, k) * comb(total - marked, draws - k) for k in range(hits, min(draws, marked) + 1))
    return ways / comb(total, draws)


def _of_the_sender(reports: _Reports, way: Way, run: range, found: Stalls) -> bool:
    """Whether what this pair has comes at the same moments to most receivers of its sender, and not from other senders.

    Two who have their own troubles may have them at once: all receivers together have to be beyond chance, too.
    """
    here = [at for at in found[way] if at in run]
    row = [_alike(here, found[other]) for other in reports.row[way.peer] if other != way]
    column = [_alike(here, found[other]) for other in reports.column[way.user] if other != way]
    if not row or mean(row) < 0.5 or (column and mean(column) > mean(row) / 2):
        return False
    together: list[float] = []
    every: list[float] = []
    looks = 0
    for other in reports.row[way.peer]:
        slots = reports.slots(other)
        together += [value for at in run for value in slots.get(at, ())]
        every += reports.values(other)
        looks = max(looks, len(slots) * len(reports.row))
    return worse(together, every) * looks <= ALARMS


def _alike(here: Sequence[int], marks: Marks) -> float:
    """The share of some slots in which another pair hurts, too."""
    return sum(at in marks for at in here) / len(here)
