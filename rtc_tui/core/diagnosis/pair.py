"""Rules about one pair: both ends (R13), the small stream (R16), the path between two (R17), sound alone (R21)."""

from collections.abc import Iterator
from itertools import pairwise
from statistics import correlation, variance

from rtc_tui.core.call import Span, Way
from rtc_tui.core.diagnosis.scene import FLOW, FULL, Cell, Finding, Scene
from rtc_tui.core.diagnosis.verdict import Evidence, Remark

_COMPARED = 10  # reports


def pairs(scene: Scene) -> Iterator[Finding]:
    """All findings about single cells."""
    for receiver, sender in dict.fromkeys((one.receiver, one.sender) for one in scene.hurts):
        yield from _both_ends(scene, receiver, sender)
        yield from _small_stream(scene, receiver, sender)
        yield from _path(scene, receiver, sender)
        yield from _sound_alone(scene, receiver, sender)


def _cells(scene: Scene, receiver: str, sender: str) -> frozenset[Cell]:
    return scene.cells(sender=sender, receiver=receiver, symptoms=FLOW)


def _both_ends(scene: Scene, receiver: str, sender: str) -> Iterator[Finding]:
    """R13: the way up and the last hop both lose, the last hop clearly more: one does not explain the other.

    Whether the downlink's figure counts the way up again is not documented. Where the receiver's other senders show
    that the last hop is clean, it does, and this is no case of both.
    """
    up, down = scene.uplink(sender), scene.downlink(receiver, sender)
    cells = _cells(scene, receiver, sender)
    if not cells or not (up.loss >= scene.rules.loss and down.loss >= scene.rules.loss):
        return
    others = [scene.downlink(receiver, other).loss for other in scene.column(receiver) if other != sender]
    witnesses = [loss for loss in others if loss == loss]  # noqa: PLR0124 - not NaN
    if witnesses and max(witnesses) < scene.rules.loss_warn:
        return
    more = scene.rules.downlink_loss_is_end_to_end or down.loss > up.loss + scene.rules.both_ends
    apart = bool(witnesses) or not _copies(scene, receiver, sender)
    if not more and not apart:
        return
    told = tuple(one for one in (*up.evidence, *down.evidence) if one.unit == "%" and one.value >= one.limit)
    excess = Evidence("downlink_excess", receiver, down.loss - up.loss, scene.rules.both_ends, "%", sender)
    yield Finding("R13", "both", sender, cells, FULL, (*told, excess), unchecked=(Remark("loss_semantics"),))


def _copies(scene: Scene, receiver: str, sender: str) -> bool:
    """Whether the downlink's loss may be the uplink's told again: it goes up and down with it, report by report.

    With no ups and downs to compare it may be.
    """
    mine = [one for one in scene.hurts if (one.receiver, one.sender) == (receiver, sender)]
    span = Span(min(one.began for one in mine), max(one.ended for one in mine))  # a minute is too short to tell
    up, down = scene.call.up(sender), scene.call.tracks[Way(receiver, sender)]
    for medium in ("audio", "video"):
        ours = list(down.over(f"{medium}_down_loss", span))
        theirs = list(up.over(f"{medium}_up_loss", span)) if up is not None else []
        count = min(len(ours), len(theirs))
        if count >= _COMPARED:
            return _alike(ours[:count], theirs[:count]) > 0.5
    return True


def _alike(ours: list[float], theirs: list[float]) -> float:
    """The greatest correlation of their steps when one is moved by up to a report; 1 where nothing moves."""
    ups, downs = ([other - one for one, other in pairwise(values)] for values in (ours, theirs))
    found = []
    for shift in (-1, 0, 1):
        pair = (ups[max(0, shift) : len(ups) + min(0, shift)], downs[max(0, -shift) : len(downs) + min(0, -shift)])
        found.append(correlation(*pair) if min(map(variance, pair)) > 0 else 1.0)
    return max(found)


