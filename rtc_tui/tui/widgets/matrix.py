"""A square of users: rows send, columns receive; the votes stand in the first column and in the first row.

                        1     2     3     4
                 vote 0/3   1/3   1/3   1/3
    >1 user-20817 3/3✖   — ✖54.2 ✖53.9 ✖54.6
     2 user-20811 0/3    0.3    —   1.7   2.0

Users have one number as row and as column, so that the rows are the legend. No colour is needed: what is bad has its
sign before its figure. With many users the cells shrink to two digits, or to signs alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rtc_tui.tui.widgets.rows import Role, Row, clip, fit, pad, right

WIDE: Final = 6  # cells of a column with figures
NARROW: Final = 4  # with the figures' whole part
SIGN: Final = 2  # with a sign alone
_VOTE: Final = 7


class Mark(NamedTuple):
    """What stands in a cell, and how."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """What to draw. `cell(row, column)` and the votes are asked for what is on screen alone; -1 is the margin.

    `kept` holds rows without the cursor: whoever draws the same figures again hands the same dictionary in.
    """

    names: Sequence[str]
    cell: Callable[[int, int, int], Mark]  # row, column, cells there are
    row_vote: Callable[[int], Mark]
    column_vote: Callable[[int], Mark]
    word: str  # what the margins are called
    cursor: tuple[int, int]
    width: int  # of a column
    label: int  # of a name and its number
    kept: dict[tuple[int, range, int, int], Row] = field(default_factory=dict)


def label_width(columns: int) -> int:
    """Cells for numbers and names on a screen so wide."""
    return 18 if columns < 100 else 26


def fits(columns: int, width: int) -> int:
    """How many users' columns fit."""
    return max(1, (columns - label_width(columns) - _VOTE) // width)


def draw(face: Face, columns: int, rows: int, top: int, left: int) -> list[Row]:
    """Header, votes of the columns, and as many rows as there is room for."""
    count = len(face.names)
    seen = range(left, min(count, left + fits(columns, face.width)))
    lines = range(top, min(count, top + max(0, rows - 2)))
    out = [fit(_header(face, seen), columns), fit(_votes(face, seen), columns)]
    return [*out, *(_kept(face, y, seen, columns) for y in lines)][:rows]


def _kept(face: Face, y: int, seen: range, columns: int) -> Row:
    """A line of the square; only the cursor's is another at each key."""
    if face.cursor[0] == y:
        return fit(_line(face, y, seen), columns)
    key = y, seen, face.width, columns
    if key not in face.kept:
        face.kept[key] = fit(_line(face, y, seen), columns)
    return face.kept[key]


def _header(face: Face, seen: range) -> Row:
    row: Row = [(" " * (face.label + _VOTE), "")]
    for x in seen:
        number = str(x + 1)[-max(1, face.width - 1) :]  # of narrow ones the last digit: they stand in order
        row.append((right(number, face.width - 1) + " ", "select" if x == face.cursor[1] else "dim"))
    return row


def _votes(face: Face, seen: range) -> Row:
    here = face.cursor[0] == -1
    row: Row = [(">" if here else " ", "select"), (pad("", face.label - 1) + pad(face.word, _VOTE), "dim")]
    for x in seen:
        mark = face.column_vote(x)
        chosen = here and x == face.cursor[1]
        row += _cell(mark, face.width, chosen=chosen)
    return row


def _line(face: Face, y: int, seen: range) -> Row:
    here = face.cursor[0] == y
    number = f"{y + 1:>{len(str(len(face.names)))}} "
    name = pad(clip(face.names[y], face.label - len(number) - 2), face.label - len(number) - 1)
    row: Row = [(">" if here else " ", "select"), (number, "dim"), (name, "select" if here else "")]
    row += _cell(face.row_vote(y), _VOTE, chosen=here and face.cursor[1] == -1)
    for x in seen:
        row += _cell(face.cell(y, x, face.width - 1), face.width, chosen=here and x == face.cursor[1])
    return row


def _cell(mark: Mark, width: int, *, chosen: bool) -> Row:
    return [(right(mark.text, width - 1), "cursor" if chosen else mark.role), (" ", "")]
