"""Who explains it: those that are away from their own earlier level."""

from rtc_tui.text import t
from rtc_tui.tui.panes.distribution.view import LABEL, WIDEST, View
from rtc_tui.tui.widgets.rows import Row, pad, right, width
from rtc_tui.views import cells
from rtc_tui.views.why import Suspected, Why


def ranking(found: Why, selected: int, view: View) -> list[Row]:
    """Who is away from its own earlier level, by how much, since when; those of the explanation first."""
    shown = list(enumerate(found.rows))[view.top : view.top + view.rows - 2]
    names = min(WIDEST, max((width([(each.row.name, "")]) for each in found.rows), default=LABEL))
    places_ = min(12, max((width([(each.row.dimension, "")]) for each in found.rows), default=LABEL))
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
