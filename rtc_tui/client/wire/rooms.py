"""Answers that list rooms and users."""

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from rtc_tui.client.envelope import Envelope
from rtc_tui.client.fields import fields, flag, number, text
from rtc_tui.client.wire.shape import Losses, moment, result_of, rows
from rtc_tui.core.calls import OnlineUsers, Room, User, stays
from rtc_tui.core.model import Dropped
from rtc_tui.text import t

_Row = TypeVar("_Row")


class Page(NamedTuple, Generic[_Row]):
    """One page of a list. `total` is the service's own count, `size` the page size that it kept to; 0: it does not say."""

    rows: tuple[_Row, ...]
    total: int
    size: int
    more: bool  # there are more than the service lists: no flag of a next page (FACTS 1.9)
    lost: Losses

    @property
    def listed(self) -> int:
        """How many rows it had, those included that cannot be read."""
        return len(self.rows) + self.lost.count

    @property
    def dropped(self) -> Dropped:
        """What was left out."""
        return Dropped(bad_shape=self.lost.count)


def rooms(envelope: Envelope) -> Page[Room]:
    """One page of ListRoomInfo."""
    return _page(envelope, "RoomList", "RoomId", _room)


def users(envelope: Envelope) -> Page[User]:
    """One page of ListUserInfo."""
    return _page(envelope, "UserList", "UserId", _user)


def online(envelope: Envelope, room: str, received: float) -> OnlineUsers:
    """GetRoomOnlineUsers. A room that does not exist has nothing else to tell."""
    result = result_of(envelope)
    lost = Losses()
    visible = _names(result, "VisibleUserList", lost, envelope.request_id)
    invisible = _names(result, "InvisibleUserList", lost, envelope.request_id)
    told = flag(result.get("roomexists", result.get("roomexist")))  # FACTS 4.14
    total = _count(result.get("totaluser")) or 0
    lost.check(total or visible or invisible, envelope.request_id)
    return OnlineUsers(
        room,
        told if told is not None else bool(total or visible or invisible),
        received,
        visible,
        invisible,
        total or len(visible),
        _count(result.get("totalinvisibleuser")) or len(invisible),
        envelope.request_id,
    )


def _page(envelope: Envelope, name: str, key: str, read: Callable[[dict[str, Any]], _Row | None]) -> Page[_Row]:
    """A page may be all lost: whether the whole list is, is told when all pages are there."""
    result = result_of(envelope)
    listed = rows(result.get(name.lower()), f"$.Result.{name}", envelope.request_id)
    kept: list[_Row] = []
    lost = Losses()
    for index, one in enumerate(listed):
        members = fields(one)
        row = read(members) if members is not None else None
        path = f"$.Result.{name}[{index}]"
        if row is not None:
            kept.append(row)
        elif one is None:
            lost.null()
        elif members is None:
            lost.add(path, t("client.wanted_object"))
        else:
            lost.add(f"{path}.{key}", t("client.wanted_text"))
    return Page(
        tuple(kept),
        _count(result.get("total")) or 0,
        _count(result.get("pagesize")) or 0,
        flag(result.get("hasmore")) or False,
        lost,
    )


def _room(row: dict[str, Any]) -> Room | None:
    room = text(row.get("roomid"))
    if not room:
        return None
    ended = moment(row.get("destroytime"))
    finished = flag(row.get("isfinished"))
    return Room(
        room,
        text(row.get("callid")) or "",
        moment(row.get("createdtime")),
        ended,
        _count(row.get("activeusernum")),
        finished if finished is not None else ended is not None,
    )


def _user(row: dict[str, Any]) -> User | None:
    user = text(row.get("userid"))
    if not user:
        return None
    joined, left = moment(row.get("createdat")), moment(row.get("leaveat"))
    finished = flag(row.get("finished"))
    online_s = number(row.get("duration"))
    return User(
        user=user,
        room=text(row.get("roomid")) or "",
        call=text(row.get("callid")) or "",
        joined=joined,
        left=left,
        online_s=online_s if online_s is not None and online_s >= 0 else None,
        finished=finished if finished is not None else left is not None,
        published=flag(row.get("pub")),
        os=_system(row.get("os")),
        access=(text(row.get("access")) or "").strip().lower(),
        device=text(row.get("devicetype")) or "",
        sdk=text(row.get("sdkversion")) or "",
        stays=stays(_events(row.get("record")), joined, left),
    )


def _events(record: object) -> list[tuple[int, bool]]:
    """Joins (True) and leaves; an event that cannot be read is none (FACTS 4.12)."""
    found = []
    for one in record if isinstance(record, list) else ():
        event = fields(one) or {}
        at, kind = moment(event.get("time")), (text(event.get("type")) or "").replace("_", "").strip().lower()
        if at is not None and kind in {"joinroom", "leaveroom"}:
            found.append((at, kind == "joinroom"))
    return found


def _system(value: object) -> str:
    """An operating system, in the documents' own lower case (FACTS 4.9)."""
    name = (text(value) or "").strip().lower()
    return {"macos": "mac", "nac": "mac"}.get(name, name)


def _names(result: dict[str, Any], name: str, lost: Losses, request_id: str) -> tuple[str, ...]:
    """User IDs: plain, or with their properties around them."""
    listed = rows(result.get(name.lower()), f"$.Result.{name}", request_id)
    found = [text(one) or text((fields(one) or {}).get("userid")) for one in listed]
    for index, user in enumerate(found):
        if not user and listed[index] is not None:
            lost.add(f"$.Result.{name}[{index}]", t("client.wanted_text"))
    return tuple(user for user in found if user)


def _count(value: object) -> int | None:
    found = number(value)
    return int(found) if found is not None and 0 <= found < 1e12 else None
