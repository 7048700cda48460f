"""The live source over hours of virtual time."""

import asyncio
import itertools
from collections.abc import Callable
from random import Random

import pytest

from rtc_tui.core.ask import Wanted
from rtc_tui.core.model import BUCKET, Batch, Dimension, Feature, Product, Query, Scope, Window
from rtc_tui.errors import (
    BadResponse,
    DeadlineExceeded,
    NotPermitted,
    RtcTuiError,
    ServiceFailing,
    Throttled,
    UnknownApp,
    Unreachable,
    WrongCredentials,
)  # fmt: skip
from rtc_tui.feed.live import LiveSource
from rtc_tui.feed.source import Event, Failure, Turned
from tests.feed.virtual import (
    BOUNDARY,
    NOW,
    OPERATION,
    QUALITY,
    OwnClock,
    Service,
    collect,
    passed,
    source_of,
    virtual,
)  # fmt: skip

ROOM = Query(Feature.QUALITY, scope=Scope("room-1"))
AT = int(BOUNDARY)


def held(events: list[Event], query: Query = QUALITY) -> set[int]:
    """The buckets that reached the consumer."""
    batches = [event for event in events if isinstance(event, Batch) and event.query == query]
    return {at for batch in batches for series in batch.series for at, _ in series.points()}


def failures(events: list[Event]) -> list[Failure]:
    return [event for event in events if isinstance(event, Failure)]


async def _watch(service: Service, seconds: float, *queries: Query) -> list[Event]:
    source = source_of(service)
    source.subscribe(Wanted(queries or (QUALITY,)))
    events = await collect(source, seconds)
    await source.aclose()
    return events


def watched(service: Service, seconds: float, *queries: Query) -> list[Event]:
    return virtual(_watch(service, seconds, *queries))


def fails(error: RtcTuiError, start: float, end: float, query: Query = QUALITY) -> Callable[..., RtcTuiError | None]:
    """The error, for questions of that time."""
    return lambda asked, at: error if asked == query and start <= at < end else None


def test_polls_come_each_30_seconds_just_after_the_boundary() -> None:
    """One question per bucket: the first at once, the others after the boundary with a little jitter."""
    service = Service(OwnClock())
    watched(service, 3600)
    first, *later = service.times()
    assert first == 0
    assert len(later) == 120
    assert all(0.4 <= (NOW + at) % BUCKET <= 2.0 for at in later)
    assert len({round((NOW + at) % BUCKET, 3) for at in later}) > 100


def test_operation_data_are_asked_when_theirs_are_ready() -> None:
    """20 s after the boundary, beside the quality."""
    service = Service(OwnClock())
    events = watched(service, 600, QUALITY, OPERATION)
    assert all(20.4 <= (NOW + at) % BUCKET <= 22.0 for at in service.times(OPERATION)[1:])
    assert len(service.times(OPERATION)) == 21
    assert max(held(events, OPERATION)) > max(held(events, QUALITY))


def test_the_first_fill_takes_the_hour_that_can_still_be_had() -> None:
    """From the next bucket after now - 60 min + 30 s to the open bucket."""
    service = Service(OwnClock())
    events = watched(service, 1)
    assert service.windows() == [Window(AT - 3540, AT)]
    assert held(events) == set(range(AT - 3540, AT - 60, BUCKET))


def test_later_polls_ask_for_the_newest_two_buckets_and_what_follows() -> None:
    """A poll is small when nothing is missing."""
    service = Service(OwnClock())
    watched(service, 600)
    assert {window.seconds for window in service.windows()[1:]} == {150}


@pytest.mark.parametrize("minutes", [1, 10, 45])
def test_an_outage_leaves_no_hole(minutes: int) -> None:
    """The gap is filled from the service as soon as it answers again."""
    end = 300 + minutes * 60
    service = Service(OwnClock(), error=fails(Unreachable("gone"), 300, end))
    events = watched(service, end + 60)
    assert len(failures(events)) > 1
    got = held(events)
    assert got == set(range(min(got), max(got) + 1, BUCKET))
    assert max(got) >= NOW + end + 60 - 150


