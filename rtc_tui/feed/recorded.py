"""What is known at an instant of what was recorded: series, calls, and answers to what is asked once.

Nothing that became known later is told: a bucket shows when the service would have served it, a stay that ended later
has no end yet, call metrics stop at the instant. What was not recorded is said, not guessed.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType
from typing import Final, Protocol

from rtc_tui.core import queries
from rtc_tui.core.ask import Answer, Ask, AskDetail, AskHistory, AskRooms, AskUsers, Past
from rtc_tui.core.calls import CallDetail, CallRow, CallSeries, Room, User, merged
from rtc_tui.core.listing import Listing
from rtc_tui.core.merge import Column, whole
from rtc_tui.core.model import BUCKET, Batch, Feature, Query, SeriesKey, Window
from rtc_tui.core.snapshot import Problem
from rtc_tui.core.windows import floor
from rtc_tui.feed.following import series_of
from rtc_tui.feed.past import FINER, lines_of
from rtc_tui.text import t

# Seconds after its start at which a bucket is served (documents: 1 min; operation data 20 s after its end).
SERVED: Final[Mapping[Feature, int]] = MappingProxyType(
    {Feature.QUALITY: 60, Feature.DISTRIBUTION: 60, Feature.OPERATION: BUCKET + 20}
)


class Recordings(Protocol):
    """What can be played: an archive, or a bundle. Every method may raise `ArchiveError`."""

    @property
    def note(self) -> str:
        """What the user should know, as a finished sentence; or empty."""
        ...

    async def keys(self) -> tuple[SeriesKey, ...]:
        """Every series."""
        ...

    async def read(self, window: Window, keys: Collection[SeriesKey], step: int) -> tuple[Column, ...]:
        """What there is of each key at that step, on the window's whole grid."""
        ...

    async def asked(self, query: Query, window: Window) -> tuple[Window, ...]:
        """The parts of the window for which the query was answered, in order."""
        ...

    async def rooms(self, window: Window, room: str = "") -> tuple[Room, ...]:
        """The calls that overlap the window, oldest first."""
        ...

    async def users(self, room: str, window: Window) -> tuple[User, ...]:
        """Who was in a room's calls within the window."""
        ...

    async def details(self, room: str, window: Window) -> tuple[CallDetail, ...]:
        """The call details that overlap the window, oldest first."""
        ...

    async def close(self) -> None:
        """Nothing more is asked."""
        ...


def known_until(query: Query, now: float) -> int:
    """The end of the newest bucket of a query that the service has served by `now`."""
    if query.step != BUCKET:
        return floor(now, query.step)
    return floor(now - SERVED[query.feature]) + BUCKET


async def extent(recordings: Recordings, queries_: Iterable[Query], until: float) -> Window | None:
    """From the first to the last that was recorded of any of the queries before `until`; None: nothing was."""
    parts = [part for query in queries_ for part in await recordings.asked(query, Window(0, int(until) + BUCKET))]
    return Window(min(part.start for part in parts), max(part.end for part in parts)) if parts else None


async def batch(recordings: Recordings, query: Query, window: Window, now: float) -> Batch:
    """The series of a query, as far as they were known. A note says so where nothing at all was asked for."""
    end = min(window.end, known_until(query, now))
    span = Window(min(window.start, end), end)
    keys = queries.of(query, await recordings.keys()) if span.seconds else ()
    columns = await recordings.read(span, keys, query.step) if keys else ()
    series = tuple(found for column in columns if (found := series_of(column)).values)
    notes = () if series or await recordings.asked(query, span) else (unrecorded(query),)
    return Batch(query, window, series, now, notes=notes)


def unrecorded(query: Query) -> str:
    """That nobody asked for it, as a sentence."""
    scope = t("replay.a_room" if query.scope.room else "replay.whole_app")
    return t("replay.unrecorded", what=t(f"replay.what_{query.feature}", scope=scope))


async def answer(recordings: Recordings, ask: Ask, now: float) -> Answer:
    """What the question would have been answered at `now`, as far as that was recorded. May raise `ArchiveError`."""
    match ask:
        case AskHistory():
            return _whole(now, *await _lines(recordings, ask, now))
        case Past():
            found = await batch(recordings, ask.query, ask.window, now)
            return _whole(now, found, notes=found.notes)
        case AskRooms():
            rows = tuple(_room_then(one, now) for one in await recordings.rooms(_until(ask.window, now), ask.room))
            there = tuple(row for row in rows if row is not None)
            return _whole(now, Listing(ask.window, there, now, len(there)), notes=(t("replay.rooms"),))
        case AskUsers():
            return await _users(recordings, ask, now)
        case AskDetail():
            return await _detail(recordings, ask, now)
        case _:
            return _whole(now, notes=(t("replay.never"),))


def failed(problem: Problem) -> Answer:
    """An archive that can not be read ends the question."""
    return Answer(total=1, problem=problem)


