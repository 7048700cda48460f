"""The two commands that start a screen, recognised without click: a start has 300 ms in all.

Whatever is not plainly `[options]` or `demo [options]` (help, a misspelling, a value that looks like an option) is left
to click, which knows how to complain. A test holds the two to the same reading.
"""

from collections.abc import Sequence

from rtc_tui.cli.common import COMMON, DEMO, Flags


def parse(arguments: Sequence[str]) -> tuple[str, Flags] | None:
    """("" or "demo", options by name); None: ask click."""
    command, flags = "", Flags()
    known = {option.name: option.metavar for option in COMMON}
    words = iter(arguments)
    for word in words:
        if word == "demo" and not command:
            command = word
            known |= {option.name: option.metavar for option in DEMO}
            continue
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or name not in known or (equals and not known[name]):
            return None
        if known[name] and not equals:
            value = next(words, "-")
        if value.startswith("-"):
            return None
        flags[name] = value if known[name] else "true"
    return command, flags
