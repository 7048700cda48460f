"""A line chart over time: title, value axis, plot, limits as dashes, time axis, time cursor.

    audio stall 80ms %   10:31:30 = 4.12 % ▲   warn ≥3  crit ≥5
     6.0┤
     4.0┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈⡠⠤⠒⠉│
     2.0┤⣀⣀⣀⣀⠤⠤⠤⠤⠒⠒⠒⠉⠉
        └──────────┬──────────┬──────────┬~~
                 10:00      10:15      10:30

The plot is made once per change of data or size; cursor and limits are laid over it. `~` on the time axis marks what
may still change.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from rtc_tui.tui.widgets.plot import Cells, Line, plot, reduce
from rtc_tui.tui.widgets.rows import Role, Row, Run, fit, merge, right

MIN_ROWS: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """What to draw. x is the number of the bucket, 0..count-1."""

    title: Row
    lines: Sequence[Line]
    count: int
    low: float
    high: float
    value_ticks: Sequence[tuple[float, str]]
    time_ticks: Sequence[tuple[int, str]]
    limits: Sequence[tuple[float, Role]] = ()
    roles: Sequence[Role] = ("",)  # by tag; "": the tone of the value
    tone: Callable[[float], Role] = lambda _: "bold"
    cursor: int | None = None
    soft_from: int | None = None
    empty: str = ""


class Chart:
    """Draws faces; keeps the last plot."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._cells = Cells([], [])

    def draw(self, face: Face, columns: int, rows: int) -> list[Row]:
        """Exactly `rows` rows of `columns` cells."""
        gutter = max((cell_len(label) for _, label in face.value_ticks), default=0) + 1
        wide, high = columns - gutter - 1, rows - 3
        if wide < 8 or high < 1:
            return [fit(face.title, columns)][:rows]
        plotted = self._plot(face, wide, high)
        labels = {_row_of(value, face, high): label for value, label in face.value_ticks}
        limits = {_row_of(value, face, high): role for value, role in face.limits if face.low <= value <= face.high}
        body = [[*_gutter(labels.get(y, ""), gutter), *_line(face, plotted, y, limits.get(y))] for y in range(high)]
        if face.empty and high > 1:
            axis = body[high // 2][:2]
            body[high // 2] = fit([*axis, ("  ", ""), (face.empty, "dim")], columns)
        return [fit(face.title, columns), *body, _axis(face, gutter, wide), _times(face, gutter, wide)]

    def _plot(self, face: Face, columns: int, rows: int) -> Cells:
        x = (0.0, float(max(1, face.count - 1)))
        lines = [(reduce(line, columns, x), line.tag) for line in face.lines]
        key = (lines, columns, rows, face.low, face.high, face.count)
        if key != self._key:
            self._cells = plot(lines, columns, rows, x=x, y=(face.low, face.high))
            self._key = key
        return self._cells


def _gutter(label: str, cells: int) -> Row:
    return [(right(label, cells - 1) + " ", "dim"), ("┤" if label else "│", "line")]


def _line(face: Face, plotted: Cells, y: int, limit: Role | None) -> Row:
    blank: Run = ("┈", limit) if limit else (" ", "")
    tone = face.tone(_value_of(y, face, len(plotted.marks)))
    row: Row = [
        blank if mark == " " else (mark, (face.roles[tag - 1] if tag else "") or tone)
        for mark, tag in zip(plotted.marks[y], plotted.tags[y], strict=True)
    ]
    if face.cursor is not None:
        at = _column(face.cursor, face, len(row))
        mark = row[at][0]
        row[at] = ("│", "select") if mark in (" ", "┈") else (mark, "cursor")
    return merge(row)


def _axis(face: Face, gutter: int, columns: int) -> Row:
    marks = ["─"] * columns
    for index, _ in face.time_ticks:
        marks[_column(index, face, columns)] = "┬"
    if face.soft_from is not None:
        first = _column(max(0, face.soft_from), face, columns)
        last = _column(min(face.count - 1, face.soft_from + 1), face, columns)
        marks[first : last + 1] = "~" * (last + 1 - first)
    row: Row = [(" " * gutter, ""), ("└" + "".join(marks), "line")]
    if face.cursor is not None:
        at = _column(face.cursor, face, columns)
        text = row[1][0]
        row[1:] = [(text[: at + 1], "line"), ("^", "select"), (text[at + 2 :], "line")]
    return row


def _times(face: Face, gutter: int, columns: int) -> Row:
    """Labels centred under their ticks, left out where they would touch."""
    line = [" "] * columns
    free = 0
    for index, label in face.time_ticks:
        start = min(max(0, _column(index, face, columns) - len(label) // 2), columns - len(label))
        if start >= free and start >= 0:
            line[start : start + len(label)] = label
            free = start + len(label) + 2
    return [(" " * (gutter + 1), ""), ("".join(line), "dim")]


def _row_of(value: float, face: Face, rows: int) -> int:
    """The row, from the top, on which plotext puts a value at the resolution of rows."""
    share = (value - face.low) / (face.high - face.low)
    return min(rows - 1, max(0, rows - 1 - int(share * rows)))


def _value_of(row: int, face: Face, rows: int) -> float:
    """The value in the middle of a row."""
    return face.high - (row + 0.5) * (face.high - face.low) / rows


def _column(index: int, face: Face, columns: int) -> int:
    """The cell column of a bucket: two pixels per cell, the first and the last bucket at the edges."""
    pixels = columns * 2 - 1
    return min(columns - 1, max(0, round(index * pixels / max(1, face.count - 1)) // 2))
