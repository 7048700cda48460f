"""The table of Beijing days: value, change against the week before, the worst five minutes, how many were online."""

from dataclasses import dataclass
from functools import lru_cache
from math import isnan, nan
from typing import Final

from rtc_tui.core.merge import Merged
from rtc_tui.core.model import DAY, FIVE_MINUTES, HOUR, SeriesKey, Window
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.core.thresholds import Bounds, Severity, Thresholds, grade
from rtc_tui.text.safe import safe
from rtc_tui.views import history
from rtc_tui.views.history import Named
from rtc_tui.views.history_chart import Earlier, line, looked_at
from rtc_tui.views.live import span

WEEK: Final = 7 * DAY
PEAK: Final = "peak_concurrent_user"


@dataclass(frozen=True, slots=True)
class Day:
    """One Beijing day; `start` in epoch seconds. Whatever is not known is NaN.

    `worst` is of five minutes that begin at `worst_at`. `hours` holds per hour of the day the worst value as 0..1 of the
    range drawn, and its severity.
    """

    start: int
    value: float
    severity: Severity
    partial: bool  # the mean of a part of the day
    change: float
    worst: float
    worst_at: int | None
    peak: float
    hours: tuple[tuple[float, Severity], ...]


@dataclass(frozen=True, slots=True)
class Days:
    """The table, newest day first."""

    named: Named
    bounds: Bounds | None
    rows: tuple[Day, ...]

    @property
    def empty(self) -> bool:
        """Whether no day has anything."""
        return all(isnan(each.value) and isnan(each.worst) for each in self.rows)


def days(snapshot: Snapshot, selection: Selection, thresholds: Thresholds, earlier: Earlier | None = None) -> Days:
    """The last thirty days of the series that is looked at."""
    name, window = looked_at(snapshot, selection), history.days_listed(snapshot.now)
    before = Window(window.start - WEEK, window.end)
    daily = line(snapshot, selection, name, before, DAY, earlier)
    fine = line(snapshot, selection, name, window, FIVE_MINUTES, earlier)
    peaks = line(snapshot, selection, PEAK, window, DAY, earlier)
    return _days(SeriesKey(name), daily, fine, peaks, thresholds.bounds(name))


@lru_cache(maxsize=4)
def _days(key: SeriesKey, daily: Merged, fine: Merged, peaks: Merged, bounds: Bounds | None) -> Days:
    named = history.named(key.name, safe(daily.unit or fine.unit, 8))
    low, high = span(fine.values, bounds)
    count = len(peaks.values)
    rows = [_day(place, daily, fine, peaks, bounds, (low, high)) for place in range(count)]
    return Days(named, bounds, tuple(reversed(rows)))


def _day(
    place: int, daily: Merged, fine: Merged, peaks: Merged, bounds: Bounds | None, ends: tuple[float, float]
) -> Day:
    start, index = peaks.start + place * DAY, place + 7
    value = daily.values[index]
    per_day, per_hour = DAY // FIVE_MINUTES, HOUR // FIVE_MINUTES
    first = place * per_day
    worst_at = _worst(fine, first, first + per_day, bounds)
    hours = [_worst(fine, at, at + per_hour, bounds) for at in range(first, first + per_day, per_hour)]
    return Day(
        start=start,
        value=value,
        severity=grade(bounds, value),
        partial=daily.is_partial(index),
        change=value - daily.values[index - 7],
        worst=nan if worst_at is None else fine.values[worst_at],
        worst_at=None if worst_at is None else fine.start + worst_at * FIVE_MINUTES,
        peak=peaks.values[place],
        hours=tuple(_hour(fine, at, bounds, ends) for at in hours),
    )


def _worst(fine: Merged, first: int, last: int, bounds: Bounds | None) -> int | None:
    """The place of the worst value; of a series that is neither good nor bad the greatest one."""
    present = [i for i in range(first, min(last, len(fine.codes))) if fine.codes[i]]
    pick = min if bounds is not None and bounds.better == "higher" else max
    return pick(present, key=fine.values.__getitem__) if present else None


def _hour(fine: Merged, at: int | None, bounds: Bounds | None, ends: tuple[float, float]) -> tuple[float, Severity]:
    if at is None:
        return nan, Severity.NONE
    low, high = ends
    value = fine.values[at]
    return min(1.0, max(0.0, (value - low) / (high - low))), grade(bounds, value)


def at(found: Days, cursor: int | None) -> int:
    """The place of the day that holds the time cursor; without one, the newest."""
    places = (i for i, day in enumerate(found.rows) if cursor is not None and day.start <= cursor < day.start + DAY)
    return next(places, 0)


def next_bad(found: Days, cursor: int | None, step: int) -> int | None:
    """The start of the next bad day, worst first; None where there is none."""
    bad = [day for day in found.rows if day.severity >= Severity.WARN]
    if not bad:
        return None
    places = [day.start for day in sorted(bad, key=lambda day: (-day.severity, -day.start))]
    here = found.rows[at(found, cursor)].start
    if cursor is None or here not in places:
        return places[0 if step > 0 else -1]
    return places[(places.index(here) + step) % len(places)]
