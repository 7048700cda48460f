"""Slices by where they lie: provinces on the tiles of a map, countries under their world regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan

from rtc_tui.core.countries import Region
from rtc_tui.core.dimensions import DIVISIONS, Division, division, region
from rtc_tui.core.stats import mean
from rtc_tui.core.thresholds import Bounds, Severity, grade
from rtc_tui.text import language, t
from rtc_tui.views.distribution import CHANGE_OVER, Board
from rtc_tui.views.heat import stretch
from rtc_tui.views.live import span
from rtc_tui.views.spots import Spot, worseness


@dataclass(frozen=True, slots=True)
class Placed:
    """Every division, with its slice where there is one, and the slices that lie on no tile."""

    tiles: tuple[tuple[Division, Spot | None], ...]
    others: tuple[Spot, ...]


def placed(board: Board) -> Placed:
    """The slices of a board by Province. Of two spellings of one division the worse takes the tile."""
    here: dict[str, Spot] = {}
    others: list[Spot] = []
    for spot in sorted(board.spots, key=lambda spot: (-spot.severity, -spot.worse)):
        place = division(spot.raw)
        if place is None or place.code in here:
            others.append(spot)
        else:
            here[place.code] = spot
    return Placed(tuple((each, here.get(each.code)) for each in DIVISIONS), tuple(others))


def short(place: Division) -> str:
    """Two cells: 粤, or GD."""
    return place.char if language() == "zh" else place.code


def name(place: Division) -> str:
    """广东, or Guangdong."""
    return place.zh if language() == "zh" else place.en


def beside(board: Board, raw: str, dx: int, dy: int) -> str:
    """The raw name that an arrow leads to from a slice: over tiles without data, and from the list below by rows."""
    known = placed(board)
    here = {place.code: spot for place, spot in known.tiles if spot}
    outside = [spot.raw for spot in known.others]
    current = division(raw)
    if raw in outside or current is None:
        return _in_list(outside, list(here.values()), raw, dx + dy)
    ranks = ((_distance(current, place, dx, dy), spot.raw) for place, spot in known.tiles if spot)
    nearest = min(((rank, there) for rank, there in ranks if rank), default=None)
    if nearest:
        return nearest[1]
    return outside[0] if dy > 0 and outside else raw


def _distance(here: Division, there: Division, dx: int, dy: int) -> tuple[int, int] | None:
    """How far a tile lies in a direction, what is off the line counting double; None if it lies in another."""
    along = (there.column - here.column) * dx + (there.row - here.row) * dy
    across = abs(there.row - here.row if dx else there.column - here.column)
    return (along + 2 * across, across) if along > 0 and across <= 2 * along else None


def _in_list(outside: Sequence[str], tiles: Sequence[Spot], raw: str, step: int) -> str:
    at = outside.index(raw) + step if raw in outside else 0
    if at < 0 and tiles:
        return max(tiles, key=lambda spot: _row(spot.raw)).raw
    return outside[min(max(at, 0), len(outside) - 1)] if outside else raw


def _row(raw: str) -> int:
    place = division(raw)
    return place.row if place else 0


@dataclass(frozen=True, slots=True)
class Group:
    """A world region with its countries; `value` is the plain mean of theirs, `known` how many it is of."""

    label: str
    value: float
    severity: Severity
    known: int
    spots: tuple[Spot, ...]


def groups(board: Board, cursor: int | None) -> tuple[Group, ...]:
    """The regions of a board by Country that have any, worst first; what lies in none comes last."""
    members: dict[Region | None, list[Spot]] = {}
    for spot in board.spots:
        members.setdefault(region(spot.raw), []).append(spot)
    found = [_group(where, spots, board, cursor) for where, spots in members.items()]
    found.sort(
        key=lambda pair: (pair[0] is None, -pair[1].severity, -worseness(board.bounds, pair[1].value), pair[1].label)
    )
    return tuple(group for _, group in found)


def _group(
    where: Region | None, spots: Sequence[Spot], board: Board, cursor: int | None
) -> tuple[Region | None, Group]:
    values = [value for spot in spots if (value := board.value(spot, cursor)) == value]
    middle = mean(values) if where else nan
    label = where.label if where else t("distribution.elsewhere")
    return where, Group(label, middle, grade(board.bounds, middle), len(values), tuple(spots))


@dataclass(frozen=True, slots=True)
class Figures:
    """What a table tells of a slice beside its value: `change` in its unit, shares from 0 to 1 of the buckets known."""

    change: float
    warn: float
    crit: float
    trend: tuple[float, ...]


def figures(board: Board, spot: Spot, cursor: int | None) -> Figures:
    """Change against five minutes before; how much of the window lay in warn and in crit; the window itself."""
    at = board.read(spot, cursor)
    before = spot.series.at(at - CHANGE_OVER) if at is not None else nan
    values = stretch(spot.series, board.grid.window)
    here = [value for value in values if value == value]  # noqa: PLR0124 - not NaN
    crit = sum(grade(board.bounds, value) is Severity.CRIT for value in here)
    bad = sum(grade(board.bounds, value) >= Severity.WARN for value in here)
    count = len(here) or 1
    return Figures(
        change=board.value(spot, cursor) - before,
        warn=(bad - crit) / count if here and board.bounds else nan,
        crit=crit / count if here and board.bounds else nan,
        trend=tuple(heights(values, board.bounds)),
    )


def heights(values: Sequence[float], bounds: Bounds | None) -> list[float]:
    """Each value as a share of the range drawn, so that what is calm looks calm."""
    low, high = span(values, bounds)
    return [nan if isnan(value) else min(1.0, max(0.0, (value - low) / (high - low))) for value in values]
