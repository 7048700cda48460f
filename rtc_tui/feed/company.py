"""How many live on one quota: what all have used, by what we have asked ourselves. Pure.

Programs on one host see what all of them used, and not how many they are; each has to leave the others their part.
"""

from collections import deque
from typing import Final, NamedTuple

_EVERY: Final = 300.0  # seconds between two marks
_OVER: Final = 3600.0  # seconds that are looked back on
_ENOUGH: Final = 8  # questions of our own, below which the ratio says little


class _Mark(NamedTuple):
    at: float  # steady seconds
    used: int  # today, by all
    own: int  # ever, by us


class Company:
    """What we asked, held against what was used."""

    def __init__(self) -> None:
        self._own = 0
        self._marks: deque[_Mark] = deque()
        self._viewers = 1

    def asks(self) -> None:
        """A question of ours goes out."""
        self._own += 1

    def failed(self) -> None:
        """It failed, and may have been tried several times: nothing can be told by this hour."""
        self._marks.clear()

    def viewers(self, used: int, now: float) -> int:
        """How many there are, ourselves included, when `used` were used today."""
        if self._marks and used < self._marks[-1].used:  # another day
            self._marks.clear()
        if not self._marks or now - self._marks[-1].at >= _EVERY:
            self._marks.append(_Mark(now, used, self._own))
        while now - self._marks[0].at > _OVER:
            self._marks.popleft()
        since = self._marks[0]
        if self._own - since.own >= _ENOUGH:
            # Whole ones: who asks a little more than his part must not take himself for alone, and ask yet more.
            self._viewers = max(1, round((used - since.used) / (self._own - since.own)))
        return self._viewers
