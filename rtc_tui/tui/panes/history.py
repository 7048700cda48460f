"""The History pane: any window, and where each value of it comes from.

where one is, which kind of data, which window
what the window is made of, how far the questions have got
what cannot be had
chart with the strip of sources, or a table
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rtc_tui.core.ask import Answer, Ask, AskHistory
from rtc_tui.core.history_request import OLDEST
from rtc_tui.core.indicators import OFFLINE_OPERATION
from rtc_tui.core.merge import Merged
from rtc_tui.core.model import DAY, FIVE_MINUTES, Product
from rtc_tui.core.snapshot import Selection
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.panes import history_chart, history_tables
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets import chart
from rtc_tui.tui.widgets.rows import Row, Run, fit, width, wrap
from rtc_tui.views import cells, history, history_days, overlay
from rtc_tui.views import history_chart as courses
from rtc_tui.views import history_totals as totals
from rtc_tui.views.frame import hidden
from rtc_tui.views.history import KINDS, SPANS, ZOOMS
from rtc_tui.views.history_chart import Course, course
from rtc_tui.views.live import scope_text

_REMEMBERED: Final = 8  # questions whose lines are kept while another window is asked for
_ROOMY: Final = 24  # rows from which the operation data have a chart below them


class HistoryPane(Pane):
    """Remembers what came last for each query, so that a window that moves keeps what of it is known."""

    def __init__(self) -> None:
        super().__init__(id="history")
        self._chart = chart.Chart()
        self._earlier: courses.Earlier = {}
        self._top = 0
        self._shown = 1  # rows of a table on screen: a page
        self._maximised = False

    @staticmethod
    def asks(selection: Selection, now: float) -> tuple[Ask, ...]:
        """What the window needs, and nothing once it was cancelled."""
        return history.asks(selection, now)

    def refuses(self, time: int, now: float) -> str:
        """As far back as a recorder keeps means, and nothing of the future."""
        if time > now:
            return t("history.future")
        return t("history.too_old") if time < now - OLDEST else ""

    # ------------------------------------------------------------------ drawing
    def paint(self, scene: Scene) -> None:
        """Head, what has to be known, body."""
        self._remember(scene)
        columns, rows = self.size
        found = self._course(scene) if _charted(scene.selection) else None
        head = [_where(scene, columns), self._source(scene, found, columns)]
        said = [row for text in self._sentences(scene, found) for row in _sentence(text, columns)]
        if found is not None and courses.trusted(found):
            said.append([(f"   {courses.trusted(found)}", "dim")])
        said = said[: max(2, rows // 6)]
        if self._maximised:
            head, said = head[1:], []
        body = self._body(scene, found, columns, rows - len(head) - len(said))
        self.show([fit(row, columns) for row in (*head, *said, *body)])

    def _remember(self, scene: Scene) -> None:
        for ask, answer in scene.snapshot.answers.items():
            if isinstance(ask, AskHistory) and answer.parts:
                parts = tuple(part for part in answer.parts if isinstance(part, Merged))
                if self._earlier.get(ask.query) != parts and _is_shown(ask, scene):
                    self._earlier.pop(ask.query, None)
                    self._earlier[ask.query] = parts
        for query in list(self._earlier)[:-_REMEMBERED]:
            del self._earlier[query]

    def _course(self, scene: Scene) -> Course:
        return course(scene.snapshot, scene.selection, scene.thresholds, self._earlier)

    def _body(self, scene: Scene, found: Course | None, columns: int, rows: int) -> list[Row]:
        if found is not None:
            return history_chart.draw(found, self._chart, scene.zone, columns, rows, _empty(scene))
        match scene.selection.stretch.kind:
            case "days":
                return self._days(scene, columns, rows)
            case "operation":
                return self._operation(scene, columns, rows)
            case "users":
                return self._users(scene, columns, rows)
            case _:
                return self._usage(scene, columns, rows)

    def _days(self, scene: Scene, columns: int, rows: int) -> list[Row]:
        table = history_days.days(scene.snapshot, scene.selection, scene.thresholds, self._earlier)
        if table.empty:
            return _said(_empty(scene), columns)
        at = history_days.at(table, scene.selection.cursor)
        self._scroll(at, len(table.rows), rows - 2)
        foot: Row = [(f" {t('history.partly')} · {t('history.open_hint')}", "dim")]
        body = history_tables.days(table, at, self._top, columns, rows - 1)
        return [*_filled(body, rows - 1), foot]

    def _operation(self, scene: Scene, columns: int, rows: int) -> list[Row]:
        measures, name = (
            totals.operation(scene.snapshot, scene.selection, self._earlier),
            totals.measured(scene.selection),
        )
        step = history.operation_step(scene.selection.stretch.span)
        count = len(measures) + 1
        above = count if rows >= _ROOMY else min(count, rows // 2)
        table = history_tables.operation(measures, name, step, columns, above)
        below = courses.course_of(scene.snapshot, scene.selection, scene.thresholds, name, self._earlier)
        drawn = history_chart.draw(below, self._chart, scene.zone, columns, rows - above, _empty(scene))
        return [*table, *drawn]

    def _users(self, scene: Scene, columns: int, rows: int) -> list[Row]:
        found = totals.shares(scene.snapshot, scene.selection)
        if not found.rows:
            text = t("history.nothing_filter", total=found.total, text=safe(scene.selection.filter, 40))
            return _said(text if found.total else _empty(scene), columns)
        names = [row.slice for row in found.rows]
        row = scene.selection.stretch.row
        at = names.index(row) if row in names else 0
        self._scroll(at, len(names), rows - 1)
        return history_tables.shares(found, names[at], self._top, columns, rows)

    def _usage(self, scene: Scene, columns: int, rows: int) -> list[Row]:
        found = totals.used(scene.snapshot, scene.selection)
        if not found.rows:
            return _said(_empty(scene), columns)
        self._shown = max(1, rows - 1)
        self._top = max(0, min(self._top, len(found.rows) - self._shown))
        return history_tables.usage(found, self._top, columns, rows)

    def _scroll(self, at: int, count: int, rows: int) -> None:
        """As little as keeps the row of the cursor on screen."""
        self._shown = max(1, rows)
        self._top = min(max(self._top, at - self._shown + 1, 0), at)
        self._top = max(0, min(self._top, count - self._shown))

    def _source(self, scene: Scene, found: Course | None, columns: int) -> Row:
        """`11-19 10:35 to 11-20 10:35 CST · 5 min · offline 16 h, …`, and how far the questions have got."""
        parts: list[Run] = [(" " + " · ".join(_about(scene, found)), "dim")]
        text = _progress(scene)
        if text:
            parts.insert(0, (f" {text} ", "bold"))
        return fit(parts, columns)

    def _sentences(self, scene: Scene, found: Course | None) -> list[str]:
        """What has to be known to read the numbers right."""
        texts = [t("history.stopped")] if scene.selection.stretch.stopped else []
        problem = next((answer.problem for answer in _answers(scene) if answer.problem), None)
        if problem is not None:
            texts.append(t("history.failed", message=f"{problem.message} {problem.hint}".strip()))
        texts += _filtering(scene)
        if found is not None and (_ready(scene) or scene.selection.stretch.stopped):
            texts += courses.missing(found, scene.snapshot.now, scene.zone)
        for answer in _answers(scene):
            texts += answer.notes
        return [hidden(text, scene.secret) for text in dict.fromkeys(texts)]

    # ------------------------------------------------------------------ keys: a new selection, nothing else
    filter = True

    def view(self, scene: Scene, step: int) -> Selection:
        """Quality, days, operation data, users, usage, round and round."""
        stretch, self._top = scene.selection.stretch, 0
        after = KINDS[(KINDS.index(stretch.kind) + step) % len(KINDS)]
        return replace(scene.selection, stretch=replace(stretch, kind=after, opened=False, row="", stopped=False))

    def indicator(self, scene: Scene, step: int) -> Selection:
        """The next or previous series; of operation data the next row."""
        selection = scene.selection
        if selection.stretch.kind == "operation":
            return self._row(selection, OFFLINE_OPERATION, totals.measured(selection), step)
        names = history.names(scene.snapshot, selection)
        at = names.index(courses.looked_at(scene.snapshot, selection))
        return replace(selection, series=names[(at + step) % len(names)])

    def dimension(self, scene: Scene, step: int) -> Selection:
        """Users by province or by country."""
        selection, known = scene.selection, history.DISTRIBUTED
        after = known[(known.index(history.dimension(selection)) + step) % len(known)]
        self._top = 0
        return replace(selection, stretch=replace(selection.stretch, dimension=after, row=""))

    def cursor(self, scene: Scene, dx: int, dy: int) -> Selection:
        """Along time; up and down through rows, or through the series of a chart."""
        selection = scene.selection
        match selection.stretch.kind:
            case "days" if not selection.stretch.opened:
                return self._to_day(scene, dx - dy if dy else dx)
            case "users":
                names = [row.slice for row in totals.shares(scene.snapshot, selection).rows]
                return self._row(selection, names, selection.stretch.row, dx + dy)
            case "usage":
                self._top = max(0, self._top + dx + dy)
                return selection
            case _:
                return self.step(scene, dx) if dx else self.indicator(scene, dy)

    def page(self, scene: Scene, step: int) -> Selection:
        """A screenful of rows, or a tenth of the chart."""
        if _charted(scene.selection) or scene.selection.stretch.kind == "operation":
            found = self._charted_course(scene)
            return self.step(scene, step * max(1, len(found.line.values) // 10))
        return self.cursor(scene, 0, step * max(1, self._shown - 1))

    def edge(self, scene: Scene, step: int) -> Selection:
        """The first or the last row, the window's start or end."""
        if _charted(scene.selection) or scene.selection.stretch.kind == "operation":
            line = self._charted_course(scene).line
            return self._at(scene, line.start if step < 0 else line.end - line.step)
        return self.cursor(scene, 0, step * 1_000_000)

    def step(self, scene: Scene, step: int) -> Selection:
        """The time cursor a bucket on; beyond the window's edge the window goes with it."""
        selection = scene.selection
        if not _charted(selection) and selection.stretch.kind != "operation":
            return self._to_day(scene, step) if selection.stretch.kind == "days" else selection
        found = self._charted_course(scene)
        newest = courses.newest(found.line)
        at = found.cursor if found.cursor is not None else newest if newest is not None else found.line.end
        return self._at(scene, at + step * found.step)

    def next_bad(self, scene: Scene, step: int) -> Selection | None:
        """The next stretch, or day, beyond a limit; worst first."""
        selection = scene.selection
        if selection.stretch.kind == "days" and not selection.stretch.opened:
            table = history_days.days(scene.snapshot, selection, scene.thresholds, self._earlier)
            place = history_days.next_bad(table, selection.cursor, step)
        elif _charted(selection):
            place = courses.next_bad(self._course(scene), step)
        else:
            place = None
        return None if place is None else replace(selection, cursor=place)

    def open(self, scene: Scene) -> Selection:
        """The day under the cursor in steps of five minutes; what was cancelled is asked for again."""
        selection = scene.selection
        stretch = replace(selection.stretch, stopped=False)
        if stretch.kind != "days" or stretch.opened:
            return replace(selection, stretch=stretch)
        table = history_days.days(scene.snapshot, selection, scene.thresholds, self._earlier)
        day = table.rows[history_days.at(table, selection.cursor)]
        at = day.start if day.worst_at is None else day.worst_at
        return replace(selection, cursor=at, stretch=replace(stretch, opened=True))

    def back(self, scene: Scene) -> Selection | None:
        """Cancel what is asked; out of a day; then back to a window that ends now."""
        selection, stretch = scene.selection, scene.selection.stretch
        if not stretch.stopped and _pending(scene):
            return replace(selection, stretch=replace(stretch, stopped=True))
        if stretch.opened:
            return replace(selection, stretch=replace(stretch, opened=False))
        if selection.cursor is None and stretch.end is not None and not selection.filter:
            return selection.live()
        return None

    def window(self, scene: Scene) -> Selection:
        """1 h, 6 h, 24 h, 7 d, 30 d, round and round."""
        span = scene.selection.stretch.span
        after = next((each for each in SPANS if each > span), SPANS[0])
        return history.spanned(scene.selection, after, scene.snapshot.now)

    def zoom(self, scene: Scene, step: int) -> Selection:
        """A shorter or a longer span around the cursor; a day that is open becomes such a window."""
        selection = self._unfolded(scene)
        after = history.nearest(ZOOMS, selection.stretch.span, -step)
        return history.spanned(selection, after, scene.snapshot.now)

    def pan(self, scene: Scene, step: int) -> Selection:
        """Half a window earlier or later; of days that are open a whole one."""
        selection, now = scene.selection, scene.snapshot.now
        if selection.stretch.kind == "days":
            return self._to_day(scene, step)
        window = history.shown(selection, now)
        half = max(FIVE_MINUTES, selection.stretch.span // 2 // FIVE_MINUTES * FIVE_MINUTES)
        return history.moved(selection, now, span=selection.stretch.span, end=window.end + step * half)

    def compare(self, scene: Scene, step: int) -> Selection:
        """Nothing, −1 d, −7 d, both, round and round."""
        return replace(scene.selection, compare=overlay.after(scene.selection.compare, step))

    def maximise(self, scene: Scene) -> Selection:
        """Without what stands above."""
        self._maximised = not self._maximised
        return scene.selection

    def readout(self, scene: Scene) -> str:
        """What `y` copies."""
        if _charted(scene.selection):
            found = self._course(scene)
            return f"{safe(found.named.label, 40)} {courses.reading(found, scene.zone)} {courses.origin(found)}".strip()
        return "\n".join("".join(text for text, _ in row).rstrip() for row in self._body(scene, None, 200, 100))

    # ------------------------------------------------------------------ parts of keys
    def _charted_course(self, scene: Scene) -> Course:
        """The chart on screen, that of operation data included."""
        if _charted(scene.selection):
            return self._course(scene)
        name = totals.measured(scene.selection)
        return courses.course_of(scene.snapshot, scene.selection, scene.thresholds, name, self._earlier)

    def _at(self, scene: Scene, at: int) -> Selection:
        """The time cursor there; the window follows."""
        selection, now = scene.selection, scene.snapshot.now
        at = min(max(at, int(now) - OLDEST), int(now) - 1)
        window, span = history.shown(selection, now), selection.stretch.span
        if window.start <= at < window.end or selection.stretch.opened:
            return replace(selection, cursor=at)
        end = window.end - span // 2 if at < window.start else window.end + span // 2
        return history.moved(replace(selection, cursor=at), now, span=span, end=end)

    def _to_day(self, scene: Scene, by: int) -> Selection:
        """So many days later; earlier days stand below."""
        selection, now = scene.selection, scene.snapshot.now
        days = history.days_listed(now)
        here = history.last_moment(now) if selection.cursor is None else selection.cursor
        start = history.day_of(min(max(here, days.start), days.end - 1)).start
        return replace(selection, cursor=min(max(start + by * DAY, days.start), days.end - DAY))

    @staticmethod
    def _row(selection: Selection, names: Sequence[str], here: str, by: int) -> Selection:
        if not names:
            return selection
        at = names.index(here) if here in names else 0
        return replace(selection, stretch=replace(selection.stretch, row=names[min(max(at + by, 0), len(names) - 1)]))

    @staticmethod
    def _unfolded(scene: Scene) -> Selection:
        """A day that is open, as a window of quality."""
        selection = scene.selection
        if not selection.stretch.opened:
            return selection
        window = history.shown(selection, scene.snapshot.now)
        stretch = replace(selection.stretch, kind="quality", opened=False, span=DAY, end=window.end)
        return replace(selection, stretch=stretch)


# ------------------------------------------------------------------ words and small parts
def _charted(selection: Selection) -> bool:
    return selection.stretch.kind == "quality" or selection.stretch.opened


def _is_shown(ask: AskHistory, scene: Scene) -> bool:
    """Whether the question is about the present, and not about what it is compared with."""
    window = history.shown(scene.selection, scene.snapshot.now)
    return ask.window.start <= window.start < ask.window.end or scene.selection.stretch.kind in ("days", "operation")


def _answers(scene: Scene) -> list[Answer]:
    found = (scene.snapshot.answers.get(ask) for ask in history.asks(scene.selection, scene.snapshot.now))
    return [answer for answer in found if answer is not None]


def _ready(scene: Scene) -> bool:
    """Whether all has come that can."""
    asked = history.asks(scene.selection, scene.snapshot.now)
    answers = _answers(scene)
    return len(answers) == len(asked) and all(answer.complete for answer in answers)


def _pending(scene: Scene) -> bool:
    """Whether something is under way that can be cancelled."""
    return any(not answer.complete for answer in _answers(scene))


def _progress(scene: Scene) -> str:
    found = _answers(scene)
    if len(found) < len(history.asks(scene.selection, scene.snapshot.now)):
        return t("history.reading", time=cells.clock(scene.snapshot.now, scene.zone))
    open_ = [answer for answer in found if not answer.complete]
    if not open_:
        return ""
    done, total = sum(answer.done for answer in open_), sum(max(1, answer.total) for answer in open_)
    return t("history.loading", done=done, total=total)


def _empty(scene: Scene) -> str:
    """Why nothing is drawn."""
    if scene.selection.stretch.stopped or _ready(scene):
        return t("history.nothing")
    return t("history.reading", time=cells.clock(scene.snapshot.now, scene.zone))


def _where(scene: Scene, columns: int) -> Row:
    """`audio stall 80ms › whole app   [quality] days operation users usage   24 h`; of the kinds as many as fit: all or one."""
    selection, stretch = scene.selection, scene.selection.stretch
    head: Row = [(" " + " › ".join(_steps(scene)), "title"), ("   ", "")]
    tail: Row = [(f"  {t('history.filtered', what=text)}", "bold") for text in _only(selection)]
    if stretch.kind not in ("days", "usage"):
        tail.append((f"  {history.span_word(stretch.span)}", "dim"))
    here: Row = [(f"[{t(f'history.{stretch.kind}')}]", "select")]
    kinds: Row = [
        run for kind in KINDS for run in (here if kind == stretch.kind else [(f" {t(f'history.{kind}')} ", "dim")])
    ]
    fitting = kinds if width([*head, *kinds, *tail]) <= columns else here
    return [*head, *fitting, *tail]


def _only(selection: Selection) -> list[str]:
    """The systems and networks that are in effect, as one text."""
    scope = history.scope(selection)
    words = [f"{name}={','.join(found)}" for name, found in (("os", scope.os), ("access", scope.access)) if found]
    return [" ".join(words)] if words else []


def _steps(scene: Scene) -> list[str]:
    selection = scene.selection
    match selection.stretch.kind:
        case "operation" | "usage":
            return [t("live.whole_app")]
        case "users":
            dimension = t(f"dimensions.{history.dimension(selection)}")
            return [t("live.whole_app"), t("history.by", dimension=dimension)]
        case _:
            name = history.named(courses.looked_at(scene.snapshot, selection)).label
            steps = [safe(name, 40), scope_text(selection.scope, masked=scene.masked)]
            if selection.stretch.opened:
                day = history_tables.beijing_day(history.shown(selection, scene.snapshot.now).start)
                steps.append(t("history.day", day=day))
            return steps


def _about(scene: Scene, found: Course | None) -> list[str]:
    """What the window is, and what it is made of."""
    selection, now = scene.selection, scene.snapshot.now
    if found is not None:
        return [_window(found.window, scene), history.span_word(found.step), *courses.shares(found.line)]
    match selection.stretch.kind:
        case "operation":
            word = "by_hour" if history.operation_step(selection.stretch.span) < DAY else "by_day"
            return [_window(history.shown(selection, now), scene), t(f"history.{word}")]
        case "users":
            return [_window(history.shares_window(selection, now), scene), t("history.seven")]
        case "usage":
            window = history.usage_window(selection, now)
            days = (history_tables.beijing_day(at) for at in (window.start, window.end - DAY))
            return ["–".join(dict.fromkeys(days)), t("history.by_day"), t("history.not_bill")]
        case _:
            return [t("history.by_day")]


def _window(window: tuple[int, int], scene: Scene) -> str:
    start, end = (history.moment(at, scene.zone) for at in window)
    return t("history.window", from_=start, to=end, zone=cells.zone_name(window[1], scene.zone))


def _filtering(scene: Scene) -> list[str]:
    """What of the filter has no effect, or another one than might be thought."""
    selection = scene.selection
    if not selection.filter or selection.stretch.kind not in ("quality", "days"):
        return []
    typed = history.filters(selection.filter)
    if selection.product is Product.WEB:
        return [t("history.filter_web")]
    if typed.rest:
        return [t("history.filter_unknown", text=safe(typed.rest, 40))]
    return [t("history.filter_off")]


def _sentence(text: str, columns: int) -> list[Row]:
    lines = wrap(text, columns - 4, 2)
    return [[("   " if i else " ! ", "warn"), (line, "")] for i, line in enumerate(lines)]


def _said(text: str, columns: int) -> list[Row]:
    rows: list[Row] = [[("  " + line, "")] for line in wrap(text, columns - 4, 3)]
    return [[], *rows]


def _filled(rows: list[Row], count: int) -> list[Row]:
    blank: list[Row] = [[] for _ in range(count - len(rows))]
    return [*rows[:count], *blank]
