"""When something is wrong: a trapezoid relative to the scenario's epoch, once or in waves."""

from dataclasses import dataclass
from math import inf
from typing import Final


@dataclass(frozen=True, slots=True)
class Schedule:
    """Seconds: begins at `start` after the epoch (negative: before it), rises, holds and falls; again `every` so often."""

    start: float = -inf
    ramp: float = 0.0
    hold: float = inf
    every: float = inf

    def level(self, since_epoch: float) -> float:
        """How much of it there is at a time, 0 to 1."""
        if self.start == -inf:
            return 1.0
        elapsed = since_epoch - self.start
        if elapsed < 0:
            return 0.0
        if self.every != inf:
            elapsed %= self.every
        if elapsed < self.ramp:
            return elapsed / self.ramp
        left = 2 * self.ramp + self.hold - elapsed
        if left > self.ramp:
            return 1.0
        return max(0.0, left / self.ramp) if self.ramp else 0.0


ALWAYS: Final = Schedule()
TABLE_KEYS: Final = ("start_min", "ramp_min", "hold_min", "every_min")


def from_minutes(table: dict[str, float]) -> Schedule:
    """A schedule from `start_min`, `ramp_min`, `hold_min`, `every_min`; what is absent keeps its default."""
    return Schedule(**{key.removesuffix("_min"): 60 * table[key] for key in TABLE_KEYS if key in table})
