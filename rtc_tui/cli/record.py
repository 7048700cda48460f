"""`rtc-tui record`: the recorder, without a screen."""

import os
import sys

import click

from rtc_tui.cli import compose
from rtc_tui.cli.common import Flags
from rtc_tui.cli.grammar import command
from rtc_tui.errors import ExitCode


@command("record")
@click.option("--print-unit", is_flag=True, help="record.option_print_unit")
def record(flags: Flags, print_unit: bool) -> int:
    """Record until stopped."""
    config = compose.configured(flags)
    config.require_app()
    if print_unit:
        from rtc_tui.cli.unit import unit

        sys.stdout.write(unit(flags, os.environ, sys.argv[0], sys.executable, config.target.app))
        return int(ExitCode.DONE)
    import asyncio

    from rtc_tui.cli.recorder import run

    return asyncio.run(run(config, config.credentials()))
