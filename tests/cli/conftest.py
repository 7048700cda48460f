"""The program as a user runs it: a process of its own, with nothing of this machine's in its environment."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ACCESS_KEY, SECRET_KEY = "AKLTtestkey0123456789", "bmV2ZXItc2hvdy10aGlz"
KEYS = {"VOLCENGINE_ACCESS_KEY": ACCESS_KEY, "VOLCENGINE_SECRET_KEY": SECRET_KEY}


@dataclass
class Program:
    """Runs `rtc-tui`; `said` gathers all that was ever printed."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.environment |= {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm"}

    def __call__(
        self, *words: str, env: dict[str, str] | None = None, python: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *python, "-m", "rtc_tui", *words],
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            env=self.environment | (env or {}),
            timeout=60,
        )


@pytest.fixture
def rtc_tui(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A simulator on a port; gives the environment that points a client at it."""
    program = Program(tmp_path_factory.mktemp("service"))
    process = subprocess.Popen(
        [sys.executable, "-m", "rtc_tui", "simulate", "--seed", "7"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=program.environment | KEYS,
    )
    assert process.stdout
    with process, process.stdout:
        word, url, *_ = process.stdout.readline().split()
        assert word == "ready"
        yield KEYS | {"RTC_TUI_ENDPOINT": url, "RTC_TUI_APP": "661e0543cf"}
        process.terminate()
