"""Windows on the bucket grid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.model import BUCKET, Window, phase
from rtc_tui.core.windows import REACH, askable, ceil, floor, last, oldest, split

TIMES = st.floats(0, 4e9, allow_nan=False)
STEPS = st.sampled_from((30, 300, 3600, 86400))


@given(TIMES, STEPS)
def test_floor_is_the_latest_bucket_start_not_after_the_time(time: float, step: int) -> None:
    """On the grid, and less than a step back."""
    start = floor(time, step)
    assert start % step == 0
    assert start <= time < start + step


@given(TIMES, STEPS)
def test_ceil_is_the_first_bucket_start_not_before_the_time(time: float, step: int) -> None:
    """On the grid, and less than a step ahead; a bucket start is its own."""
    start = ceil(time, step)
    assert start % step == 0
    assert start - step < time <= start
    assert floor(start, step) == ceil(start, step) == start


@given(TIMES, st.one_of(st.none(), st.floats(-1e5, 1e5)))
def test_never_asks_beyond_the_reach_nor_for_the_open_bucket(now: float, since: float | None) -> None:
    """Whatever is held, also when it lies in the future: half a minute inside the hour, and closed buckets alone."""
    window = askable(now, None if since is None else int(now + since))
    assert window.start % BUCKET == window.end % BUCKET == 0
    assert now - REACH + BUCKET <= window.start < window.end <= now
    assert window.seconds < REACH


@given(TIMES, st.integers(60, 3000))
def test_asks_from_what_is_held(now: float, back: int) -> None:
    """From the bucket of that time on, when it is in reach."""
    since = int(now) - back
    assert askable(now, since).start == floor(since)


@given(TIMES, st.integers(1, 600))
def test_the_last_minutes_are_whole_closed_buckets(now: float, minutes: int) -> None:
    """As many as fit in them, up to the bucket that is open."""
    window = last(minutes, now)
    assert window.seconds == minutes * 60
    assert window.end == floor(now)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(30, 10**5), st.sampled_from((30, 300)))
def test_split_covers_without_gap_or_overlap(start: int, length: int, span: int, step: int) -> None:
    """Pieces in order, none empty, none longer than allowed, cut on the grid."""
    pieces = split(Window(start, start + length), max(span, step), step)
    assert sum(piece.seconds for piece in pieces) == length
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    assert all(0 < piece.seconds <= max(span, step) for piece in pieces)
    assert all(piece.start % step == 0 for piece in pieces[1:])
    if length:
        assert (pieces[0].start, pieces[-1].end) == (start, start + length)


@pytest.mark.parametrize("window", [Window(300, 300), Window(300, 0)])
def test_nothing_is_split_into_nothing(window: Window) -> None:
    """Empty and backward windows have no pieces and no length."""
    assert split(window, 3600) == ()
    assert window.seconds == 0


@given(st.floats(1.7e9, 1.9e9), st.sampled_from([14 * 86_400, 30 * 86_400]), st.sampled_from([30, 300, 3600, 86_400]))
def test_the_oldest_bucket_can_still_be_had_a_minute_later(now: float, reach: int, step: int) -> None:
    """It lies on the grid of the step, whose days are Beijing's, and is the first that does."""
    first = oldest(now, reach, step)
    assert (first - phase(step)) % step == 0
    assert now + 60 - reach <= first < now + 60 - reach + step
