"""The second step: the users of the room, and when each of them was there.

which call, whether the room exists now, how many users, how many chosen, in which order
what cannot be told
a row and a time bar per user (guests.py)
what is known of the user under the cursor
"""

from dataclasses import replace
from typing import Final

from rtc_tui.core.snapshot import Selection
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.panes.calls.guests import about, row, titles
from rtc_tui.tui.panes.calls.step import Scrolled, Step, as_fits, moved, place, sentence
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets.rows import Row, wrap
from rtc_tui.views import cells
from rtc_tui.views.calls import users
from rtc_tui.views.calls.crumbs import HIDDEN
from rtc_tui.views.calls.times import moment
from rtc_tui.views.calls.users import SORTS, Guest, UserList
from rtc_tui.views.frame import hidden

_NAMED: Final = 5  # unknown users that are named
_BUCKET: Final = 30
_STEPS: Final = 60  # steps of the time cursor from end to end


class UsersStep(Step):
    """A list to walk through and to choose from; a time cursor over all of it."""

    filter = True

    def __init__(self) -> None:
        self._scrolled = Scrolled()
        self._made: UserList | None = None
        self._made_of: tuple[object, ...] = ()
        self._maximised = False

    # ------------------------------------------------------------------ drawing
    def paint(self, pane: Pane, scene: Scene) -> list[Row]:
        """Head, list, what is known of one."""
        columns, rows = pane.size.width, pane.size.height - 1
        seen = self._see(scene)
        head = [] if self._maximised else [_summary(seen, scene, columns), *_warnings(seen, scene, columns)]
        if not seen.guests:
            return [*head, *sentence(_nothing(seen, scene), columns)]
        names = [guest.user.user for guest in seen.guests]
        at = place(names, scene.selection.visit.row)
        room = rows - len(head) - 2
        body = [
            row(seen.guests[i], seen, columns, scene, i + 1, here=i == at)
            for i in self._scrolled.stretch(len(names), at, room)
        ]
        blank: list[Row] = [[] for _ in range(room - len(body))]
        return [*head, titles(seen, columns, scene), *body, *blank, about(seen.guests[at].user, scene)]

    def _see(self, scene: Scene) -> UserList:
        """The list, made once for all keys that do not change it."""
        selection, snapshot = scene.selection, scene.snapshot
        visit = replace(selection.visit, row="")
        key = (snapshot, visit, selection.filter, selection.sort, selection.cursor)
        if self._made is None or key != self._made_of:
            self._made, self._made_of = users.listed(snapshot, selection, scene.rules), key
        return self._made

    # ------------------------------------------------------------------ keys: a new selection, nothing else
    def cursor(self, scene: Scene, dx: int, dy: int) -> Selection:
        """Over users and time."""
        return self.step(scene, dx) if dx else self._move(scene, dy)

    def page(self, scene: Scene, step: int) -> Selection:
        """A screenful."""
        return self._move(scene, step * max(1, self._scrolled.shown - 1))

    def edge(self, scene: Scene, step: int) -> Selection:
        """The first or the last."""
        return self._move(scene, step * 1_000_000)

    def _move(self, scene: Scene, by: int) -> Selection:
        selection = scene.selection
        onto = moved([guest.user.user for guest in self._see(scene).guests], selection.visit.row, by)
        return replace(selection, visit=replace(selection.visit, row=onto))

    def step(self, scene: Scene, step: int) -> Selection:
        """The time cursor, a sixtieth of the call on; it starts at the end."""
        window = self._see(scene).window
        by = max(_BUCKET, window.seconds // _STEPS // _BUCKET * _BUCKET)
        last = (window.end - 1) // _BUCKET * _BUCKET
        at = last if scene.selection.cursor is None else scene.selection.cursor
        after = min(max(at + step * by, window.start // _BUCKET * _BUCKET), last)
        return replace(scene.selection, cursor=after)

    def next_bad(self, scene: Scene, step: int) -> Selection | None:
        """The next user with a bad stall, worst first; None when nobody is known to have one."""
        selection = scene.selection
        bad = [guest for guest in self._see(scene).guests if guest.severity >= Severity.WARN]
        if not bad:
            return None
        names = [guest.user.user for guest in sorted(bad, key=users.worst_first)]
        here = selection.visit.row
        at = (names.index(here) + step) % len(names) if here in names else 0 if step > 0 else len(names) - 1
        return replace(selection, visit=replace(selection.visit, row=names[at]))

    def sort(self, scene: Scene, step: int) -> Selection:
        """Another order."""
        return replace(scene.selection, sort=(scene.selection.sort + step) % len(SORTS))

    def maximise(self, scene: Scene) -> Selection:
        """Without what stands above."""
        self._maximised = not self._maximised
        return scene.selection

    def window(self, scene: Scene) -> Selection:
        """Another call of the same room, newest first."""
        seen, selection = self._see(scene), scene.selection
        others = list(seen.calls)
        if not others:
            return selection
        at = (others.index(seen.call) + 1) % len(others) if seen.call in others else 0
        window = users.window_of(others[at], scene.snapshot.now)
        visit = replace(selection.visit, window=window, chosen=(), row="")
        return replace(selection, cursor=None, visit=visit)

    def mark(self, scene: Scene) -> Selection:
        """Choose the user, or no longer; the cursor goes on to the next one."""
        guest = self._guest(scene)
        selection = scene.selection
        if guest is None or not users.askable(guest.user.user):
            return selection
        name, chosen = guest.user.user, selection.visit.chosen
        after = tuple(each for each in chosen if each != name) if name in chosen else (*chosen, name)
        onto = moved([each.user.user for each in self._see(scene).guests], name, 1)
        return replace(selection, visit=replace(selection.visit, chosen=after, row=onto))

    def mark_all(self, scene: Scene) -> Selection:
        """Choose all that are shown; when all are chosen, none."""
        selection = scene.selection
        names = tuple(name for each in self._see(scene).guests if users.askable(name := each.user.user))
        chosen = selection.visit.chosen
        after = tuple(dict.fromkeys((*chosen, *names))) if not set(names) <= set(chosen) else ()
        return replace(selection, visit=replace(selection.visit, chosen=after))

    def open(self, scene: Scene) -> Selection:
        """The matrix of the chosen users; the cursor's user is its row."""
        seen, selection, now = self._see(scene), scene.selection, scene.snapshot.now
        visit = users.effective(selection, now)
        chosen = users.to_ask(seen, visit.row)
        if not chosen:
            return selection
        window = users.entered(seen, visit, now)
        span = users.span(seen.window, selection.cursor, now)
        visit = replace(visit, step="matrix", window=window, span=span, chosen=chosen, sender=visit.row, receiver="")
        return replace(selection, filter="", sort=0, visit=visit)

    def readout(self, scene: Scene) -> str:
        """What `y` copies: the user's ID, and what is known of them."""
        guest = self._guest(scene)
        return "" if guest is None else "".join(text for text, _ in about(guest.user, scene)).strip()

    def _guest(self, scene: Scene) -> Guest | None:
        guests = self._see(scene).guests
        return guests[place([each.user.user for each in guests], scene.selection.visit.row)] if guests else None


def _summary(seen: UserList, scene: Scene, columns: int) -> Row:
    """`● 10:00:00 to now · 8 users · exists, 8 online now · 3 chosen · worst first · call 1 of 3`."""
    now, zone, call = scene.snapshot.now, scene.zone, seen.call
    start, end = (moment(at, now, zone) for at in seen.window)
    on = call is not None and call.ended is None and not call.finished
    parts: Row = [(f" {'●' if on else '○'} ", "ok" if on else "dim")]
    until = t("calls.now") if on and seen.asked.end >= now else end  # what came after the visit began is not asked for
    parts.append((t("calls.from_to", start=start, end=until) + "  ", "bold"))
    if len(seen.calls) > 1 and call in seen.calls:
        text = t("calls.call_of", n=seen.calls.index(call) + 1, total=len(seen.calls))
        parts.append((f"{text}  ", "select"))
    if scene.selection.filter:
        text = HIDDEN if scene.masked else safe(scene.selection.filter, 24)
        parts.append((t("calls.filtered", text=text, n=len(seen.guests), total=seen.total) + "  ", "bold"))
    elif seen.guests:
        parts.append((t("calls.users", n=seen.total) + "  ", ""))
    if seen.exists is not None and scene.selection.cursor is None:
        text = t("calls.exists", n=seen.online) if seen.exists else t("calls.not_now")
        parts.append((f"{text}  ", "dim"))
    if seen.chosen:
        parts.append((t("calls.chosen", n=len(seen.chosen)) + "  ", "select"))
    if scene.selection.cursor is not None:
        parts.append((t("calls.around", time=moment(scene.selection.cursor, now, zone)) + "  ", "select"))
    if seen.guests:
        parts.append((t(f"calls.users_{SORTS[scene.selection.sort % len(SORTS)]}") + "  ", "dim"))
    if call is not None and call.call:
        parts.append((safe(call.call, 40), "dim"))
    return as_fits(parts, columns)


def _warnings(seen: UserList, scene: Scene, columns: int) -> list[Row]:
    texts, listing = [], seen.gathered.listing
    if listing is not None and listing.problem:
        failed = f"{listing.problem.message} {listing.problem.hint}".strip()
        texts.append(t("calls.users_failed", message=failed))
    if listing is not None and seen.guests:
        texts += listing.notes
    if seen.missing:
        names = HIDDEN if scene.masked else ", ".join(safe(name, 40) for name in seen.missing[:_NAMED])
        texts.append(t("calls.unknown_users", n=len(seen.missing), users=names))
    if seen.guests and seen.window.end < scene.snapshot.now - users.DETAIL_REACH:
        texts.append(t("calls.detail_gone"))
    elif not seen.chosen and seen.total > users.AUTOMATIC:
        texts.append(t("calls.automatic", n=users.AUTOMATIC, total=seen.total))
    lines = [wrap(hidden(text, scene.secret), columns - 4, 2 if seen.guests else 4) for text in texts]
    return [[("   " if i else " ! ", "warn"), (line, "")] for each in lines for i, line in enumerate(each)]


def _nothing(seen: UserList, scene: Scene) -> str:
    """Why there is no user to show, and what can be done."""
    now, zone, listing = scene.snapshot.now, scene.zone, seen.gathered.listing
    if listing is None or not listing.complete:
        return t("calls.loading", time=cells.clock(now, zone))
    if seen.total:
        return t("calls.no_user_matches")
    if listing.problem:
        return ""
    start, end = (moment(at, now, zone) for at in seen.window)
    words = [*listing.notes, t("calls.nobody", start=start, end=end)]
    if seen.exists is not None:
        words.append(t("calls.exists_now", n=seen.online) if seen.exists else t("calls.no_room_now"))
    if seen.calls:
        words.append(t("calls.other_calls", n=len(seen.calls), time=moment(seen.calls[0].created, now, zone)))
    elif seen.looked is None or not seen.looked.complete:
        words.append(t("calls.looking_back"))
    elif users.unknown(users.effective(scene.selection, now)):
        words.append(t("calls.nowhere"))
    return " ".join(words)
