"""The entries of the reference, each section from the table by which the program itself goes."""

from collections.abc import Iterator
from typing import Final

from rtc_tui.core import indicators, metrics, storage
from rtc_tui.core.account import RateLimit
from rtc_tui.core.actions import (
    ABROAD,
    ACTIONS,
    MIB,
    OPERATION,
    QUALITY,
    REALTIME_OPERATION,
    REALTIME_QUALITY,
    ActionSpec,
)
from rtc_tui.core.calls import Direction
from rtc_tui.core.codes import DOCUMENTED, Code
from rtc_tui.core.countries import COUNTRIES, Region
from rtc_tui.core.dimensions import DIVISIONS, Division
from rtc_tui.core.indicators import CATALOGUE, OFFLINE, Indicator, parse
from rtc_tui.core.metrics import Metric
from rtc_tui.core.model import Dimension
from rtc_tui.core.thresholds import CLEAR_AFTER, Bounds, Severity, Thresholds
from rtc_tui.errors import ClockSkewed, RtcTuiError, ServiceFailing, Throttled, UnknownAction
from rtc_tui.text import both, has
from rtc_tui.text.safe import safe
from rtc_tui.views.cells import GLYPHS
from rtc_tui.views.live import EXPECTED
from rtc_tui.views.reference import Book, Both, Entry, Fact, bound

_SPELLED: Final = {Dimension.OS: "android, ios, linux, mac, windows", Dimension.ACCESS: "2g, 3g, 4g, 5g, wifi"}
_WHOSE: Final = {"key": "AKLT…", "app": "…", "region": "…"}  # what a remedy would name
_GENERAL: Final = ("account", "ids", "newest", "gap")  # what holds for every action


def book(thresholds: Thresholds) -> Book:
    """Every entry, with the bounds that are in use."""
    return bound([
        *(_quality(CATALOGUE[name]) for name in indicators.QUALITY),
        *(_operation(CATALOGUE[name]) for name in indicators.OPERATION),
        *(_operation(row) for row in OFFLINE.values()),
        *(_metric(row) for row in metrics.CATALOGUE.values()),
        *(_severity(severity) for severity in Severity),
        *_bounds(thresholds),
        *(_dimension(dimension) for dimension in Dimension),
        *(_region(region) for region in Region),
        *(_tile(division) for division in DIVISIONS),
        *(_limit(name, spec) for name, spec in ACTIONS.items()),
        *(_general(name) for name in _GENERAL),
        *(_code(code) for code in DOCUMENTED),
        *(_storage(region) for region in storage.REGIONS),
    ])  # fmt: skip


# ---------------------------------------------------------------------- pieces
def _text(key: str, /, **values: object) -> Both:
    """Both texts of a key, their blanks filled; a value that is a pair goes in by its language."""
    english, chinese = both(key)
    if not values:
        return english, chinese
    first, second = (
        {name: value[i] if isinstance(value, tuple) else value for name, value in values.items()} for i in (0, 1)
    )
    return english.format(**first), chinese.format(**second)


def _same(text: str) -> Both:
    return text, text


def _word(name: str, text: str) -> Fact:
    """A fact that is the same in both languages."""
    return Fact(name, _same(text), text)


def _told(name: str, key: str, value: str | float | bool | None = None, **values: object) -> Fact:
    return Fact(name, _text(key, **values), value)


def _yes(name: str, yes: bool) -> Fact:
    return _told(name, "reference.yes" if yes else "reference.no", yes)


