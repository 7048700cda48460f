"""A pretend client for questions that are asked once, and somebody who minds the desk, both in virtual time."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from rtc_tui.core.ask import Answer, Ask
from rtc_tui.core.model import Window
from rtc_tui.feed.desk import Desk
from tests.feed.answering import Answering, Call
from tests.feed.virtual import OwnClock, passed


@dataclass
class Counter(Answering):
    """Answers each request after `latency` seconds and what `slow` adds. `error` may name what it is answered with instead.

    `cost` is how many bytes a second of one user takes.
    """

    latency: float = 1.0
    cost: float = 100.0
    error: Callable[[Call], Exception | None] = lambda _call: None
    slow: Callable[[Call], float] = lambda _call: 0.0
    calls: list[Call] = field(default_factory=list)
    under_way: int = 0
    most: int = 0
    cancelled: int = 0

    async def call(self, name: str, window: Window, users: tuple[str, ...], more: dict[str, Any]) -> None:
        call = Call(name, window, users, passed(), more)
        self.calls.append(call)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(self.latency + self.slow(call))
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.under_way -= 1
        if (error := self.error(call)) is not None:
            raise error

    @property
    def windows(self) -> list[Window]:
        """What was asked for, in order."""
        return [call.window for call in self.calls]


@dataclass
class Minder:
    """Minds a desk as its owner does, and notes what it tells and when."""

    client: Counter = field(default_factory=Counter)
    clock: OwnClock = field(default_factory=OwnClock)
    rounds: int = 0
    told: list[tuple[float, Mapping[Ask, Answer]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = Desk(self.client, self.clock, Random(1), self.clock.now)

    async def mind(self, seconds: float) -> Mapping[Ask, Answer]:
        """For so many seconds; the latest answers."""
        end = passed() + seconds
        while passed() < end:
            self.rounds += 1
            assert self.rounds < 5000, "it goes round and round"
            self.desk.start_due()
            wait = min(end - passed(), self.desk.due - self.clock.steady())
            alarm = asyncio.create_task(asyncio.sleep(max(0.0, wait)))
            await asyncio.wait({*self.desk.tasks, alarm}, return_when=asyncio.FIRST_COMPLETED)
            alarm.cancel()
            if (news := self.desk.news()) is not None:
                self.told.append((passed(), news))
        return self.latest

    @property
    def latest(self) -> Mapping[Ask, Answer]:
        return self.told[-1][1] if self.told else {}

    def grown(self, ask: Ask) -> list[tuple[int, int]]:
        """(done, total) of each time it was told of."""
        return [(news[ask].done, news[ask].total) for _, news in self.told if ask in news]
