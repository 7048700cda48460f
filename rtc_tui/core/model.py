"""The data as rtc-tui sees it, after `client.wire` and before any view: frozen, slotted, in columns.

A point in time is an `int` of epoch seconds; a bucket is named by its start. A value that is absent is NaN in a column
and never zero. Equality of the big ones is identity (`eq=False`): comparing columns on each tick would cost more than
drawing them.
"""

from __future__ import annotations  # array[float] is for the type checker alone before Python 3.12

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isnan, nan
from typing import Final, NamedTuple

BUCKET: Final = 30  # seconds, the step of every real-time series
FIVE_MINUTES: Final = 300  # and those of the offline ones
HOUR: Final = 3600
DAY: Final = 86_400  # Beijing's, whatever zone the user chose (FACTS 11)
_BEIJING: Final = 8 * HOUR


def phase(step: int) -> int:
    """Where in a step its grid begins (seconds after a multiple of it): zero, but for days, which are Beijing's."""
    return -_BEIJING % DAY if step == DAY else 0


class Product(StrEnum):
    """Which SDKs the numbers are about. The API never mixes them."""

    NATIVE = "native"
    WEB = "web"


class Dimension(StrEnum):
    """What a distribution is split by, spelled as the documents do."""

    PROVINCE = "Province"
    COUNTRY = "Country"
    OS = "OS"
    ACCESS = "Access"


class Provenance(StrEnum):
    """Where a value came from."""

    REALTIME = "realtime"
    RECORDED = "recorded"
    OFFLINE = "offline"
    MISSING = "missing"


ORIGINS: Final = (Provenance.MISSING, Provenance.REALTIME, Provenance.RECORDED, Provenance.OFFLINE)


class Scope(NamedTuple):
    """Whom a series is about: the whole app, one room, or some users of a room taken together.

    Several users give one set of series for all of them (FACTS 11): two scopes can not be merged. `os` and `access` are
    for native and offline data alone; empty means all.
    """

    room: str = ""
    users: tuple[str, ...] = ()
    os: tuple[str, ...] = ()
    access: tuple[str, ...] = ()


WHOLE_APP: Final = Scope()


class SeriesKey(NamedTuple):
    """What makes a series the same series in two answers. `name` is the service's own spelling."""

    name: str
    product: Product = Product.NATIVE
    scope: Scope = WHOLE_APP
    dimension: Dimension | None = None
    slice: str = ""


class Window(NamedTuple):
    """[start, end) in epoch seconds."""

    start: int
    end: int

    @property
    def seconds(self) -> int:
        """Length; never negative."""
        return max(0, self.end - self.start)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One indicator over time, on a grid: `values[i]` belongs to the bucket that starts at `start + i * step`.

    The first and the last value are present (not NaN), unless the series is empty. `provenance` is that of the newest
    bucket; where others came from elsewhere, `origins` has a place in `ORIGINS` for each value, and is empty otherwise.
    """

    key: SeriesKey
    unit: str
    start: int
    values: array[float]
    step: int = BUCKET
    provenance: Provenance = Provenance.REALTIME
    origins: bytes = b""

    @classmethod
    def of(
        cls,
        key: SeriesKey,
        points: Mapping[int, float],
        unit: str = "",
        step: int = BUCKET,
        provenance: Provenance = Provenance.REALTIME,
    ) -> Series:
        """From `{bucket start: value}`; the starts are on the grid of `step`, NaN values are taken as absent."""
        present = sorted(at for at, value in points.items() if not isnan(value))
        if not present:
            return cls(key, unit, 0, array("d"), step, provenance)
        first, last = present[0], present[-1]
        values = array("d", [nan]) * ((last - first) // step + 1)
        for at in present:
            values[(at - first) // step] = points[at]
        return cls(key, unit, first, values, step, provenance)

    @property
    def end(self) -> int:
        """End of the newest bucket, which is its start plus the step; 0 when empty."""
        return self.start + len(self.values) * self.step

    @property
    def newest(self) -> int | None:
        """Start of the newest bucket with a value."""
        return self.end - self.step if self.values else None

    def at(self, time: int) -> float:
        """The value of the bucket that holds `time`; NaN when there is none."""
        index = (time - self.start) // self.step
        return self.values[index] if 0 <= index < len(self.values) else nan

    def origin_at(self, time: int) -> Provenance:
        """Where the value of the bucket that holds `time` came from."""
        index = (time - self.start) // self.step
        if not 0 <= index < len(self.values) or isnan(self.values[index]):
            return Provenance.MISSING
        return ORIGINS[self.origins[index]] if self.origins else self.provenance

    def points(self) -> Iterator[tuple[int, float]]:
        """(bucket start, value) of each bucket with a value, in order."""
        return ((self.start + i * self.step, value) for i, value in enumerate(self.values) if not isnan(value))

    def over(self, window: Window) -> array[float]:
        """The values of all buckets that start in the window, NaN where there is none.

        `window.start` is rounded up to a bucket of this series' step.
        """
        offset = phase(self.step)
        first = -(-(window.start - offset) // self.step) * self.step + offset
        count = max(0, -(-(window.end - first) // self.step))
        return array("d", (self.at(first + i * self.step) for i in range(count)))


@dataclass(frozen=True, slots=True)
class Dropped:
    """Points of an answer that were left out, by reason. Counted so that nothing is lost silently."""

    bad_time: int = 0  # missing, unreadable, or far outside the window asked for
    bad_value: int = 0  # not a number, or not finite
    bad_shape: int = 0  # not an object, or without what every point has
    duplicate: int = 0  # the same bucket again: the later one in the answer counts

    @property
    def total(self) -> int:
        """All of them, duplicates included."""
        return self.bad_time + self.bad_value + self.bad_shape + self.duplicate

    def __add__(self, other: Dropped) -> Dropped:
        """Sum, reason by reason."""
        return Dropped(
            self.bad_time + other.bad_time,
            self.bad_value + other.bad_value,
            self.bad_shape + other.bad_shape,
            self.duplicate + other.duplicate,
        )


class Feature(StrEnum):
    """What a user loses when an action is not to be had. One per API action that we poll."""

    QUALITY = "quality"
    OPERATION = "operation"
    DISTRIBUTION = "distribution"


@dataclass(frozen=True, slots=True)
class Query:
    """One thing to ask of a source, without the window: what is polled, and what failed."""

    feature: Feature
    product: Product = Product.NATIVE
    scope: Scope = WHOLE_APP
    dimension: Dimension | None = None
    indicator: str = ""  # distributions carry one; the others all of them
    step: int = BUCKET  # seconds; any other is asked of the offline action of the same feature

    @property
    def provenance(self) -> Provenance:
        """Where its values come from: only real-time series have buckets of 30 seconds."""
        return Provenance.REALTIME if self.step == BUCKET else Provenance.OFFLINE


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """One answer. `window` is what was asked, `asked` and `received` the clock (epoch seconds) around it."""

    query: Query
    window: Window
    series: tuple[Series, ...]
    received: float
    dropped: Dropped = Dropped()
    missing_users: tuple[str, ...] = ()  # asked for, and not in the answer's own list
    request_id: str = ""
    skew_s: float | None = None  # the service's Date header minus our clock
    notes: tuple[str, ...] = field(default=())  # what the answer leaves open, as finished sentences
