"""Times as people type them: `-15m`, `10:32`, `2026-11-20 10:32+08:00`, RFC 3339.

What is ambiguous is decided here, once:

- A time without a date (`10:32`) is the latest one that has passed: at 00:05 it means yesterday's.
- A time without an offset is in the zone that the user chose. When clocks go back it occurs twice: the first is meant.
  When they go forward it does not occur: the same distance after the change is meant (02:30 becomes 03:30).
- Fractions of a second are cut off.
"""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

from rtc_tui.errors import UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_AGO: Final = re.compile(r"-(?:[0-9]{1,7}[smhd])+")
_AMOUNT: Final = re.compile(r"([0-9]+)([smhd])")
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_STAMP: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?\s?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)


def parse_time(text: str, now: float, zone: tzinfo) -> int:
    """Epoch seconds of what was typed. `now` is in epoch seconds. Raises `UsageError` with the forms that are known."""
    word = text.strip()
    try:
        if word.casefold() == "now":
            return int(now)
        if _AGO.fullmatch(word.casefold()):
            return int(now) - sum(int(count) * _UNITS[unit] for count, unit in _AMOUNT.findall(word.casefold()))
        if clock := _CLOCK.fullmatch(word):
            return _latest(_wall(clock), now, zone)
        if stamp := _STAMP.fullmatch(word):
            return _stamp(stamp, zone)
    except (ValueError, OverflowError, OSError):
        pass  # the right shape, and no such time: 25:00, 30 February, the year 0
    raise UsageError(t("times.unreadable", text=safe(text, 60)), t("times.forms"))


def _wall(match: re.Match[str]) -> time:
    hour, minute, second = (int(part or 0) for part in match.groups())
    return time(hour, minute, second)


def _latest(wall: time, now: float, zone: tzinfo) -> int:
    today = datetime.fromtimestamp(now, UTC).astimezone(zone).date()
    at = _epoch(datetime.combine(today, wall, zone))
    return at if at <= now else _epoch(datetime.combine(today - timedelta(days=1), wall, zone))


def _stamp(match: re.Match[str], zone: tzinfo) -> int:
    numbers = [int(part or 0) for part in match.groups()[:6]]
    year, month, day, hour, minute, second = numbers
    return _epoch(datetime(year, month, day, hour, minute, second, tzinfo=_offset(match[7]) or zone))


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    return UTC if text in "Zz" else datetime.strptime(text.replace(":", ""), "%z").tzinfo


def _epoch(when: datetime) -> int:
    """Seconds; the first of two, and past the change for a time that was skipped (PEP 495, fold=0)."""
    return int(when.timestamp())
