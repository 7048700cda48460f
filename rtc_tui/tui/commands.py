"""The palette: every key of the table as a command, and every series by name."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from rtc_tui.core.indicators import parse
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.keys import KEYS
from rtc_tui.tui.screen import MainScreen
from rtc_tui.views.live import series_shown


class Commands(Provider):
    """What can be done from the main screen."""

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for name, run in self._commands():
            yield DiscoveryHit(name, run)

    async def search(self, query: str) -> Hits:
        """Fuzzy match."""
        matcher = self.matcher(query)
        for name, run in self._commands():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), run)

    def _commands(self) -> Iterator[tuple[str, IgnoreReturnCallbackType]]:
        screen = self.screen
        if not isinstance(screen, MainScreen):
            return
        for key in KEYS:
            if key.id != "palette":
                yield t(f"keys.{key.id}"), partial(screen.run_action, key.action)
        yield t("replay.from_here"), partial(screen.run_action, "replay_here")
        for name, _ in series_shown(screen.snapshot, screen.selection):
            label = t("screen.series", name=safe(parse(name).label, 40))
            yield label, partial(screen.select, replace(screen.selection, series=name))
