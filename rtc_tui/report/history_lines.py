"""What `get history` prints: lines whose buckets know where each came from, whatever kind of data they are."""

from __future__ import annotations  # array[float] is for the type checker alone before Python 3.12

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isnan
from typing import Final

from rtc_tui.core import indicators
from rtc_tui.core.ask import AskShares, AskUsages
from rtc_tui.core.history_request import HistoryRequest
from rtc_tui.core.indicators import OFFLINE_OPERATION
from rtc_tui.core.listing import DistributionShare, Usage
from rtc_tui.core.merge import MISSING, OFFLINE, Merged
from rtc_tui.core.model import BUCKET, DAY, SeriesKey, Window, phase
from rtc_tui.core.snapshot import Problem

USERS: Final = "user_count"
SHARE: Final = "user_share"
MINUTES: Final = ("audio_minutes", "video_360p_minutes", "video_720p_minutes", "video_1080p_minutes")
SERVED: Final = 120  # seconds: what is younger need not be there yet


@dataclass(frozen=True, slots=True)
class Told:
    """What one look brought; `now` is epoch seconds, `dropped` are users asked for that nothing is known of."""

    request: HistoryRequest
    window: Window
    now: float
    lines: tuple[Merged, ...]
    problem: Problem | None = None
    notes: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    def count(self, line: Merged) -> int:
        """How many of its buckets are told: at the end not those that are not served yet, unless they are there."""
        young = self.now - SERVED - (line.step if line.step > BUCKET else 0)
        last = len(line.codes.rstrip(b"\0"))
        served = -int(-(young - line.start) // line.step)
        return min(len(line.codes), max(last, served, 0))


def order(line: Merged) -> tuple[object, ...]:
    """Catalogue order, then the order in which the documents or the service name them."""
    name = line.key.name
    known = (*OFFLINE_OPERATION, SHARE, *MINUTES)
    place = known.index(name) if name in known else -1
    most = 0.0 if line.key.dimension is None else -line.values[0]
    dimension = "" if line.key.dimension is None else str(line.key.dimension)
    return (dimension, place, *indicators.order(name), most, line.key.slice)


def shares(ask: AskShares, rows: Iterable[DistributionShare]) -> Iterator[Merged]:
    """Each place as a line of one bucket, which is the window; its share beside it where that was told."""
    start, span = ask.window.start, ask.window.seconds
    for row in rows:
        for name, unit, value in ((USERS, "", row.value), (SHARE, "%", row.percent)):
            if not isnan(value):
                key = SeriesKey(name, dimension=ask.dimension, slice=row.slice)
                yield Merged(key, unit, span, start, array("d", [value]), bytes([OFFLINE]))


def usages(ask: AskUsages, rows: Iterable[Usage]) -> Iterator[Merged]:
    """A line per kind of stream, a bucket per Beijing day."""
    known = {usage.day: usage for usage in rows}
    first = -(-(ask.window.start - phase(DAY)) // DAY) * DAY + phase(DAY)
    days = [known.get(day) for day in range(first, ask.window.end, DAY)]
    codes = bytes(OFFLINE if usage else MISSING for usage in days)
    if not any(codes):
        return
    nothing = Usage(0, *[float("nan")] * 4)
    columns = zip(
        *((u.audio, u.video_360p, u.video_720p, u.video_1080p) for u in (d or nothing for d in days)), strict=True
    )
    for name, column in zip(MINUTES, columns, strict=True):
        yield Merged(SeriesKey(name), "min", DAY, first, array("d", column), codes)
