"""Named scenes: the whole road from the simulator's world to the screen, with a seed and a clock that stands still.

Snapshot tests compare them, `make screenshots` (python -m tests.tui.scenes) draws them into screenshots/. Nothing
listens anywhere: the client's transport is the simulator's ASGI app.
"""

import asyncio
import html
import os
import re
import sys
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch
from zoneinfo import ZoneInfo

import httpx
from rich.cells import cell_len
from textual.pilot import Pilot

from rtc_tui.archive import Archive
from rtc_tui.archive.absent import NoArchive
from rtc_tui.archive.sqlite import SqliteArchive
from rtc_tui.client.api import RtcClient
from rtc_tui.core.account import Credentials, Target
from rtc_tui.core.model import DAY, Dimension, Scope, Series, Window
from rtc_tui.core.snapshot import Selection, Visit
from rtc_tui.core.windows import askable
from rtc_tui.feed.live import LiveSource
from rtc_tui.feed.replay import ReplaySource
from rtc_tui.feed.shared import SharedSource
from rtc_tui.simulator.app import make_app
from rtc_tui.simulator.options import Options
from rtc_tui.text import Language, use
from rtc_tui.tui.app import RtcTui
from rtc_tui.tui.launch import Launch
from rtc_tui.tui.panes.calls import case as cases
from tests.tui.idle import resting

NOW: Final = datetime(2026, 11, 20, 2, 32, 41, tzinfo=UTC).timestamp()
KEYS: Final = Credentials("AKLTscenesscenesscenes", "c2NlbmVzLXNlY3JldA==", origin="scenes")
APP: Final = "661e0543cf"
WIDE: Final = (120, 36)
SMALL: Final = (80, 24)


class StandingClock:
    """A wall clock that stands still. Short waits (a turn in the quota) are over at once, long ones never."""

    def __init__(self, patience: float = 2.0) -> None:
        self._steady = 1000.0
        self._patience = patience

    def now(self) -> float:
        """Always the same instant."""
        return NOW

    def steady(self) -> float:
        """What was slept."""
        return self._steady

    async def sleep(self, seconds: float) -> None:
        """The next poll never comes."""
        if seconds > self._patience:
            await asyncio.Event().wait()
        self._steady += max(0.0, seconds)
        await asyncio.sleep(0)


@dataclass(frozen=True)
class Scene:
    """What is on screen: a scenario of the simulator, a selection, some keys, a size."""

    scenario: str = "province-loss"
    size: tuple[int, int] = WIDE
    keys: tuple[str, ...] = ()
    language: Language = "en"
    selection: Selection = Selection()
    launch: Mapping[str, Any] = field(default_factory=dict)
    secret: str = KEYS.secret_key
    app: str = APP
    faults: tuple[str, ...] = ()
    answers: bool = True
    colour: bool = True  # without: as NO_COLOR has it
    epoch_minutes_ago: int = 10
    # "": no archive at all; "empty": nobody recorded; "recorded": somebody did, for half a day; "held": and still does
    archive: str = ""
    replayed: int = 0  # minutes ago: what was recorded is played from there, ten times as fast
    patience: float = 2.0  # seconds that are no wait; the pause between questions in the background is 4


def spread(
    keys: str = "",
    size: tuple[int, int] = WIDE,
    scenario: str = "province-loss",
    language: Language = "en",
    **more: Any,
) -> Scene:
    """The Distribution pane once every combination is held; `keys` by their names, parted by spaces."""
    return Scene(scenario, size, ("2", *keys.split()), language, **{"selection": STALLS, "patience": 5.0, **more})


STALLS: Final = Selection(series="80ms_audio_stall_rate")
AT: Final = int(NOW) // 30 * 30 - 25 * 60
DAY_BEFORE: Final = Window(
    int(NOW) // 300 * 300 + 300 - DAY, int(NOW) // 300 * 300 + 300
)  # of a room that was typed in
LANDMARK: Final = Selection(visit=Visit("users", "room-4711", DAY_BEFORE))


def visit(
    keys: str = "",
    size: tuple[int, int] = WIDE,
    scenario: str = "one-bad-user",
    language: Language = "en",
    at: Selection = Selection(),
    **more: Any,
) -> Scene:
    """The Calls pane; `keys` by their names, parted by spaces; after each of them answers are waited for.

    Of the distributions none is asked beside: a scene has its own patience for that.
    """
    return Scene(scenario, size, ("3", *keys.split()), language, at, **{"patience": 3.5, **more})


