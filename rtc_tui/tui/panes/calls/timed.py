"""What the pair page and the user page share: strips on one time axis, a time cursor, and how far it is zoomed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rtc_tui.core.call import Call
from rtc_tui.core.model import Window
from rtc_tui.core.snapshot import NO_TIME, Selection
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.panes.pane import Scene
from rtc_tui.tui.widgets import heatmap, strip
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Row, clip, fit, merge, width
from rtc_tui.views.calls.pair import Group
from rtc_tui.views.calls.strips import Grid, Strip, grid, presence
from rtc_tui.views.cells import GLYPHS, clock, time_ticks

ZOOMS: Final = (0, 3600, 1800, 600, 300, 120, 60)  # seconds; 0: all of it


@dataclass(slots=True)
class Axis:
    """Which stretch of the call is on screen. It stays where it is until the cursor leaves it."""

    seconds: int = 0
    _start: int = 0

    def grid(self, call: Call, cursor: int | None, columns: int) -> Grid:
        """The columns of the strips."""
        start, end = call.window
        if not self.seconds or self.seconds >= end - start:
            return grid(start, end, columns)
        at = max(start, call.settled() // 1000 - 1) if cursor is None else min(max(cursor, start), end - 1)
        if not self._start <= at < self._start + self.seconds or self._start < start:
            self.centre(call, at)
        return grid(self._start, self._start + self.seconds, columns)

    def centre(self, call: Call, at: int) -> None:
        """Put this time in the middle, as far as the call reaches."""
        start, end = call.window
        self._start = min(max(start, at - self.seconds // 2), max(start, end - self.seconds))

    def zoom(self, call: Call, selection: Selection) -> Selection:
        """The next shorter stretch around the cursor; after the shortest all again, and twice as much if there is more."""
        known = [seconds for seconds in ZOOMS if seconds < call.window.seconds]
        at = known.index(self.seconds) if self.seconds in known else 0
        self.seconds = known[(at + 1) % len(known)]
        if not self.seconds:
            return wider(selection)
        self.centre(call, call.settled() // 1000 - 1 if selection.cursor is None else selection.cursor)
        return selection


def wider(selection: Selection) -> Selection:
    """Twice the span of details, to both sides, within the call: it has to be asked for. The call whole already: as is."""
    visit = selection.visit
    if visit.span in (NO_TIME, visit.window):
        return selection
    (start, end), more = visit.span, visit.span.seconds // 2
    low = max(visit.window.start, start - more - max(0, end + more - visit.window.end))
    span = Window(low, min(visit.window.end, max(end + more, low + 4 * more)))
    return replace(selection, visit=replace(visit, span=span))


def column(cells: Grid, cursor: int | None) -> int | None:
    """The column under the cursor; None without one, or where it is elsewhere."""
    if cursor is None or not cells.start <= cursor < cells.time(cells.count):
        return None
    return cells.column(cursor)


def stepped(selection: Selection, cells: Grid, call: Call, step: int) -> Selection:
    """The time cursor one column on; it starts at the newest that nothing is to be added to."""
    start, end = call.window
    at = selection.cursor
    after = max(start, call.settled() // 1000 - 1) if at is None else at + step * cells.bucket
    return replace(selection, cursor=min(max(after, start), end - 1))


def facts(cells: Grid, at: int | None, scene: Scene) -> str:
    """What the numbers beside the strips are."""
    start, end = clock(cells.start, scene.zone), clock(cells.time(cells.count), scene.zone)
    if at is None:
        return t("pair.whole", start=start, end=end)
    return t("pair.at", time=clock(cells.time(at), scene.zone), seconds=cells.bucket)


def facts_row(cells: Grid, at: int | None, scene: Scene) -> Row:
    """The same as a row."""
    return [(" " + facts(cells, at, scene), "dim")]


def axis(cells: Grid, at: int | None, scene: Scene, columns: int) -> Row:
    """Times over the strips."""
    ticks = time_ticks(Window(cells.start, cells.time(cells.count)), scene.zone, max(2, cells.count // 9))
    labels = [(cells.column(time), text) for time, text in ticks]
    return [(" " * strip.gutter(columns), ""), *heatmap.axis(labels, cells.count, 1, cursor=at)]


def head(group: Group, call: Call, cells: Grid, name: str, columns: int) -> Row:
    """Whose metrics follow, on what device, and when they were in the room."""
    gutter = strip.gutter(columns)
    title = t("pair.sends" if group.side == "up" else "pair.receives", user=name)
    row: Row = [(" " + clip(title, gutter - 2) + " ", "title")]
    known = call.users.get(group.user)
    for word in (known.access, known.os, known.device, known.sdk) if known else ():
        shown = safe(word, 20) + " " if word else ""
        if width([*row, (shown, "")]) > gutter:
            break
        row.append((shown, "dim"))
    beside = presence(call, group.user, cells) or t("pair.stays_unknown")
    return [*fit(row, gutter), (beside, "dim")]


def lines(strips: Sequence[Strip], at: int | None, here: str, columns: int) -> list[Row]:
    """The strips as rows."""
    return [line(one, at, columns, selected=one.key == here) for one in strips]


def line(one: Strip, at: int | None, columns: int, *, selected: bool) -> Row:
    """One of them."""
    severity = one.severity(at)
    cells = strip.cells(one.levels, one.severities, at)
    sign = (GLYPHS[severity] if one.limits is not None or one.rule else " ", SEVERITY_ROLE[severity])
    quiet = not one.levels.strip("-")
    return merge(strip.draw(one.label, one.shown(one.value(at)), sign, cells, columns, selected=selected, quiet=quiet))
