"""The Reference pane.

how many entries, or how many match
sections and their entries     │ the entry under the cursor, in both languages      (below each other where it is narrow)
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rich.cells import cell_len

from rtc_tui.core.snapshot import Selection
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.text import t
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets.paragraph import paragraph
from rtc_tui.tui.widgets.rows import Row, beside, clip, fit, pad
from rtc_tui.views import entries
from rtc_tui.views.reference import (
    Book,
    Entry,
    Fact,
    Line,
    find,
    heading,
    leapt,
    lines,
    moved,
    other,
    own,
    place,
    plain,
)

SIDE_BY_SIDE_FROM: Final = 100  # columns
_LABEL: Final = 15  # cells for what kind of fact it is


class ReferencePane(Pane):
    """A list to walk through and to search, and the entry that the cursor is on."""

    scoped = False

    def __init__(self) -> None:
        super().__init__(id="reference")
        self._made: tuple[Thresholds, Book] | None = None
        self._top = 0  # first line of the list that is shown
        self._maximised = False

    def paint(self, scene: Scene) -> None:
        """The list at the left or above, the entry beside or below it."""
        book, found = self._book(scene), self._found(scene)
        columns, rows = self.size
        top: list[Row] = [[(" ", ""), (clip(heading(book, found, scene.selection.filter), columns - 2), "dim")]]
        self.show([*top, *self._body(found, scene.selection.entry, columns, rows - 1)])

    def _body(self, found: Sequence[Entry], chosen: str, columns: int, rows: int) -> list[Row]:
        if not found:
            return [[], [("  ", ""), (clip(t("reference.nothing"), columns - 3), "")]]
        entry = found[place(found, chosen)]
        if self._maximised:
            return _entry(entry, columns, rows)
        if columns >= SIDE_BY_SIDE_FROM:
            left = columns * 2 // 5
            listed = self._list(found, entry, left, rows)
            return beside(listed, _entry(entry, columns - left - 3, rows), left, (" │ ", "line"))
        above = max(4, rows * 2 // 5)
        rule: Row = [("─" * columns, "line")]
        return [*self._list(found, entry, columns, above), rule, *_entry(entry, columns, rows - above - 1)]

    def _list(self, found: Sequence[Entry], chosen: Entry, columns: int, rows: int) -> list[Row]:
        """`rows` lines of the list, the cursor among them and, where there is room, its section's name above it."""
        every = lines(found)
        at = next(i for i, line in enumerate(every) if line.entry is chosen)
        first = at - 1 if every[at - 1].entry is None else at
        self._top = max(0, min(max(self._top, at - rows + 1), first, len(every) - rows))
        here = [_line(line, line.entry is chosen, columns) for line in every[self._top : self._top + rows]]
        return here + [[] for _ in range(rows - len(here))]

    def _book(self, scene: Scene) -> Book:
        """All entries. The bounds do not change while the screen stands, nor does the language."""
        if self._made is None or self._made[0] is not scene.thresholds:
            self._made = scene.thresholds, entries.book(scene.thresholds)
        return self._made[1]

    def _found(self, scene: Scene) -> tuple[Entry, ...]:
        return find(self._book(scene), scene.selection.filter)

    # ------------------------------------------------------------------ keys: a new selection, nothing else
    def cursor(self, scene: Scene, dx: int, dy: int) -> Selection:
        """Up and down by entries, left and right by sections."""
        found, chosen = self._found(scene), scene.selection.entry
        if not dx:
            return replace(scene.selection, entry=moved(found, chosen, dy))
        self._top = len(found) * 2  # below all lines: what is painted next begins with the section's name
        return replace(scene.selection, entry=leapt(found, chosen, dx))

    def page(self, scene: Scene, step: int) -> Selection:
        """By as many entries as are shown."""
        rows = self.size.height - 1
        shown = rows if self.size.width >= SIDE_BY_SIDE_FROM else max(4, rows * 2 // 5)
        return replace(scene.selection, entry=moved(self._found(scene), scene.selection.entry, step * (shown - 1)))

    def edge(self, scene: Scene, step: int) -> Selection:
        """The first or the last entry."""
        found = self._found(scene)
        return replace(scene.selection, entry=moved(found, scene.selection.entry, step * len(found)))

    def maximise(self, scene: Scene) -> Selection:
        """The entry alone, or with the list."""
        self._maximised = not self._maximised
        return scene.selection

    def filter(self, scene: Scene) -> Selection:
        """The screen asks for the words; that this is here says that they have an effect."""
        return scene.selection

    def readout(self, scene: Scene) -> str:
        """What `y` copies: the whole entry, in both languages."""
        found = self._found(scene)
        return plain(found[place(found, scene.selection.entry)]) if found else ""


def _line(line: Line, chosen: bool, columns: int) -> Row:
    if line.entry is None:
        return [(" ", ""), (clip(line.name, columns - 1), "title")]
    name = clip(line.name, columns - 5)
    room = columns - cell_len(name) - 6
    title = clip(line.title, room) if room > 3 else ""
    if chosen:
        return fit([(" › ", "cursor"), (pad(f"{name}  {title}", columns - 4), "cursor")], columns)
    return [("   ", ""), (name, ""), (f"  {title}", "dim")]


def _entry(entry: Entry, columns: int, rows: int) -> list[Row]:
    """What is known of the entry; says how much of it there is no room for."""
    out: list[Row] = [[(" ", ""), (text, "bold")] for text in paragraph(own(entry.title), columns - 2)]
    out += [[(" ", ""), (text, "dim")] for text in paragraph(other(entry.title), columns - 2)]
    out.append([(" ", ""), (clip(entry.id, columns - 2), "dim")])
    if rows > len(out) + 6:
        out.append([])
    for fact in entry.facts:
        out += _fact(fact, columns)
    if len(out) <= rows:
        return out
    return [*out[: rows - 1], [(" ", ""), (clip(t("reference.more", n=len(out) - rows + 1), columns - 2), "warn")]]


def _fact(fact: Fact, columns: int) -> list[Row]:
    """Its kind at the left; at the right its text in the language in use, then in the other one."""
    room = columns - _LABEL - 3
    mine, theirs = own(fact.text), other(fact.text)
    together = f"{mine} · {theirs}" if theirs else mine
    if cell_len(together) <= room:
        texts = [(together, False)]
    else:
        texts = [(line, False) for line in paragraph(mine, room)]
        texts += [(line, True) for line in paragraph(theirs, room)]
    label = pad(fact.label, _LABEL)
    blank = " " * _LABEL
    return [
        [(f" {blank if i else label} ", "dim"), (text, "dim" if foreign else "")]
        for i, (text, foreign) in enumerate(texts)
    ]
