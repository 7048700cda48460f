"""Rooms."""

from rtc_tui.core.ask import Ask
from rtc_tui.core.model import DAY
from rtc_tui.core.snapshot import Selection
from rtc_tui.text import t

REACH = 14 * DAY


def asks(selection: Selection, now: float) -> tuple[Ask, ...]:
    """What has to be asked."""
    del selection, now
    return ()


def refuses(time: int, now: float) -> str:
    """Why the lists cannot go there; empty: they can."""
    return "" if now - REACH <= time <= now else t("calls.out_of_reach")
