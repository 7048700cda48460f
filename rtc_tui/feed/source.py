"""What every source of data can do: the live service, and a replay of what was recorded."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from rtc_tui.core.ask import Answer, Ask, Wanted
from rtc_tui.core.model import Batch, Query, Window
from rtc_tui.core.snapshot import Problem, Quota, Replay
from rtc_tui.errors import RtcTuiError


@dataclass(frozen=True, slots=True)
class Failure:
    """A query that got no usable answer. `next_try` is in epoch seconds."""

    query: Query
    error: RtcTuiError
    at: float
    next_try: float


@dataclass(frozen=True, slots=True)
class Turned:
    """Other queries are polled from now on: nothing has arrived, but health speaks of something else."""


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """Some question that is asked once has got further: `answers` are all that the source keeps, wanted or not."""

    answers: Mapping[Ask, Answer]


@dataclass(frozen=True, slots=True, eq=False)
class Recalled:
    """What was recorded before anything was asked: the last known values, which are no answer of now."""

    batches: tuple[Batch, ...]


@dataclass(frozen=True, slots=True)
class Rewound:
    """Time has jumped: all that was told before is void."""


Event = Batch | Failure | Turned | Answered | Recalled | Rewound


@dataclass(frozen=True, slots=True)
class Meter:
    """What a source knows beside its answers: quota, clock skew in seconds, standing notes.

    `quota` is that of the busiest action, `spread` that of the real-time distributions.
    """

    quota: Quota = Quota()
    skew_s: float | None = None
    notes: tuple[str, ...] = ()
    spread: Quota = Quota()
    replay: Replay | None = None  # of a source that plays what was recorded


class Source(Protocol):
    """A source of batches. `events` is consumed by one task; the other calls never wait."""

    def now(self) -> float:
        """Epoch seconds as the service sees them."""
        ...

    def subscribe(self, wanted: Wanted) -> None:
        """From now on poll these, and only these; ask what has to be asked once."""
        ...

    def wake(self) -> None:
        """Ask again at once, for all that the source reaches back to."""
        ...

    async def fetch(self, query: Query, window: Window, *, deadline: float) -> Batch:
        """One answer beside the polling, within `deadline` seconds. Raises `RtcTuiError`."""
        ...

    def events(self) -> AsyncIterator[Event]:
        """Answers and failures as they come, and each change of subscription, for ever.

        Of questions that are asked once not more than a few times a second; whoever begins to listen hears what is
        answered by then.
        """
        ...

    def meter(self) -> Meter:
        """Quota, skew and notes as they are now."""
        ...

    async def aclose(self) -> None:
        """Give back connections."""
        ...


@runtime_checkable
class Playback(Source, Protocol):
    """A source whose time is the user's to choose. None of the calls waits but `holds`."""

    @property
    def paused(self) -> bool:
        """Whether its time stands still."""
        ...

    def toggle(self) -> None:
        """Pause, or go on."""
        ...

    def faster(self, step: int) -> None:
        """The next of the speeds there are; a negative step: a slower one."""
        ...

    def jump(self, at: float) -> None:
        """Go to a time (epoch seconds), as far as there is any; pausing or playing as before."""
        ...

    def newest(self) -> None:
        """Go to the latest that there is."""
        ...

    async def holds(self, polled: Iterable[Query]) -> bool:
        """Whether there is anything of these queries to show where its time stands. May raise `ArchiveError`."""
        ...


def told(error: RtcTuiError, since: float, next_try: float | None, attempts: int = 1) -> Problem:
    """An error as data; `since` and `next_try` are epoch seconds."""
    return Problem(
        kind=error.kind,
        message=error.message,
        hint=error.hint,
        exit_code=int(error.exit_code),
        since=since,
        attempts=attempts,
        next_try=next_try,
        code=error.code,
        request_id=error.request_id,
        action=error.action,
    )
