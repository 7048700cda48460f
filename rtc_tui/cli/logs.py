"""The log file (`--log`), and what is left of a crash. Known secrets are taken out of every line."""

import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from rtc_tui.errors import ConfigError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_VARIABLES = (
    "VOLCENGINE_SECRET_KEY",
    "VOLCENGINE_SESSION_TOKEN",
    "VOLC_SECRETKEY",
    "RTC_TUI_ARCHIVE_PASSWORD",
    "RTC_TUI_ARCHIVE_TOKEN",
)
_log: list[Path] = []  # the file, once logging has started
_secrets: set[str] = {os.environ[name].strip() for name in _VARIABLES if os.environ.get(name, "").strip()}


def hide(secrets: Iterable[str]) -> None:
    """From now on these never reach a log or a crash report."""
    _secrets.update(secret for secret in secrets if secret)


def without_secrets(text: str) -> str:
    """The text with each known secret blacked out; the longest first, since one may hold another."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, "█████")
    return text


class _Discreet(logging.Formatter):
    """One line a record, controls taken out; tracebacks keep their lines."""

    def format(self, record: logging.LogRecord) -> str:
        lines = super().format(record).splitlines()
        return without_secrets("\n".join(safe(line, 10_000) for line in lines))


def start(path: Path) -> None:
    """Log to a file that its owner alone can read. Raises `ConfigError` when it cannot be written."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = t("cli.log_unwritable", path=safe(str(path), 1000), reason=safe(error.strerror))
        raise ConfigError(message, t("cli.log_unwritable_hint")) from None
    handler = logging.StreamHandler(os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace"))
    handler.setFormatter(_Discreet("{asctime} {levelname} {name}: {message}", style="{"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)  # DEBUG of the HTTP library would log headers
    logging.getLogger("rtc_tui").setLevel(logging.DEBUG)
    _log.append(path)


def keep_traceback(text: str) -> str:
    """Write down a crash: to the log if there is one, else to a file of its own. Gives the place; empty if nowhere."""
    if not _log:
        return _crash_file(without_secrets(text))
    logging.getLogger("rtc_tui").critical("bug\n%s", text)
    return str(_log[0])


def _crash_file(text: str) -> str:
    from rtc_tui.config.paths import find_paths, usable_state_dir

    folder, _ = usable_state_dir(find_paths({}, os.environ))
    if folder is None:
        return ""
    path = folder / "crash.log"
    try:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{sys.version}\n{text}")
    except OSError:
        return ""
    return str(path)
