"""The heat matrix: a row per slice, a cell or two per bucket."""

from typing import Final

from rtc_tui.core.model import BUCKET
from rtc_tui.core.snapshot import WINDOWS
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.tui.panes.distribution.view import CHANGE, LABEL, View, figure, label_cells, name
from rtc_tui.tui.widgets import heatmap
from rtc_tui.tui.widgets.rows import Row, fit, pad, right
from rtc_tui.views import cells, heat
from rtc_tui.views.distribution import CHANGE_OVER, Board
from rtc_tui.views.spots import Spot

_FIXED: Final = 11  # cells of a row beside the label and the cells: mark, glyph, value and what parts them
_BAD: Final = 6


def minutes_that_fit(minutes: int, columns: int) -> int:
    """The longest window of at most `minutes` whose buckets have a cell each."""
    fitting = (
        each for each in reversed(WINDOWS) if each <= minutes and each * 60 // BUCKET <= columns - _FIXED - LABEL
    )
    return next(fitting, WINDOWS[0])


def matrix(view: View) -> list[Row]:
    """The axis, and as many rows as there is room for, each as wide as its cells: no row is measured."""
    room = view.columns - _FIXED - LABEL
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
    label = min(label_cells(view.board), max(1, room))
    extras = 0
    for cells_of in (CHANGE, _BAD):
        if label + cells_of + sum((CHANGE, _BAD)[:extras]) <= room:
            extras += 1
    return label, extras


def _matrix_head(view: View, label: int, extras: int, shown: int) -> Row:
    total = len(view.board.spots)
    place = t("distribution.rows", first=view.top + 1, last=view.top + shown, n=total) if shown < total else ""
    titles = [right(_time_word(view), 7)]
    titles += [right(t("distribution.change"), CHANGE), right(t("distribution.bad"), _BAD)][:extras]
    return [(" " + pad(place, label + 2) + "".join(titles) + " ", "dim")]


def _time_word(view: View) -> str:
    at = view.board.grid.newest
    return t("distribution.now") if at is not None else cells.clock(view.board.at, view.zone, seconds=False)


def _matrix_left(board: Board, spot: Spot, selected: bool, label: int, extras: int, levels: str) -> Row:
    row = [*name(spot, selected, label), *figure(board, spot.value, spot.severity, 7)]
    if extras > 0:
        before = spot.series.at(spot.at - CHANGE_OVER) if spot.at is not None else spot.value
        row.append((right(cells.change(spot.value - before, board.name), CHANGE), "dim"))
    if extras > 1:
        row.append((right(_share(sum(map(levels.count, "345")), sum(map(levels.count, "012345"))), _BAD), "dim"))
    return [*row, (" ", "")]


def _share(part: int, whole: int) -> str:
    """Nothing is the usual, and a column of zeros would hide the rest."""
    return "" if whole and not part else cells.share(part, whole)


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
