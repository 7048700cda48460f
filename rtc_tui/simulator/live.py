"""PURE: the calls of the world, played: what the cells say becomes loss, delay and slow devices, and those become metrics.

Time goes in pages of 5 minutes, each played for itself from (seed, user, page), so any window can be had at any time
and two windows agree where they overlap. A user's cell says which share of the time is spoilt in each bucket; in that
share of the steps their downlink loses as much as it takes (call/harm.py), so the mean over a cell's users is the cell's
own figure. Uplinks are good but for faults at single users' ends, or everything would be counted twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from rtc_tui.simulator.call.company import DEVICES, REACHES, SDKS, WEB_SDKS
from rtc_tui.simulator.call.faults import Fault, inject
from rtc_tui.simulator.call.harm import loss_for_deaf, loss_for_frozen
from rtc_tui.simulator.call.life import STEP_S, Camera, Life, Link, Scene, life
from rtc_tui.simulator.call.noise import Noise
from rtc_tui.simulator.call.scene import Played, play
from rtc_tui.simulator.noise import BLOCK_S, BUCKET_S, spread
from rtc_tui.simulator.population import AXES
from rtc_tui.simulator.rooms import LANDMARK_USERS, Rooms, User
from rtc_tui.simulator.scenarios import Effect
from rtc_tui.simulator.series import BY_NAME, Series
from rtc_tui.simulator.stays import Stays

STEPS: Final = BLOCK_S // STEP_S
_PER_BUCKET: Final = BUCKET_S // STEP_S
_AUDIO, _VIDEO = BY_NAME["80ms_audio_stall_rate"], BY_NAME["500ms_video_stall_rate"]
_LATE: Final = BY_NAME["400ms_audio_network_trans_delay"]
_DEAF: Final = 0.22  # of a spoilt step
_FROZEN: Final = 0.35
_SLOW_FPS: Final = 6.4  # that a device shows where it makes the picture stand for _FROZEN of the time
_MOST: Final = 0.75  # of the steps are spoilt; beyond, each is spoilt more


@dataclass(frozen=True, slots=True)
class Profile:
    """What stays the same about a user, whatever the call: device, connection, habits."""

    os: str
    access: str
    device: str
    sdk: str
    publishes: bool
    camera: bool
    speaks: float
    chance: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Five minutes of a call: who takes part, and what they sent."""

    users: tuple[User, ...]
    played: Played


