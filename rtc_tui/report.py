"""Headless: the same feed, store and thresholds as the screen, printed as table, JSON or CSV. stdout is data.

`live` asks once, or again and again (`--watch`): then the first answer is printed whole, and after it only buckets that
are new or have changed, holes that filled among them. Asked once, a failure of what was asked for is raised, after what
else there is was printed; watched, it stands in `health` and on stderr, and the next look may do better.
"""

import asyncio
import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite, isnan, nan
from typing import Any, Final, Protocol

from rich.cells import cell_len, set_cell_size

from rtc_tui.config import Config
from rtc_tui.core import indicators
from rtc_tui.core.indicators import OPERATION, QUALITY, parse
from rtc_tui.core.model import BUCKET, Batch, Feature, Provenance, Query, Scope, Series, SeriesKey, Window
from rtc_tui.core.request import Format, LiveRequest
from rtc_tui.core.snapshot import Problem, Snapshot, condition
from rtc_tui.core.thresholds import Severity, Thresholds, grade
from rtc_tui.core.windows import askable, ceil
from rtc_tui.errors import ExitCode, RtcTuiError, UsageError
from rtc_tui.feed import plan
from rtc_tui.feed.follow import problem
from rtc_tui.feed.source import Failure, Source
from rtc_tui.store import Store
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells
from rtc_tui.views.live import settled_state

DEADLINE: Final = 40.0  # seconds for all that one look asks
COLUMNS: Final = (
    "time", "name", "indicator", "medium", "tier", "unit", "dimension", "slice", "value", "severity", "provenance",
)  # fmt: skip
_FORMULA: Final = tuple("=+-@＝＋－＠")  # full-width ones too: some spreadsheets fold them
_CHANGE_OVER: Final = 300  # seconds

Points = list[tuple[int, float]]


class Out(Protocol):
    """Where data go."""

    def write(self, text: str, /) -> object:
        """Write text."""
        ...

    def flush(self) -> object:
        """Push it out: the reader of a pipe waits for it."""
        ...


@dataclass(slots=True)
class _Printed:
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


@dataclass(frozen=True, slots=True)
class _Rows:
    """One series of a report: what is printed of it now, and where it stands in the window."""

    series: Series
    window: Window
    points: Points
    severity: Severity


class _Looks:
    """Asks for the window again and again, each time for what is new, may have changed, or is missing."""

    def __init__(self, request: LiveRequest, config: Config, feed: Source) -> None:
        self._request, self._feed = request, feed
        self._queries = _queries(request, config)
        self._held: dict[Query, set[int]] = {query: set() for query in self._queries}
        self._store = Store()
        self._store.watch(self._queries)
        self.window = Window(0, 0)  # of the latest look

    async def look(self) -> tuple[Snapshot, list[Failure]]:
        """Ask all at once; answers and failures go into the store."""
        skew, until = self._feed.meter().skew_s, asyncio.get_running_loop().time() + DEADLINE
        answers = await self._ask(until)
        if plan.clock_moved(skew, self._feed.meter().skew_s):  # our clock is wrong, and so was the window
            answers = await self._ask(until)
        meter = self._feed.meter()
        self._store.meter(meter.quota, meter.skew_s, meter.notes)
        for query, answer in zip(self._queries, answers, strict=True):
            if isinstance(answer, Failure):
                self._store.fail(query, problem(answer), self._feed.now())
            else:
                self._store.apply(answer, self._feed.now())
                held = plan.still_held(self._held[query], answer.window)
                self._held[query] = held.union(at for series in answer.series for at, _ in series.points())
        return self._store.snapshot(self._feed.now()), [each for each in answers if isinstance(each, Failure)]

    def answered(self, failures: Sequence[Failure]) -> bool:
        """Whether something was answered of what was asked for by name."""
        failed = {failure.query for failure in failures}
        return any(query not in failed for query in self._queries if not _extra(query, self._request))

    async def _ask(self, until: float) -> list[Batch | Failure]:
        now = self._feed.now()
        self.window = _window(self._request, now)
        return await asyncio.gather(*(self._fetch(query, self._part(query, now), until) for query in self._queries))

    def _part(self, query: Query, now: float) -> Window:
        """What of the window is worth asking for."""
        if not self._held[query]:
            return self.window
        start = max(self.window.start, plan.window(now, self._held[query]).start)
        return Window(min(start, self.window.end - BUCKET), self.window.end)

    async def _fetch(self, query: Query, window: Window, until: float) -> Batch | Failure:
        try:
            return await self._feed.fetch(query, window, deadline=until - asyncio.get_running_loop().time())
        except RtcTuiError as error:
            return Failure(query, error, self._feed.now(), self._feed.now() + (self._request.watch or 0.0))


