"""One indicator by one dimension: which slices there are, how bad each is, in which order, and at what time.

The board holds what a cursor that moves does not change; what it reads at a time is asked of it afterwards.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from math import isnan, nan
from typing import Final

from rtc_tui.core.ask import AskHistory, Past
from rtc_tui.core.indicators import SeriesName, parse
from rtc_tui.core.model import Dimension, Product, Series, SeriesKey, Window
from rtc_tui.core.snapshot import Problem, Selection, Snapshot
from rtc_tui.core.thresholds import Bounds, Severity, Thresholds, grade
from rtc_tui.core.windows import floor
from rtc_tui.text.safe import safe
from rtc_tui.views import held
from rtc_tui.views.eras import Era, asks, era
from rtc_tui.views.heat import Grid, live_grid
from rtc_tui.views.spots import AS_IT_COMES, STALE, Order, Spot, arranged, spot_of, spots_of, worseness

VIEWS: Final = ("heat", "map", "table", "why")
CHANGE_OVER: Final = 300  # seconds: what "change" compares with


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """What is shown of one combination. `at`: its newest bucket, or that of a time gone by; None: nothing is held.

    `app` is the app's own series, `whole` what it is worth at `at`, as a slice is.
    """

    product: Product
    dimension: Dimension
    name: SeriesName
    unit: str
    bounds: Bounds | None
    spots: tuple[Spot, ...]
    total: int  # before the filter
    app: Series | None
    whole: Spot | None
    grid: Grid
    at: int | None
    asked: Past | AskHistory | None = None  # the question that a time gone by was read from, or needs
    problem: Problem | None = None  # of that question
    gap: bool = False  # a time between what is held and what the offline data cover, and nothing was recorded

    def count(self, severity: Severity, cursor: int | None = None) -> int:
        """Slices in this severity."""
        return sum([self.severity(spot, cursor) is severity for spot in self.spots])

    def newly(self, severity: Severity) -> int:
        """Slices whose newest value by itself amounts to this severity, whatever their state."""
        return sum([spot.graded is severity for spot in self.spots])

    def spot(self, raw: str) -> Spot | None:
        """The slice of that raw name, else the first."""
        return next((spot for spot in self.spots if spot.raw == raw), next(iter(self.spots), None))

    def time(self, cursor: int | None) -> int | None:
        """The bucket under the time cursor, on this grid; the board's own time without one."""
        if cursor is None:
            return self.at
        inside = min(max(cursor, self.grid.window.start), self.grid.window.end - self.grid.step)
        return self.grid.window.start + (inside - self.grid.window.start) // self.grid.step * self.grid.step

    def read(self, spot: Spot, cursor: int | None) -> int | None:
        """The bucket that the value of a slice is of: without a cursor that of its newest value."""
        return spot.at if cursor is None else self.time(cursor)

    def value(self, spot: Spot, cursor: int | None) -> float:
        """The value of a slice under the time cursor."""
        at = self.time(cursor)
        return spot.value if cursor is None or at is None else spot.series.at(at)

    def severity(self, spot: Spot, cursor: int | None) -> Severity:
        """Its state now, or what its value at that time amounts to."""
        return spot.severity if cursor is None else grade(self.bounds, self.value(spot, cursor))

    def own(self, at: int | None) -> float:
        """The app's own value in a bucket; NaN where there is none."""
        return nan if self.app is None or at is None else self.app.at(at)


def board(
    snapshot: Snapshot,
    selection: Selection,
    thresholds: Thresholds,
    zone: tzinfo,
    minutes: int,
    order: Order = AS_IT_COMES,
) -> Board:
    """The board of what is selected, in an order that has something of the one before."""
    name, dimension = held.chosen(snapshot, selection), selection.spread.dimension
    when = era(selection.cursor, snapshot.now)
    if when is not Era.LIVE:
        past = _past(snapshot, selection, thresholds, order)
        if when is Era.PAST or past.total:
            return past
    slices = held.held(snapshot).get((selection.product, dimension, name), ())
    newest = max((series.end - series.step for series in slices), default=None)
    grid = live_grid(minutes, snapshot.now, zone, newest)
    lagging: int | None = STALE
    if selection.cursor is not None and selection.cursor < grid.window.start:
        grid, newest, lagging = _still(selection.cursor, minutes, snapshot.now), floor(selection.cursor), None
    bounds = thresholds.bounds(name)
    app = snapshot.series.get(SeriesKey(name, selection.product))
    spots = spots_of(dimension, slices, bounds, newest, lagging)
    if when is Era.GAP and all(isnan(spot.value) for spot in spots):
        spots = ()
    return Board(
        product=selection.product,
        dimension=dimension,
        name=parse(name),
        unit=safe(parse(name).unit or (app.unit if app else ""), 8),
        bounds=bounds,
        spots=arranged(spots, bounds, selection, grid.window, order),
        total=len(spots),
        app=app,
        whole=_whole(dimension, app, bounds, newest, lagging),
        grid=grid,
        at=newest,
        gap=when is Era.GAP,
    )