def _small_stream(scene: Scene, receiver: str, sender: str) -> Iterator[Finding]:
    """R16: the receiver gets the small one of two streams, without loss."""
    cells = scene.cells(sender, receiver, frozenset(("BLUR",)))
    if not cells:
        return
    span, down = scene.span(sender, receiver), scene.downlink(receiver, sender)
    small = scene.up(sender, "video_send_fps_small", span)
    sent = scene.up(sender, "video_send_height", span)
    got = scene.down(receiver, sender, "video_recv_height", span)
    told = (
        Evidence("video_recv_height", receiver, got, sent, "", sender),
        Evidence("video_send_fps_small", sender, small, 0.0, "fps"),
    )
    lossy = down.loss >= scene.rules.loss_warn or down.delay >= scene.rules.delay
    strength = FULL if small > 0 and not lossy else 0.8
    yield Finding("R16", "receiver", receiver, cells, strength, told, unchecked=(Remark("layout_unknown", receiver),))


def _path(scene: Scene, receiver: str, sender: str) -> Iterator[Finding]:
    """R17: one cell alone is bad: the sender is heard well by others, the receiver hears others well."""
    cells = _cells(scene, receiver, sender)
    row, column = scene.row_vote(sender), scene.column_vote(receiver)
    if not cells or row[1] < 2 or column[1] < 2:
        return
    if (row[0] > 1 or column[0] > 1) and not _bad_alone(scene, receiver, sender):
        return
    if scene.uplink(sender).loss >= scene.rules.loss and scene.uplink(sender).media:
        return
    down = scene.downlink(receiver, sender)
    told = (
        *(one for one in down.evidence if one.value >= one.limit),
        Evidence("receivers_hurt", sender, row[0], row[1]),
        Evidence("senders_hurt", receiver, column[0], column[1]),
    )
    strength = FULL if down.media or down.strength >= FULL else 0.6
    yield Finding("R17", "server", sender, cells, strength, told, vote=True, unchecked=(Remark("path_unseen"),))


def _bad_alone(scene: Scene, receiver: str, sender: str) -> bool:
    """Whether this link is bad and none beside it, though others may be hurt by something else."""
    row = [scene.downlink(other, sender) for other in scene.row(sender) if other != receiver]
    column = [scene.downlink(receiver, other) for other in scene.column(receiver) if other != sender]
    beside = max(link.strength for link in (*row, *column))
    return scene.downlink(receiver, sender).strength >= FULL and beside < scene.rules.loss_warn / scene.rules.loss


def _sound_alone(scene: Scene, receiver: str, sender: str) -> Iterator[Finding]:
    """R21: the sound is lost on the way down, the picture is not, or there is none."""
    cells = _cells(scene, receiver, sender)
    if any(cell.symptom != "AS" for cell in cells) or not cells:
        return
    span = scene.span(sender, receiver)
    sound, picture = (scene.down(receiver, sender, f"{medium}_down_loss", span) for medium in ("audio", "video"))
    if not sound >= scene.rules.loss_warn or picture >= scene.rules.loss_warn:
        return
    if scene.up(sender, "audio_up_loss", span) >= scene.rules.loss_warn:
        return
    told = [Evidence("audio_down_loss", receiver, sound, scene.rules.loss_warn, "%", sender)]
    if picture == picture:  # noqa: PLR0124 - not NaN
        told.append(Evidence("video_down_loss", receiver, picture, scene.rules.loss_warn, "%", sender))
    sent = scene.up(sender, "audio_send_bitrate", span)
    if sent < scene.rules.audio_kbps:
        told.append(Evidence("audio_send_bitrate", sender, sent, scene.rules.audio_kbps, "kbps"))
    both = len(scene.call.tracks[Way(receiver, sender)].over("video_down_loss", span)) > 0
    others = [scene.downlink(receiver, other).loss for other in scene.column(receiver) if other != sender]
    alone = bool(others) and not any(loss >= scene.rules.loss_warn for loss in others)  # then it is the path: R17
    strength = 0.5 if alone else FULL if both else 0.9
    yield Finding("R21", "receiver", receiver, cells, strength, tuple(told), vote=False)
