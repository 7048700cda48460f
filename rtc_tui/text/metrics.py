"""Names of the call metrics. The Chinese ones are the service's own descriptions.

`about_` before the ID: what it is and what to read from it, in our words.
"""

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
    # what each is
    "about_cpu_app": (
        "Share of the device's processor that the app itself uses. High values make pictures and sound stutter at home, "
        "whatever the network does.",
        "应用自身占用的处理器比例。过高时，无论网络好坏，本端都会出现画面与声音不流畅。",
    ),
    "about_cpu_system": (
        "Share of the device's processor in use by everything. High while the app's is low: something else on the "
        "device is to blame.",
        "设备处理器的总占用比例。若它高而应用占用低，问题来自设备上的其他程序。",
    ),
    "about_audio_capture_volume": (
        "Loudness at the microphone. Flat at zero: muted, no permission, or a dead microphone.",
        "麦克风采集到的音量。持续为零：静音、无权限或麦克风故障。",
    ),
    "about_audio_playback_volume": (
        "Loudness of what is played. Zero while the peer's capture is not: it got lost on the way, or is "
        "not subscribed to.",
        "播放的音量。对端采集不为零而此处为零：途中丢失或未订阅。",
    ),
    "about_audio_send_bitrate": (
        "Bits of sound sent per second. Near zero while there is volume: nothing is published.",
        "每秒发送的音频比特数。有音量而接近零：没有发布。",
    ),
    "about_audio_recv_bitrate": (
        "Bits of sound received per second from this peer.",
        "每秒从该对端接收的音频比特数。",
    ),
    "about_audio_up_delay": (
        "Time that sound takes from this user to the service.",
        "音频从该用户到服务端的网络延时。",
    ),
    "about_audio_up_loss": (
        "Share of the sound's packets lost between this user and the service: hurts everybody who listens to them.",
        "该用户到服务端之间丢失的音频包占比：所有收听者都会受影响。",
    ),
    "about_audio_down_delay": (
        "Time that sound takes from the service to this user.",
        "音频从服务端到该用户的网络延时。",
    ),
    "about_audio_down_loss": (
        "Share of the sound's packets lost between the service and this user: hurts this user alone.",
        "服务端到该用户之间丢失的音频包占比：只影响该用户自己。",
    ),
    "about_audio_stall": (
        "Milliseconds of the interval in which the sound of this peer stood still.",
        "该时间段内播放该对端声音时卡顿的毫秒数。",
    ),
    "about_video_send_width": ("Width of the picture sent, in pixels.", "所发送画面的宽度（像素）。"),
    "about_video_send_height": (
        "Height of the picture sent, in pixels. It falls when uplink or processor do not keep up.",
        "所发送画面的高度（像素）。上行网络或处理器跟不上时会降低。",
    ),
    "about_video_recv_width": ("Width of the picture received, in pixels.", "所接收画面的宽度（像素）。"),
    "about_video_recv_height": (
        "Height of the picture received, in pixels: less than sent means the small stream, or an adapted one.",
        "所接收画面的高度（像素）。低于发送值表示收到小流或已自适应降级。",
    ),
    "about_video_capture_fps": (
        "Pictures per second from the camera. Low here: the camera or the device, not the network.",
        "摄像头每秒采集的帧数。此处偏低：问题在摄像头或设备，而非网络。",
    ),
    "about_video_send_fps_big": (
        "Pictures sent per second in the large stream. Lower than captured: the encoder or the uplink does not keep up.",
        "大流每秒发送的帧数。低于采集帧率：编码或上行网络跟不上。",
    ),
    "about_video_send_fps_small": (
        "Pictures sent per second in the small stream, where two sizes are published.",
        "小流每秒发送的帧数（开启大小流时）。",
    ),
    "about_video_recv_fps": (
        "Pictures per second received from this peer.",
        "每秒从该对端接收的帧数。",
    ),
    "about_video_send_bitrate_big": ("Bits per second sent in the large stream.", "大流每秒发送的比特数。"),
    "about_video_send_bitrate_small": ("Bits per second sent in the small stream.", "小流每秒发送的比特数。"),
    "about_video_recv_bitrate": (
        "Bits of video per second received from this peer. Low at full size: the picture is blurred.",
        "每秒从该对端接收的视频比特数。分辨率不变而码率低：画面模糊。",
    ),
    "about_video_up_delay": (
        "Time that video takes from this user to the service.",
        "视频从该用户到服务端的网络延时。",
    ),
    "about_video_up_loss": (
        "Share of the video's packets lost between this user and the service: hurts everybody who watches them.",
        "该用户到服务端之间丢失的视频包占比：所有观看者都会受影响。",
    ),
    "about_video_down_delay": (
        "Time that video takes from the service to this user.",
        "视频从服务端到该用户的网络延时。",
    ),
    "about_video_down_loss": (
        "Share of the video's packets lost between the service and this user: hurts this user alone.",
        "服务端到该用户之间丢失的视频包占比：只影响该用户自己。",
    ),
    "about_video_stall": (
        "Milliseconds of the interval in which the picture of this peer stood still.",
        "该时间段内播放该对端画面时卡顿的毫秒数。",
    ),
}
