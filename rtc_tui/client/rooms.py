"""Rooms, their users, and what each of them saw and heard."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from rtc_tui.client import split, wire
from rtc_tui.client.actions import PAGE
from rtc_tui.client.asking import (
    HEADLESS_S,
    POLL_S,
    Asking,
    beside,
    check_ids,
    check_list,
    check_users,
    check_window,
    decoded,
    with_room,
)
from rtc_tui.client.envelope import Envelope
from rtc_tui.client.listing import Gathered
from rtc_tui.core.actions import CALL_DETAIL, ONLINE_USERS, ROOMS, USERS
from rtc_tui.core.calls import CallDetail, Direction, OnlineUsers, Room, User, merged
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import Window
from rtc_tui.errors import UsageError
from rtc_tui.text import t

MOST_PAGES: Final = 100  # of one piece: ten thousand rows are no list that anybody reads
_DIRECTIONS: Final = {None: "0", Direction.UP: "1", Direction.DOWN: "2"}
_Row = TypeVar("_Row")


class Rooms(Asking):
    """The actions about rooms and calls."""

    async def rooms(self, window: Window, *, room: str = "", deadline: float = HEADLESS_S) -> Listing[Room]:
        """ListRoomInfo: the calls that were created in the window, at most 14 days back; all pages, cut by 24 hours."""
        check_ids(room)
        found: Gathered[Room] = Gathered(lambda row: (row.room, row.call or row.created))
        until = self._until(deadline)
        for piece in split.windows(ROOMS, window):
            await self._pages(ROOMS, self._body(piece) | _room(room), wire.rooms, found, until)
        return found.listing(window, note=t("client.more_rooms"))

    async def users(
        self,
        window: Window,
        *,
        room: str = "",
        users: tuple[str, ...] = (),
        servers: bool = False,
        deadline: float = HEADLESS_S,
    ) -> Listing[User]:
        """ListUserInfo: who was in a room, or in any; all pages, cut by 6 hours and by 10 users.

        `servers`: those on Linux too, which are bots and recorders.
        """
        check_ids(room)
        check_list(USERS, users)
        found: Gathered[User] = Gathered(lambda row: (row.room, row.call, row.user), merged)
        until = self._until(deadline)
        for piece in split.windows(USERS, window):
            for group in split.users(USERS, users) or ((),):
                body = self._body(piece, ExcludeServerUser=not servers) | _room(room)
                body |= {"UserId": group} if group else {}
                await self._pages(USERS, body, wire.users, found, until)
        return found.listing(window, _missing(users, {row.user for row in found.rows}), t("client.more_users"))

    async def online_users(self, room: str, *, properties: bool = False, deadline: float = POLL_S) -> OnlineUsers:
        """GetRoomOnlineUsers: who is in a room right now, at 40 per second; with `properties` at 1 per second."""
        check_ids(room)
        _require(ONLINE_USERS, room)
        body = {"AppId": self._target.app, "RoomId": room, "Property": properties}
        reply = await self._service.call(ONLINE_USERS, lambda _: body, self._until(deadline))
        return decoded(reply, lambda envelope: wire.online(envelope, room, reply.answer.answered))

    async def call_detail(
        self,
        window: Window,
        room: str,
        users: tuple[str, ...],
        *,
        direction: Direction | None = None,
        deadline: float = HEADLESS_S,
    ) -> CallDetail:
        """ListCallDetail: all metrics of up to 20 users within an hour, at most 6 days back; one request.

        The answer grows with users × peers × time: ask in pieces (`split`), and for one direction if one will do.
        """
        check_window(CALL_DETAIL, window)
        check_ids(room)
        _require(CALL_DETAIL, room)
        _check_detail(users)
        body = self._body(window, RoomId=room, UserId=users, Direction=_DIRECTIONS[direction])
        reply = await self._service.call(CALL_DETAIL, lambda _: body, self._until(deadline))
        rows, dropped = await beside(
            reply, lambda: decoded(reply, lambda envelope: wire.detail(envelope, window, direction))
        )
        return CallDetail(
            window,
            rows,
            reply.answer.answered,
            len(reply.answer.body),
            _missing(users, {row.user for row in rows}),
            dropped,
            reply.envelope.request_id,
            reply.answer.skew_s,
        )

    async def _pages(
        self,
        action: str,
        body: Mapping[str, Any],
        read: Callable[[Envelope], wire.Page[_Row]],
        found: Gathered[_Row],
        until: float,
    ) -> None:
        """All pages of one piece: while PageNum × PageSize < Total, and as long as something new comes (FACTS 4.20)."""
        so_far = _Pages()
        for number in range(1, MOST_PAGES + 1):
            asked = {**body, "PageNum": number, "PageSize": PAGE}
            versioned = with_room(action, str(body.get("RoomId", "")), asked) if action == USERS else lambda _: asked  # noqa: B023 - called before the next page
            reply = await self._service.call(action, versioned, until)
            page = decoded(reply, read)
            keys = found.add(page, reply)
            before, fresh = so_far.total, not keys <= so_far.keys
            last = so_far.add(page, keys)
            found.total += so_far.total - before
            if last:
                return
            if not fresh:
                break
        found.more = True


@dataclass(slots=True)
class _Pages:
    """How far the pages of one piece have got.

    `listed` counts what came, readable or not: it tells where the pages end. `total` is the service's own count, or as
    many as came and can be told apart, where those are more.
    """

    number: int = 0
    size: int = 0
    listed: int = 0
    total: int = 0
    keys: set[Hashable] = field(default_factory=set)

    def add(self, page: wire.Page[Any], keys: set[Hashable]) -> bool:
        """Count a page. Whether it is the last: by the total, where that is told and not less than what came; else by its length."""
        self.number += 1
        self.size = min(PAGE, max(self.size, page.size or PAGE, page.listed))
        self.listed += page.listed
        self.keys |= keys
        self.total = max(self.total, page.total, len(self.keys))
        if page.total < self.listed:
            return page.listed < self.size
        return page.total <= max(self.listed, self.number * self.size)


def _room(room: str) -> dict[str, str]:
    return {"RoomId": room} if room else {}


def _require(action: str, room: str) -> None:
    if not room:
        raise UsageError(t("client.no_room", action=action), t("client.no_room_hint"), action=action)


def _check_detail(users: tuple[str, ...]) -> None:
    if not users:
        raise UsageError(t("client.no_users", action=CALL_DETAIL), t("client.no_users_hint"), action=CALL_DETAIL)
    check_users(CALL_DETAIL, users)
    check_list(CALL_DETAIL, users)


def _missing(asked: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    """Those whom the service dropped without a word (FACTS 11)."""
    return tuple(name for name in dict.fromkeys(asked) if name not in known)
