"""Where data are missing (R0), and who has left (R1): what a user's rows and their stays say about presence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isnan
from typing import NamedTuple

from rtc_tui.core.call import Call, Span, Track
from rtc_tui.core.diagnosis.scene import FULL, Cell, Finding
from rtc_tui.core.diagnosis.slots import SLOT_MS, runs
from rtc_tui.core.diagnosis.verdict import Evidence, Remark
from rtc_tui.core.rules import Rules

GAP_SLOTS = 3  # half of a minute without half of its points
_ALONE_S = 30.0  # how long others stay on before it is worth telling that somebody has gone


class Stretch(NamedTuple):
    """A finding with its own time: what does not go by windows."""

    span: Span
    finding: Finding


class Presence:
    """In which slots a call has data of whom."""

    def __init__(self, call: Call, rules: Rules) -> None:
        self.call, self._rules = call, rules
        self.start = call.window.start * 1000
        self.end = call.settled()
        self.slots = range(max(0, self.end - self.start) // SLOT_MS)
        self._filled: dict[int, set[int]] = {}

    def filled(self, track: Track | None) -> set[int]:
        """The slots in which a row has at least half of its points."""
        if track is None:
            return set()
        if id(track) not in self._filled:
            self._filled[id(track)] = self._of(track)
        return self._filled[id(track)]

    def _of(self, track: Track) -> set[int]:
        times, step = track.beats()
        least = min(1.0, SLOT_MS / step) if step * 2 > SLOT_MS else SLOT_MS / step * self._rules.least_points / 100
        counts: dict[int, int] = {}
        for at in times:
            slot = (at - self.start) // SLOT_MS
            counts[slot] = counts.get(slot, 0) + 1
        return {slot for slot, count in counts.items() if count >= least}

    def whole(self, user: str) -> set[int]:
        """The slots in which any row of a user has data."""
        return set().union(*(self.filled(track) for track in self.call.rows.get(user, ())))

    def expected(self, user: str) -> set[int]:
        """The slots in which a user was in the room all the time: as told, else between their first and last data."""
        if self.call.stays(user) is not None:
            return {at for at in self.slots if self.call.present(user, self.span(at, at + 1)) > 0.99}
        seen = self.whole(user)
        return set(range(min(seen), max(seen) + 1)) & set(self.slots) if seen else set()

    def span(self, low: int, high: int) -> Span:
        """The time of the slots [low, high)."""
        return Span(self.start + low * SLOT_MS, self.start + high * SLOT_MS)

    def receiving(self, sender: str, span: Span, rules: Rules) -> bool:
        """Whether anybody still got sound or picture from a sender."""
        for way, track in self.call.tracks.items():
            if way.peer == sender and (
                track.median("audio_recv_bitrate", span) >= rules.silence_kbps
                or track.median("video_recv_fps", span) > 0
            ):
                return True
        return False


def absences(call: Call, rules: Rules) -> Iterator[Stretch]:
    """R0 and R1 for everybody."""
    presence = Presence(call, rules)
    for user in call.names:
        if not call.rows.get(user):
            continue
        yield from _gaps(presence, user, rules)
        yield from _leaves(presence, user, rules)


def _gaps(presence: Presence, user: str, rules: Rules) -> Iterator[Stretch]:
    """All rows of a user are silent while they are in the room: R0. The way up alone: R0, or R1 if nobody gets it."""
    call, expected, seen = presence.call, presence.expected(user), presence.whole(user)
    if not seen:
        return
    for low, high in runs(expected - seen, 0):
        if high - low >= GAP_SLOTS:
            yield Stretch(presence.span(low, high), _gap(call, user, presence.span(low, high), "R0"))
    up, down = presence.filled(call.up(user)), seen - presence.filled(call.up(user))
    for low, high in runs({at for at in (down & expected) if up and at > min(up)}, 0):
        span = presence.span(low, high)
        if high - low >= GAP_SLOTS:
            rule = "R0" if presence.receiving(user, span, rules) else "R1"
            yield Stretch(span, _gap(call, user, span, rule))


def _gap(call: Call, user: str, span: Span, rule: str) -> Finding:
    if rule == "R0":
        told = (Evidence("gap", user, span.seconds, 2.0, "s"),)
        checked = () if call.stays(user) is not None else (Remark("no_leave_record", user),)
        return Finding("R0", "unknown", user, frozenset(), FULL, told, unchecked=checked)
    told = (Evidence("no_uplink", user, span.seconds, 10.0, "s"),)
    return Finding("R1", "sender", user, _silent(call, user), FULL, told, unchecked=_record(call, user))


def _silent(call: Call, sender: str) -> frozenset[Cell]:
    """Everybody in the room who had received from a sender."""
    return frozenset(Cell(way.user, sender, "SIL") for way in call.pairs if way.peer == sender)


def _record(call: Call, user: str) -> tuple[Remark, ...]:
    return () if call.stays(user) is not None else (Remark("no_leave_record", user),)


def _leaves(presence: Presence, user: str, rules: Rules) -> Iterator[Stretch]:
    """R1: a sender is away, and somebody has stayed who might miss them.

    Whoever goes has gone: it is told, as what somebody did. Those who break up together miss nobody.
    """
    call = presence.call
    if call.up(user) is None:
        return
    for span, back in _away(presence, user):
        left = frozenset(cell for cell in _silent(call, user) if _stays_on(presence, cell.receiver, span))
        if not left or span.seconds < (rules.silence_s if back else _ALONE_S):
            continue
        told = (
            Evidence("away", user, span.seconds, rules.silence_s, "s"),
            Evidence("left_at", user, span.start / 1000),
        )
        known = call.stays(user) is not None
        found = Finding("R1", "sender", user, left, FULL if known else 0.8, told, known, known)
        yield Stretch(span, replace(found, unchecked=_record(call, user)))


def _away(presence: Presence, user: str) -> Iterator[tuple[Span, bool]]:
    """(when a user was away after having been there, whether they came back)."""
    call = presence.call
    stays = call.stays(user)
    if stays is None:
        seen = presence.whole(user)
        last = max(seen, default=-1) + 1
        if seen and last < len(presence.slots):
            yield presence.span(last, len(presence.slots)), False
        return
    for i, stay in enumerate(stays):
        later = [other.joined for other in stays[i + 1 :] if other.joined is not None]
        until = min((at for at in later if stay.left is not None and at >= stay.left), default=None)
        if stay.left is not None:
            start = max(stay.left * 1000, presence.start)
            yield Span(start, presence.end if until is None else until * 1000), until is not None


def _stays_on(presence: Presence, user: str, span: Span) -> bool:
    """Whether a user was there for a good while of a span in which another was away."""
    share = presence.call.present(user, span)
    if not isnan(share):
        return share * span.seconds >= min(_ALONE_S, span.seconds * 0.9)
    seen = [at for at in presence.whole(user) if presence.start + at * SLOT_MS >= span.start]
    return len(seen) * SLOT_MS / 1000 >= min(_ALONE_S, span.seconds * 0.5)
