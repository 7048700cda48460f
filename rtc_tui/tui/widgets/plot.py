"""The one place that knows plotext. Points in, cells out.

plotext's grid of cells is private, and `Text.from_ansi` of its string would cost more than the plot; so the monitor is
used directly and its matrix read. tests/tui/test_plot.py pins what is relied on. Non-finite values never reach it: a
line is cut into runs of finite points first, so that a gap is a gap. Points are reduced to the minimum and maximum per
pixel column before, so that the cost depends on the width alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

_PIXELS: Final = 2  # braille: pixel columns per cell
_OFF: Final = [False, False]


@dataclass(frozen=True, slots=True)
class Line:
    """y over equally spaced x from `first` on; NaN where there is nothing. `tag` >= 1 comes back per cell."""

    values: Sequence[float]
    tag: int = 1
    first: float = 0.0
    step: float = 1.0


@dataclass(frozen=True, slots=True)
class Cells:
    """`marks[row][column]`, top row first; `tags` likewise, 0 where nothing was drawn."""

    marks: list[list[str]]
    tags: list[list[int]]


def plot(
    lines: Sequence[Line],
    columns: int,
    rows: int,
    *,
    x: tuple[float, float],
    y: tuple[float, float],
    marker: str = "braille",
) -> Cells:
    """Draw lines into a grid; what lies outside the ranges is cut."""
    if columns < 1 or rows < 1:
        return Cells([], [])
    runs = [(xs, ys, line.tag) for line in lines for xs, ys in _runs(line, columns, x)]
    if not runs:  # nothing to draw is no reason to import plotext
        return Cells([[" "] * columns for _ in range(rows)], [[0] * columns for _ in range(rows)])
    monitor = _monitor(columns, rows, x, y)
    for xs, ys, tag in runs:
        monitor.draw(xs, ys, lines=len(xs) > 1, marker=marker, color=tag)
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


def _runs(line: Line, columns: int, x: tuple[float, float]) -> Iterator[tuple[list[float], list[float]]]:
    """Stretches of finite points, reduced to two per pixel column."""
    xs: list[float] = []
    ys: list[float] = []
    for at, value in _reduced(line, columns, x):
        if isfinite(value):
            xs.append(at)
            ys.append(value)
        elif xs:
            yield xs, ys
            xs, ys = [], []
    if xs:
        yield xs, ys


def _reduced(line: Line, columns: int, x: tuple[float, float]) -> Iterator[tuple[float, float]]:
    values = line.values
    pixels = max(1, columns * _PIXELS)
    if len(values) <= pixels * 2 or x[1] <= x[0]:
        for i, value in enumerate(values):
            yield line.first + i * line.step, value
        return
    for column in range(pixels):
        low, high = column * len(values) // pixels, (column + 1) * len(values) // pixels
        piece = [value for value in values[low:high] if isfinite(value)]
        at = line.first + (low + high - 1) / 2 * line.step
        if not piece:
            yield at, float("nan")
            continue
        least, most = min(piece), max(piece)
        # Rising or falling: the order of the two keeps the line's direction from column to column.
        pair = (least, most) if piece[0] <= piece[-1] else (most, least)
        yield at, pair[0]
        if least != most:
            yield at, pair[1]
