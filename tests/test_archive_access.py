"""Who we are to an archive on the network: from the environment or the file, one way alone, and never shown."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from rtc_tui.config import Config, Paths, load
from rtc_tui.core.account import ArchiveAccess
from rtc_tui.errors import ConfigError

TOKEN = "t0ken-of-the-archive"


def loaded(folder: Path, toml: str = "", environment: Mapping[str, str] | None = None, mode: int = 0o600) -> Config:
    path = folder / "config.toml"
    path.write_text(toml, encoding="utf-8")
    path.chmod(mode)
    return load({}, {"LANG": "C.UTF-8"} | dict(environment or {}), Paths(config=path, home=folder))


FILES = [
    ("", ArchiveAccess()),
    (f'[archive]\ntoken = "{TOKEN}"', ArchiveAccess("", TOKEN)),
    (f'[archive]\nuser = "me"\npassword = "{TOKEN}"', ArchiveAccess("me", TOKEN)),
    (f'[archive]\nsecret_command = "echo {TOKEN}"', ArchiveAccess("", TOKEN)),
    (f'[archive]\nuser = "me"\nsecret_command = "echo {TOKEN}"', ArchiveAccess("me", TOKEN)),
]


@pytest.mark.parametrize(("toml", "expected"), FILES)
def test_from_the_file(toml: str, expected: ArchiveAccess, tmp_path: Path) -> None:
    """A token, a user with a password, or what a command tells."""
    config = loaded(tmp_path, toml)
    assert config.archive_access() == expected
    assert TOKEN not in repr(config)
    assert TOKEN not in repr(config.archive_access())


def test_the_environment_goes_first(tmp_path: Path) -> None:
    """As a whole: nothing of the file is mixed in."""
    environment = {"RTC_TUI_ARCHIVE_USER": "me", "RTC_TUI_ARCHIVE_PASSWORD": "p"}
    assert loaded(tmp_path, FILES[1][0], environment).archive_access() == ArchiveAccess("me", "p")


@pytest.mark.parametrize(
    ("toml", "environment"),
    [
        ('[archive]\nuser = "me"', {}),
        (f'[archive]\npassword = "{TOKEN}"', {}),
        (f'[archive]\nuser = "me"\npassword = "{TOKEN}"\ntoken = "{TOKEN}"', {}),
        ("", {"RTC_TUI_ARCHIVE_USER": "me"}),
        ("", {"RTC_TUI_ARCHIVE_TOKEN": f"{TOKEN} with space"}),
        ('[archive]\nsecret_command = "false"', {}),
    ],
)
def test_half_of_one_is_refused(toml: str, environment: dict[str, str], tmp_path: Path) -> None:
    """In a sentence that does not repeat it."""
    with pytest.raises(ConfigError) as raised:
        loaded(tmp_path, toml, environment).archive_access()
    assert TOKEN not in raised.value.message + raised.value.hint


@pytest.mark.parametrize(("toml", "mode"), [(FILES[1][0], 0o644), (FILES[3][0], 0o622)])
def test_a_file_that_others_reach_is_not_used(toml: str, mode: int, tmp_path: Path) -> None:
    """They could read the secret, or have another command run."""
    with pytest.raises(ConfigError, match="others"):
        loaded(tmp_path, toml, mode=mode).archive_access()


def test_a_url_with_a_password_is_refused(tmp_path: Path) -> None:
    """It would be shown by `config show`, in notes and in errors."""
    with pytest.raises(ConfigError) as raised:
        loaded(tmp_path, f'[archive]\nurl = "http://me:{TOKEN}@h:8428"')
    assert TOKEN not in raised.value.message + raised.value.hint