def _whole(now: float, *parts: object, notes: tuple[str, ...] = ()) -> Answer:
    return Answer(parts, 1, 1, received=now, notes=notes)


def _until(window: Window, now: float) -> Window:
    end = min(window.end, int(now) + 1)
    return Window(min(window.start, end), end)


async def _lines(recordings: Recordings, ask: AskHistory, now: float) -> tuple[object, ...]:
    keys, span = queries.of(ask.query, await recordings.keys()), whole(ask.window, ask.query.step)
    if not keys:
        return ()
    read = [await recordings.read(span, keys, step) for step in FINER[ask.query.step]]
    columns = [cut(column, known_until(replace(ask.query, step=column.step), now)) for column in chain(*read)]
    return lines_of(ask, [column for column in columns if column.values])


def cut(column: Column, end: int) -> Column:
    """A column without the buckets that end after `end`."""
    count = max(0, min(len(column.values), (end - column.start) // column.step))
    if count == len(column.values):
        return column
    return replace(column, values=column.values[:count], codes=column.codes[:count])


def _room_then(room: Room, now: float) -> Room | None:
    """A call as it was known: what had not begun was not there, what went on had no end."""
    if room.created is not None and room.created > now:
        return None
    if room.ended is not None and room.ended > now:
        return replace(room, ended=None, users=None, finished=False)
    return room


async def _users(recordings: Recordings, ask: AskUsers, now: float) -> Answer:
    found: dict[tuple[str, str], User] = {}
    for user in await recordings.users(ask.room, _until(ask.window, now)):
        then = user_then(user, now)
        if then is not None and (not ask.users or user.user in ask.users):
            place = (user.user, user.call)
            found[place] = merged(found[place], then) if place in found else then
    rows = tuple(found.values())
    missing = tuple(name for name in ask.users if name not in {row.user for row in rows})
    notes = () if rows else (t("replay.no_users"),)
    return _whole(now, Listing(ask.window, rows, now, len(rows), missing_users=missing), notes=notes)


def user_then(user: User, now: float) -> User | None:
    """A user as they were known: who had not joined was not there, who left later was still there."""
    stays = tuple(
        stay._replace(left=stay.left if stay.left is not None and stay.left <= now else None)
        for stay in user.stays
        if stay.joined is None or stay.joined <= now
    )
    joined = user.joined if user.joined is not None else next((s.joined for s in stays if s.joined is not None), None)
    if (joined is not None and joined > now) or (user.stays and not stays):
        return None
    if user.left is None or user.left <= now:
        return replace(user, stays=stays)
    gone = bool(stays) and stays[-1].left is not None
    return replace(
        user, left=stays[-1].left if gone else None, stays=stays, online_s=_online(stays, now), finished=gone
    )


def _online(stays: Iterable[tuple[int | None, int | None]], now: float) -> float | None:
    spans = [(left if left is not None else now) - joined for joined, left in stays if joined is not None]
    return float(sum(spans)) if spans else None


@dataclass(frozen=True, slots=True)
class _Then:
    """What of a call's metrics is told: of whom, which way, and until when."""

    ask: AskDetail
    now: float

    def detail(self, detail: CallDetail) -> CallDetail:
        rows = tuple(self.row(row) for row in detail.rows if self._is_wanted(row) and self._has_begun(row))
        window = _until(detail.window, self.now)
        return replace(detail, window=window, rows=rows, missing_users=(), received=self.now)

    def _is_wanted(self, row: CallRow) -> bool:
        ask = self.ask
        return row.room == ask.room and row.user in ask.users and ask.direction in {None, row.direction}

    def _has_begun(self, row: CallRow) -> bool:
        """Whether any of it was there by then: else a row would name who had not joined yet."""
        firsts = [times[0] for metric in row.metrics if (times := row.series[metric.id].times_ms)]
        return not firsts or min(firsts) <= self.now * 1000

    def row(self, row: CallRow) -> CallRow:
        series = {name: self.series(row.series[name]) for name in (metric.id for metric in row.metrics)}
        return replace(row, series=MappingProxyType(series))

    def series(self, series: CallSeries) -> CallSeries:
        first = bisect_left(series.times_ms, self.ask.window.start * 1000)
        last = bisect_left(series.times_ms, min(self.ask.window.end, int(self.now) + 1) * 1000)
        if first == 0 and last == len(series.times_ms):
            return series
        return replace(series, times_ms=series.times_ms[first:last], values=series.values[first:last])


async def _detail(recordings: Recordings, ask: AskDetail, now: float) -> Answer:
    then = _Then(ask, now)
    found = await recordings.details(ask.room, _until(ask.window, now))
    parts = [part for part in map(then.detail, reversed(found)) if part.rows]  # the newest first
    told = {row.user for part in parts for row in part.rows}
    missing = [name for name in ask.users if name not in told]
    notes = (t("replay.no_details", n=len(missing), of=len(ask.users)),) if missing else ()
    return _whole(now, *parts, notes=notes)
