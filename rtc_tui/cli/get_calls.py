"""`rtc-tui get calls`: rooms, the users of one, and what they saw and heard, for scripts."""

from typing import Any

import click

from rtc_tui.cli import compose, recorded
from rtc_tui.cli.common import Flags
from rtc_tui.cli.get import check_watch, service, timed
from rtc_tui.cli.grammar import command
from rtc_tui.core import call_request
from rtc_tui.core.call_request import CallRequest
from rtc_tui.core.request import Format


@command("get calls")
@timed
@recorded.options
@click.option("--room", metavar="ID", help="cli.option_users_of")
@click.option("--user", multiple=True, metavar="ID", help="cli.option_details_of")
@click.option(
    "--direction",
    type=click.Choice(["both", "up", "down"]),
    default="both",
    metavar="both|up|down",
    help="cli.option_direction",
)
def calls(flags: Flags, **chosen: Any) -> int:
    """Rooms; with --room its users; with --user, too, their call metrics."""
    import asyncio

    # What is wrong with the request is told before anything that would need the configuration.
    room, users = call_request.whom(chosen["room"], chosen["user"])
    direction = call_request.direction(chosen["direction"], users)
    metrics = call_request.metrics(chosen["indicator"], users)
    check_watch(chosen["watch"])
    config = compose.configured(flags)
    asked = CallRequest(
        room, users, chosen["from"], chosen["to"], Format(chosen["format"]), direction, metrics, chosen["watch"]
    )
    told = recorded.answering(config, chosen)
    asked.window(told.now, config.ui.zone, details=bool(users))
    source = told.source or service(config)

    from rtc_tui.report.calls import calls as printed

    return int(asyncio.run(printed(asked, told.config, source)))
