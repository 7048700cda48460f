"""The service never lets in more than the documented number of requests in any stretch of time."""

import random

import pytest

from rtc_tui.simulator.limits import Limiter
from tests.simulator.asking import NEW, OLD, Caller, caller, window


def _burst(desk: Caller, count: int, action: str = "ListRealTimeQuality", version: str = NEW) -> list[str]:
    desk.pace = 0
    method = "GET" if action == "ListCallDetail" else "POST"
    return [desk.ask(action, window(Indicator=["stall_rate"]), version, method).code for _ in range(count)]


@pytest.mark.parametrize("seed", range(20))
def test_no_second_ever_sees_more_than_two_however_requests_arrive(seed: int) -> None:
    chance, limiter = random.Random(seed), Limiter({"*": ((2, 1),)})
    at, admitted = 0.0, []
    for _ in range(400):
        at += chance.expovariate(4)
        if not limiter.admit("Action", at):
            admitted.append(at)
    assert len(admitted) > 100
    assert all(c - a >= 1 for a, c in zip(admitted, admitted[2:], strict=False))


def test_who_waits_as_long_as_told_is_let_in() -> None:
    limiter = Limiter({"*": ((2, 1), (3, 60))})
    assert [limiter.admit("A", at) for at in (0, 0.25)] == [0, 0]
    assert limiter.admit("A", 0.5) == 0.5
    assert limiter.admit("A", 1.0) == 0
    assert limiter.admit("A", 5.0) == 55
    assert limiter.admit("A", 60.0) == 0


def test_the_third_request_of_a_second_is_refused_with_429() -> None:
    desk = caller()
    assert _burst(desk, 3) == ["", "", "FlowLimitExceeded"]
    desk.pace = 1.0
    assert desk.ask("ListRealTimeQuality", window(Indicator=["stall_rate"])).status == 200


def test_the_refusal_is_the_gateways() -> None:
    desk = caller()
    _burst(desk, 2)
    answer = desk.ask("ListRealTimeQuality", window(Indicator=["stall_rate"]))
    assert (answer.status, answer.error["CodeN"]) == (429, 100018)


def test_actions_have_limits_of_their_own() -> None:
    desk = caller()
    assert _burst(desk, 2) == ["", ""]
    assert _burst(desk, 1, "ListRealTimeQualityDistribution") != ["FlowLimitExceeded"]
    assert _burst(desk, 11, "ListCallDetail")[-2:] == ["InvalidParameter", "FlowLimitExceeded"]


def test_both_versions_of_an_action_share_one_limit() -> None:
    desk = caller()
    assert _burst(desk, 1, version=NEW) + _burst(desk, 2, version=OLD) == ["", "", "FlowLimitExceeded"]


def test_requests_with_a_wrong_signature_use_up_nothing() -> None:
    desk = caller()
    for _ in range(5):
        assert desk.send("POST", f"Action=ListRealTimeQuality&Version={NEW}", {}).code == "MissingAuthenticationToken"
    assert _burst(desk, 2) == ["", ""]


@pytest.mark.parametrize(
    ("spelling", "code", "status"),
    [
        ("gateway", "FlowLimitExceeded", 429),
        ("qps", "FlowLimitExceeded.QPSOverLimit", 400),
        ("account", "AccountFlowLimitExceeded", 429),
    ],
)
def test_the_refusal_has_three_spellings(spelling: str, code: str, status: int) -> None:
    desk = caller(faults=(f"throttle-as:{spelling}",))
    _burst(desk, 2)
    answer = desk.ask("ListRealTimeQuality", window(Indicator=["stall_rate"]))
    assert (answer.code, answer.status) == (code, status)


def test_a_lower_limit_can_be_set() -> None:
    desk = caller(faults=("limit:0.5",))
    desk.pace = 1.0
    codes = [desk.ask("ListRealTimeQuality", window(Indicator=["stall_rate"])).code for _ in range(4)]
    assert codes == ["", "FlowLimitExceeded", "", "FlowLimitExceeded"]


def test_the_throttled_scenario_refuses_what_the_documents_allow() -> None:
    desk = caller(scenario="throttled")
    desk.pace = 10
    codes = [desk.ask("ListRealTimeQuality", window(Indicator=["stall_rate"])).code for _ in range(30)]
    assert 5 < codes.count("") <= 15
    assert set(codes) == {"", "FlowLimitExceeded"}


def test_the_log_has_every_request_as_it_arrived() -> None:
    desk = caller()
    _burst(desk, 3)
    assert [(entry["at"], entry["status"], entry["code"]) for entry in desk.app.log] == [
        (desk.clock.at, 200, ""),
        (desk.clock.at, 200, ""),
        (desk.clock.at, 429, "FlowLimitExceeded"),
    ]
    assert {(entry["action"], entry["version"]) for entry in desk.app.log} == {("ListRealTimeQuality", NEW)}
