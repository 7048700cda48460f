"""The recorder as a service of the user's systemd. Pure: which program is meant is passed in."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rtc_tui.text import t

_NEVER: Final = ("access-key",)  # belongs to a secret, which can not be in a unit
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+./:,@")


def unit(flags: Mapping[str, str], started: str, python: str, app: str) -> str:
    """A unit that records with the same options. `started` is how this program was called, `python` who runs it."""
    words = [*program(started, python), *_options(flags), "record"]
    return t("record.unit", app=app.replace("%", "%%"), command=" ".join(map(quoted, words)))


def program(started: str, python: str) -> list[str]:
    """The words that call this program from anywhere."""
    name = Path(started).name
    if name == "rtc-tui":
        found = started if "/" in started else shutil.which(started)
        if found:
            return [str(Path(found).absolute())]
    return [python, "-m", "rtc_tui"]


def quoted(word: str) -> str:
    """As systemd reads it back: specifiers and variables doubled, what is not plain between quotes."""
    text = word.replace("%", "%%").replace("$", "$$")
    if word and all(letter in _PLAIN for letter in word):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _options(flags: Mapping[str, str]) -> list[str]:
    """The common options that were given, in the form that stands before a command."""
    out = []
    for name, value in flags.items():
        if name in _NEVER:
            continue
        if name in ("ascii", "no-color"):
            continue  # of a screen that there is not
        place = str(Path(value).expanduser().absolute()) if name in ("config", "log", "record-http") else value
        out += [f"--{name}", place]
    return out