class Live:
    """The calls of a world."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.stays = Stays(rooms)
        self.profile = lru_cache(maxsize=16384)(self._profile)
        self.page = lru_cache(maxsize=14)(self._page)

    def _profile(self, user: User) -> Profile:
        chance = tuple((v + 1) / 2 for v in spread(self.rooms.seed, f"profile/{user.name}", 0, 12))
        os = "web" if user.product == "web" else AXES["os"][user.os].name
        devices, sdks = DEVICES[os], WEB_SDKS if os == "web" else SDKS
        known = user.product != "web" or chance[6] < 0.6  # a browser does not always know its network
        return Profile(
            os,
            AXES["access"][user.access].name if known else "unknown",
            devices[int(chance[0] * len(devices))],
            sdks[int(chance[1] * len(sdks))],
            publishes=chance[2] > 0.04 or user.name in LANDMARK_USERS,
            camera=chance[3] > 0.15,
            speaks=0.3 + chance[4],
            chance=chance,
        )

    def _page(self, room: str, block: int) -> Page:
        """The page with a number, counted from the Unix epoch."""
        users = self.rooms.users(room)
        start = block * BLOCK_S
        crowd = len(users) > 9
        lives = [self._life(room, user, block, crowd=crowd) for user in users]
        self._talk(room, users, lives, block)
        self._presence(room, users, lives, start)
        scene = Scene(STEPS, lives)
        self._faults(scene, users, start)
        return Page(users, play(scene, [_start(self.rooms.seed, user.name, block) for user in users]))

    def _life(self, room: str, user: User, block: int, *, crowd: bool) -> Life:
        """A user's circumstances, but for who is there and who speaks."""
        who = self.profile(user)
        noise = Noise(_start(self.rooms.seed, f"life/{user.name}", block))
        shown = who.publishes and who.camera
        camera = Camera(640, 360, 15.0, small=None) if crowd else Camera()
        one = life(STEPS, camera if shown else None)
        one.sound = who.publishes
        one.dtx = False
        one.audio_kbps = 48.0
        one.load = _about(8 + 30 * who.chance[7], 3, noise)
        one.own = _about(11 + 16 * who.chance[8], 1.5, noise)
        reach = REACHES["4g" if who.access in {"unknown", "2g", "3g"} else who.access]
        _connect(one.up, who.chance[9], reach.delay, noise, 0.0)
        _connect(one.down, who.chance[10], reach.delay, noise, 0.1)
        one.up.capacity, one.down.capacity = [6000.0] * STEPS, [80000.0] * STEPS
        self._spoil(room, user, block, one, camera.fps, noise)
        return one

    def _spoil(self, room: str, user: User, block: int, one: Life, fps: float, noise: Noise) -> None:
        """What the user's cell says, as loss and delay of the downlink and as a device that shows too few frames."""
        chance, slow = noise.even(STEPS), noise.even(STEPS)
        slack = self._per_step(self._device(_VIDEO, user, block))
        late = self._per_step(self._network(_LATE, room, user, block))
        audio = self._per_step(self._network(_AUDIO, room, user, block))
        video = self._per_step(self._network(_VIDEO, room, user, block))
        down = one.down
        down.delay = [
            430 + 900 * (u * 7 % 1) ** 2 if u < share else delay
            for u, share, delay in zip(slow, late, down.delay, strict=True)
        ]
        usual = down.loss
        down.loss = [
            _loss(u, share, _DEAF, loss, delay, loss_for_deaf)
            for u, share, loss, delay in zip(chance, audio, usual, down.delay, strict=True)
        ]
        down.video_loss = [
            _loss(u, max(0.0, share - device), _FROZEN, loss, delay, loss_for_frozen)
            for u, share, device, loss, delay in zip(chance, video, slack, usual, down.delay, strict=True)
        ]
        if any(slack):
            self._strain(one, slack, fps, noise)

    def _strain(self, one: Life, slack: Sequence[float], fps: float, noise: Noise) -> None:
        """A device that is busy all the time, and shows too few frames at times."""
        chance = noise.even(STEPS)
        one.render = [_SLOW_FPS / fps if u < s / _FROZEN else 1.0 for u, s in zip(chance, slack, strict=True)]
        one.own = [
            v + (min(40.0, 88 - v - load) if s > 0.02 else 0.0)
            for v, load, s in zip(one.own, one.load, slack, strict=True)
        ]

    def _network(self, series: Series, room: str, user: User, block: int) -> list[float]:
        """The share of the time that is spoilt in each bucket, 0 to 1, whatever spoils it; personal faults aside."""
        starts = range(block * BLOCK_S, (block + 1) * BLOCK_S, BUCKET_S)
        return [max(0.0, v or 0.0) / 100 for v in self.rooms.shared(series, room, [user], starts)]

    def _device(self, series: Series, user: User, block: int) -> list[float]:
        """The part of it that lies in the device: what hurts one operating system wherever it is used."""
        effects = [pair for pair in self.rooms.world.effects(series, user.cells()) if _is_device(pair[0])]
        starts = range(block * BLOCK_S, (block + 1) * BLOCK_S, BUCKET_S)
        return [sum(points * self.rooms.world.pulse(e, start) for e, points in effects) / 100 for start in starts]

    @staticmethod
    def _per_step(buckets: Sequence[float]) -> list[float]:
        return [value for value in buckets for _ in range(_PER_BUCKET)]

    def _talk(self, room: str, users: Sequence[User], lives: Sequence[Life], block: int) -> None:
        """Who speaks: turns of ten seconds. The others' microphones hear the room; now and then one is muted."""
        noise = Noise(_start(self.rooms.seed, f"talk/{room}", block))
        weights = [self.profile(user).speaks if one.sound else 0.0 for user, one in zip(users, lives, strict=True)]
        for user, one in zip(users, lives, strict=True):
            floor = 2 + 3 * self.profile(user).chance[11]
            one.voice = [max(0.0, floor + 1.5 * v) for v in noise.normal(STEPS)]
            if noise.one() < 0.04:
                one.open = [False] * STEPS
        for first in range(0, STEPS, 5):
            speaker = _drawn(weights, noise.one())
            loud = 55 + 80 * self.profile(users[speaker]).chance[5]
            lives[speaker].voice[first : first + 5] = [max(20.0, loud * (1 + 0.25 * v)) for v in noise.normal(5)]

    def _presence(self, room: str, users: Sequence[User], lives: Sequence[Life], start: int) -> None:
        """Who is there, step by step."""
        calls = list(self.stays.during(start, start + BLOCK_S, room))
        for user, one in zip(users, lives, strict=True):
            spans = [span for call in calls for span in self.stays.of(call, user)]
            one.here = [any(a <= at < b for a, b in spans) for at in range(start, start + BLOCK_S, STEP_S)]
            one.reports = [u > 0.004 for u in Noise(_start(self.rooms.seed, f"told/{user.name}", start)).even(STEPS)]

    def _faults(self, scene: Scene, users: Sequence[User], start: int) -> None:
        """The faults at single users' ends that the scenario tells of."""
        names = [user.name for user in users]
        world = self.rooms.world
        for fault in world.scenario.persons:
            since = [start + i * STEP_S - world.epoch for i in range(STEPS)]
            level = [fault.schedule.level(at) for at in since]
            if fault.user in names and any(level):
                mine = names.index(fault.user)
                noise = Noise(_start(self.rooms.seed, fault.why, start))
                inject(scene, Fault(fault.kind, mine, (mine + 1) % len(names), fault.severity), level, noise)


def _is_device(effect: Effect) -> bool:
    return effect.os is not None and effect.place is None and effect.access is None


def _loss(
    u: float, share: float, each: float, usual: float, delay: float, wanted: Callable[[float, float], float]
) -> float:
    """The loss of a step: as much as spoils it by `each`, in so many of the steps that they come to `share`."""
    if share <= 0:
        return usual
    often = min(_MOST, share / each)
    return wanted(min(0.9, share / often), delay) if u < often else usual


def _about(base: float, unrest: float, noise: Noise) -> list[float]:
    return [max(1.0, base + unrest * (v + w)) for v, w in zip(noise.normal(STEPS), noise.slow(STEPS, 25), strict=True)]


def _connect(way: Link, chance: float, delays: tuple[float, float], noise: Noise, more: float) -> None:
    low, high = delays
    base = low + (high - low) * chance
    way.delay = [max(3.0, base * (1 + 0.12 * v)) for v in noise.slow(STEPS)]
    way.loss = [max(0.0, 0.25 + more + 0.25 * v) for v in noise.normal(STEPS)]
    way.jitter = [max(1.0, 5 + 4 * chance + v) for v in noise.normal(STEPS)]


def _drawn(weights: Sequence[float], chance: float) -> int:
    """The place that a number in [0, 1) falls on."""
    left = chance * sum(weights)
    for place, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return place
    return 0


def _start(seed: int, key: str, block: int) -> int:
    """Where the chance of somebody in a page begins."""
    return int.from_bytes(blake2b(f"{seed}|{key}|{block}".encode(), digest_size=4).digest(), "big")
