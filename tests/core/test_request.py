"""What a headless command may ask for."""

from datetime import UTC

import pytest

from rtc_tui.core import request
from rtc_tui.core.model import Dimension, Scope
from rtc_tui.core.request import Format, LiveRequest
from rtc_tui.errors import UsageError

NOW = 1_795_141_961.0
HOUR = 3600


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ((), (Dimension.PROVINCE,)),
        (("os",), (Dimension.OS,)),
        (("Access", "OS", "access"), (Dimension.ACCESS, Dimension.OS)),
    ],
)
def test_dimensions_are_taken_in_any_case_and_once(names: tuple[str, ...], found: tuple[Dimension, ...]) -> None:
    """None given means by province."""
    assert request.dimensions(names) == found


def test_what_can_not_be_split_is_said() -> None:
    """A dimension that does not exist, an indicator without distribution, an indicator that does not exist."""
    with pytest.raises(UsageError, match="there is no room"):
        request.dimensions(("room",))
    with pytest.raises(UsageError, match="online_user_count has no distribution"):
        request.spread(("stall_rate", "online_user_count"))
    with pytest.raises(UsageError, match="not an indicator"):
        request.spread(("stall",))
    assert request.spread(("80ms_audio_stall_rate",)) == ("80ms_audio_stall_rate",)


@pytest.mark.parametrize(
    ("start", "end", "source"),
    [
        (None, None, "realtime"),
        (-0.5, None, "realtime"),
        (-1.0, -0.5, "realtime"),
        (None, -0.9, "realtime"),
        (-10.0, -9.0, "offline"),
        (-30 * 24.0, -8.0, "offline"),
        (-2.0, None, "recorded"),
        (-2.0, -1.5, "recorded"),
        (-10.0, None, "recorded"),
        (-9.0, -7.0, "recorded"),
    ],
)
def test_each_time_has_its_source(start: float | None, end: float | None, source: str) -> None:
    """In hours before now: the last hour, or from 30 days to eight hours ago; of the rest a recorder may have it."""
    assert request.source_of(_at(start), _at(end), NOW) == source


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (-31 * 24.0, -9.0, "No source"),
        (None, -9.0, "--from is not given"),
        (-0.5, -0.6, "not before"),
    ],
)
def test_a_time_without_a_source_is_refused(start: float | None, end: float | None, says: str) -> None:
    """With which times are covered."""
    with pytest.raises(UsageError, match=says) as caught:
        request.source_of(_at(start), _at(end), NOW)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("asked", "command"),
    [
        (LiveRequest(start="-4h"), "rtc-tui get history --from -4h"),
        (
            LiveRequest(Format.JSON, "2026-11-19 22:00", "-2h", ("stall_rate",), (Scope("r-1", ("a", "b")),)),
            "rtc-tui get history --from '2026-11-19 22:00' --to -2h --room r-1 --user a --user b "
            "--indicator stall_rate --format json",
        ),
        (
            LiveRequest(start="-4h", dimensions=(Dimension.OS,)),
            "rtc-tui get distribution --from -4h --dimension OS",
        ),
    ],
)
def test_what_is_too_old_for_live_says_what_to_type_instead(asked: LiveRequest, command: str) -> None:
    """The whole command, with all that was asked, as a shell takes it."""
    with pytest.raises(UsageError, match="60 minutes") as caught:
        request.check_live_window(asked, NOW, UTC)
    assert f" {command}. " in caught.value.hint


def _at(hours: float | None) -> int | None:
    return None if hours is None else int(NOW + hours * HOUR)
