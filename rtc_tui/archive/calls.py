"""Rooms, users and call details that were looked at, in a file. A row that cannot be read back is left out."""

import sqlite3
import zlib
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any, Final, TypeVar

import msgspec

from rtc_tui.archive.files import transaction
from rtc_tui.archive.names import text
from rtc_tui.core.calls import CallDetail, CallMetric, CallRow, CallSeries, Direction, Room, Stay, User, merged
from rtc_tui.core.model import Dropped, Window

_T = TypeVar("_T")
_OVERLAP: Final = "coalesce(created, since) < ? AND coalesce(ended, seen) >= ?"


class _Column(msgspec.Struct, array_like=True):
    metric: CallMetric
    points: int
    dropped: Dropped


class _Row(msgspec.Struct, array_like=True):
    room: str
    user: str
    peer: str
    direction: Direction
    columns: list[_Column]


class _Detail(msgspec.Struct, array_like=True):
    window: Window
    rows: list[_Row]
    received: float
    size: int
    missing_users: tuple[str, ...]
    dropped: Dropped
    request_id: str
    skew_s: float | None


def note_rooms(db: sqlite3.Connection, rooms: Sequence[Room], seen: float) -> None:
    """A later listing of a call replaces an earlier one."""
    rows = [
        (text(r.room), text(r.call), 0 if r.call else r.created or 0, r.created, r.ended, r.users, r.finished, seen)
        for r in rooms
    ]
    with transaction(db):
        db.executemany("INSERT OR REPLACE INTO rooms VALUES(?, ?, ?, ?, ?, ?, ?, ?)", rows)


def rooms(db: sqlite3.Connection, window: Window, room: str) -> tuple[Room, ...]:
    """Calls that overlap the window, as far as their times are known; oldest first."""
    query = f"SELECT room, call, created, ended, users, finished FROM rooms WHERE {_OVERLAP}"  # noqa: S608
    only = " AND room = ?" if room else ""
    given = (window.end, window.start, *([room] if room else []))
    found = db.execute(f"{query}{only} ORDER BY created, room", given)
    return tuple(Room(r, call, created, ended, users, bool(done)) for r, call, created, ended, users, done in found)


def note_users(db: sqlite3.Connection, users: Sequence[User], seen: float) -> None:
    """Stays of several listings of the same call are joined."""
    with transaction(db):
        for user in users:
            place = (text(user.room), text(user.call), text(user.user))
            found = db.execute("SELECT data FROM users WHERE room = ? AND call = ? AND user = ?", place).fetchone()
            old = _decoded(found[0], User) if found else None
            whole = merged(old, user) if old else user
            first, last = _span(whole, int(seen))
            row = (*place, first, last, msgspec.json.encode(whole).decode())
            db.execute("INSERT OR REPLACE INTO users VALUES(?, ?, ?, ?, ?, ?)", row)


def users(db: sqlite3.Connection, room: str, window: Window) -> tuple[User, ...]:
    """Who was in a room's calls within the window, by name."""
    found = db.execute(
        "SELECT data FROM users WHERE room = ? AND first < ? AND last >= ? ORDER BY user, first",
        (room, window.end, window.start),
    )
    return tuple(user for (data,) in found if (user := _decoded(data, User)))


def note_detail(db: sqlite3.Connection, detail: CallDetail) -> None:
    """As it was looked at; the same window again is kept beside it."""
    rooms_of = {text(row.room) for row in detail.rows}
    data = pack_detail(detail)
    with transaction(db):
        for room in sorted(rooms_of):
            db.execute(
                "INSERT INTO details(room, start, end, received, data) VALUES(?, ?, ?, ?, ?)",
                (room, detail.window.start, detail.window.end, detail.received, data),
            )


def details(db: sqlite3.Connection, room: str, window: Window) -> tuple[CallDetail, ...]:
    """Those that overlap the window, oldest first."""
    found = db.execute(
        "SELECT data FROM details WHERE room = ? AND start < ? AND end > ? ORDER BY start, received",
        (room, window.end, window.start),
    )
    return tuple(detail for (data,) in found if (detail := unpack_detail(data)))


def pack_detail(detail: CallDetail) -> bytes:
    """The head as JSON, then each series' times (as differences) and values, all compressed."""
    rows, columns = [], bytearray()
    for row in detail.rows:
        series = [row.series[metric.id] for metric in row.metrics]
        rows.append(_Row(row.room, row.user, row.peer, row.direction, [_column(one) for one in series]))
        for one in series:
            columns += _differences(one.times_ms).tobytes() + one.values.tobytes()
    d = detail
    head = _Detail(d.window, rows, d.received, d.size, d.missing_users, d.dropped, d.request_id, d.skew_s)
    encoded = msgspec.json.encode(head)
    return zlib.compress(len(encoded).to_bytes(8, "little") + encoded + columns, 1)


def unpack_detail(data: bytes) -> CallDetail | None:
    """None when it cannot be read."""
    try:
        plain = zlib.decompress(data)
        end = 8 + int.from_bytes(plain[:8], "little")
        head = msgspec.json.decode(plain[8:end], type=_Detail)
        columns = _Cut(memoryview(plain)[end:])
        rows = tuple(_row(row, columns) for row in head.rows)
    except (zlib.error, msgspec.MsgspecError, ValueError):
        return None
    return CallDetail(
        head.window, rows, head.received, head.size, head.missing_users, head.dropped, head.request_id, head.skew_s
    )


class _Cut:
    """Columns, one after the other."""

    def __init__(self, rest: memoryview) -> None:
        self._rest = rest

    def take(self, kind: str, count: int) -> "array[Any]":
        out: array[Any] = array(kind)
        size = count * out.itemsize
        if size > len(self._rest):
            raise ValueError
        out.frombytes(self._rest[:size])
        self._rest = self._rest[size:]
        return out


def _column(series: CallSeries) -> _Column:
    return _Column(series.metric, len(series.values), series.dropped)


def _row(row: _Row, columns: _Cut) -> CallRow:
    series = {}
    for column in row.columns:
        times = array("q", accumulate(columns.take("q", column.points)))
        values = columns.take("d", column.points)
        series[column.metric.id] = CallSeries(column.metric, times, values, column.dropped)
    metrics = tuple(column.metric for column in row.columns)
    return CallRow(row.room, row.user, row.peer, row.direction, metrics, MappingProxyType(series))


def _differences(times: "array[int]") -> "array[int]":
    return array("q", (*times[:1], *(later - one for one, later in pairwise(times))))


def _span(user: User, seen: int) -> tuple[int | None, int]:
    """From the first to the last that is known; whoever has not left was there when they were seen."""
    times = list(_times(user.stays)) + [at for at in (user.joined, user.left) if at is not None]
    stays = user.left is None or any(stay.left is None for stay in user.stays)
    return min(times, default=seen), max([*times, *([seen] if stays and not user.finished else [])], default=seen)


def _times(stays: Sequence[Stay]) -> Iterator[int]:
    return (at for stay in stays for at in stay if at is not None)


def _decoded(data: str, kind: type[_T]) -> _T | None:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, ValueError):
        return None
