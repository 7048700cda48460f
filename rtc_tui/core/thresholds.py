"""When a value is bad: severity, bounds, and the state of a series with persistence and hysteresis.

The vendor publishes no bounds. The numbers are this project's defaults, after what other vendors publish (Agora: join
and delay; Tencent and Agora: stall; first frame: by analogy with join), and each is a setting. `grade` colours a single
point; `state` looks at a stretch of points and is what glyphs, series and alerts go by.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from math import isnan
from types import MappingProxyType
from typing import Final, NamedTuple

from rtc_tui.core.indicators import Better, parse

PROFILES: Final = ("strict", "default", "tolerant")
CLEAR_AFTER: Final = 3  # points on the good side of the clear level before a state goes down


class Severity(IntEnum):
    """Worse is greater, so that `max` finds the worst."""

    NONE = 0  # no data, or no bounds known
    OK = 1
    WARN = 2
    CRIT = 3

    @property
    def word(self) -> str:
        """As it stands in JSON and CSV."""
        return ("none", "ok", "warn", "crit")[self]


class Bounds(NamedTuple):
    """Where warn and crit begin. `lower` is better: at or above is bad; `higher`: below is bad.

    `clear` is the level at which a state may go back to ok, `persist` the number of points before it goes up.
    """

    warn: float
    crit: float
    clear: float
    persist: int
    better: Better
    origin: str = "default"  # "default": this project's; "config": the user's

    def beyond(self, value: float, limit: float) -> bool:
        """Whether the value lies on the bad side of the limit."""
        return value < limit if self.better == "higher" else value >= limit

    def cleared(self, value: float) -> bool:
        """Whether the value is good enough to end a bad state."""
        return value >= self.clear if self.better == "higher" else value < self.clear

    def mirrored(self) -> "Bounds":
        """The same bounds for the other reading of a percentage: the share that was good."""
        other: Better = "lower" if self.better == "higher" else "higher"
        return self._replace(warn=100 - self.warn, crit=100 - self.crit, clear=100 - self.clear, better=other)


@dataclass(frozen=True, slots=True)
class Override:
    """What a user sets for one indicator; None leaves the default."""

    warn: float | None = None
    crit: float | None = None
    better: Better | None = None


# (indicator, medium, tier) from the most special to the most general; "" stands for any.
_DEFAULTS: Final[dict[tuple[str, str, str], Bounds]] = {
    ("join_room_success_rate", "", "10s"): Bounds(99, 97, 99, 2, "higher"),
    ("join_room_success_rate", "", ""): Bounds(97, 95, 97, 2, "higher"),
    ("stall_rate", "video", ""): Bounds(5, 10, 4, 2, "lower"),
    ("stall_rate", "", ""): Bounds(3, 5, 2.5, 2, "lower"),
    ("first_frame_send_success_rate", "", ""): Bounds(98, 95, 98, 3, "higher"),
    ("first_frame_recv_success_rate", "", ""): Bounds(97, 95, 97, 3, "higher"),
    ("network_trans_delay", "", ""): Bounds(95, 90, 95, 2, "higher"),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The bounds in use: the defaults under what the user set.

    The profiles `strict` and `tolerant` differ from `default` in call metrics only: what they stand on (Twilio's and
    Huawei's published limits) names loss, delay, jitter and CPU, no aggregate indicator.
    """

    profile: str = "default"
    overrides: Mapping[str, Override] = field(default_factory=lambda: MappingProxyType({}))

    def bounds(self, raw: str) -> Bounds | None:
        """The bounds for a series name as the service spells it; None when nothing is known about it."""
        name = parse(raw)
        found = next(
            (
                _DEFAULTS[key]
                for medium, tier in ((name.medium, name.tier), ("", name.tier), (name.medium, ""), ("", ""))
                if (key := (name.indicator, medium, tier)) in _DEFAULTS
            ),
            None,
        )
        override = self.overrides.get(raw) or self.overrides.get(name.indicator)
        return _overridden(found, override) if override else found


def _overridden(found: Bounds | None, override: Override) -> Bounds | None:
    if found is None:
        if override.warn is None or override.crit is None:
            return None
        found = Bounds(override.warn, override.crit, override.warn, 2, override.better or "lower")
    if override.better and override.better != found.better:
        found = found.mirrored()
    warn = found.warn if override.warn is None else override.warn
    crit = found.crit if override.crit is None else override.crit
    clear = found.clear if override.warn is None else override.warn
    return found._replace(warn=warn, crit=crit, clear=clear, origin="config")


def grade(bounds: Bounds | None, value: float) -> Severity:
    """The severity of one value by itself."""
    if bounds is None or isnan(value):
        return Severity.NONE
    if bounds.beyond(value, bounds.crit):
        return Severity.CRIT
    return Severity.WARN if bounds.beyond(value, bounds.warn) else Severity.OK


def states(bounds: Bounds | None, values: Sequence[float]) -> list[Severity]:
    """The state after each value of a stretch, oldest first; NONE before the first value.

    It goes up when `persist` values in a row are at least that bad, down to warn after CLEAR_AFTER values in a row
    that are not crit, and down to ok after CLEAR_AFTER values in a row beyond the clear level. A hole neither raises
    nor clears. The first `persist` values are graded by the least bad of them so far: nothing stands before them.
    """
    out: list[Severity] = []
    now = Severity.NONE
    recent: deque[tuple[float, Severity]] = deque(maxlen=max(CLEAR_AFTER, bounds.persist if bounds else 0))
    seen = 0
    for value in values:
        if bounds is not None and not isnan(value):
            recent.append((value, grade(bounds, value)))
            seen += 1
            first = seen <= bounds.persist
            now = min(severity for _, severity in recent) if first else _step(bounds, now, list(recent))
        out.append(now)
    return out


def state(bounds: Bounds | None, values: Sequence[float]) -> Severity:
    """The state after a stretch of values; NONE when there are none."""
    return next(reversed(states(bounds, values)), Severity.NONE)


def _step(bounds: Bounds, now: Severity, recent: list[tuple[float, Severity]]) -> Severity:
    """The next state, from the one before and the latest values, newest last."""
    raised = min(severity for _, severity in recent[-bounds.persist :])
    if raised > now:
        return raised
    latest = recent[-CLEAR_AFTER:]
    if now is Severity.OK or len(latest) < CLEAR_AFTER:
        return now
    if all(bounds.cleared(value) for value, _ in latest):
        return Severity.OK
    return Severity.WARN if all(severity < Severity.CRIT for _, severity in latest) else now
