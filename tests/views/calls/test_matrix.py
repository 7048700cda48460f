"""The room matrix as data."""

from math import isnan, nan

import pytest

from rtc_tui.core.ask import Answer
from rtc_tui.core.call import Span
from rtc_tui.core.calls import CallDetail
from rtc_tui.core.matrix import MEASURES, Margin, Matrix, Measure
from rtc_tui.core.model import Window
from rtc_tui.core.snapshot import Problem, Visit
from rtc_tui.core.thresholds import Severity
from rtc_tui.views.calls import matrix
from rtc_tui.views.calls.gathered import Gathered
from rtc_tui.views.calls.matrix import Grid
from tests.core.calls import Quiet
from tests.views.calls.quiet import START, call, lossy


def grid(measure: str = "stall", profile: str = "default") -> Grid:
    made = Matrix(call())
    return Grid(made, matrix.ordered(made), matrix.measured(Visit(measure=measure)), profile)


def test_the_bad_sender_is_number_one() -> None:
    """Rows and columns have one order, worst first."""
    made = grid()
    assert made.users[0] == "ann"
    assert made.number("ann") == 1
    assert made.number("nobody") == 0


def test_a_bad_row_is_the_sender() -> None:
    """All who receive ann vote against her; against the others nobody does."""
    made = grid()
    assert (made.row("ann").bad, made.row("ann").known) == (3, 3)
    assert made.row("ben").bad == 0
    assert (made.column("ben").bad, made.column("ben").known) == (1, 3)
    assert matrix.vote(made.row("ann")) is Severity.CRIT
    assert matrix.vote(made.column("ben")) is Severity.WARN
    assert matrix.vote(made.row("ben")) is Severity.OK


def test_nobody_votes_where_nothing_is_known() -> None:
    """A margin without cells has no severity."""
    assert matrix.vote(Margin(0, 0, nan)) is Severity.NONE


def test_stall_is_the_worse_of_sound_and_picture() -> None:
    """Its severity too, each by its own limit."""
    cell = grid().cell("ann", "ben")
    parts = [grid(part).cell("ann", "ben") for part in ("audio_stall", "video_stall")]
    assert cell.value == max(part.value for part in parts)
    assert cell.severity is Severity.CRIT


def test_nobody_receives_themselves() -> None:
    """The diagonal has no figure."""
    cell = grid().cell("ann", "ann")
    assert isnan(cell.value)
    assert cell.severity is Severity.NONE


def test_a_bitrate_has_no_limit_of_its_own() -> None:
    """What is enough depends on what was asked for."""
    cell = grid("bitrate").cell("ann", "ben")
    assert cell.value > 0
    assert cell.severity is Severity.NONE


@pytest.mark.parametrize(("profile", "severity"), [("default", 2), ("strict", 3), ("tolerant", 1)])
def test_the_profile_grades_the_screen(profile: str, severity: int) -> None:
    """Four per cent of loss are a warning, for Twilio bad, for Huawei fine."""
    quiet = Quiet(["ann", "ben"])
    quiet.change("ben", "audio_down_loss", 4.0, peer="ann")
    made = Matrix(quiet.call())
    assert Grid(made, made.users, "loss", profile).cell("ann", "ben").severity == severity


def test_bad_cells_come_worst_first() -> None:
    """Of two bad cells the worse is walked to first, and the walk goes round."""
    quiet = Quiet(["ann", "ben", "cas"])
    quiet.change("ben", "audio_stall", 400, peer="ann")
    quiet.change("cas", "audio_stall", 800, peer="ann")
    found = matrix.bad_cells(Matrix(quiet.call()))
    assert found == (("ann", "cas"), ("ann", "ben"))
    assert matrix.beside(found, ("", ""), 1) == ("ann", "cas")
    assert matrix.beside(found, ("ann", "cas"), 1) == ("ann", "ben")
    assert matrix.beside(found, ("ann", "ben"), 1) == ("ann", "cas")
    assert matrix.beside(found, ("", ""), -1) == ("ann", "ben")


def test_a_good_call_has_no_bad_cell_to_go_to() -> None:
    """Nothing to walk to."""
    found = matrix.bad_cells(Matrix(Quiet(["ann", "ben"]).call()))
    assert found == ()
    assert matrix.beside(found, ("ann", "ben"), 1) is None


