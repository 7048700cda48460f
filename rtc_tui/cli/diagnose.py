"""`rtc-tui diagnose`: what was wrong with a room's call, for people, scripts and monitors."""

from typing import Any

import click

from rtc_tui.cli import compose, recorded
from rtc_tui.cli.common import Flags
from rtc_tui.cli.get import service
from rtc_tui.cli.grammar import command
from rtc_tui.core import call_request
from rtc_tui.core.call_request import CallRequest


@command("diagnose")
@click.argument("room")
@click.option("--user", multiple=True, metavar="ID", help="cli.option_about")
@click.option("--from", metavar="T", help="cli.option_call_from")
@click.option("--to", metavar="T", help="cli.option_to")
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    metavar="text|json",
    help="cli.option_format_text",
)
@recorded.options
@click.option("--exit-code", is_flag=True, help="cli.option_exit-code")
def diagnose(flags: Flags, **chosen: Any) -> int:
    """Verdicts for a room's call."""
    import asyncio

    room, users = call_request.whom(chosen["room"], chosen["user"])
    config = compose.configured(flags)
    asked = CallRequest(room, users, chosen["from"], chosen["to"])
    told = recorded.answering(config, chosen)
    if asked.placed:
        asked.window(told.now, config.ui.zone, details=True)
    source = told.source or service(config)

    from rtc_tui.report.calls_diagnose import run

    text = chosen["format"] == "text"
    found = asyncio.run(run(asked, told.config, source, text=text))
    return found if chosen["exit_code"] else 0
