"""PURE: which rooms are open when, and who is in them. Users live in the cells of the world.

Names: ordinary rooms are `room-5000` to `room-7599`, users `user-30000` and up. `room-4711` is always open and holds
`user-20811` to `user-20818`, so that documents and tests have a room to point at.

Rooms stand in a circle of positions that turns once in `TURN_S`; a room is open while it passes the part of the circle
that the daily rhythm opens. So the open rooms are one stretch of the circle, and counting rooms and users costs two
look-ups, whatever the time: counts and rooms can never disagree. Users have seats here; when they are in them, stays.py
says.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, groupby
from math import ceil
from typing import Final

from rtc_tui.simulator.noise import BLOCK_S, BUCKET_S, jitter, slow, spread, unit
from rtc_tui.simulator.population import AXES, WEB_SHARE, Axis, Cells, Product
from rtc_tui.simulator.scenarios import Effect, PersonFault
from rtc_tui.simulator.series import WEB_LEVEL, Series
from rtc_tui.simulator.world import BEIJING_S, World

ROOMS: Final = 2600
FIRST_ROOM: Final = 5000
FIRST_USER: Final = 30000
TURN_S: Final = 4 * 3600
LANDMARK: Final = "room-4711"
LANDMARK_USERS: Final = tuple(f"user-{n}" for n in range(20811, 20819))
_STRIDE: Final = 1607  # shares no factor with ROOMS: neighbours in number are far apart in the circle
_BACK: Final = pow(_STRIDE, -1, ROOMS)
_SIZES: Final = (2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 12, 24)
# The part of all rooms that is open by the hour in Beijing.
_OPEN: Final = (
    0.48, 0.36, 0.27, 0.21, 0.18, 0.17, 0.20, 0.29, 0.44, 0.58, 0.66, 0.69,
    0.66, 0.64, 0.69, 0.72, 0.73, 0.74, 0.78, 0.86, 0.92, 0.90, 0.79, 0.63,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class User:
    """A user: the cell they sit in (members of the axes; web users have a place only) and how they fare in it.

    `luck` multiplies the cell's badness; its mean over users is 1.
    """

    name: str
    product: Product
    place: int
    os: int
    access: int
    luck: float

    def cells(self) -> Cells:
        """The user's own cell."""
        if self.product == "web":
            return Cells("web", frozenset({self.place}))
        return Cells("native", frozenset({self.place}), frozenset({self.os}), frozenset({self.access}))


