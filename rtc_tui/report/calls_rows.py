"""What of rooms, users and call metrics is printed now: all the first time, then what is new or has changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from rtc_tui.core.call import Track, Way, join
from rtc_tui.core.call_request import CallRequest
from rtc_tui.core.calls import CallDetail, CallMetric, Direction, Room, User
from rtc_tui.core.metrics import order
from rtc_tui.core.model import Window
from rtc_tui.report.calls_found import Found

_Row = TypeVar("_Row", Room, User)
_Points = list[tuple[int, float]]


class Measured(NamedTuple):
    """One metric of one row: (epoch milliseconds, value), rising, without what is absent."""

    metric: CallMetric
    points: _Points


class Told(NamedTuple):
    """What one user sent, or received from a peer."""

    room: str
    way: Way
    direction: Direction
    measured: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class CallLook:
    """What is printed of one look. `first`: nothing was printed before it."""

    request: CallRequest
    found: Found
    rooms: tuple[Room, ...]
    users: tuple[User, ...]
    rows: tuple[Told, ...]
    first: bool

    @property
    def news(self) -> bool:
        """Whether there is anything new in it."""
        return bool(self.rooms or self.users or self.rows)


@dataclass(slots=True)
class Printed:
    """What has been printed."""

    rows: dict[tuple[str, ...], Room | User] = field(default_factory=dict)
    points: dict[tuple[Way, str], dict[int, float]] = field(default_factory=dict)

    def look(self, request: CallRequest, found: Found, *, first: bool) -> CallLook:
        """What is new of it, noted as printed."""
        every = (self._fresh(told, found.window) for told in _rows(request, found))
        rows = tuple(told for told in every if told.measured)
        return CallLook(
            request, found, tuple(self._changed(found.rooms)), tuple(self._changed(found.users)), rows, first
        )

    def _changed(self, rows: Iterable[_Row]) -> Iterator[_Row]:
        for row in rows:
            key, told = _key(row), _lasting(row)
            if self.rows.get(key) != told:
                self.rows[key] = told
                yield row

    def _fresh(self, told: Told, window: Window) -> Told:
        measured = []
        for metric, points in told.measured:
            key = (told.way, metric.id)
            known = {at: value for at, value in self.points.get(key, {}).items() if at >= window.start * 1000}
            new = [(at, value) for at, value in points if known.get(at) != value]
            self.points[key] = known | dict(new)
            if new:
                measured.append(Measured(metric, new))
        return told._replace(measured=tuple(measured))


def _lasting(row: Room | User) -> Room | User:
    """The row without what runs on while nothing happens: how long somebody who is there has been there."""
    return replace(row, online_s=None) if isinstance(row, User) and not row.finished else row


def _key(row: Room | User) -> tuple[str, ...]:
    if isinstance(row, User):
        return row.room, row.call, row.user
    return row.room, row.call or str(row.created)


def _rows(request: CallRequest, found: Found) -> Iterator[Told]:
    """In the order of the users asked for, what each sent first; metrics in that of the catalogue."""
    known = _metrics(found.details)
    call = join(request.room, found.window, (), found.details)
    for way, track in sorted(call.tracks.items(), key=lambda item: _rank(request, item[0])):
        direction = Direction.DOWN if way.peer else Direction.UP
        metrics = sorted(known[way].values(), key=lambda metric: order(metric.id))
        wanted = [metric for metric in metrics if not request.metrics or metric.id in request.metrics]
        yield Told(
            request.room,
            way,
            direction,
            tuple(Measured(metric, _within(track, metric.id, found.window)) for metric in wanted),
        )


def _rank(request: CallRequest, way: Way) -> tuple[int, str, str]:
    at = request.users.index(way.user) if way.user in request.users else len(request.users)
    return at, way.user, way.peer


def _metrics(details: Iterable[CallDetail]) -> dict[Way, dict[str, CallMetric]]:
    """What the answers name, by row."""
    found: dict[Way, dict[str, CallMetric]] = {}
    for part in details:
        for row in part.rows:
            mine = found.setdefault(Way(row.user, row.peer if row.direction is Direction.DOWN else ""), {})
            for metric in row.metrics:
                mine.setdefault(metric.id, metric)
    return found


def _within(track: Track, metric: str, window: Window) -> _Points:
    times, values = track.column(metric)
    low, high = window.start * 1000, window.end * 1000
    return [(at, value) for at, value in zip(times, values, strict=True) if low <= at < high]
