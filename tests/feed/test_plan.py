"""What to ask next, and when."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.model import BUCKET, Feature, Window
from rtc_tui.core.windows import REACH, askable, floor
from rtc_tui.errors import (
    BadRequest,
    BadResponse,
    NotPermitted,
    RtcTuiError,
    Throttled,
    UnknownAction,
    Unreachable,
    WrongCredentials,
)  # fmt: skip
from rtc_tui.feed import plan
from tests.feed.virtual import BOUNDARY, NOW

TIMES = st.floats(1.6e9, 2.0e9)
AT = int(BOUNDARY)


@given(TIMES, st.sampled_from(Feature), st.integers())
def test_the_next_poll_is_just_after_the_next_boundary_plus_the_delay(now: float, feature: Feature, seed: int) -> None:
    """Never early, never more than one bucket and the jitter away."""
    at = now + plan.wait_after_answer(feature, now, Random(seed))
    after = (at - plan.DELAY[feature]) % BUCKET
    assert plan.JITTER[0] - 1e-3 <= after <= plan.JITTER[1] + 1e-3
    assert 0 < at - now <= BUCKET + plan.JITTER[1] + 1e-3


def test_viewers_of_one_account_do_not_all_ask_at_once() -> None:
    """Different chance, different instants."""
    assert len({plan.wait_after_answer(Feature.QUALITY, NOW, Random(seed)) for seed in range(20)}) == 20


@given(TIMES, st.sets(st.integers(-300, 300)))
def test_a_question_is_on_the_grid_within_reach_and_never_about_the_open_bucket(now: float, held: set[int]) -> None:
    """Whatever is held, the future included, there is a window and the service can answer it."""
    window = plan.window(now, {floor(now) + n * BUCKET for n in held})
    assert window.start % BUCKET == 0
    assert window.end == floor(now)
    assert now - REACH + BUCKET <= window.start <= window.end - BUCKET


@given(TIMES, st.sets(st.integers(-119, -1), min_size=1))
def test_a_question_covers_all_that_may_be_new(now: float, held: set[int]) -> None:
    """From the newest two held buckets on, and every hole of the ten minutes before them."""
    have = {floor(now) + n * BUCKET for n in held}
    window, newest, reach = plan.window(now, have), max(have), askable(now)
    for at in range(max(reach.start, newest - plan.MEND), reach.end, BUCKET):
        wanted = at not in have or at >= newest - BUCKET
        assert not wanted or window.start <= at


def test_nothing_held_asks_for_all_that_the_service_reaches_back_to() -> None:
    """The first fill."""
    assert plan.window(NOW, set()) == askable(NOW) == Window(AT - 3540, AT)


def test_newest_two_buckets_are_asked_again() -> None:
    """They may still change."""
    held = set(range(AT - 3000, AT - 60, BUCKET))  # the newest is AT - 90
    assert plan.window(NOW, held) == Window(AT - 120, AT)


@pytest.mark.parametrize(
    ("hole", "start"),
    [(300, AT - 300), (690, AT - 690), (720, AT - 120)],
    ids=["a young hole", "as old as a hole may be", "too old: it will stay"],
)
def test_a_hole_is_asked_for_while_it_may_fill(hole: int, start: int) -> None:
    """Ten minutes back from the newest bucket."""
    held = set(range(AT - 3000, AT - 60, BUCKET)) - {AT - hole}
    assert plan.window(NOW, held).start == start


@pytest.mark.parametrize("minutes", [2, 30, 59, 61, 600])
def test_an_outage_is_filled_as_far_back_as_the_service_reaches(minutes: int) -> None:
    """From the newest held bucket on, or the whole hour."""
    newest = AT - minutes * 60
    assert plan.window(NOW, range(newest - 600, newest + 1, BUCKET)).start == max(AT - 3540, newest - BUCKET)


def test_what_is_held_of_the_future_does_not_count() -> None:
    """After the clock was set back, the same bucket is not asked for ever."""
    assert plan.window(NOW, range(AT + 7200, AT + 10_800, BUCKET)) == askable(NOW)


def test_what_is_remembered_lies_between_the_reach_and_now() -> None:
    """So that it stays small, and right when clocks jump."""
    held = plan.still_held(range(AT - 9000, AT + 9000, BUCKET), Window(AT - 120, AT))
    assert held == set(range(AT - 3600, AT, BUCKET))


@pytest.mark.parametrize(("skew", "correction"), [(None, 0.0), (0.5, 0.0), (-5.0, 0.0), (5.1, 5.1), (-900.0, -900.0)])
def test_small_skews_are_not_corrected(skew: float | None, correction: float) -> None:
    """A Date header has whole seconds."""
    assert plan.correction(skew) == correction


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [(None, None, False), (None, 1.0, False), (None, -600.0, True), (600.0, 601.0, False), (600.0, 0.0, True)],
)
def test_a_clock_found_wrong_is_noticed(before: float | None, after: float | None, moved: bool) -> None:
    """What was asked before was about another time."""
    assert plan.clock_moved(before, after) is moved


@pytest.mark.parametrize(
    ("error", "least", "most"),
    [
        (NotPermitted("no"), 120, 132),
        (UnknownAction("no"), 120, 132),
        (WrongCredentials("no"), 30, 33),
        (BadRequest("no", retry_after=900), 30, 33),
        (Unreachable("no"), 1.6, 2.4),
        (BadResponse("no"), 1.6, 2.4),
        (Throttled("no"), 1.6, 2.4),
        (Throttled("no", retry_after=77.5), 77.5, 77.5),
        (Throttled("no", retry_after=0.1), 1.6, 2.4),
    ],
    ids=lambda each: each.kind if isinstance(each, RtcTuiError) else str(each),
)
def test_how_long_a_failure_waits(error: RtcTuiError, least: float, most: float) -> None:
    """Rights change seldom, keys now and then, networks all the time; the service's own wish goes first."""
    for seed in range(50):
        assert least <= plan.wait_after_failure(error, 1, Random(seed)) <= most


def test_backoff_grows_and_stays_bounded() -> None:
    """Half a minute at most: recovery is seen soon after the cause is gone."""
    waits = [plan.wait_after_failure(Unreachable("no"), n, Random(3)) for n in (1, 2, 3, 4, 5, 6, 1000)]
    assert waits[:5] == sorted(waits[:5])
    assert max(waits) <= 36


@pytest.mark.parametrize(
    ("skew", "age", "refuted"),
    [
        (3600.0, 75, True),  # a proxy's clock: by ours, the data are as current as they can be
        (-3600.0, 120, True),
        (3600.0, 30, False),  # our clock is behind: the window ended before what is there
        (-3600.0, 3690, False),  # our clock is ahead: what is newest looks old
        (100.0, 90, False),  # too little to tell
        (None, 90, False),
    ],
)
def test_a_date_is_refuted_by_data_that_are_current_without_it(skew: float | None, age: int, *, refuted: bool) -> None:
    """A Date header that would make current data old, or impossible, is not the service's."""
    assert plan.refuted(skew, 1_795_000_000, 1_795_000_000.0 + age) is refuted


def test_no_data_refute_nothing() -> None:
    """Without a bucket there is nothing to hold a Date against."""
    assert plan.refuted(3600.0, None, 1_795_000_000.0) is False
