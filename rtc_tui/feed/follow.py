"""From a source to snapshots: the one loop on which the screen and `--watch` both live.

Our own errors become `Health`; the last data stay. Any other exception is a bug and is not hidden.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from rtc_tui.core.ask import Wanted
from rtc_tui.core.model import Batch
from rtc_tui.core.snapshot import Problem, Snapshot
from rtc_tui.feed.source import Answered, Event, Failure, Recalled, Rewound, Source, told
from rtc_tui.store import Store


async def follow(source: Source, store: Store, watched: Callable[[], Wanted]) -> AsyncIterator[Snapshot]:
    """A snapshot after each answer, failure and change of subscription, for ever.

    `watched` tells what is wanted at that moment.
    """
    source.subscribe(watched())
    async for event in source.events():
        if isinstance(event, Rewound):
            store = Store()
        meter = source.meter()
        store.meter(meter.quota, meter.skew_s, meter.notes)
        store.watch(watched())
        snapshot = _applied(store, event, source.now())
        yield replace(snapshot, health=replace(snapshot.health, replay=meter.replay)) if meter.replay else snapshot


def _applied(store: Store, event: Event, now: float) -> Snapshot:
    match event:
        case Batch():
            return store.apply(event, now)
        case Failure():
            return store.fail(event.query, problem(event), now)
        case Answered():
            return store.answered(event.answers, now)
        case Recalled():
            return store.recall(event.batches, now)
        case _:
            return store.snapshot(now)


def problem(failure: Failure) -> Problem:
    """The error as data."""
    return told(failure.error, failure.at, failure.next_try)
