"""What a verdict must always, and never, do: whatever the call."""

from dataclasses import replace
from math import isnan, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtc_tui.core.call import Call, join
from rtc_tui.core.diagnosis import Verdict, diagnose, rank, words
from rtc_tui.core.diagnosis.diagnose import STAGES
from rtc_tui.core.diagnosis.verdict import Remark
from rtc_tui.core.model import Window
from rtc_tui.core.rules import Rules
from rtc_tui.text import use
from tests.core.calls import DOWN, START, UP, Quiet, from_case
from tests.core.test_diagnosis import CASES, read

EVERY = {path.stem: from_case(read(path)) for path in CASES}
FAULTY = {name: verdicts for name, call in EVERY.items() if (verdicts := diagnose(call))[0].type not in ("NONE", "GAP")}


def test_each_rule_has_a_case_that_fires_it_one_that_nearly_does_and_one_that_is_better_explained() -> None:
    for number in range(25):
        for part in ("fires", "nearly", "other"):
            assert f"R{number:02}-{part}" in EVERY


def test_a_case_that_nearly_fires_a_rule_does_not_name_it_first() -> None:
    for name, call in EVERY.items():
        if name.endswith("-nearly"):
            assert diagnose(call)[0].rule != f"R{int(name[1:3])}", name


@pytest.mark.parametrize("name", FAULTY)
def test_a_verdict_shows_its_numbers_and_who_was_hurt(name: str) -> None:
    for verdict in FAULTY[name]:
        assert verdict.evidence, verdict.rule
        assert not any(isnan(one.value) for one in verdict.evidence)
        assert verdict.start < verdict.end
        assert verdict.user
        assert verdict.user in (*verdict.hurt, verdict.cause)


@pytest.mark.parametrize("name", FAULTY)
def test_nobody_is_named_with_any_confidence_on_a_single_observation(name: str) -> None:
    for verdict in FAULTY[name]:
        numbers = {(one.metric, one.user) for one in verdict.evidence}
        assert len(numbers) > 1 or verdict.confidence == "low" or verdict.rule in ("R0", "R1")


def test_the_worst_comes_first_and_what_people_did_comes_last() -> None:
    quiet = Quiet(["ann", "ben", "cas", "dan"], 240)
    quiet.change("ann", ["audio_capture_volume"][0], 0, 20, 220)
    quiet.change("ann", "audio_send_bitrate", 0, 20, 220)
    quiet.change("*", "audio_recv_bitrate", 0, 20, 220, "ann")
    quiet.change("cas", "audio_down_loss", 12, 60, 120, "*")
    quiet.change("cas", "video_down_loss", 12, 60, 120, "*")
    quiet.change("cas", "video_stall", [300, 500], 60, 120, "*")
    verdicts = diagnose(quiet.call())
    assert [one.rule for one in verdicts] == ["R12", "R2"]
    assert [one.deliberate for one in verdicts] == [False, True]


def _lossy() -> Call:
    quiet = Quiet(["ann", "ben", "cas", "dan"])
    for metric in ("audio_up_loss", "video_up_loss"):
        quiet.change("ann", metric, [9, 14, 11], 60, 150)
    quiet.change("*", "video_stall", [300, 500, 0], 60, 150, "ann")
    return quiet.call()


def test_asked_about_somebody_it_speaks_of_them() -> None:
    """As the one who was hurt, as the one whose end it is, and not of what they never noticed."""
    (verdict,) = diagnose(_lossy(), focus_user="cas")
    assert (verdict.user, verdict.peer, verdict.location, verdict.rule) == ("cas", "ann", "remote", "R11")
    (verdict,) = diagnose(_lossy(), focus_user="ann")
    assert (verdict.peer, verdict.cause) == ("ann", "ann")
    quiet = Quiet(["ann", "ben", "cas"])
    quiet.change("ben", "audio_recv_bitrate", 0, 60, 150, "ann")
    (verdict,) = diagnose(quiet.call(), focus_user="cas")
    assert (verdict.type, verdict.user) == ("NONE", "cas")


