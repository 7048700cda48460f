"""Faults are spelled as documented, meet the requests they are meant for, and do on a real connection what they say."""

import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Any

import pytest

from rtc_tui.errors import UsageError
from rtc_tui.simulator.faults import fault_names
from rtc_tui.simulator.injection import Fault, parse
from rtc_tui.simulator.server import serve
from tests.simulator.asking import NEW, NOW, OLD, Caller, caller, options, signed, window

ASK = window(Indicator=["stall_rate"])


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ("status-500", Fault("status", "500")),
        ("status:500", Fault("status", "500")),
        ("status", Fault("status")),
        ("skew:-3600", Fault("skew", "-3600")),
        ("error:InvalidParameter.OutofTimeRange/200", Fault("error", "InvalidParameter.OutofTimeRange/200")),
        ("only-version:2020-12-01", Fault("only-version", "2020-12-01")),
        ("drop@ListQuality", Fault("drop", "", "ListQuality")),
        ("slow:2.5@ListQuality*3", Fault("slow", "2.5", "ListQuality", 3)),
    ],
)
def test_a_fault_is_kind_argument_action_and_count(spec: str, fault: Fault) -> None:
    assert parse(spec) == fault


@pytest.mark.parametrize("spec", ["", "meteor", "Drop", "@drop", "drop@", "status--500-", ":5"])
def test_an_unknown_fault_lists_those_there_are(spec: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(spec)
    assert all(name in caught.value.hint for name in fault_names()) or "status" in caught.value.message


@pytest.mark.parametrize(
    "spec",
    [
        "status:x",
        "skew",
        "skew:soon",
        "error",
        "error:Nothing",
        "throttle:loud",
        "only-version:1",
        "indicator:x",
        "limit:0",
        "limit:-1",
        "delay:-1",
        "status:-5",
        "status:500.5",
        "status:99999",
        "only-version",
        "error:InternalError/x",
    ],
)
def test_an_argument_that_does_not_fit_is_told(spec: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(spec)
    assert spec in caught.value.message


@pytest.mark.parametrize("name", ["unknown", "drop"])
def test_a_simulator_with_an_unusable_fault_does_not_start(name: str) -> None:
    with pytest.raises(UsageError):
        caller(faults=(f"{name}:?*",))


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (500, "InternalError"),
        (502, "FailToConnect"),
        (503, "ServiceUnavailableTemp"),
        (504, "InternalServiceTimeout"),
        (418, "InternalError"),
    ],
)
def test_a_status_comes_with_a_documented_error(status: int, code: str) -> None:
    answer = caller(faults=(f"status-{status}",)).ask("ListRealTimeQuality", ASK)
    assert (answer.status, answer.code) == (status, code)


def test_a_proxys_page_is_no_json() -> None:
    answer = caller(faults=("html-502",)).ask("ListRealTimeQuality", ASK)
    assert answer.status == 502
    assert answer.body.startswith(b"<html>")
    assert answer.headers["content-type"] == "text/html"


def test_nothing_and_garbage_come_with_status_200() -> None:
    assert caller(faults=("empty",)).ask("ListRealTimeQuality", ASK).body == b""
    answer = caller(faults=("garbage",)).ask("ListRealTimeQuality", ASK)
    assert answer.status == 200
    with pytest.raises(ValueError, match=r"."):
        json.loads(answer.body)


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ("throttle", "FlowLimitExceeded"),
        ("throttle:qps", "FlowLimitExceeded.QPSOverLimit"),
        ("throttle:account", "AccountFlowLimitExceeded"),
    ],
)
def test_throttling_has_its_spellings(spec: str, code: str) -> None:
    assert caller(faults=(spec,)).ask("ListRealTimeQuality", ASK).code == code


def test_a_fault_for_one_action_spares_the_others() -> None:
    desk = caller(faults=("status-500@ListQuality",))
    assert desk.ask("ListQuality", ASK).status == 500
    assert desk.ask("ListRealTimeQuality", ASK).status == 200


def test_a_counted_fault_passes() -> None:
    desk = caller(faults=("status-500*2",))
    assert [desk.ask("ListRealTimeQuality", ASK).status for _ in range(4)] == [500, 500, 200, 200]


def test_the_first_fault_that_applies_wins() -> None:
    desk = caller(faults=("status-500*1", "status-503*1"))
    assert [desk.ask("ListRealTimeQuality", ASK).status for _ in range(3)] == [500, 503, 200]


def test_slow_and_delayed_answers_are_true_ones() -> None:
    plain = caller().ask("ListRealTimeQuality", ASK)
    for spec, slept in (("slow:10", 10), ("delay:3", 3)):
        desk = caller(faults=(spec,))
        assert desk.ask("ListRealTimeQuality", ASK).body == plain.body
        assert sum(desk.clock.slept) == pytest.approx(slept, rel=0.06)


def test_a_skewed_service_has_another_date_and_wants_it_signed() -> None:
    desk = caller(faults=("skew:3600",))
    answer = desk.ask("ListRealTimeQuality", ASK)
    assert answer.code == "InvalidTimestamp"
    assert answer.headers["date"] == "Fri, 20 Nov 2026 12:55:07 GMT"
    body = json.dumps(window(NOW + 3600, Indicator=["stall_rate"])).encode()
    query = [("Action", "ListRealTimeQuality"), ("Version", NEW)]
    assert desk.send("POST", *signed("POST", "h", query, body, NOW + 3600), body).status == 200


