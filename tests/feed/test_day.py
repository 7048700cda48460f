"""A day of the live source in virtual time: what is shown, what is kept up beside it, and what the quota has to say."""

import asyncio
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

import pytest

from rtc_tui.client.limits import Limiter
from rtc_tui.core.account import RateLimit
from rtc_tui.core.actions import REALTIME_DISTRIBUTION
from rtc_tui.core.ask import Wanted, combinations, dimensions_of
from rtc_tui.core.model import Batch, Dimension, Feature, Product, Query, Series, SeriesKey, Window
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import BadRequest, NotPermitted, RtcTuiError, UnknownAction, Unreachable
from rtc_tui.feed.live import LiveSource
from rtc_tui.feed.source import Failure
from tests.feed.virtual import OPERATION, QUALITY, OwnClock, Service, passed, virtual

ALL = combinations(Product.NATIVE)
FOUR = dimensions_of(Product.NATIVE, ALL[0].indicator)
NEAR = set(FOUR) - {ALL[0]}
HOUR = 3600.0
DAY = 24 * HOUR
PROMISED = 50 * 60.0  # seconds between two answers of one combination
FREE, ABROAD, TINY = RateLimit(2), RateLimit(2, 10, 1440), RateLimit(2, 10, 60)


@dataclass
class Metered(Service):
    """A service with the client's own quota before it, for distributions; several viewers may share one."""

    limiter: Limiter | None = None
    sent: list[tuple[float, Query]] = field(default_factory=list)  # what passed the quota
    calls: int = 0

    def quota(self, actions: Iterable[str] = ()) -> Quota:
        assert tuple(actions) in ((), (REALTIME_DISTRIBUTION,))
        assert self.limiter
        return self.limiter.used()

    async def _answer(self, query: Query, window: Window, deadline: float, names: tuple[str, ...]) -> Batch:
        assert self.limiter
        if query.feature is Feature.DISTRIBUTION:
            slot = self.limiter.slot(self.clock.steady() + deadline)
            try:
                await slot.approach()
                await slot.take()
            finally:
                slot.close()
            self.sent.append((passed(), query))
        await asyncio.sleep(self.latency)
        if (error := self.error(query, passed())) is not None:
            raise error
        return Batch(query, window, (Series.of(SeriesKey("x"), {window.end - 90: 1.0}),), self.clock.now())


@dataclass
class Watched:
    """What a viewer saw: when each query was answered, what failed, which notes stood."""

    service: Metered
    answers: dict[Query, list[float]] = field(default_factory=dict)
    failures: list[tuple[float, Failure]] = field(default_factory=list)
    notes: list[tuple[float, tuple[str, ...]]] = field(default_factory=list)

    def gaps(self, query: Query, until: float) -> float:
        """The longest time without an answer, from the first minutes to the end."""
        times = self.answers.get(query, [])
        return max(later - sooner for sooner, later in itertools.pairwise([0.0, *times, until]))

    def sent(self, start: float = 0.0, end: float = 1e9) -> int:
        """Questions that went out in that time."""
        return sum(start <= at < end for at, _ in self.service.sent)


Look = Query | tuple[Query, ...] | None


def wanted(shown: Look, product: Product = Product.NATIVE, *, frame: bool = True) -> Wanted:
    """`frame`: with what stands around every pane; hours of it are left out where nothing depends on them."""
    spread = (shown,) if isinstance(shown, Query) else shown or ()
    first = ((QUALITY, OPERATION) if frame else ()) + spread
    return Wanted(first, tuple(query for query in combinations(product) if query not in spread))


async def _view(service: Metered, seconds: float, look: Callable[[float], Look], every: float, seed: int) -> Watched:
    source, seen = LiveSource(service, service.clock, Random(seed)), Watched(service)

    async def consume() -> None:
        async for event in source.events():
            if isinstance(event, Batch):
                seen.answers.setdefault(event.query, []).append(passed())
            elif isinstance(event, Failure):
                seen.failures.append((passed(), event))
            seen.notes.append((passed(), source.meter().notes))

    frame = seconds <= 2 * HOUR
    source.subscribe(wanted(look(0.0), frame=frame))
    task = asyncio.create_task(consume())
    while passed() < seconds:
        await asyncio.sleep(min(every, seconds - passed()))
        source.subscribe(wanted(look(passed()), frame=frame))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await source.aclose()
    return seen


def day(
    limit: RateLimit,
    seconds: float = DAY,
    look: Callable[[float], Look] = lambda _: ALL[0],
    *,
    every: float = 600.0,
    viewers: int = 1,
    error: Callable[[Query, float], RtcTuiError | None] = lambda *_: None,
) -> list[Watched]:
    """What viewers saw who share one quota; `look` tells what is shown at a time."""

    async def main() -> list[Watched]:
        clock = OwnClock()
        limiter = Limiter(REALTIME_DISTRIBUTION, limit, None, clock, Random(9))
        services = [Metered(clock, limiter=limiter, error=error) for _ in range(viewers)]
        return await asyncio.gather(*(_view(each, seconds, look, every, n) for n, each in enumerate(services)))

    return virtual(main())


