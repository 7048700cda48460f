"""The call-level answers, read by the real client: what the simulator tells is what the client understands."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from random import Random
from statistics import mean
from typing import TypeVar

import httpx
import pytest

from rtc_tui.client import wire
from rtc_tui.client.api import RtcClient
from rtc_tui.client.envelope import index, read
from rtc_tui.core.account import Credentials, Target
from rtc_tui.core.calls import CallDetail, CallRow, Direction
from rtc_tui.core.metrics import CATALOGUE
from rtc_tui.core.model import Window
from rtc_tui.simulator.app import make_app
from rtc_tui.simulator.labelled import make
from rtc_tui.simulator.rooms import LANDMARK, LANDMARK_USERS
from tests.simulator.asking import APP, KEY, SECRET, StillClock, options

NOW = int(datetime(2026, 11, 20, 2, 32, 42, tzinfo=UTC).timestamp())
BAD = "user-20817"
_T = TypeVar("_T")


class _Clock(StillClock):
    """Stands still at NOW; waiting is over at once."""

    def steady(self) -> float:
        return self.at - NOW + 1000.0 + sum(self.slept)


def _ask(scenario: str, use: Callable[[RtcClient], Awaitable[_T]], **changes: object) -> _T:
    async def run() -> _T:
        clock = _Clock(NOW)
        app = make_app(options(scenario=scenario, seed=7, epoch=NOW, **changes), clock)
        client = RtcClient(
            Credentials(KEY, SECRET, origin="test"),
            Target(APP, "http://127.0.0.1", profile="test"),
            limits={},
            state_dir=None,
            clock=clock,
            rng=Random(7),
            transport=httpx.ASGITransport(app),
        )
        try:
            return await use(client)
        finally:
            await client.aclose()

    return asyncio.run(run())


def _detail(scenario: str, users: tuple[str, ...], back: int = 500) -> CallDetail:
    window = Window(NOW - back, NOW)
    return _ask(scenario, lambda client: client.call_detail(window, LANDMARK, users))


def _mean(row: CallRow, metric: str) -> float:
    return mean(row.series[metric].values)


def test_the_landmark_is_found_by_its_name_alive_with_its_users() -> None:
    listing = _ask("calm", lambda client: client.rooms(Window(NOW - 86400, NOW), room=LANDMARK))
    live = [room for room in listing.rows if not room.finished]
    assert len(listing.rows) == 6
    assert [(room.users, room.ended) for room in live] == [(8, None)]


def test_users_of_a_room_come_with_their_stays() -> None:
    listing = _ask("calm", lambda client: client.users(Window(NOW - 3600, NOW), room=LANDMARK))
    assert {user.user for user in listing.rows} == set(LANDMARK_USERS)
    assert all(user.stays[-1].left is None and not user.finished for user in listing.rows)


def test_who_is_online_is_told_for_a_room_and_for_none() -> None:
    found = _ask("calm", lambda client: client.online_users(LANDMARK))
    assert (found.exists, found.total, set(found.visible)) == (True, 8, set(LANDMARK_USERS))
    full = _ask("calm", lambda client: client.online_users(LANDMARK, properties=True))
    assert set(full.visible) == set(LANDMARK_USERS)
    assert not _ask("calm", lambda client: client.online_users("room-1")).exists


def test_all_27_metrics_are_known_to_the_client() -> None:
    answer = _detail("calm", ("user-20812", BAD, "nobody"))
    assert answer.missing_users == ("nobody",)
    assert {metric.id for row in answer.rows for metric in row.metrics} == set(CATALOGUE)
    assert len(answer.rows) == 2 * 8


def test_one_bad_user_is_heard_and_seen_badly_by_all_and_hears_and_sees_well() -> None:
    answer = _detail("one-bad-user", LANDMARK_USERS)
    from_bad = [row for row in answer.rows if row.peer == BAD]
    others = [row for row in answer.rows if row.direction is Direction.DOWN and row.peer != BAD]
    (up,) = (row for row in answer.rows if row.user == BAD and row.direction is Direction.UP)
    assert len(from_bad) == 7
    assert min(_mean(row, "video_stall") for row in from_bad) > 500
    assert min(_mean(row, "audio_stall") for row in from_bad) > 150
    assert max(_mean(row, "video_stall") for row in others if "video_stall" in row.series) < 200
    assert _mean(up, "audio_up_loss") > 20
    assert _mean(up, "video_up_loss") > 20


def test_before_the_fault_the_bad_user_was_fine() -> None:
    window = Window(NOW - 2400, NOW - 1200)
    answer = _ask("one-bad-user", lambda client: client.call_detail(window, LANDMARK, LANDMARK_USERS))
    assert max(_mean(row, "video_stall") for row in answer.rows if row.peer == BAD) < 200


@pytest.mark.parametrize("seed", range(12))
def test_a_labelled_call_is_read_whole(seed: int) -> None:
    call = make(seed, seed % 3)
    window = Window(call.start, call.end)
    rows, dropped = wire.detail(index(call.detail_answer()), window, None)
    assert dropped.total == 0
    assert len(rows) == len(call.rows)
    assert {(row.user, row.peer, row.direction) for row in rows} == {(r.user, r.peer, r.direction) for r in call.rows}
    page = wire.users(read(call.users_answer()))
    assert [user.user for user in page.rows] == [person.user for person in call.people]