def test_measures_go_round() -> None:
    """Seven steps lead back."""
    at = MEASURES[0]
    for _ in MEASURES:
        at = matrix.after(at, 1)
    assert at == MEASURES[0]
    assert matrix.after(MEASURES[0], -1) == MEASURES[-1]
    assert matrix.measured(Visit(measure="no such thing")) == MEASURES[0]


@pytest.mark.parametrize(
    ("value", "measure", "cells", "text"),
    [
        (54.44, "stall", 4, "54.4"), (100.0, "stall", 4, "100"), (54.44, "stall", 2, "54"), (812.4, "delay", 4, "812"),
        (1234.0, "bitrate", 4, "1234"), (12345.0, "bitrate", 3, "12k"), (nan, "stall", 4, "·"),
        (1e14, "bitrate", 3, ">>>"),
    ],
)  # fmt: skip
def test_a_figure_fits_its_cell(value: float, measure: Measure, cells: int, text: str) -> None:
    """Decimals go first, then thousands; never more cells than there are."""
    assert matrix.figure(value, measure, cells) == text


def test_a_cell_is_read_with_all_its_measures() -> None:
    """Who, whom, and six figures with units."""
    text = matrix.reading(grid(), "ann", "ben")
    assert text.startswith("ann → ben: audio stall 15.")
    assert "delay 70 ms" in text
    assert "kbps" in text


def test_a_margin_is_read_as_a_vote() -> None:
    """As sender and as receiver."""
    assert matrix.reading(grid(), "ann", "").startswith("ann is received badly by 3 of 3")
    assert matrix.reading(grid(), "", "ben").startswith("ben receives 1 of 3 badly")


def test_hidden_users_are_told_apart_by_number() -> None:
    """No name, but the row's number."""
    text = matrix.reading(grid(), "ann", "ben", masked=True)
    assert "ann" not in text
    assert "ben" not in text
    assert text.startswith("▒▒▒▒ 1 → ▒▒▒▒ ")


def test_a_hostile_name_is_made_safe() -> None:
    """Escape codes, markup and length do not reach the screen."""
    text = matrix.named("\x1b[31m[b]evil[/b]" + "x" * 200)
    assert "\x1b" not in text
    assert len(text) == 40


@pytest.mark.parametrize(
    ("cursor", "seconds", "expected"),
    [
        (None, 60, (0, 300)), (START + 100, 0, (0, 300)), (START + 100, 60, (70, 130)), (START + 1, 60, (0, 60)),
        (START + 299, 60, (240, 300)), (START + 100, 900, (0, 300)), (START + 9999, 60, (240, 300)),
    ],
)  # fmt: skip
def test_the_stretch_around_the_cursor_stays_in_the_call(
    cursor: int | None, seconds: int, expected: tuple[int, int]
) -> None:
    """Whole seconds of the length that was asked for, moved inside where it would stick out."""
    low, high = expected
    assert matrix.around(call(), cursor, seconds) == Span((START + low) * 1000, (START + high) * 1000)


def test_what_may_still_arrive_is_told_from_when_on() -> None:
    """The newest 100 s before the answer came; nothing when it came long after."""
    quiet = lossy()
    quiet.received = START + 310
    assert matrix.unsettled(quiet.call()) == START + 210
    quiet.received = START + 500
    assert matrix.unsettled(quiet.call()) is None


def test_progress_tells_pieces_and_bytes() -> None:
    """While it grows; nothing once it is whole."""
    part = CallDetail(Window(START, START + 300), (), 0.0, size=21_400_000)
    assert matrix.progress(Gathered((), None, None, None)) == ("asking for the details …",)
    growing = Answer((part,), 3, 12)
    assert matrix.progress(Gathered((), None, None, growing)) == (
        "details: 3 of about 12 pieces, 21 MB (esc stops)",
    )  # fmt: skip
    assert matrix.progress(Gathered((), None, None, Answer((part,), 1, 1))) == ()


def test_progress_tells_what_went_wrong() -> None:
    """An answer cut short says so, without what could fool a terminal."""
    problem = Problem("Throttled", "too many\x1b[2J", "wait", 5, 0.0, next_try=3.0)
    told = matrix.progress(Gathered((), None, None, Answer((), 1, 2, problem)))
    assert any("too many" in line for line in told)
    assert not any("\x1b" in line for line in told)
