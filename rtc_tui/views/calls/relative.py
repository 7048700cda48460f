"""Rows of a pair whose limits lie in other rows: frames against those before them, a bitrate against its own past.

A screen that is shared has few frames all the way, and a talker who pauses has hardly any bitrate: neither is bad.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import isnan, nan
from typing import Final

from rtc_tui.core.call import Call, Span
from rtc_tui.core.call_bounds import RELATIVE
from rtc_tui.core.stats import median
from rtc_tui.core.thresholds import Severity, grade
from rtc_tui.views.calls.strips import Grid, Strip, strip

_VOLUME: Final = {"audio_send_bitrate": "audio_capture_volume", "audio_recv_bitrate": "audio_playback_volume"}
_BASES: Final = {
    "video_send_fps_big": ("video_capture_fps",),
    "video_recv_fps": ("video_send_fps_big", "video_send_fps_small"),
}
_DROPS: Final = ("video_send_bitrate_big", "video_recv_bitrate")
_PAST: Final = 60  # seconds


def shares(values: Sequence[float], bases: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Per cent of the base that fits best (of two streams one is received); NaN where one side is not told."""
    return tuple(
        max((100 * value / base[i] for base in bases if base[i] > 0), default=nan) for i, value in enumerate(values)
    )


def drops(values: Sequence[float], bucket: int) -> tuple[float, ...]:
    """How many per cent each lies below the median of the minute before; NaN without three columns of it.

    `bucket` is the seconds of a column.
    """
    past = _PAST // bucket
    out = []
    for i, value in enumerate(values):
        before = [one for one in values[max(0, i - past) : i] if not isnan(one)]
        usual = median(before) if len(before) >= 3 else nan
        out.append(100 * (usual - value) / usual if usual > 0 else nan)
    return tuple(out)


def graded(call: Call, strips: Sequence[Strip], sender: str, cells: Grid, profile: str) -> tuple[Strip, ...]:
    """The same rows; those whose limits are relative with the severity of what they are measured against."""
    return tuple(_graded(call, one, sender, cells, profile) for one in strips)


def _graded(call: Call, one: Strip, sender: str, cells: Grid, profile: str) -> Strip:
    if one.metric in _BASES:
        found = [strip(call.up(sender), base, sender, "up", cells, profile) for base in _BASES[one.metric]]
        whole = shares([one.whole], [[base.whole] for base in found])[0]
        return _with(one, "share", shares(one.values, [base.values for base in found]), whole)
    if one.metric in _DROPS:
        return _with(one, "drop", drops(one.values, cells.bucket), nan)
    if one.metric in _VOLUME:
        heard = _heard(call, one, cells)
        return _with(one, "voice", heard, median(value for value in heard if not isnan(value)))
    return one


def _heard(call: Call, one: Strip, cells: Grid) -> tuple[float, ...]:
    """The bitrates of columns without silence: in a pause next to nothing is sent."""
    metric = _VOLUME[one.metric]
    track = call.own(one.user, metric)
    if track is None:
        return (nan,) * len(one.values)
    spans = (Span(cells.time(i) * 1000, cells.time(i + 1) * 1000) for i in range(cells.count))
    loud = (min(track.over(metric, span), default=0.0) > 0 for span in spans)
    return tuple(value if here else nan for value, here in zip(one.values, loud, strict=True))


def _with(one: Strip, rule: str, measured: Sequence[float], whole: float) -> Strip:
    limits = RELATIVE[rule]
    severities: tuple[Severity, ...] = tuple(grade(limits, value) for value in measured)
    return replace(one, rule=rule, severities=severities, overall=grade(limits, whole), limits=None)
