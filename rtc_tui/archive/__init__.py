"""What was recorded, behind one protocol. The embedded default is `archive.sqlite`; nothing here imports a database.

An archive holds one app's series at four steps (30 s, 5 min, 1 h, 1 d), what was asked for (so that a hole is known from
data that the service does not have), and the calls that were looked at. One process writes, any number read and follow.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from rtc_tui.core.calls import CallDetail, Room, User
from rtc_tui.core.merge import Column
from rtc_tui.core.model import Batch, Query, SeriesKey, Window


@dataclass(frozen=True, slots=True)
class Keep:
    """How long what is kept, in days: 30-second buckets, then their 5-minute means. Daily values are kept for good."""

    days: int = 30
    means_days: int = 365


KEEP: Final = Keep()


class Archive(Protocol):
    """One app's recordings. Every method may raise `ArchiveError` or one of its kinds; a failed write changes nothing.

    `note` is a finished sentence about what the user should know (a file set aside), or empty.
    """

    @property
    def note(self) -> str:
        """What happened that the user should know."""
        ...

    @property
    def writes(self) -> bool:
        """Whether this process is the one that may write."""
        ...

    async def take(self) -> bool:
        """Become the writer if nobody is; ask again each tick. True when this process may write."""
        ...

    async def write(self, batches: Sequence[Batch]) -> None:
        """Commit answers, all or none. When it returns they outlive a kill.

        A value that is already there is replaced by one of the same source or a better one; NaN replaces nothing.
        """
        ...

    async def read(self, window: Window, keys: Collection[SeriesKey], step: int) -> tuple[Column, ...]:
        """What is held of each key at that step, on the window's whole grid; keys without any value are left out."""
        ...

    async def keys(self) -> tuple[SeriesKey, ...]:
        """Every series that was ever recorded."""
        ...

    async def asked(self, query: Query, window: Window) -> tuple[Window, ...]:
        """The parts of the window for which the query was answered, in order; the rest was never asked."""
        ...

    async def stamp(self) -> int:
        """A number that changes when there is something new: a viewer follows by asking for it."""
        ...

    async def tidy(self, now: float) -> bool:
        """One bounded piece of retention; True when there is more to do. `now` in epoch seconds."""
        ...

    async def note_rooms(self, rooms: Sequence[Room], seen: float) -> None:
        """Keep calls that were listed; a later listing of a call replaces an earlier one."""
        ...

    async def note_users(self, users: Sequence[User], seen: float) -> None:
        """Keep who was in a call; stays of several listings are joined."""
        ...

    async def note_detail(self, detail: CallDetail) -> None:
        """Keep the metrics of a call as they were looked at."""
        ...

    async def rooms(self, window: Window, room: str = "") -> tuple[Room, ...]:
        """The calls kept that overlap the window, oldest first."""
        ...

    async def users(self, room: str, window: Window) -> tuple[User, ...]:
        """The users kept of a room's calls who were there within the window."""
        ...

    async def details(self, room: str, window: Window) -> tuple[CallDetail, ...]:
        """The call details kept that overlap the window, oldest first."""
        ...

    async def tell(self, queries: Sequence[Query]) -> None:
        """What this process looks at, for the one that writes; none: nothing. Forgotten when the process ends."""
        ...

    async def heard(self) -> tuple[Query, ...]:
        """What the other processes look at just now."""
        ...

    async def close(self) -> None:
        """Give the writer's lock up; nothing waits to be written."""
        ...
