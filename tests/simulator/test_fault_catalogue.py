"""The table of faults: each kind is described, checked, exampled; faults add up, and meet the requests they are meant for."""

import json
import re
from typing import Any, get_args

import pytest

from rtc_tui.errors import UsageError
from rtc_tui.simulator.faults import KINDS, Carry, Family, FaultKind, catalogue
from rtc_tui.simulator.injection import Fault, parse
from rtc_tui.simulator.refusals import KNOWN
from rtc_tui.simulator.scenarios import load
from rtc_tui.text import both
from tests.simulator.asking import Answer, Caller, caller, window

ALL = catalogue()
DETAIL = window(back=400, RoomId="room-4711", UserId="user-20811,user-20812", Direction="0")
SLICES = window(Indicator="stall_rate", Dimension="OS")
PLAIN = window(Indicator=["stall_rate"])
# Kinds whose examples need a request that calm ones are not, or time, to be seen.
_UNSEEN = {"delay", "slow", "drip", "limit", "throttle-as", "only-version", "indicator"}


def ask(desk: Caller, action: str = "") -> Answer:
    if action == "ListCallDetail":
        return desk.ask(action, DETAIL, method="GET")
    return desk.ask(action or "ListRealTimeQuality", SLICES if "Distribution" in action else PLAIN)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_a_kind_is_described_in_both_languages_and_has_examples_that_parse(kind: FaultKind) -> None:
    english, chinese = both(kind.text)
    assert english != chinese
    assert "\n" not in english + chinese
    assert all(both(f"simulator.family_{kind.family}"))
    assert kind.family in get_args(Family)
    assert kind.examples
    assert len(set(kind.examples)) == len(kind.examples)
    for example in kind.examples:
        assert parse(example).kind == kind.name


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_an_argument_that_does_not_fit_is_told_with_what_would(kind: FaultKind) -> None:
    with pytest.raises(UsageError) as caught:
        parse(f"{kind.name}:?!")
    assert f"{kind.name}:?!" in caught.value.message
    assert re.search(r"needs|after it", caught.value.message)


@pytest.mark.parametrize(
    "kind",
    [k for k in ALL if not k.needs_socket and k.family != "sizes" and k.name not in {"bomb", *_UNSEEN}],
    ids=lambda kind: kind.name,
)
def test_every_example_changes_the_answer(kind: FaultKind) -> None:
    """Spellings of actions that are not served here cannot be seen to."""
    desk = caller()
    same = []
    for example in kind.examples:
        action = parse(example).action
        desk.app.faults.set([parse("limit:1000000")])
        plain = ask(desk, action)
        desk.clock.at -= desk.pace
        desk.app.faults.set([parse("limit:1000000"), parse(example)])
        met = ask(desk, action)
        if (met.status, met.headers, met.body) == (plain.status, plain.headers, plain.body):
            same.append(example)
    assert same == []


def test_every_documented_code_comes_with_its_own_status_and_with_200() -> None:
    desk = caller()
    for code, kind in KNOWN.items():
        for suffix, status in (("", kind.status or 400), (":200", 200)):
            desk.app.faults.set([parse(f"error:{code}{suffix}")])
            answer = ask(desk)
            assert (answer.status, answer.code, answer.error.get("CodeN", 0)) == (status, code, kind.code_n or 0)
            assert answer.error["Message"]


@pytest.mark.parametrize("spec", ["error:InternalError/200", "error:InternalError:200"])
def test_the_status_of_an_error_stands_behind_a_slash_or_a_colon(spec: str) -> None:
    assert ask(caller(faults=(spec,))).status == 200


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ("drop~0.3", Fault("drop", share=0.3)),
        ("drop~.25@ListQuality*2", Fault("drop", "", "ListQuality", 2, 0.25)),
        ("drop*2~x--@ListQuality", Fault("drop", "", "ListQuality", 2, pattern="x--")),
        ("throttle-as-qps", Fault("throttle-as", "qps")),
        ("number-nan", Fault("number", "nan")),
        ("null:Result.Indicators.[0].Data.Value", Fault("null", "Result.Indicators.[0].Data.Value")),
        ("wrong:.:list", Fault("wrong", ".:list")),
        ("big:300:points:chunked", Fault("big", "300:points:chunked")),
    ],
)
def test_a_fault_may_be_limited_in_any_order(spec: str, fault: Fault) -> None:
    assert parse(spec) == fault


