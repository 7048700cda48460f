"""What every kind of archive takes from an answer: which series, from which source, and what need not be asked again."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from rtc_tui.archive.names import text
from rtc_tui.core.merge import BACKFILLED, OFFLINE, RECORDED, STEPS
from rtc_tui.core.model import Batch, Provenance, Query, Series, Window

LATE_S: Final = 180  # a bucket that was asked for longer after its end than this was filled in later
SETTLED_S: Final = 600  # and after this long, what the service has not told of a window it will not tell


def query_name(query: Query) -> str:
    """A query as an archive names it; the same for the same query, always."""
    scope = query.scope
    about = [scope.room, scope.users, scope.os, scope.access]
    return text(json.dumps([query.feature, query.product, about, query.dimension, query.indicator, query.step]))


def alike(series: Sequence[Series]) -> Iterator[list[Series]]:
    """The series with values, in groups of one step and one source: mostly all of them at once."""
    there = [one for one in series if one.values]
    for (step, _), group in groupby(there, key=lambda one: (one.step, one.provenance)):
        if step in STEPS:
            yield list(group)


def code_of(source: Provenance, end: int, received: float) -> int:
    """The byte of a bucket that ended at `end`."""
    if source is Provenance.OFFLINE:
        return OFFLINE
    return RECORDED | BACKFILLED if received - end > LATE_S else RECORDED


def answered(batch: Batch) -> Window:
    """What need not be asked again: all of an old window, and of a fresh one as far as there are values."""
    if batch.received - batch.window.end > SETTLED_S:
        return batch.window
    return Window(batch.window.start, min(batch.window.end, max((s.end for s in batch.series), default=0)))
