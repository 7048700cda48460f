"""Running everything, taking turns: samples by name, and what was found wrong by name."""

import signal
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench import measure, proc, programs
from tests.bench.measure import Burst
from tests.bench.programs import Program
from tests.bench.session import Session, pump_all

PRESSES: Final = 20
_EXIT_CODES: Final = {"q": 0, "hello": 0, "SIGTERM": 128 + 15, "SIGHUP": 128 + 1, "exception": 1}
_FIRST_FILL: Final = 95.0  # seconds after the start: by then each combination of the distribution has been asked once


@dataclass(slots=True)
class Samples:
    """`wrong` holds what no figure excuses, such as a terminal left in raw mode."""

    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    bursts: list[Burst] = field(default_factory=list)

    def add(self, name: str, value: float) -> None:
        """One more sample."""
        self.values[name].append(value)


def one_round(samples: Samples, folder: Path) -> None:
    """Each program once: its start, its keys, its end."""
    folder.mkdir()
    _visit(samples, folder / "hello", programs.HELLO, "hello", programs.HELLO.quit)
    _visit(samples, folder / "waiting", programs.WAITING, "waiting", b"q")
    _visit(samples, folder / "q", programs.DEMO, "demo", b"q")
    _visit(samples, folder / "tabs", programs.TABS, "tabs", programs.TABS.quit)
    _visit(samples, folder / "term", programs.DEMO, "demo", signal.SIGTERM)
    _visit(samples, folder / "hup", programs.DEMO, "demo", signal.SIGHUP)
    _visit(samples, folder / "crash", programs.CRASH, "crash", b",")


def _visit(samples: Samples, home: Path, program: Program, name: str, how: bytes | int) -> None:
    session = program.start(home)
    try:
        start = measure.until_ready(session, program.ready)
        samples.add(f"start.{name}", start.ready * 1000)
        if name == "demo":
            samples.add("start.bytes", start.size)
        session.pump_quiet(1.0, 2.0)
        if name == "tabs":
            samples.add("key.tabs", measure.p95(measure.keys(session, (b"2", b"1"), PRESSES)) * 1000)
            samples.add("tabs.rss", proc.rss_mb(session.pid))
        elif home.name == "q":
            samples.add("key.indicator", measure.p95(measure.keys(session, (b"i",), PRESSES)) * 1000)
            samples.add("key.cursor", measure.p95(measure.keys(session, (b",",), PRESSES)) * 1000)
            samples.add("live.rss", proc.rss_mb(session.pid))
            _distribution(samples, session)
            _calls(samples, session)
            _history(samples, session)
        _end(samples, session, home, name, how)
    finally:
        session.close()


def _distribution(samples: Samples, session: Session) -> None:
    """Its keys, once the first combination and a few more are held."""
    session.send(b"2")
    session.pump_quiet(2.0, 6.0)
    samples.add("key.heat.time", measure.p95(measure.keys(session, (b",",), PRESSES)) * 1000)
    samples.add("key.heat.row", measure.p95(measure.keys(session, (b"j", b"k"), PRESSES)) * 1000)
    samples.add("key.heat.indicator", measure.p95(measure.keys(session, (b"i", b"I"), PRESSES)) * 1000)


def _calls(samples: Samples, session: Session) -> None:
    """From the list of rooms to the matrix of the one that documents point at."""
    session.send(b"3")
    session.pump_quiet(2.0, 6.0)
    samples.add("key.rooms", measure.p95(measure.keys(session, (b"j", b"k"), PRESSES)) * 1000)
    for keys in (b"/", b"room-4711", b"\r", b"\r"):
        session.send(keys)
        session.pump_quiet(1.0, 4.0)
    samples.add("key.users", measure.p95(measure.keys(session, (b"j", b"k"), PRESSES)) * 1000)
    session.send(b"\r")
    session.pump_quiet(4.0, 15.0)
    samples.add("key.matrix", measure.p95(measure.keys(session, (b"j", b"l", b"k", b"h"), PRESSES)) * 1000)


def _history(samples: Samples, session: Session) -> None:
    """Its time cursor, once the first window is there."""
    session.send(b"4")
    session.pump_quiet(2.0, 8.0)
    samples.add("key.history", measure.p95(measure.keys(session, (b",",), PRESSES)) * 1000)


def _end(samples: Samples, session: Session, home: Path, name: str, how: bytes | int) -> None:
    exits = {"demo": signal.Signals(how).name if isinstance(how, int) else "q", "crash": "exception", "hello": "hello"}
    seconds, wrong = measure.leave(session, how)
    if name not in exits:
        return
    sample = f"exit.{exits[name]}"
    samples.add(sample, seconds * 1000)
    samples.wrong[sample].update(wrong)
    if session.status != _EXIT_CODES[exits[name]]:
        samples.wrong[sample].add(f"exit code {session.status}")
    litter = len(list((home / "tmp").iterdir()))
    if litter:
        samples.wrong[sample].add(f"{litter} temporary file(s)")


def rest(samples: Samples, folder: Path, seconds: float, sessions: int) -> None:
    """Leave the demo, of several seeds, alone for a while, with the anchors beside it in the same window.

    What it takes to ask for everything once, after a first start, is told apart from its rest.
    """
    folder.mkdir()
    chosen = {f"demo{seed}": programs.seeded(seed) for seed in range(1, sessions + 1)} | {"hello": programs.HELLO}
    btop = programs.btop()
    if btop:
        chosen["btop"] = btop
    running: dict[str, Session] = {}
    try:
        for name, program in chosen.items():
            running[name] = program.start(folder / name)
            measure.until_ready(running[name], program.ready)
        before = {name: proc.cpu_seconds(session.pid) for name, session in running.items()}
        pump_all(running.values(), _FIRST_FILL)
        for name, session in running.items():
            now = proc.cpu_seconds(session.pid)
            if name.startswith("demo"):
                samples.add("rest.fill", (now - before[name]) / _FIRST_FILL * 100)
            before[name] = now
        start = {name: session.now() for name, session in running.items()}
        pump_all(running.values(), seconds)
        for name, session in running.items():
            cpu = (proc.cpu_seconds(session.pid) - before[name]) / seconds * 100
            found = list(measure.bursts(session.chunks, start[name], start[name] + seconds))
            _rested(samples, name, cpu, found, seconds)
    finally:
        for session in running.values():
            session.close()


def _rested(samples: Samples, name: str, cpu: float, found: list[Burst], seconds: float) -> None:
    total = sum(len(burst.data) for burst in found) / seconds
    if not name.startswith("demo"):
        samples.add(f"rest.cpu.{name}", cpu)
        samples.add(f"rest.bytes.{name}", total)
        return
    samples.add("rest.cpu", cpu)
    samples.add("rest.bytes", total)
    samples.add("rest.tick", max((len(burst.data) for burst in found if burst.tick), default=0))
    samples.add("rest.quiet", sum(len(burst.data) for burst in found if not burst.tick) / seconds)
    if sum(burst.tick for burst in found) < 2:
        samples.wrong["rest.tick"].add("fewer than two ticks seen")
    samples.bursts += found
