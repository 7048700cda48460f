"""Committing answers: one row of the tail per answer, folded into the series' chunks once enough have come together.

Writing 500 series' newest bucket into 500 chunks would rewrite 30 pages each half minute; a row of the tail is two. What
is in the tail is as committed as what is in a chunk, and readers read both.
"""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from math import nan
from typing import Final

from rtc_tui.archive import Keep, schema
from rtc_tui.archive.answers import alike, answered, code_of, query_name
from rtc_tui.archive.blobs import SPAN, Chunk, Spoiled
from rtc_tui.archive.files import transaction
from rtc_tui.archive.names import Names
from rtc_tui.archive.tail import Row, Run, open_layout, open_row, runs, seal_layout, seal_row
from rtc_tui.archive.tidy import tidy
from rtc_tui.core.model import Batch, Query, Series, Window, phase

FOLD_VALUES: Final = 16_384  # in the tail: what a reader has to look through
FOLD_ROWS: Final = 256
_TAIL: Final = "INSERT INTO tail(step, layout, start, codes, data) VALUES(?, ?, ?, ?, ?)"
_Part = tuple[int, "array[float]", bytes]


class Writer:
    """The one that changes a file. Each method commits, or raises and has changed nothing."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.names = Names(db)
        self.names.load()
        self._layouts: dict[bytes, int] = {}
        self._rows = db.execute("SELECT count(*) FROM tail").fetchone()[0]
        self._values = FOLD_VALUES if self._rows else 0  # another process left it: fold at the next write

    def write(self, batches: Sequence[Batch]) -> None:
        """All of them in one transaction."""
        try:
            with transaction(self.db):
                added = [self._append(batch) for batch in batches]
        except BaseException:
            self.names.forget()
            self._layouts.clear()
            raise
        self._rows += sum(rows for rows, _ in added)
        self._values += sum(values for _, values in added)

    @property
    def is_full(self) -> bool:
        """Whether it is time to fold."""
        return self._values >= FOLD_VALUES or self._rows >= FOLD_ROWS

    def fold(self) -> None:
        """Move the tail into chunks."""
        with transaction(self.db):
            for step, parts in self._parts().items():
                self._change(step, parts)
            self.db.execute("DELETE FROM tail")
            self.db.execute("DELETE FROM layouts")
        self._layouts.clear()
        self._rows = self._values = 0

    def tidy(self, now: float, keep: Keep) -> bool:
        """One bounded piece of retention (`tidy`); True when there may be more."""
        return tidy(self.db, self.chunk, now, keep)

    def _append(self, batch: Batch) -> tuple[int, int]:
        """How many rows and values."""
        added = [self._append_rows(group, batch.received) for group in alike(batch.series)]
        self._note_asked(batch.query, answered(batch))
        return len(added), sum(added)

    def _append_rows(self, series: list[Series], received: float) -> int:
        ids = self.names.numbers(series).tobytes()
        step, first = series[0].step, min([one.start for one in series])
        count = max([(one.start - first) // step + len(one.values) for one in series])
        same = all([len(one.values) == count for one in series])  # noqa: C419 - a list is quicker, and this is each tick
        data = b"".join([one.values if same else _padded(one, first, count) for one in series])
        codes = bytes([code_of(series[0].provenance, first + (i + 1) * step, received) for i in range(count)])
        layout = self._layout(ids)
        self.db.execute(_TAIL, (step, layout, first, codes, seal_row(data, step, layout, first, codes)))
        return count * len(series)

    def _layout(self, ids: bytes) -> int:
        if ids not in self._layouts:
            number = self.db.execute("INSERT INTO layouts(series) VALUES(x'')").lastrowid or 0
            self.db.execute("UPDATE layouts SET series = ? WHERE id = ?", (seal_layout(ids, number), number))
            self._layouts[ids] = number
        return self._layouts[ids]

    def _parts(self) -> dict[int, dict[int, list[_Part]]]:
        """What the tail says about each chunk, by step and chunk, in the order of writing."""
        rows = list(self._tail())
        if _are_disjoint([row.layout for row in rows]):  # then the order matters within a layout alone
            rows.sort(key=lambda row: (row.step, id(row.layout)))
        out: dict[int, dict[int, list[_Part]]] = {}
        for run in runs(rows):
            chunks = out.setdefault(run.step, {})
            for chunk, part in _pieces(run):
                chunks.setdefault(chunk, []).append(part)
        return out

    def _tail(self) -> Iterator[Row]:
        """All rows that can be trusted, in the order of writing; what cannot is kept aside."""
        layouts: dict[int, array[int]] = {}
        for number, series in self.db.execute("SELECT id, series FROM layouts").fetchall():
            with suppress(Spoiled):
                layouts[number] = open_layout(series, number)
        rows = self.db.execute("SELECT id, step, layout, start, codes, data FROM tail ORDER BY id").fetchall()
        for number, *stored in rows:
            try:
                yield open_row((*stored,), layouts[stored[1]])
            except (Spoiled, KeyError):
                self.keep_spoiled(stored[0], number, stored[-1])

    def _change(self, step: int, parts: dict[int, list[_Part]]) -> None:
        table = schema.CHUNKS[step]
        packed = []
        for chunk_id, pieces in sorted(parts.items()):
            chunk = self.chunk(step, chunk_id)
            for offset, values, codes in pieces:
                chunk.lay(offset, values, codes)
            if any(chunk.codes):
                packed.append((chunk_id, chunk.pack(schema.place(step, chunk_id))))
        self.db.executemany(f"INSERT OR REPLACE INTO {table}(id, data) VALUES(?, ?)", packed)

    def chunk(self, step: int, chunk_id: int) -> Chunk:
        """To be changed; an empty one when there is none, or none that can be trusted."""
        query = f"SELECT data FROM {schema.CHUNKS[step]} WHERE id = ?"  # noqa: S608 - a name of ours
        found = self.db.execute(query, (chunk_id,)).fetchone()
        try:
            return Chunk.unpack(found[0], schema.place(step, chunk_id)) if found else Chunk()
        except Spoiled:
            self.keep_spoiled(step, chunk_id, found[0])
            return Chunk()

    def keep_spoiled(self, step: int, chunk: int, data: bytes) -> None:
        """What cannot be trusted and is about to be replaced is kept as it was."""
        self.db.execute("INSERT INTO spoiled(step, chunk, data) VALUES(?, ?, ?)", (step, chunk, data))

    def _note_asked(self, query: Query, window: Window) -> None:
        """Join the window with those it touches."""
        if not window.seconds:
            return
        name = query_name(query)
        touching = "query = ? AND start <= ? AND end >= ?"
        place = (name, window.end, window.start)
        others = self.db.execute(f"SELECT start, end FROM asked WHERE {touching}", place).fetchall()  # noqa: S608
        joined = (name, min([window.start, *(o[0] for o in others)]), max([window.end, *(o[1] for o in others)]))
        if others != [joined[1:]]:
            self.db.execute(f"DELETE FROM asked WHERE {touching}", place)  # noqa: S608
            self.db.execute("INSERT INTO asked(query, start, end) VALUES(?, ?, ?)", joined)


def _are_disjoint(layouts: "Iterable[array[int]]") -> bool:
    """Whether no series is in two layouts."""
    each = {id(layout): layout for layout in layouts}.values()
    return len(set().union(*each)) == sum(len(layout) for layout in each)


def _padded(series: Series, first: int, count: int) -> "array[float]":
    values = series.values
    if len(values) == count:
        return values
    lead = (series.start - first) // series.step
    hole = array("d", [nan])
    return hole * lead + values + hole * (count - lead - len(values))


def _pieces(run: Run) -> Iterator[tuple[int, _Part]]:
    """A run, cut at the chunks' ends: (chunk, (first index in it, values, codes))."""
    first = (run.start - phase(run.step)) // run.step
    for place, series in enumerate(run.layout):
        line, at = run.line(place), 0
        while at < len(line):
            number, offset = divmod(first + at, SPAN)
            end = min(len(line), at + SPAN - offset)
            yield schema.chunk_id(number, series), (offset, line[at:end], run.codes[at:end])
            at = end
