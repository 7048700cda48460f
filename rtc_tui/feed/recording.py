"""The recorder: what came is kept until it is committed, and a disk that refuses stops nothing.

Whoever may not write now may have to later: a viewer that takes over writes what it had to ask for itself meanwhile.
"""

from collections import deque
from collections.abc import Mapping
from typing import Final

from rtc_tui.archive import Archive
from rtc_tui.core.actions import MIB
from rtc_tui.core.ask import Answer, Ask, AskHistory
from rtc_tui.core.calls import CallDetail, Room, User
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import HOUR, Batch
from rtc_tui.core.windows import REACH
from rtc_tui.feed.errands import weight

MOST_VALUES: Final = 2_000_000  # that wait to be written: 16 MB, a day of the app's quality, an hour of everything
MOST_BYTES: Final = 64 * MIB  # of lists and call metrics that wait
AT_ONCE: Final = 200  # batches in one commit
TIDY_EVERY: Final = float(HOUR)
_Noted = Listing[Room] | Listing[User] | CallDetail


class Recorder:
    """What waits to be written. One task flushes; `keep` may be called meanwhile."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._batches: deque[Batch] = deque()
        self._lists: deque[_Noted] = deque()
        self._values = self._bytes = 0
        self._seen: dict[Ask, tuple[object, ...]] = {}
        self._tidied = float("-inf")
        self.lost = 0  # batches that were let go because too many waited

    @property
    def found(self) -> bool:
        """Whether something was found out about calls that is to be kept."""
        return bool(self._lists)

    def keep(self, batch: Batch) -> None:
        """Write it when that is possible.

        Who may not write lets go of it after an hour: whoever writes has asked for it as well, if it is to be recorded.
        """
        self._batches.append(batch)
        self._values += _values(batch)
        while self._values > MOST_VALUES and len(self._batches) > 1:
            self._let_go()
            self.lost += self._archive.writes
        while not self._archive.writes and self._batches[0].received < batch.received - REACH:
            self._let_go()

    def keep_answers(self, answers: Mapping[Ask, Answer]) -> None:
        """Of questions asked once: each part that was not there before."""
        asked: dict[Ask, tuple[object, ...]] = {
            ask: answer.parts for ask, answer in answers.items() if not isinstance(ask, AskHistory)
        }
        for ask, parts in asked.items():
            known = {id(part) for part in self._seen.get(ask, ())}
            for part in parts:
                if id(part) not in known:
                    self._note(part)
        self._seen = asked

    async def flush(self) -> int:
        """Commit what waits; how many batches. Raises `ArchiveError`: then it still waits."""
        count = 0
        while self._batches:
            some = tuple(self._batches)[:AT_ONCE]
            await self._archive.write(some)
            count += len(some)
            for batch in some:
                if self._batches and self._batches[0] is batch:  # else it was let go meanwhile
                    self._let_go()
        await self.hand_over()
        return count

    async def hand_over(self) -> None:
        """Write lists and call metrics down, or give them to the process that writes. Raises `ArchiveError`, as above."""
        while self._lists:
            part = self._lists[0]
            await self._write_down(part)
            if self._lists and self._lists[0] is part:
                self._bytes -= weight(self._lists.popleft())

    async def tidy(self, steady: float, now: float) -> None:
        """One piece of retention at most; each hour it begins anew. Raises `ArchiveError`."""
        if steady - self._tidied >= TIDY_EVERY and not await self._archive.tidy(now):
            self._tidied = steady

    def _note(self, part: object) -> None:
        if isinstance(part, Batch):
            if self._archive.writes:
                self.keep(part)
        elif isinstance(part, CallDetail) or (
            isinstance(part, Listing) and part.rows and isinstance(part.rows[0], Room | User)
        ):
            self._lists.append(part)
            self._bytes += weight(part)
            while self._bytes > MOST_BYTES and len(self._lists) > 1:
                self._bytes -= weight(self._lists.popleft())
                self.lost += 1

    def _let_go(self) -> None:
        self._values -= _values(self._batches.popleft())

    async def _write_down(self, part: _Noted) -> None:
        if isinstance(part, CallDetail):
            await self._archive.note_detail(part)
            return
        rooms = [row for row in part.rows if isinstance(row, Room)]
        users = [row for row in part.rows if isinstance(row, User)]
        if rooms:
            await self._archive.note_rooms(rooms, part.received)
        if users:
            await self._archive.note_users(users, part.received)


def _values(batch: Batch) -> int:
    return sum(len(series.values) for series in batch.series)
