"""Names of the call metrics. The Chinese ones are the service's own descriptions."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "cpu_app": ("CPU of the app", "App 的 CPU 使用率"),
    "cpu_system": ("CPU of the system", "系统 CPU 使用率"),
    "audio_capture_volume": ("audio volume captured", "音频采集音量"),
    "audio_playback_volume": ("audio volume played", "音频播放音量"),
    "audio_send_bitrate": ("audio bitrate sent", "音频发送码率"),
    "audio_recv_bitrate": ("audio bitrate received", "音频接收码率"),
    "audio_up_delay": ("audio uplink delay", "音频上行网络延时"),
    "audio_up_loss": ("audio uplink loss", "音频上行丢包率"),
    "audio_down_delay": ("audio downlink delay", "音频下行网络延时"),
    "audio_down_loss": ("audio downlink loss", "音频下行丢包率"),
    "audio_stall": ("audio stall", "音频卡顿时长"),
    "video_send_width": ("video width sent", "视频发送分辨率的宽"),
    "video_send_height": ("video height sent", "视频发送分辨率的高"),
    "video_recv_width": ("video width received", "视频接收分辨率的宽"),
    "video_recv_height": ("video height received", "视频接收分辨率的高"),
    "video_capture_fps": ("video frames captured", "视频采集帧率"),
    "video_send_fps_big": ("video frames sent, large stream", "视频大流发送帧率"),
    "video_send_fps_small": ("video frames sent, small stream", "视频小流发送帧率"),
    "video_recv_fps": ("video frames received", "视频接收帧率"),
    "video_send_bitrate_big": ("video bitrate sent, large stream", "视频大流发送码率"),
    "video_send_bitrate_small": ("video bitrate sent, small stream", "视频小流发送码率"),
    "video_recv_bitrate": ("video bitrate received", "视频接收码率"),
    "video_up_delay": ("video uplink delay", "视频上行网络延时"),
    "video_up_loss": ("video uplink loss", "视频上行丢包率"),
    "video_down_delay": ("video downlink delay", "视频下行网络延时"),
    "video_down_loss": ("video downlink loss", "视频下行丢包率"),
    "video_stall": ("video stall", "视频卡顿时长"),
}
