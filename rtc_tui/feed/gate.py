"""When something that failed is tried again: not at once, since a repair reads the whole file, and not too late."""

from collections.abc import Awaitable, Callable
from typing import Final

from rtc_tui.clock import Clock
from rtc_tui.errors import ArchiveError

RETRY: Final = (4.0, 8.0, 15.0, 25.0)  # seconds, after failures in a row


class Gate:
    """One way to an archive, reading or writing. `trouble` is why it is shut, or was when it was tried last."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.trouble: ArchiveError | None = None
        self._failures, self._again = 0, float("-inf")

    @property
    def is_open(self) -> bool:
        """Whether it may be tried now."""
        return self._clock.steady() >= self._again

    async def go(self, *works: Callable[[], Awaitable[object]]) -> tuple[ArchiveError | None, ...]:
        """Do these, one after the other, whatever becomes of each; what each failed with. The first error counts."""
        failed = [await _tried(work) for work in works]
        self.trouble = next(filter(None, failed), None)
        self._failures = self._failures + 1 if self.trouble else 0
        pause = RETRY[min(self._failures, len(RETRY)) - 1] if self.trouble else 0.0
        self._again = self._clock.steady() + pause
        return tuple(failed)


async def _tried(work: Callable[[], Awaitable[object]]) -> ArchiveError | None:
    try:
        await work()
    except ArchiveError as error:
        return error
    return None
