"""Who suffered what, and when: the gate that everything else stands behind (QUALITY_RULES 3.2).

Time is cut in slots of ten seconds. A slot is hurt when a minute around it is beyond the limit and the slot itself
contributes: so a fault that begins in the middle of a minute is not diluted by the calm half of it.
"""

from __future__ import annotations  # array[int] is for the type checker alone before Python 3.12

from collections.abc import Iterator
from math import inf, isnan
from typing import Final, NamedTuple

from rtc_tui.core.call import Call, Span, Track, Way
from rtc_tui.core.diagnosis.chance import beyond_chance
from rtc_tui.core.diagnosis.slots import BRIDGE, SLOT_MS, WINDOW, Marks, levels, runs, slotted
from rtc_tui.core.diagnosis.verdict import Symptom
from rtc_tui.core.rules import Rules
from rtc_tui.core.stats import median

LEAST_POINTS: Final = 3  # that hurt within a minute: one bad report is an accident


class Hurt(NamedTuple):
    """One pair in one window. `value` is the mean over the hurt slots; `began` and `ended` are the whole episode's."""

    receiver: str
    sender: str
    symptom: Symptom
    span: Span
    value: float
    limit: float
    began: int
    ended: int
    slots: int

    @property
    def weight(self) -> float:
        """How much was suffered: hurt seconds in multiples of the limit, the worst bounded."""
        return self.slots * SLOT_MS / 1000 * min(5.0, max(1.0, self.value / self.limit if self.limit else 1.0))


