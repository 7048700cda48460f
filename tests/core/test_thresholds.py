"""When a value is bad, and when a stretch of values is. The cases are files in tests/cases/thresholds."""

import tomllib
from math import nan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.thresholds import CLEAR_AFTER, Bounds, Override, Severity, Thresholds, grade, state, states

CASES = sorted((Path(__file__).parents[1] / "cases" / "thresholds").glob("*.toml"))
JOIN_5S = "5s_join_room_success_rate"
STALL = "80ms_audio_stall_rate"

# QUALITY_RULES 2: indicator, warn, crit, clear, points in a row before it rises, which way is better.
TABLE = [
    (JOIN_5S, 97, 95, 97, 2, "higher"),
    ("10s_join_room_success_rate", 99, 97, 99, 2, "higher"),
    (STALL, 3, 5, 2.5, 2, "lower"),
    ("500ms_video_stall_rate", 5, 10, 4, 2, "lower"),
    ("audio_first_frame_send_success_rate", 98, 95, 98, 3, "higher"),
    ("video_first_frame_send_success_rate", 98, 95, 98, 3, "higher"),
    ("audio_first_frame_recv_success_rate", 97, 95, 97, 3, "higher"),
    ("video_first_frame_recv_success_rate", 97, 95, 97, 3, "higher"),
    ("400ms_audio_network_trans_delay", 95, 90, 95, 2, "higher"),
    ("400ms_video_network_trans_delay", 95, 90, 95, 2, "higher"),
    ("400ms_network_trans_delay", 95, 90, 95, 2, "higher"),
    ("join_room_success_rate", 97, 95, 97, 2, "higher"),
    ("stall_rate", 3, 5, 2.5, 2, "lower"),
]


@pytest.mark.parametrize(("name", "warn", "crit", "clear", "persist", "better"), TABLE, ids=[row[0] for row in TABLE])
def test_the_default_bounds_are_the_table_s(
    name: str, warn: float, crit: float, clear: float, persist: int, better: Any
) -> None:
    """Line by line; and a value just on either side of each bound is graded so."""
    bounds = Thresholds().bounds(name)
    assert bounds == Bounds(warn, crit, clear, persist, better)
    worse = -0.01 if better == "higher" else 0.01
    at_the_bound = Severity.OK if better == "higher" else Severity.WARN
    assert grade(bounds, warn - worse) is Severity.OK
    assert grade(bounds, warn) is at_the_bound
    assert grade(bounds, warn + worse) is Severity.WARN
    assert grade(bounds, crit - worse) is Severity.WARN
    assert grade(bounds, crit + worse) is Severity.CRIT
    assert bounds.cleared(clear - worse)
    assert not bounds.cleared(clear + worse)


@pytest.mark.parametrize("profile", ["strict", "default", "tolerant"])
def test_profiles_do_not_differ_in_the_aggregate_indicators(profile: str) -> None:
    """Their sources speak of call metrics alone."""
    assert Thresholds(profile).bounds(STALL) == Thresholds().bounds(STALL)


@pytest.mark.parametrize("name", ["online_user_count", "online_room_count", "something_new", ""])
def test_counts_and_what_is_not_known_have_no_bounds(name: str) -> None:
    """And are neither good nor bad."""
    bounds = Thresholds().bounds(name)
    assert bounds is None
    assert grade(bounds, 0.0) is Severity.NONE
    assert states(bounds, [1.0, 2.0]) == [Severity.NONE] * 2


def test_another_tier_takes_the_bounds_of_its_indicator() -> None:
    """Which tiers come back is the service's business."""
    assert Thresholds().bounds("200ms_audio_stall_rate") == Thresholds().bounds(STALL)
    assert Thresholds().bounds("600ms_video_stall_rate") == Thresholds().bounds("500ms_video_stall_rate")


def test_a_hole_has_no_grade() -> None:
    """Absent is not zero, which would be critical."""
    assert grade(Thresholds().bounds(JOIN_5S), nan) is Severity.NONE


def _set(name: str = STALL, **values: Any) -> Thresholds:
    return Thresholds(overrides={name: Override(**values)})


def test_an_override_changes_what_it_names_and_says_whose_it_is() -> None:
    """The rest stays the default's; with a new warn bound, that is the level to clear at."""
    assert _set(crit=8).bounds(STALL) == Bounds(3, 8, 2.5, 2, "lower", "config")
    assert _set(warn=4, crit=8).bounds(STALL) == Bounds(4, 8, 4, 2, "lower", "config")


