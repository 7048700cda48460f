"""Call details of the world: they follow from its cells, two windows agree, and a large answer costs no memory."""

import json
import tracemalloc
from itertools import chain
from typing import Any

import pytest

from rtc_tui.simulator.calls import detail
from rtc_tui.simulator.exchange import Reply
from rtc_tui.simulator.injection import parse
from rtc_tui.simulator.live import STEPS, Live
from rtc_tui.simulator.noise import BLOCK_S
from rtc_tui.simulator.population import AXES, Cells
from rtc_tui.simulator.rooms import FIRST_ROOM, LANDMARK, LANDMARK_USERS, ROOMS, Rooms, User
from rtc_tui.simulator.scenarios import load
from rtc_tui.simulator.series import BY_NAME
from rtc_tui.simulator.service import SHORT, _long
from rtc_tui.simulator.world import World
from tests.simulator.asking import APP, NOW, caller, iso, window

BLOCK = int(NOW) // BLOCK_S
USERS = 500
SERIES = {
    "audio_stall_duration": BY_NAME["80ms_audio_stall_rate"],
    "video_stall_duration": BY_NAME["500ms_video_stall_rate"],
    "audio_down_delay": BY_NAME["400ms_audio_network_trans_delay"],
}


def _live(scenario: str = "calm", seed: int = 1) -> Live:
    return Live(Rooms(World(load(scenario), seed, NOW)))


def _inside(user: User, cells: Cells) -> bool:
    wanted = ((cells.place, user.place), (cells.os, user.os), (cells.access, user.access))
    return user.product == "native" and all(members is None or mine in members for members, mine in wanted)


def _shares(live: Live, cells: Cells, most: int) -> tuple[int, dict[str, float]]:
    """What users of some cells met in a page: how many, and the shares of their time that were spoilt, in %."""
    found, spoilt, whole = 0, dict.fromkeys(SERIES, 0.0), dict.fromkeys(SERIES, 0)
    for name in (f"room-{FIRST_ROOM + i}" for i in range(ROOMS)):
        users = live.rooms.users(name)
        mine = [i for i, user in enumerate(users) if _inside(user, cells)]
        if not mine or len(users) > 5 or not live.rooms.is_open(name, (BLOCK + 1) * BLOCK_S):
            continue
        played = live.page(name, BLOCK).played
        for _, columns in chain.from_iterable(played.received(i) for i in mine):
            for metric in SERIES.keys() & columns.keys():
                late = metric == "audio_down_delay"
                spoilt[metric] += sum(v > 400 if late else v / 2000 for v in columns[metric])
                whole[metric] += STEPS
        found += len(mine)
        if found >= most:
            break
    return found, {metric: 100 * spoilt[metric] / whole[metric] for metric in SERIES}


@pytest.mark.parametrize(
    ("scenario", "cells"),
    [
        ("calm", Cells(os=frozenset({0}))),
        ("province-loss", Cells(place=frozenset({0}))),
        ("os-release", Cells(os=frozenset({1}))),
        ("server-outage", Cells()),
    ],
    ids=["calm-android", "province-loss-广东", "os-release-ios", "server-outage-all"],
)
def test_the_mean_of_500_users_of_a_cell_is_within_a_point_of_its_aggregate(scenario: str, cells: Cells) -> None:
    live = _live(scenario)
    found, shares = _shares(live, cells, USERS)
    assert found > 0.6 * USERS
    for metric, series in SERIES.items():
        (aggregate,) = live.rooms.world.blocks(series, cells, [BLOCK])
        assert shares[metric] == pytest.approx(aggregate, abs=1.0), metric


def _rows(live: Live, names: list[str], span: range, direction: str = "0") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads("".join(detail(live, LANDMARK, names, direction, span)))["UserCallDetail"]
    return found


def _points(rows: list[dict[str, Any]]) -> dict[tuple[str, str, str, int], float]:
    return {
        (row["UserId"], row.get("PeerId", ""), metric["Name"], point["Time"]): point["Value"]
        for row in rows
        for metric in row["CallDetail"]
        for point in metric["Data"]
    }


def test_two_windows_agree_where_they_overlap() -> None:
    start = int(NOW) - 1800
    names = list(LANDMARK_USERS[:2])
    one, two = (_points(_rows(_live(), names, range(start + a, start + b))) for a, b in ((0, 700), (333, 900)))
    both = one.keys() & two.keys()
    assert len(both) > 10_000
    assert all(one[key] == two[key] for key in both)


