"""The program and the service as processes of their own, for tests that need the real thing."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

KEY: Final = "AKLTrunningrunningrunning"
SECRET: Final = "cnVubmluZy1zZWNyZXQtb2YtdGVzdHM="
TOKEN: Final = "STSrunningtokenrunningtoken=="
APP: Final = "661e0543cf"
PATIENCE: Final = 60.0  # seconds: a bound for a hang, not a measure


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing inherited but what finds the program; a home of its own."""
    keep = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    keys = {"VOLCENGINE_ACCESS_KEY": KEY, "VOLCENGINE_SECRET_KEY": SECRET}
    return {**keep, **keys, "HOME": str(home), "LANG": "C.UTF-8", "RTC_TUI_APP": APP, **more}


@contextmanager
def service(home: Path, *options: str, **more: str) -> Iterator[str]:
    """The simulator on a port of its own; its URL."""
    command = [sys.executable, "-m", "rtc_tui", "simulate", *options]
    with subprocess.Popen(command, env=environment(home, **more), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found
            yield found[0]
        finally:
            process.terminate()


def faults(url: str, *kinds: str) -> None:
    """From now on the service has these faults."""
    body = json.dumps(list(kinds)).encode()
    urllib.request.urlopen(urllib.request.Request(f"{url}/_simulator/faults", body), timeout=5).close()  # noqa: S310


def command(url: str, *words: str) -> list[str]:
    """`rtc-tui …` against that service."""
    return [sys.executable, "-m", "rtc_tui", "--endpoint", url, *words]


def run(url: str, home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run to the end."""
    return subprocess.run(
        command(url, *words), env=environment(home, **more), capture_output=True, timeout=PATIENCE, check=False
    )
