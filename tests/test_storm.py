"""Many viewers of one account on one host: the service never sees more than it allows, and nobody starves."""

import json
import random
import subprocess
import time
from bisect import bisect_left
from collections import defaultdict
from pathlib import Path

from tests.running import PATIENCE, command, environment, service

WATCHERS, LOOPERS, SECONDS, LIMIT = 3, 2, 10.0, 2


def start(url: str, home: Path, kind: str, name: int) -> subprocess.Popen[bytes]:
    """A `--watch`, or one `get live` of a loop, which writes to a file of its own."""
    words = ["get", "live", "--format", "json", *(["--watch", "1"] if kind == "watch" else [])]
    with (home / f"{kind}-{name}.out").open("ab") as out:
        return subprocess.Popen(command(url, *words), env=environment(home), stdout=out, stderr=subprocess.DEVNULL)


def test_no_second_above_the_limit_while_processes_are_killed_and_restarted(tmp_path: Path) -> None:
    """Three watchers and two loops, killed at random: at most two requests of an action in any second, each is served."""
    log, chance = tmp_path / "requests.jsonl", random.Random(7)

    def answered(who: tuple[str, int]) -> bool:
        """Something; and the one watcher that nobody kills again and again, not only once: buckets come each 30 s."""
        return (tmp_path / f"{who[0]}-{who[1]}.out").read_bytes().count(b"\n") >= (3 if who == ("watch", 0) else 1)

    with service(tmp_path, "--request-log", str(log)) as url:
        running = {("watch", n): start(url, tmp_path, "watch", n) for n in range(WATCHERS)}
        running |= {("loop", n): start(url, tmp_path, "loop", n) for n in range(LOOPERS)}
        end = time.monotonic() + SECONDS
        # Killing stops after a while; then whoever was unlucky so far has to be served too.
        while (left := end - time.monotonic()) > 0 or (left > -PATIENCE and not all(map(answered, running))):
            time.sleep(0.25)
            for (kind, n), process in list(running.items()):
                if left > 0 and process.poll() is None and n and chance.random() < 0.05:
                    process.kill()  # as hard as it gets: no handler runs, a lock may be held
                if process.poll() is not None:
                    process.wait()
                    running[kind, n] = start(url, tmp_path, kind, n)
        for process in running.values():
            process.kill()
            process.wait()
    assert worst(log) <= LIMIT
    assert all(map(answered, running)), "somebody never got an answer"


def worst(log: Path) -> int:
    """The most requests of one action in any one second, by the service's own log."""
    times: dict[str, list[float]] = defaultdict(list)
    for line in log.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        times[entry["action"]].append(entry["steady"])
    assert sum(map(len, times.values())) > 10
    return max(
        i + 1 - bisect_left(each, at - 1.0 + 1e-6) for each in map(sorted, times.values()) for i, at in enumerate(each)
    )
