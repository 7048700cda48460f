"""A call's metrics follow from its circumstances: what is done at one end shows where it must, and nowhere else."""

from collections.abc import Callable
from itertools import pairwise
from statistics import mean

import pytest

from rtc_tui.simulator.call.faults import KINDS, Fault, inject
from rtc_tui.simulator.call.harm import (
    AUDIO_REACH,
    VIDEO_REACH,
    deaf,
    frozen,
    loss_for_deaf,
    loss_for_frozen,
    residual,
    stalled_ms,
)
from rtc_tui.simulator.call.life import Camera, Scene, life
from rtc_tui.simulator.call.metrics import DOWN, UP
from rtc_tui.simulator.call.noise import Noise
from rtc_tui.simulator.call.scene import Played, play
from rtc_tui.simulator.call.sending import Columns
from rtc_tui.simulator.call.toll import toll

STEPS = 150
ME, PEER, THIRD = 0, 1, 2


def _scene(users: int = 3, camera: Callable[[], Camera | None] = Camera) -> Scene:
    return Scene(STEPS, [life(STEPS, camera()) for _ in range(users)])


def _played(kind: str = "", severity: int = 2, users: int = 3) -> Played:
    scene = _scene(users)
    if kind:
        inject(scene, Fault(kind, ME, PEER, severity), [1.0] * STEPS, Noise(3))
    return play(scene, [11 + i for i in range(users)])


def _down(played: Played, sender: int, receiver: int) -> Columns:
    return dict(played.received(receiver))[sender]


def _stalls(columns: Columns) -> tuple[float, float]:
    """Shares of time without sound and with a picture that stands, in %."""
    return mean(columns["audio_stall_duration"]) / 20, mean(columns["video_stall_duration"]) / 20


CALM = _played()


def test_a_calm_call_has_no_stalls_and_full_pictures() -> None:
    for receiver in range(3):
        for _, columns in CALM.received(receiver):
            assert max(_stalls(columns)) < 0.5
            assert mean(columns["video_recv_fps"]) == pytest.approx(24, abs=0.5)
            assert set(columns["video_recv_width"]) == {1280}


def test_rows_have_the_metrics_of_their_direction_and_all_27_between_them() -> None:
    up, down = CALM.sent[ME].columns, _down(CALM, PEER, ME)
    assert set(up) == {metric.name for metric in UP}
    assert set(down) == {metric.name for metric in DOWN}
    assert len(up) + len(down) == 27
    assert {len(column) for column in (*up.values(), *down.values())} == {STEPS}


@pytest.mark.parametrize("severity", [1, 2, 3])
def test_loss_on_the_uplink_shows_at_every_receiver_and_not_in_what_the_sender_gets(severity: int) -> None:
    played = _played("uplink_loss", severity)
    assert all(max(_stalls(_down(played, ME, receiver))) > 8 for receiver in (PEER, THIRD))
    assert all(max(_stalls(_down(played, sender, ME))) < 0.5 for sender in (PEER, THIRD))
    assert mean(played.sent[ME].columns["fraction_lost"]) > 9
    assert mean(_down(played, ME, PEER)["audio_down_fraction_lost"]) < 1


@pytest.mark.parametrize("severity", [1, 2, 3])
def test_loss_on_the_downlink_shows_from_every_sender_and_at_nobody_else(severity: int) -> None:
    played = _played("downlink_loss", severity)
    assert all(max(_stalls(_down(played, sender, ME))) > 8 for sender in (PEER, THIRD))
    assert max(_stalls(_down(played, PEER, THIRD))) < 0.5
    assert mean(_down(played, PEER, ME)["video_down_fraction_lost"]) > 9


def test_correction_hides_small_losses_wholly_and_large_ones_in_part() -> None:
    def stalls(loss: float) -> float:
        scene = _scene(2)
        scene.lives[ME].up.loss = [loss] * STEPS
        return _stalls(_down(play(scene, [1, 2]), ME, PEER))[0]

    shares = [stalls(loss) for loss in (2, 5, 10, 20, 30)]
    assert shares[:2] == [0, 0]
    assert 0 < shares[2] < 5
    assert all(a < b for a, b in pairwise(shares[1:]))
    assert shares[4] < 30


