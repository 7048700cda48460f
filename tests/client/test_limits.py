"""The quota through its file: several processes, killed ones, and a file that is damaged, gone, or not to be had."""
# ruff: noqa: ASYNC240 - a few small files, looked at in passing

import asyncio
import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from rtc_tui.client.limits import Limiter, state_path
from rtc_tui.core.account import RateLimit
from rtc_tui.errors import Throttled

TWO = RateLimit(2.0)
ACTION = "ListRealTimeQuality"
MakeLimiter = Callable[..., Limiter]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return state_path(tmp_path / "state", "https://rtc.example", "AKLTmadeup0000000000", ACTION)


@pytest.fixture
def make_limiter(path: Path, clock: Any) -> MakeLimiter:
    def make(limit: RateLimit = TWO, at: Path | None = path) -> Limiter:
        return Limiter(ACTION, limit, at, clock, Random(1))

    return make


async def _go(limiter: Limiter, until: float | None = None) -> None:
    slot = limiter.slot(until or limiter._clock.steady() + 40)
    try:
        await slot.approach()
        await slot.take()
        slot.answered()
    finally:
        slot.close()


def test_the_files_name_says_nothing(path: Path, tmp_path: Path) -> None:
    assert "AKLT" not in path.name
    assert path != state_path(tmp_path / "state", "https://rtc.example", "AKLTother000000000000", ACTION)
    assert path != state_path(tmp_path / "state", "https://rtc.example", "AKLTmadeup0000000000", "ListQuality")


async def test_two_viewers_share(make_limiter: MakeLimiter, clock: Any, path: Path) -> None:
    one, other = make_limiter(), make_limiter()
    began = clock.steady()
    for _ in range(2):
        await _go(one)
        await _go(other)
    assert clock.steady() - began >= 3 * 0.549
    assert one.used() == other.used()
    assert one.used().used == 4
    assert one.note == other.note == ""
    assert path.stat().st_mode & 0o077 == 0


async def test_the_quota_of_the_day_outlives_the_process(make_limiter: MakeLimiter) -> None:
    limit = RateLimit(2.0, per_day=2)
    for _ in range(2):
        await _go(make_limiter(limit))
    with pytest.raises(Throttled, match="2"):
        await _go(make_limiter(limit))


async def test_a_short_wait_is_waited_for_and_a_long_one_is_told(make_limiter: MakeLimiter, clock: Any) -> None:
    limiter = make_limiter(RateLimit(2.0, per_minute=1))
    await _go(limiter)
    with pytest.raises(Throttled, match="quota of the minute") as raised:
        await _go(limiter, clock.steady() + 25)
    assert 55 <= (raised.value.retry_after or 0) <= 61
    began = clock.steady()
    await _go(limiter, clock.steady() + 70)
    assert 55 <= clock.steady() - began <= 62


async def test_a_complaint_reaches_everybody(make_limiter: MakeLimiter, clock: Any) -> None:
    one, other = make_limiter(), make_limiter()
    assert await one.complained(8.0) >= 8.0
    with pytest.raises(Throttled, match="asked for a pause"):
        await _go(other, clock.steady() + 5)
    began = clock.steady()
    await _go(other)
    await _go(other)
    assert clock.steady() - began >= 8.0 + 1.09


async def test_no_place_is_left_behind(make_limiter: MakeLimiter, clock: Any, path: Path) -> None:
    limiter = make_limiter()
    await _go(limiter)
    with pytest.raises(Throttled):
        await _go(limiter, clock.steady() + 0.1)
    assert json.loads(path.read_text())["queue"] == []


_DAMAGE = {
    "empty": b"",
    "garbage": b"garbage",
    "cut off": b"{",
    "zeros": b"\x00" * 4096,
    "beyond range": b'{"sends":[["a",1e400]]}',
    "wrong type": b'{"sends":7}',
    "a list": b"[]",
    "another's": b'{"other":1}',
    "large": b"\xff" * 200_000,
}


