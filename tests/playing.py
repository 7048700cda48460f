"""An hour of province-loss as somebody recorded it while it happened, for tests that play it again."""

import asyncio
import io
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch

import httpx

from rtc_tui import report
from rtc_tui.archive.sqlite import SqliteArchive
from rtc_tui.client.api import RtcClient
from rtc_tui.clock import Clock
from rtc_tui.core.account import Target
from rtc_tui.core.ask import AskDetail, AskRooms, AskUsers, Wanted
from rtc_tui.core.model import Dimension, Feature, Query, Window
from rtc_tui.core.queries import of
from rtc_tui.core.request import Format, LiveRequest
from rtc_tui.core.snapshot import Snapshot
from rtc_tui.core.windows import askable
from rtc_tui.feed.filler import Always
from rtc_tui.feed.follow import follow
from rtc_tui.feed.live import LiveSource
from rtc_tui.feed.replay import ReplaySource
from rtc_tui.feed.shared import SharedSource
from rtc_tui.feed.source import Source
from rtc_tui.report import as_json
from rtc_tui.report.rows import Look, Printed, chosen, rows
from rtc_tui.simulator.app import make_app
from rtc_tui.simulator.options import Options
from rtc_tui.store import Store
from tests.feed.recorder import PlainArchive, at_once
from tests.feed.virtual import BOUNDARY, NOW, OwnClock, virtual
from tests.test_report import config
from tests.tui.scenes import KEYS

APP: Final = "661e0543cf"
START: Final = int(BOUNDARY) // 600 * 600  # 2026-11-20 10:30 +08:00, two minutes before virtual time begins
SETTLED: Final = 5  # seconds after a boundary by which every poll has been answered
END: Final = START + 3600
STALLS: Final = Query(Feature.DISTRIBUTION, dimension=Dimension.PROVINCE, indicator="stall_rate")
QUERIES: Final = (Query(Feature.QUALITY), Query(Feature.OPERATION), STALLS)
ROOM: Final = "room-4711"
LIVE: Final = LiveRequest(Format.JSON)
SPREAD: Final = LiveRequest(Format.JSON, indicators=("stall_rate",), dimensions=(Dimension.PROVINCE,))


_FOLDERS: Final = TemporaryDirectory(prefix="rtc-tui-playing-")


class SteadyClock:
    """A clock for playing that a test sets; waiting never ends by itself."""

    def __init__(self, now: float) -> None:
        self.at = now

    def now(self) -> float:
        """What was set."""
        return self.at

    def steady(self) -> float:
        """With the wall clock."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Until somebody wakes who waits."""
        if seconds > 0:
            await asyncio.Event().wait()
        await asyncio.sleep(0)


def _client(clock: Clock, scenario: str) -> RtcClient:
    options = Options(
        access_key=KEYS.access_key, secret_key=KEYS.secret_key, app=APP, scenario=scenario, seed=7, epoch=START + 600
    )
    target = Target(APP, "http://127.0.0.1", profile="prod")
    transport = httpx.ASGITransport(make_app(options, clock))
    return RtcClient(KEYS, target, limits={}, state_dir=None, clock=clock, rng=Random(7), transport=transport)


def archive(folder: Path) -> SqliteArchive:
    """What was recorded, to be read."""
    return SqliteArchive(folder / "archive", "app1", lambda: NOW)


def source(folder: Path, at: float, *, wall: float = END + 3600, **more: Any) -> ReplaySource:
    """What was recorded in a folder, from a time on; paused, unless told otherwise."""
    clock = SteadyClock(wall)
    return ReplaySource(archive(folder), clock, at, **{"paused": True, **more})


async def printed(request: LiveRequest, feed: Callable[[], Source]) -> dict[str, Any]:
    """What `get live` or `get distribution` prints."""
    out = io.StringIO()
    await report.live(request, config(), feed, out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def shown(found: dict[str, Any]) -> dict[tuple[str, str, str], tuple[object, ...]]:
    """Every bucket that was printed with a value: value and severity, by series, slice and time."""
    return {
        (series["name"], series.get("slice", ""), point["time"]): (point["value"], point["severity"])
        for series in found["series"]
        for point in series["points"]
        if point["value"] is not None
    }


def lines(snapshot: Snapshot, request: LiveRequest, now: float) -> dict[str, Any]:
    """What the same commands would print of what somebody's screen shows."""
    window = askable(now)
    mine = [
        key
        for query in QUERIES
        for key in of(query, snapshot.series)
        if bool(key.dimension) == bool(request.dimensions)
    ]
    snapshot = replace(snapshot, series={key: snapshot.series[key] for key in mine})
    found = rows(chosen(snapshot, request), snapshot, window, config(), Printed())
    look = Look(snapshot, window, tuple(found), (), first=True, dimensions=request.dimensions)
    printed: dict[str, Any] = json.loads("".join(as_json.lines(look, config())))
    return printed


@cache
def province_loss() -> tuple[Path, dict[int, tuple[dict[str, Any], dict[str, Any]]]]:
    """(a folder with the recorded hour, what the screen that recorded it showed every ten minutes, by epoch second)."""
    folder = Path(_FOLDERS.name)
    with patch("rtc_tui.client.asking.LARGE", 1 << 30):  # virtual time does not wait for a thread
        told = virtual(_hour(folder))
    asyncio.run(_call(archive(folder)))
    return folder, told


async def _hour(folder: Path) -> dict[int, tuple[dict[str, Any], dict[str, Any]]]:
    clock = OwnClock()
    kept = PlainArchive(folder, clock.now)
    live = LiveSource(_client(clock, "province-loss"), clock, Random(7))
    source = SharedSource(live, kept, clock, always=Always(QUERIES[:2]), beside=at_once)
    told: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}
    latest = [Snapshot(0.0)]

    async def look() -> None:
        async for snapshot in follow(source, Store(), lambda: Wanted(QUERIES)):
            latest[0] = snapshot

    async with asyncio.TaskGroup() as group:
        task = group.create_task(look())
        for at in range(START + 600, END + 1, 600):
            await asyncio.sleep(at + SETTLED - clock.now())
            told[at] = tuple(lines(latest[0], request, clock.now()) for request in (LIVE, SPREAD))  # type: ignore[assignment]
        task.cancel()
    await source.aclose()
    return told


async def _call(archive: SqliteArchive) -> None:
    """Somebody also looked into a room, of another world: who nobody hears well is told there."""
    assert await archive.take()
    client = _client(_Hasty(END + SETTLED), "one-bad-user")
    window = Window(END - 1200, END)
    users = await client.users(window, room=ROOM)
    rooms = await client.rooms(Window(END - 86_400, END), room=ROOM)
    names = tuple(dict.fromkeys(user.user for user in users.rows))
    await archive.note_rooms(rooms.rows, END)
    await archive.note_users(users.rows, END)
    await archive.note_detail(await client.call_detail(Window(END - 600, END), ROOM, names[:20]))
    await client.aclose()
    await archive.close()


class _Hasty(SteadyClock):
    async def sleep(self, seconds: float) -> None:
        """A turn in the quota is over at once."""
        self.at += max(0.0, seconds)
        await asyncio.sleep(0)


ROOMS: Final = AskRooms(Window(START, END))
USERS: Final = AskUsers(ROOM, Window(END - 1200, END))


def details_of(names: tuple[str, ...]) -> AskDetail:
    """What was heard and seen in the last ten minutes."""
    return AskDetail(ROOM, names, Window(END - 600, END))
