"""120 buckets of one series as bytes, and back: exact, checked, and as small as their values allow.

    kind  1 byte   how the cells are written, below
    runs  1 byte   how many stretches of one provenance there are, then for each: length 1 byte, code 1 byte
    cells          120 of them, little-endian
    check 4 bytes  CRC-32 of where it belongs and of all that comes before: a chunk that turns up in another place is
                   as wrong as one with another value

A bucket's code is the byte of `core.merge` (source and flags); runs write it down for every bucket. The cells are

    H  2 bytes  hundredths, 0.00 to 100.00: what the service sends for shares in percent; 10001 is "no value"
    I  4 bytes  whole numbers below 2**32 - 1, which is "no value": counts
    d  8 bytes  anything else; NaN is "no value"

A kind is only used when every value comes back as the very same float, so nothing depends on what a series is called.
"""

import sys
from array import array
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from math import nan
from operator import itemgetter
from struct import Struct
from typing import Any, Final
from zlib import crc32

from rtc_tui.core.merge import RANK

SPAN: Final = 120  # buckets of a chunk: an hour of 30 seconds
_NO_HUNDREDTHS: Final = 10_001
_NO_WHOLE: Final = 2**32 - 1
_HUNDREDTHS: Final = (*(i / 100 for i in range(_NO_HUNDREDTHS)), nan)
_CELLS: Final = Struct(f"<{SPAN}H")
_DOUBLES: Final = Struct(f"{SPAN}d")
_CHECK: Final = 4
_RESIDUE: Final = 0x2144DF1C  # CRC-32 of anything with its own CRC-32 behind it: saves cutting that off
_EMPTY: Final = {"H": _NO_HUNDREDTHS, "I": _NO_WHOLE, "d": nan}
_SIZES: Final = {kind: SPAN * array(kind).itemsize for kind in _EMPTY}
_PLAIN: Final = _SIZES["H"] + _CHECK  # what stands behind the runs
_KINDS: Final = {ord("H"): "H", ord("I"): "I", ord("d"): "d"}


class Spoiled(ValueError):  # noqa: N818 - what it is
    """The bytes are not what was written."""


class Chunk:
    """120 buckets, to be changed and packed again."""

    __slots__ = ("_cells", "_kind", "codes")

    def __init__(self) -> None:
        self._kind = "H"
        self._cells: array[Any] = array("H", [_NO_HUNDREDTHS]) * SPAN
        self.codes = bytearray(SPAN)

    @classmethod
    def unpack(cls, data: bytes, place: int) -> "Chunk":
        """Raises Spoiled."""
        chunk = cls()
        chunk._kind, at, codes = _head(data, place)
        chunk._cells = _array(chunk._kind, data[at:-_CHECK])
        chunk.codes = bytearray(codes)
        return chunk

    def put(self, index: int, value: float, code: int) -> None:
        """Set a bucket, unless what it has is of a greater rank. NaN, and code 0, change nothing."""
        if value != value or not code or RANK[code] < RANK[self.codes[index]]:  # noqa: PLR0124 - NaN is not itself
            return
        self.codes[index] = code
        cell = _cell(self._kind, value)
        if cell is None:
            self._widen(value)
            cell = _cell(self._kind, value)
        self._cells[index] = cell

    def lay(self, offset: int, values: "array[float]", codes: bytes) -> None:
        """`put` from `offset` on."""
        for index, value in enumerate(values):
            self.put(offset + index, value, codes[index])

    def values(self) -> "array[float]":
        """All 120; NaN where there is none."""
        return _values(self._kind, self._cells)

    def pack(self, place: int) -> bytes:
        """As it is stored there."""
        runs = [(len(list(run)), code) for code, run in groupby(self.codes)]
        head = bytes((ord(self._kind), len(runs), *(number for run in runs for number in run)))
        return seal(head + _little(self._cells).tobytes(), place)

    def _widen(self, value: float) -> None:
        values = self.values()
        self._kind = next(k for k in ("I", "d") if all(_cell(k, one) is not None for one in (*values, value)))
        empty = _EMPTY[self._kind]
        cells = [empty if one != one else _cell(self._kind, one) for one in values]  # noqa: PLR0124
        self._cells = array(self._kind, cells)


