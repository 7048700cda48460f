"""LiveSource: polls the service on the bucket boundary, fills gaps, and says what failed.

One task per query that is under way; the loop waits for whichever ends first, for the next query that is due, or for
somebody to wake it. When a query is due is kept in steady time, so that a jump of the wall clock neither stops the
poll nor makes it race. Quality and operation data are asked for each bucket; how often distributions are, `schedule`
decides by their quota, and `background` which of those that are not shown is next.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from math import inf
from random import Random
from typing import Final, Protocol

from rtc_tui.clock import Clock
from rtc_tui.core.actions import REALTIME_DISTRIBUTION
from rtc_tui.core.ask import Wanted
from rtc_tui.core.model import BUCKET, WHOLE_APP, Batch, Dimension, Feature, Product, Query, Scope, Window
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import RtcTuiError
from rtc_tui.feed import errands, plan, schedule
from rtc_tui.feed.background import Background
from rtc_tui.feed.company import Company
from rtc_tui.feed.desk import Desk
from rtc_tui.feed.poll import Poll
from rtc_tui.feed.schedule import Pace, Standing
from rtc_tui.feed.source import Answered, Event, Failure, Meter, Turned
from rtc_tui.text import t

POLL_DEADLINE: Final = 25.0  # seconds, retries and waiting for quota included
_SLEPT: Final = 60.0  # seconds by which the wall clock has to run ahead of the steady one to tell of it
LONGEST_WAIT: Final = 60.0  # seconds: what is due depends on a quota that others use too


class Client(errands.Client, Protocol):
    """What is needed of `client.api.RtcClient`."""

    @property
    def skew_s(self) -> float | None: ...  # noqa: D102
    @property
    def notes(self) -> tuple[str, ...]: ...  # noqa: D102
    async def realtime_quality(  # noqa: D102
        self, window: Window, *, scope: Scope = WHOLE_APP, product: Product | None = None, deadline: float = ...
    ) -> Batch: ...
    async def realtime_operation(self, window: Window, *, deadline: float = ...) -> Batch: ...  # noqa: D102
    async def realtime_distribution(  # noqa: D102
        self, window: Window, indicator: str, dimension: Dimension, *, product: Product | None = None,
        deadline: float = ...,
    ) -> Batch: ...  # fmt: skip
    def quota(self, actions: Iterable[str] = ()) -> Quota: ...  # noqa: D102
    async def aclose(self) -> None: ...  # noqa: D102


class LiveSource:
    """The live service as a `Source`."""

    def __init__(self, client: Client, clock: Clock, rng: Random) -> None:
        self._client, self._clock, self._rng = client, clock, rng
        self._polls: dict[Query, Poll] = {}
        self._wanted = Wanted()
        self._polled: frozenset[Query] = frozenset()
        self._near: frozenset[Query] = frozenset()
        self._background, self._company = Background(rng), Company()
        self._desk = Desk(client, clock, rng, self.now)
        self._ahead = clock.now() - clock.steady()
        self._turned = False
        self._date_refuted = False  # the data show that the Date header is a proxy's, and our clock right
        self._woken = asyncio.Event()

    def now(self) -> float:
        """Epoch seconds, corrected by the service's clock where the two differ noticeably."""
        return self._clock.now() + plan.correction(self._skew())

    def _skew(self) -> float | None:
        """The service's clock minus ours as far as it is to be believed (seconds)."""
        return None if self._date_refuted else self._client.skew_s

    def subscribe(self, wanted: Wanted) -> None:
        """Poll these from now on; what is new is asked at once, what returns asks for its gap.

        What returns while it waits after a failure goes on waiting: the service may have told us to.
        """
        if wanted == self._wanted:
            return
        steady = self._clock.steady()
        for query in wanted.polled:
            poll = self._poll(query)
            if query not in self._polled and query.feature is not Feature.DISTRIBUTION and not poll.failures:
                poll.standing = replace(poll.standing, ready=steady)
        self._turned = bool(self._polled)
        self._wanted, self._polled, self._near = wanted, frozenset(wanted.polled), frozenset(wanted.near)
        self._desk.want(wanted.asks)
        self._woken.set()

    def wake(self) -> None:
        """Ask all that is shown again at once, and all for everything: what was held may have been mended."""
        self._background.clear()
        self._desk.wake()
        for query in self._wanted.polled:
            poll = self._poll(query)
            poll.again |= poll.task is not None and bool(poll.held)
            poll.held.clear()
            if query in self._wanted.shown:
                poll.at_once(self._clock.steady())
            else:
                poll.standing, poll.failures = replace(poll.standing, hold=0.0), 0
        self._woken.set()

    def meter(self) -> Meter:
        """Quota, skew and notes of the client, and what slows a distribution down that is shown."""
        notes = self._client.notes
        if any(query.feature is Feature.DISTRIBUTION for query in self._wanted.shown):
            notes = (*notes, *schedule.notes(self._pace()[0], len(self._wanted.background)))
        if self._date_refuted:
            notes = (*notes, t("feed.wrong_date", seconds=f"{self._client.skew_s or 0.0:+.0f}"))
        return Meter(self._client.quota(), self._skew(), notes, self._client.quota((REALTIME_DISTRIBUTION,)))

    def quota(self, action: str) -> Quota:
        """What all processes of the user have used of an action."""
        return self._client.quota((action,))

    async def aclose(self) -> None:
        """Stop what is under way and close the client."""
        tasks = [poll.task for poll in self._polls.values() if poll.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._desk.aclose()
        await self._client.aclose()

    async def fetch(self, query: Query, window: Window, *, deadline: float = POLL_DEADLINE) -> Batch:
        """One answer within `deadline` seconds. Raises `RtcTuiError`."""
        match query.feature:
            case Feature.OPERATION:
                return await self._client.realtime_operation(window, deadline=deadline)
            case Feature.DISTRIBUTION:
                real = query.step == BUCKET
                ask = self._client.realtime_distribution if real else self._client.distribution
                dimension = query.dimension or Dimension.PROVINCE
                return await ask(window, query.indicator, dimension, product=query.product, deadline=deadline)
            case _:
                batch = await self._client.realtime_quality(
                    window, scope=query.scope, product=query.product, deadline=deadline
                )
                self._weigh(batch)
                return batch

    def _weigh(self, batch: Batch) -> None:
        """Hold the Date header against the data."""
        newest = max((series.newest for series in batch.series if series.newest is not None), default=None)
        if newest is not None:
            self._date_refuted = plan.refuted(self._client.skew_s, newest, self._clock.now())

    async def events(self) -> AsyncIterator[Event]:
        """Answers, failures and changes of subscription, for ever. A bug in a question comes out here."""
        self._desk.begin()
        while True:
            self._woken.clear()
            due = self._start_due()
            self._desk.start_due()
            if self._turned:
                self._turned = False
                yield Turned()
                continue  # the consumer may have changed its mind meanwhile
            await self._pause(min(due, self._desk.due))
            for poll, event in self._ended():
                if poll.query in self._polled:
                    self._keep(poll, event)
                    yield event
            answers = self._desk.news()
            if answers is not None:
                yield Answered(answers)

    def _poll(self, query: Query) -> Poll:
        return self._polls.setdefault(query, Poll(query, Standing(self._clock.steady())))

    def _pace(self) -> tuple[Pace, Quota]:
        """How often the distributions can be asked, and what of their quota is used."""
        quota, wanted = self._client.quota((REALTIME_DISTRIBUTION,)), self._wanted
        shown = sum(query.feature is Feature.DISTRIBUTION for query in wanted.shown)
        viewers = self._company.viewers(quota.day_used, self._clock.steady())
        left, beside = schedule.day_left(self.now()), len(wanted.background)
        return schedule.pace(quota, left, shown, beside, viewers, len(self._near)), quota

    def _agenda(self) -> Iterator[tuple[Poll, float]]:
        """What is to be asked next, with its time (steady seconds); of the background one at most."""
        shown = [self._poll(query) for query in dict.fromkeys(self._wanted.shown)]
        if not self._wanted.background and all(poll.query.feature is not Feature.DISTRIBUTION for poll in shown):
            yield from ((poll, poll.due) for poll in shown if poll.task is None)
            return
        pace, quota = self._pace()
        spread = [poll for poll in shown if poll.query.feature is Feature.DISTRIBUTION]
        yield from (
            (poll, poll.due) for poll in shown if poll.query.feature is not Feature.DISTRIBUTION and poll.task is None
        )
        for poll, due in zip(spread, schedule.shown_dues([each.standing for each in spread], pace), strict=True):
            if poll.task is None:
                yield poll, max(due, self._background.held(poll.query))
        beside = [self._poll(query) for query in self._wanted.background if query not in self._wanted.shown]
        if all(poll.told for poll in shown) and not any(poll.task for poll in beside):
            standings = {poll.query: poll.standing for poll in beside}
            now = self._clock.steady()
            found = self._background.next(standings, self._wanted.shown, pace, quota, now, self._near)
            if found:
                yield self._poll(found[0]), found[1]

    def _ended(self) -> Iterator[tuple[Poll, Batch | Failure]]:
        for poll in [poll for poll in self._polls.values() if poll.task and poll.task.done()]:
            task, poll.task = poll.task, None
            if task and not task.cancelled():
                yield poll, task.result()

    def _keep(self, poll: Poll, event: Batch | Failure) -> None:
        """Note what an event brings, now that it is handed on."""
        if poll.again:
            poll.at_once(self._clock.steady())
        elif isinstance(event, Batch):
            poll.held = plan.still_held(poll.held, event.window)
            poll.held.update(at for series in event.series for at, _ in series.points())

    def _start_due(self) -> float:
        """Ask what is due. Returns when the next will be (steady seconds; inf: that depends on what is under way)."""
        self._notice_sleep()
        steady, agenda = self._clock.steady(), list(self._agenda())
        for poll in [poll for poll, due in agenda if due <= steady]:
            self._start(poll)
        for query, poll in self._polls.items():
            if poll.task and query not in self._polled:
                poll.task.cancel()  # nobody looks any more: its quota is better spent elsewhere
        return min((due for _, due in agenda if due > steady), default=inf)

    def _notice_sleep(self) -> None:
        """The steady clock stands still while the machine sleeps; the hour that can be had does not.

        A wall clock that is set forward looks alike, and costs a question each.
        """
        before, self._ahead = self._ahead, self._clock.now() - self._clock.steady()
        if self._ahead - before > _SLEPT:
            for poll in self._polls.values():
                if poll.query.feature is Feature.DISTRIBUTION:
                    poll.aged(self._ahead - before)

    def _start(self, poll: Poll) -> None:
        poll.again = False
        poll.task = asyncio.create_task(self._ask(poll))
        if poll.query.feature is Feature.DISTRIBUTION:
            self._company.asks()
        if poll.query not in self._wanted.shown:
            self._background.asks(self._clock.steady())

    async def _pause(self, until: float) -> None:
        """Until something ended, is due, or was asked for. `until` in steady seconds."""
        wait = min(max(0.0, until - self._clock.steady()), LONGEST_WAIT)
        tasks: set[asyncio.Task[object]] = {poll.task for poll in self._polls.values() if poll.task}
        tasks |= self._desk.tasks
        alarm: asyncio.Task[object] = asyncio.create_task(self._clock.sleep(wait))
        woken: asyncio.Task[object] = asyncio.create_task(self._woken.wait())
        try:
            await asyncio.wait({*tasks, alarm, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            alarm.cancel()
            woken.cancel()

    async def _ask(self, poll: Poll) -> Batch | Failure:
        """One question. Where it told us that our clock is wrong, once more, for the right window."""
        skew = self._skew()
        try:
            batch = await self._ask_once(poll)
        except RtcTuiError as error:
            if not plan.clock_moved(skew, self._skew()):
                return self._failed(poll, error)
        else:
            if not plan.clock_moved(skew, self._skew()):
                return self._answered(poll, batch)
        try:
            return self._answered(poll, await self._ask_once(poll))
        except RtcTuiError as error:
            return self._failed(poll, error)

    async def _ask_once(self, poll: Poll) -> Batch:
        return await self.fetch(poll.query, plan.window(self.now(), poll.held))

    def _answered(self, poll: Poll, batch: Batch) -> Batch:
        steady = self._clock.steady()
        ready = steady + plan.wait_after_answer(poll.query.feature, self.now(), self._rng)
        poll.failures, poll.standing = 0, replace(poll.standing, answered=steady, ready=ready, hold=0.0)
        if poll.query.feature is Feature.DISTRIBUTION:
            self._background.answered(poll.query)
        return batch

    def _failed(self, poll: Poll, error: RtcTuiError) -> Failure:
        poll.failures += 1
        steady, wait = self._clock.steady(), plan.wait_after_failure(error, poll.failures, self._rng)
        poll.standing = replace(poll.standing, hold=steady + wait)
        if poll.query.feature is Feature.DISTRIBUTION:
            self._background.failed(poll.query, error, steady)
            self._company.failed()
        return Failure(poll.query, error, self.now(), self.now() + wait)
