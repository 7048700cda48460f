"""The aggregate indicators: what can be asked for, and what the names in an answer mean.

One request names an indicator without tier and medium (`stall_rate`); the answer has one series per tier and medium
(`80ms_audio_stall_rate`). Which tiers come back is the service's business, so names are parsed, never compared
(FACTS 1.13, 4.3). A name that does not parse is shown as it is.
"""

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from rtc_tui.text import t

Better = Literal["higher", "lower"]


class Indicator(NamedTuple):
    """One row of the catalogue; `default_tier` is the vendor's when the name carries none."""

    name: str
    unit: str
    better: Better
    decimals: int = 2
    default_tier: dict[str, str] | str = ""

    @property
    def label(self) -> str:
        """Its name for people, in the language in use."""
        return t(f"indicators.{self.name}")


CATALOGUE: Final[dict[str, Indicator]] = {
    row.name: row
    for row in (
        Indicator("join_room_success_rate", "%", "higher", default_tier="5s"),
        Indicator("stall_rate", "%", "lower", default_tier={"audio": "80ms", "video": "500ms"}),
        Indicator("first_frame_send_success_rate", "%", "higher"),
        Indicator("first_frame_recv_success_rate", "%", "higher"),
        Indicator("network_trans_delay", "%", "higher", default_tier="400ms"),
        Indicator("online_user_count", "", "higher", decimals=0),
        Indicator("online_room_count", "", "higher", decimals=0),
    )
}
QUALITY: Final = tuple(name for name in CATALOGUE if not name.startswith("online_"))
OPERATION: Final = tuple(name for name in CATALOGUE if name.startswith("online_"))

# Offline operation data: one value per hour or day of the whole app. Not among the series that are parsed and asked for
# as quality is; none is good or bad by itself. The documents reckon times in minutes, by example.
OFFLINE: Final[dict[str, Indicator]] = {
    row.name: row
    for row in (
        Indicator("user_count", "", "higher", decimals=0),
        Indicator("session_count", "", "higher", decimals=0),
        Indicator("peak_concurrent_user", "", "higher", decimals=0),
        Indicator("room_count", "", "higher", decimals=0),
        Indicator("high_concurrency_room", "", "higher", decimals=0),
        Indicator("peak_concurrent_room", "", "higher", decimals=0),
        Indicator("avg_call_count", "", "higher"),
        Indicator("per_call_time", "min", "higher"),
        Indicator("avg_call_time", "min", "higher"),
        Indicator("total_online_time", "min", "higher"),
        Indicator("avg_online_time", "min", "higher"),
        Indicator("avg_user_count", "", "higher"),
    )
}
OFFLINE_OPERATION: Final = tuple(OFFLINE)

# ASCII: without it, letters and digits of other scripts would match, and not be what they look like.
_NAME: Final = re.compile(
    r"(?:(\d{1,6}(?:ms|s))_)?(?:(audio|video)_)?(" + "|".join(CATALOGUE) + ")", re.IGNORECASE | re.ASCII
)


class SeriesName(NamedTuple):
    """A name as it came back, taken apart. `indicator` is empty when the name is not known."""

    raw: str
    indicator: str = ""
    medium: str = ""
    tier: str = ""

    @property
    def row(self) -> Indicator | None:
        """The catalogue's row, if the name is known."""
        return CATALOGUE.get(self.indicator)

    @property
    def unit(self) -> str:
        """The catalogue's unit: distributions carry none, and call answers a wrong one."""
        return self.row.unit if self.row else ""

    @property
    def better(self) -> Better | None:
        """Which way is good; None when the name is not known."""
        return self.row.better if self.row else None

    @property
    def decimals(self) -> int:
        """How many decimals the service keeps."""
        return self.row.decimals if self.row else 2

    @property
    def label(self) -> str:
        """For people: `audio stall 80ms`, `join 5s`. The raw name when it is not known."""
        if not self.row:
            return self.raw
        medium = t(f"indicators.{self.medium}") if self.medium else ""
        return t(
            "indicators.label", medium=medium, name=t(f"indicators.short_{self.indicator}"), tier=self.tier
        ).strip()


@lru_cache(maxsize=4096)
def parse(raw: str) -> SeriesName:
    """Take a series name apart. Never fails: what is not known keeps its raw name alone."""
    match = _NAME.fullmatch(raw.strip())
    if not match:
        return SeriesName(raw)
    tier, medium, name = (part.lower() if part else "" for part in match.groups())
    return SeriesName(raw, name, medium, tier)


@lru_cache(maxsize=4096)
def meant(raw: str) -> str:
    """The indicator that a name speaks of: parsed or, where it is not known, the only one whose name it holds; or ""."""
    if found := parse(raw).indicator:
        return found
    held = [name for name in CATALOGUE if name in raw.lower()]
    return held[0] if len(held) == 1 else ""


_MEDIA: Final = ("", "audio", "video")


def order(raw: str) -> tuple[int, int, int, str]:
    """Sort key: catalogue order, then audio before video, then tier; unknown names last, by name."""
    name = parse(raw)
    if not name.row:
        return len(CATALOGUE), 0, 0, raw
    return list(CATALOGUE).index(name.indicator), _MEDIA.index(name.medium), _milliseconds(name.tier), raw


def _milliseconds(tier: str) -> int:
    if not tier:
        return 0
    return int(tier[:-2]) if tier.endswith("ms") else int(tier[:-1]) * 1000
