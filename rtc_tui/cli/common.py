"""The options that every command takes, before or after its name. Plain data: the fast path reads it without click."""

from typing import Final, NamedTuple


class Common(NamedTuple):
    """`metavar` is empty for a switch. The help text is `cli.option_<name>`; the variable is RTC_TUI_<NAME>."""

    name: str
    metavar: str = ""


COMMON: Final = (
    Common("profile", "NAME"),
    Common("app", "ID"),
    Common("endpoint", "URL"),
    Common("region", "NAME"),
    Common("product", "native|web"),
    Common("access-key", "KEY"),
    Common("archive", "URL"),
    Common("tz", "ZONE"),
    Common("lang", "zh|en"),
    Common("thresholds", "strict|default|tolerant"),
    Common("ascii"),
    Common("no-color"),
    Common("record-http", "DIR"),
    Common("log", "FILE"),
    Common("config", "FILE"),
)
DEMO: Final = (Common("scenario", "NAME"), Common("seed", "N"))

Flags = dict[str, str]
