"""What every step of the Calls pane is: it draws, and knows some keys. It keeps only how it was drawn."""

from typing import Final

from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets.rows import Row

# What a step may know: named and called as on `Pane`.
ACTIONS: Final = frozenset({
    "cursor", "page", "edge", "view", "sort", "step", "open", "next_bad", "measure", "window", "maximise", "filter",
    "mark", "mark_all", "pin", "readout",
})  # fmt: skip


class Step:
    """A step. A subclass has `paint`, and a method for each key that it knows, as a pane has."""

    def paint(self, pane: Pane, scene: Scene) -> list[Row]:
        """The rows below the crumbs; `pane.size` less one row is what there is room for."""
        raise NotImplementedError


class Coming(Step):
    """A step that is not there yet."""

    def paint(self, pane: Pane, scene: Scene) -> list[Row]:
        """Nothing."""
        del pane, scene
        return []
