"""What those who read along have found out about calls, handed to who records: a file for each find.

Only one process writes the archive. The others put what they looked at (rooms, stays, call metrics) into a folder beside
it; who records takes it in with its next look, and the file goes when it is committed. One that is left behind by a
process that died in between is taken in twice, which changes rooms and stays in nothing.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from rtc_tui.core.calls import Room, User

MOST: Final = 64  # files that wait; then whoever reads along has to
LARGEST: Final = 64 << 20  # bytes of one
_HALF: Final = ".part"  # what is being written
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


class Find(NamedTuple):
    """`seen`: epoch seconds. `detail`: packed as it is stored."""

    rooms: tuple[Room, ...] = ()
    users: tuple[User, ...] = ()
    seen: float = 0.0
    detail: bytes = b""


class Handed:
    """One app's folder of finds. Every method may raise OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def put(self, find: Find) -> bool:
        """Hand it over; False while too much waits."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if sum(1 for _ in self._folder.iterdir()) >= MOST:
            return False
        path = self._folder / f"{os.getpid()}-{id(self):x}-{next(self._numbers)}"
        half = path.with_name(path.name + _HALF)
        try:
            with os.fdopen(os.open(half, _FLAGS, 0o600), "wb") as file:
                file.write(msgspec.msgpack.encode(find))
            half.rename(path)
        except OSError:
            half.unlink(missing_ok=True)
            raise
        return True

    def found(self) -> Iterator[Find]:
        """What was handed over; each goes when the next is asked for. What is none of ours goes at once."""
        for path in self._waiting():
            find = _read(path)
            if find is not None:
                yield find
            path.unlink(missing_ok=True)

    def _waiting(self) -> list[Path]:
        with suppress(FileNotFoundError):
            return sorted(path for path in self._folder.iterdir() if path.suffix != _HALF)
        return []


def _read(path: Path) -> Find | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            return msgspec.msgpack.decode(file.read(LARGEST), type=Find)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None
