"""The tables: which values there are, where each may stand, and how it is read. Everything else loops over them."""

from dataclasses import fields
from typing import Any, Final, NamedTuple

from rtc_tui.config import readers
from rtc_tui.config.readers import Reader
from rtc_tui.core.rules import Rules


class Setting(NamedTuple):
    """One value. `key` is its name in `config show`; `place` where it stands in the file (`*`: the chosen profile).

    `flag` makes `--flag` and RTC_TUI_FLAG; `also` are variables of others that we honour after our own.
    """

    key: str
    read: Reader
    default: Any
    place: tuple[str, ...] = ()
    flag: str = ""
    also: tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """Environment variables, the first that is set wins."""
        return (variable(self.flag or self.key), *self.also)


def variable(name: str) -> str:
    """`ui.tz`, `record-http` → RTC_TUI_TZ, RTC_TUI_RECORD_HTTP."""
    return "RTC_TUI_" + name.rpartition(".")[2].replace("-", "_").upper()


_NAME: Final = readers.matching(r"[A-Za-z0-9._-]{1,64}", "config.want_name")
_APP: Final = readers.matching(r"[A-Za-z0-9_-]{1,64}", "config.want_app")
_REGION: Final = readers.matching(r"[a-z0-9-]{1,40}", "config.want_region")
_PRODUCT: Final = readers.choice("native", "web")
_LANG: Final = readers.choice("auto", "zh", "en")
_THEME: Final = readers.choice(*readers.THEMES)
_THRESHOLDS: Final = readers.choice("strict", "default", "tolerant")

SETTINGS: Final = (
    Setting("profile", _NAME, "", ("profile",), "profile"),
    Setting("label", readers.text, "", ("profiles", "*", "label")),
    Setting("app", _APP, "", ("profiles", "*", "app"), "app"),
    Setting("endpoint", readers.endpoint, "https://rtc.volcengineapi.com", ("profiles", "*", "endpoint"), "endpoint"),
    Setting("region", _REGION, "cn-north-1", ("profiles", "*", "region"), "region", ("VOLCENGINE_REGION",)),
    Setting("product", _PRODUCT, "native", ("profiles", "*", "product"), "product"),
    Setting("ui.tz", readers.timezone, "system", ("ui", "tz"), "tz"),
    Setting("ui.lang", _LANG, "auto", ("ui", "lang"), "lang"),
    Setting("ui.theme", _THEME, "auto", ("ui", "theme")),
    Setting("ui.ascii", readers.automatic, None, ("ui", "ascii"), "ascii"),
    Setting("ui.no_color", readers.boolean, False, ("ui", "no_color"), "no-color"),
    Setting("ui.bell", readers.boolean, True, ("ui", "bell")),
    Setting("ui.mouse", readers.automatic, None, ("ui", "mouse")),
    Setting("thresholds.profile", _THRESHOLDS, "default", ("thresholds", "profile"), "thresholds"),
    Setting("archive.url", readers.archive, "sqlite", ("archive", "url"), "archive"),
    Setting("archive.keep_days", readers.number(1, 3650, whole=True), 30, ("archive", "keep_days")),
    Setting("archive.keep_means_days", readers.number(1, 3650, whole=True), 365, ("archive", "keep_means_days")),
    Setting("archive.record", readers.boolean, True, ("archive", "record")),
    Setting("rooms.watch", readers.rooms, (), ("rooms", "watch")),
    Setting("record_http", readers.path, None, flag="record-http"),
    Setting("log", readers.path, None, flag="log"),
)

# What may stand in each table of the file.
PROFILE: Final[dict[str, Reader]] = {
    "label": readers.text,
    "app": _APP,
    "endpoint": readers.endpoint,
    "region": _REGION,
    "product": _PRODUCT,
    "access_key": readers.secret,
    "secret_key": readers.secret,
    "session_token": readers.secret,
    "secret_command": readers.text,
}
LIMIT: Final[dict[str, Reader]] = {
    "per_second": readers.number(0.01, 1000),
    "per_minute": readers.number(0, 1_000_000, whole=True),
    "per_day": readers.number(0, 1_000_000_000, whole=True),
}
OVERRIDE: Final[dict[str, Reader]] = {
    "warn": readers.number(0, 1e9),
    "crit": readers.number(0, 1e9),
    "better": readers.choice("higher", "lower"),
}
RULES: Final[dict[str, Reader]] = {
    row.name: readers.boolean if isinstance(row.default, bool) else readers.number(0, 1e6) for row in fields(Rules)
}
TABLES: Final[dict[str, dict[str, Reader]]] = {
    table: {s.place[1]: s.read for s in SETTINGS if len(s.place) == 2 and s.place[0] == table}
    for table in ("ui", "archive", "rooms")
} | {"rules": RULES}
TABLES["archive"] |= {
    "user": readers.secret,
    "password": readers.secret,
    "token": readers.secret,
    "secret_command": readers.text,
}
TOP: Final = ("profile", "profiles", "ui", "limits", "thresholds", "rules", "keys", "archive", "rooms")

# Actions that can be limited: all that the API documents name for monitoring.
ACTIONS: Final = (
    "ListRealTimeQuality", "ListRealTimeQualityDistribution", "ListRealTimeOperationData", "ListQuality",
    "ListQualityDistribution", "ListOperationData", "ListOperationDistribution", "ListUsages", "ListRoomInfo",
    "ListUserInfo", "ListCallDetail", "GetRoomOnlineUsers", "ListRealTimePublicStreamInfo", "ListApps",
)  # fmt: skip
