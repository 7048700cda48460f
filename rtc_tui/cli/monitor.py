"""Start the screen on the user's app."""

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rtc_tui.cli import compose, talk
from rtc_tui.cli.common import Flags
from rtc_tui.cli.talk import require_terminal
from rtc_tui.config import Config, usable_state_dir
from rtc_tui.errors import CredentialsMissing
from rtc_tui.text import t

if TYPE_CHECKING:
    from rtc_tui.core.shelf import Shelf
    from rtc_tui.feed.source import Playback, Source
    from rtc_tui.tui.kept import Kept


def monitor(flags: Flags) -> int:
    """The configured app. Without credentials it says how to get started."""
    config = compose.configured(flags)
    try:
        credentials = config.credentials()
    except CredentialsMissing as error:
        raise CredentialsMissing(error.message, t("cli.get_started")) from None
    config.require_app()
    require_terminal()
    return screen(
        config,
        lambda: compose.shared(config, credentials, quiet, records=config.archive.record),
        replay=lambda at, paused: compose.replayed(config, at, paused=paused),
    )


def quiet(_line: str) -> None:
    """The source is made while the screen is up: a line on stderr would land in it, and the screen has its notes."""


def screen(
    config: Config,
    source: "Callable[[], Source]",
    *,
    replay: "Callable[[float, bool], Playback] | None" = None,
    keeps: bool = True,
) -> int:
    """Hand over to Textual, which is imported here and not before.

    `replay` plays what was recorded from a time on; `keeps`: whether the rooms that are visited are remembered.
    """
    from rtc_tui.cli import knobs

    knobs.turn(os.environ, no_color=config.ui.no_color)

    from rtc_tui.cli.export import Exporter
    from rtc_tui.clock import SystemClock
    from rtc_tui.core.snapshot import Selection
    from rtc_tui.tui.app import run
    from rtc_tui.tui.kept import Kept
    from rtc_tui.tui.launch import Launch

    def after_first_paint() -> "Source":
        """What was loaded for the start stays for good: the collector need not look at it again."""
        made = source()
        gc.freeze()
        gc.enable()
        return made

    state_dir, state_note = usable_state_dir(config.paths)
    code, traceback = run(
        Launch(
            target=config.target,
            source=after_first_paint,
            clock=SystemClock(),
            zone=config.ui.zone,
            thresholds=config.thresholds,
            rules=config.rules,
            selection=Selection(product=config.target.product),
            theme=config.ui.theme,
            plain=config.ui.ascii,
            bell=config.ui.bell,
            mouse=config.ui.mouse,
            kept=_kept(config, state_dir) if keeps else Kept(),
            keys=config.keys,
            replay=replay,
            export=Exporter(config),
            notes=tuple(note for note in (*config.notes, state_note) if note),
        )
    )
    if traceback:
        talk.bug(traceback)
    return code


def _kept(config: Config, state_dir: Path | None) -> "Kept":
    """The rooms at hand, read when the Calls pane is first looked at."""
    from rtc_tui.tui.kept import Kept

    app = config.target.app

    def load() -> "Shelf":
        from rtc_tui.config.shelf import read_shelf

        return read_shelf(state_dir, app, config.watch)

    def save(shelf: "Shelf") -> None:
        from rtc_tui.config.shelf import write_shelf

        write_shelf(state_dir, app, shelf)

    return Kept(load, save)
