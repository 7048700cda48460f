"""From microphone and camera to the server: capture, encode, the uplink and the sender's answer to congestion.

The rate control is a simple form of what is published about congestion control for calls: it falls at once when the
queue grows or much is lost, and rises by some percent per second. When little is left the picture gets smaller first,
then slower.
"""

from dataclasses import dataclass
from typing import Final

from rtc_tui.simulator.call.harm import AUDIO_REACH, VIDEO_REACH, held, residual
from rtc_tui.simulator.call.life import Camera, Life
from rtc_tui.simulator.call.noise import Noise

Columns = dict[str, list[float]]
_USUAL_KBPS: Final = {90: 60.0, 180: 160.0, 240: 260.0, 360: 520.0, 480: 740.0, 540: 820.0, 720: 1150.0, 1080: 1900.0}
_SMALL_FPS: Final = 15.0
_FULL_QUEUE_MS: Final = 420.0
_CPU_FULL: Final = 96.0


@dataclass(slots=True)
class Device:
    """What a device manages per step: `handled` is the share of its media work, `late` of audio that comes too late."""

    handled: list[float]
    late: list[float]
    system: list[float]
    app: list[float]


@dataclass(slots=True)
class Sent:
    """What reached the server, per step. `columns` are the metrics of the row; `lost_*` the shares lost for good.

    `hold` is the share of the step in which nothing arrived, `late` that of sound that was made too late.
    """

    columns: Columns
    audio: list[float]
    lost_audio: list[float]
    volume: list[float]
    jitter: list[float]
    late: list[float]
    hold: list[float]
    lost_video: list[float]
    big: list[float]
    big_fps: list[float]
    small: list[float]
    small_fps: list[float]
    width: list[float]
    height: list[float]
    ragged: list[float]
    small_size: tuple[int, int] | None


def device(life: Life, noise: Noise) -> Device:
    """The device under its load: beyond its capacity everybody gets less, and deadlines are missed."""
    demand = [load + own for load, own in zip(life.load, life.own, strict=True)]
    handled = [1.0 if d <= _CPU_FULL else (_CPU_FULL / d) ** 2.2 for d in demand]
    late = [0.0 if h > 0.6 else (0.6 - h) * 0.45 for h in handled]
    n = len(demand)
    system = [max(1.0, min(100.0, min(98.5, d) + 1.6 * v)) for d, v in zip(demand, noise.normal(n), strict=True)]
    app = [
        max(0.5, own * (1.0 if d <= _CPU_FULL else _CPU_FULL / d) + 1.1 * v)
        for own, d, v in zip(life.own, demand, noise.normal(n), strict=True)
    ]
    return Device(handled, late, system, app)


def send(life: Life, made: Device, noise: Noise) -> Sent:
    """Everything from capture to the server."""
    columns: Columns = {"cpu_app_usage": made.app, "cpu_total_usage": made.system}
    volume, audio = _voice(life, noise)
    n = len(volume)
    picture = _Picture(life, made, noise) if life.camera else None
    queue = picture.queue if picture else [0.0] * n
    spill = picture.spill if picture else [0.0] * n
    up = life.up
    jitter = [j + 0.25 * q for j, q in zip(up.jitter, queue, strict=True)]
    audio_loss = [
        max(0.0, x + 0.7 * s + (0.2 + 0.12 * x) * v) for x, s, v in zip(up.loss, spill, noise.normal(n), strict=True)
    ]
    delay = _delays(up.delay, queue, up.jitter, noise)
    if life.sound:
        columns["audio_capture_volume"] = volume
        columns["bandwidth"] = audio
        columns["audio_up_delay"] = delay
        columns["fraction_lost"] = audio_loss
    lost_audio = [residual(x + 0.7 * s, d, AUDIO_REACH) for x, s, d in zip(up.loss, spill, delay, strict=True)]
    zeros = [0.0] * n
    sent = Sent(
        columns, audio, lost_audio, volume, jitter, made.late, held(queue),
        zeros, zeros, zeros, zeros, zeros, zeros, zeros, life.ragged, life.camera.small if life.camera else None,
    )  # fmt: skip
    if picture:
        picture.into(sent, life, noise)
    return sent


def _voice(life: Life, noise: Noise) -> tuple[list[float], list[float]]:
    """Captured volume, and the rate at which it is sent: little in silence where the encoder may pause (DTX)."""
    n = len(life.voice)
    volume = [float(int(v)) if o else 0.0 for v, o in zip(life.voice, life.open, strict=True)]
    if not life.sound:
        return [0.0] * n, [0.0] * n
    quiet = 5.0 if life.dtx else life.audio_kbps
    audio = []
    for loud, open_, share, v in zip(volume, life.open, life.speech, noise.normal(n), strict=True):
        rate = (life.audio_kbps if loud > 8 else quiet) * share if open_ else life.comfort
        audio.append(max(0.0, rate * (1 + 0.06 * v)))
    return volume, audio


def _delays(base: list[float], queue: list[float], jitter: list[float], noise: Noise) -> list[float]:
    n = len(base)
    return [max(1.0, b + q + 0.5 * j * v) for b, q, j, v in zip(base, queue, jitter, noise.normal(n), strict=True)]


