"""Not there yet."""

from rtc_tui.tui.panes.calls.step import Coming


class PairStep(Coming):
    """Not there yet."""
