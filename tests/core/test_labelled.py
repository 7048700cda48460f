"""The diagnosis against calls that the simulator makes of known faults; `make bench` measures many more."""

import pytest

from rtc_tui.core.diagnosis import diagnose
from rtc_tui.simulator.labelled import make
from tests.bench.diagnosis import RULES, Score, decoded, wilson

SEEDS = (301, 302)


def test_each_kind_of_fault_is_told_at_the_right_end_by_the_right_rule() -> None:
    """Two calls of each kind: what a rule can tell, it tells; a handful may be hidden or ambiguous."""
    score = Score()
    for kind in RULES:
        for seed in SEEDS:
            score.judge(make(seed, 1, kind=kind, severity=3))
    assert score.faulty == 2 * len(RULES)
    assert score.side >= 0.93 * score.faulty, score.said
    assert score.rule >= 0.93 * score.faulty, score.said


def test_good_calls_raise_no_alarm() -> None:
    score = Score()
    for seed in range(40):
        score.judge(make(seed, 0))
    assert score.alarms <= 1, score.alarm_rules


def test_a_verdict_is_the_same_every_time() -> None:
    first, again = (diagnose(decoded(make(7, 2))) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(("hits", "count", "low", "high"), [(0, 0, 0, 100), (0, 10, 0, 27.8), (95, 100, 88.8, 97.8)])
def test_the_interval_is_wilson_s(hits: int, count: int, low: float, high: float) -> None:
    assert wilson(hits, count) == pytest.approx((low, high), abs=0.1)
