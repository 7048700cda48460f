"""The ranked table: a row per slice; countries under their regions."""

from math import isnan
from typing import Final

from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.tui.panes.distribution.view import CHANGE, View, figure, label_cells, name
from rtc_tui.tui.widgets import kpi
from rtc_tui.tui.widgets.rows import Row, pad, right, width
from rtc_tui.views import cells, places
from rtc_tui.views.distribution import Board
from rtc_tui.views.spots import Spot

_SHARE: Final = 7
_TREND: Final = 60


def table(view: View) -> list[Row]:
    """A row per slice: value, change, how much of the window was bad, and its course."""
    label = label_cells(view.board)
    spots = view.board.spots[view.top : view.top + view.rows - 1]
    total = len(view.board.spots)
    place = t("distribution.rows", first=view.top + 1, last=view.top + len(spots), n=total)
    return [head(view, label, place if len(spots) < total else ""), *(ranked(view, s, label) for s in spots)]


def regions(view: View) -> list[Row]:
    """Countries under their regions, each with a mean; `top` counts the lines."""
    label = label_cells(view.board) + 1
    lines: list[Row] = []
    for group in places.groups(view.board, view.cursor):
        note = t("distribution.mean", n=group.known) if group.known else ""
        mean = figure(view.board, group.value, group.severity, 9)
        lines.append([(" " + pad(group.label, label) + " ", "title"), *mean, (f"  {note}", "dim")])
        lines += [ranked(view, spot, label - 1, indent=" ") for spot in group.spots]
    shown = lines[view.top : view.top + view.rows - 1]
    part = len(shown) < len(lines)
    place = t("distribution.lines_of", first=view.top + 1, last=view.top + len(shown), n=len(lines)) if part else ""
    return [head(view, label, place), *shown]


def region_order(board: Board, cursor: int | None) -> list[str]:
    """Raw names line by line; empty for the lines of the regions themselves."""
    return [raw for group in places.groups(board, cursor) for raw in ("", *(spot.raw for spot in group.spots))]


def head(view: View, label: int, place: str) -> Row:
    """The titles of the columns; `place` tells which rows are shown."""
    grid = view.board.grid
    word = "distribution.trend" if grid.newest is not None else "distribution.trend_past"
    at = view.board.time(view.cursor)
    when = t("distribution.now") if view.cursor is None else cells.clock(at, view.zone)
    texts = [
        right(when, 10), right(t("distribution.change"), CHANGE),
        right(t("distribution.warn"), _SHARE), right(t("distribution.crit"), _SHARE),
        "  ", t(word, minutes=grid.window.seconds // 60),
    ]  # fmt: skip
    return [(" " + pad(place, label + 1) + "".join(texts), "dim")]


def ranked(view: View, spot: Spot, label: int, indent: str = "") -> Row:
    """A slice with its figures and its course."""
    board = view.board
    severity, value = board.severity(spot, view.cursor), board.value(spot, view.cursor)
    figures = places.figures(board, spot, view.cursor)
    row = [(indent, ""), *name(spot, spot.raw == view.selected, label), *figure(board, value, severity, 9)]
    row.append((right(cells.change(figures.change, board.name), CHANGE), "dim"))
    row.append((right(_percent(figures.warn), _SHARE), "warn" if figures.warn > 0 else "dim"))
    row.append((right(_percent(figures.crit), _SHARE) + "  ", "crit" if figures.crit > 0 else "dim"))
    high = board.bounds is None or board.bounds.better == "lower"
    room = min(_TREND, view.columns - width(row) - 1)
    row.append((kpi.trend(figures.trend, room, keep_high=high), row[-3][1] if severity >= Severity.WARN else "line"))
    return row


def _percent(share: float) -> str:
    if isnan(share):
        return cells.ABSENT
    return cells.share(share, 1) if share else "0"