def test_an_outage_longer_than_the_reach_is_filled_as_far_as_it_goes() -> None:
    """90 minutes away: the last hour comes back, what was before it stays lost."""
    service = Service(OwnClock(), error=fails(Unreachable("gone"), 300, 5700))
    events = watched(service, 5800)
    got = held(events)
    lost = set(range(min(got), max(got), BUCKET)) - got
    assert lost
    back = min(at for at in got if at > AT + 400)
    assert 0 < back - (NOW + 5700 - 3600) < 120


def test_late_data_are_picked_up() -> None:
    """A bucket that is served five minutes late fills its hole, and a value that changed is seen."""
    late = AT + 120

    def value(bucket: int, at: float) -> float | None:
        if bucket == late and at < 600:
            return None
        return 1.0 if NOW + at - bucket < 110 else 2.0

    service = Service(OwnClock(), value=value)
    events = watched(service, 700)
    final = {at: v for e in events if isinstance(e, Batch) for s in e.series for at, v in s.points()}
    assert late in final
    assert all(final[at] == 2.0 for at in range(AT, AT + 400, BUCKET))


def test_a_hole_that_never_fills_is_given_up() -> None:
    """After ten minutes the polls are small again."""
    service = Service(OwnClock(), value=lambda bucket, _: None if bucket == AT + 60 else 1.0)
    watched(service, 1500)
    sizes = [window.seconds for window in service.windows()]
    assert max(sizes[1:]) <= 12 * 60
    assert sizes[-1] == 150


@pytest.mark.parametrize(
    "error",
    [Unreachable("a"), ServiceFailing("b"), DeadlineExceeded("c"), BadResponse("d"), Throttled("e"), UnknownApp("f"),
     WrongCredentials("g"), NotPermitted("h")],
    ids=lambda error: error.kind,
)  # fmt: skip
def test_every_failure_is_told_and_tried_again_until_it_passes(error: RtcTuiError) -> None:
    """Nobody has to restart: when the cause is gone, data come."""
    service = Service(OwnClock(), error=fails(error, 0, 400))
    events = watched(service, 600)
    first = failures(events)[0]
    assert (first.query, first.error) == (QUALITY, error)
    assert first.next_try > first.at
    assert isinstance(events[-1], Batch)
    assert held(events) >= set(range(AT - 3000, AT + 390, BUCKET))


def test_failures_are_tried_again_ever_more_slowly() -> None:
    """Two seconds at first, half a minute in the end; told times are kept."""
    service = Service(OwnClock(), latency=0.0, error=fails(Unreachable("gone"), 0, 1e9))
    events = watched(service, 600)
    times = service.times()
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    assert gaps[0] < 3
    assert max(gaps) <= 36
    assert [each.next_try - NOW for each in failures(events)][: len(times) - 1] == pytest.approx(times[1:])


def test_the_service_s_own_wish_to_wait_is_kept() -> None:
    """Throttled for 300 s: no question before that."""
    service = Service(OwnClock(), error=fails(Throttled("slow", retry_after=300), 0, 100))
    watched(service, 400)
    assert service.times()[1] - service.times()[0] >= 300


def test_one_feature_does_not_wait_for_the_other() -> None:
    """Operation not permitted: said once in two minutes, while quality stays live."""
    service = Service(OwnClock(), error=fails(NotPermitted("no"), 0, 1e9, OPERATION))
    events = watched(service, 600, QUALITY, OPERATION)
    assert {each.query for each in failures(events)} == {OPERATION}
    assert len(failures(events)) == 5
    assert len(service.times(QUALITY)) == 21


def test_a_slow_answer_of_one_does_not_hold_up_the_other() -> None:
    """Quality takes 20 s, operation goes on."""

    class Slow(Service):
        async def realtime_quality(self, *args: object, **more: object) -> Batch:
            await asyncio.sleep(20)
            return await super().realtime_quality(*args, **more)  # type: ignore[arg-type]

    service = Slow(OwnClock())
    watched(service, 301, QUALITY, OPERATION)
    assert len(service.times(OPERATION)) == 11


