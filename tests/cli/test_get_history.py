"""`rtc-tui get history`, as a script calls it."""

import csv
import io
import json

import pytest

from tests.cli.conftest import Program


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--kind", "weather"], "quality, operation, users, usage"),
        (["--granularity", "1min"], "30s, 5min, 1h, 1d"),
        (["--kind", "operation", "--granularity", "5min"], "Known: 1h, 1d"),
        (["--kind", "users", "--granularity", "1d"], "leave --granularity out"),
        (["--kind", "operation", "--indicator", "stall_rate"], "user_count"),
        (["--indicator", "stal_rate"], "Did you mean stall_rate?"),
        (["--user", "a"], "--room"),
        (["--room", "r", "--user", "a,b"], "comma"),
        (["--os", "ios", "--product", "web"], "no effect on web"),
        (["--access", "wifi", "--product", "web"], "no effect on web"),
        (["--os", "beos"], "android, ios, linux, mac, windows"),
        (["--kind", "usage", "--room", "r"], "--kind quality"),
        (["--dimension", "Province"], "--kind users"),
        (["--kind", "users", "--dimension", "OS"], "Province, Country"),
        (["--kind", "users", "--from", "-20d"], "7 days"),
        (["--from", "-40d"], "30 days"),
        (["--from", "-1h", "--to", "-2h"], "--from"),
        (["--from", "soon"], "-15m"),
        (["--watch", "0"], "--watch"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(rtc_tui: Program, words: list[str], says: str) -> None:
    """Exit code 2, nothing on stdout, what would make sense on stderr; without keys."""
    done = rtc_tui("get", "history", "--app", "x", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_a_day_back_is_offline_then_missing_then_realtime(rtc_tui: Program, service: dict[str, str]) -> None:
    """Without a recorder: the hours between are null, and stderr says what would have them."""
    done = rtc_tui("get", "history", "--format", "json", "--indicator", "stall_rate", env=service)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["pane"], found["kind"], found["granularity"]) == ("history", "quality", "5min")
    assert {series["name"] for series in found["series"]} == {"80ms_audio_stall_rate", "500ms_video_stall_rate"}
    points = found["series"][0]["points"]
    assert {point["provenance"] for point in points} == {"offline", "missing", "realtime"}
    assert all((point["value"] is None) == (point["provenance"] == "missing") for point in points)
    assert "rtc-tui record" in done.stderr


def test_every_kind_is_printed_in_every_form(rtc_tui: Program, service: dict[str, str]) -> None:
    """Exit code 0, and something on stdout."""
    for kind in ("operation", "users", "usage"):
        for form in ("table", "json", "csv"):
            done = rtc_tui("get", "history", "--kind", kind, "--format", form, env=service)
            assert done.returncode == 0, done.stderr
            assert done.stdout


def test_systems_are_asked_of_native_data(rtc_tui: Program, service: dict[str, str]) -> None:
    """Each row names them."""
    window = ("--from", "-10h", "--to", "-9h", "--os", "ios", "--indicator", "stall_rate")
    done = rtc_tui("get", "history", "--format", "csv", *window, env=service)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {(row["dimension"], row["slice"], row["provenance"]) for row in rows} == {("Filter", "os=ios", "offline")}
    assert len(rows) == 26
