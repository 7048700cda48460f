"""Packing a window of recordings: series at every step, what was asked for, calls that were looked at, and verdicts.

Whom to hide is decided before anything else is made of the data, so that no verdict names anybody in clear.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from rtc_tui.archive.bundle_file import Record, too_much
from rtc_tui.archive.bundle_records import (
    ABOUT,
    ASKED,
    COLUMN,
    DETAIL,
    ROOMS,
    USERS,
    VERDICT,
    About,
    Asked,
    Said,
    encode,
    pack_column,
    pack_detail,
)
from rtc_tui.archive.bundle_size import MOST_PIECES, Holding, pieces, portions
from rtc_tui.core.ask import combinations
from rtc_tui.core.calls import CallDetail, CallSeries, Room, User
from rtc_tui.core.merge import MISSING, STEPS, Column, whole
from rtc_tui.core.model import Feature, Product, Query, Scope, SeriesKey, Window

_AT_ONCE = 200  # series read together


class _Archive(Protocol):
    """What is needed of `archive.Archive`."""

    async def keys(self) -> tuple[SeriesKey, ...]: ...
    async def read(self, window: Window, keys: Sequence[SeriesKey], step: int) -> tuple[Column, ...]: ...
    async def asked(self, query: Query, window: Window) -> tuple[Window, ...]: ...
    async def rooms(self, window: Window, room: str = "") -> tuple[Room, ...]: ...
    async def users(self, room: str, window: Window) -> tuple[User, ...]: ...
    async def details(self, room: str, window: Window) -> tuple[CallDetail, ...]: ...


@dataclass(frozen=True)
class Mask:
    """Whom to hide: each ID becomes a hash keyed by `salt`, the same wherever it stands. Nobody keeps the salt."""

    salt: bytes
    users: bool = False
    rooms: bool = False

    def user(self, name: str) -> str:
        """`u-` and twelve digits."""
        return self._hidden("u-", name) if self.users and name else name

    def room(self, name: str) -> str:
        """`r-` and twelve digits."""
        return self._hidden("r-", name) if self.rooms and name else name

    def _hidden(self, sign: str, name: str) -> str:
        return sign + hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=6, key=self.salt).hexdigest()

    def scope(self, scope: Scope) -> Scope:
        """Whom a series is about."""
        return scope._replace(room=self.room(scope.room), users=tuple(sorted(map(self.user, scope.users))))


@dataclass(repr=False)  # asyncio.run asks for what a task has brought as text: that took as long as packing it
class Packed:
    """What goes into a bundle, hidden where it has to be."""

    columns: list[Column] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    details: list[CallDetail] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is anything but that somebody asked."""
        return bool(self.columns or self.rooms or self.users or self.details)

    @property
    def pieces(self) -> int:
        """Of how many objects it consists."""
        things: tuple[Holding, ...] = (*self.columns, *self.asked, *self.details, *self.said, self.rooms, self.users)
        return sum(pieces(thing) for thing in things)

    def records(self, about: About) -> Iterator[Record]:
        """All of it, what it is about first. Raises `ArchiveFull` where nobody would open it."""
        if self.pieces > MOST_PIECES:
            raise too_much()
        yield Record(ABOUT, encode(about))
        yield from (Record(COLUMN, pack_column(column)) for column in self.columns)
        yield from (Record(ASKED, encode(asked)) for asked in self.asked)
        yield from (Record(ROOMS, encode(some)) for some in portions(self.rooms))
        yield from (Record(USERS, encode(some)) for some in portions(self.users))
        for detail in self.details:
            yield from (
                Record(DETAIL, pack_detail(replace(detail, rows=tuple(some)))) for some in portions(detail.rows)
            )
        yield from (Record(VERDICT, encode(said)) for said in self.said)


async def gather(archive: _Archive, window: Window, only: Sequence[str], mask: Mask) -> Packed:
    """Everything of the window; of calls only those in the rooms named, if any are. Raises `ArchiveError`."""
    packed = Packed()
    keys = [key for key in await archive.keys() if not only or not key.scope.room or key.scope.room in only]
    for step in STEPS:
        for at in range(0, len(keys), _AT_ONCE):
            columns = await archive.read(whole(window, step), keys[at : at + _AT_ONCE], step)
            packed.columns += [_cut(_hidden(column, mask), window) for column in columns]
    packed.columns = [column for column in packed.columns if column.codes.count(MISSING) < len(column.codes)]
    for query in _queries(keys):
        if windows := await archive.asked(query, window):
            packed.asked.append(Asked(replace(query, scope=mask.scope(query.scope)), windows))
    await _calls(archive, window, only, mask, packed)
    return packed


async def _calls(archive: _Archive, window: Window, only: Sequence[str], mask: Mask, packed: Packed) -> None:
    found = [room for room in await archive.rooms(window) if not only or room.room in only]
    packed.rooms = [replace(room, room=mask.room(room.room)) for room in found]
    for room in dict.fromkeys((*(one.room for one in found), *only)):
        users = await archive.users(room, window)
        packed.users += [replace(user, user=mask.user(user.user), room=mask.room(user.room)) for user in users]
        packed.details += [_within(detail, room, window, mask) for detail in await archive.details(room, window)]
    packed.users.sort(key=lambda user: (user.room, user.user))


def _hidden(column: Column, mask: Mask) -> Column:
    return replace(column, key=column.key._replace(scope=mask.scope(column.key.scope)))


def _cut(column: Column, window: Window) -> Column:
    """Without the buckets that reach beyond the window: a mean of them would tell of another time."""
    count = max(0, min(len(column.values), (window.end - column.start) // column.step))
    return replace(column, values=column.values[:count], codes=column.codes[:count])


def _within(detail: CallDetail, room: str, window: Window, mask: Mask) -> CallDetail:
    start, end = max(detail.window.start, window.start), min(detail.window.end, window.end)
    rows = []
    for row in (row for row in detail.rows if row.room == room):
        series = {name: _stretch(row.series[name], start, end) for name in (metric.id for metric in row.metrics)}
        user, peer = mask.user(row.user), mask.user(row.peer)
        rows.append(replace(row, room=mask.room(row.room), user=user, peer=peer, series=series))
    return replace(detail, window=Window(start, end), rows=tuple(rows), missing_users=())


def _stretch(series: CallSeries, start: int, end: int) -> CallSeries:
    first, last = (bisect_left(series.times_ms, at * 1000) for at in (start, end))
    return replace(series, times_ms=series.times_ms[first:last], values=series.values[first:last])


def _queries(keys: Iterable[SeriesKey]) -> Iterator[Query]:
    """Every query that may have brought them, at every step."""
    scopes = list(dict.fromkeys((key.product, key.scope) for key in keys if key.scope.room))
    of_rooms = [Query(Feature.QUALITY, product, scope) for product, scope in scopes]
    of_app = [query for product in Product for query in (Query(Feature.QUALITY, product), *combinations(product))]
    for query in (*of_app, Query(Feature.OPERATION), *of_rooms):
        yield from (replace(query, step=step) for step in STEPS)
