"""Lists that the service gives beside its series: rooms, users, what was used, who was where."""

from dataclasses import dataclass
from math import nan
from typing import Generic, TypeVar

from rtc_tui.core.model import Dropped, Window


@dataclass(frozen=True, slots=True)
class Usage:
    """What one day used, in minutes by kind of stream. `day` is the start of a Beijing day. Not the bill."""

    day: int
    audio: float
    video_360p: float
    video_720p: float
    video_1080p: float


@dataclass(frozen=True, slots=True)
class DistributionShare:
    """One slice of a count over a whole window; `percent` (0 to 100) of all, NaN when it was not told."""

    slice: str
    value: float
    percent: float = nan


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, eq=False)
class Listing(Generic[Row]):
    """A list from the service, all of its pages and pieces put together.

    `total` is the service's own count; `more` says that there are some which it does not list.
    """

    window: Window
    rows: tuple[Row, ...]
    received: float  # epoch seconds by our clock, of the last page
    total: int = 0
    more: bool = False
    dropped: Dropped = Dropped()
    missing_users: tuple[str, ...] = ()  # asked for, and in no row
    request_id: str = ""
    skew_s: float | None = None
    notes: tuple[str, ...] = ()
