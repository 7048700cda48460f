"""A machine whose clock is wrong has data within its first poll cycle, and windows by the service's time."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import format_datetime
from random import Random
from typing import Any

import httpx
import pytest

from rtc_tui.client.api import RtcClient
from rtc_tui.core.ask import Wanted
from rtc_tui.core.model import Batch, Feature, Query
from rtc_tui.feed.live import LiveSource
from rtc_tui.feed.source import Event
from tests.client.conftest import NOW, OwnClock

Make = Callable[..., RtcClient]
REACH = 3600


class Elsewhere:
    """A service whose clock is `skew_s` ahead of ours; it gives its own last hour, and nothing else."""

    def __init__(self, respond: Callable[..., httpx.Response], clock: Any, skew_s: float) -> None:
        self.respond, self.clock, self.skew_s = respond, clock, skew_s
        self.seen = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen += 1
        now = self.clock.now() + self.skew_s
        signed = datetime.strptime(request.headers["X-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
        date = format_datetime(datetime.fromtimestamp(now, UTC), usegmt=True)
        asked = json.loads(request.content)
        start = datetime.fromisoformat(asked["StartTime"]).timestamp()
        code = "InvalidTimestamp" if abs(signed - now) > 900 else ""
        code = code or ("InvalidParameter.OutofTimeRange" if now - start > REACH else "")
        points = [{"TimeStamp": asked["StartTime"], "Value": 1}] if start < now else []
        error = {"Error": {"Code": code, "Message": "m"}} if code else {}
        result = {"Indicators": [{"Name": "80ms_audio_stall_rate", "Data": points}]}
        body = {"ResponseMetadata": {"RequestId": "r", **error}, "Result": result}
        return self.respond(json.dumps(body).encode(), 400 if code else 200, {"Date": date})


class Patient(OwnClock):
    """Time passes for who waits a little; who waits for the next poll waits for good."""

    async def sleep(self, seconds: float) -> None:
        if seconds > 20:
            await asyncio.Event().wait()
        await super().sleep(seconds)


async def _first(events: AsyncIterator[Event]) -> Event:
    async with asyncio.timeout(10), aclosing(events) as closing:  # type: ignore[type-var]
        async for event in closing:
            return event
    raise AssertionError


@pytest.mark.parametrize("skew_s", [-90_000, -7200, -600, -120, 0, 120, 600, 7200, 90_000])
async def test_the_first_poll_brings_data(make_client: Make, respond: Any, skew_s: float) -> None:
    clock = Patient()
    service = Elsewhere(respond, clock, skew_s)
    source = LiveSource(make_client(service, clock=clock), clock, Random(1))
    source.subscribe(Wanted((Query(Feature.QUALITY),)))
    batch = await _first(source.events())
    await source.aclose()
    assert isinstance(batch, Batch), batch
    assert batch.series[0].values, "no data in the first answer"
    assert batch.window.end <= clock.now() + skew_s + 1
    assert source.now() == pytest.approx(clock.now() + skew_s, abs=61 if abs(skew_s) < 60 else 2)
    assert service.seen <= 3
    assert clock.now() - NOW < 25
