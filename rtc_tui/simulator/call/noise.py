"""Cheap chance for columns: slices of tables that are made once."""

from functools import cache
from random import Random
from typing import Final

_SIZE: Final = 1 << 14
_MOST: Final = 1 << 11  # steps of a column


class Noise:
    """A source of columns of at most 2048 numbers; the same `start` gives the same columns in the same order."""

    __slots__ = ("_at",)

    def __init__(self, start: int) -> None:
        self._at = start & 0xFFFFFFFF

    def normal(self, n: int) -> list[float]:
        """`n` numbers, normal with deviation 1, none beyond 3."""
        at = self._next()
        return _normal()[at : at + n]

    def even(self, n: int) -> list[float]:
        """`n` numbers, even in [0, 1)."""
        at = self._next()
        return _even()[at : at + n]

    def slow(self, n: int, every: int = 15) -> list[float]:
        """`n` numbers in [-1, 1] that walk evenly from knot to knot, `every` steps apart."""
        knots = self.even(n // every + 2)
        found = []
        for i in range(n):
            at, rest = divmod(i, every)
            found.append(2 * (knots[at] + (knots[at + 1] - knots[at]) * rest / every) - 1)
        return found

    def one(self) -> float:
        """One number, even in [0, 1)."""
        return _even()[self._next()]

    def _next(self) -> int:
        """Where the next slice begins."""
        self._at = (self._at * 1664525 + 1013904223) & 0xFFFFFFFF
        return self._at >> 18


@cache
def _normal() -> list[float]:
    chance = Random(11)
    return [min(3.0, max(-3.0, chance.gauss(0, 1))) for _ in range(_SIZE + _MOST)]


@cache
def _even() -> list[float]:
    chance = Random(12)
    return [chance.random() for _ in range(_SIZE + _MOST)]
