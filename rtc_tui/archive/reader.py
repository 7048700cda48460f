"""Reading series: their chunks, and over them what is still in the tail. One read sees one state of the file."""

import sqlite3
from array import array
from collections.abc import Collection, Iterator
from itertools import islice
from math import isnan, nan
from typing import Final

from rtc_tui.archive import schema
from rtc_tui.archive.answers import query_name
from rtc_tui.archive.blobs import Spoiled, expand
from rtc_tui.archive.files import transaction
from rtc_tui.archive.names import Names
from rtc_tui.archive.tail import Row, open_layout, open_row, runs
from rtc_tui.core.merge import MISSING, Column, grid, overlay
from rtc_tui.core.model import Query, SeriesKey, Window

_MANY_LAYOUTS: Final = 100
_AT_ONCE: Final = 500  # rows asked for by one statement
_TAIL: Final = (
    "SELECT step, layout, start, codes, data FROM tail WHERE layout IN ({}) AND step = ? AND start < ? ORDER BY id"
)


class Reader:
    """What is held. `spoiled` counts the stretches that could not be trusted in the latest read."""

    def __init__(self, db: sqlite3.Connection, names: Names | None = None) -> None:
        self._db = db
        self._names = names or Names(db)
        self._layouts: dict[int, array[int]] = {}
        self._places: dict[int, dict[int, int]] = {}  # by the layout's identity, which `_layouts` keeps alive
        self.spoiled = 0

    def read(self, window: Window, keys: Collection[SeriesKey], step: int) -> tuple[Column, ...]:
        """What there is of each key, on the whole grid of the window."""
        self.spoiled = 0
        if len(self._layouts) > _MANY_LAYOUTS:  # those of a tail long folded
            self._layouts.clear()
            self._places.clear()
        with transaction(self._db, "DEFERRED"):
            ids = self._ids(keys)
            found = self._chunks(window, ids.values(), step)
            columns = [self._column(key, found.get(number, {}), window, step) for key, number in ids.items()]
            self._overlay_tail(window, dict(zip(ids.values(), columns, strict=True)), step)
        return tuple(
            Column(c.key, c.unit, step, c.start, c.values, bytes(c.codes))
            for c in columns
            if c.codes.count(MISSING) < len(c.codes)
        )

    def keys(self) -> tuple[SeriesKey, ...]:
        """Every series."""
        self._names.load()
        return tuple(key for key, _ in self._names.known.values())

    def asked(self, query: Query, window: Window) -> tuple[Window, ...]:
        """The parts of a window for which the query was answered."""
        rows = self._db.execute(
            "SELECT start, end FROM asked WHERE query = ? AND start < ? AND end > ? ORDER BY start",
            (query_name(query), window.end, window.start),
        )
        return tuple(Window(max(start, window.start), min(end, window.end)) for start, end in rows)

    def _ids(self, keys: Collection[SeriesKey]) -> dict[SeriesKey, int]:
        if any(self._names.find(key) is None for key in keys):
            self._names.load()
        found = ((key, self._names.find(key)) for key in keys)
        return {key: number for key, number in found if number is not None}

    def _chunks(self, window: Window, ids: Collection[int], step: int) -> dict[int, dict[int, bytes]]:
        """Packed chunks by series and number."""
        out: dict[int, dict[int, bytes]] = {number: {} for number in ids}
        wanted = iter([number << schema.SERIES_BITS | one for number in schema.numbers(window, step) for one in ids])
        while some := list(islice(wanted, _AT_ONCE)):
            query = f"SELECT id, data FROM {schema.CHUNKS[step]} WHERE id IN ({str(some)[1:-1]})"  # noqa: S608
            for chunk, data in self._db.execute(query):
                out[chunk & schema.SERIES][chunk >> schema.SERIES_BITS] = data
        return out

    def _column(self, key: SeriesKey, chunks: dict[int, bytes], window: Window, step: int) -> "_Laid":
        first, count = grid(window, step)
        laid = _Laid(key, self._names.known[self._names.find(key) or 0][1], first, count)
        if chunks:
            numbers, series = range(min(chunks), max(chunks) + 1), self._names.find(key) or 0
            first_place, second = (schema.place(step, schema.chunk_id(numbers[0] + i, series)) for i in (0, 1))
            places = range(first_place, first_place + (second - first_place) * len(numbers), second - first_place)
            values, codes, spoiled = expand(zip(places, map(chunks.get, numbers), strict=True))
            self.spoiled += spoiled
            laid.lay((schema.begin_of(numbers[0], step) - first) // step, values, codes)
        return laid

    def _overlay_tail(self, window: Window, columns: "dict[int, _Laid]", step: int) -> None:
        for run in runs(self._tail(window, columns.keys(), step)):
            for series, laid in columns.items():
                place = self._places[id(run.layout)].get(series)
                if place is not None:
                    line = run.line(place)
                    laid.lay((run.start - laid.start) // step, line, _present(line, run.codes))

    def _tail(self, window: Window, series: Collection[int], step: int) -> Iterator[Row]:
        """The rows of the tail that have any of the series in the window, in the order of writing."""
        found = self._db.execute("SELECT DISTINCT layout FROM tail WHERE step = ?", (step,)).fetchall()
        layouts = {number: layout for (number,) in found if (layout := self._layout(number))}
        wanted = [n for n, layout in layouts.items() if not self._places[id(layout)].keys().isdisjoint(series)]
        query = _TAIL.format(",".join(map(str, wanted)))
        for stored in self._db.execute(query, (step, window.end)).fetchall():
            try:
                row = open_row(stored, layouts[stored[1]])
            except Spoiled:
                self.spoiled += 1
                continue
            if row.end > window.start:
                yield row

    def _layout(self, number: int) -> "array[int] | None":
        """Which series a layout has. Layouts never change, and no number is given twice."""
        if number not in self._layouts:
            row = self._db.execute("SELECT series FROM layouts WHERE id = ?", (number,)).fetchone()
            try:
                layout = open_layout(row[0] if row else b"", number)
            except Spoiled:
                return None
            self._layouts[number] = layout
            self._places[id(layout)] = {series: place for place, series in enumerate(layout)}
        return self._layouts[number]


class _Laid:
    """The buckets of a window, while they are filled."""

    __slots__ = ("codes", "key", "start", "unit", "values")

    def __init__(self, key: SeriesKey, unit: str, start: int, count: int) -> None:
        self.key, self.unit, self.start = key, unit, start
        self.values = array("d", [nan]) * count
        self.codes = bytearray(count)

    def lay(self, offset: int, values: "array[float]", codes: bytes) -> None:
        overlay(self.values, self.codes, offset, values, codes)


def _present(line: "array[float]", codes: bytes) -> bytes:
    """The codes of what has a value."""
    if not isnan(sum(line)):  # the way of nearly all
        return codes
    return bytes([MISSING if isnan(value) else code for code, value in zip(codes, line, strict=True)])
