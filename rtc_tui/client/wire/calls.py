"""ListCallDetail: an index of its series, which are decoded when somebody looks at them.

An hour of twenty users is a hundred megabytes; what is on screen is a few series of it. So the answer is indexed in one
pass (`msgspec.Raw` keeps each series' points as the bytes they are), and `points.py` decodes one series at a time. The
pass goes row by row where rows can be told apart by their bytes: a decoder holds the interpreter's lock as long as it
runs, and between two of them the keys have their turn.

An answer that is not spelled as the documents do goes the slower way through Python objects, as far as the bound on
those allows; the result is the same.
"""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Final, Literal, NamedTuple

import msgspec

from rtc_tui.client.envelope import MOST_VALUES, Envelope, decode, values_in, whole
from rtc_tui.client.fields import fields, text, unit
from rtc_tui.client.wire.points import Data, column, how_many
from rtc_tui.client.wire.shape import Losses, result_of, rows
from rtc_tui.core.calls import CallMetric, CallRow, CallSeries, Direction
from rtc_tui.core.metrics import identified
from rtc_tui.core.model import Dropped, Window
from rtc_tui.errors import ResponseTooLarge
from rtc_tui.text import t

SLACK_MS: Final = 3_600_000  # beyond the window asked for that a point may lie (FACTS 4.5)
MOST_SERIES: Final = 50_000  # 20 users with 20 peers each have 11 340
_LIST: Final = "$.Result.UserCallDetail"
_OPENS: Final = b'"UserCallDetail":['
_HEAD: Final = 1 << 16  # bytes within which the list begins
_NEXT_ROW: Final = b"]}]},{"  # end of points, series, series of the row, row
_ROW_S: Final = 4  # bytes of it that are the row's
_LONGEST: Final = 4096  # bytes of an ID or a name
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_budget: ContextVar[list[int]] = ContextVar("series that an answer may still have")


class _Counted(msgspec.Struct, gc=False):
    """Counts itself while an answer is indexed: a list of empty objects must not become a gigabyte."""

    def __post_init__(self) -> None:
        left = _budget.get()
        left[0] -= 1
        if left[0] < 0:
            raise OverflowError


class _RawSeries(_Counted, gc=False):
    Desc: msgspec.Raw = msgspec.Raw()
    Name: msgspec.Raw = msgspec.Raw()
    Unit: msgspec.Raw = msgspec.Raw()
    Data: msgspec.Raw = msgspec.Raw()


class _RawRow(_Counted, gc=False):
    RoomId: msgspec.Raw = msgspec.Raw()
    UserId: msgspec.Raw = msgspec.Raw()
    PeerId: msgspec.Raw = msgspec.Raw()
    Direction: msgspec.Raw = msgspec.Raw()
    CallDetail: list[_RawSeries] | None = None


class _RawResult(msgspec.Struct, gc=False):
    UserCallDetail: list[_RawRow] | None = None


class _Frame(msgspec.Struct, gc=False):
    Result: _RawResult | None = None


class _Entry(NamedTuple):
    """One series as it stands in the answer, at place `at` of its row; `data` is None when it has none."""

    at: int
    desc: str = ""
    name: str = ""
    unit: str = ""
    data: Data = None
    wrong: Literal["", "object", "list"] = ""  # it is not an object, or its points are not a list


class _Row(NamedTuple):
    room: str
    user: str
    peer: str
    direction: str
    entries: list[_Entry]
    spoiled: bool = False  # it had series, and none can be read


def detail(envelope: Envelope, window: Window, asked: Direction | None) -> tuple[tuple[CallRow, ...], Dropped]:
    """The rows of an answer, and what was left out; `asked` is the one direction asked for, None for both."""
    found, lost = _plain(envelope)
    if found is None and envelope.body is not None:  # it may be no JSON, or its result not the last member
        envelope = whole(envelope.body)
        found, lost = _plain(envelope)
    if found is None:
        found, lost = _tolerant(envelope)
    lost.check(any(not row.spoiled for row in found), envelope.request_id)
    low, high = window.start * 1000 - SLACK_MS, window.end * 1000 + SLACK_MS
    grouped: dict[tuple[str, str, str, Direction], _Lazy] = {}
    for row in found:
        way = _direction(row, asked)
        peer = row.peer if way is Direction.DOWN else ""  # FACTS 4.7
        series = grouped.setdefault((row.room, row.user, peer, way), _Lazy(low, high))
        for entry in row.entries:
            series.put(way, entry)
    made = tuple(CallRow(*key, series.metrics, series) for key, series in grouped.items())
    return made, Dropped(bad_shape=lost.count)


