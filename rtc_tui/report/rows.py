"""What of the data is printed now: every series the first time, then those with something new."""

from dataclasses import dataclass, field
from math import isfinite, isnan

from rtc_tui.config import Config
from rtc_tui.core import indicators
from rtc_tui.core.indicators import OPERATION, SeriesName, meant, parse
from rtc_tui.core.model import BUCKET, Dimension, Feature, Series, SeriesKey, Window
from rtc_tui.core.request import LiveRequest
from rtc_tui.core.snapshot import Snapshot
from rtc_tui.core.thresholds import Bounds, Severity, state
from rtc_tui.core.windows import REACH, ceil, floor
from rtc_tui.feed.plan import DELAY, NOT_FINAL
from rtc_tui.views.notes import Note

Points = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Rows:
    """One series of a report: what is printed of it now, and where it stands in the window."""

    series: Series
    window: Window
    points: Points
    severity: Severity


@dataclass(frozen=True, slots=True)
class Look:
    """All that one look has to tell. `first`: nothing was printed before it."""

    snapshot: Snapshot
    window: Window
    rows: tuple[Rows, ...]
    notes: tuple[Note, ...]
    first: bool
    dimensions: tuple[Dimension, ...] = ()  # of a distribution
    recorded: bool = False  # whether it is about what was recorded alone

    @property
    def past(self) -> bool:
        """Whether it is about days gone by."""
        return self.recorded or self.snapshot.now - self.window.end > REACH


@dataclass(slots=True)
class Printed:
    """What has been printed, so that the next look prints the rest."""

    values: dict[SeriesKey, dict[int, float]] = field(default_factory=dict)

    def fresh(self, series: Series, window: Window) -> Points:
        """The buckets of the window that are new or changed, noted as printed. Holes are NaN."""
        first = ceil(window.start, series.step)
        last = min(window.end, series.end)
        known = {at: value for at, value in self.values.get(series.key, {}).items() if at >= first}
        points = [(at, series.at(at)) for at in range(first, last, series.step)]
        found = [(at, value) for at, value in points if at not in known or not _same(known[at], value)]
        self.values[series.key] = known | dict(found)
        return found


def _same(one: float, other: float) -> bool:
    return one == other or (isnan(one) and isnan(other))


def rows(chosen: list[Series], snapshot: Snapshot, window: Window, config: Config, printed: Printed) -> list[Rows]:
    """Each series with what is new of it, if only nothing."""
    return [
        Rows(
            series,
            window,
            printed.fresh(series, window),
            standing(series, window, config.thresholds.bounds(series.key.name), snapshot.now),
        )
        for series in chosen
    ]


def chosen(snapshot: Snapshot, request: LiveRequest) -> list[Series]:
    """In catalogue order, then by scope, or by dimension and slice; by the name of the request or of the series.

    What came under names that are not known is there, too, where it may be what was asked for (`renamed`).
    """
    wanted, places = set(request.indicators), [None, *Dimension]
    others = renamed(snapshot, request)
    found = [
        series
        for key, series in snapshot.series.items()
        if not wanted or key.name.lower() in wanted or parse(key.name).indicator in wanted or key.name in others
    ]
    return sorted(
        found,
        key=lambda each: (
            *indicators.order(each.key.name),
            each.key.scope,
            places.index(each.key.dimension),
            each.key.slice,
        ),
    )


def renamed(snapshot: Snapshot, request: LiveRequest) -> tuple[str, ...]:
    """Names that are not known, of what was answered to the names asked for, in order.

    A name of a request (`stall_rate`) stands for all of them, that of a series only where it is not there itself: then
    for those that hold it or, where none does, for all.
    """
    known = {key.name.lower() for key in snapshot.series}
    found: set[str] = set()
    for asked in request.indicators:
        like = _answered(snapshot, parse(asked).indicator) if asked not in known else []
        found.update([name for name in like if asked in name.lower()] or like)
    return tuple(sorted(found))


def _answered(snapshot: Snapshot, indicator: str) -> list[str]:
    """The names that are not known, of an indicator's answers."""
    told = {name for query, names in snapshot.other_names.items() if query.indicator == indicator for name in names}
    here = {key.name for key in snapshot.series if not parse(key.name).indicator}
    return [name for name in here if name in told or meant(name) == indicator]


def standing(series: Series, window: Window, bounds: Bounds | None, now: float) -> Severity:
    """The state at the window's end. The newest bucket is left out where it may still change, and only there."""
    values = series.over(window)
    last = next((i for i in range(len(values) - 1, -1, -1) if not isnan(values[i])), None)
    if last is None:
        return Severity.NONE
    feature = Feature.OPERATION if parse(series.key.name).indicator in OPERATION else Feature.QUALITY
    served = floor(now - DELAY[feature] - BUCKET)  # the newest bucket that can be there
    newest = ceil(window.start, series.step) + last * series.step
    final = newest <= served - NOT_FINAL * BUCKET
    return state(bounds, values[: last + 1] if final else values[:last])


def plain(value: float, name: SeriesName) -> float | int | None:
    """A value for machines: as many decimals as the catalogue knows, all of them where it knows nothing."""
    if not isfinite(value):
        return None
    if not name.row:
        return value
    return round(value, name.decimals) if name.decimals else round(value)


def provenance(series: Series, time: int) -> str:
    """Where the value of a bucket came from, or that there is none."""
    return str(series.origin_at(time))
