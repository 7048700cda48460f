"""`rtc-tui get history`: any window of the last 30 days, for scripts."""

from typing import Any

import click

from rtc_tui.cli import compose, recorded
from rtc_tui.cli.common import Flags
from rtc_tui.cli.get import check_watch, shared, timed
from rtc_tui.cli.grammar import command
from rtc_tui.core import history_request, request
from rtc_tui.core.history_request import KINDS, STEPS, HistoryRequest
from rtc_tui.core.request import Format


@command("get history")
@click.option("--kind", type=click.Choice(KINDS), default="quality", metavar="|".join(KINDS), help="cli.option_kind")
@click.option("--granularity", type=click.Choice(list(STEPS)), metavar="5min|1h|1d", help="cli.option_granularity")
@timed
@recorded.options
@click.option("--room", metavar="ID", help="cli.option_room")
@click.option("--user", multiple=True, metavar="ID", help="cli.option_user")
@click.option("--os", multiple=True, metavar="NAME", help="cli.option_os")
@click.option("--access", multiple=True, metavar="NAME", help="cli.option_access")
@click.option("--dimension", multiple=True, metavar="Province|Country", help="cli.option_dimension")
def history(flags: Flags, **chosen: Any) -> int:
    """What was recorded, what the service has, and what of the last hour is told live."""
    import asyncio

    # What is wrong with the request is told before anything that would need the configuration.
    kind = chosen["kind"]
    step = history_request.granularity(kind, chosen["granularity"])
    names = history_request.indicators(kind, chosen["indicator"])
    dimensions = history_request.dimensions(kind, chosen["dimension"])
    found = request.scopes(chosen["room"], chosen["user"], each=False)[0]
    check_watch(chosen["watch"])
    config = compose.configured(flags)
    scope = history_request.scope(kind, found, chosen["os"], chosen["access"], config.target.product)
    asked = HistoryRequest(
        kind, step, Format(chosen["format"]), chosen["from"], chosen["to"], names, scope, dimensions, chosen["watch"]
    )
    told = recorded.answering(config, chosen)
    asked.window(told.now, config.ui.zone)
    source = told.source or shared(config)

    from rtc_tui.report.history import history as printed

    return int(asyncio.run(printed(asked, told.config, source)))
