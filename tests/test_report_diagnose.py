"""`diagnose`, against the contract: what is asked, what is printed, and what a monitor makes of it."""

import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from rtc_tui.core.call_request import CallRequest
from rtc_tui.core.calls import User
from rtc_tui.core.diagnosis import Verdict
from rtc_tui.core.model import DAY, HOUR, Window
from rtc_tui.errors import NotPermitted, Unreachable, UsageError
from rtc_tui.feed.live import LiveSource
from rtc_tui.report.calls_diagnose import CRITICAL, OK, UNKNOWN, WARNING, choose, covered, run, state
from rtc_tui.text import use
from tests.core.calls import DOWN, UP
from tests.feed.virtual import virtual
from tests.report_calls import AT, PEOPLE, ROOM, CallService, diagnosed, person
from tests.test_report import config

HEALTHY = {metric: wave[0] for metric, wave in (*UP.items(), *DOWN.items())}


def service(**more: Any) -> CallService:
    """A call in which nothing is wrong."""

    def values(_user: str, _peer: str, metric: str) -> float:
        return HEALTHY[metric]

    known: dict[str, Any] = {"metrics": tuple(HEALTHY), "values": values, "cost": 30.0}
    return CallService(**(known | more))


def lossy(**more: Any) -> CallService:
    """One user's packets are lost on their way up, and everybody hears it."""

    def values(user: str, peer: str, metric: str) -> float:
        if user == "ben" and metric in ("audio_up_loss", "video_up_loss"):
            return 34.0
        if peer == "ben" and metric in ("audio_stall", "video_stall"):
            return 900.0
        return HEALTHY[metric]

    return service(values=values, **more)


def found(used: CallService | None = None, **request: Any) -> tuple[dict[str, Any], int]:
    text, code = diagnosed(CallRequest(**{"room": ROOM} | request), used or service())
    return json.loads(text), code


# ------------------------------------------------------------------ verdicts
def test_a_fault_is_named_with_its_numbers() -> None:
    """Whose end, which rule, and the numbers it stands on; a monitor hears of it."""
    shown, code = found(lossy())
    first = shown["verdicts"][0]
    assert code == CRITICAL
    assert (first["type"], first["location"], first["peer"]) == ("AS", "remote", "ben")
    assert first["rule"] in ("R10", "R11")
    assert {"metric": "audio_up_loss", "user": "ben", "value": 34.0, "limit": 5.0, "unit": "%"} in first["evidence"]


def test_verdicts_are_as_the_contract_has_them() -> None:
    """Names, order and types of every key; what is not known has none."""
    shown, _ = found(lossy())
    contract = (
        "start", "end", "type", "location", "user", "peer", "stage", "factor", "rule", "confidence", "contradicts",
        "evidence", "also_possible", "next_step",
    )  # fmt: skip
    assert list(shown)[:2] == ["room", "from"]
    assert tuple(shown["verdicts"][0])[: len(contract)] == contract
    assert all(isinstance(value, str) for value in shown["verdicts"][0]["contradicts"])
    assert all({"metric", "value"} <= set(one) for one in shown["verdicts"][0]["evidence"])


def test_a_healthy_call_gives_one_verdict_of_none() -> None:
    """And all is well."""
    shown, code = found()
    assert ([one["type"] for one in shown["verdicts"]], code) == (["NONE"], OK)


def test_no_data_gives_a_gap() -> None:
    """Which is not the same as all is well."""
    shown, code = found(service(metrics=()))
    assert ([one["type"] for one in shown["verdicts"]], code) == (["GAP"], UNKNOWN)


