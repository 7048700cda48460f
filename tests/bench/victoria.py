"""The shared archive against the engine's own export, both over loopback HTTP, in interleaved runs."""

import asyncio
import random
import shutil
import time
from array import array
from pathlib import Path
from typing import Final

import httpx

from rtc_tui.core.model import BUCKET, DAY, Batch, Dimension, Feature, Query, Series, SeriesKey, Window
from tests.archive.node import Hands, Node, archive, proven, running, sent, taken

_FEW: Final = 12
_SWEEP: Final = 2200
_QUERY: Final = Query(Feature.DISTRIBUTION, dimension=Dimension.PROVINCE, indicator="stall_rate")


def samples(runs: int, folder: Path) -> dict[str, list[float]]:
    """Milliseconds by "victoria.…"; empty where there is no engine."""
    if shutil.which("victoria-metrics") is None:
        print("victoria: there is no victoria-metrics here")
        return {}
    with running(folder) as node:
        return asyncio.run(_measured(node, folder, runs))


async def _measured(node: Node, folder: Path, runs: int) -> dict[str, list[float]]:
    hands = Hands()
    made = await taken(archive(node.url, folder, hands), hands)
    found: dict[str, list[float]] = {}
    start, chance = int(time.time()) // BUCKET * BUCKET - DAY, random.Random(3)
    await made.write([_batch(_FEW, start, DAY // BUCKET, chance)])
    await proven(made, hands, node)
    viewer = archive(node.url, folder, hands, "viewer")
    keys, window = [_key(i) for i in range(_FEW)], Window(start, start + DAY)
    await viewer.read(window, keys, BUCKET)
    client = httpx.AsyncClient(trust_env=False)
    await _export(client, node, window)
    for _ in range(runs):
        begun = time.perf_counter()
        columns = await viewer.read(window, keys, BUCKET)
        found.setdefault("victoria.day", []).append(_since(begun))
        assert [len(column.values) for column in columns] == [DAY // BUCKET] * _FEW
        begun = time.perf_counter()
        await _export(client, node, window)
        found.setdefault("victoria.export", []).append(_since(begun))
    for tick in range(runs):
        begun = time.perf_counter()
        await made.write([_batch(_SWEEP, start + DAY + tick * BUCKET, 1, chance)])
        found.setdefault("victoria.accept", []).append(_since(begun))
        await sent(made)
        found.setdefault("victoria.sweep", []).append(_since(begun))
    await client.aclose()
    await viewer.close()
    await made.close()
    return found


async def _export(client: httpx.AsyncClient, node: Node, window: Window) -> None:
    """The anchor: the engine's own export of the same samples, read to its end and not looked into."""
    form = {"match[]": f'{{app="app1",step="30s",slice=~"{"|".join(f"slice-{i}" for i in range(_FEW))}"}}'}
    answer = await client.post(f"{node.url}/api/v1/export", data=form | {"start": window.start - 1, "end": window.end})
    assert len(answer.content.splitlines()) == 2 * _FEW  # in time, and asked for later


def _key(i: int) -> SeriesKey:
    return SeriesKey("80ms_audio_stall_rate", dimension=Dimension.PROVINCE, slice=f"slice-{i}")


def _batch(series: int, start: int, count: int, chance: random.Random) -> Batch:
    lines = (array("d", [round(min(100, abs(chance.gauss(4, 2))), 2) for _ in range(count)]) for _ in range(series))
    made = tuple(Series(_key(i), "%", start, line) for i, line in enumerate(lines))
    end = start + count * BUCKET
    return Batch(_QUERY, Window(start, end), made, received=end + 40.0)


def _since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    import tempfile
    from statistics import median

    with tempfile.TemporaryDirectory() as name:
        for what, values in samples(10, Path(name)).items():
            print(f"{what:20} median {median(values):9.3f}  max {max(values):9.3f}")
