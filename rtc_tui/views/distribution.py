"""One indicator by one dimension: which slices there are, how bad each is, in which order, and at what time.

The board holds what a cursor that moves does not change; what it reads at a time is asked of it afterwards.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import Enum, auto
from functools import lru_cache
from math import inf, isnan, nan
from typing import Final

from rtc_tui.core import dimensions
from rtc_tui.core.ask import Ask, Past
from rtc_tui.core.indicators import SeriesName, parse
from rtc_tui.core.model import (
    BUCKET,
    DAY,
    FIVE_MINUTES,
    HOUR,
    WHOLE_APP,
    Dimension,
    Feature,
    Product,
    Query,
    Series,
    SeriesKey,
    Window,
)  # fmt: skip
from rtc_tui.core.snapshot import Problem, Selection, Snapshot
from rtc_tui.core.stats import mean
from rtc_tui.core.thresholds import Bounds, Severity, Thresholds, grade, state
from rtc_tui.core.windows import REACH, floor
from rtc_tui.text.safe import safe
from rtc_tui.views import held
from rtc_tui.views.heat import Grid, live_grid, stretch
from rtc_tui.views.live import settled
from rtc_tui.views.sieve import sieve

VIEWS: Final = ("heat", "map", "table", "why")
SORTS: Final = ("now", "window", "name")
CHANGE_OVER: Final = 300  # seconds: what "change" compares with
STALE: Final = 120  # seconds that a slice may lag behind the newest bucket and still have a value "now"
OFFLINE_AFTER: Final = 8 * HOUR  # how far back the offline data end
OFFLINE_REACH: Final = 30 * DAY
PAST_SPAN: Final = 6 * HOUR  # what is asked for around a time gone by; on a grid, so that a step asks nothing anew
_RECENT: Final = 20 * BUCKET  # what tells the state of a slice
_LATEST: Final = 4  # values whose mean ranks slices of one severity


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """One slice. `value` (NaN: none) and `severity` are those at the board's own time; `worse` ranks, greater is worse."""

    raw: str
    label: str
    series: Series
    value: float
    severity: Severity
    worse: float


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """What is shown of one combination. `at`: the bucket that `value` is of; None when nothing is held."""

    product: Product
    dimension: Dimension
    name: SeriesName
    unit: str
    bounds: Bounds | None
    spots: tuple[Spot, ...]
    total: int  # before the filter
    app: Series | None
    grid: Grid
    at: int | None
    asked: Ask | None = None  # the question that a time gone by needs
    problem: Problem | None = None  # of that question
    gap: bool = False  # a time between what is held and what the offline data cover

    def count(self, severity: Severity) -> int:
        """Slices in this severity."""
        return sum(spot.severity is severity for spot in self.spots)

    def spot(self, raw: str) -> Spot | None:
        """The slice of that raw name, else the first."""
        return next((spot for spot in self.spots if spot.raw == raw), next(iter(self.spots), None))

    def time(self, cursor: int | None) -> int | None:
        """The bucket under the time cursor, on this grid; the board's own time without one."""
        if cursor is None:
            return self.at
        inside = min(max(cursor, self.grid.window.start), self.grid.window.end - self.grid.step)
        return self.grid.window.start + (inside - self.grid.window.start) // self.grid.step * self.grid.step

    def value(self, spot: Spot, cursor: int | None) -> float:
        """The value of a slice under the time cursor."""
        at = self.time(cursor)
        return spot.value if cursor is None or at is None else spot.series.at(at)

    def severity(self, spot: Spot, cursor: int | None) -> Severity:
        """Its state now, or what its value at that time amounts to."""
        return spot.severity if cursor is None else grade(self.bounds, self.value(spot, cursor))

    def own(self, cursor: int | None) -> float:
        """The app's own value at that time."""
        if self.app is None:
            return nan
        at = self.app.newest if self.at is None else self.time(cursor)
        return nan if at is None else self.app.at(at)


