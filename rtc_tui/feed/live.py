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
from rtc_tui.core.model import WHOLE_APP, Batch, Dimension, Feature, Product, Query, Scope, Window
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import RtcTuiError
from rtc_tui.feed import plan
from rtc_tui.feed.source import Failure, Meter

POLL_DEADLINE: Final = 25.0  # seconds, retries and waiting for quota included
SKEW_MATTERS: Final = 5.0  # seconds: less is within what a Date header of whole seconds can tell


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
    """How one query stands. `due` is in steady seconds."""

    query: Query
    due: float
    held: set[int] = field(default_factory=set)
    failures: int = 0
    task: asyncio.Task[Batch | Failure] | None = None


class LiveSource:
    """The live service as a `Source`."""

    def __init__(self, client: Client, clock: Clock, rng: Random) -> None:
        self._client, self._clock, self._rng = client, clock, rng
        self._polls: dict[Query, _Poll] = {}
        self._wanted: tuple[Query, ...] = ()
        self._woken = asyncio.Event()

    def now(self) -> float:
        """Epoch seconds, corrected by the service's clock where the two differ noticeably."""
        skew = self._client.skew_s or 0.0
        return self._clock.now() + (skew if abs(skew) > SKEW_MATTERS else 0.0)

    def subscribe(self, queries: tuple[Query, ...]) -> None:
        """Poll these from now on; what is new is asked at once, what returns asks for its gap."""
        if queries == self._wanted:
            return
        for query in queries:
            if query not in self._wanted:
                self._poll(query).due = self._clock.steady()
        self._wanted = queries
        self._woken.set()

    def wake(self) -> None:
        """Ask all again at once, and for everything: what was held may have been mended."""
        for query in self._wanted:
            poll = self._poll(query)
            poll.due, poll.failures = self._clock.steady(), 0
            poll.held.clear()
        self._woken.set()

    def meter(self) -> Meter:
        """Quota, skew and notes of the client."""
        return Meter(self._client.quota(), self._client.skew_s, self._client.notes)

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
                return await self._client.realtime_quality(
                    window, scope=query.scope, product=query.product, deadline=POLL_DEADLINE
                )

    async def events(self) -> AsyncIterator[Batch | Failure]:
        """Answers and failures, for ever."""
        while True:
            self._woken.clear()
            self._start_due()
            await self._pause()
            for poll in self._ended():
                task, poll.task = poll.task, None
                if task and not task.cancelled() and poll.query in self._wanted:
                    yield task.result()

    def _poll(self, query: Query) -> _Poll:
        return self._polls.setdefault(query, _Poll(query, self._clock.steady()))

    def _ended(self) -> Iterator[_Poll]:
        return iter([poll for poll in self._polls.values() if poll.task and poll.task.done()])

    def _start_due(self) -> None:
        steady = self._clock.steady()
        for query in self._wanted:
            poll = self._poll(query)
            if poll.task is None and poll.due <= steady:
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
        asked = plan.window(self.now(), poll.held)
        try:
            batch = await self.fetch(poll.query, asked)
        except RtcTuiError as error:
            poll.failures += 1
            wait = plan.wait_after_failure(error, poll.failures, self._rng)
            poll.due = self._clock.steady() + wait
            return Failure(poll.query, error, self.now(), self.now() + wait)
        poll.failures = 0
        poll.held = {at for at in poll.held if at >= asked.start - 3600}
        poll.held.update(at for series in batch.series for at, _ in series.points())
        poll.due = self._clock.steady() + plan.wait_after_answer(poll.query.feature, self.now(), self._rng)
        return batch
