"""`diagnose` beyond the room: a common cause is told beside the app as a whole, as far as that can be had."""

from typing import Any

import pytest

from rtc_tui.core.model import BUCKET, DAY, HOUR, Feature
from rtc_tui.errors import NotPermitted
from tests.report_calls import AT, PEOPLE, CallService, person
from tests.test_report_diagnose import HEALTHY, found, lossy, service

APP = "80ms_audio_stall_rate"


def storm(**more: Any) -> CallService:
    """Everybody suffers from everybody."""

    def values(_user: str, _peer: str, metric: str) -> float:
        return {"audio_stall": 900.0, "audio_down_loss": 12.0}.get(metric, HEALTHY[metric])

    return service(values=values, **more)


def test_a_common_cause_is_told_beside_the_app() -> None:
    """The app's quality and its provinces are asked once each, around the time that hurt."""
    used = storm(value=lambda _bucket, _at: 9.0)
    first = found(used, start="-10m")[0]["verdicts"][0]
    assert first["rule"] == "R22"
    assert "the app as a whole was bad then, too: audio stall 80ms 9 %" in first["noticed"]
    assert [query.feature for _, query, _ in used.asked] == [Feature.QUALITY, Feature.DISTRIBUTION]
    for _, _, window in used.asked:
        assert 0 <= AT - 600 - window.start <= 2 * BUCKET
        assert window.end <= AT


def test_an_app_that_is_well_speaks_against_it() -> None:
    """And makes it one step less sure."""
    sure = found(storm(error=lambda _query, _at: NotPermitted("no", "ask")), start="-10m")[0]["verdicts"][0]
    doubted = found(storm(value=lambda _bucket, _at: 0.4), start="-10m")[0]["verdicts"][0]
    assert doubted["contradicts"] == ["the app as a whole was not bad then: audio stall 80ms 0.4 %"]
    steps = ["low", "medium", "high"]
    assert steps.index(doubted["confidence"]) == steps.index(sure["confidence"]) - 1


def test_what_the_service_refuses_of_the_app_is_left_out() -> None:
    """The verdict stands, with what was not looked at."""
    first = found(storm(error=lambda _query, _at: NotPermitted("no", "ask")), start="-10m")[0]["verdicts"][0]
    assert first["rule"] == "R22"
    assert "the distribution by region at that time was not looked at" in first["unchecked"]
    assert not first["contradicts"]


@pytest.mark.parametrize("used", [service(), lossy()])
def test_nothing_is_asked_of_the_app_without_a_common_cause(used: CallService) -> None:
    found(used, start="-10m")
    assert used.asked == []


def test_nothing_is_asked_of_the_app_about_a_time_that_is_out_of_reach() -> None:
    """Real-time data reach back an hour."""
    old = tuple(person(name, joined=AT - 3 * DAY - HOUR, left=AT - 3 * DAY) for name in PEOPLE)
    used = storm(people=old)
    assert found(used)[0]["verdicts"][0]["rule"] == "R22"
    assert used.asked == []
