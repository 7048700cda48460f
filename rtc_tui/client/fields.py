"""Reading one field of a stranger's JSON: a value of ours, or None. Never raises (FACTS 4)."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from math import isfinite
from typing import Any, Final

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_TIME: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,][0-9]+)?"
    # the zone: Z, an offset, or one whose plus a form decoder has turned into a space (FACTS 0.5)
    r" ?(?:([Zz])|([ +-])([0-9]{2}):?([0-9]{2}))"
)
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LONGEST: Final = 64  # characters of a number or a time
_NO_UNIT: Final = frozenset(("", "-", "--", "–", "—", "——", "none", "null"))
_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}


def fields(value: object) -> dict[str, Any] | None:
    """An object's members by lower-case name: the documents disagree on case. None when it is not an object."""
    if not isinstance(value, Mapping):
        return None
    return {str(name).lower(): member for name, member in value.items()}


def text(value: object) -> str | None:
    """A string, fit to be encoded again: a lone surrogate becomes U+FFFD. None when it is not a string."""
    if not isinstance(value, str):
        return None
    return value if value.isascii() else _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)


def number(value: object) -> float | None:
    """A finite number, also one that was sent as a string, also with a percent sign."""
    if type(value) is float:  # nearly all are
        return value if isfinite(value) else None
    if isinstance(value, str):
        return _number_in(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None


def _number_in(value: str) -> float | None:
    # the pattern keeps out what float() would take besides: nan, inf, 1_000, digits of other scripts
    digits = value[:_LONGEST].strip().rstrip("%％").rstrip()
    if len(value) > _LONGEST or not _NUMBER.fullmatch(digits):
        return None
    return number(float(digits))


def instant(value: object) -> float | None:
    """Epoch seconds from RFC 3339 with any offset, or from epoch seconds (10 digits) or milliseconds (13 digits)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        if len(value) > _LONGEST:
            return None
        stripped = value.strip()
        return _epoch(int(stripped)) if stripped.isascii() and stripped.isdigit() else _rfc3339(stripped)
    return _epoch(value) if isinstance(value, int | float) else None


def _epoch(value: float) -> float | None:
    if 10**9 <= value < 10**10:
        return float(value)
    if 10**12 <= value < 10**13:
        return value / 1000
    return None


@lru_cache(maxsize=1024)  # one answer has the same 120 times in each of its series
def _rfc3339(value: str) -> float | None:
    match = _TIME.fullmatch(value)
    if not match:
        return None
    day, clock, utc, sign, hours, minutes = match.groups()
    offset = "+00:00" if utc else f"{'-' if sign == '-' else '+'}{hours}:{minutes}"
    try:
        return datetime.fromisoformat(f"{day}T{clock}{offset}").timestamp()
    except (ValueError, OverflowError):
        return None


def unit(value: object) -> str:
    """A unit, case-folded; empty when there is none or when it is written as a dash."""
    folded = value.strip().casefold() if isinstance(value, str) else ""
    return "" if folded in _NO_UNIT else folded


def flag(value: object) -> bool | None:
    """A truth, also one that was sent as a string or as 0 and 1. None when it is none."""
    if isinstance(value, bool):
        return value
    return _FLAGS.get(str(value)[:8].strip().lower()) if isinstance(value, str | int) else None


def names(value: object) -> tuple[str, ...] | None:
    """A list of names, also one sent as a string with commas. None when it is absent or neither."""
    if isinstance(value, str):
        parts = (part.strip(' "') for part in value.split(","))
        return tuple(part for part in map(text, parts) if part)
    if isinstance(value, list):
        return tuple(name for name in map(text, value) if name)
    return None
