"""The one place that reads a clock. Everything else is given one, so that tests own time."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Wall time, steady time, and waiting."""

    def now(self) -> float:
        """Epoch seconds of the local wall clock: may jump."""
        ...

    def steady(self) -> float:
        """Seconds that only go forward, on one scale for all processes of this boot."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; zero or less only yields to the loop."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> float:
        """Epoch seconds."""
        return time.time()  # noqa: TID251 - the one place

    def steady(self) -> float:
        """CLOCK_MONOTONIC: shared by all processes on the host, reset by a reboot."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """`asyncio.sleep`."""
        await asyncio.sleep(max(0.0, seconds))
