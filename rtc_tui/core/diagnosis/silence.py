"""Who could not be heard, and where the sound was lost (R2 to R6), by comparing one place with the next.

Microphone (captured volume) → encoder (sent bitrate) → service → receiver (received bitrate) → speaker (played volume).
A pause in speech is no symptom: with DTX the bitrate falls while the microphone still hears the room.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from math import isnan, nan

from rtc_tui.core.call import Call, Span, Way
from rtc_tui.core.diagnosis.gaps import Stretch
from rtc_tui.core.diagnosis.scene import FULL, Cell, Finding, whole
from rtc_tui.core.diagnosis.slots import SLOT_MS, levels, runs
from rtc_tui.core.diagnosis.sound import Sound, loudest
from rtc_tui.core.diagnosis.verdict import Evidence, Remark
from rtc_tui.core.rules import Rules
from rtc_tui.core.stats import median

_SENTENCE = 4  # reports
_SHORT = 2  # slots


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
    still = {at for at, value in loud.items() if value < sound.still}
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
    rules, up = sound.rules, sound.call.up(sender)
    for span, volume in _unsent(sound, sender) if up is not None else ():
        loss = up.mean("audio_up_loss", span) if up is not None else nan
        if up is None or loss >= rules.loss:
            continue  # a little loss of next to nothing explains nothing: the bitrate is counted before the net
        told = (
            Evidence("audio_capture_volume", sender, volume, sound.voice[sender]),
            Evidence("audio_send_bitrate", sender, up.median("audio_send_bitrate", span), rules.silence_kbps, "kbps"),
            Evidence("audio_up_loss", sender, loss, rules.loss, "%"),
        )
        known = tuple(one for one in told if not isnan(one.value))
        yield Stretch(span, Finding("R4", "sender", sender, sound.receivers(sender, span), FULL, known, vote=True))


def _unsent(sound: Sound, sender: str) -> Iterator[tuple[Span, float]]:
    """(when next to nothing was sent although there was a voice, the voice's volume), point by point.

    With DTX the bitrate rises with the voice, a report sooner or later: so the ends of a stretch do not count, and
    within it a good part must be voice, or some reports in a row.
    """
    up, call = sound.call.up(sender), sound.call
    own = call.own(sender, "audio_capture_volume")
    if up is None or own is None:
        return
    low = [at for at, rate in up.points("audio_send_bitrate", whole(call)) if rate < sound.rules.silence_kbps]
    step = up.step("audio_send_bitrate")
    for first, last in _stretches(low, 2.5 * step):
        inner = Span(round(first + step * 1.5), round(last - step * 0.5))
        loud = [value for _, value in own.points("audio_capture_volume", inner)]
        voices = [value for value in loud if value >= sound.voice[sender]]
        spoken = len(voices) >= max(3, len(loud) / 4) or _in_a_row(loud, sound.voice[sender]) >= _SENTENCE
        if last - first + step >= sound.rules.silence_s * 1000 and spoken:
            yield Span(first, round(last + step)), median(voices)


def _in_a_row(values: list[float], least: float) -> int:
    """The longest run of values that are at least so great."""
    return max((len(list(run)) for loud, run in groupby(values, lambda value: value >= least) if loud), default=0)


def _stretches(times: list[int], most: float) -> Iterator[tuple[int, int]]:
    """First and last of each run of times that are at most so far apart."""
    cuts = [i + 1 for i, (one, other) in enumerate(pairwise(times)) if other - one > most]
    for low, high in pairwise([0, *cuts, len(times)]):
        if high > low:
            yield times[low], times[high - 1]


def _not_received(sound: Sound, sender: str) -> Iterator[Stretch]:
    """R5, and where nobody gets what is sent, the way up: a voice is sent, and somebody receives nothing of it."""
    call, rules, sent = sound.call, sound.rules, sound.sent[sender]
    ways = [way for way in call.pairs if way.peer == sender]
    for way in ways:
        got = sound.got(way) if sound.falls_silent(way) else {}
        deaf = {at for at in got.keys() & sent.keys() if _lost_there(sent[at], got[at], rules)}
        voiced = {at for at in deaf if sent[at] >= rules.audio_kbps} | _blind(sound, way, deaf)
        for low, high in runs(voiced, 1):
            span = sound.span(low, high)
            here = not call.present(sender, span) < 0.9 and not call.present(way.user, span) < 0.9
            if high - low >= _SHORT and here and _starved(sound, way, span):
                yield Stretch(span, _on_the_way(sound, way, ways, span))


def _lost_there(sent: float, got: float, rules: Rules) -> bool:
    """Whether of what is sent, a voice or the noise between, next to nothing comes."""
    return sent >= 1 and got < min(rules.silence_kbps, sent * 0.2)


def _starved(sound: Sound, way: Way, span: Span) -> bool:
    """Whether a receiver gets next to nothing of all that is sent in a span: pauses come late, and are no loss."""
    up = sound.call.up(way.peer)
    sent = up.mean("audio_send_bitrate", span) if up is not None else nan
    return sound.call.tracks[way].mean("audio_recv_bitrate", span) < 0.3 * sent


def _blind(sound: Sound, way: Way, deaf: set[int]) -> set[int]:
    """The slots of those in which no picture comes either, while one is sent."""
    track = sound.call.tracks[way]
    if not deaf or min(track.column("video_recv_bitrate").values, default=1.0) >= 1:
        return set()
    shown = levels(sound.call.up(way.peer), "video_send_bitrate_big", sound.start)
    seen = levels(track, "video_recv_bitrate", sound.start)
    return {at for at in deaf if shown.get(at, 0.0) > 0 and seen.get(at, 1.0) < 1}


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
    mean = up.mean("audio_send_bitrate", span) if up is not None else nan
    well = sum(call.tracks[one].mean("audio_recv_bitrate", span) >= mean / 2 for one in others)
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
    if not rows or any(min(track.column("audio_playback_volume").values) > sound.still for track in rows):
        return
    played: dict[int, float] = {}
    for track in rows:
        for at, value in loudest(track, "audio_playback_volume", sound.start).items():
            played[at] = max(played.get(at, 0.0), value)
    mine = [way for way in call.pairs if way.user == receiver]
    arriving = {
        at: [way for way in mine if _arrives(sound, way, at)] for at, value in played.items() if value < sound.still
    }
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