def test_without_data_it_says_so() -> None:
    for call in (join("room", Window(START, START + 60), [], []), Quiet(["ann", "ben"], 0).call()):
        (verdict,) = diagnose(call)
        assert (verdict.type, verdict.rule, verdict.location) == ("GAP", "R0", "unknown")
    (verdict,) = diagnose(Quiet(["ann", "ben"]).call(), focus_user="nobody")
    assert (verdict.type, verdict.user) == ("GAP", "nobody")


def test_no_fault_found_shows_the_worst_there_was() -> None:
    (verdict,) = diagnose(Quiet(["ann", "ben"]).call())
    assert verdict.type == "NONE"
    assert {one.metric for one in verdict.evidence} == {"audio_stall", "video_stall"}
    assert all(one.value < one.limit for one in verdict.evidence)


def test_what_is_out_of_range_and_hurt_nobody_is_a_note() -> None:
    quiet = Quiet(["ann", "ben"])
    quiet.change("ann", "audio_up_loss", 6)
    quiet.change("ben", "cpu_system", 90)
    (verdict,) = diagnose(quiet.call())
    assert verdict.type == "NONE"
    assert {(one.key, one.user) for one in verdict.notes} == {
        ("loss_without_effect", "ann"), ("cpu_without_effect", "ben"),
    }  # fmt: skip


def test_the_newest_data_may_still_arrive() -> None:
    """No gap is claimed within the last 100 seconds, and the verdict says what it could not see."""
    quiet = Quiet(["ann", "ben"])
    quiet.change("ann", "*", "none", 110)
    quiet.change("ann", "*", "none", 110, peer="*")
    assert diagnose(quiet.call())[0].rule == "R0"
    quiet.received = START + 180 + 20
    (verdict,) = diagnose(quiet.call())
    assert verdict.type == "NONE"
    assert Remark("still_arriving") in verdict.unchecked


def test_limits_are_the_callers() -> None:
    (verdict,) = diagnose(_lossy(), Rules(video_stall=60))
    assert verdict.type == "NONE"