def test_a_new_scope_is_asked_at_once_and_the_old_one_no_more() -> None:
    """The change itself is an event, so that health speaks of what is on screen."""

    async def scenario() -> tuple[list[Event], Service]:
        service = Service(OwnClock())
        source = source_of(service)
        source.subscribe(Wanted((QUALITY, OPERATION)))
        asyncio.get_running_loop().call_later(100, source.subscribe, Wanted((ROOM, OPERATION)))
        return await collect(source, 200), service

    events, service = virtual(scenario())
    assert service.times(ROOM)[0] == pytest.approx(100)
    assert service.windows(ROOM)[0].seconds > 3500
    assert max(service.times(QUALITY)) < 100
    turned = next(i for i, event in enumerate(events) if isinstance(event, Turned))
    assert not any(isinstance(event, Turned) for event in events[:turned])
    assert isinstance(events[turned + 1], Batch)
    assert events[turned + 1].query == ROOM  # type: ignore[union-attr]


def test_what_nobody_looks_at_is_cancelled_and_asked_again_on_return() -> None:
    """Its quota is better spent elsewhere; its answer would not be shown."""

    async def scenario() -> tuple[list[Event], Service]:
        service = Service(OwnClock(), latency=10)
        source = source_of(service)
        source.subscribe(Wanted((QUALITY,)))
        asyncio.get_running_loop().call_later(5, source.subscribe, Wanted((ROOM,)))
        asyncio.get_running_loop().call_later(7, source.subscribe, Wanted((QUALITY,)))
        return await collect(source, 18), service

    events, service = virtual(scenario())
    assert service.cancelled == 2
    assert [event.query for event in events if isinstance(event, Batch)] == [QUALITY]
    assert service.times() == pytest.approx([0, 7], abs=0.1)


def test_an_answer_that_nobody_received_is_not_held() -> None:
    """It came in the instant in which the user looked away: on return it is asked for again."""

    async def scenario() -> tuple[list[Event], Service]:
        service = Service(OwnClock(), latency=5)
        source = source_of(service)
        source.subscribe(Wanted((QUALITY,)))
        loop = asyncio.get_running_loop()
        loop.call_later(5, source.subscribe, Wanted((ROOM,)))
        loop.call_later(50, source.subscribe, Wanted((QUALITY,)))
        return await collect(source, 70), service

    events, service = virtual(scenario())
    assert held(events) >= set(range(AT - 3000, AT - 60, BUCKET))
    assert len(service.times()) >= 2


def test_what_returns_asks_for_its_gap() -> None:
    """Ten minutes in a room: the app's series have no hole afterwards."""

    async def scenario() -> list[Event]:
        source = source_of(Service(OwnClock()))
        source.subscribe(Wanted((QUALITY,)))
        loop = asyncio.get_running_loop()
        loop.call_later(100, source.subscribe, Wanted((ROOM,)))
        loop.call_later(700, source.subscribe, Wanted((QUALITY,)))
        return await collect(source, 720)

    got = held(virtual(scenario()))
    assert got == set(range(min(got), max(got) + 1, BUCKET))


def test_looking_away_and_back_does_not_break_a_promise_to_wait() -> None:
    """The service asked for two minutes; going to a room and back does not shorten them."""

    async def scenario() -> Service:
        service = Service(OwnClock(), error=fails(Throttled("slow", retry_after=120), 0, 60))
        source = source_of(service)
        source.subscribe(Wanted((QUALITY,)))
        loop = asyncio.get_running_loop()
        loop.call_later(20, source.subscribe, Wanted((ROOM,)))
        loop.call_later(30, source.subscribe, Wanted((QUALITY,)))
        await collect(source, 200)
        return service

    assert virtual(scenario()).times()[1] >= 120


def test_the_same_subscription_again_changes_nothing() -> None:
    """Every key press tells what is wanted; no question comes of it."""

    async def scenario() -> Service:
        service = Service(OwnClock())
        source = source_of(service)
        for _ in range(3):
            source.subscribe(Wanted((QUALITY,)))
        asyncio.get_running_loop().call_later(3, source.subscribe, Wanted((QUALITY,)))
        await collect(source, 10)
        return service

    assert virtual(scenario()).times() == [0]


