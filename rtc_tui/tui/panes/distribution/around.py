"""What stands around the slices of the Distribution pane: where one is, what the numbers are, and why there are none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from math import isnan
from typing import Final

from rtc_tui.core.ask import combinations
from rtc_tui.core.dimensions import NATIVE_ONLY
from rtc_tui.core.model import BUCKET, WHOLE_APP, Dimension, Feature, Product, Query
from rtc_tui.core.thresholds import Severity, grade
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.panes.pane import Scene
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Row, clip, width, wrap
from rtc_tui.views import cells, held
from rtc_tui.views.attribution import Row as Suspicion
from rtc_tui.views.distribution import VIEWS, Board, ages
from rtc_tui.views.eras import Era, era
from rtc_tui.views.notes import notes
from rtc_tui.views.spots import SORTS, Spot
from rtc_tui.views.why import Why

GROUPED: Final = Dimension.COUNTRY  # whose "map" is a table under regions
_NAMED: Final = 3  # series of other names that a sentence names
_NOTES: Final = 2  # sentences about the answers; more would leave no room for what they are about


def where(scene: Scene, seen: Board, spot: Spot | None, columns: int) -> Row:
    """`app › audio stall 80ms › province › 广东    [heat] map table why   worst now first`."""
    selection = scene.selection
    steps = [t("distribution.whole"), safe(seen.name.label, 40), t(f"dimensions.{seen.dimension}")]
    row: Row = [(" " + " › ".join(steps), "title")]
    if spot and selection.spread.opened:
        row.append((" › " + clip(spot.label, 30), "title"))
    found: Row = [("   ", "")]
    for view in () if selection.spread.opened else views(seen.dimension):
        here = view == selection.spread.view
        word = t("distribution.regions" if view == "map" and seen.dimension is GROUPED else f"distribution.{view}")
        found += [(f"[{word}]" if here else f" {word} ", "select" if here else "dim")]
    sort = SORTS[selection.sort % len(SORTS)]
    ordered = selection.spread.view != "why" and not selection.spread.opened
    texts = [t(f"distribution.sort_{sort}")] if ordered else []
    return _as_fits([row, found, *_each(texts, "  ")], columns)


def source(scene: Scene, seen: Board, columns: int) -> Row:
    """`✖2 ▲1 of 34 · app 1.42 % ● · real-time API 30 s · province 71 s  country 3 min …`."""
    selection, snapshot = scene.selection, scene.snapshot
    parts: list[Row] = [_counts(seen, selection.cursor), _own(seen, selection.cursor)]
    if selection.filter:
        text = t("distribution.filter", text=safe(selection.filter, 20), n=len(seen.spots), total=seen.total)
        parts.insert(0, [(f" {text} ", "bold")])
    if seen.spots or not seen.gap:
        parts.append([(f" {_origin(scene, seen)}", "dim")])
    known = ages(snapshot, seen.product, _indicator(scene, seen)) if seen.asked is None else {}
    shown = {each: _age(each, age, here=each is seen.dimension) for each, age in known.items()}
    parts += _each([shown.pop(seen.dimension)] if shown else [], "  ")
    minutes = seen.grid.window.seconds // 60
    if seen.grid.newest is not None and minutes < selection.minutes:
        parts.append([(f"  {t('distribution.fits', minutes=minutes, wanted=selection.minutes)}", "")])
    if selection.scope != WHOLE_APP:
        parts.append([(f" · {t('distribution.room')}", "dim")])
    parts += _each(list(shown.values()), "  ")
    answered = sum(q.feature is Feature.DISTRIBUTION and q.product is seen.product for q in snapshot.health.answered_at)
    if answered < len(combinations(seen.product)) and seen.asked is None:
        told = t("distribution.others", held=answered, all=len(combinations(seen.product)))
        parts.append([(f"  {told}", "dim")])
    return _as_fits(parts, columns)


def _moment(at: float, zone: tzinfo) -> str:
    """`11-19 10:20`."""
    return cells.iso(at, zone)[5:16].replace("T", " ")


def _read(step: int, at: int | None, zone: tzinfo) -> str:
    """When the value read is of: with its day, where that may be another one."""
    return cells.clock(at, zone) if step == BUCKET or at is None else _moment(at, zone)


def _own(seen: Board, cursor: int | None) -> Row:
    """`app 1.42 % ●`; nothing where it is not known."""
    if seen.whole is None:
        return []
    own = seen.whole.value if cursor is None else seen.own(seen.time(cursor))
    if isnan(own):
        return []
    severity = seen.whole.severity if cursor is None else grade(seen.bounds, own)
    text = t("distribution.own", value=cells.with_unit(own, seen.name, seen.unit))
    return [(f" {text} ", ""), (cells.GLYPHS[severity], SEVERITY_ROLE[severity]), (" ", "")]


def _origin(scene: Scene, seen: Board) -> str:
    if seen.asked is None and scene.snapshot.health.replay is not None:
        return t("distribution.source_replay")
    if seen.asked is None:
        return t("distribution.source_gap" if seen.gap else "distribution.source_live")
    recorded = era(scene.selection.cursor, scene.snapshot.now) is Era.GAP
    from_, to = (_moment(at, scene.zone) for at in seen.grid.window)
    return t("distribution.source_recorded" if recorded else "distribution.source_past", from_=from_, to=to)


def warnings(scene: Scene, seen: Board) -> list[str]:
    """What has to be known to read the numbers right."""
    health = scene.snapshot.health
    problem = seen.problem or health.problems.get(Feature.DISTRIBUTION)
    lead = health.problems.get(health.lead)
    texts = []
    if problem and (lead is None or lead.kind != problem.kind or seen.problem):  # else it stands in the banner
        texts.append(t("distribution.failed", message=f"{problem.message} {problem.hint}".strip()))
    if seen.gap and seen.spots:
        texts.append(t("distribution.gap_partly"))
    told = [note.text for note in notes(replace(health, missing_users=()), ())]  # users are of a room: no slice has any
    return texts + told[:_NOTES]


def nothing(scene: Scene, seen: Board) -> str:
    """Why there is no slice to show."""
    selection, snapshot = scene.selection, scene.snapshot
    dimension, name = t(f"dimensions.{seen.dimension}"), safe(seen.name.label, 40)
    if seen.total:
        return t("distribution.none_filter", text=safe(selection.filter, 40))
    if seen.gap:
        return t("distribution.gap", time=_moment(selection.cursor or 0, scene.zone))
    if seen.asked is not None:
        return _nothing_past(scene, seen)
    if snapshot.health.replay is None and _query(scene, seen) not in snapshot.health.answered_at:
        failed = Feature.DISTRIBUTION in snapshot.health.problems
        return "" if failed else t("distribution.loading", time=cells.clock(snapshot.now, scene.zone))
    others = held.brought(snapshot, _query(scene, seen))
    if others:
        return t("distribution.none_but", dimension=dimension, name=name, others=_listed(others))
    return t(f"distribution.{_absent(scene, seen)}", dimension=dimension, name=name)


def _absent(scene: Scene, seen: Board) -> str:
    """Which sentence tells why an answer has no such slices."""
    if scene.snapshot.health.replay is not None:
        return "none_replay"
    return "web_none" if seen.product is Product.WEB and seen.dimension in NATIVE_ONLY else "none"


def reading(scene: Scene, seen: Board, spot: Spot) -> Row:
    """Slice, time, value, severity in a word, and how far it is from the app's own value."""
    cursor = scene.selection.cursor
    value, at = seen.value(spot, cursor), seen.read(spot, cursor)
    severity, own = grade(seen.bounds, value), seen.own(at)
    shown = cells.with_unit(value, seen.name, seen.unit) if not isnan(value) else t("distribution.no_value")
    text = t(
        "distribution.readout",
        slice=clip(spot.label, 40),
        time=_read(seen.grid.step, at, scene.zone),
        value=shown,
    )
    word = _graded(severity)
    if cursor is None and spot.severity is not severity and not isnan(value):
        lately = "rising" if severity > spot.severity else "falling"
        word += " " + t(f"distribution.{lately}", state=_graded(spot.severity))
    if isnan(own):
        against = t("distribution.against_none")
    else:
        difference = cells.change(value - own, seen.name)
        against = t("distribution.against", value=cells.with_unit(own, seen.name, seen.unit), difference=difference)
    return [
        (f" {text} ", "bold"), (word, SEVERITY_ROLE[severity]), (f"   {against}", "dim")
    ]  # fmt: skip


