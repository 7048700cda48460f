"""Scenarios are files that say what is wrong, where, when, how strong and why."""

from math import inf

import pytest

from rtc_tui.errors import UsageError
from rtc_tui.simulator.injection import scheduled
from rtc_tui.simulator.scenarios import describe, load, scenario_names
from rtc_tui.simulator.schedule import Schedule, from_minutes
from rtc_tui.simulator.series import BY_NAME
from rtc_tui.text import both, use


def test_there_are_the_seven_scenarios_calm_first() -> None:
    names = scenario_names()
    assert names[0] == "calm"
    assert {"province-loss", "os-release", "join-failure", "server-outage", "api-down", "throttled"} <= set(names)


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_is_described_in_both_languages_and_says_why(name: str) -> None:
    english, chinese = both(f"simulator.scenario_{name}")
    assert english
    assert chinese
    assert english != chinese
    assert describe(name) == english
    scenario = load(name)
    assert all(effect.why for effect in scenario.effects)
    assert all(row.why and scheduled(row).share > 0 for row in scenario.faults)
    assert all(person.why for person in scenario.persons)
    assert name == "calm" or scenario.effects or scenario.faults or scenario.limits or scenario.persons


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_names_series_and_members_that_exist(name: str) -> None:
    for effect in load(name).effects:
        assert {series for series, _ in effect.points} <= set(BY_NAME)
        for members in (effect.place, effect.os, effect.access):
            assert members is None or members


@pytest.mark.parametrize("name", ["storm", "", "../calm", "Calm"])
def test_an_unknown_scenario_lists_those_there_are(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(name)
    assert all(known in caught.value.hint for known in scenario_names())


def test_the_texts_are_there_in_chinese() -> None:
    use("zh")
    try:
        with pytest.raises(UsageError, match="没有名为"):
            load("storm")
    finally:
        use("en")


@pytest.mark.parametrize(
    ("schedule", "heights"),
    [
        (Schedule(), {-inf: 1, 0: 1, 1e9: 1}),
        (Schedule(start=0), {-1: 0, 0: 1, 1e9: 1}),
        (Schedule(start=-60, ramp=60), {-61: 0, -30: 0.5, 0: 1, 1e9: 1}),
        (Schedule(start=0, ramp=10, hold=20), {0: 0, 5: 0.5, 10: 1, 29: 1, 35: 0.5, 40: 0, 99: 0}),
        (Schedule(start=0, hold=20, every=60), {0: 1, 19: 1, 20: 0, 59: 0, 60: 1, 79: 1, 80: 0}),
    ],
)
def test_a_schedule_rises_holds_falls_and_comes_again(schedule: Schedule, heights: dict[float, float]) -> None:
    assert {at: schedule.level(at) for at in heights} == heights


def test_a_schedule_is_written_in_minutes() -> None:
    table = {"start_min": -1.0, "ramp_min": 2.0, "hold_min": 3.0, "every_min": 10.0, "share": 0.5}
    assert from_minutes(table) == Schedule(-60, 120, 180, 600)
    assert from_minutes({}) == Schedule()
