"""`diagnose` beyond the room: what the whole app and its provinces were like when a common cause struck.

Two requests, and only where there is such a verdict that the service can still tell of. What cannot be had is left out:
the verdict then says itself that it was not looked at.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final

from rtc_tui.config import Config
from rtc_tui.core.diagnosis import Verdict, beside_app, compared_by
from rtc_tui.core.model import BUCKET, Dimension, Feature, Query, Series, Window
from rtc_tui.core.windows import askable, ceil, floor
from rtc_tui.errors import RtcTuiError
from rtc_tui.feed.source import Source

_DEADLINE: Final = 15.0  # seconds: the verdicts wait for it


async def beside(verdicts: Sequence[Verdict], config: Config, feed: Source) -> tuple[Verdict, ...]:
    """Common causes of the last hour beside the app's own numbers; all other verdicts as they are."""
    common = [one for one in verdicts if compared_by(one)]
    window = _window(common, feed.now())
    if window is None:
        return tuple(verdicts)
    product, names = config.target.product, sorted({compared_by(one) for one in common})
    spread = (Query(Feature.DISTRIBUTION, product, dimension=Dimension.PROVINCE, indicator=name) for name in names)
    found = await asyncio.gather(*(_series(feed, each, window) for each in (Query(Feature.QUALITY, product), *spread)))
    series = [one for each in found for one in each]
    return tuple(beside_app(one, series, config.thresholds) for one in verdicts)


def _window(common: Iterable[Verdict], now: float) -> Window | None:
    """Their time with a bucket at each side, as far as the service reaches; None if that leaves nothing."""
    reach = askable(now)
    there = [one for one in common if one.end > reach.start and one.start < reach.end]
    if not there:
        return None
    start, end = min(one.start for one in there), max(one.end for one in there)
    end = min(reach.end, ceil(end) + BUCKET)
    return Window(max(reach.start, min(floor(start) - BUCKET, end - 2 * BUCKET)), end)


async def _series(feed: Source, query: Query, window: Window) -> tuple[Series, ...]:
    try:
        return (await feed.fetch(query, window, deadline=_DEADLINE)).series
    except RtcTuiError:
        return ()
