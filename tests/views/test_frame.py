"""What stands around every pane."""

from dataclasses import replace
from datetime import UTC

import pytest

from rtc_tui import errors
from rtc_tui.core.account import Target
from rtc_tui.core.model import Feature, Product
from rtc_tui.core.snapshot import Problem, Quota, Selection, Snapshot
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import use
from rtc_tui.views import frame
from tests.views.known import GOOD, NEWEST, NOW, ONLINE, OPERATION, QUALITY, ZONE, snapshot

TARGET = Target("661e0543cfabcd43cf", profile="prod")
KINDS = [name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.RtcTuiError)]


def problem(kind: str, ago: float = 40.0, wait: float = 8.0) -> Problem:
    return Problem(kind, "It happened.", "Do something.", 5, NOW - ago, 3, NOW + wait, request_id="r-17")


def framed(known: Snapshot, now: float = NOW, **more: object) -> frame.Frame:
    given = {"alerts": {}, **more}
    return frame.frame(known, Selection(), TARGET, now, ZONE, **given)  # type: ignore[arg-type]


LIVE = snapshot(GOOD, ONLINE)


def test_when_all_is_well() -> None:
    """State, age, app, two clocks; no banner and nothing that ticks."""
    view = framed(LIVE)
    assert (view.state, view.severity, view.age) == ("● LIVE", Severity.OK, "70 s old")
    assert (view.app, view.clock, view.utc) == ("prod 661e…43cf native", "10:32 CST", "02:32Z")
    assert (view.quota, view.alerts, view.ticking) == ("", (), False)
    assert frame.banner(LIVE.health, NOW, ZONE) is None


@pytest.mark.parametrize(
    ("known", "now", "word", "severity"),
    [
        (snapshot(), NOW, "◌ WAITING", Severity.NONE),
        (snapshot(None, ONLINE), NOW, "◌ WAITING", Severity.NONE),
        (LIVE, NOW, "● LIVE", Severity.OK),
        (LIVE, NOW + 120, "◐ SLOW", Severity.WARN),
        (snapshot(GOOD, problems={OPERATION: problem("NotPermitted")}), NOW, "● LIVE", Severity.OK),
        (snapshot(problems={QUALITY: problem("Throttled", wait=24)}), NOW, "⚠ THROTTLED until 10:33:05", Severity.WARN),
        (snapshot(problems={QUALITY: problem("Unreachable")}), NOW, "✖ OFFLINE 40 s, next try in 8 s", Severity.CRIT),
        (
            snapshot(problems={QUALITY: problem("BadResponse", 300, -3)}),
            NOW,
            "✖ OFFLINE 5 min, next try in 0 s",
            Severity.CRIT,
        ),
        (snapshot(problems={QUALITY: problem("WrongCredentials")}), NOW, "✖ KEY REFUSED", Severity.CRIT),
        (snapshot(problems={QUALITY: problem("UnknownApp")}), NOW, "✖ UNKNOWN APP", Severity.CRIT),
        (snapshot(problems={QUALITY: problem("NotPermitted")}), NOW, "✖ NOT PERMITTED", Severity.CRIT),
        (snapshot(problems={QUALITY: problem("ClockSkewed")}), NOW, "✖ CLOCK IS OFF", Severity.CRIT),
    ],
)
def test_the_state_word(known: Snapshot, now: float, word: str, severity: Severity) -> None:
    """One word for the quality's feed, with what passes by itself: until when, since when, when next."""
    view = framed(known, now)
    assert (view.state, view.severity) == (word, severity)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_error_has_a_word_and_a_banner(kind: str, language: str) -> None:
    """In both languages, whatever it is."""
    use("zh" if language == "zh" else "en")
    known = snapshot(problems={QUALITY: problem(kind)})
    assert framed(known).state
    assert frame.banner(known.health, NOW, ZONE)


def test_ages_come_in_steps_of_five_seconds() -> None:
    """Each second anew would cost bytes on every line; nothing held has no age, a clock behind gives zero."""
    ages = [frame.age(LIVE.health, NEWEST + second) for second in (71, 74, 75, 79, 80)]
    assert ages == ["70 s old", "70 s old", "75 s old", "75 s old", "80 s old"]
    assert frame.age(snapshot().health, NOW) == ""
    assert frame.age(LIVE.health, NEWEST - 30) == "0 s old"
    assert frame.age(LIVE.health, NEWEST + 900) == "15 min old"


def test_the_last_data_keep_their_age_through_a_failure() -> None:
    """Offline, and 8 minutes old."""
    view = framed(snapshot(GOOD, problems={QUALITY: problem("Unreachable", 400)}), NEWEST + 480)
    assert view.age == "8 min old"
    assert view.ticking


def test_frozen_says_how_many_came_since() -> None:
    """Whatever the feed does behind it."""
    view = framed(LIVE, frozen=3)
    assert (view.state, view.severity, view.ticking) == ("‖ FROZEN +3", Severity.WARN, False)


def test_alerts_are_worst_first_and_only_what_there_is() -> None:
    """A zero is not worth its place."""
    counts = {Severity.OK: 8, Severity.WARN: 2, Severity.CRIT: 1}
    assert framed(LIVE, alerts=counts).alerts == ((Severity.CRIT, 1), (Severity.WARN, 2))
    assert framed(LIVE, alerts={Severity.WARN: 2, Severity.CRIT: 0}).alerts == ((Severity.WARN, 2),)


@pytest.mark.parametrize(
    ("quota", "text", "full"),
    [(Quota(), "", False), (Quota(4, 60), "quota 4/60", False), (Quota(54, 60), "quota 54/60", True),
     (Quota(4, 60, 100, 1440), "quota 4/60 · day 100/1440", False)],
)  # fmt: skip
def test_quota(quota: Quota, text: str, full: bool) -> None:
    """Of the busiest action; nine tenths are nearly all."""
    view = framed(replace(LIVE, health=replace(LIVE.health, quota=quota)))
    assert (view.quota, view.quota_full) == (text, full)


def test_ids_can_be_hidden_and_labels_are_safe() -> None:
    """For a screen that others see; and a configuration may hold anything."""
    assert framed(LIVE, masked=True).app == "prod ▒▒▒▒ native"
    target = Target("\x1b[31m", label="Pro\x1bduction " * 10)
    view = frame.frame(LIVE, Selection(product=Product.WEB), target, NOW, UTC, alerts={})
    assert "\x1b" not in view.app
    assert len(view.app) < 50
    assert view.app.endswith("web")
    assert frame.abbreviate("short") == "short"


def test_the_banner_tells_what_happened_what_to_do_and_the_service_s_own_number() -> None:
    """Since when and how often as well."""
    found = frame.banner(snapshot(GOOD, problems={QUALITY: problem("Unreachable")}).health, NOW, ZONE)
    assert found is not None
    assert (found.message, found.hint, found.severity) == ("It happened.", "Do something.", Severity.CRIT)
    assert found.detail == "since 10:32:01, 3× · RequestId r-17"


def test_an_extra_that_fails_has_no_banner() -> None:
    """The pane tells it, beside what is missing."""
    known = snapshot(GOOD, problems={OPERATION: problem("NotPermitted")})
    assert frame.banner(known.health, NOW, ZONE) is None
    assert set(known.health.problems) == {Feature.OPERATION}
