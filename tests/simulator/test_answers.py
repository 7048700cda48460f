"""Answers have the documents' form, their delays and their quirks."""

from itertools import pairwise
from typing import Any

import pytest

from rtc_tui.simulator.population import ABROAD, PROVINCES
from rtc_tui.simulator.rooms import LANDMARK, LANDMARK_USERS
from tests.simulator.asking import NEW, NOW, OLD, QUALITY, Answer, Caller, caller, iso, unix, window

PRINTED = {
    "5s_join_room_success_rate",
    "10s_join_room_success_rate",
    "80ms_audio_stall_rate",
    "500ms_video_stall_rate",
    "audio_first_frame_send_success_rate",
    "video_first_frame_send_success_rate",
    "audio_first_frame_recv_success_rate",
    "video_first_frame_recv_success_rate",
    "400ms_audio_network_trans_delay",
    "400ms_video_network_trans_delay",
}


def _hour(desk: Caller, **fields: Any) -> Answer:
    return desk.ask("ListRealTimeQuality", window(back=3590, Indicator=list(QUALITY), **fields))


def test_five_indicators_give_the_ten_documented_series_in_percent() -> None:
    rows = _hour(caller()).json["Result"]["Indicators"]
    assert {row["Name"] for row in rows} == PRINTED
    assert {row["Unit"] for row in rows} == {"%"}
    assert all(set(row) == {"Name", "Unit", "Data"} for row in rows)


def test_one_indicator_gives_its_tiers_or_media() -> None:
    answer = caller().ask("ListRealTimeQuality", window(Indicator=["join_room_success_rate"]))
    assert list(answer.series) == ["5s_join_room_success_rate", "10s_join_room_success_rate"]


def test_points_lie_30_seconds_apart_in_beijing_time_with_two_decimals() -> None:
    answer = _hour(caller())
    for points in answer.series.values():
        assert 100 < len(points) <= 119
        assert all(stamp.endswith("+08:00") and unix(stamp) % 30 == 0 for stamp, _ in points)
        assert all(value == round(value, 2) and 0 <= value <= 100 for _, value in points)
        assert all(unix(b[0]) - unix(a[0]) in {30, 60, 90} for a, b in pairwise(points))


def test_a_bucket_is_missing_now_and_then_and_always_the_same_one() -> None:
    desk = caller()
    stamps = [[stamp for stamp, _ in points] for points in _hour(desk).series.values()]
    assert 1170 < sum(map(len, stamps)) < 1190
    again = [[stamp for stamp, _ in points] for points in _hour(desk).series.values()]
    assert stamps == again


@pytest.mark.parametrize("second", [0, 1, 29, 30, 59.9])
def test_the_newest_quality_bucket_is_60_to_90_seconds_old(second: float) -> None:
    desk = caller()
    desk.clock.at = NOW - NOW % 60 + second - 1
    answer = desk.ask("ListRealTimeQuality", window(desk.clock.at, Indicator=["stall_rate"]))
    newest = max(unix(stamp) for points in answer.series.values() for stamp, _ in points)
    assert 60 <= desk.clock.at - newest < 90


@pytest.mark.parametrize("second", [0, 19, 20, 29.9])
def test_the_newest_operation_bucket_ended_20_to_50_seconds_ago(second: float) -> None:
    desk = caller()
    desk.clock.at = NOW - NOW % 60 + second - 1
    answer = desk.ask("ListRealTimeOperationData", window(desk.clock.at, Indicator=["online_user_count"]))
    newest = unix(answer.series["online_user_count"][-1][0])
    assert 20 <= desk.clock.at - (newest + 30) < 50


def test_the_window_is_half_open() -> None:
    start = NOW - NOW % 30 - 300
    answer = caller().ask(
        "ListRealTimeOperationData",
        window(Indicator=["online_room_count"]) | {"StartTime": iso(start), "EndTime": iso(start + 90)},
    )
    assert [unix(stamp) for stamp, _ in answer.series["online_room_count"]] == [start, start + 30, start + 60]