def _calls(*given: Any, **more: Any) -> Scene:
    """The same, once every combination of the distribution was asked beside: what the header counts then."""
    return visit(*given, **{"patience": 5.0, **more})


_EVIL: Final = "hostile:markup:Result.UserList.UserId@ListUserInfo"


def past(
    keys: str = "", size: tuple[int, int] = WIDE, scenario: str = "server-outage", archive: str = "empty", **more: Any
) -> Scene:
    """The History pane, of an incident three hours ago; `keys` by their names, parted by spaces."""
    asked = Selection(series="80ms_audio_stall_rate")
    usual = {"selection": asked, "epoch_minutes_ago": 180, "patience": 3.5}
    return Scene(scenario, size, ("4", *keys.split()), archive=archive, **{**usual, **more})


SCENES: Final[dict[str, Scene]] = {
    "live": Scene("server-outage", keys=("n",)),
    "live-80x24": Scene("server-outage", SMALL, ("n",)),
    "live-60x18": Scene("server-outage", (60, 18), ("n",)),
    "live-200x50": Scene("server-outage", (200, 50), ("n",)),
    "live-zh": Scene("server-outage", keys=("n",), language="zh"),
    "live-zh-80x24": Scene("server-outage", SMALL, ("n",), language="zh"),
    "live-calm": Scene("calm"),
    "live-cursor": Scene("server-outage", keys=("n", *["comma"] * 20)),
    "live-maximised": Scene("server-outage", keys=("n", "z")),
    "live-waiting": Scene(answers=False),
    "live-frozen": Scene("server-outage", keys=("n", "space")),
    "live-web": Scene("calm", keys=("u",)),
    "live-users": Scene("calm", selection=Selection(scope=Scope("room-1", ("nobody-1", "nobody-2")))),
    "live-masked": Scene("calm", keys=("P",)),
    "live-ascii": Scene("server-outage", keys=("n",), launch={"plain": True}),
    "live-dark-theme": Scene("server-outage", keys=("n",), launch={"theme": "textual-dark"}),
    "live-wrong-secret": Scene("calm", secret="d3Jvbmc="),
    "live-unknown-app": Scene("calm", app="nosuchapp"),
    "live-denied": Scene("calm", faults=("error:AccessDenied",)),
    "too-small": Scene("calm", (50, 10)),
    "help": Scene("calm", keys=("question_mark",)),
    "scope-dialog": Scene("calm", keys=("o", "r", "1", "tab", "a", "space", "b", "!", "enter")),
    "coming": Scene("calm", keys=("5",)),
    "reference": Scene("calm", keys=("6", "down")),
    "reference-80x24": Scene("calm", SMALL, ("6", *["right"] * 7)),
    "reference-60x18": Scene("calm", (60, 18), ("6", "down")),
    "reference-zh": Scene("calm", keys=("6", *["right"] * 6), language="zh"),
    "reference-zh-80x24": Scene("calm", SMALL, ("6", "down", "z"), language="zh"),
    "reference-search": Scene("calm", keys=("6", "slash", *"s3", "space", *"europe", "enter", *["down"] * 3)),
    "reference-nothing": Scene("calm", SMALL, ("6", "slash", *"zzz", "enter")),
    "reference-ascii": Scene("calm", SMALL, keys=("6",), launch={"plain": True}),
    "heat": spread(),
    "heat-80x24": spread("down down", SMALL),
    "heat-60x18": spread("", (60, 18)),
    "heat-200x50": spread("", (200, 50)),
    "heat-zh-80x24": spread("", SMALL, language="zh"),
    "heat-cursor": spread("down " + "comma " * 20),
    "heat-end": spread("end", SMALL),
    "heat-calm": spread(scenario="calm"),
    "heat-ascii": spread("down", SMALL, launch={"plain": True}),
    "heat-light-theme": spread("down comma", SMALL, launch={"theme": "textual-light"}),
    "heat-filter": spread("slash g u a n g enter", SMALL),
    "heat-web": spread("u", SMALL),
    "heat-web-os": spread("u d d", SMALL),
    "heat-denied": spread("", SMALL, faults=("error:AccessDenied@ListRealTimeQualityDistribution",), patience=2.0),
    "heat-empty": spread("", SMALL, faults=("spelling:empty-lists@ListRealTimeQualityDistribution",)),
    "heat-no-color": spread("down comma", SMALL, colour=False),
    "heat-recorded": spread("down", SMALL, selection=replace(STALLS, cursor=AT - 4 * 3600), archive="recorded"),
    "heat-past": spread("down", SMALL, "os-release", selection=replace(STALLS, cursor=AT - 30 * 3600)),
    "heat-past-denied": spread(
        "",
        SMALL,
        selection=replace(STALLS, cursor=AT - 30 * 3600),
        faults=("error:AccessDenied@ListQualityDistribution",),
    ),
    "slice-partial": spread("enter", SMALL, patience=2.0),
    "heat-hostile": spread(
        "", SMALL, faults=("hostile:markup:Result.Indicators.Data.Dimension@ListRealTimeQualityDistribution",)
    ),
    "heat-reversed": spread(
        "down", SMALL, faults=("hostile:bidi:Result.Indicators.Data.Dimension@ListRealTimeQualityDistribution",)
    ),
    "map": spread("v"),
    "map-no-color": spread("v right", SMALL, colour=False),
    "map-empty": spread("v", SMALL, faults=("spelling:empty-lists@ListRealTimeQualityDistribution",)),
    "map-hostile": spread(
        "v", faults=("hostile:markup:Result.Indicators.Data.Dimension@ListRealTimeQualityDistribution",)
    ),
    "map-odd-spellings": spread("v", scenario="odd-spellings"),
    "map-zh-80x24": spread("v right", SMALL, language="zh"),
    "map-60x18": spread("v", (60, 18)),
    "map-200x50": spread("v", (200, 50)),
    "map-ascii": spread("v", SMALL, launch={"plain": True}),
    "country": spread("d v", scenario="calm"),
    "country-80x24": spread("d v down down", SMALL, scenario="calm"),
    "slices-table": spread("v v down"),
    "slices-table-80x24": spread("v v", SMALL),
    "slices-table-200x50": spread("v v", (200, 50)),
    "os-table": spread("d d v", SMALL, "os-release"),
    "slice": spread("enter"),
    "slice-80x24": spread("down enter comma comma", SMALL),
    "slice-200x50": spread("enter", (200, 50)),
    "slice-no-color": spread("enter comma", SMALL, colour=False),
    "slice-past": spread("enter", SMALL, selection=replace(STALLS, cursor=AT - 30 * 3600)),
    "slice-hostile": spread(
        "enter", SMALL, faults=("hostile:markup:Result.Indicators.Data.Dimension@ListRealTimeQualityDistribution",)
    ),
    "slice-60x18": spread("enter", (60, 18)),
    "why": spread("v v v"),
    "why-80x24": spread("v v v", SMALL),
    "why-200x50": spread("v v v", (200, 50)),
    "why-zh-80x24": spread("v v v", SMALL, language="zh"),
    "why-everywhere": spread("v v v", SMALL, "server-outage"),
    "why-no-color": spread("v v v", SMALL, colour=False),
    "why-empty": spread("v v v", SMALL, faults=("spelling:empty-lists@ListRealTimeQualityDistribution",)),
    "why-past": spread("v v v", SMALL, "os-release", selection=replace(STALLS, cursor=AT - 30 * 3600)),
    "why-os": spread("v v v", scenario="os-release"),
    "why-calm": spread("v v v", SMALL, "calm"),
    "calls-rooms": _calls("down down"),
    "calls-rooms-80x24": _calls("down p down", SMALL),
    "calls-rooms-60x18": _calls("", (60, 18)),
    "calls-rooms-zh-80x24": _calls("s slash 5 0 space l i v e enter", SMALL, language="zh"),
    "calls-rooms-masked": _calls("down p P", SMALL, launch={"plain": True}),
    "calls-rooms-unlisted": _calls("slash r o o m - 9 9 9 9 enter", SMALL),
    "calls-rooms-at": _calls("", SMALL, at=Selection(cursor=AT)),
    "calls-rooms-user": _calls("", SMALL, at=Selection(visit=Visit(user="user-20817"))),
    "calls-rooms-denied": _calls("", SMALL, faults=("error:AccessDenied@ListRoomInfo",)),
    "calls-rooms-hostile": _calls("", SMALL, faults=("hostile:markup:Result.RoomList.RoomId@ListRoomInfo",)),
    "calls-users": _calls("x comma comma", at=LANDMARK),
    "calls-users-80x24": _calls("down x", SMALL, at=LANDMARK),
    "calls-users-60x18": _calls("", (60, 18), at=LANDMARK),
    "calls-users-zh-80x24": _calls("X", SMALL, language="zh", at=LANDMARK),
    "calls-users-ascii": _calls("comma", SMALL, launch={"plain": True}, at=LANDMARK),
    "calls-users-masked": _calls("P", SMALL, at=LANDMARK),
    "calls-users-many": _calls("", SMALL, at=Selection(visit=Visit("users", "room-6347", DAY_BEFORE))),
    "calls-users-earlier": _calls("w", SMALL, at=LANDMARK),
    "calls-users-nowhere": _calls("", SMALL, at=Selection(visit=Visit("users", "room-9999", DAY_BEFORE))),
    "calls-users-denied": _calls("", SMALL, at=LANDMARK, faults=("error:AccessDenied@ListUserInfo",)),
    "calls-users-hostile": _calls(
        "", SMALL, at=LANDMARK, faults=("hostile:markup:Result.UserList.UserId@ListUserInfo",)
    ),
    "calls-matrix": _calls("enter", at=LANDMARK),
    "calls-matrix-80x24": _calls("enter down", SMALL, at=LANDMARK),
    "calls-matrix-60x18": _calls("enter", (60, 18), at=LANDMARK),
    "calls-matrix-zh-80x24": _calls("enter", SMALL, language="zh", at=LANDMARK),
    "calls-matrix-loss": _calls("enter m m m left left", SMALL, at=LANDMARK),
    "calls-matrix-signs": _calls("enter v up", SMALL, at=LANDMARK),
    "calls-matrix-minutes": _calls("enter comma comma", SMALL, at=LANDMARK),
    "calls-matrix-ascii": _calls("enter", SMALL, launch={"plain": True}, at=LANDMARK),
    "calls-matrix-masked": _calls("enter P", at=LANDMARK),
    "calls-matrix-many": _calls("enter", SMALL, at=Selection(visit=Visit("users", "room-6347", DAY_BEFORE))),
    "calls-matrix-denied": _calls("enter", SMALL, at=LANDMARK, faults=("error:AccessDenied@ListCallDetail",)),
    "calls-matrix-hostile": _calls("enter", SMALL, at=LANDMARK, faults=(_EVIL,)),
    "calls-verdict": _calls("enter v v", at=LANDMARK),
    "calls-verdict-80x24": _calls("enter enter enter", SMALL, at=LANDMARK),
    "calls-verdict-zh": _calls("enter enter enter", language="zh", at=LANDMARK),
    "calls-pair": _calls("enter enter n", at=LANDMARK),
    "calls-pair-80x24": _calls("enter enter n down", SMALL, at=LANDMARK),
    "calls-pair-60x18": _calls("enter enter", (60, 18), at=LANDMARK),
    "calls-pair-zh-80x24": _calls("enter enter n", SMALL, language="zh", at=LANDMARK),
    "calls-pair-all": _calls("enter enter v end", at=LANDMARK),
    "calls-pair-zoomed": _calls("enter enter n w w w", SMALL, at=LANDMARK),
    "calls-pair-turned": _calls("enter enter d", SMALL, at=LANDMARK),
    "calls-pair-masked": _calls("enter enter P", SMALL, at=LANDMARK),
    "calls-pair-ascii": _calls("enter enter n", SMALL, launch={"plain": True}, at=LANDMARK),
    "calls-user": _calls("enter left left enter", at=LANDMARK),
    "calls-user-80x24": _calls("enter left left enter down", SMALL, at=LANDMARK),
    "calls-user-60x18": _calls("enter left left enter", (60, 18), at=LANDMARK),
    "calls-user-zh-80x24": _calls("enter up enter", SMALL, language="zh", at=LANDMARK),
    "calls-user-turned": _calls("enter left left enter d s", SMALL, at=LANDMARK),
    "history-hole": past("n"),
    "history-hole-80x24": past("n", SMALL),
    "history-60x18": past("", (60, 18)),
    "history-zh-80x24": past("n", SMALL, language="zh"),
    "history-ascii": past("c", SMALL, launch={"plain": True}),
    "live-shared": Scene(archive="held", answers=False, epoch_minutes_ago=12, selection=STALLS),
    "history-recorded": past("n", archive="recorded"),
    "history-recorded-80x24": past("n", SMALL, archive="recorded"),
    "history-fine": past("plus plus plus", archive="recorded"),
    "history-compared": past("c c c", archive="recorded"),
    "history-week": past("w comma", SMALL),
    "history-days": past("v down", archive="recorded"),
    "history-days-80x24": past("v", SMALL, archive="recorded"),
    "history-day": past("v down down enter", SMALL),
    "history-operation": past("v v down down"),
    "history-operation-80x24": past("v v w", SMALL),
    "history-users-80x24": past("v v v down", SMALL),
    "history-usage-80x24": past("v v v v", SMALL),
    "history-filter": past("slash o s = i o s enter", SMALL),
    "history-denied": past("", SMALL, faults=("error:AccessDenied@ListQuality",)),
    "history-masked": past("P", SMALL, selection=Selection(scope=Scope("room-1"))),
    "live-compared": Scene("server-outage", keys=("n", "c"), archive="empty", patience=3.5),
    "live-compared-80x24": Scene("server-outage", SMALL, ("n", "c", "c", "c"), archive="empty", patience=3.5),
}
_REPLAYED: Final[dict[str, Any]] = {"selection": STALLS, "archive": "recorded", "replayed": 4, "patience": 0.1}
SCENES.update({
    "replay": Scene("province-loss", keys=("2",), **_REPLAYED),
    "replay-live": Scene("province-loss", **_REPLAYED),
    "replay-paused-80x24": Scene("province-loss", SMALL, ("space", "comma", "comma"), **_REPLAYED),
    "replay-zh-60x18": Scene("province-loss", (60, 18), ("2",), "zh", **_REPLAYED),
})  # fmt: skip
SCREENSHOTS: Final = (
    "live", "live-80x24", "live-zh", "live-cursor", "live-wrong-secret", "heat", "map", "country", "slice", "why",
    "calls-rooms", "calls-users", "calls-matrix", "calls-pair", "calls-verdict", "calls-user",
    "history-hole", "history-recorded", "history-days", "replay",
    "live-shared",
)  # fmt: skip


