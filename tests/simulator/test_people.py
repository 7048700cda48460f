"""Lists of rooms and users: what the documents say of windows, pages and clamps, quirks included."""

from typing import Any

import pytest

from rtc_tui.simulator.rooms import FIRST_ROOM, LANDMARK, LANDMARK_USERS, ROOMS, TURN_S, Rooms
from rtc_tui.simulator.scenarios import load
from rtc_tui.simulator.stays import Stays
from rtc_tui.simulator.world import World
from tests.simulator.asking import NEW, NOW, OLD, Caller, caller, iso, unix, window

DAY = 86400


def rooms(desk: Caller, back: float = 3600, **fields: Any) -> Any:
    return desk.ask("ListRoomInfo", window(back=back, **fields), method="GET").json["Result"]


def users(desk: Caller, back: float = 3600, version: str = NEW, **fields: Any) -> Any:
    return desk.ask("ListUserInfo", window(back=back, **fields), version, "GET").json["Result"]


def test_rooms_match_by_the_time_of_their_creation_newest_first() -> None:
    created = [unix(row["CreatedTime"]) for row in rooms(caller(), back=600)["RoomList"]]
    assert created == sorted(created, reverse=True)
    assert NOW - 600 <= created[-1] <= created[0] <= NOW


def test_a_live_room_has_an_empty_destroy_time_and_people_in_it() -> None:
    rows = rooms(caller(), back=DAY, RoomId=LANDMARK)["RoomList"]
    assert [row["IsFinished"] for row in rows] == [False, True, True, True, True, True]
    assert [bool(row["DestroyTime"]) for row in rows] == [row["IsFinished"] for row in rows]
    assert (rows[0]["DestroyTime"], rows[0]["ActiveUserNum"]) == ("", 8)
    assert len({row["CallId"] for row in rows}) == 6


def test_a_longer_window_is_cut_to_24_hours_after_its_start_without_a_word() -> None:
    desk = caller()
    start = NOW - 5 * DAY
    fields = {"StartTime": iso(start), "EndTime": iso(NOW), "RoomId": LANDMARK}
    found = desk.ask("ListRoomInfo", window() | fields, method="GET").json["Result"]
    assert found["Total"] == DAY // TURN_S
    assert all(start <= unix(row["CreatedTime"]) < start + DAY for row in found["RoomList"])


@pytest.mark.parametrize(("asked", "size"), [("", 20), ("7", 7), ("100", 100), ("101", 100), ("5000", 100)])
def test_a_page_has_as_many_rows_as_asked_and_never_more_than_100(asked: str, size: int) -> None:
    found = rooms(caller(), PageSize=asked)
    assert (found["PageSize"], len(found["RoomList"])) == (size, size)
    assert found["Total"] > 600


