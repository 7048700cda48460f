"""What a start has loaded when the first screen stands: all of it is paid for before anything is seen."""

import os
import subprocess
import sys
from pathlib import Path

# Runs the screen without a terminal. The source is asked for once, after the first paint: by then everything is loaded
# that the paint has waited for.
PROGRAM = """
import os, sys
from rtc_tui.cli import compose, monitor

def first_painted():
    classes = {
        each for name, module in sys.modules.items() if name.startswith("rtc_tui")
        for each in vars(module).values() if isinstance(each, type) and each.__module__.startswith("rtc_tui")
    }
    print(*sorted(sys.modules))
    print(*sorted(each.__name__ for each in classes if "__dataclass_fields__" in vars(each)), flush=True)
    os._exit(0)

flags = {"app": "661e0543cf", "endpoint": "http://127.0.0.1:9"}
monitor.screen(compose.configured(flags, os.environ), first_painted)
"""

# Loaded in the worker, by the pane that shows it, or by the key that asks for it.
LATER = (
    *("click", "httpx", "msgspec", "plotext", "sqlite3", "tomllib", "uvicorn", "zoneinfo"),
    *(f"rtc_tui.{name}" for name in ("archive", "client", "feed", "report", "simulator", "store")),
    *(f"rtc_tui.config.{name}" for name in ("archive_access", "lines", "shelf")),
    *(f"rtc_tui.core.{name}" for name in ("actions", "ask", "call", "calls", "diagnosis", "listing", "merge", "shelf")),
    *(f"rtc_tui.tui.{name}" for name in ("commands", "dialogs", "filter", "panes.calls", "panes.history")),
    *(f"rtc_tui.tui.{name}" for name in ("panes.distribution", "panes.reference", "widgets.heatmap", "widgets.matrix")),
    *(f"rtc_tui.views.{name}" for name in ("calls", "distribution", "entries", "heat", "history", "overlay")),
)
MOST_DATACLASSES = 26  # each takes a third of a millisecond to be made; a NamedTuple takes a fourth of that


def started(folder: Path) -> list[list[str]]:
    """Modules and dataclasses at the first paint."""
    own = {"HOME": str(folder), "TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver", "LANG": "C.UTF-8"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "RTC_TUI_"))} | own
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=environment, timeout=60
    )
    return [line.split() for line in done.stdout.splitlines()]


def test_the_first_screen_waits_for_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    """Whatever speaks to the service, keeps data or draws another pane is loaded after the first paint."""
    modules, classes = started(tmp_path)
    assert "rtc_tui.tui.panes.live" in modules
    assert [name for name in modules if any(name == later or name.startswith(f"{later}.") for later in LATER)] == []
    assert len(classes) <= MOST_DATACLASSES, classes
