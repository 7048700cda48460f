"""One user against all others: what they sent over time, a row per peer, and the verdicts about them.

which numbers these are
how far the details have come
time axis and strips of what the user sent
peers, worst first
what the row under the cursor says
the verdict
"""

from dataclasses import replace
from typing import Final

from rtc_tui.core.diagnosis import words
from rtc_tui.core.snapshot import Selection
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.tui.panes.calls import case as cases
from rtc_tui.tui.panes.calls import timed, told
from rtc_tui.tui.panes.calls.step import Step
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets import strip
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row, pad, right
from rtc_tui.views.calls import matrix, pair, user, verdicts
from rtc_tui.views.calls.matrix import Cell, Grid
from rtc_tui.views.calls.pair import Group
from rtc_tui.views.calls.user import Page
from rtc_tui.views.cells import GLYPHS

_CELL: Final = 9
_WORDS: Final = ("audio", "video", "loss", "delay", "fps", "bitrate")


class UserStep(Step):
    """Remembers the side, the order, the zoom, how far it is scrolled, and what was made for it."""

    def __init__(self) -> None:
        self._case = cases.Case()
        self._axis = timed.Axis()
        self._columns = 40
        self._turned = self._verdict = False
        self._top = self._scrolled = 0
        self._page = 1
        self._made_of: tuple[object, ...] = ()
        self._made: Page | None = None
        self._sent: tuple[Group, ...] = ()
        self._sent_of: tuple[object, ...] = ()

    # ------------------------------------------------------------------ drawing
    def paint(self, pane: Pane, scene: Scene) -> list[Row]:
        """Everything below the crumbs."""
        columns, rows = pane.size.width, pane.size.height - 1
        self._columns = strip.room(columns)
        self._case = cases.of(pane)
        self._case.look(pane, scene)
        head = told.state(self._case, scene, columns)
        judged, page = self._case.judged, self._see(scene)
        if judged is None or page is None:
            return [*head, *told.empty(self._case, scene, columns)]
        about = told.shown(verdicts.of_user(judged.verdicts, page.user), self._case, scene)
        found = told.every(about, scene, columns) or self._otherwise(scene, columns)
        if self._verdict:
            self._page = max(1, rows - len(head))
            self._scrolled = max(0, min(self._scrolled, len(found) - self._page))
            return [*head, *found[self._scrolled : self._scrolled + self._page]]
        foot = told.said(self.readout(scene), columns, 1, "bold")
        least = 3 if rows < 24 else 8
        own = self._own(scene, columns, max(4, (rows - least) // 3))
        room = rows - len(head) - len(own) - len(foot) - least
        table = self._table(scene, page, columns, max(3, room))
        left = rows - len(head) - len(own) - len(table) - len(foot)
        advice = told.told(about, scene, columns, left) or found[: max(0, left)]
        return [*head, *own, *table, *foot, *advice]

    def _otherwise(self, scene: Scene, columns: int) -> list[Row]:
        judged = self._case.judged
        if judged is None:
            return []
        if self._made is not None and not self._made.vote.known:
            return told.otherwise(t("pair.nobody_else"), columns, Severity.NONE)
        every = told.shown(judged.verdicts, self._case, scene)
        name = matrix.named(_user(scene), judged.users, masked=scene.masked)
        text = t("verdicts.none_of_user", user=name, title=words.headline(every))
        return told.otherwise(text, columns, Severity.OK)

    def _side(self, scene: Scene) -> user.Side:
        """As sender, when they were come to as one."""
        return "heard" if bool(scene.selection.visit.sender) != self._turned else "hears"

    def _see(self, scene: Scene) -> Page | None:
        """The table, made once for all keys that only move the cursor."""
        judged = self._case.judged
        if judged is None:
            return None
        who, side = _user(scene), self._side(scene)
        order = user.ORDERS[scene.selection.sort % len(user.ORDERS)]
        key = (judged, who, side, order, scene.thresholds.profile)
        if self._made is None or key != self._made_of:
            grid = Grid(judged.matrix, judged.users, "stall", scene.thresholds.profile)
            self._made, self._made_of = user.page(grid, who, side, order), key
        return self._made

    def _own(self, scene: Scene, columns: int, rows: int) -> list[Row]:
        """What the user sent, over time."""
        call = self._case.known.call
        if call is None:
            return []
        cells = self._axis.grid(call, scene.selection.cursor, self._columns)
        who, profile = _user(scene), scene.thresholds.profile
        key = (call, cells, who, profile)
        if key != self._sent_of:
            self._sent, self._sent_of = (pair.sent(call, who, cells, profile, every=False),), key
        at = timed.column(cells, scene.selection.cursor)
        groups = pair.chosen(self._sent, rows - 2)
        name = matrix.named(who, self._case.judged.users if self._case.judged else (), masked=scene.masked)
        top = [timed.facts_row(cells, at, scene), timed.axis(cells, at, scene, columns)]
        return [
            *top, timed.head(groups[0], call, cells, name, columns), *timed.lines(groups[0].strips, at, "", columns)
        ]  # fmt: skip

    def _table(self, scene: Scene, page: Page, columns: int, rows: int) -> list[Row]:
        """Header and peers."""
        name = matrix.named(page.user, self._users(), masked=scene.masked)
        order = t("pair.order_" + user.ORDERS[scene.selection.sort % len(user.ORDERS)])
        wide = strip.label_width(columns) + 2
        title = f" {t('pair.' + page.side, user=name)} · {t('pair.sorted_by', order=order)} · {t('pair.turn')}"
        fitting = max(1, (columns - wide - 2) // _CELL)
        words_ = "".join(right(t(f"pair.col_{word}"), _CELL) for word in _WORDS[:fitting])
        head: list[Row] = [[(title, "title")], [(" " * (wide + 2) + words_, "dim")]]
        if not page.peers:
            return [head[0], [(" " + t("pair.nobody_else"), "")]]
        here = self._here(scene, page)
        at = next((i for i, peer in enumerate(page.peers) if peer.user == here), 0)
        high = max(1, min(rows - 2, len(page.peers)))
        self._page = high
        self._top = max(0, min(max(self._top, at - high + 1), at, len(page.peers) - high))
        for peer in page.peers[self._top : self._top + high]:
            chosen = peer.user == here
            shown = matrix.named(peer.user, self._users(), masked=scene.masked)
            head.append([
                (">" if chosen else " ", "select"),
                (pad(shown, wide - 1), "select" if chosen else ""),
                (GLYPHS[peer.severity] + " ", SEVERITY_ROLE[peer.severity]),
                *(_cell(cell, i) for i, cell in enumerate(peer.cells[:fitting])),
            ])  # fmt: skip
        return head

    def _users(self) -> tuple[str, ...]:
        return self._case.judged.users if self._case.judged is not None else ()

    @staticmethod
    def _here(scene: Scene, page: Page) -> str:
        names = [peer.user for peer in page.peers]
        row = scene.selection.visit.row
        return row if row in names else next(iter(names), "")

    # ------------------------------------------------------------------ keys
    def cursor(self, scene: Scene, dx: int, dy: int) -> Selection:
        """Along the time, and over the peers."""
        page = self._see(scene)
        if dx:
            return self.step(scene, dx)
        if self._verdict or page is None or not page.peers:
            self._scrolled = max(0, self._scrolled + dy)
            return scene.selection
        names = [peer.user for peer in page.peers]
        at = min(max(names.index(self._here(scene, page)) + dy, 0), len(names) - 1)
        return told.moved(scene.selection, row=names[at])

    def page(self, scene: Scene, step: int) -> Selection:
        """A screenful of peers."""
        return self.cursor(scene, 0, step * max(1, self._page - 1))

    def edge(self, scene: Scene, step: int) -> Selection:
        """The first or last peer."""
        return self.cursor(scene, 0, step * 1_000_000)

    def step(self, scene: Scene, step: int) -> Selection:
        """The time cursor."""
        call = self._case.known.call
        if call is None:
            return scene.selection
        cells = self._axis.grid(call, scene.selection.cursor, self._columns)
        return timed.stepped(scene.selection, cells, call, step)

    def window(self, scene: Scene) -> Selection:
        """A shorter stretch around the time cursor; then all again, and more if there is."""
        call = self._case.known.call
        return scene.selection if call is None else self._axis.zoom(call, scene.selection)

    def sort(self, scene: Scene, step: int) -> Selection:
        """By stall, loss, name."""
        return replace(scene.selection, sort=(scene.selection.sort + step) % len(user.ORDERS))

    def view(self, scene: Scene, step: int) -> Selection:
        """The page, or its verdicts in full."""
        del step
        self._verdict, self._scrolled = not self._verdict, 0
        return scene.selection

    def dimension(self, scene: Scene, step: int) -> Selection:
        """How others receive them, or how they receive others."""
        del step
        self._turned = not self._turned
        return scene.selection

    def open(self, scene: Scene) -> Selection | None:
        """The pair of the row under the cursor."""
        page = self._see(scene)
        if page is None or not page.peers:
            return None
        here = self._here(scene, page)
        sender, receiver = (page.user, here) if page.side == "heard" else (here, page.user)
        return told.moved(scene.selection, step="pair", sender=sender, receiver=receiver, row="")

    def back(self, scene: Scene) -> Selection | None:
        """Out of the verdicts."""
        if not self._verdict:
            return None
        self._verdict = False
        return scene.selection

    def next_bad(self, scene: Scene, step: int) -> Selection | None:
        """The next bad peer, worst first."""
        page = self._see(scene)
        found = user.next_bad(page, scene.selection.visit.row, step) if page is not None else None
        return None if found is None else told.moved(scene.selection, row=found)

    def readout(self, scene: Scene) -> str:
        """The row under the cursor, in full."""
        page, judged = self._see(scene), self._case.judged
        if page is None or judged is None or not page.peers:
            return ""
        here = self._here(scene, page)
        sender, receiver = (page.user, here) if page.side == "heard" else (here, page.user)
        return matrix.reading(Grid(judged.matrix, judged.users, "stall"), sender, receiver, masked=scene.masked)


def _user(scene: Scene) -> str:
    return scene.selection.visit.sender or scene.selection.visit.receiver


def _cell(cell: Cell, column: int) -> tuple[str, Role]:
    measure = user.COLUMNS[column]
    bad = cell.severity >= Severity.WARN
    text = (GLYPHS[cell.severity] if bad else "") + matrix.figure(cell.value, measure, _CELL - 2)
    return right(text, _CELL), SEVERITY_ROLE[cell.severity] if bad else ""
