"""`Archive` in VictoriaMetrics: one recorder per app writes, many viewers on many hosts read.

Shared is what is a series: the values with their source, and for which time each query was asked. What was looked at of
single calls (rooms, users, call metrics) is no series: it stays in a file on the host that looked, beside the queue.

`write` returns when the answers are in the queue on disk; a task of its own brings them into the engine, so that neither
a slow engine nor one that is away is ever waited for. Reading does wait for it, and says so when it fails.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from rtc_tui.archive import KEEP, Keep
from rtc_tui.archive.answers import query_name
from rtc_tui.archive.sqlite import SqliteArchive
from rtc_tui.archive.victoria_columns import Wish, columns_of, keys_of, lines_of
from rtc_tui.archive.victoria_engine import Engine
from rtc_tui.archive.victoria_labels import COMMITS, STEPS, packed, selectors
from rtc_tui.archive.victoria_lease import Lease
from rtc_tui.archive.victoria_marks import TICKS, Runs, clipped, joined, waiting_marks
from rtc_tui.archive.victoria_queue import Queue
from rtc_tui.archive.victoria_reading import Reading
from rtc_tui.archive.victoria_send import Forwarder
from rtc_tui.archive.victoria_state import Stored, import_lines
from rtc_tui.archive.victoria_wants import SharedWants
from rtc_tui.core.calls import CallDetail, Room, User
from rtc_tui.core.merge import Column, grid
from rtc_tui.core.model import HOUR, Batch, Query, SeriesKey, Window
from rtc_tui.errors import ArchiveBusy, ArchiveError, ArchiveUnreachable
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_T = TypeVar("_T")
_GATHER: Final = 0.2  # seconds in which answers that come together are put together
_IDLE: Final = 5.0
_WORST: Final = 30.0  # seconds between two tries of an engine that is away
_TELL: Final = 1.2  # seconds after which what was sent can be read, and viewers are told of it
_GOODBYE: Final = 1.5  # seconds that closing spends on sending what waits; the rest is sent by whoever starts next


class Clocks(NamedTuple):
    """Epoch seconds, and seconds that only go forward."""

    now: Callable[[], float]
    steady: Callable[[], float]


class VictoriaArchive:
    """One app's recordings in an engine. `folder` is this host's own: queue, lock, and what is not shared."""

    def __init__(self, engine: Engine, folder: Path, app: str, host: str, clocks: Clocks, keep: Keep = KEEP) -> None:
        self._engine, self._app, self._host, self._clocks = engine, app, host, clocks
        self._beside = SqliteArchive(folder, app, clocks.now, keep)
        self._queue = Queue(folder / "queue")
        self._thread = ThreadPoolExecutor(1, "archive-queue")
        self._forwarder = Forwarder(app, self._queue, engine, self._thread, clocks.steady, clocks.now)
        self._lease = Lease(app, engine, host, folder / "recorder", clocks.steady, clocks.now)
        self._runs = Runs()
        self._seeded = False
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._trouble: ArchiveError | None = None
        self._commits = 0
        self._tell_at = float("inf")
        self._reading = Reading(app, engine, clocks.steady, clocks.now)
        self._wants = SharedWants(app, engine, self._lease.writer, clocks.steady, clocks.now)
        self._wrote = 0
        self._closed = False

    @property
    def note(self) -> str:
        """What happened that the user should know."""
        notes = [self._beside.note]
        if self._trouble and self._forwarder.unsent:
            notes.append(t("victoria.waiting", reason=self._trouble.message))
        if self._queue.refused:
            notes.append(t("victoria.too_old", count=self._queue.refused))
        if self._queue.damaged:
            notes.append(t("victoria.queue_damaged", count=self._queue.damaged, path=safe(self._queue.folder)))
        return " ".join(note for note in notes if note)

    @property
    def writes(self) -> bool:
        """Whether this process may write: no other on this host, nor a recorder on another one."""
        return self._beside.writes and self._lease.held

    async def take(self) -> bool:
        """Become the recorder if nobody is, anywhere. It takes two looks, some seconds apart, to be sure."""
        if not self._beside.writes and not await self._beside.take():
            return False
        if self._task is None or self._task.done():
            await self._aside(self._queue.load)
            self._task = asyncio.create_task(self._run())
        if not self._lease.held:
            try:
                await self._lease.turn()
            except ArchiveUnreachable:
                if not self._lease.held:
                    raise
        return self.writes

    async def write(self, batches: Sequence[Batch]) -> None:
        """Accept answers: they are on disk when this returns, whatever the engine does."""
        if not self.writes:
            raise ArchiveBusy(t("victoria.busy", host=safe(self._lease.other or "?")))
        if self._task and self._task.done() and not self._task.cancelled():
            self._task.result()  # a bug: it never ends by itself
        await self._seed()
        lines = lines_of(self._app, batches, self._runs)
        if lines:
            await self._aside(partial(self._queue.put, lines))
            self._wrote += 1
            self._woken.set()

    async def read(self, window: Window, keys: Collection[SeriesKey], step: int) -> tuple[Column, ...]:
        """What the engine holds of each key, and over it what waits to be sent."""
        first, count = grid(window, step)
        if not count:
            return ()
        names = await self._reading.names()
        if any(key not in names for key in keys):
            names = await self._reading.names(missed=True)
        word = f'"step":"{STEPS[step]}"'.encode()
        series = [labels for key in keys for labels in names.get(key, ()) if word in labels]
        last = first + (count - 1) * step
        found = await self._engine.export(selectors(self._app, step, series), first - 0.999, last)
        wish = Wish(frozenset(keys), step, first, count)
        return await asyncio.to_thread(columns_of, wish, found, list(self._queue.waiting))

    async def keys(self) -> tuple[SeriesKey, ...]:
        """Every series that was ever recorded, of the last year."""
        names = await self._reading.names()
        waiting = keys_of(line.labels for one in list(self._queue.waiting) for line in one.lines)
        return tuple(dict.fromkeys((*names, *waiting)))

    async def asked(self, query: Query, window: Window) -> tuple[Window, ...]:
        """The parts of the window for which the query was answered."""
        marks = await self._reading.marks(window)
        name = query_name(query)
        waiting = waiting_marks(list(self._queue.waiting), name)
        return clipped(joined([*marks.get(name, []), *waiting]), window)

    async def stamp(self) -> int:
        """Changes with every commit that can be read by now, and with those of our own."""
        await self._wants.renew()
        return hash((self._wrote, *await self._reading.commits()))

    async def tidy(self, now: float) -> bool:
        """The series' retention is the engine's; this is for what is kept on this host."""
        return await self._beside.tidy(now)

    async def note_rooms(self, rooms: Sequence[Room], seen: float) -> None:
        """Keep calls that were listed, on this host."""
        await self._beside.note_rooms(rooms, seen)

    async def note_users(self, users: Sequence[User], seen: float) -> None:
        """Keep who was in a call, on this host."""
        await self._beside.note_users(users, seen)

    async def note_detail(self, detail: CallDetail) -> None:
        """Keep the metrics of a call, on this host."""
        await self._beside.note_detail(detail)

    async def rooms(self, window: Window, room: str = "") -> tuple[Room, ...]:
        """The calls kept on this host that overlap the window."""
        return await self._beside.rooms(window, room)

    async def users(self, room: str, window: Window) -> tuple[User, ...]:
        """The users kept on this host who were there within the window."""
        return await self._beside.users(room, window)

    async def details(self, room: str, window: Window) -> tuple[CallDetail, ...]:
        """The call details kept on this host that overlap the window."""
        return await self._beside.details(room, window)

    async def tell(self, queries: Sequence[Query]) -> None:
        """What this process looks at, for whoever records, here or on another host."""
        await self._beside.tell(queries)
        await self._wants.tell(queries)

    async def heard(self) -> tuple[Query, ...]:
        """What the other processes look at, here and on other hosts."""
        return tuple(dict.fromkeys((*await self._beside.heard(), *await self._wants.heard())))

    async def close(self) -> None:
        """Give the claim and the locks up. What was accepted and not sent is sent by whoever starts here next."""
        if self._closed:
            return
        self._closed = True
        task, self._task = self._task, None
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        with suppress(ArchiveError, TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                while task and await self._forwarder.send():
                    pass
                await self._wants.tell(())
                await self._lease.release()
        await self._engine.aclose()
        await self._beside.close()
        self._thread.shutdown(wait=False)

    # ------------------------------------------------------------------ the task that sends
    async def _run(self) -> None:
        pause = 0.0
        while not self._closed:
            with suppress(TimeoutError):  # not wait_for: before Python 3.12 it may swallow that we are cancelled
                async with asyncio.timeout(pause or self._patience()):
                    await self._woken.wait()
            await asyncio.sleep(max(_GATHER, pause))
            self._woken.clear()
            try:
                await self._turn()
            except ArchiveError as error:
                self._trouble, pause = error, min(_WORST, max(1.0, 2 * pause))
            else:
                self._trouble, pause = None, 0.0

    async def _turn(self) -> None:
        if self._lease.due <= self._clocks.steady():
            await self._lease.turn()
            self._tell_at = min(self._tell_at, self._clocks.steady())  # a viewer that came too early looks again
        while sent := await self._forwarder.send():
            self._commits += sent
            self._tell_at = self._clocks.steady() + _TELL
        await self._forwarder.prove()
        if self._tell_at <= self._clocks.steady() and self._lease.held:
            self._tell_at = float("inf")
            await self._tell()

    def _patience(self) -> float:
        """Until when there is nothing to be done, unless something comes."""
        until = min(self._lease.due, self._tell_at) - self._clocks.steady()
        return min(_IDLE, max(0.05, until))

    async def _tell(self) -> None:
        labels = {"__name__": COMMITS, "app": self._app, "host": self._host, "writer": self._lease.writer}
        at = int(self._clocks.now() * 1000)
        await self._engine.send(import_lines({packed(labels): {at: Stored(at, float(self._commits))}}))

    async def _seed(self) -> None:
        """Before the first write: where the recorder before us stopped. Without the engine, begin anew."""
        if self._seeded:
            return
        self._seeded = True
        now = int(self._clocks.now())
        with suppress(ArchiveError, TimeoutError):
            async with asyncio.timeout(2.0):
                self._runs.seed(await self._reading.marks(Window(now - TICKS, now + HOUR)))

    async def _aside(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
