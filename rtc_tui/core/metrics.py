"""The 27 call metrics: one row each, and how to know them again in an answer.

The service tells a metric by its Chinese description; of its own field names only two are documented (FACTS 1.11). So a
metric is known by description, in either direction's rows: `rows` is where it is expected (FACTS 12), not a condition.
The catalogue's unit counts: the documents print `kbps` for a loss. What is not known keeps its own text as its ID.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal
from unicodedata import normalize

from rtc_tui.core.calls import CallMetric, Direction
from rtc_tui.core.indicators import Better
from rtc_tui.text import t

Medium = Literal["device", "audio", "video"]
_UP: Final = frozenset((Direction.UP,))
_DOWN: Final = frozenset((Direction.DOWN,))
_EITHER: Final = _UP | _DOWN


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the catalogue. `better` is None where neither way is; `name` is the service's own, where documented."""

    id: str
    desc: str
    unit: str
    medium: Medium
    rows: frozenset[Direction]
    better: Better | None = None
    decimals: int = 0
    name: str = ""

    @property
    def label(self) -> str:
        """Its name for people, in the language in use."""
        return t(f"metrics.{self.id}")


CATALOGUE: Final[dict[str, Metric]] = {
    row.id: row
    for row in (
        Metric("cpu_app", "App 的 CPU 使用率", "%", "device", _EITHER, "lower", 1),
        Metric("cpu_system", "系统 CPU 使用率", "%", "device", _EITHER, "lower", 1),
        Metric("audio_capture_volume", "音频采集音量", "", "audio", _UP),
        Metric("audio_playback_volume", "音频播放音量", "", "audio", _DOWN),
        Metric("audio_send_bitrate", "音频发送码率", "kbps", "audio", _UP, "higher", name="bandwidth"),
        Metric("audio_recv_bitrate", "音频接收码率", "kbps", "audio", _DOWN, "higher"),
        Metric("audio_up_delay", "音频上行网络延时", "ms", "audio", _UP, "lower"),
        Metric("audio_up_loss", "音频上行丢包率", "%", "audio", _UP, "lower", 2, name="fraction_lost"),
        Metric("audio_down_delay", "音频下行网络延时", "ms", "audio", _DOWN, "lower"),
        Metric("audio_down_loss", "音频下行丢包率", "%", "audio", _DOWN, "lower", 2),
        Metric("audio_stall", "音频卡顿时长", "ms", "audio", _DOWN, "lower"),
        Metric("video_send_width", "视频发送分辨率的宽", "", "video", _UP),
        Metric("video_send_height", "视频发送分辨率的高", "", "video", _UP),
        Metric("video_recv_width", "视频接收分辨率的宽", "", "video", _DOWN),
        Metric("video_recv_height", "视频接收分辨率的高", "", "video", _DOWN),
        Metric("video_capture_fps", "视频采集帧率", "fps", "video", _UP, "higher", 1),
        Metric("video_send_fps_big", "视频大流发送帧率", "fps", "video", _UP, "higher", 1),
        Metric("video_send_fps_small", "视频小流发送帧率", "fps", "video", _UP, "higher", 1),
        Metric("video_recv_fps", "视频接收帧率", "fps", "video", _DOWN, "higher", 1),
        Metric("video_send_bitrate_big", "视频大流发送码率", "kbps", "video", _UP, "higher"),
        Metric("video_send_bitrate_small", "视频小流发送码率", "kbps", "video", _UP, "higher"),
        Metric("video_recv_bitrate", "视频接收码率", "kbps", "video", _DOWN, "higher"),
        Metric("video_up_delay", "视频上行网络延时", "ms", "video", _UP, "lower"),
        Metric("video_up_loss", "视频上行丢包率", "%", "video", _UP, "lower", 2),
        Metric("video_down_delay", "视频下行网络延时", "ms", "video", _DOWN, "lower"),
        Metric("video_down_loss", "视频下行丢包率", "%", "video", _DOWN, "lower", 2),
        Metric("video_stall", "视频卡顿时长", "ms", "video", _DOWN, "lower"),
    )
}

_BLANKS: Final = re.compile(r"\s+")


def _folded(desc: str) -> str:
    """A description as it is compared: width, case and blanks aside, and both words for delay as one."""
    return _BLANKS.sub("", normalize("NFKC", desc[:64])).casefold().replace("时延", "延时")


_BY_DESC: Final = {_folded(row.desc): row for row in CATALOGUE.values()}
_BY_NAME: Final = {(Direction.UP, row.name): row for row in CATALOGUE.values() if row.name}


def find(direction: Direction, desc: str, name: str = "") -> Metric | None:
    """The metric of a description; where there is none, of a name that is documented for this direction."""
    return _BY_DESC.get(_folded(desc)) if desc else _BY_NAME.get((direction, name))


def identified(direction: Direction, desc: str, name: str, unit: str) -> CallMetric:
    """A metric as an answer names it, with our ID and unit where it is known."""
    row = find(direction, desc, name)
    if row is None:
        return CallMetric(desc or name, name, desc, unit)
    return CallMetric(row.id, name, desc, row.unit)


def order(metric_id: str) -> tuple[int, str]:
    """Sort key: catalogue order; unknown ones last, by ID."""
    known = list(CATALOGUE)
    return (known.index(metric_id) if metric_id in CATALOGUE else len(known)), metric_id