def app(scene: Scene) -> RtcTui:
    """The program, as `cli.py` would compose it."""
    use(scene.language)
    clock = StandingClock(scene.patience)
    world = clock if scene.patience > 2 else StandingClock()  # who waits for a quota must see it come back
    options = Options(
        access_key=KEYS.access_key,
        secret_key=KEYS.secret_key,
        app=APP,
        scenario=scene.scenario,
        seed=7,
        epoch=NOW - scene.epoch_minutes_ago * 60,
        faults=scene.faults,
    )
    transport: httpx.AsyncBaseTransport = httpx.ASGITransport(make_app(options, world))
    if not scene.answers:
        transport = httpx.MockTransport(_silence)
    archive = archived(scene, options)
    target = Target(scene.app, "http://127.0.0.1", profile="prod")
    credentials = replace(KEYS, secret_key=scene.secret)

    def source() -> LiveSource | SharedSource | ReplaySource:
        if scene.replayed and archive:
            return ReplaySource(archive, clock, NOW - scene.replayed * 60)
        client = RtcClient(
            credentials, target, limits={}, state_dir=None, clock=clock, rng=Random(7), transport=transport
        )
        live = LiveSource(client, clock, Random(7))
        beside = StandingClock(min(scene.patience, 3.5))  # looks into the archive once: it would for ever
        return SharedSource(live, archive, beside, records=False) if archive else live

    defaults: dict[str, Any] = {"zone": ZoneInfo("Asia/Shanghai"), "selection": scene.selection}
    with patch.dict(os.environ, {} if scene.colour else {"NO_COLOR": "1"}):
        return RtcTui(Launch(target=target, source=source, clock=clock, **{**defaults, **scene.launch}))


