"""The chain of places where a key pair may be, first whole pair wins.

    --access-key, with a secret from below     a secret is never a flag
    VOLCENGINE_ACCESS_KEY, …SECRET_KEY, …SESSION_TOKEN
    VOLC_ACCESSKEY, VOLC_SECRETKEY
    the profile in our config file             refused if others can read it
    ~/.volc/credentials                        INI
    ~/.volc/config                             JSON
    ~/.volcengine/config.json                  JSON with profiles, of the vendor's command line

Halves of two places are never put together: a key of one account with the secret of another gives a refusal that
nobody understands. What was skipped is told in the error.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from rtc_tui.config import vendor
from rtc_tui.config.file import Document
from rtc_tui.config.pair import Pair
from rtc_tui.config.readers import Unfit, secret
from rtc_tui.core.account import Credentials
from rtc_tui.errors import ConfigError, CredentialsMissing
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_PATIENCE: Final = 30.0  # seconds for secret_command: a password manager may ask its owner


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look. May hold secrets, hence no repr of what may."""

    flags: Mapping[str, str]
    environment: Mapping[str, str] = field(repr=False)
    home: Path | None
    document: Document
    profile: str


def find(places: Places) -> Credentials:
    """The first whole pair, its secret fetched. Raises `ConfigError`, `CredentialsMissing`."""
    pair, notes = locate(places)
    if pair is None:
        message = t("config.no_credentials") + "".join(f" {note}" for note in notes)
        raise CredentialsMissing(message)
    if pair.command:
        pair = replace(pair, secret_key=fetched(pair))
    return Credentials(
        _clean(pair.access_key, pair.origin),
        _clean(pair.secret_key, pair.origin),
        _clean(pair.session_token, pair.origin),
        pair.origin,
    )


def locate(places: Places) -> tuple[Pair | None, tuple[str, ...]]:
    """The pair that would be used, and a sentence for each place that was skipped. Runs no command."""
    wanted = places.flags.get("access-key") or places.environment.get("RTC_TUI_ACCESS_KEY") or ""
    notes: list[str] = []
    for pair in _pairs(places, notes):
        whole = replace(pair, access_key=wanted or pair.access_key)
        if wanted and pair.access_key not in {"", wanted}:
            notes.append(t("config.other_key", origin=pair.origin))
        elif whole.access_key and whole.has_secret:
            return whole, tuple(notes)
        elif whole.access_key and not wanted:
            notes.append(t("config.no_secret", origin=pair.origin))
        elif pair.has_secret:
            notes.append(t("config.no_access_key", origin=pair.origin))
    if wanted:
        notes.append(t("config.flag_alone"))
    return None, tuple(notes)


def _pairs(places: Places, notes: list[str]) -> Iterator[Pair]:
    environment = places.environment
    yield Pair(
        "VOLCENGINE_ACCESS_KEY, VOLCENGINE_SECRET_KEY",
        environment.get("VOLCENGINE_ACCESS_KEY", "").strip(),
        environment.get("VOLCENGINE_SECRET_KEY", "").strip(),
        environment.get("VOLCENGINE_SESSION_TOKEN", "").strip(),
    )
    yield Pair(
        "VOLC_ACCESSKEY, VOLC_SECRETKEY",
        environment.get("VOLC_ACCESSKEY", "").strip(),
        environment.get("VOLC_SECRETKEY", "").strip(),
    )
    yield from _profile(places)
    yield from vendor.pairs(places.home, environment, notes)


def _profile(places: Places) -> Iterator[Pair]:
    """Our own file's. Whoever can read it has the secret; whoever can write to it has the command run."""
    row: Mapping[str, Any] = places.document.get("profiles", places.profile) or {}
    if not row.keys() & {"access_key", "secret_key", "secret_command"}:
        return
    where = places.document.where("profiles", places.profile)
    private(places.document.path, 0o077 if "secret_key" in row else 0o022 if "secret_command" in row else 0)
    yield Pair(
        t("config.origin_profile", name=places.profile, where=where),
        row.get("access_key", ""),
        row.get("secret_key", ""),
        row.get("session_token", ""),
        "" if row.get("secret_key") else row.get("secret_command", ""),
    )


def private(path: Path | None, forbidden: int) -> None:
    """Refuse a file that others can read or change, as `forbidden` (a mode) says. Raises `ConfigError`."""
    mode = path.stat().st_mode if path else 0
    if mode & forbidden:
        shown = safe(str(path), 1000)
        what = t("config.others_read", path=shown) if forbidden & 0o044 else t("config.others_write", path=shown)
        raise ConfigError(what, t("config.chmod", path=shown))


def fetched(pair: Pair) -> str:
    """The first line that the user's own command prints. Neither its output nor its words are ever shown.

    Raises `ConfigError`.
    """
    import shlex
    import subprocess

    try:
        words = shlex.split(pair.command)
    except ValueError:
        raise ConfigError(t("config.command_unreadable", origin=pair.origin)) from None
    try:
        done = subprocess.run(words, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=_PATIENCE)  # noqa: S603 - the user's own words, and no shell
    except subprocess.TimeoutExpired:
        raise ConfigError(t("config.command_slow", origin=pair.origin, seconds=f"{_PATIENCE:g}")) from None
    except (OSError, ValueError, IndexError):
        raise ConfigError(t("config.command_missing", origin=pair.origin), t("config.command_hint")) from None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode or not lines or not lines[0].strip():
        raise ConfigError(
            t("config.command_failed", origin=pair.origin, code=done.returncode), t("config.command_hint")
        )
    return lines[0].strip()


def _clean(value: str, origin: str) -> str:
    """As it can travel in a header: a stray newline or quote from a copy would fail far away from its cause."""
    try:
        return secret(value)
    except Unfit as unfit:
        raise ConfigError(t("config.wrong_value", where=origin, reason=unfit.message)) from None
