"""Who could not be heard, and where the sound was lost (R2 to R6), by comparing one place with the next.

Microphone (captured volume) → encoder (sent bitrate) → service → receiver (received bitrate) → speaker (played volume).
A pause in speech is no symptom: with DTX the bitrate falls while the microphone still hears the room.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan, nan

from rtc_tui.core.call import Call, Span, Track, Way
from rtc_tui.core.diagnosis.gaps import Stretch
from rtc_tui.core.diagnosis.scene import FULL, Cell, Finding
from rtc_tui.core.diagnosis.symptoms import SLOT_MS, levels, runs, slotted
from rtc_tui.core.diagnosis.verdict import Evidence, Remark
from rtc_tui.core.rules import Rules
from rtc_tui.core.stats import median

_STILL = 0.5  # of the volume scale: what rounds to zero
_SHORT = 2  # slots


class Sound:
    """The sound of a call by slots: captured, sent, received, played."""

    def __init__(self, call: Call, rules: Rules) -> None:
        self.call, self.rules = call, rules
        self.start = call.window.start * 1000
        self.senders = tuple(dict.fromkeys(way.peer for way in call.pairs))
        self.volume = {user: self._volume(user) for user in self.senders}
        self.sent = {user: levels(call.up(user), "audio_send_bitrate", self.start) for user in self.senders}
        self._got: dict[Way, dict[int, float]] = {}
        self.voice = {user: self._voice(user) for user in self.senders}

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
        return {} if track is None else _loudest(track, "audio_capture_volume", self.start)

    def _voice(self, user: str) -> float:
        """From which volume on a user speaks: half of what it is like while a voice is sent, theirs or the others'."""
        while_sent = [level for one in (user,) for level in self._while_sent(one)]
        if not while_sent:
            while_sent = [level for one in self.senders for level in self._while_sent(one)]
        learned = median(while_sent) / 2
        return self.rules.speech_volume if isnan(learned) or not learned else learned

    def _while_sent(self, user: str) -> list[float]:
        loud, sent = self.volume[user], self.sent[user]
        return [loud[at] for at in loud.keys() & sent.keys() if sent[at] >= self.rules.audio_kbps and loud[at] > _STILL]

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


def silences(call: Call, rules: Rules) -> Iterator[Stretch]:
    """R2 to R6 for everybody."""
    sound = Sound(call, rules)
    for sender in sound.senders:
        yield from _microphone(sound, sender)
        yield from _not_sent(sound, sender)
        yield from _not_received(sound, sender)
    for receiver in dict.fromkeys(way.user for way in call.pairs):
        yield from _not_played(sound, receiver)


def _microphone(sound: Sound, sender: str) -> Iterator[Stretch]:
    """R2 where nothing is captured and next to nothing sent, R3 where silence is sent as if it were a voice."""
    loud, sent, rules = sound.volume[sender], sound.sent[sender], sound.rules
    still = {at for at, value in loud.items() if value < _STILL}
    if not loud:  # this client does not tell its volume: nothing sent at all is a mute all the same
        still = {at for at, value in sent.items() if value == 0}
    for rule, chosen in (
        ("R2", {at for at in still if sent.get(at, nan) <= rules.silence_kbps}),
        ("R3", {at for at in still if sent.get(at, nan) > rules.silence_kbps}),
    ):
        for low, high in runs(chosen, 0):
            rate = median(sent[at] for at in range(low, high))
            nothing = rule == "R2" and loud and max(sent[at] for at in range(low, high)) == 0
            if (high - low) * SLOT_MS < (_SHORT * SLOT_MS if nothing else rules.mute_s * 1000):
                continue
            yield _from_microphone(sound, sender, rule, sound.span(low, high), rate)


def _from_microphone(sound: Sound, sender: str, rule: str, span: Span, rate: float) -> Stretch:
    told = [Evidence("audio_send_bitrate", sender, rate, sound.rules.silence_kbps, "kbps")]
    if sound.volume[sender]:
        told.insert(0, Evidence("audio_capture_volume", sender, 0.0, 1.0))
    up = sound.call.up(sender)
    fps = up.median("video_send_fps_big", span) if up is not None else nan
    if fps > 0:
        told.append(Evidence("video_send_fps_big", sender, fps, 0.0, "fps"))
    unchecked = [Remark("mute_event", sender)] if rule == "R2" else [Remark("permission", sender)]
    if not sound.volume[sender]:
        unchecked.append(Remark("no_volume", sender))
    sure = rate == 0 if rule == "R2" else rate >= sound.rules.audio_kbps
    cells = sound.receivers(sender, span)
    found = Finding(rule, "sender", sender, cells, FULL, tuple(told), True, sure, unchecked=tuple(unchecked))
    return Stretch(span, found)


def _not_sent(sound: Sound, sender: str) -> Iterator[Stretch]:
    """R4: a voice at the microphone, and nothing is sent of it."""
    sent, rules, up = sound.sent[sender], sound.rules, sound.call.up(sender)
    dumb = {at for at, rate in sent.items() if rate < rules.silence_kbps and sound.speaks(sender, at)}
    for low, high in runs(dumb, 1):
        span = sound.span(low, high)
        if high - low < _SHORT or up is None or up.mean("audio_up_loss", span) >= rules.loss_warn:
            continue
        if not _over_own_voice(sound, sender, span):
            continue
        volume = median(sound.volume[sender][at] for at in range(low, high) if at in dumb)
        told = (
            Evidence("audio_capture_volume", sender, volume, sound.voice[sender]),
            Evidence("audio_send_bitrate", sender, up.median("audio_send_bitrate", span), rules.silence_kbps, "kbps"),
            Evidence("audio_up_loss", sender, up.mean("audio_up_loss", span), rules.loss_warn, "%"),
        )
        known = tuple(one for one in told if not isnan(one.value))
        yield Stretch(span, Finding("R4", "sender", sender, sound.receivers(sender, span), FULL, known, vote=True))


