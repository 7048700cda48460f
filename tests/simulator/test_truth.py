"""Every fault has rules it may be put down to, and does something that can be found in the rows."""

import pytest

from rtc_tui.simulator.call.faults import KINDS
from rtc_tui.simulator.labelled import make
from tests.bench.truth import BENIGN, RULES, expected, impact

_FELT = {
    "uplink_loss", "downlink_loss", "downlink_congestion", "device_overload", "encoder_overload", "decoder_overload",
    "renderer_fault", "capture_failure", "pair_path", "server_wide", "both_ends", "uplink_congestion",
}  # fmt: skip


def test_every_kind_and_every_quirk_has_its_rules() -> None:
    assert RULES.keys() == KINDS.keys()
    assert {quirk.kind for seed in range(150) for quirk in make(seed, 0).quirks} <= BENIGN.keys()


def test_a_browser_and_a_call_of_two_leave_more_possible() -> None:
    calls = [make(seed, 1, kind="decoder_overload") for seed in range(40)]
    web = [call for call in calls if any(p.os == "web" and p.user in call.truths[0].users for p in call.people)]
    assert web
    assert all("R15" in expected(call, call.truths[0]) for call in web)
    assert any(expected(call, call.truths[0]) == ("R14",) for call in calls)
    two, many = (make(3, 1, kind="downlink_loss", users=users) for users in (2, 6))
    assert set(expected(many, many.truths[0])) < set(expected(two, two.truths[0]))


@pytest.mark.parametrize("kind", sorted(_FELT))
def test_a_fault_of_links_and_devices_is_felt_more_the_more_severe_it_is(kind: str) -> None:
    for seed in range(3):
        felt = [impact(call, call.truths[0]) for call in (make(seed, 1, kind=kind, severity=s) for s in (1, 2, 3))]
        worst = [max(one.audio_stall, one.video_stall) for one in felt]
        assert worst[0] > 2
        assert worst[0] < worst[2]


@pytest.mark.parametrize("kind", ["uplink_delay", "downlink_delay"])
def test_a_late_way_is_late(kind: str) -> None:
    for seed in range(4):
        call = make(seed, 1, kind=kind)
        assert impact(call, call.truths[0]).delay > 400