def to_midnight() -> float:
    """Seconds until the quota's day ends; the tests begin at 10:32:41 in Beijing."""
    return DAY - 10 * HOUR - 32 * 60 - 41


# ------------------------------------------------------------------ the quota is ample
def test_with_two_per_second_all_is_fresh() -> None:
    """The visible one each bucket, near ones each minute, every other about each five; a fraction of the quota."""
    (seen,) = day(FREE, 3 * HOUR)
    assert seen.gaps(ALL[0], 3 * HOUR) < 33
    assert max(seen.gaps(query, 3 * HOUR) for query in NEAR) < 75
    assert max(seen.gaps(query, 3 * HOUR) for query in ALL) < 330
    assert seen.sent(600, 3 * HOUR) / (3 * 60 - 10) < 8.5
    assert not any(notes for _, notes in seen.notes)


def test_what_explains_the_shown_one_is_there_first() -> None:
    """The other dimensions of its indicator, within some seconds of it; of the next look as well."""
    (seen,) = day(FREE, 900, lambda at: ALL[0] if at < 600 else ALL[1], every=600)
    first = [query for _, query in seen.service.sent]
    assert first[0] == ALL[0]
    assert set(first[1:4]) == NEAR
    assert max(seen.answers[query][0] for query in NEAR) < 15
    for query in dimensions_of(Product.NATIVE, ALL[1].indicator):
        assert any(600 - 33 < at < 620 for at in seen.answers[query]), query.dimension


def test_with_ten_per_minute_near_ones_are_nearly_as_fresh() -> None:
    """And the visible one is asked each bucket as before."""
    (seen,) = day(RateLimit(2, 10), 3 * HOUR)
    assert seen.gaps(ALL[0], 3 * HOUR) < 35
    assert max(seen.gaps(query, 3 * HOUR) for query in NEAR) < 120
    assert max(seen.gaps(query, 3 * HOUR) for query in ALL) < 15 * 60
    assert not seen.failures


@pytest.mark.parametrize("limit", [FREE, ABROAD], ids=["2 per second", "1440 a day"])
def test_all_four_dimensions_may_be_shown(limit: RateLimit) -> None:
    """Who explains the drop: they come together from the first moment on, and no other has a hole."""
    (seen,) = day(limit, DAY if limit.per_day else 2 * HOUR, lambda _: FOUR, every=600)
    assert {query for _, query in seen.service.sent[:4]} == set(FOUR)
    until = DAY if limit.per_day else 2 * HOUR
    for query in FOUR:
        assert seen.answers[query][0] < 3
        for at in seen.answers[query]:
            assert all(any(abs(at - other) < 40 for other in seen.answers[each]) for each in FOUR), at
    assert max(seen.gaps(query, until) for query in ALL) < PROMISED
    assert seen.sent(0, to_midnight()) <= 1440 or not limit.per_day
    assert not seen.failures


