"""What to ask next, and when. Pure: time and chance are passed in."""

from collections.abc import Iterable
from math import ceil
from random import Random
from typing import Final

from rtc_tui.core.model import BUCKET, Feature, Window
from rtc_tui.core.windows import REACH, askable, floor
from rtc_tui.errors import NotPermitted, Refused, RtcTuiError, UnknownAction

# Seconds after the service's delay by which a bucket can be there (documents: 1 min, operation data 20 s).
DELAY: Final[dict[Feature, int]] = {Feature.QUALITY: 60, Feature.DISTRIBUTION: 60, Feature.OPERATION: 20}
JITTER: Final = (0.4, 2.0)  # seconds: viewers of one account do not all ask at the same instant
NOT_FINAL: Final = 2  # the newest buckets, which may still change and are asked for again
MEND: Final = 10 * 60  # seconds: holes that young may still fill by themselves, so they are asked for again
_DECISIVE: Final = 120.0  # seconds: a smaller skew is within the spread of how old the newest bucket may be
_OLDEST_NEWEST: Final = 180.0
SKEW_MATTERS: Final = 5.0  # seconds: less is within what a Date header of whole seconds can tell

_BACKOFF: Final = (2.0, 4.0, 8.0, 15.0, 30.0)  # seconds between polls after failures in a row
_REFUSED_EVERY: Final = 30.0  # the cause may go away: keys are changed, clocks are set
_DISABLED_EVERY: Final = 120.0  # rights and versions change seldom


def wait_after_answer(feature: Feature, now: float, rng: Random) -> float:
    """Seconds from `now` until the next bucket is there: the 30 s boundary plus the delay, plus a little jitter."""
    phase = DELAY[feature] % BUCKET
    boundary = (floor(now - phase) + BUCKET) + phase
    return boundary - now + rng.uniform(*JITTER)


def wait_after_failure(error: RtcTuiError, failures: int, rng: Random) -> float:
    """Seconds until the next try after `failures` (>= 1) failures in a row, the service's own wish first."""
    if isinstance(error, NotPermitted | UnknownAction):
        return _DISABLED_EVERY * rng.uniform(1.0, 1.1)
    if isinstance(error, Refused):
        return _REFUSED_EVERY * rng.uniform(1.0, 1.1)
    backoff = _BACKOFF[min(failures, len(_BACKOFF)) - 1] * rng.uniform(0.8, 1.2)
    return max(backoff, error.retry_after or 0.0)


def window(now: float, held: Iterable[int]) -> Window:
    """What to ask for at `now`, given the bucket starts that are held.

    Nothing held: all that the service reaches back to. Otherwise from the oldest hole of the last minutes on, and the
    newest two buckets again. After an outage the newest held bucket is old, so the gap is part of the window. What is
    held of the future (the clock was set back) does not count.
    """
    reach = askable(now)
    have = sorted(at for at in held if at < reach.end)
    if not have or have[-1] < reach.start:
        return reach
    newest = have[-1]
    again = newest - (NOT_FINAL - 1) * BUCKET
    hole = first_hole(have, max(reach.start, newest - MEND), newest)
    return askable(now, again if hole is None else min(again, hole))


def first_hole(held: Iterable[int], start: int, end: int) -> int | None:
    """The first bucket in [start, end) that is not held; None when all are."""
    have = set(held)
    first = ceil(start / BUCKET) * BUCKET
    return next((at for at in range(first, end, BUCKET) if at not in have), None)


def still_held(held: Iterable[int], asked: Window) -> set[int]:
    """What of `held` is worth remembering: as far back as can be asked for, and nothing of the future."""
    return {at for at in held if asked.end - REACH <= at < asked.end}


def correction(skew_s: float | None) -> float:
    """Seconds to add to our clock for the service's, whose Date header differs from it by `skew_s`."""
    return skew_s if skew_s is not None and abs(skew_s) > SKEW_MATTERS else 0.0


def refuted(skew_s: float | None, newest: int | None, now: float) -> bool:
    """Whether an answer shows that a Date header is wrong, and our own clock (`now`) right.

    The newest bucket of a quality answer is one to three minutes old by a right clock. A clock that differs from it by
    more than that range, as the Date claims of ours, would have made it older, or cut it off at the window's end.
    """
    if skew_s is None or newest is None or abs(skew_s) <= _DECISIVE:
        return False
    return DELAY[Feature.QUALITY] - 5 <= now - newest <= _OLDEST_NEWEST


def clock_moved(before: float | None, after: float | None) -> bool:
    """Whether an answer told us that we asked for the wrong time; skews in seconds."""
    return abs(correction(after) - correction(before)) > SKEW_MATTERS