@pytest.mark.parametrize("failing", [False, True], ids=["all is well", "in the middle of a backoff"])
def test_wake_asks_at_once_and_for_everything(failing: bool) -> None:
    """What was held may have been mended."""

    async def scenario() -> Service:
        service = Service(OwnClock(), error=fails(WrongCredentials("no"), 0, 100) if failing else lambda _q, _a: None)
        source = source_of(service)
        source.subscribe(Wanted((QUALITY,)))
        asyncio.get_running_loop().call_later(107.5, source.wake)
        await collect(source, 109)
        return service

    service = virtual(scenario())
    assert service.times()[-1] == pytest.approx(107.5)
    assert service.windows()[-1].seconds > 3500


def test_wake_while_a_small_question_is_under_way_asks_for_everything_after_it() -> None:
    """The answer to the small one does not stand for all."""

    async def scenario() -> Service:
        service = Service(OwnClock(), latency=5)
        source = source_of(service)
        source.subscribe(Wanted((QUALITY,)))
        loop = asyncio.get_running_loop()
        for at in (21.5, 22.0, 22.5):  # the second poll is sent at about 20 s
            loop.call_later(at, source.wake)
        await collect(source, 40)
        return service

    service = virtual(scenario())
    sizes = [window.seconds for window in service.windows()]
    assert sizes[1] < 200
    assert sizes[2] > 3500
    assert len(sizes) == 3


def test_nothing_wanted_asks_nothing() -> None:
    """And something wanted later is asked at once."""

    async def scenario() -> Service:
        service = Service(OwnClock())
        source = source_of(service)
        asyncio.get_running_loop().call_later(5000, source.subscribe, Wanted((QUALITY,)))
        await collect(source, 5001)
        return service

    assert virtual(scenario()).times() == [5000]


@pytest.mark.parametrize("hours", [-30, -3, -0.1, 0.1, 3, 30])
@pytest.mark.parametrize("tells_date", [True, False], ids=["the service tells its time", "no Date header"])
def test_a_jump_of_the_wall_clock_neither_stops_nor_stalls_the_poll(hours: float, tells_date: bool) -> None:
    """Polls go on every half minute; with a Date header, for the right buckets from the next answer on."""

    async def scenario() -> tuple[list[Event], Service]:
        service = Service(OwnClock(), tells_date=tells_date)
        service.time = (lambda: NOW + passed()) if tells_date else service.clock.now  # type: ignore[method-assign]
        source = source_of(service)
        source.subscribe(Wanted((QUALITY,)))
        asyncio.get_running_loop().call_later(300, setattr, service.clock, "off", hours * 3600)
        return await collect(source, 900), service

    events, service = virtual(scenario())
    times = [at for at in service.times() if at > 300]
    assert len(times) >= 18
    assert max(later - sooner for sooner, later in itertools.pairwise(times)) < 35
    now = NOW + 900 + (0 if tells_date else hours * 3600)
    last = [window.end for window in service.windows()][-4:]
    assert last == sorted(set(last)), "each question goes further than the one before"
    assert now - 31 <= last[-1] <= now
    assert max(held(events)) >= now - 130 or hours < 0
    assert not failures(events)[1:]


@pytest.mark.parametrize("off", [-7200, -600, 600, 7200])
def test_a_wrong_clock_is_corrected_before_anything_is_shown(off: float) -> None:
    """The first answer tells the service's time: what was asked with our own is asked again, for the right hour."""
    service = Service(OwnClock(off))
    events = watched(service, 1)
    assert [type(event) for event in events] == [Batch]
    assert held(events) == set(range(AT - 3540, AT - 60, BUCKET))
    assert service.windows()[1] == Window(AT - 3540, AT)


def test_now_is_the_service_s_where_clocks_differ_noticeably() -> None:
    """Ages and windows follow it; a second more or less does not matter."""

    async def scenario() -> tuple[float, float, float]:
        service = Service(OwnClock(-600))
        source = source_of(service)
        before = source.now()
        service.skew_s = 600.0
        corrected = source.now()
        service.skew_s = 3.0
        return before, corrected, source.now()

    assert virtual(scenario()) == (NOW - 600, NOW, NOW - 600)


