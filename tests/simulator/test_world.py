"""The world adds up, stays calm when it is calm, and is bad where a scenario says so."""

from functools import cache
from statistics import mean

import pytest

from rtc_tui.simulator.noise import PER_BLOCK, jitter, spread, unit
from rtc_tui.simulator.population import (
    AXES,
    RINGS,
    WEB_SHARE,
    Axis,
    Cells,
    Product,
    country,
    indices,
    share,
    slices,
)
from rtc_tui.simulator.scenarios import load, parse
from rtc_tui.simulator.series import BY_NAME, SERIES, Series
from rtc_tui.simulator.world import World, strain
from tests.simulator.asking import NOW

START = int(NOW) // 300 * 300
HOUR = range(START - 3600, START, 30)
SEEDS = range(1, 11)
# Project defaults of what is worth a warning, as badness.
WARN = {
    "5s_join_room_success_rate": 3,
    "10s_join_room_success_rate": 1,
    "80ms_audio_stall_rate": 3,
    "500ms_video_stall_rate": 5,
    "audio_first_frame_send_success_rate": 2,
    "video_first_frame_send_success_rate": 2,
    "audio_first_frame_recv_success_rate": 3,
    "video_first_frame_recv_success_rate": 3,
    "400ms_audio_network_trans_delay": 5,
    "400ms_video_network_trans_delay": 5,
}
AUDIO_STALL = BY_NAME["80ms_audio_stall_rate"]
MIXED = """
[[effect]]
why = "android and ios on mobile networks in three places"
os = ["android", "ios"]
access = ["4g", "5g"]
place = ["四川", "西藏", "日本"]
start_min = -30
ramp_min = 5
[effect.points]
80ms_audio_stall_rate = 20.0
[[effect]]
why = "everybody on wifi"
access = ["wifi"]
[effect.points]
80ms_audio_stall_rate = 1.0
"""


@cache
def _world(scenario: str, seed: int) -> World:
    return World(load(scenario), seed, START)


def _mixed() -> World:
    return World(parse("mixed", MIXED), 3, START)


def _members(axis: Axis) -> list[frozenset[int]]:
    return [frozenset({i}) for i in range(len(AXES[axis]))]


def _along(axis: Axis, members: frozenset[int], product: Product = "native") -> Cells:
    return Cells(product, **{axis: members})


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("series", SERIES, ids=[series.name for series in SERIES])
def test_the_app_is_the_weighted_mean_of_its_parts_along_every_axis(axis: Axis, series: Series) -> None:
    for world in (_world("calm", 1), _mixed()):
        parts = [(share(axis, one), world.buckets(series, _along(axis, one), HOUR, NOW)) for one in _members(axis)]
        sums = [sum(weight * values[i] for weight, values in parts) for i in range(len(HOUR))]
        assert sums == pytest.approx(world.buckets(series, Cells(), HOUR, NOW), abs=1e-9)


def test_any_slice_is_the_weighted_mean_of_its_cells() -> None:
    world = _mixed()
    places = indices("place", ["四川", "贵州", "西藏", "日本"])
    systems = indices("os", ["ios", "linux"])
    networks = indices("access", ["4g", "wifi"])
    cells = [(p, o, a) for p in places for o in systems for a in networks]
    weight = {c: share("place", c[0]) * share("os", c[1]) * share("access", c[2]) for c in map(_sets, cells)}
    values = {c: world.buckets(AUDIO_STALL, Cells("native", *c), HOUR, NOW) for c in weight}
    means = [sum(w * values[c][i] for c, w in weight.items()) / sum(weight.values()) for i in range(len(HOUR))]
    whole = world.buckets(AUDIO_STALL, Cells("native", places, systems, networks), HOUR, NOW)
    assert whole == pytest.approx(means, abs=1e-9)


def _sets(cell: tuple[int, int, int]) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    place, system, network = cell
    return frozenset({place}), frozenset({system}), frozenset({network})


def test_a_country_is_the_weighted_mean_of_its_provinces() -> None:
    world, china = _mixed(), country("中国")
    provinces = [(share("place", frozenset({i})), frozenset({i})) for i in RINGS["place"][0]]
    columns = [(weight, world.buckets(AUDIO_STALL, Cells(place=one), HOUR)) for weight, one in provinces]
    means = [sum(weight * values[i] for weight, values in columns) / share("place", china) for i in range(len(HOUR))]
    assert world.buckets(AUDIO_STALL, Cells(place=china), HOUR) == pytest.approx(means, abs=1e-9)


