"""What the records of a bundle hold, and how each is told from nonsense. Every number and text is bounded.

Values of a column are written as hundredths (H, 2 bytes, 65535: none), whole numbers (I, 4 bytes, 2**32 - 1: none) or
float64 (d, NaN: none), whichever gives back the very same floats; little-endian, like the times of call metrics.
"""

import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from itertools import accumulate, pairwise
from math import isfinite, isnan, nan
from types import MappingProxyType
from typing import Any, Final

import msgspec

from rtc_tui.core.calls import CallDetail, CallMetric, CallRow, CallSeries, Direction, Room, User
from rtc_tui.core.merge import MISSING, RANK, STEPS, Column
from rtc_tui.core.model import Dropped, Query, SeriesKey, Window, phase
from rtc_tui.core.rules import Rules
from rtc_tui.core.thresholds import PROFILES, Override, Thresholds

ABOUT, COLUMN, ASKED, ROOMS, USERS, DETAIL, VERDICT = range(1, 8)
LONGEST: Final = 31 * 86_400  # seconds of a window
_LATEST: Final = 1 << 33  # epoch seconds: the year 2242, which every date can hold
_TEXT: Final = 4096  # characters of one text
_GREATEST: Final = 1e6  # of a rule, as in a configuration
_MOST_HEAD: Final = 4 << 20  # bytes of a detail that are not columns
# Bytes of one record, by kind: small pieces of many bytes become large objects.
MOST: Final = {ABOUT: 1 << 20, COLUMN: 2 << 20, ASKED: 1 << 20, ROOMS: 1 << 20, USERS: 1 << 20, VERDICT: 1 << 20}
_EMPTY: Final = {"H": 0xFFFF, "I": 2**32 - 1}
_SCALE: Final = {"H": 100, "I": 1}
_KNOWN: Final = bytes(code for code in range(256) if RANK[code])  # of values that are there
_WIDTH: Final = {"H": 2, "I": 4, "d": 8}


class About(msgspec.Struct, frozen=True):
    """What a bundle is about. `counts`: rows of what, by the names of `bundle show`."""

    made_by: str
    made: float
    app: str
    product: str
    label: str
    start: int
    end: int
    note: str
    hashed: bool  # users
    hashed_rooms: bool
    only: tuple[str, ...]  # the rooms it was cut down to; empty: all
    profile: str
    overrides: dict[str, Override]
    rules: Rules

    @property
    def window(self) -> Window:
        """What it covers, epoch seconds."""
        return Window(self.start, self.end)

    @property
    def thresholds(self) -> Thresholds:
        """The bounds in use where it was made."""
        return Thresholds(self.profile, MappingProxyType(self.overrides))


class Said(msgspec.Struct, frozen=True):
    """A verdict as it was told where the bundle was made, in the language used there: sentences, not to be reckoned with."""

    room: str
    start: int
    end: int
    rule: str
    kind: str
    confidence: str
    lines: tuple[str, ...]


class Asked(msgspec.Struct, frozen=True):
    """For which time a query was answered."""

    query: Query
    windows: tuple[Window, ...]


class _Column(msgspec.Struct, array_like=True):
    key: SeriesKey
    unit: str
    step: int
    start: int
    kind: str
    codes: bytes
    data: bytes


class _Series(msgspec.Struct, array_like=True):
    metric: CallMetric
    points: int
    dropped: Dropped


class _Row(msgspec.Struct, array_like=True):
    room: str
    user: str
    peer: str
    direction: Direction
    series: list[_Series]


class _Detail(msgspec.Struct, array_like=True):
    window: Window
    received: float
    dropped: Dropped
    rows: list[_Row]


def encode(thing: object) -> bytes:
    """A record's bytes, of what can be written as it is."""
    return msgspec.msgpack.encode(thing)


# ------------------------------------------------------------------ series
def pack_column(column: Column) -> bytes:
    """A column's record."""
    kind = next((kind for kind in "HI" if _fits(column.values, kind)), "d")
    values = column.values
    if kind != "d":
        scale, empty = _SCALE[kind], _EMPTY[kind]
        values = array(kind, [empty if isnan(value) else round(value * scale) for value in column.values])
    made = _Column(column.key, column.unit, column.step, column.start, kind, column.codes, _little(values))
    return msgspec.msgpack.encode(made)


def _fits(values: Iterable[float], kind: str) -> bool:
    scale, empty = _SCALE[kind], _EMPTY[kind]
    return all(
        isnan(value) or (0 <= value * scale < empty - 1 and round(value * scale) / scale == value) for value in values
    )


def unpack_column(data: bytes) -> Column:
    """A column. Raises ValueError (of which msgspec's errors are) for one that can not be."""
    made = msgspec.msgpack.decode(data, type=_Column)
    count = len(made.codes)
    width = _WIDTH.get(made.kind)
    if made.step not in STEPS or width is None or count * width != len(made.data) or count * made.step > 2 * LONGEST:
        raise ValueError
    if (made.start - phase(made.step)) % made.step or not 0 <= made.start < _LATEST:
        raise ValueError
    raw = _unlittle(made.kind, made.data)
    if made.kind == "d":
        values = array("d", [value if isfinite(value) else nan for value in raw])
    else:
        scale, empty = _SCALE[made.kind], _EMPTY[made.kind]
        values = array("d", [nan if value == empty else value / scale for value in raw])
    codes = made.codes
    if codes.translate(None, _KNOWN) or isnan(sum(values)):  # a week of everything has few of these
        known = [bool(RANK[code]) and not isnan(value) for code, value in zip(codes, values, strict=True)]
        codes = bytes(code if there else MISSING for code, there in zip(codes, known, strict=True))
        values = array("d", [value if there else nan for value, there in zip(values, known, strict=True)])
    _texts((made.key.name, made.unit, made.key.slice, made.key.scope.room, *made.key.scope.users))
    return Column(made.key, made.unit, made.step, made.start, values, codes)


