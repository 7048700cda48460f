"""`make faults`: the faults of the simulator against the real program, written down in rtc_tui/FAULTS.md.

For each: one `get live` (what it says, its exit code, its seconds, its peak memory), and a `get live --watch` that is
started under the fault and has to come back by itself once it is gone. Nothing here is asserted; the page is
compared with what it must not contain by tests/test_faults_page.py.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.request import Request, urlopen

from rtc_tui.simulator.faults import FaultKind, catalogue
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from tests.running import command, environment

PAGE: Final = Path(__file__).parent.parent / "rtc_tui" / "FAULTS.md"
WORKERS: Final = 3
PATIENCE: Final = 60.0  # seconds: the program's own deadline is 40
RECOVERY: Final = 60.0  # seconds for a watch to come back: what it has under way may last 40
_PLENTY: Final = "limit:100"  # the quota is another test's business

HEAD: Final = """# What rtc-tui does when something is wrong

Made by `make faults` from a real run: the simulator with each of its faults, and `rtc-tui get live` against it. The
screen shows the same sentences in its banner. *Seconds* and *MB* (peak memory of the process) are of that run;
*recovered* tells whether a `--watch` that was started under the fault came back by itself once the fault was gone.

"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One row of the page."""

    fault: str
    says: str
    code: int
    seconds: float
    megabytes: float
    recovered: str


class Worker:
    """A simulator that takes one fault after the other."""

    def __init__(self) -> None:
        self._url = ""
        self._service: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._service = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "rtc_tui", "simulate", "--fault", _PLENTY,
            env=environment(Path(tempfile.gettempdir())),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert self._service.stdout is not None
        found = re.search(r"http://\S+", (await self._service.stdout.readline()).decode())
        assert found
        self._url = found[0]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._service is not None and self._service.returncode is None:
            self._service.kill()
            await self._service.wait()

    async def see(self, fault: str) -> Seen:
        """One fault: told by a `get live`, and by a `--watch` that has to come back once it is gone."""
        await asyncio.to_thread(_set, self._url, _PLENTY, fault)
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            watch = await self._watch(Path(other))
            try:
                words = command(self._url, "get", "live", "--format", "json")
                code, seconds, megabytes, out, err = await asyncio.to_thread(_run, words, environment(Path(one)))
                recovered = await self._recovery(watch)
            finally:
                if watch.returncode is None:
                    watch.kill()
                await watch.wait()
        says = _sentence(code, out, err).replace(self._url, "http://…")
        return Seen(fault, says, code, seconds, megabytes, recovered)

    async def _watch(self, home: Path) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *command(self._url, "get", "live", "--format", "json", "--watch", "1"),
            env=environment(home), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=1 << 26,
        )  # fmt: skip

    async def _recovery(self, watch: asyncio.subprocess.Process) -> str:
        """Seconds from the end of the fault to a live answer; what was never lost needs none."""
        assert watch.stdout is not None
        try:
            async with asyncio.timeout(PATIENCE):
                first = await watch.stdout.readline()
            await asyncio.to_thread(_set, self._url, _PLENTY)
            start = time.monotonic()
            if _live(first):
                return "0 s"
            async with asyncio.timeout(RECOVERY):
                async for line in watch.stdout:
                    if _live(line):
                        return f"{time.monotonic() - start:.0f} s"
        except TimeoutError:
            return "no"
        return f"no: ended with {await watch.wait()}"


def _live(line: bytes) -> bool:
    health = json.loads(line or b'{"health": {"state": "ended", "errors": []}}')["health"]
    return health["state"] == "live" and not health["errors"]


def _set(url: str, *kinds: str) -> None:
    urlopen(Request(f"{url}/_simulator/faults", json.dumps(kinds).encode()), timeout=10).close()  # noqa: S310 - ours