def test_a_device_overloaded_drops_frames_in_what_it_sends_and_in_what_it_shows() -> None:
    played = _played("device_overload", 2)
    assert mean(played.sent[ME].columns["cpu_total_usage"]) > 90
    assert mean(played.sent[ME].columns["video_send_fps_big"]) < 15
    assert mean(_down(played, PEER, ME)["video_recv_fps"]) < 15
    assert mean(_down(played, PEER, THIRD)["video_recv_fps"]) > 23
    assert mean(played.sent[ME].columns["video_up_fraction_lost"]) < 1


def test_an_encoder_too_slow_sends_fewer_frames_than_the_camera_gives() -> None:
    played = _played("encoder_overload")
    up = played.sent[ME].columns
    assert mean(up["video_send_fps_big"]) < 0.6 * mean(up["video_capture_fps"])
    assert mean(up["video_capture_fps"]) > 22
    assert mean(_down(played, PEER, ME)["video_recv_fps"]) > 22


def test_a_decoder_too_slow_and_a_renderer_differ_in_the_cpu_alone() -> None:
    slow, faulty = _played("decoder_overload"), _played("renderer_fault")
    for played in (slow, faulty):
        assert mean(_down(played, PEER, ME)["video_recv_fps"]) < 12
        assert mean(played.sent[ME].columns["video_send_fps_big"]) > 22
    assert mean(slow.sent[ME].columns["cpu_total_usage"]) > 85
    assert mean(faulty.sent[ME].columns["cpu_total_usage"]) < 60


def test_a_camera_that_fails_captures_few_frames_at_an_idle_cpu() -> None:
    up = _played("capture_failure").sent[ME].columns
    assert mean(up["video_capture_fps"]) < 4
    assert mean(up["cpu_total_usage"]) < 60


@pytest.mark.parametrize("severity", [1, 2, 3])
def test_congestion_shrinks_the_picture_and_its_rate_and_fills_the_queue(severity: int) -> None:
    up = _played("uplink_congestion", severity).sent[ME].columns
    assert mean(up["video_send_bitrate_big"]) < 0.5 * 1150
    assert mean(up["video_send_width"]) < 700
    assert max(up["video_up_delay"]) > 100


def test_a_muted_microphone_captures_nothing_and_sends_comfort_noise_or_nothing() -> None:
    for comfort in (0.0, 5.0):
        scene = _scene()
        scene.lives[ME].comfort = comfort
        inject(scene, Fault("mic_muted", ME), [1.0] * STEPS, Noise(3))
        up = play(scene, [1, 2, 3]).sent[ME].columns
        assert set(up["audio_capture_volume"]) == {0}
        assert mean(up["bandwidth"]) == pytest.approx(comfort, abs=0.2)
        assert mean(up["video_send_fps_big"]) > 23


def test_a_microphone_without_input_sends_silence_at_the_usual_rate() -> None:
    up = _played("no_mic_input").sent[ME].columns
    assert set(up["audio_capture_volume"]) == {0}
    assert mean(up["bandwidth"]) == pytest.approx(48, abs=2)


def test_silence_takes_few_bits_where_the_encoder_may_pause() -> None:
    scene = _scene(2)
    for one, dtx in zip(scene.lives, (True, False), strict=True):
        one.voice, one.dtx = [3.0] * STEPS, dtx
    sent = play(scene, [1, 2]).sent
    assert [round(mean(each.columns["bandwidth"]), -1) for each in sent] == [0, 50]
    assert all(mean(each.columns["audio_capture_volume"]) == 3 for each in sent)


def test_a_silent_speaker_plays_nothing_of_what_has_come() -> None:
    down = _down(_played("speaker_silent"), PEER, ME)
    assert set(down["audio_playback_volume"]) == {0}
    assert mean(down["audio_recv_bitrate"]) > 45


def test_the_played_volume_is_the_mix_of_all_senders_and_the_same_in_every_row() -> None:
    scene = _scene()
    scene.lives[PEER].voice, scene.lives[THIRD].voice = [20.0] * STEPS, [120.0] * STEPS
    rows = dict(play(scene, [1, 2, 3]).received(ME))
    assert rows[PEER]["audio_playback_volume"] == rows[THIRD]["audio_playback_volume"]
    assert mean(rows[PEER]["audio_playback_volume"]) > 100


