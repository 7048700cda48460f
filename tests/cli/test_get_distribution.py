"""`rtc-tui get distribution`, as a script calls it."""

import csv
import io
import json

import pytest

from tests.cli.conftest import Program


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--dimension", "City"], "Known: Province, Country, OS, Access"),
        (["--indicator", "online_user_count"], "has no distribution"),
        (["--indicator", "stal_rate"], "Did you mean stall_rate?"),
        (["--from", "-40d"], "from 30 days to 8 hours ago"),
        (["--from", "-10h", "--to", "-9h", "--watch"], "does not change"),
        (["--from", "-3h", "--watch"], "does not change"),
        (["--from", "soon"], "-15m"),
        (["--watch", "0"], "--watch"),
        (["--room", "r"], "--room"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(rtc_tui: Program, words: list[str], says: str) -> None:
    """Exit code 2, nothing on stdout, what would make sense on stderr; without keys."""
    done = rtc_tui("get", "distribution", "--app", "x", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_slices_of_the_last_hour(rtc_tui: Program, service: dict[str, str]) -> None:
    """All five indicators by province, in one object."""
    done = rtc_tui("get", "distribution", "--format", "json", "--from", "-10m", env=service)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["pane"], found["dimension"]) == ("distribution", "Province")
    assert len({series["indicator"] for series in found["series"]}) == 5
    assert "广东" in {series["slice"] for series in found["series"]}
    assert found["health"]["state"] == "live"


def test_slices_of_days_gone_by(rtc_tui: Program, service: dict[str, str]) -> None:
    """In steps of five minutes, each row with its provenance."""
    window = ("--from", "-10h", "--to", "-9h", "--dimension", "os", "--indicator", "stall_rate")
    done = rtc_tui("get", "distribution", "--format", "csv", *window, env=service)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["provenance"] for row in rows} == {"offline"}
    assert {row["slice"] for row in rows} == {"android", "ios", "linux", "mac", "windows"}
    assert all(int(row["time"][14:16]) % 5 == 0 and row["time"][17:19] == "00" for row in rows)


def test_a_time_between_that_nobody_recorded(rtc_tui: Program, service: dict[str, str]) -> None:
    """Exit code 2, nothing on stdout, and that a recorder would have it."""
    done = rtc_tui("get", "distribution", "--from", "-3h", "--to", "-2h", env=service)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing of it was recorded" in done.stderr
    assert "rtc-tui record" in done.stderr


def test_what_web_does_not_have_is_not_filled_with_native_numbers(rtc_tui: Program, service: dict[str, str]) -> None:
    """Browsers tell no system of ours: no series, and a sentence that says so."""
    done = rtc_tui("get", "distribution", "--product", "web", "--dimension", "OS", "--format", "json", env=service)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["product"], found["series"]) == ("web", [])
    assert "--product native" in done.stderr
