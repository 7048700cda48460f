"""Operation data of days gone by agree with the counts and the list of rooms of the same world."""

from itertools import pairwise
from typing import Any

import pytest

from rtc_tui.simulator.operation import FIGURES, calls_begun
from rtc_tui.simulator.population import ABROAD, PROVINCES
from rtc_tui.simulator.stays import Stays
from tests.simulator.asking import APP, NEW, NOW, OLD, Answer, Caller, caller, iso, unix

DAY = 86400
ALL = tuple(FIGURES)


def _asked(
    desk: Caller, action: str, back: float = 9 * DAY, days: float = 7, version: str = NEW, **fields: Any
) -> Answer:
    start = NOW - back
    times = {"AppId": APP, "StartTime": iso(start), "EndTime": iso(start + days * DAY)}
    return desk.ask(action, times | fields, version)


def _data(desk: Caller, grain: str = "1d", **more: Any) -> Answer:
    return _asked(desk, "ListOperationData", Indicator=list(ALL), AggregateGranularity=grain, **more)


def _step(desk: Caller, grain: str) -> dict[str, float]:
    """The figures of one step."""
    return {name: points[2][1] for name, points in _data(desk, grain).series.items()}


def test_the_documents_name_twelve_figures_and_each_is_served() -> None:
    answer = _data(caller())
    assert answer.json["Result"]["AggregateGranularity"] == "1d"
    assert set(answer.series) == {
        "user_count", "session_count", "peak_concurrent_user", "room_count", "high_concurrency_room",
        "peak_concurrent_room", "avg_call_count", "per_call_time", "avg_call_time", "total_online_time",
        "avg_online_time", "avg_user_count",
    }  # fmt: skip
    assert all(set(row) == {"Name", "Data"} for row in answer.json["Result"]["Indicators"])


@pytest.mark.parametrize(("grain", "seconds"), [("1d", DAY), ("1h", 3600)])
def test_steps_are_beijing_days_or_hours(grain: str, seconds: int) -> None:
    for points in _data(caller(), grain).series.values():
        times = [unix(stamp) for stamp, _ in points]
        assert {b - a for a, b in pairwise(times)} == {seconds}
        assert all((at + 8 * 3600) % seconds == 0 for at in times)


def test_a_step_that_is_not_over_by_eight_hours_is_not_served() -> None:
    newest = max(unix(stamp) for stamp, _ in _data(caller(), "1h", back=DAY, days=1).series["user_count"])
    assert 8 * 3600 <= NOW + 1 - (newest + 3600) < 9 * 3600


@pytest.mark.parametrize("grain", ["1d", "1h"])
def test_the_figures_are_what_the_documents_say_of_each_other(grain: str) -> None:
    """Averages are what they are averages of, but for the rounding."""
    found = _step(caller(), grain)
    assert found["avg_call_count"] == pytest.approx(found["session_count"] / found["user_count"], abs=0.01)
    assert found["avg_online_time"] == pytest.approx(found["total_online_time"] / found["room_count"], abs=0.01)
    minutes = found["per_call_time"] * found["session_count"]
    assert found["avg_call_time"] * found["user_count"] == pytest.approx(minutes, rel=0.01)
    assert found["peak_concurrent_room"] < found["peak_concurrent_user"] <= found["user_count"]
    assert found["session_count"] > found["room_count"]
    assert 2 < found["avg_user_count"] < 24
    assert found["high_concurrency_room"] == 0


def test_peaks_and_minutes_follow_from_the_counts_that_were_served_in_real_time() -> None:
    desk = caller()
    rooms = desk.app.service.rooms
    points = _data(desk, "1h").series
    at = unix(points["room_count"][5][0])
    counts = [rooms.counts(at + 300 * i) for i in range(12)]
    assert points["peak_concurrent_user"][5][1] == max(users for users, _ in counts)
    assert points["peak_concurrent_room"][5][1] == max(count for _, count in counts)
    assert points["total_online_time"][5][1] == sum(count for _, count in counts) * 5


