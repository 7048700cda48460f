"""The one widget that paints rows, and repaints only what changed.

Textual crops a partial refresh at its right end, and at its left only where a widget begins: so for the time of a
refresh each changed stretch is such an edge (`_cut`). A stretch is one place to move to and a few runs, so what ticks
stands together.
"""

from bisect import insort
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import ne
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from rtc_tui.tui.widgets.plain import plain
from rtc_tui.tui.widgets.rows import ROLES, Role, Row, merge

_APART: Final = 12  # cells between two stretches that cost as many bytes as going from one to the other
_WORTH: Final = 24  # cells before a stretch that are not sent again: fewer are not worth the cut


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
        self._cuts: list[tuple[list[int], int]] = []

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows; refreshes what differs from the rows before, and nothing when nothing does."""
        new = [merge(row) for row in rows]
        if getattr(self.app, "ascii_only", False):
            new = [[(plain(text), role) for text, role in row] for row in new]
        old, self._rows = self._rows, new
        changed = [
            Region(start, y, end - start, 1)
            for y in range(max(len(old), len(new)))
            for start, end in changes(_row(old, y), _row(new, y))
        ]
        if not changed:
            return
        for region in changed:
            self._strips.pop(region.y, None)
        if self.size and not self._quiet:
            self._cut(changed)
            self.refresh(*changed)

    def _cut(self, changed: Sequence[Region]) -> None:
        """Let each stretch begin where Textual believes that a widget begins; what the last refresh needed is undone.

        Textual makes its cuts anew with each layout; `cuts` holds a sorted list of columns per line of the screen.
        """
        for line, column in self._cuts:
            line.remove(column)
        self._cuts.clear()
        cuts, offset = self.screen._compositor.cuts, self.region.offset  # noqa: SLF001
        for region in changed:
            column, y = region.offset + offset
            if region.x < _WORTH:
                continue
            if 0 <= y < len(cuts) and cuts[y][0] < column < cuts[y][-1] and column not in cuts[y]:
                insort(cuts[y], column)
                self._cuts.append((cuts[y], column))

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
        """Neighbours of one style are one segment, and the length is told: to find out both by itself costs Strip more."""
        parts: list[tuple[str, Style]] = []
        for text, role in row:
            style = self._style(role)
            if parts and parts[-1][1] == style:
                parts[-1] = (parts[-1][0] + text, style)
            else:
                parts.append((text, style))
        length = sum(cell_len(text) for text, _ in parts)
        segments = [Segment(text, style) for text, style in parts]
        return Strip(segments, length).adjust_cell_length(self.size.width, self.rich_style)

    def _style(self, role: Role) -> Style:
        if role not in self._styles:
            base = self.rich_style
            part = self.get_component_rich_style(f"canvas--{role}", partial=True) if role else Style.null()
            self._styles[role] = base + part
        return self._styles[role]


def _row(rows: Sequence[Row], y: int) -> Row:
    return rows[y] if y < len(rows) else []


def changes(old: Row, new: Row) -> list[tuple[int, int]]:
    """[start, end) in cells of each stretch that differs; what lies close together is one stretch."""
    if old == new:
        return []
    before, after = _cells(old), _cells(new)
    longer = max(len(before[0]), len(after[0]))
    (old_signs, old_roles), (new_signs, new_roles) = _filled(before, longer), _filled(after, longer)
    different = map(ne, old_signs, new_signs), map(ne, old_roles, new_roles)
    found: list[tuple[int, int]] = []
    for i in [i for i, (sign, role) in enumerate(zip(*different, strict=True)) if sign or role]:
        if found and i - found[-1][1] < _APART:
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return found


_Cells = tuple[Sequence[str], list[Role]]


def _cells(row: Row) -> _Cells:
    """What stands in each cell, and its role; the second cell of a wide character holds nothing of its own."""
    if all(part.isascii() or cell_len(part) == len(part) for part, _ in row):
        all_roles: list[Role] = []
        for part, role in row:
            all_roles += [role] * len(part)
        return "".join(part for part, _ in row), all_roles
    signs: list[str] = []
    roles: list[Role] = []
    for part, role in row:
        for sign in part:
            wide = cell_len(sign)
            if wide or not signs:
                signs += [sign, *[""] * (wide - 1)]
                roles += [role] * max(1, wide)
            else:  # a mark stands in the cell before it
                signs[-1] += sign
    return signs, roles


def _filled(cells: _Cells, count: int) -> _Cells:
    signs, roles = cells
    missing = count - len(signs)
    blank: list[Role] = [""]
    return ([*signs, *" " * missing], roles + blank * missing) if missing else cells
