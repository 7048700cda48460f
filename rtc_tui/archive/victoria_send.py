"""Bringing what waits into the engine, and forgetting it once it is proven to be there.

The engine says 204 to what it may lose: a kill costs about ten seconds, a retention that is too short everything older.
So a commit waits on disk until each of its values has been read back a minute after it was sent. What is missing then is
sent again. Before anything is sent, what is there already is looked at: nothing is stored twice.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from itertools import groupby
from typing import Final

from rtc_tui.archive.victoria_engine import Engine, Found
from rtc_tui.archive.victoria_labels import MARKS, quoted, selectors, sibling
from rtc_tui.archive.victoria_queue import Queue, Waiting
from rtc_tui.archive.victoria_state import (
    MARK,
    Held,
    Wanted,
    changes,
    held,
    import_lines,
    lay,
    lines_of,
    placed,
    span,
    wanted,
)
from rtc_tui.core.model import DAY

PROOF: Final = 60.0  # seconds after which the engine has what it took on its disk
_UNSEEN: Final = 30.0  # seconds in which what was sent may not be readable yet: ten, for a series that is new
_ROUND: Final = 100_000  # values at once
_OLD: Final = 27 * DAY  # seconds: what is older may be beyond a retention; what is younger is tried for ever
_TRIES: Final = 2


class Forwarder:
    """One app's queue on its way. Only one task may call it; `aside` is where the queue's disk is waited for."""

    def __init__(
        self, app: str, queue: Queue, engine: Engine, aside: Executor, steady: Callable[[], float],
        now: Callable[[], float],
    ) -> None:  # fmt: skip
        self._app, self._queue, self._engine = app, queue, engine
        self._aside, self._steady, self._now = aside, steady, now
        self._unseen: list[tuple[float, Held]] = []

    @property
    def unsent(self) -> int:
        """How many commits the engine has not taken yet."""
        return sum(1 for one in self._queue.waiting if one.sent is None)

    async def send(self) -> int:
        """Send some of what was not sent; how many commits. Raises `ArchiveUnreachable`."""
        some = _some([one for one in self._queue.waiting if one.sent is None])
        if not some:
            return 0
        want = await asyncio.to_thread(wanted, some)
        samples, body = await asyncio.to_thread(self._plan, want, await self._export(want))
        if body:
            await self._engine.send(body)
            self._unseen.append((self._steady(), samples))
        for one in some:
            one.sent = self._steady()
        return len(some)

    async def prove(self) -> int:
        """Read back some of what was sent long enough ago; how many commits are done. Raises `ArchiveError`."""
        old = self._steady() - PROOF
        some = _some([one for one in self._queue.waiting if one.sent is not None and one.sent <= old])
        if not some:
            return 0
        want = await asyncio.to_thread(wanted, some)
        found = await self._export(want)
        missing = await asyncio.to_thread(lambda: changes(want, held(found)))
        missing = _without(missing, self._queue.waiting, some[-1].number)
        touched = [one for one in some if _touches(one, missing)]
        if touched:
            self._unseen.clear()  # what it forgot is not there, whatever we remember
        for one in touched:
            one.sent, one.tries = None, one.tries + 1
            await self._give_up(one, missing)
        done = [one for one in some if one not in touched]
        await self._on_disk(lambda: self._queue.drop(done))
        return len(done)

    async def _give_up(self, one: Waiting, missing: Wanted) -> None:
        """Put aside what the engine takes and drops because it is too old for it."""
        mine = _of(one, missing)
        newest = max((bucket for buckets in mine.values() for bucket in buckets), default=0)
        if one.tries >= _TRIES and newest < self._now() - _OLD:
            await self._on_disk(lambda: self._queue.refuse(one, lines_of(mine)))

    async def _export(self, want: Wanted) -> list[Found]:
        found: list[Found] = []
        for step, some in groupby(sorted(want, key=lambda one: one[1]), key=lambda one: one[1]):
            first, last = span(want, step)
            if step == MARK:
                which = [f"{{__name__={quoted(MARKS)},app={quoted(self._app)}}}"]
            else:
                which = selectors(self._app, step, [labels for labels, _ in some])
            found += await self._engine.export(which, first - 0.999, last)
        return found

    def _plan(self, want: Wanted, found: Sequence[Found]) -> tuple[Held, bytes]:
        have = held(found)
        self._unseen = [(at, sent) for at, sent in self._unseen if at > self._steady() - _UNSEEN]
        about = {other for labels, _ in want for other in (labels, sibling(labels))}
        for _, sent in self._unseen:
            lay(have, {labels: sent[labels] for labels in about if labels in sent})
        samples = placed(changes(want, have), have)
        return samples, import_lines(samples)

    async def _on_disk(self, work: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._aside, work)


def _some(commits: Sequence[Waiting]) -> list[Waiting]:
    """The first of them, as many as go at once."""
    out: list[Waiting] = []
    count = 0
    for one in commits:
        count += one.values
        if out and count > _ROUND:
            break
        out.append(one)
    return out


def _without(missing: Wanted, commits: Sequence[Waiting], after: int) -> Wanted:
    """Without what a later commit says otherwise."""
    out = {place: dict(buckets) for place, buckets in missing.items()}
    for one in commits:
        if out and one.number > after:
            for place, buckets in _of(one, out).items():
                for bucket in buckets:
                    del out[place][bucket]
    return {place: buckets for place, buckets in out.items() if buckets}


def _of(one: Waiting, missing: Wanted) -> Wanted:
    """The part of what is missing that is in a commit."""
    out: Wanted = {}
    for line in one.lines:
        lacks = missing.get((line.labels, line.step))
        if lacks:
            there = {bucket: lacks[bucket] for bucket, _ in line.points() if bucket in lacks}
            if there:
                out.setdefault((line.labels, line.step), {}).update(there)
    return out


def _touches(one: Waiting, missing: Wanted) -> bool:
    return bool(missing) and bool(_of(one, missing))
