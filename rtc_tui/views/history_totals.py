"""Operation data by hour or day, how users spread over places, minutes used by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isnan, nan
from typing import TypeVar

from rtc_tui.core.ask import Answer, AskShares, AskUsages
from rtc_tui.core.indicators import OFFLINE_OPERATION
from rtc_tui.core.listing import DistributionShare, Listing, Usage
from rtc_tui.core.merge import Merged
from rtc_tui.core.model import DAY, HOUR, Window
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.core.stats import present
from rtc_tui.core.thresholds import Severity
from rtc_tui.text.safe import safe
from rtc_tui.views import history
from rtc_tui.views.history import Named
from rtc_tui.views.history_chart import Earlier, line, newest
from rtc_tui.views.live import span
from rtc_tui.views.sieve import sieve

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Measure:
    """One operation indicator: its newest value, the change against a day (hours) or a week (days) before, its course."""

    named: Named
    at: int | None
    value: float
    change: float
    low: float
    high: float
    trend: tuple[float, ...]  # 0..1, NaN where there is none


def operation(snapshot: Snapshot, selection: Selection, earlier: Earlier | None = None) -> tuple[Measure, ...]:
    """All that the documents name, in their order."""
    window, step = history.shown(selection, snapshot.now), history.operation_step(history.spanning(selection))
    before = DAY if step == HOUR else 7 * DAY
    wide = Window(window.start - before, window.end)
    lines = (line(snapshot, selection, name, wide, step, earlier) for name in OFFLINE_OPERATION)
    return tuple(_measure(each, before // step) for each in lines)


@lru_cache(maxsize=64)
def _measure(found: Merged, before: int) -> Measure:
    """Of a line that begins `before` buckets early, for the comparison."""
    named = history.named(found.key.name, safe(found.unit, 8))
    here, at = found.values[before:], newest(found)
    at = at if at is not None and at >= found.start + before * found.step else None
    index = None if at is None else (at - found.start) // found.step
    known = present(here)
    low, high = span(here, None)
    return Measure(
        named=named,
        at=at,
        value=nan if index is None else found.values[index],
        change=nan if index is None else found.values[index] - found.values[index - before],
        low=min(known, default=nan),
        high=max(known, default=nan),
        trend=tuple(nan if isnan(value) else (value - low) / (high - low) for value in here),
    )


def measured(selection: Selection) -> str:
    """The operation indicator under the cursor."""
    row = selection.stretch.row
    return row if row in OFFLINE_OPERATION else OFFLINE_OPERATION[0]


@dataclass(frozen=True, slots=True)
class Shares:
    """How users spread in a window as a whole, most first. `answer` is None until there is an answer."""

    window: Window
    rows: tuple[DistributionShare, ...]
    total: int  # before the filter
    answer: Answer | None


def shares(snapshot: Snapshot, selection: Selection) -> Shares:
    """Those that the filter lets through."""
    window = history.shares_window(selection, snapshot.now)
    answer = snapshot.answers.get(AskShares(window, history.dimension(selection)))
    rows = _rows(answer, DistributionShare)
    fits = sieve(selection.filter)
    kept = tuple(row for row in rows if fits(safe(row.slice, 60), Severity.NONE, row.value))
    return Shares(window, kept, len(rows), answer)


@dataclass(frozen=True, slots=True)
class Used:
    """Minutes used, newest day first."""

    window: Window
    rows: tuple[Usage, ...]
    answer: Answer | None

    @property
    def most(self) -> float:
        """Of the day with the most minutes in all."""
        return max(map(total, self.rows), default=0.0)


def total(usage: Usage) -> float:
    """Minutes of all kinds."""
    return usage.audio + usage.video_360p + usage.video_720p + usage.video_1080p


def used(snapshot: Snapshot, selection: Selection) -> Used:
    """Every Beijing day of the window that the answer tells of."""
    window = history.usage_window(selection, snapshot.now)
    answer = snapshot.answers.get(AskUsages(window))
    rows = sorted(_rows(answer, Usage), key=lambda usage: -usage.day)
    return Used(window, tuple(rows), answer)


def _rows(answer: Answer | None, kind: type[_Row]) -> Sequence[_Row]:
    if answer is None:
        return ()
    listings = (part for part in answer.parts if isinstance(part, Listing))
    return tuple(row for listing in listings for row in listing.rows if isinstance(row, kind))
