"""The ten quality series: the names the service prints, and how bad each is on a calm day.

*Badness* is what is wrong, in percent points, never negative: the stall rate itself, or 100 minus a success rate. It is
what adds up over cells, so the world reckons in it; `shown` turns it into the value that the service prints.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """`indicator` is what a caller asks for, `name` what the service prints; `calm` is the app's usual badness."""

    name: str
    indicator: str
    calm: float
    lower_is_better: bool = False

    def shown(self, badness: float) -> float:
        """The value as printed, within 0 and 100."""
        inside = min(100.0, max(0.0, badness))
        return inside if self.lower_is_better else 100.0 - inside


SERIES: Final[tuple[Series, ...]] = (
    Series("5s_join_room_success_rate", "join_room_success_rate", 1.05),
    Series("10s_join_room_success_rate", "join_room_success_rate", 0.36),
    Series("80ms_audio_stall_rate", "stall_rate", 1.35, lower_is_better=True),
    Series("500ms_video_stall_rate", "stall_rate", 1.85, lower_is_better=True),
    Series("audio_first_frame_send_success_rate", "first_frame_send_success_rate", 0.55),
    Series("video_first_frame_send_success_rate", "first_frame_send_success_rate", 0.80),
    Series("audio_first_frame_recv_success_rate", "first_frame_recv_success_rate", 0.75),
    Series("video_first_frame_recv_success_rate", "first_frame_recv_success_rate", 1.15),
    Series("400ms_audio_network_trans_delay", "network_trans_delay", 1.50),
    Series("400ms_video_network_trans_delay", "network_trans_delay", 1.90),
)
BY_NAME: Final[dict[str, Series]] = {s.name: s for s in SERIES}
INDICATORS: Final[dict[str, tuple[Series, ...]]] = {
    indicator: tuple(s for s in SERIES if s.indicator == indicator)
    for indicator in dict.fromkeys(s.indicator for s in SERIES)
}
OPERATION: Final = ("online_user_count", "online_room_count")
WEB_LEVEL: Final = 1.12  # browsers do worse than the native SDK