def suspected(scene: Scene, found: Why, row: Suspicion | None) -> Row:
    """A row of the ranking in words, with the time that it is judged at; only the time where there is none."""
    time = _read(found.step, found.at, scene.zone)
    if row is None:
        return [(f" {time}", "bold")]
    text = t(
        "distribution.suspected",
        slice=clip(row.name, 40), dimension=row.dimension, time=time,
        value=row.value, earlier=row.earlier, points=row.points, lasted=row.lasted,
    )  # fmt: skip
    return [(f" {text}", "bold")]


def _graded(severity: Severity) -> str:
    """`▲ warn`."""
    return f"{cells.GLYPHS[severity]} {t(f'distribution.sev_{severity.word}')}"


def _counts(seen: Board, cursor: int | None) -> Row:
    """`✖2 ▲1 of 34`, as loud as the worst; `(newest ✖30 ▲2)` where more than that has just begun."""
    if not seen.spots:
        return []
    crit, warn = (seen.count(severity, cursor) for severity in (Severity.CRIT, Severity.WARN))
    text = t("distribution.counts", crit=crit, warn=warn, total=len(seen.spots))
    if cursor is None:
        new_crit, new_warn = seen.newly(Severity.CRIT), seen.newly(Severity.WARN)
        if new_crit > crit or new_crit + new_warn > crit + warn:
            text += " " + t("distribution.counts_newest", crit=new_crit, warn=new_warn)
            crit, warn = max(crit, new_crit), max(warn, new_warn)
    worst = Severity.CRIT if crit else Severity.WARN if warn else Severity.OK
    return [(f" {text} ", SEVERITY_ROLE[worst])]


