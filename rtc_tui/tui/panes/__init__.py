"""One file per pane, named as in `views/`: what to draw where, and the pane's own keys."""

from rtc_tui.tui.kept import Kept
from rtc_tui.tui.panes.pane import Pane


def make(name: str, kept: Kept) -> Pane:
    """The pane of that name, imported when it is first asked for. `kept` are the rooms at hand."""
    match name:
        case "calls":
            from rtc_tui.tui.panes.calls import CallsPane

            return CallsPane(kept)
        case "distribution":
            from rtc_tui.tui.panes.distribution import DistributionPane

            return DistributionPane()
        case "history":
            from rtc_tui.tui.panes.history import HistoryPane

            return HistoryPane()
        case "reference":
            from rtc_tui.tui.panes.reference import ReferencePane

            return ReferencePane()
        case _:
            from rtc_tui.tui.panes.coming import ComingPane

            return ComingPane(id=name)