def test_how_the_downlink_s_loss_is_read_is_a_setting() -> None:
    """A tenth on the way up and a tenth at the receiver: told twice, or lost twice. Far more is lost at both ends."""
    quiet = Quiet(["ann", "ben"])
    for medium in ("audio", "video"):
        quiet.change("ann", f"{medium}_up_loss", [9, 14, 8, 11, 10], 30, 150)
        quiet.change("ben", f"{medium}_down_loss", [10, 8, 12, 9, 13, 11, 10], 30, 150, "ann")
    quiet.change("ben", "video_stall", [300, 500, 0], 30, 150, "ann")
    last_hop, end_to_end = Rules(), Rules(downlink_loss_is_end_to_end=True)
    assert diagnose(quiet.call(), last_hop)[0].rule == "R13"
    assert diagnose(quiet.call(), end_to_end)[0].rule == "R11"
    quiet.change("ben", "video_down_loss", 25, 30, 150, "ann")
    assert {diagnose(quiet.call(), rules)[0].rule for rules in (last_hop, end_to_end)} == {"R13"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_verdict_can_be_told_in_both_languages(language: str) -> None:
    use("zh" if language == "zh" else "en")
    for name, call in EVERY.items():
        for verdict in diagnose(call):
            _told(verdict, name)


def _told(verdict: Verdict, name: str) -> None:
    sentences = [words.title(verdict), words.suffered(verdict), words.side(verdict), words.next_step(verdict)]
    sentences += [words.possible(rule) for rule in verdict.also_possible]
    sentences += [words.remark(one) for one in (*verdict.contradicts, *verdict.unchecked, *verdict.notes)]
    sentences += [words.label(one) for one in verdict.evidence]
    assert all(sentences), name
    assert all("{" not in sentence for sentence in sentences), name
    assert all("_" not in words.label(one) for one in verdict.evidence), name


def test_names_of_users_cannot_reach_the_terminal() -> None:
    quiet = Quiet(["a\x1b[31mnn", "ben"])
    quiet.change("a\x1b[31mnn", "audio_capture_volume", 0, 30, 150)
    verdict = diagnose(quiet.call())[0]
    assert verdict.peer == "a\x1b[31mnn"
    assert "\x1b" not in words.title(verdict) + words.side(verdict) + words.next_step(verdict)


def test_every_rule_has_a_stage_and_a_runner_up_that_exists() -> None:
    assert list(STAGES) == [f"R{number}" for number in range(25)]
    assert all(runner_up in ("", *STAGES) for _, _, runner_up in STAGES.values())


_NAMES = st.sampled_from(["ann", "ben", "cas"])
_VALUES = st.one_of(st.floats(min_value=-1e6, max_value=1e9), st.just(nan), st.just(0.0))
_CHANGES = st.lists(
    st.tuples(_NAMES, st.sampled_from([*UP, *DOWN]), st.lists(_VALUES, min_size=1, max_size=4),
              st.integers(0, 120), st.sampled_from([None, "*"])),
    max_size=8,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(_CHANGES)
def test_no_values_break_it(changes: list[tuple[str, str, list[float], int, str | None]]) -> None:
    """Whatever a client reports: verdicts, with numbers that are numbers."""
    quiet = Quiet(["ann", "ben", "cas"], 120)
    for user, metric, values, start, peer in changes:
        quiet.change(user, metric, values, start, peer=peer)
    for verdict in diagnose(quiet.call()):
        assert not any(isnan(one.value) for one in verdict.evidence)
        assert 0 <= verdict.weight < 1e9


def _deed(rule: str = "R2", user: str = "ann", seconds: int = 240) -> Verdict:
    return Verdict(START, START + seconds, "SIL", "remote", "ben", user, rule=rule, weight=5.0)


def test_with_nothing_but_what_people_did_no_fault_was_found() -> None:
    """The head line says so, and who did what for how long; with a fault it is the fault's."""
    use("en")
    fault, fine = diagnose(_lossy())[0], Verdict(START, START + 60, "NONE", "unknown")
    muted, gone = _deed(user="user-20815"), _deed("R1", "cas", 45)
    assert words.headline([muted]) == "No fault found; noticed: user-20815 muted for 4 min"
    assert words.headline([fine, gone]) == "No fault found; noticed: cas was gone for 45 s"
    assert words.headline([muted] * 5).endswith("; 2 more")
    assert words.headline([fault, muted]) == words.title(fault)
    assert words.headline([fine]) == words.title(fine)
    use("zh")
    assert words.headline([muted, gone]) == "未发现故障；另见：user-20815 静音 4 分；cas 离开 45 秒"


def test_verdicts_of_several_users_go_faults_first_and_deeds_last() -> None:
    unexplained, fault = replace(_deed("R24"), weight=99.0), replace(_deed("R11"), weight=1.0)
    found = [replace(_deed(), weight=500.0), unexplained, fault]
    assert sorted(found, key=rank) == [fault, unexplained, found[0]]


def test_what_no_rule_explains_lists_the_three_greatest_deviations() -> None:
    """Of these users' own usual, which stands as the limit, the greatest first."""
    quiet = Quiet(["ann", "ben", "cas", "dan"])
    quiet.change("*", "video_stall", [300, 500, 0], 60, 120, "ann")
    for metric, value in (("cpu_system", 45), ("audio_capture_volume", 80), ("audio_up_delay", 90), ("cpu_app", 60)):
        quiet.change("ann", metric, value, 60, 120)
    quiet.change("ann", "video_up_delay", 200, 60, 120)
    verdict = diagnose(quiet.call())[0]
    assert verdict.rule == "R24"
    told = [one for one in verdict.evidence if not one.metric.endswith("_stall")]
    assert [one.metric for one in told] == ["video_up_delay", "audio_up_delay", "cpu_app"]
    assert [(one.user, one.value) for one in told] == [("ann", 200.0), ("ann", 90.0), ("ann", 60.0)]
    assert told[-1].limit == 24  # its median