async def live(request: LiveRequest, config: Config, source: Callable[[], Source], out: Out | None = None) -> ExitCode:
    """`get live`. Raises `RtcTuiError` when asked once and what was asked for is not to be had.

    Watched, it ends when the window asked for lies further back than the service reaches.
    """
    feed, printed = source(), _Printed()
    looks, first = _Looks(request, config, feed), True
    try:
        while first or not _passed(request, feed.now()):
            snapshot, failures = await looks.look()
            fatal = [] if request.watch is not None else [each for each in failures if not _extra(each.query, request)]
            if not fatal or looks.answered(failures):
                rows = _rows(snapshot, looks.window, request, config, printed, first=first)
                _write(_render(snapshot, looks.window, request, config, rows, first=first), out or sys.stdout)
            told = {each.error.kind for each in fatal}  # what is raised speaks for its like
            _talk([each.error for each in failures if each not in fatal and each.error.kind not in told])
            if fatal:
                raise fatal[0].error
            if request.watch is None:
                break
            first = False
            await asyncio.sleep(request.watch)
    finally:
        await feed.aclose()
    return ExitCode.DONE


def _extra(query: Query, request: LiveRequest) -> bool:
    """Whether nobody asked for it by name: users and rooms online come along with the app's quality."""
    return query.feature is Feature.OPERATION and not request.indicators


def _queries(request: LiveRequest, config: Config) -> tuple[Query, ...]:
    """Only what can answer. Users and rooms online are the whole app's: with a room they have to be named."""
    names = {parse(name).indicator for name in request.indicators}
    product = config.target.product
    quality = [Query(Feature.QUALITY, product, scope) for scope in request.scopes]
    asked_online = bool(names & set(OPERATION)) if names else not request.scopes[0].room
    return (
        *(quality if not names or names & set(QUALITY) else ()),
        *((Query(Feature.OPERATION),) if asked_online else ()),
    )


def _talk(errors: Iterable[RtcTuiError]) -> None:
    """Each sentence once."""
    for line in dict.fromkeys(f"{safe(error.message, 1000)} {safe(error.hint, 1000)}\n" for error in errors):
        sys.stderr.write(line)


def _window(request: LiveRequest, now: float) -> Window:
    """The buckets asked for that are closed and can still be had; at least one, since the service wants one.

    Raises `UsageError` when the window asked for is out of reach.
    """
    reach = askable(now)
    if _passed(request, now):
        raise UsageError(t("request.too_old"), t("request.too_old_hint"))
    end = reach.end if request.end is None else min(reach.end, ceil(request.end))
    start = reach.start if request.start is None else max(reach.start, ceil(request.start))
    return Window(min(start, end - BUCKET), end)


def _passed(request: LiveRequest, now: float) -> bool:
    """Whether the service no longer reaches back to any of it."""
    return request.end is not None and ceil(request.end) <= askable(now).start


def _rows(
    snapshot: Snapshot, window: Window, request: LiveRequest, config: Config, printed: _Printed, *, first: bool
) -> list[_Rows]:
    """What is printed now: every series the first time, then those with something new."""
    rows = [
        _Rows(series, window, printed.fresh(series, window), _state(series, window, config.thresholds))
        for series in _chosen(snapshot, request)
    ]
    return [each for each in rows if each.points or first]


def _render(
    snapshot: Snapshot, window: Window, request: LiveRequest, config: Config, rows: Sequence[_Rows], *, first: bool
) -> Iterator[str]:
    match request.format:
        case Format.JSON:
            yield json.dumps(_object(snapshot, window, config, rows), ensure_ascii=False) + "\n"
        case Format.CSV:
            yield from _csv(rows, config, head=first)
        case _:
            yield from _table(rows, config, head=first)


def _chosen(snapshot: Snapshot, request: LiveRequest) -> list[Series]:
    """In catalogue order; by the name of the request or of the series."""
    wanted = set(request.indicators)
    found = [
        series
        for key, series in snapshot.series.items()
        if not wanted or key.name.lower() in wanted or parse(key.name).indicator in wanted
    ]
    return sorted(found, key=lambda series: (*indicators.order(series.key.name), series.key.scope))


def _state(series: Series, window: Window, thresholds: Thresholds) -> Severity:
    return settled_state(thresholds.bounds(series.key.name), series.over(window))


def _write(pieces: Iterable[str], out: Out) -> None:
    for piece in pieces:
        out.write(piece)
    out.flush()


# ---------------------------------------------------------------------- JSON
def _object(snapshot: Snapshot, window: Window, config: Config, rows: Sequence[_Rows]) -> dict[str, Any]:
    zone, health = config.ui.zone, snapshot.health
    found: dict[str, Any] = {
        "pane": "live",
        "app": safe(config.target.app),
        "product": str(config.target.product),
        "from": cells.iso(window.start, zone),
        "to": cells.iso(window.end, zone),
        "generated": cells.iso(snapshot.now, zone),
        "series": [_series(each, config) for each in rows],
        "health": _health(snapshot),
    }
    if health.missing_users:
        found["dropped_users"] = [safe(user) for user in health.missing_users]
    return found


