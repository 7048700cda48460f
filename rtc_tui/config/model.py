"""The configuration as the rest of the program sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Literal, NamedTuple

from rtc_tui.config.paths import Paths
from rtc_tui.core.account import ArchiveAccess, Credentials, RateLimit, Target
from rtc_tui.core.rules import Rules
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.errors import ConfigError
from rtc_tui.text import Language, t


class Origin(NamedTuple):
    """Where a value came from: `--app`, `RTC_TUI_APP`, `/home/me/.config/rtc-tui/config.toml:7`, or the default."""

    kind: Literal["flag", "environment", "file", "default", "auto"]
    name: str = ""

    def __str__(self) -> str:
        """As `config show` prints it; the same in every language, for scripts."""
        return f"{self.kind}: {self.name}" if self.kind == "auto" and self.name else self.name or self.kind


@dataclass(frozen=True, slots=True)
class Ui:
    """How things are shown. All `auto` is resolved: `theme` is a name that Textual knows."""

    tz: str  # as chosen: "system", "UTC", or an IANA name
    zone: tzinfo = field(repr=False)
    lang: Language
    theme: str
    ascii: bool
    no_color: bool
    bell: bool
    mouse: bool


@dataclass(frozen=True, slots=True)
class Archive:
    """Where recordings are kept, and for how long: 30-second buckets, then their 5-minute means.

    `record`: whether the screen records while it runs.
    """

    url: str = "sqlite"
    keep_days: int = 30
    keep_means_days: int = 365
    record: bool = True


@dataclass(frozen=True, slots=True)
class Config:
    """Everything chosen. `profiles` maps the names in the file to their labels; `keys` binding ids to keys.

    `watch` are the rooms that the list of rooms always has.
    """

    target: Target
    ui: Ui
    thresholds: Thresholds
    limits: Mapping[str, RateLimit]
    keys: Mapping[str, str]
    archive: Archive
    watch: tuple[str, ...]
    paths: Paths
    profiles: Mapping[str, str]
    record_http: Path | None
    log: Path | None
    notes: tuple[str, ...]
    origins: Mapping[str, Origin]
    chain: Callable[[], Credentials] = field(repr=False)
    rules: Rules = field(default_factory=Rules)
    access: Callable[[], ArchiveAccess] = field(default=ArchiveAccess, repr=False)

    def credentials(self) -> Credentials:
        """The first whole key pair of the chain, looked for now. Raises `ConfigError`, `CredentialsMissing`."""
        return self.chain()

    def archive_access(self) -> ArchiveAccess:
        """What to show an archive on the network, looked for now. Raises `ConfigError`."""
        return self.access()

    def require_app(self) -> Target:
        """The target, for commands that need to know the app. Raises `ConfigError` when there is none."""
        if not self.target.app:
            raise ConfigError(t("config.no_app"), t("config.no_app_hint"))
        return self.target
