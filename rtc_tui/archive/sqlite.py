"""The embedded default: `Archive` over one file per app, on one thread.

A commit takes a few tenths of a millisecond, but now and then the database waits for the disk: for a checkpoint, for a
fold, for a read of thirty days. So every call goes to one thread, in order, and the loop never waits. One thread also
means one connection, and a read that sees what was written before it.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from rtc_tui.archive import KEEP, Keep
from rtc_tui.archive.book import Book
from rtc_tui.core.calls import CallDetail, Room, User
from rtc_tui.core.merge import Column
from rtc_tui.core.model import Batch, Query, SeriesKey, Window

_T = TypeVar("_T")


class SqliteArchive:
    """One app's archive in a folder. Import this module after the first paint: sqlite3 comes with it."""

    def __init__(self, folder: Path, app: str, now: Callable[[], float], keep: Keep = KEEP) -> None:
        self._book = Book(folder, app, now, keep)
        self._thread = ThreadPoolExecutor(1, "archive")

    @property
    def note(self) -> str:
        """What happened that the user should know."""
        return self._book.note

    @property
    def writes(self) -> bool:
        """Whether this process is the one that may write."""
        return self._book.writes

    async def take(self) -> bool:
        """Become the writer if nobody is."""
        return await self._on_thread(self._book.take)

    async def write(self, batches: Sequence[Batch]) -> None:
        """Commit answers, all or none."""
        await self._on_thread(lambda: self._book.write(batches))

    async def read(self, window: Window, keys: Collection[SeriesKey], step: int) -> tuple[Column, ...]:
        """What is held of each key at that step."""
        return await self._on_thread(lambda: self._book.read(window, keys, step))

    async def keys(self) -> tuple[SeriesKey, ...]:
        """Every series that was ever recorded."""
        return await self._on_thread(self._book.keys)

    async def asked(self, query: Query, window: Window) -> tuple[Window, ...]:
        """The parts of the window for which the query was answered."""
        return await self._on_thread(lambda: self._book.asked(query, window))

    async def stamp(self) -> int:
        """A number that changes when there is something new."""
        return await self._on_thread(self._book.stamp)

    async def tidy(self, now: float) -> bool:
        """One bounded piece of retention; True when there may be more."""
        return await self._on_thread(lambda: self._book.tidy(now))

    async def note_rooms(self, rooms: Sequence[Room], seen: float) -> None:
        """Keep calls that were listed."""
        await self._on_thread(lambda: self._book.note_rooms(rooms, seen))

    async def note_users(self, users: Sequence[User], seen: float) -> None:
        """Keep who was in a call."""
        await self._on_thread(lambda: self._book.note_users(users, seen))

    async def note_detail(self, detail: CallDetail) -> None:
        """Keep the metrics of a call."""
        await self._on_thread(lambda: self._book.note_detail(detail))

    async def rooms(self, window: Window, room: str = "") -> tuple[Room, ...]:
        """The calls kept that overlap the window."""
        return await self._on_thread(lambda: self._book.rooms(window, room))

    async def users(self, room: str, window: Window) -> tuple[User, ...]:
        """The users kept who were there within the window."""
        return await self._on_thread(lambda: self._book.users(room, window))

    async def details(self, room: str, window: Window) -> tuple[CallDetail, ...]:
        """The call details kept that overlap the window."""
        return await self._on_thread(lambda: self._book.details(room, window))

    async def tell(self, queries: Sequence[Query]) -> None:
        """What this process looks at."""
        await self._on_thread(lambda: self._book.tell(queries))

    async def heard(self) -> tuple[Query, ...]:
        """What the other processes look at."""
        return await self._on_thread(self._book.heard)

    async def close(self) -> None:
        """Leave the file, give the lock up, end the thread."""
        await self._on_thread(self._book.close)
        self._thread.shutdown(wait=False)

    async def _on_thread(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
