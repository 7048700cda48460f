"""One redraw of a chart against one bare plotext build, in this process, taking turns."""

import math
import random
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import Final

import plotext
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from rtc_tui.tui.widgets.chart import Chart, Face
from rtc_tui.tui.widgets.plot import Line
from rtc_tui.tui.widgets.rows import ROLES, Role

POINTS: Final = (120, 2016, 16_667)  # a line; the last is 100 000 in all
_SIZE: Final = (118, 30)
_SERIES: Final = 6
_BARE_POINTS: Final = 236  # two per cell column, as many as braille can show
_ROLES: Final[tuple[Role, ...]] = ("bold", "ok", "warn", "crit", "title", "select")
_STYLES: Final = {role: Style(color=f"color({i})") if role else Style.null() for i, role in enumerate(ROLES)}


def samples(runs: int) -> dict[str, list[float]]:
    """Milliseconds by "chart.bare" and "chart.POINTS"."""
    cases: dict[str, Callable[[], object]] = {"chart.bare": _bare(_values(_BARE_POINTS))}
    for points in POINTS:
        cases[f"chart.{points}"] = _ours(_values(points))
    for case in cases.values():
        case()
    found: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(runs):
        for name, case in cases.items():
            start = time.perf_counter()
            case()
            found[name].append((time.perf_counter() - start) * 1000)
    return found


def _values(points: int) -> list[list[float]]:
    """Rates as they are: each line drifts about a level of its own and jitters, whatever the number of points."""
    chance = random.Random(points)
    return [
        [level * 4 + 1.2 * math.sin(18 * i / points + level) + chance.gauss(0, 0.25) for i in range(points)]
        for level in range(_SERIES)
    ]


def _bare(lines: list[list[float]]) -> Callable[[], object]:

    def build() -> object:
        plotext.clear_figure()
        plotext.plotsize(*_SIZE)
        for line in lines:
            plotext.plot(line, marker="braille")
        return plotext.build()

    return build


def _ours(lines: list[list[float]]) -> Callable[[], object]:
    chart = Chart()
    # The data move on by one point from redraw to redraw: nothing cached may be used.
    turns = cycle([[Line(line, tag=i) for i, line in enumerate(moved, 1)] for moved in (lines, _moved(lines))])
    count = len(lines[0])

    def draw() -> object:
        face = Face(
            title=[(" a chart", "title")],
            lines=next(turns),
            count=count,
            low=-4.0,
            high=24.0,
            value_ticks=[(float(tick), str(tick)) for tick in range(0, 24, 4)],
            time_ticks=[(count * i // 8, "10:30") for i in range(8)],
            limits=[(20.0, "warn-line"), (22.0, "crit-line")],
            roles=_ROLES,
        )
        rows = chart.draw(face, *_SIZE)
        return [Strip([Segment(text, _STYLES[role]) for text, role in row]).simplify() for row in rows]

    return draw


def _moved(lines: Sequence[list[float]]) -> list[list[float]]:
    return [line[1:] + line[:1] for line in lines]
