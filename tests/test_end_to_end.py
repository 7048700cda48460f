"""The whole program in a real pseudo-terminal: what a user sees, and what is left when it has gone."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyte
import pytest

from tests.bench import programs
from tests.bench.programs import Program
from tests.bench.session import Session

pytestmark = pytest.mark.pty
PATIENCE = 30.0  # seconds: a bound for a hang, not a measure
KEY, SECRET = "AKLTendtoendendtoend", "ZW5kLXRvLWVuZC1zZWNyZXQ="
# pyte does not know the forms with a private prefix, nor device control strings
UNKNOWN = re.compile(rb"\x1b\[[<=>][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\")


def screen(session: Session) -> str:
    """What stands on the terminal now."""
    terminal = pyte.Screen(120, 40)
    pyte.ByteStream(terminal).feed(UNKNOWN.sub(b"", b"".join(chunk.data for chunk in session.chunks)))
    return "\n".join(terminal.display)


def until(session: Session, *expected: str) -> str:
    """Read until all of these are on the screen."""
    shown = ""
    while session.now() < PATIENCE and session.alive:
        session.pump(0.2)
        shown = screen(session)
        if all(re.search(each, shown) for each in expected):
            return shown
    raise AssertionError(f"never seen: {expected}; the screen says:\n{shown}")


@contextmanager
def running(program: Program, home: Path) -> Iterator[Session]:
    """The program, ended and cleaned up in any case."""
    session = program.start(home)
    try:
        yield session
    finally:
        session.close()


@contextmanager
def service(*options: str) -> Iterator[str]:
    """The simulator on a port of its own."""
    environment = {**os.environ, "VOLCENGINE_ACCESS_KEY": KEY, "VOLCENGINE_SECRET_KEY": SECRET}
    command = [sys.executable, "-m", "rtc_tui", "simulate", *options]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found
            yield found[0]
        finally:
            process.terminate()


def faults(url: str, *kinds: str) -> None:
    """From now on the service has these faults."""
    body = json.dumps(list(kinds)).encode()
    urllib.request.urlopen(urllib.request.Request(f"{url}/_simulator/faults", body), timeout=5).close()  # noqa: S310


def monitor(url: str) -> Program:
    """`rtc-tui` on that service, as a user with keys would start it."""
    return replace(
        programs.WAITING,
        command=(sys.executable, "-m", "rtc_tui", "--app", "661e0543cf", "--endpoint", url),
        environment={"VOLCENGINE_ACCESS_KEY": KEY, "VOLCENGINE_SECRET_KEY": SECRET},
    )


def test_demo_shows_live_values_answers_keys_and_leaves_cleanly(tmp_path: Path) -> None:
    """Without keys or network: values, a moved selection, a frozen screen; `q` ends with 0 and leaves nothing."""
    with running(programs.DEMO, tmp_path / "home") as session:
        shown = until(session, "● LIVE", r"join 5s", r"\d\d\.\d\d % ●", r"quota \d+/\d+")
        assert "4 History" in shown
        session.send(b"i")
        until(session, r"join 10s  \d\d:\d\d:\d\d = ")
        session.send(b",")
        session.send(b" ")
        until(session, r"FROZEN \+\d")
        session.remember_family()
        session.send(b"q")
        assert session.wait(PATIENCE)
        assert session.status == 0
        assert session.left_behind() == []


@pytest.mark.parametrize(
    ("how", "code"),
    [(b"\x03", 130), (b"Q", 0), (signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGHUP, 128 + signal.SIGHUP)],
)
def test_every_way_out_restores_the_terminal(how: bytes | signal.Signals, code: int, tmp_path: Path) -> None:
    """ctrl+c, Q and both signals end with their code, the terminal as it was, and no process left."""
    with running(programs.DEMO, tmp_path / "home") as session:
        until(session, "● LIVE")
        session.remember_family()
        if isinstance(how, bytes):
            session.send(how)
        else:
            session.signal(how)
        assert session.wait(PATIENCE)
        assert session.status == code
        assert session.left_behind() == []


def test_a_bug_is_told_without_secrets_and_leaves_cleanly(tmp_path: Path) -> None:
    """An exception in a pane ends the program with 1; the traceback shows no variable, the terminal is as it was."""
    with running(programs.CRASH, tmp_path / "home") as session:
        until(session, "● LIVE")
        session.remember_family()
        session.send(b",")
        assert session.wait(PATIENCE)
        assert session.status == 1
        assert session.left_behind() == []
        said = b"".join(chunk.data for chunk in session.chunks).decode("utf-8", "replace")
        assert "secret_key" not in said
        assert "locals" not in said


def test_the_child_killed_is_an_outage_and_nothing_else(tmp_path: Path) -> None:
    """When the demo's simulator dies, the screen says OFFLINE, keeps the last values, and leaves cleanly."""
    with running(programs.DEMO, tmp_path / "home") as session:
        until(session, "● LIVE", r"\d\d\.\d\d % ●")
        session.remember_family()
        children = [pid for pid in session.family() if pid != session.pid]
        assert children
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        session.send(b"r")
        shown = until(session, "OFFLINE", "No connection|cut")
        assert re.search(r"\d\d\.\d\d % ●", shown)
        session.send(b"q")
        assert session.wait(PATIENCE)
        assert session.status == 0
        assert session.left_behind() == []


