"""Which source a time belongs to, and what has to be asked for it."""

from enum import Enum, auto
from typing import Final

from rtc_tui.core.ask import Past
from rtc_tui.core.model import DAY, FIVE_MINUTES, HOUR, WHOLE_APP, Feature, Query, Window
from rtc_tui.core.snapshot import Selection
from rtc_tui.core.windows import REACH, floor

OFFLINE_AFTER: Final = 8 * HOUR  # how far back the offline data end
OFFLINE_REACH: Final = 30 * DAY
PAST_SPAN: Final = 6 * HOUR  # what is asked for around a time gone by; on a grid, so that a step asks nothing anew


class Era(Enum):
    """Which source a time belongs to."""

    LIVE = auto()
    GAP = auto()  # too old for the one, too young for the other
    PAST = auto()


def era(cursor: int | None, now: float) -> Era:
    """By the time cursor; without one, live."""
    if cursor is None or cursor >= now - REACH:
        return Era.LIVE
    return Era.PAST if cursor < offline_end(now) else Era.GAP


def offline_end(now: float) -> int:
    """Where the offline data end, in half hours, so that the same question is asked for a while."""
    return floor(now - OFFLINE_AFTER, 1800)


def past_window(cursor: int, now: float) -> Window:
    """What to ask for around a time that the offline data cover."""
    start = floor(cursor, PAST_SPAN)
    return Window(start, min(start + PAST_SPAN, offline_end(now)))


def asks(selection: Selection, indicator: str, now: float) -> tuple[Past, ...]:
    """The questions for a time gone by: the slices, and the app's own value beside them."""
    if selection.cursor is None or era(selection.cursor, now) is not Era.PAST:
        return ()
    window, product = past_window(selection.cursor, now), selection.product
    slices = Query(Feature.DISTRIBUTION, product, WHOLE_APP, selection.spread.dimension, indicator, FIVE_MINUTES)
    return Past(slices, window), Past(Query(Feature.QUALITY, product, step=FIVE_MINUTES), window)
