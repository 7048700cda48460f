"""`rtc-tui record` as a process of its own: what it writes, how it ends, and who takes over."""

import asyncio
import os
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rtc_tui.cli import recorder
from rtc_tui.cli.recorder import Changes
from rtc_tui.errors import ExitCode
from tests.running import APP, PATIENCE, TOKEN, command, environment, service


@contextmanager
def recording(url: str, home: Path, *words: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A recorder; killed at the end if it still runs. Its talk is in `<home>/talk-<pid>`."""
    home.mkdir(exist_ok=True)
    with (home / f"talk-{len(list(home.glob('talk-*')))}").open("w") as talk:
        process = subprocess.Popen(
            command(url, "record", *words), env=environment(home, **more), stdout=talk, stderr=talk, text=True
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def said(home: Path) -> list[str]:
    """What each recorder said, in the order in which they were started."""
    return [path.read_text() for path in sorted(home.glob("talk-*"))]


def until(home: Path, number: int, expected: str) -> str:
    """Wait for a recorder to say something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        talk = said(home)
        if len(talk) > number and re.search(expected, talk[number]):
            return talk[number]
        time.sleep(0.05)
    raise AssertionError(f"never said: {expected}; said: {said(home)}")


def archives(home: Path) -> list[Path]:
    return sorted(home.rglob("*.db"))


def asked(home: Path) -> int:
    """How many stretches of time were committed."""
    for path in archives(home):
        try:
            with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as db:
                return int(db.execute("SELECT count(*) FROM asked").fetchone()[0])
        except sqlite3.Error:
            pass
    return 0


def recorded(home: Path) -> int:
    """Wait until something was committed; how many stretches."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := asked(home):
            return found
        time.sleep(0.05)
    raise AssertionError("nothing was ever recorded")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 0), (signal.SIGHUP, 0), (signal.SIGINT, 130)], ids=["term", "hup", "int"]
)
def test_it_records_says_where_and_ends_as_it_is_told(number: signal.Signals, code: int, tmp_path: Path) -> None:
    """One line at the start, one at the end; files for their owner alone, and no secret among them."""
    with service(tmp_path) as url, recording(url, tmp_path) as process:
        until(tmp_path, 0, f"Recording {APP} in ")
        assert recorded(tmp_path) > 0
        process.send_signal(number)
        assert process.wait(PATIENCE) == code
    lines = said(tmp_path)[0].splitlines()
    assert len(lines) == 2
    assert lines[-1] == "Recording ended."
    assert [path.stat().st_mode & 0o077 for path in archives(tmp_path)] == [0]


def test_a_killed_recorder_is_followed_by_the_one_that_stood_by(tmp_path: Path) -> None:
    """kill -9: the second one notices by itself, and goes on in the same file."""
    with service(tmp_path) as url, recording(url, tmp_path) as first:
        recorded(tmp_path)
        with recording(url, tmp_path) as second:
            until(tmp_path, 1, "Another process records")
            first.send_signal(signal.SIGKILL)
            first.wait()
            until(tmp_path, 1, f"(?m)^Recording {APP}")
            second.terminate()
            assert second.wait(PATIENCE) == 0
    assert len(archives(tmp_path)) == 1
    assert not list(tmp_path.rglob("*damaged*"))


def test_a_place_that_can_not_be_written_is_told_with_exit_code_7(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with recording("http://127.0.0.1:9", tmp_path, "--archive", f"sqlite:{tmp_path}/file") as process:
        assert process.wait(PATIENCE) == 7
    assert re.search(r"The archive .* cannot be used: ", said(tmp_path)[0])
    assert len(said(tmp_path)[0].splitlines()) == 2


@pytest.mark.parametrize("url", ["postgres://host", "sqlite:"])
def test_an_archive_that_nobody_knows_is_a_mistake_of_the_command_line(url: str, tmp_path: Path) -> None:
    with recording("http://127.0.0.1:9", tmp_path, "--archive", url) as process:
        assert process.wait(PATIENCE) == 2
    assert "sqlite:/a/folder" in said(tmp_path)[0]


def test_a_service_that_is_away_is_told_once_and_does_not_end_it(tmp_path: Path) -> None:
    with recording("http://127.0.0.1:9", tmp_path) as process:
        until(tmp_path, 0, r"quality \(native\): ")
        time.sleep(3)
        process.terminate()
        assert process.wait(PATIENCE) == 0
    assert len([line for line in said(tmp_path)[0].splitlines() if line.startswith("quality (native): ")]) == 1


def test_the_unit_names_the_program_and_its_options_and_no_secret(tmp_path: Path) -> None:
    """Text for systemd on stdout; nothing is started, no key is needed, none is printed."""
    words = command("http://127.0.0.1:9", "--access-key", "AKLTflagflagflag", "--tz", "UTC", "record", "--print-unit")
    done = subprocess.run(
        words, env=environment(tmp_path, VOLCENGINE_SESSION_TOKEN=TOKEN), capture_output=True, text=True,
        timeout=PATIENCE, check=True,
    )  # fmt: skip
    start = next(line for line in done.stdout.splitlines() if line.startswith("ExecStart="))
    assert start.endswith(f"-m rtc_tui --app {APP} --endpoint http://127.0.0.1:9 --tz UTC record")
    assert os.path.isabs(start.removeprefix("ExecStart=").split()[0])  # noqa: PTH117
    for secret in ("AKLT", TOKEN, "cnVubmluZy1"):
        assert secret not in done.stdout
    assert done.stderr == ""
    assert not archives(tmp_path)


def test_notes_are_told_once_and_so_is_their_end(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads the journal sees when what was wrong is over."""
    changes = Changes("app1", "here")
    for notes in (("away",), ("away",), (), ()):
        changes.notes(notes)
    assert capsys.readouterr().err == "away\nWhat was wrong is over.\n"


@pytest.mark.parametrize(("shared", "looks"), [(True, 3), (False, 1)])
def test_who_records_is_known_before_it_is_told(shared: bool, looks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim in an engine takes two looks: until then nobody else records, and nobody is said to."""
    monkeypatch.setattr(recorder, "_PAUSE", 0.001)
    asked = []

    class Claiming:
        """Ours at the third look."""

        async def take(self) -> bool:
            asked.append(1)
            return len(asked) == 3

    async def main() -> None:
        stop: asyncio.Future[ExitCode] = asyncio.get_running_loop().create_future()
        await recorder._settle_who_records(Claiming(), stop, shared=shared)  # type: ignore[arg-type]

    asyncio.run(main())
    assert len(asked) == looks
