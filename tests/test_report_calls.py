"""`get calls`, against the contract: rooms, users and call metrics, once and watched, and what is not to be had."""

import csv
import io
import json
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from rtc_tui.core.call_request import CallRequest, direction, metrics, whom
from rtc_tui.core.calls import Direction, Room
from rtc_tui.core.model import DAY, HOUR
from rtc_tui.core.request import Format
from rtc_tui.core.snapshot import Problem
from rtc_tui.errors import DeadlineExceeded, NotPermitted, ResponseTooLarge, Unavailable, Unreachable, UsageError
from rtc_tui.report.asked import raised
from rtc_tui.report.calls import calls
from rtc_tui.text import use
from tests.feed.virtual import OwnClock, source_of, virtual
from tests.report_calls import AT, PEOPLE, ROOM, CallService, a_room, get, person
from tests.test_report import config, golden

DETAILS: dict[str, Any] = {"room": ROOM, "users": ("ann",), "start": "-2m"}


def looked(service: CallService | None = None, **request: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(get(CallRequest(format=Format.JSON, **request), service))
    return found


def watched(service: CallService, seconds: float, **request: Any) -> list[dict[str, Any]]:
    text = get(CallRequest(format=Format.JSON, watch=30.0, **request), service, seconds=seconds)
    return [json.loads(line) for line in text.splitlines()]


# ------------------------------------------------------------------ what is printed
def test_rooms_users_and_metrics_are_as_the_contract_has_them() -> None:
    """Names, order, types and meaning of every key; what is not known has none."""
    service = CallService(
        listed=(a_room(), a_room("room-2", "", ended=AT - 60, users=None, finished=True)),
        people=(person("ann"), person("ben", left=AT - 60)),
    )
    shown = [looked(service), looked(service, room=ROOM), looked(service, **DETAILS | {"start": "-130s"})]
    golden("calls.json", "".join(json.dumps(one, indent=1, ensure_ascii=False) + "\n" for one in shown))


def test_csv_is_long_for_each_kind() -> None:
    """A line per call, per stay, per point."""
    service = CallService(listed=(a_room(), a_room("=1+1", "", users=None)))
    requests = (CallRequest(), CallRequest(ROOM), CallRequest(**DETAILS | {"start": "-130s"}))
    golden("calls.csv", "\n".join(get(replace(one, format=Format.CSV), service) for one in requests))


@pytest.mark.parametrize(("language", "name"), [("en", "calls.txt"), ("zh", "calls-zh.txt")])
def test_the_table_is_for_people(language: Any, name: str) -> None:
    """In either language; of metrics the range, not the points."""
    use(language)
    requests = (CallRequest(), CallRequest(ROOM), CallRequest(**DETAILS))
    golden(name, "\n".join(map(get, requests)))


def test_a_name_moves_no_cursor_and_is_no_formula() -> None:
    """Whatever the service calls a room."""
    service = CallService(listed=(a_room("\x1b[2J=cmd"), a_room("=cmd()|x")))
    for form in Format:
        assert "\x1b" not in get(CallRequest(format=form), service)
    rows = list(csv.DictReader(io.StringIO(get(CallRequest(format=Format.CSV), service))))
    assert rows[1]["room"] == "'=cmd()|x"


def test_one_direction_is_asked_and_some_metrics_are_shown() -> None:
    """`--direction` makes the request smaller; `--indicator` what is printed."""
    service = CallService()
    found = looked(service, **DETAILS, direction=Direction.DOWN, metrics=("audio_stall",))
    assert {call.more["direction"] for call in service.errands if call.name == "call_detail"} == {Direction.DOWN}
    assert {(row["direction"], *(one["id"] for one in row["metrics"])) for row in found["rows"]} == {
        ("down", "audio_stall")
    }


# ------------------------------------------------------------------ which time
def test_rooms_and_users_are_those_of_the_last_day() -> None:
    """Unless told otherwise."""
    service = CallService()
    assert looked(service)["from"] == "2026-11-19T10:32:41+08:00"
    looked(service, room=ROOM)
    assert {window.seconds for window in service.asked_for("rooms") + service.asked_for("users")} == {DAY}


def test_metrics_are_those_of_the_last_hour_of_the_newest_call() -> None:
    """A call of half an hour, and one that ended three days ago."""
    assert looked(CallService(), room=ROOM, users=("ann",))["from"] == "2026-11-20T10:02:41+08:00"
    old = person("ann", joined=AT - 3 * DAY - 2 * HOUR, left=AT - 3 * DAY)
    service = CallService(people=(old,))
    found = looked(service, room=ROOM, users=("ann",))
    assert (found["from"], found["to"]) == ("2026-11-17T09:32:41+08:00", "2026-11-17T10:32:41+08:00")
    assert [window.seconds for window in service.asked_for("users")] == [DAY, 6 * DAY]


def test_more_than_an_hour_is_asked_in_pieces() -> None:
    """Joined without a seam, each point once."""
    service = CallService(people=(person("ann", joined=AT - DAY), person("ben", joined=AT - DAY)))
    found = looked(service, room=ROOM, users=("ann",), start="-4h", direction=Direction.UP)
    pieces = service.asked_for("call_detail")
    assert len(pieces) > 3
    assert all(window.seconds <= HOUR for window in pieces)
    times = found["rows"][0]["metrics"][0]["times_ms"]
    assert times == list(range(times[0], times[-1] + 1, 10_000))
    assert times[-1] - times[0] > 3.9 * HOUR * 1000


def test_more_than_twenty_users_are_asked_in_groups() -> None:
    """The API takes twenty at once."""
    names = tuple(f"u{n}" for n in range(45))
    service = CallService(people=tuple(map(person, names)), metrics=("audio_up_loss",))
    found = looked(service, room=ROOM, users=names, start="-3m", direction=Direction.UP)
    assert [row["user"] for row in found["rows"]] == list(names)
    assert max(len(call.users) for call in service.errands) <= 20


def test_a_clock_that_is_wrong_asks_once_more_for_the_right_time() -> None:
    """What `-2m` means is told by the service's clock."""
    service = CallService(OwnClock(off=-600.0))

    def tells(_name: str, _at: float) -> None:
        service.skew_s = 600.0

    service.fails = tells
    assert looked(service, start="-2m")["to"].startswith("2026-11-20T10:32:4")
    assert [window.end - AT for window in service.asked_for("rooms")] == [-600, 0]


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        (CallRequest(start="-20d", end="-15d"), "14 days"),
        (CallRequest(ROOM, ("ann",), start="-9d", end="-7d"), "6 days"),
        (CallRequest(start="-1h", end="-2h"), "not before"),
        (CallRequest(start="-5m", end="-5m"), "not before"),
    ],
)
def test_a_time_that_cannot_be_had_is_a_usage_error(request_: CallRequest, says: str) -> None:
    """Before anything is asked."""
    service = CallService()
    with pytest.raises(UsageError, match=says):
        get(request_, service)
    assert not service.errands


