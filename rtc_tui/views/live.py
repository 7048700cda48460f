"""The Live pane: one tile per series, a chart of the selected one, and what changed last."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from functools import lru_cache
from math import isnan, nan
from typing import TYPE_CHECKING, Final, NamedTuple

from rtc_tui.core import indicators, windows
from rtc_tui.core.indicators import SeriesName, parse
from rtc_tui.core.model import (
    BUCKET,
    WHOLE_APP,
    Feature,
    Product,
    Provenance,
    Scope,
    Series,
    SeriesKey,
    Window,
)
from rtc_tui.core.snapshot import Health, Selection, Snapshot
from rtc_tui.core.stats import present
from rtc_tui.core.thresholds import Bounds, Severity, Thresholds, grade, states
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells
from rtc_tui.views.notes import HIDDEN, notes

if TYPE_CHECKING:
    from rtc_tui.views.overlay import Shifted

CHANGE_OVER: Final = 300  # seconds: what "change" compares with
STALE: Final = 120  # seconds that a series may lag behind the newest bucket before its tile tells its age
NOT_FINAL: Final = 2  # newest buckets that may still change
TREND: Final = 3600  # seconds of trend in a tile, whatever the chart's window

# What is expected before the first answer, and named as absent when an answer lacks it.
EXPECTED: Final = (
    "5s_join_room_success_rate",
    "10s_join_room_success_rate",
    "80ms_audio_stall_rate",
    "500ms_video_stall_rate",
    "audio_first_frame_send_success_rate",
    "video_first_frame_send_success_rate",
    "audio_first_frame_recv_success_rate",
    "video_first_frame_recv_success_rate",
    "400ms_audio_network_trans_delay",
    "400ms_video_network_trans_delay",
    "online_user_count",
    "online_room_count",
)


class Tile(NamedTuple):
    """One series at a glance. `trend` holds 0..1 per bucket of the last hour, NaN where there is none."""

    name: str
    label: str
    value: str
    unit: str
    severity: Severity
    graded: bool  # whether any bounds are known: a count is neither good nor bad
    change: str
    trend: tuple[float, ...]
    selected: bool
    worse_is_up: bool
    absent: str = ""  # why there is no value: not yet, or not in the answers


class Chart(NamedTuple):
    """The selected series over the window. `values[i]` belongs to `window.start + i * BUCKET`."""

    label: str
    unit: str
    readout: str
    notes: tuple[str, ...]  # most important first, as many as fit
    severity: Severity
    window: Window
    values: tuple[float, ...]
    bounds: Bounds | None
    low: float
    high: float
    cursor: int | None
    newest: int | None
    empty: str  # why nothing is drawn
    not_final: int | None  # from this bucket on values may still change
    others: "tuple[Shifted, ...]" = ()  # earlier days: never drawn as the present


class Event(NamedTuple):
    """One line of "what changed last"."""

    time: int
    severity: Severity
    text: str


class Live(NamedTuple):
    """The whole pane."""

    source: str
    tiles: tuple[Tile, ...]
    chart: Chart
    events: tuple[Event, ...]
    warnings: tuple[str, ...]


def live(
    snapshot: Snapshot, selection: Selection, thresholds: Thresholds, zone: tzinfo, *, masked: bool = False
) -> Live:
    """Everything that the pane shows, from one snapshot."""
    shown = list(series_shown(snapshot, selection))
    chosen = _chosen(shown, selection)
    tiles = tuple(_tile(name, series, thresholds, snapshot, selected=name == chosen) for name, series in shown)
    return Live(
        source=_source(snapshot, selection, zone, masked=masked),
        tiles=tiles,
        chart=_chart(chosen, dict(shown).get(chosen), selection, thresholds, snapshot, zone),
        events=tuple(_events(shown, thresholds, snapshot.now)),
        warnings=tuple(_warnings(snapshot.health, selection, thresholds, masked=masked)),
    )


def series_shown(snapshot: Snapshot, selection: Selection) -> Iterator[tuple[str, Series | None]]:
    """(name, series) in the order of the tiles; None for what is expected and not there.

    Operation indicators are about the whole app and all products, whatever is selected.
    """
    here = {key.name: series for key, series in snapshot.series.items() if _belongs(key, selection)}
    for name in complete(here):
        yield name, here.get(name)


def names_shown(snapshot: Snapshot, selection: Selection) -> list[str]:
    """The names of all tiles."""
    return [name for name, _ in series_shown(snapshot, selection)]


def complete(here: Iterable[str]) -> list[str]:
    """The names, and those expected that none of them stands for, in the order of the tiles."""
    names = list(here)
    taken = {_slot(name) for name in names}
    return sorted(
        [*names, *(name for name in EXPECTED if not _alike(_slot(name)) & taken and name not in names)],
        key=indicators.order,
    )


def _belongs(key: SeriesKey, selection: Selection) -> bool:
    if key.dimension is not None:
        return False
    if parse(key.name).indicator in indicators.OPERATION:
        return True
    return key.product == selection.product and key.scope == selection.scope


def _slot(name: str) -> tuple[str, str, str]:
    """What a series stands for: the tier matters for join alone, which comes in two."""
    parsed = parse(name)
    tier = (parsed.tier or "5s") if parsed.indicator == "join_room_success_rate" else ""
    return parsed.indicator or name, parsed.medium, tier


def _alike(slot: tuple[str, str, str]) -> set[tuple[str, str, str]]:
    """The slot, and the one for both media together: the documents print `400ms_network_trans_delay` too."""
    indicator, _, tier = slot
    return {slot, (indicator, "", tier)}


def _chosen(shown: Sequence[tuple[str, Series | None]], selection: Selection) -> str:
    names = [name for name, _ in shown]
    return selection.series if selection.series in names else names[0]


class Assessment(NamedTuple):
    """What the last hour of a series amounts to."""

    severity: Severity
    trend: tuple[float, ...]
    events: tuple[Event, ...]


@lru_cache(maxsize=256)  # a cursor that moves changes none of it; a series is never changed in place
def assess(series: Series, bounds: Bounds | None, window: Window) -> Assessment:
    """State, trend and changes of state over the window. The state remembers what is held from before the window."""
    values = series.over(window)
    if not present(values):
        return Assessment(Severity.NONE, tuple(values), ())
    known = Window(min(series.start, window.start), window.end)
    history = states(bounds, settled(series.over(known)))
    return Assessment(
        severity=next(reversed(history), Severity.NONE),
        trend=tuple(_levels(values, bounds)),
        events=tuple(event for event in _changes(series, history, known.start) if event.time >= window.start),
    )


_NOTHING: Final = Assessment(Severity.NONE, (), ())


def _tile(name: str, series: Series | None, thresholds: Thresholds, snapshot: Snapshot, *, selected: bool) -> Tile:
    parsed, bounds = parse(name), thresholds.bounds(name)
    found = assess(series, bounds, windows.last(TREND // 60, snapshot.now)) if series else _NOTHING
    newest = series.at(series.newest) if series and series.newest is not None else nan
    return Tile(
        name=name,
        label=safe(parsed.label, 40),
        value=cells.value(newest, parsed),
        unit=safe((series.unit if series else "") or parsed.unit, 8),
        severity=found.severity,
        graded=bounds is not None or series is None,
        change=_behind(series, snapshot) or _change(series, parsed),
        trend=found.trend,
        selected=selected,
        worse_is_up=bounds is not None and bounds.better == "lower",
        absent=_absent(name, snapshot.health) if series is None else "",
    )


def _absent(name: str, health: Health) -> str:
    """Why an expected series is not there."""
    feature = Feature.OPERATION if parse(name).indicator in indicators.OPERATION else Feature.QUALITY
    if feature in health.problems:
        return t("live.tile_failed")
    return t("live.tile_no_data") if feature in health.answered_features else t("live.tile_waiting")


def settled(values: Sequence[float]) -> Sequence[float]:
    """The values before the newest, which is often incomplete (FACTS 4.21)."""
    return values[: next((i for i in range(len(values) - 1, -1, -1) if not isnan(values[i])), 0)]


def _behind(series: Series | None, snapshot: Snapshot) -> str:
    """`−40 min`: how old the value is, where others are newer; empty when it keeps up."""
    newest = series.newest if series else None
    if newest is None or snapshot.health.newest is None or snapshot.health.newest - newest <= STALE:
        return ""
    return "−" + cells.age(snapshot.now - newest)


def _change(series: Series | None, name: SeriesName) -> str:
    if series is None or series.newest is None:
        return ""
    before = series.at(series.newest - CHANGE_OVER)
    return cells.change(series.at(series.newest) - before, name) if not isnan(before) else ""


def _levels(values: Sequence[float], bounds: Bounds | None) -> Iterator[float]:
    """Each value as a share of the range drawn, so that a calm series looks calm."""
    low, high = span(values, bounds)
    for value in values:
        yield nan if isnan(value) else min(1.0, max(0.0, (value - low) / (high - low)))


def span(values: Sequence[float], bounds: Bounds | None) -> tuple[float, float]:
    """(low, high) of an axis, low < high. It always reaches to the warn bound, and from 0 or to 100 %."""
    here = [min(max(value, -_HUGE), _HUGE) for value in present(values)]
    if bounds is None:
        low, high = (min(here), max(here)) if here else (0.0, 1.0)
        pad = max((high - low) * 0.1, abs(high) * 0.05, 0.5)
        return max(0.0, low - pad) if low >= 0 else low - pad, high + pad
    if bounds.better == "lower":
        return _apart(0.0, max([bounds.warn * 1.2, *(value * 1.1 for value in here)]))
    full = 100.0 if bounds.warn <= 100 else bounds.warn  # a share, or a count for which bounds were configured
    room = (full - bounds.warn) * 0.2 or full * 0.05
    low = min([bounds.warn - room, *(value - room for value in here)])
    return _apart(max(0.0, low), max([full, *here]))


def _apart(low: float, high: float) -> tuple[float, float]:
    """The ends of an axis, never one on the other, never beyond what can be reckoned with."""
    low, high = min(low, _HUGE), min(high, _HUGE)
    return (low, high) if high > low else (low, low + max(1.0, abs(low) * 0.1))


_HUGE: Final = 1e300


def _chart(
    name: str, series: Series | None, selection: Selection, thresholds: Thresholds, snapshot: Snapshot, zone: tzinfo
) -> Chart:
    parsed, bounds = parse(name), thresholds.bounds(name)
    window = windows.last(selection.minutes, snapshot.now)
    waiting = not snapshot.health.answered_features and not snapshot.health.problems
    empty = t("live.loading", time=cells.clock(snapshot.now, zone)) if waiting else t("live.no_points")
    values = series.over(window) if series else array("d", [nan]) * (window.seconds // BUCKET)
    newest = series.newest if series else None
    cursor = None if selection.cursor is None else min(max(selection.cursor, window.start), window.end - BUCKET)
    at = newest if cursor is None else cursor
    unit = safe((series.unit if series else "") or parsed.unit, 8)
    others = _others(name, window, selection, snapshot)
    low, high = span([*values, *(value for _, other in others for value in other)], bounds)
    amount = series.at(at) if series and at is not None else nan
    return Chart(
        label=safe(parsed.label, 60),
        unit=unit,
        readout=f"{cells.clock(at, zone)} = {cells.with_unit(amount, parsed, unit)}" if at is not None else "",
        notes=describe(bounds),
        severity=grade(bounds, amount),
        window=window,
        values=tuple(values),
        bounds=bounds,
        low=low,
        high=high,
        cursor=cursor,
        newest=newest,
        empty="" if present(values) else empty,
        not_final=None if newest is None else newest - (NOT_FINAL - 1) * BUCKET,
        others=others,
    )


def _others(name: str, window: Window, selection: Selection, snapshot: Snapshot) -> "tuple[Shifted, ...]":
    """The earlier days beside the present; what knows about them is loaded when they are compared with."""
    if not selection.compare:
        return ()
    from rtc_tui.views.overlay import on_live

    return on_live(name, window, selection, snapshot)


def describe(bounds: Bounds | None) -> tuple[str, ...]:
    """`project default: ▲≥3 ✖≥5`, `low is good`."""
    if bounds is None:
        return ()
    sign = "≥" if bounds.better == "lower" else "<"
    return (
        t(
            "live.bounds",
            origin=t(f"live.bounds_{bounds.origin}"),
            warn=f"{sign}{bounds.warn:g}",
            crit=f"{sign}{bounds.crit:g}",
        ),
        t(f"live.better_{bounds.better}"),
    )


def _events(shown: Sequence[tuple[str, Series | None]], thresholds: Thresholds, now: float) -> list[Event]:
    """Changes of state of all series in the last hour, newest first."""
    window = windows.last(TREND // 60, now)
    found = [
        event for name, series in shown if series for event in assess(series, thresholds.bounds(name), window).events
    ]
    return sorted(found, key=lambda event: (-event.time, -event.severity, event.text))


def _changes(series: Series, history: Sequence[Severity], start: int) -> Iterator[Event]:
    """Each change of the states `history`, which begin at `start`."""
    parsed, before = parse(series.key.name), Severity.NONE
    for i, severity in enumerate(history):
        quiet = before is Severity.NONE and severity is Severity.OK
        if severity is not before and not quiet and severity is not Severity.NONE:
            value = series.at(start + i * BUCKET)
            text = f"{safe(parsed.label, 40)} {cells.with_unit(value, parsed, safe(series.unit, 8))}"
            yield Event(start + i * BUCKET, severity, text)
        before = severity


def _source(snapshot: Snapshot, selection: Selection, zone: tzinfo, *, masked: bool) -> str:
    newest = snapshot.health.newest
    scope = scope_text(selection.scope, masked=masked)
    if newest is None:
        return f"{scope} · {t('live.source_none')}"
    return t(
        f"live.source{_origin(snapshot, selection, newest)}",
        scope=scope,
        newest=cells.clock(newest, zone),
        minutes=selection.minutes,
    )


def _origin(snapshot: Snapshot, selection: Selection, newest: int) -> str:
    """Whether the newest bucket is a replay's, was read from what another process records, or was asked for."""
    if snapshot.health.replay is not None:
        return "_replay"
    here = (selection.product, selection.scope, None)
    shown = (s for s in snapshot.series.values() if (s.key.product, s.key.scope, s.key.dimension) == here)
    origins = {s.origin_at(newest) for s in shown} - {Provenance.MISSING}
    return "_recorded" if origins == {Provenance.RECORDED} else ""


