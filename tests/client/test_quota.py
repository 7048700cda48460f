"""The server never sees more than the limit in any second; nobody starves; what cannot be does not hold anybody up."""

import heapq
from collections.abc import Callable
from itertools import count, pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtc_tui.client import quota
from rtc_tui.client.quota import State, Ticket, Wait
from rtc_tui.core.account import RateLimit
from rtc_tui.core.snapshot import Quota

WALL = 1_627_056_600.0  # 2021-07-24T00:10:00+08:00
TWO = RateLimit(2.0)


def _ask(state: State, limit: RateLimit, ticket: str, since: float, now: float, wall: float = WALL) -> Wait:
    return quota.ask(state, limit, Ticket(ticket, since, now), wall)


def _fresh() -> State:
    return quota.sane(State(), 0.0, WALL)


class Journey(msgspec.Struct, frozen=True):
    """One request: when it is wanted, how long from the grant to the server and from there to the answer."""

    wanted: float
    there: float
    back: float
    killed: bool = False  # its process dies while it waits


def _arrivals(journeys: list[Journey], limit: RateLimit) -> list[float]:
    """All requests played through one shared state, event by event; when each arrived."""
    state, arrivals, numbers = State(), list[float](), count()
    events: list[tuple[float, int, Callable[[float], None]]] = []

    def at(time: float, act: Callable[[float], None]) -> None:
        heapq.heappush(events, (time, next(numbers), act))

    def begin(name: str, journey: Journey) -> Callable[[float], None]:
        def look(now: float) -> None:
            nonlocal state
            state = quota.sane(state, now, WALL + now)
            wait = _ask(state, limit, name, journey.wanted, now, WALL + now)
            if wait.granted:
                arrivals.append(now + journey.there)
                at(now + journey.there + journey.back, lambda then: quota.answered(state, name, then))
            elif not journey.killed:
                at(now + min(max(wait.seconds, 0.002), 0.25), look)

        return look

    for number, journey in enumerate(journeys):
        at(journey.wanted, begin(str(number), journey))
    while events:
        now, _, act = heapq.heappop(events)
        act(now)
    return sorted(arrivals)


_JOURNEYS = st.lists(
    st.builds(
        Journey,
        wanted=st.floats(0, 5),
        there=st.floats(0.001, 0.95) | st.just(0.001),
        back=st.floats(0.001, 3.0),
        killed=st.sampled_from([False, False, False, True]),
    ),
    min_size=1,
    max_size=25,
)


@given(_JOURNEYS, st.sampled_from([1.0, 2.0, 3.0, 10.0]))
@settings(max_examples=150, deadline=None)
def test_no_second_above_the_limit(journeys: list[Journey], per_second: float) -> None:
    arrivals = _arrivals(journeys, RateLimit(per_second))
    assert len(arrivals) >= sum(not journey.killed for journey in journeys)
    size = int(per_second)
    assert all(later - earlier >= 1.0 for earlier, later in zip(arrivals, arrivals[size:], strict=False))


def test_the_vendors_two_per_second_are_550_ms_apart() -> None:
    assert quota.gap_s(TWO) == pytest.approx(0.55)
    sent = _arrivals([Journey(0.0, 0.001, 0.01) for _ in range(10)], TWO)
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert all(0.549 < gap < 0.6 for gap in gaps)


def test_first_come_first_served() -> None:
    state, order, now = _fresh(), list[str](), 100.0
    names = [f"p{i}" for i in range(6)]
    since = {name: 100.0 + i / 1000 for i, name in enumerate(names)}
    waiting = list(names)
    while waiting:
        for name in reversed(waiting):  # the last one asks first each time
            if _ask(state, TWO, name, since[name], now).granted:
                order.append(name)
                waiting.remove(name)
        now += 0.05
        state = quota.sane(state, now, WALL)
    assert order == ["p5", *names[:5]]  # p5 asked when nobody else was known; then it goes by who came first


def test_a_dead_process_gives_its_place_up() -> None:
    state = _fresh()
    _ask(state, TWO, "a", 100.0, 100.0)
    assert not _ask(state, TWO, "dead", 100.1, 100.1).granted
    later = 100.1 + quota.LAPSE_S + 0.1
    assert not _ask(state, TWO, "b", 100.2, 101.0).granted
    assert _ask(quota.sane(state, later, WALL), TWO, "b", 100.2, later).granted


