"""The names of the 27 call metrics, in the documents' order, and which row each stands in.

Descriptions and units are the documents' own. Of the field names only `bandwidth` and `fraction_lost` are documented;
the others are made up. Which metric stands in which row is assumed (FACTS 12): `up` rows carry what the user sends and
their device, `down` rows (one per peer) what they receive from that peer.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Metric:
    """`digits` after the point are printed."""

    name: str
    desc: str
    unit: str
    digits: int = 0


UP: Final = (
    Metric("cpu_app_usage", "App 的 CPU 使用率", "%", 1),
    Metric("cpu_total_usage", "系统 CPU 使用率", "%", 1),
    Metric("audio_capture_volume", "音频采集音量", "--"),
    Metric("bandwidth", "音频发送码率", "kbps", 1),
    Metric("audio_up_delay", "音频上行网络延时", "ms"),
    Metric("fraction_lost", "音频上行丢包率", "%", 2),
    Metric("video_send_width", "视频发送分辨率的宽", "--"),
    Metric("video_send_height", "视频发送分辨率的高", "--"),
    Metric("video_capture_fps", "视频采集帧率", "fps", 1),
    Metric("video_send_fps_big", "视频大流发送帧率", "fps", 1),
    Metric("video_send_fps_small", "视频小流发送帧率", "fps", 1),
    Metric("video_send_bitrate_big", "视频大流发送码率", "kbps", 1),
    Metric("video_send_bitrate_small", "视频小流发送码率", "kbps", 1),
    Metric("video_up_delay", "视频上行网络延时", "ms"),
    Metric("video_up_fraction_lost", "视频上行丢包率", "%", 2),
)
DOWN: Final = (
    Metric("audio_playback_volume", "音频播放音量", "--"),
    Metric("audio_recv_bitrate", "音频接收码率", "kbps", 1),
    Metric("audio_down_delay", "音频下行网络延时", "ms"),
    Metric("audio_down_fraction_lost", "音频下行丢包率", "%", 2),
    Metric("audio_stall_duration", "音频卡顿时长", "ms"),
    Metric("video_recv_width", "视频接收分辨率的宽", "--"),
    Metric("video_recv_height", "视频接收分辨率的高", "--"),
    Metric("video_recv_fps", "视频接收帧率", "fps", 1),
    Metric("video_recv_bitrate", "视频接收码率", "kbps", 1),
    Metric("video_down_delay", "视频下行网络延时", "ms"),
    Metric("video_down_fraction_lost", "视频下行丢包率", "%", 2),
    Metric("video_stall_duration", "视频卡顿时长", "ms"),
)
DEVICE: Final = frozenset({"cpu_app_usage", "cpu_total_usage"})  # a browser cannot tell
SMALL: Final = frozenset({"video_send_fps_small", "video_send_bitrate_small"})
BY_NAME: Final = {metric.name: metric for metric in (*UP, *DOWN)}