def _run(command: list[str], environment: dict[str, str]) -> tuple[int, float, float, str, str]:
    """(exit code, seconds, peak MB, stdout, stderr) of one process; in a thread, for wait4 tells the memory."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        pid = os.posix_spawn(
            command[0], command, environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)],
        )  # fmt: skip
        while True:
            ended, status, usage = os.wait4(pid, os.WNOHANG)
            if ended:
                break
            if time.monotonic() - start > PATIENCE:
                os.kill(pid, 9)
            time.sleep(0.02)
        seconds = time.monotonic() - start
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read(200_000).decode("utf-8", "replace"))
    return os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss / 1024, texts[0], texts[1]


def _sentence(code: int, out: str, err: str) -> str:
    """What the user reads: the error and what to do, or how much of the answer was usable."""
    if "Traceback" in err:
        return "Traceback: a bug"
    said = [line.partition(": ")[2] for line in err.splitlines() if line.startswith(("error:", "hint:"))]
    if code:
        return " → ".join(said)
    answer = json.loads(out)
    points = sum(len(series["points"]) for series in answer["series"])
    beside = " ".join(err.splitlines()[:2])
    return f"values: {len(answer['series'])} series, {points} buckets" + (f"; {beside}" if beside else "")


def _examples(kind: FaultKind) -> list[str]:
    """What `get live` can meet; of the hundreds of wrong types and the errors with 200, a sample."""
    chosen = [each for each in kind.examples if "@" not in each]
    if kind.name == "wrong":
        return [each for each in chosen if each.endswith((":string", ".[]:object"))]
    if kind.name == "error":
        return [each for each in chosen if not each.endswith(":200")] + ["error:AccessDenied:200"]
    if kind.name in {"mutate", "redirect", "hostile"}:
        return chosen[:16]
    return [each for each in chosen if not each.startswith("limit:")]


def _table(rows: Sequence[Seen]) -> str:
    lines = ["| fault | what the user reads | exit | s | MB | recovered after |", "|---|---|--:|--:|--:|--:|"]
    for row in rows:
        says = re.sub(r"\d{14}[0-9A-F]+", "…", re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", row.says))
        cells = [
            f"`{row.fault}`", safe(says, 400), str(row.code), f"{row.seconds:.1f}", f"{row.megabytes:.0f}", row.recovered,
        ]  # fmt: skip
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def _page(kinds: Sequence[FaultKind], rows: dict[str, Seen]) -> Iterator[str]:
    yield HEAD
    for family in dict.fromkeys(kind.family for kind in kinds):
        here = [kind for kind in kinds if kind.family == family and _examples(kind)]
        if here:
            yield f"## {family}\n\n"
            yield from (f"- `{kind.name}`: {t(kind.text)}\n" for kind in here)
            yield "\n" + _table([rows[each] for kind in here for each in _examples(kind)]) + "\n\n"


async def _work(waiting: list[str], rows: dict[str, Seen]) -> None:
    async with Worker() as worker:
        while waiting:
            fault = waiting.pop(0)
            rows[fault] = seen = await worker.see(fault)
            sys.stderr.write(
                f"{len(waiting)} left  {fault}: {seen.code}  {seen.seconds:.1f} s  {seen.megabytes:.0f} MB  "
                f"{seen.recovered}  {seen.says[:90]}\n"
            )


def _kept() -> dict[str, Seen]:
    """What the page tells already."""
    found = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else ():
        if line.startswith("| `"):
            cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            fault = cells[0].strip("`")
            found[fault] = Seen(fault, cells[1], int(cells[2]), float(cells[3]), float(cells[4]), cells[5])
    return found


async def main(only: Sequence[str] = ()) -> None:
    """Run every example and write the page; with names of kinds, run those alone and keep the rest of the page."""
    kinds = list(catalogue())
    waiting = [each for kind in kinds if not only or kind.name in only for each in _examples(kind)]
    rows = _kept() if only else {}
    await asyncio.gather(*(_work(waiting, rows) for _ in range(WORKERS)))
    PAGE.write_text("".join(_page(kinds, rows)).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
