"""Tiles on a grid, in the largest of three forms that fits. The value stands in each, so that no colour is needed.

large           middle (8 cells a tile)     small (3 cells a tile)
Guangdong       GD✖9.87 FJ●1.02             GD✖FJ●
✖ 9.87 <
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rtc_tui.tui.widgets.rows import Role, Row, fit, pad, right

ROWS: Final = 9
COLUMNS: Final = 8
_LARGE: Final = 12  # cells of the narrowest large tile
_WIDEST: Final = 20
_MIDDLE: Final = 8
_SMALL: Final = 3


@dataclass(frozen=True, slots=True)
class Face:
    """`row` and `column` count from 1; `short` is two cells wide, `value` at most four."""

    row: int
    column: int
    short: str
    name: str
    value: str
    glyph: str
    role: Role
    selected: bool


def height(columns: int, rows: int) -> int:
    """Rows that are taken of so much room."""
    return ROWS * _form(columns, rows)[1]


def draw(faces: Sequence[Face], columns: int, rows: int) -> list[Row]:
    """`height(...)` rows of at most `columns` cells."""
    cell, high = _form(columns, rows)
    here = {(face.row, face.column): face for face in faces}
    out: list[Row] = []
    for y in range(1, ROWS + 1):
        tiles = [here.get((y, x)) for x in range(1, COLUMNS + 1)]
        out += [[run for tile in tiles for run in _part(tile, cell, part)] for part in range(high)]
    return out


def _form(columns: int, rows: int) -> tuple[int, int]:
    """(cells, rows) of a tile."""
    cell = (columns - 1) // COLUMNS
    if cell >= _LARGE and rows >= ROWS * 2:
        return min(cell, _WIDEST), 3 if rows >= ROWS * 3 else 2
    return (_MIDDLE if cell >= _MIDDLE else _SMALL), 1


def _part(face: Face | None, cell: int, part: int) -> Row:
    if face is None or part == 2:
        return [(" " * cell, "")]
    role: Role = "cursor" if face.selected else face.role
    if cell >= _LARGE:
        text: Row = [(pad(face.name, cell - 2), "select" if face.selected else "bold" if face.value else "dim")]
        if part == 1:
            text = [(f"{face.glyph} {face.value} ", role), ("<" if face.selected else "", "select")]
        return fit([(" ", ""), *text], cell)
    if cell >= _MIDDLE:
        return [(face.short + face.glyph + right(face.value, 4), role), ("<" if face.selected else " ", "select")]
    return [(face.short + face.glyph, role)]
