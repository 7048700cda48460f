"""An archive for virtual time: the real file, asked without a thread, since time would fly while a thread works."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from random import Random
from typing import Any

from rtc_tui.archive import KEEP
from rtc_tui.archive.book import Book
from rtc_tui.core.calls import CallDetail, Room, User
from rtc_tui.core.merge import Column
from rtc_tui.core.model import Batch, Query, SeriesKey, Window
from rtc_tui.errors import ArchiveError
from rtc_tui.feed.live import LiveSource
from rtc_tui.feed.shared import Always, SharedSource
from tests.feed.virtual import OPERATION, QUALITY, OwnClock, Service


class PlainArchive:
    """`SqliteArchive` without its thread. `error` may name what the next writing fails with."""

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        self.book = Book(folder / "archive", "app1", now, KEEP)
        self.error: Callable[[], ArchiveError | None] = lambda: None

    @property
    def note(self) -> str:
        return self.book.note

    @property
    def writes(self) -> bool:
        return self.book.writes

    async def take(self) -> bool:
        return self.book.take()

    async def write(self, batches: Sequence[Batch]) -> None:
        if (error := self.error()) is not None:
            raise error
        self.book.write(batches)

    async def read(self, window: Window, keys: Collection[SeriesKey], step: int) -> tuple[Column, ...]:
        return self.book.read(window, keys, step)

    async def keys(self) -> tuple[SeriesKey, ...]:
        return self.book.keys()

    async def asked(self, query: Query, window: Window) -> tuple[Window, ...]:
        return self.book.asked(query, window)

    async def stamp(self) -> int:
        return self.book.stamp()

    async def tidy(self, now: float) -> bool:
        return self.book.tidy(now)

    async def note_rooms(self, rooms: Sequence[Room], seen: float) -> None:
        self.book.note_rooms(rooms, seen)

    async def note_users(self, users: Sequence[User], seen: float) -> None:
        self.book.note_users(users, seen)

    async def note_detail(self, detail: CallDetail) -> None:
        self.book.note_detail(detail)

    async def rooms(self, window: Window, room: str = "") -> tuple[Room, ...]:
        return self.book.rooms(window, room)

    async def users(self, room: str, window: Window) -> tuple[User, ...]:
        return self.book.users(room, window)

    async def details(self, room: str, window: Window) -> tuple[CallDetail, ...]:
        return self.book.details(room, window)

    async def close(self) -> None:
        self.book.close()


async def at_once(work: Callable[..., Any], *arguments: Any) -> Any:
    """`asyncio.to_thread` without a thread."""
    return work(*arguments)


ALWAYS = Always((QUALITY, OPERATION))


def shared(
    service: Service, folder: Path, *, always: Always = ALWAYS, records: bool = True, seed: int = 1
) -> tuple[SharedSource, PlainArchive]:
    """A source over that service and an archive in that folder."""
    clock: OwnClock = service.clock
    live = LiveSource(service, clock, Random(seed))
    archive = PlainArchive(folder, live.now)
    return SharedSource(live, archive, clock, always=always, records=records, beside=at_once), archive
