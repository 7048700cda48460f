"""The shape that the documents promise, or BadResponse that says where it is another."""

from typing import Any

from rtc_tui.client.envelope import Envelope, refuse
from rtc_tui.client.fields import fields, instant
from rtc_tui.text import t

_EARLIEST = 10**9  # the zero times of other languages (year 1, 1970) mean that there is none


def result_of(envelope: Envelope) -> dict[str, Any]:
    """The result's members by lower-case name; null is an empty one."""
    return {} if envelope.result is None else members(envelope.result, "$.Result", envelope.request_id)


def members(value: object, path: str, request_id: str) -> dict[str, Any]:
    """An object's members by lower-case name."""
    found = fields(value)
    return found if found is not None else refuse(path, t("client.wanted_object"), request_id)


def rows(value: object, path: str, request_id: str) -> list[Any]:
    """A list; null is an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else refuse(path, t("client.wanted_list"), request_id)


class Losses:
    """What of a list cannot be read: how much, and where the first of it stands."""

    def __init__(self) -> None:
        self.count = 0
        self.first: tuple[str, str] | None = None  # path, and what was wanted there

    def add(self, path: str, wanted: str, points: int = 1) -> None:
        """Leave something out that holds so many points; it counts as one at least."""
        self.count += max(1, points)
        self.first = self.first or (path, wanted)

    def null(self) -> None:
        """Leave out a null: it stands for nothing, and says nothing about the rest."""
        self.count += 1

    def check(self, good: object, request_id: str) -> None:
        """BadResponse when something could not be read, and nothing else could: that is not the same as no data."""
        if self.first is not None and not good:
            refuse(*self.first, request_id)


def moment(value: object) -> int | None:
    """Whole epoch seconds; None for a time that is empty, missing, null, zero or unreadable (FACTS 4.15)."""
    at = instant(value)
    return int(at) if at is not None and at >= _EARLIEST else None