def _span(name: str, seconds: int) -> Fact:
    """A stretch of time in the largest unit of which it holds a whole number greater than one."""
    unit, size = next(
        (unit, size) for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
        if (seconds % size == 0 and seconds > size) or size == 1
    )  # fmt: skip
    return _told(name, f"reference.{unit}", seconds, n=seconds // size)


def _joined(texts: list[Both]) -> Both:
    return ", ".join(each[0] for each in texts), "，".join(each[1] for each in texts)


# ---------------------------------------------------------------------- indicators and metrics
def _quality(row: Indicator) -> Entry:
    tier = row.default_tier
    tiers = tier if isinstance(tier, str) else ", ".join(f"{medium} {value}" for medium, value in tier.items())
    series = ", ".join(name for name in EXPECTED if parse(name).indicator == row.name)
    facts = (
        _told("about", f"indicators.about_{row.name}"),
        _word("unit", row.unit),
        _told("better", f"reference.better_{row.better}", row.better),
        *((_word("tier", tiers),) if tiers else ()),
        _word("series", series),
        _word("action", f"{REALTIME_QUALITY}, {QUALITY}"),
    )
    return Entry(f"indicator.{row.name}", "indicators", row.name, both(f"indicators.{row.name}"), facts)


def _operation(row: Indicator) -> Entry:
    offline = row.name in OFFLINE
    every = _told("every", "reference.hour_or_day") if offline else _told("every", "reference.seconds", 30, n=30)
    facts = (
        _told("about", f"indicators.about_{row.name}"),
        *((_word("unit", row.unit),) if row.unit else ()),
        every,
        _word("action", OPERATION if offline else REALTIME_OPERATION),
    )
    return Entry(f"operation.{row.name}", "operation", row.name, both(f"indicators.{row.name}"), facts)


def _metric(row: Metric) -> Entry:
    rows = "either" if len(row.rows) > 1 else "up" if Direction.UP in row.rows else "down"
    facts = (
        _told("about", f"metrics.about_{row.id}"),
        *((_word("unit", row.unit),) if row.unit else ()),
        *((_told("better", f"reference.better_{row.better}", row.better),) if row.better else ()),
        _told("medium", f"reference.medium_{row.medium}", row.medium),
        _told("rows", f"reference.rows_{rows}", rows),
        _word("desc", row.desc),
        *((_word("field", row.name),) if row.name else ()),
    )
    return Entry(f"metric.{row.id}", "metrics", row.id, both(f"metrics.{row.id}"), facts)


# ---------------------------------------------------------------------- severities and bounds
def _severity(severity: Severity) -> Entry:
    word = severity.word
    facts = (
        _told("about", f"reference.about_severity_{word}", n=CLEAR_AFTER),
        _word("glyph", GLYPHS[severity]),
    )
    return Entry(f"severity.{word}", "thresholds", word, both(f"reference.severity_{word}"), facts)


def _bounds(thresholds: Thresholds) -> Iterator[Entry]:
    """Of each series that is expected, and of each that the configuration names."""
    more = [name for name in thresholds.overrides if name not in (*EXPECTED, *CATALOGUE)]
    for name in (*EXPECTED, *more):
        bounds = thresholds.bounds(name)
        if bounds:
            yield _bound(safe(name, 60), bounds)


def _bound(name: str, bounds: Bounds) -> Entry:
    label = _label(name)
    sign = "≥" if bounds.better == "lower" else "<"
    unit = parse(name).unit
    cleared = "<" if bounds.better == "lower" else "≥"
    facts = (
        _told("about", "reference.about_bounds", label=label),
        Fact("warn", _same(f"{sign} {bounds.warn:g} {unit}".rstrip()), bounds.warn),
        Fact("crit", _same(f"{sign} {bounds.crit:g} {unit}".rstrip()), bounds.crit),
        Fact("clear", _same(f"{cleared} {bounds.clear:g} {unit}".rstrip()), bounds.clear),
        _told("persist", "reference.persist", bounds.persist, n=bounds.persist),
        _told("better", f"reference.better_{bounds.better}", bounds.better),
        _told("origin", f"reference.origin_{bounds.origin}", bounds.origin),
    )
    return Entry(f"threshold.{name}", "thresholds", name, label, facts)


def _label(name: str) -> Both:
    """`audio stall rate 80ms`; the name itself when it is not known."""
    parsed = parse(name)
    if not parsed.row:
        return _same(name)
    medium = both(f"indicators.{parsed.medium}") if parsed.medium else _same("")
    english, chinese = _text(
        "indicators.label", medium=medium, name=both(f"indicators.{parsed.indicator}"), tier=parsed.tier
    )
    return english.strip(), chinese.strip()


# ---------------------------------------------------------------------- dimensions
def _dimension(dimension: Dimension) -> Entry:
    spelled = _SPELLED.get(dimension, "")
    values = {
        Dimension.PROVINCE: _told("values", "reference.divisions"),
        Dimension.COUNTRY: Fact("values", _joined([both(f"dimensions.{region.value}") for region in Region])),
    }.get(dimension) or _word("values", spelled)
    facts = (_told("about", f"reference.about_{dimension.value}"), values)
    return Entry(f"dimension.{dimension.value}", "dimensions", dimension.value, both(f"dimensions.{dimension}"), facts)


def _region(region: Region) -> Entry:
    countries = _joined([(row.en, row.zh) for row in COUNTRIES if row.region is region])
    facts = (_told("about", "reference.about_region"), Fact("countries", countries))
    return Entry(f"region.{region.value}", "dimensions", region.value, both(f"dimensions.{region.value}"), facts)


def _tile(row: Division) -> Entry:
    facts = (
        _word("char", row.char),
        _word("code", row.code),
        _told("place", "reference.tile_place", row=row.row, column=row.column),
    )
    return Entry(f"tile.{row.code}", "tiles", f"{row.char} {row.code}", (row.en, row.zh), facts)


# ---------------------------------------------------------------------- the API
def _limit(name: str, spec: ActionSpec) -> Entry:
    about = f"actions.note_{name}"
    facts = (
        _rate("rate", spec.limit),
        *((_rate("abroad", ABROAD[name]),) if name in ABROAD else ()),
        *(
            (_span("reach", spec.reach), _span("span", spec.span))
            if spec.reach
            else (_told("reach", "reference.live_only"),)
        ),
        *((_span("delay", spec.delay),) if spec.delay else ()),
        *((_word("every", spec.grain),) if spec.grain else ()),
        *((Fact("users", _same(str(spec.users)), spec.users),) if spec.users else ()),
        _word("method", spec.method),
        _word("versions", ", ".join(spec.versions)),
        _told("cap", "reference.mebibytes", spec.cap, n=spec.cap // MIB),
        *((_told("note", about),) if has(about) else ()),
    )
    return Entry(f"limit.{name.replace(' ', '.')}", "limits", name, both(f"actions.{name}"), facts)


def _rate(name: str, limit: RateLimit) -> Fact:
    per = (("second", limit.per_second), ("minute", limit.per_minute), ("day", limit.per_day))
    told = [(unit, n) for unit, n in per if n]
    texts = _joined([_text(f"reference.per_{unit}", n=n) for unit, n in told])
    return Fact(name, texts, told[0][1] if len(told) == 1 else None)


def _general(name: str) -> Entry:
    return Entry(f"limit.{name}", "limits", name, both(f"actions.{name}"), (_told("note", f"actions.about_{name}"),))


def _code(code: Code) -> Entry:
    kind = code.kind
    facts = (
        Fact("remedy", _text(code.remedy, **_WHOSE)),
        _told("again", f"reference.again_{_again(kind)}"),
        _told("from", "reference.of_gateway" if code.of_gateway else "reference.of_service",
              "gateway" if code.of_gateway else "service"),
        *((Fact("number", _same(str(code.number)), code.number),) if code.number else ()),
        *((_word("status", code.status),) if code.status else ()),
        _word("kind", kind.__name__),
        Fact("exit", _same(str(int(kind.exit_code))), int(kind.exit_code)),
    )  # fmt: skip
    return Entry(f"error.{code.code}", "errors", code.code, both(f"codes.{code.code}"), facts)


def _again(kind: type[RtcTuiError]) -> str:
    """The class by which an error is tried again or not."""
    known = (Throttled, ServiceFailing, ClockSkewed, UnknownAction)
    return kind.__name__ if kind in known else "Refused"


def _storage(row: storage.Region) -> Entry:
    advice = "storage.own" if row.vendor in {"tos", "vod"} else "" if row.supported else "storage.unsupported"
    facts = (
        Fact("vendor", both(f"storage.{row.vendor}"), row.vendor),
        Fact("number", _same(str(row.number)), row.number),
        _word("region", row.code),
        _yes("supported", row.supported),
        *((_told("note", advice),) if advice else ()),
    )
    name = f"{row.vendor} {row.number} {row.code}"
    return Entry(f"storage.{row.vendor}.{row.number}", "storage", name, row.names, facts)