def test_pages_together_are_the_list() -> None:
    desk = caller()
    desk.pace = 0.2
    fields: dict[str, Any] = {"EndTime": iso(NOW - 60), "StartTime": iso(NOW - 660), "PageSize": "50"}
    first = rooms(desk, **fields)
    pages = range(1, -(-first["Total"] // 50) + 1)
    calls = [row["CallId"] for number in pages for row in rooms(desk, **fields, PageNum=number)["RoomList"]]
    assert len(calls) == len(set(calls)) == first["Total"]
    assert rooms(desk, **fields, PageNum=len(pages) + 1)["RoomList"] == []


def test_too_many_matches_say_so_instead_of_being_all_listed() -> None:
    assert rooms(caller(), back=DAY)["HasMore"] is True
    assert rooms(caller(), back=600)["HasMore"] is False


def test_a_room_that_does_not_exist_is_in_no_list() -> None:
    desk = caller()
    assert rooms(desk, RoomId="room-1")["RoomList"] == []
    assert users(desk, RoomId="room-1") == {"Total": 0, "PageNum": 1, "PageSize": 20, "UserList": []}


@pytest.mark.parametrize(
    ("action", "change", "code"),
    [
        ("ListRoomInfo", {"StartTime": iso(NOW - 15 * DAY)}, "InvalidParameter.OutofTimeRange"),
        ("ListUserInfo", {"StartTime": iso(NOW - 15 * DAY)}, "InvalidParameter.OutofTimeRange"),
        ("ListRoomInfo", {"PageNum": "0"}, "InvalidParameter"),
        ("ListRoomInfo", {"PageSize": "ten"}, "InvalidParameter"),
        ("ListRoomInfo", {"PageSize": "9" * 40}, "InvalidParameter"),
        ("ListRoomInfo", {"RoomId": "a,b"}, "InvalidParameter.IllegalRoomID"),
        ("ListUserInfo", {"ExcludeServerUser": "perhaps"}, "InvalidParameter"),
        ("ListUserInfo", {"UserId": ",".join(map(str, range(11)))}, "InvalidParameter.UserCountOverLimit"),
        ("GetRoomOnlineUsers", {"RoomId": ""}, "InvalidParameter"),
        ("GetRoomOnlineUsers", {"RoleType": "3", "RoomId": LANDMARK}, "InvalidParameter"),
    ],
)
def test_a_wrong_field_is_told(action: str, change: dict[str, str], code: str) -> None:
    assert caller().ask(action, window() | change, method="GET").code == code


def test_the_older_version_wants_a_room_and_writes_events_with_an_underscore() -> None:
    desk = caller()
    assert desk.ask("ListUserInfo", window(), OLD, "GET").code == "InvalidParameter"
    for version, kind in ((NEW, "joinroom"), (OLD, "join_room")):
        listed = users(desk, version=version, RoomId=LANDMARK)["UserList"]
        assert {user["Record"][0]["Type"] for user in listed} == {kind}


def test_users_have_stays_that_add_up() -> None:
    desk = caller()
    listed = [row for n in range(1, 6) for row in users(desk, PageSize="100", PageNum=n)["UserList"]]
    again = [user for user in listed if len(user["Record"]) > 2]
    assert again
    for user in listed:
        at = [unix(event["Time"]) for event in user["Record"]]
        ends = [*at, desk.clock.at - 100] if len(at) % 2 else at
        assert at == sorted(at)
        assert user["CreatedAt"] == user["Record"][0]["Time"]
        assert user["Finished"] is bool(user["LeaveAt"]) is (len(at) % 2 == 0)
        assert sum(b - a for a, b in zip(ends[::2], ends[1::2], strict=True)) == pytest.approx(user["Duration"], abs=20)


def test_servers_are_left_out_unless_asked_for() -> None:
    desk = caller()
    usual, whole = users(desk, back=200), users(desk, back=200, ExcludeServerUser="false")
    assert whole["Total"] > usual["Total"]


def test_users_are_found_without_a_room_and_unknown_ones_dropped() -> None:
    listed = users(caller(), UserId="user-20812,nobody,user-30000")["UserList"]
    assert {user["UserId"] for user in listed} <= {"user-20812", "user-30000"}
    assert "user-20812" in {user["UserId"] for user in listed}


def test_a_users_system_and_network_are_documented_words() -> None:
    listed = users(caller(), PageSize="100")["UserList"]
    assert {user["OS"] for user in listed} <= {"android", "ios", "mac", "windows", "web", "linux"}
    assert {user["Access"] for user in listed} <= {"2g", "3g", "4g", "5g", "wifi", "unknown"}
    assert all(user["DeviceType"] and user["SdkVersion"] for user in listed)


def test_users_of_a_long_window_are_those_of_its_first_6_hours() -> None:
    desk = caller()
    found = users(desk, back=DAY, RoomId=LANDMARK, UserId=LANDMARK_USERS[0])["UserList"]
    assert 1 <= len(found) <= 3
    assert all(unix(row["CreatedAt"]) < NOW - DAY + 6 * 3600 for row in found)


def test_online_users_are_counted_and_named() -> None:
    found = caller().ask("GetRoomOnlineUsers", {"AppId": window()["AppId"], "RoomId": LANDMARK}, method="GET")
    result = found.json["Result"]
    assert result["RoomExists"] is True
    assert (result["TotalUser"], result["VisibleUserList"]) == (8, list(LANDMARK_USERS))
    assert (result["TotalInvisibleUser"], result["InvisibleUserList"]) == (0, [])


def test_with_properties_users_have_devices_and_can_be_chosen_by_role() -> None:
    desk = caller()
    fields = {"AppId": window()["AppId"], "RoomId": LANDMARK, "Property": "true"}
    result = desk.ask("GetRoomOnlineUsers", fields, method="GET").json["Result"]
    assert result["VisibleUserList"][0]["DeviceType"]
    hidden = desk.ask("GetRoomOnlineUsers", fields | {"RoleType": "2"}, method="GET").json["Result"]
    assert hidden["VisibleUserList"] == []


def test_a_room_without_anybody_tells_nothing_else() -> None:
    desk = caller()
    fields = {"AppId": window()["AppId"], "RoomId": "room-1"}
    assert desk.ask("GetRoomOnlineUsers", fields, method="GET").json["Result"] == {"RoomExists": False}
    dated = desk.ask("GetRoomOnlineUsers", fields, "2023-08-01", "GET")
    assert dated.json["Result"] == {"RoomExists": False}


def _burst(action: str, count: int, **fields: Any) -> list[str]:
    desk = caller()
    desk.pace = 0
    return [desk.ask(action, window(RoomId=LANDMARK, **fields), method="GET").code for _ in range(count)]


@pytest.mark.parametrize(
    ("action", "fields", "most"),
    [
        ("ListRoomInfo", {}, 10),
        ("ListUserInfo", {}, 10),
        ("GetRoomOnlineUsers", {}, 40),
        ("GetRoomOnlineUsers", {"Property": "false"}, 40),
        ("GetRoomOnlineUsers", {"Property": "true"}, 1),
    ],
)
def test_each_has_its_own_limit(action: str, fields: dict[str, Any], most: int) -> None:
    assert _burst(action, most + 1, **fields) == [""] * most + ["FlowLimitExceeded"]


def test_the_dear_form_does_not_use_up_the_cheap_one() -> None:
    desk = caller()
    desk.pace = 0
    codes = [
        desk.ask("GetRoomOnlineUsers", window(RoomId=LANDMARK, Property=dear), method="GET").code
        for dear in ("true", "false", "true", "false")
    ]
    assert codes == ["", "", "FlowLimitExceeded", ""]


@pytest.mark.parametrize("scenario", ["calm", "server-outage"])
def test_calls_are_open_when_their_rooms_are(scenario: str) -> None:
    world = Rooms(World(load(scenario), 1, NOW))
    stays = Stays(world)
    at = int(NOW)
    names = [f"room-{FIRST_ROOM + i}" for i in range(0, ROOMS, 13)]
    assert [name for name in names if stays.current(name, at)] == [name for name in names if world.is_open(name, at)]


def test_an_outage_sends_people_out_of_their_rooms_and_lets_them_back_into_the_same_call() -> None:
    stays = Stays(Rooms(World(load("server-outage"), 1, NOW)))
    spans = [stays.open(call) for call in stays.created(int(NOW) - 3 * 3600, int(NOW) - 7200)]
    twice = [found for found in spans if len(found) == 2]
    assert twice
    assert all(a[1] < b[0] for a, b in twice)


def test_nearly_everybody_with_a_seat_is_there() -> None:
    world = Rooms(World(load("calm"), 1, NOW))
    stays = Stays(world)
    names = [f"room-{FIRST_ROOM + i}" for i in range(0, ROOMS, 7)]
    seats = sum(len(world.users(name)) for name in names if stays.current(name, int(NOW)))
    there = sum(len(stays.users(name, int(NOW))) for name in names)
    assert 0.95 * seats < there < seats
