"""`rtc-tui get calls` and `rtc-tui diagnose`, as scripts and monitors call them."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.running import run, service


@pytest.fixture(scope="module")
def incident(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A service on which the uplink of user-20817 in room-4711 loses packets, for ten minutes by now."""
    home = tmp_path_factory.mktemp("incident")
    with service(home, "--scenario", "one-bad-user", "--seed", "7") as url:
        yield url, home


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["get", "calls", "--user", "u"], "--room"),
        (["get", "calls", "--room", "a,b"], "valid ID"),
        (["get", "calls", "--room", "r", "--user", "a,b"], "comma"),
        (["get", "calls", "--room", "r", "--user", "\x1b[31m"], "valid ID"),
        (["get", "calls", "--room", "x" * 200], "valid ID"),
        (["get", "calls", "--direction", "up"], "--user"),
        (["get", "calls", "--direction", "left"], "both, up, down"),
        (["get", "calls", "--indicator", "audio_stall"], "--user"),
        (["get", "calls", "--room", "r", "--user", "u", "--indicator", "audio_stal"], "Did you mean audio_stall?"),
        (["get", "calls", "--from", "-20d", "--to", "-15d"], "14 days"),
        (["get", "calls", "--room", "r", "--user", "u", "--from", "-8d", "--to", "-7d"], "6 days"),
        (["get", "calls", "--from", "soon"], "-15m"),
        (["get", "calls", "--watch", "0"], "--watch"),
        (["get", "calls", "--exit-code"], "no option"),
        (["diagnose"], "ROOM"),
        (["diagnose", "a b"], "valid ID"),
        (["diagnose", "r", "--from", "-8d", "--to", "-7d"], "6 days"),
        (["diagnose", "r", "--format", "csv"], "text, json"),
        (["diagnose", "--", "--exit-code", "x"], "argument"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(rtc_tui: Program, words: list[str], says: str) -> None:
    """Exit code 2, nothing on stdout, what would make sense on stderr; without keys."""
    done = rtc_tui(*words, "--app", "x") if "--" not in words else rtc_tui("--app", "x", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["diagnose"],
        ["diagnose", "a b"],
        ["diagnose", "r", "--bogus"],
        ["diagnose", "r"],
        ["diagnose", "r", "--app", "x"],
    ],
)
def test_to_a_monitor_every_failure_is_unknown(rtc_tui: Program, words: list[str]) -> None:
    """Usage, configuration and missing keys included: 2 would mean that a call is bad."""
    assert rtc_tui(*words, "--exit-code").returncode == 3


def test_a_monitor_that_cannot_reach_the_service_knows_nothing(rtc_tui: Program, service: dict[str, str]) -> None:
    """Nobody listens there."""
    nobody = service | {"RTC_TUI_ENDPOINT": "http://127.0.0.1:9"}
    assert rtc_tui("diagnose", "room-4711", "--exit-code", env=nobody).returncode == 3
    assert rtc_tui("diagnose", "room-4711", env=nobody).returncode == 5


def test_the_bad_user_is_found(incident: tuple[str, Path]) -> None:
    """Who, which end and why, from a room's name alone; and a monitor is told."""
    url, home = incident
    done = run(url, home, "diagnose", "room-4711", "--from", "-9m", "--format", "json", "--exit-code")
    assert done.returncode == 2, done.stderr
    found = json.loads(done.stdout)["verdicts"]
    ours = next(one for one in found if one.get("peer") == "user-20817")
    assert (ours["stage"], ours["location"]) == ("uplink", "remote")
    assert ours["rule"] in {"R10", "R11"}


def test_a_verdict_for_people_names_the_user_and_the_next_step(incident: tuple[str, Path]) -> None:
    """In the language asked for."""
    url, home = incident
    done = run(url, home, "diagnose", "room-4711", "--user", "user-20813", "--from", "-9m", "--lang", "zh")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "user-20817 的上行" in text
    assert "网络" in text


def test_from_rooms_to_points(incident: tuple[str, Path]) -> None:
    """Room, users, metrics: each a list that leads to the next."""
    url, home = incident
    rooms = json.loads(run(url, home, "get", "calls", "--from", "-1h", "--format", "json").stdout)["rooms"]
    assert all(room["room"] for room in rooms)
    users = json.loads(run(url, home, "get", "calls", "--room", "room-4711", "--format", "json").stdout)["users"]
    name = next(user["user"] for user in users if user["live"])
    done = run(url, home, "get", "calls", "--room", "room-4711", "--user", name, "--from", "-5m", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert {row["user"] for row in rows} == {name}
    assert {row["direction"] for row in rows} == {"up", "down"}
    assert all(float(row["value"]) >= 0 for row in rows)


def test_scripts_do_not_pay_for_the_screen(rtc_tui: Program) -> None:
    """Neither command imports Textual."""
    for words in (("get", "calls", "--help"), ("diagnose", "--help")):
        done = rtc_tui(*words, python=("-X", "importtime"))
        assert done.returncode == 0
        assert "textual" not in done.stderr
