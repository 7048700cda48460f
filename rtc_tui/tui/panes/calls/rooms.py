"""Being built."""

from rtc_tui.tui.panes.calls.step import Coming


class RoomsStep(Coming):
    """Being built."""
