"""A list put together from pages and pieces."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from rtc_tui.client.asking import decoded
from rtc_tui.client.service import Reply
from rtc_tui.client.wire import Page
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import Dropped, Window

_Row = TypeVar("_Row")


class Gathered(Generic[_Row]):
    """The rows so far, each once by its key; `merge` makes one of an older and a newer, without it the newer stays."""

    def __init__(self, key: Callable[[_Row], Hashable], merge: Callable[[_Row, _Row], _Row] | None = None) -> None:
        self.total = 0
        self.more = False
        self._key, self._merge = key, merge
        self._rows: dict[Hashable, _Row] = {}
        self._dropped = Dropped()
        self._unread: tuple[Page[_Row], Reply] | None = None
        self._last: Reply | None = None

    @property
    def rows(self) -> tuple[_Row, ...]:
        """All of them, in the order in which they came first."""
        return tuple(self._rows.values())

    def add(self, page: Page[_Row], reply: Reply) -> set[Hashable]:
        """Take a page in. Returns the keys of its rows."""
        keys = [self._key(row) for row in page.rows]
        for key, row in zip(keys, page.rows, strict=True):
            old = self._rows.get(key)
            self._rows[key] = self._merge(old, row) if old is not None and self._merge else row
        self.more |= page.more
        self._dropped += page.dropped
        if page.lost.count and self._unread is None:
            self._unread = page, reply
        self._last = reply
        return set(keys)

    def listing(self, window: Window, missing: tuple[str, ...] = (), note: str = "") -> Listing[_Row]:
        """What came of it; `note` is said when there is more than the service lists.

        BadResponse when there were rows, and none could be read.
        """
        if self._unread is not None and not self._rows:
            page, reply = self._unread
            decoded(reply, lambda envelope: page.lost.check(page.rows, envelope.request_id))
        last = self._last
        return Listing(
            window,
            self.rows,
            last.answer.answered if last else 0.0,
            self.total,
            self.more,
            self._dropped,
            missing,
            last.envelope.request_id if last else "",
            last.answer.skew_s if last else None,
            (note,) if self.more else (),
        )
