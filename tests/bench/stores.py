"""What one SQLite file and one VictoriaMetrics node carry: commits and reads beside each other, sweeps of several apps."""

import asyncio
import multiprocessing
import random
import shutil
import time
from collections.abc import Sequence
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Final, NamedTuple

from rtc_tui.archive import KEEP
from rtc_tui.archive.blobs import _expanded
from rtc_tui.archive.book import Book
from rtc_tui.archive.victoria import VictoriaArchive
from rtc_tui.archive.victoria_engine import Engine, place_of
from rtc_tui.core.account import ArchiveAccess
from rtc_tui.core.model import BUCKET, DAY, Batch, Window
from tests.archive.node import Hands, Node, running, sent, taken
from tests.bench.archive import _START, _batch, _key, _timed
from tests.bench.measure import median

SWEEP: Final = 2200  # series of an app with 110 slices in each of 20 combinations
_MANY: Final = 100  # series of which a whole day is written
_READ: Final = 12  # series that are read over a day
_PATIENCE: Final = 120.0  # seconds for all that is done with one node
_SETTLE: Final = 2.0  # seconds of reading beside a writer that never pauses


class File(NamedTuple):
    """Milliseconds: a commit of so many series (median, worst), a day's read alone and while somebody writes."""

    series: int
    commit: float
    worst: float
    alone: float
    beside: float


def file_of(series: int, folder: Path, ticks: int = 40) -> File:
    """One file: written tick after tick, then read alone, then read while another process writes without a pause."""
    first = DAY // BUCKET
    _write(folder, [_batch(_READ, 0, random.Random(7), first)])
    chance = random.Random(3)
    commits = _write(folder, [_batch(series, first + n, chance) for n in range(ticks)])
    viewer, window = Book(folder, "bench", time.time), Window(_START + ticks * BUCKET, _START + DAY + ticks * BUCKET)
    keys = [_key(i) for i in range(_READ)]

    def look() -> None:
        _expanded.cache_clear()
        viewer.read(window, keys, BUCKET)

    alone = [_timed(look) for _ in range(20)]
    context = multiprocessing.get_context("spawn")
    stop, ready = context.Event(), context.Event()
    writer = context.Process(target=_write_on, args=(folder, series, first + ticks, stop, ready))
    writer.start()
    ready.wait(30)
    beside, until = list[float](), time.monotonic() + _SETTLE
    while time.monotonic() < until:
        beside.append(_timed(look))
    stop.set()
    writer.join(30)
    viewer.close()
    return File(series, median(commits), max(commits), median(alone), median(beside))


def grown(series: int, byte: float) -> float:
    """Bytes that a file of so many series grows to, at `byte` per sample: fine buckets, then means, for as long as kept."""
    return series * byte * (KEEP.days * DAY / BUCKET + (KEEP.means_days - KEEP.days) * DAY / 300)


def _write(folder: Path, batches: Sequence[Batch]) -> list[float]:
    book = Book(folder, "bench", time.time)
    book.take()
    found = [_timed(partial(book.write, [batch])) for batch in batches]
    book.close()
    return found


def _write_on(folder: Path, series: int, tick: int, stop: Event, ready: Event) -> None:
    book, chance = Book(folder, "bench", time.time), random.Random(3)
    book.take()
    ready.set()
    while not stop.is_set():
        book.write([_batch(series, tick, chance)])
        tick += 1
    book.close()


class Shared(NamedTuple):
    """A node: seconds until a sweep of all apps was taken, its bytes per sample on disk, its memory in MB."""

    apps: int
    sweep: float
    bytes: float
    rss: float


def node_of(apps: int, folder: Path) -> Shared | None:
    """One node, so many recorders that write a sweep at the same instant. None: there is no engine here."""
    if shutil.which("victoria-metrics") is None:
        return None
    with running(folder) as node:
        return asyncio.run(asyncio.wait_for(_shared(node, apps, folder), _PATIENCE))


async def _shared(node: Node, apps: int, folder: Path) -> Shared:
    hands, chance = Hands(), random.Random(3)
    engine = Engine(place_of(node.url), ArchiveAccess())
    made = [VictoriaArchive(engine, folder / f"{i}", f"app{i}", "alpha", hands.clocks()) for i in range(apps)]
    for each in made:
        await taken(each, hands)
    start = int(time.time()) // BUCKET - 30
    tick = (start * BUCKET - _START) // BUCKET
    times, samples = [], 0
    for n in range(3):
        batch = _batch(SWEEP, tick + n, chance)
        begun = time.perf_counter()
        await asyncio.gather(*(each.write([batch]) for each in made))
        await asyncio.gather(*(sent(each) for each in made))
        times.append(time.perf_counter() - begun)
        samples += apps * SWEEP
    day = _batch(_MANY, tick - DAY // BUCKET, chance, DAY // BUCKET)
    await made[0].write([day])
    await sent(made[0])
    rss = _rss(node)
    await asyncio.gather(*(each.close() for each in made))
    node.stop()  # merged and flushed
    return Shared(apps, median(times), _size(folder / "engine" / "data") / (samples + _MANY * DAY // BUCKET), rss)


def _rss(node: Node) -> float:
    assert node._process
    return int(Path(f"/proc/{node._process.pid}/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
