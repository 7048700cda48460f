"""From the server to ear and eye: the downlink, the server's choice of stream, decoding, playing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rtc_tui.simulator.call.harm import AUDIO_REACH, VIDEO_REACH, deaf, frozen, held, residual, stalled_ms
from rtc_tui.simulator.call.life import Life, Path
from rtc_tui.simulator.call.noise import Noise
from rtc_tui.simulator.call.sending import Columns, Device, Sent

AUDIO_STALL_MS: Final = 80
VIDEO_STALL_MS: Final = 500
_FULL_QUEUE_MS: Final = 500.0


@dataclass(slots=True)
class Way:
    """A receiver's way from the server: its link, what queues up and spills there, and whether small streams are sent.

    `hold` is the share of a step in which nothing arrives, `played` the volume of all senders' mix.
    """

    life: Life
    made: Device
    queue: list[float]
    spill: list[float]
    hold: list[float]
    small: list[bool]
    played: list[float]


def way(life: Life, made: Device, others: Sequence[Sent], paths: Sequence[Path], noise: Noise) -> Way:
    """The way to one receiver from all the others."""
    n = len(life.here)
    played = _mix(life, others, paths, noise)
    wanted = sum(max(sent.big) + max(sent.audio) for sent in others)
    if min(life.down.capacity) > 1.15 * wanted:
        return Way(life, made, [0.0] * n, [0.0] * n, [0.0] * n, [False] * n, played)
    queue, spill, small = _crowded(life.down.capacity, others)
    return Way(life, made, queue, spill, held(queue), small, played)


def receive(sent: Sent, way: Way, path: Path, noise: Noise) -> Columns:
    """What one receiver got from one sender; without a picture the video metrics are not there."""
    columns = _heard(sent, way, path, noise) if "bandwidth" in sent.columns else {}
    if any(sent.big):
        columns |= _seen(sent, way, path, noise)
    return columns


def _mix(life: Life, others: Sequence[Sent], paths: Sequence[Path], noise: Noise) -> list[float]:
    """The volume that is played: the loudest of all who are sent and subscribed to, and a little of the rest."""
    n = len(life.here)
    heard = []
    for sent, path in zip(others, paths, strict=True):
        subscribed = path.subscribed or [True] * n
        heard.append(
            [
                v * (1 - lost) if on and rate > 0 else 0.0
                for v, lost, rate, on in zip(sent.volume, sent.lost_audio, sent.audio, subscribed, strict=True)
            ]
        )
    loudest = map(max, *heard) if len(heard) > 1 else heard[0] if heard else [0.0] * n
    shaken = zip(loudest, life.speaker, noise.normal(n), strict=True)
    return [float(int(max(0.0, (0.94 * v + 0.05 * v * w) * s))) for v, s, w in shaken]


def _crowded(capacity: Sequence[float], others: Sequence[Sent]) -> tuple[list[float], list[float], list[bool]]:
    """A downlink that cannot carry everything: small streams while they are enough, then queue and loss."""
    queue, spill, small = [], [], []
    waiting, narrow = 0.0, False
    for i, room in enumerate(capacity):
        big = sum(sent.big[i] + sent.audio[i] for sent in others)
        least = sum((sent.small[i] or sent.big[i]) + sent.audio[i] for sent in others)
        over = (least if narrow else big) - room
        waiting = max(0.0, waiting + over / max(room, 40.0) * 2000)
        lost = min(50.0, 100 * over / (over + room)) if waiting > _FULL_QUEUE_MS and over > 0 else 0.0
        waiting = min(waiting, _FULL_QUEUE_MS)
        queue.append(waiting)
        spill.append(lost)
        small.append(narrow)
        narrow = big > 0.9 * room if not narrow else big > 0.75 * room
    return queue, spill, small


def _link(
    way: Way, link_loss: list[float], extra: list[float] | None, delay: list[float] | None
) -> tuple[list[float], list[float]]:
    """Loss in % and delay in ms of the last hop, before noise."""
    down = way.life.down
    loss = [x + s for x, s in zip(link_loss, way.spill, strict=True)]
    if extra:
        loss = [x + e for x, e in zip(loss, extra, strict=True)]
    late = [d + q for d, q in zip(down.delay, way.queue, strict=True)]
    if delay:
        late = [d + e for d, e in zip(late, delay, strict=True)]
    return loss, late


def _told(loss: list[float], noise: Noise, share: float) -> list[float]:
    """A loss as it is reported: counted over a few packets."""
    return [max(0.0, x + (0.2 + share * x) * v) for x, v in zip(loss, noise.normal(len(loss)), strict=True)]


def _later(delay: list[float], jitter: list[float], noise: Noise) -> list[float]:
    return [max(1.0, d + 0.5 * j * v) for d, j, v in zip(delay, jitter, noise.normal(len(delay)), strict=True)]


def _heard(sent: Sent, way: Way, path: Path, noise: Noise) -> Columns:
    """The sound of one sender."""
    n = len(sent.audio)
    loss, delay = _link(way, way.life.down.loss, path.audio_loss, path.delay)
    jitter = way.life.down.jitter
    wanted = path.subscribed or [True] * n
    stall, rate = [], []
    late = [a + b + 0.5 * (c + d) for a, b, c, d in zip(sent.late, way.made.late, sent.hold, way.hold, strict=True)]
    steps = zip(sent.audio, sent.lost_audio, loss, delay, sent.jitter, jitter, late, wanted, way.queue, noise.even(n),
                strict=True)  # fmt: skip
    for kbps, before, x, d, j1, j2, missed, on, queue, chance in steps:
        lost = before + residual(x, d, AUDIO_REACH)
        rate.append(kbps * (1 - lost) if on else 0.0)
        if kbps < 10 or not on:  # silence does not stall
            stall.append(0.0)
            continue
        share = deaf(lost, j1 + j2 + 0.25 * queue, missed)
        stall.append(stalled_ms(share, chance, AUDIO_STALL_MS) if share else 0.0)
    shown = _told(loss, noise, 0.12)
    return {
        "audio_playback_volume": way.played,
        "audio_recv_bitrate": rate,
        "audio_down_delay": _where(wanted, _later(delay, jitter, noise), path),
        "audio_down_fraction_lost": _where(wanted, shown, path),
        "audio_stall_duration": stall,
    }


def _where(wanted: list[bool], column: list[float], path: Path) -> list[float]:
    """Nothing is measured on a stream that is not wanted."""
    if not path.subscribed:
        return column
    return [v if on else 0.0 for v, on in zip(column, wanted, strict=True)]


def _seen(sent: Sent, way: Way, path: Path, noise: Noise) -> Columns:
    """The picture of one sender."""
    n = len(sent.big)
    loss, delay = _link(way, way.life.down.video_loss or way.life.down.loss, path.video_loss, path.delay)
    wanted = path.subscribed or [True] * n
    lost = [before + residual(x, d, VIDEO_REACH) for before, x, d in zip(sent.lost_video, loss, delay, strict=True)]
    work = [handled * render for handled, render in zip(way.made.handled, way.life.render, strict=True)]
    hold = [a + b for a, b in zip(sent.hold, way.hold, strict=True)]
    chances = noise.even(n)
    come = list(zip(*_stream(sent, way, path), strict=True))
    shown = [
        _shown(*each) if on else _NOTHING
        for on, *each in zip(wanted, come, lost, hold, work, sent.ragged, chances, strict=True)
    ]
    width, height, rate, frames, stall = (list(column) for column in zip(*shown, strict=True))
    return {
        "video_recv_width": width,
        "video_recv_height": height,
        "video_recv_fps": frames,
        "video_recv_bitrate": rate,
        "video_down_delay": _where(wanted, _later([d + 6 for d in delay], way.life.down.jitter, noise), path),
        "video_down_fraction_lost": _where(wanted, _told(loss, noise, 0.08), path),
        "video_stall_duration": stall,
    }


def _stream(sent: Sent, way: Way, path: Path) -> tuple[Sequence[float], ...]:
    """Width, height, rate and frames of the stream that the server sends on: the big one, or the small where it must."""
    big = (sent.width, sent.height, sent.big, sent.big_fps)
    narrow = [a or b for a, b in zip(way.small, path.small, strict=True)] if path.small else way.small
    if not sent.small_size or True not in narrow:
        return big
    n = len(narrow)
    width, height = sent.small_size
    small = ([float(width)] * n, [float(height)] * n, sent.small, sent.small_fps)
    take = [less and rate > 0 for less, rate in zip(narrow, sent.small, strict=True)]
    return tuple(
        [b if less else a for less, a, b in zip(take, *pair, strict=True)] for pair in zip(big, small, strict=True)
    )


_NOTHING: Final = (0.0, 0.0, 0.0, 0.0, 0.0)


def _shown(
    come: tuple[float, ...], lost: float, hold: float, work: float, ragged: float, chance: float
) -> tuple[float, float, float, float, float]:
    """Width, height, rate, frames and ms of stalls of one step; `work` is the share of frames that can be shown."""
    width, height, kbps, fps = come
    if not kbps:
        return _NOTHING
    frames = fps * (1 - min(0.9, 1.8 * lost)) * work * (0.985 + 0.03 * chance)
    share = min(0.95, hold + frozen(lost, frames, ragged if work > 0.9 else max(ragged, min(0.8, 1.3 * (1 - work)))))
    stall = stalled_ms(share, (chance * 3.7) % 1, VIDEO_STALL_MS) if share > 0.001 else 0.0
    return width, height, kbps * (1 - lost) * (0.97 + 0.04 * chance), frames, stall
