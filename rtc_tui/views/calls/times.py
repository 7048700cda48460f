"""Moments of days gone by, and how long something took."""

from datetime import datetime, tzinfo

from rtc_tui.views import cells


def moment(at: float | None, now: float, zone: tzinfo) -> str:
    """`10:32:05` of today, `11-19 22:10` of another day."""
    if at is None:
        return cells.ABSENT
    if datetime.fromtimestamp(at, zone).date() == datetime.fromtimestamp(now, zone).date():
        return cells.clock(at, zone)
    return datetime.fromtimestamp(at, zone).strftime("%m-%d %H:%M")


def lasted(start: int | None, end: float | None) -> str:
    """`3 min`; `·` when an end is not known."""
    return cells.ABSENT if start is None or end is None else cells.age(end - start)
