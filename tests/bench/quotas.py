"""How many apps, viewers and rooms one account's quota carries: the real feed and the real quota, in virtual time.

Each app has one recorder, which polls the quality of both products and the operation data at each bucket and keeps the
20 combinations beside. Recorders know of each other only by what is used up, as programs on one host do.
"""

import asyncio
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final, cast

from rtc_tui.archive import Archive
from rtc_tui.client.limits import Limiter
from rtc_tui.core import actions
from rtc_tui.core.account import RateLimit
from rtc_tui.core.actions import REALTIME_DISTRIBUTION, spec_of
from rtc_tui.core.ask import Answer, Wanted, combinations
from rtc_tui.core.model import DAY, FIVE_MINUTES, HOUR, Batch, Feature, Product, Query, Scope, Series, SeriesKey, Window
from rtc_tui.core.snapshot import Quota
from rtc_tui.core.windows import REACH
from rtc_tui.errors import Throttled
from rtc_tui.feed.filler import Always, Filler
from rtc_tui.feed.live import LiveSource
from tests.bench.measure import p95
from tests.feed.virtual import OPERATION, QUALITY, OwnClock, Service, passed, virtual

WEB: Final = replace(QUALITY, product=Product.WEB)
SPREAD: Final = combinations(Product.NATIVE)
_ACTION: Final = {
    Feature.QUALITY: actions.REALTIME_QUALITY,
    Feature.OPERATION: actions.REALTIME_OPERATION,
    Feature.DISTRIBUTION: REALTIME_DISTRIBUTION,
}
Limits = Mapping[str, RateLimit]
HOME: Final[Limits] = {}
_WARM: Final = 300.0  # seconds at the start that do not count: each app asks for an hour


@dataclass
class App(Service):
    """One app's service behind the account's quota. When each query was answered is kept, and how many were refused."""

    limiters: dict[str, Limiter] = field(default_factory=dict)
    answers: dict[Query, list[float]] = field(default_factory=dict)
    refused: int = 0

    def quota(self, actions: Iterable[str] = ()) -> Quota:
        return max((self.limiters[name].used() for name in actions), key=lambda used: used.limit, default=Quota())

    async def _answer(self, query: Query, window: Window, deadline: float, names: tuple[str, ...]) -> Batch:
        slot = self.limiters[_ACTION[query.feature]].slot(self.clock.steady() + deadline)
        try:
            await slot.approach()
            await slot.take()
            await asyncio.sleep(self.latency)
            slot.answered()
        except Throttled:
            self.refused += 1
            raise
        finally:
            slot.close()
        self.answers.setdefault(query, []).append(passed())
        return Batch(query, window, (Series.of(SeriesKey("x"), {window.end - 90: 1.0}),), self.clock.now())

    def gaps(self, queries: Iterable[Query], until: float) -> Iterator[float]:
        """Seconds between two answers of each, after the first minutes."""
        for query in queries:
            times = [0.0, *self.answers.get(query, ()), until]
            yield from (b - a for a, b in itertools.pairwise(times) if b > _WARM)


@dataclass(frozen=True, slots=True)
class Carried:
    """Seconds: between two answers of the quality (p95), of what is shown (p95), of any combination (longest)."""

    apps: int
    polled: float
    shown: float
    longest: float
    refused: int

    @property
    def lost(self) -> bool:
        """Whether a bucket was never asked for while the service had it."""
        return max(self.longest, self.polled) > REACH - 90


def carried(apps: int, limits: Limits, seconds: float, *, shown: bool = False, rooms: int = 0) -> Carried:
    """What so many recorders of one account have; `shown`: at each a combination is on screen; `rooms` are watched."""

    async def main() -> Carried:
        clock, chance = OwnClock(), Random(9)
        limiters = {
            name: Limiter(name, limits.get(name, spec_of(name).limit), None, clock, chance) for name in _ACTION.values()
        }
        services = [App(clock, limiters=limiters) for _ in range(apps)]
        await asyncio.gather(*(_record(each, seconds, n, shown, rooms) for n, each in enumerate(services)))
        return _judged(services, seconds, shown)

    return virtual(main())


