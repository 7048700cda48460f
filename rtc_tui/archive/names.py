"""Which series has which number in a file. Numbers are never given twice, so what was read once stays true."""

import json
import sqlite3
from array import array
from collections.abc import Sequence
from typing import Any, Final
from zlib import crc32

from rtc_tui.core.model import Dimension, Product, Scope, Series, SeriesKey

_INSERT: Final = (
    "INSERT INTO series(name, product, room, users, os, access, dimension, slice, unit, mark)"
    " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
)
_SELECT: Final = "SELECT id, name, product, room, users, os, access, dimension, slice, unit, mark FROM series WHERE id > ? ORDER BY id"
_Kin = tuple[Product, Scope, Dimension | None]


class Names:
    """The series of one open file."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.known: dict[int, tuple[SeriesKey, str]] = {}
        self._ids: dict[_Kin, dict[tuple[str, str], int]] = {}
        self._newest = 0

    def load(self) -> None:
        """Read what others have added."""
        for row in self._db.execute(_SELECT, (self._newest,)):
            self._newest = row[0]
            if is_whole(row) and (key := _key(row[1:9])):
                self._note(row[0], key, row[9])

    def find(self, key: SeriesKey) -> int | None:
        """The number of a series, if it has one as far as we have read."""
        return self._ids.get(key[1:4], {}).get((key.name, key.slice))

    def numbers(self, series: Sequence[Series]) -> "array[int]":
        """The number of each; a new one gets the next. To be called within a transaction."""
        out, kin, ids = array("I"), None, self._ids
        table: dict[tuple[str, str], int] = {}
        for one in series:
            name, product, scope, dimension, part = key = one.key
            if kin is None or product is not kin[0] or scope is not kin[1] or dimension is not kin[2]:
                kin = (product, scope, dimension)  # hashing this for each would take most of the time
                table = ids.setdefault(kin, {})
            found = table.get((name, part))
            out.append(found if found is not None else self._add(key, one.unit))
        return out

    def forget(self) -> None:
        """After a transaction that failed: its new numbers were not given."""
        self.known.clear()
        self._ids.clear()
        self._newest = 0
        self.load()

    def _add(self, key: SeriesKey, unit: str) -> int:
        row = _row(key)
        number = self._db.execute(_INSERT, (*row, text(unit))).lastrowid or 0
        self._db.execute("UPDATE series SET mark = ? WHERE id = ?", (mark((number, *row)), number))
        self._note(number, key, unit)
        self._newest = max(self._newest, number)
        return number

    def _note(self, number: int, key: SeriesKey, unit: str) -> None:
        self.known[number] = (key, unit)
        self._ids.setdefault(key[1:4], {})[key.name, key.slice] = number


def text(value: str) -> str:
    """What a file can hold: half of a surrogate pair, which no sane answer has, becomes a question mark."""
    return value.encode("utf-8", "replace").decode("utf-8")


def is_whole(row: Sequence[Any]) -> bool:
    """Whether a row of the table is what was written."""
    try:
        return bool(row[10] == mark(row[:9]))
    except TypeError:  # bytes where a text was
        return False


def mark(row: Sequence[Any]) -> int:
    """The check of a series: of its number and its key."""
    return crc32(json.dumps(row).encode())


def _row(key: SeriesKey) -> tuple[str, ...]:
    scope = key.scope
    lists = (json.dumps(names) for names in (scope.users, scope.os, scope.access))
    return (text(key.name), key.product.value, text(scope.room), *lists, key.dimension or "", text(key.slice))


def _key(row: tuple[Any, ...]) -> SeriesKey | None:
    """None for a row that is not what we wrote."""
    try:
        name, product, room, users, os, access, dimension, part = row
        scope = Scope(room, tuple(json.loads(users)), tuple(json.loads(os)), tuple(json.loads(access)))
        return SeriesKey(name, Product(product), scope, Dimension(dimension) if dimension else None, part)
    except (ValueError, TypeError):
        return None
