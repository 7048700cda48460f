"""What the filter of a pane leaves of its rows, by the pane's own rules, and a sentence that tells of it.

Each function returns (the rows that are left, the sentence); no sentence where nobody filters. Raises `UsageError` where
the filter leaves nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from rtc_tui.config import Config
from rtc_tui.core.calls import Room, User
from rtc_tui.core.merge import Merged
from rtc_tui.core.model import Series, SeriesKey
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.errors import UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import distribution, entries, history_totals, reference
from rtc_tui.views.calls import rooms as views_of_rooms
from rtc_tui.views.calls import users as views_of_users

_Row = TypeVar("_Row")
Told = tuple[str, ...]
_Lines = Mapping[SeriesKey, Series]


def slices(found: _Lines, snapshot: Snapshot, selection: Selection, config: Config) -> tuple[_Lines, Told]:
    """The series of the slices that the Distribution pane lists; it is the one on screen that is looked through."""
    if not selection.filter:
        return found, ()
    seen = distribution.board(snapshot, selection, config.thresholds, config.ui.zone, selection.minutes)
    kept = {spot.raw for spot in seen.spots}
    names = [key.slice for key in found]
    told = _told(selection, kept.intersection(names), set(names))
    return {key: series for key, series in found.items() if key.slice in kept}, told


def places(found: Iterable[Merged], snapshot: Snapshot, selection: Selection) -> tuple[list[Merged], Told]:
    """The places of History's users; its other kinds have no rows to filter, and their lines name a filter themselves."""
    lines = list(found)
    if not selection.filter or selection.stretch.kind != "users":
        return lines, ()
    seen = history_totals.shares(snapshot, selection)
    kept = {row.slice for row in seen.rows}
    return [line for line in lines if line.key.slice in kept], _told(selection, kept, range(seen.total))


def rooms(found: Iterable[Room], selection: Selection, now: float) -> tuple[tuple[Room, ...], Told]:
    """The calls that the list of rooms has."""
    return _sifted(found, selection, lambda: views_of_rooms.lets(selection, now))


def users(
    found: Iterable[User], snapshot: Snapshot, selection: Selection, config: Config
) -> tuple[tuple[User, ...], Told]:
    """The users that the list of a room has; or, for one user, the rooms that they were in."""
    if selection.visit.step == "rooms":
        return _sifted(found, selection, lambda: views_of_rooms.lets(selection, snapshot.now))
    return _sifted(found, selection, lambda: views_of_users.lets(snapshot, selection, config.rules))


def explained(selection: Selection, config: Config) -> tuple[tuple[reference.Entry, ...], Told]:
    """The entries of the reference."""
    book = entries.book(config.thresholds)
    found = reference.find(book, selection.filter)
    return found, _told(selection, found, book.entries)


def _sifted(
    found: Iterable[_Row], selection: Selection, lets: Callable[[], Callable[[_Row], bool]]
) -> tuple[tuple[_Row, ...], Told]:
    rows = tuple(found)
    if not selection.filter:
        return rows, ()
    passes = lets()
    kept = tuple(row for row in rows if passes(row))
    return kept, _told(selection, kept, rows)


def _told(selection: Selection, kept: Iterable[object], rows: Iterable[object]) -> Told:
    if not selection.filter:
        return ()
    left, total, text = len(list(kept)), len(list(rows)), safe(selection.filter, 60)
    if total and not left:
        raise UsageError(t("export.none_left", text=text, total=total), t("export.none_left_hint"))
    return (t("export.filtered", text=text, kept=left, total=total, out=total - left),)
