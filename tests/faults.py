"""`make faults`: the faults of the simulator against the real program, written down in rtc_tui/FAULTS.md.

For each: one `get live` (what it says, its exit code, its seconds, its peak memory), and a `get live --watch` that is
started under the fault and has to come back by itself once it is gone. Then a choice of them for each other action, with
the command that asks for it (tests/trials.py). Nothing here is asserted; the page is compared with what it must not
contain by tests/test_faults_page.py.
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
from typing import Any, Final, Self
from urllib.request import Request, urlopen

from rtc_tui.simulator.faults import FaultKind, catalogue
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from tests import trials
from tests.running import command, environment

PAGE: Final = Path(__file__).parent.parent / "rtc_tui" / "FAULTS.md"
WORKERS: Final = 3
PATIENCE: Final = 60.0  # seconds: the program's own deadline is 40
RECOVERY: Final = 60.0  # seconds for a watch to come back: what it has under way may last 40
NEVER: Final = "–"  # what has passed is asked once
_LONGEST: Final = 1 << 26  # bytes of what one command says
_PLENTY: Final = "limit:100"  # the quota is another test's business

HEAD: Final = """# What rtc-tui does when something is wrong

Made by `make faults` from a real run: the simulator with each of its faults, and `rtc-tui get live` against it, then
the other actions with the commands that ask for them. The screen shows the same sentences in its banner. *Seconds* and
*MB* (peak memory of the process) are of that run; *recovered* tells whether a `--watch` that was started under the
fault came back by itself once the fault was gone.

"""
LIVE: Final = ("get", "live")


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

    async def see(self, fault: str, words: Sequence[str] = LIVE) -> Seen:
        """One fault: told by a command, and by the same with `--watch`, which has to come back once it is gone."""
        await asyncio.to_thread(_set, self._url, _PLENTY, fault)
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            watch = await self._watch(words, Path(other)) if "distribution" not in words else None
            try:
                once = _command(self._url, *words)
                code, seconds, megabytes, out, err = await asyncio.to_thread(_run, once, environment(Path(one)))
                recovered = await self._recovery(watch) if watch else NEVER
            finally:
                if watch and watch.returncode is None:
                    watch.kill()
                if watch:
                    await watch.wait()
        says = _sentence(code, out, err).replace(self._url, "http://…")
        return Seen(fault, says, code, seconds, megabytes, recovered)

    async def _watch(self, words: Sequence[str], home: Path) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *_command(self._url, *words, "--watch", "1"),
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


def _command(url: str, *words: str) -> list[str]:
    """The program with these words, printing JSON; what no command asks for alone is asked by a program of the tests."""
    if words[0] == trials.ONLINE:
        return [sys.executable, "-m", "tests.online", url, *words[1:]]
    return command(url, *words, "--format", "json")


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
            texts.append(file.read(_LONGEST).decode("utf-8", "replace"))
    return os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss / 1024, texts[0], texts[1]


def _sentence(code: int, out: str, err: str) -> str:
    """What the user reads: the error and what to do, or how much of the answer was usable."""
    if "Traceback" in err:
        return "Traceback: a bug"
    said = [line.partition(": ")[2] for line in err.splitlines() if line.startswith(("error:", "hint:"))]
    if code:
        return " → ".join(said)
    beside = " ".join(err.splitlines()[:3])
    return _values(json.loads(out)) + (f"; {beside}" if beside else "")


def _values(answer: dict[str, Any]) -> str:
    """How much was usable."""
    for name in ("rooms", "users"):
        if name in answer:
            return f"values: {len(answer[name])} {name}"
    if "series" in answer:
        return f"values: {len(answer['series'])} series, {_points(answer)} buckets"
    return f"values: {len(answer['rows'])} rows, {_points(answer)} points"


def _points(value: Any) -> int:
    """How many there are below it."""
    if isinstance(value, dict):
        return sum(len(one) if name in {"points", "values"} else _points(one) for name, one in value.items())
    return sum(map(_points, value)) if isinstance(value, list) else 0


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
            yield "\n" + _table([rows[each] for kind in here for each in _examples(kind) if each in rows]) + "\n\n"


def _by_action(rows: dict[str, Seen]) -> Iterator[str]:
    """The other actions, each with its own command."""
    yield "# Each action by itself\n\nAll error codes are among these once with HTTP 200.\n\n"
    for trial in trials.TRIALS:
        yield f"## {trial.action}: {trial.asked_by}\n\n"
        yield _table([rows[each] for each in trials.faults(trial) if each in rows]) + "\n\n"


async def _work(waiting: list[tuple[str, Sequence[str]]], rows: dict[str, Seen]) -> None:
    async with Worker() as worker:
        while waiting:
            fault, words = waiting.pop(0)
            rows[fault] = seen = await worker.see(fault, words)
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
    """Run every example and write the page; with names of kinds or actions, run those alone and keep the rest of it."""
    kinds = list(catalogue())
    waiting: list[tuple[str, Sequence[str]]] = []
    waiting += [(each, LIVE) for kind in kinds if not only or kind.name in only for each in _examples(kind)]
    chosen = [trial for trial in trials.TRIALS if not only or trial.action in only]
    waiting += [(each, trial.words) for trial in chosen for each in trials.faults(trial)]
    rows = _kept() if only else {}
    try:
        await asyncio.gather(*(_work(waiting, rows) for _ in range(WORKERS)))
    finally:  # what was seen is worth minutes
        PAGE.write_text("".join([*_page(kinds, rows), *_by_action(rows)]).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
