"""The grid of a heat matrix: how bad a value is in six levels, and in which column its bucket lies.

Of the hour that goes on, each bucket has a column of its own for ever (the minute of the hour, in the user's zone), so
that a new bucket changes one column and nothing moves. Of a time gone by, the oldest is at the left.
"""

from __future__ import annotations  # array[float] is for the type checker alone before Python 3.12

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from math import nan
from operator import neg
from typing import Final

from rtc_tui.core.model import BUCKET, Series, Window
from rtc_tui.core.thresholds import Bounds
from rtc_tui.core.windows import floor
from rtc_tui.views import cells

ABSENT: Final = "-"  # in a row of levels: no value
AHEAD: Final = " "  # not there yet
_DIGITS: Final = "012345"
_SHARES: Final = (0.6, 0.8)  # of the way from perfect to warn, where levels 1 and 2 begin
_MET: Final = 20_000  # values whose digits are kept: each hundredth of a percentage, and as many more
_FAR: Final = 2.0  # times as far from perfect as crit, where level 5 begins


@lru_cache(maxsize=64)
def steps(bounds: Bounds) -> tuple[float, ...]:
    """Where levels 1 to 5 begin, in the value's unit: 60 and 80 % of the way to warn, warn, crit, twice as far as crit."""
    best = perfect(bounds)
    near = (best + share * (bounds.warn - best) for share in _SHARES)
    return *near, bounds.warn, bounds.crit, best + _FAR * (bounds.crit - best)


def perfect(bounds: Bounds) -> float:
    """0 where low is good, else 100 (or, for what is no percentage, a quarter beyond warn)."""
    if bounds.better == "lower":
        return 0.0
    return 100.0 if bounds.warn < 100 else bounds.warn * 1.25


def levels(bounds: Bounds | None, values: Iterable[float]) -> str:
    """A digit from 0 (good) to 5 (far beyond crit) per value, `-` where there is none; all 0 where no bounds are known."""
    return "".join(map(_digits(bounds).__getitem__, values))


class _Digits(dict[float, str]):
    """The digit of each value met so far: values come in hundredths, and the same ones again and again."""

    def __init__(self, bounds: Bounds | None) -> None:
        super().__init__()
        self._cuts = steps(bounds) if bounds else ()
        self._low = bounds is None or bounds.better == "lower"

    def __missing__(self, value: float) -> str:
        if value != value:  # noqa: PLR0124 - NaN, the fast way; as a key it would never be found again
            return ABSENT
        if self._low:  # at or above a limit is bad
            digit = _DIGITS[bisect_right(self._cuts, value)]
        else:  # below a limit is bad
            digit = _DIGITS[bisect_left(self._cuts, -value, key=neg)]
        if len(self) >= _MET:
            self.clear()
        self[value] = digit
        return digit


@lru_cache(maxsize=64)
def _digits(bounds: Bounds | None) -> _Digits:
    return _Digits(bounds)


def stretch(series: Series, window: Window) -> array[float]:
    """The values of a window that lies on the grid of the series, NaN where there is none: one slice, no arithmetic."""
    count = window.seconds // series.step
    first = (window.start - series.start) // series.step
    here = series.values[max(0, first) : max(0, first + count)]
    before = min(count, max(0, -first))
    return array("d", [nan]) * before + here + array("d", [nan]) * (count - before - len(here))


@dataclass(frozen=True, slots=True)
class Grid:
    """`window` in buckets of `step` seconds; its oldest bucket lies `turn` columns from the left.

    `newest` is the newest bucket that anybody has a value of: what comes after it is not there yet.
    """

    window: Window
    step: int = BUCKET
    turn: int = 0
    newest: int | None = None

    @property
    def count(self) -> int:
        """Columns."""
        return self.window.seconds // self.step

    def column(self, time: int) -> int:
        """Where the bucket that holds a time of the window lies."""
        return ((time - self.window.start) // self.step + self.turn) % self.count

    def row(self, series: Series, bounds: Bounds | None) -> str:
        """The levels of a series, column by column."""
        return _row(self, series, bounds)

    def ticks(self, zone: tzinfo, at_most: int) -> tuple[tuple[int, str], ...]:
        """(column, `10:30`) at round times."""
        return tuple((self.column(time), label) for time, label in cells.time_ticks(self.window, zone, at_most))


@lru_cache(maxsize=1024)  # a cursor that moves changes none of it; a series is never changed in place
def _row(grid: Grid, series: Series, bounds: Bounds | None) -> str:
    found = levels(bounds, stretch(series, grid.window))
    if grid.newest is not None:
        known = max(0, (grid.newest - grid.window.start) // grid.step + 1)
        found = found[:known] + AHEAD * (grid.count - known)
    return found[grid.count - grid.turn :] + found[: grid.count - grid.turn]


def live_grid(minutes: int, now: float, zone: tzinfo, newest: int | None) -> Grid:
    """The last `minutes` (a divisor of 60), each bucket where the clock on the wall has it."""
    end = floor(now)
    start, count = end - minutes * 60, minutes * 60 // BUCKET
    offset = datetime.fromtimestamp(start, zone).utcoffset()
    local = start + (int(offset.total_seconds()) if offset else 0)
    return Grid(Window(start, end), BUCKET, local // BUCKET % count, newest)


def cut(grid: Grid, count: int, around: int | None) -> Grid:
    """A grid that lies still, cut to at most `count` columns around a time; the whole when it fits."""
    if count >= grid.count:
        return grid
    at = grid.window.end - grid.step if around is None else around
    first = min(max(0, (at - grid.window.start) // grid.step - count // 2), grid.count - count)
    start = grid.window.start + first * grid.step
    return Grid(Window(start, start + count * grid.step), grid.step, 0, grid.newest)
