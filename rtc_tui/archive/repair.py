"""A damaged file is set aside under another name, and what can be read of it is carried over. Nothing is deleted.

What can be read is put into a new file first. Only when that is whole the old one is renamed, and the new one takes its
place. `finish` completes what a kill interrupted; it has to be called before the file is opened to write.
"""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rtc_tui.archive import schema
from rtc_tui.archive.files import lenient, open_writer
from rtc_tui.archive.names import is_whole, mark

_Row = tuple[object, ...]
_DAMAGE: Final = (sqlite3.DatabaseError, UnicodeDecodeError)
_DEPTH: Final = 12  # how often a gap between two readable stretches is halved: a damaged page costs its own rows alone
_KEYED: Final = (*schema.CHUNKS.values(), "layouts", "tail", "spoiled", "details")
_WHOLE: Final = ("asked", "rooms", "users")
# The index holds every series once more, but for the unit.
_INDEX: Final = (
    "SELECT id, name, product, room, users, os, access, dimension, slice, '', 0 FROM series INDEXED BY series_by_key"
    " ORDER BY name"
)


def set_aside(path: Path, now: float) -> tuple[Path, int]:
    """(where the damaged file is now, how many rows were carried over). Raises sqlite3.Error, OSError, ArchiveError."""
    filling = _beside(path, ".filling")
    for part in _files(filling):
        part.unlink(missing_ok=True)  # a copy that never got whole
    with closing(open_writer(filling)) as new:
        count = _carry_over(path, new)
    filling.rename(_beside(path, ".new"))
    return finish(path, now) or path, count


def finish(path: Path, now: float) -> Path | None:
    """Put a whole new file in the place of a damaged one, if there is one; where the damaged one is now."""
    fresh = _beside(path, ".new")
    if not fresh.exists():
        return None
    aside = _free_name(path, now)
    for old, name in zip(_files(path), _files(aside), strict=True):
        with suppress(FileNotFoundError):
            old.rename(name)
    fresh.rename(path)
    return aside


def _carry_over(path: Path, new: sqlite3.Connection) -> int:
    new.execute("PRAGMA synchronous = FULL")
    new.execute("BEGIN")
    count = 0
    # Read-only: leaving must not write the log into a file that is damaged.
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as old:
        old.text_factory = lenient
        old.execute("PRAGMA writable_schema = ON")  # else a file that was cut short is not even looked at
        if not _is_readable(old):
            return 0
        count += _insert(new, "series", (row for row in _all(old, "series") if is_whole(row)))
        count += _insert(new, "series", ((*row[:-1], mark(row[:9])) for row in _until_damage(old, _INDEX)))
        for table in _KEYED:
            count += _insert(new, table, _all(old, table))
        for table in _WHOLE:
            count += _insert(new, table, _until_damage(old, f"SELECT * FROM {table}"))  # noqa: S608 - a name of ours
    new.execute("COMMIT")
    return count


def _is_readable(old: sqlite3.Connection) -> bool:
    """Whether there is any use in trying."""
    with suppress(*_DAMAGE):
        return bool(old.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    return False


def _insert(new: sqlite3.Connection, table: str, rows: Iterator[_Row]) -> int:
    count = 0
    for row in rows:
        marks = ",".join("?" * len(row))
        with suppress(sqlite3.IntegrityError):  # a row that is damaged itself
            count += new.execute(f"INSERT OR IGNORE INTO {table} VALUES({marks})", row).rowcount
    return count


def _until_damage(old: sqlite3.Connection, query: str) -> Iterator[_Row]:
    with suppress(*_DAMAGE):
        yield from old.execute(query)


def _all(old: sqlite3.Connection, table: str) -> Iterator[_Row]:
    if next(_until_damage(old, f"SELECT 1 FROM sqlite_master WHERE name = '{table}'"), None):  # noqa: S608
        yield from _range(old, table, 0, (1 << 63) - 1, _DEPTH)


def _range(old: sqlite3.Connection, table: str, low: int, high: int, depth: int) -> Iterator[_Row]:
    """Rows from both ends of a range up to the damage; then the same for both halves of what lies between."""
    if low > high:
        return
    query = f"SELECT * FROM {table} WHERE id BETWEEN {low} AND {high} ORDER BY id"  # noqa: S608 - ours
    first, whole = yield from _walk(old, query, low - 1)
    if whole:
        return
    query = f"SELECT * FROM {table} WHERE id BETWEEN {first + 1} AND {high} ORDER BY id DESC"  # noqa: S608
    last, whole = yield from _walk(old, query, high + 1)
    if whole or depth == 0:
        return
    middle = (first + last) // 2
    yield from _range(old, table, first + 1, middle, depth - 1)
    yield from _range(old, table, middle + 1, last - 1, depth - 1)


def _walk(old: sqlite3.Connection, query: str, start: int) -> Generator[_Row, None, tuple[int, bool]]:
    """(the last row's id, whether all were read)."""
    at = start
    try:
        for row in old.execute(query):
            yield row
            at = row[0]
    except _DAMAGE:
        return at, False
    return at, True


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _files(path: Path) -> tuple[Path, Path, Path]:
    """The log and its index first: a file is never without the log that belongs to it under its own name."""
    return _beside(path, "-shm"), _beside(path, "-wal"), path


def _free_name(path: Path, now: float) -> Path:
    stem = f"{path.name}.damaged-{datetime.fromtimestamp(now, UTC):%Y%m%d-%H%M%S}"
    names = (path.with_name(stem + (f"-{i}" if i else "")) for i in range(10_000))
    return next(name for name in names if not name.exists())
