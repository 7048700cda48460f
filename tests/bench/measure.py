"""From a session to figures: a start, keys, a rest, an end."""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from re import Pattern
from typing import Final, NamedTuple

from tests.bench.session import Chunk, Session

START_LIMIT: Final = 30.0  # seconds
SETTLED: Final = 0.3  # seconds of silence after which a start is over
KEY_QUIET: Final = 0.1  # seconds of silence after which a key has been answered
END_LIMIT: Final = 8.0
_GAP: Final = 0.05  # seconds that part one burst from the next
_ROW: Final = re.compile(rb"\x1b\[(\d+);\d+H")


class Start(NamedTuple):
    """Seconds until everything expected had been on screen, and the bytes until it was quiet again."""

    ready: float
    size: int


@dataclass(frozen=True, slots=True)
class Burst:
    """Output without a pause in it."""

    at: float
    data: bytes

    @property
    def rows(self) -> set[int]:
        """Screen rows it moves to, from 1."""
        return {int(row) for row in _ROW.findall(self.data)}

    @property
    def tick(self) -> bool:
        """Data were drawn; else the first row alone: clock, age, state."""
        return bool(self.rows - {1})


def until_ready(session: Session, expected: Sequence[Pattern[str]]) -> Start:
    """Read until all that is expected was seen, and then until it is quiet. Raises TimeoutError."""
    text, ready = "", 0.0
    while session.alive and session.now() < START_LIMIT:
        if not session.pump(0.2):
            continue
        text += "".join(session.vt.text)
        session.vt.text.clear()
        if all(expression.search(text) for expression in expected):
            ready = session.chunks[-1].at
            break
    else:
        raise TimeoutError(f"never seen: {[one.pattern for one in expected if not one.search(text)]}\n{text[-2000:]}")
    while session.pump(SETTLED):
        if session.now() > ready + 3:
            break
    return Start(ready, session.size)


def keys(session: Session, keys_: Sequence[bytes], presses: int) -> list[float]:
    """Seconds from each key to the last byte of its answer; infinite where none came."""
    found = []
    for i in range(presses):
        session.pump_quiet(0.02, 0.05)
        pressed = session.now()
        session.send(keys_[i % len(keys_)])
        answer = session.pump_quiet(KEY_QUIET, 2.0)
        found.append(float("inf") if answer.last is None else answer.last - pressed)
    return found


def leave(session: Session, how: bytes | int) -> tuple[float, list[str]]:
    """Type these keys or send this signal. Seconds until the end, and what was left behind."""
    session.remember_family()
    asked = session.now()
    if isinstance(how, bytes):
        session.send(how)
    else:
        session.signal(how)
    if not session.wait(END_LIMIT):
        return END_LIMIT, ["did not end"]
    return session.ended - asked, session.left_behind()


def bursts(chunks: Sequence[Chunk], start: float, end: float) -> Iterator[Burst]:
    """What was sent from `start` to `end`, parted at silences."""
    at = last = 0.0
    data = b""
    for chunk in chunks:
        if not start <= chunk.at <= end:
            continue
        if data and chunk.at - last > _GAP:
            yield Burst(at, data)
            data = b""
        at = chunk.at if not data else at
        data += chunk.data
        last = chunk.at
    if data:
        yield Burst(at, data)


def p95(values: Sequence[float]) -> float:
    """The value that 95 % do not exceed, by nearest rank."""
    ordered = sorted(values)
    return ordered[round(0.95 * (len(ordered) - 1))]


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)
