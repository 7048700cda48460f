"""The table of actions: who answers, by which method, how often, in which versions (FACTS 1, 11)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rtc_tui.simulator import parameters
from rtc_tui.simulator.ask import DAY_S, HOUR_S, NEW, OLD, Ask, opened
from rtc_tui.simulator.limits import Caps
from rtc_tui.simulator.offline import quality, quality_distribution
from rtc_tui.simulator.realtime import real_time_operation, real_time_quality, real_time_quality_distribution


@dataclass(frozen=True, slots=True)
class Action:
    """One row of the table."""

    answer: Callable[[Ask], str]
    method: str = "POST"
    caps: Caps = ((2, 1),)
    versions: tuple[str, ...] = (NEW, OLD)
    named: bool = True


def call_detail(ask: Ask) -> str:
    """ListCallDetail."""
    from rtc_tui.simulator.calls import detail

    start, end = opened(ask, 6 * DAY_S, HOUR_S)
    room = parameters.room(ask.fields, required=True)
    names = parameters.text(ask.fields, "UserId", required=True).split(",")
    parameters.at_most_20(names)
    direction = parameters.one_of(ask.fields, "Direction", ("0", "1", "2"), "0")
    return detail(ask.rooms, room, names, direction, range(start, min(end, int(ask.now) - 100)))


ACTIONS: Final[dict[str, Action]] = {
    "ListRealTimeQuality": Action(real_time_quality),
    "ListRealTimeQualityDistribution": Action(real_time_quality_distribution),
    "ListRealTimeOperationData": Action(real_time_operation),
    "ListQuality": Action(quality),
    "ListQualityDistribution": Action(quality_distribution),
    "ListCallDetail": Action(call_detail, "GET", ((10, 1),), named=False),
}
