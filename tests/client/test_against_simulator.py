"""The real client against the simulator, in one process: what one side writes the other one reads."""

from random import Random

import httpx

from rtc_tui.client import split
from rtc_tui.client.api import RtcClient
from rtc_tui.core.account import Credentials, Target
from rtc_tui.core.actions import DISTRIBUTION
from rtc_tui.core.model import DAY, FIVE_MINUTES, Dimension, Provenance, Window
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
            batch = await client.distribution(piece, "network_trans_delay", Dimension.ACCESS)
            assert {series.key.slice for series in batch.series} == {"2g", "3g", "4g", "5g", "wifi"}
            assert {(s.step, s.provenance) for s in batch.series} == {(FIVE_MINUTES, Provenance.OFFLINE)}
            assert batch.dropped.total == 0
            held |= {at for at, _ in batch.series[0].points()}
    assert len(pieces) == 5
    assert held == set(range(whole.start, newest - 8 * 3600, FIVE_MINUTES))
