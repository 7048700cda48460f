"""From a source to snapshots."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from rtc_tui.core.ask import Answer, AskOnline, AskRooms, Wanted
from rtc_tui.core.model import Batch, Feature, Product, Query, Scope, Series, SeriesKey, Window
from rtc_tui.core.snapshot import Quota, Snapshot, State, condition
from rtc_tui.errors import ExitCode, NotPermitted, RtcTuiError, Throttled, Unreachable
from rtc_tui.feed.follow import follow, problem
from rtc_tui.feed.source import Answered, Event, Failure, Meter, Turned
from rtc_tui.store import Store
from tests.feed.virtual import BOUNDARY, NOW, OPERATION, QUALITY, OwnClock, Service, collect, source_of, virtual

ROOM = Query(Feature.QUALITY, scope=Scope("room-1"))


class Script:
    """A source that says what it was told to say."""

    def __init__(self, *events: Event | Exception) -> None:
        self.script = events
        self.subscribed: list[Wanted] = []

    def now(self) -> float:
        return NOW

    def subscribe(self, wanted: Wanted) -> None:
        self.subscribed.append(wanted)

    def wake(self) -> None:
        """Nothing to ask."""

    async def fetch(self, query: Query, window: Window, *, deadline: float) -> Batch:
        raise NotImplementedError

    async def events(self) -> AsyncIterator[Event]:
        for event in self.script:
            if isinstance(event, Exception):
                raise event
            yield event

    def meter(self) -> Meter:
        return Meter(Quota(7, 109), 2.0, ("a note",))

    async def aclose(self) -> None:
        """Nothing is open."""


async def followed(source: Script, *watched: Query) -> list[Snapshot]:
    return [snapshot async for snapshot in follow(source, Store(), lambda: Wanted(watched))]


def batch(query: Query = QUALITY) -> Batch:
    return Batch(query, Window(0, 30), (), NOW)


async def test_each_event_gives_a_snapshot_with_what_the_source_knows() -> None:
    """Answers, failures and changes of subscription, with quota, skew and notes."""
    source = Script(batch(), Failure(QUALITY, Unreachable("gone"), NOW, NOW + 2), Turned())
    snapshots = await followed(source, QUALITY)
    assert source.subscribed == [Wanted((QUALITY,))]
    assert len(snapshots) == 3
    assert [condition(each.health, NOW) for each in snapshots] == [State.LIVE, State.OFFLINE, State.OFFLINE]
    assert {each.health.quota for each in snapshots} == {Quota(7, 109)}
    assert {each.health.skew_s for each in snapshots} == {2.0}
    assert snapshots[0].health.notes == ("a note",)
    assert snapshots[0].polled == (QUALITY,)


async def test_a_bug_is_not_hidden() -> None:
    """What is not ours ends the loop, after what came before it."""
    snapshots: list[Snapshot] = []
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - a loop is what it is about
        async for snapshot in follow(Script(batch(), ZeroDivisionError()), Store(), lambda: Wanted((QUALITY,))):
            snapshots.append(snapshot)  # noqa: PERF401 - what was seen before counts
    assert len(snapshots) == 1


async def test_health_speaks_of_what_is_wanted_at_that_moment() -> None:
    """After a change of scope the old one's answer no longer counts."""
    wanted = [QUALITY]
    states = []
    async for snapshot in follow(Script(batch(), Turned(), batch(ROOM)), Store(), lambda: Wanted(tuple(wanted))):
        states.append(condition(snapshot.health, NOW))
        wanted[:] = [ROOM]
    assert states == [State.LIVE, State.WAITING, State.LIVE]


def test_an_error_becomes_data_with_all_it_knows() -> None:
    """Kind, sentence, hint, code, request id, when it began and when it is tried again."""
    error = NotPermitted("may not", "ask somebody", code="AccessDenied", request_id="r7", action="ListX")
    found = problem(Failure(QUALITY, error, 10.0, 130.0))
    assert (found.kind, found.message, found.hint) == ("NotPermitted", "may not", "ask somebody")
    assert (found.code, found.request_id, found.action) == ("AccessDenied", "r7", "ListX")
    assert (found.since, found.next_try, found.exit_code) == (10.0, 130.0, ExitCode.REFUSED)


def _run(service: Service, seconds: float, *queries: Query) -> list[tuple[Snapshot, State]]:
    async def main() -> list[tuple[Snapshot, State]]:
        source, found = source_of(service), []
        try:
            async with asyncio.timeout(seconds):
                async for snapshot in follow(source, Store(), lambda: Wanted(queries)):
                    found.append((snapshot, condition(snapshot.health, source.now())))  # noqa: PERF401 - until time is up
        except TimeoutError:
            pass
        return found

    return virtual(main())


def test_one_refused_feature_leaves_the_other_live() -> None:
    """Operation data not permitted: quality is live, and health says what is missing."""
    service = Service(OwnClock(), error=lambda query, _: NotPermitted("no") if query == OPERATION else None)
    snapshots = _run(service, 300, QUALITY, OPERATION)
    last, state = snapshots[-1]
    assert state is State.LIVE
    assert set(last.health.problems) == {Feature.OPERATION}
    assert last.health.newest is not None
    assert last.health.newest >= NOW + 300 - 130
    assert State.OFFLINE not in {each for _, each in snapshots}


