"""A VictoriaMetrics of the test's own on a loopback port, and an archive that uses it under a clock that can be moved."""

import asyncio
import json
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from rtc_tui.archive.victoria import Clocks, VictoriaArchive
from rtc_tui.archive.victoria_engine import Engine, place_of
from rtc_tui.core.account import ArchiveAccess

FLAGS = ("-retentionPeriod=1y", "-dedup.minScrapeInterval=1ms")
BINARY = shutil.which("victoria-metrics")
NEEDED = "there is no victoria-metrics here: apt-get install victoria-metrics"


class Node:
    """The engine: it can be killed and started again on what it had on its disk."""

    def __init__(self, folder: Path, flags: tuple[str, ...] = FLAGS) -> None:
        if BINARY is None:
            pytest.skip(NEEDED)
        self._folder, self._flags = folder, flags
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *flags: str) -> None:
        """Run, with its own flags or others, and wait until it answers."""
        words = (f"-storageDataPath={self._folder}", f"-httpListenAddr=127.0.0.1:{self.port}")
        limits = ("-memory.allowedBytes=64MB", "-loggerLevel=ERROR")
        assert BINARY
        self._process = subprocess.Popen(
            [BINARY, *words, *limits, *(flags or self._flags)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.url}/health", trust_env=False).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.02)
            else:
                return
        pytest.fail("victoria-metrics did not start")

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """In peace."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process:
            process.send_signal(how)
            process.wait(30)

    def flush(self) -> None:
        """Make all that it took readable."""
        httpx.get(f"{self.url}/internal/force_flush", trust_env=False).raise_for_status()

    def raw(self, selector: str = '{step!=""}') -> dict[str, list[tuple[int, float]]]:
        """Every sample that it has, by labels."""
        self.flush()
        form = {"match[]": selector, "start": str(time.time() - 400 * 86_400), "end": str(time.time() + 86_400)}
        text = httpx.post(f"{self.url}/api/v1/export", data=form, trust_env=False).raise_for_status().text
        rows = [json.loads(line) for line in text.splitlines()]
        out: dict[str, list[tuple[int, float]]] = {}
        for row in rows:
            pairs = list(zip(row["timestamps"], row["values"], strict=True))
            out.setdefault(json.dumps(row["metric"], sort_keys=True), []).extend(pairs)
        return out

    def promql(self, query: str, at: float) -> Any:
        """The values of an instant query."""
        answer = httpx.get(
            f"{self.url}/api/v1/query", params={"query": query, "time": at, "nocache": "1"}, trust_env=False
        )
        return [float(row["value"][1]) for row in answer.raise_for_status().json()["data"]["result"]]


@contextmanager
def running(folder: Path, *flags: str) -> Iterator[Node]:
    """One that is up, and gone afterwards."""
    made = Node(folder / "engine", flags or FLAGS)
    made.start()
    try:
        yield made
    finally:
        made.kill()


class Hands:
    """Clocks that can be moved forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def clocks(self) -> Clocks:
        return Clocks(time.time, lambda: time.monotonic() + self.ahead)


def archive(
    url: str, folder: Path, hands: Hands, host: str = "alpha", access: ArchiveAccess | None = None
) -> VictoriaArchive:
    """One host's; to be closed."""
    engine = Engine(place_of(url), access or ArchiveAccess())
    return VictoriaArchive(engine, folder / host, "app1", host, hands.clocks())


async def taken(made: VictoriaArchive, hands: Hands) -> VictoriaArchive:
    """The recorder: it claims, and some seconds later it may write."""
    if not await made.take():
        hands.ahead += 5
        assert await made.take()
    return made


async def until(done: Callable[[], object], made: VictoriaArchive | None = None, seconds: float = 30) -> None:
    """Wait for it, and let the sending task have a turn now and then."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it never came"
        if made:
            made._woken.set()
        await asyncio.sleep(0.02)


async def sent(made: VictoriaArchive) -> None:
    """Until the engine has taken everything."""
    await until(lambda: not made._forwarder.unsent, made)


async def proven(made: VictoriaArchive, hands: Hands, node: Node) -> None:
    """Until everything was read back and is forgotten."""
    for _ in range(4):
        await sent(made)
        node.flush()
        hands.ahead += 61
        await until(lambda: not made._queue.waiting or made._forwarder.unsent, made)
        if not made._queue.waiting:
            return
    pytest.fail("what was sent cannot be read back")


def recent(buckets: int = 20, step: int = 30) -> int:
    """The start of a bucket some buckets ago."""
    return int(time.time()) // step * step - buckets * step
