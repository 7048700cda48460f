"""Desk: questions that are asked once. What is wanted is asked in pieces, and what came is kept for going back.

The owner (`LiveSource`) calls `start_due`, waits for `tasks` or `due`, and then takes the `news`. Nothing in here waits,
but for the tasks; due times are kept in steady time.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from random import Random
from types import MappingProxyType
from typing import Final

from rtc_tui.clock import Clock
from rtc_tui.core.actions import MIB
from rtc_tui.core.ask import Answer, Ask, AskHistory, Errand
from rtc_tui.core.snapshot import Problem
from rtc_tui.errors import DeadlineExceeded, ResponseTooLarge, RtcTuiError, Unavailable
from rtc_tui.feed import plan
from rtc_tui.feed.errands import Client, may_have_more, pieces_of, run, unread, weight, within_reach
from rtc_tui.feed.pieces import Piece, Pieces
from rtc_tui.feed.source import told
from rtc_tui.text import t

AT_ONCE: Final = 2  # pieces under way, whatever the questions
KEPT: Final = 32  # questions whose answers are kept, those that are wanted included
MOST: Final = 96 * MIB  # bytes of all that is kept
NEWS_EVERY: Final = 0.25  # seconds: an answer that grows is told of that often, and at its end
_Task = asyncio.Task[object]


@dataclass(slots=True, eq=False)
class _Job:
    """How one question stands. `due` is in steady seconds, `asked` in epoch seconds.

    `old`: the parts are from before somebody wanted all anew, and go when the first new one comes.
    """

    ask: Errand
    asked: float
    pieces: Pieces
    notes: tuple[str, ...]
    answer: Answer = field(default_factory=Answer)
    due: float = 0.0
    failures: int = 0
    done: int = 0
    bytes: int = 0
    lost: int = 0  # rows and values of the parts that could not be read
    old: bool = False
    tasks: dict[_Task, Piece] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be asked."""
        problem = self.answer.problem
        return problem is not None and problem.next_try is None

    def may_start(self, steady: float) -> bool:
        """Whether a piece may go now."""
        if self.ended or not self.pieces or self.due > steady:
            return False
        return len(self.tasks) < self.pieces.together

    def count(self) -> None:
        """Write the pieces into the answer as they stand now."""
        total = self.done + len(self.tasks) + self.pieces.left
        done = self.done if total else 1  # nothing of the window can be had: that is an answer, too
        self.answer = replace(self.answer, done=done, total=max(1, total), notes=self.notes)
        if self.lost:
            self.answer = replace(self.answer, notes=(*self.notes, t("feed.unread", n=self.lost)))


