"""What of a bad minute may be chance: big rooms give no more false alarms than small ones, and faults are told all the same."""

from array import array
from math import comb
from random import Random

import pytest

from rtc_tui.client.envelope import index
from rtc_tui.client.wire import detail
from rtc_tui.core.call import Call, join
from rtc_tui.core.calls import CallDetail, CallMetric, CallRow, CallSeries, Direction
from rtc_tui.core.diagnosis import diagnose
from rtc_tui.core.diagnosis.chance import beyond_chance, tail, worse
from rtc_tui.core.diagnosis.symptoms import stalled
from rtc_tui.core.model import Window
from rtc_tui.simulator import calls
from rtc_tui.simulator.live import Live
from rtc_tui.simulator.rooms import LANDMARK, Rooms
from rtc_tui.simulator.scenarios import load
from rtc_tui.simulator.world import World
from tests.simulator.asking import NOW

END = int(NOW) - 100


def _call(scenario: str, seed: int, room: str) -> Call:
    """Eight minutes of a room as the simulator tells them."""
    live, window = Live(Rooms(World(load(scenario), seed, NOW))), Window(END - 500, END)
    names = [user.name for user in live.rooms.users(room)]
    rows = "".join(calls.detail(live, room, names, "0", range(*window)))
    body = f'{{"ResponseMetadata":{{"RequestId":"x"}},"Result":{rows}}}'.encode()
    found, dropped = detail(index(body), window, None)
    return join(room, window, [], [CallDetail(window, found, 0.0, dropped=dropped)])


def test_the_chance_of_so_many_hits_is_that_of_drawing_without_putting_back() -> None:
    assert tail(0, 5, 3, 10) == 1
    assert tail(3, 3, 3, 10) == pytest.approx(1 / comb(10, 3))
    assert tail(2, 3, 3, 10) == pytest.approx((3 * 7 + 1) / comb(10, 3))


def test_what_is_bad_here_and_nowhere_else_is_no_chance_and_what_is_bad_everywhere_is() -> None:
    assert worse([200.0] * 8 + [0.0] * 2, [200.0] * 8 + [0.0] * 242) < 1e-9
    assert worse([200.0] * 4 + [0.0] * 26, ([200.0] * 4 + [0.0] * 26) * 8) > 0.5


def test_small_stalls_elsewhere_say_nothing_about_great_ones() -> None:
    here = [2000.0] * 8 + [0.0] * 22
    assert worse(here, here + [90.0] * 220) == worse(here, here + [0.0] * 220)


def _scattered(chance: Random, bad: float, ways: tuple[tuple[str, str], ...]) -> Call:
    """Fifteen minutes; each report of each way (receiver and sender) stalls with the same chance, wherever it lies."""
    times, metric = array("q", range(0, 900_000, 2000)), CallMetric("audio_stall")
    rows = []
    for user, peer in ways:
        stalls = array("d", [chance.uniform(330, 550) if chance.random() < bad else 0.0 for _ in times])
        rows.append(CallRow("r", user, peer, Direction.DOWN, (metric,), {metric.id: CallSeries(metric, times, stalls)}))
    return join("r", Window(0, 900), [], [CallDetail(Window(0, 900), tuple(rows), 0.0)])


@pytest.mark.parametrize("bad", [0.02, 0.05, 0.08])
@pytest.mark.parametrize("ways", [("ab", "ba"), ("as", "bs"), ("as", "bs", "ab", "ba")], ids="-".join)
def test_bad_reports_that_chance_strewed_are_an_event_in_few_calls(ways: tuple[str, ...], bad: float) -> None:
    """An episode lies where bad reports crowd, so all places count where it might lie; and two may have theirs at once."""
    chance, alarms = Random(7), 0
    for _ in range(100):
        call = _scattered(chance, bad, tuple((way[0], way[1]) for way in ways))
        found = {way: stalled(call.tracks[way], "audio_stall", 3.0, 0) for way in call.pairs}
        alarms += any(beyond_chance(call, "audio_stall", 3.0, found).values())
    assert alarms <= 3


@pytest.mark.parametrize("room", ["room-5108", "room-5087", "room-5046", "room-5115"])
def test_a_calm_room_of_many_whose_users_have_ordinary_luck_has_no_fault(room: str) -> None:
    call = _call("calm", 1, room)
    assert len(call.names) > 7
    assert [verdict.rule for verdict in diagnose(call) if verdict.type != "NONE" and not verdict.deliberate] == []


@pytest.mark.parametrize("seed", [4, 5, 11, 12])
def test_one_bad_sender_among_users_with_ordinary_stalls_is_no_common_cause(seed: int) -> None:
    first = diagnose(_call("one-bad-user", seed, LANDMARK))[0]
    assert (first.rule, first.cause, first.confidence) == ("R11", "user-20817", "high")