@pytest.mark.parametrize(
    "cells", [Cells(), Cells("web"), Cells(place=indices("place", ["四川"])), Cells(os=indices("os", ["ios"]))]
)
def test_a_5_minute_value_is_the_mean_of_its_ten_buckets(cells: Cells) -> None:
    world = _mixed()
    for series in SERIES:
        blocks = range(START // 300 - 12, START // 300)
        small = world.buckets(series, cells, HOUR)
        means = [mean(small[i * PER_BLOCK : (i + 1) * PER_BLOCK]) for i in range(len(blocks))]
        assert world.blocks(series, cells, blocks) == pytest.approx(means, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_badness_is_never_negative_and_no_rate_leaves_0_to_100(seed: int) -> None:
    for scenario in ("calm", "server-outage"):
        for dimension in ("Province", "Country", "OS", "Access"):
            for cells in slices(dimension, "native").values():
                for series in SERIES[::3]:
                    values = _world(scenario, seed).buckets(series, cells, HOUR[::7], NOW)
                    assert all(0 < value < 100 for value in values)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("product", ["native", "web"])
def test_a_calm_app_never_reaches_a_warning(seed: int, product: Product) -> None:
    world = _world("calm", seed)
    for series in SERIES:
        day = range(START - 86400, START, 30 * 7)
        assert max(world.buckets(series, Cells(product), day)) < WARN[series.name]


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_a_calm_slice_never_warns_for_long(seed: int) -> None:
    world = _world("calm", seed)
    evening = range(START - START % 86400 + 12 * 3600, START - START % 86400 + 13 * 3600, 30)
    for dimension in ("Province", "Country", "OS", "Access"):
        for name, cells in slices(dimension, "native").items():
            for series in SERIES:
                over = [value >= WARN[series.name] for value in world.buckets(series, cells, evening)]
                assert sum(over) <= 4, (name, series.name)


def test_calm_values_look_like_those_of_the_documents() -> None:
    world = _world("calm", 1)
    shown = {s.name: mean(s.shown(v) for v in world.buckets(s, Cells(), HOUR)) for s in SERIES}
    assert 98.3 < shown["5s_join_room_success_rate"] < 99.3 < shown["10s_join_room_success_rate"] < 99.9
    assert 1 < shown["80ms_audio_stall_rate"] < 2 < shown["500ms_video_stall_rate"] + 0.5 < 3
    assert all(value > 97 for name, value in shown.items() if "stall" not in name)


def test_the_evening_is_worse_than_the_night() -> None:
    world = _world("calm", 1)
    midnight = START - (START + 8 * 3600) % 86400
    night, evening = (
        mean(world.blocks(AUDIO_STALL, Cells(), range((midnight + h * 3600) // 300, (midnight + h * 3600) // 300 + 24)))
        for h in (3, 20)
    )
    assert night < evening
    assert 0.85 < min(map(strain, range(288))) < max(map(strain, range(288))) < 1.15


def _worst(world: World, dimension: str, series: Series) -> list[tuple[float, str]]:
    """The slices with what was added to their earlier level, worst first; the last ten minutes against the first ten."""
    found = []
    for name, cells in slices(dimension, "native").items():
        values = world.buckets(series, cells, HOUR)
        found.append((mean(values[-20:]) - mean(values[:20]), name))
    return sorted(found, reverse=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_province_loss_is_bad_in_two_provinces_and_calm_elsewhere(seed: int) -> None:
    world = _world("province-loss", seed)
    for name in ("80ms_audio_stall_rate", "500ms_video_stall_rate", "400ms_audio_network_trans_delay"):
        ranked = _worst(world, "Province", BY_NAME[name])
        assert {ranked[0][1], ranked[1][1]} == {"广东", "广西"}
        assert ranked[1][0] > 4
        assert ranked[2][0] < 1
        elsewhere = [abs(more) for axis in ("OS", "Access") for more, _ in _worst(world, axis, BY_NAME[name])]
        assert max(elsewhere) < 0.3 * ranked[1][0]
    assert abs(_worst(world, "Province", BY_NAME["5s_join_room_success_rate"])[0][0]) < 1


@pytest.mark.parametrize("seed", SEEDS)
def test_os_release_is_bad_on_one_system_everywhere(seed: int) -> None:
    world = _world("os-release", seed)
    for name in ("audio_first_frame_send_success_rate", "80ms_audio_stall_rate"):
        ranked = _worst(world, "OS", BY_NAME[name])
        assert ranked[0][1] == "ios"
        assert ranked[0][0] > 2
        assert ranked[1][0] < 0.7
        provinces = [more for more, _ in _worst(world, "Province", BY_NAME[name])]
        assert 0.5 < min(provinces) <= max(provinces) < 2.5


@pytest.mark.parametrize("seed", SEEDS)
def test_join_failure_is_bad_everywhere_and_in_joining_only(seed: int) -> None:
    world = _world("join-failure", seed)
    for dimension in ("Province", "Country", "OS", "Access"):
        added = [more for more, _ in _worst(world, dimension, BY_NAME["5s_join_room_success_rate"])]
        assert 10 < min(added) <= max(added) < 16
    assert abs(_worst(world, "OS", AUDIO_STALL)[0][0]) < 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_server_outage_is_bad_everywhere_in_everything(seed: int) -> None:
    world = _world("server-outage", seed)
    for series in SERIES:
        for dimension in ("Province", "Country", "OS", "Access"):
            added = [more for more, _ in _worst(world, dimension, series)]
            assert min(added) > 3
            assert max(added) < 1.5 * min(added) + 1


@pytest.mark.parametrize("scenario", ["province-loss", "os-release", "join-failure", "server-outage"])
def test_the_hour_before_the_epoch_shows_how_it_began(scenario: str) -> None:
    world = _world(scenario, 1)
    effect = world.scenario.effects[0]
    heights = [world.pulse(effect, at) for at in HOUR]
    assert heights[0] == 0
    assert mean(heights[-6:]) > 0.7


def test_web_users_are_not_hit_by_what_names_a_system() -> None:
    world = _world("os-release", 1)
    calm = _world("calm", 1)
    assert world.buckets(AUDIO_STALL, Cells("web"), HOUR) == calm.buckets(AUDIO_STALL, Cells("web"), HOUR)


def test_chance_is_repeatable_even_and_settled_by_its_key() -> None:
    assert spread(1, "key", 5, 32) == spread(1, "key", 5, 32) != spread(2, "key", 5, 32)
    assert spread(1, "key", 5, 32) != spread(1, "other", 5, 32)
    many = [value for i in range(200) for value in spread(1, "even", i, 32)]
    assert -1 <= min(many) < -0.99 < 0.99 < max(many) < 1
    assert abs(mean(many)) < 0.03
    assert all(abs(sum(jitter(1, "zero", block))) < 1e-12 for block in range(100))
    assert 0 <= unit(1, "unit") < 1
    assert 0 < WEB_SHARE < 0.5
