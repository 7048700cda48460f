"""The one widget that paints rows, and repaints only what changed.

Textual crops a partial refresh at its right end alone, so a row is sent from the widget's left edge to the last cell
that changed: what ticks stands at the left.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from rtc_tui.tui.widgets.plain import plain
from rtc_tui.tui.widgets.rows import ROLES, Role, Row, merge


class Canvas(Widget):
    """Shows rows of runs. What is outside the widget's size is cut, what is missing is blank."""

    ALLOW_SELECT: ClassVar[bool] = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"canvas--{role}" for role in ROLES if role}

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._rows: list[Row] = []
        self._strips: dict[int, Strip] = {}
        self._styles: dict[Role, Style] = {}
        self._quiet = False

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows; refreshes what differs from the rows before, and nothing when nothing does."""
        new = [merge(row) for row in rows]
        if getattr(self.app, "ascii_only", False):
            new = [[(plain(text), role) for text, role in row] for row in new]
        old, self._rows = self._rows, new
        changed = [
            Region(0, y, end, 1)
            for y in range(max(len(old), len(new)))
            if (end := _changed(_row(old, y), _row(new, y)))
        ]
        if not changed:
            return
        for region in changed:
            self._strips.pop(region.y, None)
        if self.size and not self._quiet:
            self.refresh(*changed)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """While lines are being asked for, what is shown needs no refresh."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Nothing in here scrolls: another size of ours asks for no further layout, which would repaint the screen."""
        del layout
        return super()._size_updated(size, virtual_size, container_size, layout=False)

    def render_line(self, y: int) -> Strip:
        """Textual asks for one line; rows are turned into strips once."""
        strip = self._strips.get(y)
        if strip is None or strip.cell_length != self.size.width:
            strip = self._strips[y] = self._strip(_row(self._rows, y))
        return strip

    def notify_style_update(self) -> None:
        """The theme changed: every strip holds old colours."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def _strip(self, row: Row) -> Strip:
        segments = [Segment(text, self._style(role)) for text, role in row]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style).simplify()

    def _style(self, role: Role) -> Style:
        if role not in self._styles:
            base = self.rich_style
            part = self.get_component_rich_style(f"canvas--{role}", partial=True) if role else Style.null()
            self._styles[role] = base + part
        return self._styles[role]


def _row(rows: Sequence[Row], y: int) -> Row:
    return rows[y] if y < len(rows) else []


def _changed(old: Row, new: Row) -> int:
    """Cells from the left edge to the last one that differs; 0 when the rows are equal."""
    if old == new:
        return 0
    while old and new and old[-1] == new[-1] and _cells(old) == _cells(new):
        old, new = old[:-1], new[:-1]
    return max(_cells(old), _cells(new), 1)


def _cells(row: Row) -> int:
    return sum(cell_len(text) for text, _ in row)
