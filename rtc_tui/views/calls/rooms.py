"""Find the room: which calls were created in the 24 hours before now, or before the time of interest.

The service matches rooms by when they were created, and lists no more than so many: a small window is asked for first,
so that something shows at once, and all of it is there when the large one is cut short.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import inf, nan
from typing import Any, Final

from rtc_tui.core.ask import Answer, Ask, AskRooms, AskUsers
from rtc_tui.core.calls import Room, User
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import DAY, HOUR, Window
from rtc_tui.core.request import scopes
from rtc_tui.core.shelf import Shelf
from rtc_tui.core.snapshot import Problem, Selection, Snapshot, Visit
from rtc_tui.core.thresholds import Severity
from rtc_tui.core.windows import ceil
from rtc_tui.errors import UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views.calls.asked import latest, parts_of, rows_of
from rtc_tui.views.sieve import sieve

REACH: Final = 14 * DAY  # what the lists of rooms and users go back
GRID: Final = 300  # seconds: windows end on it, so that a question stays the same for a while
SORTS: Final = ("users", "newest", "longest", "name")
_OF_USER: Final = "user="
_CALL_FROM: Final = 8  # characters of a filter, from which on it may mean a call: four digits stand in many call IDs


@dataclass(frozen=True, slots=True)
class Line:
    """One call, or a room that is kept at hand and was not listed: then `on` is None.

    In the list of one user's rooms `created` and `ended` are when the user came and went.
    """

    id: str
    room: str
    call: str = ""
    on: bool | None = None
    created: int | None = None
    ended: int | None = None
    users: int | None = None
    pinned: bool = False
    recent: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class RoomList:
    """What there is to choose from. `received` is when the latest list came, epoch seconds; 0: none yet."""

    lines: tuple[Line, ...]
    total: int
    on: int
    window: Window
    user: str = ""
    more: bool = False
    received: float = 0.0
    waiting: bool = False
    problem: Problem | None = None
    notes: tuple[str, ...] = ()


def asks(selection: Selection, now: float) -> tuple[Ask, ...]:
    """The last hour at once, and the whole day; or the rooms of one user."""
    end = ceil(now if selection.cursor is None else selection.cursor, GRID)
    if selection.visit.user:
        return (AskUsers("", Window(end - DAY, end), (selection.visit.user,)),)
    return AskRooms(Window(end - HOUR, end)), AskRooms(Window(end - DAY, end))


def refuses(time: int, now: float) -> str:
    """Why the lists cannot go there; empty: they can."""
    return "" if now - REACH <= time <= now else t("calls.out_of_reach")


def answers(snapshot: Snapshot, selection: Selection) -> tuple[Answer | None, ...]:
    """To what `asks` wants to know; of the present also those of some minutes ago."""
    return tuple(
        latest(snapshot.answers, ask, lambda other, ask=ask: _alike(other, ask) and selection.cursor is None)  # type: ignore[misc]
        for ask in asks(selection, snapshot.now)
    )


def _alike(other: Ask, ask: Ask) -> bool:
    """Whether it asks for the same, an hour earlier at most."""
    if not isinstance(other, AskRooms | AskUsers) or not isinstance(ask, AskRooms | AskUsers):
        return False
    if (
        type(other) is not type(ask)
        or other.room != ask.room
        or getattr(other, "users", ()) != getattr(ask, "users", ())
    ):
        return False
    return other.window.seconds == ask.window.seconds and 0 <= ask.window.end - other.window.end <= HOUR


def listed(snapshot: Snapshot, selection: Selection, shelf: Shelf) -> RoomList:
    """The rooms, kept ones first, then those that are on."""
    found = answers(snapshot, selection)
    at = snapshot.now if selection.cursor is None else selection.cursor
    user = selection.visit.user
    lines = _of_user(found, user) if user else _lines(found, shelf, at)
    if selection.cursor is not None:  # the window ends on a grid, a little later
        lines = [line for line in lines if line.created is None or line.created <= at]
    passes = _sift(selection)
    shown = [line for line in lines if passes(line)]
    parts = [part for answer in found for part in parts_of(answer, Listing)]
    window = asks(selection, snapshot.now)[-1].window  # type: ignore[union-attr]  # all of these have one
    return RoomList(
        lines=tuple(sorted(shown, key=_orders(at)[SORTS[selection.sort % len(SORTS)]])),
        total=len(lines),
        on=sum(bool(line.on) for line in lines),
        window=parts[-1].window if parts else window,
        user=user,
        more=any(part.more for part in parts),
        received=max((part.received for part in parts), default=0.0),
        waiting=any(answer is None or not answer.complete for answer in found),
        problem=next((answer.problem for answer in found if answer is not None and answer.problem), None),
        notes=tuple(dict.fromkeys(note for answer in found if answer is not None for note in answer.notes)),
    )


def lets(selection: Selection, now: float) -> Callable[[Room | User], bool]:
    """Whether the filter leaves a call in the list of rooms; or a user's stay in that of their rooms."""
    at, passes = now if selection.cursor is None else selection.cursor, _sift(selection)
    return lambda row: passes(_line(row, frozenset(), frozenset(), at) if isinstance(row, Room) else _stay(row))


