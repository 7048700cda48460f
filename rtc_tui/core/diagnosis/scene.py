"""One window of a call, asked about: what the rows say of the time that hurt, and how the others vote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isnan, nan
from typing import Final, Literal, NamedTuple

from rtc_tui.core.call import Call, Span, Track, Way
from rtc_tui.core.diagnosis.symptoms import Hurt
from rtc_tui.core.diagnosis.verdict import Evidence, Remark, Symptom
from rtc_tui.core.rules import Rules

Side = Literal["sender", "receiver", "both", "server", "unknown"]
FULL: Final = 1.0  # strength from which all conditions of a rule hold
FLOW: Final = frozenset(("AS", "VS", "DLY"))  # symptoms that a link or a device makes


class Cell(NamedTuple):
    """One thing to explain: a pair and what it suffered."""

    receiver: str
    sender: str
    symptom: Symptom


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that fits. `culprit` is whose end it is; `strength` from FULL on means that all conditions hold."""

    rule: str
    side: Side
    culprit: str
    cells: frozenset[Cell]
    strength: float
    evidence: tuple[Evidence, ...]
    vote: bool = False
    certain: bool = False
    contradicts: tuple[Remark, ...] = ()
    unchecked: tuple[Remark, ...] = ()


class Link(NamedTuple):
    """How bad one hop is: the strongest of loss, delay and swing in multiples of its limit, and the numbers."""

    strength: float
    loss: float
    delay: float
    swing: float
    evidence: tuple[Evidence, ...]

    @property
    def media(self) -> int:
        """How many of its figures are beyond a limit: audio and video count for themselves."""
        return sum(one.value >= one.limit for one in self.evidence)


@dataclass(slots=True, eq=False)
class Scene:
    """A window with its hurt cells. Questions about users are asked for the time in which their cells hurt."""

    call: Call
    rules: Rules
    window: Span
    hurts: list[Hurt]
    _links: dict[tuple[str, str], Link] = field(default_factory=dict)
    _soft: dict[tuple[str, str], bool] = field(default_factory=dict)
    _spans: dict[tuple[str, str], Span] = field(default_factory=dict)
    _cells: dict[tuple[str, str], list[Cell]] = field(default_factory=dict)
    hurt: set[tuple[str, str]] = field(default_factory=set)  # (receiver, sender) of those hurt by a link or a device
    _rows: dict[str, list[str]] = field(default_factory=dict)
    _columns: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for way in self.call.pairs:
            if self.seen(way):
                self._rows.setdefault(way.peer, []).append(way.user)
                self._columns.setdefault(way.user, []).append(way.peer)
        for one in self.hurts:
            for key in ((one.sender, one.receiver), (one.sender, ""), ("", one.receiver), ("", "")):
                known = self._spans.get(key, one.span)
                self._cells.setdefault(key, []).append(Cell(one.receiver, one.sender, one.symptom))
                self._spans[key] = Span(min(known.start, one.span.start), max(known.end, one.span.end))
            if one.symptom in FLOW:
                self._soft[one.receiver, one.sender] = True
                self.hurt.add((one.receiver, one.sender))

    def cells(self, sender: str = "", receiver: str = "", symptoms: frozenset[str] = FLOW) -> frozenset[Cell]:
        """The hurt cells of a row, a column, or all."""
        return frozenset(cell for cell in self._cells.get((sender, receiver), ()) if cell.symptom in symptoms)

    def span(self, sender: str = "", receiver: str = "") -> Span:
        """When they hurt, within this window; the whole window when they did not."""
        return self._spans.get((sender, receiver), self.window)

    def senders(self) -> list[str]:
        """Whose row hurts."""
        return list(dict.fromkeys(one.sender for one in self.hurts))

    def receivers(self) -> list[str]:
        """Whose column hurts."""
        return list(dict.fromkeys(one.receiver for one in self.hurts))

    def up(self, user: str, metric: str, span: Span) -> float:
        """The median of what a user sent; of loss the mean."""
        return _figure(self.call.up(user), metric, span)

    def down(self, receiver: str, sender: str, metric: str, span: Span) -> float:
        """The median of what one received from another; of loss the mean."""
        return _figure(self.call.down(receiver, sender), metric, span)

    def usual(self, track: Track | None, metric: str) -> float:
        """What a metric is like in a good part of the call."""
        return nan if track is None else track.percentile(metric, whole(self.call), 0.8)

    def cpu(self, user: str, span: Span) -> tuple[float, tuple[Evidence, ...]]:
        """How loaded a device is, in multiples of the limit, with the numbers; NaN when it tells none."""
        figures = []
        for metric, limit in (("cpu_app", self.rules.cpu_app), ("cpu_system", self.rules.cpu_system)):
            track = self.call.own(user, metric)
            value = nan if track is None else track.median(metric, span)
            figures += [] if isnan(value) else [Evidence(metric, user, value, limit, "%")]
        load = max((one.value / one.limit for one in figures), default=nan)
        return load, tuple(figures)

    def uplink(self, user: str) -> Link:
        """A sender's way to the service."""
        key = (user, "")
        if key not in self._links:
            self._links[key] = link(self.call.up(user), "up", user, "", self.span(sender=user), self.rules)
        return self._links[key]

    def downlink(self, receiver: str, sender: str) -> Link:
        """The way from the service to a receiver, as one sender's stream shows it: the last hop alone."""
        key = (receiver, sender)
        if key not in self._links:
            track, span = self.call.down(receiver, sender), self.span(receiver=receiver)
            above = self.uplink(sender).loss if self.rules.downlink_loss_is_end_to_end else 0.0
            self._links[key] = link(track, "down", receiver, sender, span, self.rules, 0.0 if isnan(above) else above)
        return self._links[key]

    def row(self, sender: str) -> list[str]:
        """Who received from a sender in this window."""
        return self._rows.get(sender, [])

    def column(self, receiver: str) -> list[str]:
        """From whom a receiver received in this window."""
        return self._columns.get(receiver, [])

    def seen(self, way: Way) -> bool:
        """Whether a pair has data in this window."""
        track = self.call.tracks[way]
        return any(track.over(metric, self.window) for metric in ("audio_stall", "video_stall", "audio_recv_bitrate"))

    def softly(self, receiver: str, sender: str) -> bool:
        """Whether a pair is hurt, or nearly: what a vote counts."""
        if (receiver, sender) not in self._soft:
            track = self.call.tracks[Way(receiver, sender)]
            limits = (("audio_stall", self.rules.audio_stall), ("video_stall", self.rules.video_stall))
            soft = any(track.stalled(metric, self.span()) >= limit / 2 for metric, limit in limits)
            self._soft[receiver, sender] = soft
        return self._soft[receiver, sender]

    def risen(self, receiver: str, sender: str) -> bool:
        """Whether a pair stalls twice as much while it hurts here as in the rest of the call; so where there is no rest."""
        track, here, every = self.call.tracks[Way(receiver, sender)], self.span(), whole(self.call)
        for metric in ("audio_stall", "video_stall"):
            share = track.stalled(metric, here)
            rest = [*track.over(metric, Span(every.start, here.start)), *track.over(metric, Span(here.end, every.end))]
            if share > 0 and (not rest or share >= 2 * 100 * sum(rest) / (len(rest) * track.step(metric))):
                return True
        return False

    def row_vote(self, sender: str) -> tuple[int, int]:
        """(hurt, known) of those who received from a sender."""
        known = self.row(sender)
        return sum(self.softly(receiver, sender) for receiver in known), len(known)

    def column_vote(self, receiver: str) -> tuple[int, int]:
        """(hurt, known) of those whom a receiver received from."""
        known = self.column(receiver)
        return sum(self.softly(receiver, sender) for sender in known), len(known)


