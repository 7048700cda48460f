"""Text over several lines, in both scripts."""

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, chop_cells

_CLOSING: Final = frozenset("，。；：、）？！”》")  # never the first of a line
_OPENING: Final = frozenset("（“《")  # never the last


def paragraph(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` cells, broken at blanks or between two wide letters; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and cell_len(line) + cell_len(piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
        while cell_len(line.rstrip()) > columns:
            head = chop_cells(line, columns)[0]
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()] if line.rstrip() else lines


def _pieces(text: str) -> Iterator[str]:
    """Pieces after which a line may end."""
    piece = ""
    for here, following in zip(text, text[1:] + " ", strict=False):
        piece += here
        wide = cell_len(here) == 2 or cell_len(following) == 2
        if here == " " or (wide and following not in _CLOSING and here not in _OPENING and following != " "):
            yield piece
            piece = ""
    if piece:
        yield piece
