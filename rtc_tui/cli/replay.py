"""`rtc-tui replay`: the screen on what was recorded."""

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from rtc_tui.cli import compose, monitor, recorded, talk
from rtc_tui.cli.common import Flags
from rtc_tui.cli.grammar import command
from rtc_tui.errors import UsageError
from rtc_tui.text import t

if TYPE_CHECKING:
    from rtc_tui.cli.recorded import Recording

_BACK = 3600  # seconds before the end at which an archive is played from, where nobody said


@command("replay")
@click.argument("bundle", required=False)
@click.option("--from", metavar="T", help="replay.option_from")
@click.option("--speed", type=int, default=10, metavar="N", help="replay.option_speed")
def replay(flags: Flags, bundle: str | None, speed: int, **chosen: Any) -> int:
    """Play an archive, or a bundle."""
    if not 1 <= speed <= 600:
        raise UsageError(t("cli.bad_value", name="--speed"), t("replay.bad_speed"))
    config = compose.configured(flags)
    recording = recorded.of_bundle(config, bundle) if bundle else recorded.of_archive(config)
    start = recording.moment(chosen["from"], _beginning(recording))
    talk.require_terminal()
    play = partial(recording.source, start, speed=speed, paused=False)
    return monitor.screen(recording.config, play, keeps=recording.live)


def _beginning(recording: "Recording") -> float:
    """A bundle is played whole, of an archive the last hour."""
    first, last = recording.window
    return float(max(first, last - _BACK) if recording.live else first)
