"""One program in a pty of its own: started, read, typed at, and ended."""

import errno
import fcntl
import os
import select
import signal
import struct
import termios
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from tests.bench import proc
from tests.bench.vt import Vt

SIZE: Final = (120, 40)
_TERMIOS: Final = ("iflag", "oflag", "cflag", "lflag", "ispeed", "ospeed", "cc")


class Chunk(NamedTuple):
    """What one read gave: when, in seconds from the start, and what."""

    at: float
    data: bytes


class Answer(NamedTuple):
    """Output up to a silence: first and last byte, in seconds from the start, and how many."""

    first: float | None
    last: float | None
    size: int


class Session:
    """Times are in seconds from just before the spawn. Close it, whatever happens."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        columns, rows = SIZE
        self.chunks: list[Chunk] = []
        self.status: int | None = None
        self.ended = 0.0
        self.vt = Vt(columns, rows, self.send)
        self._family: dict[int, int] = {}
        self._master, self._slave = os.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, columns * 10, rows * 20))
        self._termios = termios.tcgetattr(self._slave)
        name = os.ttyname(self._slave)
        self._start = time.monotonic()
        # The first tty that the leader of a new session opens becomes its controlling terminal.
        self.pid = os.posix_spawn(
            command[0],
            list(command),
            environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
            ],
            setsid=True,
        )
        os.set_blocking(self._master, False)
        self._pidfd = os.pidfd_open(self.pid)

    def now(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._start

    @property
    def alive(self) -> bool:
        """Whether it has not been reaped yet."""
        return self.status is None

    @property
    def size(self) -> int:
        """Bytes so far."""
        return sum(len(chunk.data) for chunk in self.chunks)

    def fileno(self) -> int:
        """For select."""
        return self._master

    def send(self, data: bytes) -> None:
        """Type."""
        with suppress(OSError):
            os.write(self._master, data)

    def signal(self, number: int) -> None:
        """Send a signal to the program itself."""
        os.kill(self.pid, number)

    def pump(self, timeout: float) -> int:
        """Wait at most that long for output; bytes read, 0 for none or the end."""
        waiting = [self._master, *([self._pidfd] if self.alive else [])]
        ready, _, _ = select.select(waiting, [], [], max(0.0, timeout))
        got = self.read() if self._master in ready else 0
        if self._pidfd in ready and not got:
            self._reap(os.WNOHANG)
        return got

    def read(self) -> int:
        """Take in what there is."""
        try:
            data = os.read(self._master, 65536)
        except OSError as error:
            if error.errno not in (errno.EIO, errno.EAGAIN):
                raise
            return 0
        if data:
            self.chunks.append(Chunk(self.now(), data))
            self.vt.feed(data)
        return len(data)

    def pump_quiet(self, quiet: float, limit: float) -> Answer:
        """Read until `quiet` seconds of silence after the first byte, for at most `limit` seconds."""
        start, first, last, total = self.now(), None, None, 0
        while self.alive:
            until = start + limit if last is None else min(start + limit, last + quiet)
            left = until - self.now()
            if left <= 0:
                break
            got = self.pump(left)
            if got:
                last = self.chunks[-1].at
                first = last if first is None else first
                total += got
        return Answer(first, last, total)

    def wait(self, seconds: float) -> bool:
        """Read until the program ends; False when it does not within that time."""
        end = self.now() + seconds
        while self.alive and self.now() < end:
            self.pump(min(0.5, end - self.now()))
        while self.pump(0.02):
            pass
        return not self.alive

    def remember_family(self) -> None:
        """Note who belongs to the program: a child with a session of its own is an orphan nobody knows afterwards."""
        self._family = proc.family(self.pid) | self._family

    def family(self) -> list[int]:
        """The program and those that belong to it, as remembered."""
        return list(self._family)

    def left_behind(self) -> list[str]:
        """What is not as it was before the start: modes, termios, processes. For after the end."""
        after = termios.tcgetattr(self._slave)
        changed = [
            name for name, a, b in zip(_TERMIOS, self._termios, after, strict=True) if a != b
        ]  # fmt: skip
        wrong = self.vt.left_on()
        if changed:
            wrong.append(f"termios {','.join(changed)}")
        left = self._left()
        if left:
            wrong.append(f"{len(left)} process(es)")
        return wrong

    def close(self) -> None:
        """End what still runs and give everything back."""
        self.remember_family()
        for number in (signal.SIGTERM, signal.SIGKILL):
            left = self._left()
            for pid in left:
                with suppress(OSError):
                    os.kill(pid, number)
            time.sleep(0.05 if left else 0)
        if self.alive:
            self._reap(0)
        for descriptor in (self._master, self._slave, self._pidfd):
            os.close(descriptor)

    def _left(self) -> list[int]:
        return [
            pid
            for pid, start in self._family.items()
            if (pid != self.pid or self.alive) and proc.still_there(pid, start)
        ]

    def _reap(self, options: int) -> None:
        pid, status = os.waitpid(self.pid, options)
        if pid:
            self.status, self.ended = os.waitstatus_to_exitcode(status), self.now()


def pump_all(sessions: Iterable[Session], seconds: float) -> None:
    """Read several programs at once for that long."""
    live = list(sessions)
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        ready, _, _ = select.select(live, [], [], left)
        for session in ready:
            if not session.read():
                live.remove(session)
