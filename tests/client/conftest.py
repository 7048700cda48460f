"""Doubles shared by the client's tests: a clock that the test owns, and a service that says what the test wants."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from rtc_tui.client.api import RtcClient
from rtc_tui.core.account import Credentials, RateLimit, Target

NOW = 1_627_056_600.0  # 2021-07-24T00:10:00+08:00


class OwnClock:
    """Stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.wall = NOW
        self.ticks = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.wall

    def steady(self) -> float:
        return self.ticks

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.forward(max(0.0, seconds))
        await asyncio.sleep(0)

    def forward(self, seconds: float) -> None:
        self.wall += seconds
        self.ticks += seconds


class Chunks(httpx.AsyncByteStream):
    """A body as a network gives it, so that httpx does not unpack it beforehand."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def __aiter__(self):  # type: ignore[no-untyped-def] # noqa: ANN204
        yield self.body


@pytest.fixture
def clock() -> OwnClock:
    return OwnClock()


@pytest.fixture
def credentials() -> Credentials:
    return Credentials("AKLTmadeup0000000000", "a-secret-nobody-uses", "a-token-nobody-uses", "a test")


@pytest.fixture
def make_client(clock: OwnClock, credentials: Credentials, tmp_path: Path) -> Callable[..., RtcClient]:
    """A client whose service is a function: request -> response."""

    def make(answer: Callable[[httpx.Request], httpx.Response], **more: Any) -> RtcClient:
        settings: dict[str, Any] = {"state_dir": tmp_path / "state", "clock": clock, "rng": Random(1), "limits": {}}
        target = Target("661e0543cf", more.pop("endpoint", "https://rtc.example"))
        settings |= {"transport": httpx.MockTransport(answer)} | more
        return RtcClient(settings.pop("credentials", credentials), target, **settings)

    return make


@pytest.fixture
def respond() -> Callable[..., httpx.Response]:
    """A response with a raw body: respond(b"...", status=200, headers={...})."""

    def make(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> httpx.Response:
        sent = {"Content-Type": "application/json", "Date": "Fri, 23 Jul 2021 16:10:00 GMT", **(headers or {})}
        return httpx.Response(status, headers=sent, stream=Chunks(body))

    return make


@pytest.fixture
def unlimited() -> dict[str, RateLimit]:
    return {name: RateLimit(0.0) for name in ("ListRealTimeQuality", "ListRealTimeQualityDistribution")}
