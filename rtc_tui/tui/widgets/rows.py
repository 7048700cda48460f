"""Rows of runs: what every drawing function returns, and the cell arithmetic for it.

A run is a piece of text with a role; the role is looked up in the theme when it meets the screen. Widths are cells, not
characters: 广东 is four.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, get_args

from rich.cells import cell_len, set_cell_size

from rtc_tui.core.thresholds import Severity

Role = Literal[
    "",
    "dim",
    "bold",
    "ok",
    "warn",
    "crit",
    "title",
    "select",
    "cursor",
    "line",
    "warn-line",
    "crit-line",
    "tab",
    "badge",
    "calm",
    "far",
]
Run = tuple[str, Role]
Row = list[Run]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
SEVERITY_ROLE: Final[dict[Severity, Role]] = {
    Severity.NONE: "dim",
    Severity.OK: "ok",
    Severity.WARN: "warn",
    Severity.CRIT: "crit",
}


def width(row: Iterable[Run]) -> int:
    """Cells of a row."""
    return sum(cell_len(text) for text, _ in row)


def clip(text: str, cells: int) -> str:
    """The text, cut with `…` when it is wider than `cells`."""
    if cell_len(text) <= cells:
        return text
    return set_cell_size(text, cells - 1).rstrip() + "…" if cells > 0 else ""


def pad(text: str, cells: int) -> str:
    """Exactly `cells` wide: cut or filled at the right."""
    return set_cell_size(clip(text, cells), cells)


def right(text: str, cells: int) -> str:
    """Exactly `cells` wide: cut or filled at the left."""
    short = clip(text, cells)
    return " " * (cells - cell_len(short)) + short


def wrap(text: str, cells: int, most: int) -> list[str]:
    """At most `most` lines; breaks at spaces where it can, the last line is cut."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most - 1 and cell_len(rest) > cells:
        head = clip(rest, cells + 1).removesuffix("…")
        cut = head.rfind(" ")
        head = head[:cut] if cut > cells // 2 else head
        lines.append(head)
        rest = rest[len(head) :].lstrip()
    return [*lines, clip(rest, cells)] if rest else lines


def fit(row: Row, cells: int, role: Role = "") -> Row:
    """The row, exactly `cells` wide."""
    out: Row = []
    room = cells
    for text, style in row:
        if room <= 0:
            break
        piece = text if cell_len(text) <= room else clip(text, room)
        out.append((piece, style))
        room -= cell_len(piece)
    if room > 0:
        out.append((" " * room, role))
    return out


def merge(row: Row) -> Row:
    """Neighbours of one role become one run: each run costs an escape sequence on the line."""
    out: Row = []
    for text, role in row:
        if not text:
            continue
        if out and (out[-1][1] == role or (text.isspace() and role in ("", "dim") and out[-1][1] in ("", "dim"))):
            out[-1] = (out[-1][0] + text, out[-1][1])
        else:
            out.append((text, role))
    return out


def beside(left: Sequence[Row], right_: Sequence[Row], left_width: int, gap: Run = (" ", "")) -> list[Row]:
    """Two blocks side by side; the left one is filled to its width."""
    blank: Row = []
    return [
        [*fit(left[i] if i < len(left) else blank, left_width), gap, *(right_[i] if i < len(right_) else blank)]
        for i in range(max(len(left), len(right_)))
    ]
