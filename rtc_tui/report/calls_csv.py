"""`get calls` as CSV: a line per call, per stay of a user, or per point of a metric. An empty field is not known."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from rtc_tui.config import Config
from rtc_tui.core.call_request import Kind
from rtc_tui.core.calls import Stay
from rtc_tui.report.as_csv import defused
from rtc_tui.report.calls_rows import CallLook
from rtc_tui.views import cells

COLUMNS: Final[dict[Kind, tuple[str, ...]]] = {
    "rooms": ("room", "call", "created", "ended", "users", "live"),
    "users": ("user", "room", "call", "joined", "left", "live", "published", "os", "access", "device", "sdk"),
    "details": ("time", "room", "user", "peer", "direction", "id", "name", "unit", "value"),
}
_Fields = Iterable[object]


def lines(look: CallLook, config: Config) -> Iterator[str]:
    """The header, once, and what is new."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if look.first:
        writer.writerow(COLUMNS[look.request.kind])
    for kind in (_rooms, _users):
        writer.writerows([_field(value) for value in fields] for fields in kind(look, config))
    yield buffer.getvalue()
    yield from _points(look, config)


def _field(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return defused(value) if isinstance(value, str) else value


def _rooms(look: CallLook, config: Config) -> Iterator[_Fields]:
    for room in look.rooms:
        times = (_time(at, config) for at in (room.created, room.ended))
        yield room.room, room.call, *times, room.users, not room.finished


def _users(look: CallLook, config: Config) -> Iterator[_Fields]:
    for user in look.users:
        for stay in user.stays or (Stay(user.joined, user.left),):
            times = (_time(at, config) for at in stay)
            about = (user.published, user.os, user.access, user.device, user.sdk)
            yield user.user, user.room, user.call, *times, not user.finished, *about


def _points(look: CallLook, config: Config) -> Iterator[str]:
    """Series by series: an hour of a large room has a million lines, and most of each is the same."""
    times: dict[int, str] = {}
    for row in look.rows:
        for metric, points in row.measured:
            told = (row.room, row.way.user, row.way.peer, str(row.direction), metric.id, metric.name, metric.unit)
            buffer = io.StringIO()
            writer, about = csv.writer(buffer, lineterminator="\n"), tuple(map(_field, told))
            for at, value in points:
                if at not in times:
                    moment = datetime.fromtimestamp(at / 1000, config.ui.zone)
                    times[at] = moment.isoformat(timespec="milliseconds")
                writer.writerow((times[at], *about, value))
            yield buffer.getvalue()


def _time(at: int | None, config: Config) -> str | None:
    return None if at is None else cells.iso(at, config.ui.zone)