@pytest.mark.parametrize("content", _DAMAGE.values(), ids=_DAMAGE.keys())
async def test_a_damaged_file_counts_as_full_and_is_mended(
    make_limiter: MakeLimiter, clock: Any, path: Path, content: bytes
) -> None:
    limiter = make_limiter()
    await _go(limiter)
    path.write_bytes(content)
    began = clock.steady()
    await _go(limiter)
    assert 1.9 <= clock.steady() - began <= 3.0
    assert limiter.note == ""
    assert json.loads(path.read_bytes())["day_used"] >= 1


async def test_a_truncated_file_is_damaged(make_limiter: MakeLimiter, clock: Any, path: Path) -> None:
    for cut in range(0, 60, 7):
        await _go(make_limiter())
        os.truncate(path, cut)
    began = clock.steady()
    await _go(make_limiter())
    assert clock.steady() - began >= 1.9


async def test_a_file_that_was_removed_is_made_again(make_limiter: MakeLimiter, clock: Any, path: Path) -> None:
    limiter = make_limiter()
    await _go(limiter)
    path.unlink()
    began = clock.steady()
    await _go(limiter)
    assert clock.steady() - began >= 0.549  # this process still knows


@pytest.mark.parametrize("blocked", ["below a file", "a directory", "a link"])
async def test_a_file_that_cannot_be_had(
    make_limiter: MakeLimiter, clock: Any, path: Path, tmp_path: Path, blocked: str
) -> None:
    if blocked == "below a file":
        path.parent.write_text("")
    elif blocked == "a directory":
        path.mkdir(parents=True)
    else:
        path.parent.mkdir()
        path.symlink_to(tmp_path / "elsewhere")
    limiter = make_limiter()
    began = clock.steady()
    for _ in range(3):
        await _go(limiter)
    assert clock.steady() - began >= 1.09
    assert "quota not shared" in limiter.note
    assert limiter.used().used == 3
    assert not (tmp_path / "elsewhere").exists()


async def test_a_lock_that_is_never_freed_does_not_stop_us(make_limiter: MakeLimiter, path: Path) -> None:
    """A process that was stopped with ctrl+z at the wrong moment sits on the lock."""
    limiter = make_limiter()
    await _go(limiter)
    with path.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        await _go(limiter)
        assert "lock" in limiter.note
    await _go(limiter)
    assert limiter.note == ""


async def test_old_files_are_tidied_away(make_limiter: MakeLimiter, clock: Any, path: Path) -> None:
    path.parent.mkdir()
    old, fresh, other = (path.parent / name for name in ("quota-old.json", "quota-fresh.json", "notes.json"))
    for file, age in ((old, 3 * 86_400), (fresh, 3600), (other, 9 * 86_400)):
        file.write_text("")
        os.utime(file, (clock.now() - age, clock.now() - age))
    await _go(make_limiter())
    assert not old.exists()
    assert fresh.exists()
    assert other.exists()


# --- real processes on a real clock -----------------------------------------------------------------------------------

_WORKER = """
import asyncio, os, random, sys, time
from pathlib import Path
from rtc_tui.client.limits import Limiter
from rtc_tui.clock import SystemClock
from rtc_tui.core.account import RateLimit

async def main(path, log, name, per_second):
    clock, rng = SystemClock(), random.Random(int(name))
    limiter = Limiter("A", RateLimit(per_second), Path(path), clock, rng)
    file = os.open(log, os.O_WRONLY | os.O_APPEND)
    os.write(file, f"{name} ready {clock.steady()}\\n".encode())
    while True:
        slot = limiter.slot(clock.steady() + 60)
        await slot.take()
        await asyncio.sleep(rng.choice((0, 0, 0.1, 0.3)))  # the way there
        os.write(file, f"{name} sent {clock.steady()}\\n".encode())
        await asyncio.sleep(rng.choice((0, 0.05)))
        slot.answered()
        slot.close()

asyncio.run(main(*sys.argv[1:4], float(sys.argv[4])))
"""


