"""Senders × receivers: figures, margins, and what is not known."""

from math import isnan

import pytest

from rtc_tui.core.call import Call, Span, Way, join
from rtc_tui.core.matrix import MEASURES, Margin, Matrix, Measure
from rtc_tui.core.rules import Rules
from tests.core.calls import START, Quiet


def spoilt() -> Call:
    quiet = Quiet(["ann", "ben", "cas"], 120)
    quiet.change("*", "audio_stall", 100, peer="ann")
    quiet.change("*", "video_stall", 40, peer="ann")
    quiet.change("ben", "audio_down_loss", 8, peer="ann")
    quiet.change("ben", "video_down_delay", 300, peer="ann")
    quiet.change("cas", "audio_stall", "none", peer="ben")
    quiet.change("cas", "video_stall", "none", peer="ben")
    return quiet.call()


@pytest.mark.parametrize(
    ("measure", "value"),
    [("stall", 5), ("audio_stall", 5), ("video_stall", 2), ("loss", 8), ("delay", 300), ("fps", 24), ("bitrate", 1196)],
)
def test_a_cell_tells_the_worse_of_sound_and_picture(measure: Measure, value: float) -> None:
    assert Matrix(spoilt()).value("ann", "ben", measure) == pytest.approx(value)


def test_what_was_not_told_is_not_zero() -> None:
    matrix = Matrix(spoilt())
    assert isnan(matrix.value("ben", "cas"))
    assert isnan(matrix.severity("ben", "cas"))
    assert all(isnan(matrix.value("ann", "ann", measure)) for measure in MEASURES)


def test_margins_vote_with_the_limits_in_use() -> None:
    matrix = Matrix(spoilt())
    assert matrix.row("ann") == Margin(2, 2, 5)
    assert matrix.row("ben")[:2] == (0, 1)
    assert matrix.column("ben")[:2] == (1, 2)
    assert Matrix(spoilt(), Rules(audio_stall=6)).row("ann")[:2] == (0, 2)
    assert matrix.row("ann", "fps").worst == 24


def test_a_span_counts_alone() -> None:
    quiet = Quiet(["ann", "ben"], 120)
    quiet.change("ben", "audio_stall", 1000, 60, 120, "ann")
    first = Span(START * 1000, (START + 60) * 1000)
    assert Matrix(quiet.call(), span=first).value("ann", "ben", "audio_stall") < 1
    assert Matrix(quiet.call()).value("ann", "ben", "audio_stall") == pytest.approx(25, abs=1)


def test_rows_of_several_answers_are_one() -> None:
    """About other users and about other times; a NaN and a time told twice do not count."""
    whole = spoilt()
    quiet = Quiet(["ann", "ben", "cas"], 120)
    call = join("room", whole.window, [], [])
    assert (call.names, call.pairs) == ((), ())
    assert set(whole.names) == {"ann", "ben", "cas"}
    assert len(whole.tracks[Way("ben", "ann")].column("audio_stall").times) == 60
    assert not whole.tracks[Way("cas", "ben")].has("audio_stall")
    assert quiet.call().present("ann", Span(START * 1000, (START + 60) * 1000)) == 1
    assert isnan(call.present("ann", Span(0, 1)))
