"""A table for people: what it is about, a head, and one line per series, of its newest value and its range."""

from collections.abc import Iterator
from math import isnan, nan
from typing import Final

from rich.cells import cell_len, set_cell_size

from rtc_tui.config import Config
from rtc_tui.core.indicators import SeriesName, parse
from rtc_tui.core.snapshot import condition
from rtc_tui.report.rows import Look, Rows
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells

_CHANGE_OVER: Final = 300  # seconds
_DIGITS: Final = 6  # significant ones, of a number that we know nothing about


def lines(look: Look, config: Config) -> Iterator[str]:
    """All of it the first time, then a line for each series with something new."""
    table = [_line(each, config) for each in look.rows if each.points or look.first]
    if look.first:
        yield _about(look, config) + "\n"
        titles = ("series", "value", "state", "change", "lowest", "highest", "at")
        table.insert(0, tuple(t(f"report.{title}") for title in titles))
    widths = [max((cell_len(line[i]) for line in table), default=0) for i in range(7)]
    widths = [max(wide, least) for wide, least in zip(widths, (24, 10, 6, 7, 8, 8, 8), strict=True)]
    for line in table:
        padded = [set_cell_size(line[0], widths[0]), *(_right(line[i], widths[i]) for i in range(1, 7))]
        yield "  ".join(padded).rstrip() + "\n"


def _about(look: Look, config: Config) -> str:
    """`app 661e0543cf, native, 09:33:30 to 10:32:30 CST, live, newest bucket 71 s old`."""
    zone, health, now = config.ui.zone, look.snapshot.health, look.snapshot.now
    about = t(
        "report.about",
        app=safe(config.target.app, 128),
        product=config.target.product,
        start=cells.clock(look.window.start, zone),
        end=cells.clock(look.window.end, zone),
        zone=cells.zone_name(now, zone),
        state=condition(health, now),
    )
    return about + (t("report.age", age=cells.age(now - health.newest)) if health.newest is not None else "")


def _line(rows: Rows, config: Config) -> tuple[str, ...]:
    series, name = rows.series, parse(rows.series.key.name)
    here = {at: value for at, value in series.points() if rows.window.start <= at < rows.window.end}
    newest = max(here, default=None)
    now, before = (nan, nan) if newest is None else (here[newest], here.get(newest - _CHANGE_OVER, nan))
    who = safe(" ".join((series.key.scope.room, *series.key.scope.users)), 60)
    glyphs = cells.ASCII_GLYPHS if config.ui.ascii else cells.GLYPHS
    state = "" if config.thresholds.bounds(series.key.name) is None else f"{glyphs[rows.severity]} {rows.severity.word}"
    unit = "" if isnan(now) else safe(series.unit or name.unit, 16)
    return (
        f"{safe(name.label, 60)}{f' ({who})' if who else ''}",
        f"{_value(now, name)} {unit}".rstrip(),
        state,
        _change(now - before, name),
        _value(min(here.values(), default=nan), name),
        _value(max(here.values(), default=nan), name),
        cells.clock(newest, config.ui.zone),
    )


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


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text
