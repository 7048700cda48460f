"""`rtc-tui get live`: what the Live pane shows, for scripts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from rtc_tui.cli import compose, recorded
from rtc_tui.cli.common import Flags
from rtc_tui.cli.grammar import command, group
from rtc_tui.config import Config
from rtc_tui.core import request
from rtc_tui.core.request import Format, LiveRequest
from rtc_tui.errors import UsageError
from rtc_tui.text import t

if TYPE_CHECKING:
    from rtc_tui.feed.source import Source

_LEAST_WATCH: Final = 1.0  # seconds: the data change every 30


get = group(
    "get",
    {
        "live": "rtc_tui.cli.get:live",
        "distribution": "rtc_tui.cli.get_distribution:distribution",
        "calls": "rtc_tui.cli.get_calls:calls",
        "history": "rtc_tui.cli.get_history:history",
        "reference": "rtc_tui.cli.get_reference:reference",
    },
)

_Body = TypeVar("_Body", bound=Callable[..., object])


def timed(body: _Body) -> _Body:
    """The options of whatever is printed over time."""
    for option in reversed(_TIMED):
        option(body)
    return body


_TIMED: Final = (
    click.option(
        "--format",
        type=click.Choice([form.value for form in Format]),
        default="table",
        metavar="table|json|csv",
        help="cli.option_format",
    ),
    click.option("--watch", type=float, is_flag=False, flag_value=30.0, metavar="[SECONDS]", help="cli.option_watch"),
    click.option(
        *(f"-{sign}" for sign in "0123456789."), "negative", is_flag=True, hidden=True, expose_value=False,
        callback=lambda _context, _option, given: _no_negative(given=given),
    ),
    click.option("--from", metavar="T", help="cli.option_from"),
    click.option("--to", metavar="T", help="cli.option_to"),
    click.option("--indicator", multiple=True, metavar="NAME", help="cli.option_indicator"),
)  # fmt: skip


@command("get live")
@timed
@click.option("--room", metavar="ID", help="cli.option_room")
@click.option("--user", multiple=True, metavar="ID", help="cli.option_user")
@recorded.options
@click.option("--each-user", is_flag=True, help="cli.option_each-user")
def live(flags: Flags, **chosen: Any) -> int:
    """Real-time quality of the app, a room, or some users of a room."""
    import asyncio

    # What is wrong with the request is told before anything that would need the configuration.
    scopes = request.scopes(chosen["room"], chosen["user"], each=chosen["each_user"])
    indicators = request.indicators(chosen["indicator"])
    check_watch(chosen["watch"])
    config = compose.configured(flags)
    asked = LiveRequest(Format(chosen["format"]), chosen["from"], chosen["to"], indicators, scopes, chosen["watch"])
    # Judged by our own clock, which may be wrong: what the times mean is decided when the service has told its time.
    told = recorded.answering(config, chosen)
    request.check_live_window(asked, told.now, config.ui.zone)
    source = told.source or shared(config)

    from rtc_tui import report

    return int(asyncio.run(report.live(asked, told.config, source)))


def shared(config: Config) -> "Callable[[], Source]":
    """The service, and what another process has recorded of it. Raises `ConfigError`."""
    credentials = config.credentials()
    config.require_app()
    return lambda: compose.shared(config, credentials, records=False)


def service(config: Config) -> "Callable[[], Source]":
    """The service alone. Raises `ConfigError`."""
    credentials = config.credentials()
    config.require_app()
    return lambda: compose.source(config, credentials)


def _no_negative(*, given: bool) -> None:
    """`--watch -5`: click takes the number for an option, since --watch needs no value."""
    if given:
        raise UsageError(t("cli.bad_value", name="--watch"), t("cli.watch_range"))


def check_watch(seconds: float | None) -> None:
    """Raises `UsageError` for a pace that makes no sense."""
    if seconds is not None and not _LEAST_WATCH <= seconds <= 86400:
        raise UsageError(t("cli.bad_value", name="--watch"), t("cli.watch_range"))
