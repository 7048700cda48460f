"""ListCallDetail: an index of its series, which are decoded when somebody looks at them.

An hour of twenty users is a hundred megabytes; what is on screen is a few series of it. So the answer is indexed in one
pass (`msgspec.Raw` keeps each series' points as the bytes they are), and `points.py` decodes one series at a time.

An answer that is not spelled as the documents do goes the slower way through Python objects, as far as the bound on
those allows; the result is the same.
"""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Final, NamedTuple

import msgspec

from rtc_tui.client.envelope import MOST_VALUES, Envelope, decode, refuse, values_in
from rtc_tui.client.fields import text, unit
from rtc_tui.client.wire.points import Data, column
from rtc_tui.client.wire.shape import members, result_of, rows
from rtc_tui.core.calls import CallMetric, CallRow, CallSeries, Direction
from rtc_tui.core.metrics import identified
from rtc_tui.core.model import Dropped, Window
from rtc_tui.errors import ResponseTooLarge
from rtc_tui.text import t

SLACK_MS: Final = 3_600_000  # beyond the window asked for that a point may lie (FACTS 4.5)
MOST_SERIES: Final = 50_000  # 20 users with 20 peers each have 11 340
_LONGEST: Final = 4096  # bytes of an ID or a name
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


class _Entry(NamedTuple):
    """One series as it stands in the answer; `data` is None when it has none."""

    desc: str
    name: str
    unit: str
    data: Data


class _Row(NamedTuple):
    room: str
    user: str
    peer: str
    direction: str
    entries: list[_Entry]


def detail(envelope: Envelope, window: Window, asked: Direction | None) -> tuple[tuple[CallRow, ...], Dropped]:
    """The rows of an answer, and what was left out; `asked` is the one direction asked for, None for both."""
    found = _plain(envelope)
    if found is None:
        found = _tolerant(envelope)
    low, high = window.start * 1000 - SLACK_MS, window.end * 1000 + SLACK_MS
    grouped: dict[tuple[str, str, str, Direction], _Lazy] = {}
    dropped = 0
    for row in found:
        if not row.user:
            dropped += 1
            continue
        way = _direction(row, asked)
        peer = row.peer if way is Direction.DOWN else ""  # FACTS 4.7
        series = grouped.setdefault((row.room, row.user, peer, way), _Lazy(low, high))
        dropped += sum(not series.put(way, entry) for entry in row.entries)
    made = tuple(CallRow(*key, series.metrics, series) for key, series in grouped.items())
    return made, Dropped(bad_shape=dropped)


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

    def put(self, way: Direction, entry: _Entry) -> bool:
        """Add a series, or more of one that is there; False when nobody can say what it is."""
        if not entry.desc and not entry.name:
            return False
        metric = identified(way, entry.desc, entry.name, entry.unit)
        self._metrics.setdefault(metric.id, metric)
        self._parts.setdefault(metric.id, []).append(entry.data)
        return True

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


def _plain(envelope: Envelope) -> list[_Row] | None:
    """The rows of an answer in the documents' spelling; None when it is another, and small enough to be looked at."""
    if not isinstance(envelope.result, msgspec.Raw):
        return None
    token = _budget.set([MOST_SERIES])
    try:
        result = msgspec.json.decode(envelope.result, type=_RawResult)
    except OverflowError:
        message = t("client.too_many_series", most=MOST_SERIES)
        raise ResponseTooLarge(message, request_id=envelope.request_id) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    finally:
        _budget.reset(token)
    listed = result.UserCallDetail or ()
    found = [_row(row, f"$.Result.UserCallDetail[{i}]", envelope) for i, row in enumerate(listed)]
    odd = result.UserCallDetail is None or not all(map(_is_whole, listed))
    return None if odd and values_in(envelope.result) <= MOST_VALUES else found


def _is_whole(row: _RawRow) -> bool:
    """Whether nothing is missing that may stand there in another spelling."""
    listed = row.CallDetail
    return bool(row.UserId) and listed is not None and all(one.Data and (one.Desc or one.Name) for one in listed)


def _row(row: _RawRow, path: str, envelope: Envelope) -> _Row:
    entries = []
    for i, series in enumerate(row.CallDetail or ()):
        if series.Data and bytes(memoryview(series.Data)[:1]) not in {b"[", b"n"}:
            refuse(f"{path}.CallDetail[{i}].Data", t("client.wanted_list"), envelope.request_id)
        entries.append(_Entry(_text(series.Desc), _text(series.Name), unit(_text(series.Unit)), series.Data or None))
    return _Row(_text(row.RoomId), _text(row.UserId), _text(row.PeerId), _text(row.Direction), entries)


def _text(raw: msgspec.Raw) -> str:
    """A short string; empty when it is none."""
    if not raw or memoryview(raw).nbytes > _LONGEST:
        return ""
    try:
        return text(msgspec.json.decode(raw)) or ""
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _tolerant(envelope: Envelope) -> list[_Row]:
    """The rows of an answer in any spelling. Raises BadResponse, ResponseTooLarge."""
    if isinstance(envelope.result, msgspec.Raw):
        envelope = envelope._replace(result=decode(envelope.result))
    found = []
    listed = rows(result_of(envelope).get("usercalldetail"), "$.Result.UserCallDetail", envelope.request_id)
    for i, one in enumerate(listed):
        if one is not None:
            path = f"$.Result.UserCallDetail[{i}]"
            row = members(one, path, envelope.request_id)
            inner = rows(row.get("calldetail"), f"{path}.CallDetail", envelope.request_id)
            entries = [
                _entry(series, f"{path}.CallDetail[{j}]", envelope.request_id)
                for j, series in enumerate(inner)
                if series is not None
            ]
            room, user, peer, way = (text(row.get(name)) or "" for name in ("roomid", "userid", "peerid", "direction"))
            found.append(_Row(room, user, peer, way, entries))
    return found


def _entry(value: object, path: str, request_id: str) -> _Entry:
    series = members(value, path, request_id)
    data = rows(series.get("data"), f"{path}.Data", request_id)
    return _Entry(text(series.get("desc")) or "", text(series.get("name")) or "", unit(series.get("unit")), data)