class Desk:
    """The questions of one source. `now` gives epoch seconds as the service sees them."""

    def __init__(self, client: Client, clock: Clock, rng: Random, now: Callable[[], float]) -> None:
        self._client, self._clock, self._rng, self._now = client, clock, rng, now
        self._jobs: dict[Errand, _Job] = {}  # what was wanted longest ago first
        self._wanted: tuple[Errand, ...] = ()
        self._leaving: set[_Task] = set()
        self._changed = False
        self._next_news = 0.0

    def want(self, wanted: tuple[Ask, ...]) -> None:
        """From now on only these matter, the first of them first. What was answered is not asked again.

        Histories are no question of the service's: whoever has an archive asks for what it lacks.
        """
        asks = tuple(ask for ask in wanted if not isinstance(ask, AskHistory))
        if asks == self._wanted:
            return
        self._wanted = asks
        for ask in asks:
            self._jobs[ask] = self._jobs.pop(ask) if ask in self._jobs else self._opened(ask)
        for ask, job in self._jobs.items():
            if ask not in asks:
                self._stop(job)
        self._trim()
        self._changed = True

    def begin(self) -> None:
        """Somebody begins to listen: where nothing more will come, what came is news to them."""
        self._changed |= bool(self._wanted) and all(self._jobs[ask].answer.complete for ask in self._wanted)

    def wake(self) -> None:
        """Forget what failed, and what may have more to tell by now; what waits for its next try waits no more."""
        now = self._now()
        for ask, job in list(self._jobs.items()):
            job.due, job.failures = 0.0, 0
            if job.ended or (job.answer.complete and may_have_more(ask, job.asked, now)):
                self._stop(self._jobs.pop(ask))
                if ask in self._wanted:
                    self._jobs[ask] = self._opened(ask, job)
                self._changed = True

    def start_due(self) -> None:
        """Ask what may be asked now, in the order of what is wanted."""
        steady = self._clock.steady()
        for ask in self._wanted:
            job = self._jobs[ask]
            while len(self.tasks) < AT_ONCE and job.may_start(steady):
                self._start(job)

    @property
    def tasks(self) -> set[_Task]:
        """What is under way, or has ended and was not looked at yet."""
        return {task for job in self._jobs.values() for task in job.tasks}

    @property
    def due(self) -> float:
        """When (steady seconds) something is to be done although nothing has ended; infinite: never."""
        waiting = [self._next_news] if self._changed else []
        if len(self.tasks) < AT_ONCE:
            jobs = map(self._jobs.__getitem__, self._wanted)
            waiting += [job.due for job in jobs if job.due and job.may_start(job.due)]
        return min(waiting, default=inf)

    def news(self) -> Mapping[Ask, Answer] | None:
        """All answers that are kept, if any has grown since the last time; not more often than `NEWS_EVERY`.

        A bug in a question comes out here.
        """
        for job in list(self._jobs.values()):
            for task in [task for task in job.tasks if task.done()]:
                self._ended(job, job.tasks.pop(task), task.result())
        steady = self._clock.steady()
        if not self._changed or steady < self._next_news:
            return None
        self._changed, self._next_news = False, steady + NEWS_EVERY
        return MappingProxyType({ask: job.answer for ask, job in self._jobs.items()})

    async def aclose(self) -> None:
        """Stop what is under way."""
        for job in self._jobs.values():
            self._stop(job)
        await asyncio.gather(*self._leaving, return_exceptions=True)

    def _opened(self, ask: Errand, before: _Job | None = None) -> _Job:
        """A question not yet asked; of an earlier try the parts are shown until there are new ones."""
        now = self._now()
        pieces, notes = pieces_of(ask, now)
        job = _Job(ask, now, pieces, notes)
        if before is not None:
            job.answer, job.bytes, job.old = replace(before.answer, problem=None), before.bytes, True
        job.count()
        return job

    def _start(self, job: _Job) -> None:
        piece = job.pieces.take()
        job.tasks[asyncio.create_task(self._ask(job.ask, piece))] = piece

    async def _ask(self, ask: Errand, piece: Piece) -> object:
        """The part, the error, or None where nothing of the piece can be had any more."""
        left = within_reach(ask, piece, self._now())
        try:
            return await run(self._client, ask, left) if left else None
        except RtcTuiError as error:
            return error

    def _stop(self, job: _Job) -> None:
        """Nobody looks any more: what is under way is cancelled, and can be asked another time."""
        for task in [task for task in reversed(job.tasks) if not task.done()]:
            job.pieces.put_back(job.tasks.pop(task))
            self._leaving.add(task)
            task.add_done_callback(self._left)
            task.cancel()

    def _left(self, task: _Task) -> None:
        self._leaving.discard(task)
        if not task.cancelled():
            task.exception()  # it was looked at: that nobody wanted it any more is no reason to complain

    def _ended(self, job: _Job, piece: Piece, result: object) -> None:
        self._changed = True
        if isinstance(result, RtcTuiError):
            self._failed(job, piece, result)
        else:
            self._answered(job, piece, result)
        self._trim(job)

    def _answered(self, job: _Job, piece: Piece, part: object) -> None:
        parts, job.bytes, job.lost = ((), 0, 0) if job.old else (job.answer.parts, job.bytes, job.lost)
        if part is not None:
            size = weight(part)
            job.bytes += size
            job.lost += unread(part)
            job.pieces.answered(piece, size)
            parts = (*parts, part)
        job.old, job.done, job.failures = False, job.done + 1, 0
        problem = job.answer.problem if job.ended else None
        job.answer = replace(job.answer, parts=parts, problem=problem, received=self._now())
        job.count()

    def _failed(self, job: _Job, piece: Piece, error: RtcTuiError) -> None:
        if isinstance(error, ResponseTooLarge) and job.pieces.too_large(piece):
            job.count()
            return
        if isinstance(error, DeadlineExceeded):
            job.pieces.too_slow(piece)
        else:
            job.pieces.put_back(piece)
        if not job.ended:
            job.answer = replace(job.answer, problem=self._problem(job, error))
        job.count()

    def _problem(self, job: _Job, error: RtcTuiError) -> Problem:
        """The error as data; what may pass is tried again."""
        job.failures += 1
        now, next_try = self._now(), None
        if isinstance(error, Unavailable):
            wait = plan.wait_after_failure(error, job.failures, self._rng)
            job.due, next_try = self._clock.steady() + wait, now + wait
        before = job.answer.problem
        return told(error, before.since if before else now, next_try, job.failures)

    def _trim(self, grown: _Job | None = None) -> None:
        """Let go of what was wanted longest ago. What is wanted alone may be too much: then the rest is not asked."""
        for ask in [ask for ask in self._jobs if ask not in self._wanted]:
            if len(self._jobs) <= KEPT and self._bytes <= MOST:
                return
            del self._jobs[ask]
        if grown is not None and grown.pieces and self._bytes > MOST:
            grown.pieces.drop()
            grown.notes += (t("feed.too_much", mib=MOST // MIB),)
            grown.count()

    @property
    def _bytes(self) -> int:
        return sum(job.bytes for job in self._jobs.values())
