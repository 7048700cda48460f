"""`get history` as JSON, CSV, and a table for people."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan, nan
from typing import Any

from rich.cells import cell_len, set_cell_size

from rtc_tui.config import Config
from rtc_tui.core.history_request import STEPS
from rtc_tui.core.indicators import parse
from rtc_tui.core.merge import PARTIAL, Merged
from rtc_tui.core.model import DAY, Provenance, Scope, SeriesKey, Window
from rtc_tui.core.stats import present
from rtc_tui.core.thresholds import Severity, grade, state
from rtc_tui.report import words
from rtc_tui.report.as_csv import COLUMNS, defused
from rtc_tui.report.calls_json import health
from rtc_tui.report.history_lines import MINUTES, SHARE, USERS, Told
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells
from rtc_tui.views.history import named
from rtc_tui.views.history_holes import holes

Fresh = Mapping[SeriesKey, Sequence[int]]  # places of the buckets that are printed now


# ------------------------------------------------------------------ JSON
def as_json(found: Told, fresh: Fresh, config: Config, *, first: bool) -> Iterator[str]:
    """One object on a line of its own."""
    request, zone = found.request, config.ui.zone
    words = {seconds: word for word, seconds in STEPS.items()}
    shown: dict[str, Any] = {"pane": "history", "kind": request.kind}
    if request.step:
        shown["granularity"] = words[request.step]
    shown |= {
        "app": safe(config.target.app),
        "product": str(config.target.product),
        "from": cells.iso(found.window.start, zone),
        "to": cells.iso(found.window.end, zone),
        "generated": cells.iso(found.now, zone),
        "series": [_series(line, fresh[line.key], config) for line in found.lines if first or fresh[line.key]],
        "health": health(found.problem, found.notes),
    }
    if found.dropped:
        shown["dropped_users"] = [safe(user) for user in found.dropped]
    yield json.dumps(shown, ensure_ascii=False) + "\n"


def _series(line: Merged, places: Sequence[int], config: Config) -> dict[str, Any]:
    known = {**_identity(line, config), "room": safe(line.key.scope.room), "slice": safe(line.key.slice)}
    found: dict[str, Any] = {name: value for name, value in known.items() if value}
    for name, names in (("users", line.key.scope.users), ("os", line.key.scope.os), ("access", line.key.scope.access)):
        if names:
            found[name] = [safe(each) for each in names]
    if line.trust.buckets:
        trust, decimals = line.trust, named(line.key.name).decimals
        values = {"mean": trust.mean, "median": trust.median, "most": trust.most}
        found["trust"] = {"buckets": trust.buckets, **{name: round(each, decimals) for name, each in values.items()}}
    return found | {"points": [_point(line, place, config) for place in places]}


def _identity(line: Merged, config: Config) -> dict[str, str]:
    name, bounds = parse(line.key.name), config.thresholds.bounds(line.key.name)
    return {
        "name": safe(line.key.name),
        "indicator": name.indicator,
        "medium": name.medium,
        "tier": name.tier,
        "unit": safe(line.unit or named(line.key.name).unit, 16),
        "better": (bounds.better if bounds else name.better) or "",
        "dimension": str(line.key.dimension or ""),
        "severity": _standing(line, config).word if bounds else "",
    }


def _point(line: Merged, place: int, config: Config) -> dict[str, Any]:
    value = line.values[place] if line.codes[place] else nan
    found: dict[str, Any] = {
        "time": cells.iso(line.start + place * line.step, config.ui.zone),
        "value": plain(value, line.key.name),
        "severity": grade(config.thresholds.bounds(line.key.name), value).word,
        "provenance": str(line.provenance(place)),
    }
    return found | ({"partial": True} if line.codes[place] & PARTIAL else {})


def plain(value: float, name: str) -> float | int | None:
    """A value for machines: as many decimals as the catalogues know."""
    if isnan(value):
        return None
    decimals = 0 if name == USERS else named(name).decimals
    return round(value, decimals) if decimals else round(value)


def _standing(line: Merged, config: Config) -> Severity:
    """The state at the line's end. The newest bucket is left out where it is not whole yet."""
    last = len(line.codes.rstrip(b"\0"))
    final = last - (1 if last and line.is_partial(last - 1) else 0)
    return state(config.thresholds.bounds(line.key.name), line.values[:final])