def test_a_pair_has_points_only_while_both_are_there() -> None:
    live = _live()
    room = next(
        name
        for name in (f"room-{FIRST_ROOM + i}" for i in range(ROOMS))
        if (call := live.stays.current(name, int(NOW)))
        and len(live.rooms.users(name)) < 6
        and any(len(live.stays.of(call, user)) > 1 for user in live.rooms.users(name))
        and call.created > NOW - 3 * 3600
    )
    call = live.stays.current(room, int(NOW))
    assert call
    stays = {user.name: live.stays.of(call, user) for user in live.rooms.users(room)}
    gone = next(spans[0][1] for spans in stays.values() if len(spans) > 1)
    rows = json.loads("".join(detail(live, room, list(stays), "0", range(gone - 300, gone + 300))))["UserCallDetail"]
    assert rows
    for row in rows:
        there = [stays[row["UserId"]], stays[row.get("PeerId", row["UserId"])]]
        for point in row["CallDetail"][0]["Data"]:
            assert all(any(a <= point["Time"] / 1000 < b for a, b in spans) for spans in there)


def test_the_fault_of_one_user_is_in_the_rooms_quality_and_in_nobody_elses() -> None:
    bad, calm = _live("one-bad-user").rooms, _live().rooms
    series, starts = BY_NAME["500ms_video_stall_rate"], range(int(NOW) // 30 * 30 - 300, int(NOW), 30)
    users = calm.users(LANDMARK)
    for mine, more in ((users, True), ([users[6]], False), ([users[0]], True)):
        here, there = (rooms.buckets(series, LANDMARK, mine, starts) for rooms in (bad, calm))
        assert ([a for a in here if a] != [b for b in there if b]) == more
        assert all((a or 0) > (b or 0) + 3 for a, b in zip(here, there, strict=True)) == more
    blocks = range(BLOCK - 6, BLOCK)
    later = zip(*(rooms.blocks(series, LANDMARK, users, blocks) for rooms in (bad, calm)), strict=True)
    assert [round((a or 0) - (b or 0)) > 3 for a, b in later] == [False, False, False, False, True, True]


def test_a_large_answer_is_a_stream_whose_pieces_are_made_one_by_one() -> None:
    made = []

    def pieces() -> Any:
        for i in range(20):
            made.append(i)
            yield "x" * (1 << 20)

    reply = _long({"RequestId": "1"}, pieces())
    assert len(made) == SHORT // (1 << 20) + 1
    assert (reply.body, reply.length) == (b"", None)
    assert sum(map(len, reply.pieces())) == (20 << 20) + len('{"ResponseMetadata":{"RequestId":"1"},"Result":}')


def test_a_short_answer_is_whole() -> None:
    reply = _long({"RequestId": "1"}, iter(['{"UserCallDetail":[', "]}"]))
    assert reply == Reply(200, b'{"ResponseMetadata":{"RequestId":"1"},"Result":{"UserCallDetail":[]}}')


def test_a_large_answer_takes_less_memory_than_it_has_bytes() -> None:
    live, span = _live(), range(int(NOW) - 1300, int(NOW) - 100)
    tracemalloc.start()
    size = sum(len(piece.encode()) for piece in detail(live, LANDMARK, list(LANDMARK_USERS), "2", span))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 10e6
    assert peak < 0.9 * size


def _hour(**changes: Any) -> dict[str, Any]:
    ends = {"StartTime": iso(NOW - 3500), "EndTime": iso(NOW)}
    return window() | ends | {"RoomId": LANDMARK, "UserId": ",".join(LANDMARK_USERS[:2])} | changes


def test_a_streamed_answer_is_good_json_and_can_be_spoilt_like_any_other() -> None:
    desk = caller()
    plain = desk.ask("ListCallDetail", _hour(), method="GET")
    assert len(plain.body) > SHORT
    assert len(plain.json["Result"]["UserCallDetail"]) == 16
    assert "content-length" not in plain.headers
    desk.app.faults.set([parse("cut:half")])
    cut = desk.ask("ListCallDetail", _hour(), method="GET")
    assert 0.4 < len(cut.body) / len(plain.body) < 0.6
    desk.app.faults.set([parse("spelling:null-lists")])
    assert desk.ask("ListCallDetail", _hour(), method="GET").json["Result"]["UserCallDetail"] is None


@pytest.mark.parametrize("spelling", ["end-null", "end-missing", "join-underscore", "room-exist", "os-case", "utc"])
def test_spellings_of_lists_reach_the_lists(spelling: str) -> None:
    fields = {
        "ListRoomInfo": window(back=86400, RoomId=LANDMARK),
        "ListUserInfo": window(back=3600, PageSize="100"),
        "GetRoomOnlineUsers": {"AppId": APP, "RoomId": LANDMARK, "Property": "true"},
    }
    changed = set()
    for action, asked in fields.items():
        desk = caller()
        plain = desk.ask(action, asked, method="GET").json["Result"]
        desk.clock.at -= desk.pace
        desk.app.service.limiter.caps.clear()
        desk.app.faults.set([parse(f"spelling:{spelling}")])
        if desk.ask(action, asked, method="GET").json["Result"] != plain:
            changed.add(action)
    assert changed


def test_places_of_cells_are_those_the_ids_name() -> None:
    assert AXES["place"][0].name == "广东"
    assert AXES["os"][1].name == "ios"