def test_a_date_that_flaps_does_not_make_the_poll_race() -> None:
    """Two servers with different clocks: at most two questions per poll."""

    class Flapping(Service):
        async def realtime_quality(self, *args: object, **more: object) -> Batch:
            batch = await super().realtime_quality(*args, **more)  # type: ignore[arg-type]
            self.skew_s = 0.0 if self.skew_s == 60.0 else 60.0
            return batch

    service = Flapping(OwnClock(), tells_date=False)
    watched(service, 600)
    assert len(service.times()) <= 50


def test_a_bug_comes_out() -> None:
    """Only our own errors become events."""
    service = Service(OwnClock(), error=lambda _query, at: ZeroDivisionError("a bug") if at > 100 else None)
    with pytest.raises(ZeroDivisionError):
        watched(service, 600)


def test_fetch_keeps_the_deadline_it_was_given() -> None:
    """A poll has 25 s, a headless look 40."""

    async def scenario() -> list[float]:
        service = Service(OwnClock())
        source = source_of(service)
        window = Window(AT - 300, AT)
        distribution = Query(Feature.DISTRIBUTION, Product.WEB, dimension=Dimension.OS, indicator="stall_rate")
        for query in (QUALITY, OPERATION, distribution):
            batch = await source.fetch(query, window, deadline=33.0)
            assert batch.query == query
            await source.fetch(query, window)
        return service.deadlines

    assert virtual(scenario()) == [33.0, 25.0] * 3


def test_closing_ends_what_is_under_way() -> None:
    """And gives back the connections."""

    async def scenario() -> Service:
        service = Service(OwnClock(), latency=100)
        source = source_of(service)
        source.subscribe(Wanted((QUALITY, OPERATION)))
        await collect(source, 10)
        await source.aclose()
        return service

    service = virtual(scenario())
    assert service.closed
    assert service.cancelled == 2


def test_the_meter_tells_what_the_client_knows() -> None:
    """Quota, skew, notes."""

    async def scenario() -> tuple[object, ...]:
        service = Service(OwnClock(), skew_s=2.0, notes=("a note",))
        meter = source_of(service).meter()
        return meter.quota.limit, meter.skew_s, meter.notes

    assert virtual(scenario()) == (109, 2.0, ("a note",))


def test_a_day_costs_two_questions_a_minute_and_remembers_an_hour() -> None:
    """Nothing grows."""

    async def scenario() -> tuple[int, int]:
        service = Service(OwnClock())
        source = source_of(service)
        source.subscribe(Wanted((QUALITY,)))
        await collect(source, 6 * 3600)
        return len(service.asked), max(len(poll.held) for poll in source._polls.values())

    asked, remembered = virtual(scenario())
    assert 719 <= asked <= 722
    assert remembered <= 121


def test_a_proxy_with_a_wrong_clock_does_not_move_the_windows() -> None:
    """The Date header is an hour off and our clock right: the hour that is there arrives, and the note says whose fault."""

    class Proxied(Service):
        async def _answer(self, query: Query, window: Window, deadline: float, names: tuple[str, ...]) -> Batch:
            try:
                return await super()._answer(query, window, deadline, names)
            finally:
                self.skew_s = 3600.0

    async def main() -> tuple[list[Window], tuple[str, ...], float | None]:
        service = Proxied(OwnClock(), tells_date=False)
        source = LiveSource(service, service.clock, Random(1))
        source.subscribe(Wanted((QUALITY,)))
        async for event in source.events():
            assert isinstance(event, Batch)
            if passed() > 60:
                break
        await source.aclose()
        return [window for _, _, window in service.asked], source.meter().notes, source.meter().skew_s

    asked, notes, skew = virtual(main())
    assert all(window.end <= NOW + 120 for window in asked)
    assert any("proxy" in note for note in notes)
    assert skew is None


def test_what_is_wanted_twice_is_asked_once() -> None:
    """A pane may want what the frame wants already."""
    service = Service(OwnClock())
    watched(service, 10, QUALITY, QUALITY)
    assert service.times() == [0]
