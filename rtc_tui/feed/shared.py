"""SharedSource: the live service and an archive as one source.

One process per app holds the archive's lock: it records what it polls, and beside it what is to be recorded always. The
others read what it commits, and ask the service themselves only for what it lacks; when it ends, one of them takes over
within `LOOK` seconds. Two tasks: `_relay` hands on what the live source brings, `_attend` looks after the archive. A
disk that refuses or hangs holds neither the screen nor the polls back.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final

from rtc_tui.archive import Archive
from rtc_tui.clock import Clock
from rtc_tui.core.actions import REALTIME_QUALITY
from rtc_tui.core.ask import Answer, Ask, Wanted
from rtc_tui.core.model import BUCKET, Batch, Query, Window
from rtc_tui.errors import ArchiveBusy, ArchiveError
from rtc_tui.feed.filler import NOTHING, Always, Filler
from rtc_tui.feed.following import Follower
from rtc_tui.feed.gate import Gate
from rtc_tui.feed.live import POLL_DEADLINE, LiveSource
from rtc_tui.feed.past import Beside, Histories
from rtc_tui.feed.recording import Recorder
from rtc_tui.feed.sharing import of_recorder, of_viewer
from rtc_tui.feed.source import Answered, Event, Failure, Meter, Recalled, Turned
from rtc_tui.text import t

LOOK: Final = 4.0  # seconds between two looks at the archive: cheap, and a fraction of a bucket
PATIENCE: Final = 1.0  # seconds that the first question waits for the archive
_CLOSING: Final = 3.0  # seconds that leaving waits for the disk


class SharedSource:
    """A `Source`. `records`: whether this process may become the one that writes."""

    def __init__(
        self, live: LiveSource, archive: Archive, clock: Clock, *, always: Always = NOTHING, records: bool = True,
        beside: Beside = asyncio.to_thread,
    ) -> None:  # fmt: skip
        self._live, self._archive, self._clock = live, archive, clock
        self._always, self._records = always, records
        self._follower, self._recorder = Follower(archive), Recorder(archive)
        self._histories = Histories(archive, live.now, beside)
        self._filler = Filler(archive, live, clock, always)
        self._wanted = Wanted()
        self._answers: Mapping[Ask, Answer] = MappingProxyType({})
        self._answered_by_service: set[Query] = set()  # what the service itself has answered
        self._others: tuple[Query, ...] = ()  # what those look at who read what we record
        self._told: tuple[Query, ...] = ()  # what we look at, as whoever records knows
        self._looked = False  # whether the archive was looked at, or took too long
        self._hangs = False
        self._writing, self._reading = Gate(clock), Gate(clock)  # one on the network may accept, and not be readable
        self._stands_by = False  # whether another process recorded when we last could see that
        self._unread = False  # whether the archive could not be read
        self._grown = self._composing = False
        self._woken = asyncio.Event()

    @property
    def records(self) -> bool:
        """Whether this process is the one that writes."""
        return self._archive.writes

    @property
    def trouble(self) -> ArchiveError | None:
        """What keeps the archive from being read or written right now."""
        return self._writing.trouble or self._reading.trouble

    def now(self) -> float:
        """Epoch seconds as the service sees them."""
        return self._live.now()

    def subscribe(self, wanted: Wanted) -> None:
        """From now on these; what another process records is read from the archive."""
        turned, self._wanted = wanted != self._wanted, wanted
        self._histories.want(wanted.asks)
        self._composing |= turned and bool(self._histories)  # a key that wants nothing else must not draw twice
        self._share()
        self._woken.set()

    def wake(self) -> None:
        """Ask the service and the archive again at once. What was refused is open again."""
        self._follower.forget()
        self._answers = {ask: replace(each, problem=None) for ask, each in self._answers.items()}
        self._live.wake()
        self._woken.set()

    async def fetch(self, query: Query, window: Window, *, deadline: float = POLL_DEADLINE) -> Batch:
        """One answer: of whoever records, if that is whole and new, else of the service. Raises `RtcTuiError`."""
        if recorded := await self._recorded(query, window):
            return recorded
        batch = await self._live.fetch(query, window, deadline=deadline)
        self._keep(batch)
        return batch

    async def _recorded(self, query: Query, window: Window) -> Batch | None:
        if self._archive.writes:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._follower.whole(query, window, self.now())
        except (ArchiveError, TimeoutError):
            return None

    def meter(self) -> Meter:
        """That of the live source, and what is to be said of the archive."""
        meter = self._live.meter()
        if not meter.quota.limit:  # nothing was asked by us: it is what the one that records uses
            meter = replace(meter, quota=self._live.quota(REALTIME_QUALITY))
        notes = [note for note in (self._archive.note, self._complaint()) if note]
        return replace(meter, notes=(*meter.notes, *notes))

    async def events(self) -> AsyncIterator[Event]:
        """What comes from the service and from the archive, for ever. A bug in either comes out here."""
        self._composing |= bool(self._histories)  # whoever begins to listen hears those there are
        out: asyncio.Queue[Event | Exception] = asyncio.Queue()
        tasks = [asyncio.create_task(_guarded(work(out), out)) for work in (self._relay, self._attend)]
        try:
            while True:
                event = await out.get()
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def aclose(self) -> None:
        """Commit what waits, as far as that goes at once, and give everything back."""
        await self._live.aclose()
        try:
            async with asyncio.timeout(_CLOSING):
                if self._archive.writes:
                    await self._recorder.flush()
                elif self._records:
                    await self._recorder.hand_over()
                await self._archive.close()
        except (ArchiveError, TimeoutError):
            pass  # it was told while it lasted; what was committed is there

    # ------------------------------------------------------------------ the service
    async def _relay(self, out: "asyncio.Queue[Event | Exception]") -> None:
        async for event in self._live.events():
            match event:
                case Batch():
                    self._answered_by_service.add(event.query)
                    self._keep(event)
                case Failure():
                    self._answered_by_service.discard(event.query)
                case Answered():
                    self._answered(event)
                    continue  # `_attend` adds the histories and hands it on
                case _:
                    pass
            out.put_nowait(event)

    def _keep(self, batch: Batch) -> None:
        if self._records:
            self._recorder.keep(batch)
            self._woken.set()

    def _answered(self, event: Answered) -> None:
        self._answers, self._composing = event.answers, True
        if self._records:
            self._recorder.keep_answers(event.answers)
        if self._filler.answered(event.answers):
            self._share()
        self._woken.set()

    # ------------------------------------------------------------------ the archive
    async def _attend(self, out: "asyncio.Queue[Event | Exception]") -> None:
        while True:
            self._woken.clear()
            turn = asyncio.create_task(self._turn(out))
            try:
                await asyncio.wait({turn}, timeout=PATIENCE)
                if not turn.done():  # the disk hangs: what is not known to be recorded is asked of the service
                    self._looked = self._hangs = True
                    self._share()
                await turn
            finally:
                turn.cancel()
            self._looked, self._hangs = True, False
            self._share()
            await self._pause()

    async def _pause(self) -> None:
        alarm: asyncio.Task[object] = asyncio.create_task(self._clock.sleep(LOOK))
        woken: asyncio.Task[object] = asyncio.create_task(self._woken.wait())
        try:
            await asyncio.wait({alarm, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            alarm.cancel()
            woken.cancel()

    async def _turn(self, out: "asyncio.Queue[Event | Exception]") -> None:
        """Everything that is to be done with the archive now."""
        before = self._complaint()
        if self._writing.is_open:
            await self._writing.go(self._take, self._put)
        if self._reading.is_open:
            unread, *_ = await self._reading.go(partial(self._read, out), self._meet, self._care)
            self._unread = unread is not None
        if self._complaint() != before:
            out.put_nowait(Turned())
        await self._tell(out)

    async def _take(self) -> None:
        """Become the one that writes, if nobody is."""
        if self._records and not self._archive.writes:
            self._stands_by = not await self._archive.take()

    async def _read(self, out: "asyncio.Queue[Event | Exception]") -> None:
        """What another process has recorded; where nobody else does, what was recorded before we came."""
        now, wanted = self.now(), self._wanted
        real = [query for query in wanted.polled if query.step == BUCKET]
        if self._archive.writes:
            real = [query for query in real if not self._follower.knows(query)]
        found = await self._follower.look(real, now) if real else ()
        fresh = [batch for batch in found if self._is_recorded(batch.query)]
        recalled = tuple(b for b in found if b not in fresh and b.query not in self._answered_by_service)
        if recalled:
            out.put_nowait(Recalled(recalled))
        for batch in fresh:
            out.put_nowait(batch)
        self._grown |= bool(found)

    async def _meet(self) -> None:
        """Hear what others look at, if we record; else tell what we do."""
        mine = () if self._archive.writes else tuple(q for q in self._wanted.shown if q.step == BUCKET)
        if mine != self._told:
            await self._archive.tell(mine)
            self._told = mine
        self._others = await self._archive.heard() if self._archive.writes else ()

    async def _put(self) -> None:
        """Write what waits, or give what only we know to the process that writes."""
        if self._archive.writes:
            self._grown |= await self._recorder.flush() > 0
        elif self._recorder.found:
            with suppress(ArchiveBusy):  # too much waits there: it waits here
                await self._recorder.hand_over()

    async def _care(self) -> None:
        """Retention, and what is to be filled in, where nothing is wrong."""
        if self._archive.writes and not self.trouble:
            await self._recorder.tidy(self._clock.steady(), self.now())
            await self._filler.look()

    async def _tell(self, out: "asyncio.Queue[Event | Exception]") -> None:
        """The answers to what is asked once, the histories among them."""
        if self._grown:
            self._grown = False
            self._histories.grown()
        self._histories.tick()
        if self._histories.due:
            self._composing = True
            await self._histories.read(self._answers)
            self._share()
        if self._composing:
            self._composing = False
            answers = await self._histories.compose(self._answers)
            out.put_nowait(Answered(MappingProxyType(dict(answers))))

    # ------------------------------------------------------------------ who asks what
    def _share(self) -> None:
        """Tell the live source what is ours to ask."""
        if not self._looked:
            return
        errands = self._histories.errands
        if self._archive.writes:
            asks = (*errands, *self._filler.errands)
            self._live.subscribe(of_recorder(self._wanted, self._always, self._others, asks))
        else:
            self._live.subscribe(of_viewer(self._wanted, self._is_ours, errands))

    def _is_ours(self, query: Query) -> bool:
        """Whether nobody asks it for us. What was not looked for yet waits for that, but not for a disk that refuses."""
        if self._unread or query.step != BUCKET:
            return True
        return not self._is_recorded(query) if self._follower.knows(query) else self._hangs

    def _is_recorded(self, query: Query) -> bool:
        """Whether another process asks it often enough."""
        if self._archive.writes or self._unread:
            return False
        return self._follower.is_fresh(query, self.now(), shown=query in self._wanted.shown)

    def _complaint(self) -> str:
        """A sentence about the archive; empty when all is well."""
        error = self.trouble
        if error is None or isinstance(error, ArchiveBusy):
            return t("feed.lost", count=self._recorder.lost) if self._recorder.lost else ""
        accepts = self._archive.writes and not self._writing.trouble  # and cannot be read
        if accepts or self._stands_by or not self._records:  # as far as we know it is recorded
            return f"{error.message} {error.hint}"
        return t("feed.not_recorded", message=error.message, hint=error.hint)


async def _guarded(work: Coroutine[object, object, None], out: "asyncio.Queue[Event | Exception]") -> None:
    """A bug ends the source, where its consumer can see it."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - raised again by `events`
        out.put_nowait(error)
