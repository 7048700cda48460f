"""The slices of a board as rows: matrix, map, table, one of them opened. What stands around them is the pane's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from math import isnan
from typing import Final

from rich.cells import cell_len

from rtc_tui.core.dimensions import Division
from rtc_tui.core.model import BUCKET
from rtc_tui.core.snapshot import WINDOWS
from rtc_tui.core.thresholds import Severity, grade
from rtc_tui.text import t
from rtc_tui.tui.widgets import chart, heatmap, kpi, tilemap
from rtc_tui.tui.widgets.plot import Line
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row, Run, fit, pad, right, width
from rtc_tui.views import cells, heat, places
from rtc_tui.views.distribution import Board
from rtc_tui.views.slice import Beside, Opened
from rtc_tui.views.spots import Spot
from rtc_tui.views.why import Suspected, Why

_FIXED: Final = 11  # cells of a matrix row beside the label and the cells: mark, glyph, value and what parts them
_LABEL: Final = 9  # cells that a label has at least
_WIDEST: Final = 24
_CHANGE: Final = 8
_BAD: Final = 6
_SHARE: Final = 7
_TREND: Final = 60


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


def minutes_that_fit(minutes: int, columns: int) -> int:
    """The longest window of at most `minutes` whose buckets have a cell each."""
    fitting = (
        each for each in reversed(WINDOWS) if each <= minutes and each * 60 // BUCKET <= columns - _FIXED - _LABEL
    )
    return next(fitting, WINDOWS[0])


# ---------------------------------------------------------------------- heat
def matrix(view: View) -> list[Row]:
    """The axis, and as many rows as there is room for, each as wide as its cells: no row is measured."""
    room = view.columns - _FIXED - _LABEL
    grid = heat.cut(view.board.grid, room, view.cursor) if not view.board.grid.turn else view.board.grid
    cell = 2 if grid.count * 2 <= room - 5 else 1
    label, extras = _left(view, view.columns - _FIXED - grid.count * cell)
    at = view.board.time(view.cursor) if view.cursor is not None else None
    column = None if at is None else grid.column(at)
    spots = view.board.spots[view.top : view.top + view.rows - 1]
    head = _matrix_head(view, label, extras, len(spots))
    newest = grid.column(grid.newest) if grid.newest is not None and grid.newest >= grid.window.start else None
    ticks = grid.ticks(view.zone, max(2, grid.count * cell // 10))
    out = [fit([*head, *heatmap.axis(ticks, grid.count, cell, newest, column)], view.columns)]
    for spot in spots:
        selected = spot.raw == view.selected
        levels = grid.row(spot.series, view.board.bounds)
        here = column if selected else None
        out.append(
            [*_matrix_left(view.board, spot, selected, label, extras, levels), *heatmap.line(levels, cell, here)]
        )
    return out


def _left(view: View, room: int) -> tuple[int, int]:
    """Cells of the labels, and how many of the further columns (change, share of bad buckets) there is room for."""
    label = min(_natural(view.board), max(1, room))
    extras = 0
    for cells_of in (_CHANGE, _BAD):
        if label + cells_of + sum((_CHANGE, _BAD)[:extras]) <= room:
            extras += 1
    return label, extras


def _natural(board: Board) -> int:
    widest = max((cell_len(spot.label) for spot in board.spots), default=_LABEL)
    return min(_WIDEST, max(_LABEL, widest))


def _matrix_head(view: View, label: int, extras: int, shown: int) -> Row:
    total = len(view.board.spots)
    place = t("distribution.rows", first=view.top + 1, last=view.top + shown, n=total) if shown < total else ""
    titles = [right(_time_word(view), 7)]
    titles += [right(t("distribution.change"), _CHANGE), right(t("distribution.bad"), _BAD)][:extras]
    return [(" " + pad(place, label + 2) + "".join(titles) + " ", "dim")]


def _time_word(view: View) -> str:
    at = view.board.grid.newest
    return t("distribution.now") if at is not None else cells.clock(view.board.at, view.zone, seconds=False)


def _matrix_left(board: Board, spot: Spot, selected: bool, label: int, extras: int, levels: str) -> Row:
    row = [*_name(spot, selected, label), *_figure(board, spot.value, spot.severity, 7)]
    if extras > 0:
        before = spot.series.at(board.at - 300) if board.at is not None else spot.value
        row.append((right(cells.change(spot.value - before, board.name), _CHANGE), "dim"))
    if extras > 1:
        row.append((right(_share(sum(map(levels.count, "345")), sum(map(levels.count, "012345"))), _BAD), "dim"))
    return [*row, (" ", "")]


def _name(spot: Spot, selected: bool, cells_: int) -> Row:
    return [(">" if selected else " ", "select"), (pad(spot.label, cells_), "select" if selected else ""), (" ", "")]


def _figure(board: Board, value: float, severity: Severity, cells_: int) -> Row:
    """Glyph and value, the worse the louder."""
    loud: Role = SEVERITY_ROLE[severity] if severity >= Severity.WARN else ""
    return [(cells.GLYPHS[severity], SEVERITY_ROLE[severity]), (right(cells.value(value, board.name), cells_), loud)]


def _share(part: int, whole: int) -> str:
    if not whole:
        return cells.ABSENT
    return "" if not part else "<1%" if part * 100 < whole else f"{part * 100 // whole}%"


def legend(board: Board) -> Row:
    """`▁<1.8 ▂≥1.8 ▃≥2.4 ▅≥3 ▇≥5 █≥10 · none`."""
    if board.bounds is None:
        return [(" " + t("distribution.no_bounds", name=board.name.label), "dim")]
    steps = heat.steps(board.bounds)
    good, bad = ("<", "≥") if board.bounds.better == "lower" else ("≥", "<")
    texts = [f"{good}{steps[0]:.4g}", *(f"{bad}{step:.4g}" for step in steps)]
    row: Row = [(f" {t('distribution.legend')} ", "dim")]
    for mark, role, text in zip(heatmap.MARKS, heatmap.ROLES, texts, strict=True):
        glyph = {3: cells.GLYPHS[Severity.WARN], 4: cells.GLYPHS[Severity.CRIT]}.get(heatmap.MARKS.index(mark), "")
        row += [(mark, role), (f"{glyph}{text}  ", "dim")]
    return [*row, (t("distribution.absent"), "dim")]


# ---------------------------------------------------------------------- map
def tile_map(view: View) -> list[Row]:
    """The tiles, and what lies on none of them."""
    known = places.placed(view.board)
    listed = min(len(known.others), max(2, view.rows // 3)) + 1 if known.others else 0
    faces = [_tile(view, place, spot) for place, spot in known.tiles]
    out = tilemap.draw(faces, view.columns, view.rows - listed)
    if known.others:
        out += _below(view, known.others, listed - 1)
    return [*out, *_bad_below(view, view.rows - len(out))]


def _below(view: View, others: Sequence[Spot], rows: int) -> list[Row]:
    """What lies on no tile, as much as there is room for around the cursor, and which part of it that is."""
    at = next((i for i, spot in enumerate(others) if spot.raw == view.selected), 0)
    first = max(0, min(at - rows + 1, len(others) - rows))
    shown = others[first : first + rows]
    head = t("distribution.not_on_map")
    if len(shown) < len(others):
        head += " " + t("distribution.rows", first=first + 1, last=first + len(shown), n=len(others))
    return [[(" " + head, "dim")], *(_listed(view, spot) for spot in shown)]


def _bad_below(view: View, rows: int) -> list[Row]:
    """In the rows that are left, the slices in warn and crit with their course."""
    found = [spot for spot in view.board.spots if view.board.severity(spot, view.cursor) >= Severity.WARN]
    label = _natural(view.board)
    if rows < 4 or not found:
        return []
    return [[], _table_head(view, label, ""), *(_ranked(view, spot, label) for spot in found[: rows - 2])]


def _tile(view: View, place: Division, spot: Spot | None) -> tilemap.Face:
    value = view.board.value(spot, view.cursor) if spot else float("nan")
    severity = view.board.severity(spot, view.cursor) if spot else Severity.NONE
    if not isnan(value) and severity is Severity.NONE:
        glyph, role = " ", SEVERITY_ROLE[severity]  # a value without known bounds is neither good nor absent
    else:
        glyph, role = cells.GLYPHS[severity], SEVERITY_ROLE[severity]
    selected = spot is not None and spot.raw == view.selected
    return tilemap.Face(
        place.row, place.column, places.short(place), places.name(place), _four(value), glyph, role, selected
    )


def _four(value: float) -> str:
    """At most four cells: `1.42`, `12.3`, ` 100`, `1e+5`."""
    if isnan(value):
        return ""
    for text in (f"{value:.2f}", f"{value:.1f}", f"{value:.0f}", f"{value:.0e}"):
        if len(text) <= 4:
            return text
    return "…"


def _listed(view: View, spot: Spot) -> Row:
    board = view.board
    severity, value = board.severity(spot, view.cursor), board.value(spot, view.cursor)
    return [*_name(spot, spot.raw == view.selected, _WIDEST), *_figure(board, value, severity, 8)]


# ---------------------------------------------------------------------- table
def table(view: View) -> list[Row]:
    """A row per slice: value, change, how much of the window was bad, and its course."""
    label = _natural(view.board)
    spots = view.board.spots[view.top : view.top + view.rows - 1]
    total = len(view.board.spots)
    place = t("distribution.rows", first=view.top + 1, last=view.top + len(spots), n=total)
    return [_table_head(view, label, place if len(spots) < total else ""), *(_ranked(view, s, label) for s in spots)]


def regions(view: View) -> list[Row]:
    """Countries under their regions, each with a mean; `top` counts the lines."""
    label = _natural(view.board) + 1
    lines: list[Row] = []
    for group in places.groups(view.board, view.cursor):
        note = t("distribution.mean", n=group.known) if group.known else ""
        figure = _figure(view.board, group.value, group.severity, 9)
        lines.append([(" " + pad(group.label, label) + " ", "title"), *figure, (f"  {note}", "dim")])
        lines += [_ranked(view, spot, label - 1, indent=" ") for spot in group.spots]
    return [_table_head(view, label, ""), *lines[view.top : view.top + view.rows - 1]]


def region_order(board: Board, cursor: int | None) -> list[str]:
    """Raw names line by line; empty for the lines of the regions themselves."""
    return [raw for group in places.groups(board, cursor) for raw in ("", *(spot.raw for spot in group.spots))]


def _table_head(view: View, label: int, place: str) -> Row:
    grid = view.board.grid
    word = "distribution.trend" if grid.newest is not None else "distribution.trend_past"
    at = view.board.time(view.cursor)
    when = t("distribution.now") if view.cursor is None else cells.clock(at, view.zone)
    texts = [
        right(when, 10), right(t("distribution.change"), _CHANGE),
        right(t("distribution.warn"), _SHARE), right(t("distribution.crit"), _SHARE),
        "  ", t(word, minutes=grid.window.seconds // 60),
    ]  # fmt: skip
    return [(" " + pad(place, label + 1) + "".join(texts), "dim")]


def _ranked(view: View, spot: Spot, label: int, indent: str = "") -> Row:
    board = view.board
    severity, value = board.severity(spot, view.cursor), board.value(spot, view.cursor)
    figures = places.figures(board, spot, view.cursor)
    row = [(indent, ""), *_name(spot, spot.raw == view.selected, label), *_figure(board, value, severity, 9)]
    row.append((right(cells.change(figures.change, board.name), _CHANGE), "dim"))
    row.append((right(_percent(figures.warn), _SHARE), "warn" if figures.warn > 0 else "dim"))
    row.append((right(_percent(figures.crit), _SHARE) + "  ", "crit" if figures.crit > 0 else "dim"))
    high = board.bounds is None or board.bounds.better == "lower"
    room = min(_TREND, view.columns - width(row) - 1)
    row.append((kpi.trend(figures.trend, room, keep_high=high), row[-3][1] if severity >= Severity.WARN else "line"))
    return row


def _percent(share: float) -> str:
    if isnan(share):
        return cells.ABSENT
    return "0" if not share else "<1%" if share < 0.01 else f"{share * 100:.0f}%"


# ---------------------------------------------------------------------- who explains it
def ranking(found: Why, selected: int, view: View) -> list[Row]:
    """Who is away from its own earlier level, by how much, since when; those of the explanation first."""
    shown = list(enumerate(found.rows))[view.top : view.top + view.rows - 2]
    names = min(_WIDEST, max((width([(each.row.name, "")]) for each in found.rows), default=_LABEL))
    places_ = min(12, max((width([(each.row.dimension, "")]) for each in found.rows), default=_LABEL))
    words = ((7, "value"), (9, "earlier"), (9, "away"), (10, "lasted"), (12, "share"))
    head = "".join(right(t(f"distribution.{word}"), cells_) for cells_, word in words)
    out: list[Row] = [[("   " + pad(t("distribution.slice"), names + places_ + 2) + head, "dim")]]
    out += [_suspected(each, names, places_, selected=i == selected) for i, each in shown]
    return [*out, [(" " + found.note, "dim")]]


def _suspected(each: Suspected, names: int, places_: int, *, selected: bool) -> Row:
    row = each.row
    figures = right(row.value, 7) + right(row.earlier, 9)
    return [
        (">" if selected else " ", "select"),
        ("◆" if row.named else " ", "crit" if row.named else ""),
        (" " + pad(row.name, names) + " ", "select" if selected else "bold" if row.named else ""),
        (pad(row.dimension, places_) + " ", "dim"),
        (figures, ""),
        (right(row.points, 9), "warn" if row.named else ""),
        (right(row.lasted, 10) + right(row.share if row.share == cells.ABSENT else f"{row.share}%", 12), "dim"),
    ]


# ---------------------------------------------------------------------- one slice
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
    label = min(_WIDEST, max((width([(each.name.label, "")]) for each in beside), default=_LABEL))
    aged = (("age", 10),) if any(each.lag is not None for each in beside) else ()
    words = [right(t(f"distribution.{word}"), cells_) for word, cells_ in
             (("value", 11), ("change", _CHANGE), ("own_column", 9), *aged)]  # fmt: skip
    head: Row = [(" " + pad(t("distribution.indicator"), label + 1) + "".join(words), "dim")]
    selected = next((i for i, each in enumerate(beside) if each.selected), 0)
    first = max(0, min(selected - (rows - 1) // 2, len(beside) - (rows - 1)))
    return [fit(row, columns) for row in (head, *(_other(each, label) for each in beside[first : first + rows - 1]))]


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
        (right(cells.change(each.change, each.name), _CHANGE), "dim"),
        (
            right(cells.value(each.own, each.name), 9) + ("" if each.lag is None else right(cells.age(each.lag), 10)),
            "dim",
        ),
    ]
