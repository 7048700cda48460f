"""One series over any window: its values, where each comes from, what is missing and why, earlier days beside it."""

from __future__ import annotations  # array[float] is for the type checker alone before Python 3.12

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from itertools import groupby
from math import isnan
from typing import Final

from rtc_tui.core.merge import Column, Merged, Trust, merge, provenance
from rtc_tui.core.model import BUCKET, FIVE_MINUTES, Provenance, Query, Series, SeriesKey, Window
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.core.stats import present
from rtc_tui.core.thresholds import Bounds, Severity, Thresholds, grade
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells, history, overlay
from rtc_tui.views.history import LIVE_REACH, Named
from rtc_tui.views.live import NOT_FINAL, span
from rtc_tui.views.overlay import SHIFTS, Shifted

Earlier = dict[Query, tuple[Merged, ...]]  # what the pane saw before, while a question about another window is open


_NO_TRUST: Final = Trust()


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """The chart. `line.values[i]` belongs to `window.start + i * step`; `at` is the bucket that is read, if any."""

    named: Named
    window: Window
    line: Merged
    bounds: Bounds | None
    low: float
    high: float
    cursor: int | None
    at: int | None
    others: tuple[Shifted, ...] = ()
    trust: Trust = _NO_TRUST
    not_final: int | None = None

    @property
    def step(self) -> int:
        """Seconds of one bucket."""
        return self.line.step

    @property
    def value(self) -> float:
        """The value read; NaN without one."""
        return self.value_at(self.at)

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return grade(self.bounds, self.value)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(self.line.codes)

    def value_at(self, at: int | None) -> float:
        """The value of a bucket."""
        index = self.index(at)
        return float("nan") if index is None else self.line.values[index]

    def index(self, at: int | None) -> int | None:
        """The place of a bucket in the line; None outside of it."""
        if at is None:
            return None
        place = (at - self.line.start) // self.step
        return place if 0 <= place < len(self.line.values) else None


def course(snapshot: Snapshot, selection: Selection, thresholds: Thresholds, earlier: Earlier | None = None) -> Course:
    """The chart of the series that is looked at."""
    return course_of(snapshot, selection, thresholds, looked_at(snapshot, selection), earlier)


def looked_at(snapshot: Snapshot, selection: Selection) -> str:
    """The name of the series: the selected one, or the first where there is none of that name."""
    found, known = history.chosen(selection), history.names(snapshot, selection)
    return found if found in known else known[0]


def course_of(
    snapshot: Snapshot, selection: Selection, thresholds: Thresholds, name: str, earlier: Earlier | None = None
) -> Course:
    """The chart of the series of that name."""
    window = history.shown(selection, snapshot.now)
    fitting = [line(snapshot, selection, name, window, step, earlier) for step in _steps(selection, window)]
    best = max(fitting, key=lambda found: (_covered(found), -found.step))
    return _course(snapshot, selection, thresholds, name, window, best)


def _steps(selection: Selection, window: Window) -> tuple[int, ...]:
    if selection.stretch.kind == "operation":
        return (history.operation_step(history.spanning(selection)),)
    return history.steps(window)