def test_only_one_version_can_be_served() -> None:
    desk = caller(faults=(f"only-version:{OLD}",))
    assert desk.ask("ListRealTimeQuality", ASK, NEW).code == "InvalidActionOrVersion"
    assert desk.ask("ListRealTimeQuality", ASK, OLD).status == 200


@pytest.mark.parametrize(
    ("form", "text", "many"), [("string", True, False), ("list", False, True), ("any", True, True)]
)
def test_the_distributions_indicator_has_the_form_that_is_set(form: str, text: bool, many: bool) -> None:
    desk = caller(faults=(f"indicator:{form}",))
    fields = window(Dimension="OS")
    for indicator, fits in (("stall_rate", text), (["stall_rate"], many)):
        answer = desk.ask("ListRealTimeQualityDistribution", fields | {"Indicator": indicator})
        assert answer.code == ("" if fits else "InvalidParameter.Unmarshal")


def test_faults_can_be_changed_while_it_runs() -> None:
    desk = caller()
    assert _control(desk, ["status-503"]) == 200
    assert desk.ask("ListRealTimeQuality", ASK).status == 503
    assert _control(desk, []) == 200
    assert desk.ask("ListRealTimeQuality", ASK).status == 200


@pytest.mark.parametrize("wrong", [["meteor"], 5, [7], "["])
def test_a_wrong_change_changes_nothing(wrong: object) -> None:
    desk = caller(faults=("status-503",))
    assert _control(desk, wrong) == 400
    assert desk.ask("ListRealTimeQuality", ASK).status == 503


def _control(desk: Caller, faults: object) -> int:
    body = b"[" if faults == "[" else json.dumps(faults).encode()
    return desk.send("POST", "", {}, body, "/_simulator/faults").status


def test_the_log_can_be_read_over_http_and_control_is_not_logged() -> None:
    desk = caller(faults=("status-500*1",))
    desk.ask("ListRealTimeQuality", ASK)
    desk.ask("ListRealTimeQuality", ASK)
    log = json.loads(desk.send("GET", "", {}, path="/_simulator/log").body)
    assert [(entry["status"], entry["code"], entry["fault"]) for entry in log] == [
        (500, "InternalError", "status"),
        (200, "", ""),
    ]
    assert desk.send("GET", "", {}, path="/_simulator/else").status == 404


def test_the_api_of_api_down_fails_two_minutes_of_four() -> None:
    desk = caller(scenario="api-down", faults=())
    desk.pace = 0
    found = []
    for second in (10, 30, 50, 75, 130, 200, 239, 250):
        desk.clock.at = NOW + second
        found.append(desk.ask("ListRealTimeQuality", ASK).status)
    assert found == [500, 500, 503, 503, 200, 200, 200, 500]


def test_a_fault_that_needs_a_connection_says_so_without_one() -> None:
    with pytest.raises(UsageError, match="drop"):
        caller(faults=("drop",)).ask("ListRealTimeQuality", ASK)


@contextmanager
def running(**changes: Any) -> Iterator[str]:
    """A simulator on a port, in a thread; its host and port. Ends with the pipe."""
    reading, writing = os.pipe()
    urls: Queue[str] = Queue()
    thread = threading.Thread(target=serve, args=(options(parent_fd=reading, epoch=None, **changes), urls.put))
    thread.start()
    try:
        yield urls.get(timeout=10).removeprefix("http://")
    finally:
        os.close(writing)
        thread.join(5)
        os.close(reading)
        assert not thread.is_alive()


def _post(host: str) -> tuple[int, bytes]:
    now = time.time()
    body = json.dumps(window(now, Indicator=["stall_rate"])).encode()
    query, headers = signed("POST", host, [("Action", "ListRealTimeQuality"), ("Version", NEW)], body, now)
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request("POST", f"/?{query}", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_signed_request_over_a_socket_is_answered() -> None:
    with running() as host:
        status, body = _post(host)
    assert status == 200
    assert json.loads(body)["Result"]["Indicators"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("drop", http.client.RemoteDisconnected),
        ("reset", ConnectionResetError),
        ("truncated", http.client.IncompleteRead),
    ],
)
def test_a_broken_connection_is_broken_as_named_and_the_next_one_works(fault: str, error: type[Exception]) -> None:
    with running(faults=(f"{fault}*1",)) as host:
        with pytest.raises(error):
            _post(host)
        assert _post(host)[0] == 200


@pytest.mark.parametrize("fault", ["slow:0.4", "delay:0.4"])
def test_a_slow_answer_takes_its_time(fault: str) -> None:
    with running(faults=(fault,)) as host:
        began = time.monotonic()
        assert _post(host)[0] == 200
        assert time.monotonic() - began > 0.3


def test_the_end_of_the_parent_cuts_a_slow_answer_short() -> None:
    with running(faults=("slow:60",)) as host:
        failed: Queue[Exception] = Queue()
        thread = threading.Thread(target=_catch, args=(failed.put, host))
        thread.start()
        time.sleep(0.3)
    thread.join(5)
    assert isinstance(failed.get(timeout=1), OSError | http.client.HTTPException)


def _catch(put: Callable[[Exception], None], host: str) -> None:
    try:
        _post(host)
    except (OSError, http.client.HTTPException) as error:
        put(error)
