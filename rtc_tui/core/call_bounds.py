"""When a call metric is bad: the bounds that colour it, by profile.

They grade single values on screen; the diagnosis goes by `core/rules.py`. The defaults are QUALITY_RULES 2 (Tencent,
Agora, Google, Huawei, ITU-T G.114). `strict` says when a user should be warned (Twilio: 1 % loss, 400 ms round trip,
halved since our delays are one-way), `tolerant` what is certainly too much (Huawei: 20 %, 500 ms, 80 % and 70 % CPU); a
profile changes only what it names. Stalls are graded as a share of time in per cent, everything else in the unit of
the catalogue. What has no bounds of its own (bitrates, sizes, volumes, frames sent) depends on what was asked for.
"""

from types import MappingProxyType
from typing import Final

from rtc_tui.core.thresholds import Bounds

_AUDIO_LOSS: Final = ("audio_up_loss", "audio_down_loss")
_VIDEO_LOSS: Final = ("video_up_loss", "video_down_loss")
_DELAY: Final = ("audio_up_delay", "audio_down_delay", "video_up_delay", "video_down_delay")

_DEFAULT: Final[dict[str, Bounds]] = {
    "cpu_app": Bounds(60, 70, 50, 3, "lower"),
    "cpu_system": Bounds(75, 85, 70, 3, "lower"),
    **dict.fromkeys(_AUDIO_LOSS, Bounds(2, 5, 1, 3, "lower")),
    **dict.fromkeys(_VIDEO_LOSS, Bounds(3, 5, 1.5, 3, "lower")),
    **dict.fromkeys(_DELAY, Bounds(200, 400, 150, 3, "lower")),
    "video_capture_fps": Bounds(10, 5, 12, 5, "higher"),
    "audio_stall": Bounds(3, 5, 2, 2, "lower"),
    "video_stall": Bounds(5, 10, 4, 2, "lower"),
}
_STRICT: Final[dict[str, Bounds]] = {
    **dict.fromkeys((*_AUDIO_LOSS, *_VIDEO_LOSS), Bounds(1, 3, 0.5, 3, "lower")),
    **dict.fromkeys(_DELAY, Bounds(150, 200, 150, 3, "lower")),
}
_TOLERANT: Final[dict[str, Bounds]] = {
    "cpu_app": Bounds(70, 80, 60, 3, "lower"),
    "cpu_system": Bounds(80, 90, 75, 3, "lower"),
    **dict.fromkeys((*_AUDIO_LOSS, *_VIDEO_LOSS), Bounds(10, 20, 5, 3, "lower")),
    **dict.fromkeys(_DELAY, Bounds(400, 500, 300, 3, "lower")),
}
# What is measured against something else: frames as per cent of the frames before them, per cent below the last minute's
# bitrate, and kbps of sound while there is any. No profile changes these.
RELATIVE: Final = MappingProxyType(
    {
        "share": Bounds(70, 50, 85, 3, "higher"),
        "drop": Bounds(30, 60, 20, 3, "lower"),
        "voice": Bounds(16, 8, 24, 3, "higher"),
    }
)
_PROFILES: Final = MappingProxyType(
    {
        "default": MappingProxyType(_DEFAULT),
        "strict": MappingProxyType(_DEFAULT | _STRICT),
        "tolerant": MappingProxyType(_DEFAULT | _TOLERANT),
    }
)


def bounds(metric: str, profile: str = "default") -> Bounds | None:
    """The bounds of a metric of the catalogue; None where there are none. An unknown profile is the default one."""
    return _PROFILES.get(profile, _PROFILES["default"]).get(metric)
