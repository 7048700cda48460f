"""What whoever records asks for beside what is looked at: polled always, and filled in from the past."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from rtc_tui.archive import Archive
from rtc_tui.clock import Clock
from rtc_tui.core.ask import Answer, Ask, Past
from rtc_tui.core.model import BUCKET, Feature, Query, Window
from rtc_tui.feed import filling
from rtc_tui.feed.live import LiveSource

FILL_EVERY: Final = 30.0  # seconds between two looks for what is to be filled
IDLE: Final = 300.0  # seconds until the next look when nothing was to be filled: the past grows by hours
SETTLE: Final = 60.0  # seconds after a start or a jump of the clock before anything is filled


@dataclass(frozen=True, slots=True)
class Always:
    """What whoever records asks for, whatever is looked at: each bucket of `polled`, and `beside` without a hole."""

    polled: tuple[Query, ...] = ()
    beside: tuple[Query, ...] = ()


NOTHING: Final = Always()


class Filler:
    """What is asked of the past because the archive lacks it: one question at a time, after all that is looked at."""

    def __init__(self, archive: Archive, live: LiveSource, clock: Clock, always: Always) -> None:
        self._archive, self._live, self._clock = archive, live, clock
        products = dict.fromkeys(q.product for q in always.polled if q.feature is Feature.QUALITY)
        self._wishes = filling.wishes(products, always.beside)
        self._asking: Past | None = None
        self._filled: dict[Query, Window] = {}
        self._asked_at: dict[str, float] = {}
        self._rests: dict[Query, float] = {}
        self._next = float("-inf")
        self._ahead: float | None = None

    @property
    def errands(self) -> tuple[Past, ...]:
        """What is being asked."""
        return (self._asking,) if self._asking else ()

    async def look(self) -> None:
        """Find the next, when it is time. Raises `ArchiveError`."""
        steady, now = self._clock.steady(), self._live.now()
        if self._asking or steady < self._next or self._clock_jumped(steady, now):
            return
        self._next = steady + FILL_EVERY
        wishes = [query for query in self._wishes if self._rests.get(query, steady) <= steady]
        quotas = {name: self._live.quota(name) for name in dict.fromkeys(map(filling.action, wishes))}
        gaps = {query: filling.piece(query, *await self._known(query, now), now) for query in wishes}
        found = filling.choose(gaps, self._asked_at, quotas, steady)
        if not found:
            self._next = steady + (FILL_EVERY if any(gaps.values()) else IDLE)
            return
        before, self._filled[found.query] = self._filled.get(found.query), found.window
        if before and before.start < found.window.end and found.window.start < before.end:
            self._rests[found.query] = steady + filling.REST  # it was answered, and yet is still missing
        else:
            self._asking, self._asked_at[filling.action(found.query)] = found, steady

    def _clock_jumped(self, steady: float, now: float) -> bool:
        """By a wrong clock data would be asked for too early, and then never again: wait for an answer to correct it."""
        before, self._ahead = self._ahead, now - steady
        if before is not None and abs(self._ahead - before) < SETTLE:
            return False
        self._next = steady + SETTLE
        return True

    def answered(self, answers: Mapping[Ask, Answer]) -> bool:
        """Whether the question has come to its end."""
        found = answers.get(self._asking) if self._asking else None
        if not found or not found.complete or not self._asking:
            return False
        if found.problem:
            self._rests[self._asking.query] = self._clock.steady() + filling.REST
        self._asking = None
        return True

    async def _known(self, query: Query, now: float) -> tuple[tuple[Window, ...], tuple[Window, ...]]:
        window = filling.reach(query, now)
        asked = await self._archive.asked(query, window)
        if query.feature is not Feature.DISTRIBUTION:
            return asked, ()
        return asked, await self._archive.asked(replace(query, step=BUCKET), Window(window.start, int(now)))
