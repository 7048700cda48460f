"""Slices as spots: what each is worth at one time, and the order in which they stand."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, isnan, log, nan
from operator import itemgetter
from typing import Final, NamedTuple

from rtc_tui.core import dimensions
from rtc_tui.core.model import BUCKET, Dimension, Series, Window
from rtc_tui.core.snapshot import Selection
from rtc_tui.core.thresholds import Bounds, Severity, grade, state
from rtc_tui.text import language
from rtc_tui.text.safe import safe
from rtc_tui.views.heat import perfect, stretch
from rtc_tui.views.live import settled
from rtc_tui.views.sieve import sieve

SORTS: Final = ("now", "window", "name")
STALE: Final = 120  # seconds that a slice may lag behind the newest bucket and still have a value "now"
_RECENT: Final = 20 * BUCKET  # what tells the state of a slice
_LATEST: Final = 4  # values whose mean ranks slices of one severity
_ALIKE: Final = log(1.2)  # slices whose distances from perfect differ by less are about as bad as each other
_FARTHEST: Final = 1e300  # has a logarithm, as infinity has not
_FINE: Final = 0.1  # of the way from perfect to warn: nearer than that all are alike


class Spot(NamedTuple):
    """One slice. `value` (NaN: none) is of the bucket `at`, the board's own or one a little older.

    `severity` is its state, which goes up and down more slowly than values; `worse` ranks, greater is worse.
    """

    raw: str
    label: str
    series: Series
    value: float
    severity: Severity
    worse: float
    at: int | None
    graded: Severity  # what `value` amounts to by itself


@lru_cache(maxsize=1024)
def _label(dimension: Dimension, raw: str, spoken: str) -> str:
    del spoken  # what is kept is kept for each language
    return dimensions.label(dimension, raw)


@lru_cache(maxsize=128)  # a combination of which nothing is new holds the same series
def spots_of(
    dimension: Dimension, slices: tuple[Series, ...], bounds: Bounds | None, newest: int | None, lagging: int | None
) -> tuple[Spot, ...]:
    """`spot_of` each of them. Two spellings of one place are told apart by what the service calls them."""
    found = [spot_of(dimension, series, bounds, newest, lagging) for series in slices]
    if len({spot.label for spot in found}) < len(found):
        often = Counter(spot.label for spot in found)
        found = [s._replace(label=f"{s.label} ({safe(s.raw, 40)})") if often[s.label] > 1 else s for s in found]
    return tuple(found)


def spot_of(
    dimension: Dimension, series: Series, bounds: Bounds | None, newest: int | None, lagging: int | None = None
) -> Spot:
    """A slice at the bucket `newest`.

    `lagging` is how far its own newest value may lie back (seconds); None: a time gone by, whose value alone counts.
    """
    raw = series.key.slice
    label = _label(dimension, raw, language())
    at = nan if newest is None else series.at(newest)
    if lagging is None or newest is None:
        graded = grade(bounds, at)
        return Spot(raw, label, series, at, graded, worseness(bounds, at), newest, graded)
    last_held = series.end - series.step
    if last_held >= newest - lagging:
        newest, at = last_held, series.values[-1]
    if isnan(at):
        return Spot(raw, label, series, at, Severity.NONE, -inf, newest, Severity.NONE)
    end = max(0, (newest - series.start) // series.step + 1)
    recent = series.values[max(0, end - _RECENT // series.step) : end]
    latest = [value for value in recent if value == value] or [at]  # noqa: PLR0124 - NaN, the fast way
    last = latest[-_LATEST:]
    worse = worseness(bounds, sum(last) / len(last))
    lasting, graded = _judged(bounds, latest, at)
    return Spot(raw, label, series, at, lasting, worse, newest, graded)


def _judged(bounds: Bounds | None, latest: Sequence[float], value: float) -> tuple[Severity, Severity]:
    """The state of a slice, and what its value by itself is; nearly all are good, which one look at the extremes tells."""
    if bounds is None:
        return Severity.NONE, Severity.NONE
    least, most = min(latest), max(latest)
    best, worst = (least, most) if bounds.better == "lower" else (most, least)
    if len(latest) > bounds.persist and bounds.cleared(worst) and not bounds.beyond(worst, bounds.warn):
        return Severity.OK, Severity.OK
    if len(latest) > bounds.persist and bounds.beyond(best, bounds.crit):
        return Severity.CRIT, Severity.CRIT
    graded = grade(bounds, value)
    return state(bounds, settled(latest)) or graded, graded


def worseness(bounds: Bounds | None, value: float) -> float:
    """A number that is greater the worse the value is; least for none. Without bounds, high counts as worse."""
    if isnan(value):
        return -inf
    return -value if bounds is not None and bounds.better == "higher" else value


@dataclass(frozen=True, slots=True)
class Order:
    """Raw names in the order in which they are on screen.

    Held, they keep their places whatever their values; else those that are as bad as each other keep theirs, but for
    what cannot be seen, so that a calm list does not dance.
    """

    before: tuple[str, ...] = ()
    held: bool = False


AS_IT_COMES: Final = Order()


def arranged(
    spots: Sequence[Spot], bounds: Bounds | None, selection: Selection, window: Window, order: Order
) -> tuple[Spot, ...]:
    """Filtered, and in the selected order."""
    if selection.filter:
        lets = sieve(selection.filter)
        spots = [s for s in spots if lets(f"{s.label} {safe(s.raw, 80)}", s.severity, s.value)]
    ranked = _ranked(spots, bounds, SORTS[selection.sort % len(SORTS)], window, order)
    if not order.held:
        return tuple(ranked)
    place = {raw: i for i, raw in enumerate(order.before)}
    return tuple(sorted(ranked, key=lambda spot: place.get(spot.raw, len(place))))


def _ranked(spots: Iterable[Spot], bounds: Bounds | None, by: str, window: Window, order: Order) -> list[Spot]:
    if by == "name":
        return sorted(spots, key=lambda spot: (spot.label.casefold(), spot.raw))
    now = by == "now"
    rows = [
        (
            -spot.severity if now else 0,
            -(spot.worse if now else _worst(spot, bounds, window)),
            spot.label,
            spot.raw,
            spot,
        )
        for spot in spots
    ]
    rows.sort(key=itemgetter(0, 1, 2, 3))
    if not order.before or bounds is None:
        return [row[-1] for row in rows]
    place = {raw: i for i, raw in enumerate(order.before)}
    classes = _classes(bounds, [-row[1] for row in rows])
    kept = [(row[0], classes[i], place.get(row[3], -1), i) for i, row in enumerate(rows)]
    return [rows[i][-1] for *_, i in sorted(kept)]


def _classes(bounds: Bounds, worse: Sequence[float]) -> list[float]:
    """Slices that are about as bad as each other have the same number; less is worse."""
    best = worseness(bounds, perfect(bounds))
    least = max(_FINE * (worseness(bounds, bounds.warn) - best), 1e-9)
    return [inf if each == -inf else -(log(min(max(each - best, least), _FARTHEST)) // _ALIKE) for each in worse]


def _worst(spot: Spot, bounds: Bounds | None, window: Window) -> float:
    return max((worseness(bounds, value) for value in stretch(spot.series, window)), default=-inf)
