"""Asks for the window again and again, each time for what is new, may have changed, or is missing."""

import asyncio
from dataclasses import replace
from math import inf
from random import Random
from typing import Final

from rtc_tui.config import Config
from rtc_tui.core.ask import Wanted, combinations
from rtc_tui.core.indicators import OPERATION, QUALITY, parse
from rtc_tui.core.model import BUCKET, Batch, Feature, Query, Window
from rtc_tui.core.request import LiveRequest, too_old
from rtc_tui.core.snapshot import Snapshot
from rtc_tui.core.windows import askable, ceil
from rtc_tui.errors import RtcTuiError, UsageError
from rtc_tui.feed import plan, schedule
from rtc_tui.feed.follow import problem
from rtc_tui.feed.schedule import Pace
from rtc_tui.feed.source import Failure, Meter, Source
from rtc_tui.store import Store
from rtc_tui.text import t

DEADLINE: Final = 40.0  # seconds for all that one look asks


class Looks:
    """One request's looks. `window` is the latest one's, `failures` is what is failing by now."""

    def __init__(self, request: LiveRequest, config: Config, feed: Source) -> None:
        self._request, self._feed, self._zone = request, feed, config.ui.zone
        self._queries = queries(request, config)
        self._held: dict[Query, set[int]] = {query: set() for query in self._queries}
        self._failing: dict[Query, Failure] = {}
        self._loop, self._rng = asyncio.get_running_loop(), Random()
        self._began = self._loop.time()
        self._due = dict.fromkeys(self._queries, self._began)  # steady seconds
        self._span: tuple[int | None, int | None] | None = None
        self._span_skew: float | None = None
        self._store = Store()
        self._store.watch(Wanted(self._queries))
        self.window = Window(0, 0)

    async def look(self) -> Snapshot:
        """Ask at once all that is due; answers and failures go into the store."""
        due = [query for query in self._queries if self._due[query] <= self._loop.time()]
        skew, until = self._feed.meter().skew_s, self._loop.time() + DEADLINE
        answers = await self._ask(due, until)
        if plan.clock_moved(skew, self._feed.meter().skew_s):  # our clock is wrong, and so was the window
            answers = await self._ask(due, until)
        meter, now = self._feed.meter(), self._feed.now()
        pace = self._pace(meter, now)
        self._store.meter(meter.quota, meter.skew_s, (*meter.notes, *self._slowed(pace)))
        for query, answer in zip(due, answers, strict=True):
            if isinstance(answer, Failure):
                self._failing[query] = answer
                self._due[query] = self._loop.time()  # again with the next look
                self._store.fail(query, problem(answer), now)
            else:
                self._failing.pop(query, None)
                wait = plan.wait_after_answer(query.feature, now, self._rng)
                self._due[query] = self._loop.time() + (max(wait, pace.shown) if pace.slowed else wait)
                self._store.apply(answer, now)
                held = plan.still_held(self._held[query], answer.window)
                self._held[query] = held.union(at for series in answer.series for at, _ in series.points())
        found = self._store.snapshot(now)
        return replace(found, health=replace(found.health, replay=meter.replay)) if meter.replay else found

    def _pace(self, meter: Meter, now: float) -> Pace:
        """How often it may be asked again: distributions have a quota that others live on too."""
        if not self._request.dimensions:
            return Pace()
        return schedule.pace(meter.spread, schedule.day_left(now), len(self._queries), 0)

    def _slowed(self, pace: Pace) -> tuple[str, ...]:
        wish = max(self._request.watch or inf, BUCKET)
        return schedule.notes(pace, 0) if pace.shown > wish else ()

    @property
    def failures(self) -> list[Failure]:
        """What has no answer, or none since it last failed."""
        return [self._failing[query] for query in self._queries if query in self._failing]

    @property
    def answered(self) -> bool:
        """Whether anything was."""
        return len(self._failing) < len(self._queries)

    def unasked(self, query: Query) -> bool:
        """Whether nobody asked for it by name: users and rooms online come along with the app's quality."""
        return query.feature is Feature.OPERATION and not self._request.indicators

    def wait(self, pace: float) -> float:
        """Seconds until the next look: `pace`, or more when nothing can be new by then. Failures are tried again."""
        now = self._loop.time()
        wake = max(now + pace, min(self._due.values()))
        soon = [at for at in self._due.values() if at <= wake + max(plan.JITTER)]  # what is nearly due comes along
        return max(wake, *soon) - now

    def passed(self) -> bool:
        """Whether the service no longer reaches back to any of it."""
        end = self._moments()[1]
        return end is not None and ceil(end) <= askable(self._feed.now()).start

    def _moments(self) -> tuple[int | None, int | None]:
        """What `--from` and `--to` meant when they were given, by the service's clock as far as it is known."""
        skew = self._feed.meter().skew_s
        if self._span is None or plan.clock_moved(self._span_skew, skew):
            given = self._feed.now() - (self._loop.time() - self._began)
            self._span, self._span_skew = self._request.span(given, self._zone), skew
        return self._span

    def _window(self) -> Window:
        """The buckets asked for that are closed and can still be had; at least one, since the service wants one.

        Raises `UsageError` when the window asked for is out of reach.
        """
        reach, (first, last) = askable(self._feed.now()), self._moments()
        if first is not None and last is not None and first >= last:
            raise UsageError(t("request.backwards"), t("request.backwards_hint"))
        if self.passed():
            raise too_old(self._request)
        end = reach.end if last is None else min(reach.end, ceil(last))
        start = reach.start if first is None else max(reach.start, ceil(first))
        return Window(min(start, end - BUCKET), end)

    async def _ask(self, due: list[Query], until: float) -> list[Batch | Failure]:
        now = self._feed.now()
        self.window = self._window()
        return await asyncio.gather(*(self._fetch(query, self._part(query, now), until) for query in due))

    def _part(self, query: Query, now: float) -> Window:
        """What of the window is worth asking for."""
        if not self._held[query]:
            return self.window
        start = max(self.window.start, plan.window(now, self._held[query]).start)
        return Window(min(start, self.window.end - BUCKET), self.window.end)

    async def _fetch(self, query: Query, window: Window, until: float) -> Batch | Failure:
        try:
            return await self._feed.fetch(query, window, deadline=until - self._loop.time())
        except RtcTuiError as error:
            return Failure(query, error, self._feed.now(), self._feed.now() + (self._request.watch or 0.0))


def queries(request: LiveRequest, config: Config) -> tuple[Query, ...]:
    """Only what can answer. Users and rooms online are the whole app's: with a room they have to be named."""
    names = {parse(name).indicator for name in request.indicators}
    product = config.target.product
    if request.dimensions:
        return tuple(
            query
            for query in combinations(product)
            if query.dimension in request.dimensions and (not names or query.indicator in names)
        )
    quality = [Query(Feature.QUALITY, product, scope) for scope in request.scopes]
    asked_online = bool(names & set(OPERATION)) if names else not request.scopes[0].room
    return (
        *(quality if not names or names & set(QUALITY) else ()),
        *((Query(Feature.OPERATION),) if asked_online else ()),
    )
