"""A metric over time in one row: name, value, sign, and a character per stretch of time.

    >audio loss            35.7 % ✖ ▁▁▁▁▅▆▇█▇▆▆▇··▇▆

Higher is more; `·` is a gap. What is beyond a limit has its colour, and the value's sign says it without one. The time
cursor is one cell in each strip.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from rtc_tui.core.thresholds import Severity
from rtc_tui.tui.widgets.rows import Role, Row, pad, right

_MARKS: Final = str.maketrans("01234567-", "▁▂▃▄▅▆▇█·")
_VALUE: Final = 10
_BESIDE: Final = 1 + _VALUE + 3 + 1  # cursor mark, value, sign between two blanks, the last column
_ROLES: Final[dict[Severity, Role]] = {
    Severity.NONE: "line", Severity.OK: "calm", Severity.WARN: "warn", Severity.CRIT: "crit",
}  # fmt: skip


def label_width(columns: int) -> int:
    """Cells of the name on a screen so wide."""
    return 16 if columns < 100 else 22


def room(columns: int) -> int:
    """Columns that are left for the strip."""
    return max(4, columns - label_width(columns) - _BESIDE)


def draw(
    label: str, value: str, sign: tuple[str, Role], cells: Row, columns: int, *, selected: bool, quiet: bool = False
) -> Row:
    """One row."""
    wide = label_width(columns)
    return [
        (">" if selected else " ", "select"),
        (pad(label, wide), "select" if selected else "dim" if quiet else ""),
        (right(value, _VALUE) + " ", "dim" if quiet else sign[1] if sign[1] in ("warn", "crit") else ""),
        (sign[0] + " ", sign[1]),
        *cells,
    ]


def cells(levels: str, severities: Sequence[Severity], cursor: int | None) -> Row:
    """The characters, neighbours of one role as one run."""
    marks = levels.translate(_MARKS)
    roles = [_ROLES[severity] if level != "-" else "dim" for level, severity in zip(levels, severities, strict=True)]
    if cursor is not None and 0 <= cursor < len(roles):
        roles[cursor] = "cursor"
    out: Row = []
    for role, run in groupby(range(len(roles)), key=roles.__getitem__):
        places = list(run)
        out.append((marks[places[0] : places[-1] + 1], role))
    return out


def axis(left: int, cells_: Row) -> Row:
    """Something in the columns of the strips, with nothing beside it."""
    return [(" " * left, ""), *cells_]


def gutter(columns: int) -> int:
    """Cells before the strip."""
    return label_width(columns) + _BESIDE - 1