class Rooms:
    """The rooms of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seed = world.seed
        self._user = lru_cache(maxsize=16384)(self._user_of)

    def open_part(self, at: float) -> float:
        """The part of all rooms that is open at a time, 0 to 1."""
        hour, rest = divmod((at + BEIJING_S) % 86400, 3600)
        level = _OPEN[int(hour)] + (_OPEN[(int(hour) + 1) % 24] - _OPEN[int(hour)]) * rest / 3600
        change = sum(
            e.online * e.schedule.level(at - self.world.epoch) for e in self.world.scenario.effects if e.online
        )
        return min(1.0, max(0.02, level * (1 + change)))

    def counts(self, at: float) -> tuple[int, int]:
        """Users and rooms online at a time, the landmark included."""
        first, count = self._stretch(at)
        last = first + count
        users = self._seats[min(last, ROOMS)] - self._seats[first] + self._seats[max(0, last - ROOMS)]
        return users + len(LANDMARK_USERS), count + 1

    def is_open(self, room: str, at: float) -> bool:
        """Whether the room is open at a time."""
        position = self.place(room)
        if position is None:
            return room == LANDMARK
        return (position / ROOMS + at / TURN_S) % 1 < self.open_part(at)

    def users(self, room: str) -> tuple[User, ...]:
        """The users of a room, in the order of their names; none for a room that does not exist."""
        if room == LANDMARK:
            return tuple(self._user(name) for name in LANDMARK_USERS)
        position = self.place(room)
        if position is None:
            return ()
        seats = range(self._seats[position], self._seats[position + 1])
        return tuple(self._user(f"user-{FIRST_USER + seat}") for seat in seats)

    def room_of(self, user: str) -> str | None:
        """The room a user goes to."""
        if user in LANDMARK_USERS:
            return LANDMARK
        number = user.removeprefix("user-")
        seat = int(number) - FIRST_USER if number.isascii() and number.isdigit() and number != user else -1
        if not 0 <= seat < self._seats[-1]:
            return None
        return self.named(bisect_right(self._seats, seat) - 1)

    def named(self, place: int) -> str:
        """The ordinary room at a place in the circle."""
        return f"room-{FIRST_ROOM + (place - self._turn) * _BACK % ROOMS}"

    def buckets(self, series: Series, room: str, users: Sequence[User], starts: Sequence[int]) -> list[float | None]:
        """Badness of users of a room per 30 s bucket; None while the room is closed."""
        values = self.shared(series, room, users, starts)
        for effect, points in self._personal(series, users) if users else ():
            for i, start in enumerate(starts):
                found = values[i]
                values[i] = None if found is None else found + points * self.world.pulse(effect, start)
        return values

    def shared(self, series: Series, room: str, users: Sequence[User], starts: Sequence[int]) -> list[float | None]:
        """The same without the faults at single users' ends."""
        if not users:
            return [None for _ in starts]
        effects = self._hurt(series, users)
        values: list[float | None] = []
        for block, group in groupby(starts, key=lambda start: start // BLOCK_S):
            vector = self._vector(series, room, users, block)
            for start in group:
                hurt = sum(points * self.world.pulse(effect, start) for effect, points in effects)
                level = vector[start % BLOCK_S // BUCKET_S] + hurt
                values.append(level if self.is_open(room, start) else None)
        return values

    def blocks(self, series: Series, room: str, users: Sequence[User], blocks: Sequence[int]) -> list[float | None]:
        """The same per 5-minute block: open means open at its start."""
        if not users:
            return [None for _ in blocks]
        mean = sum(self._usual(series, users)) / len(users)
        effects = [*self._hurt(series, users), *self._personal(series, users)]
        return [
            self._level(series, room, b) * mean + sum(points * self.world.mean_pulse(e, b) for e, points in effects)
            if self.is_open(room, b * BLOCK_S)
            else None
            for b in blocks
        ]

    @cached_property
    def _seats(self) -> list[int]:
        """How many seats there are before each position, ROOMS + 1 numbers."""
        sizes = [
            _SIZES[int((v + 1) * 8)] for i in range(-(-ROOMS // 32)) for v in spread(self.seed, "rooms/size", i, 32)
        ][:ROOMS]
        return [0, *accumulate(sizes)]

    @cached_property
    def _turn(self) -> int:
        """Where the circle begins: each seed has its own."""
        return int(unit(self.seed, "rooms/turn") * ROOMS)

    def place(self, room: str) -> int | None:
        """An ordinary room's place in the circle, 0 to ROOMS - 1; None for any other name."""
        number = room.removeprefix("room-")
        if number == room or not number.isascii() or not number.isdigit() or number != str(int(number)):
            return None
        index = int(number) - FIRST_ROOM
        return (index * _STRIDE + self._turn) % ROOMS if 0 <= index < ROOMS else None

    def _stretch(self, at: float) -> tuple[int, int]:
        """The first open position, and how many are open from there on."""
        turned = at / TURN_S % 1
        first = ceil((1 - turned) * ROOMS)
        lag = first / ROOMS + turned - 1
        return first % ROOMS, min(ROOMS, max(0, ceil((self.open_part(at) - lag) * ROOMS)))

    def _user_of(self, name: str) -> User:
        chance = [(v + 1) / 2 for v in spread(self.seed, f"user/{name}", 0, 5)]
        product: Product = "web" if chance[0] < WEB_SHARE else "native"
        place, os, access = _pick("place", chance[1]), _pick("os", chance[2]), _pick("access", chance[3])
        if name in LANDMARK_USERS and AXES["os"][os].name == "linux":
            os = 0  # the lists of users leave servers out, and documents point at these users
        return User(name, product, place, os, access, 0.4 + 1.2 * chance[4])

    def _usual(self, series: Series, users: Sequence[User]) -> list[float]:
        """What each user usually multiplies the app's badness by."""
        return [self._factor(series, user) for user in users]

    def _factor(self, series: Series, user: User) -> float:
        place = self.world.factor(series, "place", user.place)
        if user.product == "web":
            return user.luck * WEB_LEVEL * place
        return (
            user.luck
            * place
            * self.world.factor(series, "os", user.os)
            * self.world.factor(series, "access", user.access)
        )

    def _level(self, series: Series, room: str, block: int) -> float:
        """The app's level with the room's own slow ups and downs."""
        return self.world.level(series, "native", block) * (1 + 0.25 * slow(self.seed, f"room/{room}", block))

    def _vector(self, series: Series, room: str, users: Sequence[User], block: int) -> list[float]:
        """The users' mean badness in the ten buckets of a block, effects aside: each has a jitter of their own."""
        level = self._level(series, room, block) / len(users)
        usual = [level * factor for factor in self._usual(series, users)]
        jitters = [jitter(self.seed, f"user/{user.name}", block) for user in users]
        shaken = [[0.5 * u * v for v in row] for u, row in zip(usual, jitters, strict=True)]
        return [sum(usual) + sum(column) for column in zip(*shaken, strict=True)]

    def _hurt(self, series: Series, users: Sequence[User]) -> list[tuple[Effect, float]]:
        """The effects on a series that reach some of these users, with the points that each adds to their mean."""
        totals: dict[Effect, float] = {}
        for user in users:
            for effect, points in self.world.effects(series, user.cells()):
                totals[effect] = totals.get(effect, 0.0) + points / len(users)
        return list(totals.items())

    def _personal(self, series: Series, users: Sequence[User]) -> list[tuple[Effect, float]]:
        """What faults at one user's end add: to that user as a receiver, to the others by their share of what they get."""
        from rtc_tui.simulator.call.toll import toll

        found = []
        for effect, fault, crowd in self._persons:
            sends, hears = toll(fault.kind, fault.severity)
            me = sum(user.name == fault.user for user in users)
            others = sum(user.name in crowd for user in users) - me
            points = hears.get(series.name, 0.0) * me + sends.get(series.name, 0.0) * others / max(1, len(crowd) - 1)
            if points:
                found.append((effect, points / len(users)))
        return found

    @cached_property
    def _persons(self) -> list[tuple[Effect, PersonFault, frozenset[str]]]:
        """The faults at single users' ends, each with an effect of its schedule, and who is in the user's room."""
        return [
            (Effect(one.why, one.schedule), one, frozenset(u.name for u in self.users(self.room_of(one.user) or "")))
            for one in self.world.scenario.persons
        ]


def _pick(axis: Axis, chance: float) -> int:
    """The member that a number in [0, 1) falls on."""
    ends = _ends(axis)
    return min(bisect_right(ends, chance * ends[-1]), len(ends) - 1)


@lru_cache(maxsize=4)
def _ends(axis: Axis) -> tuple[float, ...]:
    return tuple(accumulate(m.weight for m in AXES[axis]))
