"""One pair on one time axis: what the sender sent over what the receiver received of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import isnan
from typing import Final

from rtc_tui.core.call import Call, Span, Track, Way
from rtc_tui.core.call_bounds import RELATIVE
from rtc_tui.core.calls import Direction
from rtc_tui.core.matrix import Matrix
from rtc_tui.core.metrics import CATALOGUE, order
from rtc_tui.core.rules import Rules
from rtc_tui.text import t
from rtc_tui.views.calls.relative import graded
from rtc_tui.views.calls.strips import STALLS, Grid, Strip, strip
from rtc_tui.views.cells import number

UP: Final = (
    "audio_capture_volume", "audio_send_bitrate", "audio_up_loss", "audio_up_delay", "video_capture_fps",
    "video_send_fps_big", "video_send_height", "video_send_bitrate_big", "video_up_loss", "video_up_delay", "cpu_app",
    "cpu_system",
)  # fmt: skip
DOWN: Final = (
    "audio_stall", "video_stall", "audio_playback_volume", "audio_recv_bitrate", "audio_down_loss", "audio_down_delay",
    "video_recv_fps", "video_recv_height", "video_recv_bitrate", "video_down_loss", "video_down_delay", "cpu_app",
    "cpu_system",
)  # fmt: skip
# Of a user's own: any row of theirs may tell it (FACTS 12).
_OWN: Final = frozenset(("cpu_app", "cpu_system", "audio_capture_volume", "audio_playback_volume"))
# What to show first where there is little room.
_FIRST: Final = (
    "down:audio_stall", "down:video_stall", "up:audio_up_loss", "down:audio_down_loss", "up:video_up_loss",
    "down:video_down_loss", "up:audio_capture_volume", "down:audio_playback_volume", "up:video_capture_fps",
    "up:video_send_fps_big", "down:video_recv_fps", "up:cpu_system", "down:cpu_system", "up:audio_send_bitrate",
    "down:audio_recv_bitrate", "up:audio_up_delay", "down:audio_down_delay", "up:video_send_bitrate_big",
    "down:video_recv_bitrate", "up:video_send_height", "down:video_recv_height",
)  # fmt: skip
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """What one user sent, or received."""

    user: str
    side: str  # up, down
    strips: tuple[Strip, ...]


def groups(call: Call, sender: str, receiver: str, cells: Grid, profile: str, *, every: bool) -> tuple[Group, Group]:
    """The two rows of a pair; `every`: all metrics that they tell or should tell, else those that matter."""
    return (
        Group(sender, "up", _strips(call, call.up(sender), sender, "up", sender, cells, profile, every=every)),
        Group(receiver, "down", _strips(call, call.down(receiver, sender), receiver, "down", sender, cells, profile, every=every)),
    )  # fmt: skip


def sent(call: Call, user: str, cells: Grid, profile: str, *, every: bool) -> Group:
    """What a user sent, alone."""
    return Group(user, "up", _strips(call, call.up(user), user, "up", user, cells, profile, every=every))


def _strips(  # noqa: PLR0917 - what a group is made of
    call: Call, track: Track | None, user: str, side: str, sender: str, cells: Grid, profile: str, *, every: bool
) -> tuple[Strip, ...]:
    names = every_metric(track, side) if every else UP if side == "up" else DOWN
    found = (
        strip(call.own(user, metric) if metric in _OWN else track, metric, user, side, cells, profile)
        for metric in names
    )
    return graded(call, tuple(found), sender, cells, profile)


def chosen(found: Sequence[Group], room: int) -> tuple[Group, ...]:
    """As many strips as there is room for: stalls, what is bad, then in the order of how often it tells the cause.

    What nobody tells of is left out first.
    """
    rank = {key: i for i, key in enumerate(_FIRST)}

    def urgency(one: Strip) -> tuple[bool, bool, bool, int]:
        place = rank.get(one.key, len(rank))
        return isnan(one.high), one.metric not in STALLS, not one.bad, place

    kept = {one.key for one in sorted(rows(found), key=urgency)[: max(1, room)]}
    return tuple(replace(group, strips=tuple(one for one in group.strips if one.key in kept)) for group in found)


def every_metric(track: Track | None, side: str) -> tuple[str, ...]:
    """All that a row should tell by the documents, and all that it does tell; unknown ones last."""
    direction = Direction(side)
    expected: Iterable[str] = (metric.id for metric in CATALOGUE.values() if direction in metric.rows)
    return tuple(sorted({*expected, *(track.metrics if track is not None else ())}, key=order))


def bad_minutes(call: Call, ways: Iterable[Way], rules: Rules | None = None) -> tuple[int, ...]:
    """The minutes (their start, epoch seconds) in which somebody of these was hurt, worst first."""
    start, end = call.window.start, max(call.settled() // 1000, call.window.start)
    pairs = list(ways)
    found = []
    for minute in range(start - start % _MINUTE, end, _MINUTE):
        matrix = Matrix(call, rules, Span(minute * 1000, (minute + _MINUTE) * 1000))
        graded = [matrix.severity(way.peer, way.user) for way in pairs]
        worst = max((severity for severity in graded if not isnan(severity)), default=0.0)
        known = (min(end, minute + _MINUTE) - max(start, minute)) / _MINUTE
        if worst >= 1:
            found.append((-worst * known, minute))
    return tuple(minute for _, minute in sorted(found))


def next_minute(found: tuple[int, ...], cursor: int | None, step: int) -> int | None:
    """The next or previous bad minute of a walk; from anywhere else the first. None: there is none."""
    if not found:
        return None
    here = None if cursor is None else cursor - cursor % _MINUTE
    if here not in found:
        return found[0 if step > 0 else -1]
    return found[(found.index(here) + step) % len(found)]


def reading(one: Strip, column: int | None, user: str, profile: str) -> str:
    """A row in full: name, value, extremes, limits."""
    if isnan(one.high):
        return t("pair.no_values", name=one.name, user=user)
    text = t(
        "pair.reading", name=one.name, user=user, value=one.shown(one.value(column)), low=one.shown(one.low),
        high=one.shown(one.high),
    )  # fmt: skip
    if one.rule:
        warn, crit = (number(limit, 0) for limit in (RELATIVE[one.rule].warn, RELATIVE[one.rule].crit))
        return text + " · " + t(f"pair.rule_{one.rule}", warn=warn, crit=crit)
    if one.limits is None:
        return text + " · " + t("pair.no_bounds")
    sign = "<" if one.limits.better == "higher" else "≥"
    warn, crit = number(one.limits.warn, 0), number(one.limits.crit, 0)
    return text + " · " + t("pair.bounds", sign=sign, warn=warn, crit=crit, profile=profile)


def rows(found: Iterable[Group]) -> tuple[Strip, ...]:
    """All strips in the order of the screen."""
    return tuple(chain.from_iterable(group.strips for group in found))
