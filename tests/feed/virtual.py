"""Time that the tests own: an event loop that jumps to the next timer when it is idle, and a service that lives in it."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any, TypeVar

from rtc_tui.core.model import (
    BUCKET,
    WHOLE_APP,
    Batch,
    Dimension,
    Dropped,
    Feature,
    Product,
    Query,
    Scope,
    Series,
    SeriesKey,
    Window,
)  # fmt: skip
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import BadRequest, RtcTuiError
from rtc_tui.feed.live import LiveSource
from rtc_tui.feed.source import Event, Source
from tests.feed.answering import Answering, Call

T = TypeVar("T")
NOW = datetime(2026, 11, 20, 2, 32, 41, tzinfo=UTC).timestamp()
BOUNDARY = NOW - NOW % 30
QUALITY = Query(Feature.QUALITY)
OPERATION = Query(Feature.OPERATION)


class _Impatient(selectors.DefaultSelector):
    """Never waits: what would be waited for has passed."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "nothing would ever happen again"
            self.passed += max(0.0, timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Hours pass in milliseconds."""

    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        return self._impatient.passed


def virtual(main: Coroutine[Any, Any, T]) -> T:
    """Run it to its end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def passed() -> float:
    """Virtual seconds since the test began."""
    return asyncio.get_running_loop().time()


class OwnClock:
    """The machine's clocks; `off` is by how much the wall clock is wrong."""

    def __init__(self, off: float = 0.0) -> None:
        self.off = off

    def now(self) -> float:
        return NOW + passed() + self.off

    def steady(self) -> float:
        return 1000.0 + passed()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


@dataclass
class Service(Answering):
    """A pretend client over a pretend service: a bucket is there 60 s after its end, for an hour.

    `error` may name what a question at a time is answered with instead; `value` is what a bucket holds at a time of
    asking, None for a hole.
    """

    clock: OwnClock
    latency: float = 0.2
    tells_date: bool = True
    error: Callable[[Query, float], RtcTuiError | Exception | None] = lambda _query, _at: None
    value: Callable[[int, float], float | None] = lambda bucket, _at: float(bucket // BUCKET % 100)
    skew_s: float | None = None
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    dropped: Dropped = Dropped()
    names: tuple[str, ...] = ("80ms_audio_stall_rate",)
    asked: list[tuple[float, Query, Window]] = field(default_factory=list)
    deadlines: list[float] = field(default_factory=list)
    errands: list[Call] = field(default_factory=list)  # what was asked once
    cancelled: int = 0
    closed: bool = False

    @staticmethod
    def time() -> float:
        return NOW + passed()

    def quota(self, actions: Iterable[str] = ()) -> Quota:
        return Quota(len(self.asked), 109)

    async def aclose(self) -> None:
        self.closed = True

    async def realtime_quality(
        self, window: Window, *, scope: Scope = WHOLE_APP, product: Product | None = None, deadline: float = 25.0
    ) -> Batch:
        return await self._answer(
            Query(Feature.QUALITY, product or Product.NATIVE, scope), window, deadline, self.names
        )

    async def realtime_operation(self, window: Window, *, deadline: float = 25.0) -> Batch:
        return await self._answer(OPERATION, window, deadline, ("online_user_count",))

    async def realtime_distribution(
        self, window: Window, indicator: str, dimension: Dimension, *, product: Product | None = None,
        deadline: float = 25.0,
    ) -> Batch:  # fmt: skip
        query = Query(Feature.DISTRIBUTION, product or Product.NATIVE, WHOLE_APP, dimension, indicator)
        return await self._answer(query, window, deadline, ("stall_rate",))

    async def call(self, name: str, window: Window, users: tuple[str, ...], more: dict[str, Any]) -> None:
        self.errands.append(Call(name, window, users, passed(), more))
        await asyncio.sleep(self.latency)

    async def _answer(self, query: Query, window: Window, deadline: float, names: tuple[str, ...]) -> Batch:
        self.asked.append((passed(), query, window))
        self.deadlines.append(deadline)
        try:
            await asyncio.sleep(self.latency)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.tells_date:
            self.skew_s = self.time() - self.clock.now()
        if (error := self.error(query, passed())) is not None:
            raise error
        if window.start < self.time() - 3600 or window.end > self.time() + 1:
            raise BadRequest("out of range", code="InvalidParameter.OutofTimeRange")
        delay = 20 if query.feature is Feature.OPERATION else 60
        there = range(window.start, min(window.end, int(self.time()) - BUCKET - delay + 1), BUCKET)
        points = {at: value for at in there if (value := self.value(at, passed())) is not None}
        series = tuple(
            Series.of(
                SeriesKey(name, query.product, query.scope, query.dimension),
                points,
                "" if name.startswith("online") else "%",
            )
            for name in names
        )
        users = tuple(user for user in query.scope.users if user in self.missing)
        return Batch(query, window, series, self.clock.now(), self.dropped, users, "r1", self.skew_s)

    def windows(self, query: Query = QUALITY) -> list[Window]:
        """What was asked for."""
        return [window for _, asked, window in self.asked if asked == query]

    def times(self, query: Query = QUALITY) -> list[float]:
        """When it was asked, in seconds since the test began."""
        return [at for at, asked, _ in self.asked if asked == query]


def source_of(service: Service, seed: int = 1) -> LiveSource:
    return LiveSource(service, service.clock, Random(seed))


async def collect(source: Source, seconds: float, seen: list[tuple[float, Event]] | None = None) -> list[Event]:
    """All events of that many seconds; a bug comes out."""
    found: list[tuple[float, Event]] = [] if seen is None else seen

    async def run() -> None:
        async for event in source.events():
            found.append((passed(), event))  # noqa: PERF401 - what was seen before a bug counts

    task = asyncio.create_task(run())
    await asyncio.wait({task}, timeout=seconds)
    if task.done():
        task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return [event for _, event in found]