def test_a_time_that_reaches_too_far_says_what_is_not_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The rest is there."""
    assert looked(CallService(), start="-20d")["rooms"]
    assert "older than 14 days" in capsys.readouterr().err


# ------------------------------------------------------------------ what is not there
def test_a_room_that_does_not_exist_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Whether users or metrics are asked for; it is no failure."""
    assert looked(room="nosuch")["users"] == []
    assert "knows no such room now" in capsys.readouterr().err
    found = looked(room="nosuch", users=("ann",))
    assert (found["rows"], found["dropped_users"]) == ([], ["ann"])
    assert "knows no such room now" in capsys.readouterr().err


def test_a_room_that_exists_and_told_nothing_yet_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """The lists are 100 seconds behind."""
    looked(CallService(people=(), exists=True), room=ROOM)
    assert "has 3 online now" in capsys.readouterr().err


def test_users_who_were_not_there_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The others are told."""
    found = looked(**DETAILS | {"users": ("ann", "ghost")})
    assert {row["user"] for row in found["rows"]} == {"ann"}
    assert found["dropped_users"] == ["ghost"]
    assert "No data of ghost" in capsys.readouterr().err


def test_a_list_that_is_not_whole_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr, and in the object."""
    assert looked(CallService(notes_of=("There is more.",)))["health"]["notes"] == ["There is more."]
    assert "There is more." in capsys.readouterr().err


