"""The desk over minutes of virtual time: what is asked, in which order, and what is kept."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from rtc_tui.core.ask import Answer, Ask, AskDetail, AskOnline, AskRooms, AskShares, AskUsages, AskUsers, Past
from rtc_tui.core.calls import CallDetail, Direction, Room
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import Batch, Dimension, Dropped, Feature, Product, Query, Scope, Window
from rtc_tui.errors import (
    BadRequest,
    DeadlineExceeded,
    NotPermitted,
    ResponseTooLarge,
    RtcTuiError,
    ServiceFailing,
    Throttled,
    WrongCredentials,
)
from rtc_tui.feed import desk as desk_module
from rtc_tui.feed.desk import KEPT
from rtc_tui.feed.pieces import TARGET
from rtc_tui.text import t
from tests.feed.answering import Call
from tests.feed.counter import Counter, Minder
from tests.feed.virtual import NOW, virtual

AT = int(NOW) // 30 * 30
DAY = 86400
MIB = 1 << 20
SPREAD = Query(Feature.DISTRIBUTION, dimension=Dimension.PROVINCE, indicator="stall_rate", step=300)
WEEKS = Past(SPREAD, Window(AT - 20 * DAY, AT - DAY))
TODAY = AskRooms(Window(AT - DAY // 2, AT))
CALL = AskDetail("room-1", ("u1", "u2"), Window(AT - 7200, AT - 3600))


def room(number: int) -> AskRooms:
    return AskRooms(Window(AT - 3600, AT - 1800), f"room-{number}")


def minded(asks: tuple[Ask, ...], seconds: float = 60, **client: object) -> Minder:
    """Somebody who wanted these for that long."""
    minder = Minder(Counter(**client))  # type: ignore[arg-type]

    async def run() -> None:
        minder.desk.want(asks)
        await minder.mind(seconds)
        await minder.desk.aclose()

    virtual(run())
    return minder


def answer(asks: Ask, seconds: float = 60, **client: object) -> Answer:
    return minded((asks,), seconds, **client).latest[asks]


def once(error: RtcTuiError, times: int = 1) -> Callable[[Call], RtcTuiError | None]:
    """The error for the first calls, nothing for later ones."""
    left = [error] * times
    return lambda _call: left.pop() if left else None


def test_a_long_window_is_asked_in_pieces_the_newest_first() -> None:
    """Nineteen days are three requests; together they are the window without hole or overlap."""
    windows = minded((WEEKS,)).client.windows
    assert len(windows) == 3
    assert all(later.start == earlier.end for later, earlier in pairwise(windows))
    assert (windows[-1].start, windows[0].end) == (WEEKS.window.start, WEEKS.window.end)
    assert all(0 < window.seconds <= 7 * DAY for window in windows)


def test_an_answer_grows_piece_by_piece_and_its_total_is_known_from_the_start() -> None:
    assert minded((WEEKS,)).grown(WEEKS) == [(0, 3), (2, 3), (3, 3)]
    found = answer(WEEKS)
    assert found.complete
    ends = [part.window.end for part in found.parts if isinstance(part, Batch)]
    assert len(ends) == 3
    assert ends == sorted(ends, reverse=True)
    assert ends[0] == WEEKS.window.end


def test_at_most_two_pieces_are_under_way_whatever_is_wanted() -> None:
    minder = minded((WEEKS, TODAY, CALL, room(1)))
    assert minder.client.most == 2
    assert all(found.complete for found in minder.latest.values())


def test_what_is_wanted_first_is_asked_first() -> None:
    names = [call.name for call in minded((TODAY, WEEKS)).client.calls]
    assert names == ["rooms", "distribution", "distribution", "distribution"]


@pytest.mark.parametrize(
    ("ask", "name", "more"),
    [
        (
            Past(Query(Feature.QUALITY, Product.WEB, Scope("r"), step=300), Window(AT - 3 * DAY, AT - 2 * DAY)),
            "quality",
            {"step": 300, "scope": Scope("r"), "product": Product.WEB},
        ),
        (
            Past(Query(Feature.OPERATION, step=3600), Window(AT - 3 * DAY, AT - 2 * DAY)),
            "operation",
            {"step": 3600},
        ),
        (
            Past(SPREAD, Window(AT - 3 * DAY, AT - 2 * DAY)),
            "distribution",
            {"indicator": "stall_rate", "dimension": Dimension.PROVINCE, "product": Product.NATIVE},
        ),
        (AskRooms(Window(AT - 60, AT), "r"), "rooms", {"room": "r"}),
        (AskUsers("r", Window(AT - 60, AT), ("u",)), "users", {"room": "r"}),
        (AskOnline("r", 7), "online_users", {"room": "r"}),
        (
            AskDetail("r", ("u",), Window(AT - 300, AT - 200), Direction.UP),
            "call_detail",
            {"room": "r", "direction": Direction.UP},
        ),
        (AskUsages(Window(AT - 3 * DAY, AT - DAY)), "usages", {}),
        (
            AskShares(Window(AT - 3 * DAY, AT - DAY), Dimension.COUNTRY),
            "operation_distribution",
            {"dimension": Dimension.COUNTRY},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_kind_of_question_has_its_request(ask: Ask, name: str, more: dict[str, object]) -> None:
    """One request with all that the question names, forty seconds at most."""
    minder = minded((ask,))
    (call,) = minder.client.calls
    assert call.name == name
    assert call.more == more | {"deadline": 40.0}
    found = minder.latest[ask]
    assert (found.done, found.total, found.complete, len(found.parts)) == (1, 1, True, 1)


def test_rooms_are_cut_by_days_and_users_of_a_room_are_not_cut() -> None:
    """The same user of two pieces could not be told from two users."""
    window = Window(AT - 3 * DAY, AT)
    assert len(minded((AskRooms(window),)).client.calls) == 3
    assert minded((AskUsers("r", window),)).client.windows == [window]


def test_what_is_younger_than_eight_hours_or_older_than_thirty_days_is_not_asked_and_noted() -> None:
    ask = Past(SPREAD, Window(AT - 40 * DAY, AT))
    minder = minded((ask,))
    windows = minder.client.windows
    assert NOW - 30 * DAY < windows[-1].start < NOW - 30 * DAY + 600
    assert NOW - 8 * 3600 - 300 < windows[0].end <= NOW - 8 * 3600
    notes = minder.latest[ask].notes
    assert len(notes) == 2
    assert any("8 hours" in note for note in notes)
    assert any("30 days" in note for note in notes)


def test_days_are_asked_as_whole_beijing_days() -> None:
    ask = Past(Query(Feature.QUALITY, step=DAY), Window(AT - 40 * DAY, AT))
    for window in minded((ask,)).client.windows:
        assert (window.start + 8 * 3600) % DAY == 0
        assert (window.end + 8 * 3600) % DAY == 0


@pytest.mark.parametrize("window", [Window(AT - 3600, AT), Window(AT - 60 * DAY, AT - 50 * DAY)])
def test_a_window_of_which_nothing_can_be_had_is_answered_without_a_request(window: Window) -> None:
    minder = minded((Past(SPREAD, window),))
    found = minder.latest[Past(SPREAD, window)]
    assert minder.client.calls == []
    assert found.complete
    assert found.parts == ()
    assert len(found.notes) == 1


def test_a_piece_that_waited_begins_within_what_the_service_reaches_back_to() -> None:
    """The last pieces of thirty days are asked minutes later, when their start has gone out of reach."""
    error = once(Throttled("", retry_after=600), 2)
    minder = minded((Past(SPREAD, Window(AT - 40 * DAY, AT)),), 3600, error=error)
    last = minder.client.calls[-1]
    assert last.at > 600
    assert last.window.start >= NOW + last.at - 30 * DAY


def test_what_was_answered_is_not_asked_again() -> None:
    minder = Minder()

    async def run() -> None:
        for asks in ((WEEKS,), (), (TODAY,), (WEEKS,), (WEEKS, TODAY)):
            minder.desk.want(asks)
            await minder.mind(20)

    virtual(run())
    assert len(minder.client.calls) == 4
    assert all(minder.latest[ask].complete for ask in (WEEKS, TODAY))


def test_an_answer_is_there_at_once_when_it_is_wanted_again() -> None:
    minder = Minder()

    async def run() -> Answer:
        minder.desk.want((TODAY,))
        before = (await minder.mind(20))[TODAY]
        minder.desk.want(())
        await minder.mind(20)
        minder.desk.want((TODAY,))
        assert (await minder.mind(0.1))[TODAY] is before
        return before

    assert virtual(run()).complete


def test_what_is_no_longer_wanted_is_cancelled_and_goes_on_where_it_was() -> None:
    """The pieces that came are kept; the one under way is asked again."""
    minder = Minder()

    async def run() -> None:
        minder.desk.want((CALL,))
        await minder.mind(1.5)
        minder.desk.want(())
        await minder.mind(10)
        assert minder.client.cancelled == 1
        assert len(minder.client.calls) == 2
        assert minder.latest[CALL].done == 1
        minder.desk.want((CALL,))
        await minder.mind(10)

    virtual(run())
    assert minder.client.calls[2].window == minder.client.calls[1].window
    assert minder.latest[CALL].complete
    assert covered(minder) == CALL.window.seconds * 2


def test_an_answer_that_came_as_it_was_given_up_counts() -> None:
    """The piece has arrived, and nobody has looked at it yet, when the eyes turn away."""
    minder = Minder()

    async def run() -> None:
        minder.desk.want((TODAY,))
        minder.desk.start_due()
        await asyncio.sleep(2)
        minder.desk.want(())
        await minder.mind(1)
        minder.desk.want((TODAY,))
        await minder.mind(5)

    virtual(run())
    assert len(minder.client.calls) == 1
    assert minder.latest[TODAY].complete


@pytest.mark.parametrize("error", [Throttled("", retry_after=7.0), ServiceFailing("")])
def test_what_may_pass_is_tried_again_and_shows_meanwhile(error: RtcTuiError) -> None:
    """The problem with its next try, then the answer without it; never before the service allows it."""
    minder = minded((TODAY,), error=once(error))
    problems = [news[TODAY].problem for _, news in minder.told if TODAY in news]
    shown = next(problem for problem in problems if problem)
    assert (shown.kind, shown.attempts) == (error.kind, 1)
    assert shown.next_try is not None
    first, second = minder.client.calls
    assert second.at - first.at >= 1 + (error.retry_after or 1.0)
    assert minder.latest[TODAY].problem is None
    assert minder.latest[TODAY].complete


def test_failures_in_a_row_are_counted_wait_longer_and_do_not_end_the_question() -> None:
    minder = minded((TODAY,), 100, error=lambda _call: ServiceFailing(""))
    gaps = [b.at - a.at for a, b in pairwise(minder.client.calls)]
    assert 5 <= len(gaps) <= 10
    assert gaps[0] < gaps[2] < gaps[4]
    found = minder.latest[TODAY]
    assert not found.complete
    assert found.problem
    assert found.problem.attempts == len(minder.client.calls)
    assert found.problem.since < NOW + 2


def test_a_question_that_waits_leaves_its_place_to_the_next() -> None:
    fails = once(Throttled("", retry_after=30), 1)
    minder = minded((TODAY, room(1)), error=lambda call: fails(call) if not call.more["room"] else None)
    assert [call.more["room"] for call in minder.client.calls] == ["", "room-1", ""]


@pytest.mark.parametrize("error", [WrongCredentials(""), NotPermitted(""), BadRequest("")])
def test_a_refusal_ends_the_question_until_somebody_wants_it_anew(error: RtcTuiError) -> None:
    minder = Minder(Counter(error=once(error)))

    async def run() -> None:
        minder.desk.want((room(1),))
        found = (await minder.mind(300))[room(1)]
        assert found.complete
        assert found.problem
        assert found.problem.next_try is None
        assert len(minder.client.calls) == 1
        minder.desk.wake()
        await minder.mind(5)

    virtual(run())
    assert minder.latest[room(1)].problem is None
    assert len(minder.client.calls) == 2


def test_a_refusal_of_one_piece_stands_whatever_the_others_bring() -> None:
    """The piece beside it counts, no further one is asked; wanted anew, all of it is asked, and nothing is left over."""
    refused = WEEKS.window.end
    left = [BadRequest("")]
    minder = Minder(Counter(error=lambda call: left.pop() if left and call.window.end == refused else None))

    async def run() -> None:
        minder.desk.want((WEEKS,))
        found = (await minder.mind(60))[WEEKS]
        assert found.problem
        assert found.complete
        assert [len(found.parts), len(minder.client.calls)] == [1, 2]
        minder.desk.wake()
        await minder.mind(60)

    virtual(run())
    assert minder.latest[WEEKS].problem is None
    assert len(minder.latest[WEEKS].parts) == 3
    assert len(minder.client.calls) == 5


def test_a_refusal_is_not_taken_back_by_what_may_pass() -> None:
    """Two pieces fail together: one is refused, the other throttled. Nothing is tried again."""
    errors: list[RtcTuiError] = [Throttled("", retry_after=5), BadRequest("")]
    minder = minded((WEEKS,), 100, error=lambda _call: errors.pop() if errors else None)
    assert len(minder.client.calls) == 2
    found = minder.latest[WEEKS]
    assert found.problem
    assert (found.problem.kind, found.complete) == ("BadRequest", True)


def test_what_was_given_up_goes_on_with_the_newest_piece() -> None:
    minder = Minder(Counter(latency=5))

    async def run() -> None:
        minder.desk.want((WEEKS,))
        await minder.mind(1)
        minder.desk.want(())
        await minder.mind(1)
        minder.desk.want((WEEKS,))
        await minder.mind(30)

    virtual(run())
    windows = minder.client.windows
    assert windows[2:4] == windows[:2]
    assert len(windows) == 5


def test_a_try_that_is_due_waits_for_a_place_without_haste() -> None:
    """Both places are taken for a long while when a third question might be tried again."""
    fails = once(Throttled("", retry_after=5))
    minder = Minder(
        Counter(
            error=lambda call: None if call.more["room"] else fails(call),
            slow=lambda call: 100 if call.more["room"] else 0,
        )
    )

    async def run() -> None:
        minder.desk.want((TODAY,))
        await minder.mind(2)
        minder.desk.want((room(1), room(2), TODAY))
        await minder.mind(300)

    virtual(run())
    assert all(found.complete for found in minder.latest.values())
    assert minder.client.calls[-1].at > 100
    assert minder.rounds < 30


def test_going_on_before_anything_is_answered_leaves_nothing_behind() -> None:
    minder = Minder()

    async def run() -> None:
        for number in range(3 * KEPT):
            minder.desk.want((room(number),))
            await minder.mind(0.3)

    virtual(run())
    assert len(minder.latest) == KEPT


def test_waking_after_a_refusal_stops_what_is_under_way_beside_it() -> None:
    left = [BadRequest("")]
    minder = Minder(
        Counter(
            slow=lambda call: 0 if call.window.end == WEEKS.window.end else 50,
            error=lambda call: left.pop() if left and call.window.end == WEEKS.window.end else None,
        )
    )

    async def run() -> None:
        minder.desk.want((WEEKS,))
        await minder.mind(10)
        minder.desk.wake()
        await minder.mind(10)
        assert minder.client.cancelled == 1
        await minder.mind(200)

    virtual(run())
    assert minder.latest[WEEKS].complete
    assert len(minder.latest[WEEKS].parts) == 3
    assert minder.client.most == 2


def test_waking_asks_again_what_was_young_when_it_was_asked_and_nothing_else() -> None:
    """The old parts stay on screen until there are new ones."""
    old, young = room(1), TODAY
    minder = Minder()

    async def run() -> None:
        minder.desk.want((old, young, WEEKS, AskOnline("r")))
        await minder.mind(600)
        before = len(minder.client.calls)
        minder.desk.wake()
        found = (await minder.mind(0.5))[young]
        assert (found.done, len(found.parts), found.complete) == (0, 1, False)
        await minder.mind(10)
        assert [call.name for call in minder.client.calls[before:]] == ["rooms", "online_users"]
        assert minder.latest[young].complete
        assert len(minder.latest[young].parts) == 1

    virtual(run())


def test_waking_asks_days_gone_by_again_once_there_are_newer_ones() -> None:
    ask = Past(SPREAD, Window(AT - DAY, AT))
    minder = Minder()

    async def run() -> None:
        minder.desk.want((ask,))
        for wait in (1, 600, 1):
            await minder.mind(wait + 5)
            minder.desk.wake()
        await minder.mind(5)

    virtual(run())
    assert len(minder.client.calls) == 2
    assert minder.client.windows[1].end - minder.client.windows[0].end in {600, 900}


def test_waking_tries_at_once_what_waits() -> None:
    minder = Minder(Counter(error=once(Throttled("", retry_after=500))))

    async def run() -> None:
        minder.desk.want((TODAY,))
        await minder.mind(10)
        minder.desk.wake()
        await minder.mind(5)

    virtual(run())
    assert minder.latest[TODAY].complete


def test_only_the_latest_questions_are_kept() -> None:
    """The one that was wanted longest ago goes first, and what is wanted never goes."""
    minder = Minder(Counter(latency=0.01))

    async def run() -> None:
        for number in range(KEPT + 8):
            minder.desk.want((TODAY, room(number)))
            await minder.mind(1)

    virtual(run())
    assert set(minder.latest) == {TODAY, *(room(number) for number in range(9, KEPT + 8))}
    assert len(minder.latest) == KEPT


def test_call_metrics_are_kept_as_far_as_memory_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "MOST", 10 * MIB)
    asks = [AskDetail(f"room-{n}", ("u",), Window(AT - 3600, AT - 600)) for n in range(5)]
    minder = Minder(Counter(cost=1000.0))

    async def run() -> None:
        for ask in asks:
            minder.desk.want((ask,))
            await minder.mind(30)

    virtual(run())
    assert set(minder.latest) == set(asks[-3:])


def test_one_question_that_is_too_much_alone_stops_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "MOST", 10 * MIB)
    found = answer(CALL, cost=5000.0)
    assert found.complete
    assert 10 * MIB < sum(part.size for part in found.parts if isinstance(part, CallDetail)) < 20 * MIB
    assert len(found.notes) == 1
    assert "10 MiB" in found.notes[0]


def covered(minder: Minder) -> int:
    """User-seconds of the parts of CALL, each of which has a hundred bytes."""
    return sum(part.size for part in minder.latest[CALL].parts if isinstance(part, CallDetail)) // 100


def test_call_metrics_begin_with_the_newest_five_minutes_and_grow() -> None:
    minder = minded((CALL,))
    seconds = [window.seconds for window in minder.client.windows]
    assert seconds[0] == 300
    assert minder.client.windows[0].end == CALL.window.end
    assert sum(seconds) == 3600
    assert seconds[1] > 1000
    assert minder.client.most == 1


@pytest.mark.parametrize("cost", [1.0, 200.0, 1500.0, 6000.0])
def test_bodies_are_about_eight_mib_whatever_a_user_costs(cost: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "MOST", 1000 * MIB)
    ask = AskDetail("room-1", tuple(f"u{n}" for n in range(23)), Window(AT - 7200, AT - 3600))
    minder = minded((ask,), 600, cost=cost)
    calls = minder.client.calls
    sizes = [cost * call.window.seconds * len(call.users) for call in calls]
    assert max(sizes) <= max(TARGET, cost * 60) * 1.01
    assert all(len(call.users) <= 20 for call in calls)
    assert all(call.window.seconds <= 3600 for call in calls)
    assert sum(call.window.seconds * len(call.users) for call in calls) == 3600 * 23
    assert minder.latest[ask].complete
    assert len(calls) < 5 + 3 * sum(sizes) / TARGET + 3600 * 23 / 72000


def test_a_body_that_is_too_large_is_halved_and_asked_again() -> None:
    """A service whose answers stay under a bound nobody knows: nothing is left out."""

    def error(call: Call) -> RtcTuiError | None:
        return ResponseTooLarge("") if call.window.seconds * len(call.users) > 500 else None

    minder = minded((CALL,), error=error)
    assert minder.latest[CALL].complete
    assert minder.latest[CALL].problem is None
    assert covered(minder) == 7200
    refused = sum(error(call) is not None for call in minder.client.calls)
    assert 0 < refused < len(minder.client.calls) / 2


def test_a_series_that_is_too_large_is_halved_too() -> None:
    minder = minded((WEEKS,), error=lambda call: ResponseTooLarge("") if call.window.seconds > 4 * DAY else None)
    found = minder.latest[WEEKS]
    assert found.complete
    assert sum(part.window.seconds for part in found.parts if isinstance(part, Batch)) == 19 * DAY
    assert (found.done, found.total) == (len(found.parts), len(found.parts))


@pytest.mark.parametrize(
    "ask",
    [
        AskUsers("room-1", Window(AT - DAY, AT)),
        AskShares(Window(AT - 5 * DAY, AT - DAY), Dimension.PROVINCE),
        AskUsages(Window(AT - 5 * DAY, AT - DAY)),
    ],
)
def test_an_answer_that_says_something_as_a_whole_alone_is_not_halved(ask: Ask) -> None:
    minder = minded((ask,), error=lambda _call: ResponseTooLarge(""))
    assert len(minder.client.calls) == 1
    assert minder.latest[ask].complete
    assert minder.latest[ask].problem


def test_a_body_that_is_always_too_large_is_a_problem() -> None:
    found = answer(CALL, 300, error=lambda _call: ResponseTooLarge(""))
    assert found.problem
    assert found.problem.kind == "ResponseTooLarge"
    assert found.complete


def test_a_body_that_is_too_slow_is_asked_smaller() -> None:
    minder = minded((CALL,), 120, error=lambda call: DeadlineExceeded("") if call.window.seconds > 200 else None)
    assert minder.latest[CALL].complete
    assert covered(minder) == 7200


def test_progress_is_told_at_most_four_times_a_second_and_the_end_always() -> None:
    minder = minded(tuple(room(n) for n in range(30)), latency=0.02)
    assert all(b - a >= 0.249 for (a, _), (b, _) in pairwise(minder.told))
    assert len(minder.told) < 6
    assert all(found.complete for found in minder.latest.values())


def test_nothing_is_told_while_nothing_changes() -> None:
    minder = minded((TODAY,), 3600)
    assert len(minder.told) == 2


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        minded((TODAY,), error=lambda _call: KeyError("a bug"))


def test_an_answer_of_rooms_holds_listings() -> None:
    (part,) = answer(TODAY).parts
    assert isinstance(part, Listing)
    assert part.rows


def test_what_cannot_be_read_is_told_and_what_came_twice_is_not() -> None:
    """Of all pieces together, in the answer's notes; when all is wanted anew, of the new ones alone."""

    class Damaged(Counter):
        async def rooms(self, window: Window, *, room: str = "", deadline: float = 0) -> Listing[Room]:
            whole = await super().rooms(window, room=room, deadline=deadline)
            return replace(whole, dropped=Dropped(bad_time=2, bad_shape=1, duplicate=40))

    async def run() -> None:
        two_days = AskRooms(Window(AT - 2 * DAY, AT))
        minder = Minder(Damaged())
        minder.desk.want((two_days,))
        for _ in range(2):
            await minder.mind(30)
            assert minder.latest[two_days].notes == (t("feed.unread", n=6),)
            minder.desk.wake()
        await minder.desk.aclose()

    virtual(run())