# ------------------------------------------------------------------ calls
def pack_detail(detail: CallDetail) -> bytes:
    """The record of call metrics: the length of its head (u32, big-endian), the head, and all columns."""
    rows, data = [], bytearray()
    for row in detail.rows:
        series = [row.series[metric.id] for metric in row.metrics if metric.id in row.series]
        rows.append(_Row(row.room, row.user, row.peer, row.direction, [_about(one) for one in series]))
        for one in series:
            times = array("q", (*one.times_ms[:1], *(later - first for first, later in pairwise(one.times_ms))))
            data += _little(times) + _little(one.values)
    head = msgspec.msgpack.encode(_Detail(detail.window, detail.received, detail.dropped, rows))
    return len(head).to_bytes(4, "big") + head + data


def _about(series: CallSeries) -> _Series:
    return _Series(series.metric, len(series.values), series.dropped)


def unpack_detail(data: bytes) -> CallDetail:
    """Call metrics. Raises ValueError or OverflowError for what can not be."""
    end = 4 + int.from_bytes(data[:4], "big")
    if end > _MOST_HEAD:
        raise ValueError
    made, data = msgspec.msgpack.decode(data[4:end], type=_Detail), data[end:]
    points = [one.points for row in made.rows for one in row.series]
    if any(count < 0 for count in points) or sum(points) * 16 != len(data):
        raise ValueError
    check_window(made.window)
    _moment(made.received)
    rest = iter(_cut(data, points))
    rows = tuple(_row(row, rest) for row in made.rows)
    return CallDetail(made.window, rows, made.received, len(data), (), made.dropped)


def _cut(data: bytes, points: list[int]) -> Iterator["tuple[array[int], array[float]]"]:
    at = 0
    for count in points:
        times, values = data[at : at + count * 8], data[at + count * 8 : at + count * 16]
        at += count * 16
        yield array("q", accumulate(_unlittle("q", times))), _unlittle("d", values)


def _row(row: _Row, rest: Iterator["tuple[array[int], array[float]]"]) -> CallRow:
    series = {}
    for one in row.series:
        times, values = next(rest)
        if any(later <= first for first, later in pairwise(times)) or not all(map(isfinite, values)):
            raise ValueError
        if times and not 0 <= times[0] <= times[-1] < _LATEST * 1000:
            raise ValueError
        _texts(one.metric)
        series[one.metric.id] = CallSeries(one.metric, times, values, one.dropped)
    _texts((row.room, row.user, row.peer))
    metrics = tuple(one.metric for one in series.values())
    return CallRow(row.room, row.user, row.peer, row.direction, metrics, MappingProxyType(series))


# ------------------------------------------------------------------ the rest
def unpack_about(data: bytes) -> About:
    """The first record. Raises ValueError."""
    about = msgspec.msgpack.decode(data, type=About)
    check_window(about.window)
    _moment(about.made)
    _texts((about.made_by, about.app, about.label, about.note, *about.only))
    if about.product not in ("native", "web") or about.profile not in PROFILES or about.window.seconds > LONGEST:
        raise ValueError
    for override in about.overrides.values():
        if not all(isfinite(limit) for limit in (override.warn, override.crit) if limit is not None):
            raise ValueError
    if not all(0 <= limit <= _GREATEST for limit in astuple(about.rules)):  # NaN is neither
        raise ValueError
    return about


def unpack_asked(data: bytes) -> Asked:
    """Raises ValueError."""
    asked = msgspec.msgpack.decode(data, type=Asked)
    _texts((asked.query.scope.room, *asked.query.scope.users))
    for window in asked.windows:
        check_window(window)
    if asked.query.step not in STEPS:
        raise ValueError
    return asked


def unpack_rooms(data: bytes) -> list[Room]:
    """Raises ValueError."""
    rooms = msgspec.msgpack.decode(data, type=list[Room])
    for room in rooms:
        _texts((room.room, room.call))
        _moments((room.created, room.ended))
        if room.users is not None and not 0 <= room.users < _LATEST:
            raise ValueError
    return rooms


def unpack_users(data: bytes) -> list[User]:
    """Raises ValueError."""
    users = msgspec.msgpack.decode(data, type=list[User])
    for user in users:
        _texts((user.user, user.room, user.call, user.os, user.access, user.device, user.sdk))
        _moments((user.joined, user.left, *(at for stay in user.stays for at in stay)))
        if user.online_s is not None and not 0 <= user.online_s < _LATEST:
            raise ValueError
    return users


def unpack_said(data: bytes) -> Said:
    """Raises ValueError."""
    said = msgspec.msgpack.decode(data, type=Said)
    _moments((said.start, said.end))
    _texts((said.room, said.rule, said.kind, said.confidence, *said.lines))
    return said


def check_window(window: Window) -> None:
    """Raises ValueError for one that ends before it begins, or lies where no date is."""
    if not 0 <= window.start <= window.end < _LATEST:
        raise ValueError


def _moments(times: Iterable[float | None]) -> None:
    for at in times:
        if at is not None:
            _moment(at)


def _moment(at: float) -> None:
    if not 0 <= at < _LATEST:  # NaN is neither
        raise ValueError


def _texts(texts: Iterable[str]) -> None:
    if any(len(text) > _TEXT for text in texts):
        raise ValueError


def _little(values: "array[Any]") -> bytes:
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values.tobytes()


def _unlittle(kind: str, data: bytes) -> "array[Any]":
    values: array[Any] = array(kind)
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return values
