"""One call in one piece: the rows of all answers about it, joined, and questions about spans of its time.

Nothing is laid on a grid: each row keeps its own times (steps of 1 to 10 s, clocks that differ by seconds), and every
question is about a span. Columns are made when somebody asks for them. They hold no NaN and no time twice.
"""

from __future__ import annotations  # array[int] is for the type checker alone before Python 3.12

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from math import isnan, nan
from typing import Final, NamedTuple

from rtc_tui.core.calls import CallDetail, CallRow, Direction, Stay, User, merged
from rtc_tui.core.model import Window
from rtc_tui.core.stats import mean, median, percentile

STEP_MS: Final = 2000  # what clients report at when a row is too short to tell (FACTS 4.5)
ARRIVING_S: Final = 100  # how old a point may be when it appears (FACTS 1.11)


class Span(NamedTuple):
    """[start, end) in epoch milliseconds."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        """Length; never negative."""
        return max(0, self.end - self.start) / 1000


class Column(NamedTuple):
    """One metric of one row: epoch milliseconds, rising, and the values that are there."""

    times: array[int]
    values: array[float]


class Way(NamedTuple):
    """What a row is about: what `user` received from `peer`, or, with an empty peer, what they sent."""

    user: str
    peer: str = ""


_BEATS: Final = ("audio_stall", "video_stall", "audio_send_bitrate", "audio_recv_bitrate", "video_capture_fps")
_NOTHING: Final = Column(array("q"), array("d"))


class Track:
    """One row of the call, joined over the parts it came in."""

    def __init__(self, parts: Sequence[CallRow]) -> None:
        self._parts = parts
        self._columns: dict[str, Column] = {}
        self._steps: dict[str, float] = {}

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that its parts name."""
        return tuple(dict.fromkeys(metric.id for part in self._parts for metric in part.metrics))

    def column(self, metric: str) -> Column:
        """The whole column; empty when there is none."""
        if metric not in self._columns:
            found = [part.series[metric] for part in self._parts if metric in part.series]
            self._columns[metric] = _joined([(one.times_ms, one.values) for one in found])
        return self._columns[metric]

    def has(self, metric: str) -> bool:
        """Whether it has a value at all."""
        return bool(self.column(metric).times)

    def over(self, metric: str, span: Span) -> array[float]:
        """The values within a span."""
        times, values = self.column(metric)
        return values[bisect_left(times, span.start) : bisect_left(times, span.end)]

    def points(self, metric: str, span: Span) -> Iterator[tuple[int, float]]:
        """(epoch milliseconds, value) within a span."""
        times, values = self.column(metric)
        low, high = bisect_left(times, span.start), bisect_left(times, span.end)
        return zip(times[low:high], values[low:high], strict=True)

    def step(self, metric: str) -> float:
        """The usual distance of two points in milliseconds."""
        if metric not in self._steps:
            times = self.column(metric).times
            usual = median(other - one for one, other in islice(pairwise(times), 99))
            self._steps[metric] = STEP_MS if isnan(usual) else max(usual, 1)
        return self._steps[metric]

    def median(self, metric: str, span: Span) -> float:
        """The middle value; NaN without values."""
        return median(self.over(metric, span))

    def mean(self, metric: str, span: Span) -> float:
        """The mean: for what counts as a sum (loss, stall); NaN without values."""
        return mean(self.over(metric, span))

    def percentile(self, metric: str, span: Span, q: float) -> float:
        """The q-quantile; NaN without values."""
        return percentile(self.over(metric, span), q)

    def stalled(self, metric: str, span: Span) -> float:
        """The share of observed time that was stalled, in per cent, at most 100; NaN when nothing was observed."""
        values = self.over(metric, span)
        if not values:
            return nan
        return min(100.0, 100 * sum(values) / (len(values) * self.step(metric)))

    def beats(self) -> tuple[array[int], float]:
        """(when the row reported, usual distance): of the metrics that every row has, the fullest."""
        known = [metric for metric in (*_BEATS, *self.metrics[:1]) if self.has(metric)]
        fullest = max(known, key=lambda metric: len(self.column(metric).times), default="")
        return self.column(fullest).times, self.step(fullest)


def _joined(parts: Sequence[tuple[array[int], array[float]]]) -> Column:
    """The parts as one column, without NaN; of two values at one time the later part's."""
    if not parts:
        return _NOTHING
    if len(parts) == 1 and not isnan(sum(parts[0][1])):
        return Column(*parts[0])
    known = {at: value for times, values in parts for at, value in zip(times, values, strict=True) if not isnan(value)}
    times = array("q", sorted(known))
    return Column(times, array("d", [known[at] for at in times]))


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """What is known about a call in a window. `received` is when the newest part came, epoch seconds; 0: not told."""

    room: str
    window: Window
    users: Mapping[str, User]
    tracks: Mapping[Way, Track]
    rows: Mapping[str, tuple[Track, ...]]  # of each user, what they sent first
    received: float = 0.0

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody: those with rows, senders first, then those who are known to have been there."""
        told = (name for way in self.tracks for name in way if name)
        return tuple(dict.fromkeys((*told, *self.users)))

    @property
    def pairs(self) -> tuple[Way, ...]:
        """Who received from whom."""
        return tuple(way for way in self.tracks if way.peer)

    def up(self, user: str) -> Track | None:
        """What a user sent."""
        return self.tracks.get(Way(user))

    def down(self, receiver: str, sender: str) -> Track | None:
        """What a user received from another."""
        return self.tracks.get(Way(receiver, sender))

    def own(self, user: str, metric: str) -> Track | None:
        """The row of a user that tells about their device or their sound: it may be any of theirs (FACTS 12)."""
        return next((track for track in self.rows.get(user, ()) if track.has(metric)), None)

    def stays(self, user: str) -> tuple[Stay, ...] | None:
        """When a user was in the room; None when nobody told."""
        known = self.users.get(user)
        return known.stays if known is not None and known.stays else None

    def present(self, user: str, span: Span) -> float:
        """The share (0..1) of a span that a user was in the room, as far as told; NaN when nobody told."""
        stays = self.stays(user)
        if stays is None or not span.seconds:
            return nan
        low, high = span.start / 1000, span.end / 1000
        inside = sum(max(0.0, min(high, _or(stay.left, high)) - max(low, _or(stay.joined, low))) for stay in stays)
        return min(1.0, inside / (high - low))

    def settled(self) -> int:
        """Up to when (epoch milliseconds) nothing is to be expected any more."""
        end = self.window.end * 1000
        return min(end, int((self.received - ARRIVING_S) * 1000)) if self.received else end


def _or(value: int | None, other: float) -> float:
    return other if value is None else value


def join(room: str, window: Window, users: Iterable[User], details: Iterable[CallDetail]) -> Call:
    """One call from what several answers tell of it: about other users, or about other times."""
    parts: dict[Way, list[CallRow]] = {}
    received = 0.0
    for detail in details:
        received = max(received, detail.received)
        for row in detail.rows:
            parts.setdefault(Way(row.user, row.peer if row.direction is Direction.DOWN else ""), []).append(row)
    known: dict[str, User] = {}
    for user in users:
        known[user.user] = merged(known[user.user], user) if user.user in known else user
    tracks = {way: Track(rows) for way, rows in sorted(parts.items(), key=lambda item: bool(item[0].peer))}
    mine: dict[str, list[Track]] = {}
    for way, track in tracks.items():
        mine.setdefault(way.user, []).append(track)
    return Call(room, window, known, tracks, {name: tuple(rows) for name, rows in mine.items()}, received)
