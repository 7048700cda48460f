"""What can go wrong in a call: each kind changes somebody's circumstances, in three severities. No kind touches a metric.

`user` is at fault, as a sender or as a receiver; a kind that is about a pair names the `peer` too: the receiver of
`pair_path` and `both_ends`, the sender whom `unsubscribed` is about. How much of a fault there is, 0 to 1, is told per
step. Severities: 1 can be noticed, 2 disturbs, 3 makes a conversation hard.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from rtc_tui.simulator.call.life import Life, Link, Path, Scene
from rtc_tui.simulator.call.noise import Noise
from rtc_tui.simulator.call.sending import usual_kbps

Side = Literal["sender", "receiver", "device", "both", "pair", "everybody", "nobody"]
Levels = list[float]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `user` and `peer` are places in the scene, `severity` is 1, 2 or 3."""

    kind: str
    user: int
    peer: int | None = None
    severity: int = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table. `side`: whose end is at fault. `least`: users that it takes. `peer`: it is about a pair.

    `video`: nobody would notice without a picture. `sharp`: it is there or not, severity tells only how long.
    """

    act: Callable[["_Blow"], None]
    side: Side
    least: int = 2
    video: bool = False
    peer: bool = False
    sharp: bool = False


@dataclass(frozen=True, slots=True)
class _Blow:
    """A fault as it meets a scene."""

    scene: Scene
    fault: Fault
    level: Levels
    noise: Noise

    @property
    def life(self) -> Life:
        """Who is at fault."""
        return self.scene.lives[self.fault.user]

    @property
    def peer(self) -> int:
        """The other one."""
        return self.fault.peer if self.fault.peer is not None else (self.fault.user + 1) % len(self.scene.lives)

    def size(self, *by_severity: float) -> float:
        """The number for this severity."""
        return by_severity[self.fault.severity - 1]

    @property
    def on(self) -> list[bool]:
        """Where it is there, for what is there or not."""
        return [level > 0.5 for level in self.level]

    def uneven(self, size: float, spread: float) -> list[float]:
        """A height with some unrest, times the level."""
        return [
            size * level * max(0.15, 1 + spread * v)
            for level, v in zip(self.level, self.noise.normal(len(self.level)), strict=True)
        ]


def inject(scene: Scene, fault: Fault, level: Levels, noise: Noise) -> None:
    """Change a scene as a fault would; `level` is how much of it there is per step."""
    KINDS[fault.kind].act(_Blow(scene, fault, level, noise))


def _add(column: list[float], more: list[float]) -> None:
    column[:] = [a + b for a, b in zip(column, more, strict=True)]


def _blend(column: list[float], target: list[float], level: Levels) -> None:
    column[:] = [a + (b - a) * part for a, b, part in zip(column, target, level, strict=True)]


def _switch(column: list[bool], on: list[bool]) -> None:
    """False where the fault is."""
    column[:] = [a and not b for a, b in zip(column, on, strict=True)]


def _lossy(blow: _Blow, link: Link) -> None:
    link.lose(blow.uneven(blow.size(14, 20, 31), 0.35))
    _add(link.jitter, blow.uneven(blow.size(8, 16, 25), 0.3))


def _slow(blow: _Blow, link: Link) -> None:
    """Full buffers on the way: late, with little loss."""
    high = blow.size(440, 620, 950)
    walk = blow.noise.slow(len(blow.level), 12)
    _add(link.delay, [high * level * (1 + 0.12 * v) for level, v in zip(blow.level, walk, strict=True)])
    _add(link.jitter, blow.uneven(blow.size(10, 16, 24), 0.3))


def _narrow(blow: _Blow, link: Link, kbps: float) -> None:
    """A capacity that others use, more or less from moment to moment."""
    n = len(blow.level)
    quick, long = blow.noise.slow(n, 4), blow.noise.slow(n, 17)
    _blend(
        link.capacity, [max(20.0, kbps * (1 + 0.5 * a + 0.2 * b)) for a, b in zip(quick, long, strict=True)], blow.level
    )
    _add(link.jitter, blow.uneven(12, 0.4))


def _uplink_loss(blow: _Blow) -> None:
    _lossy(blow, blow.life.up)


def _uplink_delay(blow: _Blow) -> None:
    _slow(blow, blow.life.up)


def _uplink_congestion(blow: _Blow) -> None:
    camera = blow.life.camera
    usual = blow.life.audio_kbps + (usual_kbps(camera.height) if camera else 0.0)
    _narrow(blow, blow.life.up, usual * blow.size(0.24, 0.15, 0.09) if camera else usual * blow.size(0.9, 0.75, 0.6))


def _downlink_loss(blow: _Blow) -> None:
    _lossy(blow, blow.life.down)


def _downlink_delay(blow: _Blow) -> None:
    _slow(blow, blow.life.down)


def _downlink_congestion(blow: _Blow) -> None:
    """Too narrow even for the small streams of all the others."""
    least = 0.0
    for i, life in enumerate(blow.scene.lives):
        if i != blow.fault.user:
            camera = life.camera
            least += life.audio_kbps * life.sound
            least += usual_kbps((camera.small or (0, camera.height))[1]) if camera else 0.0
    _narrow(blow, blow.life.down, max(40.0, least * blow.size(0.85, 0.65, 0.45)))


def _busy(blow: _Blow, target: float, mine: float) -> None:
    """Raise what the device has to do to `target` percent of what it can; `mine` is the call's part of the rise."""
    life = blow.life
    rise = [
        max(0.0, target - load - own) * level * (1 + 0.05 * v)
        for load, own, level, v in zip(life.load, life.own, blow.level, blow.noise.normal(len(blow.level)), strict=True)
    ]
    _add(life.own, [r * mine for r in rise])
    _add(life.load, [r * (1 - mine) for r in rise])


