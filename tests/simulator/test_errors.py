"""Every documented error has the documented form."""

import pytest

from rtc_tui.simulator.refusals import GATEWAY, SERVICE, Refusal
from tests.simulator.asking import APP, NEW, NOW, OLD, caller, iso, signed, window

# FACTS 3.1; where it leaves the status open, the simulator's choice: 502 for FailToConnect.
DOCUMENTED = {
    "MissingParameter": (100002, 400),
    "MissingAuthenticationToken": (100003, 401),
    "MissingRequestInfo": (100004, 400),
    "MissingSignature": (100005, 401),
    "InvalidTimestamp": (100006, 400),
    "ServiceNotFound": (100007, 404),
    "InvalidActionOrVersion": (100008, 404),
    "InvalidAccessKey": (100009, 401),
    "SignatureDoesNotMatch": (100010, 401),
    "LackPolicy": (100012, 403),
    "LackProjectPolicy": (100012, 403),
    "AccessDenied": (100013, 403),
    "InternalError": (100014, 500),
    "FailToConnect": (100015, 502),
    "InternalServiceTimeout": (100016, 504),
    "FlowLimitExceeded": (100018, 429),
    "ServiceUnavailableTemp": (100019, 503),
    "MethodNotAllowed": (100020, 405),
    "InvalidAuthorization": (None, 400),
    "InvalidCredential": (None, 400),
    "InvalidSecretToken": (None, 401),
}


@pytest.mark.parametrize(("code", "form"), DOCUMENTED.items())
def test_a_gateway_error_has_its_number_and_status(code: str, form: tuple[int | None, int]) -> None:
    answer = caller(faults=(f"error:{code}",)).ask("ListRealTimeQuality", window())
    assert (answer.error.get("CodeN"), answer.status) == form
    assert answer.code == code
    assert answer.error["Message"]


@pytest.mark.parametrize("code", SERVICE)
@pytest.mark.parametrize(("version", "status"), [(NEW, 400), (OLD, 200)])
def test_an_error_of_the_service_has_no_number_and_in_the_older_version_status_200(
    code: str, version: str, status: int
) -> None:
    answer = caller(faults=(f"error:{code}",)).ask("ListRealTimeQuality", window(), version)
    assert (answer.status, answer.code) == (status, code)
    assert "CodeN" not in answer.error


@pytest.mark.parametrize("code", [*GATEWAY, *SERVICE])
def test_any_error_can_be_had_with_status_200(code: str) -> None:
    answer = caller(faults=(f"error:{code}/200",)).ask("ListRealTimeQuality", window())
    assert (answer.status, answer.code) == (200, code)


def test_the_envelope_names_request_action_version_service_and_region() -> None:
    desk = caller()
    for answer in (desk.ask("ListRealTimeQuality", window(AppId="other")), desk.ask("Nothing", window())):
        head = answer.json["ResponseMetadata"]
        assert set(head) == {"RequestId", "Action", "Version", "Service", "Region", "Error"}
        assert (head["Service"], head["Region"], head["Version"]) == ("rtc", "cn-north-1", NEW)
        assert head["RequestId"].startswith("20261120195")
        assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("query", ["", "Action=ListRealTimeQuality", f"Version={NEW}"])
def test_a_request_without_action_or_version_misses_a_parameter(query: str) -> None:
    assert caller().send("POST", query, {}).code == "MissingParameter"


@pytest.mark.parametrize(
    ("action", "version"), [("ListRoomInformation", NEW), ("ListRealTimeQuality", "2021-01-01"), ("listquality", NEW)]
)
def test_an_unknown_action_or_version_is_told(action: str, version: str) -> None:
    answer = caller().ask(action, window(), version)
    assert (answer.status, answer.code, answer.error["CodeN"]) == (404, "InvalidActionOrVersion", 100008)


@pytest.mark.parametrize(("action", "method"), [("ListRealTimeQuality", "GET"), ("ListCallDetail", "POST")])
def test_the_wrong_method_is_told(action: str, method: str) -> None:
    answer = caller().ask(action, window(), method=method)
    assert (answer.status, answer.code, answer.error["CodeN"]) == (405, "MethodNotAllowed", 100020)


def test_another_path_is_no_service() -> None:
    query, headers = signed("POST", "h", [("Action", "ListQuality"), ("Version", NEW)], b"", NOW)
    answer = caller().send("POST", query, headers, path="/v1/")
    assert (answer.status, answer.code, answer.error["CodeN"]) == (404, "ServiceNotFound", 100007)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "InvalidParameter.BodyIsEmpty"),
        (b"  \n", "InvalidParameter.BodyIsEmpty"),
        (b"{", "InvalidParameter.Unmarshal"),
        (b"[]", "InvalidParameter.Unmarshal"),
        (b"\xff\xfe\x00", "InvalidParameter.Unmarshal"),
        (b"[" * 200_000, "InvalidParameter.Unmarshal"),
        (b" " * (1 << 20) + b"{}", "InvalidParameter.SizeOverLimit"),
        (b"{}", "InvalidParameter"),
    ],
    ids=["empty", "blank", "cut", "list", "binary", "deep", "long", "no fields"],
)
def test_a_body_that_cannot_be_used_is_told(body: bytes, code: str) -> None:
    assert caller().ask("ListRealTimeQuality", body).code == code