def _over_own_voice(sound: Sound, sender: str, span: Span) -> bool:
    """Whether the microphone hears a voice for a good part of a span: what is merely loud once is a cough."""
    track = sound.call.own(sender, "audio_capture_volume")
    values = track.over("audio_capture_volume", span) if track is not None else ()
    return bool(values) and sum(value >= sound.voice[sender] for value in values) >= len(values) / 4


def _not_received(sound: Sound, sender: str) -> Iterator[Stretch]:
    """R5, and where nobody gets what is sent, the way up: a voice is sent, and somebody receives nothing of it."""
    call, rules, sent = sound.call, sound.rules, sound.sent[sender]
    ways = [way for way in call.pairs if way.peer == sender]
    for way in ways:
        got = sound.got(way) if sound.falls_silent(way) else {}
        deaf = {at for at in got.keys() & sent.keys() if sent[at] >= rules.audio_kbps and got[at] < rules.silence_kbps}
        for low, high in runs(deaf, 0):
            span = sound.span(low, high)
            if high - low >= _SHORT and not call.present(sender, span) < 0.5 and not call.present(way.user, span) < 0.5:
                yield Stretch(span, _on_the_way(sound, way, ways, span))


def _on_the_way(sound: Sound, way: Way, ways: list[Way], span: Span) -> Finding:
    call, rules, sender = sound.call, sound.rules, way.peer
    up, down = call.up(sender), call.tracks[way]
    sent = up.median("audio_send_bitrate", span) if up is not None else nan
    loss = up.mean("audio_up_loss", span) if up is not None else nan
    told = [
        Evidence("audio_send_bitrate", sender, sent, rules.audio_kbps, "kbps"),
        Evidence(
            "audio_recv_bitrate", way.user, down.median("audio_recv_bitrate", span), rules.silence_kbps, "kbps", sender
        ),
    ]
    cells = frozenset((Cell(way.user, sender, "SIL"),))
    others = [one for one in ways if one != way and call.tracks[one].over("audio_recv_bitrate", span)]
    well = sum(call.tracks[one].median("audio_recv_bitrate", span) >= rules.silence_kbps for one in others)
    if loss >= rules.loss:
        told.append(Evidence("audio_up_loss", sender, loss, rules.loss, "%"))
        return Finding("R11", "sender", sender, cells, FULL, tuple(told), not well, loss >= rules.certain_loss)
    if others and not well:
        return Finding("R4", "sender", sender, cells, 0.8, tuple(told), True, unchecked=(Remark("path_unseen"),))
    lost = _lost(call, way.user, span)
    if lost >= rules.loss:
        told.append(Evidence("audio_down_loss", way.user, lost, rules.loss, "%"))
        return Finding("R12", "receiver", way.user, cells, FULL, tuple(told), bool(well), lost >= rules.certain_loss)
    told.append(Evidence("others_receive", sender, well, max(1, len(others))))
    unchecked = (Remark("subscription", way.user),)
    return Finding("R5", "receiver", way.user, cells, FULL, tuple(told), bool(well), bool(well), unchecked=unchecked)


def _lost(call: Call, receiver: str, span: Span) -> float:
    """The loss of a receiver's last hop, over all they receive."""
    tracks = [track for way, track in call.tracks.items() if way.user == receiver and way.peer]
    return median(
        max(_or(track.mean(f"{medium}_down_loss", span)) for medium in ("audio", "video")) for track in tracks
    )


def _or(value: float) -> float:
    return 0.0 if isnan(value) else value


def _not_played(sound: Sound, receiver: str) -> Iterator[Stretch]:
    """R6: voices arrive, and the speaker plays nothing. The volume played is the mix of all who speak."""
    call, rules = sound.call, sound.rules
    rows = [track for track in call.rows.get(receiver, ()) if track.has("audio_playback_volume")]
    if not rows or any(min(track.column("audio_playback_volume").values) >= _STILL for track in rows):
        return
    played: dict[int, float] = {}
    for track in rows:
        for at, value in _loudest(track, "audio_playback_volume", sound.start).items():
            played[at] = max(played.get(at, 0.0), value)
    mine = [way for way in call.pairs if way.user == receiver]
    arriving = {at: [way for way in mine if _arrives(sound, way, at)] for at, value in played.items() if value < _STILL}
    for low, high in runs({at for at, ways in arriving.items() if ways}, 1):
        span = sound.span(low, high)
        heard = dict.fromkeys(way for at in range(low, high) for way in arriving.get(at, ()))
        whole = [way for way in heard if not call.tracks[way].mean("audio_down_loss", span) >= rules.loss_warn]
        if high - low < _SHORT or not whole:
            continue
        rate = max(call.tracks[way].median("audio_recv_bitrate", span) for way in whole)
        told = (
            Evidence("audio_recv_bitrate", receiver, rate, rules.audio_kbps, "kbps", whole[0].peer),
            Evidence("audio_playback_volume", receiver, 0.0, 1.0),
        )
        cells = frozenset(Cell(receiver, way.peer, "SIL") for way in whole)
        unchecked = (Remark("output_device", receiver),)
        yield Stretch(span, Finding("R6", "receiver", receiver, cells, FULL, told, True, True, unchecked=unchecked))


def _arrives(sound: Sound, way: Way, at: int) -> bool:
    return sound.got(way).get(at, 0.0) >= sound.rules.audio_kbps and sound.speaks(way.peer, at)


def _loudest(track: Track, metric: str, start: int) -> dict[int, float]:
    return {at: max(part) for at, part in slotted(track.column(metric), start).items()}
