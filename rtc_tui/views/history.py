"""The History pane: which window it shows, what has to be asked for it, and which series there are to look at."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from rtc_tui.core.ask import Ask, AskHistory, AskShares, AskUsages
from rtc_tui.core.history_request import NETWORKS, OLDEST, SHARES_SPAN, SYSTEMS, YOUNG
from rtc_tui.core.indicators import OFFLINE, OPERATION, parse
from rtc_tui.core.model import (
    BUCKET,
    DAY,
    FIVE_MINUTES,
    HOUR,
    Dimension,
    Feature,
    Product,
    Query,
    Scope,
    SeriesKey,
    Window,
)
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.core.windows import ceil
from rtc_tui.views import cells, overlay
from rtc_tui.views.live import EXPECTED, complete, names_shown
from rtc_tui.views.overlay import SHIFTS, expanded

KINDS: Final = ("quality", "days", "operation", "users", "usage")
SPANS: Final = (HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY)
ZOOMS: Final = (1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY, 30 * DAY)
FINE: Final = 3 * HOUR  # a window up to this length may be shown in steps of 30 seconds
LISTED: Final = 30  # days in the table of days
LIVE_REACH: Final = HOUR
DISTRIBUTED: Final = (Dimension.PROVINCE, Dimension.COUNTRY)


_LARGE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Named:
    """What has to be known of a series to write its values."""

    raw: str
    label: str
    unit: str
    decimals: int

    def amount(self, value: float) -> str:
        """`4.12`; of what is large no decimals."""
        return cells.number(value, 0 if abs(value) >= _LARGE else self.decimals)

    def with_unit(self, value: float) -> str:
        """`4.12 %`."""
        text = self.amount(value)
        return text if text == cells.ABSENT else f"{text} {self.unit}".rstrip()

    def change(self, value: float) -> str:
        """`+0.02`."""
        text = self.amount(abs(value))
        if text == cells.ABSENT:
            return text
        return "±0" if not float(text.replace(" ", "")) else ("+" if value > 0 else "−") + text


def named(raw: str, unit: str = "") -> Named:
    """By either catalogue; the raw name where neither knows it."""
    if raw in OFFLINE:
        row = OFFLINE[raw]
        return Named(raw, row.label, unit or row.unit, row.decimals)
    name = parse(raw)
    return Named(raw, name.label, unit or name.unit, name.decimals)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a typed filter means: `os=ios,android access=wifi`; `rest` is what is no filter of systems or networks."""

    os: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    rest: str = ""


def filters(text: str) -> Filters:
    """Only whole words count: while `os=an` is typed, nothing is asked."""
    found: dict[str, tuple[str, ...]] = {"os": (), "access": ()}
    rest = []
    for word in text.split():
        name, _, value = word.casefold().partition("=")
        known = {"os": SYSTEMS, "access": NETWORKS}.get(name, ())
        values = tuple(dict.fromkeys(each for each in value.split(",") if each))
        if values and set(values) <= set(known):
            found[name] = values
        else:
            rest.append(word)
    return Filters(found["os"], found["access"], " ".join(rest))


def scope(selection: Selection) -> Scope:
    """Whom the series are about; systems and networks take part for native data alone."""
    if selection.product is Product.WEB or selection.stretch.kind not in ("quality", "days"):
        return selection.scope
    typed = filters(selection.filter)
    return selection.scope._replace(os=typed.os, access=typed.access)


def query(selection: Selection, name: str, step: int) -> Query:
    """Whose answer holds the series of that name."""
    if parse(name).indicator in OPERATION or name in OFFLINE:
        return Query(Feature.OPERATION, step=step)
    return Query(Feature.QUALITY, selection.product, scope(selection), step=step)


def key(selection: Selection, name: str) -> SeriesKey:
    """The series of that name. Operation data are about the whole app and all products."""
    if parse(name).indicator in OPERATION or name in OFFLINE:
        return SeriesKey(name)
    return SeriesKey(name, selection.product, scope(selection))


