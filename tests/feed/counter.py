"""A pretend client for questions that are asked once, and somebody who minds the desk, both in virtual time."""

import asyncio
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from rtc_tui.core.ask import Answer, Ask
from rtc_tui.core.calls import CallDetail, Direction, OnlineUsers, Room, User
from rtc_tui.core.model import (
    WHOLE_APP,
    Batch,
    Dimension,
    DistributionShare,
    Feature,
    Listing,
    Product,
    Query,
    Scope,
    Series,
    SeriesKey,
    Usage,
    Window,
)
from rtc_tui.feed.desk import Desk
from tests.feed.virtual import NOW, OwnClock, passed

NOWHERE = Window(0, 0)


@dataclass
class Call:
    """One request: what, which window, whom, and when (seconds since the test began)."""

    name: str
    window: Window
    users: tuple[str, ...]
    at: float
    more: dict[str, Any]


@dataclass
class Counter:
    """Answers each request after `latency` seconds. `error` may name what a call is answered with instead.

    `cost` is how many bytes a second of one user takes.
    """

    latency: float = 1.0
    cost: float = 100.0
    error: Callable[[Call], Exception | None] = lambda _call: None
    calls: list[Call] = field(default_factory=list)
    under_way: int = 0
    most: int = 0
    cancelled: int = 0

    async def quality(
        self, window: Window, *, step: int = 300, scope: Scope = WHOLE_APP, product: Product | None = None,
        deadline: float = 0,
    ) -> Batch:  # fmt: skip
        await self._call("quality", window, step=step, scope=scope, product=product, deadline=deadline)
        return _batch(window, Query(Feature.QUALITY, product or Product.NATIVE, scope, step=step))

    async def distribution(
        self, window: Window, indicator: str, dimension: Dimension, *, product: Product | None = None,
        deadline: float = 0,
    ) -> Batch:  # fmt: skip
        await self._call(
            "distribution", window, indicator=indicator, dimension=dimension, product=product, deadline=deadline
        )
        query = Query(Feature.DISTRIBUTION, product or Product.NATIVE, WHOLE_APP, dimension, indicator, 300)
        return _batch(window, query)

    async def operation(self, window: Window, *, step: int = 86400, deadline: float = 0) -> Batch:
        await self._call("operation", window, step=step, deadline=deadline)
        return _batch(window, Query(Feature.OPERATION, step=step))

    async def operation_distribution(
        self, window: Window, dimension: Dimension, *, deadline: float = 0
    ) -> Listing[DistributionShare]:
        await self._call("operation_distribution", window, dimension=dimension, deadline=deadline)
        return Listing(window, (), NOW)

    async def usages(self, window: Window, *, deadline: float = 0) -> Listing[Usage]:
        await self._call("usages", window, deadline=deadline)
        return Listing(window, (), NOW)

    async def rooms(self, window: Window, *, room: str = "", deadline: float = 0) -> Listing[Room]:
        await self._call("rooms", window, room=room, deadline=deadline)
        return Listing(window, (Room("room-1"),), NOW)

    async def users(
        self, window: Window, *, room: str = "", users: tuple[str, ...] = (), deadline: float = 0
    ) -> Listing[User]:
        await self._call("users", window, users, room=room, deadline=deadline)
        return Listing(window, (), NOW)

    async def online_users(self, room: str, *, deadline: float = 0) -> OnlineUsers:
        await self._call("online_users", NOWHERE, room=room, deadline=deadline)
        return OnlineUsers(room, exists=True, received=NOW)

    async def call_detail(
        self, window: Window, room: str, users: tuple[str, ...], *, direction: Direction | None = None,
        deadline: float = 0,
    ) -> CallDetail:  # fmt: skip
        await self._call("call_detail", window, users, room=room, direction=direction, deadline=deadline)
        return CallDetail(window, (), NOW, int(self.cost * window.seconds * len(users)))

    async def _call(self, name: str, window: Window, users: tuple[str, ...] = (), **more: Any) -> None:
        call = Call(name, window, users, passed(), more)
        self.calls.append(call)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(self.latency)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.under_way -= 1
        if (error := self.error(call)) is not None:
            raise error

    @property
    def windows(self) -> list[Window]:
        """What was asked for, in order."""
        return [call.window for call in self.calls]


def _batch(window: Window, query: Query) -> Batch:
    series = Series(SeriesKey("80ms_audio_stall_rate"), "%", window.start, array("d", [1.0]), query.step)
    return Batch(query, window, (series,), NOW)


@dataclass
class Minder:
    """Minds a desk as its owner does, and notes what it tells and when."""

    client: Counter = field(default_factory=Counter)
    clock: OwnClock = field(default_factory=OwnClock)
    told: list[tuple[float, Mapping[Ask, Answer]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = Desk(self.client, self.clock, Random(1), self.clock.now)

    async def mind(self, seconds: float) -> Mapping[Ask, Answer]:
        """For so many seconds; the latest answers."""
        end = passed() + seconds
        while passed() < end:
            self.desk.start_due()
            wait = min(end - passed(), self.desk.due - self.clock.steady())
            alarm = asyncio.create_task(asyncio.sleep(max(0.0, wait)))
            await asyncio.wait({*self.desk.tasks, alarm}, return_when=asyncio.FIRST_COMPLETED)
            alarm.cancel()
            if (news := self.desk.news()) is not None:
                self.told.append((passed(), news))
        return self.latest

    @property
    def latest(self) -> Mapping[Ask, Answer]:
        return self.told[-1][1] if self.told else {}

    def grown(self, ask: Ask) -> list[tuple[int, int]]:
        """(done, total) of each time it was told of."""
        return [(news[ask].done, news[ask].total) for _, news in self.told if ask in news]