def test_a_complaint_holds_back_and_slows_down() -> None:
    state = _fresh()
    quota.complained(state, 5.0, 100.0)
    wait = _ask(state, TWO, "a", 100.0, 100.0)
    assert (wait.reason, wait.seconds) == ("told", 5.0)
    assert _ask(state, TWO, "a", 100.0, 105.1).granted
    assert _ask(state, TWO, "b", 105.1, 105.1).seconds == pytest.approx(1.1)
    after = quota.sane(state, 106 + quota.SLOW_S, WALL)
    quota.leave(after, "b")
    assert _ask(after, TWO, "b", 105.1, 106 + quota.SLOW_S).granted
    assert _ask(after, TWO, "c", 105.1, 106 + quota.SLOW_S).seconds == pytest.approx(0.55)


def test_a_complaint_is_bounded() -> None:
    state = _fresh()
    quota.complained(state, 1e12, 100.0)
    assert _ask(quota.sane(state, 100.0, WALL), TWO, "a", 100.0, 100.0).seconds == quota.LONGEST_PAUSE_S


@pytest.mark.parametrize("uptime", [0.5, 100.0, 5000.0])
def test_times_of_another_boot_hold_nobody_up(uptime: float) -> None:
    old = 1_000_000.0
    state = _fresh()
    for number in range(2):
        _ask(state, TWO, str(number), old, old + number)
    _ask(state, TWO, "waiting", old, old + 1)
    quota.complained(state, 3000, old + 2)
    state = quota.sane(state, uptime, WALL)
    assert _ask(state, TWO, "new", uptime, uptime).granted
    assert state.day_used == 3


def test_a_cap_per_minute() -> None:
    limit = RateLimit(2.0, per_minute=3)
    state = _fresh()
    for at in (0.0, 10.0, 20.0):
        assert _ask(state, limit, str(at), at, at, WALL + at).granted
    state = quota.sane(state, 30.0, WALL + 30)
    wait = _ask(state, limit, "d", 30.0, 30.0, WALL + 30)
    assert wait.reason == "minute"
    assert 30 <= wait.seconds <= 31
    state = quota.sane(state, 62.0, WALL + 62)
    assert _ask(state, limit, "d", 30.0, 62.0, WALL + 62).granted
    assert quota.used(state, limit) == Quota(3, 3, 4, 0)


def test_a_cap_per_day_begins_anew_at_midnight_in_beijing() -> None:
    limit = RateLimit(2.0, per_day=1)
    state = quota.sane(State(), 0.0, WALL)
    assert _ask(state, limit, "a", 0.0, 0.0).granted
    wait = _ask(state, limit, "b", 5.0, 5.0, WALL + 5)
    assert (wait.reason, wait.seconds) == ("day", 86_400 - 605)
    tomorrow = quota.sane(state, 90_000.0, WALL + 86_400 - 600)
    assert _ask(tomorrow, limit, "b", 90_000.0, 90_000.0, WALL + 86_400 - 600).granted


def test_a_wall_clock_that_jumps_back_does_not_lock_the_minute() -> None:
    limit = RateLimit(2.0, per_minute=1)
    state = _fresh()
    assert _ask(state, limit, "a", 0.0, 0.0, WALL).granted
    back = quota.sane(state, 5.0, WALL - 3600)
    assert _ask(back, limit, "b", 5.0, 5.0, WALL - 3600).granted


def test_no_cap_is_no_wait() -> None:
    state = _fresh()
    assert all(_ask(state, RateLimit(0.0), str(i), 0.0, 0.0).granted for i in range(50))
    assert quota.used(state, RateLimit(0.0)).limit == 0


def test_what_was_lost_counts_as_full() -> None:
    state = quota.cautious(TWO, 100.0, WALL)
    assert _ask(state, TWO, "a", 100.0, 100.0).seconds >= 2.0


_NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.floats(90, 110)
_STATES = st.builds(
    State,
    sends=st.lists(st.builds(quota.Send, ticket=st.text(max_size=3), sent=_NUMBERS, answered=_NUMBERS), max_size=5),
    queue=st.lists(st.builds(Ticket, ticket=st.text(max_size=3), since=_NUMBERS, heard=_NUMBERS), max_size=5),
    not_before=_NUMBERS,
    slow_until=_NUMBERS,
    seconds=st.lists(st.tuples(st.integers(-(2**60), 2**60), st.integers(0, 2**60)), max_size=5),
    day=st.integers(),
    day_used=st.integers(0, 2**60),
)


@given(_STATES)
@settings(deadline=None)
def test_no_state_locks_anybody_out_for_long(state: State) -> None:
    """Whatever stands in the file: an hour later, at the latest, a request may go."""
    now = 100.0 + quota.LONGEST_PAUSE_S + quota.LAPSE_S
    state = quota.sane(quota.sane(state, 100.0, WALL), now, WALL + now)
    assert _ask(state, RateLimit(2.0, per_minute=60), "x", now, now, WALL + now).granted
