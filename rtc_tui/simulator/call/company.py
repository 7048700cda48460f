"""Ordinary people for a call: what they use, how they are connected, who speaks when, and what is never perfect.

Chance comes from one generator, so that a call follows from its seed.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from rtc_tui.simulator.call.life import Camera, Life, Link, life
from rtc_tui.simulator.call.noise import Noise

DEVICES: Final[dict[str, tuple[str, ...]]] = {
    "android": ("MI 9", "HUAWEI P40", "OPPO PCAM00", "vivo V2025A", "HONOR 50", "Redmi Note 9", "SM-G9810"),
    "ios": ("iPhone12,1", "iPhone13,2", "iPhone14,5", "iPhone15,3", "iPad11,6"),
    "windows": ("Windows 10", "Windows 11"),
    "mac": ("MacBookPro17,1", "MacBookAir10,1", "Macmini9,1"),
    "linux": ("Linux",),
    "web": ("Chrome 119", "Edge 118", "Safari 17", "Firefox 119"),
}
SDKS: Final = ("3.58.1", "3.58.1", "3.57.2", "3.56.5", "3.54.1")
WEB_SDKS: Final = ("4.58.2", "4.58.2", "4.55.0")
_SYSTEMS: Final = ("android", "ios", "windows", "mac", "web")
_SYSTEM_WEIGHTS: Final = (42, 28, 12, 5, 13)
_ACCESSES: Final = ("wifi", "4g", "5g", "3g")
_ACCESS_WEIGHTS: Final = (64, 21, 13, 2)
_CAMERAS: Final = ((1280, 720, 24.0), (1280, 720, 15.0), (960, 540, 20.0), (640, 360, 15.0), (640, 480, 24.0), (1920, 1080, 30.0))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reach:
    """What a kind of network is like: lowest and highest of each."""

    up: tuple[float, float]
    down: tuple[float, float]
    delay: tuple[float, float]
    loss: float
    jitter: tuple[float, float]


REACHES: Final[dict[str, Reach]] = {
    "wifi": Reach((3500, 20000), (15000, 90000), (8, 36), 0.6, (2, 10)),
    "5g": Reach((5000, 30000), (20000, 200000), (12, 34), 0.5, (3, 10)),
    "4g": Reach((2500, 9000), (9000, 40000), (26, 62), 1.1, (7, 18)),
    "3g": Reach((1900, 2600), (4500, 7000), (60, 120), 1.8, (12, 26)),
    "2g": Reach((200, 320), (300, 500), (120, 220), 2.5, (20, 40)),
}


@dataclass(slots=True)
class Guest:
    """Who takes part: what ListUserInfo tells of them, and their circumstances. `quirks`: what is odd and harmless."""

    os: str
    access: str
    device: str
    sdk: str
    life: Life
    quirks: list[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Part:
    """What a call asks of a guest: to be there all the time and speak (`steady`), to show a picture, to have two streams."""

    steady: bool = False
    camera: bool = False
    small: bool = False


def guests(chance: Random, steps: int, parts: list[Part], *, video: bool) -> list[Guest]:
    """Guests for the parts, in a call with or without pictures."""
    noise = Noise(chance.getrandbits(32))
    crowd = len(parts) > 6
    shared = chance.randrange(len(parts)) if video and not crowd and chance.random() < 0.12 else -1
    found = [_guest(chance, noise, steps, part, video=video, crowd=crowd) for part in parts]
    for i, guest in enumerate(found):
        if i == shared and not parts[i].camera and guest.life.sound:
            _share_screen(chance, guest, steps)
    _talk(chance, found, parts, steps)
    for guest, part in zip(found, parts, strict=True):
        _imperfect(chance, guest, steps, steady=part.steady)
    return found


def _guest(chance: Random, noise: Noise, steps: int, part: Part, *, video: bool, crowd: bool) -> Guest:
    os = chance.choices(_SYSTEMS, _SYSTEM_WEIGHTS)[0]
    access = "wifi" if os in {"windows", "mac"} else chance.choices(_ACCESSES, _ACCESS_WEIGHTS)[0]
    shown = video and (part.camera or chance.random() < 0.85)
    listens = not part.steady and not part.camera and chance.random() < 0.03
    shown = shown and not listens
    one = life(steps, _camera(chance, crowd=crowd, small=part.small) if shown else None)
    _connect(chance, noise, one, REACHES[access], steps)
    one.load = [max(3.0, v) for v in _level(chance.uniform(6, 42), 3, noise, steps)]
    work = chance.uniform(9, 26) + (chance.uniform(2, 9) if shown else 0.0)
    one.own = [max(2.0, v) for v in _level(work, 1.5, noise, steps)]
    one.dtx = chance.random() < 0.55
    one.comfort = chance.choice((0.0, 0.0, 2.0, 4.0, 6.0))
    one.audio_kbps = chance.choice((32.0, 48.0, 48.0, 64.0))
    one.sound = not listens
    quirks = [("listens", 0, steps)] if listens else []
    return Guest(os, access, chance.choice(DEVICES[os]), chance.choice(WEB_SDKS if os == "web" else SDKS), one, quirks)


def _camera(chance: Random, *, crowd: bool, small: bool) -> Camera:
    width, height, fps = (640, 360, 15.0) if crowd else chance.choice(_CAMERAS)
    if small and height < 540:
        width, height = 1280, 720
    both = small or (height >= 540 and chance.random() < 0.7)
    return Camera(width, height, fps, small=(width // 4, height // 4) if both else None)


def _level(base: float, unrest: float, noise: Noise, steps: int) -> list[float]:
    return [base + unrest * (v + 2 * w) for v, w in zip(noise.normal(steps), noise.slow(steps, 20), strict=True)]


def _connect(chance: Random, noise: Noise, one: Life, reach: Reach, steps: int) -> None:
    """Both ways of the access network."""
    for way, band in ((one.up, reach.up), (one.down, reach.down)):
        _lay(way, chance.uniform(*band), chance.uniform(*reach.delay), reach.loss * chance.random(), noise, steps)
        way.jitter = [max(1.0, v) for v in _level(chance.uniform(*reach.jitter), 1.0, noise, steps)]


def _lay(way: Link, capacity: float, delay: float, loss: float, noise: Noise, steps: int) -> None:
    way.capacity = [capacity * (1 + 0.1 * v) for v in noise.slow(steps)]
    way.delay = [max(3.0, delay * (1 + 0.12 * v)) for v in noise.slow(steps)]
    way.loss = [max(0.0, loss * (1 + 0.8 * v)) for v in noise.normal(steps)]


def _share_screen(chance: Random, guest: Guest, steps: int) -> None:
    """Few frames, of even size, in time: that is how a screen is shared."""
    guest.life.camera = Camera(1920, 1080, chance.choice((5.0, 8.0, 10.0, 15.0)), screen=True, small=None)
    guest.life.ragged = [0.02] * steps
    guest.quirks.append(("screen", 0, steps))


def _talk(chance: Random, found: list[Guest], parts: list[Part], steps: int) -> None:
    """Who speaks when: mostly one at a time. A live microphone is never quite silent."""
    weights = [2.5 if part.steady else chance.choice((0.1, 0.6, 1.0, 1.0, 2.0)) for part in parts]
    weights = [w if guest.life.sound else 0.001 for w, guest in zip(weights, found, strict=True)]
    loud = [chance.uniform(45, 150) for _ in found]
    for guest, weight in zip(found, weights, strict=True):
        floor = chance.uniform(1.5, 6)
        guest.life.voice = [max(0.0, floor + 1.4 * v) for v in Noise(chance.getrandbits(32)).normal(steps)]
        if weight < 0.2:
            guest.quirks.append(("quiet", 0, steps))
    at = 0
    while at < steps:
        turn = chance.randint(2, 9)
        speakers = {chance.choices(range(len(found)), weights)[0]}
        if chance.random() < 0.15:
            speakers.add(chance.randrange(len(found)))
        for who in speakers:
            voice = found[who].life.voice
            for i in range(at, min(steps, at + turn)):
                voice[i] = min(255.0, loud[who] * (0.7 + 0.6 * chance.random()))
        at += turn + chance.randint(0, 1)


def _imperfect(chance: Random, guest: Guest, steps: int, *, steady: bool) -> None:
    """Short and small things that every call has; who is `steady` neither leaves nor mutes."""
    one = guest.life
    for way in (one.up, one.down):
        if chance.random() < 0.25:  # a burst of loss, over before anybody minds
            at = chance.randrange(steps)
            way.loss[at] += chance.uniform(3, 14)
    luck = chance.random()
    if luck < 0.07:  # what resending and correction hide
        more = chance.uniform(1, 3.5)
        one.up.loss = [v + more * chance.uniform(0.5, 1.5) for v in one.up.loss]
    elif luck < 0.12:
        more = chance.uniform(40, 140)
        one.down.delay = [v + more for v in one.down.delay]
    elif (
        luck < 0.19 and one.camera and not one.camera.screen and one.camera.fps > 14
    ):  # low light: fewer frames, evenly
        one.frames = [max(0.6, 10 / one.camera.fps)] * steps
        one.ragged = [0.03] * steps
        guest.quirks.append(("low-light", 0, steps))
    elif luck < 0.24:  # busy, and still in time
        one.load = [min(60.0, v + 25) for v in one.load]
    if not steady:
        _come_and_go(chance, guest, steps)


def _come_and_go(chance: Random, guest: Guest, steps: int) -> None:
    one = guest.life
    luck = chance.random()
    if luck < 0.13:
        start = int(steps * chance.uniform(0.05, 0.4))
        one.here[:start] = [False] * start
        guest.quirks.append(("late", 0, start))
    elif luck < 0.20:
        end = int(steps * chance.uniform(0.6, 0.95))
        one.here[end:] = [False] * (steps - end)
        guest.quirks.append(("left", end, steps))
    elif luck < 0.25:
        at = int(steps * chance.uniform(0.2, 0.7))
        back = min(steps, at + chance.randint(5, 15))
        one.here[at:back] = [False] * (back - at)
        guest.quirks.append(("rejoined", at, back))
    if chance.random() < 0.22:
        at = chance.randrange(steps)
        back = min(steps, at + chance.randint(10, 70))
        one.open[at:back] = [False] * (back - at)
        guest.quirks.append(("muted", at, back))
    if one.camera and chance.random() < 0.06:
        at = chance.randrange(steps)
        one.filmed[at:] = [False] * (steps - at)
        guest.quirks.append(("camera-off", at, steps))
