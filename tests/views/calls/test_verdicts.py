"""Verdicts in lines."""

from dataclasses import replace
from math import nan
from zoneinfo import ZoneInfo

import pytest

from rtc_tui.core.diagnosis import Evidence, Remark, Verdict, diagnose
from rtc_tui.core.model import Series, SeriesKey
from rtc_tui.core.snapshot import Snapshot
from rtc_tui.core.thresholds import Severity, Thresholds
from rtc_tui.text import use
from rtc_tui.views.calls import verdicts
from tests.core.calls import Quiet
from tests.views.calls.quiet import START, call

ZONE = ZoneInfo("Asia/Shanghai")
WORST = diagnose(call())[0]


def kinds(verdict: Verdict, kind: str) -> list[str]:
    return [line.text for line in verdicts.lines(verdict, ZONE) if line.kind == kind]


def test_a_verdict_shows_the_numbers_it_stands_on() -> None:
    """Each evidence is a line with its limit; a vote says how many of how many."""
    numbers = kinds(WORST, "number")
    assert len(numbers) == len(WORST.evidence)
    assert any("audio uplink loss of ann: 31 % (limit 5 %)" in line for line in numbers)
    assert any("3 of 3" in line for line in numbers)


def test_a_verdict_says_what_to_do_next_and_when_it_was() -> None:
    """The last line is the next step; the time is of the zone."""
    found = verdicts.lines(WORST, ZONE)
    assert found[0].kind == "title"
    assert "ann" in found[0].text
    assert found[-1].kind == "next"
    assert "06:15:00–06:18:00" in kinds(WORST, "where")[0]


def test_no_contradiction_is_said_too() -> None:
    """So that its absence is no omission; a real one takes its place."""
    assert kinds(WORST, "against") == ["Nothing contradicts it."]
    doubted = replace(WORST, contradicts=(Remark("others_receive_well", "ann", 2.0),))
    assert kinds(doubted, "against") == ["Against it: 2 others receive ann well"]


def test_a_healthy_call_is_a_verdict() -> None:
    """No fault found, with the worst stalls as numbers, and nothing to be contradicted."""
    found = diagnose(Quiet(["ann", "ben"]).call())[0]
    assert kinds(found, "title") == ["No fault found"]
    assert kinds(found, "number")
    assert not kinds(found, "against")
    assert verdicts.severity(found) is Severity.OK


def test_no_data_is_neither_good_nor_bad() -> None:
    """Cannot tell."""
    quiet = Quiet(["ann", "ben"])
    for user in ("ann", "ben"):
        quiet.change(user, "*", "none")
        quiet.change(user, "*", "none", peer="*")
    assert verdicts.severity(diagnose(quiet.call())[0]) is Severity.NONE


def test_what_somebody_wanted_is_no_alarm() -> None:
    """A mute is no fault, however sure; a sure fault is crit, an unsure one warn."""
    assert verdicts.severity(replace(WORST, rule="R2", confidence="high")) is Severity.NONE
    assert verdicts.severity(replace(WORST, confidence="high")) is Severity.CRIT
    assert verdicts.severity(replace(WORST, confidence="low")) is Severity.WARN


def test_the_brief_form_has_the_same_lines() -> None:
    """Only their order differs: the next step stands before what was not checked."""
    verdict = replace(WORST, unchecked=(Remark("still_arriving"),))
    brief = verdicts.brief(verdict, ZONE)
    assert sorted(brief) == sorted(verdicts.lines(verdict, ZONE))
    order = [line.kind for line in brief]
    assert order.index("next") < order.index("unchecked")


def test_a_pair_has_its_own_verdicts() -> None:
    """That of ann's uplink for who listens to her, none for the others."""
    found = diagnose(call())
    assert verdicts.of_pair(found, "ann", "ben")[0].rule == WORST.rule
    assert verdicts.of_pair(found, "ben", "cas") == ()
    assert verdicts.of_pair(found, "ben", "ann") == ()