def expand(chunks: Iterable[tuple[int, bytes | None]]) -> "tuple[array[float], bytes, int]":
    """(values, codes, how many were spoiled) of chunks that follow one another, each with its place.

    None and spoiled ones have no value.
    """
    values, codes, spoiled = [], [], 0
    for place, data in chunks:
        try:
            part, origin = _expanded(data, place) if data is not None else _NOTHING
        except Spoiled:
            spoiled += 1
            part, origin = _NOTHING
        values.append(part)
        codes.append(origin)
    return array("d", b"".join(values)), b"".join(codes), spoiled


@lru_cache(2048)  # 2.5 MB: who looks at a window looks at it again, and at nearly all of it after panning
def _expanded(data: bytes, place: int) -> tuple[bytes, bytes]:
    """(values, codes), the values as the machine's doubles: they are joined many at a time. Raises Spoiled."""
    if type(data) is bytes and data[:1] == b"H" and len(data) > _PLAIN:
        # the way of nearly all, by far the quickest without a compiled library: half of it is the 25 ns a value
        if crc32(data, crc32(place.to_bytes(12, "little"))) != _RESIDUE:
            raise Spoiled
        codes = _origins(data[1:-_PLAIN])
        return _DOUBLES.pack(*itemgetter(*_CELLS.unpack_from(data, len(data) - _PLAIN))(_HUNDREDTHS)), codes
    kind, at, codes = _head(data, place)
    return _values(kind, _array(kind, data[at:-_CHECK])).tobytes(), codes


def check(data: bytes, place: int) -> int:
    """CRC-32 of bytes and of the place where they belong (any number below 2**96)."""
    return crc32(data, crc32(place.to_bytes(12, "little")))


def seal(data: bytes, place: int) -> bytes:
    """With its check at the end."""
    return data + check(data, place).to_bytes(_CHECK, "little")


def unseal(data: object, place: int) -> bytes:
    """Without its check. Raises Spoiled when that does not fit."""
    return _sealed(data, place)[:-_CHECK]


def _sealed(data: object, place: int) -> bytes:
    """The very bytes, if their check fits. Raises Spoiled."""
    if type(data) is not bytes or len(data) < _CHECK:  # another type came back than was stored
        raise Spoiled
    if crc32(data, crc32(place.to_bytes(12, "little"))) != _RESIDUE:
        raise Spoiled
    return data


def _cell(kind: str, value: float) -> float | None:
    """How a value is written in a kind; None when it cannot be."""
    if kind == "H" and 0 <= value <= 100:
        cell = round(value * 100)
        return cell if _HUNDREDTHS[cell] == value else None
    if kind == "d":
        return value
    if value != value:  # noqa: PLR0124
        return _EMPTY[kind]
    return int(value) if kind == "I" and 0 <= value < _NO_WHOLE and value.is_integer() else None


def _values(kind: str, cells: "array[Any]") -> "array[float]":
    if kind == "H":
        return array("d", itemgetter(*cells)(_HUNDREDTHS))
    if kind == "I":
        return array("d", [nan if cell == _NO_WHOLE else cell for cell in cells])
    return array("d", cells)


def _head(data: bytes, place: int) -> tuple[str, int, bytes]:
    """(kind, where the cells begin, codes). Raises Spoiled."""
    size = len(_sealed(data, place))
    if size < 2 + _CHECK or data[0] not in _KINDS:
        raise Spoiled
    at, kind = 2 + 2 * data[1], _KINDS[data[0]]
    if size != at + _SIZES[kind] + _CHECK:
        raise Spoiled
    return kind, at, _origins(data[1:at])


@lru_cache(256)
def _origins(head: bytes) -> bytes:
    """A code per bucket, from the number of runs and the runs; nearly all chunks have one of a few. Raises Spoiled."""
    runs = head[1:]
    if len(runs) != 2 * head[0]:
        raise Spoiled
    codes = b"".join([runs[i + 1 : i + 2] * runs[i] for i in range(0, len(runs), 2)])
    if len(codes) != SPAN:
        raise Spoiled
    return codes


def _array(kind: str, data: bytes) -> "array[Any]":
    cells: array[Any] = array(kind)
    cells.frombytes(data)
    return _little(cells)


def _little(cells: "array[Any]") -> "array[Any]":
    if sys.byteorder == "big":
        cells = cells[:]
        cells.byteswap()
    return cells


_NOTHING: Final = ((array("d", [nan]) * SPAN).tobytes(), bytes(SPAN))
