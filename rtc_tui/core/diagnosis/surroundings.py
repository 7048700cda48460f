"""Whether a common cause (R22) shows beyond the room: how the whole app, and its slices, fared at the same time.

Other rooms that suffer at the same time support it. An app that fares well speaks against it: what this room shares is
then its own, unless one slice of the app is bad enough to be the region or the provider.
"""

from collections.abc import Iterable
from dataclasses import replace
from math import isnan, nan
from typing import Final, NamedTuple

from rtc_tui.core.diagnosis.verdict import Confidence, Remark, Type, Verdict
from rtc_tui.core.indicators import parse
from rtc_tui.core.model import BUCKET, WHOLE_APP, Series, Window
from rtc_tui.core.stats import median, present
from rtc_tui.core.thresholds import Severity, Thresholds, grade

_TELLING: Final[dict[Type, tuple[str, str]]] = {
    "AS": ("stall_rate", "audio"), "VS": ("stall_rate", "video"), "DLY": ("network_trans_delay", ""),
    "SIL": ("stall_rate", "audio"), "BLUR": ("stall_rate", "video"),
}  # fmt: skip
_LOWER: Final[dict[Confidence, Confidence]] = {"high": "medium", "medium": "low", "low": "low"}


class _Level(NamedTuple):
    """How bad a series was: `badness` is how far beyond warn, in its own unit."""

    severity: Severity
    badness: float
    value: float
    series: Series


def beside_app(verdict: Verdict, series: Iterable[Series], thresholds: Thresholds) -> Verdict:
    """A verdict of a common cause with what the app's series say of the same time; any other as it is."""
    found = surroundings(verdict, series, thresholds)
    if found is None:
        return verdict
    looked = any(key == "slice" for key, _ in found.told)
    unchecked = tuple(one for one in verdict.unchecked if not (looked and one.key == "distribution_not_asked"))
    if not found.key.startswith("app_well"):
        return replace(verdict, notes=(found, *verdict.notes), unchecked=unchecked)
    against = (*verdict.contradicts, found)
    return replace(verdict, contradicts=against, unchecked=unchecked, confidence=_LOWER[verdict.confidence])


def compared_by(verdict: Verdict) -> str:
    """The indicator that a common cause is compared by; empty for any other verdict."""
    return _TELLING[verdict.type][0] if verdict.rule == "R22" and verdict.type in _TELLING else ""


def surroundings(verdict: Verdict, series: Iterable[Series], thresholds: Thresholds) -> Remark | None:
    """What the app's level, and its worst slice, say of a common cause; None where it is not known.

    `app_bad` supports it, `app_slice` leaves it open (the app was well, one slice was in crit), `app_well` contradicts.
    A level is the median of the buckets that the verdict's time touches, when at least half of them have a value.
    """
    if not compared_by(verdict):
        return None
    levels = [one for each in series if (one := _level(each, verdict, thresholds)) is not None]
    app = max((one for one in levels if one.series.key.dimension is None), key=lambda one: one[:2], default=None)
    if app is None:
        return None
    numbers: tuple[tuple[str, str | float], ...] = (("series", app.series.key.name), ("level", app.value))
    slices = [one for one in levels if one.series.key.dimension is not None and _alike(one.series, app.series)]
    worst = max(slices, key=lambda one: (one.severity, one.badness, one.series.key.slice), default=None)
    key = "app_bad" if app.severity >= Severity.WARN else "app_well"
    if worst is None or worst.series.key.dimension is None:
        return Remark(key, told=numbers)
    place = (("dimension", worst.series.key.dimension.value), ("slice", worst.series.key.slice), ("worst", worst.value))
    if key == "app_well" and worst.severity is Severity.CRIT:
        return Remark("app_slice", told=(*numbers, *place))
    return Remark(f"{key}_worst", told=(*numbers, *place))


def _level(series: Series, verdict: Verdict, thresholds: Thresholds) -> _Level | None:
    """How bad a series of the whole app was in the verdict's time; None if it tells nothing of what was suffered."""
    name = parse(series.key.name)
    if (
        series.key.scope != WHOLE_APP
        or series.step != BUCKET
        or (name.indicator, name.medium) != _TELLING[verdict.type]
    ):
        return None
    bounds = thresholds.bounds(series.key.name)
    values = series.over(Window(verdict.start - BUCKET + 1, max(verdict.end, verdict.start + 1)))
    known = present(values)
    value = median(known) if 2 * len(known) >= len(values) else nan
    if bounds is None or isnan(value):
        return None
    away = bounds.warn - value if bounds.better == "higher" else value - bounds.warn
    return _Level(grade(bounds, value), away, value, series)


def _alike(one: Series, other: Series) -> bool:
    return (one.key.name, one.key.product) == (other.key.name, other.key.product)


__all__ = ["beside_app", "compared_by", "surroundings"]
