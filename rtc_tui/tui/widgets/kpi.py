"""Tiles: a box each where there is room, a line each where there is not.

┌ audio stall 80ms ┐
│ 4.12 % ▲   +1.90 │        ▲ audio stall 80ms  4.12 % +1.90 ▁▁▂▃▆▇
│ ▁▁▁▁▁▂▂▃▃▄▅▆▆▇▇▇ │
└──────────────────┘
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from rtc_tui.core.stats import present
from rtc_tui.core.thresholds import Severity
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row, Run, clip, fit, pad, right, width
from rtc_tui.views.cells import GLYPHS

BOX_HEIGHT: Final = 4
MIN_BOX: Final = 20  # cells of the narrowest box
LINES_BELOW: Final = 100  # columns under which each tile is one line

_BLOCKS: Final = "▁▂▃▄▅▆▇█"


class Face(NamedTuple):
    """What a tile shows. `trend` is 0..1 per point, NaN where nothing is known."""

    label: str
    value: str
    change: str
    severity: Severity | None  # None: nothing says what is good
    trend: Sequence[float]
    selected: bool
    keep_high: bool  # whether a shortened trend keeps the highest or the lowest of its points
    absent: str = ""  # a word instead of a value


def height(count: int, columns: int) -> int:
    """Rows that `count` tiles take at this width."""
    if columns < LINES_BELOW:
        return -(-count // 2)
    return -(-count // _per_row(count, columns)) * BOX_HEIGHT


def draw(faces: Sequence[Face], columns: int) -> list[Row]:
    """All tiles, `height(...)` rows of exactly `columns` cells."""
    if not faces:
        return []
    return _lines(faces, columns) if columns < LINES_BELOW else _boxes(faces, columns)


def trend(points: Sequence[float], cells: int, *, keep_high: bool) -> str:
    """A row of blocks, newest at the right; each holds the worst of its points, and a hole stays a hole."""
    if not points or cells < 1:
        return ""
    count = min(cells, len(points))
    edges = [i * len(points) // count for i in range(count + 1)]
    pieces = [present(points[low:high]) for low, high in pairwise(edges)]
    marks = [_mark((max if keep_high else min)(piece)) if piece else " " for piece in pieces]
    return right("".join(marks), cells)


def _mark(level: float) -> str:
    return _BLOCKS[min(len(_BLOCKS) - 1, int(level * len(_BLOCKS)))]


def _per_row(count: int, columns: int) -> int:
    """As many as fit, then evened out over the rows."""
    fitting = max(1, columns // MIN_BOX)
    rows = -(-count // fitting)
    return -(-count // rows)


def _boxes(faces: Sequence[Face], columns: int) -> list[Row]:
    per_row = _per_row(len(faces), columns)
    rows: list[Row] = []
    for first in range(0, len(faces), per_row):
        group = faces[first : first + per_row]
        edges = [columns * i // per_row for i in range(per_row + 1)]
        boxes = [_box(face, edges[i + 1] - edges[i]) for i, face in enumerate(group)]
        rows += [fit([run for box in boxes for run in box[y]], columns) for y in range(BOX_HEIGHT)]
    return rows


def _box(face: Face, cells: int) -> list[Row]:
    inner = cells - 4
    border: Role = "select" if face.selected else "line"
    title = clip(face.label, cells - 3)
    # The selected box is drawn in heavy lines: nothing is said by colour alone.
    left, right_, low_left, low_right, rule, wall = "┏┓┗┛━┃" if face.selected else "┌┐└┘─│"
    top: Row = [(f"{left} ", border), (title, "select" if face.selected else "title")]
    rest = cells - width(top) - 1
    top.append(((" " if rest else "") + rule * (rest - 1) + right_, border))
    bottom: Row = [(low_left + rule * (cells - 2) + low_right, border)]
    side = (f"{wall} ", border)
    closing = (f" {wall}", border)
    line = trend(face.trend, inner, keep_high=face.keep_high)
    return [
        top,
        [side, *_figures(face, inner), closing],
        [side, (pad(line, inner), _tone(face)), closing],
        bottom,
    ]


def _figures(face: Face, cells: int) -> Row:
    if face.absent:
        return fit([(f"· {face.absent}", "dim")], cells)
    figures: Row = [(f"{face.value} ", "bold"), _glyph(face)]
    return fit([*figures, (right(face.change, max(0, cells - width(figures))), "dim")], cells)


def _glyph(face: Face) -> Run:
    return (" ", "") if face.severity is None else (GLYPHS[face.severity], SEVERITY_ROLE[face.severity])


def _tone(face: Face) -> Role:
    return SEVERITY_ROLE[face.severity] if face.severity and face.severity >= Severity.WARN else "line"


def _lines(faces: Sequence[Face], columns: int) -> list[Row]:
    """Two columns of one-line tiles, filled downwards."""
    half = columns // 2
    count = -(-len(faces) // 2)
    return [[run for face in faces[y::count] for run in _line(face, half)] if count else [] for y in range(count)]


def _line(face: Face, cells: int) -> Row:
    """Glyph, label and value always; the change and then the trend where there is room."""
    mark = ">" if face.selected else " "
    left: Row = [
        (mark, "select"),
        _glyph(face),
        (" ", ""),
        (pad(face.label, 18), "select" if face.selected else ""),
        (right(face.value.removesuffix(" %"), 6), "bold"),
    ]
    if cells - width(left) >= 9:
        left += [(right(face.change, 7), "dim"), (" ", "")]
        room = cells - width(left) - 1
        left.append((trend(face.trend, room, keep_high=face.keep_high), _tone(face)))
    return fit(left, cells)
