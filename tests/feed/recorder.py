"""An archive for virtual time: the real file, asked without a thread, since time would fly while a thread works."""

import asyncio
from array import array
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from random import Random
from typing import Any

from rtc_tui.archive import KEEP
from rtc_tui.archive.book import Book
from rtc_tui.core.calls import CallDetail, Room, User
from rtc_tui.core.merge import Column
from rtc_tui.core.model import (
    WHOLE_APP,
    Batch,
    Dimension,
    Feature,
    Product,
    Provenance,
    Query,
    Scope,
    Series,
    SeriesKey,
    Window,
)
from rtc_tui.errors import ArchiveError
from rtc_tui.feed.filler import Always
from rtc_tui.feed.live import LiveSource
from rtc_tui.feed.shared import SharedSource
from tests.feed.answering import Call
from tests.feed.virtual import OPERATION, QUALITY, OwnClock, Service, passed


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

    async def tell(self, queries: Sequence[Query]) -> None:
        self.book.tell(queries)

    async def heard(self) -> tuple[Query, ...]:
        return self.book.heard()

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


def killed(archive: PlainArchive) -> None:
    """What is left when the process is gone: the lock is free, and nothing more is written."""
    archive.book.lock.release()
    if archive.book._db:
        archive.book._db.close()


class Served(Service):
    """The service with its past: what was a bucket is in its five minutes eight hours later."""

    async def quality(
        self, window: Window, *, step: int = 300, scope: Scope = WHOLE_APP, product: Product | None = None,
        deadline: float = 0,
    ) -> Batch:  # fmt: skip
        query = Query(Feature.QUALITY, product or Product.NATIVE, scope, step=step)
        return await self._past(query, window, "80ms_audio_stall_rate")

    async def operation(self, window: Window, *, step: int = 86400, deadline: float = 0) -> Batch:
        return await self._past(Query(Feature.OPERATION, step=step), window, "user_count")

    async def distribution(
        self, window: Window, indicator: str, dimension: Dimension, *, product: Product | None = None,
        deadline: float = 0,
    ) -> Batch:  # fmt: skip
        query = Query(Feature.DISTRIBUTION, product or Product.NATIVE, WHOLE_APP, dimension, indicator, 300)
        return await self._past(query, window, "stall_rate")

    async def _past(self, query: Query, window: Window, name: str) -> Batch:
        self.errands.append(Call(query.feature, window, (), passed(), {"step": query.step}))
        await asyncio.sleep(self.latency)
        if (error := self.error(query, passed())) is not None:
            raise error
        assert window.end <= self.time() - 8 * 3600, "the service has this only later"
        assert window.seconds <= 7 * 86400
        assert window.start >= self.time() - 30 * 86400
        key = SeriesKey(name, query.product, query.scope, query.dimension)
        values = array("d", [1.0]) * (window.seconds // query.step)
        series = Series(key, "%", window.start, values, query.step, Provenance.OFFLINE)
        return Batch(query, window, (series,), self.clock.now())
