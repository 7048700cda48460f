"""Request fields, checked as the documents describe them. Everything wrong is a Refusal with a documented code."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from rtc_tui.simulator.exchange import Request
from rtc_tui.simulator.population import Product
from rtc_tui.simulator.refusals import Refusal
from rtc_tui.simulator.series import INDICATORS, Series
from rtc_tui.simulator.verify import pairs

Fields = Mapping[str, Any]
DIMENSIONS: Final = ("Province", "Country", "OS", "Access")
MAX_USERS: Final = 20
MOST_ROWS: Final = 100  # of a page
_ID: Final = re.compile(r"[A-Za-z0-9@._-]{1,128}", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", re.ASCII)


def body_fields(request: Request) -> dict[str, Any]:
    """The fields of a JSON body; null stands for absent."""
    if not request.body.strip():
        raise Refusal("InvalidParameter.BodyIsEmpty")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refusal("InvalidParameter.Unmarshal") from None
    if not isinstance(body, dict):
        raise Refusal("InvalidParameter.Unmarshal", "not an object")
    return {key: value for key, value in body.items() if value is not None}


def query_fields(request: Request) -> dict[str, Any]:
    """The fields of a query string; of a repeated key the first counts."""
    return dict(reversed(pairs(request.query)))


def text(fields: Fields, name: str, *, required: bool = False) -> str:
    """A string field, empty if absent."""
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise Refusal("InvalidParameter.Unmarshal", f"{name} must be a string")
    if required and not value:
        raise Refusal("InvalidParameter", f"{name} is required")
    return value


def texts(fields: Fields, name: str, *, or_text: bool = False) -> list[str]:
    """A field that is a list of strings, empty if absent. With `or_text` one plain string will do."""
    value = fields.get(name, [])
    if or_text and isinstance(value, str):
        return [value]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Refusal("InvalidParameter.Unmarshal", f"{name} must be a list of strings")
    return value


def check_app(fields: Fields, app: str) -> None:
    """Only the one app exists."""
    asked = text(fields, "AppId", required=True)
    if not _ID.fullmatch(asked):
        raise Refusal("InvalidParameter.IllegalAppId")
    if asked != app:
        raise Refusal("InvalidParameter.NotExistAppId")


def moment(fields: Fields, name: str) -> int:
    """A time field as Unix seconds."""
    value = text(fields, name, required=True)
    try:
        return int(datetime.fromisoformat(value).timestamp()) if _TIME.fullmatch(value) else _not_a_time(name)
    except (ValueError, OverflowError):
        return _not_a_time(name)


def _not_a_time(name: str) -> int:
    raise Refusal("InvalidParameter", f"{name} must be RFC3339 with seconds and an offset")


def clamped(fields: Fields, now: float, reach_s: int, span_s: int) -> tuple[int, int]:
    """StartTime and EndTime where a longer span is cut to its first `span_s` seconds without a word (FACTS 4.20)."""
    start, end = window(fields, now, reach_s, sys.maxsize)
    return start, min(end, start + span_s)


def page(fields: Fields) -> tuple[int, int]:
    """PageNum, from 1 on, and PageSize: more than 100 is 100."""
    return count(fields, "PageNum", 1), min(MOST_ROWS, count(fields, "PageSize", 20))


def count(fields: Fields, name: str, default: int) -> int:
    """A number in a query, at least 1."""
    value = text(fields, name) or str(default)
    if not value.isascii() or not value.isdigit() or len(value) > 9 or int(value) < 1:
        raise Refusal("InvalidParameter", f"{name} must be a number, at least 1")
    return int(value)


def truth(fields: Fields, name: str, *, default: bool) -> bool:
    """A `true` or `false` in a query."""
    return one_of(fields, name, ("true", "false"), "true" if default else "false") == "true"


def window(fields: Fields, now: float, reach_s: int, span_s: int) -> tuple[int, int]:
    """StartTime and EndTime as Unix seconds: at most `span_s` apart, the start at most `reach_s` ago."""
    start, end = moment(fields, "StartTime"), moment(fields, "EndTime")
    if start > end:
        raise Refusal("InvalidParameter.StartTimeAfterEndTime")
    if start < now - reach_s:
        raise Refusal("InvalidParameter.OutofTimeRange", f"at most {reach_s} seconds back")
    if end - start > span_s:
        raise Refusal("InvalidParameter.OutofTimeRange", f"at most {span_s} seconds at once")
    return start, end


def indicators(names: Sequence[str]) -> tuple[Series, ...]:
    """The series of the indicators asked for, each indicator once."""
    if not names:
        raise Refusal("InvalidParameter", "Indicator is required")
    unknown = [name for name in names if name not in INDICATORS]
    if unknown:
        raise Refusal("InvalidParameter", f"unknown Indicator: {unknown[0][:64]}")
    return tuple(series for name in dict.fromkeys(names) for series in INDICATORS[name])


def one_of(fields: Fields, name: str, allowed: Sequence[str], default: str = "") -> str:
    """A field with documented values, in the documents' spelling; letter case aside (FACTS 4.9, 4.10)."""
    value = text(fields, name, required=not default) or default
    for spelling in allowed:
        if spelling.lower() == value.lower():
            return spelling
    raise Refusal("InvalidParameter", f"{name} must be one of {', '.join(allowed)}")


def product(fields: Fields) -> Product:
    """ProductType."""
    return "web" if one_of(fields, "ProductType", ("native", "web"), "native") == "web" else "native"


def room(fields: Fields, *, required: bool = False) -> str:
    """RoomId, empty if absent."""
    value = text(fields, "RoomId", required=required)
    if value and not _ID.fullmatch(value):
        raise Refusal("InvalidParameter.IllegalRoomID")
    return value


def at_most_20(users: Sequence[str]) -> Sequence[str]:
    """The users, unless there are too many."""
    return at_most(MAX_USERS, users)


def at_most(most: int, users: Sequence[str]) -> Sequence[str]:
    """The users, unless there are more than `most`."""
    if len(users) > most:
        raise Refusal("InvalidParameter.UserCountOverLimit", f"at most {most} users")
    return users
