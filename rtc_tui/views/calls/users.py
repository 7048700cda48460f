"""The users of a room: who was there, when, with what; and which of its calls is looked at."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any, Final, NamedTuple

from rtc_tui.core.ask import Answer, Ask, AskDetail, AskOnline, AskRooms, AskUsers
from rtc_tui.core.call import Call, join
from rtc_tui.core.calls import CallDetail, OnlineUsers, Room, User
from rtc_tui.core.listing import Listing
from rtc_tui.core.matrix import Matrix
from rtc_tui.core.model import DAY, Window
from rtc_tui.core.rules import Rules
from rtc_tui.core.snapshot import NO_TIME, Selection, Snapshot, Visit
from rtc_tui.core.stats import median
from rtc_tui.core.thresholds import Severity
from rtc_tui.core.windows import ceil, floor
from rtc_tui.text import t
from rtc_tui.views.calls.asked import latest, parts_of, rows_of
from rtc_tui.views.calls.gathered import Gathered, gather
from rtc_tui.views.calls.rooms import GRID, REACH, is_on, typed_in
from rtc_tui.views.sieve import sieve

SORTS: Final = ("worst", "joined", "stay", "name")
AUTOMATIC: Final = 20  # users whose details are asked for when nobody chose any
SPAN: Final = 600  # seconds of details that are asked for at first
DETAIL_REACH: Final = 6 * DAY
_MINUTE: Final = 60


class Bad(NamedTuple):
    """Stalls in multiples of their limits; NaN: not known.

    `usual` is the median over all whom the user sends to, or over all whom they hear, whichever is worse: one user who
    hurts all others leaves theirs low. `worst` is that of the worst cell.
    """

    usual: float = nan
    worst: float = nan


UNKNOWN: Final = Bad()


@dataclass(frozen=True, slots=True)
class Guest:
    """One user of the call; `seconds` in the room, NaN: not known."""

    user: User
    seconds: float
    chosen: bool = False
    bad: Bad = UNKNOWN

    @property
    def severity(self) -> Severity:
        """Bad with most of the others is crit, with somebody is warn."""
        if isnan(self.bad.worst):
            return Severity.NONE
        return Severity.CRIT if self.bad.usual >= 1 else Severity.WARN if self.bad.worst >= 1 else Severity.OK


@dataclass(frozen=True, slots=True, eq=False)
class UserList:
    """The users of one call. `calls` are those of the room that are known, newest first, `call` the one looked at.

    `window` is what the time bars show. `exists` is None until the service has told.
    """

    guests: tuple[Guest, ...]
    total: int
    chosen: tuple[str, ...]
    calls: tuple[Room, ...]
    call: Room | None
    window: Window
    gathered: Gathered
    asked: Window
    exists: bool | None = None
    online: int = 0
    looked: Answer | None = None  # what came of looking for the room's calls
    missing: tuple[str, ...] = ()


def effective(selection: Selection, now: float) -> Visit:
    """The visit; with a time of interest outside of its window, of the day about that time instead."""
    visit, cursor = selection.visit, selection.cursor
    if cursor is None or visit.window == NO_TIME or visit.window.start <= cursor <= visit.window.end:
        return visit
    return replace(visit, window=typed_in(visit.room, now, cursor).window)


def unknown(visit: Visit) -> bool:
    """Whether the room was typed in, so that nothing was known of its calls: then a whole day of it is looked at."""
    return visit.window.seconds == DAY


def asks(selection: Selection, now: float) -> tuple[Ask, ...]:
    """Who was there; whether the room exists now; and its calls, of all the time that there is if it was typed in."""
    visit = effective(selection, now)
    if not visit.room or visit.window == NO_TIME:
        return ()
    online = (AskOnline(visit.room, ceil(now, GRID) // 60),) if visit.window.end > now - GRID else ()
    return (AskUsers(visit.room, visit.window), *online, _calls(visit, now))


def _calls(visit: Visit, now: float) -> AskRooms:
    if not unknown(visit):
        return AskRooms(Window(visit.window.end - DAY, visit.window.end), visit.room)
    end = ceil(now, GRID)
    return AskRooms(Window(end - REACH + GRID, end), visit.room)


def listed(snapshot: Snapshot, selection: Selection, rules: Rules | None = None) -> UserList:
    """The users of the call that is looked at, as far as the answers tell."""
    now = snapshot.now
    visit = effective(selection, now)
    found = gather(visit, snapshot.answers)
    looked = latest(
        snapshot.answers, _calls(visit, now), lambda ask: isinstance(ask, AskRooms) and ask.room == visit.room
    )
    lists = [answer for ask, answer in snapshot.answers.items() if isinstance(ask, AskRooms) and ask.room == visit.room]
    lists.sort(key=lambda answer: answer.received)
    calls = calls_of(visit.room, rows_of(lists, Room), found.users)
    call = present_call(calls, visit.window, selection.cursor)
    mine = [user for user in found.users if call is None or not user.call or user.call == call.call]
    window = bar(call, visit.window, now)
    details = [
        part
        for ask, answer in snapshot.answers.items()
        if isinstance(ask, AskDetail) and ask.room == visit.room and window.start < ask.window.end <= window.end + SPAN
        for part in parts_of(answer, CallDetail)
    ]
    bad = badness(join(visit.room, window, (), details), rules) if details else {}
    guests = [
        Guest(user, stayed(user, window), user.user in visit.chosen, bad.get(user.user, UNKNOWN)) for user in mine
    ]
    passing = sieve(selection.filter)
    order = _ORDERS[SORTS[selection.sort % len(SORTS)]]
    shown = [guest for guest in guests if passing(_text(guest.user), guest.severity, guest.bad.worst)]
    online = _online(snapshot.answers, visit.room)
    known = {user.user for user in found.users}
    listing = parts_of(found.listing, Listing)
    absent = (*found.missing, *(name for part in listing for name in part.missing_users))
    if found.listing is not None and found.listing.complete:
        absent = (*absent, *(name for name in visit.chosen if name not in known))
    return UserList(
        guests=tuple(sorted(shown, key=order)),
        total=len(guests),
        chosen=visit.chosen,
        calls=calls,
        call=call,
        window=window,
        gathered=found,
        asked=visit.window,
        exists=online.exists if online else None,
        online=online.total + online.total_invisible if online else 0,
        looked=looked,
        missing=tuple(dict.fromkeys(absent)),
    )


def lets(snapshot: Snapshot, selection: Selection, rules: Rules | None = None) -> Callable[[User], bool]:
    """Whether the filter leaves a user in the list; one of another call of the room by what is told of them alone."""
    every = listed(snapshot, replace(selection, filter=""), rules).guests
    bad, passing = {guest.user.user: (guest.severity, guest.bad.worst) for guest in every}, sieve(selection.filter)
    return lambda user: passing(_text(user), *bad.get(user.user, (Severity.NONE, nan)))


def calls_of(room: str, told: Iterable[Room], users: Sequence[User]) -> tuple[Room, ...]:
    """The calls of a room, newest first: those that are listed, and those that only users tell of."""
    known = {each.call: each for each in told if each.room == room}
    for name in dict.fromkeys(user.call for user in users):
        if name in known or (not name and known):
            continue
        own = [user for user in users if user.call == name]
        joined = [user.joined for user in own if user.joined is not None]
        left = [user.left for user in own if user.left is not None]
        over = all(user.finished for user in own)
        ended = max(left, default=None) if over else None
        known[name] = Room(room, name, min(joined, default=None), ended, None, over)
    return tuple(sorted(known.values(), key=lambda each: -(each.created or 0)))


def present_call(calls: Sequence[Room], window: Window, cursor: int | None) -> Room | None:
    """The call at the time of interest, else the one that the window is about, else the newest."""
    if cursor is not None:
        at = next((call for call in calls if (call.created or 0) <= cursor and is_on(call, cursor)), None)
        if at is not None:
            return at
    if window.seconds == DAY:
        return next((call for call in calls if _overlap(call, window) > 0), None)
    return max(calls, key=lambda call: _overlap(call, window), default=None)


def _overlap(call: Room, window: Window) -> int:
    start = window.start if call.created is None else call.created
    end = window.end if call.ended is None else call.ended
    return min(end, window.end) - max(start, window.start)


def entered(seen: UserList, visit: Visit, now: float) -> Window:
    """The window to look at the call in: the present one if it is about that call."""
    call, window = seen.call, visit.window
    if call is None:
        return window
    whole = window.start <= (call.created or window.start) and (call.ended or window.end) <= window.end
    return window if whole and not unknown(visit) else window_of(call, now)


def window_of(call: Room, now: float) -> Window:
    """The window of a call, to visit it."""
    start = call.created if call.created is not None else int(now) - DAY + 1
    on = call.ended is None
    end = ceil(now, GRID) if call.ended is None else call.ended
    if on and call.finished:  # it is over, and nobody tells when
        end = min(end, start + DAY - GRID)
    return Window(start, max(end, start + _MINUTE))


def bar(call: Room | None, window: Window, now: float) -> Window:
    """What a time bar shows: the whole call, as far as it has gone; without one the window."""
    start = call.created if call is not None and call.created is not None else window.start
    end = call.ended if call is not None and call.ended is not None else window.end
    return Window(start, max(min(end, int(now)), start + _MINUTE))


def stayed(user: User, window: Window) -> float:
    """Seconds in the room within a window, as far as is told."""
    if not user.stays:
        return user.online_s if user.online_s is not None else nan
    ends = [(_or(stay.joined, window.start), _or(stay.left, window.end)) for stay in user.stays]
    return float(sum(max(0, min(end, window.end) - max(start, window.start)) for start, end in ends))


def _or(value: int | None, other: int) -> int:
    return other if value is None else value


def badness(call: Call, rules: Rules | None = None) -> dict[str, Bad]:
    """How bad each user's stalls are, as a sender or as a receiver; only of those with details."""
    matrix = Matrix(call, rules)
    sent: dict[str, list[float]] = {}
    heard: dict[str, list[float]] = {}
    for receiver, sender in call.pairs:
        severity = matrix.severity(sender, receiver)
        if not isnan(severity):
            sent.setdefault(sender, []).append(severity)
            heard.setdefault(receiver, []).append(severity)
    return {
        name: Bad(
            max(median(sides[name]) for sides in (sent, heard) if name in sides),
            max(max(sides[name]) for sides in (sent, heard) if name in sides),
        )
        for name in dict.fromkeys((*sent, *heard))
    }


