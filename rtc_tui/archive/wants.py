"""What those who read along look at, told to who records: a file for each process, which counts while that lives.

The recorder asks for it with what it records anyway, so that ten people who look at the same room cost what one does.
"""

import fcntl
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from rtc_tui.core.model import Query

MOST: Final = 32  # queries of one process; more than anybody looks at
_LONGEST: Final = 1 << 16  # bytes of a file
_FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


class Wants:
    """One app's folder of wishes. Every method may raise OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine: tuple[Path, int] | None = None  # our file, and its descriptor, which holds its lock

    def tell(self, queries: Sequence[Query]) -> None:
        """From now on these; none: we are not there."""
        if not queries:
            self.close()
            return
        if self._mine is None or not self._mine[0].exists():
            self.close()
            self._mine = self._opened()
        text = msgspec.json.encode(queries[:MOST]) + b"\n"
        descriptor = self._mine[1]
        before = os.fstat(descriptor).st_size
        os.pwrite(descriptor, text.ljust(before), 0)  # never a moment without a whole text
        os.ftruncate(descriptor, len(text))

    def heard(self) -> tuple[Query, ...]:
        """What all others who are alive look at; the files of the dead are removed."""
        try:
            names = sorted(path for path in self._folder.iterdir() if self._mine is None or path != self._mine[0])
        except FileNotFoundError:
            return ()
        return tuple(dict.fromkeys(query for path in names for query in _read(path)))

    def close(self) -> None:
        """Take our file away."""
        mine, self._mine = self._mine, None
        if mine:
            with suppress(OSError):
                mine[0].unlink(missing_ok=True)
            os.close(mine[1])

    def _opened(self) -> tuple[Path, int]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{os.getpid()}-{id(self):x}"
        path.unlink(missing_ok=True)  # of a dead process that had our number
        descriptor = os.open(path, _FLAGS, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return path, descriptor


def _read(path: Path) -> list[Query]:
    """Empty for the file of a dead process, which is removed, and for what is none of ours."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return []
    try:
        if _is_left(descriptor):
            path.unlink(missing_ok=True)
            return []
        return msgspec.json.decode(os.read(descriptor, _LONGEST), type=list[Query])[:MOST]
    except (OSError, msgspec.MsgspecError, ValueError):
        return []
    finally:
        os.close(descriptor)


def _is_left(descriptor: int) -> bool:
    """Whether nobody holds the file's lock, though somebody has written into it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return os.fstat(descriptor).st_size > 0
