"""How one polled query stands."""

import asyncio
from dataclasses import dataclass, field, replace

from rtc_tui.core.model import Batch, Query
from rtc_tui.feed.schedule import Standing
from rtc_tui.feed.source import Failure


@dataclass(slots=True)
class Poll:
    """`held` are the buckets that were handed on; times are steady seconds.

    `again`: what is under way was asked before somebody wanted all anew.
    """

    query: Query
    standing: Standing
    held: set[int] = field(default_factory=set)
    failures: int = 0
    again: bool = False
    task: asyncio.Task[Batch | Failure] | None = None

    @property
    def told(self) -> bool:
        """Whether anything is known of it, if only that it fails."""
        return self.standing.answered is not None or self.failures > 0

    @property
    def due(self) -> float:
        """When it is asked next if it is asked for each bucket."""
        return max(self.standing.ready, self.standing.hold)

    def at_once(self, now: float) -> None:
        """Ask at the next opportunity, whatever is held or has failed."""
        self.standing, self.failures = Standing(now, ready=now), 0

    def aged(self, seconds: float) -> None:
        """So much more has passed than the steady clock knows: the machine slept."""
        before = self.standing
        answered = None if before.answered is None else before.answered - seconds
        self.standing = replace(before, answered=answered, ready=before.ready - seconds)
