"""The file of a bundle: its head, and the records behind it. What comes from somebody else is checked here, first.

    magic        8 bytes   89 52 54 43 42 0d 0a 1a: a transfer that takes it for text destroys it at once
    version      u16       this is 1; a greater one is refused
    reserved     u16       0
    packed       u64       bytes of what follows the head
    unpacked     u64       bytes of the records
    check        u32       CRC-32 of what follows the head
    head check   u32       CRC-32 of the 32 bytes before it
    records                one zlib stream; in it, for each record: length u32, kind u8, that many bytes (MessagePack)

All numbers are big-endian. Nothing in a bundle is a path, a program, or a reference to anything outside of it. Bounds
are held against what the head declares and again against what comes out.
"""

import os
import stat
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from struct import Struct
from typing import Final, NamedTuple

from rtc_tui.errors import ArchiveDamaged, ArchiveFull, ArchiveTooNew, ArchiveUnreachable
from rtc_tui.text import t
from rtc_tui.text.safe import safe

VERSION: Final = 1
MAGIC: Final = b"\x89RTCB\r\n\x1a"
MOST_PACKED: Final = 128 << 20  # bytes of a file
MOST_UNPACKED: Final = 192 << 20  # a week of 2 200 series
MOST_RECORD: Final = 64 << 20  # bytes of one record
MOST_RECORDS: Final = 200_000
_HEAD: Final = Struct(">8sHHQQI")
_CHECK: Final = Struct(">I")
_RECORD: Final = Struct(">IB")
_LEVEL: Final = 9


class Record(NamedTuple):
    """A kind, and its bytes."""

    kind: int
    data: bytes


def write(path: Path, records: Iterable[Record], *, force: bool) -> int:
    """Write a bundle, 0600, whole or not at all; its size in bytes. Raises `ArchiveError`."""
    packer, out, size = zlib.compressobj(_LEVEL), bytearray(), 0
    for record in records:
        size += _RECORD.size + len(record.data)
        if size > MOST_UNPACKED or len(record.data) > MOST_RECORD or len(out) > MOST_PACKED:
            raise too_much()
        out += packer.compress(_RECORD.pack(len(record.data), record.kind) + record.data)
    out += packer.flush()
    head = _HEAD.pack(MAGIC, VERSION, 0, len(out), size, zlib.crc32(out))
    _keep(path, head + _CHECK.pack(zlib.crc32(head)) + bytes(out), force=force)
    return _HEAD.size + _CHECK.size + len(out)


def too_much() -> ArchiveFull:
    """For what a bundle can not hold: whoever got it would not open it."""
    return ArchiveFull(t("bundle.too_much"), t("bundle.too_much_hint"))


def refuse_if_there(path: Path) -> None:
    """Raises `ArchiveUnreachable` where there is something of that name."""
    if os.path.lexists(path):
        raise ArchiveUnreachable(t("bundle.exists", path=safe(path, 1000)), t("bundle.exists_hint"))


def _keep(path: Path, data: bytes, *, force: bool) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if not force:
            refuse_if_there(path)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
            file.write(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise _unreachable(path, error) from error


def read(path: str) -> Iterator[Record]:
    """The records of a bundle, once all of it has been found whole. Raises `ArchiveError`."""
    head, packed = _opened(path)
    try:
        magic, version, _, length, size, check = _HEAD.unpack(head[: _HEAD.size])
        (head_check,) = _CHECK.unpack(head[_HEAD.size :])
    except struct.error:
        raise _damaged(path, "short" if MAGIC.startswith(head[:8]) and head else "foreign") from None
    if magic != MAGIC:
        raise _damaged(path, "foreign")
    if version > VERSION:
        message = t("bundle.too_new", path=safe(path, 1000), found=version, known=VERSION)
        raise ArchiveTooNew(message, t("bundle.too_new_hint"))
    if version < 1 or zlib.crc32(head[: _HEAD.size]) != head_check:
        raise _damaged(path, "changed")
    if length > MOST_PACKED or size > MOST_UNPACKED:
        raise _damaged(path, "huge")
    if len(packed) != length:
        raise _damaged(path, "short" if len(packed) < length else "changed")
    if zlib.crc32(packed) != check:
        raise _damaged(path, "changed")
    return _records(path, _unpacked(path, packed, size))


def _opened(path: str) -> tuple[bytes, bytes]:
    """(head, the rest) of a plain file; never more than a bundle may have."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode):
                raise _damaged(path, "foreign")
            if facts.st_size > MOST_PACKED + _HEAD.size + _CHECK.size:
                raise _damaged(path, "huge")
            return file.read(_HEAD.size + _CHECK.size), file.read(MOST_PACKED + 1)
    except (OSError, ValueError) as error:
        raise _unreachable(path, error) from error


def _unpacked(path: str, packed: bytes, size: int) -> bytes:
    """Never more than was declared comes out of it."""
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(packed, size + 1)
    except zlib.error:
        raise _damaged(path, "changed") from None
    if len(data) > size:
        raise _damaged(path, "huge")
    if len(data) < size or not inflater.eof or inflater.unused_data:
        raise _damaged(path, "changed")
    return data


def _records(path: str, data: bytes) -> Iterator[Record]:
    at = count = 0
    while at < len(data):
        count += 1
        if at + _RECORD.size > len(data) or count > MOST_RECORDS:
            raise _damaged(path, "changed")
        length, kind = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        if length > MOST_RECORD or at + length > len(data):
            raise _damaged(path, "changed")
        yield Record(kind, data[at : at + length])
        at += length


def _damaged(path: str, why: str) -> ArchiveDamaged:
    """`why`: foreign, short, changed, huge, or nonsense."""
    return ArchiveDamaged(t(f"bundle.{why}", path=safe(path, 1000)), t("bundle.damaged_hint"))


def nonsense(path: str) -> ArchiveDamaged:
    """For records that are whole, and yet hold what no bundle can."""
    return _damaged(path, "nonsense")


def _unreachable(path: Path | str, error: OSError | ValueError) -> ArchiveUnreachable:
    reason = safe(getattr(error, "strerror", None) or error, 200)
    return ArchiveUnreachable(
        t("bundle.unreachable", path=safe(path, 1000), reason=reason), t("bundle.unreachable_hint")
    )
