"""One slice, opened: its series beside the app's own, and every other indicator of the same slice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan

from rtc_tui.core.dimensions import identity
from rtc_tui.core.indicators import SeriesName, parse
from rtc_tui.core.model import WHOLE_APP, Series, SeriesKey
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.core.thresholds import Severity, Thresholds
from rtc_tui.text.safe import safe
from rtc_tui.views import held
from rtc_tui.views.distribution import CHANGE_OVER, Board
from rtc_tui.views.eras import asks
from rtc_tui.views.heat import stretch
from rtc_tui.views.live import span
from rtc_tui.views.spots import STALE, Spot, spot_of


@dataclass(frozen=True, slots=True)
class Beside:
    """Another indicator of the slice. `lag` is the age of its newest bucket in seconds; None: of a time gone by.

    What is not held has no value; it `waits` while it may still come.
    """

    name: SeriesName
    unit: str
    value: float
    own: float  # the app's, at that time
    change: float
    severity: Severity
    lag: float | None
    selected: bool
    held: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """`values` and `own` belong to the buckets of the board's window; `low` and `high` are the ends of the axis."""

    spot: Spot
    values: Sequence[float]
    own: Sequence[float]
    low: float
    high: float
    beside: tuple[Beside, ...]


def opened(board: Board, spot: Spot, snapshot: Snapshot, selection: Selection, thresholds: Thresholds) -> Opened:
    """A slice of a board."""
    values = stretch(spot.series, board.grid.window)
    own = stretch(board.app, board.grid.window) if board.app and board.app.step == board.grid.step else ()
    low, high = span([*values, *own], board.bounds)
    return Opened(spot, values, own, low, high, tuple(_beside(board, spot, snapshot, selection, thresholds)))


def _beside(
    board: Board, spot: Spot, snapshot: Snapshot, selection: Selection, thresholds: Thresholds
) -> Iterator[Beside]:
    past = board.asked is not None
    everything = held.gone_by(snapshot, board.asked) if board.asked else snapshot.series
    found, waits = _same_slice(board, spot, everything), not past or _waits(snapshot, selection)
    for name in held.names(snapshot, board.product):
        series, app = found.get(name), everything.get(SeriesKey(name, board.product))
        figures = _figures(name, series, board, selection.cursor, thresholds)
        own = _own(app, board, selection.cursor)
        lag = None if past or series is None or series.newest is None else snapshot.now - series.newest
        unit = figures.unit or safe(app.unit if app else "", 8)
        yield replace(figures, unit=unit, own=own, lag=lag, held=series is not None, waits=waits)


def _own(app: Series | None, board: Board, cursor: int | None) -> float:
    """The app's value at the time; without a cursor its newest, which may be as old as a slice's."""
    at = board.time(cursor)
    if app is None or at is None:
        return nan
    if cursor is None and app.newest is not None and at - STALE <= app.newest < at:
        return app.at(app.newest)
    return app.at(at)


def _waits(snapshot: Snapshot, selection: Selection) -> bool:
    asked = asks(selection, held.wanted(selection), snapshot.now)
    return any(answer is None or not answer.complete for answer in map(snapshot.answers.get, asked))


def _same_slice(board: Board, spot: Spot, everything: Mapping[SeriesKey, Series]) -> Mapping[str, Series]:
    """By name, the series of the same slice, however it is spelled there."""
    wanted = identity(board.dimension, spot.raw)
    known: dict[str, Series] = {board.name.raw: spot.series}
    for key, series in everything.items():
        of_board = key.product is board.product and key.dimension is board.dimension and key.scope == WHOLE_APP
        if of_board and series.values and wanted in (key.slice, identity(board.dimension, key.slice)):
            known.setdefault(key.name, series)
    return known


def _figures(name: str, series: Series | None, board: Board, cursor: int | None, thresholds: Thresholds) -> Beside:
    """What the series of the slice itself tells."""
    parsed, newest = parse(name), series.newest if series else None
    none = Beside(parsed, parsed.unit, nan, nan, nan, Severity.NONE, None, name == board.name.raw)
    if series is None or newest is None:
        return none
    at = newest if cursor is None else board.time(cursor) or newest
    spot = spot_of(board.dimension, series, thresholds.bounds(name), at, lagging=STALE if cursor is None else None)
    return replace(none, value=spot.value, change=spot.value - series.at(at - CHANGE_OVER), severity=spot.severity)