def _device_overload(blow: _Blow) -> None:
    _busy(blow, blow.size(126, 148, 185), 0.15 + 0.7 * blow.noise.one())


def _encoder_overload(blow: _Blow) -> None:
    """The encoder alone is too slow: one core is full, and the device nearly."""
    _busy(blow, 91, 0.9)
    _blend(blow.life.encode, [blow.size(0.5, 0.36, 0.2)] * len(blow.level), blow.level)


def _decoder_overload(blow: _Blow) -> None:
    _busy(blow, 91, 0.9)
    _blend(blow.life.render, [blow.size(0.5, 0.36, 0.2)] * len(blow.level), blow.level)


def _renderer_fault(blow: _Blow) -> None:
    """The app does not draw what it has got, and the CPU has little to do."""
    _blend(blow.life.render, [blow.size(0.5, 0.34, 0.15)] * len(blow.level), blow.level)


def _capture_failure(blow: _Blow) -> None:
    _blend(blow.life.frames, [blow.size(0.2, 0.1, 0.02)] * len(blow.level), blow.level)
    _blend(blow.life.ragged, [0.8] * len(blow.level), blow.level)


def _mic_muted(blow: _Blow) -> None:
    _switch(blow.life.open, blow.on)


def _no_mic_input(blow: _Blow) -> None:
    """The wrong microphone, or one without permission: silence is sent at the full rate."""
    life = blow.life
    life.dtx = False
    life.voice[:] = [0.0 if on else v for v, on in zip(life.voice, blow.on, strict=True)]


def _audio_send_stopped(blow: _Blow) -> None:
    _blend(blow.life.speech, [blow.size(0.08, 0.04, 0.0)] * len(blow.level), [float(on) for on in blow.on])


def _publish_stopped(blow: _Blow) -> None:
    """Gone, and not coming back."""
    first = blow.on.index(True) if True in blow.on else len(blow.level)
    blow.life.here[first:] = [False] * (len(blow.level) - first)


def _speaker_silent(blow: _Blow) -> None:
    blow.life.speaker[:] = [0.0 if on else v for v, on in zip(blow.life.speaker, blow.on, strict=True)]


def _unsubscribed(blow: _Blow) -> None:
    path = blow.scene.path(blow.peer, blow.fault.user)
    path.subscribed = [not on for on in blow.on]


