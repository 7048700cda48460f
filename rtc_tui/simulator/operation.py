"""Operation data of days gone by: how many users and rooms there were, how long, where, and what was used.

All figures of a step follow from the rooms' counts, taken each five minutes, and from the calls that began in it
(rooms.py, stays.py), so they agree with the real-time counts and with the list of rooms. Times are in minutes, as in the
documents' examples; what no document tells (who enters twice, how minutes spread over resolutions) is made up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from random import Random
from typing import Final

from rtc_tui.simulator import encode, parameters
from rtc_tui.simulator.ask import DAY_S, HOUR_S, NEW, Ask, opened
from rtc_tui.simulator.noise import BLOCK_S
from rtc_tui.simulator.offline import DELAY_S, steps
from rtc_tui.simulator.population import share, slices
from rtc_tui.simulator.refusals import Refusal
from rtc_tui.simulator.rooms import ROOMS, TURN_S, Rooms

_BLOCK_MIN: Final = BLOCK_S / 60
_AGAIN: Final = 1.12  # times that a user enters a call: some lose their connection
_USED: Final = (("Audio", 0.55), ("VideoSDM", 0.25), ("VideoSD", 0.15), ("VideoHD", 0.05))


@dataclass(frozen=True, slots=True)
class Step:
    """What happened in one step: peaks, minutes of rooms and of users, and how many calls began."""

    most_users: int
    most_rooms: int
    room_minutes: float
    user_minutes: float
    calls: int
    first: int  # users there at its beginning

    @property
    def size(self) -> float:
        """Users of a room."""
        return self.user_minutes / self.room_minutes

    @property
    def entries(self) -> int:
        """How often somebody entered a room."""
        return round(self.calls * self.size * _AGAIN)

    @property
    def users(self) -> int:
        """Different users: those who were there, and those who came; nobody has more than one room."""
        return round(min(ROOMS * self.size, self.first + self.calls * self.size))


FIGURES: Final[dict[str, Callable[[Step], float]]] = {
    "user_count": lambda step: step.users,
    "session_count": lambda step: step.entries,
    "peak_concurrent_user": lambda step: step.most_users,
    "room_count": lambda step: step.calls,
    "high_concurrency_room": lambda _step: 0,  # the largest room has 24 users, and this counts from 100 on
    "peak_concurrent_room": lambda step: step.most_rooms,
    "avg_call_count": lambda step: step.entries / step.users,
    "per_call_time": lambda step: step.user_minutes / step.entries,
    "avg_call_time": lambda step: step.user_minutes / step.users,
    "total_online_time": lambda step: step.room_minutes,
    "avg_online_time": lambda step: step.room_minutes / step.calls,
    "avg_user_count": lambda step: step.size,
}


def operation_data(ask: Ask) -> str:
    """ListOperationData."""
    start, end = opened(ask, 30 * DAY_S, 7 * DAY_S)
    names = parameters.texts(ask.fields, "Indicator")
    if not names or any(name not in FIGURES for name in names):
        raise Refusal("InvalidParameter", "Indicator")
    grain = parameters.one_of(ask.fields, "AggregateGranularity", ("1d", "1h"))
    blocks = steps(start, end, ask.now - DELAY_S, DAY_S if grain == "1d" else HOUR_S)
    found = [step(ask.rooms, each) for each in blocks]
    stamps = [encode.stamp(each[0] * BLOCK_S) for each in blocks]
    rows = []
    for name in dict.fromkeys(names):
        values = [float(FIGURES[name](one)) for one in found]
        extra = encode.overview(name, "", name, values) if ask.version != NEW else ""
        rows.append(encode.indicator(name, "", encode.points(stamps, values), extra))
    return f'{{"AggregateGranularity":"{grain}","Indicators":[{",".join(rows)}]}}'


def operation_distribution(ask: Ask) -> str:
    """ListOperationDistribution: users by place over the whole window; the parts of a country are told of all users."""
    start, end = opened(ask, 30 * DAY_S, 7 * DAY_S)
    if parameters.text(ask.fields, "Indicator", required=True) != ("user_count" if ask.version == NEW else "user_num"):
        raise Refusal("InvalidParameter", "Indicator")
    dimension = parameters.one_of(ask.fields, "Dimension", ("Province", "Country"))
    blocks = range(ceil(start / BLOCK_S), int(min(end, ask.now - DELAY_S)) // BLOCK_S)
    users = step(ask.rooms, blocks).users if blocks else 0
    rows = [
        {"DistributionName": name, "Value": float(count), "Proportion": round(100 * part, 2)}
        for name, cells in slices(dimension, "native").items()
        if (count := round(users * (part := share("place", cells.place))))
    ]
    Random(ask.world.seed ^ start).shuffle(rows)  # the service sorts nothing
    return encode.dumps({"Name": "user_num", "Dimension": dimension.lower(), "Data": rows})


def usages(ask: Ask) -> str:
    """ListUsages: minutes by Beijing day. The older version takes no window as the last thirty days."""
    fields = ask.fields
    if ask.version != NEW:
        ends = {"StartTime": encode.stamp(ceil(ask.now) - 30 * DAY_S), "EndTime": encode.stamp(int(ask.now))}
        fields = ends | dict(fields)
    parameters.check_app(fields, ask.app)
    start, end = parameters.window(fields, ask.now, 30 * DAY_S, 30 * DAY_S)
    rows = [
        {"TimeStamp": encode.stamp(day[0] * BLOCK_S)} | used(step(ask.rooms, day))
        for day in steps(start, end, ask.now - DELAY_S, DAY_S)
    ]
    return encode.dumps({"Usages": rows})


def used(day: Step) -> dict[str, int]:
    """The minutes of a day by kind of stream."""
    return {name: round(day.user_minutes * part) for name, part in _USED}


def step(rooms: Rooms, blocks: Sequence[int]) -> Step:
    """What happened in these 5-minute blocks, counted from the Unix epoch; there is at least one."""
    start, end = blocks[0] * BLOCK_S, (blocks[-1] + 1) * BLOCK_S
    counts = [rooms.counts(block * BLOCK_S) for block in blocks]
    users, open_rooms = [count[0] for count in counts], [count[1] for count in counts]
    return Step(
        max(users),
        max(open_rooms),
        sum(open_rooms) * _BLOCK_MIN,
        sum(users) * _BLOCK_MIN,
        calls_begun(start, end),
        users[0],
    )


def calls_begun(start: int, end: int) -> int:
    """How many calls were created in [start, end): they open evenly in time, the landmark's once in a turn."""
    ordinary = (end - 1) * ROOMS // TURN_S - (start - 1) * ROOMS // TURN_S
    return ordinary + ceil(end / TURN_S) - ceil(start / TURN_S)
