"""Senders × receivers: who was hurt by whom, and the verdict in a sentence.

what is shown, of which time
how far the details have come
the matrix
what the cursor reads
the verdict
"""

from dataclasses import replace
from typing import Final

from rtc_tui.core.matrix import Margin, Matrix
from rtc_tui.core.snapshot import Selection
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.tui.panes.calls import case as cases
from rtc_tui.tui.panes.calls import timed, told
from rtc_tui.tui.panes.calls.step import Step
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets import matrix as widget
from rtc_tui.tui.widgets.matrix import Mark
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row
from rtc_tui.views.calls import matrix
from rtc_tui.views.calls.matrix import Grid
from rtc_tui.views.cells import GLYPHS, clock

VIEWS: Final = ("figures", "signs", "verdicts")
_SPANS: Final = (0, 600, 120, 60)  # seconds around the cursor; 0: all of it
_STEP: Final = 30  # seconds of the time cursor
_LINES: Final = 500  # kept: each stretch of columns has its own


class MatrixStep(Step):
    """Remembers how far it is scrolled, the view, and how much time around the cursor it is about."""

    def __init__(self) -> None:
        self._case = cases.Case()
        self._grid: Grid | None = None
        self._grid_of: tuple[object, ...] = ()
        self._walk: tuple[tuple[str, str], ...] = ()
        self._marks: dict[tuple[str, str, int], Mark] = {}  # of the grid; the cursor changes none of them
        self._lines: dict[tuple[int, range, int, int], Row] = {}  # likewise, those without the cursor
        self._names: tuple[str, ...] = ()
        self._top = self._left = self._scrolled = 0
        self._page = 1
        self._view = VIEWS[0]
        self._seconds = 0

    # ------------------------------------------------------------------ drawing
    def paint(self, pane: Pane, scene: Scene) -> list[Row]:
        """Everything below the crumbs."""
        columns, rows = pane.size.width, pane.size.height - 1
        self._case = cases.of(pane)
        self._case.look(pane, scene)
        grid = self._see(scene)
        head = told.state(self._case, scene, columns)
        if grid is None or self._case.judged is None:
            return [*head, *told.empty(self._case, scene, columns)]
        head = [self._facts(scene, grid), *head]
        found = told.shown(self._case.judged.verdicts, self._case, scene)
        if self._view == "verdicts":
            return [*head, *self._scroll(told.every(found, scene, columns), rows - len(head))]
        reading = told.said(self.readout(scene), columns, 2, "bold")
        least = 3 if rows < 16 else 5
        room = max(3, rows - len(head) - len(reading) - least)
        body = self._body(scene, grid, columns, min(room, len(grid.users) + 2))
        left = rows - len(head) - len(reading) - len(body)
        return [*head, *body, *reading, *told.told(found, scene, columns, left)]

    def _see(self, scene: Scene) -> Grid | None:
        """The matrix of the whole call, or of some time around the cursor; made once for all keys that keep it."""
        judged, selection = self._case.judged, scene.selection
        if judged is None:
            return None
        measure, profile = matrix.measured(selection.visit), scene.thresholds.profile
        span = matrix.around(judged.call, selection.cursor, self._seconds)
        key = (judged, measure, profile, span)
        if self._grid is None or key != self._grid_of:
            whole = span == judged.matrix.span
            kept = self._grid is not None and self._grid_of[0] is judged and self._grid_of[3] == span
            cells = judged.matrix if whole else Matrix(judged.call, scene.rules, span)
            if kept and self._grid is not None:
                cells = self._grid.matrix
            self._grid, self._grid_of = Grid(cells, self._order(judged.users, selection), measure, profile), key
            self._walk, self._marks, self._lines = matrix.bad_cells(cells), {}, {}
        return self._grid

    def _order(self, users: tuple[str, ...], selection: Selection) -> tuple[str, ...]:
        """Worst first; while the cursor stands somewhere, as it was, with newcomers at the end."""
        visit = selection.visit
        if self._grid is None or not (visit.sender or visit.receiver) or not set(self._grid.users) <= set(users):
            return users
        return (*self._grid.users, *(user for user in users if user not in self._grid.users))

    def _facts(self, scene: Scene, grid: Grid) -> Row:
        start, end = (clock(at / 1000, scene.zone) for at in grid.matrix.span)
        about = t(f"matrix.about_{grid.measure}") + f" {matrix.UNITS[grid.measure]}"
        chosen, everybody = len(scene.selection.visit.chosen), len(grid.users)
        count = t("matrix.users", n=everybody)
        if chosen < everybody:
            count = t("matrix.asked_for", n=chosen, all=everybody)
        words = [f"{start}–{end}", count, t("matrix.axes")]
        return [(" " + about, "title"), (" · " + " · ".join(words), "dim")]

    def _scroll(self, rows: list[Row], room: int) -> list[Row]:
        self._page = max(1, room)
        self._scrolled = max(0, min(self._scrolled, len(rows) - room))
        return rows[self._scrolled : self._scrolled + room]

    def _body(self, scene: Scene, grid: Grid, columns: int, rows: int) -> list[Row]:
        width = self._width(len(grid.users), columns)
        y, x = _places(grid, *self._here(scene, grid))
        many, high = widget.fits(columns, width), max(1, rows - 2)
        self._page = high
        self._top = _kept(self._top, y, high, len(grid.users))
        self._left = _kept(self._left, x, many, len(grid.users))
        users, names = grid.users, tuple(matrix.named(user, masked=scene.masked) for user in grid.users)
        if names != self._names or len(self._lines) > _LINES:
            self._names, self._lines = names, {}
        face = widget.Face(
            names,
            lambda row, column, cells: self._mark(grid, users[row], users[column], cells),
            lambda row: _vote(grid.row(users[row])),
            lambda column: _vote(grid.column(users[column]), width),
            t("matrix.vote"), (y, x), width, widget.label_width(columns), self._lines,
        )  # fmt: skip
        return widget.draw(face, columns, rows, self._top, self._left)

    def _mark(self, grid: Grid, sender: str, receiver: str, cells: int) -> Mark:
        key = sender, receiver, cells
        if key not in self._marks:
            self._marks[key] = _mark(grid, sender, receiver, cells)
        return self._marks[key]

    def _width(self, count: int, columns: int) -> int:
        """The widest cells with which everybody fits; figures rather than signs, unless signs were asked for."""
        if self._view == "signs":
            return widget.SIGN
        return widget.WIDE if widget.fits(columns, widget.WIDE) >= count else widget.NARROW

    def _here(self, scene: Scene, grid: Grid) -> tuple[str, str]:
        """The cell under the cursor; before it was moved, the worst one."""
        visit = scene.selection.visit
        sender = visit.sender if visit.sender in grid.users else ""
        receiver = visit.receiver if visit.receiver in grid.users else ""
        if sender or receiver:
            return sender, receiver
        first = next(iter(grid.users), "")
        return self._walk[0] if self._walk else (first, grid.users[1] if len(grid.users) > 1 else "")

    # ------------------------------------------------------------------ keys
    def cursor(self, scene: Scene, dx: int, dy: int) -> Selection:
        """Over cells, and into the margins at the left and at the top; in the verdicts, lines."""
        grid = self._see(scene)
        if self._view == "verdicts" or grid is None:
            self._scrolled = max(0, self._scrolled + dy)
            return scene.selection
        y, x = _places(grid, *self._here(scene, grid))
        last = len(grid.users) - 1
        y, x = min(max(y + dy, -1), last), min(max(x + dx, -1), last)
        if y == x == -1:
            return scene.selection
        return told.moved(
            scene.selection, sender=grid.users[y] if y >= 0 else "", receiver=grid.users[x] if x >= 0 else ""
        )

    def page(self, scene: Scene, step: int) -> Selection:
        """A screenful of senders."""
        return self.cursor(scene, 0, step * max(1, self._page - 1))

    def edge(self, scene: Scene, step: int) -> Selection:
        """The first or last sender."""
        grid = self._see(scene)
        if self._view == "verdicts" or grid is None:
            return self.cursor(scene, 0, step * 1_000_000)
        return told.moved(scene.selection, sender=grid.users[0 if step < 0 else -1])

    def open(self, scene: Scene) -> Selection | None:
        """A cell: the pair; a margin, or oneself: the user."""
        grid = self._see(scene)
        if grid is None:
            return None
        sender, receiver = self._here(scene, grid)
        if sender == receiver:
            receiver = ""
        return told.moved(
            scene.selection, step="pair" if sender and receiver else "user", sender=sender, receiver=receiver, row=""
        )

    def next_bad(self, scene: Scene, step: int) -> Selection | None:
        """The next bad cell, worst first."""
        grid = self._see(scene)
        if grid is None:
            return None
        visit = scene.selection.visit
        found = matrix.beside(self._walk, (visit.sender, visit.receiver), step)
        return None if found is None else told.moved(scene.selection, sender=found[0], receiver=found[1])

    def measure(self, scene: Scene, step: int) -> Selection:
        """Stall, its halves, loss, delay, fps, bitrate."""
        return told.moved(scene.selection, measure=matrix.after(matrix.measured(scene.selection.visit), step))

    def view(self, scene: Scene, step: int) -> Selection:
        """Figures, signs alone, the verdicts in full."""
        self._view = VIEWS[(VIEWS.index(self._view) + step) % len(VIEWS)]
        self._scrolled = 0
        return scene.selection

    def step(self, scene: Scene, step: int) -> Selection:
        """The time cursor; from the whole call to some minutes of it."""
        grid = self._see(scene)
        if grid is None or self._case.judged is None:
            return scene.selection
        window = self._case.judged.call.window
        self._seconds = self._seconds or _SPANS[2]
        at = scene.selection.cursor
        newest = max(window.start, self._case.judged.call.settled() // 1000 - self._seconds // 2)
        after = newest if at is None else at + step * _STEP
        return replace(scene.selection, cursor=min(max(after, window.start), window.end - 1))

    def window(self, scene: Scene) -> Selection:
        """10, 2, 1 minutes around the time cursor; then all again, and twice as much if there is more of the call."""
        self._seconds = _SPANS[(_SPANS.index(self._seconds) + 1) % len(_SPANS)]
        judged, selection = self._case.judged, scene.selection
        if not self._seconds:
            return timed.wider(selection)
        if judged is None or selection.cursor is not None:
            return selection
        return replace(selection, cursor=judged.call.settled() // 1000 - self._seconds // 2)

    def back(self, scene: Scene) -> Selection | None:
        """Out of the verdicts; then to the whole call."""
        if self._view == "verdicts":
            self._view = VIEWS[0]
            return scene.selection
        if self._seconds and scene.selection.cursor is not None:
            self._seconds = 0
            return replace(scene.selection, cursor=None)
        return None

    def readout(self, scene: Scene) -> str:
        """What the cursor reads."""
        grid = self._see(scene)
        return "" if grid is None else matrix.reading(grid, *self._here(scene, grid), masked=scene.masked)


def _places(grid: Grid, sender: str, receiver: str) -> tuple[int, int]:
    """(row, column), -1 for a margin."""
    return grid.number(sender) - 1, grid.number(receiver) - 1


def _kept(first: int, at: int, room: int, count: int) -> int:
    """As little scrolling as keeps a line on screen."""
    first = min(max(first, at - room + 1, 0), max(at, 0)) if at >= 0 else 0
    return max(0, min(first, count - room))


def _mark(grid: Grid, sender: str, receiver: str, cells: int) -> Mark:
    if sender == receiver:
        return Mark("—", "dim")
    value, severity = grid.cell(sender, receiver)
    role: Role = SEVERITY_ROLE[severity] if severity >= Severity.WARN else ""
    if cells < widget.NARROW - 1:
        return Mark(GLYPHS[severity], SEVERITY_ROLE[severity])
    if value != value:  # noqa: PLR0124 - NaN
        return Mark(GLYPHS[Severity.NONE], "dim")
    sign = GLYPHS[severity] if severity >= Severity.WARN else ""
    return Mark(sign + matrix.figure(value, grid.measure, cells - len(sign)), role)


def _vote(margin: Margin, width: int = 7) -> Mark:
    severity = matrix.vote(margin)
    role: Role = SEVERITY_ROLE[severity] if severity >= Severity.WARN else "dim"
    if width <= widget.NARROW:
        return Mark(GLYPHS[severity], role)
    sign = GLYPHS[severity] if severity >= Severity.WARN else ""
    return Mark(f"{sign}{margin.bad}/{margin.known}" if margin.known else GLYPHS[severity], role)
