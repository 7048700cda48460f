"""The tables of an archive, and how an older file becomes a newer one. One file per app: `<app>.db`.

    series       id, name, product, room, users, os, access, dimension, slice, unit, mark
                 A series at every step. users, os, access: JSON lists; dimension: empty for none; mark: CRC-32 of the
                 others but unit. A row whose mark does not fit is as good as not there.
    chunks_30, chunks_300, chunks_3600, chunks_86400
                 id = number · 2**32 + series, data. 120 buckets of one series at one step (`blobs`); `number` counts
                 stretches of 120 steps since 1970 (days: since midnight in Beijing). Ordered by time first, so that
                 what is written is appended, full pages stay full, and retention cuts the front off.
    tail         id, step, layout, start, codes, data. Commits not yet folded into chunks: one row per answer, the
                 values of each series of the layout one after the other (float64), one code per bucket for all.
    layouts      id, series. Which series (uint32 each, and a check) the rows of the tail are about.
    asked        query, start, end. For which time a query was answered: a hole in the data, or nobody asked.
    spoiled      id, step, chunk, data. Chunks whose check did not fit when they were to be changed: kept as they were.
    rooms        room, call, since, created, ended, users, finished, seen. `since` tells calls without an ID apart.
    users        room, call, user, first, last, data. `data` is JSON: the user with all stays.
    details      id, room, start, end, received, data. Call metrics that were looked at, compressed (`calls`).
    alerts       to come with the alerts (schema 3): rule, place, state, since, until, value, acknowledged.

Migrations only go forward, and only add: a reader of an older version goes on reading. PRAGMA user_version is how many
of `STEPS` the file has had; a file with more of them is left alone.
"""

import sqlite3
from collections.abc import Sequence
from typing import Final

from rtc_tui.archive.blobs import SPAN
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, Window, phase

APPLICATION: Final = 0x72746374  # "rtct"
SERIES_BITS: Final = 32
SERIES: Final = (1 << SERIES_BITS) - 1  # the part of a chunk's id that is the series
CHUNKS: Final = {step: f"chunks_{step}" for step in (BUCKET, FIVE_MINUTES, HOUR, DAY)}

_SERIES: Final = (
    "CREATE TABLE series(id INTEGER PRIMARY KEY, name TEXT NOT NULL, product TEXT NOT NULL, room TEXT NOT NULL,"
    " users TEXT NOT NULL, os TEXT NOT NULL, access TEXT NOT NULL, dimension TEXT NOT NULL, slice TEXT NOT NULL,"
    " unit TEXT NOT NULL, mark INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX series_by_key ON series(name, product, room, users, os, access, dimension, slice)",
    *(f"CREATE TABLE {name}(id INTEGER PRIMARY KEY, data BLOB NOT NULL)" for name in CHUNKS.values()),
    "CREATE TABLE layouts(id INTEGER PRIMARY KEY AUTOINCREMENT, series BLOB NOT NULL)",
    "CREATE TABLE tail(id INTEGER PRIMARY KEY, step INTEGER NOT NULL, layout INTEGER NOT NULL, start INTEGER NOT NULL,"
    " codes BLOB NOT NULL, data BLOB NOT NULL)",
    "CREATE TABLE asked(query TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, PRIMARY KEY(query, start))"
    " WITHOUT ROWID",
    "CREATE TABLE spoiled(id INTEGER PRIMARY KEY, step INTEGER NOT NULL, chunk INTEGER NOT NULL, data BLOB)",
)
_CALLS: Final = (
    "CREATE TABLE rooms(room TEXT NOT NULL, call TEXT NOT NULL, since INTEGER NOT NULL, created INTEGER, ended INTEGER,"
    " users INTEGER, finished INTEGER NOT NULL, seen REAL NOT NULL, PRIMARY KEY(room, call, since)) WITHOUT ROWID",
    "CREATE TABLE users(room TEXT NOT NULL, call TEXT NOT NULL, user TEXT NOT NULL, first INTEGER, last INTEGER,"
    " data TEXT NOT NULL, PRIMARY KEY(room, call, user)) WITHOUT ROWID",
    "CREATE TABLE details(id INTEGER PRIMARY KEY, room TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,"
    " received REAL NOT NULL, data BLOB NOT NULL)",
    "CREATE INDEX details_by_room ON details(room, start)",
)
STEPS: Final[tuple[tuple[str, ...], ...]] = (_SERIES, _CALLS)


def version(db: sqlite3.Connection) -> int:
    """How many of the steps the file has had."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def is_ours(db: sqlite3.Connection) -> bool:
    """Whether the file is an archive, or nothing at all yet."""
    if db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION:
        return True
    return version(db) == 0 and not db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()


def migrate(db: sqlite3.Connection, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Bring the file to the newest version, all at once or not at all."""
    if version(db) >= len(steps):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[version(db) :]:
            for statement in step:
                db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {len(steps)}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def number_of(time: int, step: int) -> int:
    """The number of the chunk that holds a time."""
    return (time - phase(step)) // (SPAN * step)


def begin_of(number: int, step: int) -> int:
    """When a chunk begins, in epoch seconds."""
    return number * SPAN * step + phase(step)


def chunk_id(number: int, series: int) -> int:
    """The row of a series' chunk."""
    return number << SERIES_BITS | series


def place(step: int, chunk: int) -> int:
    """Where a chunk belongs, as its check knows it."""
    return chunk << 17 | step


def numbers(window: Window, step: int) -> range:
    """The numbers of all chunks that overlap the window."""
    return range(number_of(window.start, step), number_of(max(window.start, window.end - 1), step) + 1)
