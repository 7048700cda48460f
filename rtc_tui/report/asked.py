"""Questions that are asked once, asked by a command: wait until they are answered, or until that can not be hoped for.

The pieces are those of the screen's desk, so a command asks no more, and in no larger bodies, than the screen does.
"""

import sys
from collections.abc import Iterable, Mapping
from contextlib import aclosing, suppress
from typing import Final, TypeVar

from rtc_tui import errors
from rtc_tui.core.ask import Answer, Ask, AskDetail, Wanted
from rtc_tui.core.snapshot import Problem
from rtc_tui.errors import RtcTuiError
from rtc_tui.feed.source import Answered, Source
from rtc_tui.text import t

_TRIES: Final = 3  # of a piece that was not there in time: each asks for half of it
_PROGRESS_EVERY: Final = 5.0  # seconds
_Row = TypeVar("_Row")
_Part = TypeVar("_Part")


async def answers(feed: Source, *asks: Ask) -> Mapping[Ask, Answer]:
    """Each answer as far as it came. A problem that ended one stands in it; says how far it is when that takes long."""
    feed.subscribe(Wanted(asks=asks))
    told = feed.now()
    async with aclosing(feed.events()) as events:  # type: ignore[type-var]  # the protocol says iterator
        async for event in events:
            if not isinstance(event, Answered):
                continue
            found = {ask: event.answers[ask] for ask in asks if ask in event.answers}
            if len(found) == len(asks) and all(_over(*each) for each in found.items()):
                return found
            if feed.now() - told >= _PROGRESS_EVERY:
                told = feed.now()
                _progress(found.values())
    raise AssertionError


def _over(ask: Ask, answer: Answer) -> bool:
    """Whether it is complete, or failed in a way that the client has tried to mend for as long as it may."""
    problem = answer.problem
    if answer.complete or problem is None:
        return answer.complete
    smaller = isinstance(ask, AskDetail) and problem.kind == "DeadlineExceeded"
    return not smaller or problem.attempts >= _TRIES


def _progress(found: Iterable[Answer]) -> None:
    done, total = (sum(each) for each in zip(*((one.done, one.total) for one in found), strict=True))
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(t("report_calls.progress", done=done, total=total) + "\n")
        sys.stderr.flush()


def parts(answer: Answer, kind: type[_Part]) -> list[_Part]:
    """The parts of that kind, the newest first."""
    return [part for part in answer.parts if isinstance(part, kind)]


def rows(answer: Answer, kind: type[_Row]) -> list[_Row]:
    """The rows of that kind in all of its lists."""
    return [row for part in answer.parts for row in getattr(part, "rows", ()) if isinstance(row, kind)]


def notes(answer: Answer) -> tuple[str, ...]:
    """What the answer and its parts leave open."""
    return tuple(
        dict.fromkeys((*answer.notes, *(note for part in answer.parts for note in getattr(part, "notes", ()))))
    )


def raised(problem: Problem) -> RtcTuiError:
    """The problem as the error that it was."""
    like = {int(kind.exit_code): kind for kind in (errors.Unavailable, errors.Refused, errors.BadResponse)}
    kind: type[RtcTuiError] = getattr(errors, problem.kind, like.get(problem.exit_code, RtcTuiError))
    return kind(problem.message, problem.hint, code=problem.code, request_id=problem.request_id, action=problem.action)


def check(answer: Answer) -> Answer:
    """The answer, when nothing went wrong with it. Raises `RtcTuiError`."""
    if answer.problem is not None:
        raise raised(answer.problem)
    return answer
