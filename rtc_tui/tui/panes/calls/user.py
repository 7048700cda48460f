"""Not there yet."""

from rtc_tui.tui.panes.calls.step import Coming


class UserStep(Coming):
    """Not there yet."""
