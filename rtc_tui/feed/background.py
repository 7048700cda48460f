"""What is asked beside what is on screen: one question at a time, the near and then the oldest first, spaced out.

It begins when all that is shown has answered or failed. A failure that befalls all combinations of a product holds all of
them back, those on screen included when it is a refusal: one of them is asked again now and then, and tells for the rest.
"""

from collections.abc import Collection, Iterable, Mapping
from random import Random

from rtc_tui.core.model import Feature, Product, Query
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import RtcTuiError
from rtc_tui.feed import plan, schedule
from rtc_tui.feed.schedule import Pace, Standing


class Background:
    """When what may be asked next. Times are steady seconds."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._asked = float("-inf")
        self._failures: dict[Product, int] = {}
        self._until: dict[Product, float] = {}  # no question before that: one failed that speaks for all
        self._refused: set[Product] = set()

    def clear(self) -> None:
        """Forget what failed: somebody says that it has been mended."""
        self._failures.clear()
        self._until.clear()
        self._refused.clear()

    def asks(self, now: float) -> None:
        """A question goes out."""
        self._asked = now

    def answered(self, query: Query) -> None:
        """What held its product's combinations back is over."""
        self._failures.pop(query.product, None)
        self._until.pop(query.product, None)
        self._refused.discard(query.product)

    def failed(self, query: Query, error: RtcTuiError, now: float) -> None:
        """Hold the others back as well, if it befalls them."""
        product = query.product
        if not schedule.befalls_all(error):
            return
        failures = self._failures[product] = self._failures.get(product, 0) + 1
        self._until[product] = now + plan.wait_after_failure(error, failures, self._rng)
        if schedule.lasts(error):
            self._refused.add(product)
        else:
            self._refused.discard(product)

    def held(self, query: Query) -> float:
        """Until when a combination that is newly shown waits: what is refused is refused for it too."""
        return self._until[query.product] if query.product in self._refused else 0.0

    def next(
        self,
        standings: Mapping[Query, Standing],
        shown: Iterable[Query],
        pace: Pace,
        quota: Quota,
        now: float,
        near: Collection[Query] = (),
    ) -> tuple[Query, float] | None:
        """Which of them is asked next, and when; None: none for now."""
        probing = {query.product for query in shown if query.feature is Feature.DISTRIBUTION}
        every = {query: pace.near if query in near else pace.background for query in standings}
        free = {
            query: max(schedule.background_due(each, every[query], quota, now), self._until.get(query.product, 0.0))
            for query, each in standings.items()
            if query.product not in self._failures or query.product not in probing
        }
        if not free:
            return None
        ready = [query for query, due in free.items() if due <= now]
        first = min(ready, key=lambda each: schedule.rank(standings[each], now, near=each in near), default=None)
        query = first or min(free, key=lambda each: free[each])
        return query, max(free[query], self._asked + pace.spacing)
