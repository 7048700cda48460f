"""Asks what `get calls` is about, once or again and again, and says what of it could not be had."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rtc_tui.config import Config
from rtc_tui.core.ask import Answer, AskDetail, AskOnline, AskRooms, AskUsers
from rtc_tui.core.call import ARRIVING_S
from rtc_tui.core.call_request import CallRequest
from rtc_tui.core.calls import CallDetail, OnlineUsers, Room, User
from rtc_tui.core.model import DAY, HOUR, Window
from rtc_tui.core.snapshot import Problem
from rtc_tui.feed import plan
from rtc_tui.feed.source import Source
from rtc_tui.report import asked
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells

_BACK: Final = (DAY, 6 * DAY)  # seconds: how far back the newest call is looked for, first and then
_LATE: Final = 2 * ARRIVING_S  # seconds after which a point no longer comes


@dataclass(frozen=True, slots=True)
class Found:
    """What one look brought. `dropped` are users asked for that nothing is known of; `now` is epoch seconds."""

    window: Window
    now: float
    rooms: tuple[Room, ...] = ()
    users: tuple[User, ...] = ()
    details: tuple[CallDetail, ...] = ()
    dropped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: Problem | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing at all came."""
        return not (self.rooms or self.users or any(part.rows for part in self.details))


class Looks:
    """One request's looks."""

    def __init__(self, request: CallRequest, config: Config, feed: Source) -> None:
        self._request, self._config, self._feed = request, config, feed
        self._window: Window | None = None
        self._given = feed.now()
        self._whole = False  # the first answer was

    async def look(self) -> Found:
        """Ask for what there is by now."""
        skew = self._feed.meter().skew_s
        again = self._window is not None
        if again:
            self._feed.wake()
        found = await self._look()
        if not again and plan.clock_moved(skew, self._feed.meter().skew_s):  # our clock is wrong, and so was the window
            self._window, self._given = None, self._feed.now()
            found = await self._look()
        self._whole |= found.problem is None
        return found

    def over(self) -> bool:
        """Whether nothing of what was asked for can change any more."""
        window = self._window
        return self._request.end is not None and window is not None and self._feed.now() > window.end + _LATE

    async def _look(self) -> Found:
        match self._request.kind:
            case "rooms":
                return await self._rooms()
            case "users":
                return await self._users()
            case "details":
                return await self._details()

    async def _rooms(self) -> Found:
        window = self._span(details=False)
        answer = await _one(self._feed, AskRooms(window))
        rooms = sorted(asked.rows(answer, Room), key=lambda room: -(room.created or 0))
        return self._found(window, [answer], rooms=tuple(rooms))

    async def _users(self) -> Found:
        window = self._span(details=False)
        answer = await _one(self._feed, AskUsers(self._request.room, window))
        users = sorted(asked.rows(answer, User), key=lambda user: (-(user.joined or 0), user.user))
        notes = () if users or answer.problem else (await nobody(self._feed, self._request.room, window, self._config),)
        return self._found(window, [answer], notes, users=tuple(users))

    async def _details(self) -> Found:
        request = self._request
        window = await self._detail_span()
        if window is None:
            window = self._span(details=True)
            text = await nobody(self._feed, request.room, Window(window.end - _BACK[-1], window.end), self._config)
            return self._found(window, (), (text,), dropped=request.users)
        answer = await _one(self._feed, AskDetail(request.room, request.users, window, request.direction))
        parts = tuple(asked.parts(answer, CallDetail))
        known = {row.user for part in parts for row in part.rows}
        dropped = tuple(user for user in request.users if user not in known) if not answer.problem else ()
        notes = (absent(dropped, request.room, window, self._config),) if dropped and parts else ()
        return self._found(window, [answer], notes, details=parts, dropped=dropped)

    async def _detail_span(self) -> Window | None:
        """What was asked for; the last hour of the newest call; once that was told, what came since."""
        request = self._request
        if self._whole and self._window is not None and request.end is None:
            self._window = Window(self._window.end - _LATE, int(self._feed.now()))
            return self._window
        if request.placed or self._window is not None:
            return self._span(details=True)
        self._window = await newest(self._feed, request.room, request.users)
        return self._window

    def _span(self, *, details: bool) -> Window:
        """What `--from` and `--to` meant when they were given; those that were not go along with time."""
        zone = self._config.ui.zone
        self._window = self._request.window(self._feed.now(), zone, details=details, given=self._given)
        return self._window

    def _found(self, window: Window, told: Iterable[Answer], notes: tuple[str, ...] = (), **more: object) -> Found:
        told = list(told)
        problem = next((answer.problem for answer in told if answer.problem), None)
        every = (*notes, *(note for answer in told for note in asked.notes(answer)), *self._feed.meter().notes)
        return Found(window, self._feed.now(), notes=tuple(dict.fromkeys(every)), problem=problem, **more)  # type: ignore[arg-type]


async def _one(feed: Source, ask: AskRooms | AskUsers | AskDetail | AskOnline) -> Answer:
    return (await asked.answers(feed, ask))[ask]


async def newest(feed: Source, room: str, users: tuple[str, ...] = ()) -> Window | None:
    """The last hour of a room's newest call (of these users', where there are any); None: there was none in six days.

    Raises `RtcTuiError`.
    """
    for back in _BACK:
        now = int(feed.now())
        answer = asked.check(await _one(feed, AskUsers(room, Window(now - back, now), users)))
        found = last_hour(asked.rows(answer, User), now)
        if found is not None:
            return found
    return None


def last_hour(users: Iterable[User], now: int) -> Window | None:
    """The last hour of the latest of their calls."""
    calls: dict[str, list[User]] = {}
    for user in users:
        calls.setdefault(user.call, []).append(user)
    return max(
        (span for call in calls.values() if (span := _lasted(call, now))), key=lambda span: span[::-1], default=None
    )


def _lasted(users: list[User], now: int) -> Window | None:
    """From the first join to the last leave, an hour of it at most."""
    joins = [user.joined for user in users if user.joined is not None]
    leaves = [now if user.left is None or not user.finished else min(now, user.left) for user in users]
    if not joins or max(leaves) <= min(joins):
        return None
    return Window(max(min(joins), max(leaves) - HOUR), max(leaves))


async def nobody(feed: Source, room: str, window: Window, config: Config) -> str:
    """A sentence for a room in which nobody was: whether it exists now is told where the service tells it."""
    answer = await _one(feed, AskOnline(room, int(feed.now() // 60)))
    now = next(iter(asked.parts(answer, OnlineUsers)), None)
    start, end = (cells.iso(at, config.ui.zone) for at in window)
    key = "nobody" if now is None else "nobody_yet" if now.exists else "no_room"
    return t(f"report_calls.{key}", room=safe(room, 60), start=start, end=end, n=now.total if now else 0)


def absent(users: tuple[str, ...], room: str, window: Window, config: Config) -> str:
    """A sentence about users who were asked for and were not there."""
    start, end = (cells.iso(at, config.ui.zone) for at in window)
    names = safe(", ".join(users), 200)
    return t("report_calls.absent", users=names, room=safe(room, 60), start=start, end=end)
