"""What the commands around the client say: where a recording goes, what `check` found, how a fault is written."""

import json
import stat
from pathlib import Path

import pytest

from rtc_tui.cli import check, compose, simulate
from rtc_tui.cli.checks import Finding, _failed
from rtc_tui.errors import ConfigError, ExitCode, UsageError, WrongCredentials


def test_a_recording_that_cannot_be_kept_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="Not a directory") as raised:
        compose.recorder(tmp_path / "file" / "x")
    assert "--record-http" in raised.value.hint
    assert raised.value.exit_code is ExitCode.CONFIG


def test_a_recording_is_for_its_owner_alone(tmp_path: Path) -> None:
    compose.recorder(tmp_path / "a" / "b")
    compose.recorder(tmp_path / "a" / "b")  # may exist
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    assert not list((tmp_path / "a" / "b").iterdir())


def _refusals() -> list[Finding]:
    return [
        _failed("rights:" + action, WrongCredentials("Refused (a long story).", "Mend it.", request_id=f"r{i}"), action)
        for i, action in enumerate(("A: ", "B: ", "C: "))
    ]


def test_check_tells_one_story_once() -> None:
    table = check._table(_refusals())
    assert table.count("a long story") == 1
    assert table.count("Mend it.") == 1
    assert "C: same as above (RequestId r2)" in table


def test_check_in_json_is_whole_and_has_no_empty_hint() -> None:
    found = json.loads(check._json([Finding("proxy", "ok", "none", "unused"), *_refusals()]))["checks"]
    assert "hint" not in found[0]
    assert [one["hint"] for one in found[1:]] == ["Mend it."] * 3
    assert all("a long story" in one["detail"] for one in found[1:])


@pytest.mark.parametrize(
    ("fault", "hint"),
    [
        ("nonsense", "error-shape, throttle"),
        ("delay:x", "delay[:SECONDS], as delay:5, delay:14."),
        ("status-9", "status[:STATUS], as status:400, status:401."),
        ("error:Nope", "error:CODE[:STATUS], as "),
        ("spelling:x", "spelling:NAME, as spelling:timestamp, "),
        ("garbage:x*2", "garbage[:random], as garbage, garbage:random."),
    ],
)
def test_a_fault_that_is_written_wrongly(fault: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        simulate._check_fault(fault)
    assert fault in str(raised.value)
    assert hint in raised.value.hint