async def _silence(request: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError(request)


def settled(scene: Scene) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Wait until what is polled has answered or failed, then press the scene's keys."""

    async def run(pilot: Pilot[Any]) -> None:
        await _quiet(pilot, scene)
        for key in scene.keys:
            await pilot.press(key)
            if key in ("u", "2", "3", "enter", "w") or scene.archive:
                await _quiet(pilot, scene)
        await pilot.pause()

    return run


def archived(scene: Scene, options: Options) -> Archive | None:
    """What was recorded before the scene begins, if anything can be."""
    if not scene.archive:
        return None
    if scene.archive == "empty":
        return NoArchive()
    folder = Path(_FOLDERS.name) / f"{scene.scenario}-{scene.epoch_minutes_ago}"
    if not folder.exists():  # in a loop of its own: this one may be running
        with ThreadPoolExecutor(1) as beside:
            beside.submit(lambda: asyncio.run(_record(folder, options))).result()
    if scene.archive == "held" and folder not in _HOLDERS:
        _HOLDERS[folder] = SqliteArchive(folder, APP, lambda: NOW)
        with ThreadPoolExecutor(1) as beside:
            beside.submit(lambda: asyncio.run(_HOLDERS[folder].take())).result()
    return SqliteArchive(folder, APP, lambda: NOW)


_HOLDERS: Final[dict[Path, SqliteArchive]] = {}


async def _record(folder: Path, options: Options) -> None:
    """Twelve hours of the simulator's world, asked at each hour's end, but for an outage of forty minutes."""
    archive = SqliteArchive(folder, APP, lambda: NOW)
    assert await archive.take()
    for hours in range(11, -1, -1):
        clock = _EarlierClock(NOW - hours * 3600)
        transport = httpx.ASGITransport(make_app(options, clock))
        target = Target(APP, "http://127.0.0.1", profile="prod")
        client = RtcClient(KEYS, target, limits={}, state_dir=None, clock=clock, rng=Random(7), transport=transport)
        batch = await client.realtime_quality(askable(clock.now()))
        if hours == 5:
            batch = replace(batch, series=tuple(_cut(series) for series in batch.series))
        slices = await client.realtime_distribution(askable(clock.now()), "stall_rate", Dimension.PROVINCE)
        await archive.write([replace(each, received=clock.now()) for each in (batch, slices)])
        await client.aclose()
    await archive.close()


def _cut(series: Series) -> Series:
    return Series.of(series.key, dict(list(series.points())[80:]), series.unit)


class _EarlierClock(StandingClock):
    def __init__(self, now: float) -> None:
        super().__init__()
        self._now = now

    def now(self) -> float:
        """Hours before."""
        return self._now


_FOLDERS: Final = TemporaryDirectory(prefix="rtc-tui-scenes-")


async def _quiet(pilot: Pilot[Any], scene: Scene) -> None:
    assert isinstance(pilot.app, RtcTui)
    main = pilot.app.main
    for again in range(400):
        await pilot.pause(0.01 if again else None)
        health = main.snapshot.health
        known = {*health.problems, *health.answered_features}
        wanted = main.watched()
        known_asks = [main.snapshot.answers.get(ask) for ask in wanted.asks]
        if scene.answers and not all(answer is not None and answer.complete for answer in known_asks):
            continue
        if cases.of(main.pane).reckoning:
            continue
        shown = wanted.shown
        if scene.patience > 2 and main.pane.id == "distribution":
            if set(wanted.polled) <= {*health.answered_at} and main.snapshot.polled == shown:
                return
            continue
        if not scene.answers or (main.snapshot.polled == shown and {query.feature for query in shown} <= known):
            return
    raise TimeoutError(f"no answer on screen: {main.snapshot.health}")


async def draw(name: str, folder: Path) -> Path:
    """Save one scene as SVG."""
    scene = SCENES[name]
    program = app(scene)
    with resting():
        async with program.run_test(size=scene.size) as pilot:
            await settled(scene)(pilot)
            svg = program.export_screenshot(title=f"rtc-tui — {name}", simplify=True)
    path = folder / f"{name}.svg"
    path.write_text(_widened(svg) + "\n", encoding="utf-8")
    return path


def _widened(svg: str) -> str:
    """Rich gives each text the length of its characters; a wide character takes two cells."""

    def widen(match: re.Match[str]) -> str:
        text = html.unescape(match[3])
        return f'textLength="{float(match[1]) / len(text) * cell_len(text):g}"{match[2]}>{match[3]}</text>'

    return re.sub(r'textLength="([0-9.]+)"([^>]*)>([^<]+)</text>', widen, svg)


def main(folder: Path = Path("screenshots")) -> None:
    """Draw what README.md shows."""
    for name in SCREENSHOTS:
        sys.stdout.write(f"{asyncio.run(draw(name, folder))}\n")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