def test_no_color_sends_no_colour(tmp_path: Path) -> None:
    """With NO_COLOR no escape sequence sets a colour, and the text is there all the same."""
    with running(replace(programs.DEMO, environment={"NO_COLOR": "1"}), tmp_path / "home") as session:
        until(session, "● LIVE", r"\d\d\.\d\d % ●")
        session.send(b"q")
        assert session.wait(PATIENCE)
        sent = b"".join(chunk.data for chunk in session.chunks)
        colours = {code for found in re.findall(rb"\x1b\[([0-9;]*)m", sent) for code in found.split(b";")}
        assert not colours & {
            b"38",
            b"48",
            *(str(n).encode() for n in (*range(30, 38), *range(40, 48), *range(90, 98))),
        }


def test_a_terminal_that_knows_ascii_alone_gets_nothing_else(tmp_path: Path) -> None:
    """Where the locale is not UTF-8, every byte on the line is ASCII."""
    plain = replace(programs.DEMO, environment={"LANG": "C", "LC_ALL": "C"})
    with running(plain, tmp_path / "home") as session:
        until(session, r"\. LIVE", r"\d\d\.\d\d % \.")
        session.send(b"i,w ")
        until(session, "FROZEN")
        session.send(b"q")
        assert session.wait(PATIENCE)
        assert b"".join(chunk.data for chunk in session.chunks).isascii()


CAUSES = {
    "error:SignatureDoesNotMatch": ("KEY REFUSED", "secret key does not match"),
    "error:InvalidParameter.NotExistAppId": ("UNKNOWN APP", "Check the app ID"),
    "error:AccessDenied": ("NOT PERMITTED", "policy"),
    "throttle": ("THROTTLED until", "close other viewers"),
    "garbage": ("OFFLINE", "endpoint"),
    "status:500": ("OFFLINE", "tried again"),
}


@pytest.mark.parametrize("fault", CAUSES)
def test_each_cause_has_its_sentence_and_goes_away_by_itself(fault: str, tmp_path: Path) -> None:
    """What is wrong is said with what to do; when the cause is gone, the values come without a restart."""
    word, hint = CAUSES[fault]
    with service("--fault", fault) as url, running(monitor(url), tmp_path / "home") as session:
        shown = until(session, word, hint)
        assert SECRET not in shown
        faults(url)
        session.send(b"r")
        until(session, "● LIVE", r"\d\d\.\d\d % ●")
        session.send(b"q")
        assert session.wait(PATIENCE)
        assert SECRET.encode() not in b"".join(chunk.data for chunk in session.chunks)


def test_an_unreachable_service_is_told_and_found_when_it_comes(tmp_path: Path) -> None:
    """Nobody listens: OFFLINE with what to check; once the service is there, it is live."""
    with service() as url:
        port = url.rpartition(":")[2]
    with running(monitor(url), tmp_path / "home") as session:
        until(session, "OFFLINE", "Check the network")
        with service("--port", port):
            session.send(b"r")
            until(session, "● LIVE")