def test_young_buckets_still_change_and_then_are_final() -> None:
    desk = caller()
    fields = window(back=1200, Indicator=["stall_rate"])
    first = dict(desk.ask("ListRealTimeQuality", fields).series["80ms_audio_stall_rate"])
    desk.clock.at += 60
    second = dict(desk.ask("ListRealTimeQuality", fields).series["80ms_audio_stall_rate"])
    changed = [stamp for stamp, value in first.items() if second[stamp] != value]
    assert changed
    assert all(NOW - unix(stamp) < 150 for stamp in changed)
    assert all(abs(first[stamp] - second[stamp]) < 0.2 for stamp in changed)
    assert any(unix(stamp) > NOW - 60 for stamp in second)


def test_operation_data_are_whole_counts_of_thousands_of_users() -> None:
    answer = caller().ask(
        "ListRealTimeOperationData", window(back=3590, Indicator=["online_user_count", "online_room_count"])
    )
    users, rooms = (dict(answer.series[name]) for name in ("online_user_count", "online_room_count"))
    assert all(value == int(value) and value > 5000 for value in users.values())
    assert all(2 < users[stamp] / rooms[stamp] < 12 for stamp in users)
    assert len(set(users.values())) > 50


def test_a_distribution_has_no_units_and_its_rows_are_not_sorted() -> None:
    answer = caller().ask("ListRealTimeQualityDistribution", window(Indicator="join_room_success_rate", Dimension="OS"))
    rows = answer.json["Result"]["Indicators"]
    assert [set(row) for row in rows] == [{"Name", "Data"}] * 2
    data = rows[0]["Data"]
    assert all(set(point) == {"TimeStamp", "Value", "Dimension"} for point in data)
    by_time: dict[str, list[str]] = {}
    for point in data:
        by_time.setdefault(point["TimeStamp"], []).append(point["Dimension"])
    orders = {tuple(names) for names in by_time.values()}
    assert len(orders) > 5
    assert {name for names in orders for name in names} == {"android", "ios", "linux", "mac", "windows"}


@pytest.mark.parametrize(
    ("dimension", "names"),
    [
        ("Province", {member.name for member in PROVINCES}),
        ("Country", {"中国", *(member.name for member in ABROAD)}),
        ("Access", {"2g", "3g", "4g", "5g", "wifi"}),
        ("province", {member.name for member in PROVINCES}),
    ],
)
def test_a_distribution_names_every_slice_of_its_dimension(dimension: str, names: set[str]) -> None:
    fields = window(back=1800, Indicator="stall_rate", Dimension=dimension)
    answer = caller().ask("ListRealTimeQualityDistribution", fields)
    for row in answer.json["Result"]["Indicators"]:
        assert {point["Dimension"] for point in row["Data"]} == names


def test_there_are_34_provinces_and_20_countries() -> None:
    assert (len(PROVINCES), len(ABROAD) + 1) == (34, 20)


def test_small_slices_miss_more_buckets_than_large_ones() -> None:
    fields = window(back=3590, Indicator="stall_rate", Dimension="Province")
    data = caller().ask("ListRealTimeQualityDistribution", fields).json["Result"]["Indicators"][0]["Data"]
    count = {name: sum(point["Dimension"] == name for point in data) for name in ("广东", "西藏")}
    assert count["西藏"] < count["广东"] <= 119


def test_web_users_have_places_but_neither_os_nor_network() -> None:
    desk = caller()
    base = window(Indicator="stall_rate", ProductType="web")
    for dimension, empty in (("Province", False), ("Country", False), ("OS", True), ("Access", True)):
        answer = desk.ask("ListRealTimeQualityDistribution", base | {"Dimension": dimension})
        assert (answer.json["Result"]["Indicators"] == []) == empty


def test_the_platform_of_the_newer_version_narrows_a_distribution() -> None:
    desk = caller()
    base = window(Indicator="stall_rate", Dimension="OS")
    ios = desk.ask("ListRealTimeQualityDistribution", base | {"Platform": "iOS"})
    assert {p["Dimension"] for p in ios.json["Result"]["Indicators"][0]["Data"]} == {"ios"}
    assert desk.ask("ListRealTimeQualityDistribution", base | {"Platform": "Web"}).json["Result"]["Indicators"] == []


def test_the_older_version_takes_no_notice_of_the_product() -> None:
    desk = caller()
    desk.pace = 0.6
    fields = window(NOW - 300, Indicator=["stall_rate"])
    both = [desk.ask("ListRealTimeQuality", fields | {"ProductType": p}, OLD).series for p in ("native", "web")]
    assert both[0] == both[1]
    assert desk.ask("ListRealTimeQuality", fields | {"ProductType": "web"}, NEW).series != both[0]


