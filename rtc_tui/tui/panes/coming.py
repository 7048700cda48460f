"""A pane that is not built yet says in one line what it will hold."""

from rtc_tui.text import t
from rtc_tui.tui.panes.pane import Pane, Scene


class ComingPane(Pane):
    """Its name is the pane's word."""

    def paint(self, scene: Scene) -> None:
        """One line, where the eye is."""
        del scene
        self.show([[], [("  ", ""), (t(f"coming.{self.id}"), "dim")]])
