"""What should be in the engine, what is there, and what has to be sent for that. Pure.

A value of a bucket lies up to a second before the bucket's start: a correction is sent as a sample of its own, a
millisecond nearer to it. Reading takes the last, and so does PromQL; with a deduplication interval of one second the
engine keeps the last alone. (Two values at the same millisecond would not do: which of them stays is not defined, and
newer engines keep the greater one.)
"""

from array import array
from collections.abc import Iterable, Mapping
from math import isclose
from typing import Final, NamedTuple

from rtc_tui.archive.victoria_engine import Found
from rtc_tui.archive.victoria_labels import packed, sibling
from rtc_tui.archive.victoria_queue import Line, Waiting

MARK: Final = 1  # the step of what is no series: each second may have a value, and a smaller one never replaces it
FIRST: Final = -999  # milliseconds from the bucket's start to its first sample
_NEVER: Final = (0, 0.0)


class Stored(NamedTuple):
    """The sample of a bucket that counts: its time in milliseconds, and the value."""

    at: int
    value: float


Buckets = dict[int, float]
Wanted = dict[tuple[bytes, int], Buckets]  # by labels and step
Held = dict[bytes, dict[int, Stored]]


def bucket_of(at: int) -> int:
    """The bucket (epoch seconds) of a sample's time in milliseconds."""
    return -(-at // 1000)


def wanted(commits: Iterable[Waiting]) -> Wanted:
    """What the commits say, the later over the earlier."""
    out: Wanted = {}
    for commit in commits:
        for line in commit.lines:
            out.setdefault((line.labels, line.step), {}).update(line.points())
    return out


def held(found: Iterable[Found]) -> Held:
    """What an export says."""
    out: Held = {}
    for one in found:
        buckets = out.setdefault(packed(one.metric), {})
        for at, value in zip(one.timestamps, one.values, strict=True):
            buckets[bucket_of(at)] = Stored(at, value)
    return out


def lay(over: Held, more: Held) -> None:
    """What was sent a moment ago, over what can be read already; in place."""
    for labels, buckets in more.items():
        there = over.setdefault(labels, {})
        for bucket, stored in buckets.items():
            if stored.at >= there.get(bucket, _NEVER)[0]:
                there[bucket] = stored


def changes(want: Wanted, have: Mapping[bytes, Mapping[int, Stored]]) -> Wanted:
    """What is not there. Of a backfilled value it is enough that it was recorded in time."""
    nothing: Mapping[int, Stored] = {}
    out: Wanted = {}
    for (labels, step), buckets in want.items():
        own, other = have.get(labels, nothing), have.get(sibling(labels), nothing)
        missing = {
            bucket: value
            for bucket, value in buckets.items()
            if not _is_there(value, own.get(bucket) or other.get(bucket), step)
        }
        if missing:
            out[labels, step] = missing
    return out


def _is_there(value: float, stored: Stored | None, step: int) -> bool:
    if stored is None:
        return False
    near = isclose(value, stored.value, rel_tol=1e-9, abs_tol=1e-12)  # the engine keeps decimals, not bits
    return near or (step == MARK and stored.value > value)


def placed(missing: Wanted, have: Mapping[bytes, Mapping[int, Stored]]) -> Held:
    """The samples to send: the first of a bucket, or one after that which is there."""
    out: Held = {}
    for (labels, _), buckets in missing.items():
        own = have.get(labels, {})
        out[labels] = {
            bucket: Stored(min(bucket * 1000, own[bucket].at + 1 if bucket in own else bucket * 1000 + FIRST), value)
            for bucket, value in sorted(buckets.items())
        }
    return out


def import_lines(samples: Held) -> bytes:
    """As the engine imports them. Never a null: it would drop the whole line without a word."""
    return b"".join(
        b'{"metric":%b,"values":%b,"timestamps":%b}\n'
        % (
            labels,
            repr([stored.value for stored in buckets.values()]).encode(),
            repr([stored.at for stored in buckets.values()]).encode(),
        )
        for labels, buckets in samples.items()
        if buckets
    )


def lines_of(missing: Wanted) -> list[Line]:
    """To be put aside: one line for each value, since they may lie anywhere."""
    return [
        Line(labels, step, bucket, array("d", [value]))
        for (labels, step), buckets in missing.items()
        for bucket, value in buckets.items()
    ]


def span(want: Wanted, step: int) -> tuple[int, int]:
    """The first and the last bucket of a step."""
    starts = [bucket for (_, one), buckets in want.items() if one == step for bucket in buckets]
    return min(starts), max(starts)
