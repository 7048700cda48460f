"""The App: starts the feed, holds the launch, leaves cleanly."""

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.command import Provider
from textual.reactive import Reactive
from textual.screen import Screen

from rtc_tui.core.snapshot import Snapshot
from rtc_tui.errors import ExitCode, RtcTuiError
from rtc_tui.text import language, t, use
from rtc_tui.tui.clipboard import cut, sequence
from rtc_tui.tui.keys import check
from rtc_tui.tui.launch import Launch
from rtc_tui.tui.screen import MainScreen
from rtc_tui.tui.turning import ReplayAsked
from rtc_tui.tui.widgets import plain
from rtc_tui.views import cells

if TYPE_CHECKING:
    from rtc_tui.core.ask import Wanted
    from rtc_tui.feed.source import Playback, Source

_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP)


def _commands() -> type[Provider]:
    """Imported when the palette is opened."""
    from rtc_tui.tui.commands import Commands

    return Commands


class RtcTui(App[int]):
    """One screen over one source. The return value is the exit code."""

    CSS_PATH = "app.tcss"
    TITLE = "rtc-tui"
    COMMANDS: ClassVar[set[Callable[[], type[Provider]]]] = {_commands}  # type: ignore[assignment]
    NOTIFICATION_TIMEOUT: ClassVar[float] = 8.0

    # Our own default: a theme that changes, if only before the first paint, has every style reckoned out anew.
    theme: Reactive[str] = Reactive("ansi-dark")

    def __init__(self, launch: Launch) -> None:
        # Textual decides here how to obey NO_COLOR: it has to know already that the theme is the terminal's own palette.
        super().__init__(ansi_color=True if launch.theme.startswith("ansi") else None)
        self.launch = launch
        self.ascii_only = launch.plain
        self.set_class(launch.plain, "plain")
        use(language(), plain=launch.plain)
        self.crash = ""  # the traceback of a bug, without the values of any variable
        self.kept = ""  # the last screen, when the user asked to keep it
        # Textual binds ctrl+q to quit: flow control in many terminals. ctrl+c has to mean what it always means.
        interrupt = Binding(
            "ctrl+c", f"leave({int(ExitCode.INTERRUPTED)})", t("keys.interrupt"), show=False, priority=True
        )
        self._bindings = BindingsMap([interrupt])
        self.theme = launch.theme
        self.set_keymap(dict(launch.keys))
        self.main = MainScreen(launch)
        self._home: Source | None = None  # what the launch names, and what of it is known while a replay is on screen
        self._behind = Snapshot(0.0)
        self._parked: Wanted | None = None

    def get_key_display(self, binding: Binding) -> str:
        """A key's sign; its name where the terminal knows ASCII alone."""
        shown = super().get_key_display(binding)
        return plain.key(shown) if self.ascii_only else shown

    def notify(self, message: str, **how: Any) -> None:
        """A sentence in the corner."""
        super().notify(plain.plain(message) if self.ascii_only else message, **how)

    def action_command_palette(self) -> None:
        """Every key by its name, to be searched."""
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=t("screen.commands"), id="--command-palette"))

    def get_default_screen(self) -> Screen[None]:
        """The only screen; dialogs come and go above it."""
        return self.main

    def on_mount(self) -> None:
        """Signals end the app as `q` does: Textual alone leaves the terminal in its own modes."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, partial(self.exit, 128 + number))
        self.call_after_refresh(self._start)
        for note in self.launch.notes:
            self.notify(note, severity="warning", timeout=20, markup=False)

    def _start(self) -> None:
        self.run_worker(self._feed(), name="feed", group="feed")

    async def _feed(self) -> None:
        """What the launch names: it goes on while a replay is on screen, so that nothing is missed."""
        self._home = self.launch.source()
        self.main.attach(self._home)
        await self._play(self._home)

    async def _play(self, source: "Source") -> None:
        """Every snapshot of what is looked at goes to the screen. Whatever ends it closes the source."""
        from rtc_tui.feed.follow import follow  # here: the first paint waits for nothing of the feed
        from rtc_tui.store import Store

        try:
            async for snapshot in follow(source, Store(), partial(self._watched, source)):
                if source is self.main.source:
                    self.main.receive(snapshot)
                else:
                    self._behind = snapshot
        finally:
            await source.aclose()

    def _watched(self, source: "Source") -> "Wanted":
        return self._parked if self._parked and source is not self.main.source else self.main.watched()

    def on_replay_asked(self, message: ReplayAsked) -> None:
        """Play what was recorded, where there is any."""
        if self.launch.replay is None or self._home is None:
            self.notify(t("replay.nowhere"), severity="warning", markup=False)
            return
        try:
            source = self.launch.replay(message.at, message.paused)
        except RtcTuiError as error:
            self.notify(f"{error.message} {error.hint}", severity="warning", markup=False)
            return
        if message.otherwise:
            self.run_worker(self._turn_if_recorded(self._home, source, message.otherwise), group="look", exclusive=True)
        else:
            self._turn(self._home, source)

    async def _turn_if_recorded(self, home: "Source", source: "Playback", otherwise: str) -> None:
        """Play it if there is anything to be seen; else a sentence, and what is shown stays."""
        try:
            there, why = await source.holds(self.main.watched().polled), otherwise
        except RtcTuiError as error:
            there, why = False, f"{error.message} {error.hint}"
        if there and self.main.playback is None:
            self._turn(home, source)
            return
        await source.aclose()
        if not there:
            self.notify(why, severity="warning", markup=False)

    def _turn(self, home: "Source", source: "Playback") -> None:
        """Show what was recorded; what happens now goes on behind it."""
        wanted = self.main.watched()
        self._parked, self._behind = replace(wanted, asks=()), self.main.snapshot
        home.subscribe(self._parked)
        self.main.turn(source, Snapshot(source.now()))
        self.notify(t("replay.started", time=cells.iso(source.now(), self.launch.zone)), timeout=4, markup=False)
        self.run_worker(self._play(source), name="replay", group="replay", exclusive=True)

    def on_live_asked(self) -> None:
        """Leave the replay."""
        if self._home is not None and self.main.source is not self._home:
            self.main.turn(self._home, self._behind)
            self._home.subscribe(self.main.watched())
            self.workers.cancel_group(self, "replay")

    def copy_to_clipboard(self, text: str) -> None:
        """As Textual does, but within what terminals take, and through a multiplexer."""
        data = cut(text)
        self._clipboard = data.decode()
        if self._driver is not None:
            self._driver.write(sequence(data, os.environ))

    def action_leave(self, code: int) -> None:
        """Leave with this exit code."""
        self.exit(code)

    def action_leave_kept(self) -> None:
        """Leave, and print the last screen where the shell goes on."""
        strips = self.main._compositor.render_strips()  # noqa: SLF001 - Textual offers the screen as SVG only
        self.kept = "\n".join(strip.render(self.console) for strip in strips)
        self.exit(0)

    def _fatal_error(self) -> None:
        """Textual would print every local variable of every frame, keys and tokens among them."""
        self.crash = traceback.format_exc()
        self._close_messages_no_wait()


_TURN: Final = 0.001  # seconds that a thread decoding an answer may keep a key waiting; Python's own 5 ms add up


def run(launch: Launch) -> tuple[int, str]:
    """Run until the user leaves. Returns the exit code and, after a bug, its traceback.

    Raises `ConfigError` when the keys of the configuration can not be used.
    """
    check(launch.keys)
    app = RtcTui(launch)
    sys.setswitchinterval(_TURN)
    code = app.run(mouse=launch.mouse)
    if app.kept:
        sys.stdout.write(app.kept + "\n")
    return (1 if app.crash else int(code or 0)), app.crash
