"""What every step of the Calls pane is: it draws, and knows some keys. It keeps only how it was drawn."""

from collections.abc import Sequence
from typing import Final

from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets.rows import Row, width, wrap

# What a step may know: named and called as on `Pane`.
ACTIONS: Final = frozenset({
    "cursor", "page", "edge", "view", "sort", "step", "open", "dimension", "next_bad", "measure", "window", "maximise", "filter",
    "mark", "mark_all", "pin", "readout",
})  # fmt: skip


class Step:
    """A step. A subclass has `paint`, and a method for each key that it knows, as a pane has."""

    def paint(self, pane: Pane, scene: Scene) -> list[Row]:
        """The rows below the crumbs; `pane.size` less one row is what there is room for."""
        raise NotImplementedError


class Scrolled:
    """Which stretch of a long list is on screen: moved as little as keeps the cursor's row on it."""

    def __init__(self) -> None:
        self._top = 0
        self.shown = 1  # rows: a page

    def stretch(self, total: int, at: int, rows: int) -> range:
        """The rows to show, the one at `at` among them."""
        self.shown = max(1, rows)
        self._top = max(0, min(max(self._top, at - self.shown + 1), at, total - self.shown))
        return range(self._top, min(total, self._top + self.shown))


def as_fits(parts: Row, columns: int) -> Row:
    """As many runs as fit, the first ones first."""
    row: Row = []
    for part in parts:
        text, role = part
        if width([*row, part]) > columns:
            return [*row, (text.rstrip(), role)] if width([*row, (text.rstrip(), role)]) <= columns else row or [part]
        row.append(part)
    return row


def sentence(text: str, columns: int) -> list[Row]:
    """Some words where the eye is."""
    lines: list[Row] = [[("  " + line, "")] for line in wrap(text, columns - 4, 4)]
    return [[], *lines]


def place(ids: Sequence[str], row: str) -> int:
    """Where the cursor is; a row that is gone leaves it at the first."""
    return ids.index(row) if row in ids else 0


def moved(ids: Sequence[str], row: str, by: int) -> str:
    """The row that many further, the ends are not passed; empty where there is none."""
    return ids[min(max(place(ids, row) + by, 0), len(ids) - 1)] if ids else ""