def _whole(
    dimension: Dimension, app: Series | None, bounds: Bounds | None, at: int | None, lagging: int | None
) -> Spot | None:
    """The app as if it were a slice: its value may be as old, and its state is found alike."""
    if app is None or not app.values:
        return None
    return spot_of(dimension, app, bounds, app.newest if at is None else at, lagging)


def _still(cursor: int, minutes: int, now: float) -> Grid:
    """A grid that does not go on, with the time in its middle as far as the present allows."""
    end = min(floor(cursor) + minutes * 30, floor(now))
    return Grid(Window(end - minutes * 60, end))


def _past(snapshot: Snapshot, selection: Selection, thresholds: Thresholds, order: Order) -> Board:
    name, cursor = held.chosen(snapshot, selection), selection.cursor or 0
    bounds, dimension = thresholds.bounds(name), selection.spread.dimension
    slices_asked, app_asked, *_ = asks(selection, held.wanted(selection), snapshot.now)
    answer, beside = snapshot.answers.get(slices_asked), snapshot.answers.get(app_asked)
    found = held.answered(answer) if answer else {}
    step = slices_asked.query.step
    grid, at = Grid(slices_asked.window, step), floor(cursor, step)
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
        spots=arranged(spots, bounds, selection, grid.window, order),
        total=len(spots),
        app=app,
        whole=_whole(dimension, app, bounds, at, None),
        grid=grid,
        at=at,
        asked=slices_asked,
        problem=answer.problem if answer else None,
    )


@dataclass(frozen=True, slots=True)
class Bad:
    """A slice in warn or crit, of whatever combination."""

    name: str
    dimension: Dimension
    raw: str
    severity: Severity
    beyond: float  # how far it lies from good, as a share of the way from warn to crit

    @property
    def place(self) -> tuple[str, Dimension, str]:
        """Where it is to be seen."""
        return self.name, self.dimension, self.raw


def all_bad(seen: Board, snapshot: Snapshot, thresholds: Thresholds, cursor: int | None = None) -> tuple[Bad, ...]:
    """Every bad slice of every combination that is held of a board's product, worst first; at the cursor's time, if any."""
    known = held.held(snapshot) if seen.asked is None else held.combined(held.gone_by(snapshot, seen.asked))
    found: list[Bad] = []
    for (of, dimension, name), slices in known.items():
        bounds = thresholds.bounds(name)
        if of is seen.product and bounds is not None:
            found += _bad(dimension, name, slices, bounds, None if cursor is None else seen.time(cursor))
    return tuple(sorted(found, key=lambda bad: (-bad.severity, -bad.beyond, bad.name, bad.dimension, bad.raw)))


def _bad(dimension: Dimension, name: str, slices: tuple[Series, ...], bounds: Bounds, at: int | None) -> Iterable[Bad]:
    newest = max(series.end - series.step for series in slices)
    for spot in (
        spots_of(dimension, slices, bounds, newest, STALE)
        if at is None
        else spots_of(dimension, slices, bounds, at, None)
    ):
        if spot.severity >= Severity.WARN:
            beyond = (spot.worse - worseness(bounds, bounds.warn)) / (abs(bounds.crit - bounds.warn) or 1.0)
            yield Bad(name, dimension, spot.raw, spot.severity, beyond)


def next_bad(found: Sequence[Bad], at: tuple[str, Dimension, str], step: int) -> Bad | None:
    """The one after (`step` 1) or before (-1) the place one is at, going round; the worst from elsewhere."""
    if not found:
        return None
    places = [bad.place for bad in found]
    return found[(places.index(at) + step) % len(found)] if at in places else found[0 if step > 0 else -1]


def ages(snapshot: Snapshot, product: Product, indicator: str) -> Mapping[Dimension, float | None]:
    """Seconds since the newest bucket of each dimension of an indicator; None: nothing held."""
    known = held.newest(snapshot, product)
    return {each: snapshot.now - known[each, indicator] if (each, indicator) in known else None for each in Dimension}
