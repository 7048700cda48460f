"""The points of one series of a call, as two columns (FACTS 4.5)."""

from array import array
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import attrgetter, lt
from typing import Any, Final

import msgspec

from rtc_tui.client.envelope import decode
from rtc_tui.client.fields import fields, instant, number
from rtc_tui.core.model import Dropped
from rtc_tui.errors import RtcTuiError

MOST_POINTS: Final = 100_000  # of one series; an hour has 1 800
_LARGEST: Final = 1 << 24  # bytes of one series
Data = msgspec.Raw | list[Any] | None


class _Point(msgspec.Struct, gc=False):
    Time: int
    Value: float


_decoder: Final = msgspec.json.Decoder(list[_Point])
_time, _value = attrgetter("Time"), attrgetter("Value")


def column(parts: Sequence[Data], low_ms: int, high_ms: int) -> "tuple[array[int], array[float], Dropped]":
    """(epoch milliseconds, rising; values; what was left out) of a series that may come in several parts."""
    if len(parts) == 1 and isinstance(parts[0], msgspec.Raw):
        quick = _quick(parts[0], low_ms, high_ms)
        if quick is not None:
            return *quick, Dropped()
    return _careful((row for part in parts for row in _rows(part)), low_ms, high_ms)


def how_many(part: Data) -> int:
    """How many points a part holds."""
    if isinstance(part, msgspec.Raw):
        return len(_rows(part))
    return len(part or ())


def _quick(part: msgspec.Raw, low_ms: int, high_ms: int) -> "tuple[array[int], array[float]] | None":
    """The columns of points that are all as they should be; None when one is not."""
    if not _is_bearable(part):
        return None
    try:
        points = _decoder.decode(part)
        times = array("q", map(_time, points))
    except (msgspec.DecodeError, UnicodeDecodeError, OverflowError):
        return None
    in_order = all(map(lt, times, islice(times, 1, None)))
    if not times or (in_order and low_ms <= times[0] and times[-1] <= high_ms and times[0] >= 10**12):
        return times, array("d", map(_value, points))
    return None


def _is_bearable(part: msgspec.Raw) -> bool:
    view = memoryview(part)
    return len(view) <= _LARGEST and bytes(view).count(b"{") <= MOST_POINTS


def _rows(part: Data) -> Sequence[object]:
    """The rows of a part; of one that cannot be read, something that is counted as one bad row."""
    if isinstance(part, msgspec.Raw):
        if not _is_bearable(part):
            return (None,)
        try:
            part = decode(part)
        except RtcTuiError:
            return (None,)
    return part if isinstance(part, list) else ()


def _careful(points: Iterable[object], low_ms: int, high_ms: int) -> "tuple[array[int], array[float], Dropped]":
    """Each point for itself: sorted, of two at one time the later in the answer."""
    values: dict[int, float] = {}
    bad_time = bad_value = bad_shape = duplicate = 0
    for one in points:
        point = fields(one)
        at = instant(point.get("time")) if point is not None else None
        value = number(point.get("value")) if point is not None else None
        at_ms = None if at is None else round(at * 1000)
        if point is None:
            bad_shape += 1
        elif at_ms is None or not low_ms <= at_ms <= high_ms:
            bad_time += 1
        elif value is None:
            bad_value += 1
        else:
            duplicate += at_ms in values
            values[at_ms] = value
    times = array("q", sorted(values))
    return times, array("d", [values[at] for at in times]), Dropped(bad_time, bad_value, bad_shape, duplicate)
