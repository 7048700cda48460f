"""How far one account, one recorder, one file and one node go: the figures of the table in `rtc_tui/ARCHITECTURE.md`.

`python -m tests.bench --parts scale`, or this module alone; some minutes, of which the quotas are days of virtual time.
"""

import multiprocessing
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any, Final

from rtc_tui.core.actions import ABROAD
from rtc_tui.core.model import DAY
from tests.bench.quotas import HOME, Carried, carried, filled
from tests.bench.stores import SWEEP, File, Shared, file_of, grown, node_of

_SOON: Final = 1500.0  # seconds of virtual time where a cap per second is what counts
_AT_HOME: Final[tuple[Mapping[str, Any], ...]] = (
    {"apps": 10}, {"apps": 20}, {"apps": 25}, {"apps": 10, "shown": True},
    {"apps": 1, "rooms": 20}, {"apps": 1, "rooms": 38}, {"apps": 1, "rooms": 50},
)  # fmt: skip
_OUT_THERE: Final[tuple[Mapping[str, Any], ...]] = (
    {"apps": 1, "shown": True}, {"apps": 2}, {"apps": 2, "shown": True}, {"apps": 3},
)  # fmt: skip
_FILES: Final = (500, SWEEP, 5 * SWEEP)  # series
_BYTES: Final = 2.95  # of a sample in a file, as `tests.bench.archive` measures it
_NODES: Final = (1, 8)  # apps


def report(folder: Path) -> None:
    """Print all of them."""
    for line in chain(_quotas(), _stores(folder)):
        print(line, flush=True)


def _quotas() -> Iterator[str]:
    yield f"{'one account':32} {'quality p95':>12} {'shown p95':>12} {'longest gap':>12} {'refused':>8}"
    context = multiprocessing.get_context("spawn")  # a fork would take the parent's threads for alive
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        days = [("1440 a day", how, pool.submit(carried, limits=ABROAD, seconds=DAY, **how)) for how in _OUT_THERE]
        soon = [("2 a second", how, pool.submit(carried, limits=HOME, seconds=_SOON, **how)) for how in _AT_HOME]
        late = {apps: pool.submit(filled, apps, ABROAD, 5) for apps in (1, 2, 4)}
        yield from (_carried(name, how, found) for name, how, found in (*soon, *days))
        for apps, future in late.items():
            hours, requests = future.result()
            yield f"offline values, 60 a day, {apps} apps: at most {hours:.0f} h late, {requests} requests a day"


def _carried(name: str, how: Mapping[str, Any], future: "Future[Carried]") -> str:
    found = future.result()
    words = ", ".join(f"{what} {value}" for what, value in how.items() if value is not True)
    words += ", one shown" if "shown" in how else ""
    shown = f"{found.shown:.0f} s" if found.shown else "–"
    end = "  a hole" if found.lost else ""
    return f"{name + ': ' + words:32} {found.polled:10.0f} s {shown:>12} {found.longest:10.0f} s {found.refused:8}{end}"


def _stores(folder: Path) -> Iterator[str]:
    yield f"{'one file':32} {'commit':>12} {'worst':>12} {'day read':>12} {'beside':>12} {'grows to':>10}"
    for series in _FILES:
        yield _file(file_of(series, folder / f"file-{series}"))
    for apps in _NODES:
        found = node_of(apps, folder / f"node-{apps}")
        yield _node(found) if found else "there is no victoria-metrics here"


def _file(found: File) -> str:
    size = f"{grown(found.series, _BYTES) / 1e9:.2g} GB"
    times = " ".join(f"{ms:9.3g} ms" for ms in found[1:])
    return f"{found.series:5} series{'':20} {times} {size:>10}"


def _node(found: Shared) -> str:
    return (
        f"one node, {found.apps} apps × {SWEEP} series: a sweep in {found.sweep:.2g} s, "
        f"{found.bytes:.2g} B per sample, {found.rss:.0f} MB of memory"
    )


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        report(Path(name))