def whole(call: Call) -> Span:
    """All of the call that is looked at."""
    return Span(call.window.start * 1000, call.window.end * 1000)


def _figure(track: Track | None, metric: str, span: Span) -> float:
    if track is None:
        return nan
    return track.mean(metric, span) if metric.endswith("_loss") else track.median(metric, span)


def link(  # noqa: PLR0917 - one hop is named by all of these
    track: Track | None, way: str, user: str, peer: str, span: Span, rules: Rules, above: float = 0.0
) -> Link:
    """One hop in a span; `above` is the loss that an earlier hop has added to its figure."""
    losses, delays, swings, evidence = [], [], [], []
    if track is None:
        return Link(0.0, nan, nan, nan, ())
    for medium in ("audio", "video"):
        loss = track.mean(f"{medium}_{way}_loss", span) - above
        delay = track.median(f"{medium}_{way}_delay", span)
        swing = track.percentile(f"{medium}_{way}_delay", span, 0.95) - delay
        losses.append(loss)
        delays.append(delay)
        swings.append(swing)
        evidence += [
            Evidence(f"{medium}_{way}_loss", user, loss, rules.loss, "%", peer),
            Evidence(f"{medium}_{way}_delay", user, delay, rules.delay, "ms", peer),
            Evidence(f"{medium}_{way}_swing", user, swing, rules.swing, "ms", peer),
        ]
    loss, delay, swing = (most(values) for values in (losses, delays, swings))
    strength = most((loss / rules.loss, delay / rules.delay, swing / rules.swing))
    known = tuple(one for one in evidence if not isnan(one.value))
    return Link(0.0 if isnan(strength) else strength, loss, delay, swing, known)


def most(values: Iterable[float]) -> float:
    """The greatest value that is there; NaN when none is."""
    return max((value for value in values if not isnan(value)), default=nan)


def fps_ratio(scene: Scene, receiver: str, sender: str, span: Span) -> float:
    """Frames received of a sender to the better matching of the streams sent, in per cent; at most 100."""
    got = scene.down(receiver, sender, "video_recv_fps", span)
    sent = [scene.up(sender, f"video_send_fps_{size}", span) for size in ("big", "small")]
    ratios = [min(100.0, 100 * got / fps) for fps in sent if fps > 0]
    return most(ratios)