def _direction(row: _Row, asked: Direction | None) -> Direction:
    """Only `up` was ever seen written; what cannot be read is what was asked for, or as the peer says."""
    told = row.direction.strip().lower()
    for way in Direction:
        if told.startswith(way.value):
            return way
    return asked or (Direction.DOWN if row.peer else Direction.UP)


class _Lazy(Mapping[str, CallSeries]):
    """The series of one row by metric ID; each is decoded once, when it is asked for."""

    def __init__(self, low_ms: int, high_ms: int) -> None:
        self._low, self._high = low_ms, high_ms
        self._parts: dict[str, list[Data]] = {}
        self._metrics: dict[str, CallMetric] = {}
        self._made: dict[str, CallSeries] = {}

    @property
    def metrics(self) -> tuple[CallMetric, ...]:
        """What there is, in the order of the answer."""
        return tuple(self._metrics.values())

    def put(self, way: Direction, entry: _Entry) -> None:
        """Add a series, or more of one that is there."""
        metric = identified(way, entry.desc, entry.name, entry.unit)
        self._metrics.setdefault(metric.id, metric)
        self._parts.setdefault(metric.id, []).append(entry.data)

    def __getitem__(self, metric_id: str) -> CallSeries:
        if metric_id not in self._made:
            times, values, dropped = column(self._parts[metric_id], self._low, self._high)
            self._made[metric_id] = CallSeries(self._metrics[metric_id], times, values, dropped)
            self._parts[metric_id] = []  # lets the answer's bytes go when its last series is decoded
        return self._made[metric_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._metrics)

    def __len__(self) -> int:
        return len(self._metrics)


def _plain(envelope: Envelope) -> tuple[list[_Row] | None, Losses]:
    """The rows of an answer in the documents' spelling; None when it is another, and small enough to be looked at."""
    lost = Losses()
    if not isinstance(envelope.result, msgspec.Raw):
        return None, lost
    token = _budget.set([MOST_SERIES])
    try:
        told = _indexed(envelope)
    except OverflowError:
        message = t("client.too_many_series", most=MOST_SERIES)
        raise ResponseTooLarge(message, request_id=envelope.request_id) from None
    except _UNREADABLE:
        return None, lost
    finally:
        _budget.reset(token)
    listed = told or ()
    odd = told is None or not all(map(_is_whole, listed))
    if odd and values_in(envelope.result) <= MOST_VALUES:
        return None, lost
    read = (_row(row, f"{_LIST}[{i}]", lost) for i, row in enumerate(listed))
    return [row for row in read if row is not None], lost


def _indexed(envelope: Envelope) -> list[_RawRow] | None:
    """The rows; None where there is no list of them. Raises one of `_UNREADABLE`, OverflowError."""
    if envelope.body is not None:
        try:
            found = _row_by_row(envelope.body)
        except _UNREADABLE:
            found = None
        if found is not None:
            return found
        _budget.get()[0] = MOST_SERIES
    return msgspec.json.decode(envelope.result, type=_RawResult).UserCallDetail


def _row_by_row(body: bytes | bytearray) -> list[_RawRow] | None:
    """The rows, told apart by the bytes between them; None when the list is not where it should be.

    All is read: the frame as one piece, and each row. Bytes that only look like the end of a row make both halves
    unreadable, so a wrong cut is never believed.
    """
    at, end = body.find(_OPENS, 0, _HEAD) + len(_OPENS), body.rfind(b"]", len(body) - 64)
    if at < len(_OPENS) or end < at:
        return None
    frame = msgspec.json.decode(bytes(body[:at]) + bytes(body[end:]), type=_Frame)
    if frame.Result is None or frame.Result.UserCallDetail != []:
        return None
    view, rows = memoryview(body), []
    while at < end:
        stop = _row_end(body, at, end)
        rows.append(msgspec.json.decode(view[at:stop], type=_RawRow))
        at = stop + 1
    return rows