def test_a_user_has_the_verdicts_of_both_ends() -> None:
    """Where they were hurt, and where they are the cause; a healthy call has none to tell."""
    found = diagnose(call())
    assert verdicts.of_user(found, "ann") == found
    assert verdicts.of_user(found, "ben") == found
    assert verdicts.of_user(found, "zoe") == ()
    assert verdicts.of_user(diagnose(Quiet(["ann", "ben"]).call()), "ann") == ()


def test_hidden_names_do_not_come_back_in_a_sentence() -> None:
    """In no line, of no verdict."""
    for verdict in (*diagnose(call()), *diagnose(call(), focus_user="ben")):
        text = "\n".join(line.text for line in verdicts.lines(verdicts.renamed(verdict, lambda _: "▒▒▒▒"), ZONE))
        for name in ("ann", "ben", "cas", "dan"):
            assert name not in text.replace("cannot", "")


def test_the_time_of_leaving_is_a_clock() -> None:
    """Epoch seconds would tell nobody anything."""
    assert verdicts.figure(Evidence("left_at", "ann", START), ZONE).endswith("06:14:00")


@pytest.mark.parametrize(("value", "text"), [(nan, "·"), (0.0, "0 %"), (12.345, "12.3 %"), (250.5, "250 %")])
def test_numbers_are_short_and_absent_is_no_zero(value: float, text: str) -> None:
    """One decimal below a hundred."""
    assert verdicts.figure(Evidence("audio_up_loss", "ann", value, unit="%"), ZONE).endswith(text)


def test_many_who_were_hurt_are_counted() -> None:
    """Four names, and how many more."""
    many = replace(WORST, hurt=tuple(f"user-{i}" for i in range(9)))
    assert verdicts.hurt(many) == "9 hurt, the worst first: user-0, user-1, user-2, user-3 and 5 more"


def test_hostile_names_are_made_safe() -> None:
    """Wherever a name stands in a verdict."""
    evil = verdicts.renamed(WORST, lambda _: "\x1b[31m" + "x" * 300)
    for line in verdicts.lines(evil, ZONE):
        assert "\x1b" not in line.text


def test_all_lines_are_there_in_chinese() -> None:
    """As many, and none in English."""
    use("zh")
    try:
        chinese = verdicts.lines(WORST, ZONE)
    finally:
        use("en")
    assert len(chinese) == len(verdicts.lines(WORST, ZONE))
    assert chinese[-1].text.startswith("下一步：")


def test_a_deviation_that_nobody_can_explain_stands_beside_the_usual() -> None:
    """What is far from its usual has no limit that it broke; a stall has."""
    numbers = (Evidence("video_stall", "ann", 13.3, 5.0, "%"), Evidence("cpu_app", "ann", 60.0, 24.0, "%"))
    told = kinds(replace(WORST, rule="R24", evidence=numbers), "number")
    assert ["(limit 5 %)" in told[0], "(usually 24 %)" in told[1]] == [True, True]


def test_a_common_cause_is_told_beside_the_app_that_is_polled() -> None:
    """Where the snapshot holds that time; everything else stays as it is."""
    common = replace(WORST, rule="R22", type="AS", location="server")
    points = dict.fromkeys(range(common.start // 30 * 30, common.end + 30, 30), 9.0)
    held = Series.of(SeriesKey("80ms_audio_stall_rate"), points)
    (told, other) = verdicts.in_the_app([common, WORST], Snapshot(0.0, {held.key: held}), Thresholds())
    assert "Noticed: the app as a whole was bad then, too: audio stall 80ms 9 %" in kinds(told, "note")
    assert other is WORST
    assert verdicts.in_the_app([common], Snapshot(0.0), Thresholds()) == (common,)


def test_what_people_did_is_told_apart() -> None:
    mute = replace(WORST, rule="R2")
    assert verdicts.parted([mute, WORST]) == ((WORST,), (mute,))
