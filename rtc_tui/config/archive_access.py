"""Who we are to an archive on the network: from the environment, else from [archive] in our file. Never a flag, never a URL.

RTC_TUI_ARCHIVE_TOKEN                               bearer
RTC_TUI_ARCHIVE_USER, RTC_TUI_ARCHIVE_PASSWORD      basic
[archive] token | user with password | secret_command (the token; the password where a user is named)
"""

from collections.abc import Mapping
from typing import Any

from rtc_tui.config.credentials import fetched, private
from rtc_tui.config.file import Document
from rtc_tui.config.pair import Pair
from rtc_tui.config.readers import Unfit, secret
from rtc_tui.core.account import ArchiveAccess
from rtc_tui.errors import ConfigError
from rtc_tui.text import t

_ENVIRONMENT = ("RTC_TUI_ARCHIVE_USER", "RTC_TUI_ARCHIVE_PASSWORD", "RTC_TUI_ARCHIVE_TOKEN")
SECRETS = ("user", "password", "token", "secret_command")


def find_access(environment: Mapping[str, str], document: Document) -> ArchiveAccess:
    """What to show the archive; nothing when nothing is configured. Raises `ConfigError`."""
    user, password, token = (environment.get(name, "").strip() for name in _ENVIRONMENT)
    if user or password or token:
        origin = ", ".join(name for name in _ENVIRONMENT if environment.get(name, "").strip())
        return _access(user, password, token, origin)
    row: Mapping[str, Any] = document.get("archive") or {}
    if not row.keys() & set(SECRETS):
        return ArchiveAccess()
    origin = f"[archive] {document.where('archive', next(name for name in SECRETS if name in row))}"
    holds = row.keys() & {"password", "token"}
    private(document.path, 0o077 if holds else 0o022 if "secret_command" in row else 0)
    user, password, token = (row.get(name, "") for name in ("user", "password", "token"))
    if row.get("secret_command") and not holds:
        told = fetched(Pair(origin, command=row["secret_command"]))
        password, token = (told, "") if user else ("", told)
    return _access(user, password, token, origin)


def _access(user: str, password: str, token: str, origin: str) -> ArchiveAccess:
    """One way alone: half of one would be refused far away from its cause."""
    if bool(user) == bool(token) or bool(user) != bool(password):
        raise ConfigError(t("config.archive_access", origin=origin), t("config.archive_access_hint"))
    try:
        return ArchiveAccess(secret(user), secret(password or token))
    except Unfit as unfit:
        raise ConfigError(t("config.wrong_value", where=origin, reason=unfit.message)) from None