class _Picture:
    """The camera's way to the server."""

    def __init__(self, life: Life, made: Device, noise: Noise) -> None:
        camera = life.camera
        if camera is None:
            raise ValueError(life)
        n = len(life.frames)
        wobble = noise.normal(n)
        self.camera = camera
        self.captured = [
            camera.fps * f * h**0.5 * (1 + 0.025 * v) if on else 0.0
            for f, h, on, v in zip(life.frames, made.handled, life.filmed, wobble, strict=True)
        ]
        self.encoded = [c * h**0.5 * e for c, h, e in zip(self.captured, made.handled, life.encode, strict=True)]
        self.ragged = [
            max(r, min(0.8, 1.3 * (1 - h), 0.8 * (h < 0.9)), min(0.8, 1.3 * (1 - e)))
            for r, h, e in zip(life.ragged, made.handled, life.encode, strict=True)
        ]
        self._drive(life, noise.normal(n))

    def _drive(self, life: Life, wobble: list[float]) -> None:
        """Step by step: how much is sent, at which size, what queues up and what spills."""
        control = _Control(self.camera)
        self.big, self.big_fps, self.small, self.scale = [], [], [], []
        self.queue: list[float] = []
        self.spill: list[float] = []
        steps = zip(self.encoded, life.up.capacity, life.up.loss, life.shrink, wobble, strict=True)
        for encoded, capacity, loss, shrink, v in steps:
            if shrink:
                control.scale = 2
            big, fps, small, queue, spill = control.step(encoded, capacity - life.audio_kbps, loss)
            self.big.append(big * (1 + 0.07 * v))
            self.big_fps.append(fps)
            self.small.append(small)
            self.queue.append(queue)
            self.spill.append(spill)
            self.scale.append(control.scale)

    def into(self, sent: Sent, life: Life, noise: Noise) -> None:
        """Add the picture to what was sent."""
        n = len(self.big)
        camera, up = self.camera, life.up
        delay = _delays([d + 4 for d in up.delay], self.queue, up.jitter, noise)
        loss = [
            max(0.0, x + s + (0.15 + 0.08 * x) * v) if b else 0.0
            for x, s, b, v in zip(up.loss, self.spill, self.big, noise.normal(n), strict=True)
        ]
        sent.width = [camera.width // s if b else 0 for s, b in zip(self.scale, self.big, strict=True)]
        sent.height = [camera.height // s if b else 0 for s, b in zip(self.scale, self.big, strict=True)]
        sent.lost_video = [residual(x + s, d, VIDEO_REACH) for x, s, d in zip(up.loss, self.spill, delay, strict=True)]
        sent.big, sent.big_fps, sent.small, sent.ragged = self.big, self.big_fps, self.small, self.ragged
        sent.small_fps = [min(_SMALL_FPS, f) if s else 0.0 for f, s in zip(self.big_fps, self.small, strict=True)]
        sent.columns |= {
            "video_send_width": sent.width,
            "video_send_height": sent.height,
            "video_capture_fps": self.captured,
            "video_send_fps_big": self.big_fps,
            "video_send_bitrate_big": self.big,
            "video_up_delay": delay,
            "video_up_fraction_lost": loss,
        }
        if camera.small:
            sent.columns["video_send_fps_small"] = sent.small_fps
            sent.columns["video_send_bitrate_small"] = self.small


class _Control:
    """The sender's rate control, from one step to the next."""

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self.usual = usual_kbps(camera.height) * (0.7 if camera.screen else 1.0)
        self.small = usual_kbps(camera.small[1]) if camera.small else 0.0
        self.rate = self.usual
        self.queue = 0.0
        self.scale = 1  # the picture's sides are divided by it
        self._calm = 0

    def step(self, encoded: float, room: float, loss: float) -> tuple[float, float, float, float, float]:
        """Rate and frames of the big stream, rate of the small one, ms in the queue, loss in % by overflow."""
        if encoded <= 0:
            self.queue = 0.0
            return 0.0, 0.0, 0.0, 0.0, 0.0
        usual = self.usual / (2.6 if self.scale == 2 else 1.0)
        busy = min(1.0, encoded / self.camera.fps) ** 0.6
        rate = min(self.rate, usual) * busy
        small = self.small * busy if room > 260 else 0.0
        over = rate + small - room
        spill = 0.0
        self.queue = max(0.0, self.queue + over / max(room, 40.0) * 2000)
        if self.queue > _FULL_QUEUE_MS:
            spill = min(45.0, 100 * over / (rate + small)) if over > 0 else 0.0
            self.queue = _FULL_QUEUE_MS
        self._adapt(room - small, loss + spill, usual)
        least = 0.3 * usual  # below it a full number of frames cannot be had
        fps = encoded if rate >= least * busy else encoded * max(0.12, rate / (least * busy))
        return rate, fps, small, self.queue, spill

    def _adapt(self, room: float, loss: float, usual: float) -> None:
        """The rate and the size for the next step."""
        if self.queue > 60:
            self.rate = max(40.0, 0.82 * room)
        elif loss > 10:
            self.rate = max(0.4 * self.usual, self.rate * (1 - 0.004 * loss))
        elif loss < 4:
            self.rate = min(self.usual, self.rate * 1.12)
        self._calm = self._calm + 1 if self.rate > 0.75 * self.usual else 0
        if self.scale == 1 and self.rate < 0.38 * usual and not self.camera.screen:
            self.scale, self._calm = 2, 0
        elif self.scale == 2 and self._calm > 4:
            self.scale = 1


def usual_kbps(height: int) -> float:
    """The rate of a camera's picture of that height when nothing holds it back."""
    return _USUAL_KBPS.get(height) or 1150.0 * (height / 720) ** 1.4
