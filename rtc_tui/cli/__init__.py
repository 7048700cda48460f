"""The composition root: read the command line, build what it needs, start it, and turn what happens into an exit code.

stdout is data, stderr is talk. Nothing heavy is imported here: click, httpx and Textual are loaded by the commands that
use them, and the two commands that start a screen load neither of the first two before it is drawn.
"""

import gc
import os
import sys
from collections.abc import Sequence

from rtc_tui.cli import fast, language, talk


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    talk.prepare_streams()
    return talk.exit_code(lambda: _run(words), monitored=talk.monitored(words))


def _run(words: list[str]) -> int:
    language.choose(words, os.environ)
    screen = fast.parse(words)
    if screen is None:
        from rtc_tui.cli.root import run

        return run(words)
    gc.disable()  # a twentieth of the start; `monitor.screen` turns it on again when something is on screen
    command, flags = screen
    if command:
        from rtc_tui.cli.demo import demo

        return demo(flags)
    from rtc_tui.cli.monitor import monitor

    return monitor(flags)