def scope_text(scope: Scope, *, masked: bool = False) -> str:
    """`whole app`, `room 4711`, `room 4711, 3 users: a b c`."""
    if scope == WHOLE_APP:
        return t("live.whole_app")
    room = HIDDEN if masked else safe(scope.room, 40)
    if not scope.users:
        return t("live.room", room=room)
    users = HIDDEN if masked else safe(" ".join(scope.users), 60)
    return t("live.room_users", room=room, n=len(scope.users), users=users)


def _warnings(health: Health, selection: Selection, thresholds: Thresholds, *, masked: bool) -> Iterator[str]:
    """What the user has to know to read the numbers right, most important first."""
    general = [note.text for note in notes(health, (selection.scope,), masked=masked)]
    unknown = bool(health.missing_users)
    yield from general[:unknown]
    lead = health.problems.get(Feature.QUALITY)
    for feature, problem in health.problems.items():
        # What befalls everything stands in the banner already.
        if feature is not Feature.QUALITY and (lead is None or problem.kind != lead.kind):
            yield t(f"live.without_{feature}", message=f"{problem.message} {problem.hint}")
    if health.newest is None and health.replay is None and Feature.QUALITY in health.answered_features:
        yield t("live.empty_scope" if selection.scope.room else "live.empty_app")
    yield from general[unknown:]
    if selection.product is Product.WEB:
        yield t("live.web")
    if thresholds.profile != "default":
        yield t("live.profile", profile=thresholds.profile)


def severities(snapshot: Snapshot, selection: Selection, thresholds: Thresholds) -> dict[str, Severity]:
    """The state of each series on Live: what the frame counts, and what rings the bell."""
    window = windows.last(TREND // 60, snapshot.now)
    return {
        name: assess(series, thresholds.bounds(name), window).severity
        for name, series in series_shown(snapshot, selection)
        if series
    }


def next_bad(view: Live, selected: str, step: int) -> str:
    """The next (`step` 1) or previous (-1) tile in warn or crit, worst first; the selected one when there is none."""
    bad = sorted((tile for tile in view.tiles if tile.severity >= Severity.WARN), key=lambda tile: -tile.severity)
    names = [tile.name for tile in bad]
    if not names:
        return selected
    if selected not in names:
        return names[0 if step > 0 else -1]
    return names[(names.index(selected) + step) % len(names)]


def neighbour(view: Live, step: int) -> str:
    """The tile `step` places after the selected one, going round."""
    names = [tile.name for tile in view.tiles]
    current = next((i for i, tile in enumerate(view.tiles) if tile.selected), 0)
    return names[(current + step) % len(names)]