def test_the_first_screen_comes_first_and_the_rest_is_spread() -> None:
    """Nothing of the background before the shown ones have answered; all of it within two minutes."""
    (seen,) = day(FREE, 120)
    order = [query for _, query in seen.service.sent]
    first = {query: times[0] for query, times in seen.answers.items()}
    assert order[0] == ALL[0]
    assert first[QUALITY] < 0.5
    assert min(first[query] for query in ALL[1:]) > max(first[QUALITY], first[OPERATION], first[ALL[0]])
    assert set(first) >= set(ALL)
    gaps = [later - sooner for (sooner, _), (later, _) in itertools.pairwise(seen.service.sent) if sooner > 0]
    assert sorted(gaps)[len(gaps) // 4] > 2


def test_without_a_shown_distribution_all_are_kept_up() -> None:
    """The Live pane: what will be looked at later is there."""
    (seen,) = day(ABROAD, 6 * HOUR, lambda _: None)
    assert max(seen.gaps(query, 6 * HOUR) for query in ALL) < PROMISED
    assert not any(notes for _, notes in seen.notes)


# ------------------------------------------------------------------ a cap per day
def test_with_1440_a_day_the_visible_one_slows_down_and_nothing_is_lost() -> None:
    """Over the end of the quota's day, a day long: no hole, the cap is kept and used well, and a note says why."""
    (seen,) = day(ABROAD)
    assert max(seen.gaps(query, DAY) for query in ALL) < PROMISED
    assert not seen.failures
    used = seen.sent(0, to_midnight())
    share = to_midnight() / DAY  # the program began with a whole day's quota for the rest of the day
    assert 1300 < used <= 1440
    assert seen.sent(to_midnight(), DAY) <= 1440 * (1 - share) * 1.1
    gaps = [later - sooner for sooner, later in itertools.pairwise(seen.answers[ALL[0]])]
    assert max(gaps) < 200
    evening = [
        later - sooner for sooner, later in itertools.pairwise(at for at in seen.answers[ALL[0]] if at > to_midnight())
    ]
    assert 95 < sum(evening) / len(evening) < 115
    assert all("Daily quota" in " ".join(notes) for at, notes in seen.notes if at > to_midnight() + 60)


def test_with_60_a_day_only_what_is_looked_at_is_asked() -> None:
    """The cap can not keep twenty: the visible one has all of it, evenly, and it is said."""
    (seen,) = day(TINY, 30 * HOUR)
    assert {query for _, query in seen.service.sent} == {ALL[0]}
    assert seen.sent(0, to_midnight()) <= 60
    assert seen.sent(to_midnight(), to_midnight() + DAY) <= 60
    assert seen.gaps(ALL[0], 30 * HOUR) < 30 * 60
    assert not seen.failures
    assert all("too small" in " ".join(notes) for at, notes in seen.notes if at > 1)


def test_with_60_a_day_each_look_at_another_is_answered_until_the_day_is_used_up() -> None:
    """Then the failure says until when, and the cap is never passed."""
    (seen,) = day(TINY, 3 * HOUR, lambda at: ALL[int(at // 120) % 20], every=120)
    assert {query for _, query in seen.service.sent[:20]} == set(ALL)
    assert seen.sent() == 60
    assert seen.failures[0][1].error.kind == "Throttled"
    assert seen.failures[0][1].next_try - seen.failures[0][1].at > 10 * HOUR


def test_with_60_a_day_who_explains_the_drop_is_told_at_once_and_all_day() -> None:
    """Four are shown: all of them at the first moment, then as seldom as leaves enough for the last hour of the day."""
    (seen,) = day(TINY, DAY, lambda _: FOUR, every=3600)
    assert max(seen.answers[query][0] for query in FOUR) < 3
    assert {query for _, query in seen.service.sent} == set(FOUR)
    assert seen.sent(0, to_midnight()) <= 60
    assert max(seen.gaps(query, to_midnight()) for query in FOUR) < 2 * HOUR
    assert not seen.failures


# ------------------------------------------------------------------ switching
def test_switching_every_ten_seconds_asks_at_once_and_only_for_what_is_old() -> None:
    """With an ample quota: each look finds data of the newest bucket within a second."""
    (seen,) = day(FREE, HOUR, lambda at: ALL[int(at // 10) % 20], every=10)
    for at in range(300, 3600, 10):
        looked = ALL[at // 10 % 20]
        assert any(at - 33 < answered < at + 5 for answered in seen.answers[looked]), at
    assert seen.sent() < HOUR / 10 * 2.5


def test_switching_without_end_never_eats_what_the_others_need() -> None:
    """Under a daily cap the visible one may slow down to the pace of the rest, and the rest has no hole."""
    (seen,) = day(ABROAD, 13 * HOUR, lambda at: ALL[int(at // 10) % 20], every=10)
    assert seen.sent(0, to_midnight()) <= 1440
    assert max(seen.gaps(query, 13 * HOUR) for query in ALL) < PROMISED
    assert not seen.failures


# ------------------------------------------------------------------ outages
@pytest.mark.parametrize("limit", [FREE, ABROAD], ids=["2 per second", "10 per minute"])
@pytest.mark.parametrize("minutes", [20, 120])
def test_after_an_outage_the_oldest_come_first(limit: RateLimit, minutes: int) -> None:
    """While it lasts one question at a time is tried; after it all are there again within minutes."""
    start, end = 2 * HOUR, 2 * HOUR + minutes * 60
    (seen,) = day(limit, end + 1800, error=lambda _, at: Unreachable("gone") if start <= at < end else None)
    assert seen.sent(start, end) < minutes * 3 + 20
    spread = 20 * (4.2 if limit is FREE else 25)
    back = {query: min(at for at in seen.answers[query] if at >= end) for query in ALL[1:]}
    before = {query: max(at for at in seen.answers[query] if at < start) for query in ALL[1:]}
    late = [query for query in ALL[1:] if end - before[query] > 46 * 60]
    assert max((back[query] for query in late), default=end) < end + 40 + spread
    assert [q for q in sorted(back, key=lambda q: back[q]) if q in late] == sorted(late, key=lambda q: before[q])
    if limit is FREE and minutes == 20:
        assert max(back[query] - before[query] for query in ALL[1:]) < PROMISED


def test_after_a_sleep_of_the_machine_what_can_be_had_is_asked_for() -> None:
    """The steady clock knows nothing of it; no combination waits as if no time had passed."""

    async def main() -> Metered:
        clock = OwnClock()
        service = Metered(clock, limiter=Limiter(REALTIME_DISTRIBUTION, ABROAD, None, clock, Random(9)))
        source = LiveSource(service, clock, Random(1))

        async def consume() -> None:
            async for _ in source.events():
                pass

        source.subscribe(wanted(ALL[0]))
        task = asyncio.create_task(consume())
        await asyncio.sleep(1200)
        clock.off += 40 * 60
        await asyncio.sleep(900)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return service

    service = virtual(main())
    assert {query for at, query in service.sent if at > 1200} == set(ALL)


# ------------------------------------------------------------------ several viewers
def test_three_viewers_share_ten_per_minute() -> None:
    """Nobody is refused, nobody has a hole, and the service sees no more than it allows."""
    seen = day(RateLimit(2, 10), 4 * HOUR, viewers=3)
    times = sorted(at for each in seen for at, _ in each.service.sent)
    assert all(times[i + 10] - times[i] >= 60 for i in range(len(times) - 10))
    for each in seen:
        assert max(each.gaps(query, 4 * HOUR) for query in ALL) < PROMISED
        assert each.gaps(ALL[0], 4 * HOUR) < 95
        assert not each.failures


def test_two_viewers_share_1440_a_day() -> None:
    """Two programs, one cap: it is never passed, and both slow down alike."""
    seen = day(ABROAD, DAY, viewers=2)
    assert sum(each.sent(0, to_midnight() - 1) for each in seen) <= 1440
    assert sum(each.sent(to_midnight() - 1, DAY) for each in seen) <= 1440
    one, other = (len(each.answers[ALL[0]]) for each in seen)
    assert 0.8 < one / other < 1.25
    assert all(max(each.gaps(query, DAY) for query in ALL) < PROMISED for each in seen)


# ------------------------------------------------------------------ failures
@pytest.mark.parametrize("shown", [None, ALL[0]], ids=["none is shown", "one is shown"])
@pytest.mark.parametrize("error", [NotPermitted("no"), UnknownAction("no")], ids=lambda error: error.kind)
def test_what_is_refused_for_all_is_tried_by_one(shown: Query | None, error: RtcTuiError) -> None:
    """One probe each two minutes, until it is permitted; then all come."""
    (seen,) = day(FREE, 2400, lambda _: shown, error=lambda query, at: error if _spread(query) and at < 1800 else None)
    assert 14 <= seen.sent(0, 1800) <= 16
    assert set(seen.answers) >= set(ALL)
    assert len(seen.answers[QUALITY]) > 75


def test_looking_at_another_while_all_are_refused_asks_nothing() -> None:
    """It would be the same again."""
    (seen,) = day(
        FREE, 600, lambda at: ALL[int(at // 10) % 20], every=10,
        error=lambda query, _: NotPermitted("no") if _spread(query) else None,
    )  # fmt: skip
    assert seen.sent() <= 6


def test_what_fails_for_one_does_not_stop_the_others() -> None:
    """A combination that the service rejects is tried now and then."""
    (seen,) = day(FREE, HOUR, error=lambda query, _: BadRequest("no") if query == ALL[7] else None)
    assert set(seen.answers) == {QUALITY, OPERATION, *ALL} - {ALL[7]}
    assert {failure.query for _, failure in seen.failures} == {ALL[7]}
    assert 60 < len(seen.failures) < 125
    assert max(seen.gaps(query, HOUR) for query in ALL if query != ALL[7]) < 400


def test_the_other_product_has_its_own_say() -> None:
    """Web is not to be had with this version of the API: native goes on when one turns back, web is asked once."""

    async def main() -> Metered:
        clock = OwnClock()
        service = Metered(
            clock,
            limiter=Limiter(REALTIME_DISTRIBUTION, FREE, None, clock, Random(9)),
            error=lambda query, _: UnknownAction("no web") if query.product is Product.WEB else None,
        )
        source = LiveSource(service, clock, Random(1))

        async def consume() -> None:
            async for _ in source.events():
                pass

        task = asyncio.create_task(consume())
        for product in (Product.NATIVE, Product.WEB, Product.NATIVE):
            shown = Query(Feature.DISTRIBUTION, product, dimension=Dimension.OS, indicator="stall_rate")
            source.subscribe(wanted(shown, product))
            await asyncio.sleep(400)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return service

    service = virtual(main())
    web = [at for at, query in service.sent if query.product is Product.WEB]
    assert len(web) <= 4
    assert len([at for at, query in service.sent if query.product is Product.NATIVE and at >= 800]) > 15


def _spread(query: Query) -> bool:
    return query.feature is Feature.DISTRIBUTION
