"""The sound of a call at its four places, by slots: captured, sent, received, played; and from when on it is a voice."""

from __future__ import annotations

from math import isnan

from rtc_tui.core.call import Call, Span, Track, Way
from rtc_tui.core.diagnosis.scene import Cell, whole
from rtc_tui.core.diagnosis.slots import SLOT_MS, levels, slotted
from rtc_tui.core.rules import Rules
from rtc_tui.core.stats import median, percentile

_STILL = 0.5  # what rounds to zero, on a scale to 100 or 255
_SMALL_SCALE = 2.0  # a room that never gets louder counts from 0 to 1
_MOMENTS = 15  # reports with a voice from which it is known


class Sound:
    """The sound of a call by slots: captured, sent, received, played."""

    def __init__(self, call: Call, rules: Rules) -> None:
        self.call, self.rules = call, rules
        self.start = call.window.start * 1000
        self.senders = tuple(dict.fromkeys(way.peer for way in call.pairs))
        self.volume = {user: self._volume(user) for user in self.senders}
        peak = max((value for loud in self.volume.values() for value in loud.values()), default=100.0)
        self.still = _STILL if peak > _SMALL_SCALE else peak / 200
        self.sent = {user: levels(call.up(user), "audio_send_bitrate", self.start) for user in self.senders}
        self._got: dict[Way, dict[int, float]] = {}
        self.voice = self._voices()

    def got(self, way: Way) -> dict[int, float]:
        """The bitrate received by a pair."""
        if way not in self._got:
            self._got[way] = levels(self.call.tracks[way], "audio_recv_bitrate", self.start)
        return self._got[way]

    def falls_silent(self, way: Way) -> bool:
        """Whether next to nothing is received at any time."""
        rates = self.call.tracks[way].column("audio_recv_bitrate").values
        return min(rates, default=self.rules.silence_kbps) < self.rules.silence_kbps

    def _volume(self, user: str) -> dict[int, float]:
        """The loudest of each slot."""
        track = self.call.own(user, "audio_capture_volume")
        return {} if track is None else loudest(track, "audio_capture_volume", self.start)

    def _voices(self) -> dict[str, float]:
        """From which volume on somebody speaks: half of what their voice is like while a voice is sent.

        Who says little has few such moments, and who sends without DTX has pauses among them: hence a high quantile,
        and never far below what the others' voices are like.
        """
        moments = {user: self._while_sent(user) for user in self.senders}
        own = {user: percentile(loud, 0.8) for user, loud in moments.items() if len(loud) >= _MOMENTS}
        usual = median(own.values())
        if isnan(usual):
            return dict.fromkeys(self.senders, self.rules.speech_volume)
        floor = self.rules.speech_volume if self.still == _STILL else 0.0
        return {user: max(own.get(user, usual) / 2, usual * 0.2, floor) for user in self.senders}

    def _while_sent(self, user: str) -> list[float]:
        """The volumes at the moments at which a voice was sent."""
        up, own = self.call.up(user), self.call.own(user, "audio_capture_volume")
        if up is None or own is None:
            return []
        sent = {at for at, rate in up.points("audio_send_bitrate", whole(self.call)) if rate >= self.rules.audio_kbps}
        loud = own.points("audio_capture_volume", whole(self.call))
        return [value for at, value in loud if at in sent and value > self.still]

    def speaks(self, user: str, at: int) -> bool:
        """Whether a user's microphone hears a voice."""
        return self.volume[user].get(at, 0.0) >= self.voice[user]

    def span(self, low: int, high: int) -> Span:
        """The time of the slots [low, high)."""
        return Span(self.start + low * SLOT_MS, self.start + high * SLOT_MS)

    def receivers(self, sender: str, span: Span) -> frozenset[Cell]:
        """Those who were there to hear a sender."""
        return frozenset(
            Cell(way.user, sender, "SIL")
            for way in self.call.pairs
            if way.peer == sender and not self.call.present(way.user, span) < 0.5
        )


def loudest(track: Track, metric: str, start: int) -> dict[int, float]:
    """The greatest value of each slot."""
    return {at: max(part) for at, part in slotted(track.column(metric), start).items()}
