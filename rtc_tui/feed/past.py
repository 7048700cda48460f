"""Histories: what was recorded and what the service still has, as one line each.

The archive is read when a history is wanted and when it has grown. What it lacks of the offline data becomes ordinary
questions (`Past`) for the desk, which cuts them, asks two at a time, and stops when nobody wants them any more. Each
answer is then put together anew out of all that is there.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

from rtc_tui.archive import Archive
from rtc_tui.core import queries
from rtc_tui.core.actions import spec_of
from rtc_tui.core.ask import Answer, Ask, AskHistory, Past
from rtc_tui.core.merge import Column, Merged, merge, whole
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, Batch, Query, Window, phase
from rtc_tui.core.snapshot import Problem
from rtc_tui.core.windows import ceil
from rtc_tui.errors import ArchiveError
from rtc_tui.feed.errands import action_of
from rtc_tui.feed.pieces import reachable, served
from rtc_tui.feed.source import told

Beside = Callable[..., Awaitable[Any]]  # `asyncio.to_thread`: runs what takes long where the loop does not wait for it
FINER: Final = {
    BUCKET: (BUCKET,),
    FIVE_MINUTES: (BUCKET, FIVE_MINUTES),
    HOUR: (BUCKET, FIVE_MINUTES, HOUR),
    DAY: (BUCKET, FIVE_MINUTES, DAY),
}
YOUNG: Final = HOUR  # seconds: a shorter stretch at the end, where data just got old enough, is not worth a question
_SHORT: Final = 2 * DAY  # seconds: what is read in a few milliseconds is read again for each bucket
_MOST_GAPS: Final = 8  # questions of one history: more gaps than that are asked for together with what lies between


@dataclass(slots=True, eq=False)
class _Open:
    """One history that is wanted. `errands` stay the same while it is, so that what was answered counts."""

    ask: AskHistory
    columns: tuple[Column, ...] = ()
    errands: tuple[Past, ...] = ()
    read: bool = False
    due: bool = True
    grown: bool = False  # there is more in the archive than was read
    read_at: float = 0.0  # epoch seconds
    problem: Problem | None = None
    answer: Answer = field(default_factory=lambda: Answer(total=1))
    made_of: tuple[object, ...] = ()


class Histories:
    """The histories that are wanted. `now` gives epoch seconds as the service sees them."""

    def __init__(self, archive: Archive, now: Callable[[], float], beside: Beside) -> None:
        self._archive, self._now, self._beside = archive, now, beside
        self._open: dict[AskHistory, _Open] = {}

    def want(self, asks: Iterable[Ask]) -> None:
        """From now on only these matter."""
        wanted = [ask for ask in asks if isinstance(ask, AskHistory)]
        self._open = {ask: self._open.get(ask) or _Open(ask) for ask in wanted}

    def __bool__(self) -> bool:
        """Whether any is wanted."""
        return bool(self._open)

    @property
    def due(self) -> bool:
        """Whether the archive has to be read."""
        return any(each.due for each in self._open.values())

    @property
    def errands(self) -> tuple[Past, ...]:
        """What the service has to be asked for them, as far as that is known by now."""
        return tuple(dict.fromkeys(chain.from_iterable(each.errands for each in self._open.values())))

    def grown(self) -> None:
        """There is more in the archive: windows that reach into the last day are read again."""
        for each in self._open.values():
            each.grown |= each.ask.window.end > self._now() - DAY

    def tick(self) -> None:
        """Time has passed: what has grown may be due."""
        for each in self._open.values():
            every = BUCKET if each.ask.window.seconds <= _SHORT else min(each.ask.query.step, FIVE_MINUTES)
            if each.grown and abs(self._now() - each.read_at) >= every:
                each.grown, each.due = False, True

    async def read(self, answers: Mapping[Ask, Answer]) -> None:
        """Read those that are due, and find out what the service has to be asked beside."""
        for each in [each for each in self._open.values() if each.due]:
            each.due, each.read_at = False, self._now()
            try:
                each.columns, each.problem = await self._columns(each.ask), None
                asked = await self._asked(each.ask)
            except ArchiveError as error:
                each.problem, asked = told(error, self._now(), None), ()
            if not each.read:
                held = (batch.window for batch in _parts(each.ask, answers))
                each.errands, each.read = missing(each.ask, (*asked, *held), self._now()), True

    async def compose(self, answers: Mapping[Ask, Answer]) -> Mapping[Ask, Answer]:
        """The answers with those of the histories among them."""
        for each in list(self._open.values()):
            parts = _parts(each.ask, answers)
            if each.read and each.made_of != (each.columns, *parts):
                lines = await self._beside(lines_of, each.ask, (*each.columns, *_of(parts)))
                each.answer = replace(each.answer, parts=lines, received=self._now())
                each.made_of = (each.columns, *parts)
            each.answer = _counted(each, answers)
        return {**answers, **{ask: each.answer for ask, each in self._open.items()}}

    async def _columns(self, ask: AskHistory) -> tuple[Column, ...]:
        keys, span = queries.of(ask.query, await self._archive.keys()), whole(ask.window, ask.query.step)
        if not keys:
            return ()
        return tuple(
            chain.from_iterable([await self._archive.read(span, keys, step) for step in FINER[ask.query.step]])
        )

    async def _asked(self, ask: AskHistory) -> tuple[Window, ...]:
        """For which parts of the window offline data were asked for already, by whomever."""
        query = offline(ask.query)
        return () if query is None else await self._archive.asked(query, ask.window)


def offline(query: Query) -> Query | None:
    """The query of the offline data that belong to a line; None: there are none."""
    step = queries.offline_step(query)
    return None if step is None else replace(query, step=step)


def missing(ask: AskHistory, asked: Iterable[Window], now: float) -> tuple[Past, ...]:
    """What the service has to be asked for: what it has by now, and was not asked for yet; newest first."""
    query = offline(ask.query)
    if query is None:
        return ()
    offset, (start, end) = phase(query.step), ask.window
    first, last = ((ceil(at - offset, query.step) + offset) for at in (start - query.step + 1, end))
    window = there(query, Window(first, last), now)
    gaps = [gap for gap in without(window, asked) if gap.end < window.end or gap.seconds >= min(YOUNG, window.seconds)]
    if len(gaps) > _MOST_GAPS:
        gaps = [Window(gaps[0].start, gaps[-1].end)]
    return tuple(Past(query, gap) for gap in reversed(gaps))


def there(query: Query, window: Window, now: float) -> Window:
    """The part of a window for which the service has offline data at `now`: neither too old nor too young."""
    spec = spec_of(action_of(Past(query, window)))
    return served(reachable(window, now, spec, query.step), now, spec, query.step)


def without(window: Window, parts: Iterable[Window]) -> list[Window]:
    """What is left of a window, in order."""
    gaps, at = [], window.start
    for start, end in sorted(parts):
        if start > at:
            gaps.append(Window(at, min(start, window.end)))
        at = max(at, end)
    return [gap for gap in (*gaps, Window(at, window.end)) if gap.seconds]


def lines_of(ask: AskHistory, columns: Sequence[Column]) -> tuple[Merged, ...]:
    """One line for each series that has a value in the window."""
    by_key: dict[object, list[Column]] = {}
    for column in columns:
        by_key.setdefault(column.key, []).append(column)
    lines = (merge(found[0].key, ask.window, ask.query.step, found) for found in by_key.values())
    return tuple(line for line in lines if any(line.codes))


def _parts(ask: AskHistory, answers: Mapping[Ask, Answer]) -> tuple[Batch, ...]:
    """All offline data of the same query that came so far, whatever was asked for."""
    query = offline(ask.query)
    found = (answer.parts for each, answer in answers.items() if isinstance(each, Past) and each.query == query)
    batches = (part for part in chain.from_iterable(found) if isinstance(part, Batch))
    return tuple(b for b in batches if b.window.start < ask.window.end and ask.window.start < b.window.end)


def _of(batches: Iterable[Batch]) -> list[Column]:
    return [Column.of(series) for batch in batches for series in batch.series if series.values]


def _counted(each: _Open, answers: Mapping[Ask, Answer]) -> Answer:
    """How far it has got: reading counts as one piece."""
    found = [answers.get(past, Answer(total=1)) for past in each.errands]
    problems = [*(answer.problem for answer in found if answer.problem), *([each.problem] if each.problem else [])]
    if any(problem.next_try is None for problem in problems) and any(not answer.complete for answer in found):
        problems = [problem for problem in problems if problem.next_try is not None] or problems[:0]
    return replace(
        each.answer,
        done=each.read + sum(answer.done for answer in found),
        total=1 + sum(max(1, answer.total) for answer in found),
        problem=problems[0] if problems else None,
        notes=tuple(dict.fromkeys(note for answer in found for note in answer.notes)),
    )
