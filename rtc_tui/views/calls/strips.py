"""Metrics of a row over time as small strips: one character per stretch of time.

A stretch is told by the median of its points; loss and stall count as a sum, so by the mean; volume by its loudest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Final

from rtc_tui.core.call import Call, Span, Track
from rtc_tui.core.call_bounds import bounds
from rtc_tui.core.metrics import CATALOGUE
from rtc_tui.core.stats import mean, median
from rtc_tui.core.thresholds import Bounds, Severity, grade
from rtc_tui.text import has, t
from rtc_tui.text.safe import safe
from rtc_tui.views.cells import ABSENT, number

STALLS: Final = ("audio_stall", "video_stall")
VOLUMES: Final = ("audio_capture_volume", "audio_playback_volume")
_LOUD: Final = 0.9  # who speaks makes pauses: the median of a volume is that of the pauses
_BUCKETS: Final = (*range(2, 30, 2), *range(30, 120, 10), *range(120, 3601, 60))  # seconds of a column
_LEVELS: Final = 8
GAP: Final = "-"


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns of `bucket` seconds from `start` (epoch seconds) on."""

    start: int
    bucket: int
    count: int

    @property
    def span(self) -> Span:
        """All of it in milliseconds."""
        return Span(self.start * 1000, (self.start + self.bucket * self.count) * 1000)

    def column(self, at: int) -> int:
        """The column of a time, within the grid."""
        return min(max((at - self.start) // self.bucket, 0), self.count - 1)

    def time(self, column: int) -> int:
        """Where a column begins."""
        return self.start + column * self.bucket


def grid(start: int, end: int, columns: int) -> Grid:
    """The finest columns with which the time fits; they begin at whole multiples."""
    for bucket in _BUCKETS:
        first = start - start % bucket
        count = -(-(end - first) // bucket)
        if count <= columns:
            return Grid(first, bucket, max(1, count))
    bucket = -(-(end - start) // max(1, columns - 1))
    return Grid(start, bucket, max(1, columns))


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """One metric of one user. `levels` are digits 0 to 7 or `-` for a gap, `severities` one per column.

    `whole` stands for all of the time; `low` and `high` are the extremes of the columns.
    """

    key: str
    metric: str
    user: str
    label: str
    name: str
    unit: str
    decimals: int
    values: tuple[float, ...]
    levels: str
    severities: tuple[Severity, ...]
    whole: float
    low: float
    high: float
    limits: Bounds | None
    rule: str = ""  # share, drop, voice: what its severities go by where it has no limits of its own
    overall: Severity = Severity.NONE  # by that rule, over all

    def value(self, column: int | None) -> float:
        """In a column; None: over all."""
        return self.whole if column is None else self.values[column]

    def shown(self, value: float) -> str:
        """A value with its unit."""
        if isnan(value):
            return ABSENT
        return f"{number(value, 0 if abs(value) >= 100 else self.decimals)} {self.unit}".rstrip()

    def severity(self, column: int | None) -> Severity:
        """Of that value."""
        if self.rule:
            return self.overall if column is None else self.severities[column]
        return grade(self.limits, self.value(column))

    @property
    def bad(self) -> bool:
        """Whether it is beyond a limit for long: as a whole, or in a tenth of its columns."""
        beyond = sum(severity >= Severity.WARN for severity in self.severities)
        return self.severity(None) >= Severity.WARN or 10 * beyond > len(self.severities)


def strip(track: Track | None, metric: str, user: str, side: str, cells: Grid, profile: str) -> Strip:
    """A metric over the columns; without a track all gaps."""
    known = CATALOGUE.get(metric)
    limits = bounds(metric, profile)
    values = _columns(track, metric, cells) if track is not None else (nan,) * cells.count
    here = [value for value in values if not isnan(value)]
    low, high = (min(here), max(here)) if here else (nan, nan)
    stalls = metric in STALLS
    return Strip(
        key=f"{side}:{metric}", metric=metric, user=user, label=label(metric),
        name=known.label if known else safe(metric, 60),
        unit="%" if stalls else known.unit if known else "",
        decimals=1 if stalls or known is None else min(1, known.decimals),
        values=values, levels=_levels(values, high, limits),
        severities=tuple(grade(limits, value) for value in values),
        whole=_whole(track, metric, cells.span), low=low, high=high, limits=limits,
    )  # fmt: skip


def label(metric: str) -> str:
    """A short name; of an unknown metric its own."""
    return t(f"pair.{metric}") if metric in CATALOGUE and has(f"pair.{metric}") else safe(metric, 40)


def _whole(track: Track | None, metric: str, span: Span) -> float:
    if track is None:
        return nan
    if metric in STALLS:
        return track.stalled(metric, span)
    if metric in VOLUMES:
        return track.percentile(metric, span, _LOUD)
    return track.mean(metric, span) if metric.endswith("loss") else track.median(metric, span)


def _columns(track: Track, metric: str, cells: Grid) -> tuple[float, ...]:
    """What stands for each column. A point holds until the next one is due: fine columns are no gaps."""
    start, width, step = cells.start * 1000, cells.bucket * 1000, track.step(metric)
    found: list[list[float]] = [[] for _ in range(cells.count)]
    due = [0.0] * cells.count  # until when the last point of a column holds
    for at, value in track.points(metric, cells.span):
        column = (at - start) // width
        found[column].append(value)
        due[column] = at + 1.5 * step
    out: list[float] = []
    held = 0.0
    for i, here in enumerate(found):
        if here:
            held = due[i]
            out.append(_of_column(here, metric, step))
        else:
            out.append(out[-1] if out and held > start + i * width else nan)
    return tuple(out)


def _of_column(here: Sequence[float], metric: str, step: float) -> float:
    if metric in STALLS:
        return min(100.0, 100 * sum(here) / (len(here) * step))
    if metric in VOLUMES:
        return max(here)
    return mean(here) if metric.endswith("loss") else median(here)


def _levels(values: Sequence[float], high: float, limits: Bounds | None) -> str:
    """As digits; the height is the greatest value, and at least the crit of what should be low."""
    floor = limits.crit if limits is not None and limits.better == "lower" else 0.0
    top = max(floor, 0.0 if isnan(high) else high)
    if top <= 0 or top == float("inf"):
        return "".join(GAP if isnan(value) else "0" for value in values)
    return "".join(
        GAP if isnan(value) else str(min(_LEVELS - 1, max(0, int(value / top * _LEVELS)))) for value in values
    )


def presence(call: Call, user: str, cells: Grid) -> str:
    """When a user was in the room: `─` inside, `[` joined, `]` left, blank away; empty when nobody told."""
    stays = call.stays(user)
    if stays is None:
        return ""
    marks = [" "] * cells.count
    end = cells.time(cells.count)
    for joined, left in stays:
        low = cells.start if joined is None else joined
        high = end if left is None else left
        if high < cells.start or low >= end:
            continue
        for i in range(cells.column(low), cells.column(high - 1) + 1):
            marks[i] = "─"
        if joined is not None and joined >= cells.start:
            marks[cells.column(joined)] = "["
        if left is not None and left < end:
            marks[cells.column(left)] = "]"
    return "".join(marks)
