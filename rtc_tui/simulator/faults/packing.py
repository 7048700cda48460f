"""Compression, right and wrong, and bombs that are cheap to make.

A bomb's piece is compressed once: after a full flush the same text gives the same bytes, so the piece can be sent again
and again, and the server works no harder than the peer reads.
"""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from rtc_tui.simulator.exchange import Reply
from rtc_tui.simulator.faults.kinds import HEADERS, PACKED, Call, Change, FaultKind, among, each, form
from rtc_tui.text import t

MB: Final = 1 << 20
MAX_BOMB_MB: Final = 16_384
_GZIP_HEAD: Final = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"


def _encoded(reply: Reply, name: str, body: bytes) -> Reply:
    return replace(reply, body=body, headers=(*reply.headers, ("content-encoding", name)))


def _gz(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def _wrong_checksum(body: bytes) -> bytes:
    packed = bytearray(_gz(body))
    packed[-8] ^= 0xFF
    return bytes(packed)


_GZIPS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "right": _gz,
    "half": lambda body: _gz(body)[: len(_gz(body)) // 2],
    "no-end": lambda body: _gz(body)[:-8],
    "head": lambda body: _gz(body)[:10],
    "none": lambda body: body,
    "empty": lambda _: b"",
    "checksum": _wrong_checksum,
    "trailing": lambda body: _gz(body) + b"<!-- proxy -->",
    "members": lambda body: _gz(body[: len(body) // 2]) + _gz(body[len(body) // 2 :]),
    "twice": lambda body: _gz(_gz(body)),
}


def _gzip(call: Call, reply: Reply) -> Reply:
    """The answer as gzip, or as what pretends to be."""
    kind = call.argument or "right"
    return _encoded(reply, "gzip, gzip" if kind == "twice" else "gzip", _GZIPS[kind](reply.body))


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def _stored_zstd(body: bytes) -> bytes:
    """A frame of uncompressed blocks."""
    pieces = [body[i : i + 65536] for i in range(0, len(body), 65536)] or [b""]
    blocks = (
        ((len(piece) << 3) | (i == len(pieces) - 1)).to_bytes(3, "little") + piece for i, piece in enumerate(pieces)
    )
    return b"\x28\xb5\x2f\xfd\xa0" + len(body).to_bytes(4, "little") + b"".join(blocks)


def _stored_brotli(body: bytes) -> bytes:
    """A stream of uncompressed meta-blocks: a window of 16 bits, then per block four nibbles of length and the bytes."""
    packed = bytearray()
    for i in range(0, len(body), 65536):
        piece = body[i : i + 65536]
        bits = ((len(piece) - 1) << 3) | (1 << 19)
        packed += (bits << 1 if i == 0 else bits).to_bytes(3, "little") + piece
    return bytes(packed) + b"\x03"


_PACKERS: Final[dict[str, tuple[str, Callable[[bytes], bytes]]]] = {
    "deflate": ("deflate", zlib.compress),
    "raw-deflate": ("deflate", _raw_deflate),
    "br": ("br", _stored_brotli),
    "zstd": ("zstd", _stored_zstd),
    "no-deflate": ("deflate", bytes),
    "no-br": ("br", bytes),
    "no-zstd": ("zstd", bytes),
    "compress": ("compress", bytes),
    "unknown": ("x-klingon", bytes),
    "identity": ("identity", bytes),
}


def _packed(call: Call, reply: Reply) -> Reply:
    """Another compression, real or only announced."""
    name, pack = _PACKERS[call.argument]
    return _encoded(reply, name, pack(reply.body))


def _gzip_bomb(before: bytes, after: bytes, megabytes: int) -> Iterator[bytes]:
    """The gzip of `before`, so many megabytes of spaces, and `after`."""
    block, packer = b" " * MB, zlib.compressobj(9, zlib.DEFLATED, -15)
    yield _GZIP_HEAD + packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    check = zlib.crc32(before)
    for _ in range(megabytes):
        check = zlib.crc32(block, check)
        yield piece
    check = zlib.crc32(after, check)
    size = (len(before) + megabytes * MB + len(after)) % (1 << 32)
    yield packer.compress(after) + packer.flush() + check.to_bytes(4, "little") + size.to_bytes(4, "little")


def _deflate_bomb(before: bytes, after: bytes, megabytes: int) -> Iterator[bytes]:
    """The same as deflate with its own checksum."""
    block, packer = b" " * MB, zlib.compressobj(9, zlib.DEFLATED, -15)
    yield b"\x78\xda" + packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    check = zlib.adler32(before)
    for _ in range(megabytes):
        check = zlib.adler32(block, check)
        yield piece
    yield packer.compress(after) + packer.flush() + zlib.adler32(after, check).to_bytes(4, "big")


def _bomb_in_bomb(before: bytes, after: bytes, megabytes: int) -> Iterator[bytes]:
    """The gzip bomb as gzip once more: a gigabyte in a few kilobytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for piece in _gzip_bomb(before, after, megabytes):
        yield packer.compress(piece)
    yield packer.flush()


_BOMBS: Final = {
    "gzip": ("gzip", _gzip_bomb),
    "deflate": ("deflate", _deflate_bomb),
    "twice": ("gzip, gzip", _bomb_in_bomb),
}


def _bomb(call: Call, reply: Reply) -> Reply:
    """The true answer with a desert of white space in it, packed small: still good JSON for who has the memory."""
    megabytes, _, kind = call.argument.partition(":")
    name, pack = _BOMBS[kind or "gzip"]
    before, after = reply.body[:-1], reply.body[-1:]
    return replace(_encoded(reply, name, b""), stream=lambda: pack(before, after, int(megabytes or 1024)))


def _is_bomb(argument: str) -> str:
    megabytes, colon, kind = argument.partition(":")
    if not re.fullmatch(r"\d{0,5}", megabytes, re.ASCII) or int(megabytes or 1) > MAX_BOMB_MB:
        return t("simulator.fault_needs_number", example="bomb:1024")
    return among(_BOMBS)(kind) if colon else ""


KINDS: Final[tuple[FaultKind, ...]] = (
    Change(
        name="gzip",
        family="compression",
        argument=form(_GZIPS, optional=True),
        check=among(_GZIPS, optional=True),
        act=_gzip,
        rank=PACKED,
        examples=each("gzip", _GZIPS),
    ),
    Change(
        name="packed",
        family="compression",
        argument=form(_PACKERS),
        check=among(_PACKERS),
        act=_packed,
        rank=PACKED,
        examples=each("packed", _PACKERS),
    ),
    Change(
        name="bomb",
        family="compression",
        argument=f"[MB][:{form(_BOMBS)}]",
        check=_is_bomb,
        act=_bomb,
        rank=HEADERS,
        examples=("bomb:1024", "bomb:1024:deflate", "bomb:1024:twice"),
    ),
)
