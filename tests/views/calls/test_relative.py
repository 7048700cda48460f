"""Rows of a pair that are graded by other rows."""

from math import isnan, nan

import pytest

from rtc_tui.core.thresholds import Severity
from rtc_tui.views.calls import pair, relative, strips
from tests.core.calls import Quiet
from tests.views.calls.quiet import START

CELLS = strips.grid(START, START + 180, 30)


def found(quiet: Quiet, key: str) -> strips.Strip:
    made = pair.groups(quiet.call(), "ann", "ben", CELLS, "default", every=False)
    return next(one for one in pair.rows(made) if one.key == key)


@pytest.mark.parametrize(
    ("sent", "severity"),
    [(18.0, Severity.OK), (17.5, Severity.OK), (17.4, Severity.WARN), (12.5, Severity.WARN), (12.4, Severity.CRIT)],
)
def test_sent_frames_are_measured_against_captured_ones(sent: float, severity: Severity) -> None:
    """Of 25 per second: below seven tenths a warning, below half critical."""
    quiet = Quiet(["ann", "ben"])
    quiet.change("ann", "video_capture_fps", 25.0)
    quiet.change("ann", "video_send_fps_big", sent)
    one = found(quiet, "up:video_send_fps_big")
    assert (one.severity(3), one.severity(None)) == (severity, severity)


def test_a_shared_screen_of_few_frames_is_received_well() -> None:
    """Four of four per second are all there are."""
    quiet = Quiet(["ann", "ben"])
    quiet.change("ann", "video_send_fps_big", 4.0)
    quiet.change("ann", "video_send_fps_small", "none")
    quiet.change("ben", "video_recv_fps", 4.0, peer="ann")
    assert found(quiet, "down:video_recv_fps").severity(3) is Severity.OK


def test_who_receives_the_small_stream_is_measured_by_it() -> None:
    """15 of 15, although the large one has 25; 8 of 15 is too few."""
    quiet = Quiet(["ann", "ben"])
    quiet.change("ben", "video_recv_fps", 15.0, peer="ann")
    assert found(quiet, "down:video_recv_fps").severity(3) is Severity.OK
    quiet.change("ben", "video_recv_fps", 8.0, peer="ann")
    assert found(quiet, "down:video_recv_fps").severity(3) is Severity.WARN


def test_frames_of_which_nobody_tells_the_source_are_not_graded() -> None:
    """Neither good nor bad."""
    quiet = Quiet(["ann", "ben"])
    quiet.drop("ann", ["video_send_fps_big", "video_send_fps_small"])
    quiet.change("ben", "video_recv_fps", 2.0, peer="ann")
    assert found(quiet, "down:video_recv_fps").severity(3) is Severity.NONE


def test_a_bitrate_is_measured_against_its_minute_before() -> None:
    """A third less warns, two thirds less is critical; the first columns have no past."""
    assert [isnan(drop) for drop in relative.drops([900, 900, 900, 900], 6)] == [True, True, True, False]
    assert relative.drops([1000, 1000, 1000, 700, 400], 6)[3:] == (30.0, 60.0)
    quiet = Quiet(["ann", "ben"])
    quiet.change("ben", "video_recv_bitrate", 300.0, 120, 132, peer="ann")
    one = found(quiet, "down:video_recv_bitrate")
    assert one.severity(CELLS.column(START + 126)) is Severity.CRIT
    assert one.severity(CELLS.column(START + 60)) is Severity.OK


def test_sound_needs_a_bitrate_and_silence_none() -> None:
    """Five kbps are critical while somebody speaks, and nothing to say about while nobody does."""
    quiet = Quiet(["ann", "ben"])
    quiet.change("ann", "audio_send_bitrate", 5.0, 60)
    quiet.change("ann", "audio_capture_volume", 0.0, 120)
    one = found(quiet, "up:audio_send_bitrate")
    at = [one.severity(CELLS.column(START + second)) for second in (30, 90, 150)]
    assert at == [Severity.OK, Severity.CRIT, Severity.NONE]
    assert "while there is sound" in pair.reading(one, None, "ann", "default")


def test_no_share_of_nothing() -> None:
    """A source of zero or without data gives no ratio."""
    assert all(map(isnan, relative.shares([5.0, nan, 5.0], [[0.0, 10.0, nan]])[::2]))
