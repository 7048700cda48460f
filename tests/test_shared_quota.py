"""Several programs on one host, for real: a recorder and two screens ask the service as much as one does."""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.programs import WAITING
from tests.running import APP, KEY, PATIENCE, SECRET, command, service
from tests.test_end_to_end import running, until

pytestmark = pytest.mark.pty
LIVE = ("● LIVE", r"join 5s", r"\d\d\.\d\d % ●")


def requests(log: Path) -> Counter[str]:
    """How often each action was asked."""
    return Counter(re.search(r"List\w+", line)[0] for line in log.read_text().splitlines() if "List" in line)  # type: ignore[index]


def test_two_screens_beside_a_recorder_ask_nothing(tmp_path: Path) -> None:
    """Both show live values within seconds, and the service has heard of the recorder alone."""
    log, state = tmp_path / "requests", tmp_path / "state"
    with service(tmp_path, "--request-log", str(log)) as url:
        keys = {"VOLCENGINE_ACCESS_KEY": KEY, "VOLCENGINE_SECRET_KEY": SECRET, "RTC_TUI_ARCHIVE": f"sqlite:{state}"}
        environment = {
            **WAITING.environment,
            **keys,
            "RTC_TUI_APP": APP,
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
        }
        recorder = subprocess.Popen(command(url, "record"), env=environment, stderr=subprocess.DEVNULL)
        try:
            wait_for(lambda: requests(log)["ListRealTimeQuality"] >= 2 and any(state.glob("*.db")))
            screen = replace(
                WAITING, command=(sys.executable, "-m", "rtc_tui", "--app", APP, "--endpoint", url), environment=keys
            )
            with running(screen, tmp_path / "one") as one, running(screen, tmp_path / "two") as two:
                until(one, *LIVE)
                until(two, *LIVE)
                found = requests(log)
                for session in (one, two):
                    session.send(b"q")
                    assert session.wait(PATIENCE)
                    assert session.status == 0
        finally:
            recorder.terminate()
            recorder.wait(PATIENCE)
    # Its own two products, and at most one more bucket; a screen of its own would add at least one of each.
    assert found["ListRealTimeOperationData"] <= 2, json.dumps(found)
    assert found["ListRealTimeQuality"] <= 4, json.dumps(found)


def wait_for(ready: Callable[[], bool]) -> None:
    """Until it is so."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if ready():
                return
        except FileNotFoundError:
            pass
        time.sleep(0.1)
    raise AssertionError("it never came to that")
