"""Who was hurt by whom: senders × receivers of a call, each figure made when it is looked at."""

from collections.abc import Iterable
from math import isnan, nan
from typing import Final, Literal, NamedTuple

from rtc_tui.core.call import Call, Span, Track, Way
from rtc_tui.core.rules import Rules

Measure = Literal["stall", "audio_stall", "video_stall", "loss", "delay", "fps", "bitrate"]
MEASURES: Final[tuple[Measure, ...]] = ("stall", "audio_stall", "video_stall", "loss", "delay", "fps", "bitrate")


class Margin(NamedTuple):
    """A row's or a column's vote: how many of its cells are bad, how many are known, and the worst value of all."""

    bad: int
    known: int
    worst: float


class Matrix:
    """The cells of a call over a span. Stalls and loss are per cent, delay ms, fps per second, bitrate kbps.

    `stall` is the worse of audio and video, each measured by its own limit in `severity`. NaN is "no data".
    """

    def __init__(self, call: Call, rules: Rules | None = None, span: Span | None = None) -> None:
        self._call, self._rules = call, rules or Rules()
        self.span = span or Span(call.window.start * 1000, call.window.end * 1000)
        self._known: dict[tuple[str, str, Measure], float] = {}
        self._votes: dict[
            tuple[bool, str, Measure], Margin
        ] = {}  # a margin of 100 users is 300 figures: too much per key
        self._receivers: dict[str, list[str]] = {}
        self._senders: dict[str, list[str]] = {}
        for way in call.pairs:
            self._receivers.setdefault(way.peer, []).append(way.user)
            self._senders.setdefault(way.user, []).append(way.peer)

    @property
    def users(self) -> tuple[str, ...]:
        """Everybody, as rows and as columns."""
        return self._call.names

    def receivers(self, sender: str) -> tuple[str, ...]:
        """Who received from a sender: the cells of their row."""
        return tuple(self._receivers.get(sender, ()))

    def senders(self, receiver: str) -> tuple[str, ...]:
        """From whom a receiver received: the cells of their column."""
        return tuple(self._senders.get(receiver, ()))

    def value(self, sender: str, receiver: str, measure: Measure = "stall") -> float:
        """One figure of one cell."""
        key = (sender, receiver, measure)
        if key not in self._known:
            track = self._call.tracks.get(Way(receiver, sender))
            self._known[key] = nan if track is None else _figure(track, measure, self.span)
        return self._known[key]

    def severity(self, sender: str, receiver: str) -> float:
        """How bad the stalls of a cell are in multiples of the limits: from 1 on it is bad; NaN without data."""
        return _worst(
            (
                self.value(sender, receiver, "audio_stall") / self._rules.audio_stall,
                self.value(sender, receiver, "video_stall") / self._rules.video_stall,
            )
        )

    def row(self, sender: str, measure: Measure = "stall") -> Margin:
        """The vote of everybody who received from a sender."""
        key = (True, sender, measure)
        if key not in self._votes:
            self._votes[key] = self._margin([(sender, receiver) for receiver in self.receivers(sender)], measure)
        return self._votes[key]

    def column(self, receiver: str, measure: Measure = "stall") -> Margin:
        """The vote of everybody whom a receiver received from."""
        key = (False, receiver, measure)
        if key not in self._votes:
            self._votes[key] = self._margin([(sender, receiver) for sender in self.senders(receiver)], measure)
        return self._votes[key]

    def _margin(self, cells: list[tuple[str, str]], measure: Measure) -> Margin:
        graded = [severity for cell in cells if not isnan(severity := self.severity(*cell))]
        values = [self.value(*cell, measure) for cell in cells]
        worst = _least(values) if measure in ("fps", "bitrate") else _worst(values)
        return Margin(sum(severity >= 1 for severity in graded), len(graded), worst)


def _figure(track: Track, measure: Measure, span: Span) -> float:
    match measure:
        case "stall":
            return _worst((track.stalled("audio_stall", span), track.stalled("video_stall", span)))
        case "audio_stall" | "video_stall":
            return track.stalled(measure, span)
        case "loss":
            return _worst((track.mean("audio_down_loss", span), track.mean("video_down_loss", span)))
        case "delay":
            return _worst((track.median("audio_down_delay", span), track.median("video_down_delay", span)))
        case "fps":
            return track.median("video_recv_fps", span)
        case "bitrate":
            rates = (track.median("audio_recv_bitrate", span), track.median("video_recv_bitrate", span))
            return sum(rate for rate in rates if not isnan(rate)) if not all(map(isnan, rates)) else nan


def _worst(values: Iterable[float]) -> float:
    return max((value for value in values if not isnan(value)), default=nan)


def _least(values: Iterable[float]) -> float:
    return min((value for value in values if not isnan(value)), default=nan)