def test_the_older_version_adds_an_overview_of_strings() -> None:
    row = caller().ask("ListRealTimeQuality", window(Indicator=["stall_rate"]), OLD).json["Result"]["Indicators"][0]
    assert set(row["overview"]) == {
        "Name", "Unit", "Alias", "Value", "MaxValue", "MinValue", "ExtraInfo", "HoverInfo",
    }  # fmt: skip
    assert all(isinstance(value, str) for value in row["overview"].values())
    assert float(row["overview"]["MinValue"]) <= float(row["overview"]["Value"]) <= float(row["overview"]["MaxValue"])


def test_the_same_question_at_the_same_time_gets_the_same_bytes() -> None:
    one, two = (_hour(caller(seed=7, scenario="province-loss")) for _ in range(2))
    assert one.body == two.body
    assert _hour(caller(seed=8, scenario="province-loss")).series != one.series


def test_a_room_has_series_of_its_own() -> None:
    desk = caller()
    room, app = _hour(desk, RoomId=LANDMARK), _hour(desk)
    assert room.json["Result"]["RoomId"] == LANDMARK
    assert "UserId" not in room.json["Result"]
    assert set(room.series) == PRINTED
    assert room.series["80ms_audio_stall_rate"] != app.series["80ms_audio_stall_rate"]


def test_users_asked_for_are_echoed_and_unknown_ones_dropped_without_a_word() -> None:
    answer = _hour(caller(), RoomId=LANDMARK, UserId=["user-20817", "nobody", "user-20811", "user-20817", "a b"])
    assert answer.json["Result"]["UserId"] == ["user-20817", "user-20811"]
    assert set(answer.series) == PRINTED


@pytest.mark.parametrize(("room", "users"), [("room-1", []), (LANDMARK, ["nobody"]), ("Lobby", ["user-20817"])])
def test_an_unknown_room_or_only_unknown_users_give_no_series(room: str, users: list[str]) -> None:
    answer = _hour(caller(), RoomId=room, UserId=users)
    assert answer.status == 200
    assert answer.json["Result"]["Indicators"] == []


def test_users_without_a_room_have_no_effect() -> None:
    desk = caller()
    result = _hour(desk, UserId=["user-20817"]).json["Result"]
    assert set(result) == {"Indicators"}
    assert len(result["Indicators"]) == 10


def test_native_and_web_users_of_a_room_are_told_apart() -> None:
    desk = caller()
    native = [user.name for user in desk.app.service.rooms.users(LANDMARK) if user.product == "native"]
    assert native
    answer = _hour(desk, RoomId=LANDMARK, UserId=native, ProductType="web")
    assert answer.json["Result"]["Indicators"] == []


def test_quality_of_days_gone_by_has_5_minute_points_that_are_at_least_8_hours_old() -> None:
    fields = window(back=2 * 86400, Indicator=["stall_rate"], AggregateGranularity="5min")
    answer = caller().ask("ListQuality", fields, OLD)
    result = answer.json["Result"]
    assert result["AggregateGranularity"] == "5min"
    stamps = [unix(stamp) for stamp, _ in answer.series["80ms_audio_stall_rate"]]
    assert {b - a for a, b in pairwise(stamps)} == {300}
    assert 8 * 3600 <= NOW + 1 - (stamps[-1] + 300) < 8 * 3600 + 300


def test_quality_per_day_has_beijing_days_that_are_over_and_8_hours_old() -> None:
    fields = window(back=7 * 86400 - 10, Indicator=["stall_rate"], AggregateGranularity="1d")
    points = caller().ask("ListQuality", fields, OLD).series["80ms_audio_stall_rate"]
    assert [stamp for stamp, _ in points] == [f"2026-11-{day}T00:00:00+08:00" for day in range(14, 20)]
    assert all(0.8 < value < 2.5 for _, value in points)


