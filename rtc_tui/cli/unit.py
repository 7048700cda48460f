"""The recorder as a service of the user's systemd. Pure: which program is meant is passed in."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rtc_tui.cli.common import COMMON
from rtc_tui.config.settings import variable
from rtc_tui.text import t

_NEVER: Final = ("access-key",)  # belongs to a secret, which can not be in a unit
_OF_A_SCREEN: Final = ("ascii", "no-color")
_PATHS: Final = ("config", "log", "record-http")
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+./:,@")
_UNIT: Final = """\
# {place}
#   rtc-tui record --print-unit > ~/.config/systemd/user/rtc-tui-record.service
#   systemctl --user daemon-reload && systemctl --user enable --now rtc-tui-record
#   loginctl enable-linger            # {linger}
#   journalctl --user -u rtc-tui-record
# {keys}
#   systemctl --user edit rtc-tui-record      [Service] EnvironmentFile=%h/.config/rtc-tui/keys
[Unit]
Description={description}
After=network-online.target

[Service]
ExecStart={command}
Restart=always
RestartSec=10
# {restart}
RestartPreventExitStatus=2 3
UMask=0077
NoNewPrivileges=yes
MemoryMax=300M

[Install]
WantedBy=default.target
"""


def unit(flags: Mapping[str, str], environment: Mapping[str, str], started: str, python: str, app: str) -> str:
    """A unit that records with the same options, whether they were given as such or in the environment.

    `started` is how this program was called, `python` who runs it.
    """
    words = [*program(started, python), *_options(_given(flags, environment)), "record"]
    said = {name: t(f"record.unit_{name}") for name in ("place", "linger", "keys", "restart")}
    description = t("record.unit_description", app=app.replace("%", "%%"))
    return _UNIT.format(description=description, command=" ".join(map(quoted, words)), **said)


def _given(flags: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """What was asked for, by name: a service does not inherit the shell that the unit was printed in."""
    found = {one.name: environment.get(variable(one.name), "") for one in COMMON}
    return {name: value for name, value in (found | dict(flags)).items() if value or name in flags}


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


def _options(given: Mapping[str, str]) -> list[str]:
    """In the form that stands before a command."""
    left_out = (*_NEVER, *_OF_A_SCREEN)
    return [
        word for name, value in given.items() if name not in left_out for word in (f"--{name}", _there(name, value))
    ]


def _there(name: str, value: str) -> str:
    """The value as it means the same in whatever folder the service starts."""
    scheme, colon, place = value.partition(":")
    if name == "archive" and scheme == "sqlite" and colon:
        return f"sqlite:{Path(place).expanduser().absolute()}"
    return str(Path(value).expanduser().absolute()) if name in _PATHS else value
