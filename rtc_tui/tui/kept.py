"""The rooms kept at hand while the screen stands, and how they are kept beyond it."""

from __future__ import annotations  # what a shelf is gets loaded when one is looked at

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rtc_tui.core.shelf import Shelf


def _empty() -> Shelf:
    from rtc_tui.core.shelf import Shelf

    return Shelf()


def _forget(shelf: Shelf) -> None:
    del shelf


class Kept:
    """The shelf in hand: `load` is called when it is first looked at, `save` after each change; neither may fail."""

    def __init__(self, load: Callable[[], Shelf] = _empty, save: Callable[[Shelf], None] = _forget) -> None:
        self._load, self._save = load, save
        self._shelf: Shelf | None = None

    @property
    def shelf(self) -> Shelf:
        """What is kept now."""
        if self._shelf is None:
            self._shelf = self._load()
        return self._shelf

    def visited(self, room: str) -> None:
        """Somebody looks into a room."""
        self._put(self.shelf.visited(room))

    def turned(self, room: str) -> None:
        """Pin a room, or take its pin away."""
        self._put(self.shelf.turned(room))

    def _put(self, shelf: Shelf) -> None:
        if shelf != self.shelf:
            self._shelf = shelf
            self._save(shelf)
