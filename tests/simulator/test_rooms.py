"""Rooms and users are there for good reasons: they add up to the counts, and live in the cells of the world."""

from itertools import pairwise
from statistics import mean

import pytest

from rtc_tui.simulator.population import Cells
from rtc_tui.simulator.rooms import FIRST_ROOM, LANDMARK, LANDMARK_USERS, ROOMS, TURN_S, Rooms
from rtc_tui.simulator.scenarios import load
from rtc_tui.simulator.series import BY_NAME
from rtc_tui.simulator.world import World
from tests.simulator.asking import NOW

START = int(NOW) // 300 * 300
NAMES = [LANDMARK, *(f"room-{FIRST_ROOM + i}" for i in range(ROOMS))]
AUDIO_STALL = BY_NAME["80ms_audio_stall_rate"]


def _rooms(seed: int = 1, scenario: str = "calm") -> Rooms:
    return Rooms(World(load(scenario), seed, START))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("away", [0, 3 * 3600, 8 * 3600 + 17, 13 * 3600, -40 * 86400])
def test_the_counts_are_those_of_the_open_rooms(seed: int, away: int) -> None:
    rooms, at = _rooms(seed), START + away
    present = [name for name in NAMES if rooms.is_open(name, at)]
    assert rooms.counts(at) == (sum(len(rooms.users(name)) for name in present), len(present))


def test_thousands_are_online_in_the_evening_and_fewer_at_night() -> None:
    rooms = _rooms()
    midnight = START - (START + 8 * 3600) % 86400
    evening, night = rooms.counts(midnight + 20.5 * 3600), rooms.counts(midnight + 4.5 * 3600)
    assert evening[0] > 10_000
    assert 1_000 < night[0] < 4_000


def test_the_landmark_is_always_open_with_the_same_users() -> None:
    for seed in (1, 2, 3):
        rooms = _rooms(seed)
        assert all(rooms.is_open(LANDMARK, START + hour * 3600) for hour in range(24))
        assert tuple(user.name for user in rooms.users(LANDMARK)) == LANDMARK_USERS
    assert "user-20817" in LANDMARK_USERS


def test_an_ordinary_room_opens_and_closes() -> None:
    rooms, name = _rooms(), f"room-{FIRST_ROOM}"
    seen = [rooms.is_open(name, START + second) for second in range(0, 2 * TURN_S, 60)]
    assert True in seen
    assert False in seen
    assert sum(a != b for a, b in pairwise(seen)) <= 5


def test_every_user_has_one_room_and_is_found_in_it() -> None:
    rooms = _rooms()
    names = [user.name for name in NAMES for user in rooms.users(name)]
    assert len(names) == len(set(names))
    for name in NAMES[::97]:
        assert {rooms.room_of(user.name) for user in rooms.users(name)} == {name}


@pytest.mark.parametrize(
    "name", ["", "room-", "room-1", "room-05000", "room-٥٠٠٠", "Room-5000", "room-99999", "room-5e3"]
)
def test_other_names_are_no_rooms(name: str) -> None:
    rooms = _rooms()
    assert not rooms.is_open(name, START)
    assert rooms.users(name) == ()


@pytest.mark.parametrize("name", ["", "user-", "user-1", "user-x", "nobody", "user-99999999"])
def test_other_names_are_no_users(name: str) -> None:
    assert _rooms().room_of(name) is None


def test_the_mean_of_many_users_is_near_the_apps_value() -> None:
    rooms = _rooms()
    users = [user for name in NAMES[1:400] for user in rooms.users(name) if user.product == "native"]
    assert len(users) > 1000
    blocks = range(START // 300 - 12, START // 300)
    ours = mean(v for v in rooms.blocks(AUDIO_STALL, LANDMARK, users, blocks) if v is not None)
    assert ours == pytest.approx(mean(rooms.world.blocks(AUDIO_STALL, Cells(), blocks)), abs=0.4)


def test_users_of_a_bad_province_are_worse_off_than_others() -> None:
    rooms = _rooms(scenario="province-loss")
    everybody = [user for name in NAMES[1:600] for user in rooms.users(name)]
    recent = range(START - 300, START, 30)
    hit, spared = (
        [u for u in everybody if (rooms.world.effects(AUDIO_STALL, u.cells()) != ()) == bad] for bad in (True, False)
    )
    worse, better = (
        mean(v for v in rooms.buckets(AUDIO_STALL, LANDMARK, group, recent) if v is not None) for group in (hit, spared)
    )
    assert 0.05 < len(hit) / len(everybody) < 0.25
    assert worse > better + 5


def test_5_minutes_of_a_room_are_the_mean_of_its_buckets() -> None:
    rooms = _rooms(scenario="server-outage")
    users = rooms.users(LANDMARK)
    small = [v or 0 for v in rooms.buckets(AUDIO_STALL, LANDMARK, users, range(START - 3000, START, 30))]
    blocks = rooms.blocks(AUDIO_STALL, LANDMARK, users, range(START // 300 - 10, START // 300))
    assert blocks == pytest.approx([mean(small[i * 10 : i * 10 + 10]) for i in range(10)], abs=1e-9)


def test_a_closed_room_and_an_empty_choice_have_no_values() -> None:
    rooms = _rooms()
    closed = next(name for name in NAMES[1:] if not rooms.is_open(name, START))
    assert rooms.buckets(AUDIO_STALL, closed, rooms.users(closed), [START]) == [None]
    assert rooms.buckets(AUDIO_STALL, LANDMARK, (), [START]) == [None]
    assert rooms.blocks(AUDIO_STALL, LANDMARK, (), [START // 300]) == [None]


def test_an_outage_sends_people_home() -> None:
    during, before = (_rooms(scenario="server-outage").counts(START + away)[0] for away in (0, -1800))
    calm = _rooms().counts(START)[0]
    assert during < 0.85 * calm
    assert before > 0.95 * _rooms().counts(START - 1800)[0]