def _course(
    snapshot: Snapshot, selection: Selection, thresholds: Thresholds, name: str, window: Window, found: Merged
) -> Course:
    bounds = thresholds.bounds(name)
    others = _others(snapshot, selection, found)
    low, high = _span(found, others, bounds)
    at = selection.cursor
    cursor = None if at is None else max(found.start, (at - found.start) // found.step * found.step + found.start)
    real = window.end > snapshot.now - LIVE_REACH and found.step == BUCKET
    last = newest(found)
    return Course(
        named=history.named(name, safe(found.unit, 8)),
        window=window,
        line=found,
        bounds=bounds,
        low=low,
        high=high,
        cursor=cursor,
        at=last if cursor is None else cursor,
        others=others,
        trust=_trust(snapshot, selection, name),
        not_final=last - (NOT_FINAL - 1) * BUCKET if real and last is not None else None,
    )


def _span(found: Merged, others: tuple[Shifted, ...], bounds: Bounds | None) -> tuple[float, float]:
    """The ends of the axis: earlier days are on it as well."""
    ends = [*_ends(found)]
    for _, other in others:
        here = present(other)
        ends += [min(here), max(here)] if here else []
    return span(ends, bounds)


@lru_cache(maxsize=8)
def _ends(found: Merged) -> tuple[float, ...]:
    here = present(found.values)
    return (min(here), max(here)) if here else ()


# ------------------------------------------------------------------ lines
def line(
    snapshot: Snapshot, selection: Selection, name: str, window: Window, step: int, earlier: Earlier | None = None
) -> Merged:
    """All that is known of a series: what was asked for, what was seen before, and what is polled right now."""
    query, key = history.query(selection, name, step), history.key(selection, name)
    parts = (*(earlier or {}).get(query, ()), *overlay.held(snapshot, query))
    if step > FIVE_MINUTES:  # of what the service has no value of that step yet, the mean of what there is
        parts = (*overlay.held(snapshot, history.query(selection, name, FIVE_MINUTES)), *parts)
    mine = dict.fromkeys(part for part in parts if part.key == key)  # each once
    return _merged(key, window, step, tuple(mine), snapshot.series.get(key))


@lru_cache(maxsize=64)  # columns are never changed in place; a cursor that moves changes none
def _merged(key: SeriesKey, window: Window, step: int, parts: tuple[Merged, ...], polled: Series | None) -> Merged:
    columns = [Column(part.key, part.unit, part.step, part.start, part.values, part.codes) for part in parts]
    if polled is not None and polled.values:
        columns.append(Column.of(polled))
    return merge(key, window, step, columns)


def newest(found: Merged) -> int | None:
    """Start of the newest bucket with a value."""
    last = len(found.codes.rstrip(b"\0")) - 1
    return None if last < 0 else found.start + last * found.step


def _covered(found: Merged) -> float:
    """Seconds that have a value; of a coarse line a little less, so that fine ones win where both are whole."""
    return (len(found.codes) - found.codes.count(0)) * found.step * (1.0 if found.step == BUCKET else 0.9)


def _others(snapshot: Snapshot, selection: Selection, found: Merged) -> tuple[Shifted, ...]:
    """The earlier days, by lines of this step and of coarser ones."""
    if selection.stretch.kind == "operation" or not selection.compare:
        return ()
    steps = sorted({found.step, FIVE_MINUTES})
    parts = [part for step in steps for part in overlay.held(snapshot, history.query(selection, found.key.name, step))]
    lines, whole = overlay.lines_of(parts, found.key), Window(found.start, found.end)
    return tuple((shift, overlay.laid(lines, whole, found.step, shift)) for shift in SHIFTS[selection.compare])


def _trust(snapshot: Snapshot, selection: Selection, name: str) -> Trust:
    """That of the longest line of five minutes that was asked for."""
    query, key = history.query(selection, name, FIVE_MINUTES), history.key(selection, name)
    known = (part.trust for part in overlay.held(snapshot, query) if part.key == key)
    return max(known, key=lambda trust: trust.buckets, default=Trust())


# ------------------------------------------------------------------ words
ORIGINS: Final[dict[Provenance, str]] = {
    Provenance.OFFLINE: "O",
    Provenance.RECORDED: "L",
    Provenance.REALTIME: "R",
    Provenance.MISSING: "·",
}


@lru_cache(maxsize=8)
def shares(found: Merged) -> dict[Provenance, str]:
    """`offline 16 h`, `recorded 6 h 55`, …: how much of the window each source gives, none left out that gives any."""
    seconds: dict[Provenance, int] = {}
    for code, count in Counter(found.codes).items():
        source = provenance(code)
        seconds[source] = seconds.get(source, 0) + count * found.step
    known = (source for source in ORIGINS if source in seconds)
    return {source: t(f"history.of_{source}", span=history.length(seconds[source])) for source in known}


def reading(found: Course, zone: tzinfo) -> str:
    """`11-19 10:20 = 4.12 %`."""
    if found.at is None:
        return ""
    text = found.named.with_unit(found.value) if not isnan(found.value) else t("history.no_value")
    return f"{_when(found, zone)} = {text}"


def _when(found: Course, zone: tzinfo) -> str:
    at = found.at or 0
    day = cells.iso(at, zone)[5:10]
    if found.step >= 86_400:
        return day
    return f"{day} {cells.clock(at, zone, seconds=found.step == BUCKET)}"


def origin(found: Course) -> str:
    """`offline`, `recorded, mean of 5 min, partly`; empty where nothing is read."""
    index = found.index(found.at)
    if index is None:
        return ""
    words = [t(f"history.origin_{found.line.provenance(index)}")]
    if found.line.is_partial(index):
        words.append(t("history.partial"))
    return ", ".join(words)


def trusted(found: Course) -> str:
    """How far what was measured at the time and the offline data agree; empty where not both are known."""
    trust = found.trust
    if not trust.buckets:
        return ""
    middle, most = (f"{found.named.amount(each)} {found.named.unit}".rstrip() for each in (trust.median, trust.most))
    return t("history.trust", n=trust.buckets, middle=middle, most=most)


# ------------------------------------------------------------------ bad stretches
@dataclass(frozen=True, slots=True)
class BadRun:
    """Neighbouring buckets beyond a limit: how bad the worst of them is, and which that is."""

    severity: Severity
    start: int
    worst: int


def bad_runs(found: Course) -> list[BadRun]:
    """The worst first, and of equals the newest."""
    runs, at = [], 0
    values = found.line.values
    for bad, run in groupby(values, key=lambda value: grade(found.bounds, value) >= Severity.WARN):
        count = sum(1 for _ in run)
        if bad and found.bounds:
            runs.append(_run(found, values, at, count))
        at += count
    return sorted(runs, key=lambda each: (-each.severity, -each.start))


def _run(found: Course, values: array[float], at: int, count: int) -> BadRun:
    pick = max if found.bounds and found.bounds.better == "lower" else min
    place = pick(range(at, at + count), key=values.__getitem__)
    start, step = found.line.start, found.step
    return BadRun(grade(found.bounds, values[place]), start + at * step, start + place * step)


def next_bad(found: Course, step: int) -> int | None:
    """Where the time cursor goes for the next bad stretch; None where there is none."""
    runs: Sequence[BadRun] = bad_runs(found)
    if not runs:
        return None
    places = [run.worst for run in runs]
    if found.cursor not in places:
        return places[0 if step > 0 else -1]
    return places[(places.index(found.cursor) + step) % len(places)]
