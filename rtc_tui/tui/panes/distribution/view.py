"""What is drawn of a board, and what all its pictures share: names and figures."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from rich.cells import cell_len

from rtc_tui.core.thresholds import Severity
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row, pad, right
from rtc_tui.views import cells
from rtc_tui.views.distribution import Board
from rtc_tui.views.spots import Spot

LABEL: Final = 9  # cells that a label has at least
WIDEST: Final = 24
CHANGE: Final = 8


@dataclass(frozen=True, slots=True)
class View:
    """What is drawn of a board: where the cursor is, which row is the first on screen, how much room there is."""

    board: Board
    selected: str
    cursor: int | None
    zone: tzinfo
    columns: int
    rows: int
    top: int = 0


def label_cells(board: Board) -> int:
    """As wide as the widest label, within bounds."""
    widest = max((cell_len(spot.label) for spot in board.spots), default=LABEL)
    return min(WIDEST, max(LABEL, widest))


def name(spot: Spot, selected: bool, cells_: int) -> Row:
    """The label, and the mark of the row that is selected."""
    return [(">" if selected else " ", "select"), (pad(spot.label, cells_), "select" if selected else ""), (" ", "")]


def figure(board: Board, value: float, severity: Severity, cells_: int) -> Row:
    """Glyph and value, the worse the louder."""
    loud: Role = SEVERITY_ROLE[severity] if severity >= Severity.WARN else ""
    return [(cells.GLYPHS[severity], SEVERITY_ROLE[severity]), (right(cells.value(value, board.name), cells_), loud)]
