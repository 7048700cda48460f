"""PURE: calls and stays. A call is one opening of a room; a user of the room is there, but comes late or drops out.

Rooms open one after another, evenly in time (rooms.py), so the calls that were created in a window are a range of
numbers: the call with number m opens at m * TURN_S / ROOMS. `room-4711` begins a new call each `TURN_S`.
The counts of operation data take a seat for a user; somebody who comes late or has dropped out is counted there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import ceil, floor
from typing import Final

from rtc_tui.simulator.noise import spread
from rtc_tui.simulator.rooms import LANDMARK, ROOMS, TURN_S, Rooms, User

Span = tuple[int, int]
_SCAN_S: Final = 60


@dataclass(frozen=True, slots=True)
class Call:
    """One call: which room, and which turn of the circle; `created` in Unix seconds."""

    room: str
    turn: int
    created: int

    @property
    def id(self) -> str:
        """Its CallId."""
        return blake2b(f"{self.room}/{self.turn}".encode(), digest_size=9).hexdigest()


class Stays:
    """Who was where and when, in a world. All spans are [start, end) in Unix seconds."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.open = lru_cache(maxsize=8192)(self._open)
        self.of = lru_cache(maxsize=32768)(self._of)
        self.created = lru_cache(maxsize=4)(self._created)

    def _created(self, start: int, end: int, room: str = "") -> list[Call]:
        """The calls that were created in [start, end), newest first; of one room if it is named.

        A list is asked for page by page, so the latest few are kept.
        """
        if room:
            turns = range(floor(start / TURN_S) - 1, floor(end / TURN_S) + 2)
            found = [call for turn in turns if (call := self.call(room, turn)) and start <= call.created < end]
            return found[::-1]
        first, last = ceil(start * ROOMS / TURN_S) - 1, ceil(end * ROOMS / TURN_S) + 1
        everyone = (call for number in range(last, first - 1, -1) for call in self._numbered(number))
        return [call for call in everyone if start <= call.created < end]

    def call(self, room: str, turn: int) -> Call | None:
        """A room's call in a turn of the circle; None for a room that there is not."""
        if room == LANDMARK:
            return Call(room, turn, turn * TURN_S)
        place = self.rooms.place(room)
        return None if place is None else Call(room, turn, ceil((turn - place / ROOMS) * TURN_S))

    def during(self, start: int, end: int, room: str = "") -> Iterator[Call]:
        """The calls that had somebody in them at some time in [start, end), newest first."""
        for call in self.created(start - TURN_S, end, room):
            if any(a < end and b > start for a, b in self.open(call)):
                yield call

    def current(self, room: str, at: int) -> Call | None:
        """The call that is going on in a room at a time."""
        for call in self.during(at, at + 1, room):
            return call
        return None

    def users(self, room: str, at: int) -> list[User]:
        """Who is in a room at a time."""
        call = self.current(room, at)
        everybody = self.rooms.users(room) if call else ()
        return [user for user in everybody if call and any(a <= at < b for a, b in self.of(call, user))]

    def _numbered(self, number: int) -> Iterator[Call]:
        """The calls with a number: one, and the landmark's once in a turn."""
        turn, place = -(-number // ROOMS), -number % ROOMS
        if place == 0:
            yield Call(LANDMARK, turn, turn * TURN_S)
        yield Call(self.rooms.named(place), turn, ceil((turn - place / ROOMS) * TURN_S))

    def _open(self, call: Call) -> tuple[Span, ...]:
        """When a call's room was open in its turn."""
        end = call.created + TURN_S
        if call.room == LANDMARK:
            return ((call.created, end),)
        restless = any(effect.online for effect in self.rooms.world.scenario.effects)  # else it closes just once
        probes = [*range(call.created, end, _SCAN_S if restless else TURN_S), end - 1]
        states = [self.rooms.is_open(call.room, at) for at in probes]
        edges = [] if not states[0] else [call.created]
        for a, b, before, after in zip(probes, probes[1:], states, states[1:], strict=False):
            if before != after:
                edges.append(self._edge(call.room, a, b))
        if len(edges) % 2:
            edges.append(end)
        return tuple(zip(edges[::2], edges[1::2], strict=True))

    def _edge(self, room: str, low: int, high: int) -> int:
        """The first second of another state, between two times."""
        state = self.rooms.is_open(room, low)
        while high - low > 1:
            middle = (low + high) // 2
            if self.rooms.is_open(room, middle) == state:
                low = middle
            else:
                high = middle
        return high

    def _of(self, call: Call, user: User) -> tuple[Span, ...]:
        """A user's stays in a call: late by some seconds or minutes, gone for a moment, or home before the others."""
        join, leave, away = self._habits(call, user)
        found = []
        for a, b in self.open(call):
            for c, d in ((a, away[0]), (away[1], b)):
                start, end = max(a, c, call.created + join), min(b, d, call.created + leave)
                if start < end:
                    found.append((start, end))
        return tuple(found)

    def _habits(self, call: Call, user: User) -> tuple[int, int, Span]:
        """Seconds from the call's beginning to the join and to the leave, and when the connection was lost."""
        everybody = self.rooms.users(call.room)
        seat = everybody.index(user)
        chance = [(v + 1) / 2 for v in spread(self.rooms.seed, f"stay/{user.name}", call.turn, 5)]
        join = int(20 * chance[1]) if chance[0] < 0.7 else int(20 + 130 * chance[1])
        if seat and chance[0] > 0.95 and call.room != LANDMARK:
            join = int(180 + 600 * chance[1])
        leaves = seat > 1 and chance[2] < 0.08 and call.room != LANDMARK
        leave = int(1500 + 9000 * chance[3]) if leaves else TURN_S
        lost = call.created + int(300 + 6000 * chance[4])
        back = lost + 10 + int(chance[4] * 400) % 50
        drops = 0.1 < chance[2] < 0.24 and seat % 8 != 6
        return (join if seat else 0), leave, ((lost, back) if drops else (call.created + TURN_S, call.created + TURN_S))
