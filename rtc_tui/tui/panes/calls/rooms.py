"""The first step: find the room.

how many are on and listed, of which time, in which order, and when that was told
what cannot be told
★ ● room-4711    10:00:00   32 min      8  3a9f…      kept ones first, then those that are on
"""

from dataclasses import replace
from typing import Final

from rtc_tui.core.snapshot import Selection
from rtc_tui.errors import UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.kept import Kept
from rtc_tui.tui.panes.calls.step import Scrolled, Step, as_fits, moved, place, sentence
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets.rows import Row, fit, pad, right, wrap
from rtc_tui.views import cells
from rtc_tui.views.calls import rooms
from rtc_tui.views.calls.crumbs import shown
from rtc_tui.views.calls.rooms import SORTS, Line, RoomList
from rtc_tui.views.calls.times import lasted, moment
from rtc_tui.views.frame import hidden

_WIDE: Final = 100  # columns, from which on there is room for call IDs
_CALL: Final = 20


class RoomsStep(Step):
    """A list to walk through, to narrow, and to go on from; or to type an ID that it does not have."""

    filter = True

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._scrolled = Scrolled()
        self._made: RoomList | None = None
        self._made_of: tuple[object, ...] = ()
        self._maximised = False

    # ------------------------------------------------------------------ drawing
    def paint(self, pane: Pane, scene: Scene) -> list[Row]:
        """Head, list."""
        columns, rows = pane.size.width, pane.size.height - 1
        seen = self._see(scene)
        head = (
            [] if self._maximised else [as_fits(_summary(seen, scene), columns), *self._warnings(seen, scene, columns)]
        )
        if not seen.lines:
            said = _nothing(seen, scene)
            return [*head, *sentence(said, columns)]
        at = place([line.id for line in seen.lines], scene.selection.visit.row)
        room = rows - len(head) - 1
        body = [
            _row(seen.lines[i], scene, columns, i + 1, here=i == at)
            for i in self._scrolled.stretch(len(seen.lines), at, room)
        ]
        return [*head, _titles(seen, columns), *body]

    def _see(self, scene: Scene) -> RoomList:
        """The list, made once for all keys that do not change it."""
        selection, shelf = scene.selection, self._kept.shelf
        found = tuple(map(id, rooms.answers(scene.snapshot, selection)))
        key = (*found, selection.filter, selection.sort, selection.cursor, selection.visit.user, shelf)
        if self._made is None or key != self._made_of:
            self._made, self._made_of = rooms.listed(scene.snapshot, selection, shelf), key
        return self._made

    def _warnings(self, seen: RoomList, scene: Scene, columns: int) -> list[Row]:
        texts = []
        if seen.problem:
            failed = f"{seen.problem.message} {seen.problem.hint}".strip()
            texts.append(hidden(t("calls.rooms_failed", message=failed), scene.secret))
        if seen.more:
            texts.append(t("calls.more"))
        texts += [note for note in seen.notes if seen.received == 0.0 or not seen.more]
        asked = rooms.wanted_user(scene.selection.filter)
        if asked is not None:
            texts.append(_seek_user(asked))
        lines = [wrap(text, columns - 4, 2 if seen.lines else 4) for text in texts]
        return [[("   " if i else " ! ", "warn"), (line, "")] for each in lines for i, line in enumerate(each)]

    # ------------------------------------------------------------------ keys: a new selection, nothing else
    def cursor(self, scene: Scene, dx: int, dy: int) -> Selection:
        """Up and down."""
        del dx
        return self._move(scene, dy)

    def page(self, scene: Scene, step: int) -> Selection:
        """A screenful."""
        return self._move(scene, step * max(1, self._scrolled.shown - 1))

    def edge(self, scene: Scene, step: int) -> Selection:
        """The first or the last."""
        return self._move(scene, step * 1_000_000)

    def _move(self, scene: Scene, by: int) -> Selection:
        selection = scene.selection
        row = moved([line.id for line in self._see(scene).lines], selection.visit.row, by)
        return replace(selection, visit=replace(selection.visit, row=row))

    def sort(self, scene: Scene, step: int) -> Selection:
        """Another order."""
        return replace(scene.selection, sort=(scene.selection.sort + step) % len(SORTS))

    def maximise(self, scene: Scene) -> Selection:
        """Without what stands above."""
        self._maximised = not self._maximised
        return scene.selection

    def pin(self, scene: Scene) -> Selection:
        """Keep the room at the top, or no longer."""
        line = self._line(scene)
        if line is None:
            return scene.selection
        self._kept.turned(line.room)
        return replace(scene.selection, visit=replace(scene.selection.visit, row=line.id))

    def open(self, scene: Scene) -> Selection:
        """The room under the cursor; the rooms of `user=ID`; or the ID that was typed, listed or not."""
        selection, now = scene.selection, scene.snapshot.now
        asked = rooms.wanted_user(selection.filter)
        line = self._line(scene)
        try:
            if asked is not None:
                user = rooms.typed_user(asked)
                return replace(selection, filter="", visit=replace(selection.visit, user=user, row=""))
            if line is None:
                visit = rooms.typed_in(rooms.typed(selection.filter), now, selection.cursor)
            else:
                visit = rooms.entered(line, now, selection.cursor)
        except UsageError:
            return selection  # what is wrong stands on the screen
        self._kept.visited(visit.room)
        at = selection.cursor if selection.cursor in range(*visit.window) else None  # a call of another time was chosen
        return replace(selection, filter="", sort=0, cursor=at, visit=visit)

    def back(self, scene: Scene) -> Selection | None:
        """From the rooms of a user to all rooms; then to the first row."""
        selection = scene.selection
        if selection.filter:
            return None
        if selection.visit.user:
            return replace(selection, visit=replace(selection.visit, user="", row=""))
        if selection.visit.row and selection.cursor is None:
            return replace(selection, visit=replace(selection.visit, row=""))
        return None

    def readout(self, scene: Scene) -> str:
        """What `y` copies: the room's ID, to be pasted elsewhere."""
        line = self._line(scene)
        return "" if line is None else shown(line.room, masked=scene.masked, limit=128)

    def _line(self, scene: Scene) -> Line | None:
        lines = self._see(scene).lines
        return lines[place([line.id for line in lines], scene.selection.visit.row)] if lines else None


