"""No archive: nothing was recorded, and nothing will be. For when there is no place to keep one, or none is wanted."""

from collections.abc import Collection, Sequence

from rtc_tui.core.calls import CallDetail, Room, User
from rtc_tui.core.merge import Column
from rtc_tui.core.model import Batch, Query, SeriesKey, Window


class NoArchive:
    """An `Archive` that holds nothing and is never ours to write. `note` says why, if there is a reason to tell."""

    writes = False

    def __init__(self, note: str = "") -> None:
        self.note = note

    async def take(self) -> bool:
        """Never."""
        return False

    async def write(self, batches: Sequence[Batch]) -> None:
        """Forget them."""

    async def read(self, window: Window, keys: Collection[SeriesKey], step: int) -> tuple[Column, ...]:  # noqa: ARG002
        """Nothing."""
        return ()

    async def keys(self) -> tuple[SeriesKey, ...]:
        """None."""
        return ()

    async def asked(self, query: Query, window: Window) -> tuple[Window, ...]:  # noqa: ARG002
        """Never."""
        return ()

    async def stamp(self) -> int:
        """Always the same."""
        return 0

    async def tidy(self, now: float) -> bool:  # noqa: ARG002
        """There is nothing to do."""
        return False

    async def note_rooms(self, rooms: Sequence[Room], seen: float) -> None:
        """Forget them."""

    async def note_users(self, users: Sequence[User], seen: float) -> None:
        """Forget them."""

    async def note_detail(self, detail: CallDetail) -> None:
        """Forget it."""

    async def rooms(self, window: Window, room: str = "") -> tuple[Room, ...]:  # noqa: ARG002
        """None."""
        return ()

    async def users(self, room: str, window: Window) -> tuple[User, ...]:  # noqa: ARG002
        """None."""
        return ()

    async def details(self, room: str, window: Window) -> tuple[CallDetail, ...]:  # noqa: ARG002
        """None."""
        return ()

    async def tell(self, queries: Sequence[Query]) -> None:
        """There is nobody to tell."""

    async def heard(self) -> tuple[Query, ...]:
        """Nobody is there."""
        return ()

    async def close(self) -> None:
        """There is nothing to give back."""