def _query(scene: Scene, seen: Board) -> Query:
    return Query(Feature.DISTRIBUTION, seen.product, dimension=seen.dimension, indicator=_indicator(scene, seen))


def _indicator(scene: Scene, seen: Board) -> str:
    """What the series was asked for as."""
    return held.asked_as(scene.snapshot, seen.product, seen.name.raw) or seen.name.raw


def _listed(names: Sequence[str]) -> str:
    """A few names of the service's own."""
    shown = ", ".join(safe(name, 40) for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} …"


def _nothing_past(scene: Scene, seen: Board) -> str:
    """Of a time gone by: not there yet, or not at all."""
    answer = scene.snapshot.answers.get(seen.asked) if seen.asked else None
    from_, to = (_moment(at, scene.zone) for at in seen.grid.window)
    if answer is None or not answer.complete:
        done, total = (answer.done, answer.total) if answer else (0, 1)
        return t("distribution.loading_past", from_=from_, to=to, done=done, total=max(total, 1))
    if answer.problem is not None:
        return ""  # it stands above: what could not be asked for may well be there
    dimension, name = t(f"dimensions.{seen.dimension}"), safe(seen.name.label, 40)
    others = held.brought(scene.snapshot, seen.asked.query) if seen.asked else ()
    if others:
        return t("distribution.none_but", dimension=dimension, name=name, others=_listed(others))
    if scene.snapshot.health.replay is not None:
        return t("distribution.none_replay", dimension=dimension, name=name)
    return t("distribution.none_past", dimension=dimension, name=name, from_=from_, to=to)


def views(dimension: Dimension) -> tuple[str, ...]:
    """The views that a dimension has: systems and networks lie on no map."""
    mapped = dimension in (Dimension.PROVINCE, Dimension.COUNTRY)
    return tuple(view for view in VIEWS if mapped or view != "map")


def _age(dimension: Dimension, age: float | None, *, here: bool) -> str:
    """`[province 71 s]`, `OS ·`."""
    text = f"{t(f'dimensions.{dimension}')} {cells.ABSENT if age is None else cells.age(age)}"
    return f"[{text}]" if here else text


def _as_fits(parts: Sequence[Row], columns: int) -> Row:
    """As many of the parts as fit, the first ones first."""
    row: Row = []
    for part in parts:
        if width(row) + width(part) > columns:
            break
        row += part
    return row or list(parts[0])


def _each(texts: Sequence[str], before: str) -> list[Row]:
    return [[(before + text, "dim")] for text in texts]


def said(text: str, columns: int) -> list[Row]:
    """A sentence where the eye is."""
    rows: list[Row] = [[("  " + line, "")] for line in wrap(text, columns - 4, 3)]
    return [[], *rows]
