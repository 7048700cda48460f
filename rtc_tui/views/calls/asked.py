"""Which answer to look at: the one to the very question, or, while that is on its way, the latest to one like it."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from rtc_tui.core.ask import Answer, Ask

_Row = TypeVar("_Row")
_Kind = TypeVar("_Kind")


def latest(answers: Mapping[Ask, Answer], asked: Ask, alike: Callable[[Ask], bool]) -> Answer | None:
    """Lists are asked anew every few minutes; until the new one is there, the old one is better than none."""
    exact = answers.get(asked)
    if exact is not None and (exact.parts or exact.complete):
        return exact
    others = [answer for ask, answer in answers.items() if ask != asked and answer.parts and alike(ask)]
    return max(others, key=lambda answer: answer.received, default=exact)


def rows_of(answers: Iterable[Answer | None], kind: type[_Row]) -> list[_Row]:
    """The rows of that kind in all lists of these answers, in the order in which they came."""
    parts = [part for answer in answers if answer is not None for part in answer.parts]
    return [row for part in parts for row in getattr(part, "rows", ()) if isinstance(row, kind)]


def parts_of(answer: Answer | None, kind: type[_Kind]) -> list[_Kind]:
    """The parts of that kind."""
    return [part for part in (answer.parts if answer else ()) if isinstance(part, kind)]
