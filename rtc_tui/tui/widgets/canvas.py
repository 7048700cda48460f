"""The one widget that paints rows, and repaints only what changed.

Textual crops a partial refresh at its right end, and at its left only where a widget begins: so for the time of a
refresh each changed stretch is such an edge (`_cut`). A stretch is one place to move to and a few runs, so what ticks
stands together. A canvas has neither border nor padding nor opacity, so its lines go past Textual's cache of them.
"""

from bisect import insort
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from rtc_tui.tui.widgets.piece import Laid, Piece, changes, laid
from rtc_tui.tui.widgets.plain import plain
from rtc_tui.tui.widgets.rows import ROLES, Role, Row

# What a screen with canvases has as its COMPONENT_CLASSES. Textual reckons out every class for every widget that has
# it, at the start and at each change of theme: six canvases would pay six times for the same styles.
COMPONENTS: Final = {f"canvas--{role}" for role in ROLES if role}

_WORTH: Final = 24  # cells before a stretch that are not sent again: fewer are not worth the cut
_BLANK: Final = Laid("", "")


class Canvas(Widget):
    """Shows rows of runs. What is outside the widget's size is cut, what is missing is blank."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._rows: list[Row] = []
        self._laid: list[Laid] = []
        self._strips: dict[int, Piece] = {}
        self._styles: dict[Role, Style] = {}
        self._filters: object = None
        self._quiet = False
        self._cuts: list[tuple[list[int], int]] = []

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows; refreshes what differs from the rows before, and nothing when nothing does."""
        old_rows, self._rows = self._rows, list(rows)
        old, self._laid = self._laid, []
        changed: list[Region] = []
        for y, row in enumerate(self._rows):
            if y < len(old) and row == old_rows[y]:
                self._laid.append(old[y])
                continue
            self._laid.append(self._cells_of(row))
            changed += _regions(y, old[y] if y < len(old) else _BLANK, self._laid[y])
        for y in range(len(self._rows), len(old)):
            changed += _regions(y, old[y], _BLANK)
        for region in changed:
            self._strips.pop(region.y, None)
        if changed and self.size and not self._quiet:
            self._cut(changed)
            self.refresh(*changed)

    def _cells_of(self, row: Row) -> Laid:
        if getattr(self.app, "ascii_only", False):
            row = [(plain(text), role) for text, role in row]
        return laid(row)

    def _cut(self, changed: Sequence[Region]) -> None:
        """Let each stretch begin where Textual believes that a widget begins; what the last refresh needed is undone.

        Textual makes its cuts anew with each layout; `cuts` holds a sorted list of columns per line of the screen.
        """
        for line, column in self._cuts:
            line.remove(column)
        self._cuts.clear()
        cuts, (left, top) = self.screen._compositor.cuts, self.region.offset  # noqa: SLF001
        for region in changed:
            column, y = region.x + left, region.y + top
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

    def render_lines(self, crop: Region) -> list[Strip]:
        """Textual asks for a rectangle: nearly always all of the widget."""
        filters = self.get_line_filters()
        if filters != self._filters:
            self._filters = filters
            self._forget()
        lines: list[Strip] = [self.render_line(y) for y in crop.line_range]
        if crop.column_span != (0, self.size.width):
            lines = [line.crop(*crop.column_span) for line in lines]
        return lines

    def render_line(self, y: int) -> Strip:
        """A row is turned into a strip once."""
        strip, columns = self._strips.get(y), self.size.width
        if strip is None or strip.cell_length != columns:
            if not self._styles:
                self._styles = dict(self._all_styles())
            shown = self._laid[y] if y < len(self._laid) else _BLANK
            strip = self._strips[y] = Piece(shown.filled(columns), self._styles).crop(0, columns)
        return strip

    def notify_style_update(self) -> None:
        """The theme changed: every strip holds old colours."""
        super().notify_style_update()
        self._forget()

    def _forget(self) -> None:
        self._styles = {}
        self._strips.clear()

    def _all_styles(self) -> Iterator[tuple[Role, Style]]:
        """Each role's style, filtered as Textual would have filtered the line: a filter looks at styles alone."""
        base, background, styles = self.rich_style, self.background_colors[1], self.screen.get_component_rich_style
        for role in ROLES:
            part = styles(f"canvas--{role}", partial=True) if role else Style.null()
            segments = [Segment(" ", base + part)]
            for each in self.get_line_filters():
                segments = each.apply(segments, background)
            yield role, segments[0].style or Style.null()


def _regions(y: int, old: Laid, new: Laid) -> list[Region]:
    return [Region(start, y, end - start, 1) for start, end in changes(old, new)]