def chosen(selection: Selection) -> str:
    """The name of the series that is looked at."""
    return selection.series or EXPECTED[0]


def names(snapshot: Snapshot, selection: Selection) -> list[str]:
    """All series that there are to look at, in the order of the catalogue."""
    parts = overlay.held(snapshot, query(selection, EXPECTED[0], FIVE_MINUTES))
    return complete({*names_shown(snapshot, selection), *(part.key.name for part in parts)})


# ------------------------------------------------------------------ windows
def shown(selection: Selection, now: float) -> Window:
    """The window on screen, whole buckets of its coarsest step."""
    stretch, span = selection.stretch, spanning(selection)
    if stretch.kind == "days" and stretch.opened:
        return day_of(last_moment(now) if selection.cursor is None else selection.cursor)
    newest = ceil(now, FIVE_MINUTES)
    end = newest if stretch.end is None else min(stretch.end, newest)
    cursor = selection.cursor
    if cursor is not None and not end - span <= cursor < end:
        end = min(ceil(cursor + span // 2, FIVE_MINUTES), newest)
    window = Window(end - span, end)
    return expanded(window, operation_step(span)) if stretch.kind == "operation" else window


def spanning(selection: Selection) -> int:
    """Seconds of the window. Of operation data a day at least: those of the last eight hours are not there yet."""
    stretch = selection.stretch
    return max(stretch.span, DAY) if stretch.kind == "operation" else stretch.span


def last_moment(now: float) -> int:
    """The second before now: at midnight the day that is over."""
    return int(now) - 1


def day_of(at: int) -> Window:
    """The Beijing day that holds a moment."""
    return expanded(Window(at, at + 1), DAY)


def days_listed(now: float) -> Window:
    """The Beijing days of the table, today's included."""
    end = day_of(last_moment(now)).end
    return Window(end - LISTED * DAY, end)


def operation_step(span: int) -> int:
    """Hours, or days where hours would be too many to look at."""
    return HOUR if span <= 4 * DAY else DAY


def shares_window(selection: Selection, now: float) -> Window:
    """What of the window one question about the spread of users may take."""
    window, newest = shown(selection, now), int((now - YOUNG) // HOUR) * HOUR
    end = min(ceil(window.end, HOUR), newest)
    span = min(max(window.seconds, HOUR), SHARES_SPAN)
    return Window(end - ceil(span, HOUR), end)


def usage_window(selection: Selection, now: float) -> Window:
    """Whole Beijing days, a week at least: of less there is little to see."""
    start, end = shown(selection, now)
    return expanded(Window(min(start, end - 7 * DAY), end), DAY)


def steps(window: Window) -> tuple[int, ...]:
    """The steps in which a window may be shown, the one that is always asked for first."""
    return (FIVE_MINUTES, BUCKET) if window.seconds <= FINE else (FIVE_MINUTES,)


def asked(window: Window) -> Window:
    """What is asked for it: more than is shown, so that the same question does for a while."""
    return expanded(window, HOUR if window.seconds <= 6 * HOUR else 6 * HOUR if window.seconds <= 4 * DAY else DAY)


# ------------------------------------------------------------------ questions
def asks(selection: Selection, now: float) -> tuple[Ask, ...]:
    """What has to be asked once for what is shown, most urgent first."""
    stretch = selection.stretch
    if stretch.stopped:
        return ()
    match stretch.kind:
        case "days" if not stretch.opened:
            return _days(selection, now)
        case "operation":
            window = shown(selection, now)
            step = operation_step(spanning(selection))
            return (AskHistory(Query(Feature.OPERATION, step=step), _with_before(window, step)),)
        case "users":
            return (AskShares(shares_window(selection, now), dimension(selection)),)
        case "usage":
            return (AskUsages(usage_window(selection, now)),)
        case _:
            return _courses(selection, now)


def _courses(selection: Selection, now: float) -> tuple[Ask, ...]:
    window = shown(selection, now)
    queries = [query(selection, chosen(selection), step) for step in steps(window)]
    return overlay.questions(queries, asked(window), (0, *SHIFTS[selection.compare]))


def _days(selection: Selection, now: float) -> tuple[Ask, ...]:
    """The days and those of a week before; their five minutes for the worst of each; how many were online at most."""
    window, name = days_listed(now), chosen(selection)
    before = Window(window.start - 7 * DAY, window.end)
    return (
        AskHistory(query(selection, name, DAY), before),
        AskHistory(query(selection, name, FIVE_MINUTES), window),
        AskHistory(Query(Feature.OPERATION, step=DAY), window),
    )


def _with_before(window: Window, step: int) -> Window:
    """With what its values are compared with: a day before for hours, a week for days."""
    return Window(window.start - (DAY if step == HOUR else 7 * DAY), window.end)


def dimension(selection: Selection) -> Dimension:
    """By which users are spread: the API knows two."""
    here = selection.stretch.dimension
    return here if here in DISTRIBUTED else DISTRIBUTED[0]


# ------------------------------------------------------------------ where to go
def spanned(selection: Selection, span: int, now: float) -> Selection:
    """Another length of the window; its end stays, or the cursor stays where it is in it."""
    window, cursor = shown(selection, now), selection.cursor
    if cursor is None:
        end = None if selection.stretch.end is None else window.end
    else:
        share = (window.end - cursor) / max(1, window.seconds)
        end = ceil(cursor + share * span, FIVE_MINUTES)
    return moved(selection, now, span=span, end=end)


def moved(selection: Selection, now: float, *, span: int, end: int | None) -> Selection:
    """Another window; one that would reach into the future ends now, and goes on with it."""
    if end is not None:
        end = None if end >= now else max(end, int(now) - OLDEST + span)
    stretch = replace(selection.stretch, span=span, end=end, opened=False, stopped=False)
    cursor = selection.cursor
    last = ceil(now, FIVE_MINUTES) if end is None else end
    if cursor is not None:
        cursor = min(max(cursor, last - span), last - 1)
    return replace(selection, stretch=stretch, cursor=cursor)


def nearest(spans: Iterable[int], span: int, step: int) -> int:
    """The next longer (`step` 1) or shorter one; the same where there is none."""
    if step > 0:
        return min((each for each in spans if each > span), default=span)
    return max((each for each in spans if each < span), default=span)


# ------------------------------------------------------------------ words
def moment(at: float, zone: tzinfo) -> str:
    """`11-19 10:20`."""
    return cells.iso(at, zone)[5:16].replace("T", " ")


def span_word(seconds: int) -> str:
    """`24 h`, `7 d`, `30 min`, `30 s`."""
    if seconds < 60:
        return f"{seconds} s"
    if seconds % DAY == 0 and seconds > DAY:
        return f"{seconds // DAY} d"
    return f"{seconds // HOUR} h" if seconds % HOUR == 0 else f"{seconds // 60} min"


def length(seconds: int) -> str:
    """`15 h 55`, `65 min`: of a stretch, short."""
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02}"


def time_ticks(window: Window, zone: tzinfo, at_most: int) -> tuple[tuple[int, str], ...]:
    """(time, label): clock times of up to two days, with the date at midnight; else dates at the zone's midnights."""
    if window.seconds <= 2 * DAY:
        ticks = cells.time_ticks(window, zone, at_most)
        return tuple((at, moment(at, zone)[:5] if label == "00:00" else label) for at, label in ticks)
    every = max(1, ceil(window.seconds / DAY / max(1, at_most), 1))
    first = datetime.fromtimestamp(window.start, zone).date() + timedelta(days=1)
    found = []
    for number in range(0, window.seconds // DAY + 2, every):
        day = first + timedelta(days=number)
        at = int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
        if at < window.end:
            found.append((at, f"{day:%m-%d}"))
    return tuple(found)
