"""One small function per kind of value: from a flag's text or from TOML to what the program uses, or `Unfit`.

A complaint names what is allowed. It repeats the value only when that cannot be a secret: somebody pastes a key into
the wrong line sooner or later.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rtc_tui.config.zone import find_zone, near
from rtc_tui.text import t
from rtc_tui.text.safe import safe

Reader = Callable[[object], object]

# Themes of ours (auto, dark, light) and those that Textual ships; a test holds the list to Textual's own.
THEMES: Final = (
    "auto", "dark", "light", "textual-dark", "textual-light", "ansi-dark", "ansi-light", "nord", "gruvbox",
    "catppuccin-mocha", "catppuccin-latte", "catppuccin-frappe", "catppuccin-macchiato", "dracula", "tokyo-night",
    "monokai", "flexoki", "solarized-light", "solarized-dark", "rose-pine", "rose-pine-moon", "rose-pine-dawn",
    "atom-one-dark", "atom-one-light",
)  # fmt: skip
_YES: Final = {"1", "true", "yes", "on"}
_NO: Final = {"0", "false", "no", "off", ""}
_LOOPBACK: Final = re.compile(r"localhost|127(\.[0-9]{1,3}){3}|::1", re.IGNORECASE)
_ID: Final = re.compile(r"[A-Za-z0-9@._-]{1,128}")
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE)


class Unfit(ValueError):  # noqa: N818 - reads as what happened
    """A value that will not do. `message` says why, `hint` what would."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def suggest(word: str, allowed: "tuple[str, ...] | list[str]") -> str:
    """`Allowed: a, b, c.`, and before it `Did you mean …?` where one is near."""
    from difflib import get_close_matches

    all_of_them = t("config.allowed", names=", ".join(allowed))
    close = get_close_matches(word.casefold(), [name.casefold() for name in allowed], n=1, cutoff=0.5)
    if not close:
        return all_of_them
    meant = next(name for name in allowed if name.casefold() == close[0])
    return t("config.did_you_mean", name=meant) + " " + all_of_them


def text(value: object) -> str:
    """Any line of text that can be shown as it is."""
    if not isinstance(value, str):
        raise Unfit(t("config.want_text"))
    line = value.strip()
    if line != safe(line, 4096):
        raise Unfit(t("config.want_plain"))
    return line


def matching(pattern: str, wanted: str) -> Reader:
    """Text of one shape. `wanted` is the catalogue key that describes it."""
    shape = re.compile(pattern)

    def read(value: object) -> str:
        line = text(value)
        if not shape.fullmatch(line):
            raise Unfit(t("config.unfit", value=safe(line, 60)), t(wanted))
        return line

    return read


def choice(*allowed: str) -> Reader:
    """One of a few words, in any case."""

    def read(value: object) -> str:
        word = text(value)
        if word.casefold() not in allowed:
            raise Unfit(t("config.unfit", value=safe(word, 60)), suggest(word, allowed))
        return word.casefold()

    return read


def boolean(value: object) -> bool:
    """True or false; flags and variables say it in words."""
    if isinstance(value, bool):
        return value
    word = value.strip().casefold() if isinstance(value, str) else None
    if word not in _YES | _NO:
        raise Unfit(t("config.want_boolean"), t("config.allowed", names="true, false"))
    return word in _YES


def automatic(value: object) -> bool | None:
    """As `boolean`, or `auto`, which is None."""
    return None if value == "auto" else boolean(value)


def number(low: float, high: float, *, whole: bool = False) -> Reader:
    """A number within bounds, both included."""

    def read(value: object) -> float:
        wanted = t("config.between", low=f"{low:g}", high=f"{high:g}")
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            raise Unfit(t("config.want_whole") if whole else t("config.want_number"), wanted)
        if not low <= value <= high:
            raise Unfit(t("config.unfit", value=value), wanted)
        return value

    return read


def timezone(value: object) -> str:
    """A zone that exists on this machine or in the tzdata package."""
    name = text(value)
    if find_zone(name) is None:
        close = near(name)
        meant = t("config.did_you_mean", name=" / ".join(close)) + " " if close else ""
        raise Unfit(t("config.unfit", value=safe(name, 60)), meant + t("config.want_zone"))
    return name


def endpoint(value: object) -> str:
    """`https://host[:port]`; `http://` to this machine alone. Never repeated in a complaint: it may hold a password."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text(value))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Unfit(t("config.bad_url"), t("config.want_url")) from None
    if parts.scheme not in {"https", "http"} or not _HOST.fullmatch(host) or port == 0:
        raise Unfit(t("config.bad_url"), t("config.want_url"))
    if "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise Unfit(t("config.bad_url_parts"), t("config.want_url"))
    if parts.scheme == "http" and not _LOOPBACK.fullmatch(host):
        raise Unfit(t("config.plain_http"), t("config.want_url"))
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port is not None else "")


def archive(value: object) -> str:
    """Where recordings are: which kinds there are is known by whoever opens them. Never one with a password in it."""
    line = text(value)
    for url in line.split(","):
        if "@" in url.partition("://")[2].partition("/")[0]:
            raise Unfit(t("config.archive_secret"), t("config.archive_access_hint"))
    return line


def rooms(value: object) -> tuple[str, ...]:
    """Room IDs: a list in the file, parted by commas in a variable."""
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list):
        raise Unfit(t("config.want_rooms"))
    found = [text(name) for name in names]
    for name in found:
        if name and not _ID.fullmatch(name):
            raise Unfit(t("config.unfit", value=safe(name, 60)), t("request.bad_id_hint"))
    return tuple(dict.fromkeys(name for name in found if name))


def path(value: object) -> Path:
    """A file or a folder; `~` is the home directory."""
    name = text(value)
    if not name:
        raise Unfit(t("config.want_text"))
    return Path(os.path.expanduser(name)).absolute()  # noqa: PTH111 - Path's own raises where there is no home


def secret(value: object) -> str:
    """Text that is never shown, and must be able to travel in a header."""
    if not isinstance(value, str):
        raise Unfit(t("config.want_text"))
    word = value.strip()
    if not all("!" <= letter <= "~" for letter in word):
        raise Unfit(t("config.want_key"))
    return word