async def _record(service: App, seconds: float, seed: int, shown: bool, rooms: int) -> None:
    await asyncio.sleep(seed * 7 % 300)  # nobody starts a dozen recorders in one second
    source = LiveSource(service, service.clock, Random(seed))
    watched = tuple(Query(Feature.QUALITY, scope=Scope(f"room-{n}")) for n in range(rooms))
    looked = SPREAD[:1] if shown else ()
    source.subscribe(Wanted((QUALITY, WEB, OPERATION, *watched, *looked), SPREAD[len(looked) :]))

    async def consume() -> None:
        async for _ in source.events():
            pass

    task = asyncio.create_task(consume())
    await asyncio.sleep(max(0.0, seconds - passed()))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await source.aclose()


def _judged(services: list[App], seconds: float, shown: bool) -> Carried:
    polled = [
        gap
        for each in services
        for gap in each.gaps((q for q in each.answers if q.feature is Feature.QUALITY), seconds)
    ]
    looked = [gap for each in services for gap in each.gaps(SPREAD[: int(shown)], seconds)]
    longest = max(gap for each in services for gap in each.gaps(SPREAD, seconds))
    return Carried(
        len(services), p95(polled), p95(looked) if looked else 0.0, longest,
        sum(each.refused for each in services),
    )  # fmt: skip


@dataclass
class _Told:
    """An archive that knows only for what was asked, and a live source with a count of the day's requests."""

    clock: OwnClock
    limits: Limits
    used: dict[str, int]
    windows: dict[Query, list[Window]] = field(default_factory=dict)

    async def asked(self, query: Query, window: Window) -> tuple[Window, ...]:
        if query.feature is Feature.DISTRIBUTION:  # the recorder was never off
            return (window,) if query.step != FIVE_MINUTES else ()
        return tuple(self.windows.get(query, ()))

    def now(self) -> float:
        return self.clock.now()

    def quota(self, name: str) -> Quota:
        return Quota(limit=120, day_limit=self.limits.get(name, RateLimit()).per_day, day_used=self.used.get(name, 0))


def filled(apps: int, limits: Limits, days: int) -> tuple[float, int]:
    """Offline filling of recorders: how late the last app's newest 5-minute values are (hours, beyond the service's
    own eight), and requests of that action on the last day."""

    async def main() -> tuple[float, int]:
        clock, used = OwnClock(), dict[str, int]()
        told = [_Told(clock, limits, used) for _ in range(apps)]
        always = Always((QUALITY, OPERATION, WEB), SPREAD)
        fillers = [Filler(cast("Archive", each), cast("Any", each), clock, always) for each in told]
        late, midnight = 0.0, clock.now() // DAY
        while passed() < days * DAY:
            if clock.now() // DAY != midnight:
                midnight, last = clock.now() // DAY, used.get(actions.QUALITY, 0)
                used.clear()
            for each, filler in zip(told, fillers, strict=True):
                await filler.look()
                for past in filler.errands:
                    each.windows.setdefault(past.query, []).append(past.window)
                    name = _OFFLINE[past.query.feature]
                    used[name] = used.get(name, 0) + 1
                    filler.answered({past: Answer(done=1, total=1)})
            if passed() > (days - 1) * DAY:
                late = max(late, *(_late(each) for each in told))
            await asyncio.sleep(300)
        return late, max(last, used.get(actions.QUALITY, 0))

    return virtual(main())


_OFFLINE: Final = {
    Feature.QUALITY: actions.QUALITY,
    Feature.OPERATION: actions.OPERATION,
    Feature.DISTRIBUTION: actions.DISTRIBUTION,
}


def _late(told: _Told) -> float:
    ends = (
        max((window.end for window in told.windows.get(replace(query, step=FIVE_MINUTES), ())), default=0)
        for query in (QUALITY, WEB)
    )
    return (told.now() - 8 * HOUR - min(ends)) / HOUR
