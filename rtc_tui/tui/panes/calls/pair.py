"""One pair: what the sender sent over what the receiver got of it, on one time axis, and the verdict.

which numbers these are
how far the details have come
time axis
strips of the sender, strips of the receiver
what the row under the cursor says
the verdict
"""

from dataclasses import replace
from typing import Final

from rtc_tui.core.call import Way
from rtc_tui.core.diagnosis import Verdict, words
from rtc_tui.core.snapshot import Selection
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.tui.panes.calls import case as cases
from rtc_tui.tui.panes.calls import timed, told
from rtc_tui.tui.panes.calls.step import Step
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets import strip
from rtc_tui.tui.widgets.rows import Row
from rtc_tui.views.calls import matrix, pair, verdicts
from rtc_tui.views.calls.pair import Group
from rtc_tui.views.calls.strips import Grid, Strip

VIEWS: Final = ("matter", "all", "verdict")


class PairStep(Step):
    """Remembers the view, the zoom, how far it is scrolled, and the strips as they were made."""

    def __init__(self) -> None:
        self._case = cases.Case()
        self._axis = timed.Axis()
        self._columns = 40
        self._view = VIEWS[0]
        self._top = self._scrolled = 0
        self._room = 25  # strips that fit
        self._page = 1
        self._groups: tuple[Group, ...] = ()
        self._groups_of: tuple[object, ...] = ()
        self._bad: tuple[int, ...] = ()
        self._bad_of: tuple[object, ...] = ()

    # ------------------------------------------------------------------ drawing
    def paint(self, pane: Pane, scene: Scene) -> list[Row]:
        """Everything below the crumbs."""
        columns, rows = pane.size.width, pane.size.height - 1
        self._columns = strip.room(columns)
        self._case = cases.of(pane)
        self._case.look(pane, scene)
        head = told.state(self._case, scene, columns)
        call = self._case.known.call
        if call is None:
            return [*head, *told.empty(self._case, scene, columns)]
        found = told.shown(self._verdicts(scene), self._case, scene)
        if self._view == "verdict":
            block = told.every(found, scene, columns) or self._otherwise(scene, columns)
            return [*self._facts(scene), *head, *self._scroll(block, rows - len(head) - 1)]
        head = [*self._facts(scene), *head]
        room = rows - len(head)
        least = 4 if rows < 24 else 9
        body = self._strips(scene, columns, max(4, room - least - 1))
        foot = told.said(self.readout(scene), columns, 1, "bold")
        left = room - len(body) - len(foot)
        return [
            *head,
            *body,
            *foot,
            *(told.told(found, scene, columns, left) or self._otherwise(scene, columns)[:left]),
        ]

    def _facts(self, scene: Scene) -> list[Row]:
        cells = self._grid(scene)
        if cells is None:
            return []
        at = timed.column(cells, scene.selection.cursor)
        more = [t("pair.all_metrics")] if self._view == "all" else []
        return [[(" " + timed.facts(cells, at, scene), "title"), (" · " + " · ".join([*more, t("pair.turn")]), "dim")]]

    def _verdicts(self, scene: Scene) -> tuple[Verdict, ...]:
        visit, judged = scene.selection.visit, self._case.judged
        if judged is None:
            return ()
        found = verdicts.of_pair(judged.verdicts, visit.sender, visit.receiver)
        if self._told(scene):
            return found
        return tuple(
            one for one in found if visit.sender in (one.peer, one.cause)
        )  # what hurts whoever sends needs data

    def _otherwise(self, scene: Scene, columns: int) -> list[Row]:
        """Nothing was wrong between these two: what was, with the call. Or nobody can tell."""
        judged = self._case.judged
        if judged is None:
            return []
        visit = scene.selection.visit
        if not self._told(scene):
            names = {
                word: matrix.named(user, judged.users, masked=scene.masked)
                for word, user in (("sender", visit.sender), ("receiver", visit.receiver))
            }
            return told.otherwise(t("pair.not_received", **names), columns, Severity.NONE)
        every = told.shown(judged.verdicts, self._case, scene)
        text = t("verdicts.of_others", title=words.headline(every))
        return told.otherwise(text, columns, Severity.OK)

    def _told(self, scene: Scene) -> bool:
        """Whether the receiver says anything about the sender."""
        call, visit = self._case.known.call, scene.selection.visit
        track = call.down(visit.receiver, visit.sender) if call is not None else None
        return track is not None and len(track.beats()[0]) > 0

    def _grid(self, scene: Scene) -> Grid | None:
        call = self._case.known.call
        return None if call is None else self._axis.grid(call, scene.selection.cursor, self._columns)

    def _see(self, scene: Scene) -> tuple[Group, ...]:
        """The strips, made once for all keys that only move a cursor."""
        call, cells, visit = self._case.known.call, self._grid(scene), scene.selection.visit
        if call is None or cells is None:
            return ()
        every = self._view == "all"
        key = (call, cells, visit.sender, visit.receiver, every, scene.thresholds.profile)
        if key != self._groups_of:
            self._groups = pair.groups(call, visit.sender, visit.receiver, cells, scene.thresholds.profile, every=every)
            self._groups_of = key
        return self._groups if every else pair.chosen(self._groups, self._room)

    def _strips(self, scene: Scene, columns: int, room: int) -> list[Row]:
        """The time axis, and the strips with a line over each group, scrolled as little as shows the cursor."""
        call, cells = self._case.known.call, self._grid(scene)
        if call is None or cells is None:
            return []
        at = timed.column(cells, scene.selection.cursor)
        self._room = room - 3  # time axis, and a line over each group
        here = self._here(scene)
        keys: list[str] = []
        out: list[Row] = []
        for group in self._see(scene):
            name = matrix.named(group.user, self._users(), masked=scene.masked)
            out += [timed.head(group, call, cells, name, columns), *timed.lines(group.strips, at, here, columns)]
            keys += ["", *(one.key for one in group.strips)]
        place = keys.index(here) if here in keys else 0
        high = max(1, room - 1)
        self._page = high
        self._top = max(0, min(max(self._top, place - high + 1), max(0, place - 1), len(out) - high))
        return [timed.axis(cells, at, scene, columns), *out[self._top : self._top + high]]

    def _scroll(self, rows: list[Row], room: int) -> list[Row]:
        self._page = max(1, room)
        self._scrolled = max(0, min(self._scrolled, len(rows) - room))
        return rows[self._scrolled : self._scrolled + room]

    def _users(self) -> tuple[str, ...]:
        return self._case.judged.users if self._case.judged is not None else ()

    def _here(self, scene: Scene) -> str:
        found = [one.key for one in pair.rows(self._see(scene))]
        row = scene.selection.visit.row
        return row if row in found else next(iter(found), "")

    def _strip(self, scene: Scene) -> Strip | None:
        here = self._here(scene)
        return next((one for one in pair.rows(self._see(scene)) if one.key == here), None)

    # ------------------------------------------------------------------ keys
    def cursor(self, scene: Scene, dx: int, dy: int) -> Selection:
        """Along the time, and over the rows."""
        if dx:
            return self.step(scene, dx)
        if self._view == "verdict":
            self._scrolled = max(0, self._scrolled + dy)
            return scene.selection
        found = [one.key for one in pair.rows(self._see(scene))]
        if not found:
            return scene.selection
        at = min(max(found.index(self._here(scene)) + dy, 0), len(found) - 1)
        return told.moved(scene.selection, row=found[at])

    def page(self, scene: Scene, step: int) -> Selection:
        """A screenful of rows."""
        return self.cursor(scene, 0, step * max(1, self._page - 1))

    def edge(self, scene: Scene, step: int) -> Selection:
        """The first or last row."""
        return self.cursor(scene, 0, step * 1_000_000)

    def step(self, scene: Scene, step: int) -> Selection:
        """The time cursor, by a column of the strips."""
        call, cells = self._case.known.call, self._grid(scene)
        return scene.selection if call is None or cells is None else timed.stepped(scene.selection, cells, call, step)

    def window(self, scene: Scene) -> Selection:
        """A shorter stretch around the time cursor, down to a minute; then all again, and more if there is."""
        call = self._case.known.call
        return scene.selection if call is None else self._axis.zoom(call, scene.selection)

    def view(self, scene: Scene, step: int) -> Selection:
        """What matters, all metrics, the verdict in full."""
        self._view = VIEWS[(VIEWS.index(self._view) + step) % len(VIEWS)]
        self._scrolled = 0
        return scene.selection

    def open(self, scene: Scene) -> Selection:
        """The verdict in full."""
        self._view, self._scrolled = "verdict", 0
        return scene.selection

    def back(self, scene: Scene) -> Selection | None:
        """Out of the verdict."""
        if self._view != "verdict":
            return None
        self._view = VIEWS[0]
        return scene.selection

    def dimension(self, scene: Scene, step: int) -> Selection:
        """The other direction: who received now sends."""
        del step
        visit = scene.selection.visit
        return told.moved(scene.selection, sender=visit.receiver, receiver=visit.sender, row="")

    def next_bad(self, scene: Scene, step: int) -> Selection | None:
        """The next bad minute of this pair, worst first."""
        call, visit = self._case.known.call, scene.selection.visit
        if call is None:
            return None
        key = (call, visit.sender, visit.receiver)
        if key != self._bad_of:
            self._bad, self._bad_of = pair.bad_minutes(call, [Way(visit.receiver, visit.sender)], scene.rules), key
        found = pair.next_minute(self._bad, scene.selection.cursor, step)
        return None if found is None else replace(scene.selection, cursor=found)

    def readout(self, scene: Scene) -> str:
        """The row under the cursor, in full."""
        one, cells = self._strip(scene), self._grid(scene)
        if one is None or cells is None:
            return ""
        at = timed.column(cells, scene.selection.cursor)
        user = matrix.named(one.user, self._users(), masked=scene.masked)
        return pair.reading(one, at, user, scene.thresholds.profile)
