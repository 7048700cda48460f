"""How often each combination of a distribution is asked. Pure: quota and times are passed in.

One request carries one combination and reaches back an hour. What is shown is asked for each bucket. What is not shown
is asked so often that the hour never runs out, and more often where the quota has room to spare: other viewers live on
it too. What is near, the other dimensions of what is shown, comes first of it, and about each minute, since who explains
a drop is told by all of them at one time. Where the quota is too small for both, what is shown slows down; where it can
not even keep the rest, the rest is left until somebody looks at it. Times are steady seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final, Literal

from rtc_tui.core.model import BUCKET, DAY
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import BadRequest, BadResponse, Refused, RtcTuiError, UnknownApp, UsageError
from rtc_tui.text import t

NO_HOLE: Final = 45 * 60  # seconds between two answers: each reaches back 59 minutes, 50 are promised, 5 are for delays
NEAR: Final = 60  # what is near is asked no more often than that
FRESH: Final = 5 * 60  # nor is what is not shown and not near either than that
SLOWEST: Final = 15 * 60  # a quota that can not ask what is shown that often, beside the rest, gives the rest up
SPACING: Final = 4.0  # seconds at least between two questions in the background
SHARE: Final = 1 / 3  # of what is left that the background may take, and before it what is near
LOOK_AGAIN: Final = 10.0  # seconds, when others use the quota just now
_BUSY: Final = 2 / 3  # of the quota per minute: from there on the background waits while it can
_AT_LAST: Final = NO_HOLE + 2 * 60  # seconds, from when on it waits for nobody
_MARGIN: Final = 0.9  # of the quota per minute
_BEIJING: Final = 8 * 3600  # where the service's day begins

Cause = Literal["", "day", "minute"]


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two answers of one combination, `shown` or in the `background` (inf: not at all).

    `near` is what the background has beside what is shown. `spacing` is between two questions of the background, `slowed`
    what keeps the shown one from each bucket.
    """

    shown: float = float(BUCKET)
    background: float = float(FRESH)
    spacing: float = SPACING
    slowed: Cause = ""
    near: float = float(NEAR)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one combination stands: when it was answered (None: never), since when it is wanted, what holds it back."""

    since: float
    answered: float | None = None
    ready: float = 0.0  # when there can be a bucket that the last answer lacked
    hold: float = 0.0  # not before: it failed

    def age(self, now: float) -> float:
        """Seconds since the last answer, or since it was first waited for."""
        return now - (self.since if self.answered is None else self.answered)


def day_left(now: float) -> float:
    """Seconds until the quota of the day begins anew; `now` in epoch seconds."""
    return DAY - (now + _BEIJING) % DAY


def pace(quota: Quota, left: float, shown: int, background: int, viewers: int = 1, near: int = 0) -> Pace:
    """How often so many combinations can be asked by what is left of the quota in `left` seconds of the day.

    `viewers` live on it, ourselves included. `near` of the `background` are near what is shown.
    """
    minute = quota.limit / 60 * _MARGIN / viewers if quota.limit else inf
    today = max(0, quota.day_limit - quota.day_used) / max(left, BUCKET) / viewers if quota.day_limit else inf
    rate, wish, need = min(minute, today), shown / BUCKET, background / NO_HOLE
    least = shown / NO_HOLE
    if min(minute * viewers, quota.day_limit / DAY if quota.day_limit else inf) < need + shown / SLOWEST:
        need, least = 0.0, min(least, max(rate, 1 / NO_HOLE))
    granted = min(wish, max(rate - need, least))
    kept, spare = min(need, max(rate - least, rate / 2)), max(0.0, rate - need - wish)
    beside = _beside(kept, spare, background, near) if need else (inf, inf)
    return Pace(
        shown=max(BUCKET, shown / granted) if granted else float(BUCKET),
        background=beside[0],
        spacing=_spacing(minute, wish, background, near),
        slowed="" if granted >= wish else "day" if today < minute else "minute",
        near=beside[1],
    )


def _beside(kept: float, spare: float, background: int, near: int) -> tuple[float, float]:
    """Seconds between two answers in the background, and near: of what is `kept` for all, and a share of the `spare`."""
    others = background - near
    extra = min(near / NEAR, spare * SHARE)
    close = _every(near, kept * near / background + extra, NEAR)
    return max(close, _every(others, kept * others / background + (spare - extra) * SHARE, FRESH)), close


def _every(count: int, rate: float, least: float) -> float:
    """Seconds between two answers of each of so many, at so many answers a second in all."""
    if not count:
        return least
    return max(least, count / rate) if rate else float(DAY)


def _spacing(minute: float, wish: float, background: int, near: int) -> float:
    free = max(minute - wish, minute / 2) * (2 * SHARE if near else SHARE)
    return min(max(SPACING, 1 / free), max(SPACING, NO_HOLE / max(1, background)))


def notes(found: Pace, background: int) -> tuple[str, ...]:
    """What has to be said of it while a distribution is shown, as sentences."""
    slowed = t(f"feed.slowed_{found.slowed}", seconds=10 * round(found.shown / 10)) if found.slowed else ""
    alone = t("feed.shown_only") if background and found.background == inf else ""
    return tuple(sentence for sentence in (slowed, alone) if sentence)


def shown_due(standing: Standing, found: Pace) -> float:
    """When what is shown is asked next: at once when it is older than it has to be."""
    if standing.answered is None:
        return standing.hold
    slow = standing.answered + found.shown if found.shown > BUCKET else 0.0
    return max(standing.hold, standing.ready, slow)


def shown_dues(standings: Sequence[Standing], found: Pace) -> tuple[float, ...]:
    """The same of all that are shown. Where they are slowed down they go together, to be of one time."""
    dues = tuple(shown_due(each, found) for each in standings)
    if found.shown <= BUCKET or not dues:
        return dues
    first = min(dues)
    return tuple(
        max(each.hold, each.ready, first) if due - first < found.shown / 2 else due
        for each, due in zip(standings, dues, strict=True)
    )


def background_due(standing: Standing, every: float, quota: Quota, now: float) -> float:
    """When what is not shown, and wanted `every` so many seconds, is asked next.

    Where others use most of the quota just now, it waits while it can.
    """
    if every == inf:
        return inf
    fresh = 0.0 if standing.answered is None else max(standing.ready, standing.answered + every)
    due = max(standing.hold, fresh)
    return max(due, now + LOOK_AGAIN) if _too_busy(standing, quota, now) else due


def _too_busy(standing: Standing, quota: Quota, now: float) -> bool:
    if not quota.limit or standing.age(now) >= _AT_LAST:
        return False
    urgent = standing.age(now) >= (FRESH if standing.answered is None else NO_HOLE)
    return quota.used >= max(1, quota.limit - 1 if urgent else quota.limit * _BUSY)


def rank(standing: Standing, now: float, *, near: bool) -> tuple[bool, bool, bool, float]:
    """Of those that are due the one with the least goes first.

    Whose hour runs out; then what is near; then what was never answered, and the oldest answer.
    """
    never = standing.answered is None
    in_time = never or standing.age(now) < NO_HOLE
    return in_time, in_time and not near, not never, standing.since if standing.answered is None else standing.answered


def befalls_all(error: RtcTuiError) -> bool:
    """Whether what failed for one combination fails for all: not so where the question itself was the trouble."""
    if isinstance(error, UnknownApp):
        return True
    return not isinstance(error, BadRequest | BadResponse | UsageError)


def lasts(error: RtcTuiError) -> bool:
    """Whether it is a refusal of all of them, so that asking for another one is asking the same again."""
    return befalls_all(error) and isinstance(error, Refused)
