"""One tick of the heat matrix against a Rich Table of the same cells: processor time and bytes, in this process.

A tick is a new bucket of every slice: the board is made, the rows are drawn, and what differs is sent, all as in the
program, Textual's part included. The pane is maximised: who explains it is reckoned in the head above, and measured as
"heat.whole". The anchor renders the rows that are on screen: of 200 slices 42, though all are graded and
ranked. Labels are wide.
"""

import asyncio
import io
import random
import time
from array import array
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.screen import Screen

import rtc_tui.tui
from rtc_tui.core.model import BUCKET, Dimension, Feature, Product, Query, Series, SeriesKey
from rtc_tui.core.snapshot import Health, Selection, Snapshot, Spread
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.tui.panes.distribution import DistributionPane
from rtc_tui.tui.panes.pane import Scene
from rtc_tui.tui.widgets.canvas import COMPONENTS

CASES: Final = (("calm", 34), ("calm", 200), ("loss", 34), ("loss", 200))
_SIZE: Final = (150, 44)
_BUCKETS: Final = 120
_TICKS: Final = 12
_NAME: Final = "80ms_audio_stall_rate"
_START: Final = 1_780_000_200
_COLOURS: Final = ("color(22)", "color(28)", "color(100)", "color(178)", "color(160)", "color(199)")


class _World:
    """Slices that jitter about a level of their own; in a loss every tenth is far beyond crit."""

    def __init__(self, kind: str, count: int) -> None:
        self._chance = random.Random(count)
        far = range(0, count, 10) if kind == "loss" else range(0)
        self._levels = [9.5 if i in far else 1.2 + 0.4 * self._chance.random() for i in range(count)]
        dimension = Dimension.PROVINCE if count <= 34 else Dimension.COUNTRY
        self._keys = [SeriesKey(_NAME, dimension=dimension, slice=f"省份 {i}") for i in range(count)]
        self._values = [array("d", (self._value(level) for _ in range(_BUCKETS))) for level in self._levels]
        self._start = _START
        self.selection = Selection(pane="distribution", series=_NAME, spread=Spread(dimension))
        self._query = Query(Feature.DISTRIBUTION, Product.NATIVE, dimension=dimension, indicator="stall_rate")

    def _value(self, level: float) -> float:
        return round(max(0.0, self._chance.gauss(level, level * 0.06)), 2)

    def scene(self) -> Scene:
        """The next bucket."""
        self._start += BUCKET
        self._values = [
            values[1:] + array("d", [self._value(level)])
            for values, level in zip(self._values, self._levels, strict=True)
        ]
        series = {
            key: Series(key, "%", self._start, values) for key, values in zip(self._keys, self._values, strict=True)
        }
        now = self._start + _BUCKETS * BUCKET + 61.0
        health = Health(answered_at=MappingProxyType({self._query: now}))
        return Scene(Snapshot(now, MappingProxyType(series), health), self.selection, Thresholds(), UTC)


class _Screen(Screen[None]):
    """Where canvases look for their styles."""

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS


class _Meter(App[None]):
    """Counts what would be sent to a terminal of 256 colours, in the program's own colours."""

    CSS_PATH = Path(rtc_tui.tui.__file__).with_name("app.tcss")

    def __init__(self) -> None:
        super().__init__()
        self.theme = "textual-dark"
        self.sent = 0
        self.displayed = asyncio.Event()
        self.pane = DistributionPane()
        self._console256 = Console(color_system="256", force_terminal=True, file=io.StringIO())

    def get_default_screen(self) -> Screen[None]:
        """One that has the styles of the program's."""
        return _Screen()

    def compose(self) -> ComposeResult:
        yield self.pane

    def _display(self, screen: Screen[object], renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate) and not self._batch_count:
            self.sent += len(renderable.render_segments(self._console256).encode())
            self.displayed.set()


def samples(runs: int) -> dict[str, list[float]]:
    """Milliseconds by "heat.KIND.COUNT" and "heat.rich.COUNT", bytes by "heat.bytes.KIND.COUNT"."""
    return asyncio.run(_samples(runs))


async def _samples(runs: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for kind, count, whole in (*((*case, False) for case in CASES), ("loss", 200, True)):
        world, app = _World(kind, count), _Meter()
        rich = _rich(min(count, _SIZE[1] - 2))
        name = "whole" if whole else f"{kind}.{count}"
        async with app.run_test(size=_SIZE) as pilot:
            if not whole:
                app.pane.maximise(world.scene())
            app.pane.draw(world.scene())
            await pilot.pause()
            for i in range(max(runs, _TICKS)):
                await _tick(app, world, found, name)
                if i < runs:
                    found.setdefault(f"heat.rich.{count}", []).append(_spent(rich))
    return found


async def _tick(app: _Meter, world: _World, found: dict[str, list[float]], name: str) -> None:
    scene = world.scene()
    app.sent = 0
    app.displayed.clear()
    start = time.process_time()
    app.pane.draw(scene)
    await app.displayed.wait()
    found.setdefault(f"heat.{name}", []).append((time.process_time() - start) * 1000)
    found.setdefault(f"heat.bytes.{name}", []).append(app.sent)


def _spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _rich(count: int) -> Callable[[], object]:
    chance = random.Random(1)
    rows = [[chance.randrange(6) for _ in range(_BUCKETS)] for _ in range(count)]

    def build() -> object:
        table = Table(box=None, padding=0, show_header=False)
        for _ in range(_BUCKETS + 1):
            table.add_column(width=1, no_wrap=True)
        for row in rows:
            table.add_row(" ", *(Text(str(level), style=_COLOURS[level]) for level in row))
        console = Console(color_system="256", force_terminal=True, width=_SIZE[0], file=io.StringIO())
        console.print(table)
        return console

    return build
