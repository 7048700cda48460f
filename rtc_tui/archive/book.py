"""One app's archive as a file that is opened when it is needed, mended when it is damaged, and given up when told to.

Everything in here may wait for a disk: `sqlite.SqliteArchive` calls it on a thread of its own, one call at a time.
"""

import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from rtc_tui.archive import KEEP, Keep, calls, repair
from rtc_tui.archive.files import open_reader, open_writer, speaking
from rtc_tui.archive.handed import Find, Handed
from rtc_tui.archive.lock import WriterLock
from rtc_tui.archive.reader import Reader
from rtc_tui.archive.wants import Wants
from rtc_tui.archive.writer import Writer
from rtc_tui.core.calls import CallDetail, Room, User
from rtc_tui.core.merge import Column
from rtc_tui.core.model import Batch, Query, SeriesKey, Window
from rtc_tui.errors import ArchiveBusy, ArchiveDamaged, ArchiveFull
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_T = TypeVar("_T")


class Book:
    """`archive.Archive` without the loop. `now` is asked for the name of a file that is set aside."""

    def __init__(self, folder: Path, app: str, now: Callable[[], float], keep: Keep = KEEP) -> None:
        self.path = folder / f"{app}.db"
        self.lock = WriterLock(folder / f"{app}.lock")
        self.note = ""
        self._wants = Wants(folder / f"{app}.wants")
        self._handed = Handed(folder / f"{app}.finds")
        self._now = now
        self._keep = keep
        self._db: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._writer: Writer | None = None
        self._reader: Reader | None = None

    @property
    def writes(self) -> bool:
        """Whether this process may write."""
        return self.lock.held

    def take(self) -> bool:
        """Become the writer if nobody is."""
        if self.lock.held:
            return True
        with speaking(self.path):
            if not self.lock.try_acquire():
                return False
        self._leave()
        try:
            self._mending(self._open_writer)
        except BaseException:
            self.lock.release()
            raise
        return True

    def write(self, batches: Sequence[Batch]) -> None:
        """Commit; then fold, which may fail for want of space without anything being lost."""
        self._mending(lambda: self._for_writing().write(batches))
        if self._writer and self._writer.is_full:
            with suppress(ArchiveFull):
                self._mending(lambda: self._for_writing().fold())

    def read(self, window: Window, keys: Collection[SeriesKey], step: int) -> tuple[Column, ...]:
        """See `Archive.read`."""
        nothing: tuple[Column, ...] = ()
        columns = self._reading(lambda reader, _: reader.read(window, keys, step), nothing)
        if self._reader and self._reader.spoiled:
            self.note = t("archive.spoiled", count=self._reader.spoiled)
        return columns

    def keys(self) -> tuple[SeriesKey, ...]:
        """See `Archive.keys`."""
        return self._reading(lambda reader, _: reader.keys(), ())

    def asked(self, query: Query, window: Window) -> tuple[Window, ...]:
        """See `Archive.asked`."""
        return self._reading(lambda reader, _: reader.asked(query, window), ())

    def stamp(self) -> int:
        """Changes with every commit, of this process or another, and when the file is another one."""
        return self._reading(
            lambda _, db: hash((self._file, db.execute("PRAGMA data_version").fetchone()[0], db.total_changes)), 0
        )

    def tidy(self, now: float) -> bool:
        """See `Archive.tidy`."""
        return self._mending(lambda: self._for_writing().tidy(now, self._keep))

    def note_rooms(self, rooms: Sequence[Room], seen: float) -> None:
        """See `Archive.note_rooms`."""
        self._noting(lambda: Find(rooms=tuple(rooms), seen=seen), lambda db: calls.note_rooms(db, rooms, seen))

    def note_users(self, users: Sequence[User], seen: float) -> None:
        """See `Archive.note_users`."""
        self._noting(lambda: Find(users=tuple(users), seen=seen), lambda db: calls.note_users(db, users, seen))

    def note_detail(self, detail: CallDetail) -> None:
        """See `Archive.note_detail`."""
        self._noting(lambda: Find(detail=calls.pack_detail(detail)), lambda db: calls.note_detail(db, detail))

    def rooms(self, window: Window, room: str = "") -> tuple[Room, ...]:
        """See `Archive.rooms`."""
        return self._reading(lambda _, db: calls.rooms(db, window, room), ())

    def users(self, room: str, window: Window) -> tuple[User, ...]:
        """See `Archive.users`."""
        return self._reading(lambda _, db: calls.users(db, room, window), ())

    def details(self, room: str, window: Window) -> tuple[CallDetail, ...]:
        """See `Archive.details`."""
        return self._reading(lambda _, db: calls.details(db, room, window), ())

    def tell(self, queries: Sequence[Query]) -> None:
        """See `Archive.tell`."""
        with speaking(self.path):
            self._wants.tell(queries)

    def heard(self) -> tuple[Query, ...]:
        """See `Archive.heard`."""
        with speaking(self.path):
            if self.lock.held:
                for find in self._handed.found():
                    self._write_down(find)
            return self._wants.heard()

    def close(self) -> None:
        """Leave the file, and let another one write."""
        try:
            self._wants.close()
            self._leave()
        finally:
            self.lock.release()

    def _leave(self) -> None:
        db, self._db, self._file, self._writer, self._reader = self._db, None, None, None, None
        if db:
            with suppress(sqlite3.Error):
                db.close()

    def _open_writer(self) -> Writer:
        with speaking(self.path):
            repair.finish(self.path, self._now())
            db = open_writer(self.path)
            self._opened(db)
            self._writer = Writer(db)
            self._reader = Reader(db, self._writer.names)
            return self._writer

    def _opened(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._file = self._identity()

    def _identity(self) -> tuple[int, int] | None:
        try:
            facts = self.path.stat()
        except OSError:
            return None
        return facts.st_dev, facts.st_ino

    def _for_writing(self) -> Writer:
        if not self.lock.held:
            raise ArchiveBusy(t("archive.busy", path=safe(self.path)))
        if self._writer is None or self._file != self._identity():  # removed or replaced under our hands
            self._leave()
            return self._open_writer()
        return self._writer

    def _changing(self, change: Callable[[sqlite3.Connection], None]) -> None:
        self._mending(lambda: change(self._for_writing().db))

    def _noting(self, find: Callable[[], Find], change: Callable[[sqlite3.Connection], None]) -> None:
        """Changed by us, or handed to the one that writes."""
        if self.lock.held:
            self._changing(change)
            return
        with speaking(self.path):
            if not self._handed.put(find()):
                raise ArchiveBusy(t("archive.busy", path=safe(self.path)))

    def _write_down(self, find: Find) -> None:
        def change(db: sqlite3.Connection) -> None:
            if find.rooms:
                calls.note_rooms(db, find.rooms, find.seen)
            if find.users:
                calls.note_users(db, find.users, find.seen)
            if detail := calls.unpack_detail(find.detail):
                calls.note_detail(db, detail)

        self._changing(change)

    def _mending(self, work: Callable[[], _T]) -> _T:
        """Do it; where the file turns out to be damaged, set it aside and do it once more."""
        try:
            with speaking(self.path):
                return work()
        except ArchiveDamaged:
            self._leave()
            with speaking(self.path):
                aside, count = repair.set_aside(self.path, self._now())
            self.note = t("archive.set_aside", aside=safe(aside), count=count)
            with speaking(self.path):
                return work()

    def _reading(self, read: Callable[[Reader, sqlite3.Connection], _T], nothing: _T) -> _T:
        """By the writer's own connection, or by one that can only read; `nothing` while there is no file."""

        def from_file() -> _T:
            if self.lock.held:
                self._for_writing()
            elif self._writer or self._db is None or self._file != self._identity():
                self._leave()
                if db := open_reader(self.path):
                    self._opened(db)
                    self._reader = Reader(db)
            return read(self._reader, self._db) if self._reader and self._db else nothing

        if self.lock.held:
            return self._mending(from_file)
        with speaking(self.path):
            return from_file()
