"""Not there yet."""

from rtc_tui.tui.panes.calls.step import Coming


class MatrixStep(Coming):
    """Not there yet."""
