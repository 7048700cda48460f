"""Rooms that are kept at hand: those of the configuration's watch list, those pinned, those visited lately."""

from __future__ import annotations  # a method returns its own class

from dataclasses import dataclass, replace
from typing import Final

MOST_RECENT: Final = 20
MOST_PINNED: Final = 100


@dataclass(frozen=True, slots=True)
class Shelf:
    """`recent` has the latest visit first. What stands in the watch list is pinned, and no key lets it go."""

    watch: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()

    @property
    def pinned(self) -> tuple[str, ...]:
        """Both kinds of pins, each room once."""
        return tuple(dict.fromkeys((*self.watch, *self.pins)))

    def visited(self, room: str) -> Shelf:
        """After a visit to a room."""
        return replace(self, recent=tuple(dict.fromkeys((room, *self.recent)))[:MOST_RECENT])

    def turned(self, room: str) -> Shelf:
        """With the room pinned, or without the pin that it has."""
        if room in self.pins:
            return replace(self, pins=tuple(pin for pin in self.pins if pin != room))
        return replace(self, pins=(*self.pins, room)[-MOST_PINNED:])