def test_an_override_of_an_indicator_holds_for_its_series_and_the_series_own_goes_first() -> None:
    """`stall_rate` for all, `80ms_audio_stall_rate` for one."""
    both = Thresholds(overrides={"stall_rate": Override(warn=1, crit=2), STALL: Override(warn=4, crit=6)})
    found = {name: both.bounds(name) for name in (STALL, "500ms_video_stall_rate", JOIN_5S)}
    assert [found[name] and found[name].warn for name in found] == [4, 1, 97]  # type: ignore[union-attr]


def test_counts_can_be_given_bounds() -> None:
    """Fewer than 100 users online, and better means more."""
    bounds = _set("online_user_count", warn=100, crit=10, better="higher").bounds("online_user_count")
    assert [grade(bounds, value) for value in (5, 50, 500)] == [Severity.CRIT, Severity.WARN, Severity.OK]
    assert _set("online_user_count", warn=100).bounds("online_user_count") is None


def test_the_other_reading_of_stall_rate_mirrors_its_bounds() -> None:
    """A share of time without stall: 97 % is where 3 % was."""
    assert _set("stall_rate", better="higher").bounds(STALL) == Bounds(97, 95, 97.5, 2, "higher", "config")


@given(st.floats(0, 100), st.sampled_from([row[0] for row in TABLE]))
def test_a_mirrored_value_has_the_same_grade(value: float, name: str) -> None:
    """On the bound itself each reading keeps its own rule: at or above is bad, below is bad."""
    bounds = Thresholds().bounds(name)
    assert bounds is not None
    if min(abs(value - bounds.warn), abs(value - bounds.crit)) > 1e-9:
        assert grade(bounds.mirrored(), 100 - value) is grade(bounds, value)
    assert bounds.mirrored().mirrored() == bounds


# ------------------------------------------------------------------ stretches
def _values(given_: list[Any]) -> list[float]:
    return [nan if value == "-" else float(value) for value in given_]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """The states after each value are what the case file says."""
    case = tomllib.loads(path.read_text("utf-8"))
    assert case["why"].endswith(".")
    thresholds = Thresholds(
        overrides={case["indicator"]: Override(**case.get("override", {}))} if "override" in case else {}
    )
    found = states(thresholds.bounds(case["indicator"]), _values(case["values"]))
    assert [severity.word for severity in found] == case["states"].split()


MAYBE = st.one_of(st.just(nan), st.floats(0, 100), st.sampled_from([2.4, 2.6, 3.0, 4.0, 5.0]))
BOUNDS = st.sampled_from([Thresholds().bounds(row[0]) for row in TABLE])


@given(BOUNDS, st.lists(MAYBE, max_size=60))
def test_holes_neither_raise_nor_clear(bounds: Bounds, values: list[float]) -> None:
    """Leaving them out gives the same state in the end; before the first value there is none."""
    found = states(bounds, values)
    assert len(found) == len(values)
    assert state(bounds, values) is state(bounds, [value for value in values if value == value])  # noqa: PLR0124
    for before, after, value in zip([Severity.NONE, *found], found, values, strict=False):
        assert value == value or before is after  # noqa: PLR0124


@given(BOUNDS, st.lists(st.floats(0, 100), min_size=1, max_size=60))
def test_a_state_rises_only_after_as_many_bad_values_as_it_takes(bounds: Bounds, values: list[float]) -> None:
    """And falls only after as many good ones."""
    found = states(bounds, values)
    for i in range(bounds.persist, len(values)):
        recent = [grade(bounds, value) for value in values[i + 1 - bounds.persist : i + 1]]
        if found[i] > found[i - 1]:
            assert min(recent) >= found[i]
        if found[i] < found[i - 1] and found[i] is Severity.OK:
            assert all(bounds.cleared(value) for value in values[i + 1 - CLEAR_AFTER : i + 1])
        if min(recent) is Severity.CRIT:
            assert found[i] is Severity.CRIT


@given(BOUNDS, st.lists(st.floats(0, 100), max_size=60))
def test_one_value_alone_changes_nothing(bounds: Bounds, values: list[float]) -> None:
    """After a calm quarter of an hour, a single spike is no state."""
    calm = 0.0 if bounds.better == "lower" else 100.0
    spike = 100.0 - calm
    assert state(bounds, [*values, *[calm] * 5, spike]) is Severity.OK


def test_nothing_has_no_state() -> None:
    """Neither an empty stretch nor one of holes."""
    assert state(Thresholds().bounds(STALL), []) is Severity.NONE
    assert state(Thresholds().bounds(STALL), [nan, nan]) is Severity.NONE


def test_worse_is_greater() -> None:
    """So that max finds the worst; and each has its word."""
    assert Severity.NONE < Severity.OK < Severity.WARN < Severity.CRIT
    assert [severity.word for severity in Severity] == ["none", "ok", "warn", "crit"]