def _online(answers: Mapping[Ask, Answer], room: str) -> OnlineUsers | None:
    """The latest count of who is in the room."""
    found = [
        part
        for ask, answer in answers.items()
        if isinstance(ask, AskOnline) and ask.room == room
        for part in parts_of(answer, OnlineUsers)
    ]
    return max(found, key=lambda part: part.received, default=None)


def _text(user: User) -> str:
    parts = (user.user, user.os, user.access, user.device, user.sdk, t("calls.published") if user.published else "")
    return " ".join(part for part in parts if part)


def worst_first(guest: Guest) -> tuple[float, float]:
    """To sort by; those of whom nothing is known come last."""
    return (1, 1) if isnan(guest.bad.worst) else (-guest.bad.usual, -guest.bad.worst)


_ORDERS: Final[Mapping[str, Callable[[Guest], tuple[Any, ...]]]] = {
    "worst": lambda guest: (*worst_first(guest), guest.user.joined or 0, guest.user.user),
    "joined": lambda guest: (guest.user.joined or 0, guest.user.user),
    "stay": lambda guest: (-guest.seconds if not isnan(guest.seconds) else 1, guest.user.user),
    "name": lambda guest: (guest.user.user,),
}


def _known(value: float) -> float:
    return 0.0 if isnan(value) else value


def askable(name: str) -> bool:
    """Whether a user can be named in a list of the API, which is parted by commas."""
    return bool(name) and "," not in name and not any("\ud800" <= letter <= "\udfff" for letter in name)


def to_ask(seen: UserList, row: str = "") -> tuple[str, ...]:
    """Whose details to ask for: the chosen; else all if there are few; else those who published, and stayed longest.

    `row` is the user under the cursor, who is among them.
    """
    if seen.chosen:
        return seen.chosen
    able = [guest for guest in seen.guests if askable(guest.user.user)]
    first = sorted(
        able,
        key=lambda guest: (guest.user.user != row, not guest.user.published, -_known(guest.seconds), guest.user.user),
    )  # fmt: skip
    return tuple(guest.user.user for guest in first[:AUTOMATIC])


def span(window: Window, cursor: int | None, now: float) -> Window:
    """Ten minutes of the call: around the time cursor, else the last ones; on whole minutes, to be asked once."""
    end = min(window.end, int(now)) if cursor is None else min(cursor + SPAN // 2, window.end, int(now))
    end = ceil(end, _MINUTE) if end == window.end else floor(end, _MINUTE)
    start = max(end - SPAN, floor(window.start, _MINUTE))
    return Window(start, max(end, start + _MINUTE))