def _row_end(body: bytes | bytearray, at: int, end: int) -> int:
    """Where the row that begins at `at` ends. By single brackets: they are rare, and a search for one byte is quick."""
    while (at := body.find(b"]", at, end)) >= 0:
        if body.startswith(_NEXT_ROW, at):
            return at + _ROW_S
        at += 1
    return end


def _is_whole(row: _RawRow) -> bool:
    """Whether nothing is missing that may stand there in another spelling."""
    listed = row.CallDetail
    return bool(row.UserId) and listed is not None and all(one.Data and (one.Desc or one.Name) for one in listed)


def _row(row: _RawRow, path: str, lost: Losses) -> _Row | None:
    entries = [_series(one, at) for at, one in enumerate(row.CallDetail or ())]
    return _kept(
        _Row(_text(row.RoomId), _text(row.UserId), _text(row.PeerId), _text(row.Direction), entries), path, lost
    )


def _series(one: _RawSeries, at: int) -> _Entry:
    is_list = not one.Data or bytes(memoryview(one.Data)[:1]) in {b"[", b"n"}
    data = (one.Data or None) if is_list else None
    return _Entry(at, _text(one.Desc), _text(one.Name), unit(_text(one.Unit)), data, "" if is_list else "list")


def _kept(row: _Row, path: str, lost: Losses) -> _Row | None:
    """The row without the series that cannot be read; None when nobody can say whose it is."""
    if not row.user:
        lost.add(f"{path}.UserId", t("client.wanted_text"), sum(max(1, how_many(one.data)) for one in row.entries))
        return None
    entries = []
    for one in row.entries:
        here = f"{path}.CallDetail[{one.at}]"
        if one.wrong == "object":
            lost.add(here, t("client.wanted_object"))
        elif not one.desc and not one.name:
            lost.add(f"{here}.Name", t("client.wanted_text"), how_many(one.data))
        elif one.wrong:
            lost.add(f"{here}.Data", t("client.wanted_list"))
        else:
            entries.append(one)
    return row._replace(entries=entries, spoiled=bool(row.entries) and not entries)


def _text(raw: msgspec.Raw) -> str:
    """A short string; empty when it is none."""
    if not raw or memoryview(raw).nbytes > _LONGEST:
        return ""
    try:
        return text(msgspec.json.decode(raw)) or ""
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _tolerant(envelope: Envelope) -> tuple[list[_Row], Losses]:
    """The rows of an answer in any spelling. Raises BadResponse, ResponseTooLarge."""
    lost = Losses()
    if isinstance(envelope.result, msgspec.Raw):
        envelope = envelope._replace(result=decode(envelope.result))
    listed = rows(result_of(envelope).get("usercalldetail"), _LIST, envelope.request_id)
    read = (_loose_row(one, f"{_LIST}[{i}]", lost) for i, one in enumerate(listed) if one is not None)
    return [row for row in read if row is not None], lost


def _loose_row(value: object, path: str, lost: Losses) -> _Row | None:
    row = fields(value)
    if row is None:
        lost.add(path, t("client.wanted_object"))
        return None
    inner = row.get("calldetail")
    room, user, peer, way = (text(row.get(name)) or "" for name in ("roomid", "userid", "peerid", "direction"))
    if user and inner is not None and not isinstance(inner, list):
        lost.add(f"{path}.CallDetail", t("client.wanted_list"))
        return _Row(room, user, peer, way, [], spoiled=True)
    listed = inner if isinstance(inner, list) else ()
    entries = [_loose_series(one, at) for at, one in enumerate(listed) if one is not None]
    return _kept(_Row(room, user, peer, way, entries), path, lost)


def _loose_series(value: object, at: int) -> _Entry:
    series = fields(value)
    if series is None:
        return _Entry(at, wrong="object")
    data = series.get("data")
    is_list = data is None or isinstance(data, list)
    desc, name = text(series.get("desc")) or "", text(series.get("name")) or ""
    return _Entry(at, desc, name, unit(series.get("unit")), data if is_list else None, "" if is_list else "list")
