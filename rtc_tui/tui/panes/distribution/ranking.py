"""Who explains it: those that are away from their own earlier level."""

from collections.abc import Sequence
from typing import Final

from rtc_tui.text import t
from rtc_tui.tui.panes.distribution.view import LABEL, WIDEST, View
from rtc_tui.tui.widgets.rows import Role, Row, pad, right, width, wrap
from rtc_tui.views import cells
from rtc_tui.views.attribution import Row as Figures
from rtc_tui.views.why import Suspected, Why

# The first ones matter most.
_COLUMNS: Final = (("value", 7), ("away", 9), ("lasted", 10), ("earlier", 9), ("share", 12))
_ORDER: Final = ("value", "earlier", "away", "lasted", "share")
_MARKS: Final = 5  # cells of the marks, and of what parts name and dimension


def ranking(found: Why, selected: int, view: View) -> list[Row]:
    """Who is away from its own earlier level, by how much, since when; those of the explanation first."""
    below = notes(found, view.columns)
    shown = list(enumerate(found.rows))[view.top : view.top + view.rows - 1 - len(below)]
    names = min(WIDEST, max((width([(each.row.name, "")]) for each in found.rows), default=LABEL))
    places = min(12, max((width([(each.row.dimension, "")]) for each in found.rows), default=LABEL))
    columns = _that_fit(view.columns - _MARKS - names - places)
    head = "".join(right(t(f"distribution.{name}"), room) for name, room in columns)
    out: list[Row] = [[("   " + pad(t("distribution.slice"), names + places + 2) + head, "dim")]]
    for i, each in shown:
        out.append([*_named(each, names, places, selected=i == selected), *_figures(each.row, columns)])
    return [*out, *below]


def notes(found: Why, columns: int) -> list[Row]:
    """What the answer leaves open."""
    return [[(" " + line, "dim")] for line in wrap(found.note, columns - 2, 2)]


def _that_fit(room: int) -> Sequence[tuple[str, int]]:
    kept: dict[str, int] = {}
    for name, cells_ in _COLUMNS:
        if sum(kept.values()) + cells_ <= room:
            kept[name] = cells_
    return [(name, kept[name]) for name in _ORDER if name in kept]


def _named(each: Suspected, names: int, places: int, *, selected: bool) -> Row:
    row = each.row
    return [
        (">" if selected else " ", "select"),
        ("◆" if row.named else " ", "crit" if row.named else ""),
        (" " + pad(row.name, names) + " ", "select" if selected else "bold" if row.named else ""),
        (pad(row.dimension, places) + " ", "dim"),
    ]


def _figures(row: Figures, columns: Sequence[tuple[str, int]]) -> Row:
    away: Role = "warn" if row.named else ""
    told: dict[str, tuple[str, Role]] = {
        "value": (row.value, ""),
        "earlier": (row.earlier, ""),
        "away": (row.points, away),
        "lasted": (row.lasted, "dim"),
        "share": (row.share if row.share == cells.ABSENT else f"{row.share}%", "dim"),
    }
    return [(right(told[name][0], room), told[name][1]) for name, room in columns]