def _series(rows: _Rows, config: Config) -> dict[str, Any]:
    key, name = rows.series.key, parse(rows.series.key.name)
    bounds = config.thresholds.bounds(key.name)
    better = bounds.better if bounds else name.better
    known = {
        "name": safe(key.name),
        "indicator": name.indicator,
        "medium": name.medium,
        "tier": name.tier,
        "unit": safe(rows.series.unit or name.unit, 16),
        "better": better or "",
        "room": safe(key.scope.room),
        "severity": rows.severity.word,
    }
    found: dict[str, Any] = {field: value for field, value in known.items() if value}
    if key.scope.users:
        found["users"] = [safe(user) for user in key.scope.users]
    found["points"] = [
        {
            "time": cells.iso(at, config.ui.zone),
            "value": _plain(value, name.decimals),
            "severity": grade(bounds, value).word,
            "provenance": _provenance(rows.series, value),
        }
        for at, value in rows.points
    ]
    return found


def _health(snapshot: Snapshot) -> dict[str, Any]:
    health = snapshot.health
    found: dict[str, Any] = {"state": str(condition(health, snapshot.now))}
    if health.newest is not None:
        found["age_s"] = int(snapshot.now - health.newest)
    found["errors"] = [_error(feature, each) for feature, each in health.problems.items()]
    if health.dropped.total:
        found["dropped_points"] = health.dropped.total
    if health.notes:
        found["notes"] = [safe(note, 1000) for note in health.notes]
    return found


def _error(feature: Feature, trouble: Problem) -> dict[str, str]:
    known = {
        "feature": str(feature),
        "kind": trouble.kind,
        "message": safe(trouble.message, 1000),
        "hint": safe(trouble.hint, 1000),
        "code": safe(trouble.code),
        "request_id": safe(trouble.request_id),
    }
    return {field: value for field, value in known.items() if value}


def _plain(value: float, decimals: int) -> float | int | None:
    if not isfinite(value):
        return None
    return round(value, decimals) if decimals else round(value)


def _provenance(series: Series, value: float) -> str:
    return str(Provenance.MISSING if isnan(value) else series.provenance)


# ---------------------------------------------------------------------- CSV
def _csv(rows: Sequence[_Rows], config: Config, *, head: bool) -> Iterator[str]:
    """Long form: one line per bucket; an empty value is a bucket without data."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if head:
        writer.writerow(COLUMNS)
    for each in rows:
        key, name = each.series.key, parse(each.series.key.name)
        bounds = config.thresholds.bounds(key.name)
        dimension, part = _part(key.scope)
        for at, value in each.points:
            shown = _plain(value, name.decimals)
            fields = [key.name, name.indicator, name.medium, name.tier, each.series.unit or name.unit, dimension, part]
            writer.writerow([
                cells.iso(at, config.ui.zone), *(_defused(text) for text in fields),
                "" if shown is None else shown, grade(bounds, value).word, _provenance(each.series, value),
            ])  # fmt: skip
    yield buffer.getvalue()


def _part(scope: Scope) -> tuple[str, str]:
    """A room or its users stand where a slice of a distribution would."""
    if scope.users:
        return "User", " ".join(scope.users)
    return ("Room", scope.room) if scope.room else ("", "")


def _defused(text: str) -> str:
    """Safe, and not read as a formula by a spreadsheet."""
    clean = safe(text)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


# ---------------------------------------------------------------------- table
def _table(rows: Sequence[_Rows], config: Config, *, head: bool) -> Iterator[str]:
    lines = [_line(each, config) for each in rows]
    if head:
        titles = tuple(
            t(f"report.{title}") for title in ("series", "value", "state", "change", "lowest", "highest", "at")
        )
        lines.insert(0, titles)
    widths = [max((cell_len(line[i]) for line in lines), default=0) for i in range(7)]
    widths = [max(wide, least) for wide, least in zip(widths, (24, 10, 6, 7, 8, 8, 8), strict=True)]
    for line in lines:
        padded = [set_cell_size(line[0], widths[0]), *(_right(line[i], widths[i]) for i in range(1, 7))]
        yield "  ".join(padded).rstrip() + "\n"


def _line(rows: _Rows, config: Config) -> tuple[str, ...]:
    series, name = rows.series, parse(rows.series.key.name)
    here = {at: value for at, value in series.points() if rows.window.start <= at < rows.window.end}
    newest = max(here, default=None)
    now, before = (nan, nan) if newest is None else (here[newest], here.get(newest - _CHANGE_OVER, nan))
    who = safe(" ".join((series.key.scope.room, *series.key.scope.users)), 60)
    glyphs = cells.ASCII_GLYPHS if config.ui.ascii else cells.GLYPHS
    state = "" if config.thresholds.bounds(series.key.name) is None else f"{glyphs[rows.severity]} {rows.severity.word}"
    return (
        f"{safe(name.label, 60)}{f' ({who})' if who else ''}",
        cells.with_unit(now, name, safe(series.unit, 16)),
        state,
        cells.change(now - before, name),
        cells.value(min(here.values(), default=nan), name),
        cells.value(max(here.values(), default=nan), name),
        cells.clock(newest, config.ui.zone),
    )


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text
