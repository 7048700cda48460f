"""The file: TOML, every key known, every value read, every complaint with file, line and key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rtc_tui.config import settings
from rtc_tui.config.readers import Reader, Unfit, suggest
from rtc_tui.core.indicators import CATALOGUE, parse
from rtc_tui.errors import ConfigError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_LARGEST: Final = 1 << 20  # bytes; nobody writes a megabyte of settings


@dataclass(frozen=True, slots=True)
class Document:
    """A file that has been read and found good. `tables` holds read values; may hold secrets, hence no repr."""

    path: Path | None = None
    text: str = field(default="", repr=False)
    tables: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def get(self, *place: str) -> Any:
        """The value at a place; None when it is not there."""
        here: Any = self.tables
        for part in place:
            here = here.get(part) if isinstance(here, Mapping) else None
        return here

    def where(self, *place: str) -> str:
        """`path:line` of a key; the path alone when the line cannot be told."""
        from rtc_tui.config.lines import line_of

        line = line_of(self.text, place)
        return safe(str(self.path), 1000) + (f":{line}" if line else "")


def read(path: Path | None, *, required: bool = False) -> Document:
    """The file at `path`; an empty document when there is none and none is required. Raises `ConfigError`."""
    raw = _bytes(path, required=required)
    if path is None or raw is None:
        return Document()
    document = _parsed(path, raw)
    return Document(path, document.text, _checked(document))


def _bytes(path: Path | None, *, required: bool) -> bytes | None:
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        if required:
            hint = t("config.file_missing_hint")
            raise ConfigError(t("config.file_missing", path=safe(str(path), 1000)), hint) from None
        return None
    except OSError as error:
        reason = safe(error.strerror)
        raise ConfigError(t("config.file_unreadable", path=safe(str(path), 1000), reason=reason)) from None
    if len(raw) > _LARGEST:
        raise ConfigError(t("config.file_large", path=safe(str(path), 1000)))
    return raw


def _parsed(path: Path, raw: bytes) -> Document:
    import tomllib

    shown = safe(str(path), 1000)
    try:
        text = raw.decode("utf-8-sig")
        return Document(path, text, tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(t("config.not_utf8", path=shown, line=line), t("config.not_utf8_hint")) from None
    except tomllib.TOMLDecodeError as error:
        line = _toml_line(str(error), text)
        message = t("config.not_toml", path=shown, line=line, reason=safe(str(error)))
        raise ConfigError(message, t("config.not_toml_hint")) from None
    except RecursionError:
        raise ConfigError(t("config.not_toml", path=shown, line=1, reason="nesting")) from None


def _toml_line(message: str, text: str) -> int:
    found = re.search(r"at line ([0-9]+)", message)
    return int(found[1]) if found else text.count("\n") + 1


def _checked(document: Document) -> dict[str, Any]:
    """All values read; the first that is wrong is raised."""
    raw = document.tables
    _known(document, (), raw, settings.TOP)
    out: dict[str, Any] = {}
    if isinstance(raw.get("profile"), dict):  # [profile.prod], an easy slip
        hint = t("config.did_you_mean", name="[profiles.…]")
        raise _wrong(document, ("profile",), Unfit(t("config.want_text"), hint))
    if "profile" in raw:
        out["profile"] = _read(document, ("profile",), settings.SETTINGS[0].read, raw["profile"])
    for table, rows in settings.TABLES.items():
        out[table] = _table(document, (table,), raw.get(table, {}), rows)
    out["profiles"] = _tables(document, "profiles", raw.get("profiles", {}), settings.PROFILE)
    out["limits"] = _limits(document, raw.get("limits", {}))
    out["thresholds"] = _thresholds(document, raw.get("thresholds", {}))
    out["keys"] = _keys(document, raw.get("keys", {}))
    return out


def _tables(document: Document, name: str, raw: object, rows: Mapping[str, Reader]) -> dict[str, Any]:
    """A table of tables: one row of readers for all of them."""
    inner = _mapping(document, (name,), raw)
    return {key: _table(document, (name, key), value, rows) for key, value in inner.items()}


def _table(document: Document, place: tuple[str, ...], raw: object, rows: Mapping[str, Reader]) -> dict[str, Any]:
    inner = _mapping(document, place, raw)
    _known(document, place, inner, tuple(rows))
    return {key: _read(document, (*place, key), rows[key], value) for key, value in inner.items()}


def _limits(document: Document, raw: object) -> dict[str, Any]:
    _known(document, ("limits",), _mapping(document, ("limits",), raw), settings.ACTIONS)
    return _tables(document, "limits", raw, settings.LIMIT)


def _thresholds(document: Document, raw: object) -> dict[str, Any]:
    inner = dict(_mapping(document, ("thresholds",), raw))
    out: dict[str, Any] = {}
    if "profile" in inner and not isinstance(inner["profile"], dict):
        out["profile"] = _read(document, ("thresholds", "profile"), _row("thresholds.profile"), inner.pop("profile"))
    for name, override in inner.items():
        if not parse(name).indicator:
            raise _unknown(document, ("thresholds", name), ("profile", *CATALOGUE))
        out[name] = _table(document, ("thresholds", name), override, settings.OVERRIDE)
        _in_order(document, name, out[name])
    return out


def _in_order(document: Document, name: str, override: Mapping[str, Any]) -> None:
    """The critical bound lies beyond the warning one, in the direction that is bad."""
    warn, crit = override.get("warn"), override.get("crit")
    if warn is None or crit is None:
        return
    higher = (override.get("better") or parse(name).better) == "higher"
    if (crit > warn) if higher else (crit < warn):
        text = t("config.crit_above_warn") if higher else t("config.crit_below_warn")
        raise _wrong(document, ("thresholds", name, "crit"), Unfit(text))


def _keys(document: Document, raw: object) -> dict[str, Any]:
    row = next(iter(settings.PROFILE.values()))  # any line of text
    inner = _mapping(document, ("keys",), raw)
    return {name: _read(document, ("keys", name), row, value) for name, value in inner.items()}


def _row(key: str) -> Reader:
    return next(row.read for row in settings.SETTINGS if row.key == key)


def _mapping(document: Document, place: tuple[str, ...], raw: object) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise _wrong(document, place, Unfit(t("config.want_table", name=safe(".".join(place)))))
    return raw


def _known(document: Document, place: tuple[str, ...], raw: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    for key in raw:
        if key not in allowed:
            raise _unknown(document, (*place, key), allowed)


def _read(document: Document, place: tuple[str, ...], reader: Reader, value: object) -> object:
    try:
        return reader(value)
    except Unfit as unfit:
        raise _wrong(document, place, unfit) from None


def _unknown(document: Document, place: tuple[str, ...], allowed: tuple[str, ...]) -> ConfigError:
    key = safe(".".join(place), 80)
    return ConfigError(t("config.unknown_key", where=document.where(*place), key=key), suggest(place[-1], allowed))


def _wrong(document: Document, place: tuple[str, ...], unfit: Unfit) -> ConfigError:
    key = safe(".".join(place), 80)
    return ConfigError(t("config.wrong", where=document.where(*place), key=key, reason=unfit.message), unfit.hint)