def test_a_room_that_does_not_exist_is_a_gap_that_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Six days back there was none."""
    used = service()
    shown, code = found(used, room="nosuch")
    assert ([one["type"] for one in shown["verdicts"]], code) == (["GAP"], UNKNOWN)
    assert "knows no such room" in capsys.readouterr().err
    assert "knows no such room" in shown["notes"][0]
    assert used.asked_for("users")[-1].seconds == 6 * DAY


def test_text_is_for_people() -> None:
    """In either language, the worst first."""
    use("en")
    shown = diagnosed(CallRequest(ROOM), lossy(), text=True)[0]
    assert "The uplink of ben" in shown.splitlines()[2]
    assert "34 % (limit 5 %)" in shown
    use("zh")
    assert "ben 的上行" in diagnosed(CallRequest(ROOM), lossy(), text=True)[0].splitlines()[2]


# ------------------------------------------------------------------ what is asked
def test_the_last_hour_of_the_newest_call_is_looked_at() -> None:
    """Unless told otherwise; all users of it, and no others."""
    used = service(people=(person("ann", joined=AT - 3 * HOUR), person("ben", joined=AT - 2 * HOUR)))
    used.people += (User("old", ROOM, "call-0", AT - 9 * HOUR, AT - 8 * HOUR, HOUR, finished=True),)
    shown, _ = found(used)
    assert (shown["from"], shown["to"][:16]) == ("2026-11-20T09:32:41+08:00", "2026-11-20T10:32")
    assert {name for call in used.errands if call.name == "call_detail" for name in call.users} == {"ann", "ben"}


def test_a_user_asked_about_is_told_of_with_the_help_of_the_others() -> None:
    """Who is at fault shows at those who listen: their rows are asked for, too."""
    used = lossy()
    shown, code = found(used, users=("ann",))
    assert {name for call in used.errands if call.name == "call_detail" for name in call.users} == set(PEOPLE)
    assert (shown["verdicts"][0]["user"], shown["verdicts"][0]["peer"], code) == ("ann", "ben", CRITICAL)


def test_several_users_have_their_verdicts() -> None:
    """Each their own."""
    shown, _ = found(users=("ann", "cas"))
    assert [(one["type"], one["user"]) for one in shown["verdicts"]] == [("NONE", "ann"), ("NONE", "cas")]


def test_a_user_who_was_not_there_is_named() -> None:
    """A gap, and dropped."""
    shown, code = found(users=("ghost",))
    assert (shown["dropped_users"], shown["verdicts"][0]["type"], code) == (["ghost"], "GAP", UNKNOWN)


def test_a_big_room_is_asked_in_groups() -> None:
    """All of it; with a user, as many as one request takes, and the rest is named."""
    names = tuple(f"u{n:02}" for n in range(23))
    used = service(people=tuple(map(person, names)), metrics=("audio_up_loss",), cost=1.0)
    shown, _ = found(used, start="-3m")
    assert "left_out" not in shown
    assert {name for call in used.errands if call.name == "call_detail" for name in call.users} == set(names)
    shown, _ = found(used, start="-3m", users=("u22",))
    assert len(shown["left_out"]) == 3
    assert "3 more users" in shown["notes"][0]
    assert "u22" not in shown["left_out"]


def test_those_who_stayed_longest_are_chosen() -> None:
    """Of those who were not asked about."""
    there = {name: User(name, online_s=float(i)) for i, name in enumerate("abcd")}
    assert choose(there, ("a",), 3) == (("a", "d", "c"), ("b",))
    assert choose(there, (), 3) == (("d", "c", "b", "a"), ())


def test_what_came_in_part_is_not_judged() -> None:
    """The oldest piece of an answer that was cut short may be about some users alone."""
    window = Window(0, 900)
    parts = [Part(Window(at, at + 300)) for at in (600, 300, 300)]
    assert covered(window, parts, whole=False) == Window(600, 900)  # type: ignore[arg-type]
    assert covered(window, parts, whole=True) == window  # type: ignore[arg-type]


class Part:
    """As much of a `CallDetail` as is looked at."""

    def __init__(self, window: Window) -> None:
        self.window = window


@pytest.mark.parametrize(("start", "end", "says"), [("-9d", "-8d", "6 days"), ("-1h", "-2h", "not before")])
def test_a_time_out_of_reach_is_a_usage_error(start: str, end: str, says: str) -> None:
    """Nothing is asked."""
    with pytest.raises(UsageError, match=says):
        found(start=start, end=end)


def test_a_failure_is_raised() -> None:
    """As what it was: of the list of users, and of the metrics."""
    for name in ("users", "call_detail"):
        with pytest.raises(NotPermitted):
            found(service(fails=lambda asked, _, name=name: NotPermitted("no") if asked == name else None))


def test_what_came_before_a_failure_is_judged_and_the_failure_raised(capsys: pytest.CaptureFixture[str]) -> None:
    """A verdict about half an hour is better than none."""
    used = lossy(people=tuple(person(name, joined=AT - DAY) for name in PEOPLE), cost=5000.0)

    def fails(name: str, _at: float) -> Unreachable | None:
        many = sum(call.name == "call_detail" for call in used.errands) > 3
        return Unreachable("gone") if many and name == "call_detail" else None

    used.fails = fails
    with pytest.raises(Unreachable, match="gone"):
        virtual(run(CallRequest(ROOM), config(), lambda: LiveSource(used, used.clock, Random(1)), text=True))
    assert "The uplink of ben" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"type": "NONE"}, OK),
        ({"type": "GAP", "rule": "R0"}, UNKNOWN),
        ({"type": "SIL", "rule": "R2", "confidence": "high"}, OK),
        ({"type": "AS", "rule": "R11", "confidence": "low"}, WARNING),
        ({"type": "AS", "rule": "R11", "confidence": "medium"}, CRITICAL),
    ],
)
def test_what_a_monitor_makes_of_it(more: dict[str, Any], code: int) -> None:
    """Intent is no fault, a suspicion is a warning, and no data are no verdict."""
    assert state(replace(Verdict(0, 1, "AS", "unknown"), **more)) == code