GOOD = window(Indicator=["stall_rate"])
WRONG = [
    ({"AppId": "another"}, "InvalidParameter.NotExistAppId"),
    ({"AppId": "no such app!"}, "InvalidParameter.IllegalAppId"),
    ({"AppId": ""}, "InvalidParameter"),
    ({"AppId": 7}, "InvalidParameter.Unmarshal"),
    ({"StartTime": None}, "InvalidParameter"),
    ({"StartTime": "2026-11-20 19:50:00"}, "InvalidParameter"),
    ({"StartTime": "2026-11-20T19:50:00"}, "InvalidParameter"),
    ({"StartTime": "2026-11-20T19:50:00.5+08:00"}, "InvalidParameter"),
    ({"StartTime": "2026-11-20T19:50:00 08:00"}, "InvalidParameter"),
    ({"StartTime": "2026-13-20T19:50:00+08:00"}, "InvalidParameter"),
    ({"StartTime": 1795175106}, "InvalidParameter.Unmarshal"),
    ({"StartTime": iso(NOW), "EndTime": iso(NOW - 30)}, "InvalidParameter.StartTimeAfterEndTime"),
    ({"StartTime": iso(NOW - 3601)}, "InvalidParameter.OutofTimeRange"),
    ({"StartTime": iso(NOW - 3000), "EndTime": iso(NOW + 3000)}, "InvalidParameter.OutofTimeRange"),
    ({"Indicator": []}, "InvalidParameter"),
    ({"Indicator": None}, "InvalidParameter"),
    ({"Indicator": ["mos"]}, "InvalidParameter"),
    ({"Indicator": "stall_rate"}, "InvalidParameter.Unmarshal"),
    ({"Indicator": [1]}, "InvalidParameter.Unmarshal"),
    ({"ProductType": "desktop"}, "InvalidParameter"),
    ({"RoomId": "room 1"}, "InvalidParameter.IllegalRoomID"),
    ({"RoomId": "房间"}, "InvalidParameter.IllegalRoomID"),
    ({"RoomId": "r" * 129}, "InvalidParameter.IllegalRoomID"),
    ({"RoomId": "room-4711", "UserId": [f"user-{n}" for n in range(21)]}, "InvalidParameter.UserCountOverLimit"),
    ({"RoomId": "room-4711", "UserId": "user-20817"}, "InvalidParameter.Unmarshal"),
]


@pytest.mark.parametrize(("change", "code"), WRONG, ids=[str(change)[:60] for change, _ in WRONG])
def test_a_wrong_field_of_real_time_quality_is_told(change: dict[str, object], code: str) -> None:
    answer = caller().ask("ListRealTimeQuality", GOOD | change)
    assert (answer.code, answer.status) == (code, 400)


def test_a_window_of_exactly_the_documented_length_is_answered() -> None:
    desk = caller(app=APP)
    desk.pace = 0
    assert desk.ask("ListRealTimeQuality", window(back=3600, Indicator=["stall_rate"])).code == ""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Dimension": "City"}, "InvalidParameter"),
        ({"Dimension": None}, "InvalidParameter"),
        ({"Platform": "BeOS"}, "InvalidParameter"),
        ({"Indicator": ["stall_rate"]}, "InvalidParameter.Unmarshal"),
        ({"Indicator": "online_user_count"}, "InvalidParameter"),
    ],
)
def test_a_wrong_field_of_the_distribution_is_told(change: dict[str, object], code: str) -> None:
    good = window(Indicator="stall_rate", Dimension="OS")
    assert caller().ask("ListRealTimeQualityDistribution", good | change).code == code


@pytest.mark.parametrize("indicator", [["user_count"], ["stall_rate"], [], "online_user_count"])
def test_operation_data_knows_its_two_indicators_only(indicator: object) -> None:
    answer = caller().ask("ListRealTimeOperationData", window(Indicator=indicator))
    assert answer.code.startswith("InvalidParameter")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"AggregateGranularity": "1h"}, "InvalidParameter"),
        ({"OS": ["beos"]}, "InvalidParameter"),
        ({"Access": "4g"}, "InvalidParameter.Unmarshal"),
        ({"StartTime": iso(NOW - 31 * 86400)}, "InvalidParameter.OutofTimeRange"),
        ({"StartTime": iso(NOW - 8 * 86400)}, "InvalidParameter.OutofTimeRange"),
    ],
)
def test_a_wrong_field_of_quality_is_told(change: dict[str, object], code: str) -> None:
    good = window(Indicator=["stall_rate"], AggregateGranularity="5min")
    assert caller().ask("ListQuality", good | change).code == code


def test_an_unknown_code_is_a_refusal_all_the_same() -> None:
    assert Refusal("Something.New").message == "Something.New"
