"""What stands on each line of a picture, which of them the cursor is on, and where one goes from there.

A line is the raw name of a slice; in the ranking, where slices of all dimensions stand, the dimension is before it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rtc_tui.core.model import Dimension
from rtc_tui.core.snapshot import Selection
from rtc_tui.tui.panes.distribution import around, table
from rtc_tui.tui.panes.pane import Scene
from rtc_tui.views.distribution import Board
from rtc_tui.views.spots import Spot
from rtc_tui.views.why import Suspected, why

_PARTING: Final = "\x1f"  # between a dimension and a raw name


def lines(scene: Scene, seen: Board) -> Sequence[str]:
    """Line by line, for scrolling and for the arrows; empty: no slice."""
    if scene.selection.spread.view == "why":
        return [line(each) for each in why(scene.snapshot, seen, scene.selection.cursor).rows]
    if scene.selection.spread.view == "map" and seen.dimension is around.GROUPED:
        return table.region_order(seen, scene.selection.cursor)
    return [each.raw for each in seen.spots]


def spot(scene: Scene, seen: Board) -> Spot | None:
    """The selected slice, else the first on screen."""
    raw = scene.selection.spread.slice
    if scene.selection.spread.view == "why":
        return seen.spot(raw)
    return seen.spot(raw or next((each for each in lines(scene, seen) if each), ""))


def under(scene: Scene, seen: Board, shown: Sequence[str]) -> str:
    """The line that the cursor is on, of those that are `shown`."""
    found = spot(scene, seen)
    raw = found.raw if found else ""
    if scene.selection.spread.view != "why":
        return raw
    place = f"{seen.dimension}{_PARTING}{raw}"
    return place if scene.selection.spread.slice and place in shown else next(iter(shown), "")


def line(suspected: Suspected) -> str:
    """The line of one in the ranking."""
    return f"{suspected.dimension}{_PARTING}{suspected.raw}"


def to(selection: Selection, chosen: str) -> Selection:
    """The slice of a line, of whatever dimension it is."""
    dimension, parted, raw = chosen.partition(_PARTING)
    if not parted:
        return at(selection, chosen)
    return replace(selection, spread=replace(selection.spread, dimension=Dimension(dimension), slice=raw))


def at(selection: Selection, raw: str) -> Selection:
    """A slice of the dimension that is looked at."""
    return replace(selection, spread=replace(selection.spread, slice=raw))
