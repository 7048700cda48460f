"""The table of actions: who answers, by which method, how often, in which versions (FACTS 1, 11)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rtc_tui.simulator.ask import NEW, OLD, Ask
from rtc_tui.simulator.limits import Caps
from rtc_tui.simulator.offline import quality, quality_distribution
from rtc_tui.simulator.operation import operation_data, operation_distribution, usages
from rtc_tui.simulator.realtime import real_time_operation, real_time_quality, real_time_quality_distribution


@dataclass(frozen=True, slots=True)
class Action:
    """One row of the table. `answer` gives the Result, in pieces where it may be large.

    `dear` names a field that makes a request dear when it is true, and how often such ones may come.
    """

    answer: Callable[[Ask], str | Iterator[str]]
    method: str = "POST"
    caps: Caps = ((2, 1),)
    versions: tuple[str, ...] = (NEW, OLD)
    named: bool = True
    dear: tuple[str, Caps] | None = None

    def quota(self, name: str, fields: Mapping[str, str]) -> str:
        """The limit that a request counts against: requests that are dear have one of their own."""
        is_dear = self.dear and fields.get(self.dear[0], "").lower() == "true"
        return f"{name} {self.dear[0]}" if self.dear and is_dear else name

    def limits(self, name: str) -> dict[str, Caps]:
        """The documented limits, by quota."""
        return {name: self.caps} | ({f"{name} {self.dear[0]}": self.dear[1]} if self.dear else {})


def call_detail(ask: Ask) -> Iterator[str]:
    """ListCallDetail."""
    from rtc_tui.simulator.calls import answer

    return answer(ask)


def room_info(ask: Ask) -> str:
    """ListRoomInfo."""
    from rtc_tui.simulator.people import rooms

    return rooms(ask)


def user_info(ask: Ask) -> str:
    """ListUserInfo."""
    from rtc_tui.simulator.people import users

    return users(ask)


def online_users(ask: Ask) -> str:
    """GetRoomOnlineUsers."""
    from rtc_tui.simulator.people import online

    return online(ask)


_TEN: Final = ((10, 1),)
ACTIONS: Final[dict[str, Action]] = {
    "ListRealTimeQuality": Action(real_time_quality),
    "ListRealTimeQualityDistribution": Action(real_time_quality_distribution),
    "ListRealTimeOperationData": Action(real_time_operation),
    "ListQuality": Action(quality),
    "ListQualityDistribution": Action(quality_distribution),
    "ListOperationData": Action(operation_data),
    "ListOperationDistribution": Action(operation_distribution),
    "ListUsages": Action(usages),
    "ListRoomInfo": Action(room_info, "GET", _TEN),
    "ListUserInfo": Action(user_info, "GET", _TEN),
    "ListCallDetail": Action(call_detail, "GET", _TEN, named=False),
    "GetRoomOnlineUsers": Action(online_users, "GET", ((40, 1),), (NEW, "2023-08-01"), dear=("Property", ((1, 1),))),
}
