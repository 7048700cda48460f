"""A row cell by cell: what changed in it, and a strip of it that is made only as far as it is sent.

Textual cuts every line that it repaints at the edges of all widgets, and builds each piece anew; of a tick it sends two
or three pieces of a few cells. So a `Piece` knows its cells alone: cut, it makes nothing, and what is sent is written
straight from the cells.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from rtc_tui.tui.widgets.rows import ROLES, Role, Row

_APART: Final = 12  # cells between two stretches that cost as many bytes as going from one to the other
_CODES: Final[dict[Role, str]] = {role: chr(ord("a") + i) for i, role in enumerate(ROLES)}
_ROLES: Final[dict[str, Role]] = {code: role for role, code in _CODES.items()}
_HANDFUL: Final = 16
_RUNS: Final = re.compile(r"(.)\1*")
_PALE: Final[tuple[Role, ...]] = ("", "dim")  # roles in which a blank looks the same
_REST: Final = "\0"  # no text of ours or of others holds it: see `safe`
_single: set[str] = set()  # signs known to be one cell wide; a row is compared with all of them at once


class Laid(NamedTuple):
    """`signs[i]` stands in cell i, _REST in the second cell of a wide sign; `roles[i]` is a letter for its role."""

    signs: Sequence[str]
    roles: str

    def filled(self, count: int) -> "Laid":
        """With blanks up to that many cells."""
        missing = count - len(self.roles)
        if missing <= 0:
            return self
        signs = self.signs + " " * missing if isinstance(self.signs, str) else [*self.signs, *" " * missing]
        return Laid(signs, self.roles + _CODES[""] * missing)


def laid(row: Row) -> Laid:
    """The row cell by cell. A blank takes the role of what stands before it where that makes no difference."""
    before: Role | None = None
    letters = []
    for text, role in row:
        if not (before in _PALE and role in _PALE and text.isspace()):
            before = role
        letters.append(_CODES[before or ""])
    text = "".join([text for text, _ in row])
    if _all_single(text):
        return Laid(text, "".join([letter * len(text) for letter, (text, _) in zip(letters, row, strict=True)]))
    parts = [_spread(text) for text, _ in row]
    roles = "".join([letter * len(part) for letter, part in zip(letters, parts, strict=True)])
    if list in map(type, parts):
        return Laid([sign for part in parts for sign in part], roles)
    return Laid("".join(parts), roles)  # type: ignore[arg-type] # strings all of them


def _all_single(text: str) -> bool:
    if _single.issuperset(text):
        return True
    _single.update(sign for sign in {*text} - _single if cell_len(sign) == 1)
    return _single.issuperset(text)


@lru_cache(maxsize=4096)  # labels, glyphs and short runs, the same in each frame
def _spread(text: str) -> str | list[str]:
    """What stands in each cell; a mark stands in the cell before it, at the beginning on a blank."""
    if _all_single(text):
        return text
    signs: list[str] = []
    for sign in text:
        room = cell_len(sign)
        if room:
            signs += [sign, *[_REST] * (room - 1)]
        elif signs:
            signs[-1 if signs[-1] != _REST else -2] += sign
        else:
            signs.append(" " + sign)
    joined = "".join(signs)
    return joined if len(joined) == len(signs) else signs


def changes(old: Laid, new: Laid) -> list[tuple[int, int]]:
    """[start, end) in cells of each stretch that differs; what lies close together is one stretch."""
    if old == new:
        return []
    longer = max(len(old.roles), len(new.roles))
    old, new = old.filled(longer), new.filled(longer)
    found: list[tuple[int, int]] = []
    for i in _different(old, new, longer):
        if found and i - found[-1][1] < _APART:
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return [_whole(old.signs, new.signs, *stretch) for stretch in found]


def _different(old: Laid, new: Laid, count: int) -> Iterator[int]:
    """The cells that differ; a handful at once is compared first, since most rows are nearly the same."""
    (old_signs, old_roles), (new_signs, new_roles) = old, new
    for start in range(0, count, _HANDFUL):
        end = start + _HANDFUL
        if old_signs[start:end] != new_signs[start:end] or old_roles[start:end] != new_roles[start:end]:
            for i in range(start, min(end, count)):
                if old_signs[i] != new_signs[i] or old_roles[i] != new_roles[i]:
                    yield i


def _whole(old: Sequence[str], new: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """Half of a wide sign can not be sent."""
    while start and _REST in (old[start], new[start]):
        start -= 1
    while end < len(new) and _REST in (old[end], new[end]):
        end += 1
    return start, end


class Piece(Strip):
    """A piece of a row as a strip. `styles` holds each role that is in it.

    Whatever Textual asks for beside cutting and sending is answered by the strip that it would have been, made then.
    """

    __slots__ = ("_laid", "_length", "_sent", "_styles")

    def __init__(self, row: Laid, styles: Mapping[Role, Style]) -> None:  # that of Strip is called when needed
        self._laid = row
        self._styles = styles
        self._length = len(row.roles)
        self._sent: str | None = None

    def __getattr__(self, name: str) -> Any:
        if name not in Strip.__slots__:
            raise AttributeError(name)
        Strip.__init__(self, [Segment(text, style) for text, style in self._runs()], self._length)
        return getattr(self, name)

    @property
    def cell_length(self) -> int:
        """In cells."""
        return self._length

    def crop(self, start: int, end: int | None = None) -> "Piece":
        """The cells from `start` to before `end`; half of a wide sign is a blank."""
        start, end = max(0, start), self._length if end is None else min(end, self._length)
        if (start, end) == (0, self._length):
            return self
        signs, roles = self._laid
        piece = signs[start:end]
        if piece and signs[start] == _REST:
            piece = [" ", *piece[1:]]
        if piece and end < self._length and signs[end] == _REST:
            piece = [*piece[:-1], " "]
        return Piece(Laid(piece, roles[start:end]), self._styles)

    def divide(self, cuts: Iterable[int]) -> list[Strip]:
        """The pieces that end at these cells."""
        pieces: list[Strip] = []
        start = 0
        for cut in cuts:
            if cut <= self._length:
                pieces.append(self.crop(start, cut))
                start = cut
        return pieces

    def render(self, console: Console) -> str:
        """As it is sent."""
        if self._sent is None:
            system = console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001 - as Strip does
            self._sent = "".join([self.render_style(style, text, system) for text, style in self._runs()])
        return self._sent

    def _runs(self) -> list[tuple[str, Style]]:
        """Neighbours whose roles look the same in this theme are one run."""
        signs, roles = self._laid
        runs: list[tuple[str, Style]] = []
        for run in _RUNS.finditer(roles):
            start, end = run.span()
            text, style = "".join(signs[start:end]).replace(_REST, ""), self._styles[_ROLES[roles[start]]]
            if runs and runs[-1][1] == style:
                runs[-1] = (runs[-1][0] + text, style)
            else:
                runs.append((text, style))
        return runs
