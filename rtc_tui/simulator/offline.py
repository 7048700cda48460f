"""The offline actions: up to thirty days back, at least eight hours old.

A 5-minute block is served from 8 hours after its end on, a Beijing day likewise.
"""

from collections.abc import Sequence
from typing import Final

from rtc_tui.simulator import encode, parameters
from rtc_tui.simulator.ask import DAY_S, HOUR_S, Ask, asked_users, indicators_of, members_named, opened
from rtc_tui.simulator.noise import BLOCK_S
from rtc_tui.simulator.parameters import Fields
from rtc_tui.simulator.population import Cells, Product
from rtc_tui.simulator.rooms import User
from rtc_tui.simulator.series import Series
from rtc_tui.simulator.slicing import distribution
from rtc_tui.simulator.world import BEIJING_S

DELAY_S: Final = 8 * HOUR_S


def quality(ask: Ask) -> str:
    """ListQuality."""
    start, end = opened(ask, 30 * DAY_S, 7 * DAY_S)
    series = parameters.indicators(parameters.texts(ask.fields, "Indicator"))
    grain = parameters.one_of(ask.fields, "AggregateGranularity", ("1d", "5min"))
    cells = _filtered(ask.fields, parameters.product(ask.fields))
    echo, room, users = asked_users(ask, cells.product, parameters.texts(ask.fields, "UserId", or_text=True))
    users = tuple(user for user in users if _inside(user, cells))
    spans = steps(start, end, ask.now - DELAY_S, BLOCK_S if grain == "5min" else DAY_S)

    def values(one: Series) -> list[float | None]:
        blocks = [block for step in spans for block in step]
        flat: Sequence[float | None] = (
            ask.rooms.blocks(one, room, users, blocks) if room else ask.world.blocks(one, cells, blocks)
        )
        size = len(spans[0]) if spans else 1
        return [_mean(flat[i : i + size]) for i in range(0, len(flat), size)]

    head = f'"AggregateGranularity":"{grain}",{echo}'
    return indicators_of(ask, head, [encode.stamp(step[0] * BLOCK_S) for step in spans], series, values)


def quality_distribution(ask: Ask) -> str:
    """ListQualityDistribution. Its granularity is not documented: 5-minute points, as of the other offline series.

    Each is the mean of its ten buckets, so it agrees with what the real-time distribution said (FACTS 1.5, 4.16).
    """
    start, end = opened(ask, 30 * DAY_S, 7 * DAY_S)
    blocks = [step[0] for step in steps(start, end, ask.now - DELAY_S, BLOCK_S)]

    def column(one: Series, _name: str, cells: Cells) -> list[float | None]:
        return [one.shown(v) for v in ask.world.blocks(one, cells, blocks)]

    return distribution(ask, [block * BLOCK_S for block in blocks], column)


def steps(start: int, end: int, newest: float, size: int) -> list[range]:
    """The blocks of each step of `size` seconds that begins within [start, end) and is over by `newest`.

    Days are Beijing's.
    """
    shift = BEIJING_S % size
    first = -(-(start + shift) // size) * size - shift
    last = min(end, int(newest) - size + 1)
    return [range(at // BLOCK_S, (at + size) // BLOCK_S) for at in range(first, last, size)]


def _filtered(fields: Fields, product: Product) -> Cells:
    """OS and Access of ListQuality; with the web product they have no effect."""
    if product == "web":
        return Cells("web")
    os, access = parameters.texts(fields, "OS"), parameters.texts(fields, "Access")
    return Cells(product, None, members_named("os", os, "OS"), members_named("access", access, "Access"))


def _inside(user: User, cells: Cells) -> bool:
    """Whether a native user has one of the systems and networks; web users have none to be judged by."""
    if user.product == "web":
        return True
    return (cells.os is None or user.os in cells.os) and (cells.access is None or user.access in cells.access)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None