def test_a_bad_path_hurts_one_pair_alone() -> None:
    played = _played("pair_path")
    assert max(_stalls(_down(played, ME, PEER))) > 8
    assert max(_stalls(_down(played, ME, THIRD))) < 0.5
    assert max(_stalls(_down(played, THIRD, PEER))) < 0.5


def test_who_is_not_subscribed_gets_nothing_while_others_do() -> None:
    played = _played("unsubscribed")
    assert set(_down(played, PEER, ME)["video_recv_bitrate"]) == {0}
    assert mean(_down(played, PEER, THIRD)["video_recv_bitrate"]) > 1000


def test_the_small_stream_is_small_and_does_not_stall() -> None:
    down = _down(_played("simulcast_downgrade"), PEER, ME)
    assert set(down["video_recv_width"]) == {320}
    assert _stalls(down)[1] < 2


def test_a_trouble_of_the_servers_is_everybodys() -> None:
    played = _played("server_wide")
    pairs = [(s, r) for s in range(3) for r in range(3) if s != r]
    assert all(max(_stalls(_down(played, *pair))) > 5 for pair in pairs)


def test_a_downlink_too_narrow_gets_small_streams_first() -> None:
    scene = _scene()
    scene.lives[ME].down.capacity = [1200.0] * STEPS
    down = _down(play(scene, [1, 2, 3]), PEER, ME)
    assert mean(down["video_recv_width"]) < 400
    assert _stalls(down)[1] < 5


def test_a_shared_screen_at_five_frames_does_not_stall() -> None:
    scene = _scene(2, lambda: Camera(1920, 1080, 5.0, screen=True, small=None))
    for one in scene.lives:
        one.ragged = [0.02] * STEPS
    down = _down(play(scene, [1, 2]), ME, PEER)
    assert mean(down["video_recv_fps"]) == pytest.approx(5, abs=0.3)
    assert _stalls(down)[1] < 2


def test_without_a_camera_there_are_no_video_metrics() -> None:
    scene = _scene(2, lambda: None)
    played = play(scene, [1, 2])
    names = {*played.sent[0].columns, *_down(played, 0, 1)}
    assert not any("video" in name for name in names)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_more_of_a_fault_is_worse(kind: str) -> None:
    """Kinds that are there or not are as bad in all severities."""

    def badness(severity: int) -> float:
        played = _played(kind, severity)
        rows = [columns for receiver in range(3) for _, columns in played.received(receiver)]
        delays = sum(mean(sent.columns["video_up_delay"]) for sent in played.sent)
        return delays + sum(sum(_stalls(columns)) + mean(columns["video_down_delay"]) for columns in rows)

    one, two, three = (badness(severity) for severity in (1, 2, 3))
    assert one <= two <= three
    if not KINDS[kind].sharp and kind != "layer_change":
        assert one < two < three


@pytest.mark.parametrize("share", [0.05, 0.22, 0.5])
@pytest.mark.parametrize("delay", [30, 400, 900])
def test_a_loss_can_be_found_for_a_wanted_harm(share: float, delay: float) -> None:
    assert deaf(residual(loss_for_deaf(share, delay), delay, AUDIO_REACH), 10, 0) == pytest.approx(share)
    assert frozen(residual(loss_for_frozen(share, delay), delay, VIDEO_REACH), 30, 0.1) == pytest.approx(share)


@pytest.mark.parametrize("unit", [80, 500])
@pytest.mark.parametrize("share", [0.005, 0.03, 0.2, 0.6])
def test_whole_stalls_have_the_wanted_share_as_their_mean(unit: float, share: float) -> None:
    found = [stalled_ms(share, (i + 0.5) / 20000, unit) for i in range(20000)]
    assert mean(found) == pytest.approx(2000 * share, rel=0.02)
    assert min(v for v in found if v) >= min(unit, 0.7 * 2000 * share)


def test_the_toll_of_a_fault_is_what_others_get_from_the_user_and_what_the_user_gets() -> None:
    sends, hears = toll("uplink_loss", 3)
    assert sends["500ms_video_stall_rate"] > 40
    assert hears["500ms_video_stall_rate"] < 1
    assert toll("uplink_delay", 2)[0]["400ms_audio_network_trans_delay"] > 90
