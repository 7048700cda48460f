"""The one place that knows plotext. Points in, cells out.

plotext's grid of cells is private, and `Text.from_ansi` of its string would cost more than the plot; so the monitor is
used directly and its matrix read. tests/tui/test_widgets.py pins what is relied on. Non-finite values never reach it: a
line is cut into runs of finite points first, so that a gap is a gap; and it is reduced to the resolution of the screen.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from math import isfinite, isnan, nan
from typing import Any, Final, NamedTuple

_PIXELS: Final = 2  # braille: pixel columns per cell
_VERY_DENSE: Final = 32  # points per cell column
_OFF: Final = [False, False]


class Line(NamedTuple):
    """y over equally spaced x from `first` on; NaN where there is nothing. `tag` >= 1 comes back per cell."""

    values: Sequence[float]
    tag: int = 1
    first: float = 0.0
    step: float = 1.0


class Cells(NamedTuple):
    """`marks[row][column]`, top row first; `tags` likewise, 0 where nothing was drawn."""

    marks: list[list[str]]
    tags: list[list[int]]


Points = list[tuple[float, float]]


def reduce(line: Line, columns: int, x: tuple[float, float]) -> Points:
    """The points that are drawn: all where they are few, else two per cell column, which is one per pixel column.

    The two are the column's extremes. Their order alternates from column to column, so that the line from one to the
    next is short: what plotext costs is the length of the line. Where the columns' extremes lie so far apart that nearly
    all is ink, a pair stands for two columns. What is not finite is this module's one NaN, so that
    two reductions of the same values are equal.
    """
    values = line.values
    if len(values) <= columns * _PIXELS or x[1] <= x[0]:
        return [(line.first + i * line.step, v if isfinite(v) else nan) for i, v in enumerate(values)]
    if len(values) > columns * _VERY_DENSE:
        columns = max(1, columns // 2)
    points: Points = []
    edges = [column * len(values) // columns for column in range(columns + 1)]
    for column, (low, high) in enumerate(pairwise(edges)):
        quarter = (high - low) / 4 * line.step
        middle = line.first + (low + high - 1) / 2 * line.step
        least, most = _extremes(values[low:high])
        pair = (least, most) if column % 2 else (most, least)
        points += [(middle - quarter, pair[0]), (middle + quarter, pair[1])]
    return points


def _extremes(piece: Sequence[float]) -> tuple[float, float]:
    """(least, most) of the finite values; NaN when there are none."""
    if not isfinite(sum(piece)):  # one pass in C where all are finite, which is nearly always
        piece = [value for value in piece if isfinite(value)]
    return (min(piece), max(piece)) if piece else (nan, nan)


def plot(
    lines: Sequence[tuple[Points, int]],
    columns: int,
    rows: int,
    *,
    x: tuple[float, float],
    y: tuple[float, float],
) -> Cells:
    """Draw (points, tag) into a grid; a NaN parts a line, and what lies outside the ranges is cut."""
    if columns < 1 or rows < 1:
        return Cells([], [])
    runs = [(run, tag) for points, tag in lines for run in _runs(points)]
    if not runs:  # nothing to draw is no reason to import plotext
        return Cells([[" "] * columns for _ in range(rows)], [[0] * columns for _ in range(rows)])
    monitor = _monitor(columns, rows, x, y)
    for run, tag in runs:
        xs, ys = ([point[i] for point in run] for i in (0, 1))
        monitor.draw(xs, ys, lines=len(xs) > 1, marker="braille", color=tag)
    monitor.build_plot()
    matrix = monitor.matrix
    tags = [[tag if isinstance(tag, int) else 0 for tag in row] for row in reversed(matrix.fullground)]
    return Cells([list(row) for row in reversed(matrix.marker)], tags)


def _monitor(columns: int, rows: int, x: tuple[float, float], y: tuple[float, float]) -> Any:
    # Imported here: 40 ms that the first paint does not wait for.
    from plotext._date import date_class
    from plotext._monitor import monitor_class

    monitor = monitor_class()
    monitor.set_size([columns, rows])
    monitor.set_date(date_class())
    monitor.xaxes, monitor.yaxes = _OFF[:], _OFF[:]
    monitor.xticks, monitor.yticks = [[], []], [[], []]
    monitor.xlabels, monitor.ylabels = [[], []], [[], []]
    monitor.xlim = [list(x), [None, None]]
    monitor.ylim = [list(y), [None, None]]
    return monitor


def _runs(points: Points) -> Iterator[Points]:
    """The stretches between NaN."""
    return (list(run) for missing, run in groupby(points, lambda point: isnan(point[1])) if not missing)
