"""What is measured, and how it is started: rtc-tui as a user would, the anchors beside it.

Each program gets a home directory of its own that is empty, and an environment in which nothing is inherited but PATH.
"""

import os
import re
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from re import Pattern
from typing import Final

from tests.bench.session import Session

_HERE: Final = Path(__file__).parent
_XDG: Final = ("CONFIG", "STATE", "DATA", "CACHE", "RUNTIME")


@dataclass(frozen=True, slots=True)
class Program:
    """`ready`: what must have been on screen, all of it. `quit`: the keys that end it."""

    command: tuple[str, ...]
    ready: tuple[Pattern[str], ...]
    quit: bytes = b"q"
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, home: Path) -> Session:
        """Run it in a new pty; `home` is made, and must not be somebody's."""
        home.mkdir()
        (home / "tmp").mkdir()
        own = {"HOME": str(home), "TMPDIR": str(home / "tmp")}
        own |= {f"XDG_{name}_{'DIR' if name == 'RUNTIME' else 'HOME'}": str(home / name.lower()) for name in _XDG}
        terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        return Session(self.command, {"PATH": os.environ.get("PATH", os.defpath)} | terminal | own | self.environment)


def _seen(*expressions: str) -> tuple[Pattern[str], ...]:
    return tuple(re.compile(expression) for expression in expressions)


_FRAME: Final = (r"1 Live .* 6 Reference", r"\? +help .*q +quit")
_LIVE: Final = _seen(*_FRAME, r"● LIVE", r"\d\.\d+ % [●▲✖]")

HELLO: Final = Program((sys.executable, str(_HERE / "anchor_hello.py")), _seen("this is ready"), b"\x11")
TABS: Final = Program(  # without the animation of its tabs, which is no work
    (sys.executable, str(_HERE / "anchor_tabs.py")),
    _seen("Offline"),
    b"\x11",
    {"TEXTUAL_ANIMATIONS": "none"},
)
DEMO: Final = Program((sys.executable, "-m", "rtc_tui", "demo"), _LIVE)
CRASH: Final = Program((sys.executable, "-m", "tests.bench.crash"), _LIVE)
WAITING: Final = Program(  # port 9 of loopback: nobody listens, and the first screen must not wait for that
    (sys.executable, "-m", "rtc_tui", "--app", "661e0543cf", "--endpoint", "http://127.0.0.1:9"),
    _seen(*_FRAME, r"join 5s", r"· waiting"),
    environment={"VOLCENGINE_ACCESS_KEY": "AKLTbenchbenchbench", "VOLCENGINE_SECRET_KEY": "YmVuY2g="},
)


def seeded(seed: int) -> Program:
    """The demo on another world."""
    return Program((*DEMO.command, "--seed", str(seed)), _LIVE)


def btop() -> Program | None:
    """Where it is installed."""
    found = shutil.which("btop")
    return Program((found,), _seen("cpu")) if found else None
