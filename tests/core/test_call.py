"""A call in one piece: parts joined, spans asked about, presence."""

from array import array
from math import isnan, nan

import pytest

from rtc_tui.core.call import STEP_MS, Call, Span, Track, Way, join
from rtc_tui.core.calls import CallDetail, CallMetric, CallRow, CallSeries, Direction, Stay, User
from rtc_tui.core.model import Window

T = 1_700_000_000


def row(user: str, peer: str, metric: str, points: dict[float, float], room: str = "r") -> CallRow:
    known = CallMetric(metric)
    times = array("q", [round((T + at) * 1000) for at in points])
    series = CallSeries(known, times, array("d", points.values()))
    return CallRow(room, user, peer, Direction.DOWN if peer else Direction.UP, (known,), {metric: series})


def called(*details: tuple[CallRow, ...], users: tuple[User, ...] = (), received: float = 0.0) -> Call:
    window = Window(T, T + 60)
    return join("r", window, users, [CallDetail(window, rows, received) for rows in details])


def span(start: float, end: float) -> Span:
    return Span(round((T + start) * 1000), round((T + end) * 1000))


def test_parts_are_joined_in_order_without_nan_and_without_a_time_twice() -> None:
    call = called((row("a", "", "cpu_app", {10: 1, 12: 2}),), (row("a", "", "cpu_app", {12: 3, 4: nan, 2: 9}),))
    times, values = call.tracks[Way("a")].column("cpu_app")
    assert [at / 1000 - T for at in times] == [2, 10, 12]
    assert list(values) == [9, 1, 3]


def test_metrics_of_several_parts_are_all_there() -> None:
    call = called((row("a", "", "cpu_app", {0: 1}),), (row("a", "", "audio_up_loss", {0: 2}),))
    assert call.tracks[Way("a")].metrics == ("cpu_app", "audio_up_loss")


def test_a_span_holds_its_start_and_not_its_end() -> None:
    track = called((row("a", "", "cpu_app", {0: 1, 2: 2, 4: 3}),)).tracks[Way("a")]
    assert list(track.over("cpu_app", span(0, 4))) == [1, 2]
    assert [value for _, value in track.points("cpu_app", span(2, 9))] == [2, 3]
    assert (track.median("cpu_app", span(0, 9)), track.mean("cpu_app", span(2, 9))) == (2, 2.5)
    assert isnan(track.median("cpu_app", span(5, 9)))
    assert isnan(track.mean("nothing", span(0, 9)))


@pytest.mark.parametrize("step", [1, 2, 5, 10])
def test_the_stalled_share_knows_the_step(step: int) -> None:
    """A tenth of each interval, whatever the interval; missing reports neither add nor dilute."""
    points = {float(at): step * 100.0 for at in range(0, 60, step)}
    track = called((row("b", "a", "audio_stall", points),)).tracks[Way("b", "a")]
    assert track.step("audio_stall") == step * 1000
    assert track.stalled("audio_stall", span(0, 60)) == pytest.approx(10)
    del points[step * 3]
    track = called((row("b", "a", "audio_stall", points),)).tracks[Way("b", "a")]
    assert track.stalled("audio_stall", span(0, 60)) == pytest.approx(10)


def test_without_two_points_the_step_is_the_usual_one_and_no_share_is_nan() -> None:
    track = called((row("b", "a", "audio_stall", {0: 100}),)).tracks[Way("b", "a")]
    assert track.step("audio_stall") == STEP_MS
    assert isnan(track.stalled("audio_stall", span(10, 20)))
    assert track.stalled("audio_stall", span(0, 1)) == 5


def test_more_stall_than_time_is_all_of_the_time() -> None:
    track = called((row("b", "a", "audio_stall", {0: 9000, 2: 9000}),)).tracks[Way("b", "a")]
    assert track.stalled("audio_stall", span(0, 9)) == 100


def test_what_tells_of_the_device_may_stand_in_any_row() -> None:
    call = called((row("a", "b", "cpu_system", {0: 90}), row("a", "", "audio_up_loss", {0: 0})))
    found = call.own("a", "cpu_system")
    assert found is call.tracks[Way("a", "b")]
    assert call.own("b", "cpu_system") is None
    assert call.up("a") is call.tracks[Way("a")]
    assert call.down("b", "a") is None


def test_everybody_is_known_by_row_as_peer_or_by_stay() -> None:
    call = called((row("a", "b", "audio_stall", {0: 0}),), users=(User("c", stays=(Stay(T, T + 30),)),))
    assert (call.names, call.pairs) == (("a", "b", "c"), (Way("a", "b"),))


def test_presence_is_the_share_of_the_stays_and_unknown_without_them() -> None:
    user = User("a", stays=(Stay(T - 9, T + 15), Stay(T + 45, None)))
    call = called(users=(user, User("b")))
    assert call.present("a", span(0, 60)) == 0.5
    assert call.present("a", span(15, 45)) == 0
    assert isnan(call.present("b", span(0, 60)))
    assert isnan(call.present("nobody", span(0, 60)))


def test_the_stays_of_one_user_in_two_answers_are_one() -> None:
    """A user with two devices comes twice."""
    users = (User("a", stays=(Stay(T, T + 10),)), User("a", stays=(Stay(T + 20, T + 60),)))
    assert called(users=users).stays("a") == (Stay(T, T + 10), Stay(T + 20, T + 60))


def test_the_newest_hundred_seconds_are_not_settled() -> None:
    assert called().settled() == (T + 60) * 1000
    assert called((), received=T + 130.0).settled() == (T + 30) * 1000
    assert called((), received=T + 500.0).settled() == (T + 60) * 1000


def test_the_beat_of_a_row_is_its_fullest_column() -> None:
    track = Track([row("a", "", "cpu_app", {0: 1}), row("a", "", "audio_send_bitrate", {0: 1, 5: 1, 10: 1})])
    times, step = track.beats()
    assert (len(times), step) == (3, 5000)
    assert Track([]).beats()[0] == array("q")
