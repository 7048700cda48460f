"""How a series is called in VictoriaMetrics, after Prometheus' convention: the base unit in the name, the rest as labels.

    rtc_stall_ratio{app="…", product="native", indicator="stall_rate", tier="80ms", medium="audio", step="30s",
                    source="recorded", dimension="Province", slice="广东", room="…", users="a,b", os="…", access="…"}

Percent become ratios of 0 to 1, minutes and milliseconds seconds; what is no share and no time keeps its number. A label
that would be empty is left out, which is the same to PromQL. `source` is `recorded` (in time), `backfilled` (asked for
later) or `offline`. `series` stands where the service's own spelling does not follow from indicator, tier and medium;
`unit` where the catalogue does not know the unit. A value lies at the start of its bucket.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import isnan
from typing import Final

import msgspec

from rtc_tui.archive.names import text
from rtc_tui.core.indicators import OFFLINE as OFFLINE_INDICATORS
from rtc_tui.core.indicators import parse
from rtc_tui.core.merge import BACKFILLED, OFFLINE, RECORDED
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, Dimension, Product, Scope, SeriesKey

STEPS: Final = {BUCKET: "30s", FIVE_MINUTES: "5m", HOUR: "1h", DAY: "1d"}
SOURCES: Final = {"recorded": RECORDED, "backfilled": RECORDED | BACKFILLED, "offline": OFFLINE}  # later ones lie over
MARKS: Final = "rtc_tui_asked_until_seconds"  # value: end of a window that was asked for; time: its start
CLAIMS: Final = "rtc_tui_recorder_claim_seconds"  # value: since when a recorder records; 0: it gave that up
COMMITS: Final = "rtc_tui_recorder_commits_total"
PROBES: Final = "rtc_tui_probe"
_SAME: Final = (
    "product",
    "indicator",
    "tier",
    "medium",
    "series",
    "unit",
    "room",
    "users",
    "os",
    "access",
    "dimension",
)
_MANY: Final = 30  # slices or groups: beyond that, everything is asked for, and what is not wanted is left out here
_EXACT: Final = 1e8  # what the service says has two decimals; eight come back exactly
Labels = Mapping[str, str]


class Scale:
    """From the service's unit to the base unit, and back to the very number that the service sent."""

    __slots__ = ("_back", "_to", "suffix")

    def __init__(self, suffix: str = "", to: float = 1.0, back: float = 1.0) -> None:
        self.suffix, self._to, self._back = suffix, to, back

    def base(self, value: float) -> float:
        """As it is stored."""
        return value * self._to / self._back

    def values(self, stored: Iterable[float]) -> list[float]:
        """As the service said it."""
        if self._to == self._back:
            return list(stored)
        factor, numbers = self._back / self._to * _EXACT, list(stored)
        if isnan(sum(numbers)):
            return [round(value * factor) / _EXACT if value == value else value for value in numbers]  # noqa: PLR0124
        return [round(value * factor) / _EXACT for value in numbers]


_SCALES: Final = {
    "%": Scale("_ratio", back=100.0),
    "min": Scale("_seconds", to=60.0),
    "ms": Scale("_seconds", back=1000.0),
    "s": Scale("_seconds"),
}
_PLAIN: Final = Scale()


def scale_of(name: str, unit: str) -> Scale:
    """How values of a series are stored: by the catalogue's unit where it knows the series, whatever an answer said."""
    indicator, usual = _known_unit(name)
    return _scale(usual if indicator else unit)


def _scale(unit: str) -> Scale:
    return _SCALES.get(unit, _PLAIN)


def metric_of(indicator: str, unit: str) -> str:
    """The metric's name: `stall_rate` in percent is `rtc_stall_ratio`, what is not known `rtc_other`."""
    stem = indicator.removesuffix("_rate") if unit == "%" else indicator
    counted = stem.removesuffix("_count") + "s" if stem.endswith("_count") else stem
    return f"rtc_{counted.removesuffix('_time') or 'other'}{_scale(unit).suffix}"


@lru_cache(4096)
def _known_unit(name: str) -> tuple[str, str]:
    """(indicator, unit) as far as our catalogue knows them."""
    found = parse(name)
    row = OFFLINE_INDICATORS.get(name)
    return (row.name, row.unit) if row else (found.indicator, found.unit)


