"""From four places to one `Config`: flags over environment over file over defaults."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from rtc_tui.config import file, terminal
from rtc_tui.config.file import Document
from rtc_tui.config.model import Archive, Config, Origin, Ui
from rtc_tui.config.paths import Paths
from rtc_tui.config.readers import Unfit, suggest
from rtc_tui.config.settings import SETTINGS, Setting
from rtc_tui.config.zone import find_zone
from rtc_tui.core.account import ArchiveAccess, Credentials, RateLimit, Target
from rtc_tui.core.model import Product
from rtc_tui.core.rules import Rules
from rtc_tui.core.thresholds import Override, Thresholds
from rtc_tui.errors import ConfigError, RtcTuiError, UsageError
from rtc_tui.text import pick, t
from rtc_tui.text.safe import safe

_DEFAULT: Final = Origin("default")


def load(flags: Mapping[str, str], environment: Mapping[str, str], paths: Paths) -> Config:
    """Everything chosen. `flags` holds what stands on the command line, by name without dashes (`no-color: true`).

    Raises `ConfigError` for what is wrong in the file or the environment, `UsageError` for a flag.
    """
    document = file.read(paths.config, required=paths.chosen)
    profile, origin = _profile(flags, environment, document)
    values: dict[str, Any] = {"profile": profile}
    origins: dict[str, Origin] = {"profile": origin}
    for setting in SETTINGS[1:]:
        values[setting.key], origins[setting.key] = _find(setting, flags, environment, document, profile)
    ui = _ui(values, origins, environment)
    tables = document.tables
    for table in ("limits", "thresholds", "rules", "keys"):
        for name in tables.get(table, ()):
            origins.setdefault(f"{table}.{name}", Origin("file", document.where(table, name)))

    def chain() -> Credentials:
        from rtc_tui.config import credentials

        again = file.read(paths.config, required=paths.chosen)  # what was mended meanwhile counts
        return credentials.find(credentials.Places(flags, environment, paths.home, again, profile))

    def access() -> ArchiveAccess:
        from rtc_tui.config.archive_access import find_access

        return find_access(environment, file.read(paths.config, required=paths.chosen))

    return Config(
        target=Target(
            values["app"], values["endpoint"], values["region"], Product(values["product"]), profile, values["label"]
        ),
        ui=ui,
        thresholds=Thresholds(values["thresholds.profile"], MappingProxyType(_overrides(tables))),
        limits=MappingProxyType({name: RateLimit(**row) for name, row in tables.get("limits", {}).items()}),
        keys=MappingProxyType(dict(tables.get("keys", {}))),
        archive=Archive(
            values["archive.url"],
            values["archive.keep_days"],
            values["archive.keep_means_days"],
            values["archive.record"],
        ),
        watch=values["rooms.watch"],
        paths=paths,
        profiles=MappingProxyType({name: row.get("label", "") for name, row in tables.get("profiles", {}).items()}),
        record_http=values["record_http"],
        log=values["log"],
        notes=() if paths.home else (t("config.note_no_home"),),
        origins=MappingProxyType(origins),
        chain=chain,
        rules=Rules(**tables.get("rules", {})),
        access=access,
    )


def _profile(flags: Mapping[str, str], environment: Mapping[str, str], document: Document) -> tuple[str, Origin]:
    """The profile asked for; else the one called `default`, or the only one. None at all is fine: defaults do."""
    names = tuple(document.get("profiles") or ())
    chosen, origin = _find(SETTINGS[0], flags, environment, document, "")
    if chosen and chosen not in names:
        raise _no_such_profile(chosen, origin, names)
    if chosen or not names:
        return chosen, origin
    if "default" in names or len(names) == 1:
        name = "default" if "default" in names else names[0]
        return name, Origin("file", document.where("profiles", name))
    raise ConfigError(t("config.which_profile", path=safe(str(document.path), 1000)), suggest("", names))


def _no_such_profile(name: str, origin: Origin, names: tuple[str, ...]) -> RtcTuiError:
    message = t("config.no_such_profile", where=str(origin), name=safe(name, 60))
    hint = suggest(name, names) if names else t("config.no_profiles")
    return UsageError(message, hint) if origin.kind == "flag" else ConfigError(message, hint)


def _find(
    setting: Setting, flags: Mapping[str, str], environment: Mapping[str, str], document: Document, profile: str
) -> tuple[Any, Origin]:
    """One value and where it came from. The file's values have been read already."""
    if setting.flag in flags:
        return _read(setting, flags[setting.flag], Origin("flag", f"--{setting.flag}"))
    for name in setting.variables:
        if environment.get(name):
            return _read(setting, environment[name], Origin("environment", name))
    place = tuple(profile if part == "*" else part for part in setting.place)
    value = document.get(*place) if place else None
    if value is not None:
        return value, Origin("file", document.where(*place))
    return setting.default, _DEFAULT


def _read(setting: Setting, text: str, origin: Origin) -> tuple[Any, Origin]:
    try:
        return setting.read(text), origin
    except Unfit as unfit:
        message = t("config.wrong_value", where=origin.name, reason=unfit.message)
        error = UsageError if origin.kind == "flag" else ConfigError
        raise error(message, unfit.hint) from None


def _ui(values: dict[str, Any], origins: dict[str, Origin], environment: Mapping[str, str]) -> Ui:
    """Resolve what is `auto`, and note in `origins` what decided."""
    zone = find_zone(values["ui.tz"])
    if environment.get("NO_COLOR") and origins["ui.no_color"] is _DEFAULT:
        values["ui.no_color"], origins["ui.no_color"] = True, Origin("environment", "NO_COLOR")
    if values["ui.ascii"] is None:
        values["ui.ascii"], origins["ui.ascii"] = terminal.needs_ascii(environment), Origin("auto", "TERM, LANG")
    if values["ui.mouse"] is None:
        values["ui.mouse"], origins["ui.mouse"] = not terminal.over_ssh(environment), Origin("auto", "SSH_CONNECTION")
    return Ui(
        tz=values["ui.tz"],
        zone=zone if zone is not None else find_zone("UTC"),  # type: ignore[arg-type] # read as existing just now
        lang=pick(values["ui.lang"], environment),
        theme=_theme(values["ui.theme"], values["ui.no_color"], environment),
        ascii=values["ui.ascii"],
        no_color=values["ui.no_color"],
        bell=values["ui.bell"],
        mouse=values["ui.mouse"],
    )


def _theme(name: str, no_color: bool, environment: Mapping[str, str]) -> str:
    """A theme that Textual has.

    By default the terminal's own palette: right on any background, and few bytes. Without colours only the ansi themes
    send no colour codes at all.
    """
    light = "light" in name or "dawn" in name or "latte" in name or (name == "auto" and terminal.is_light(environment))
    if no_color or name == "auto":
        return "ansi-light" if light else "ansi-dark"
    if name in {"dark", "light"}:
        return "textual-light" if light else "textual-dark"
    return name


def _overrides(tables: Mapping[str, Any]) -> dict[str, Override]:
    return {name: Override(**row) for name, row in tables.get("thresholds", {}).items() if name != "profile"}