@pytest.mark.parametrize("spec", ["drop*x", "drop~2", "drop~x~-x", "drop*1*2", "drop@a b", "drop~", "drop~xy"])
def test_a_limit_that_is_none_is_told(spec: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(spec)
    assert spec in caught.value.message


@pytest.mark.parametrize(
    ("faults", "found"),
    [
        (("status-503~x--",), [503, 200, 200, 503, 200, 200]),
        (("status-503~-x*1",), [200, 503, 200, 200, 200, 200]),
        (("status-503~xx--", "status-500~x"), [503, 503, 500, 500, 503, 503]),
    ],
)
def test_a_pattern_says_which_requests_are_met(faults: tuple[str, ...], found: list[int]) -> None:
    desk = caller(faults=faults)
    assert [ask(desk).status for _ in found] == found


def test_a_share_is_met_by_chance_that_the_seed_decides() -> None:
    def statuses(seed: int) -> list[int]:
        desk = caller(faults=("status-503~0.3",), seed=seed)
        return [ask(desk).status for _ in range(100)]

    assert statuses(1) == statuses(1) != statuses(2)
    assert 15 <= statuses(1).count(503) <= 45


def test_faults_add_up() -> None:
    desk = caller(
        faults=("delay:3", "error:AccessDenied", "hostile:markup:ResponseMetadata.Error.Message", "gzip:none")
    )
    answer = ask(desk)
    assert desk.clock.slept == [3.0]
    assert (answer.status, answer.code, answer.headers["content-encoding"]) == (403, "AccessDenied", "gzip")
    assert "[bold red]" in answer.error["Message"]
    assert desk.app.log[-1]["fault"] == "delay+error+hostile+gzip"


@pytest.mark.parametrize(
    "source", ["garbage", "html:200", "empty", "null:.", "wrong:ResponseMetadata:number", "nested:9"]
)
def test_a_change_that_finds_nothing_to_change_leaves_the_answer(source: str) -> None:
    """Whatever is combined, an answer comes."""
    changes = [e for kind in ALL if kind.family in {"values", "spelling", "bodies"} for e in kind.examples[:3]]
    desk = caller()
    for change in changes:
        if not isinstance(KINDS[parse(change).kind], Carry):
            desk.app.faults.set([parse(source), parse(change)])
            assert ask(desk).status


def test_a_status_without_a_body_has_none() -> None:
    for status in (204, 304):
        answer = ask(caller(faults=(f"status-{status}",)))
        assert (answer.status, answer.body, "content-length" in answer.headers) == (status, b"", False)


def test_flaky_is_the_same_for_the_same_seed_and_does_each_of_its_faults() -> None:
    def run(seed: int) -> list[str]:
        desk = caller(scenario="flaky", seed=seed)
        desk.pace, found = 2.0, []
        for _ in range(119):  # up to the connections that are broken, which need a socket
            ask(desk)
            found.append(desk.app.log[-1]["fault"])
        return found

    assert run(1) == run(1) != run(2)
    assert {"", "delay", "status", "html", "throttle", "cut", "gzip"} <= {part for f in run(1) for part in f.split("+")}


@pytest.mark.parametrize("action", ["", "ListRealTimeQualityDistribution", "ListCallDetail"])
def test_odd_spellings_tell_the_same_as_calm(action: str) -> None:
    def points(answer: Answer) -> set[tuple[str, ...]]:
        found: set[tuple[str, ...]] = set()
        result = answer.json["Result"]
        series = list(result.get("Indicators", ()))
        series += [row for entry in result.get("UserCallDetail", ()) for row in entry["CallDetail"]]
        for row in series:
            for point in row["Data"]:
                at = point.get("Time", point.get("Timestamp", point.get("TimeStamp")))
                name = {"macos": "mac"}.get(point.get("Dimension", "").lower(), point.get("Dimension", "").lower())
                found.add((row["Name"], str(at), name, str(float(point["Value"]))))
        return found

    odd, calm = ask(caller(scenario="odd-spellings"), action), ask(caller(), action)
    assert points(odd) == points(calm)
    assert odd.body != calm.body


def test_the_bad_proxy_rests_in_the_sixth_minute() -> None:
    desk = caller(scenario="bad-proxy")
    desk.pace, start, found = 0, desk.clock.at, []
    for minute in range(6):
        desk.clock.at = start + 60 * minute + 30
        answer = ask(desk)
        found.append((answer.status, answer.headers["content-type"][:9]))
    assert found == [
        (200, "text/html"),
        (302, "text/html"),
        (407, "text/html"),
        (200, "applicati"),
        (504, "text/html"),
        (200, "applicati"),
    ]


def test_the_faults_of_scenarios_are_known() -> None:
    for name in ("flaky", "bad-proxy", "odd-spellings"):
        assert all(parse(row.kind).kind in KINDS for row in load(name).faults)


def test_what_strangers_call_is_not_kept() -> None:
    desk = caller(faults=("status-503~x-",))
    for i in range(50):
        desk.ask(f"Action{i}", PLAIN)
    counts: Any = desk.app.faults._by_hand[0]
    assert list(counts._seen) == [""]


def test_control_takes_faults_with_limits() -> None:
    desk = caller()
    body = json.dumps(["null:Result~x-@ListRealTimeQuality*1"]).encode()
    assert desk.send("POST", "", {}, body, "/_simulator/faults").status == 200
    assert [ask(desk).json["Result"] is None for _ in range(3)] == [True, False, False]