@lru_cache(65_536)
def labels_of(app: str, key: SeriesKey, unit: str, step: int, source: str) -> bytes:
    """The labels of a series as JSON in one fixed order: what it is known by here."""
    found, (indicator, usual) = parse(key.name), _known_unit(key.name)
    name = text(key.name)
    spelled = "_".join(part for part in (found.tier, found.medium, indicator) if part)
    labels = {
        "__name__": metric_of(indicator, usual if indicator else unit),
        "app": app,
        "product": key.product.value,
        "indicator": indicator or name,
        "tier": found.tier,
        "medium": found.medium,
        "series": "" if name in {spelled, indicator or name} else name,
        "unit": "" if (unit or usual) == usual else text(unit),
        "room": text(key.scope.room),
        "users": _joined(key.scope.users),
        "os": _joined(key.scope.os),
        "access": _joined(key.scope.access),
        "dimension": key.dimension or "",
        "slice": text(key.slice),
        "step": STEPS[step],
        "source": source,
    }
    return packed(labels)


def packed(labels: Labels) -> bytes:
    """Labels as JSON, sorted, empty ones left out: equal for equal labels."""
    return msgspec.json.encode({name: str(value) for name, value in sorted(labels.items()) if value})


@lru_cache(65_536)
def unpacked(labels: bytes) -> Labels:
    """The reverse of `packed`. Not to be changed: it is kept."""
    return msgspec.json.decode(labels, type=dict[str, str])


@lru_cache(65_536)
def key_of(labels: bytes) -> tuple[SeriesKey, str] | None:
    """The series and its unit; None for labels that are not ours."""
    row = unpacked(labels)
    try:
        indicator = row["indicator"]
        spelled = "_".join(part for part in (row.get("tier"), row.get("medium"), indicator) if part)
        scope = Scope(row.get("room", ""), *(_parted(row.get(name, "")) for name in ("users", "os", "access")))
        dimension = Dimension(row["dimension"]) if "dimension" in row else None
        name = row.get("series", spelled)
        key = SeriesKey(name, Product(row["product"]), scope, dimension, row.get("slice", ""))
    except (KeyError, ValueError):
        return None
    return key, row.get("unit") or _known_unit(name)[1]


def _joined(names: tuple[str, ...]) -> str:
    return ",".join(text(name).replace("%", "%25").replace(",", "%2C") for name in names)


def _parted(names: str) -> tuple[str, ...]:
    return tuple(name.replace("%2C", ",").replace("%25", "%") for name in names.split(",")) if names else ()


def quoted(value: str) -> str:
    """As a string in a selector."""
    return json.dumps(value, ensure_ascii=False)


def selectors(app: str, step: int, series: Iterable[bytes]) -> list[str]:
    """Selectors that find these series with all their sources; they may find more of the app."""
    groups: dict[tuple[str, ...], set[str]] = {}
    for labels in series:
        row = unpacked(labels)
        groups.setdefault((row["__name__"], *(row.get(name, "") for name in _SAME)), set()).add(row.get("slice", ""))
    if len(groups) > _MANY:
        return [f'{{__name__=~"rtc_.+",app={quoted(app)},step="{STEPS[step]}"}}']
    return [_selector(app, step, same, slices) for same, slices in groups.items()]


def _selector(app: str, step: int, same: tuple[str, ...], slices: set[str]) -> str:
    parts = [f"{name}={quoted(value)}" for name, value in zip(("__name__", *_SAME), same, strict=True)]
    if len(slices) == 1:
        parts.append(f"slice={quoted(*slices)}")
    elif len(slices) <= _MANY:
        parts.append(f"slice=~{quoted('|'.join(map(re.escape, sorted(slices))))}")
    return f'{{{",".join(parts)},app={quoted(app)},step="{STEPS[step]}"}}'


def marks_of(app: str, query: str, grain: str) -> bytes:
    """The series that tells for which time a query (by its name) was asked. `grain`: tick or run."""
    return packed({"__name__": MARKS, "app": app, "query": query, "grain": grain})


def sibling(labels: bytes) -> bytes:
    """Of a backfilled series the one that was recorded in time; else nothing."""
    found = labels.replace(b'"source":"backfilled"', b'"source":"recorded"')
    return b"" if found == labels else found


def late(labels: bytes) -> bytes:
    """Of a recorded series the backfilled one."""
    return labels.replace(b'"source":"recorded"', b'"source":"backfilled"')


def source_byte(labels: bytes) -> int:
    """The byte of origin of all values of a series; 0 for a source that we do not know."""
    return SOURCES.get(unpacked(labels).get("source", ""), 0)
