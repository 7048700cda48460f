"""The Live pane.

source line, then what has to be known to read the numbers
tiles
chart                                             │ what changed last
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from rtc_tui.core.model import BUCKET
from rtc_tui.core.snapshot import WINDOWS, Selection
from rtc_tui.core.thresholds import Severity, grade
from rtc_tui.text import t
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets import chart, kpi, then
from rtc_tui.tui.widgets.plot import Line
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row, beside, clip, fit, width, wrap
from rtc_tui.views import cells
from rtc_tui.views.frame import hidden
from rtc_tui.views.live import Chart, Event, Live, Tile, live, neighbour, next_bad

if TYPE_CHECKING:
    from rtc_tui.core.ask import Ask

EVENTS_WIDTH: Final = 34
EVENTS_FROM: Final = 110  # columns from which there is room for them beside the chart


class LivePane(Pane):
    """Tiles, chart, and what changed last."""

    def __init__(self) -> None:
        super().__init__(id="live")
        self._chart = chart.Chart()
        self._maximised = False

    @staticmethod
    def asks(selection: Selection, now: float) -> "tuple[Ask, ...]":
        """Earlier days, once they are compared with: what knows about them is not loaded before."""
        if not selection.compare:
            return ()
        from rtc_tui.views.overlay import compared

        return compared(selection, now)

    def paint(self, scene: Scene) -> None:
        """Top to bottom; the chart takes what is left."""
        view = self._view(scene)
        columns, rows = self.size
        top = [fit([(" ", ""), (clip(view.source, columns - 2), "dim")], columns)]
        warnings = [hidden(text, scene.secret) for text in view.warnings]
        top += _warnings(warnings[: max(1, rows // 8)], columns)
        if not self._maximised:
            top += kpi.draw([_face(tile) for tile in view.tiles], columns)
        self.show([*top, *self._lower(view, scene, columns, rows - len(top))])

    def _view(self, scene: Scene) -> Live:
        return live(scene.snapshot, scene.selection, scene.thresholds, scene.zone, masked=scene.masked)

    def _lower(self, view: Live, scene: Scene, columns: int, rows: int) -> list[Row]:
        if columns < EVENTS_FROM or self._maximised:
            return self._chart.draw(_chart_face(view.chart, scene, columns, rows), columns, rows)
        wide = columns - EVENTS_WIDTH - 3
        left = self._chart.draw(_chart_face(view.chart, scene, wide, rows), wide, rows)
        return beside(left, _events(view.events, scene, rows), wide, (" │ ", "line"))

    # ------------------------------------------------------------------ keys: a new selection, nothing else
    def indicator(self, scene: Scene, step: int) -> Selection:
        """The next or previous tile."""
        return replace(scene.selection, series=neighbour(self._view(scene), step))

    def cursor(self, scene: Scene, dx: int, dy: int) -> Selection:
        """Along the chart in time, up and down through the tiles."""
        return self.step(scene, dx) if dx else self.indicator(scene, dy)

    def next_bad(self, scene: Scene, step: int) -> Selection | None:
        """The next tile in warn or crit, worst first."""
        view = self._view(scene)
        if all(tile.severity < Severity.WARN for tile in view.tiles):
            return None
        selected = next(tile.name for tile in view.tiles if tile.selected)
        return replace(scene.selection, series=next_bad(view, selected, step))

    def step(self, scene: Scene, step: int) -> Selection:
        """The time cursor one bucket on; it starts at the newest bucket."""
        view = self._view(scene).chart
        newest = view.newest if view.newest is not None else view.window.end - BUCKET
        at = newest if scene.selection.cursor is None else scene.selection.cursor
        return replace(
            scene.selection, cursor=min(max(at + step * BUCKET, view.window.start), view.window.end - BUCKET)
        )

    def window(self, scene: Scene) -> Selection:
        """15, 30, 60 minutes, round and round."""
        after = WINDOWS[(WINDOWS.index(scene.selection.minutes) + 1) % len(WINDOWS)]
        return replace(scene.selection, minutes=after)

    def compare(self, scene: Scene, step: int) -> Selection:
        """Nothing, −1 d, −7 d, both, round and round."""
        from rtc_tui.views.overlay import after

        return replace(scene.selection, compare=after(scene.selection.compare, step))

    def maximise(self, scene: Scene) -> Selection:
        """The chart alone, or tiles and chart."""
        self._maximised = not self._maximised
        return scene.selection

    def readout(self, scene: Scene) -> str:
        """What `y` copies."""
        view = self._view(scene).chart
        return f"{view.label} {view.readout}"


def _warnings(texts: Sequence[str], columns: int) -> list[Row]:
    """Two lines each at most."""
    rows: list[Row] = []
    for text in texts:
        for i, line in enumerate(wrap(text, columns - 4, 2)):
            rows.append([("   " if i else " ! ", "warn"), (line, "")])
    return rows


def _face(tile: Tile) -> kpi.Face:
    value = f"{tile.value} {tile.unit}".rstrip() if tile.value != cells.ABSENT else tile.value
    return kpi.Face(
        label=tile.label,
        value=value,
        change=tile.change,
        severity=tile.severity if tile.graded else None,
        trend=tile.trend,
        selected=tile.selected,
        keep_high=tile.worse_is_up,
        absent=tile.absent,
    )


def _chart_face(view: Chart, scene: Scene, columns: int, rows: int) -> chart.Face:
    glyph = cells.GLYPHS[view.severity]
    title: Row = [
        (" ", ""),
        (view.label, "title"),
        (f"  {view.readout} ", "bold"),
        (glyph, SEVERITY_ROLE[view.severity]),
    ]
    title += then.legend(view.others)
    for note in view.notes:
        if width(title) + cell_len(note) + 3 <= columns:
            title.append((f"   {note}", "dim"))
    limits: list[tuple[float, Role]] = (
        [(view.bounds.warn, "warn-line"), (view.bounds.crit, "crit-line")] if view.bounds else []
    )
    ticks = cells.value_ticks(view.low, view.high, max(2, (rows - 3) // 3))
    decimals = max((len(f"{tick:.10g}".partition(".")[2]) for tick in ticks), default=0)
    return chart.Face(
        title=title,
        lines=[*then.lines(view.others, columns), Line(view.values)],
        roles=then.ROLES,
        count=len(view.values),
        low=view.low,
        high=view.high,
        value_ticks=[(tick, cells.number(tick, decimals)) for tick in ticks],
        time_ticks=_time_ticks(view, scene.zone, columns // 14),
        limits=limits,
        tone=lambda value: (
            SEVERITY_ROLE[grade(view.bounds, value)] if grade(view.bounds, value) >= Severity.WARN else "bold"
        ),
        cursor=None if view.cursor is None else (view.cursor - view.window.start) // BUCKET,
        soft_from=None if view.not_final is None else (view.not_final - view.window.start) // BUCKET,
        empty=view.empty,
    )


def _time_ticks(view: Chart, zone: tzinfo, at_most: int) -> list[tuple[int, str]]:
    ticks = cells.time_ticks(view.window, zone, at_most)
    return [((time - view.window.start) // BUCKET, label) for time, label in ticks]


def _events(events: tuple[Event, ...], scene: Scene, rows: int) -> list[Row]:
    out: list[Row] = [[(t("live.changes"), "title")]]
    for event in events[: rows - 2]:
        time = cells.clock(event.time, scene.zone, seconds=False)
        glyph = (cells.GLYPHS[event.severity], SEVERITY_ROLE[event.severity])
        out.append([(f"{time} ", "dim"), glyph, (" " + clip(event.text, EVENTS_WIDTH - 8), "")])
    if not events:
        out.append([(t("live.no_changes"), "dim")])
    hidden = len(events) - (rows - 2)
    if hidden > 0:
        out.append([(t("live.more_changes", n=hidden), "dim")])
    return out
