"""Times of what was recorded, as a command takes them."""

import pytest

from rtc_tui.cli.recorded import Recording
from rtc_tui.clock import SystemClock
from rtc_tui.core.model import Window
from rtc_tui.errors import UsageError
from tests.test_report import config


def recording(end: int, *, live: bool) -> Recording:
    """An hour of it."""
    return Recording(config(), lambda: pytest.fail("nothing is opened"), Window(end - 3600, end), live)


def test_now_can_be_played_while_somebody_records() -> None:
    """The end of an archive that grows is a minute or two old whenever anybody looks."""
    now = int(SystemClock().now())
    assert recording(now - 100, live=True).moment("now", 0.0) == pytest.approx(now, abs=5)


@pytest.mark.parametrize(("age", "live"), [(1000, True), (100, False)])
def test_what_nobody_recorded_is_refused(age: int, live: bool) -> None:
    """An archive that nobody fills any more, and a bundle beyond its end: with from when to when there is something."""
    now = int(SystemClock().now())
    with pytest.raises(UsageError, match="Nothing was recorded at") as caught:
        recording(now - age, live=live).moment(_iso(now), 0.0)
    assert "The recording begins at" in caught.value.hint


def _iso(at: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).isoformat()
