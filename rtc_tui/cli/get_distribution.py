"""`rtc-tui get distribution`: indicators by province, country, system or network, for scripts."""

from typing import Any

import click

from rtc_tui.cli import compose, recorded
from rtc_tui.cli.common import Flags
from rtc_tui.cli.get import check_watch, shared, timed
from rtc_tui.cli.grammar import command
from rtc_tui.core import request
from rtc_tui.core.model import Dimension
from rtc_tui.core.request import Format, LiveRequest
from rtc_tui.errors import UsageError
from rtc_tui.text import t


@command("get distribution")
@click.option("--dimension", multiple=True, metavar="|".join(Dimension), help="cli.option_dimension")
@timed
@recorded.options
def distribution(flags: Flags, **chosen: Any) -> int:
    """Slices of the last hour, of days gone by, or of what was recorded between."""
    import asyncio

    # What is wrong with the request is told before anything that would need the configuration.
    dimensions = request.dimensions(chosen["dimension"])
    indicators = request.spread(chosen["indicator"])
    check_watch(chosen["watch"])
    config = compose.configured(flags)
    asked = LiveRequest(
        Format(chosen["format"]), chosen["from"], chosen["to"], indicators, watch=chosen["watch"], dimensions=dimensions
    )
    told = recorded.answering(config, chosen)
    if request.source_of(*asked.span(told.now, config.ui.zone), told.now) != "realtime" and asked.watch is not None:
        raise UsageError(t("request.past_watch"), t("request.past_watch_hint"))
    source = told.source or shared(config)

    from rtc_tui import report

    return int(asyncio.run(report.live(asked, told.config, source)))