def symptoms(call: Call, rules: Rules) -> list[list[Hurt]]:
    """Per window of a minute, the pairs that were hurt in it. Silence is told by `silence`."""
    start = call.window.start * 1000
    windows = -(-call.window.seconds * 1000 // (SLOT_MS * WINDOW))
    out: list[list[Hurt]] = [[] for _ in range(max(1, windows))]
    heard = _stalls(call, "audio_stall", rules.audio_stall)
    seen = _stalls(call, "video_stall", rules.video_stall)
    for way in call.pairs:
        for symptom, limit, marks in _marks(call, way, rules, heard[way], seen[way]):
            for hurt in _pieces(way, symptom, limit, marks, start):
                at = (hurt.span.start - start) // (SLOT_MS * WINDOW)
                if 0 <= at < len(out):
                    out[at].append(hurt)
    return out


def _stalls(call: Call, metric: str, limit: float) -> dict[Way, Marks]:
    """Per pair, the slots in which it stalls more than chance makes anybody stall."""
    start = call.window.start * 1000
    found = {way: stalled(call.tracks[way], metric, limit, start) for way in call.pairs}
    return beyond_chance(call, metric, limit, found)


def _marks(call: Call, way: Way, rules: Rules, heard: Marks, frozen: Marks) -> Iterator[tuple[Symptom, float, Marks]]:
    """The hurt slots of a pair, per symptom; the stalls of its sound and of its picture are known."""
    yield "AS", rules.audio_stall, heard
    yield "VS", rules.video_stall, frozen or _choppy(call, way, rules)
    yield "DLY", rules.delay, _delayed(call, way, rules)
    if not frozen:
        yield "BLUR", 100.0, _blurred(call, way, rules)


def _pieces(way: Way, symptom: Symptom, limit: float, marks: Marks, start: int) -> Iterator[Hurt]:
    """One `Hurt` per window that has hurt slots."""
    for began, ended in runs(marks):
        for window in range(began // WINDOW, (ended - 1) // WINDOW + 1):
            here = [at for at in marks if began <= at < ended and at // WINDOW == window]
            if here:
                span = Span(start + min(here) * SLOT_MS, start + (max(here) + 1) * SLOT_MS)
                value = sum(marks[at] for at in here) / len(here)
                yield Hurt(
                    way.user, way.peer, symptom, span, value, limit,
                    start + began * SLOT_MS, start + ended * SLOT_MS, len(here),
                )  # fmt: skip


def stalled(track: Track, metric: str, limit: float, start: int) -> Marks:
    """The slots in which a stall metric hurts, with their shares in per cent."""
    column = track.column(metric)
    step = track.step(metric)
    if not column.times or sum(column.values) * 100 < limit * min(len(column.values) * step, SLOT_MS * WINDOW):
        return {}  # not a minute's worth in the whole of it
    slots = slotted(column, start)
    shares = {at: min(100.0, 100 * sum(part) / (len(part) * step)) for at, part in slots.items()}
    hurt: Marks = {}
    figures = {at: (sum(part), len(part), sum(value > 0 for value in part)) for at, part in slots.items()}
    for first in {at - back for at, share in shares.items() if share >= limit for back in range(WINDOW)}:
        here = [figures[at] for at in range(first, first + WINDOW) if at in figures]
        total, count, bad = (sum(column) for column in zip(*here, strict=True))
        if bad < min(LEAST_POINTS, count) or 100 * total < limit * max(count * step, SLOT_MS * WINDOW / 2):
            continue
        hurt |= {at: shares[at] for at in range(first, first + WINDOW) if shares.get(at, 0.0) >= limit}
    return hurt


def _delayed(call: Call, way: Way, rules: Rules) -> Marks:
    """The slots in which somebody was heard or seen too late, on the way up or down."""
    start = call.window.start * 1000
    worst: Marks = {}
    up, down = call.up(way.peer), call.tracks[way]
    for track, way_name in ((up, "up"), (down, "down")):
        for medium in ("audio", "video"):
            metric = f"{medium}_{way_name}_delay"
            if track is None or max(track.column(metric).values, default=0.0) < rules.delay:
                continue
            for at, value in levels(track, metric, start).items():
                worst[at] = max(worst.get(at, -inf), value)
    seen = {at for at in worst if worst[at] >= rules.delay}
    return {at: worst[at] for at in seen if _dense(seen, at)}


def _choppy(call: Call, way: Way, rules: Rules) -> Marks:
    """The slots in which frames came so seldom that it is no picture any more, and it is no change of the source.

    A shared screen is still by nature: only a fall counts, at the same size, while the sender has a picture to send.
    """
    track, start = call.tracks[way], call.window.start * 1000
    usual = track.percentile("video_recv_fps", _whole(call), 0.8)
    if isnan(usual) or usual < rules.fps_weak or min(track.column("video_recv_fps").values) >= rules.fps_low:
        return {}
    fps = levels(track, "video_recv_fps", start)
    width, sent = (levels(track, "video_recv_width", start), levels(call.up(way.peer), "video_send_fps_big", start))
    wide = median(width.values())
    rate = levels(track, "video_recv_bitrate", start)  # what does not arrive at all is no matter of frames
    seen = {
        at
        for at, value in fps.items()
        if value < rules.fps_low and width.get(at, wide) == wide and sent.get(at, 1.0) and rate.get(at, 1.0)
    }
    limit = rules.video_stall
    return {at: limit * rules.fps_low / max(fps[at], 1.0) for at in seen if _dense(seen, at)}


def _blurred(call: Call, way: Way, rules: Rules) -> Marks:
    """The slots in which much less of the picture came than was sent: (how many times less) × 100.

    Whoever has the small stream all the time, over a good link, has asked for it.
    """
    start = call.window.start * 1000
    up, down = call.up(way.peer), call.tracks[way]
    if up is None or not up.has("video_send_width") or not down.has("video_recv_width"):
        return {}
    edges = [
        levels(track, f"video_{way_name}_{edge}", start)
        for track, way_name in ((up, "send"), (down, "recv"))
        for edge in ("width", "height")
    ]
    seen: Marks = {}
    for at in edges[0].keys() & edges[1].keys() & edges[2].keys() & edges[3].keys():
        sent, got = edges[0][at] * edges[1][at], edges[2][at] * edges[3][at]
        if 0 < got * 100 < sent * rules.blur_area:
            seen[at] = 100 * sent / got * rules.blur_area / 100
    lossy = any(down.mean(f"{medium}_down_loss", _whole(call)) >= rules.loss_warn for medium in ("audio", "video"))
    had_more = sum(edges[2][at] * edges[3][at] > 0 for at in edges[2].keys() & edges[3].keys() - seen.keys())
    if not lossy and had_more < BRIDGE:
        return {}
    return {at: value for at, value in seen.items() if _dense(set(seen), at)}


def _dense(seen: set[int], at: int) -> bool:
    """Whether a slot is one of at least three within a minute: what passes in less is no symptom."""
    return any(
        sum(other in seen for other in range(low, low + WINDOW)) >= LEAST_POINTS for low in range(at - 5, at + 1)
    )


def _whole(call: Call) -> Span:
    return Span(call.window.start * 1000, call.window.end * 1000)
