"""From an unwrapped answer to `core.model`, and nothing else: every tolerance of FACTS 4 that these actions need.

Down to the list of points the answer must be what the documents promise, or nothing of it is believed (BadResponse with
the field's path; null stands for an empty list). A point that cannot be read costs itself alone, and is counted.
"""

from typing import Any, Final, NamedTuple

from rtc_tui.client.envelope import Envelope, refuse
from rtc_tui.client.fields import fields, instant, names, number, text, unit
from rtc_tui.core import indicators
from rtc_tui.core.model import BUCKET, Dropped, Query, Series, SeriesKey, Window
from rtc_tui.core.windows import floor
from rtc_tui.text import t

SLACK: Final = 3600  # seconds beyond the window asked for that a point may lie (FACTS 4.5)


class Payload(NamedTuple):
    """What an answer holds. `users` is the answer's own list of whom it is about; None when it has none."""

    series: tuple[Series, ...]
    dropped: Dropped
    users: tuple[str, ...] | None


def payload(envelope: Envelope, query: Query, window: Window) -> Payload:
    """The series of a real-time answer; for a distribution one per slice, from rows in any order."""
    result = _result(envelope)
    points = _Points(query, window)
    for index, entry in enumerate(_list(result.get("indicators"), "$.Result.Indicators", envelope.request_id)):
        if entry is not None:
            _indicator(entry, f"$.Result.Indicators[{index}]", envelope.request_id, points)
    return Payload(points.series(), points.dropped(), names(result.get("userid")))


def _result(envelope: Envelope) -> dict[str, Any]:
    return {} if envelope.result is None else _object(envelope.result, "$.Result", envelope.request_id)


def _indicator(entry: object, path: str, request_id: str, points: "_Points") -> None:
    members = _object(entry, path, request_id)
    name = text(members.get("name"))
    if not name:
        refuse(f"{path}.Name", t("client.wanted_text"), request_id)
    points.open(name, unit(members.get("unit")))
    for row in _list(members.get("data"), f"{path}.Data", request_id):
        points.add(name, row)


def _object(value: object, path: str, request_id: str) -> dict[str, Any]:
    members = fields(value)
    return members if members is not None else refuse(path, t("client.wanted_object"), request_id)


def _list(value: object, path: str, request_id: str) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else refuse(path, t("client.wanted_list"), request_id)


class _Points:
    """The points of one answer by series, and the count of those that were left out."""

    def __init__(self, query: Query, window: Window) -> None:
        self._query = query
        self._low, self._high = window.start - SLACK, window.end + SLACK
        self._units: dict[str, str] = {}
        self._values: dict[tuple[str, str], dict[int, float]] = {}
        self._bad_time = self._bad_value = self._bad_shape = self._duplicate = 0

    def open(self, name: str, unit_: str) -> None:
        """Begin a series, or go on with it: a name may come twice in one answer."""
        self._units[name] = self._units.get(name) or unit_ or indicators.parse(name).unit
        if self._query.dimension is None:
            self._values.setdefault((name, ""), {})

    def add(self, name: str, row: object) -> None:
        """Take a point in, or count why not. Of two in one bucket the later in the answer stays."""
        point = fields(row)
        slice_ = self._slice(point) if point is not None else None
        if point is None or slice_ is None:
            self._bad_shape += 1
            return
        at = instant(point.get("timestamp"))
        value = number(point.get("value"))
        if at is None or not self._low <= at <= self._high:
            self._bad_time += 1
        elif value is None:
            self._bad_value += 1
        else:
            values = self._values.setdefault((name, slice_), {})
            bucket = floor(at, BUCKET)
            self._duplicate += bucket in values
            values[bucket] = value

    def _slice(self, point: dict[str, Any]) -> str | None:
        return "" if self._query.dimension is None else text(point.get("dimension"))

    def series(self) -> tuple[Series, ...]:
        """All that was taken in; a series without a point is there, and empty."""
        query = self._query
        return tuple(
            Series.of(SeriesKey(name, query.product, query.scope, query.dimension, slice_), values, self._units[name])
            for (name, slice_), values in self._values.items()
        )

    def dropped(self) -> Dropped:
        """What was left out."""
        return Dropped(self._bad_time, self._bad_value, self._bad_shape, self._duplicate)