def board(
    snapshot: Snapshot,
    selection: Selection,
    thresholds: Thresholds,
    zone: tzinfo,
    minutes: int,
    order: Sequence[str] = (),
) -> Board:
    """The board of what is selected; `order` are raw names that keep their places, whatever their values."""
    name, dimension = held.chosen(snapshot, selection), selection.spread.dimension
    when = era(selection.cursor, snapshot.now)
    if when is Era.PAST:
        return _past(snapshot, selection, thresholds, order)
    slices = held.held(snapshot).get((selection.product, dimension, name), ())
    newest = max((series.end - series.step for series in slices), default=None)
    grid = live_grid(minutes, snapshot.now, zone, newest)
    if selection.cursor is not None and selection.cursor < grid.window.start:
        grid, newest = _still(selection.cursor, minutes, snapshot.now), selection.cursor
    bounds = thresholds.bounds(name)
    app = snapshot.series.get(SeriesKey(name, selection.product))
    spots = [spot_of(dimension, series, bounds, newest, lagging=STALE) for series in slices]
    return Board(
        product=selection.product,
        dimension=dimension,
        name=parse(name),
        unit=safe(parse(name).unit or (app.unit if app else ""), 8),
        bounds=bounds,
        spots=_arranged(spots, bounds, selection, grid.window, order),
        total=len(spots),
        app=app,
        grid=grid,
        at=newest,
        gap=when is Era.GAP,
    )


class Era(Enum):
    """Which source a time belongs to."""

    LIVE = auto()
    GAP = auto()  # too old for the one, too young for the other
    PAST = auto()


def era(cursor: int | None, now: float) -> Era:
    """By the time cursor; without one, live."""
    if cursor is None or cursor >= now - REACH:
        return Era.LIVE
    return Era.PAST if cursor < offline_end(now) else Era.GAP


def offline_end(now: float) -> int:
    """Where the offline data end, in half hours, so that the same question is asked for a while."""
    return floor(now - OFFLINE_AFTER, 1800)


def past_window(cursor: int, now: float) -> Window:
    """What to ask for around a time that the offline data cover."""
    start = floor(cursor, PAST_SPAN)
    return Window(start, min(start + PAST_SPAN, offline_end(now)))


def asks(selection: Selection, indicator: str, now: float) -> tuple[Past, ...]:
    """The questions for a time gone by: the slices, and the app's own value beside them."""
    if selection.cursor is None or era(selection.cursor, now) is not Era.PAST:
        return ()
    window, product = past_window(selection.cursor, now), selection.product
    slices = Query(Feature.DISTRIBUTION, product, WHOLE_APP, selection.spread.dimension, indicator, FIVE_MINUTES)
    return Past(slices, window), Past(Query(Feature.QUALITY, product, step=FIVE_MINUTES), window)


def _still(cursor: int, minutes: int, now: float) -> Grid:
    """A grid that does not go on, with the time in its middle as far as the present allows."""
    end = min(floor(cursor) + minutes * 30, floor(now))
    return Grid(Window(end - minutes * 60, end))


def _past(snapshot: Snapshot, selection: Selection, thresholds: Thresholds, order: Sequence[str]) -> Board:
    name, cursor = held.chosen(snapshot, selection), selection.cursor or 0
    bounds, dimension = thresholds.bounds(name), selection.spread.dimension
    slices_asked, app_asked = asks(selection, parse(name).indicator or name, snapshot.now)
    answer, beside = snapshot.answers.get(slices_asked), snapshot.answers.get(app_asked)
    found = held.answered(answer) if answer else {}
    grid = Grid(slices_asked.window, FIVE_MINUTES)
    at = floor(cursor, FIVE_MINUTES)
    spots = [
        spot_of(dimension, series, bounds, at) for key, series in found.items() if key.name == name and series.values
    ]
    app = next((s for key, s in held.answered(beside).items() if key.name == name), None) if beside else None
    return Board(
        product=selection.product,
        dimension=dimension,
        name=parse(name),
        unit=safe(parse(name).unit, 8),
        bounds=bounds,
        spots=_arranged(spots, bounds, selection, grid.window, order),
        total=len(spots),
        app=app,
        grid=grid,
        at=at,
        asked=slices_asked,
        problem=answer.problem if answer else None,
    )


@lru_cache(maxsize=4096)
def spot_of(
    dimension: Dimension, series: Series, bounds: Bounds | None, newest: int | None, lagging: int | None = None
) -> Spot:
    """A slice at the bucket `newest`.

    `lagging` is how far its own newest value may lie back (seconds); None: a time gone by, whose value alone counts.
    """
    raw = series.key.slice
    at = nan if newest is None else series.at(newest)
    if lagging is None or newest is None:
        return Spot(raw, dimensions.label(dimension, raw), series, at, grade(bounds, at), worseness(bounds, at))
    recent = stretch(series, Window(newest - _RECENT + BUCKET, newest + BUCKET))
    latest = [value for value in recent if value == value]  # noqa: PLR0124 - NaN, the fast way
    if series.end - series.step >= newest - lagging:
        at = series.values[-1]
    worse = worseness(bounds, mean(latest[-_LATEST:])) if not isnan(at) else -inf
    return Spot(raw, dimensions.label(dimension, raw), series, at, _state(bounds, latest, at), worse)