def test_an_answer_cut_short_is_printed_and_raised() -> None:
    """What came is not lost; the exit code says that it is not all."""
    pieces = count()

    def fails(name: str, _at: float) -> Unreachable | None:
        return Unreachable("gone") if name == "call_detail" and next(pieces) > 1 else None

    service = CallService(people=(person("ann", joined=AT - DAY), person("ben", joined=AT - DAY)), fails=fails)
    request, printed = CallRequest(ROOM, ("ann",), start="-5h", format=Format.CSV), io.StringIO()
    with pytest.raises(Unreachable, match="gone"):
        virtual(calls(request, config(), lambda: source_of(service), printed))
    assert printed.getvalue().count("\n") > 10


@pytest.mark.parametrize("error", [NotPermitted("no"), Unreachable("gone"), DeadlineExceeded("slow")])
def test_a_failure_is_raised_as_what_it_was_and_nothing_is_printed(error: Any) -> None:
    """With its exit code; soon."""
    service = CallService(fails=lambda _name, _at: error)
    for kind in (CallRequest(), CallRequest(ROOM), CallRequest(**DETAILS)):
        with pytest.raises(type(error)) as raised:
            get(kind, service)
        assert raised.value.exit_code == error.exit_code


def test_a_piece_that_is_too_slow_is_asked_for_less() -> None:
    """As long as that helps."""

    def fails(name: str, _at: float) -> DeadlineExceeded | None:
        large = name == "call_detail" and service.errands[-1].window.seconds > 100
        return DeadlineExceeded("slow") if large else None

    service = CallService(fails=fails)
    assert looked(service, **DETAILS | {"start": "-4m"})["rows"]


def test_what_is_too_large_even_alone_is_raised() -> None:
    """Exit code 6."""
    service = CallService(fails=lambda name, _at: ResponseTooLarge("large") if name == "call_detail" else None)
    with pytest.raises(ResponseTooLarge):
        get(CallRequest(**DETAILS), service)


