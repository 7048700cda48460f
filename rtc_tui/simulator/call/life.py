"""The circumstances of one user in a call: what is around them, not yet what becomes of it.

Columns have one number per step of 2 s. Volumes are linear, 0 to 255; rates in kbps, delays in ms, loss and CPU in %.
"""

from dataclasses import dataclass, field
from typing import Final

STEP_S: Final = 2
STEP_MS: Final = 2000


@dataclass(slots=True)
class Link:
    """One way of a user's access network. `video_loss` stands in place of `loss` for the picture, if not None."""

    capacity: list[float]
    loss: list[float]
    delay: list[float]
    jitter: list[float]
    video_loss: list[float] | None = None

    def lose(self, more: list[float]) -> None:
        """Add loss, in % per step, to sound and picture."""
        self.loss = [a + b for a, b in zip(self.loss, more, strict=True)]
        if self.video_loss:
            self.video_loss = [a + b for a, b in zip(self.video_loss, more, strict=True)]


@dataclass(slots=True)
class Camera:
    """What is filmed, or shared from the screen. `small` is the size of the second stream, None without simulcast."""

    width: int = 1280
    height: int = 720
    fps: float = 24.0
    screen: bool = False
    small: tuple[int, int] | None = (320, 180)


@dataclass(slots=True)
class Life:
    """One user's circumstances.

    `here`: in the room. `load`: CPU that other programs want; `own`: CPU that the call wants on this device when nothing
    is wrong. `encode` and `render`: the share of frames that the encoder, and the decoder with the renderer, manage.
    `voice`: what reaches the microphone; `open`: not muted; `speech`: the share of sound that the encoder sends.
    `frames`: the share of its frames that the camera delivers; `ragged`: how unevenly, 0 to 1; `filmed`: camera on.
    `speaker`: the share of sound that is played. `shrink`: a layer change is under way, 0 or 1. `reports`: the client
    sends its figures.
    """

    here: list[bool]
    load: list[float]
    own: list[float]
    voice: list[float]
    up: Link
    down: Link
    camera: Camera | None
    open: list[bool]
    filmed: list[bool]
    frames: list[float]
    ragged: list[float]
    encode: list[float]
    render: list[float]
    speech: list[float]
    speaker: list[float]
    shrink: list[float]
    reports: list[bool]
    dtx: bool = True
    comfort: float = 0.0  # kbps that a muted microphone still sends
    audio_kbps: float = 48.0
    sound: bool = True  # has a microphone at all


@dataclass(slots=True)
class Path:
    """What is special about the way from one user to another: loss in %, delay in ms, of one medium or both.

    `subscribed` and `small` (only the small stream is wanted) are per step.
    """

    audio_loss: list[float] | None = None
    video_loss: list[float] | None = None
    delay: list[float] | None = None
    subscribed: list[bool] | None = None
    small: list[bool] | None = None


@dataclass(slots=True)
class Scene:
    """Everybody in a call, and the paths that are special, by (sender, receiver)."""

    steps: int
    lives: list[Life]
    paths: dict[tuple[int, int], Path] = field(default_factory=dict)

    def path(self, sender: int, receiver: int) -> Path:
        """The path of a pair, to be changed."""
        return self.paths.setdefault((sender, receiver), Path())


def link(steps: int, capacity: float, loss: float, delay: float, jitter: float) -> Link:
    """A link that stays as it is."""
    return Link([capacity] * steps, [loss] * steps, [delay] * steps, [jitter] * steps)


def life(steps: int, camera: Camera | None = None) -> Life:
    """A user in good circumstances who is there all the time and speaks evenly."""
    ones, yes = [1.0] * steps, [True] * steps
    return Life(
        here=list(yes),
        load=[16.0] * steps,
        own=[20.0] * steps,
        voice=[90.0] * steps,
        up=link(steps, 8000.0, 0.2, 30.0, 6.0),
        down=link(steps, 30000.0, 0.2, 35.0, 6.0),
        camera=camera,
        open=list(yes),
        filmed=list(yes),
        frames=list(ones),
        ragged=[0.05] * steps,
        encode=list(ones),
        render=list(ones),
        speech=list(ones),
        speaker=list(ones),
        shrink=[0.0] * steps,
        reports=list(yes),
    )
