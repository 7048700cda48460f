"""`rtc-tui` and its commands, as click sees them."""

from collections.abc import Sequence

import click

from rtc_tui import __version__
from rtc_tui.cli.common import Flags
from rtc_tui.cli.grammar import Group, in_our_words


def _version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"rtc-tui {__version__}")
        context.exit()


@click.group(
    "rtc-tui",
    cls=Group,
    help="commands.root",
    invoke_without_command=True,
    lazy={
        "demo": "rtc_tui.cli.screens:demo",
        "get": "rtc_tui.cli.get:get",
        "diagnose": "rtc_tui.cli.diagnose:diagnose",
        "record": "rtc_tui.cli.record:record",
        "replay": "rtc_tui.cli.replay:replay",
        "bundle": "rtc_tui.cli.bundle:bundle",
        "simulate": "rtc_tui.cli.simulate:simulate",
        "raw": "rtc_tui.cli.raw:raw",
        "check": "rtc_tui.cli.check:check",
        "config": "rtc_tui.cli.configure:config",
    },
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="cli.option_version"
)
@click.pass_context
def root(context: click.Context) -> int:
    """Without a command: the screen."""
    if context.invoked_subcommand:
        return 0
    from rtc_tui.cli.monitor import monitor

    return monitor(context.obj)


def run(words: Sequence[str]) -> int:
    """Read the words with click and run the command they name. Raises `RtcTuiError`.

    Not by `root.main`: that one has its own opinion on ctrl+c and on pipes whose reader has left.
    """
    try:
        with root.make_context("rtc-tui", list(words), obj=Flags()) as context:
            code = root.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        raise in_our_words(error) from None
    except click.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else 0