@pytest.mark.parametrize("length", [1, 29, 300, 3600, 14400, DAY])
@pytest.mark.parametrize("shift", [0, 1, 4711, 8 * 3600])
def test_the_rooms_of_a_step_are_the_calls_that_the_list_of_rooms_has(length: int, shift: int) -> None:
    start = int(NOW) // DAY * DAY - 3 * DAY + shift
    stays = Stays(caller().app.service.rooms)
    assert calls_begun(start, start + length) == len(stays.created(start, start + length))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Indicator": ["online_user_count"]}, "InvalidParameter"),
        ({"Indicator": []}, "InvalidParameter"),
        ({"Indicator": "user_count"}, "InvalidParameter.Unmarshal"),
        ({"AggregateGranularity": "5min"}, "InvalidParameter"),
        ({"days": 7.5}, "InvalidParameter.OutofTimeRange"),
        ({"back": 31 * DAY}, "InvalidParameter.OutofTimeRange"),
    ],
)
def test_a_wrong_field_of_operation_data_is_told(change: dict[str, Any], code: str) -> None:
    fields: dict[str, Any] = {"Indicator": ["user_count"], "AggregateGranularity": "1d"} | change
    assert _asked(caller(), "ListOperationData", **fields).code == code


def test_the_older_version_adds_an_overview_of_strings() -> None:
    row = _data(caller(), version=OLD).json["Result"]["Indicators"][0]
    assert row["overview"]["Name"] == row["Name"]
    assert isinstance(row["overview"]["Value"], str)


@pytest.mark.parametrize(("version", "indicator"), [(NEW, "user_count"), (OLD, "user_num")])
@pytest.mark.parametrize(
    ("dimension", "names"),
    [
        ("Province", {member.name for member in PROVINCES}),
        ("country", {"中国", *(member.name for member in ABROAD)}),
    ],
)
def test_users_by_place_have_a_percentage_and_a_shape_of_their_own(
    version: str, indicator: str, dimension: str, names: set[str]
) -> None:
    fields: dict[str, Any] = {"Indicator": indicator, "Dimension": dimension}
    result = _asked(caller(), "ListOperationDistribution", version=version, **fields).json["Result"]
    assert set(result) == {"Name", "Dimension", "Data"}
    assert (result["Name"], result["Dimension"]) == ("user_num", dimension.lower())
    rows = result["Data"]
    assert {row["DistributionName"] for row in rows} <= names
    assert len(rows) > len(names) * 0.8
    assert [row["Value"] for row in rows] != sorted((row["Value"] for row in rows), reverse=True)
    total = sum(row["Proportion"] for row in rows)
    assert 99 < total < 101 if dimension == "country" else 80 < total < 99
    for row in rows:
        assert row["Value"] == int(row["Value"])
        assert 0 < row["Proportion"] <= 100


@pytest.mark.parametrize(
    "fields",
    [
        {"Indicator": "user_num", "Dimension": "Province"},
        {"Indicator": "user_count", "Dimension": "OS"},
        {"Indicator": "user_count", "Dimension": ""},
        {"Dimension": "Province"},
    ],
)
def test_a_wrong_field_of_users_by_place_is_told(fields: dict[str, Any]) -> None:
    assert _asked(caller(), "ListOperationDistribution", **fields).code == "InvalidParameter"


def test_a_window_that_is_too_young_has_no_users_by_place() -> None:
    fields: dict[str, Any] = {"Indicator": "user_count", "Dimension": "Province"}
    answer = _asked(caller(), "ListOperationDistribution", back=3600, days=1 / 24, **fields)
    assert answer.json["Result"]["Data"] == []


def test_usages_are_whole_minutes_by_beijing_day() -> None:
    rows = _asked(caller(), "ListUsages", back=30 * DAY - 60, days=29.9).json["Result"]["Usages"]
    assert len(rows) == 29
    for row in rows:
        assert list(row) == ["TimeStamp", "Audio", "VideoSDM", "VideoSD", "VideoHD"]
        assert row["TimeStamp"].endswith("T00:00:00+08:00")
        assert all(isinstance(row[name], int) for name in list(row)[1:])
        assert row["Audio"] > row["VideoSDM"] > row["VideoSD"] > row["VideoHD"] > 0


def test_the_minutes_used_are_those_that_users_spent_in_calls() -> None:
    desk = caller()
    usage = _asked(desk, "ListUsages").json["Result"]["Usages"][2]
    figures = {name: dict(points)[usage["TimeStamp"]] for name, points in _data(desk).series.items()}
    spent = figures["avg_call_time"] * figures["user_count"]
    assert sum(usage[name] for name in list(usage)[1:]) == pytest.approx(spent, rel=0.001)


def test_the_older_version_knows_usages_without_a_window() -> None:
    desk = caller()
    assert len(desk.ask("ListUsages", {"AppId": APP}, OLD).json["Result"]["Usages"]) == 29
    assert desk.ask("ListUsages", {"AppId": APP}, NEW).code == "InvalidParameter"
