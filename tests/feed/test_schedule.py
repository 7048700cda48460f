"""How often each combination of a distribution is asked."""

from math import inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.ask import combinations
from rtc_tui.core.model import BUCKET, DAY, Dimension, Product
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import (
    BadRequest,
    BadResponse,
    NotPermitted,
    RtcTuiError,
    Throttled,
    UnknownAction,
    UnknownApp,
    Unreachable,
)  # fmt: skip
from rtc_tui.feed import schedule
from rtc_tui.feed.background import Background
from rtc_tui.feed.company import Company
from rtc_tui.feed.schedule import FRESH, NO_HOLE, Pace, Standing

QUOTAS = st.builds(Quota, st.integers(0, 20), st.integers(0, 120), st.integers(0, 2000), st.integers(0, 2000))
LEFT = st.floats(0, DAY)


def test_there_are_twenty_combinations() -> None:
    """Five indicators by four dimensions, each once, all of one product."""
    found = combinations(Product.WEB)
    assert len(set(found)) == 20
    assert {query.product for query in found} == {Product.WEB}
    assert {query.dimension for query in found} == set(Dimension)


@pytest.mark.parametrize(
    ("quota", "left", "shown", "background", "slowed"),
    [
        (Quota(), DAY, 30, FRESH, ""),
        (Quota(0, 109), DAY, 30, FRESH, ""),
        (Quota(0, 10), DAY, 30, 450, ""),
        (Quota(0, 10, 0, 1440), DAY, 104, NO_HOLE, "day"),
        (Quota(0, 10, 720, 1440), DAY / 2, 104, NO_HOLE, "day"),
        (Quota(0, 10, 0, 60), DAY, 1440, inf, "day"),
        (Quota(0, 10, 60, 60), DAY / 2, NO_HOLE, inf, "day"),
        (Quota(0, 1), DAY, 126, NO_HOLE, "minute"),
    ],
    ids=[
        "no limit",
        "2 per second",
        "10 per minute",
        "1440 a day",
        "half of it",
        "60 a day",
        "used up",
        "1 per minute",
    ],
)
def test_paces(quota: Quota, left: float, shown: float, background: float, slowed: str) -> None:
    """One shown, nineteen beside it (seconds)."""
    found = schedule.pace(quota, left, 1, 19)
    assert found.shown == pytest.approx(shown, rel=0.02)
    assert found.background == pytest.approx(background, rel=0.05)
    assert found.slowed == slowed


@pytest.mark.parametrize(
    ("quota", "near", "background"),
    [
        (Quota(), 60, FRESH),
        (Quota(0, 109), 60, FRESH),
        (Quota(0, 10), 80, 528),
        (Quota(0, 10, 0, 1440), NO_HOLE, NO_HOLE),
        (Quota(0, 10, 0, 60), inf, inf),
    ],
    ids=["no limit", "2 per second", "10 per minute", "1440 a day", "60 a day"],
)
def test_what_is_near_is_fresher_as_far_as_the_quota_goes(quota: Quota, near: float, background: float) -> None:
    """One shown, three near it, sixteen others (seconds); under a tight quota near is as old as the others."""
    found = schedule.pace(quota, DAY, 1, 19, 1, 3)
    assert found.near == pytest.approx(near, rel=0.02)
    assert found.background == pytest.approx(background, rel=0.02)
    assert found.shown == schedule.pace(quota, DAY, 1, 19).shown


def test_four_that_are_shown_share_a_small_cap() -> None:
    """Who explains the drop, with 60 a day: the day is not used up before it ends."""
    found = schedule.pace(Quota(0, 10, 0, 60), DAY, 4, 16)
    assert 4 / found.shown * DAY <= 60
    assert found.background == inf


@given(QUOTAS, LEFT, st.integers(0, 5), st.integers(0, 20), st.integers(1, 5), st.integers(0, 3))
def test_what_is_planned_is_not_more_than_there_is(
    quota: Quota, left: float, shown: int, background: int, viewers: int, near: int
) -> None:
    """Beside the least at which what is shown is asked in any case."""
    near = min(near, background)
    found = schedule.pace(quota, left, shown, background, viewers, near)
    assert found.shown >= BUCKET
    assert found.background >= FRESH
    assert found.spacing >= schedule.SPACING
    assert schedule.NEAR <= found.near <= found.background
    rate = shown / found.shown * (found.shown < NO_HOLE)
    rate += (background - near) / found.background * (found.background < DAY) + near / found.near * (found.near < DAY)
    if quota.limit:
        assert rate * viewers <= quota.limit / 60
    if quota.day_limit:
        assert rate * viewers * max(left, BUCKET) <= max(0, quota.day_limit - quota.day_used) + 1e-6


def test_a_slow_pace_is_said_and_why() -> None:
    """In round seconds; that the rest is left to itself is another sentence."""
    assert schedule.notes(Pace(), 19) == ()
    (day,) = schedule.notes(Pace(shown=104, slowed="day"), 19)
    assert day.startswith("Daily quota")
    assert "100 s" in day
    minute, alone = schedule.notes(Pace(43, inf, slowed="minute"), 19)
    assert minute.startswith("Quota per minute")
    assert "looked at" in alone
    assert schedule.notes(Pace(background=inf), 0) == ()


