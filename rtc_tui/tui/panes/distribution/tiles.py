"""The tile map of China, and what lies on none of its tiles."""

from collections.abc import Sequence
from math import isnan

from rtc_tui.core.dimensions import Division
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.tui.panes.distribution import table
from rtc_tui.tui.panes.distribution.view import WIDEST, View, figure, label_cells, name
from rtc_tui.tui.widgets import tilemap
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Row
from rtc_tui.views import cells, places
from rtc_tui.views.spots import Spot


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
    label = label_cells(view.board)
    if rows < 4 or not found:
        return []
    return [[], table.head(view, label, ""), *(table.ranked(view, spot, label) for spot in found[: rows - 2])]


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
    return [*name(spot, spot.raw == view.selected, WIDEST), *figure(board, value, severity, 8)]
