"""The real client against the simulator, in one process: what one side writes the other one reads."""

import threading
from random import Random
from typing import Any

import httpx
import pytest

from rtc_tui.client import asking, split
from rtc_tui.client.api import RtcClient
from rtc_tui.client.asking import batch
from rtc_tui.client.offline import OPERATIONS
from rtc_tui.core.account import Credentials, Target
from rtc_tui.core.actions import DISTRIBUTION
from rtc_tui.core.model import DAY, FIVE_MINUTES, Batch, Dimension, Provenance, Window
from rtc_tui.simulator.app import make_app
from rtc_tui.simulator.options import Options
from tests.client.conftest import NOW, OwnClock

APP = "661e0543cf"


def simulated(clock: OwnClock, scenario: str = "province-loss") -> RtcClient:
    """A client whose service is the simulator's app; both live by one clock."""
    credentials = Credentials("AKLTmadeup0000000000", "a-secret-nobody-uses")
    options = Options(
        access_key=credentials.access_key, secret_key=credentials.secret_key, app=APP, scenario=scenario, epoch=NOW
    )
    return RtcClient(
        credentials,
        Target(APP, "http://127.0.0.1"),
        limits={},
        state_dir=None,
        clock=clock,
        rng=Random(1),
        transport=httpx.ASGITransport(make_app(options, clock)),
    )


async def test_thirty_days_of_a_distribution_come_in_pieces_of_seven_days(clock: OwnClock) -> None:
    """Five pieces, each with every point of each slice, and the newest eight hours are not there."""
    newest = int(NOW) // 300 * 300
    whole = Window(newest - 30 * DAY + FIVE_MINUTES, newest)
    pieces = split.windows(DISTRIBUTION, whole, FIVE_MINUTES)
    held: set[int] = set()
    async with simulated(clock) as client:
        for piece in pieces:
            found = await client.distribution(piece, "network_trans_delay", Dimension.ACCESS)
            assert {series.key.slice for series in found.series} == {"2g", "3g", "4g", "5g", "wifi"}
            assert {(s.step, s.provenance) for s in found.series} == {(FIVE_MINUTES, Provenance.OFFLINE)}
            assert found.dropped.total == 0
            held |= {at for at, _ in found.series[0].points()}
    assert len(pieces) == 5
    assert held == set(range(whole.start, newest - 8 * 3600, FIVE_MINUTES))


async def test_a_week_of_all_provinces_is_read_beside_the_loop(
    clock: OwnClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten megabytes take half a second to read: the keys stay alive meanwhile."""
    read_in = set()

    def noted(*arguments: Any) -> Batch:
        read_in.add(threading.current_thread())
        return batch(*arguments)

    monkeypatch.setattr(asking, "batch", noted)
    start = int(NOW) // 300 * 300 - 9 * DAY
    async with simulated(clock) as client:
        week = await client.distribution(Window(start, start + 7 * DAY), "stall_rate", Dimension.PROVINCE)
        await client.distribution(Window(start, start + 3600), "stall_rate", Dimension.PROVINCE)
    assert sum(len(series.values) for series in week.series) == 34 * 2 * 2016
    assert len(read_in) == 2
    assert threading.current_thread() in read_in


async def test_operation_data_users_by_place_and_minutes_used_are_read_whole(clock: OwnClock) -> None:
    """Nothing of what the simulator writes is dropped, and the shares are told largest first."""
    day = (int(NOW) + 8 * 3600) // DAY * DAY - 8 * 3600
    week = Window(day - 9 * DAY, day - 2 * DAY)
    async with simulated(clock) as client:
        figures = await client.operation(week)
        places = await client.operation_distribution(week, Dimension.PROVINCE)
        minutes = await client.usages(week)
    assert {series.key.name for series in figures.series} == set(OPERATIONS)
    assert {(series.step, len(series.values), series.start) for series in figures.series} == {(DAY, 7, week.start)}
    assert figures.dropped.total == places.dropped.total == minutes.dropped.total == 0
    assert [share.slice for share in places.rows[:2]] == ["广东", "江苏"]
    assert [usage.day for usage in minutes.rows] == list(range(week.start, week.end, DAY))
