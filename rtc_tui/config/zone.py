"""Time zones by name: `system`, `UTC`, or an IANA name. `zoneinfo` is loaded for the last alone."""

from datetime import UTC, datetime, timedelta, tzinfo


class SystemZone(tzinfo):
    """The zone of this machine, as the C library knows it: with its changes in summer and winter.

    The standard library has fixed offsets and named zones only, and a machine need not tell the name of its own.
    """

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        """Offset of a wall time; a time that occurs twice is told by its `fold`."""
        return when.replace(tzinfo=None).astimezone().utcoffset() if when else None

    def dst(self, _when: datetime | None) -> timedelta | None:
        """Not known apart from the offset."""
        return None

    def tzname(self, when: datetime | None) -> str | None:
        """Abbreviation of a wall time's zone, as CST or CET."""
        return when.replace(tzinfo=None).astimezone().tzname() if when else None

    def fromutc(self, when: datetime) -> datetime:
        """UTC to wall time."""
        there = when.replace(tzinfo=UTC).astimezone()
        here = there.replace(tzinfo=self)
        return here if here.utcoffset() == there.utcoffset() else here.replace(fold=1)

    def __repr__(self) -> str:
        return "SystemZone()"


def find_zone(name: str) -> tzinfo | None:
    """The zone of that name; None when there is none."""
    if name == "system":
        return SystemZone()
    if name.upper() in {"UTC", "Z", "GMT"}:
        return UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; a path that leaves the folder; a folder
        return None


def near(name: str) -> list[str]:
    """Names like this one: the same city, however it is spelled, or the same spelling, nearly."""
    from difflib import get_close_matches
    from zoneinfo import available_timezones

    names = {zone.casefold(): zone for zone in available_timezones()}
    asked = name.casefold().replace(" ", "_")
    city = [zone for low, zone in sorted(names.items()) if low.rpartition("/")[2] == asked.rpartition("/")[2]]
    return city[:3] or [names[low] for low in get_close_matches(asked, names, n=3, cutoff=0.6)]
