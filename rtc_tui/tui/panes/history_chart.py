"""The chart of the History pane, and the strip under it."""

from datetime import tzinfo

from rtc_tui.core.merge import MISSING
from rtc_tui.core.thresholds import Severity, grade
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.widgets import chart, origin, then
from rtc_tui.tui.widgets.plot import Line
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row, fit, width
from rtc_tui.views import cells, history
from rtc_tui.views.history_chart import Course, reading
from rtc_tui.views.history_chart import origin as origin_word
from rtc_tui.views.live import describe

_LEGEND_FROM = 14  # rows from which the letters are explained


def draw(found: Course, drawing: chart.Chart, zone: tzinfo, columns: int, rows: int, empty: str) -> list[Row]:
    """Title, chart, strip and legend: exactly `rows` rows."""
    below = 2 if rows >= _LEGEND_FROM else 1
    face = _face(found, zone, columns, rows - below, empty)
    drawn = drawing.draw(face, columns, rows - below)
    gutter = max((len(label) for _, label in face.value_ticks), default=0) + 2
    marks = origin.strip(found.line.codes, columns - gutter)
    legend: Row = [(" " * gutter + t("history.legend"), "dim")]
    return [*drawn, [(" " * gutter, ""), *marks], *([legend] if below > 1 else [])]


def title(found: Course, zone: tzinfo, columns: int) -> Row:
    """Label, what is read, where that comes from, which line is which, the limits: as much as fits."""
    row: Row = [(f" {safe(found.named.label, 40)}", "title"), (f"  {reading(found, zone)} ", "bold")]
    row.append((cells.GLYPHS[found.severity], SEVERITY_ROLE[found.severity]))
    pieces: list[Row] = [[(f" {origin_word(found)}", "dim")] if found.at is not None else [], then.legend(found.others)]
    pieces += [[(f"   {note}", "dim")] for note in describe(found.bounds)]
    for piece in pieces:
        if width(row) + width(piece) <= columns:
            row += piece
    return row


def _face(found: Course, zone: tzinfo, columns: int, rows: int, empty: str) -> chart.Face:
    ticks = cells.value_ticks(found.low, found.high, max(2, (rows - 3) // 3))
    decimals = max((len(f"{tick:.10g}".partition(".")[2]) for tick in ticks), default=0)
    times = history.time_ticks(found.window, zone, columns // 14)
    bounds = found.bounds

    def tone(value: float) -> Role:
        severity = grade(bounds, value)
        return SEVERITY_ROLE[severity] if severity >= Severity.WARN else "bold"

    return chart.Face(
        title=fit(title(found, zone, columns), columns),
        lines=[*then.lines(found.others, columns), Line(found.line.values)],
        count=len(found.line.values),
        low=found.low,
        high=found.high,
        value_ticks=[(tick, cells.number(tick, decimals)) for tick in ticks],
        time_ticks=[((at - found.line.start) // found.step, label) for at, label in times if at >= found.line.start],
        limits=[(bounds.warn, "warn-line"), (bounds.crit, "crit-line")] if bounds else (),
        roles=then.ROLES,
        tone=tone,
        cursor=found.index(found.cursor),
        soft_from=found.index(found.not_final),
        empty=empty if all(code == MISSING for code in found.line.codes) else "",
    )
