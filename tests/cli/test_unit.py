"""The recorder as a service of systemd: it records what was asked for, wherever and by whomever it is started."""

from pathlib import Path

import pytest

from rtc_tui.cli.unit import unit
from rtc_tui.text import use

PROGRAM = "/opt/bin/rtc-tui"


def start(flags: dict[str, str], environment: dict[str, str]) -> str:
    """The command that the service runs."""
    text = unit(flags, environment, PROGRAM, "/usr/bin/python3", "app1")
    (found,) = (line for line in text.splitlines() if line.startswith("ExecStart="))
    return found.removeprefix("ExecStart=")


def test_what_the_environment_asked_for_is_in_it() -> None:
    """A service does not inherit the shell; a flag goes before a variable, and no key is taken along."""
    environment = {
        "RTC_TUI_APP": "app1", "RTC_TUI_ARCHIVE": "http://host:8428", "RTC_TUI_TZ": "UTC", "RTC_TUI_ASCII": "1",
        "RTC_TUI_ACCESS_KEY": "AKLTsecret", "RTC_TUI_ARCHIVE_TOKEN": "token", "VOLCENGINE_SECRET_KEY": "secret",
    }  # fmt: skip
    assert start({"tz": "Asia/Shanghai"}, environment) == (
        f"{PROGRAM} --app app1 --archive http://host:8428 --tz Asia/Shanghai record"
    )


@pytest.mark.parametrize(
    ("given", "there"),
    [("sqlite:here", "sqlite:{cwd}/here"), ("sqlite:/a/b", "sqlite:/a/b"), ("sqlite", "sqlite")],
)
def test_a_folder_is_the_same_wherever_it_is_started(
    given: str, there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path of an archive is made absolute, as those of files are."""
    monkeypatch.chdir(tmp_path)
    words = start({"archive": given, "log": "x.log"}, {}).split()
    assert words == [PROGRAM, "--archive", there.format(cwd=tmp_path), "--log", f"{tmp_path}/x.log", "record"]


def test_both_languages_give_the_same_service() -> None:
    """Only comments and the description differ."""
    texts = []
    for language in ("en", "zh"):
        use(language)
        texts.append(unit({"app": "app1"}, {}, PROGRAM, "/usr/bin/python3", "app1"))
    use("en")
    english, chinese = (
        [line for line in text.splitlines() if not line.startswith(("#", "Description="))] for text in texts
    )
    assert english == chinese
    assert "WantedBy=default.target" in english
    assert texts[0] != texts[1]
