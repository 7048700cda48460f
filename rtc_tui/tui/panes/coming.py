"""A pane that is not built yet says in one line what it will hold."""

from rtc_tui.text import t
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets.rows import Row, wrap


class ComingPane(Pane):
    """Its name is the pane's word."""

    def paint(self, scene: Scene) -> None:
        """One line where the eye is, or two where it is narrow."""
        del scene
        rows: list[Row] = [[("  ", ""), (line, "dim")] for line in wrap(t(f"coming.{self.id}"), self.size.width - 4, 3)]
        self.show([[], *rows])
