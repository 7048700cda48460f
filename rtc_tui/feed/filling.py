"""Offline data of what was recorded, fetched when they are eight hours old. Pure: quota and times are passed in.

One piece of at most seven days at a time, the longest first and of equal ones the newest, and only what the archive lacks. The distributions are asked
for where the recorder was off alone: each takes a request for itself. Where the service allows so many requests a day,
filling takes a quarter of them and stops when half of the day's are used, by whomever.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Final

from rtc_tui.core.actions import spec_of
from rtc_tui.core.ask import Past
from rtc_tui.core.model import DAY, FIVE_MINUTES, HOUR, Feature, Product, Query, Window, phase
from rtc_tui.core.snapshot import Quota
from rtc_tui.core.windows import ceil, floor
from rtc_tui.feed.errands import action_of
from rtc_tui.feed.past import there, without

SPACING: Final = 20.0  # seconds at least between two questions of one action
LEAST: Final = HOUR  # seconds: less than that is not worth a question
SHARE: Final = 1 / 4  # of a day's requests
ENOUGH: Final = 1 / 2  # of a day's requests: when so many are used, filling stops
REST: Final = float(HOUR)  # seconds that a query rests after it was refused


def wishes(products: Iterable[Product], distributions: Iterable[Query]) -> tuple[Query, ...]:
    """What is to be filled, the most useful first."""
    quality = [Query(Feature.QUALITY, product, step=step) for step in (FIVE_MINUTES, DAY) for product in products]
    operation = [Query(Feature.OPERATION, step=step) for step in (HOUR, DAY)]
    return (*quality, *operation, *(replace(query, step=FIVE_MINUTES) for query in distributions))


def reach(query: Query, now: float) -> Window:
    """All of the past that the service has of a query at `now`."""
    return there(query, Window(int(now) - spec_of(action(query)).reach, int(now)), now)


def action(query: Query) -> str:
    """The action that it is asked of, whose quota it takes."""
    return action_of(Past(query, Window(0, 0)))


def piece(query: Query, asked: Sequence[Window], recorded: Sequence[Window], now: float) -> Window | None:
    """The stretch to ask for next; None: there is nothing worth a question.

    `asked`: for what the offline data were asked. `recorded`: of a distribution, what was recorded at the time.
    """
    whole = reach(query, now)
    known = tuple(asked)
    if query.feature is Feature.DISTRIBUTION:
        if not recorded:
            return None
        known = (*known, *recorded, Window(whole.start, min(window.start for window in recorded)))
    gaps = [_newest(gap, query) for gap in reversed(without(whole, known))]
    found = max(gaps, key=lambda gap: gap.seconds, default=None)
    return found if found and (found.seconds >= LEAST or query.feature is Feature.DISTRIBUTION) else None


def _newest(gap: Window, query: Query) -> Window:
    """At most one request's worth, in whole steps."""
    offset, span = phase(query.step), spec_of(action(query)).span
    start, end = floor(gap.start - offset, query.step) + offset, ceil(gap.end - offset, query.step) + offset
    return Window(max(start, end - span), end)


def spacing(quota: Quota) -> float:
    """Seconds between two questions of one action; infinite: not any more today."""
    if not quota.day_limit:
        return SPACING
    if quota.day_used >= quota.day_limit * ENOUGH:
        return inf
    return max(SPACING, DAY / max(1.0, quota.day_limit * SHARE))


def choose(
    gaps: Mapping[Query, Window | None], asked_at: Mapping[str, float], quotas: Mapping[str, Quota], steady: float
) -> Past | None:
    """The wish with the longest gap, the first among equals, whose action may be asked again. Times are steady seconds."""

    def is_due(name: str) -> bool:
        pause = spacing(quotas.get(name, Quota()))
        return pause < inf and steady >= asked_at.get(name, -inf) + pause

    found = [Past(query, gap) for query, gap in gaps.items() if gap and is_due(action(query))]
    return max(found, key=lambda past: past.window.seconds, default=None)
