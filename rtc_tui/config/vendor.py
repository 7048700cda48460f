"""The files of the vendor's own tools, in their three shapes. They are not ours: what is wrong in one is skipped, and told."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from rtc_tui.config.pair import Pair
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_LARGEST: Final = 1 << 20


def pairs(home: Path | None, environment: Mapping[str, str], notes: list[str]) -> Iterator[Pair]:
    """Each file's pair, in the order of the chain; a sentence in `notes` for each that cannot be read."""
    named = environment.get("VOLCENGINE_CLI_CONFIG_FILE", "")
    cli = Path(named) if named else home and home / ".volcengine" / "config.json"
    if home:
        yield from _file(home / ".volc" / "credentials", _ini, notes)
        yield from _file(home / ".volc" / "config", _json, notes)
    if cli:
        yield from _file(cli, lambda text: _cli(text, environment), notes)


def _file(path: Path, reader: Any, notes: list[str]) -> Iterator[Pair]:
    shown = safe(str(path), 1000)
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, UnicodeDecodeError):
        notes.append(t("config.vendor_unreadable", path=shown))
        return
    try:
        label, values = reader(text)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, _NotStatic):
        notes.append(t("config.vendor_unusable", path=shown))
        return
    words = [value.strip() if isinstance(value, str) else "" for value in values]
    yield Pair(shown + label, *words)


class _NotStatic(Exception):  # noqa: N818 - reads as what happened
    """A profile that has to be exchanged for keys first (roles, single sign-on)."""


def _ini(text: str) -> tuple[str, tuple[object, ...]]:
    from configparser import ConfigParser, Error

    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except Error:
        raise ValueError from None
    row = parser["default"]
    return " [default]", (row.get("access_key_id"), row.get("secret_access_key"), row.get("session_token"))


def _json(text: str) -> tuple[str, tuple[object, ...]]:
    import json

    row = json.loads(text)
    return "", (row.get("ak"), row.get("sk"), row.get("session_token"))


def _cli(text: str, environment: Mapping[str, str]) -> tuple[str, tuple[object, ...]]:
    """VOLCENGINE_PROFILE over `current` over `default`; only the mode `ak` (or none) holds keys that can be used."""
    import json

    whole = json.loads(text)
    name = environment.get("VOLCENGINE_PROFILE") or whole.get("current") or "default"
    row = whole["profiles"][name]
    if str(row.get("mode") or "ak").lower() != "ak":
        raise _NotStatic
    return f" ({safe(name, 60)})", (row.get("access-key"), row.get("secret-key"), row.get("session-token"))