def _state(bounds: Bounds | None, latest: Sequence[float], value: float) -> Severity:
    """The state of a slice; nearly all are good, which one look at the extremes tells."""
    if bounds is None or isnan(value):
        return Severity.NONE
    worst = max(latest) if bounds.better == "lower" else min(latest)
    if len(latest) > bounds.persist and bounds.cleared(worst) and not bounds.beyond(worst, bounds.warn):
        return Severity.OK
    return state(bounds, settled(latest)) or grade(bounds, value)


def worseness(bounds: Bounds | None, value: float) -> float:
    """A number that is greater the worse the value is; least for none. Without bounds, high counts as worse."""
    if isnan(value):
        return -inf
    return -value if bounds is not None and bounds.better == "higher" else value


def _arranged(
    spots: Sequence[Spot], bounds: Bounds | None, selection: Selection, window: Window, order: Sequence[str]
) -> tuple[Spot, ...]:
    """Filtered, worst first; those in `order` where they were."""
    lets = sieve(selection.filter)
    kept = (
        [s for s in spots if lets(f"{s.label} {safe(s.raw, 80)}", s.severity, s.value)] if selection.filter else spots
    )
    ranked = _ranked(kept, bounds, SORTS[selection.sort % len(SORTS)], window)
    if not order:
        return tuple(ranked)
    place = {raw: i for i, raw in enumerate(order)}
    return tuple(sorted(ranked, key=lambda spot: place.get(spot.raw, len(place))))


def _ranked(spots: Iterable[Spot], bounds: Bounds | None, by: str, window: Window) -> list[Spot]:
    if by == "name":
        return sorted(spots, key=lambda spot: (spot.label.casefold(), spot.raw))
    if by == "window":
        return sorted(spots, key=lambda spot: (-_worst(spot, bounds, window), spot.label, spot.raw))
    return sorted(spots, key=lambda spot: (-spot.severity, -spot.worse, spot.label, spot.raw))


def _worst(spot: Spot, bounds: Bounds | None, window: Window) -> float:
    return max((worseness(bounds, value) for value in stretch(spot.series, window)), default=-inf)


@dataclass(frozen=True, slots=True)
class Bad:
    """A slice in warn or crit, of whatever combination."""

    name: str
    dimension: Dimension
    raw: str
    severity: Severity
    beyond: float  # how far it lies from good, as a share of the way from warn to crit


def all_bad(snapshot: Snapshot, product: Product, thresholds: Thresholds) -> tuple[Bad, ...]:
    """Every bad slice of every combination that is held, worst first."""
    found: list[Bad] = []
    for (of, dimension, name), slices in held.held(snapshot).items():
        bounds = thresholds.bounds(name)
        if of is not product or bounds is None:
            continue
        newest = max(series.end - series.step for series in slices)
        found += _bad(dimension, name, slices, bounds, newest)
    return tuple(sorted(found, key=lambda bad: (-bad.severity, -bad.beyond, bad.name, bad.dimension, bad.raw)))


def _bad(dimension: Dimension, name: str, slices: Sequence[Series], bounds: Bounds, newest: int) -> Iterable[Bad]:
    for series in slices:
        spot = spot_of(dimension, series, bounds, newest, lagging=STALE)
        if spot.severity >= Severity.WARN:
            beyond = (spot.worse - worseness(bounds, bounds.warn)) / (abs(bounds.crit - bounds.warn) or 1.0)
            yield Bad(name, dimension, spot.raw, spot.severity, beyond)


def next_bad(found: Sequence[Bad], at: tuple[str, Dimension, str], step: int) -> Bad | None:
    """The one after (`step` 1) or before (-1) the place one is at, going round; the worst from elsewhere."""
    if not found:
        return None
    places = [(bad.name, bad.dimension, bad.raw) for bad in found]
    return found[(places.index(at) + step) % len(found)] if at in places else found[0 if step > 0 else -1]


def ages(snapshot: Snapshot, product: Product, indicator: str) -> Mapping[Dimension, float | None]:
    """Seconds since the newest bucket of each dimension of an indicator; None: nothing held."""
    known = held.newest(snapshot, product)
    return {each: snapshot.now - known[each, indicator] if (each, indicator) in known else None for each in Dimension}