def _summary(seen: RoomList, scene: Scene) -> Row:
    """`● 812 on · 3000 listed · created 11-19 10:35 to 10:35 · busiest first · told 10:32:41`."""
    selection, now, zone = scene.selection, scene.snapshot.now, scene.zone
    if not seen.received:
        return [(" " + (t("calls.loading", time=cells.clock(now, zone)) if seen.waiting else ""), "dim")]
    on = t("calls.on", n=seen.on)
    if selection.cursor is not None:
        on = t("calls.on_at", n=seen.on, time=moment(selection.cursor, now, zone))
    row: Row = [(f" ● {on}  ", "ok" if seen.on else "dim")]
    if selection.filter and rooms.wanted_user(selection.filter) is None:
        text = selection.filter if not scene.masked else shown(selection.filter, masked=True)
        row.append((f"{t('calls.filtered', text=safe(text, 24), n=len(seen.lines), total=seen.total)}  ", "bold"))
    else:
        row.append((f"{t('calls.listed', n=seen.total)}  ", ""))
    if selection.cursor is None:
        row.append((f"{t('calls.last_day')}  ", "dim"))
    else:
        row.append((f"{t('calls.day_before', time=moment(selection.cursor, now, zone))}  ", "dim"))
    row.append((f"{t(f'calls.sort_{SORTS[selection.sort % len(SORTS)]}')}  ", "dim"))
    told = t("calls.loading_more") if seen.waiting else t("calls.told", time=cells.clock(seen.received, zone))
    return [*row, (told, "dim")]


def _nothing(seen: RoomList, scene: Scene) -> str:
    """Why there is no row, and what can be done."""
    selection = scene.selection
    if seen.waiting and not seen.received and not selection.filter:
        return ""
    if seen.user:
        return t("calls.user_nowhere", user=shown(seen.user, masked=scene.masked))
    if selection.filter:
        return hidden(rooms.why_not(selection.filter), (selection.filter,) if scene.masked else ())
    if seen.problem:
        return t("calls.type_it")
    start, end = (moment(at, scene.snapshot.now, scene.zone) for at in seen.window)
    return t("calls.no_rooms", start=start, end=end)


def _seek_user(name: str) -> str:
    try:
        return t("calls.seek_user", user=rooms.typed_user(name)) if name else t("calls.seek_user_how")
    except UsageError as error:
        return f"{t('calls.bad_id', text=safe(name, 60))} {error.hint}".strip()


def _widths(columns: int) -> tuple[int, int]:
    """(cells for the room, cells for the call); the others are fixed."""
    call = _CALL if columns >= _WIDE else 0
    return max(10, min(40, columns - 5 - 14 - 14 - 8 - (call + 2 if call else 0))), call


def _titles(seen: RoomList, columns: int) -> Row:
    room, call = _widths(columns)
    came = t("calls.col_joined" if seen.user else "calls.col_created")
    parts = [" " * 5, pad(t("calls.col_room"), room), "  ", pad(came, 12), pad(t("calls.col_lasted"), 14)]
    parts += [right(t("calls.col_users"), 6), "  "]
    return fit([("".join([*parts, pad(t("calls.col_call"), call) if call else ""]), "dim")], columns)


def _row(line: Line, scene: Scene, columns: int, number: int, *, here: bool) -> Row:
    room, call = _widths(columns)
    now, zone = scene.snapshot.now, scene.zone
    kept = "★" if line.pinned else "◆" if line.recent else " "
    sign = "●" if line.on else "·" if line.on is None else "○"
    name = pad(shown(line.room, masked=scene.masked, limit=128, number=number), room)
    at = now if scene.selection.cursor is None else scene.selection.cursor
    end = line.ended if line.ended is not None and not line.on else at if line.on else None
    if line.on is None:
        rest = t("calls.not_listed")
    else:
        users = str(line.users) if line.users is not None else cells.ABSENT
        rest = pad(moment(line.created, now, zone), 12) + pad(lasted(line.created, end), 14) + right(users, 6)
        rest += "  " + pad(safe(line.call, 64), call) if call else ""
    text = f"{name}  {rest}"
    if here:
        return [(f"›{kept} ", "cursor"), (f"{sign} ", "cursor"), (pad(text, columns - 5), "cursor")]
    return [(f" {kept} ", "select"), (f"{sign} ", "ok" if line.on else "dim"), (text, "" if line.on else "dim")]
