"""Which source a time belongs to, and what has to be asked for it."""

from enum import Enum, auto
from typing import Final

from rtc_tui.core.ask import AskHistory, Past
from rtc_tui.core.dimensions import told_by
from rtc_tui.core.indicators import QUALITY
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, WHOLE_APP, Feature, Query, Window
from rtc_tui.core.snapshot import Selection
from rtc_tui.core.windows import REACH, floor

OFFLINE_AFTER: Final = 8 * HOUR  # how far back the offline data end
OFFLINE_REACH: Final = 30 * DAY
PAST_SPAN: Final = 6 * HOUR  # what is asked for around a time gone by; on a grid, so that a step asks nothing anew
_HALF: Final = HOUR // 2  # the grid of what is read of the recordings: at least an hour before the time is among it


class Era(Enum):
    """Which source a time belongs to."""

    LIVE = auto()
    GAP = auto()  # too old for the one, too young for the other: only what was recorded
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


def asks(selection: Selection, indicator: str, now: float) -> tuple[Past | AskHistory, ...]:
    """The questions for a time gone by: the slices, the app's own value, and what else of that time is looked at.

    Of an opened slice that is its other indicators, else the other dimensions, without which nobody can say who explains
    it. What the offline data cover is asked of the service; of what they do not cover yet the recordings may know.
    """
    if selection.cursor is None:
        return ()
    match era(selection.cursor, now):
        case Era.LIVE:
            return ()
        case Era.GAP:
            start = floor(selection.cursor, _HALF)
            recorded = Window(start - 2 * _HALF, start + _HALF)
            return tuple(AskHistory(query, recorded) for query in _queries(selection, indicator, BUCKET))
        case Era.PAST:
            window = past_window(selection.cursor, now)
            return tuple(Past(query, window) for query in _queries(selection, indicator, FIVE_MINUTES))


def _queries(selection: Selection, indicator: str, step: int) -> tuple[Query, ...]:
    own = selection.spread.dimension
    pairs = [(own, indicator)]
    if selection.spread.opened:
        pairs += [(own, each) for each in QUALITY if each != indicator]
    else:
        pairs += [(each, indicator) for each in told_by(selection.product) if each is not own]
    product = selection.product
    slices, *rest = (Query(Feature.DISTRIBUTION, product, WHOLE_APP, *pair, step) for pair in pairs)
    return slices, Query(Feature.QUALITY, product, step=step), *rest
