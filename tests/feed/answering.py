"""A pretend client's methods for questions that are asked once: each answer is what was asked for, and little more."""

from array import array
from dataclasses import dataclass
from typing import Any

from rtc_tui.core.calls import CallDetail, Direction, OnlineUsers, Room, User
from rtc_tui.core.listing import DistributionShare, Listing, Usage
from rtc_tui.core.model import WHOLE_APP, Batch, Dimension, Feature, Product, Query, Scope, Series, SeriesKey, Window

RECEIVED = 1.7e9
NOWHERE = Window(0, 0)


@dataclass
class Call:
    """One request: what, which window, whom, and when (seconds since the test began)."""

    name: str
    window: Window
    users: tuple[str, ...]
    at: float
    more: dict[str, Any]


class Answering:
    """Says what `call` lets it; `cost` is how many bytes a second of one user takes."""

    cost: float = 100.0

    async def call(self, name: str, window: Window, users: tuple[str, ...], more: dict[str, Any]) -> None:
        raise NotImplementedError

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
        return Listing(window, (), RECEIVED)

    async def usages(self, window: Window, *, deadline: float = 0) -> Listing[Usage]:
        await self._call("usages", window, deadline=deadline)
        return Listing(window, (), RECEIVED)

    async def rooms(self, window: Window, *, room: str = "", deadline: float = 0) -> Listing[Room]:
        await self._call("rooms", window, room=room, deadline=deadline)
        return Listing(window, (Room("room-1"),), RECEIVED)

    async def users(
        self, window: Window, *, room: str = "", users: tuple[str, ...] = (), deadline: float = 0
    ) -> Listing[User]:
        await self._call("users", window, users, room=room, deadline=deadline)
        return Listing(window, (), RECEIVED)

    async def online_users(self, room: str, *, deadline: float = 0) -> OnlineUsers:
        await self._call("online_users", NOWHERE, room=room, deadline=deadline)
        return OnlineUsers(room, exists=True, received=RECEIVED)

    async def call_detail(
        self, window: Window, room: str, users: tuple[str, ...], *, direction: Direction | None = None,
        deadline: float = 0,
    ) -> CallDetail:  # fmt: skip
        await self._call("call_detail", window, users, room=room, direction=direction, deadline=deadline)
        return CallDetail(window, (), RECEIVED, int(self.cost * window.seconds * len(users)))

    async def _call(self, name: str, window: Window, users: tuple[str, ...] = (), **more: Any) -> None:
        await self.call(name, window, users, more)


def _batch(window: Window, query: Query) -> Batch:
    series = Series(SeriesKey("80ms_audio_stall_rate"), "%", window.start, array("d", [1.0]), query.step)
    return Batch(query, window, (series,), RECEIVED)