# ------------------------------------------------------------------ CSV
def as_csv(found: Told, fresh: Fresh, config: Config, *, first: bool) -> Iterator[str]:
    """The header, once, and a line per bucket."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if first:
        writer.writerow(COLUMNS)
    for line in found.lines:
        writer.writerows(_records(line, fresh[line.key], config))
    yield buffer.getvalue()


def _records(line: Merged, places: Sequence[int], config: Config) -> Iterator[list[Any]]:
    key, name, bounds = line.key, parse(line.key.name), config.thresholds.bounds(line.key.name)
    dimension, part = (str(key.dimension), key.slice) if key.dimension else _part(key.scope)
    unit = line.unit or named(key.name).unit
    fields = [defused(text) for text in (key.name, name.indicator, name.medium, name.tier, unit, dimension, part)]
    for place in places:
        value = line.values[place] if line.codes[place] else nan
        shown = plain(value, key.name)
        yield [
            cells.iso(line.start + place * line.step, config.ui.zone), *fields, "" if shown is None else shown,
            grade(bounds, value).word, str(line.provenance(place)),
        ]  # fmt: skip


def _part(scope: Scope) -> tuple[str, str]:
    """Room and users as in the CSV of `get live`; systems and networks, which are no part of a room, beside them."""
    only = " ".join((*(f"os={word}" for word in scope.os), *(f"access={word}" for word in scope.access)))
    if scope.users:
        return "User", f"{scope.room}/{'+'.join(scope.users)} {only}".strip()
    if scope.room:
        return "Room", f"{scope.room} {only}".strip()
    return ("Filter", only) if only else ("", "")


# ------------------------------------------------------------------ table
def as_table(found: Told, fresh: Fresh, config: Config, *, first: bool) -> Iterator[str]:
    """What it is about, a head, a line per series, place or day; watched, all of that again with what is new."""
    lines = [line for line in found.lines if first or fresh[line.key]]
    match found.request.kind:
        case "users":
            head, body = _users(lines)
        case "usage":
            head, body = _usage(lines)
        case _:
            head, body = _values(lines, config)
    yield _about(found, config) + "\n"
    body = [head, *body]
    widths = [max(cell_len(row[i]) for row in body) for i in range(len(head))]
    for row in body:
        padded = [_padded(text, wide, left=i == 0) for i, (text, wide) in enumerate(zip(row, widths, strict=True))]
        yield "  ".join(padded).rstrip() + "\n"


def _padded(text: str, wide: int, *, left: bool) -> str:
    return set_cell_size(text, wide) if left else " " * max(0, wide - cell_len(text)) + text


def _about(found: Told, config: Config) -> str:
    start, end = (cells.iso(at, config.ui.zone) for at in found.window)
    return t(
        "report.about_history",
        app=safe(config.target.app, 128),
        product=str(config.target.product),
        kind=t(f"history.{found.request.kind}"),
        start=start,
        end=end,
    )


_Table = tuple[list[str], list[list[str]]]


def _values(lines: Iterable[Merged], config: Config) -> _Table:
    columns = ("series", "value", "state", "lowest", "highest", "at")
    head = [*(t(f"report.{name}") for name in columns), t("report.sources")]
    return head, [_line(line, config) for line in lines]


def _line(line: Merged, config: Config) -> list[str]:
    name, here = named(line.key.name, safe(line.unit, 16)), present(line.values)
    last = len(line.codes.rstrip(b"\0")) - 1
    at = cells.ABSENT if last < 0 else cells.iso(line.start + last * line.step, config.ui.zone)[:16].replace("T", " ")
    bounds = config.thresholds.bounds(line.key.name)
    who = safe(" ".join((line.key.scope.room, *line.key.scope.users)), 60)
    return [
        f"{safe(name.label, 60)}{f' ({who})' if who else ''}",
        name.with_unit(line.values[last] if last >= 0 else nan),
        words.standing(_standing(line, config), config) if bounds else "",
        name.amount(min(here, default=nan)),
        name.amount(max(here, default=nan)),
        at,
        sources(line),
    ]


def sources(line: Merged) -> str:
    """`offline 92 %, recorded 8 %`: of the buckets that have a value and those that have none."""
    counts: dict[Provenance, int] = {}
    for window, source in line.runs():
        counts[source] = counts.get(source, 0) + window.seconds
    total = sum(counts.values()) or 1
    known = [each for each in Provenance if each in counts]
    return ", ".join(f"{t(f'history.origin_{each}')} {cells.share(counts[each], total, ' ')}" for each in known)


def _users(lines: Iterable[Merged]) -> _Table:
    """A row per place: users, and their share."""
    places: dict[words.Slice, dict[str, float]] = {}
    for line in lines:
        places.setdefault((line.key.dimension, line.key.slice), {})[line.key.name] = line.values[0]
    named = words.places(places)
    head = [t("history.col_place"), t("history.col_users"), t("history.col_share")]
    several = len({dimension for dimension, _ in places}) > 1
    return head, [
        [
            f"{t(f'dimensions.{place[0]}')} {named[place]}" if several else named[place],
            cells.number(found.get(USERS, nan), 0),
            f"{cells.number(found[SHARE])} %" if SHARE in found else cells.ABSENT,
        ]
        for place, found in places.items()
    ]


def _usage(lines: Sequence[Merged]) -> _Table:
    """A row per Beijing day, newest first: minutes of each kind of stream."""
    head = [t("history.col_day"), t("history.col_audio"), "360p", "720p", "1080p", t("history.col_total")]
    known = {line.key.name: line for line in lines}
    first = next(iter(lines), None)
    rows = []
    for place in reversed(range(len(first.values))) if first else ():
        values = [known[name].values[place] if name in known else nan for name in MINUTES]
        if first is not None and present(values):
            day = cells.iso(first.start + place * DAY, cells.BEIJING)[:10]
            rows.append([day, *(cells.number(value, 0) for value in (*values, sum(present(values))))])
    return head, rows


# ------------------------------------------------------------------ what is missing
def missing(found: Told) -> Iterator[str]:
    """What no source has, as one sentence at most: a hole between one and eight hours ago."""
    young = [gap for line in found.lines if found.request.kind == "quality" for gap in holes(line, found.now).young]
    if young:
        span = Window(min(gap.start for gap in young), max(gap.end for gap in young))
        yield t("report.hole", hours=cells.age(span.seconds))
    if not found.lines and found.problem is None:
        late = found.request.kind in ("operation", "usage")
        yield t("report.no_history_yet" if late else "report.no_history")
