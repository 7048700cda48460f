"""The tables of the History pane: days, operation data, users by place, minutes used."""

from collections.abc import Sequence
from math import isnan

from rtc_tui.core.listing import DistributionShare, Usage
from rtc_tui.core.model import HOUR
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.widgets.kpi import trend
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row, fit, pad, right
from rtc_tui.views import cells
from rtc_tui.views.history_days import Day, Days
from rtc_tui.views.history_totals import Measure, Shares, Used, total

_BLOCKS = "▁▂▃▄▅▆▇█"
_BAR = "█"


def beijing_day(start: int) -> str:
    """`2026-11-19`, of a day whose first second is `start`."""
    return cells.iso(start, cells.BEIJING)[:10]


def _clock(at: int) -> str:
    return cells.clock(at, cells.BEIJING, seconds=False)


# ------------------------------------------------------------------ days
_WIDE = (12, 10, 10, 16, 12)  # cells: day, value, change, worst, peak
_NARROW = (11, 8, 9, 12, 11)
_WIDE_FROM = 100


def days(found: Days, selected: int, top: int, columns: int, rows: int) -> list[Row]:
    """A head and a row per day, from the `top`th on."""
    widths = _WIDE if columns >= _WIDE_FROM else _NARROW
    names = ("col_value", "col_week", "col_worst" if found.bounds else "col_highest", "col_peak")
    words = [t(f"history.{name}") for name in names]
    words[0] = f"{words[0]} {found.named.unit}".rstrip()
    value, *rest = (right(word, wide) for word, wide in zip(words, widths[1:], strict=True))
    text = " " + pad(t("history.col_day"), widths[0]) + value + "  " + "".join(rest) + "  " + t("history.col_hours")
    shown = found.rows[top : top + rows - 1]
    body = [_day(found, day, widths, selected=top + i == selected) for i, day in enumerate(shown)]
    head: Row = [(text, "dim")]
    return [fit(row, columns) for row in (head, *body)]


def _day(found: Days, day: Day, widths: Sequence[int], *, selected: bool) -> Row:
    named, (first, value, change, worst, peak) = found.named, widths
    when = "" if day.worst_at is None else f" {_clock(day.worst_at)}"
    return [
        (">" if selected else " ", "select"),
        (pad(beijing_day(day.start), first), "select" if selected else ""),
        (right(named.amount(day.value) + ("~" if day.partial else " "), value), _loud(day.severity)),
        (cells.GLYPHS[day.severity] + " ", SEVERITY_ROLE[day.severity]),
        (right(named.change(day.change), change), "dim"),
        (right(named.amount(day.worst) + when, worst), ""),
        (right(cells.number(day.peak, 0), peak) + "  ", "dim"),
        *_hours(day),
    ]


def _loud(severity: Severity) -> Role:
    return SEVERITY_ROLE[severity] if severity >= Severity.WARN else ""


def _hours(day: Day) -> Row:
    row: Row = []
    for level, severity in day.hours:
        mark = "·" if isnan(level) else _BLOCKS[min(7, int(level * 8))]
        role: Role = SEVERITY_ROLE[severity] if severity >= Severity.WARN else "dim" if isnan(level) else "calm"
        row.append((mark, role))
    return row


# ------------------------------------------------------------------ operation
def operation(found: Sequence[Measure], chosen: str, step: int, columns: int, rows: int) -> list[Row]:
    """A head and a row per indicator, the chosen one among them."""
    label = 22 if columns >= 100 else 17
    before = "col_yesterday" if step == HOUR else "col_week"
    words = [(before, 10), ("col_low", 10), ("col_high", 10)]
    head: Row = [(
        " " + pad(t("history.col_indicator"), label) + right(t("history.col_value"), 13)
        + "".join(right(t(f"history.{word}"), wide) for word, wide in words) + "  " + t("history.col_trend"), "dim",
    )]  # fmt: skip
    at = next((i for i, each in enumerate(found) if each.named.raw == chosen), 0)
    top = max(0, min(at - (rows - 2) // 2, len(found) - (rows - 1)))
    shown = found[top : top + rows - 1]
    body = [_measure(each, label, columns, selected=each.named.raw == chosen) for each in shown]
    return [fit(row, columns) for row in (head, *body)]


def _measure(each: Measure, label: int, columns: int, *, selected: bool) -> Row:
    named, room = each.named, max(4, columns - label - 1 - 13 - 30 - 3)
    return [
        (">" if selected else " ", "select"),
        (pad(safe(named.label, 40), label), "select" if selected else ""),
        (right(named.with_unit(each.value), 13), ""),
        (right(named.change(each.change), 10), "dim"),
        (right(named.amount(each.low), 10) + right(named.amount(each.high), 10) + "  ", "dim"),
        (trend(each.trend, min(room, len(each.trend)), keep_high=True), "calm"),
    ]


# ------------------------------------------------------------------ users
def shares(found: Shares, selected: str, top: int, columns: int, rows: int) -> list[Row]:
    """A head and a row per place: users, their share, a bar of it."""
    label = min(28, max(14, columns // 4))
    head: Row = [(
        " " + pad(t("history.col_place"), label) + right(t("history.col_users"), 12)
        + right(t("history.col_share"), 10), "dim",
    )]  # fmt: skip
    most = max((share.percent for share in found.rows if not isnan(share.percent)), default=0.0)
    room = max(4, columns - label - 1 - 22 - 4)
    shown = found.rows[top : top + rows - 1]
    body = [_share(each, label, room, most, selected=each.slice == selected) for each in shown]
    return [fit(row, columns) for row in (head, *body)]


def _share(each: DistributionShare, label: int, room: int, most: float, *, selected: bool) -> Row:
    percent = cells.number(each.percent)
    bar = 0 if isnan(each.percent) or not most else round(each.percent / most * room)
    return [
        (">" if selected else " ", "select"),
        (pad(safe(each.slice, 60) or cells.ABSENT, label), "select" if selected else ""),
        (right(cells.number(each.value, 0), 12), ""),
        (right(f"{percent} %" if percent != cells.ABSENT else percent, 10) + "  ", ""),
        (_BAR * bar, "calm"),
    ]


# ------------------------------------------------------------------ usage
def usage(found: Used, top: int, columns: int, rows: int) -> list[Row]:
    """A head and a row per day: minutes of each kind, of all together, a bar of that."""
    words = [t("history.col_audio"), "360p", "720p", "1080p", t("history.col_total")]
    head: Row = [(" " + pad(t("history.col_day"), 12) + "".join(right(word, 12) for word in words), "dim")]
    room = max(0, columns - 13 - 60 - 3)
    shown = found.rows[top : top + rows - 1]
    return [fit(row, columns) for row in (head, *(_usage(each, room, found.most) for each in shown))]


def _usage(each: Usage, room: int, most: float) -> Row:
    whole = total(each)
    figures = (each.audio, each.video_360p, each.video_720p, each.video_1080p, whole)
    bar = round(whole / most * room) if most else 0
    return [
        (" " + pad(beijing_day(each.day), 12), ""),
        ("".join(right(cells.number(value, 0), 12) for value in figures) + "  ", ""),
        (_BAR * bar, "calm"),
    ]