def test_what_takes_long_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr; what takes no time says nothing."""
    looked(**DETAILS)
    assert not capsys.readouterr().err
    looked(CallService(latency=4.0, people=(person("ann", joined=AT - DAY),)), **DETAILS | {"start": "-5h"})
    assert "pieces are here" in capsys.readouterr().err


def test_more_than_memory_is_for_says_what_was_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """The newest is there."""
    service = CallService(people=(person("ann", joined=AT - DAY),), cost=40_000.0)
    found = looked(service, **DETAILS | {"start": "-3h"})
    assert found["rows"]
    assert "more than 96 MiB" in found["health"]["notes"][0]
    assert "more than 96 MiB" in capsys.readouterr().err


def test_a_problem_becomes_the_error_that_it_was() -> None:
    """One of a kind that has no class of its own here by its exit code."""
    problem = Problem("Hopeless", "message", "hint", 5, 0.0, code="C", request_id="r", action="a")
    error = raised(problem)
    assert (type(error), error.message, error.hint, error.request_id) == (Unavailable, "message", "hint", "r")
    assert type(raised(replace(problem, kind="NotPermitted", exit_code=4))) is NotPermitted


# ------------------------------------------------------------------ watched
def test_watched_rooms_are_printed_when_they_change() -> None:
    """The first answer whole, then what is new or different; of a look without news, nothing."""
    service = CallService(listed=(a_room(), a_room("room-2", "call-2")))

    def told(_name: str, at: float) -> None:
        ended = a_room(users=2, ended=AT + 40, finished=True)
        service.listed = (ended if at > 40 else a_room(), a_room("room-2", "call-2"))

    service.fails = told
    found = watched(service, 200)
    assert [[room["room"] for room in one["rooms"]] for one in found] == [["room-1", "room-2"], ["room-1"]]
    assert found[1]["rooms"][0]["live"] is False


def test_watched_users_are_printed_when_they_change_and_not_for_staying() -> None:
    """How long they have been there runs on; that one leaves, or has another network, is told with all that is known."""
    service = CallService()

    def told(_name: str, at: float) -> None:
        there = [replace(person(name), online_s=1800 + at) for name in PEOPLE]
        if at > 40:
            there[1] = person("ben", left=AT + 40)
        if at > 100:
            there[2] = replace(there[2], access="4g")
        service.people = tuple(there)

    service.fails = told
    found = watched(service, 300, room=ROOM)
    assert [[user["user"] for user in one["users"]] for one in found] == [[*PEOPLE], ["ben"], ["cas"]]
    assert (found[1]["users"][0]["live"], found[1]["users"][0]["online_s"]) == (False, 1840)
    assert found[2]["users"][0]["online_s"] > 1900


def test_watched_metrics_are_printed_point_by_point() -> None:
    """Each once, and only what is young is asked again."""
    service = CallService()
    found = watched(service, 200, **DETAILS | {"start": "-10m"}, direction=Direction.UP)
    times = [at for one in found for row in one["rows"] for at in row["metrics"][0]["times_ms"]]
    assert times == list(range(times[0], times[-1] + 1, 10_000))
    assert len(found) == 7
    assert service.asked_for("call_detail")[-1].seconds < 400


def test_watched_a_failure_stands_in_the_object_and_passes() -> None:
    """The next look does better, and what was missed comes with it."""
    service = CallService()
    service.fails = lambda _name, at: Unreachable("gone") if at < 20 else None
    first, second = watched(service, 50)
    assert (first["rooms"], first["health"]["state"]) == ([], "offline")
    assert first["health"]["errors"][0]["kind"] == "Unreachable"
    assert [room["room"] for room in second["rooms"]] == ["room-1"]
    assert second["health"] == {"state": "live", "errors": []}


def test_watching_a_time_that_is_over_ends() -> None:
    """As soon as nothing of it can change any more."""
    assert len(watched(CallService(), 1e6, **DETAILS | {"start": "-8m", "end": "-5m"})) == 1
    late = watched(CallService(), 1e6, **DETAILS | {"end": "-1m"})
    assert late[-1]["rows"][0]["metrics"][0]["times_ms"][-1] == AT * 1000 - 61_000


# ------------------------------------------------------------------ what is asked
@pytest.mark.parametrize("name", ["a,b", "a b", "[red]x", "\x1b[31mx", "x" * 200, ""])
def test_ids_that_cannot_be_are_usage_errors(name: str) -> None:
    """Neither a request nor a screen sees them."""
    with pytest.raises(UsageError) as raised:
        whom(ROOM, [name])
    assert "\x1b" not in str(raised.value)
    with pytest.raises(UsageError):
        whom(name, [])


def test_directions_and_metrics_need_a_user() -> None:
    """A list of rooms has neither."""
    with pytest.raises(UsageError):
        direction("up", ())
    with pytest.raises(UsageError):
        metrics(("audio_stall",), ())
    assert direction("both", ()) is None
    with pytest.raises(UsageError) as raised:
        metrics(("audio_stal",), ("ann",))
    assert "audio_stall?" in raised.value.hint


def test_a_room_keeps_what_nobody_told() -> None:
    """Neither zero nor empty: no key."""
    found = looked(CallService(listed=(Room("r"),)))
    assert found["rooms"] == [{"room": "r", "live": True}]
