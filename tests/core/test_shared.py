"""What those who suffer have in common: told with its numbers when it sets them apart, and never a cause by itself."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.calls import Stay, User
from rtc_tui.core.diagnosis import Verdict, diagnose, words
from rtc_tui.core.diagnosis.shared import compare, moved_on
from rtc_tui.text import use
from tests.core.calls import START, Quiet

NAMES = ("ann", "ben", "cas", "dan", "eve", "fay", "gus", "hal")
OLD, NEW = "3.54.1", "3.58.1"


def loaded(told: dict[str, dict[str, str]] | None = None, who: Sequence[str] = NAMES[:3]) -> Quiet:
    """A room in which the devices of some cannot play what arrives."""
    quiet = Quiet(NAMES)
    for user in who:
        quiet.change(user, "video_recv_fps", [9, 11], 60, 150, "*")
        quiet.change(user, "video_stall", [300, 500, 0], 60, 150, "*")
        quiet.change(user, "cpu_system", [92, 95], 60, 150)
    quiet.told = told or {}
    return quiet


def sdk(*old: str) -> dict[str, dict[str, str]]:
    return {name: {"sdk": OLD if name in old else NEW} for name in NAMES}


def notes(verdict: Verdict) -> list[str]:
    return [words.remark(one) for one in verdict.notes]


def test_what_sets_those_with_a_fault_apart_is_told_with_its_numbers() -> None:
    """Three of three, none of the five others, and how likely that is by chance: one in 8 over 3."""
    use("en")
    verdict = diagnose(loaded(sdk(*NAMES[:3])).call())[0]
    assert "3 of 3 with such a fault use SDK 3.54.1, 0 of 5 others (by chance: 1.79 %)" in notes(verdict)
    use("zh")
    assert "有同类故障者 3/3 使用 SDK 3.54.1，其余用户 0/5（偶然概率 1.79 %）" in notes(verdict)


def test_those_who_were_hurt_by_another_s_fault_are_compared_too() -> None:
    """A lossy uplink hurts three of seven, and these three are on 4g: told, beside the uplink that stays the cause."""
    quiet = Quiet(NAMES)
    for medium in ("audio", "video"):
        quiet.change("ann", f"{medium}_up_loss", [9, 14, 11], 60, 150)
    for user in NAMES[1:5]:
        quiet.change(user, "video_stall", [300, 500, 0], 60, 150, "ann")
    quiet.told = {name: {"access": "4g" if name in NAMES[1:5] else "wifi"} for name in NAMES}
    verdict = diagnose(quiet.call())[0]
    assert (verdict.rule, verdict.cause) == ("R11", "ann")
    assert "4 of 4 hurt are on 4g, 0 of 3 others (by chance: 2.86 %)" in notes(verdict)


@pytest.mark.parametrize("told", [sdk(), sdk("ann"), sdk("ann", "ben"), sdk(*NAMES), sdk(*NAMES[:5])])
def test_what_others_use_without_harm_or_not_all_use_sets_nobody_apart(told: dict[str, dict[str, str]]) -> None:
    for verdict in diagnose(loaded(told).call()):
        assert not [one for one in verdict.notes if one.key.startswith(("fault_", "hurt_"))]


def test_a_single_device_is_named_and_how_many_others_have_the_same() -> None:
    told = sdk("ann") | {"ann": {"device": "MI 9", "os": "android", "access": "unknown", "sdk": OLD}}
    verdict = diagnose(loaded(told, ("ann",)).call())[0]
    assert "ann has MI 9 · android · SDK 3.54.1 (0/7); in brackets, how many of the others have the same" in notes(
        verdict
    )


def test_what_is_shared_changes_nothing_about_the_verdict() -> None:
    """With and without what the list of users tells: the same ends, rules, confidence and numbers."""

    def bare(verdict: Verdict) -> Verdict:
        return replace(verdict, notes=(), unchecked=())

    told, untold = diagnose(loaded(sdk(*NAMES[:3])).call()), diagnose(loaded().call())
    assert [bare(one) for one in told] == [bare(one) for one in untold]
    assert "device_untold" in {one.key for one in untold[0].unchecked}
    assert "device_untold" not in {one.key for one in told[0].unchecked}


def test_a_device_that_was_taken_later_is_not_blamed() -> None:
    """The service tells the device of the last join: whoever joined again after the verdict began is not told of it."""
    user = User("ann", stays=(Stay(START - 60, START + 100), Stay(START + 110)))
    assert moved_on(user, START + 60)
    assert not moved_on(user, START + 120)
    assert not moved_on(replace(user, stays=user.stays[:1]), START - 90)


def test_who_was_not_there_is_nobody_to_compare_with() -> None:
    """Four who left before it began use another SDK: that says nothing of those who stayed."""
    quiet = loaded(sdk(*NAMES[:4]))
    for name in NAMES[4:]:
        quiet.leave(name, 20)
    assert "fault_sdk" not in {one.key for one in diagnose(quiet.call())[0].notes}


def test_the_name_of_a_device_cannot_reach_the_terminal() -> None:
    verdict = diagnose(loaded({"ann": {"device": "M\x1b[31mI{user}"}}, ("ann",)).call())[0]
    assert "\x1b" not in "".join(notes(verdict))


_TEXTS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=8)


@given(_TEXTS, _TEXTS)
def test_only_what_all_share_and_hardly_any_other_is_told(group: list[str], others: list[str]) -> None:
    found = compare(group, others, "sdk")
    if found is None:
        return
    assert len(group) >= 2
    assert set(group) == {found.text}
    assert others.count(found.text) == found.others <= len(others) / 5
    assert 0 < found.chance <= 0.1
