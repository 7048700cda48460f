"""The App: starts the feed, holds the launch, leaves cleanly."""

import asyncio
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.command import Provider
from textual.screen import Screen

from rtc_tui.errors import ExitCode
from rtc_tui.feed.follow import follow
from rtc_tui.store import Store
from rtc_tui.text import t
from rtc_tui.tui.keys import check
from rtc_tui.tui.launch import Launch
from rtc_tui.tui.screen import MainScreen

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

    def __init__(self, launch: Launch) -> None:
        # Textual decides here how to obey NO_COLOR: it has to know already that the theme is the terminal's own palette.
        super().__init__(ansi_color=True if launch.theme.startswith("ansi") else None)
        self.launch = launch
        self.ascii_only = launch.plain
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
        self.run_worker(self._feed(), name="feed", exclusive=True)

    async def _feed(self) -> None:
        """The one worker: every snapshot goes to the screen. Whatever ends it closes the source."""
        source = self.launch.source()
        self.main.attach(source)
        try:
            async for snapshot in follow(source, Store(), self.main.watched):
                self.main.receive(snapshot)
        finally:
            await source.aclose()

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


def run(launch: Launch) -> tuple[int, str]:
    """Run until the user leaves. Returns the exit code and, after a bug, its traceback.

    Raises `ConfigError` when the keys of the configuration can not be used.
    """
    check(launch.keys)
    app = RtcTui(launch)
    code = app.run(mouse=launch.mouse)
    if app.kept:
        sys.stdout.write(app.kept + "\n")
    return (1 if app.crash else int(code or 0)), app.crash
