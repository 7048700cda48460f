"""What was recorded instead of the service: the options of commands that can tell of it, and who then answers."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from rtc_tui.cli import compose
from rtc_tui.config import Config
from rtc_tui.core.times import parse_time
from rtc_tui.errors import ArchiveUnreachable, UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

if TYPE_CHECKING:
    from rtc_tui.core.model import Window
    from rtc_tui.feed.recorded import Recordings
    from rtc_tui.feed.replay import ReplaySource

_Body = TypeVar("_Body", bound=Callable[..., object])


class Recording(NamedTuple):
    """Something to play: `open` gives it, and again for each who plays. `window` is what it covers."""

    config: Config
    open: "Callable[[], Recordings]"
    window: "Window"
    live: bool  # an archive, which may grow; else a bundle, which ends

    def source(self, at: float, *, speed: int = 1, paused: bool = True) -> "ReplaySource":
        """A source that begins at `at` (epoch seconds)."""
        from rtc_tui.clock import SystemClock
        from rtc_tui.feed.replay import ReplaySource

        end = None if self.live else float(self.window.end + _LAST_SHOWN)
        return ReplaySource(self.open(), SystemClock(), at, end=end, speed=speed, paused=paused)

    def moment(self, text: str | None, otherwise: float) -> float:
        """A time as typed, which has to be within what was recorded. Raises `UsageError`."""
        from rtc_tui.clock import SystemClock

        if text is None:
            return otherwise
        now = SystemClock().now() if self.live else float(self.window.end)
        at = float(parse_time(text, now, self.config.ui.zone))
        last = self.window.end + (_STILL_RECORDED if self.live else _LAST_SHOWN)
        if self.window.start <= at <= last:
            return at
        zone = self.config.ui.zone
        raise UsageError(t("replay.out_of_range", time=_iso(at, zone)), self.reach())

    def reach(self) -> str:
        """From when to when, as a sentence."""
        zone = self.config.ui.zone
        return t("replay.from_range", start=_iso(self.window.start, zone), end=_iso(self.window.end, zone))


_LAST_SHOWN = 30  # seconds after its end at which the last bucket is served: a minute after its start
_STILL_RECORDED = 150  # seconds: so old does the end get while somebody records


def options(body: _Body) -> _Body:
    """--at and --bundle."""
    for option in reversed(_OPTIONS):
        option(body)
    return body


_OPTIONS = (
    click.option("--at", metavar="T", help="replay.option_at"),
    click.option("--bundle", metavar="FILE", help="replay.option_bundle"),
)


class Told(NamedTuple):
    """Who answers a command: `source` gives what was recorded; None: the service. `now` is of when the answers are."""

    config: Config
    now: float
    source: "Callable[[], ReplaySource] | None" = None


def answering(config: Config, chosen: dict[str, Any]) -> Told:
    """Who answers, as --at and --bundle have it. Raises `RtcTuiError`."""
    from rtc_tui.clock import SystemClock

    at, bundle = chosen["at"], chosen["bundle"]
    if at is None and bundle is None:
        return Told(config, SystemClock().now())
    if chosen.get("watch") is not None:
        raise UsageError(t("replay.watch"), t("replay.watch_hint"))
    recording = of_bundle(config, bundle) if bundle is not None else of_archive(config)
    moment = recording.moment(at, float(recording.window.end + _LAST_SHOWN))
    return Told(recording.config, moment, lambda: recording.source(moment))


def of_archive(config: Config) -> Recording:
    """What the archive holds of the configured app. Raises `RtcTuiError`; where there is nothing, too."""
    import asyncio

    config.require_app()
    window = asyncio.run(_extent(config))
    if window is None:
        place = compose.archive_place(config)
        message = t("replay.nothing", app=safe(config.target.app, 128), place=safe(place, 1000))
        raise ArchiveUnreachable(message, t("replay.nothing_hint"))
    return Recording(config, lambda: compose.archive(config), window, live=True)


async def _extent(config: Config) -> "Window | None":
    from rtc_tui.clock import SystemClock
    from rtc_tui.core.model import Feature, Product, Query
    from rtc_tui.feed.recorded import extent

    archive = compose.archive(config)
    try:
        asked = (*(Query(Feature.QUALITY, product) for product in Product), Query(Feature.OPERATION))
        return await extent(archive, asked, SystemClock().now())
    finally:
        await archive.close()


def of_bundle(config: Config, path: str) -> Recording:
    """What a bundle holds, judged by the bounds it was made with. Raises `ArchiveError`."""
    from rtc_tui.archive.bundle import open_bundle
    from rtc_tui.core.model import Product

    bundle = open_bundle(path)
    about = bundle.about
    target = replace(config.target, app=about.app, product=Product(about.product), profile="", label=about.label)
    origin = config.origins.get("thresholds.profile")
    chosen = origin is not None and origin.kind in {"flag", "environment"}
    config = replace(
        config,
        target=target,
        thresholds=config.thresholds if chosen else about.thresholds,
        rules=config.rules if chosen else about.rules,
    )
    return Recording(config, lambda: bundle, about.window, live=False)


def _iso(at: float, zone: Any) -> str:
    from rtc_tui.views.cells import iso

    return iso(int(at), zone)
