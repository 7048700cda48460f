"""Small parts of the command line, by themselves."""

import pytest

from rtc_tui.cli import child, knobs
from rtc_tui.cli.checks import without_password
from rtc_tui.cli.raw import parameters
from rtc_tui.core.model import Scope
from rtc_tui.core.request import indicators, scopes


def test_over_ssh_textual_is_told_to_be_sparing() -> None:
    environment = {"SSH_TTY": "/dev/pts/1", "TEXTUAL_ANIMATIONS": "full"}
    knobs.turn(environment, no_color=False)
    assert environment["TEXTUAL_FPS"] == "15"
    assert environment["TEXTUAL_SMOOTH_SCROLL"] == "0"
    assert environment["TEXTUAL_ANIMATIONS"] == "full"  # the user chose
    assert "NO_COLOR" not in environment


def test_on_this_machine_nothing_is_changed() -> None:
    environment: dict[str, str] = {}
    knobs.turn(environment, no_color=False)
    assert not environment
    knobs.turn(environment, no_color=True)
    assert environment == {"NO_COLOR": "1"}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://proxy:3128", "http://proxy:3128"),
        ("http://me:pass@proxy:3128", "http://***@proxy:3128"),
        ("me:p@ss@proxy:3128", "***@proxy:3128"),
        ("http://me:p/a@proxy", "http://***@proxy"),
        ("http://[", "http://["),
        ("localhost,.example.com", "localhost,.example.com"),
    ],
)
def test_a_proxy_is_shown_without_its_password(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_raw_parameters() -> None:
    assert parameters(("RoomId=a=b", 'Indicator:=["x"]', "PageNum:=2", "Empty=")) == {
        "RoomId": "a=b",
        "Indicator": ["x"],
        "PageNum": 2,
        "Empty": "",
    }


def test_scopes() -> None:
    assert scopes(None, (), each=False) == (Scope(),)
    assert scopes("r", ("a", "b", "a"), each=False) == (Scope("r", ("a", "b")),)
    assert scopes("r", ("a", "b"), each=True) == (Scope("r", ("a",)), Scope("r", ("b",)))
    assert len(scopes("r", [f"u{i}" for i in range(30)], each=True)) == 30


def test_indicators_by_request_and_by_series() -> None:
    assert indicators(("Stall_Rate", "80ms_audio_stall_rate", "stall_rate")) == ("stall_rate", "80ms_audio_stall_rate")


def test_the_childs_environment_holds_no_key_of_the_users() -> None:
    ours = {"VOLCENGINE_SECRET_KEY": "mine", "VOLC_SECRETKEY": "mine", "RTC_TUI_ACCESS_KEY": "mine", "PATH": "/bin"}
    theirs = child._environment(ours, "ak", "sk")
    assert theirs == {"PATH": "/bin", "VOLCENGINE_ACCESS_KEY": "ak", "VOLCENGINE_SECRET_KEY": "sk"}
