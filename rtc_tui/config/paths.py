"""Where our files are: configuration, state (quota, crash reports), data (archive), and the vendor's files.

A machine may have no home directory and nothing that can be written to. Then a path is None or falls back to the
temporary directory, and a note says so; nothing fails for it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rtc_tui.text import t
from rtc_tui.text.safe import safe

_NAME: Final = "rtc-tui"


@dataclass(frozen=True, slots=True)
class Paths:
    """Absolute, or None where the machine has no place for it. `chosen`: the user named the config file."""

    config: Path | None = None
    state: Path | None = None
    data: Path | None = None
    home: Path | None = None
    chosen: bool = False


def find_paths(flags: Mapping[str, str], environment: Mapping[str, str]) -> Paths:
    """By the customs of the platform; `--config` and RTC_TUI_CONFIG name another config file."""
    import platformdirs

    home = _absolute(Path(os.path.expanduser("~"))) if environment.get("HOME", "/") else None  # noqa: PTH111 - Path.home() raises
    chosen = flags.get("config") or environment.get("RTC_TUI_CONFIG") or ""
    own = _absolute(platformdirs.user_config_path(_NAME, appauthor=False)) if home else None
    return Paths(
        config=Path(os.path.expanduser(chosen)).absolute() if chosen else own and own / "config.toml",  # noqa: PTH111
        state=_absolute(platformdirs.user_state_path(_NAME, appauthor=False))
        if _has(home, environment, "STATE")
        else None,
        data=_absolute(platformdirs.user_data_path(_NAME, appauthor=False))
        if _has(home, environment, "DATA")
        else None,
        home=home,
        chosen=bool(chosen),
    )


def _has(home: Path | None, environment: Mapping[str, str], what: str) -> bool:
    return bool(home or environment.get(f"XDG_{what}_HOME"))


def _absolute(path: Path) -> Path | None:
    """Without a home directory the platform's answer is relative (`~/.config`): no place at all."""
    return path if path.is_absolute() else None


def usable_state_dir(paths: Paths) -> tuple[Path | None, str]:
    """A directory that can be written to, made if need be, and a note when it is not the one it should be.

    None when there is none at all: the quota is then kept in memory, by this process alone.
    """
    if paths.state and _writable(paths.state):
        return paths.state, ""
    import tempfile

    wanted = safe(str(paths.state)) if paths.state else t("config.no_home")
    spare = Path(tempfile.gettempdir()) / f"{_NAME}-{os.getuid()}"
    if _writable(spare) and _only_ours(spare):
        return spare, t("config.state_spare", wanted=wanted, spare=safe(str(spare)))
    return None, t("config.state_none", wanted=wanted)


def _writable(folder: Path) -> bool:
    """Proven by making a file: permission bits prove nothing to root, on a read-only mount, or on a full disk."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _only_ours(folder: Path) -> bool:
    """Whether nobody else made it, or can write to it: the temporary directory is everybody's."""
    facts = folder.lstat()
    return not folder.is_symlink() and facts.st_uid == os.getuid() and not facts.st_mode & 0o077
