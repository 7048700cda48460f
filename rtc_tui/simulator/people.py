"""PURE: the lists of rooms, of users and of who is there now (FACTS 1.9, 1.10, 1.12).

A room is told of 20 s after it opened, a stay 100 s after it began; what is going on is told as it was then. Lists are
newest first, which no document promises.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from rtc_tui.simulator import encode, parameters
from rtc_tui.simulator.ask import DAY_S, HOUR_S, NEW, OLD, Ask
from rtc_tui.simulator.live import Profile
from rtc_tui.simulator.rooms import User
from rtc_tui.simulator.stays import Call, Span, Stays

ROOM_DELAY_S: Final = 20
USER_DELAY_S: Final = 100
REACH_S: Final = 14 * DAY_S
MOST_LISTED: Final = 3000  # calls; made up, the documents give no number
MOST_USERS: Final = 10
MOST_ONLINE: Final = 200  # with properties
_EVENTS: Final = {NEW: ("joinroom", "leaveroom"), OLD: ("join_room", "leave_room")}  # FACTS 4.12


def rooms(ask: Ask) -> str:
    """The Result of ListRoomInfo: the calls that were created in the window."""
    parameters.check_app(ask.fields, ask.app)
    start, end = parameters.clamped(ask.fields, ask.now, REACH_S, DAY_S)
    room = parameters.room(ask.fields)
    number, size = parameters.page(ask.fields)
    told = int(ask.now) - ROOM_DELAY_S
    stays = ask.live().stays
    found = stays.created(start, min(end, told), room)
    listed = found[:MOST_LISTED]
    page = listed[(number - 1) * size : number * size]
    return encode.dumps(
        {
            "Total": len(listed),
            "PageNum": number,
            "PageSize": size,
            "HasMore": len(found) > len(listed),
            "RoomList": [_room(stays, call, told) for call in page],
        }
    )


def users(ask: Ask) -> str:
    """The Result of ListUserInfo: who had a stay in the window, per call."""
    parameters.check_app(ask.fields, ask.app)
    start, end = parameters.clamped(ask.fields, ask.now, REACH_S, 6 * HOUR_S)
    room = parameters.room(ask.fields, required=ask.version == OLD)
    names = [name for name in parameters.text(ask.fields, "UserId").split(",") if name]
    parameters.at_most(MOST_USERS, names)
    hidden = parameters.truth(ask.fields, "ExcludeServerUser", default=True)
    number, size = parameters.page(ask.fields)
    told = int(ask.now) - USER_DELAY_S
    found = _present(ask, _rooms_of(ask, room, names), names, (start, min(end, told)), hidden=hidden)
    page = found[(number - 1) * size : number * size]
    listed = [_user(ask, call, user, told) for call, user in page]
    return encode.dumps({"Total": len(found), "PageNum": number, "PageSize": size, "UserList": listed})


def online(ask: Ask) -> str:
    """The Result of GetRoomOnlineUsers. Who never publishes is invisible."""
    parameters.check_app(ask.fields, ask.app)
    room = parameters.room(ask.fields, required=True)
    full = parameters.truth(ask.fields, "Property", default=False)
    role = parameters.one_of(ask.fields, "RoleType", ("0", "1", "2"), "0")
    live = ask.live()
    if live.stays.current(room, int(ask.now)) is None:
        return encode.dumps({"RoomExists": False})
    present = [(user.name, live.profile(user)) for user in live.stays.users(room, int(ask.now))]
    visible = [pair for pair in present if pair[1].publishes]
    invisible = [pair for pair in present if not pair[1].publishes]
    head = {"RoomExists": True, "TotalUser": len(visible), "TotalInvisibleUser": len(invisible)}
    if not full:
        return encode.dumps(head | _lists([name for name, _ in visible], [name for name, _ in invisible]))
    shown = visible[:MOST_ONLINE] if role != "2" else []
    rest = invisible[: MOST_ONLINE - len(shown)] if role != "1" else []
    return encode.dumps(head | _lists([_properties(*pair) for pair in shown], [_properties(*pair) for pair in rest]))


def _lists(visible: Sequence[Any], invisible: Sequence[Any]) -> dict[str, Any]:
    return {"VisibleUserList": visible, "InvisibleUserList": invisible}


def _properties(name: str, who: Profile) -> dict[str, str]:
    """A user with device and SDK: the documents show no fields, these are made up."""
    return {"UserId": name, "OS": who.os, "DeviceType": who.device, "SdkVersion": who.sdk}


def _room(stays: Stays, call: Call, told: int) -> dict[str, Any]:
    spans = [span for span in stays.open(call) if span[0] <= told]
    lives = any(a <= told < b for a, b in spans)
    return {
        "CallId": call.id,
        "RoomId": call.room,
        "CreatedTime": encode.stamp(call.created),
        "DestroyTime": "" if lives or not spans else encode.stamp(spans[-1][1]),
        "ActiveUserNum": len(stays.users(call.room, told)) if lives else 0,
        "IsFinished": not lives,
    }


def _rooms_of(ask: Ask, room: str, names: Sequence[str]) -> list[str]:
    """The rooms to look into; the empty name stands for all of them."""
    if room or not names:
        return [room]
    return list(dict.fromkeys(found for name in names if (found := ask.rooms.room_of(name))))


def _present(
    ask: Ask, rooms_: Sequence[str], names: Sequence[str], window: Span, *, hidden: bool
) -> list[tuple[Call, User]]:
    """Calls and users with a stay in the window; `hidden`: without those on Linux, which are bots and recorders."""
    stays = ask.live().stays
    start, end = window
    found = []
    for room in rooms_:
        for call in islice(stays.during(start, end, room), MOST_LISTED) if end > start else ():
            for user in ask.rooms.users(call.room):
                if (names and user.name not in names) or (hidden and ask.live().profile(user).os == "linux"):
                    continue
                if any(a < end and b > start for a, b in stays.of(call, user)):
                    found.append((call, user))
    return found


def _user(ask: Ask, call: Call, user: User, told: int) -> dict[str, Any]:
    live = ask.live()
    who = live.profile(user)
    spans = [(a, min(b, told)) for a, b in live.stays.of(call, user) if a <= told]
    there = any(a <= told < b for a, b in live.stays.of(call, user))
    joined, left = _EVENTS.get(ask.version, _EVENTS[NEW])
    record = [(kind, at) for a, b in spans for kind, at in ((joined, a), (left, b))]
    return {
        "CallId": call.id,
        "RoomId": call.room,
        "UserId": user.name,
        "CreatedAt": encode.stamp(spans[0][0]),
        "LeaveAt": "" if there else encode.stamp(spans[-1][1]),
        "Duration": sum(b - a for a, b in spans),
        "Finished": not there,
        "Pub": who.publishes,
        "OS": who.os,
        "Access": who.access,
        "DeviceType": who.device,
        "SdkVersion": who.sdk,
        "Record": [{"Type": kind, "Time": encode.stamp(at)} for kind, at in (record[:-1] if there else record)],
    }
