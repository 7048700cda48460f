"""`rtc-tui config`: write a file to start from, show what is in effect, tell where the file is."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from rtc_tui.cli import compose, talk
from rtc_tui.cli.common import Flags
from rtc_tui.cli.grammar import command, group
from rtc_tui.cli.help import cells
from rtc_tui.config import Config, find_paths
from rtc_tui.config.credentials import Places, locate
from rtc_tui.config.file import read
from rtc_tui.config.readers import Unfit
from rtc_tui.config.settings import SETTINGS
from rtc_tui.core.account import Credentials, RateLimit
from rtc_tui.core.thresholds import Override
from rtc_tui.errors import ConfigError, CredentialsMissing, UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_TEMPLATE: Final = {
    "profile": "prod",
    "app": "661e0543cf",
    "endpoint": "https://rtc.volcengineapi.com",
    "region": "cn-north-1",
    "product": "native",
}


config = group(
    "config",
    {
        "init": "rtc_tui.cli.configure:init",
        "show": "rtc_tui.cli.configure:show",
        "path": "rtc_tui.cli.configure:path",
    },
)


def _file(flags: Flags) -> Path:
    found = find_paths(flags, os.environ).config
    if found is None:
        raise ConfigError(t("cli.no_place"), t("cli.no_place_hint"))
    return found


@command("config path")
def path(flags: Flags) -> int:
    """Works with a broken file too: somebody looks for it in order to mend it."""
    sys.stdout.write(f"{safe(str(_file(flags)), 4096)}\n")
    return 0


@command("config init")
@click.option("--force", is_flag=True, help="cli.option_force")
def init(flags: Flags, force: bool) -> int:
    """Write the file, readable by its owner alone."""
    target = _file(flags)
    if target.exists() and not force:
        raise UsageError(t("cli.exists", path=safe(str(target), 1000)), t("cli.exists_hint"))
    try:
        _write(target, template(flags))
    except OSError as error:
        message = t("cli.unwritable", path=safe(str(target), 1000), reason=safe(error.strerror))
        raise ConfigError(message, t("cli.no_place_hint")) from None
    talk.say(t("cli.written", path=safe(str(target), 1000)))
    return 0


def template(flags: Flags) -> str:
    """The file's text in the language in use, with what stands on the command line filled in."""
    values = {name: _quoted(name, flags.get(name) or default) for name, default in _TEMPLATE.items()}
    bare = values["profile"].strip('"')
    return t("config.template", table=values["profile"] if "." in bare else bare, **values)


def _quoted(name: str, value: str) -> str:
    """A TOML string, or a bare key for the profile: the reader lets nothing through that would need an escape."""
    reader = next(setting.read for setting in SETTINGS if setting.flag == name)
    try:
        return f'"{reader(value)}"'
    except Unfit as unfit:
        raise UsageError(t("config.wrong_value", where=f"--{name}", reason=unfit.message), unfit.hint) from None


def _write(target: Path, text: str) -> None:
    """In one step: nobody ever reads half a file, or a file that others could read for a moment."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@command("config show")
@click.option(
    "--format", type=click.Choice(["table", "json"]), default="table", metavar="table|json", help="cli.option_format"
)
def show(flags: Flags, format: str) -> int:  # noqa: A002 - the option's name
    """Each value and where it came from. No secret is fetched, and none is printed."""
    chosen = compose.configured(flags)
    rows = list(_rows(chosen)) + list(_key_rows(chosen, flags))
    if format == "json":
        import json

        objects = [{"key": key, "value": value, "origin": origin} for key, value, origin in rows]
        notes = list(chosen.notes)
        sys.stdout.write(json.dumps({"values": objects, "notes": notes}, ensure_ascii=False, default=str) + "\n")
        return 0
    texts = [(key, _shown(value), origin) for key, value, origin in rows]
    widths = [max(cells(row[column]) for row in texts) for column in (0, 1)]
    for key, value, origin in texts:
        left = "  ".join(
            f"{text}{' ' * (width - cells(text))}" for text, width in zip((key, value), widths, strict=True)
        )
        sys.stdout.write(f"{left}  {origin}\n")
    for note in chosen.notes:
        talk.say(note)
    return 0


def _shown(value: object) -> str:
    if value is None or value == "":
        return "-"
    return str(value).lower() if isinstance(value, bool) else safe(value, 200)


def _rows(chosen: Config) -> Iterator[tuple[str, Any, str]]:
    ui, target = chosen.ui, chosen.target
    values = {
        "profile": target.profile, "label": target.label, "app": target.app, "endpoint": target.endpoint,
        "region": target.region, "product": str(target.product), "ui.tz": ui.tz, "ui.lang": ui.lang,
        "ui.theme": ui.theme, "ui.ascii": ui.ascii, "ui.no_color": ui.no_color, "ui.bell": ui.bell,
        "ui.mouse": ui.mouse, "thresholds.profile": chosen.thresholds.profile, "archive.url": chosen.archive.url,
        "archive.keep_days": chosen.archive.keep_days, "archive.keep_means_days": chosen.archive.keep_means_days,
        "archive.record": chosen.archive.record, "rooms.watch": " ".join(chosen.watch),
        "record_http": chosen.record_http, "log": chosen.log,
    }  # fmt: skip
    for key, value in values.items():
        yield key, value, str(chosen.origins[key])
    tables: dict[str, Mapping[str, Any]] = {
        "limits": {name: _limit(limit) for name, limit in chosen.limits.items()},
        "thresholds": {name: _override(row) for name, row in chosen.thresholds.overrides.items()},
        "rules": {name: value for name, value in asdict(chosen.rules).items() if f"rules.{name}" in chosen.origins},
        "keys": chosen.keys,
    }
    for table, rows in tables.items():
        for name, value in rows.items():
            key = f"{table}.{name}"
            yield safe(key, 80), value, str(chosen.origins[key])
    for name in ("config", "state", "data"):
        place = getattr(chosen.paths, name)
        yield (
            f"paths.{name}",
            str(place) if place else None,
            "chosen" if name == "config" and chosen.paths.chosen else "default",
        )


def _limit(limit: RateLimit) -> str:
    caps = {"s": limit.per_second, "min": limit.per_minute, "d": limit.per_day}
    return " ".join(f"{count:g}/{unit}" for unit, count in caps.items() if count)


def _override(override: Override) -> str:
    parts = {"warn": override.warn, "crit": override.crit, "better": override.better}
    return " ".join(f"{name}={value}" for name, value in parts.items() if value is not None)


def _key_rows(chosen: Config, flags: Flags) -> Iterator[tuple[str, Any, str]]:
    """Where the keys would come from; the access key masked, of the secret only that there is one."""
    document = read(chosen.paths.config)
    try:
        pair, notes = locate(Places(flags, os.environ, chosen.paths.home, document, chosen.target.profile))
    except CredentialsMissing:
        pair, notes = None, ()
    if pair:
        yield "access_key", Credentials(pair.access_key, "").masked, pair.origin
        yield "secret_key", t("cli.by_command") if pair.command else t("cli.hidden"), pair.origin
        yield "session_token", t("cli.hidden") if pair.session_token else None, pair.origin
    else:
        yield "access_key", None, t("cli.not_found")
    for note in notes:
        yield "note", note, "-"
