"""Users of a room."""

from rtc_tui.core.ask import Ask
from rtc_tui.core.snapshot import Selection
from rtc_tui.views.calls import gathered


def asks(selection: Selection, now: float) -> tuple[Ask, ...]:
    """What has to be asked."""
    del now
    return gathered.asks(selection.visit)
