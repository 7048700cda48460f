"""The real-time actions: the last hour in 30 s buckets.

A bucket [T, T+30) of quality is served from T+60 on, so the newest is 60 to 90 s old; one of operation data from T+50
on, 20 s after its end. Times are Unix seconds.
"""

from collections.abc import Sequence
from typing import Final

from rtc_tui.simulator import encode, parameters
from rtc_tui.simulator.ask import HOUR_S, NEW, OLD, Ask, asked_users, indicators_of, opened
from rtc_tui.simulator.noise import BLOCK_S, BUCKET_S, PER_BLOCK, spread
from rtc_tui.simulator.population import Cells, share
from rtc_tui.simulator.refusals import Refusal
from rtc_tui.simulator.series import OPERATION, Series
from rtc_tui.simulator.slicing import distribution

QUALITY_VISIBLE_S: Final = 60
OPERATION_VISIBLE_S: Final = 50
_ALIASES: Final = {"online_user_count": "在线用户数", "online_room_count": "在线房间数"}


def real_time_quality(ask: Ask) -> str:
    """ListRealTimeQuality."""
    start, end = opened(ask, HOUR_S, HOUR_S)
    series = parameters.indicators(parameters.texts(ask.fields, "Indicator"))
    product = parameters.product(ask.fields) if ask.version == NEW else "native"
    starts = _buckets(start, end, ask.now - QUALITY_VISIBLE_S)
    echo, room, users = asked_users(ask, product, parameters.texts(ask.fields, "UserId"))

    def values(one: Series) -> list[float | None]:
        if room:
            return _with_gaps(ask, f"room/{one.name}", starts, ask.rooms.buckets(one, room, users, starts), 0.02)
        return _with_gaps(ask, one.name, starts, ask.world.buckets(one, Cells(product), starts, ask.now), 0.004)

    return indicators_of(ask, echo, [encode.stamp(s) for s in starts], series if not room or users else (), values)


def real_time_quality_distribution(ask: Ask) -> str:
    """ListRealTimeQualityDistribution."""
    start, end = opened(ask, HOUR_S, HOUR_S)
    starts = _buckets(start, end, ask.now - QUALITY_VISIBLE_S)
    return distribution(ask, starts, lambda one, name, cells: _slice_values(ask, one, name, cells, starts))


def real_time_operation(ask: Ask) -> str:
    """ListRealTimeOperationData."""
    start, end = opened(ask, HOUR_S, HOUR_S)
    names = parameters.texts(ask.fields, "Indicator")
    if not names or any(name not in OPERATION for name in names):
        raise Refusal("InvalidParameter", "Indicator")
    starts = _buckets(start, end, ask.now - OPERATION_VISIBLE_S)
    stamps = [encode.stamp(s) for s in starts]
    counts = [ask.rooms.counts(s) for s in starts]
    found = []
    for name in dict.fromkeys(names):
        values = [float(count[OPERATION.index(name)]) for count in counts]
        extra = encode.overview(name, "", _ALIASES[name], values) if ask.version == OLD else ""
        found.append(encode.indicator(name, "", encode.points(stamps, values), extra))
    return f'{{"Indicators":[{",".join(found)}]}}'


def _buckets(start: int, end: int, newest: float) -> range:
    """Starts of the 30 s buckets that begin within [start, end) and not after `newest`."""
    return range(-(-start // BUCKET_S) * BUCKET_S, min(end, int(newest // BUCKET_S + 1) * BUCKET_S), BUCKET_S)


def _with_gaps(
    ask: Ask, key: str, starts: Sequence[int], values: Sequence[float | None], often: float
) -> list[float | None]:
    """The values, a few of them missing: the same ones whenever they are asked for."""
    seed = ask.world.seed
    chances = (spread(seed, f"gap/{key}", s // BLOCK_S, PER_BLOCK)[s % BLOCK_S // BUCKET_S] for s in starts)
    return [None if chance < 2 * often - 1 else v for chance, v in zip(chances, values, strict=True)]


def _slice_values(ask: Ask, series: Series, name: str, cells: Cells, starts: Sequence[int]) -> list[float | None]:
    """A slice's values as printed; the fewer users it has, the more often a bucket is missing."""
    users = share("place", cells.place) * share("os", cells.os) * share("access", cells.access)
    values = [series.shown(v) for v in ask.world.buckets(series, cells, starts, ask.now)]
    return _with_gaps(ask, f"{cells.product}/{name}", starts, values, min(0.2, 0.0004 / users))
