"""What importing the client costs."""

import subprocess
import sys


def test_httpx_does_without_its_command_line() -> None:
    """The client loads neither click nor rich nor pygments, and httpx works all the same."""
    code = (
        "import sys, rtc_tui.client.api, httpx; "
        "print([name for name in ('click', 'rich', 'pygments', 'textual') if name in sys.modules], httpx.AsyncClient)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("[] <class")
