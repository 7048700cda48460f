"""A pretend service that knows one room, for the headless reports about calls."""

import asyncio
import io
from array import array
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from rtc_tui.config import Config
from rtc_tui.core.call_request import CallRequest
from rtc_tui.core.calls import CallDetail, CallMetric, CallRow, CallSeries, Direction, OnlineUsers, Room, Stay, User
from rtc_tui.core.listing import Listing
from rtc_tui.core.metrics import CATALOGUE
from rtc_tui.core.model import Window
from rtc_tui.errors import RtcTuiError
from rtc_tui.feed.source import Source
from rtc_tui.report import calls_diagnose
from rtc_tui.report.calls import calls
from tests.feed.virtual import NOW, OwnClock, Service, passed, source_of, virtual
from tests.test_report import config

AT = int(NOW)
ROOM = "room-1"
JOINED = AT - 1800
PEOPLE = ("ann", "ben", "cas")
Fails = Callable[[str, float], RtcTuiError | None]


def person(name: str, *, joined: int = JOINED, left: int | None = None) -> User:
    return User(
        name, ROOM, "call-1", joined, left, (left or AT) - joined, left is not None, published=True, os="android",
        access="wifi", device="MI 9", sdk="3.58.1", stays=(Stay(joined, left),),
    )  # fmt: skip


def a_room(room: str = ROOM, call: str = "call-1", **more: Any) -> Room:
    return Room(room, call, JOINED, **({"users": 3} | more))


@dataclass
class CallService(Service):
    """Everybody sends to everybody, a point each ten seconds; the newest 100 seconds are still to come."""

    clock: OwnClock = field(default_factory=OwnClock)
    listed: tuple[Room, ...] = (a_room(),)
    people: tuple[User, ...] = tuple(map(person, PEOPLE))
    metrics: tuple[str, ...] = ("audio_stall", "audio_up_loss")
    fails: Fails = lambda _name, _at: None
    values: Callable[[str, str, str], float] = lambda _user, _peer, _metric: 2.0
    notes_of: tuple[str, ...] = ()
    exists: bool = False
    cost: float = 100.0

    async def _tell(self, name: str, window: Window, users: tuple[str, ...] = (), **more: Any) -> None:
        await self._call(name, window, users, **more)
        if (error := self.fails(name, passed())) is not None:
            raise error

    async def rooms(self, window: Window, *, room: str = "", deadline: float = 0) -> Listing[Room]:
        await self._tell("rooms", window, room=room, deadline=deadline)
        return Listing(window, self.listed, AT, more=bool(self.notes_of), notes=self.notes_of)

    async def users(
        self, window: Window, *, room: str = "", users: tuple[str, ...] = (), deadline: float = 0
    ) -> Listing[User]:
        await self._tell("users", window, users, room=room, deadline=deadline)
        there = (
            one
            for one in self.people
            if room == one.room
            and (not users or one.user in users)
            and (one.joined or 0) < window.end
            and (one.left or AT) > window.start
        )
        return Listing(window, tuple(there), AT)

    async def online_users(self, room: str, *, deadline: float = 0) -> OnlineUsers:
        await self._tell("online_users", Window(0, 0), room=room, deadline=deadline)
        return OnlineUsers(room, self.exists, AT, total=3 if self.exists else 0)

    async def call_detail(
        self, window: Window, room: str, users: tuple[str, ...], *, direction: Direction | None = None,
        deadline: float = 0,
    ) -> CallDetail:  # fmt: skip
        await self._tell("call_detail", window, users, room=room, direction=direction, deadline=deadline)
        there = [one.user for one in self.people if room == one.room]
        rows = [
            self._row(window, user, peer)
            for user in users
            if user in there
            for peer in ("", *there)
            if peer != user and (direction is None or (direction is Direction.DOWN) == bool(peer))
        ]
        missing = tuple(user for user in users if user not in there)
        return CallDetail(window, tuple(rows), self.time(), int(self.cost * window.seconds * len(users)), missing)

    def _row(self, window: Window, user: str, peer: str) -> CallRow:
        way = Direction.DOWN if peer else Direction.UP
        known = [CATALOGUE[name] for name in self.metrics if way in CATALOGUE[name].rows]
        metrics = tuple(CallMetric(row.id, row.name, row.desc, row.unit) for row in known)
        end = min(window.end, int(self.time()) - 100)
        times = array("q", range(-(-window.start // 10) * 10_000, end * 1000, 10_000))
        series = {
            one.id: CallSeries(one, times, array("d", [self.values(user, peer, one.id)] * len(times)))
            for one in metrics
        }
        return CallRow(ROOM, user, peer, way, metrics, series)

    def asked_for(self, name: str) -> list[Window]:
        """The windows of the requests of that name."""
        return [call.window for call in self.errands if call.name == name]


Report = Callable[[Source, io.StringIO], Coroutine[Any, Any, int]]


def _run(report: Report, service: CallService, seconds: float) -> tuple[str, int | None]:
    out = io.StringIO()

    async def main() -> int | None:
        try:
            async with asyncio.timeout(seconds):
                return await report(source_of(service), out)
        except TimeoutError:
            return None
        finally:
            assert service.closed

    code = virtual(main())
    return out.getvalue(), code


def get(
    request: CallRequest, service: CallService | None = None, known: Config | None = None, seconds: float = 1e6
) -> str:
    """What `get calls` prints in so many seconds."""

    async def report(feed: Source, out: io.StringIO) -> int:
        return await calls(request, known or config(), lambda: feed, out)

    return _run(report, service or CallService(), seconds)[0]


def diagnosed(request: CallRequest, service: CallService | None = None, *, text: bool = False) -> tuple[str, int]:
    """What `diagnose` prints, and what a monitor makes of it."""

    async def report(feed: Source, out: io.StringIO) -> int:
        return await calls_diagnose.run(request, config(), lambda: feed, text=text, out=out)

    found, code = _run(report, service or CallService(), 1e6)
    assert code is not None
    return found, code
