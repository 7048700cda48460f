"""How a question is cut: nothing is left out or asked twice, and each piece is one that the service takes."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.actions import CALL_DETAIL, DISTRIBUTION, spec_of
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, Window, phase
from rtc_tui.feed.pieces import FIRST, FIRST_USERS, LEAST, TARGET, Piece, Pieces, Sized, carve, reachable, served
from tests.feed.virtual import NOW

AT = int(NOW)
DETAIL = spec_of(CALL_DETAIL)
WINDOWS = st.builds(
    lambda end, length: Window(AT - end - length, AT - end), st.integers(0, 9000), st.integers(1, 20000)
)
PEOPLE = st.integers(1, 45).map(lambda count: tuple(f"u{n}" for n in range(count)))


def cells(pieces: list[Piece]) -> Counter[tuple[int, str]]:
    """How often each second of each user is asked for."""
    return Counter((at, user) for piece in pieces for at in range(*piece.window) for user in piece.users)


def taken(pieces: Pieces, size: float = 0.0) -> list[Piece]:
    """All pieces, each answered with so many bytes for a second of one user."""
    found = []
    while pieces:
        piece = pieces.take()
        pieces.answered(piece, int(size * piece.area))
        found.append(piece)
    return found


@given(WINDOWS, PEOPLE, st.floats(1, 1e6), st.integers(LEAST, 7200))
def test_what_is_carved_and_what_is_left_are_the_whole(
    window: Window, users: tuple[str, ...], area: float, span: int
) -> None:
    """By area and by the corners: counting each second of each user would take long."""
    piece, rest = carve(Piece(window, users), area, span, 20)
    assert piece.area + sum(left.area for left in rest) == window.seconds * len(users)
    assert piece.window.end == window.end
    assert piece.users == users[: len(piece.users)]
    others = [left for left in rest if left.window.start >= piece.window.start]
    assert all(left == Piece(piece.window, users[len(piece.users) :]) for left in others)
    older = [left for left in rest if left not in others]
    assert all(left == Piece(Window(window.start, piece.window.start), users) for left in older)


@given(WINDOWS, PEOPLE, st.floats(1, 1e6), st.integers(LEAST, 7200))
def test_a_carved_piece_is_one_that_the_service_takes(
    window: Window, users: tuple[str, ...], area: float, span: int
) -> None:
    piece, _ = carve(Piece(window, users), area, span, 20)
    assert 0 < piece.window.seconds <= span
    assert 1 <= len(piece.users) <= 20
    assert piece.area <= max(area, LEAST)
    assert piece.window.start == window.start or piece.window.start % BUCKET == 0


@pytest.mark.parametrize("size", [0.0, 50.0, 500.0, 9000.0])
@pytest.mark.parametrize("count", [1, 5, 20, 43])
def test_every_second_of_every_user_is_asked_for_once(size: float, count: int) -> None:
    users = tuple(f"u{n}" for n in range(count))
    pieces = taken(Sized(Window(AT - 2000, AT - 100), users, DETAIL), size)
    assert set(cells(pieces).values()) == {1}
    assert len(cells(pieces)) == 1900 * count


def test_the_newest_time_comes_first_for_all_users() -> None:
    users = tuple(f"u{n}" for n in range(10))
    pieces = taken(Sized(Window(AT - 7200, AT), users, DETAIL), 500.0)
    assert pieces[0].users == users[:FIRST_USERS]
    assert FIRST - BUCKET < pieces[0].window.seconds <= FIRST
    assert all(later.window.end <= earlier.window.end for earlier, later in pairwise(pieces))


@pytest.mark.parametrize("size", [50.0, 500.0, 9000.0])
def test_no_piece_is_much_more_than_the_one_before_nor_than_the_target(size: float) -> None:
    pieces = taken(Sized(Window(AT - 40000, AT), ("a", "b", "c"), DETAIL), size)
    assert all(piece.area * size <= max(TARGET, LEAST * size) for piece in pieces)
    assert all(piece.window.seconds <= HOUR for piece in pieces)
    largest = 0
    for piece in pieces:
        assert largest == 0 or piece.area <= 4 * max(largest, FIRST * FIRST_USERS)
        largest = max(largest, piece.area)


def test_a_quiet_while_says_little_about_a_loud_one() -> None:
    """Users who had left cost nothing: the next piece still fits if they are back."""
    pieces = Sized(Window(AT - 40000, AT), ("u",), DETAIL)
    size = area = 0
    for cost in (20000, 20000, 0):
        piece = pieces.take()
        pieces.answered(piece, cost * piece.area)
        size, area = size + cost * piece.area, area + piece.area
    assert pieces.take().area * size / area < 1.1 * TARGET


def test_how_many_are_left_is_told_from_the_start_and_ends_with_none() -> None:
    users = tuple(f"u{n}" for n in range(10))
    pieces = Sized(Window(AT - 3600, AT), users, DETAIL)
    told = pieces.left
    asked = taken(pieces, 500.0)
    assert told == 3
    assert told <= len(asked) <= 2 * told + 2
    assert pieces.left == 0


def test_what_was_too_much_is_never_asked_for_again() -> None:
    """Half of it is the bound from then on, however little it then costs."""
    pieces = Sized(Window(AT - 36000, AT), ("a",), DETAIL)
    pieces.answered(pieces.take(), 10)
    refused = pieces.take()
    assert refused.area > FIRST
    assert pieces.too_large(refused)
    later = taken(pieces, 0.1)
    assert max(piece.area for piece in later) <= refused.area / 2
    assert later[0].window.end == refused.window.end


def test_the_smallest_piece_is_not_cut_any_more() -> None:
    pieces = Sized(Window(AT - LEAST, AT), ("a",), DETAIL)
    assert not pieces.too_large(pieces.take())


@pytest.mark.parametrize("step", [FIVE_MINUTES, HOUR, DAY])
@given(start=st.integers(AT - 30 * DAY, AT - 8 * DAY), days=st.integers(1, 7))
def test_halves_meet_on_the_grid_newest_first(step: int, start: int, days: int) -> None:
    whole = Window(start, start + days * DAY + 7)
    pieces = Pieces([Piece(whole)], step)
    if not pieces.too_large(pieces.take()):
        assert whole.seconds < 2 * step + 8
        return
    newer, older = pieces.take().window, pieces.take().window
    assert (older.start, newer.end, older.end) == (whole.start, whole.end, newer.start)
    assert (newer.start - phase(step)) % step == 0


def test_pieces_without_a_step_are_not_halved() -> None:
    pieces = Pieces([Piece(Window(0, 7 * DAY))])
    assert not pieces.too_large(pieces.take())


@pytest.mark.parametrize("step", [FIVE_MINUTES, HOUR, DAY])
@given(now=st.floats(1.6e9, 1.9e9))
def test_what_is_asked_for_can_be_had(step: int, now: float) -> None:
    """Begins within thirty days with a minute to spare, ends with the last step that is over by eight hours."""
    spec = spec_of(DISTRIBUTION)
    window = served(reachable(Window(0, int(now)), now, spec, step), now, spec, step)
    assert now - 30 * DAY + 60 <= window.start < now - 30 * DAY + 60 + step
    assert now - 8 * HOUR - step < window.end <= now - 8 * HOUR
    assert (window.start - phase(step)) % step == (window.end - phase(step)) % step == 0


@given(start=st.integers(AT - 29 * DAY, AT - 10 * DAY), days=st.integers(0, 9))
def test_a_window_that_can_be_had_is_left_as_it_is(start: int, days: int) -> None:
    spec, window = spec_of(DISTRIBUTION), Window(start, start + days * DAY)
    assert reachable(window, NOW, spec) == window
    assert served(window, NOW, spec, FIVE_MINUTES) == window


@given(start=st.integers(AT - 90 * DAY, AT + DAY), length=st.integers(0, 60 * DAY))
def test_a_window_is_never_turned_round(start: int, length: int) -> None:
    spec, window = spec_of(DISTRIBUTION), Window(start, start + length)
    for cut in (reachable(window, NOW, spec), served(window, NOW, spec, DAY)):
        assert window.start <= cut.start <= cut.end <= window.end