def _sift(selection: Selection) -> Callable[[Line], bool]:
    typed = selection.filter if wanted_user(selection.filter) is None else ""
    passes, long = sieve(typed), len(typed) >= _CALL_FROM
    return lambda line: passes(_text(line, call=long), Severity.NONE, nan if line.users is None else line.users)


def _lines(found: Iterable[Answer | None], shelf: Shelf, at: float) -> list[Line]:
    calls: dict[object, Room] = {}
    newest_last = sorted((answer for answer in found if answer is not None), key=lambda answer: answer.received)
    for room in rows_of(newest_last, Room):
        calls[room.call or (room.room, room.created)] = room
    pinned, recent = frozenset(shelf.pinned), frozenset(shelf.recent)
    lines = [_line(room, pinned, recent, at) for room in calls.values()]
    here = {line.room for line in lines}
    kept = [name for name in dict.fromkeys((*shelf.pinned, *shelf.recent)) if name not in here]
    return [*lines, *(Line(f"{name}\n", name, pinned=name in pinned, recent=name in recent) for name in kept)]


def _line(room: Room, pinned: frozenset[str], recent: frozenset[str], at: float) -> Line:
    return Line(
        id=f"{room.room}\n{room.call or room.created}",
        room=room.room,
        call=room.call,
        on=is_on(room, at),
        created=room.created,
        ended=room.ended,
        users=room.users,
        pinned=room.room in pinned,
        recent=room.room in recent,
    )


def is_on(room: Room, at: float) -> bool:
    """Whether a call was going on at a time, as far as is told."""
    if room.created is not None and room.created > at:
        return False
    return at < room.ended if room.ended is not None else not room.finished


def _of_user(found: Iterable[Answer | None], name: str) -> list[Line]:
    return [_stay(row) for row in rows_of(found, User) if row.user == name]


def _stay(row: User) -> Line:
    return Line(f"{row.room}\n{row.call}", row.room, row.call, not row.finished, row.joined, row.left)


def _text(line: Line, *, call: bool) -> str:
    states = ("live", t("calls.live")) if line.on else ("ended", t("calls.ended")) if line.on is False else ()
    return " ".join((line.room, *([line.call] if call else ()), *states))


def _orders(at: float) -> Mapping[str, Callable[[Line], tuple[Any, ...]]]:
    """What each order sorts by, behind the pins."""

    def group(line: Line) -> tuple[int, int]:
        return 0 if line.pinned else 1 if line.recent else 2, 0 if line.on else 1

    def newest(line: Line) -> float:
        return -line.created if line.created is not None else inf

    def longest(line: Line) -> float:
        return -((at if line.ended is None else line.ended) - line.created) if line.created is not None else inf

    return {
        "users": lambda line: (*group(line), -(line.users or 0) if line.on else 0, newest(line), line.room),
        "newest": lambda line: (*group(line), newest(line), line.room),
        "longest": lambda line: (*group(line), longest(line), line.room),
        "name": lambda line: (*group(line), line.room, newest(line)),
    }


def wanted_user(text: str) -> str | None:
    """The user that a filter `user=ID` asks for; None when it is another filter."""
    return text.strip().removeprefix(_OF_USER) if text.strip().startswith(_OF_USER) else None


def typed(text: str) -> str:
    """The room that somebody typed. Raises `UsageError` when it can be none."""
    return scopes(text.strip(), (), each=False)[0].room


def typed_user(name: str) -> str:
    """The user that somebody typed. Raises `UsageError` when it can be none."""
    return scopes("-", (name,), each=False)[0].users[0]


def why_not(text: str) -> str:
    """What a filter that lets no row through can still be good for, or why for nothing."""
    try:
        return t("calls.open_anyway", room=typed(text))
    except UsageError as error:
        return f"{t('calls.bad_id', text=safe(text.strip(), 60))} {error.hint}"


def entered(line: Line, now: float, at: int | None) -> Visit:
    """The visit of a call: its own window where the list tells it, else the day up to the time of interest."""
    if line.created is None or (line.ended is not None and line.ended < line.created):
        return typed_in(line.room, now, at)
    end = line.ended if line.ended is not None else int(now)
    return Visit("users", line.room, Window(line.created, max(ceil(end, GRID if line.on else 1), line.created + 60)))


def typed_in(room: str, now: float, at: int | None) -> Visit:
    """The visit of a room of which nothing is known: `calls_of` looks at all of its calls."""
    end = ceil(now if at is None else at + HOUR, GRID)
    end = min(end, ceil(now, GRID))
    return Visit("users", room, Window(end - DAY, end))
