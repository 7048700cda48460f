"""Windows of time on the bucket grid, and what the real-time API can still give of them."""

from typing import Final

from rtc_tui.core.model import BUCKET, Window, phase

REACH: Final = 3600  # seconds the real-time API looks back, and the longest span of one request
MARGIN: Final = 60  # seconds that a question may be under way, and still begin within the service's reach


def floor(time: float, step: int = BUCKET) -> int:
    """Start of the bucket that holds `time`."""
    return int(time // step) * step


def ceil(time: float, step: int = BUCKET) -> int:
    """The first bucket start at or after `time`."""
    return -int(-time // step) * step


def last(minutes: int, now: float) -> Window:
    """The window of whole buckets that the user means by "the last N minutes"."""
    end = floor(now)
    return Window(end - minutes * 60, end)


def askable(now: float, since: int | None = None) -> Window:
    """What to ask of the real-time API at `now`, given that everything before `since` is held.

    A first fill of exactly 60 minutes is too old by the time it arrives, so it starts at the next bucket at or after
    now - 60 min + 30 s (FACTS 11). The end is the start of the bucket that is still open. There is always one bucket
    to ask for, the newest that is closed, also when `since` lies in the future.
    """
    oldest, end = ceil(now - REACH + BUCKET), floor(now)
    start = oldest if since is None else max(oldest, min(floor(since), end - BUCKET))
    return Window(start, end)


def oldest(now: float, reach: int, step: int = BUCKET) -> int:
    """Start of the first bucket of `step` that can still be had of what is kept for `reach` seconds, if asked at `now`.

    The question takes its time to get there, and clocks differ a little.
    """
    offset = phase(step)
    return ceil(now - reach + MARGIN - offset, step) + offset


def split(window: Window, span: int, step: int = BUCKET) -> tuple[Window, ...]:
    """Cut a window into pieces of at most `span` (>= `step`) seconds, oldest first, without gap or overlap.

    Every cut is on the grid; the window's own ends need not be.
    """
    size = max(step, span // step * step)
    starts = range(floor(window.start, step), window.end, size) if window.seconds else ()
    return tuple(Window(max(start, window.start), min(start + size, window.end)) for start in starts)