class Crowd:
    """Processes that all want more than they may have."""

    def __init__(self, directory: Path, per_second: float) -> None:
        self.log = directory / "log"
        self.log.touch()
        self.state = directory / "state" / "quota-test.json"
        self.per_second = per_second
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        arguments = [str(self.state), str(self.log), name, str(self.per_second)]
        self.running[name] = subprocess.Popen([sys.executable, "-c", _WORKER, *arguments])

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        process = self.running.pop(name)
        process.send_signal(how)
        process.wait(10)

    def kill_all(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def sent(self, name: str | None = None) -> list[float]:
        lines = [line.split() for line in self.log.read_text().splitlines()]
        return sorted(float(at) for who, what, at in lines if what == "sent" and name in (None, who))

    def wait_for(self, count: int, seconds: float = 30.0) -> None:
        """Until so many requests have gone; the machine may be slow."""
        end = time.monotonic() + seconds
        while len(self.sent()) < count and time.monotonic() < end:
            time.sleep(0.05)
        assert len(self.sent()) >= count


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Crowd]:
    one = Crowd(tmp_path, 6.0)
    try:
        yield one
    finally:
        one.kill_all()


def _most_in_a_second(times: list[float]) -> int:
    return max(sum(at <= other < at + 1.0 for other in times) for at in times)


def test_several_processes_killed_and_restarted_at_random(crowd: Crowd) -> None:
    chance = random.Random(7)
    for name in "123":
        crowd.start(name)
    crowd.wait_for(3)
    for _ in range(5):
        time.sleep(chance.uniform(0.1, 0.5))
        name = chance.choice(list(crowd.running))
        crowd.kill(name)
        crowd.start(name)
    crowd.wait_for(len(crowd.sent()) + 6)
    crowd.kill_all()
    assert _most_in_a_second(crowd.sent()) <= 6
    json.loads(crowd.state.read_bytes())


def test_no_process_starves(crowd: Crowd) -> None:
    for name in "123":
        crowd.start(name)
    crowd.wait_for(1)
    while any(not crowd.sent(name) for name in "123"):
        time.sleep(0.05)
    before = {name: len(crowd.sent(name)) for name in "123"}
    crowd.wait_for(len(crowd.sent()) + 15)
    crowd.kill_all()
    shares = [len(crowd.sent(name)) - before[name] for name in "123"]
    assert min(shares) >= 3, shares
    assert _most_in_a_second(crowd.sent()) <= 6


def test_a_killed_process_leaves_no_lock(crowd: Crowd) -> None:
    for round_ in range(3):
        crowd.start(str(round_))
        crowd.wait_for(round_ + 1)
        crowd.kill(str(round_))
    with crowd.state.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_VIEWER = """
import asyncio, random, sys
from pathlib import Path
from rtc_tui.client.api import RtcClient
from rtc_tui.clock import SystemClock
from rtc_tui.core.account import Credentials, RateLimit, Target
from rtc_tui.core.model import Window

async def main(url, state, seed):
    clock = SystemClock()
    limits = {"ListRealTimeQuality": RateLimit(6.0)}
    async with RtcClient(Credentials("AKLTmadeup0000000000", "s"), Target("app", url), limits=limits,
                         state_dir=Path(state), clock=clock, rng=random.Random(int(seed))) as client:
        for _ in range(5):
            await client.realtime_quality(Window(1_627_056_000, 1_627_056_600), deadline=60)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_the_server_sees_no_second_above_the_limit(tmp_path: Path) -> None:
    """Three viewers over a real socket, with connections that take their time and answers that do."""
    arrivals: list[float] = []
    chance = random.Random(5)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                arrivals.append(time.monotonic())
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
                await asyncio.sleep(chance.choice((0, 0, 0.2)))
                body = b'{"ResponseMetadata":{"RequestId":"r"},"Result":{}}'
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    viewers = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", _VIEWER, url, str(tmp_path / "state"), str(seed))
        for seed in range(3)
    ]
    try:
        codes = await asyncio.wait_for(asyncio.gather(*(viewer.wait() for viewer in viewers)), 50)
    finally:
        for viewer in viewers:
            if viewer.returncode is None:
                viewer.kill()
        server.close()
    assert codes == [0, 0, 0]
    assert len(arrivals) == 15
    assert _most_in_a_second(arrivals) <= 6
