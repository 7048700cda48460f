"""One slice: its series beside the app's own, and its other indicators."""

from collections.abc import Sequence

from rtc_tui.core.model import BUCKET
from rtc_tui.core.thresholds import Severity, grade
from rtc_tui.text import t
from rtc_tui.tui.panes.distribution.view import CHANGE, LABEL, WIDEST, View
from rtc_tui.tui.widgets import chart
from rtc_tui.tui.widgets.plot import Line
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row, Run, fit, pad, right, width
from rtc_tui.views import cells
from rtc_tui.views.slice import Beside, Opened


def opened(view: View, found: Opened, drawing: chart.Chart, title: Row) -> list[Row]:
    """Its series beside the app's own, and its other indicators below."""
    others = min(len(found.beside) + 1, view.rows // 2)
    above = max(chart.MIN_ROWS, view.rows - others)
    face = _face(view, found, title, above)
    return [*drawing.draw(face, view.columns, above), *_others(found.beside, view.columns, others)]


def _face(view: View, found: Opened, title: Row, rows: int) -> chart.Face:
    board, window = view.board, view.board.grid.window
    ticks = cells.value_ticks(found.low, found.high, max(2, (rows - 3) // 3))
    decimals = max((len(f"{tick:.10g}".partition(".")[2]) for tick in ticks), default=0)
    step, newest, at = board.grid.step, board.grid.newest, board.time(view.cursor)

    def tone(value: float) -> Role:
        severity = grade(board.bounds, value)
        return SEVERITY_ROLE[severity] if severity >= Severity.WARN else "bold"

    return chart.Face(
        title=title,
        lines=[*([Line(found.own, tag=2)] if found.own else []), Line(found.values)],
        count=board.grid.count,
        low=found.low,
        high=found.high,
        value_ticks=[(tick, cells.number(tick, decimals)) for tick in ticks],
        time_ticks=[
            ((time - window.start) // step, label)
            for time, label in cells.time_ticks(window, view.zone, view.columns // 14)
        ],
        limits=[(board.bounds.warn, "warn-line"), (board.bounds.crit, "crit-line")] if board.bounds else (),
        roles=("", "dim"),
        tone=tone,
        cursor=None if view.cursor is None or at is None else (at - window.start) // step,
        soft_from=None if newest is None else (newest - BUCKET - window.start) // step,
    )


def _others(beside: Sequence[Beside], columns: int, rows: int) -> list[Row]:
    label = min(WIDEST, max((width([(each.name.label, "")]) for each in beside), default=LABEL))
    aged = (("age", 10),) if any(each.lag is not None for each in beside) else ()
    words = [right(t(f"distribution.{word}"), cells_) for word, cells_ in
             (("value", 11), ("change", CHANGE), ("own_column", 9), *aged)]  # fmt: skip
    selected = next((i for i, each in enumerate(beside) if each.selected), 0)
    first = max(0, min(selected - (rows - 1) // 2, len(beside) - (rows - 1)))
    shown = beside[first : first + rows - 1]
    title = t("distribution.indicator")
    if len(shown) < len(beside):
        title = t("distribution.rows", first=first + 1, last=first + len(shown), n=len(beside))
    head: Row = [(" " + pad(title, label + 1) + "".join(words), "dim")]
    return [fit(row, columns) for row in (head, *(_other(each, label) for each in shown))]


def _other(each: Beside, label: int) -> Row:
    mark: Run = (">" if each.selected else " ", "select")
    name: Run = (pad(each.name.label, label) + " ", "select" if each.selected else "")
    if not each.held:
        return [mark, name, (f"· {t('distribution.not_held' if each.waits else 'distribution.no_value')}", "dim")]
    loud: Role = SEVERITY_ROLE[each.severity] if each.severity >= Severity.WARN else ""
    return [
        mark,
        name,
        (cells.GLYPHS[each.severity], SEVERITY_ROLE[each.severity]),
        (right(cells.with_unit(each.value, each.name, each.unit), 10), loud),
        (right(cells.change(each.change, each.name), CHANGE), "dim"),
        (
            right(cells.value(each.own, each.name), 9) + ("" if each.lag is None else right(cells.age(each.lag), 10)),
            "dim",
        ),
    ]
