"""ReplaySource: what was recorded as a `Source`, at a time and a speed that the user chooses.

Its time runs `speed` times as fast as the clock, or stands still; it never gets ahead of what there is. What has become
known since the last turn is handed on as answers, as the service gave them, so every pane, every command and every
verdict sees what it would have seen then, and nothing newer. What may still have changed is shown as it ended up.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from types import MappingProxyType
from typing import Final

from rtc_tui.clock import Clock
from rtc_tui.core import queries
from rtc_tui.core.ask import Answer, Ask, AskOnline, Wanted
from rtc_tui.core.merge import Column, grid, lay
from rtc_tui.core.model import BUCKET, HOUR, Batch, Query, SeriesKey, Window
from rtc_tui.core.snapshot import Replay
from rtc_tui.core.windows import floor
from rtc_tui.errors import ArchiveError
from rtc_tui.feed import recorded
from rtc_tui.feed.following import series_of
from rtc_tui.feed.recorded import SERVED, Recordings, known_until
from rtc_tui.feed.source import Answered, Event, Failure, Meter, Rewound, Turned, told
from rtc_tui.store import KEEP
from rtc_tui.text import t

SPEEDS: Final = (1, 2, 5, 10, 30, 60, 120, 300, 600)
USUAL: Final = 10  # a minute in six seconds
TURN: Final = 0.25  # seconds of the clock between two turns, at whatever speed
BESIDE: Final = 1.0  # seconds of the clock between two looks at what is not shown
REREAD: Final = 5.0  # seconds of the clock until a question is answered anew, where time has gone on
AGAIN: Final = 5.0  # seconds of the clock until an archive that failed is read again
_BLOCK: Final = HOUR  # what is read at once
_KEPT: Final = 3  # blocks of a query: as far back as the store keeps
_SETTLED: Final = 600  # seconds: what is older is not recorded any more, and need not be read again
_LAST: Final = max(SERVED.values())
_LONG: Final = 3600.0  # seconds: nothing happens until somebody turns a knob


@dataclass(slots=True)
class _Asked:
    """A question, what was answered, and when (replay's time and the clock's)."""

    answer: Answer
    at: float
    steady: float


class ReplaySource:
    """A `Playback` of recordings. `end`: the latest time there is (epoch seconds); None: the clock's own."""

    def __init__(
        self, recordings: Recordings, clock: Clock, at: float, *, end: float | None = None, speed: int = USUAL,
        paused: bool = False,
    ) -> None:  # fmt: skip
        self._recordings, self._clock, self._end = recordings, clock, end
        self._speed, self._paused = speed, paused
        self._mark = (clock.steady(), min(at, self._latest()))
        self._reels = _Reels(recordings, clock)
        self._wanted = Wanted()
        self._told: dict[Query, int] = {}
        self._asked: dict[Ask, _Asked] = {}
        self._turned = self._rewound = False
        self._beside_at = self._retry_at = -inf
        self._woken = asyncio.Event()

    # ------------------------------------------------------------------ time
    def now(self) -> float:
        """Epoch seconds of what is played."""
        steady, at = self._mark
        if self._paused:
            return at
        return min(self._latest(), at + (self._clock.steady() - steady) * self._speed)

    def _latest(self) -> float:
        return self._clock.now() if self._end is None else self._end

    def _set(self, at: float) -> None:
        self._mark = (self._clock.steady(), min(max(0.0, at), self._latest()))
        self._woken.set()

    @property
    def paused(self) -> bool:
        """Whether time stands still."""
        return self._paused

    def toggle(self) -> None:
        """Pause, or go on."""
        self._set(self.now())
        self._paused = not self._paused
        self._turned = True

    def faster(self, step: int) -> None:
        """One of `SPEEDS` on; `step` may be negative."""
        self._set(self.now())
        place = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self._speed)) + step
        self._speed = SPEEDS[min(max(0, place), len(SPEEDS) - 1)]
        self._turned = True

    def jump(self, at: float) -> None:
        """Go to a time. Forward by little it only hurries; else everything is told anew."""
        before = self.now()
        self._set(at)
        self._rewound |= not before <= self.now() <= before + KEEP
        self._turned = True

    def newest(self) -> None:
        """Go to the end of what there is."""
        self.jump(self._latest())

    async def holds(self, polled: Iterable[Query]) -> bool:
        """Whether any of these was recorded in the hour before its time. May raise `ArchiveError`."""
        end = int(self.now())
        for query in polled:
            if await self._recordings.asked(query, Window(end - HOUR, end)):
                return True
        return False

    # ------------------------------------------------------------------ a source
    def subscribe(self, wanted: Wanted) -> None:
        """Play these from now on."""
        if wanted != self._wanted:
            self._wanted, self._turned = wanted, True
            self._beside_at = -inf
            self._asked = {ask: each for ask, each in self._asked.items() if ask in wanted.asks}
            self._woken.set()

    def wake(self) -> None:
        """Read the archive again."""
        self._reels.forget()
        self._asked.clear()
        self._rewound, self._retry_at = True, -inf
        self._woken.set()

    async def fetch(self, query: Query, window: Window, *, deadline: float = 0) -> Batch:
        """What of a window was known by now. Raises `ArchiveError`."""
        del deadline
        return await recorded.batch(self._recordings, query, window, self.now())

    def meter(self) -> Meter:
        """How it plays, and what is to be known of the recordings."""
        notes = [self._recordings.note] if self._recordings.note else []
        if self._end is not None and self.now() >= self._end:
            notes.append(t("replay.ended"))
        return Meter(notes=tuple(notes), replay=Replay(self._speed, self._paused))

    async def aclose(self) -> None:
        """Leave the archive."""
        with suppress(ArchiveError):  # nothing was written that could be lost
            await self._recordings.close()

    async def events(self) -> AsyncIterator[Event]:
        """Answers as they were given, as fast as time runs."""
        first = True  # whoever begins to listen hears all answers there are
        while True:
            self._woken.clear()
            if self._rewound:
                self._rewound = False
                self._told.clear()
                self._asked.clear()
                yield Rewound()
            elif self._turned:
                yield Turned()
            self._turned = False
            now = self.now()
            for query in self._due(now):
                yield await self._answered(query, now)
                if self._woken.is_set():  # something else is wanted by now, or another time
                    self._beside_at = -inf
                    break
            if not self._rewound and (await self._ask(now) or (first and self._asked)):
                first = False
                yield Answered(MappingProxyType({ask: each.answer for ask, each in self._asked.items()}))
            self._stop_at_the_end()
            await self._pause()

    def _stop_at_the_end(self) -> None:
        """At the end of a bundle time stands; at the present it is the clock's."""
        if self._paused or self.now() < self._latest():
            return
        if self._end is None:
            self._speed, self._turned = 1, self._turned or self._speed > 1
        else:
            self._paused = self._turned = True
            self._mark = (self._clock.steady(), self._end)

    # ------------------------------------------------------------------ what has become known
    def _due(self, now: float) -> list[Query]:
        steady = self._clock.steady()
        if steady < self._retry_at:
            return []
        found = [query for query in self._wanted.shown if known_until(query, now) > self._told.get(query, 0)]
        if steady - self._beside_at >= BESIDE:
            beside = [query for query in self._wanted.background if query not in self._wanted.shown]
            found += [query for query in beside if known_until(query, now) > self._told.get(query, 0)]
            self._beside_at = steady
        return found

    async def _answered(self, query: Query, now: float) -> Batch | Failure:
        end = known_until(query, now)
        start = max(self._told.get(query, 0), floor(now - KEEP))
        try:
            columns = await self._reels.read(query, Window(start, end))
        except ArchiveError as error:
            self._retry_at = self._clock.steady() + AGAIN
            return Failure(query, error, now, now + AGAIN * self._speed)
        self._told[query] = end
        series = tuple(found for column in columns if (found := series_of(column)).values)
        silent = await self._is_silent(query, end) if not series else False
        return Batch(query, Window(start, end), series, now, notes=(recorded.unrecorded(query),) if silent else ())

    async def _is_silent(self, query: Query, end: int) -> bool:
        """Whether nobody asked for it then: no data, and no answer that there are none."""
        try:
            return not await self._recordings.asked(query, Window(end - 5 * BUCKET, end))
        except ArchiveError:
            return False

    async def _ask(self, now: float) -> bool:
        """Answer what was not answered yet, or may have another answer by now; whether there was any."""
        steady, due = self._clock.steady(), [ask for ask in self._wanted.asks if self._may_differ(ask, now)]
        for ask in due:
            try:
                found = await recorded.answer(self._recordings, ask, now)
            except ArchiveError as error:
                found = recorded.failed(told(error, now, None))
            self._asked[ask] = _Asked(found, now, steady)
        return bool(due)

    def _may_differ(self, ask: Ask, now: float) -> bool:
        before = self._asked.get(ask)
        if before is None:
            return True
        if isinstance(ask, AskOnline) or now == before.at or self._clock.steady() - before.steady < REREAD:
            return False
        return ask.window.end + _LAST > before.at

    async def _pause(self) -> None:
        """Until something is due, or somebody turns a knob."""
        alarm: asyncio.Task[object] = asyncio.create_task(self._clock.sleep(self._wait()))
        woken: asyncio.Task[object] = asyncio.create_task(self._woken.wait())
        try:
            await asyncio.wait({alarm, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            alarm.cancel()
            woken.cancel()

    def _wait(self) -> float:
        """Seconds of the clock until the next bucket is known."""
        if self._turned or self._beside_at == -inf:
            return 0.0
        if self._retry_at > self._clock.steady():
            return self._retry_at - self._clock.steady()
        if self._paused:
            return _LONG
        now = self.now()
        nexts = [known_until(query, now) + SERVED[query.feature] - now for query in self._wanted.shown]
        return max(TURN, min([*nexts, float(BUCKET)]) / self._speed)


class _Reels:
    """Series read an hour at a time: played, each bucket would else be a read of its own."""

    def __init__(self, recordings: Recordings, clock: Clock) -> None:
        self._recordings, self._clock = recordings, clock
        self._keys: tuple[SeriesKey, ...] = ()
        self._of: dict[Query, tuple[SeriesKey, ...]] = {}
        self._blocks: dict[Query, dict[int, tuple[Column, ...]]] = {}

    def forget(self) -> None:
        """Read all anew."""
        self._keys = ()
        self._blocks.clear()

    async def read(self, query: Query, window: Window) -> tuple[Column, ...]:
        """Each series of the query in the window, at the step of the query. Raises `ArchiveError`."""
        parts: dict[SeriesKey, list[Column]] = {}
        for start in range(floor(window.start, _BLOCK), window.end, _BLOCK):
            for column in await self._block(query, start):
                parts.setdefault(column.key, []).append(column)
        return tuple(joined(columns, window) for columns in parts.values())

    async def _block(self, query: Query, start: int) -> tuple[Column, ...]:
        kept = self._blocks.setdefault(query, {})
        if start not in kept:
            found = await self._read(query, Window(start, start + _BLOCK))
            if start + _BLOCK + _SETTLED > self._clock.now():
                return found
            while len(kept) >= _KEPT:
                kept.pop(next(iter(kept)))
            kept[start] = found
        return kept[start]

    async def _read(self, query: Query, window: Window) -> tuple[Column, ...]:
        keys = await self._recordings.keys()
        if len(keys) != len(self._keys):  # series are never taken away
            self._keys = keys
            self._of.clear()
        if query not in self._of:
            self._of[query] = queries.of(query, keys)
        return await self._recordings.read(window, self._of[query], query.step) if self._of[query] else ()


def joined(columns: Iterable[Column], window: Window) -> Column:
    """Stretches of one series, in order, as one: what of them is in the window, with holes where none was."""
    some = list(columns)
    first, step = some[0], some[0].step
    values, codes = lay(some, window, step)
    return Column(first.key, first.unit, step, grid(window, step)[0], values, bytes(codes))
