"""How much a bundle may hold, and in what portions: a few bytes become large objects, so bytes alone bound nothing."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from rtc_tui.archive.bundle_records import Asked, Said
from rtc_tui.core.calls import CallDetail, CallRow, Room, User
from rtc_tui.core.merge import Column
from rtc_tui.core.model import Scope

Holding = Column | Asked | Said | CallDetail | list[Room] | list[User]
Row = TypeVar("Row", Room, User, CallRow)

MOST_PIECES: Final = 500_000  # of all records together; each takes up to a kilobyte of memory
_OF_A_LIST: Final = 256 << 10  # bytes, about, of rooms or users in one record: a quarter of what it may have
_OF_A_DETAIL: Final = 4 << 20  # likewise of call metrics


def pieces(thing: Holding) -> int:
    """Of how many objects something consists: rows, stays, series of call metrics, windows, sentences, names."""
    match thing:
        case Column():
            return 1 + _names(thing.key.scope)
        case Asked():
            return 1 + len(thing.windows) + _names(thing.query.scope)
        case Said():
            return 1 + len(thing.lines)
        case CallDetail():
            return len(thing.rows) + sum(len(row.metrics) for row in thing.rows)
        case _:
            return sum(1 + (len(row.stays) if isinstance(row, User) else 0) for row in thing)


def _names(scope: Scope) -> int:
    return len(scope.users) + len(scope.os) + len(scope.access)


def portions(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows, as many as fit into one record."""
    some: list[Row] = []
    size = 0
    for row in rows:
        weight, most = _weight(row)
        if some and size + weight > most:
            yield some
            some, size = [], 0
        some.append(row)
        size += weight
    if some:
        yield some


def _weight(row: Room | User | CallRow) -> tuple[int, int]:
    """(about how many bytes, how many of them go into one record)."""
    match row:
        case Room():
            return 300, _OF_A_LIST
        case User():
            return 600 + 20 * len(row.stays), _OF_A_LIST
        case _:
            points = sum(len(row.series[metric.id].values) for metric in row.metrics if metric.id in row.series)
            return 300 + 300 * len(row.metrics) + 16 * points, _OF_A_DETAIL
