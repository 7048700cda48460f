"""How often one account may call one action, over any stretch of time: a sliding window on arrival times.

Refused requests do not count, or a caller that keeps trying would never get in again.
"""

from collections import deque
from collections.abc import Mapping, Sequence

Caps = tuple[tuple[float, float], ...]
"""Requests allowed in any stretch of so many seconds; several may hold at once."""


class Limiter:
    """The arrivals that were let in, per action."""

    def __init__(self, caps: Mapping[str, Caps]) -> None:
        """`caps` per action; `*` stands for actions that are not named."""
        self.caps = dict(caps)
        self._arrivals: dict[str, deque[float]] = {}

    def admit(self, action: str, at: float) -> float:
        """0 if a request at `at` (steady seconds) is let in, else the seconds until the next may come."""
        caps = self.caps.get(action, self.caps.get("*", ()))
        arrivals = self._arrivals.setdefault(action, deque())
        while arrivals and caps and arrivals[0] <= at - max(seconds for _, seconds in caps):
            arrivals.popleft()
        wait = max((_wait(arrivals, count, seconds, at) for count, seconds in caps), default=0.0)
        if not wait:
            arrivals.append(at)
        return wait


def _wait(arrivals: Sequence[float], count: float, seconds: float, at: float) -> float:
    """How long until fewer than `count` arrivals lie within the last `seconds`."""
    within = [arrival for arrival in arrivals if arrival > at - seconds]
    return within[-int(count)] + seconds - at if len(within) >= count else 0.0