@pytest.mark.parametrize(
    ("standing", "pace", "due"),
    [
        (Standing(5.0), Pace(), 0.0),
        (Standing(5.0, hold=70.0), Pace(), 70.0),
        (Standing(5.0, 10.0, ready=31.0), Pace(), 31.0),
        (Standing(5.0, 10.0, ready=31.0), Pace(100.0), 110.0),
        (Standing(5.0, 10.0, ready=31.0, hold=40.0), Pace(), 40.0),
    ],
    ids=["never", "never, and it failed", "the next bucket", "slowly", "it failed"],
)
def test_when_a_shown_one_is_due(standing: Standing, pace: Pace, due: float) -> None:
    """At once, with the next bucket, or as the quota goes, whichever is later."""
    assert schedule.shown_due(standing, pace) == due


def test_shown_ones_that_are_slowed_down_go_together() -> None:
    """When one is due those that soon will be go with it; who was just asked does not, nor who failed."""
    standings = [Standing(0.0, 100.0), Standing(0.0, 115.0), Standing(0.0, 180.0), Standing(0.0, 110.0, hold=230.0)]
    assert schedule.shown_dues(standings, Pace(100.0)) == (200.0, 200.0, 280.0, 230.0)
    assert schedule.shown_dues([Standing(0.0, 10.0, ready=31.0), Standing(0.0, 9.0, ready=32.0)], Pace()) == (
        31.0,
        32.0,
    )
    assert schedule.shown_dues([], Pace(100.0)) == ()


def test_the_background_waits_while_others_are_busy_as_long_as_it_can() -> None:
    """Two thirds of the minute used: later. Nearly an hour old: now, if there is a slot; at last, in any case."""
    pace, busy, full = Pace(), Quota(8, 10), Quota(10, 10)
    old = Standing(0.0, answered=0.0)
    every = pace.background
    assert schedule.background_due(old, every, Quota(2, 10), 400.0) == FRESH
    assert schedule.background_due(old, every, busy, 400.0) > 400.0
    assert schedule.background_due(old, every, busy, NO_HOLE + 1.0) == FRESH
    assert schedule.background_due(old, every, full, NO_HOLE + 1.0) > NO_HOLE + 1.0
    assert schedule.background_due(old, every, full, NO_HOLE + 121.0) == FRESH
    assert schedule.background_due(old, inf, Quota(), 1e6) == inf


def test_the_oldest_goes_first() -> None:
    """What was never answered before it, what is near before both, and before all whose hour runs out."""
    standings = [
        Standing(0.0, answered=50.0),
        Standing(3.0),
        Standing(0.0, answered=10.0),
        Standing(0.0, answered=90.0),
    ]
    close = standings[3]
    for now, order in (
        (100.0, [3, 1, 2, 0]),
        (NO_HOLE + 20.0, [2, 3, 1, 0]),
        (NO_HOLE + 60.0, [2, 0, 3, 1]),
        (NO_HOLE + 90.0, [2, 0, 3, 1]),
    ):
        found = sorted(standings, key=lambda each: schedule.rank(each, now, near=each is close))
        assert [standings.index(each) for each in found] == order, now


@pytest.mark.parametrize(
    ("error", "all_of_them", "refusal"),
    [
        (NotPermitted("x"), True, True),
        (UnknownAction("x"), True, True),
        (UnknownApp("x"), True, True),
        (Unreachable("x"), True, False),
        (Throttled("x"), True, False),
        (BadRequest("x"), False, False),
        (BadResponse("x"), False, False),
    ],
    ids=lambda each: each.kind if isinstance(each, RtcTuiError) else str(each),
)
def test_whom_a_failure_befalls(error: RtcTuiError, *, all_of_them: bool, refusal: bool) -> None:
    """A question that is not accepted says nothing of another one."""
    assert schedule.befalls_all(error) is all_of_them
    assert schedule.lasts(error) is refusal


def test_day_left_is_until_midnight_in_beijing() -> None:
    """16:00 UTC."""
    assert schedule.day_left(1_795_104_000.0 - 60) == 60
    assert schedule.day_left(1_795_104_000.0) == DAY


def test_an_answer_lifts_what_held_its_product_back() -> None:
    """And a service that only fails holds back the background alone."""
    query, other = combinations(Product.NATIVE)[0], combinations(Product.WEB)[0]
    background = Background(Random(1))
    background.failed(query, NotPermitted("x"), 100.0)
    assert background.held(query) >= 220
    assert background.held(other) == 0
    background.failed(query, Unreachable("x"), 250.0)
    assert background.held(query) == 0
    due = background.next({query: Standing(0.0)}, (), Pace(), Quota(), 250.0)
    assert due
    assert due[1] > 251
    background.answered(query)
    assert background.next({query: Standing(0.0)}, (), Pace(), Quota(), 250.0) == (query, 0.0)


def test_viewers_are_counted_by_what_is_used_beside_our_own() -> None:
    """Whole ones, over an hour; a new day begins anew, and a failure forgets what can not be told."""
    company = Company()
    used = 100
    for minute in range(40):
        assert company.viewers(used, minute * 60.0) == (1 if minute < 8 else 3)
        company.asks()
        used += 3
    assert company.viewers(0, 2400.0) == 3
    company.failed()
    assert company.viewers(5, 2401.0) == 3
    for minute in range(41, 60):
        company.asks()
        assert company.viewers(5 + minute - 40, minute * 60.0) in {1, 3}
    assert company.viewers(24, 3660.0) == 1
