"""Bundles by command: made from an archive, opened with nothing but the program."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import playing
from tests.playing import END, START
from tests.running import PATIENCE


def rtc_tui(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run in a home of its own, without keys, configuration or a way to anybody."""
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HTTPS_PROXY": "http://127.0.0.1:9"}
    command = [sys.executable, "-m", "rtc_tui", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last fifty minutes of the hour."""
    home = tmp_path_factory.mktemp("home")
    (home / "archive").mkdir()
    shutil.copy(playing.province_loss()[0] / "archive" / "app1.db", home / "archive" / f"{playing.APP}.db")
    found = rtc_tui(
        home, "bundle", "create", "--app", playing.APP, "--archive", f"sqlite:{home / 'archive'}", "--from",
        _iso(START + 600), "--to", _iso(END), "--note", "join fails\x1b[2J", "--hash-users", str(home / "x.bundle"),
    )  # fmt: skip
    assert (found.returncode, found.stdout) == (0, "")
    assert "User IDs are hashed" in found.stderr
    return home / "x.bundle"


def _iso(at: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).isoformat()


def test_it_opens_in_an_empty_home(bundle: Path, tmp_path: Path) -> None:
    """Without keys and network, and without leaving anything behind."""
    found = rtc_tui(tmp_path, "bundle", "show", str(bundle), "--format", "json")
    assert (found.returncode, found.stderr) == (0, "")
    told = json.loads(found.stdout)
    assert told["app"] == playing.APP
    assert told["note"] == "join fails\N{REPLACEMENT CHARACTER}[2J"
    assert told["verdicts"]
    assert told["users_hashed"]
    text = rtc_tui(tmp_path, "bundle", "show", str(bundle)).stdout
    assert "\x1b" not in text
    assert "u-" in text
    assert list(tmp_path.iterdir()) == []


def test_scripts_read_it_like_the_service(bundle: Path, tmp_path: Path) -> None:
    """`get` and `diagnose` take a bundle; what they print is what was recorded."""
    live = rtc_tui(tmp_path, "get", "live", "--bundle", str(bundle), "--format", "json")
    assert live.returncode == 0
    shown = playing.shown(json.loads(live.stdout))
    there = playing.province_loss()[1][END][0]
    assert {key[0] for key in shown} == {key[0] for key in playing.shown(there)}
    spread = rtc_tui(
        tmp_path, "get", "distribution", "--bundle", str(bundle), "--indicator", "stall_rate", "--format", "csv"
    )
    assert "广东" in spread.stdout
    rooms = rtc_tui(tmp_path, "get", "calls", "--bundle", str(bundle), "--format", "csv")
    assert playing.ROOM in rooms.stdout
    verdicts = rtc_tui(
        tmp_path, "diagnose", playing.ROOM, "--bundle", str(bundle), "--from", _iso(END - 600), "--to", _iso(END),
        "--format", "json",
    )  # fmt: skip
    assert json.loads(verdicts.stdout)["verdicts"]
    assert list(tmp_path.iterdir()) == []


def test_a_time_within_it(bundle: Path, tmp_path: Path) -> None:
    """--at is of the bundle's own time; one outside is refused with what there is."""
    early = rtc_tui(tmp_path, "get", "live", "--bundle", str(bundle), "--at", _iso(START + 1200), "--format", "json")
    assert max(key[2] for key in playing.shown(json.loads(early.stdout))) < "2026-11-20T02:50"
    outside = rtc_tui(tmp_path, "get", "live", "--bundle", str(bundle), "--at", _iso(START - 86_400))
    assert outside.returncode == 2
    assert "The recording begins at" in outside.stderr
    watched = rtc_tui(tmp_path, "get", "live", "--bundle", str(bundle), "--watch")
    assert (watched.returncode, watched.stdout) == (2, "")


@pytest.mark.parametrize("words", [("bundle", "show"), ("replay",), ("get", "live", "--bundle")])
def test_what_is_damaged_ends_with_seven(bundle: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    """One sentence, what to do, exit code 7."""
    (tmp_path / "cut").write_bytes(bundle.read_bytes()[:-1])
    found = rtc_tui(tmp_path, *words, str(tmp_path / "cut"))
    assert (found.returncode, found.stdout) == (7, "")
    assert "is cut short" in found.stderr
    assert len(found.stderr.splitlines()) == 2


def test_replay_without_a_terminal_and_without_a_recording(bundle: Path, tmp_path: Path) -> None:
    """Each says what is missing."""
    assert rtc_tui(tmp_path, "replay", str(bundle)).returncode == 2
    assert rtc_tui(tmp_path, "replay", str(bundle), "--speed", "0").returncode == 2
    nothing = rtc_tui(tmp_path, "replay", "--app", "661e0543cf")
    assert nothing.returncode == 7
    assert "Nothing was recorded of the app 661e0543cf" in nothing.stderr
    empty = rtc_tui(tmp_path, "bundle", "create", "--app", "661e0543cf", "--from", "-1h", str(tmp_path / "y"))
    assert empty.returncode == 7
    assert not (tmp_path / "y").exists()


def test_what_can_not_be_written_is_told_before_anything_is_packed(bundle: Path, tmp_path: Path) -> None:
    """A file that is there, and a note that would be cut: nothing is looked for, nothing is written."""
    begin = ("bundle", "create", "--app", playing.APP, "--archive", f"sqlite:{tmp_path}", "--from", _iso(START))
    there = rtc_tui(tmp_path, *begin, str(bundle))
    assert (there.returncode, "exists already" in there.stderr) == (7, True)
    long = rtc_tui(tmp_path, *begin, "--note", "x" * 2001, str(tmp_path / "new"))
    assert (long.returncode, "at most 2000 characters" in long.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []
