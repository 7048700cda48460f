"""From now to what was recorded, and back: what the screen asks of the app, and from which moment a replay begins."""

from textual.message import Message

from rtc_tui.core.snapshot import Selection


class ReplayAsked(Message):
    """Play what was recorded from `at` (epoch seconds) on, or stand there.

    `otherwise` is what to say where nothing was recorded at that time; empty: go there all the same.
    """

    def __init__(self, at: float, *, paused: bool, otherwise: str = "") -> None:
        self.at, self.paused, self.otherwise = at, paused, otherwise
        super().__init__()


class LiveAsked(Message):
    """Back to what happens now."""


def moment(selection: Selection, now: float) -> float:
    """Where "here" is: under the time cursor; else where what is looked at begins."""
    if selection.cursor is not None:
        return float(selection.cursor)
    visit = selection.visit
    if selection.pane == "calls" and visit.room and visit.window.seconds:
        return float(visit.span.start or visit.window.start)
    if selection.pane == "history":
        from rtc_tui.views import history

        return float(history.shown(selection, now).start)
    return now - selection.minutes * 60
