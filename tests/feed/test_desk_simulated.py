"""The whole road of questions asked once, in virtual time: desk, live source, real client, simulator."""

from itertools import pairwise
from random import Random

import httpx

from rtc_tui.client.api import RtcClient
from rtc_tui.core.account import Credentials, Target
from rtc_tui.core.ask import Answer, Ask, AskDetail, AskOnline, AskRooms, AskShares, AskUsages, AskUsers, Past, Wanted
from rtc_tui.core.calls import CallDetail, OnlineUsers
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import DAY, Batch, Dimension, Feature, Query, Window
from rtc_tui.feed.live import LiveSource
from rtc_tui.feed.source import Answered
from rtc_tui.simulator.app import make_app
from rtc_tui.simulator.options import Options
from rtc_tui.simulator.rooms import LANDMARK, LANDMARK_USERS
from tests.feed.virtual import NOW, QUALITY, OwnClock, collect, virtual

APP = "661e0543cf"
KEYS = Credentials("AKLTmadeup0000000000", "a-secret-nobody-uses")
AT = int(NOW)
ASKS: dict[Ask, type] = {
    Past(Query(Feature.QUALITY, step=DAY), Window(AT - 40 * DAY, AT)): Batch,
    Past(Query(Feature.OPERATION, step=3600), Window(AT - 9 * DAY, AT)): Batch,
    Past(
        Query(Feature.DISTRIBUTION, dimension=Dimension.ACCESS, indicator="network_trans_delay", step=300),
        Window(AT - 3 * DAY, AT - DAY),
    ): Batch,
    AskRooms(Window(AT - 600, AT)): Listing,
    AskUsers(LANDMARK, Window(AT - 3600, AT)): Listing,
    AskOnline(LANDMARK, AT // 60): OnlineUsers,
    AskDetail(LANDMARK, LANDMARK_USERS[:1], Window(AT - 1000, AT - 600)): CallDetail,
    AskUsages(Window(AT - 20 * DAY, AT)): Listing,
    AskShares(Window(AT - 6 * DAY, AT - DAY), Dimension.PROVINCE): Listing,
}


def answers(*asks: Ask, seconds: float = 60) -> dict[Ask, Answer]:
    """What a live source knows of these after a while, beside its polling."""
    clock = OwnClock()
    options = Options(access_key=KEYS.access_key, secret_key=KEYS.secret_key, app=APP, scenario="calm", epoch=NOW)
    transport = httpx.ASGITransport(make_app(options, clock))

    async def main() -> dict[Ask, Answer]:
        client = RtcClient(
            KEYS, Target(APP, "http://127.0.0.1"),
            limits={}, state_dir=None, clock=clock, rng=Random(1), transport=transport,
        )  # fmt: skip
        source = LiveSource(client, clock, Random(1))
        source.subscribe(Wanted((QUALITY,), asks=asks))
        events = await collect(source, seconds)
        await source.aclose()
        assert sum(isinstance(event, Batch) for event in events) >= 2
        return dict(next(event for event in reversed(events) if isinstance(event, Answered)).answers)

    return virtual(main())


def test_each_kind_of_question_is_answered() -> None:
    """Whole, without a problem, by parts of the kind that its docstring names, and nothing in them is lost."""
    found = answers(*ASKS)
    assert set(found) == set(ASKS)
    for ask, answer in found.items():
        assert answer.problem is None, ask
        assert answer.complete, ask
        assert answer.parts, ask
        assert {type(part) for part in answer.parts} == {ASKS[ask]}
        assert sum(part.dropped.total for part in answer.parts if isinstance(part, Batch)) == 0


def test_a_month_of_days_is_each_day_once() -> None:
    """Five requests. Of thirty days back the first is not wholly within reach, and today is not over."""
    ask = next(iter(ASKS))
    parts = [part for part in answers(ask)[ask].parts if isinstance(part, Batch)]
    days = sorted(at for part in parts for at, _ in part.series[0].points())
    assert len(days) == 29
    assert {b - a for a, b in pairwise(days)} == {DAY}
    assert len(parts) == 5
