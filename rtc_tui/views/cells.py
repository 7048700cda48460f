"""The only formatter of numbers and times. Absent is `·`, never zero."""

from datetime import datetime, timedelta, timezone, tzinfo
from math import ceil, floor, isnan, log10
from typing import Final

from rtc_tui.core.indicators import SeriesName
from rtc_tui.core.model import Window
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t

ABSENT: Final = "·"
BEIJING: Final = timezone(timedelta(hours=8))  # whose days the service's are
GLYPHS: Final[dict[Severity, str]] = {
    Severity.NONE: "·",
    Severity.OK: "●",
    Severity.WARN: "▲",
    Severity.CRIT: "✖",
}
ASCII_GLYPHS: Final[dict[Severity, str]] = {
    Severity.NONE: "-",
    Severity.OK: ".",
    Severity.WARN: "!",
    Severity.CRIT: "X",
}


def number(value: float, decimals: int = 2) -> str:
    """`98.68`, `12 431`: in groups from ten thousand on, `1.2e+18` where digits would only fill the screen."""
    if isnan(value):
        return ABSENT
    if abs(value) >= 1e15:
        return f"{value:.2g}"
    grouped = abs(round(value, decimals)) >= 10_000
    return (f"{value:z,.{decimals}f}" if grouped else f"{value:z.{decimals}f}").replace(",", " ")


def value(amount: float, name: SeriesName) -> str:
    """The value of a series without its unit."""
    return number(amount, name.decimals)


def with_unit(amount: float, name: SeriesName, unit: str = "") -> str:
    """`98.68 %`, `12 431`."""
    shown = unit or name.unit
    return f"{value(amount, name)} {shown}".rstrip() if not isnan(amount) else ABSENT


def change(amount: float, name: SeriesName) -> str:
    """`+0.02`, `−1.90`, `±0`: always with its sign, a real minus so that columns look even."""
    if isnan(amount):
        return ABSENT
    text = number(abs(amount), name.decimals)
    if not float(text.replace(" ", "")):
        return "±0"
    return ("+" if amount > 0 else "−") + text


def share(part: float, whole: float, blank: str = "") -> str:
    """`37%` (`blank` before the sign), rounded; `<1%` and `>99%` where it is neither nothing nor all. Of nothing: absent."""
    if not whole:
        return ABSENT
    hundredths = part * 100 / whole
    if 0 < hundredths < 1:
        return f"<1{blank}%"
    if 99 < hundredths < 100:
        return f">99{blank}%"
    return f"{hundredths:.0f}{blank}%"


def clock(time: float | None, zone: tzinfo, seconds: bool = True) -> str:
    """`10:31:30` in the zone."""
    if time is None:
        return ABSENT
    return datetime.fromtimestamp(time, zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def zone_name(time: float, zone: tzinfo) -> str:
    """`CST`, or `+08` where the zone has no letters."""
    return datetime.fromtimestamp(time, zone).strftime("%Z") or "UTC"


def iso(time: float, zone: tzinfo) -> str:
    """RFC 3339 with the zone's offset: the form of all machine output."""
    return datetime.fromtimestamp(time, zone).isoformat(timespec="seconds")


def age(seconds: float) -> str:
    """`71 s`, `3 min`, `2 h 05 min`."""
    whole = max(0, int(seconds))
    if whole < 120:
        return t("cells.seconds", n=whole)
    if whole < 2 * 3600:
        return t("cells.minutes", n=whole // 60)
    return t("cells.hours", h=whole // 3600, m=f"{whole // 60 % 60:02}")


_TICK_STEPS: Final = (60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)


def time_ticks(window: Window, zone: tzinfo, at_most: int) -> tuple[tuple[int, str], ...]:
    """(time, `10:30`) at round local times of the window, `at_most` of them, evenly spaced."""
    step = next((s for s in _TICK_STEPS if window.seconds <= s * max(1, at_most)), _TICK_STEPS[-1])
    offset = datetime.fromtimestamp(window.start, zone).utcoffset()
    local = int(offset.total_seconds()) if offset else 0
    first = -(-(window.start + local) // step) * step - local
    return tuple((time, clock(time, zone, seconds=False)) for time in range(first, window.end, step))


def value_ticks(low: float, high: float, about: int) -> tuple[float, ...]:
    """Round values inside [low, high], evenly spaced: about that many, at most one more."""
    rough = (high - low) / max(1, about)
    power = 10.0 ** floor(log10(rough)) if rough > 0 else 1.0
    step = next((power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * (1 - 1e-9)), power * 10)
    first = ceil(low / step - 1e-9)
    return tuple(round(i * step, 10) for i in range(first, floor(high / step + 1e-9) + 1))
