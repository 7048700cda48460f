"""What was read of the engine a moment ago, and is used again: which series there are, and what was asked for."""

import asyncio
from collections.abc import Callable
from typing import Final

from rtc_tui.archive.victoria_columns import keys_of
from rtc_tui.archive.victoria_engine import Engine
from rtc_tui.archive.victoria_labels import COMMITS, MARKS, quoted
from rtc_tui.archive.victoria_marks import LONGEST, TICKS, Marks, read_marks
from rtc_tui.core.model import DAY, HOUR, SeriesKey, Window

_REMEMBERED: Final = 20.0  # seconds
_MISSED: Final = 5.0  # seconds, where a series is asked for that was not there
_OLDEST: Final = 366 * DAY
_MOST_MARKS: Final = 20  # windows whose marks are kept


class Reading:
    """Of one app. Every method raises `ArchiveUnreachable`."""

    def __init__(self, app: str, engine: Engine, steady: Callable[[], float], now: Callable[[], float]) -> None:
        self._app, self._engine, self._steady, self._now = app, engine, steady, now
        self._names: dict[SeriesKey, set[bytes]] = {}
        self._named = float("-inf")
        self._marks: dict[tuple[int, int], tuple[float, Marks]] = {}
        self._newest: list[tuple[str, int]] = []

    async def names(self, *, missed: bool = False) -> dict[SeriesKey, set[bytes]]:
        """The series of the last year, each with all labels under which it is stored."""
        steady = self._steady()
        if steady - self._named >= (_MISSED if missed else _REMEMBERED):
            selector = f'{{__name__=~"rtc_.+",app={quoted(self._app)},step!=""}}'
            listed = await self._engine.series(selector, self._now() - _OLDEST)
            self._names, self._named = await asyncio.to_thread(keys_of, listed), steady
        return self._names

    async def commits(self) -> list[tuple[str, int]]:
        """Who wrote last when (milliseconds). When that changes, marks are read anew."""
        now = self._now()
        selector = f"{{__name__={quoted(COMMITS)},app={quoted(self._app)}}}"
        found = await self._engine.export([selector], now - HOUR, now + HOUR)
        newest = sorted((one.metric.get("writer", ""), one.timestamps[-1]) for one in found if one.timestamps)
        if newest != self._newest:
            self._newest = newest
            self._marks.clear()
        return newest

    async def marks(self, window: Window) -> Marks:
        """The marks of all queries that may be about the window."""
        start, end = window.start // 600 * 600, -(-window.end // 600) * 600
        known = self._marks.get((start, end))
        if known and self._steady() - known[0] < _REMEMBERED:
            return known[1]
        found = await self._engine.export([self._grain("run")], start - LONGEST, end)
        recent = max(start, int(self._now()) - TICKS) - HOUR
        if end > recent:
            found += await self._engine.export([self._grain("tick")], recent, end)
        marks = await asyncio.to_thread(read_marks, found)
        if len(self._marks) >= _MOST_MARKS:
            self._marks.clear()
        self._marks[start, end] = (self._steady(), marks)
        return marks

    def _grain(self, grain: str) -> str:
        return f"{{__name__={quoted(MARKS)},app={quoted(self._app)},grain={quoted(grain)}}}"
