"""What a recorder and its viewers do with the archive, against one SQLite row per sample, in this process."""

import random
import sqlite3
import time
from array import array
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from rtc_tui.archive import Keep
from rtc_tui.archive.blobs import _expanded
from rtc_tui.archive.book import Book
from rtc_tui.core.merge import merge
from rtc_tui.core.model import (
    BUCKET,
    DAY,
    FIVE_MINUTES,
    HOUR,
    Batch,
    Dimension,
    Feature,
    Provenance,
    Query,
    Series,
    SeriesKey,
    Window,
)

_START: Final = 1_795_017_600  # midnight in Beijing, long ago enough to be round
_MANY: Final = 500  # series of a commit
_FEW: Final = 12  # series that are read over a day
_SWEEP: Final = 2200
_KEEP: Final = Keep()


def samples(runs: int, folder: Path) -> dict[str, list[float]]:
    """Milliseconds, and bytes per sample, by "archive.…" and "archive.row.…" (the anchor)."""
    found: dict[str, list[float]] = {}
    stores: dict[str, _Ours | _Rows] = {"archive": _Ours(folder / "many"), "archive.row": _Rows(folder / "many.row")}
    chance = random.Random(5)
    for tick in range(120):
        batch = _batch(_MANY, tick, chance)
        for name, store in stores.items():
            found.setdefault(f"{name}.commit", []).append(_timed(partial(store.write, batch)))
    ours, rows = _Ours(folder / "ours"), _Rows(folder / "rows")
    _fill(ours, rows, hours=48)
    window = Window(_START + DAY, _START + 2 * DAY)
    for _ in range(runs):
        _expanded.cache_clear()
        for name in ("archive.day", "archive.again"):
            found.setdefault(name, []).append(_timed(lambda: ours.read(window, _FEW, BUCKET)))
        found.setdefault("archive.row.day", []).append(_timed(lambda: rows.read(window, _FEW)))
    found |= {"archive.bytes": [ours.bytes_per_sample()], "archive.row.bytes": [rows.bytes_per_sample()]}
    found |= _sweep(folder / "sweep") | _month(folder / "month", runs)
    return found


class _Ours:
    def __init__(self, folder: Path) -> None:
        self.book = Book(folder, "bench", lambda: 0.0, _KEEP)
        self.book.take()
        self._samples = 0

    def write(self, batch: Batch) -> None:
        self.book.write([batch])
        self._samples += sum(len(series.values) for series in batch.series)

    def read(self, window: Window, series: int, step: int) -> object:
        columns = self.book.read(window, [_key(i) for i in range(series)], step)
        assert len(columns) == series
        return columns

    def bytes_per_sample(self) -> float:
        self.book.close()
        return self.book.path.stat().st_size / self._samples


class _Rows:
    """The anchor: a table (series, time, value, provenance), everything in its favour."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._path = folder / "rows.db"
        self._db = sqlite3.connect(self._path, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
            self._db.execute(f"PRAGMA {pragma}").fetchone()
        self._db.execute(
            "CREATE TABLE sample(series INT, time INT, value REAL, code INT, PRIMARY KEY(series, time)) WITHOUT ROWID"
        )
        self._samples = 0

    def write(self, batch: Batch) -> None:
        rows = [(i, at, value, 1) for i, series in enumerate(batch.series) for at, value in series.points()]
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR REPLACE INTO sample VALUES(?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")
        self._samples += len(rows)

    def read(self, window: Window, series: int) -> object:
        query = "SELECT time, value, code FROM sample WHERE series = ? AND time >= ? AND time < ?"
        return [self._db.execute(query, (i, window.start, window.end)).fetchall() for i in range(series)]

    def bytes_per_sample(self) -> float:
        self._db.close()
        return self._path.stat().st_size / self._samples


def _key(i: int) -> SeriesKey:
    return SeriesKey("80ms_audio_stall_rate", dimension=Dimension.PROVINCE, slice=f"slice-{i}")


def _batch(series: int, tick: int, chance: random.Random, ticks: int = 1, step: int = BUCKET) -> Batch:
    """One answer about all of them; shares with two decimals, as the service sends them."""
    start = _START + tick * step
    source = Provenance.REALTIME if step == BUCKET else Provenance.OFFLINE
    lines = (array("d", [round(min(100, abs(chance.gauss(4, 2))), 2) for _ in range(ticks)]) for _ in range(series))
    made = tuple(Series(_key(i), "%", start, line, step, source) for i, line in enumerate(lines))
    end = start + ticks * step
    query = Query(Feature.DISTRIBUTION, dimension=Dimension.PROVINCE, indicator="stall_rate", step=step)
    return Batch(query, Window(start, end), made, received=end + 40.0)


def _fill(ours: _Ours, rows: _Rows, hours: int) -> None:
    """Two days of twelve series among forty, written bucket by bucket as a recorder does."""
    chance = random.Random(7)
    for tick in range(hours * HOUR // BUCKET):
        batch = _batch(40, tick, chance)
        ours.write(batch)
        rows.write(batch)


def _sweep(folder: Path) -> dict[str, list[float]]:
    """A tick of 2 200 series: the commit alone, and the worst, which folds."""
    store, chance = _Ours(folder), random.Random(9)
    times = [_timed(partial(store.write, _batch(_SWEEP, tick, chance))) for tick in range(60)]
    store.book.close()
    return {"archive.sweep": times, "archive.fold": [max(times[5:])]}


def _month(folder: Path, runs: int) -> dict[str, list[float]]:
    """30 days of ten series at 5 minutes: offline values alone, and merged with what was recorded all that time."""
    store, chance = _Ours(folder), random.Random(11)
    window = Window(_START, _START + 30 * DAY)
    for day in range(30):
        store.write(_batch(10, day * DAY // FIVE_MINUTES, chance, DAY // FIVE_MINUTES, FIVE_MINUTES))
        store.write(_batch(10, day * DAY // BUCKET, chance, DAY // BUCKET))

    def merged() -> object:
        fine, coarse = (store.book.read(window, keys, step) for step in (BUCKET, FIVE_MINUTES))
        return [merge(key, window, FIVE_MINUTES, (*fine, *coarse)) for key in keys]

    keys = [_key(i) for i in range(10)]
    return {
        "archive.month": [_timed(lambda: store.read(window, 10, FIVE_MINUTES)) for _ in range(runs)],
        "archive.merged": [_timed(merged) for _ in range(max(1, runs // 4))],
    }


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    import tempfile
    from statistics import median

    with tempfile.TemporaryDirectory() as name:
        for what, values in samples(10, Path(name)).items():
            print(f"{what:20} median {median(values):9.3f}  max {max(values):9.3f}")
