"""The rooms kept at hand while the screen stands, and how they are kept beyond it."""

from collections.abc import Callable

from rtc_tui.core.shelf import Shelf


def _forget(shelf: Shelf) -> None:
    del shelf


class Kept:
    """The shelf in hand. `save` is called after each change, and must not fail."""

    def __init__(self, shelf: Shelf | None = None, save: Callable[[Shelf], None] = _forget) -> None:
        self.shelf = shelf or Shelf()
        self._save = save

    def visited(self, room: str) -> None:
        """Somebody looks into a room."""
        self._put(self.shelf.visited(room))

    def turned(self, room: str) -> None:
        """Pin a room, or take its pin away."""
        self._put(self.shelf.turned(room))

    def _put(self, shelf: Shelf) -> None:
        if shelf != self.shelf:
            self.shelf = shelf
            self._save(shelf)
