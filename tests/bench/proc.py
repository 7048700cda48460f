"""What /proc tells about a program: its processes, their CPU time and memory. Linux only."""

import os
import time
from pathlib import Path
from typing import Final, NamedTuple

_TICK: Final = os.sysconf("SC_CLK_TCK")
_PROC: Final = Path("/proc")


class Stat(NamedTuple):
    """The fields of /proc/PID/stat that are used. `own` is in seconds, `start` in ticks since boot."""

    parent: int
    session: int
    own: float
    start: int
    state: str


def stat(pid: int) -> Stat | None:
    """None when there is no such process any more."""
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    fields = text[text.rindex(")") + 2 :].split()
    own = (int(fields[11]) + int(fields[12])) / _TICK
    return Stat(int(fields[1]), int(fields[3]), own, int(fields[19]), fields[0])


def family(root: int) -> dict[int, int]:
    """PID to start time of a process, its descendants and the members of its session; no zombies."""
    everybody = {int(path.name): found for path in _PROC.glob("[0-9]*") if (found := stat(int(path.name)))}
    known: dict[int, int] = {}
    to_do = [root, *(pid for pid, found in everybody.items() if found.session == root)]
    while to_do:
        pid = to_do.pop()
        if pid in everybody and pid not in known:
            known[pid] = everybody[pid].start
            to_do += [child for child, found in everybody.items() if found.parent == pid]
    return {pid: start for pid, start in known.items() if everybody[pid].state not in "ZX"}


def still_there(pid: int, start: int) -> bool:
    """Whether this very process lives; its number may have a new bearer."""
    found = stat(pid)
    return found is not None and found.start == start and found.state not in "ZX"


def cpu_seconds(pid: int) -> float:
    """CPU time of one process, without its children. By the nanosecond clock of that process where there is one."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        found = stat(pid)
        return found.own if found else 0.0


def rss_mb(pid: int) -> float:
    """Resident memory of one process, in MB."""
    try:
        lines = (_PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)