def test_quality_takes_the_documents_own_example_body() -> None:
    fields = {
        "OS": ["ios", "linux"],
        "Access": ["2g", "3g"],
        "ProductType": "native",
        "RoomId": LANDMARK,
        "UserId": LANDMARK_USERS[0],
        "AggregateGranularity": "1d",
        "Indicator": ["stall_rate", "join_room_success_rate"],
    }
    answer = caller().ask("ListQuality", window(back=4 * 86400) | fields, OLD)
    assert answer.code == ""
    assert answer.json["Result"]["UserId"] == [LANDMARK_USERS[0]]


def test_os_and_network_filters_change_native_quality_and_not_web() -> None:
    desk = caller()
    base = window(back=86400, Indicator=["stall_rate"], AggregateGranularity="5min")
    plain = desk.ask("ListQuality", base).series
    assert desk.ask("ListQuality", base | {"OS": ["iOS"], "Access": ["2g"]}).series != plain
    everything = base | {"OS": ["android", "iOS", "linux", "mac", "windows"]}
    assert desk.ask("ListQuality", everything).series == plain
    web = base | {"ProductType": "web"}
    assert desk.ask("ListQuality", web | {"OS": ["ios"]}).series == desk.ask("ListQuality", web).series


def test_call_detail_has_rows_up_and_down_every_two_seconds_for_known_users() -> None:
    answer = caller().ask("ListCallDetail", window(RoomId=LANDMARK, UserId="user-20817,nobody"), method="GET")
    assert "Action" not in answer.json["ResponseMetadata"]
    rows = answer.json["Result"]["UserCallDetail"]
    assert {(row["UserId"], row["Direction"], row.get("PeerId")) for row in rows} == {
        ("user-20817", "up", None),
        *(("user-20817", "down", name) for name in LANDMARK_USERS if name != "user-20817"),
    }
    times = [point["Time"] for point in rows[0]["CallDetail"][0]["Data"]]
    assert {b - a for a, b in pairwise(times)} <= {2000, 4000}
    assert len(times) > 240
    assert 100 <= NOW + 1 - times[-1] / 1000 < 104


def test_call_detail_has_the_27_metrics_in_the_documents_words() -> None:
    desk = caller()
    native = [user.name for user in desk.app.service.rooms.users(LANDMARK) if user.product == "native"]
    answer = desk.ask("ListCallDetail", window(RoomId=LANDMARK, UserId=native[0]), method="GET")
    rows = answer.json["Result"]["UserCallDetail"]
    described = {metric["Desc"] for row in rows for metric in row["CallDetail"]}
    assert len(described) == 27
    assert all(len({m["Desc"] for m in row["CallDetail"]}) == len(row["CallDetail"]) for row in rows)
    assert {"App 的 CPU 使用率", "音频发送码率", "视频卡顿时长"} <= set(described)


@pytest.mark.parametrize(
    ("direction", "found"), [("0", ["up", "down"]), ("", ["up", "down"]), ("1", ["up"]), ("2", ["down"])]
)
def test_call_detail_can_be_had_for_one_direction(direction: str, found: list[str]) -> None:
    fields = window(RoomId=LANDMARK, UserId="user-20817", Direction=direction)
    rows = caller().ask("ListCallDetail", fields, method="GET").json["Result"]["UserCallDetail"]
    assert list(dict.fromkeys(row["Direction"] for row in rows)) == found


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"RoomId": ""}, "InvalidParameter"),
        ({"UserId": ""}, "InvalidParameter"),
        ({"UserId": ",".join(f"u{n}" for n in range(21))}, "InvalidParameter.UserCountOverLimit"),
        ({"Direction": "3"}, "InvalidParameter"),
        ({"StartTime": iso(NOW - 3700)}, "InvalidParameter.OutofTimeRange"),
        ({"StartTime": iso(NOW - 7 * 86400), "EndTime": iso(NOW - 7 * 86400 + 60)}, "InvalidParameter.OutofTimeRange"),
    ],
)
def test_a_wrong_field_of_call_detail_is_told(change: dict[str, str], code: str) -> None:
    fields = window(RoomId=LANDMARK, UserId="user-20817") | change
    assert caller().ask("ListCallDetail", fields, method="GET").code == code


def test_a_room_that_does_not_exist_has_no_call_detail() -> None:
    answer = caller().ask("ListCallDetail", window(RoomId="room-1", UserId="user-20817"), method="GET")
    assert answer.json["Result"] == {"UserCallDetail": []}
