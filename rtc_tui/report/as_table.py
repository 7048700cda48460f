"""A table for people: what it is about, a head, and one line per series, of its newest value and its range.

Of a distribution a line is one slice of one series, the worst of each series first.
"""

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from itertools import groupby
from math import isnan, nan
from typing import Final

from rich.cells import cell_len, set_cell_size

from rtc_tui.config import Config
from rtc_tui.core.indicators import SeriesName, parse
from rtc_tui.core.snapshot import condition
from rtc_tui.report import words
from rtc_tui.report.rows import Look, Rows
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells

_CHANGE_OVER: Final = 300  # seconds
_DIGITS: Final = 6  # significant ones, of a number that we know nothing about
_LEAST: Final = {"slice": 16, "series": 24, "value": 10, "state": 6, "change": 7, "lowest": 8, "highest": 8, "at": 8}
_TO_THE_LEFT: Final = ("slice", "series")


def lines(look: Look, config: Config) -> Iterator[str]:
    """All of it the first time, then a line for each series with something new; each time under what it is about."""
    shown = [each for each in look.rows if each.points or look.first]
    columns = [name for name in _LEAST if look.dimensions or name != "slice"]
    named = words.places((each.series.key.dimension, each.series.key.slice) for each in look.rows)
    table = [_line(each, look, config, named) for each in (_worst_first(shown) if look.dimensions else shown)]
    yield _about(look, config) + "\n"
    table.insert(0, {title: t(f"report.{title}") for title in columns})
    widths = {name: max([_LEAST[name], *(cell_len(line[name]) for line in table)]) for name in columns}
    for line in table:
        padded = [_padded(line[name], widths[name], left=name in _TO_THE_LEFT) for name in columns]
        yield "  ".join(padded).rstrip() + "\n"


def _about(look: Look, config: Config) -> str:
    """`app 661e0543cf, native, 09:33:30 to 10:32:30 CST, live, newest bucket 71 s old`."""
    zone, health, now = config.ui.zone, look.snapshot.health, look.snapshot.now
    known = {"app": safe(config.target.app, 128), "product": str(config.target.product)}
    if look.dimensions:
        known["dimensions"] = ", ".join(t(f"dimensions.{each}") for each in look.dimensions)
    if look.past:
        return t(
            "report.about_recorded" if look.recorded else "report.about_past",
            start=cells.iso(look.window.start, zone),
            end=cells.iso(look.window.end, zone),
            **known,
        )
    about = t(
        "report.about_spread" if look.dimensions else "report.about",
        start=cells.clock(look.window.start, zone),
        end=cells.clock(look.window.end, zone),
        zone=cells.zone_name(now, zone),
        state=t(f"report.state_{condition(health, now)}"),
        **known,
    )
    return about + (t("report.age", age=cells.age(now - health.newest)) if health.newest is not None else "")


def _worst_first(rows: list[Rows]) -> Iterator[Rows]:
    """Within each series and dimension; what has no value of the last minutes comes last."""
    newest = max((at for each in rows if (at := _newest(each)[0]) is not None), default=0)

    def badness(each: Rows) -> tuple[bool, int, float]:
        at, now = _newest(each)
        worse = now if parse(each.series.key.name).better == "lower" else -now
        return at is None or newest - at > _CHANGE_OVER, -each.severity, 0.0 if isnan(now) else -worse

    for _, group in groupby(rows, key=lambda each: (each.series.key.name, each.series.key.dimension)):
        yield from sorted(group, key=badness)


def _newest(rows: Rows) -> tuple[int | None, float]:
    """(bucket start, value) of the newest in the window."""
    here = (at for at, _ in rows.series.points() if rows.window.start <= at < rows.window.end)
    newest = max(here, default=None)
    return newest, nan if newest is None else rows.series.at(newest)


def _line(rows: Rows, look: Look, config: Config, named: Mapping[words.Slice, str]) -> dict[str, str]:
    series, name = rows.series, parse(rows.series.key.name)
    newest, now = _newest(rows)
    here = [value for at, value in series.points() if rows.window.start <= at < rows.window.end]
    reaches = newest is not None and newest - _CHANGE_OVER >= rows.window.start
    before = series.at(newest - _CHANGE_OVER) if newest is not None and reaches else nan
    who = safe(" ".join((series.key.scope.room, *series.key.scope.users)), 60)
    state = "" if config.thresholds.bounds(series.key.name) is None else words.standing(rows.severity, config)
    unit = "" if isnan(now) else safe(series.unit or name.unit, 16)
    return {
        "slice": _slice(rows, look, named),
        "series": f"{safe(name.label, 60)}{f' ({who})' if who else ''}",
        "value": f"{_value(now, name)} {unit}".rstrip(),
        "state": state,
        "change": _change(now - before, name),
        "lowest": _value(min(here, default=nan), name),
        "highest": _value(max(here, default=nan), name),
        "at": _at(newest, config.ui.zone, past=look.past),
    }


def _slice(rows: Rows, look: Look, named: Mapping[words.Slice, str]) -> str:
    """What people call it, with its dimension where there are several."""
    dimension, name = rows.series.key.dimension, named[rows.series.key.dimension, rows.series.key.slice]
    return f"{t(f'dimensions.{dimension}')} {name}" if len(look.dimensions) > 1 else name


def _at(time: int | None, zone: tzinfo, *, past: bool) -> str:
    return cells.iso(time, zone)[:16].replace("T", " ") if past and time is not None else cells.clock(time, zone)


def _value(amount: float, name: SeriesName) -> str:
    """A number; of what the catalogue does not know, as many digits as tell something."""
    if name.row or isnan(amount):
        return cells.value(amount, name)
    return f"{amount:.{_DIGITS}g}" if abs(amount) < 10**_DIGITS else cells.number(amount, 0)


def _change(amount: float, name: SeriesName) -> str:
    if name.row or isnan(amount):
        return cells.change(amount, name)
    sign = "+" if amount > 0 else "−"
    return f"{sign}{_value(abs(amount), name)}" if amount else "±0"


def _padded(text: str, width: int, *, left: bool) -> str:
    return set_cell_size(text, width) if left else " " * max(0, width - cell_len(text)) + text
