"""A bundle that was opened: a window of somebody's recordings, read into memory, to be played or told about.

It is `feed.recorded.Recordings`: what an archive can be asked when it is only read.
"""

from collections.abc import Collection
from typing import Final, TypeVar

import msgspec

from rtc_tui.archive import bundle_records as records
from rtc_tui.archive.bundle_file import MOST_RECORD, nonsense, read
from rtc_tui.archive.bundle_records import About, Said
from rtc_tui.archive.bundle_size import MOST_PIECES, Holding, pieces
from rtc_tui.core.calls import CallDetail, Room, User
from rtc_tui.core.merge import MISSING, Column, grid, lay
from rtc_tui.core.model import Query, SeriesKey, Window

_Thing = TypeVar("_Thing", bound=Holding)
_REFUSED: Final = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)


class Bundle:
    """What a bundle holds. `said` are the verdicts as they were told where it was made."""

    note: str = ""

    def __init__(self, about: About) -> None:
        self.about = about
        self.columns: dict[tuple[SeriesKey, int], Column] = {}
        self.asked_of: dict[Query, tuple[Window, ...]] = {}
        self.all_rooms: list[Room] = []
        self.all_users: list[User] = []
        self.all_details: list[CallDetail] = []
        self.said: list[Said] = []
        self._pieces = 0

    def counted(self, thing: _Thing) -> _Thing:
        """The thing, while all things together do not consist of too many objects. Raises ValueError."""
        self._pieces += pieces(thing)
        if self._pieces > MOST_PIECES:
            raise ValueError
        return thing

    async def keys(self) -> tuple[SeriesKey, ...]:
        """Every series."""
        return tuple(dict.fromkeys(key for key, _ in self.columns))

    async def read(self, window: Window, keys: Collection[SeriesKey], step: int) -> tuple[Column, ...]:
        """What there is of each key at that step, on the whole grid of the window."""
        held = [self.columns[key, step] for key in keys if (key, step) in self.columns]
        first = grid(window, step)[0]
        laid = [(column, *lay((column,), window, step)) for column in held]
        return tuple(
            Column(column.key, column.unit, step, first, values, bytes(codes))
            for column, values, codes in laid
            if codes.count(MISSING) < len(codes)
        )

    async def asked(self, query: Query, window: Window) -> tuple[Window, ...]:
        """For which parts of the window the query was answered."""
        parts = (Window(max(a, window.start), min(b, window.end)) for a, b in self.asked_of.get(query, ()))
        return tuple(part for part in parts if part.start < part.end)

    async def rooms(self, window: Window, room: str = "") -> tuple[Room, ...]:
        """The calls that overlap the window, oldest first."""
        found = [
            one
            for one in self.all_rooms
            if (not room or one.room == room)
            and (one.created is None or one.created < window.end)
            and (one.ended is None or one.ended >= window.start)
        ]
        return tuple(sorted(found, key=lambda one: (one.created or 0, one.room)))

    async def users(self, room: str, window: Window) -> tuple[User, ...]:
        """Who was there within the window, as far as is known."""
        return tuple(user for user in self.all_users if user.room == room and _was_there(user, window))

    async def details(self, room: str, window: Window) -> tuple[CallDetail, ...]:
        """The call details that overlap the window, oldest first."""
        found = [
            one
            for one in self.all_details
            if one.window.start < window.end
            and one.window.end > window.start
            and any(row.room == room for row in one.rows)
        ]
        return tuple(sorted(found, key=lambda one: (one.window.start, one.received)))

    async def close(self) -> None:
        """It is in memory: there is nothing to give back."""


def _was_there(user: User, window: Window) -> bool:
    times = [at for stay in user.stays for at in stay if at is not None]
    times += [at for at in (user.joined, user.left) if at is not None]
    stays = user.left is None or any(stay.left is None for stay in user.stays)
    return not times or (min(times) < window.end and (stays or max(times) >= window.start))


def open_bundle(path: str) -> Bundle:
    """Read a bundle, whoever made it. Raises `ArchiveError`, and does nothing but read that file."""
    try:
        bundle: Bundle | None = None
        for record in read(path):
            if bundle is None:
                if record.kind != records.ABOUT:
                    raise nonsense(path)
                bundle = Bundle(records.unpack_about(record.data))
            else:
                _take(bundle, record.kind, record.data)
    except _REFUSED:
        raise nonsense(path) from None
    if bundle is None:
        raise nonsense(path)
    return bundle


def _take(bundle: Bundle, kind: int, data: bytes) -> None:
    """One record; of a kind that is not known, nothing: a later version may have more to tell. Raises ValueError."""
    if len(data) > records.MOST.get(kind, MOST_RECORD):
        raise ValueError
    match kind:
        case records.COLUMN:
            column = bundle.counted(records.unpack_column(data))
            bundle.columns[column.key, column.step] = column
        case records.ASKED:
            asked = bundle.counted(records.unpack_asked(data))
            bundle.asked_of[asked.query] = tuple(sorted(asked.windows))
        case records.ROOMS:
            bundle.all_rooms += bundle.counted(records.unpack_rooms(data))
        case records.USERS:
            bundle.all_users += bundle.counted(records.unpack_users(data))
        case records.DETAIL:
            bundle.all_details.append(bundle.counted(records.unpack_detail(data)))
        case records.VERDICT:
            bundle.said.append(bundle.counted(records.unpack_said(data)))
        case _:
            pass
