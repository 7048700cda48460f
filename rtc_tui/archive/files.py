"""Opening an archive's file, and saying in our own words why that, or anything done with it, failed."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rtc_tui.archive import schema
from rtc_tui.errors import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveError,
    ArchiveFull,
    ArchiveTooNew,
    ArchiveUnreachable,
    UsageError,
)
from rtc_tui.text import t
from rtc_tui.text.safe import safe

WAIT_S: Final = 2.0  # for a lock within the file: they are held for milliseconds
_ABSURD: Final = 10_000  # no schema will ever have this number: the header is damaged
_EXAMINED: Final = 256 << 20  # bytes: a second or so of looking, on a thread of its own
_LOW: Final = 1 << 20  # bytes: less than this free, and an I/O error is a full disk
# A constraint of ours cannot fail, unless what is there is not what was written.
_DAMAGED: Final = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT))
_BUSY: Final = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))
_REFUSED: Final = frozenset(
    (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
)
_FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT))


def folder_of(url: str, state: Path | None) -> Path:
    """Where the archives of a configured URL are: `sqlite` (under the state directory), `sqlite:/a/folder`.

    Raises UsageError for any other, `ArchiveUnreachable` when there is no state directory.
    """
    kind, colon, place = url.partition(":")
    if kind != "sqlite" or (colon and not place.strip("/")):
        raise UsageError(t("archive.unknown_url", url=safe(url)), t("archive.urls"))
    if colon:
        whole = "/" + place.lstrip("/") if place.startswith("/") else os.path.expanduser(place)  # noqa: PTH111 - never raises
        return Path(whole).absolute()
    if state is None:
        raise ArchiveUnreachable(t("archive.no_place"))
    return state / "archive"


def open_writer(path: Path) -> sqlite3.Connection:
    """Make or open the file, 0600 in a folder 0700, at the newest schema. Raises `ArchiveError`."""
    with speaking(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
        db = _connect(path, "rw")
        try:
            _check(db, path)
            db.execute("PRAGMA journal_mode = WAL").fetchone()
            db.execute("PRAGMA synchronous = NORMAL")  # a commit outlives the process; a power cut may cost the last
            db.execute(f"PRAGMA journal_size_limit = {8 << 20}")
            _examine(db, path)
            schema.migrate(db)
        except BaseException:
            db.close()
            raise
        return db


def open_reader(path: Path) -> sqlite3.Connection | None:
    """To read alone; None when there is nothing yet. Raises `ArchiveError`."""
    with speaking(path):
        if not path.exists():
            return None
        db = _connect(path, "ro")
        try:
            _check(db, path)
        except BaseException:
            db.close()
            raise
        if schema.version(db) == 0:  # made this instant, and without a table yet
            db.close()
            return None
        return db


def _examine(db: sqlite3.Connection, path: Path) -> None:
    """Look at the structure of a file before writing to it: free pages that are not free would be written over."""
    if path.stat().st_size <= _EXAMINED:
        found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise ArchiveDamaged(t("archive.damaged", path=safe(path), reason=safe(found)))


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=WAIT_S,
        check_same_thread=False,  # used by one thread at a time; which one is not ours to say
        cached_statements=256,
    )
    db.text_factory = lenient
    db.execute("PRAGMA trusted_schema = OFF")
    return db


def lenient(data: bytes) -> str:
    """Text of a file that may be damaged: what is no text is told by the mark of its row, not by an exception."""
    return data.decode("utf-8", "replace")


def _check(db: sqlite3.Connection, path: Path) -> None:
    found = schema.version(db)
    if len(schema.STEPS) < found < _ABSURD:
        raise ArchiveTooNew(t("archive.too_new", path=safe(path), found=found, known=len(schema.STEPS)))
    if found < 0 or found >= _ABSURD or not schema.is_ours(db):
        raise ArchiveDamaged(t("archive.damaged", path=safe(path), reason=t("archive.not_an_archive")))


@contextmanager
def transaction(db: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """All or nothing."""
    db.execute(f"BEGIN {kind}")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextmanager
def speaking(path: Path) -> Iterator[None]:
    """What the database and the system refuse becomes an `ArchiveError`; a bug of ours stays what it is."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise
    except UnicodeDecodeError as error:  # a message of the database's about a name that is none any more
        raise ArchiveDamaged(t("archive.damaged", path=safe(path), reason=safe(error.reason))) from error
    except sqlite3.Error as error:
        raise _told(error, path) from error
    except OSError as error:
        if error.errno in _FULL:
            raise ArchiveFull(t("archive.full", path=safe(path))) from error
        raise ArchiveUnreachable(t("archive.unreachable", path=safe(path), reason=safe(error.strerror))) from error


def _told(error: sqlite3.Error, path: Path) -> ArchiveError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    where, reason = safe(path), safe(str(error).rstrip("."))
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return ArchiveFull(t("archive.full", path=where))
    if code in _DAMAGED or str(error).startswith("no such"):
        return ArchiveDamaged(t("archive.damaged", path=where, reason=reason))
    if code in _REFUSED:
        return ArchiveUnreachable(t("archive.unreachable", path=where, reason=reason))
    if code in _BUSY:
        return ArchiveBusy(t("archive.busy", path=where))
    return ArchiveError(t("archive.failed", path=where, reason=reason))


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _LOW
    except OSError:
        return False
