"""Lists in pages: all of them are asked for, whatever the answers say of their number."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from rtc_tui.client.api import RtcClient
from rtc_tui.core.calls import Room
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import Window

Make = Callable[..., RtcClient]
Respond = Callable[..., httpx.Response]
WINDOW = Window(1_627_056_000, 1_627_056_600)
ROWS = [{"CallId": f"c{i}", "RoomId": f"q{i}"} for i in range(266)]


async def _listed(make_client: Make, respond: Respond, rows: list[dict[str, str]], **told: Any) -> Listing[Room]:
    """The rooms that a service lists by the page that is asked for; `told` stands beside them, None: nothing does."""

    def answer(request: httpx.Request) -> httpx.Response:
        number, size = (int(request.url.params[name]) for name in ("PageNum", "PageSize"))
        page = rows[(number - 1) * size : number * size]
        beside = {"Total": len(rows), "PageSize": size} | told
        result = {"RoomList": page} | {name: value for name, value in beside.items() if value is not None}
        return respond(json.dumps({"ResponseMetadata": {"RequestId": "r"}, "Result": result}).encode())

    return await make_client(answer).rooms(WINDOW)


@pytest.mark.parametrize(
    "told",
    [{}, {"Total": None}, {"Total": "n/a"}, {"Total": 42}, {"Total": 0, "PageSize": None}, {"PageSize": 42}, {"PageSize": -7}],
    ids=str,
)  # fmt: skip
async def test_all_pages_come_whatever_is_told_of_their_number(
    make_client: Make, respond: Respond, told: dict[str, Any]
) -> None:
    """Without a total, or with one that is less than what came, a full page is not the last; and nothing is said to lack."""
    found = await _listed(make_client, respond, ROWS, **told)
    assert [row.room for row in found.rows] == [row["RoomId"] for row in ROWS]
    assert (found.total, found.more, found.notes) == (266, False, ())


async def test_rows_that_cannot_be_read_count_as_listed(make_client: Make, respond: Respond) -> None:
    """No page is asked for in their place."""
    rows = [*ROWS[:5], {"CallId": "c9"}, *ROWS[5:8]]
    found = await _listed(make_client, respond, rows)
    assert (len(found.rows), found.total, found.more, found.dropped.total) == (8, 9, False, 1)


async def test_without_a_count_of_its_own_the_rooms_that_came_are_counted(make_client: Make, respond: Respond) -> None:
    """An entry that cannot be read is none of them, and one that came twice is one."""
    rows = [*ROWS[:5], {"CallId": "c9"}, ROWS[4]]
    found = await _listed(make_client, respond, rows, Total=None)
    assert (len(found.rows), found.total, found.more, found.dropped.total) == (5, 5, False, 1)


async def test_two_rooms_with_the_same_call_id_are_two(make_client: Make, respond: Respond) -> None:
    """A service that writes a placeholder for what it does not know must not make one room of all."""
    found = await _listed(make_client, respond, [row | {"CallId": "n/a"} for row in ROWS])
    assert len(found.rows) == 266


async def test_the_same_page_again_and_again_ends_and_is_told(make_client: Make, respond: Respond) -> None:
    """A service that takes no heed of the page asked for gives what it has once."""
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        result = {"Total": 266, "RoomList": ROWS[:100]}
        return respond(json.dumps({"ResponseMetadata": {"RequestId": "r"}, "Result": result}).encode())

    found = await make_client(answer).rooms(WINDOW)
    assert (len(found.rows), found.more, len(asked)) == (100, True, 2)
