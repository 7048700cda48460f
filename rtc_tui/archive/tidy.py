"""Retention, one hour of everything at a time: 30-second buckets become 5-minute means, and old means go.

Old is measured from the newest bucket held, not from the clock alone: a clock that jumps ahead deletes nothing.
"""

import sqlite3
from collections.abc import Callable
from typing import Final

from rtc_tui.archive import Keep, schema
from rtc_tui.archive.blobs import Chunk, expand
from rtc_tui.archive.files import transaction
from rtc_tui.core.merge import RANK, coarser
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR

Find = Callable[[int, int], Chunk]  # by step and number: the chunk to change, or an empty one
_RATIO: Final = FIVE_MINUTES // BUCKET


def tidy(db: sqlite3.Connection, find: Find, now: float, keep: Keep) -> bool:
    """One bounded piece; True when something was done, and there may be more."""
    newest = _newest(db)
    if newest is None:
        return False
    today = min(int(now), newest)
    fine, means = today - keep.days * DAY, today - max(keep.days, keep.means_days) * DAY
    with transaction(db):
        done = _thin_hour(db, find, fine)
        for step in (FIVE_MINUTES, HOUR):
            done = _drop(db, step, means) or done
        _drop_calls(db, fine)
        db.execute("DELETE FROM asked WHERE end < ?", (means,))
    return done


def _newest(db: sqlite3.Connection) -> int | None:
    """End of the newest chunk of 30 seconds, or of the tail."""
    ids = db.execute("SELECT max(id) FROM chunks_30").fetchone()[0]
    tail = db.execute("SELECT max(start) FROM tail WHERE step = ?", (BUCKET,)).fetchone()[0]
    ends = [] if ids is None else [schema.begin_of((ids >> schema.SERIES_BITS) + 1, BUCKET)]
    return max([*ends, *([] if tail is None else [tail])], default=None)


def _oldest(db: sqlite3.Connection, step: int, before: int) -> int | None:
    """The number of the oldest chunks, if all of them end before that time."""
    found = db.execute(f"SELECT min(id) FROM {schema.CHUNKS[step]}").fetchone()[0]  # noqa: S608 - a name of ours
    number = None if found is None else found >> schema.SERIES_BITS
    return number if number is not None and schema.begin_of(number + 1, step) <= before else None


def _thin_hour(db: sqlite3.Connection, find: Find, before: int) -> bool:
    number = _oldest(db, BUCKET, before)
    if number is None:
        return False
    low, high = schema.chunk_id(number, 0), schema.chunk_id(number + 1, 0)
    begin = schema.begin_of(number, BUCKET)
    rows = db.execute("SELECT id, data FROM chunks_30 WHERE id >= ? AND id < ?", (low, high)).fetchall()
    thinned = [_thin(find, begin, chunk, data) for chunk, data in rows]
    db.executemany(f"INSERT OR REPLACE INTO {schema.CHUNKS[FIVE_MINUTES]}(id, data) VALUES(?, ?)", thinned)
    db.execute("DELETE FROM chunks_30 WHERE id >= ? AND id < ?", (low, high))
    return True


def _thin(find: Find, begin: int, fine: int, data: bytes) -> tuple[int, bytes]:
    """The 5-minute chunk of a series with the means of one hour in it."""
    values, codes, _ = expand([(schema.place(BUCKET, fine), data)])
    number = schema.number_of(begin, FIVE_MINUTES)
    offset = (begin - schema.begin_of(number, FIVE_MINUTES)) // FIVE_MINUTES
    chunk_id = schema.chunk_id(number, fine & schema.SERIES)
    chunk = find(FIVE_MINUTES, chunk_id)
    for i, (mean, origin) in enumerate(zip(*coarser(values, codes, _RATIO), strict=True)):
        if RANK[origin] > RANK[chunk.codes[offset + i]]:
            chunk.put(offset + i, mean, origin)
    return chunk_id, chunk.pack(schema.place(FIVE_MINUTES, chunk_id))


def _drop(db: sqlite3.Connection, step: int, before: int) -> bool:
    number = _oldest(db, step, before)
    if number is None:
        return False
    query = f"DELETE FROM {schema.CHUNKS[step]} WHERE id < ?"  # noqa: S608 - a name of ours
    db.execute(query, (schema.chunk_id(number + 1, 0),))
    return True


def _drop_calls(db: sqlite3.Connection, before: int) -> None:
    db.execute("DELETE FROM details WHERE end < ?", (before,))
    db.execute("DELETE FROM users WHERE coalesce(last, first) < ?", (before,))
    db.execute("DELETE FROM rooms WHERE coalesce(ended, created, seen) < ?", (before,))
