"""Headless: the same feed, store and thresholds as the screen, printed as table, JSON or CSV. stdout is data.

`live` asks once, or again and again (`--watch`): then the first answer is printed whole, and after it only buckets that
are new or have changed. Asked once, a failure of what was asked for is raised; watched, it stands in `health` and on
stderr, and the next look may do better.
"""

import asyncio
import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any, Final, Protocol

from rich.cells import cell_len, set_cell_size

from rtc_tui.config import Config
from rtc_tui.core import indicators
from rtc_tui.core.indicators import OPERATION, QUALITY, parse
from rtc_tui.core.model import Feature, Provenance, Query, Scope, Series, SeriesKey, Window
from rtc_tui.core.request import Format, LiveRequest
from rtc_tui.core.snapshot import Snapshot, condition
from rtc_tui.core.thresholds import Severity, Thresholds, grade
from rtc_tui.core.windows import askable, ceil
from rtc_tui.errors import ExitCode, RtcTuiError
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
_FORMULA: Final = tuple("=+-@")
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
        known = self.values.setdefault(series.key, {})
        first = max(ceil(window.start, series.step), min(known, default=window.start))
        last = min(window.end, series.end)
        points = [(at, series.at(at)) for at in range(first, last, series.step)]
        found = [(at, value) for at, value in points if at not in known or not _same(known[at], value)]
        known.update(found)
        return found


def _same(one: float, other: float) -> bool:
    return one == other or (isnan(one) and isnan(other))


@dataclass(frozen=True, slots=True)
class _Rows:
    """One series of a report: what is printed of it now."""

    series: Series
    points: Points
    severity: Severity


async def live(request: LiveRequest, config: Config, source: Callable[[], Source], out: Out | None = None) -> ExitCode:
    """`get live`. Raises `RtcTuiError` when asked once and what was asked for is not to be had."""
    feed, store, printed = source(), Store(), _Printed()
    queries = _queries(request, config)
    store.watch(queries)
    first = True
    try:
        while True:
            snapshot = await _look(request, feed, store, queries)
            _write(_render(snapshot, request, config, printed, first=first), out or sys.stdout)
            if request.watch is None:
                return ExitCode.DONE
            first = False
            await asyncio.sleep(request.watch)
    finally:
        await feed.aclose()


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


async def _look(request: LiveRequest, feed: Source, store: Store, queries: tuple[Query, ...]) -> Snapshot:
    """Ask all at once; answers and failures go into the store."""
    window = _window(request, feed.now())
    held = store.snapshot(feed.now()).health.newest
    asked = window if held is None else Window(max(window.start, held - plan.NOT_FINAL * 30), window.end)
    answers = await asyncio.gather(*(_fetch(feed, query, asked) for query in queries))
    failures = [answer for answer in answers if isinstance(answer, Failure)]
    meter = feed.meter()
    store.meter(meter.quota, meter.skew_s, meter.notes)
    for query, answer in zip(queries, answers, strict=True):
        if isinstance(answer, Failure):
            store.fail(query, problem(answer), feed.now())
        else:
            store.apply(answer, feed.now())
    # A refusal of the extras is told; a failure of the first thing asked for is the answer.
    if failures and failures[0].query == queries[0] and request.watch is None:
        raise failures[0].error
    for failure in failures:
        _talk(failure.error)
    return store.snapshot(feed.now())


async def _fetch(feed: Source, query: Query, window: Window) -> Any:
    try:
        return await feed.fetch(query, window, deadline=DEADLINE)
    except RtcTuiError as error:
        return Failure(query, error, feed.now(), feed.now())


def _talk(error: RtcTuiError) -> None:
    sys.stderr.write(f"{safe(error.message, 1000)} {safe(error.hint, 1000)}\n")


def _window(request: LiveRequest, now: float) -> Window:
    reach = askable(now)
    start = max(reach.start, request.start) if request.start is not None else reach.start
    end = min(reach.end, request.end) if request.end is not None else reach.end
    return Window(start, max(start + 30, end))


def _render(
    snapshot: Snapshot, request: LiveRequest, config: Config, printed: _Printed, *, first: bool
) -> Iterator[str]:
    window = _window(request, snapshot.now)
    rows = [
        _Rows(series, printed.fresh(series, window), _state(series, window, config.thresholds))
        for series in _chosen(snapshot, request)
    ]
    match request.format:
        case Format.JSON:
            yield json.dumps(_object(snapshot, window, config, rows), ensure_ascii=False) + "\n"
        case Format.CSV:
            yield from _csv(rows, config, head=first)
        case _:
            yield from _table([each for each in rows if each.points or first], config, head=first)


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
    found["errors"] = [
        {
            "feature": str(feature),
            "kind": each.kind,
            "message": safe(each.message, 1000),
            "hint": safe(each.hint, 1000),
            "code": safe(each.code),
            "request_id": safe(each.request_id),
        }
        for feature, each in health.problems.items()
    ]
    if health.dropped.total:
        found["dropped_points"] = health.dropped.total
    if health.notes:
        found["notes"] = [safe(note, 1000) for note in health.notes]
    return found


def _plain(value: float, decimals: int) -> float | int | None:
    if isnan(value):
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
    newest = series.newest
    here = [value for _, value in series.points()]
    now = here[-1] if here else float("nan")
    before = series.at(newest - _CHANGE_OVER) if newest is not None else float("nan")
    who = safe(" ".join((series.key.scope.room, *series.key.scope.users)), 60)
    glyphs = cells.ASCII_GLYPHS if config.ui.ascii else cells.GLYPHS
    state = "" if config.thresholds.bounds(series.key.name) is None else f"{glyphs[rows.severity]} {rows.severity.word}"
    return (
        f"{safe(name.label, 60)}{f' ({who})' if who else ''}",
        cells.with_unit(now, name, safe(series.unit, 16)),
        state,
        cells.change(now - before, name),
        cells.value(min(here, default=float("nan")), name),
        cells.value(max(here, default=float("nan")), name),
        cells.clock(newest, config.ui.zone),
    )


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text
