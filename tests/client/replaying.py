"""Replays a directory that `--record-http` wrote through the real client.

Each recorded question is put again by the method that would have asked it; the answers are the recorded ones, retries
and other versions included. Where the recording has no answer to what the client asks next, the network is gone.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from rtc_tui.client.api import RtcClient
from rtc_tui.client.classify import Asked, checked
from rtc_tui.client.record import Exchange, load_all
from rtc_tui.core.account import Credentials, Target
from rtc_tui.core.calls import Direction
from rtc_tui.errors import RtcTuiError
from tests.client.playing import Chunks, ask

KEYS = Credentials("AKLTmadeup0000000000", "a-secret-nobody-uses")
_STEPS = {"5min": 300, "1h": 3600, "1d": 86_400}
_RENAMED = {"RoomId": "room", "ProductType": "product", "Dimension": "dimension", "OS": "os", "Access": "access"}
_UNPACKED = ("content-encoding", "content-length", "transfer-encoding")
_METHODS = {
    "ListRealTimeQuality": "realtime_quality",
    "ListRealTimeQualityDistribution": "realtime_distribution",
    "ListRealTimeOperationData": "realtime_operation",
    "ListQuality": "quality",
    "ListQualityDistribution": "distribution",
    "ListOperationData": "operation",
    "ListOperationDistribution": "operation_distribution",
    "ListUsages": "usages",
    "ListRoomInfo": "rooms",
    "ListUserInfo": "users",
    "ListCallDetail": "call_detail",
    "GetRoomOnlineUsers": "online_users",
}


def params_of(url: str, body: str) -> dict[str, Any]:
    params: dict[str, Any] = dict(parse_qsl(urlsplit(url).query))
    return params | (json.loads(body) if body else {})


class Tape:
    """The recorded answers, given to whoever asks the same; else, to the next question of the same action."""

    def __init__(self, exchanges: list[Exchange]) -> None:
        self.left = exchanges

    def __call__(self, request: httpx.Request) -> httpx.Response:
        asked = params_of(str(request.url), request.content.decode())
        alike = [one for one in self.left if one.action == asked["Action"]]
        same = [one for one in alike if params_of(one.url, one.request_body) == asked]
        if not alike:
            raise httpx.ConnectError("the recording ends here")
        found = (same or alike)[0]
        self.left.remove(found)
        if not found.status:
            raise httpx.ConnectError(found.error)
        headers = {name: value for name, value in found.headers.items() if name not in _UNPACKED}
        return httpx.Response(found.status, headers=headers, stream=Chunks(bytes(found.answer.body)))


async def replay(directory: Path, clock: Any) -> list[tuple[str, Any]]:
    """(action, what came out) of each question: a result, or an error of ours. Anything else is raised."""
    tape = Tape(load_all(directory))
    apps = {params_of(one.url, one.request_body).get("AppId", "") for one in tape.left}
    client = RtcClient(
        KEYS,
        Target(next(iter(apps), "")),
        limits={},
        state_dir=None,
        clock=clock,
        rng=Random(1),
        transport=httpx.MockTransport(tape),
    )
    return [one async for one in _outcomes(client, tape, clock)]


async def _outcomes(client: RtcClient, tape: Tape, clock: Any) -> Any:
    while tape.left:
        first = tape.left[0]
        clock.wall = first.sent
        try:
            yield first.action, await _again(client, first)
        except RtcTuiError as error:
            yield first.action, error
        if tape.left and tape.left[0] is first:  # the client would not send it
            tape.left.pop(0)


async def _again(client: RtcClient, exchange: Exchange) -> Any:
    params = params_of(exchange.url, exchange.request_body)
    if exchange.action in _METHODS and ("StartTime" in params or exchange.action == "GetRoomOnlineUsers"):
        return await ask(client, dict(_asked(exchange.action, params)))
    answer = await client.raw(params.pop("Action"), params)
    return checked(answer, Asked(exchange.action, KEYS, str(params.get("AppId", ""))))


def _asked(action: str, params: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """A question as `playing.ask` takes it."""
    yield "method", _METHODS[action]
    yield from ((ours, params[theirs]) for theirs, ours in _RENAMED.items() if theirs in params)
    if "StartTime" in params:
        yield "window", f"{params['StartTime']}/{params['EndTime']}"
    if "UserId" in params:
        users = params["UserId"]
        yield "users", users.split(",") if isinstance(users, str) else users
    if "AggregateGranularity" in params:
        yield "step", _STEPS[params["AggregateGranularity"]]
    if params.get("Direction", "0") != "0":
        yield "direction", (Direction.UP if params["Direction"] == "1" else Direction.DOWN).value
    yield from _indicators(action, params.get("Indicator"))


def _indicators(action: str, named: Any) -> Iterator[tuple[str, Any]]:
    if action.endswith("QualityDistribution"):
        yield "indicator", named[0] if isinstance(named, list) else named
    elif isinstance(named, list):
        yield "indicators", named