@pytest.mark.parametrize(
    ("error", "state"),
    [(Unreachable("gone"), State.OFFLINE), (Throttled("slow"), State.THROTTLED), (NotPermitted("no"), State.REFUSED)],
)
def test_the_last_data_stay_through_a_failure_and_it_passes_by_itself(error: RtcTuiError, state: State) -> None:
    """The series are the same objects, the state says what is wrong, since when, and how often."""
    service = Service(OwnClock(), error=lambda _, at: error if 100 < at < 400 else None)
    snapshots = _run(service, 600, QUALITY)
    key = SeriesKey("80ms_audio_stall_rate", Product.NATIVE)
    before = next(each for each, _ in snapshots).series[key].newest
    failing = [each for each, found in snapshots if found is state]
    assert all(each.series[key] is failing[0].series[key] for each in failing)
    assert failing[-1].series[key].newest >= (before or 0)  # type: ignore[operator]
    trouble = failing[-1].health.problems[Feature.QUALITY]
    assert trouble.since == failing[0].health.problems[Feature.QUALITY].since
    assert trouble.attempts == len(failing)
    assert snapshots[-1][1] is State.LIVE
    assert not snapshots[-1][0].health.problems


def test_nothing_answered_yet_is_waiting_even_when_the_extras_have_come() -> None:
    """Operation data alone do not make the app's quality live."""

    class Slow(Service):
        async def realtime_quality(self, *args: object, **more: object) -> Batch:
            await asyncio.sleep(10)
            return await super().realtime_quality(*args, **more)  # type: ignore[arg-type]

    states = [state for _, state in _run(Slow(OwnClock()), 11, QUALITY, OPERATION)]
    assert set(states[:-1]) == {State.WAITING}
    assert states[-1] is State.LIVE


def test_a_service_that_answers_and_has_nothing_new_is_slow() -> None:
    """After three minutes without a new bucket the state says so."""
    service = Service(OwnClock(), value=lambda bucket, _: 1.0 if bucket < BOUNDARY else None)
    states = [state for _, state in _run(service, 600, QUALITY)]
    assert states[0] is State.LIVE
    assert states[-1] is State.SLOW


async def test_answers_travel_with_every_snapshot_and_change_no_series() -> None:
    """What is asked once stays in the next snapshots, as the source keeps it, and leaves the polled series alone."""
    ask, found = AskRooms(Window(0, 30)), Answer(done=1, total=1)
    series = Series.of(SeriesKey("80ms_audio_stall_rate"), {int(BOUNDARY) - 90: 1.0}, "%")
    filled = Batch(QUALITY, Window(0, 30), (series,), NOW)
    source = Script(filled, Answered({ask: found}), batch(), Answered({}))
    first, second, third, fourth = await followed(source, QUALITY)
    assert dict(first.answers) == {}
    assert second.answers[ask] is found
    assert second.series == first.series
    assert third.answers[ask] is found
    assert dict(fourth.answers) == {}


def test_what_is_asked_once_comes_beside_what_is_polled() -> None:
    """The question is asked at once, its answer reaches the snapshot, and the polls go on as they would."""
    service = Service(OwnClock())
    ask = AskRooms(Window(int(NOW) - 3600, int(NOW)))

    async def main() -> list[Snapshot]:
        source = source_of(service)
        wanted = Wanted((QUALITY,), asks=(ask,))
        found = []
        try:
            async with asyncio.timeout(100):
                async for snapshot in follow(source, Store(), lambda: wanted):
                    found.append(snapshot)  # noqa: PERF401 - until time is up
        except TimeoutError:
            pass
        await source.aclose()
        return found

    snapshots = virtual(main())
    assert [call.name for call in service.errands] == ["rooms"]
    assert service.errands[0].at == 0
    assert snapshots[-1].answers[ask].complete
    assert len(service.windows()) == 4


def test_what_is_no_longer_wanted_is_cancelled_and_wanted_anew_by_waking() -> None:
    service = Service(OwnClock(), latency=5.0)
    one, two = AskRooms(Window(int(NOW) - 3600, int(NOW)), "one"), AskOnline("two")

    async def main() -> None:
        source = source_of(service)
        source.subscribe(Wanted(asks=(one,)))
        await collect(source, 1)
        source.subscribe(Wanted(asks=(two,)))
        assert [type(event) for event in await collect(source, 6)] == [Answered, Answered]
        source.wake()
        events = await collect(source, 6)
        assert [event.answers[two].complete for event in events if isinstance(event, Answered)] == [False, True]
        await source.aclose()

    virtual(main())
    assert [call.more["room"] for call in service.errands] == ["one", "two", "two"]


def test_closing_stops_the_questions_that_are_under_way() -> None:
    service = Service(OwnClock(), latency=1000.0)

    async def main() -> int:
        source = source_of(service)
        source.subscribe(Wanted(asks=(AskOnline("one"), AskOnline("two"), AskOnline("three"))))
        await collect(source, 1)
        await source.aclose()
        return len(asyncio.all_tasks())

    assert virtual(main()) == 1
    assert len(service.errands) == 2
    assert service.closed
