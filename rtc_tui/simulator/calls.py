"""PURE: the 27 call metrics of a user, every two seconds. Simple for now: plausible levels, no faults in them.

Descriptions and units are the documents' own. Of the field names only `bandwidth` and `fraction_lost` are documented;
the others are made up. Which metric stands in which row is assumed (FACTS 12): `up` rows carry what the user sends and
their device, `down` rows (one per peer) what they receive from that peer. A user receives from the next one in the room.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sin
from typing import Final

from rtc_tui.simulator.encode import dumps
from rtc_tui.simulator.noise import BUCKET_S, spread
from rtc_tui.simulator.rooms import Rooms, User

STEP_S: Final = 2
_WAVE: Final = 61  # values after which a metric repeats; prime, so that metrics drift against each other


@dataclass(frozen=True, slots=True)
class Metric:
    """`usual` is a lucky user's level and `swing` its share of noise; `worse` is how much bad luck adds."""

    name: str
    desc: str
    unit: str
    usual: float
    swing: float = 0.1
    worse: float = 0.0


UP: Final = (
    Metric("cpu_app_usage", "App 的 CPU 使用率", "%", 18, 0.2),
    Metric("cpu_total_usage", "系统 CPU 使用率", "%", 34, 0.2),
    Metric("audio_capture_volume", "音频采集音量", "--", 92, 0.6),
    Metric("bandwidth", "音频发送码率", "kbps", 48, 0.15),
    Metric("audio_up_delay", "音频上行网络延时", "ms", 38, 0.3, 30),
    Metric("fraction_lost", "音频上行丢包率", "%", 0.3, 0.9, 0.8),
    Metric("video_send_width", "视频发送分辨率的宽", "--", 1280, 0),
    Metric("video_send_height", "视频发送分辨率的高", "--", 720, 0),
    Metric("video_capture_fps", "视频采集帧率", "fps", 24, 0.05),
    Metric("video_send_fps_big", "视频大流发送帧率", "fps", 24, 0.06),
    Metric("video_send_fps_small", "视频小流发送帧率", "fps", 15, 0.06),
    Metric("video_send_bitrate_big", "视频大流发送码率", "kbps", 1150, 0.15),
    Metric("video_send_bitrate_small", "视频小流发送码率", "kbps", 160, 0.15),
    Metric("video_up_delay", "视频上行网络延时", "ms", 42, 0.3, 32),
    Metric("video_up_fraction_lost", "视频上行丢包率", "%", 0.4, 0.9, 0.9),
)
DOWN: Final = (
    Metric("audio_playback_volume", "音频播放音量", "--", 88, 0.6),
    Metric("audio_recv_bitrate", "音频接收码率", "kbps", 48, 0.15),
    Metric("audio_down_delay", "音频下行网络延时", "ms", 72, 0.3, 40),
    Metric("audio_down_fraction_lost", "音频下行丢包率", "%", 0.3, 0.9, 0.8),
    Metric("audio_stall_duration", "音频卡顿时长", "ms", 6, 1.0, 20),
    Metric("video_recv_width", "视频接收分辨率的宽", "--", 1280, 0),
    Metric("video_recv_height", "视频接收分辨率的高", "--", 720, 0),
    Metric("video_recv_fps", "视频接收帧率", "fps", 24, 0.07),
    Metric("video_recv_bitrate", "视频接收码率", "kbps", 1120, 0.15),
    Metric("video_down_delay", "视频下行网络延时", "ms", 80, 0.3, 42),
    Metric("video_down_fraction_lost", "视频下行丢包率", "%", 0.4, 0.9, 0.9),
    Metric("video_stall_duration", "视频卡顿时长", "ms", 10, 1.0, 30),
)
_DEVICE: Final = ("cpu_app_usage", "cpu_total_usage")  # a browser cannot tell


def detail(rooms: Rooms, room: str, names: Sequence[str], direction: str, span: range) -> str:
    """The Result of ListCallDetail for users of a room (unknown ones dropped) within a span of Unix seconds.

    `direction` is `0` both, `1` up, `2` down.
    """
    present = rooms.users(room)
    open_at = [at for at in range(-(-span.start // STEP_S) * STEP_S, span.stop, STEP_S) if _is_open(rooms, room, at)]
    rows = []
    for i, user in enumerate(present) if open_at else ():
        if user.name in names and direction in "01":
            rows.append(_row(rooms, room, user, None, open_at))
        if user.name in names and direction in "02":
            rows.append(_row(rooms, room, user, present[(i + 1) % len(present)], open_at))
    return f'{{"UserCallDetail":[{",".join(rows)}]}}'


def _is_open(rooms: Rooms, room: str, at: int) -> bool:
    return rooms.is_open(room, at // BUCKET_S * BUCKET_S)


def _row(rooms: Rooms, room: str, user: User, peer: User | None, times: Sequence[int]) -> str:
    """One entry: what the user sends, or what they receive from a peer."""
    head = {"RoomId": room, "UserId": user.name} | ({"PeerId": peer.name} if peer else {})
    metrics = [m for m in (DOWN if peer else UP) if user.product == "native" or m.name not in _DEVICE]
    starts = [f'{{"Time":{at}000,"Value":' for at in times]
    series = ",".join(_metric(rooms.seed, user, m, starts, times) for m in metrics)
    return dumps({**head, "Direction": "down" if peer else "up"})[:-1] + f',"CallDetail":[{series}]}}'


def _metric(seed: int, user: User, metric: Metric, starts: Sequence[str], times: Sequence[int]) -> str:
    """One metric's series."""
    wave = list(_wave(seed, user, metric))
    data = ",".join(start + wave[at // STEP_S % _WAVE] for start, at in zip(starts, times, strict=True))
    return f'{{"Desc":"{metric.desc}","Name":"{metric.name}","Unit":"{metric.unit}","Data":[{data}]}}'


def _wave(seed: int, user: User, metric: Metric) -> Iterator[str]:
    """A metric's values before they repeat, each as the end of its point."""
    level = metric.usual + metric.worse * user.luck
    for i in range(_WAVE):
        noise = spread(seed, f"call/{user.name}/{metric.name}", i, 1)[0]
        value = level * (1 + metric.swing * (0.7 * noise + 0.3 * sin(i / 9)))
        yield f"{max(0.0, value):.2f}}}"
