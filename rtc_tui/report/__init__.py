"""Headless: the same feed, store and thresholds as the screen, printed as table, JSON or CSV. stdout is data."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rtc_tui.config import Config
    from rtc_tui.core.request import LiveRequest
    from rtc_tui.errors import ExitCode
    from rtc_tui.feed.source import Source
    from rtc_tui.report.loop import Out


async def live(
    request: "LiveRequest", config: "Config", source: "Callable[[], Source]", out: "Out | None" = None
) -> "ExitCode":
    """`get live` and `get distribution`, as `report.loop` has it: loaded when called, since `get reference` needs none."""
    from rtc_tui.report import loop

    return await loop.live(request, config, source, out)
