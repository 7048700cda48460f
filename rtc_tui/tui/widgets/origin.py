"""Where values come from, as a strip under their chart.

    O━━━━━━━━━━━━━━━━━━━·········L━━━━╌━━R━━

A letter where a stretch begins, a line as long as it lasts, a thin one where a part of it is missing.
"""

from itertools import groupby, pairwise
from typing import Final

from rtc_tui.core.merge import MISSING, SOURCE
from rtc_tui.tui.widgets.rows import Role, Row, merge

LETTERS: Final = "·RLO"  # by source
_PARTLY: Final = 0.02  # share of a column without which it is partly missing


def strip(codes: bytes, columns: int) -> Row:
    """One cell per column: the source that gave most of it, and whether something is missing."""
    if not codes or columns < 1:
        return []
    sources = codes.translate(_SOURCES)
    count = len(sources)
    edges = [column * count // columns for column in range(columns + 1)]
    cells = [_cell(sources[low : max(high, low + 1)]) for low, high in pairwise(edges)]
    row: Row = []
    for source, run in groupby(cells, key=lambda cell: cell[0]):
        parts = [partly for _, partly in run]
        if source == MISSING:
            row.append(("·" * len(parts), "warn"))
            continue
        text = LETTERS[source] + "".join("╌" if partly else "━" for partly in parts[1:])
        role: Role = "" if source == LETTERS.index("R") else "dim"
        row.append((text, role))
    return merge(row)


_SOURCES: Final = bytes((code & SOURCE) if code & SOURCE < len(LETTERS) else MISSING for code in range(256))


def _cell(piece: bytes) -> tuple[int, bool]:
    """(source, whether some of it is missing); missing as a whole where half of it is."""
    absent = piece.count(MISSING)
    if absent * 2 >= len(piece):
        return MISSING, False
    source = max((1, 2, 3), key=piece.count)
    return source, absent > _PARTLY * len(piece)
