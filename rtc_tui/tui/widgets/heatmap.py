"""A heat matrix: a row per slice, a cell or two per bucket, worse is taller.

     1–15 of 34      now      10:00     10:10    ▼09:40
    >广东         ✖ 9.87  ▁▁▁▁▁▁▂▅▇██████  ▁▁▁▁▁▁▁▁
     广西         ▲ 4.10  ▁▁▁▁▁▁▁▁▂▅▅▅▅▅▅  ▁▁▁·▁▁▁▁

Levels come as digits from 0 to 5, `-` for no value, a space for not yet. A mark per level, so that no colour is needed;
neighbours of one role are one run.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rtc_tui.tui.widgets.rows import Role, Row, Run

MARKS: Final = "▁▂▃▅▇█"  # by level
ROLES: Final[tuple[Role, ...]] = ("calm", "calm", "warn-line", "warn", "crit", "far")
_NONE: Final = "·"
_RUNS: Final = re.compile(r"[01]+|2+|3+|4+|5+|-+| +")
_ROLE: Final[dict[str, Role]] = {str(level): role for level, role in enumerate(ROLES)} | {"-": "dim", " ": ""}
_WIDE: Final = {
    cell: str.maketrans(
        {str(level): mark * cell for level, mark in enumerate(MARKS)} | {"-": _NONE * cell, " ": " " * cell}
    )
    for cell in (1, 2)
}


def line(levels: str, cell: int = 1, cursor: int | None = None) -> Row:
    """The cells of one row, `len(levels) * cell` wide; the cursor is a column."""
    if cursor is None or not 0 <= cursor < len(levels):
        return _runs(levels, cell)
    here = levels[cursor].translate(_WIDE[cell])
    return [*_runs(levels[:cursor], cell), (here, "cursor"), *_runs(levels[cursor + 1 :], cell)]


def _runs(levels: str, cell: int) -> Row:
    return [_run(found, cell) for found in _RUNS.findall(levels)]


@lru_cache(maxsize=4096)  # short ones, nearly all of them: the same in every row
def _run(levels: str, cell: int) -> Run:
    return levels.translate(_WIDE[cell]), _ROLE[levels[0]]


def axis(
    ticks: Sequence[tuple[int, str]], count: int, cell: int, newest: int | None = None, cursor: int | None = None
) -> Row:
    """Labels that begin at their columns; `▼` over the newest bucket, `^` over the cursor. Left out where they'd touch."""
    width = count * cell
    text = [" "] * width
    taken: set[int] = set()
    signs = [(newest, "▼"), (cursor, "^")]
    for column, sign in signs:
        if column is not None:
            text[column * cell] = sign
            taken |= {column * cell, column * cell - 1}
    for column, label in sorted(ticks):
        place = range(column * cell, column * cell + len(label))
        if place.stop <= width and not taken & {*place}:
            text[place.start : place.stop] = label
            taken |= {*place, place.stop}
    return _signed("".join(text), None if cursor is None else cursor * cell)


def _signed(text: str, cursor: int | None) -> Row:
    if cursor is None:
        return [(text, "dim")]
    return [(text[:cursor], "dim"), (text[cursor], "select"), (text[cursor + 1 :], "dim")]
