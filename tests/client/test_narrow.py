"""An answer over the cap says how to ask for less, each action in its own words; lists have quotas of their own."""

import zlib
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from rtc_tui.client.actions import quota_of
from rtc_tui.client.api import RtcClient
from rtc_tui.client.narrow import too_large
from rtc_tui.core.actions import ACTIONS, ONLINE_PROPERTIES
from rtc_tui.core.calls import Direction
from rtc_tui.core.model import Window
from rtc_tui.errors import ResponseTooLarge
from rtc_tui.text import use
from tests.client.playing import Chunks

WINDOW = Window(1_627_056_000, 1_627_056_600)
Make = Callable[..., RtcClient]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("action", [name for name in ACTIONS if name != ONLINE_PROPERTIES])
def test_each_action_has_its_advice(action: str, language: Any) -> None:
    use(language)
    error = too_large(action, "too large")
    assert error.hint != ResponseTooLarge.default_hint()
    assert error.action == action


def test_an_unknown_action_has_the_general_advice() -> None:
    assert too_large("ListSmells", "too large").hint == ResponseTooLarge.default_hint()


async def test_a_call_over_the_cap(make_client: Make) -> None:
    """Counted after inflation: 200 kilobytes on the wire, 200 megabytes if one let it."""
    body = zlib.compress(b"[" * (200 << 20), 1)

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Encoding": "deflate"}, stream=Chunks(body))

    with pytest.raises(ResponseTooLarge, match="larger than 96 MiB") as raised:
        await make_client(answer).call_detail(WINDOW, "q", ("u",))
    assert "shorter window, fewer users, or one direction" in raised.value.hint
    assert (raised.value.action, raised.value.exit_code) == ("ListCallDetail", 6)


async def test_too_many_values(make_client: Make, respond: Any) -> None:
    body = b'{"ResponseMetadata":{"RequestId":"r"},"Result":{"RoomList":[' + b"0," * 900_000 + b"0]}}"
    with pytest.raises(ResponseTooLarge) as raised:
        await make_client(lambda _: respond(body)).rooms(WINDOW)
    assert "a shorter window, or for one room" in raised.value.hint


async def test_too_many_series_of_a_call(make_client: Make, respond: Any) -> None:
    body = b'{"ResponseMetadata":{"RequestId":"r"},"Result":{"UserCallDetail":[' + b"{}," * 60_000 + b"{}]}}"
    with pytest.raises(ResponseTooLarge) as raised:
        await make_client(lambda _: respond(body)).call_detail(WINDOW, "q", ("u",), direction=Direction.UP)
    assert "one direction" in raised.value.hint


async def test_a_large_call_is_read_beside_the_loop(make_client: Make, respond: Any) -> None:
    points = ",".join(f'{{"Time":{(WINDOW.start + 2 * i) * 1000},"Value":{i}.5}}' for i in range(300))
    series = ",".join(f'{{"Desc":"d{i}","Data":[{points}]}}' for i in range(150))
    body = f'{{"ResponseMetadata":{{"RequestId":"r"}},"Result":{{"UserCallDetail":[{{"UserId":"u","CallDetail":[{series}]}}]}}}}'
    assert len(body) > 1 << 20
    detail = await make_client(lambda _: respond(body.encode())).call_detail(WINDOW, "q", ("u",))
    assert detail.size == len(body)
    assert [len(detail.rows[0].series[metric.id].values) for metric in detail.rows[0].metrics] == [300] * 150


def test_online_users_have_two_quotas() -> None:
    assert quota_of("GetRoomOnlineUsers", {"Property": False}) == "GetRoomOnlineUsers"
    assert quota_of("GetRoomOnlineUsers", {"Property": "true"}) == ONLINE_PROPERTIES
    assert quota_of("ListRoomInfo", {"Property": True}) == "ListRoomInfo"
    assert (ACTIONS["GetRoomOnlineUsers"].limit.per_second, ACTIONS[ONLINE_PROPERTIES].limit.per_second) == (40, 1)


async def test_each_action_keeps_to_its_own_rate(make_client: Make, respond: Any, clock: Any) -> None:
    body = b'{"ResponseMetadata":{"RequestId":"r"},"Result":{"RoomExists":true}}'
    client = make_client(lambda _: respond(body))
    took = {}
    for name, ask in (
        ("cheap", lambda: client.online_users("q")),
        ("dear", lambda: client.online_users("q", properties=True)),
        ("rooms", lambda: client.rooms(WINDOW)),
    ):
        began = clock.steady()
        for _ in range(11):
            await ask()
        took[name] = clock.steady() - began
    assert took["cheap"] < 0.5
    assert 1.0 < took["rooms"] < 2.5
    assert took["dear"] > 10
