"""Rooms, who was in them, and what each of them saw and heard: the data of one call.

Times of rooms and stays are epoch seconds (`int`), those of call metrics epoch milliseconds in a column. A time that the
service does not tell is None.
"""

from __future__ import annotations  # array[int] is for the type checker alone before Python 3.12

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from rtc_tui.core.model import Dropped, Window


class Direction(StrEnum):
    """Which way a user's media went: what they sent, or what they received from a peer."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Room:
    """One call in a room; a room ID may come back with another call. `users` is None when it is not told."""

    room: str
    call: str = ""
    created: int | None = None
    ended: int | None = None
    users: int | None = None
    finished: bool = False


class Stay(NamedTuple):
    """From one join to the next leave; an end that is None is still to come, or was not told."""

    joined: int | None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class User:
    """One user in one call. Device, network and SDK are those of the last join; `online_s` is the sum of the stays."""

    user: str
    room: str = ""
    call: str = ""
    joined: int | None = None
    left: int | None = None
    online_s: float | None = None
    finished: bool = False
    published: bool | None = None
    os: str = ""
    access: str = ""
    device: str = ""
    sdk: str = ""
    stays: tuple[Stay, ...] = ()


@dataclass(frozen=True, slots=True)
class OnlineUsers:
    """Who is in a room right now. The lists may be shorter than the counts; `received` is epoch seconds."""

    room: str
    exists: bool
    received: float
    visible: tuple[str, ...] = ()
    invisible: tuple[str, ...] = ()
    total: int = 0
    total_invisible: int = 0
    request_id: str = ""


class CallMetric(NamedTuple):
    """A metric as an answer names it. `id` is ours where the catalogue knows it, else the service's own text."""

    id: str
    name: str = ""
    desc: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CallSeries:
    """One metric of one row over time: columns of equal length, times rising."""

    metric: CallMetric
    times_ms: array[int]
    values: array[float]
    dropped: Dropped = Dropped()


@dataclass(frozen=True, slots=True, eq=False)
class CallRow:
    """One user's way in one direction; `peer` is whom they received from, empty on the way up.

    `series` holds a `CallSeries` per id of `metrics`. It may decode one when it is first asked for: never raises.
    """

    room: str
    user: str
    peer: str
    direction: Direction
    metrics: tuple[CallMetric, ...]
    series: Mapping[str, CallSeries]


@dataclass(frozen=True, slots=True, eq=False)
class CallDetail:
    """The answer about some users of a room in a window. `size` is its length in bytes, to choose the next piece by."""

    window: Window
    rows: tuple[CallRow, ...]
    received: float
    size: int = 0
    missing_users: tuple[str, ...] = ()
    dropped: Dropped = Dropped()  # of the rows alone; each series counts its own
    request_id: str = ""
    skew_s: float | None = None


def stays(events: Iterable[tuple[int, bool]], first: int | None = None, last: int | None = None) -> tuple[Stay, ...]:
    """The stays that joins (True) and leaves (False) tell of, oldest first.

    A join without its leave, and the reverse, give a stay with an open end. `first` and `last` are the service's own
    figures for the whole: they close what is open at the end, and stand alone when there are no events.
    """
    out: list[Stay] = []
    joined: int | None = None
    for at, joins in sorted(events, key=lambda event: event[0]):
        if joins:
            out += [Stay(joined)] if joined is not None else []
            joined = at
        else:
            out.append(Stay(joined, at))
            joined = None
    if joined is not None:
        out.append(Stay(joined, last if last is not None and last >= joined else None))
    if not out and (first is not None or last is not None):
        out.append(Stay(first, last))
    return tuple(out)


def merged(old: User, new: User) -> User:
    """Two rows about the same user, from two windows in any order: that of the later join, with the stays of both."""
    if _last_join(old) > _last_join(new):
        old, new = new, old
    known: dict[int | None, Stay] = {}
    for stay in (*old.stays, *new.stays):
        if stay.joined is None or known.get(stay.joined, Stay(None)).left is None:
            known[stay.joined if stay.joined is not None else stay.left] = stay
    both = sorted(known.values(), key=lambda stay: (stay.joined if stay.joined is not None else stay.left) or 0)
    return replace(new, joined=_least(old.joined, new.joined), stays=tuple(both))


def _last_join(user: User) -> int:
    return max((stay.joined for stay in user.stays if stay.joined is not None), default=user.joined or 0)


def _least(one: int | None, other: int | None) -> int | None:
    return min((at for at in (one, other) if at is not None), default=None)
