"""What was accepted and is not proven to be in the engine: a folder with one file per commit, in the order of numbers.

    <number>.batch       zlib of: CRC-32, then a list of (labels, step, start, values as float64), as MessagePack
    refused/<number>     the same, of what the engine takes and drops (too old for its retention): tried again at a start
    damaged/<number>     a file that is not what was written: kept as it is

A file is written beside, flushed to the disk, then renamed: there is all of it or none.
"""

import os
import zlib
from array import array
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Final

import msgspec

from rtc_tui.archive.files import speaking
from rtc_tui.errors import ArchiveFull
from rtc_tui.text import t
from rtc_tui.text.safe import safe

MOST_VALUES: Final = 4_000_000  # that wait: 15 hours of everything, two weeks of the app's own series; 32 MB of memory
_SUFFIX: Final = ".batch"
_REFUSED: Final = "refused"
_DAMAGED: Final = "damaged"


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Some buckets of one series with one source, as they are to be stored: in base units, NaN where there is none."""

    labels: bytes
    step: int
    start: int
    values: "array[float]"

    def points(self) -> Iterator[tuple[int, float]]:
        """(bucket start, value) where there is one."""
        return ((self.start + i * self.step, value) for i, value in enumerate(self.values) if isfinite(value))


@dataclass(slots=True, eq=False)
class Waiting:
    """One commit. `sent` is when the engine said it took it, in steady seconds; `tries` how often it was not there."""

    number: int
    lines: tuple[Line, ...]
    sent: float | None = None
    tries: int = 0

    @property
    def values(self) -> int:
        """How many."""
        return sum(len(line.values) for line in self.lines)


class Queue:
    """The commits that wait, in memory and on disk. Not for two threads at once. Raises `ArchiveError`."""

    def __init__(self, folder: Path, most: int = MOST_VALUES) -> None:
        self.folder = folder
        self.waiting: list[Waiting] = []
        self.damaged = 0
        self.refused = 0  # values
        self._most = most
        self._values = 0
        self._next = 1

    def load(self) -> None:
        """Take up what an earlier process left, and try again what was refused."""
        with speaking(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.waiting, self._values, self.damaged, self.refused = [], 0, 0, 0
            for left in self.folder.rglob("*.part"):  # never accepted
                left.unlink(missing_ok=True)
            files = [*self.folder.glob(f"*{_SUFFIX}"), *(self.folder / _REFUSED).glob(f"*{_SUFFIX}")]
            for path in sorted(files, key=lambda path: path.name):
                self._take_up(path)
        self._next = max((one.number for one in self.waiting), default=0) + 1

    def put(self, lines: Sequence[Line]) -> Waiting:
        """Accept: when this returns it outlives a kill and a power cut. Raises `ArchiveFull` and has changed nothing."""
        made = Waiting(self._next, tuple(lines))
        if self._values + made.values > self._most:
            raise ArchiveFull(t("victoria.queue_full", path=safe(self.folder)), t("victoria.queue_full_hint"))
        with speaking(self.folder):
            self._write(self._path(made.number), made.lines)
        self._next += 1
        self.waiting.append(made)
        self._values += made.values
        return made

    def drop(self, done: Sequence[Waiting]) -> None:
        """Forget what is proven to be stored."""
        gone: set[int] = set()
        try:
            with speaking(self.folder):
                for one in done:
                    for path in (self._path(one.number), self.folder / _REFUSED / self._path(one.number).name):
                        path.unlink(missing_ok=True)
                    gone.add(one.number)
        finally:
            self._forget(gone)

    def refuse(self, one: Waiting, lines: Sequence[Line]) -> None:
        """Put aside what the engine will not keep, and forget the rest of that commit."""
        with speaking(self.folder):
            (self.folder / _REFUSED).mkdir(exist_ok=True, mode=0o700)
            self._write(self.folder / _REFUSED / self._path(one.number).name, lines)
            self._path(one.number).unlink(missing_ok=True)
        self.refused += sum(1 for line in lines for _ in line.points())
        self._forget({one.number})

    def _forget(self, gone: Collection[int]) -> None:
        self.waiting = [one for one in self.waiting if one.number not in gone]
        self._values = sum(one.values for one in self.waiting)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:016d}{_SUFFIX}"

    def _take_up(self, path: Path) -> None:
        try:
            self.waiting.append(Waiting(int(path.stem), _unpacked(path.read_bytes())))
        except (ValueError, zlib.error, msgspec.MsgspecError):
            aside = self.folder / _DAMAGED
            aside.mkdir(exist_ok=True, mode=0o700)
            path.rename(_new(aside, path.name))
            self.damaged += 1
            return
        self._values += self.waiting[-1].values

    def _write(self, path: Path, lines: Sequence[Line]) -> None:
        part = path.with_name(path.name + ".part")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(_packed(lines))
                file.flush()
                os.fsync(descriptor)
            part.rename(path)
            _settle(path.parent)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise


def _new(folder: Path, name: str) -> Path:
    """A name that is free there: numbers come again, and what was kept is kept."""
    path, count = folder / name, 0
    while path.exists():
        count += 1
        path = folder / f"{name}.{count}"
    return path


def _settle(folder: Path) -> None:
    """A name outlives a power cut when its folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Stored(msgspec.Struct, array_like=True):
    labels: bytes
    step: int
    start: int
    values: bytes


_LINES: Final = msgspec.msgpack.Decoder(list[_Stored])


def _packed(lines: Sequence[Line]) -> bytes:
    rows = [_Stored(line.labels, line.step, line.start, line.values.tobytes()) for line in lines]
    body = msgspec.msgpack.encode(rows)
    return zlib.compress(zlib.crc32(body).to_bytes(4, "little") + body, 1)


def _unpacked(data: bytes) -> tuple[Line, ...]:
    """Raises ValueError, zlib.error, MsgspecError."""
    plain = zlib.decompress(data)
    if int.from_bytes(plain[:4], "little") != zlib.crc32(plain[4:]):
        raise ValueError
    return tuple(Line(row.labels, row.step, row.start, array("d", row.values)) for row in _LINES.decode(plain[4:]))
