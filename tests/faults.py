"""`make faults`: every fault of the simulator against the real program, written down in rtc_tui/FAULTS.md.

For each example: one `get live` (what it says, its exit code, its seconds, its peak memory), and one `get live --watch`
that is started under the fault and has to come back by itself once the fault is gone. Nothing here is asserted; the page
is compared with what it must not contain by tests/test_faults_page.py.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.request import Request, urlopen

from rtc_tui.simulator.faults import FaultKind, catalogue
from rtc_tui.text import t
from rtc_tui.text.safe import safe

PAGE: Final = Path(__file__).parent.parent / "rtc_tui" / "FAULTS.md"
AT_ONCE: Final = 3
PATIENCE: Final = 60.0  # seconds: the program's own deadline is 40
RECOVERY: Final = 45.0  # seconds for a watch to come back
_KEYS: Final = {"VOLCENGINE_ACCESS_KEY": "AKLTfaultsfaultsfaults", "VOLCENGINE_SECRET_KEY": "ZmF1bHRzLXNlY3JldA=="}

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
    code: str
    seconds: float
    megabytes: float
    recovered: str


def _environment(home: str) -> dict[str, str]:
    keep = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {**keep, **_KEYS, "HOME": home, "XDG_STATE_HOME": f"{home}/state", "LANG": "C.UTF-8", "RTC_TUI_TZ": "UTC"}


@asynccontextmanager
async def _service(fault: str, home: str) -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "rtc_tui", "simulate", "--fault", fault,
        env=_environment(home), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        ready = (await process.stdout.readline()).decode()
        found = re.search(r"http://\S+", ready)
        if not found:
            raise RuntimeError(f"the simulator does not start with {fault}: {ready}")
        yield found[0]
    finally:
        process.terminate()
        await process.wait()


def _get(url: str, *more: str) -> list[str]:
    return [sys.executable, "-m", "rtc_tui", "--endpoint", url, "--app", "661e0543cf", "get", "live", *more]


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
    dropped = answer["health"].get("dropped_points", 0)
    left_out = f", {dropped} points left out" if dropped else ""
    lacking = " ".join(err.splitlines()[:1])
    return f"values: {len(answer['series'])} series, {points} buckets{left_out}" + (f"; {lacking}" if lacking else "")


async def _recovers(url: str, home: str) -> str:
    """Whether a watch that began under the fault shows live values once it is gone."""
    process = await asyncio.create_subprocess_exec(
        *_get(url, "--format", "json", "--watch", "1"),
        env=_environment(home), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=1 << 26,
    )  # fmt: skip
    try:
        await asyncio.sleep(2.0)
        await asyncio.to_thread(_clear, url)
        async with asyncio.timeout(RECOVERY):
            return await _first_live(process)
    except TimeoutError:
        return "no"
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _first_live(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        answer = json.loads(line)
        if answer["health"]["state"] == "live" and answer["series"]:
            return "yes"
    return f"no: ended with {await process.wait()}"


def _clear(url: str) -> None:
    urlopen(Request(f"{url}/_simulator/faults", b"[]"), timeout=10).close()  # noqa: S310 - the simulator's own URL


async def _example(fault: str, turn: asyncio.Semaphore) -> Seen:
    async with turn:
        with tempfile.TemporaryDirectory() as home:
            async with _service(fault, home) as url:
                code, seconds, megabytes, out, err = await asyncio.to_thread(
                    _run, _get(url, "--format", "json"), _environment(home)
                )
                recovered = await _recovers(url, home)
        seen = Seen(fault, _sentence(code, out, err).replace(url, "http://…"), str(code), seconds, megabytes, recovered)
        sys.stderr.write(f"{fault}: {code} {seconds:.1f} s {megabytes:.0f} MB {recovered}\n")
        return seen


def _table(kinds: list[FaultKind], rows: dict[str, Seen]) -> str:
    lines = ["| fault | what the user reads | exit | s | MB | recovered |", "|---|---|--:|--:|--:|---|"]
    for kind in kinds:
        for example in kind.examples:
            row = rows[example]
            says = re.sub(r"\d{14}[0-9A-F]+", "…", re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", row.says))
            cells = [
                f"`{row.fault}`",
                safe(says, 400),
                row.code,
                f"{row.seconds:.1f}",
                f"{row.megabytes:.0f}",
                row.recovered,
            ]
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


async def main() -> None:
    """Run every example and write the page."""
    turn = asyncio.Semaphore(AT_ONCE)
    kinds = list(catalogue())
    examples = [example for kind in kinds for example in kind.examples]
    rows = dict(zip(examples, await asyncio.gather(*(_example(each, turn) for each in examples)), strict=True))
    parts = [HEAD]
    for family in dict.fromkeys(kind.family for kind in kinds):
        here = [kind for kind in kinds if kind.family == family]
        parts.append(f"## {family}\n\n")
        parts += [f"- `{kind.name}`: {t(kind.text)}\n" for kind in here]
        parts.append("\n" + _table(here, rows) + "\n\n")
    PAGE.write_text("".join(parts).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
