"""ListQualityDistribution: five-minute points of days gone by that agree with what the real-time data said."""

from itertools import pairwise
from typing import Any

import pytest

from rtc_tui.simulator.population import ABROAD, PROVINCES
from tests.simulator.asking import APP, NEW, NOW, OLD, Answer, Caller, caller, iso, unix, window

ACTION = "ListQualityDistribution"
DAY = 86400


def _asked(desk: Caller, back: float = 9 * DAY, days: float = 1, version: str = NEW, **fields: Any) -> Answer:
    start = NOW - back
    times = {"AppId": APP, "StartTime": iso(start), "EndTime": iso(start + days * DAY)}
    return desk.ask(ACTION, times | {"Indicator": "stall_rate", "Dimension": "OS"} | fields, version)


def _points(answer: Answer, series: int = 0) -> dict[tuple[int, str], float]:
    rows = answer.json["Result"]["Indicators"][series]["Data"]
    return {(unix(row["TimeStamp"]), row["Dimension"]): row["Value"] for row in rows}


def test_the_shape_is_that_of_the_real_time_distribution() -> None:
    """Name and Data alone, rows of time, slice and value."""
    indicators = _asked(caller()).json["Result"]["Indicators"]
    assert [row["Name"] for row in indicators] == ["80ms_audio_stall_rate", "500ms_video_stall_rate"]
    assert all(set(row) == {"Name", "Data"} for row in indicators)
    assert {frozenset(point) for row in indicators for point in row["Data"]} == {
        frozenset({"TimeStamp", "Dimension", "Value"})
    }


def test_points_lie_five_minutes_apart_in_beijing_time_for_every_slice() -> None:
    answer = _asked(caller())
    times = sorted({at for at, _ in _points(answer)})
    assert {b - a for a, b in pairwise(times)} == {300}
    assert len(times) == 288
    assert len(_points(answer)) == 288 * 5
    assert all(row["TimeStamp"].endswith("+08:00") for row in answer.json["Result"]["Indicators"][0]["Data"])


def test_rows_of_one_time_are_not_sorted_by_slice() -> None:
    rows = _asked(caller()).json["Result"]["Indicators"][0]["Data"]
    orders = {tuple(row["Dimension"] for row in rows[i : i + 5]) for i in range(0, len(rows), 5)}
    assert len(orders) > 5


@pytest.mark.parametrize(
    ("dimension", "names"),
    [
        ("Province", {member.name for member in PROVINCES}),
        ("province", {member.name for member in PROVINCES}),
        ("Country", {"中国", *(member.name for member in ABROAD)}),
        ("Access", {"2g", "3g", "4g", "5g", "wifi"}),
    ],
)
def test_every_slice_of_the_dimension_is_named_letter_case_aside(dimension: str, names: set[str]) -> None:
    assert {name for _, name in _points(_asked(caller(), days=0.1, Dimension=dimension))} == names


def test_what_the_real_time_data_said_is_what_the_offline_data_say() -> None:
    """The mean of ten final buckets of a slice is its five-minute value, but for the rounding."""
    desk = caller(scenario="province-loss")
    live = desk.ask("ListRealTimeQualityDistribution", window(back=3500, Indicator="stall_rate", Dimension="OS"))
    desk.clock.at = NOW + 9 * 3600
    offline = _points(_asked(desk, back=3500, days=0.03))
    compared = 0
    for (block, name), value in offline.items():
        buckets = [v for (at, os), v in _points(live).items() if os == name and block <= at < block + 300]
        if len(buckets) == 10 and block + 300 < NOW - 200:
            compared += 1
            assert abs(sum(buckets) / 10 - value) < 0.011
    assert compared > 20


def test_the_app_as_a_whole_lies_between_its_slices() -> None:
    desk = caller(scenario="province-loss")
    app = desk.ask(
        "ListQuality",
        {
            "AppId": APP,
            "StartTime": iso(NOW - 9 * DAY),
            "EndTime": iso(NOW - 8 * DAY),
            "Indicator": ["stall_rate"],
            "AggregateGranularity": "5min",
        },
    )
    points = _points(_asked(desk, Dimension="Access"))
    for stamp, value in app.series["80ms_audio_stall_rate"]:
        slices = [points[unix(stamp), name] for name in ("2g", "3g", "4g", "5g", "wifi")]
        assert min(slices) - 0.01 <= value <= max(slices) + 0.01


def test_points_younger_than_eight_hours_are_not_served() -> None:
    """Neither refused nor served: the newest point ended eight hours ago."""
    newest = max(at for at, _ in _points(_asked(caller(), back=DAY, days=1)))
    assert 8 * 3600 <= NOW + 1 - (newest + 300) < 8 * 3600 + 300


@pytest.mark.parametrize(
    ("back", "days", "code"),
    [
        (29.99 * DAY, 1, ""),
        (31 * DAY, 1, "InvalidParameter.OutofTimeRange"),
        (20 * DAY, 7, ""),
        (20 * DAY, 7.1, "InvalidParameter.OutofTimeRange"),
        (20 * DAY, -1, "InvalidParameter.StartTimeAfterEndTime"),
    ],
)
def test_it_reaches_thirty_days_back_and_takes_seven_days_at_once(back: float, days: float, code: str) -> None:
    assert _asked(caller(), back=back, days=days, Dimension="Access").code == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"Dimension": "City"}, "InvalidParameter"),
        ({"Dimension": ""}, "InvalidParameter"),
        ({"Indicator": "online_user_count"}, "InvalidParameter"),
        ({"Indicator": ["stall_rate", "network_trans_delay"]}, "InvalidParameter.Unmarshal"),
        ({"Indicator": ["stall_rate"]}, "InvalidParameter.Unmarshal"),
    ],
)
def test_a_wrong_field_is_told(fields: dict[str, Any], code: str) -> None:
    assert _asked(caller(), days=0.1, **fields).code == code


def test_web_users_have_places_and_the_older_version_knows_no_product() -> None:
    desk = caller()
    assert _asked(desk, days=0.1, ProductType="web").json["Result"]["Indicators"] == []
    web = _points(_asked(desk, days=0.1, ProductType="web", Dimension="Country"))
    native = _points(_asked(desk, days=0.1, Dimension="Country"))
    assert web
    assert web != native
    assert _points(_asked(desk, days=0.1, version=OLD, ProductType="web", Dimension="Country")) == native


def test_the_third_request_of_a_second_is_refused() -> None:
    desk = caller()
    desk.pace = 0
    assert [_asked(desk, days=0.01).code for _ in range(3)] == ["", "", "FlowLimitExceeded"]
