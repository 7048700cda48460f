"""`rtc-tui demo` in a real terminal: its simulator lives as long as it does, and never sees a key of the user's."""

import os
import pty
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rtc_tui.cli.child import simulator
from tests.cli.conftest import KEYS, ROOT, SECRET_KEY, Program

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks into /proc")


class Terminal:
    """A process on a pseudo-terminal."""

    def __init__(self, program: Program, *words: str, env: dict[str, str]) -> None:
        self.seen = b""
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.chdir(ROOT)
            environment = program.environment | {"COLUMNS": "120", "LINES": "40"} | env
            os.execve(sys.executable, [sys.executable, "-m", "rtc_tui", *words], environment)  # noqa: S606 - ourselves

    def read_until(self, wanted: bytes) -> None:
        deadline = time.monotonic() + 15
        while wanted not in self.seen and time.monotonic() < deadline:
            if select.select([self.fd], [], [], 0.1)[0]:
                self.seen += os.read(self.fd, 65536)
        assert wanted in self.seen

    def end(self) -> int:
        """Read what is left, and wait."""
        try:
            while os.read(self.fd, 65536):
                pass
        except OSError:
            pass
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture
def demo(rtc_tui: Program, tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(rtc_tui, "demo", env=KEYS | {"TMPDIR": str(tmp_path), "RTC_TUI_APP": "real"})
    terminal.read_until(b"LIVE")
    yield terminal
    try:
        os.kill(terminal.pid, signal.SIGKILL)
        os.waitpid(terminal.pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def until(true: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()


def gone(pid: int) -> bool:
    """No such process, or one that only waits to be reaped by whoever adopted it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.pty
def test_quit_leaves_nothing_behind(demo: Terminal, tmp_path: Path) -> None:
    (child,) = children(demo.pid)
    os.write(demo.fd, b"q")
    assert demo.end() == 0
    assert until(lambda: gone(child))
    assert not list(tmp_path.glob("rtc-tui-demo-*"))


@pytest.mark.pty
def test_the_child_ends_when_the_parent_is_killed(demo: Terminal) -> None:
    (child,) = children(demo.pid)
    os.kill(demo.pid, signal.SIGKILL)
    demo.end()
    assert until(lambda: gone(child))


@pytest.mark.pty
def test_the_child_has_throw_away_keys_and_a_session_of_its_own(demo: Terminal) -> None:
    (child,) = children(demo.pid)
    environment = Path(f"/proc/{child}/environ").read_text()
    assert SECRET_KEY not in environment
    assert "VOLCENGINE_SECRET_KEY=" in environment
    assert "RTC_TUI_APP" not in environment
    arguments = Path(f"/proc/{child}/cmdline").read_text()
    secret = next(line for line in environment.split("\0") if line.startswith("VOLCENGINE_SECRET_KEY="))
    assert secret.partition("=")[2] not in arguments
    assert os.getsid(child) == child != os.getsid(demo.pid)


def test_the_simulator_answers_as_soon_as_its_address_is_known() -> None:
    from urllib.error import HTTPError
    from urllib.request import ProxyHandler, build_opener

    opener = build_opener(ProxyHandler({}))
    with simulator("calm", 1, "661e0543cf", "cn-north-1", os.devnull) as service:
        with pytest.raises(HTTPError) as caught:
            opener.open(service.url, timeout=10)
        caught.value.close()
        assert service.secret_key not in repr(service)
    with pytest.raises(OSError, match="refused"):
        opener.open(service.url, timeout=10)