def _path_loss(blow: _Blow, path: Path, *, video: bool) -> None:
    more = blow.uneven(blow.size(16, 23, 34), 0.35)
    path.audio_loss = [a + b for a, b in zip(path.audio_loss or [0.0] * len(more), more, strict=True)]
    if video:
        path.video_loss = [a + b for a, b in zip(path.video_loss or [0.0] * len(more), more, strict=True)]


def _pair_path(blow: _Blow) -> None:
    _path_loss(blow, blow.scene.path(blow.fault.user, blow.peer), video=True)


def _audio_path_loss(blow: _Blow) -> None:
    """Something on the way to one receiver treats sound worse than the picture."""
    for sender in range(len(blow.scene.lives)):
        if sender != blow.fault.user:
            _path_loss(blow, blow.scene.path(sender, blow.fault.user), video=False)


def _server_wide(blow: _Blow) -> None:
    """The servers drop what they send on, to everybody at once."""
    more = blow.uneven(blow.size(13, 19, 30), 0.25)
    late = blow.uneven(blow.size(20, 60, 120), 0.3)
    for life in blow.scene.lives:
        own = blow.noise.normal(len(more))
        life.down.lose([m * (1 + 0.12 * v) for m, v in zip(more, own, strict=True)])
        _add(life.down.delay, late)


def _simulcast_downgrade(blow: _Blow) -> None:
    for sender in range(len(blow.scene.lives)):
        if sender != blow.fault.user:
            blow.scene.path(sender, blow.fault.user).small = blow.on


def _layer_change(blow: _Blow) -> None:
    """A dip of a few seconds: the picture becomes smaller, then as it was."""
    first = blow.on.index(True) if True in blow.on else 0
    length = int(blow.size(2, 3, 4))
    for i in range(first, min(first + length, len(blow.level))):
        blow.life.up.capacity[i] = min(blow.life.up.capacity[i], 260.0)
        blow.life.shrink[i] = 1.0


def _both_ends(blow: _Blow) -> None:
    _lossy(blow, blow.life.up)
    _lossy(blow, blow.scene.lives[blow.peer].down)


def _reports_missing(blow: _Blow) -> None:
    _switch(blow.life.reports, blow.on)


KINDS: Final[dict[str, Kind]] = {
    "uplink_loss": Kind(_uplink_loss, "sender"),
    "uplink_congestion": Kind(_uplink_congestion, "sender", video=True),
    "uplink_delay": Kind(_uplink_delay, "sender"),
    "downlink_loss": Kind(_downlink_loss, "receiver"),
    "downlink_congestion": Kind(_downlink_congestion, "receiver", video=True),
    "downlink_delay": Kind(_downlink_delay, "receiver"),
    "device_overload": Kind(_device_overload, "device", video=True),
    "encoder_overload": Kind(_encoder_overload, "sender", video=True),
    "decoder_overload": Kind(_decoder_overload, "receiver", video=True),
    "renderer_fault": Kind(_renderer_fault, "receiver", video=True),
    "capture_failure": Kind(_capture_failure, "sender", video=True),
    "mic_muted": Kind(_mic_muted, "sender", sharp=True),
    "no_mic_input": Kind(_no_mic_input, "sender", sharp=True),
    "audio_send_stopped": Kind(_audio_send_stopped, "sender", sharp=True),
    "publish_stopped": Kind(_publish_stopped, "sender", sharp=True),
    "speaker_silent": Kind(_speaker_silent, "receiver", sharp=True),
    "unsubscribed": Kind(_unsubscribed, "receiver", least=3, peer=True, sharp=True),
    "pair_path": Kind(_pair_path, "pair", least=3, peer=True),
    "audio_path_loss": Kind(_audio_path_loss, "receiver"),
    "server_wide": Kind(_server_wide, "everybody", least=3),
    "simulcast_downgrade": Kind(_simulcast_downgrade, "receiver", video=True, sharp=True),
    "layer_change": Kind(_layer_change, "nobody", video=True),
    "both_ends": Kind(_both_ends, "both", peer=True),
    "reports_missing": Kind(_reports_missing, "nobody", sharp=True),
}
