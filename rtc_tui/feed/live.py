"""LiveSource: polls the service on the bucket boundary, fills gaps, and says what failed.

One task per query that is under way; the loop waits for whichever ends first, for the next query that is due, or for
somebody to wake it. When a query is due is kept in steady time, so that a jump of the wall clock neither stops the
poll nor makes it race.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final, Protocol

from rtc_tui.clock import Clock
from rtc_tui.core.ask import Wanted
from rtc_tui.core.model import WHOLE_APP, Batch, Dimension, Feature, Product, Query, Scope, Window
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import RtcTuiError
from rtc_tui.feed import plan
from rtc_tui.feed.source import Event, Failure, Meter, Turned
from rtc_tui.text import t

POLL_DEADLINE: Final = 25.0  # seconds, retries and waiting for quota included


class Client(Protocol):
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
    def quota(self) -> Quota: ...  # noqa: D102
    async def aclose(self) -> None: ...  # noqa: D102


@dataclass(slots=True)
class _Poll:
    """How one query stands. `due` is in steady seconds; `held` are the buckets that were handed on.

    `again`: what is under way was asked before somebody wanted all anew.
    """

    query: Query
    due: float
    held: set[int] = field(default_factory=set)
    failures: int = 0
    again: bool = False
    task: asyncio.Task[Batch | Failure] | None = None


class LiveSource:
    """The live service as a `Source`."""

    def __init__(self, client: Client, clock: Clock, rng: Random) -> None:
        self._client, self._clock, self._rng = client, clock, rng
        self._polls: dict[Query, _Poll] = {}
        self._wanted: tuple[Query, ...] = ()
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
        queries = wanted.shown
        if queries == self._wanted:
            return
        for query in queries:
            poll = self._poll(query)
            if query not in self._wanted and not poll.failures:
                poll.due = self._clock.steady()
        self._turned = bool(self._wanted)
        self._wanted = queries
        self._woken.set()

    def wake(self) -> None:
        """Ask all again at once, and for everything: what was held may have been mended."""
        for query in self._wanted:
            poll = self._poll(query)
            poll.due, poll.failures = self._clock.steady(), 0
            poll.again |= poll.task is not None and bool(poll.held)
            poll.held.clear()
        self._woken.set()

    def meter(self) -> Meter:
        """Quota, skew and notes of the client."""
        notes = self._client.notes
        if self._date_refuted:
            notes = (*notes, t("feed.wrong_date", seconds=f"{self._client.skew_s or 0.0:+.0f}"))
        return Meter(self._client.quota(), self._skew(), notes)

    async def aclose(self) -> None:
        """Stop what is under way and close the client."""
        tasks = [poll.task for poll in self._polls.values() if poll.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()

    async def fetch(self, query: Query, window: Window, *, deadline: float = POLL_DEADLINE) -> Batch:
        """One answer within `deadline` seconds. Raises `RtcTuiError`."""
        match query.feature:
            case Feature.OPERATION:
                return await self._client.realtime_operation(window, deadline=deadline)
            case Feature.DISTRIBUTION:
                return await self._client.realtime_distribution(
                    window,
                    query.indicator,
                    query.dimension or Dimension.PROVINCE,
                    product=query.product,
                    deadline=deadline,
                )
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
        while True:
            self._woken.clear()
            self._start_due()
            if self._turned:
                self._turned = False
                yield Turned()
                continue  # the consumer may have changed its mind meanwhile
            await self._pause()
            for poll, event in self._ended():
                if poll.query in self._wanted:
                    self._keep(poll, event)
                    yield event

    def _poll(self, query: Query) -> _Poll:
        return self._polls.setdefault(query, _Poll(query, self._clock.steady()))

    def _ended(self) -> Iterator[tuple[_Poll, Batch | Failure]]:
        for poll in [poll for poll in self._polls.values() if poll.task and poll.task.done()]:
            task, poll.task = poll.task, None
            if task and not task.cancelled():
                yield poll, task.result()

    def _keep(self, poll: _Poll, event: Batch | Failure) -> None:
        """Note what an event brings, now that it is handed on."""
        if poll.again:
            poll.due = self._clock.steady()
        elif isinstance(event, Batch):
            poll.held = plan.still_held(poll.held, event.window)
            poll.held.update(at for series in event.series for at, _ in series.points())

    def _start_due(self) -> None:
        steady = self._clock.steady()
        for query in self._wanted:
            poll = self._poll(query)
            if poll.task is None and poll.due <= steady:
                poll.again = False
                poll.task = asyncio.create_task(self._ask(poll))
        for query, poll in self._polls.items():
            if poll.task and query not in self._wanted:
                poll.task.cancel()  # nobody looks any more: its quota is better spent elsewhere

    async def _pause(self) -> None:
        """Until something ended, is due, or was asked for."""
        wanted = [self._poll(query) for query in self._wanted]
        waiting = [poll.due for poll in wanted if poll.task is None]
        wait = min(waiting, default=self._clock.steady() + 3600) - self._clock.steady()
        tasks: set[asyncio.Task[object]] = {poll.task for poll in self._polls.values() if poll.task}
        alarm: asyncio.Task[object] = asyncio.create_task(self._clock.sleep(wait))
        woken: asyncio.Task[object] = asyncio.create_task(self._woken.wait())
        try:
            await asyncio.wait({*tasks, alarm, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            alarm.cancel()
            woken.cancel()

    async def _ask(self, poll: _Poll) -> Batch | Failure:
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

    async def _ask_once(self, poll: _Poll) -> Batch:
        return await self.fetch(poll.query, plan.window(self.now(), poll.held))

    def _answered(self, poll: _Poll, batch: Batch) -> Batch:
        poll.failures = 0
        poll.due = self._clock.steady() + plan.wait_after_answer(poll.query.feature, self.now(), self._rng)
        return batch

    def _failed(self, poll: _Poll, error: RtcTuiError) -> Failure:
        poll.failures += 1
        wait = plan.wait_after_failure(error, poll.failures, self._rng)
        poll.due = self._clock.steady() + wait
        return Failure(poll.query, error, self.now(), self.now() + wait)
