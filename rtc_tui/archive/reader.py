"""Reading series: their chunks, and over them what is still in the tail. One read sees one state of the file."""

import sqlite3
from array import array
from collections.abc import Collection
from itertools import islice
from math import nan
from typing import Final

from rtc_tui.archive import schema
from rtc_tui.archive.blobs import SPAN, Spoiled, expand
from rtc_tui.archive.files import transaction
from rtc_tui.archive.names import Names
from rtc_tui.archive.writer import floats, query_name, tail_place, uints
from rtc_tui.core.merge import MISSING, Column, grid, overlay
from rtc_tui.core.model import Query, SeriesKey, Window

_AT_ONCE: Final = 500  # rows asked for by one statement
_TAIL: Final = "SELECT layout, start, codes, data FROM tail WHERE step = ? AND start < ? ORDER BY id"


class Reader:
    """What is held. `spoiled` counts the stretches that could not be trusted in the latest read."""

    def __init__(self, db: sqlite3.Connection, names: Names | None = None) -> None:
        self._db = db
        self._names = names or Names(db)
        self._layouts: dict[int, dict[int, int]] = {}
        self.spoiled = 0

    def read(self, window: Window, keys: Collection[SeriesKey], step: int) -> tuple[Column, ...]:
        """What there is of each key, on the whole grid of the window."""
        self.spoiled = 0
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
        wanted = (schema.chunk_id(number, series) for number in schema.numbers(window, step) for series in ids)
        while some := list(islice(wanted, _AT_ONCE)):
            query = f"SELECT id, data FROM {schema.CHUNKS[step]} WHERE id IN ({','.join(map(str, some))})"  # noqa: S608
            for chunk, data in self._db.execute(query):
                out[chunk & schema.SERIES][chunk >> schema.SERIES_BITS] = data
        return out

    def _column(self, key: SeriesKey, chunks: dict[int, bytes], window: Window, step: int) -> "_Laid":
        first, count = grid(window, step)
        laid = _Laid(key, self._names.known[self._names.find(key) or 0][1], first, count)
        if chunks:
            numbers, series = range(min(chunks), max(chunks) + 1), self._names.find(key) or 0
            places = (schema.place(step, schema.chunk_id(number, series)) for number in numbers)
            values, codes, spoiled = expand(zip(places, map(chunks.get, numbers), strict=True))
            self.spoiled += spoiled
            laid.lay((schema.begin_of(numbers[0], step) - first) // step, values, codes)
        return laid

    def _overlay_tail(self, window: Window, columns: "dict[int, _Laid]", step: int) -> None:
        if not columns:
            return
        for layout, start, codes, data in self._db.execute(_TAIL, (step, window.end)).fetchall():
            places = self._places(layout)
            if start + len(codes) * step <= window.start or places.keys().isdisjoint(columns):
                continue
            try:
                values = floats(data, tail_place(step, layout, start, codes))
            except (Spoiled, ValueError):
                self.spoiled += 1
                continue
            _overlay(columns, places, (start, step, codes), values)

    def _places(self, layout: int) -> dict[int, int]:
        """Where in a row of that layout each series is. Layouts never change, and no number is given twice."""
        if layout not in self._layouts:
            row = self._db.execute("SELECT series FROM layouts WHERE id = ?", (layout,)).fetchone()
            if len(self._layouts) > SPAN:  # those of a tail long folded
                self._layouts.clear()
            self._layouts[layout] = _index(row[0], layout) if row else {}
        return self._layouts[layout]


class _Laid:
    """The buckets of a window, while they are filled."""

    __slots__ = ("codes", "key", "start", "unit", "values")

    def __init__(self, key: SeriesKey, unit: str, start: int, count: int) -> None:
        self.key, self.unit, self.start = key, unit, start
        self.values = array("d", [nan]) * count
        self.codes = bytearray(count)

    def lay(self, offset: int, values: "array[float]", codes: bytes) -> None:
        overlay(self.values, self.codes, offset, values, codes)


def _overlay(
    columns: dict[int, _Laid], places: dict[int, int], row: tuple[int, int, bytes], values: "array[float]"
) -> None:
    start, step, codes = row
    for series, laid in columns.items():
        place = places.get(series)
        if place is not None:
            part = values[place * len(codes) : (place + 1) * len(codes)]
            there = bytes(code if value == value else MISSING for code, value in zip(codes, part, strict=True))  # noqa: PLR0124
            laid.lay((start - laid.start) // step, part, there)


def _index(data: bytes, layout: int) -> dict[int, int]:
    try:
        return {series: place for place, series in enumerate(uints(data, layout))}
    except (Spoiled, ValueError):
        return {}
