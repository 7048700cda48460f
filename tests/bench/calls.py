"""A large answer about a call: how soon its first chart can be drawn, how long the keys wait meanwhile, what it holds.

`python -m tests.bench.calls serve` is the service of the last two figures: a process of its own, that shares no lock.
"""

import asyncio
import gc
import gzip
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import orjson

from rtc_tui.client import envelope
from rtc_tui.client.api import RtcClient
from rtc_tui.client.wire import calls
from rtc_tui.clock import SystemClock
from rtc_tui.core.account import Credentials, Target
from rtc_tui.core.calls import CallRow
from rtc_tui.core.metrics import CATALOGUE
from rtc_tui.core.model import Window

_MIB: Final = 1 << 20
SIZE: Final = 60 * _MIB
_START: Final = 1_795_017_600
WINDOW: Final = Window(_START, _START + 3600)
_USERS: Final = tuple(f"user-{n}" for n in range(20))
_TICK: Final = 0.001  # seconds
_STATUS: Final = Path("/proc/self/status")


def body(size: int = SIZE) -> bytearray:
    """An answer of about so many bytes, as the documents spell it: rows of 27 series of an hour, every two seconds."""
    chance = random.Random(3)
    points = [_points(chance) for _ in range(40)]
    head = b'{"ResponseMetadata":{"RequestId":"bench","Action":"ListCallDetail"},"Result":{"UserCallDetail":['
    out, count = bytearray(head), 0
    while len(out) < size:
        user, peer = _USERS[count % 20], f"user-{count // 20 + 50}"
        series = ",".join(
            f'{{"Desc":"{row.desc}","Name":"{row.name}","Unit":"{row.unit}","Data":{chance.choice(points)}}}'
            for row in CATALOGUE.values()
        )
        row = f'{{"RoomId":"room-1","UserId":"{user}","PeerId":"{peer}","Direction":"down","CallDetail":[{series}]}}'
        out += b"," * bool(count) + row.encode()
        count += 1
    return out + b"]}}"


def _points(chance: random.Random) -> str:
    told = (f'{{"Time":{(_START + 2 * i) * 1000},"Value":{chance.random() * 100:.2f}}}' for i in range(1800))
    return f"[{','.join(told)}]"


def samples(runs: int) -> dict[str, list[float]]:
    """Milliseconds, and the peak of memory in per cent of the body."""
    found: dict[str, list[float]] = {"calls.chart": [], "calls.orjson": [], "calls.stall": [], "calls.stall.orjson": []}
    answer = body()
    for _ in range(runs):
        found["calls.chart"].append(_took(lambda: first_chart(rows_of(answer))))
        found["calls.orjson"].append(_took(lambda: orjson.loads(answer)))
        found["calls.stall"].append(asyncio.run(_stall(lambda: _drawn(answer))))
        found["calls.stall.orjson"].append(asyncio.run(_stall(lambda: asyncio.to_thread(orjson.loads, answer))))
    command = [sys.executable, "-m", "tests.bench.calls", "memory"]
    found["calls.memory"] = [float(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)]
    return found | _served(runs)


def rows_of(answer: bytearray) -> tuple[CallRow, ...]:
    """The answer indexed."""
    return calls.detail(envelope.index(answer), WINDOW, None)[0]


def first_chart(rows: tuple[CallRow, ...]) -> int:
    """The 27 series of one row, decoded: how many points they have."""
    return sum(len(rows[0].series[metric.id].values) for metric in rows[0].metrics)


async def _drawn(answer: bytearray) -> int:
    """As the client and the screen do it: indexed in a thread, decoded where it is drawn."""
    return first_chart(await asyncio.to_thread(rows_of, answer))


def _took(act: Callable[[], object]) -> float:
    gc.collect()
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


async def _stall(act: Callable[[], Awaitable[object]]) -> float:
    """The longest that the loop did not turn meanwhile, in milliseconds."""
    gc.collect()
    longest, over = 0.0, asyncio.Event()

    async def tick() -> None:
        nonlocal longest
        while not over.is_set():
            before = time.perf_counter()
            await asyncio.sleep(_TICK)
            longest = max(longest, time.perf_counter() - before - _TICK)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.02)
    await act()
    over.set()
    await ticking
    return longest * 1000


def _memory() -> float:
    """The peak of memory over the body while it is read and its first chart drawn, in per cent of the body."""
    answer = body()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _high_water()
    first_chart(rows_of(answer))
    return 100 * (_high_water() - before) / len(answer)


def _high_water() -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", _STATUS.read_text())
    return int(found[1]) * 1024 if found else 0


def _served(runs: int) -> dict[str, list[float]]:
    """The longest stall while the real client fetches it from a socket, plain and packed."""
    found: dict[str, list[float]] = {"calls.client": [], "calls.client.gzip": []}
    with subprocess.Popen([sys.executable, "-m", "tests.bench.calls", "serve"], stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            ports = json.loads(server.stdout.readline())
            for name, port in zip(found, ports, strict=True):
                found[name] = asyncio.run(_fetched(port, runs))
        finally:
            server.terminate()
    return found


async def _fetched(port: int, runs: int) -> list[float]:
    """The stalls of a client that is open already, as a screen's is."""
    keys, target = Credentials("AKLTbench", "bench"), Target("app", f"http://127.0.0.1:{port}")
    with tempfile.TemporaryDirectory() as folder:
        async with RtcClient(
            keys, target, limits={}, state_dir=Path(folder), clock=SystemClock(), rng=random.Random(1)
        ) as client:

            async def fetch() -> int:
                return first_chart((await client.call_detail(WINDOW, "room-1", _USERS)).rows)

            await fetch()
            return [await _stall(fetch) for _ in range(runs)]


def _serve() -> None:
    """Two ports, printed as a list of JSON: one answers plain, one packed."""
    plain = bytes(body())
    ports = []
    for encoding, content in (("", plain), ("gzip", gzip.compress(plain, 1))):
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(encoding, content))
        ports.append(server.server_port)
        threading.Thread(target=server.serve_forever).start()
    print(json.dumps(ports), flush=True)


def _handler(encoding: str, content: bytes) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        """The one answer to whatever is asked."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if encoding:
                self.send_header("Content-Encoding", encoding)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Answering


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        _serve()
    else:
        print(_memory())
