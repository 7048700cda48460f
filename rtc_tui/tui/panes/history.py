"""The History pane: any window, and where each value of it comes from.

where one is, which kind of data, which window
what the window is made of, how far the questions have got
what cannot be had
chart with the strip of sources, or a table
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rtc_tui.core.ask import Ask, AskHistory
from rtc_tui.core.history_request import OLDEST
from rtc_tui.core.indicators import OFFLINE_OPERATION
from rtc_tui.core.merge import Merged
from rtc_tui.core.model import DAY, FIVE_MINUTES
from rtc_tui.core.snapshot import Selection
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.panes import history_chart, history_tables
from rtc_tui.tui.panes import history_words as words
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets import chart
from rtc_tui.tui.widgets.rows import Row, fit
from rtc_tui.views import history, history_days, overlay
from rtc_tui.views import history_chart as courses
from rtc_tui.views import history_totals as totals
from rtc_tui.views.frame import hidden
from rtc_tui.views.history import KINDS, SPANS, ZOOMS
from rtc_tui.views.history_chart import Course, course
from rtc_tui.views.history_holes import missing

_REMEMBERED: Final = 8  # questions whose lines are kept while another window is asked for
_ROOMY: Final = 24  # rows from which the operation data have a chart below them


class HistoryPane(Pane):
    """Remembers what came last for each query, so that a window that moves keeps what of it is known."""

    replays = True

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
        found = self._course(scene) if words.charted(scene.selection) else None
        head = [words.where(scene, columns), words.source(scene, found, columns)]
        said = [row for text in self._sentences(scene, found) for row in words.sentence(text, columns)]
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
                if self._earlier.get(ask.query) != parts and words.is_shown(ask, scene):
                    self._earlier.pop(ask.query, None)
                    self._earlier[ask.query] = parts
        for query in list(self._earlier)[:-_REMEMBERED]:
            del self._earlier[query]

    def _course(self, scene: Scene) -> Course:
        return course(scene.snapshot, scene.selection, scene.thresholds, self._earlier)

    def _body(self, scene: Scene, found: Course | None, columns: int, rows: int) -> list[Row]:
        if found is not None:
            return history_chart.draw(found, self._chart, scene.zone, columns, rows, words.empty(scene))
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
            return words.said(words.empty(scene), columns)
        at = history_days.at(table, scene.selection.cursor)
        self._scroll(at, len(table.rows), rows - 2)
        foot: Row = [(f" {t('history.partly')} · {t('history.open_hint')}", "dim")]
        body = history_tables.days(table, at, self._top, columns, rows - 1)
        return [*words.filled(body, rows - 1), foot]

    def _operation(self, scene: Scene, columns: int, rows: int) -> list[Row]:
        measures, name = (
            totals.operation(scene.snapshot, scene.selection, self._earlier),
            totals.measured(scene.selection),
        )
        step = history.operation_step(history.spanning(scene.selection))
        count = len(measures) + 1
        above = count if rows >= _ROOMY else min(count, rows // 2)
        table = history_tables.operation(measures, name, step, columns, above)
        below = courses.course_of(scene.snapshot, scene.selection, scene.thresholds, name, self._earlier)
        drawn = history_chart.draw(below, self._chart, scene.zone, columns, rows - above, words.empty(scene))
        return [*table, *drawn]

    def _users(self, scene: Scene, columns: int, rows: int) -> list[Row]:
        found = totals.shares(scene.snapshot, scene.selection)
        if not found.rows:
            text = t("history.nothing_filter", total=found.total, text=safe(scene.selection.filter, 40))
            return words.said(text if found.total else words.empty(scene), columns)
        names = [row.slice for row in found.rows]
        row = scene.selection.stretch.row
        at = names.index(row) if row in names else 0
        self._scroll(at, len(names), rows - 1)
        return history_tables.shares(found, names[at], self._top, columns, rows)

    def _usage(self, scene: Scene, columns: int, rows: int) -> list[Row]:
        found = totals.used(scene.snapshot, scene.selection)
        if not found.rows:
            return words.said(words.empty(scene), columns)
        self._shown = max(1, rows - 1)
        self._top = max(0, min(self._top, len(found.rows) - self._shown))
        return history_tables.usage(found, self._top, columns, rows)

    def _scroll(self, at: int, count: int, rows: int) -> None:
        """As little as keeps the row of the cursor on screen."""
        self._shown = max(1, rows)
        self._top = min(max(self._top, at - self._shown + 1, 0), at)
        self._top = max(0, min(self._top, count - self._shown))

    def _sentences(self, scene: Scene, found: Course | None) -> list[str]:
        """What has to be known to read the numbers right."""
        texts = [t("history.stopped")] if scene.selection.stretch.stopped else []
        problem = next((answer.problem for answer in words.answers(scene) if answer.problem), None)
        if problem is not None:
            texts.append(t("history.failed", message=f"{problem.message} {problem.hint}".strip()))
        texts += words.filtering(scene)
        if found is not None and (words.ready(scene) or scene.selection.stretch.stopped):
            texts += missing(found.line, scene.snapshot.now, scene.zone)
        for answer in words.answers(scene):
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
        if words.charted(scene.selection) or scene.selection.stretch.kind == "operation":
            found = self._charted_course(scene)
            return self.step(scene, step * max(1, len(found.line.values) // 10))
        return self.cursor(scene, 0, step * max(1, self._shown - 1))

    def edge(self, scene: Scene, step: int) -> Selection:
        """The first or the last row, the window's start or end."""
        if words.charted(scene.selection) or scene.selection.stretch.kind == "operation":
            line = self._charted_course(scene).line
            return self._at(scene, line.start if step < 0 else line.end - line.step)
        return self.cursor(scene, 0, step * 1_000_000)

    def step(self, scene: Scene, step: int) -> Selection:
        """The time cursor a bucket on; beyond the window's edge the window goes with it."""
        selection = scene.selection
        if not words.charted(selection) and selection.stretch.kind != "operation":
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
        elif words.charted(selection):
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
        if not stretch.stopped and words.pending(scene):
            return replace(selection, stretch=replace(stretch, stopped=True))
        if stretch.opened:
            return replace(selection, stretch=replace(stretch, opened=False))
        if selection.cursor is None and stretch.end is not None and not selection.filter:
            return selection.live()
        return None

    def window(self, scene: Scene) -> Selection:
        """1 h, 6 h, 24 h, 7 d, 30 d, round and round."""
        span = history.spanning(scene.selection)
        after = next((each for each in SPANS if each > span), SPANS[0])
        return history.spanned(scene.selection, after, scene.snapshot.now)

    def zoom(self, scene: Scene, step: int) -> Selection:
        """A shorter or a longer span around the cursor; a day that is open becomes such a window."""
        selection = self._unfolded(scene)
        after = history.nearest(ZOOMS, history.spanning(selection), -step)
        return history.spanned(selection, after, scene.snapshot.now)

    def pan(self, scene: Scene, step: int) -> Selection:
        """Half a window earlier or later; of days that are open a whole one."""
        selection, now = scene.selection, scene.snapshot.now
        if selection.stretch.kind == "days":
            return self._to_day(scene, step)
        window = history.shown(selection, now)
        span = history.spanning(selection)
        half = max(FIVE_MINUTES, span // 2 // FIVE_MINUTES * FIVE_MINUTES)
        return history.moved(selection, now, span=span, end=window.end + step * half)

    def compare(self, scene: Scene, step: int) -> Selection:
        """Nothing, −1 d, −7 d, both, round and round."""
        return replace(scene.selection, compare=overlay.after(scene.selection.compare, step))

    def maximise(self, scene: Scene) -> Selection:
        """Without what stands above."""
        self._maximised = not self._maximised
        return scene.selection

    def readout(self, scene: Scene) -> str:
        """What `y` copies."""
        if words.charted(scene.selection):
            found = self._course(scene)
            return f"{safe(found.named.label, 40)} {courses.reading(found, scene.zone)} {courses.origin(found)}".strip()
        return "\n".join("".join(text for text, _ in row).rstrip() for row in self._body(scene, None, 200, 100))

    # ------------------------------------------------------------------ parts of keys
    def _charted_course(self, scene: Scene) -> Course:
        """The chart on screen, that of operation data included."""
        if words.charted(scene.selection):
            return self._course(scene)
        name = totals.measured(scene.selection)
        return courses.course_of(scene.snapshot, scene.selection, scene.thresholds, name, self._earlier)

    def _at(self, scene: Scene, at: int) -> Selection:
        """The time cursor there; the window follows."""
        selection, now = scene.selection, scene.snapshot.now
        at = min(max(at, int(now) - OLDEST), int(now) - 1)
        window, span = history.shown(selection, now), history.spanning(selection)
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
