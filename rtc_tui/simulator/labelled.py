"""PURE: calls with one known fault, with two, or with none, made from a seed: what the service would tell, and the truth.

    call = make(seed, faults=1)          call.people, call.rows: as plain data
    call.users_answer()                  the body of ListUserInfo
    call.detail_answer()                 the body of ListCallDetail
    call.truths                          which fault, whose end, when, how bad
    call.quirks                          what is odd and no fault: late joiners, mutes, screen share ...

Symptoms follow from the physics in `call/`; nothing here knows of rules or thresholds. Data are as good as real ones:
clients' clocks differ, reports are missing, come twice or hold nulls, browsers tell no CPU.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from rtc_tui.simulator import encode
from rtc_tui.simulator.call.company import Guest, Part, guests
from rtc_tui.simulator.call.faults import KINDS, Fault, Kind, Side, inject
from rtc_tui.simulator.call.life import STEP_S, Scene
from rtc_tui.simulator.call.noise import Noise
from rtc_tui.simulator.call.reports import Person, Row, entry, person, row_text, rows
from rtc_tui.simulator.call.scene import Played, play

EPOCH: Final = 1_795_140_000  # the first call begins here, in Unix seconds
_SIZES: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
_SIZE_WEIGHTS: Final = (4, 34, 22, 14, 9, 6, 3, 3, 2, 1, 1, 1)
_QUIET_SIDES: Final = ("nobody", "everybody")


@dataclass(frozen=True, slots=True)
class Truth:
    """A fault as it was made. Times are Unix seconds; `users` are those at whose end it lies, none if at nobody's.

    `pairs` are the (sender, receiver) whom it can touch.
    """

    kind: str
    severity: int
    side: Side
    users: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quirk:
    """Something odd that is no fault: late, left, rejoined, muted, quiet, listens, screen, low-light, camera-off."""

    kind: str
    user: str
    start: int
    end: int


@dataclass(slots=True)
class LabelledCall:
    """A call as the service would tell of it between `start` and `end` (Unix seconds), and the truth about it."""

    seed: int
    room: str
    call: str
    start: int
    end: int
    people: tuple[Person, ...]
    rows: list[Row]
    truths: tuple[Truth, ...]
    quirks: tuple[Quirk, ...]
    played: Played = field(repr=False)

    def users_answer(self) -> bytes:
        """ListUserInfo's answer about the room."""
        listed = [entry(person, self.room, self.call, self.end) for person in self.people]
        result = {"Total": len(listed), "PageNum": 1, "PageSize": 100, "UserList": listed}
        return encode.success(_head("ListUserInfo"), encode.dumps(result))

    def detail_answer(self, users: Sequence[str] = (), direction: str = "0") -> bytes:
        """ListCallDetail's answer about some users, all of them if none is named; direction as in the API."""
        listed = [
            row_text(self.room, row)
            for row in self.rows
            if (not users or row.user in users) and direction in {"0", "1" if row.direction == "up" else "2"}
        ]
        return encode.success(_head("ListCallDetail"), f'{{"UserCallDetail":[{",".join(listed)}]}}')


def make(
    seed: int, faults: int = 1, *, kind: str = "", severity: int = 0, users: int = 0, second: str = ""
) -> LabelledCall:
    """A call with so many faults (0 to 2); what is not given is left to chance.

    `kind` and `second` name the faults, `severity` (1 to 3) is theirs, `users` how many take part (more where the
    faults take more). KeyError for a kind that there is not.
    """
    chance = Random(seed * 2654435761 + faults)
    kinds = _kinds(chance, faults, kind, second)
    count = max([users or chance.choices(_SIZES, _SIZE_WEIGHTS)[0], *(KINDS[name].least for name in kinds)])
    if len(kinds) > 1:
        count = max(count, 3)
    steps = chance.randint(90, 150)
    chosen = _cast(chance, kinds, count, severity)
    parts = _parts(count, chosen)
    video = any(KINDS[name].video for name in kinds) or chance.random() < 0.75
    company = guests(chance, steps, parts, video=video)
    scene = Scene(steps, [guest.life for guest in company])
    spans = [_span(chance, steps, KINDS[fault.kind], fault.severity) for fault in chosen]
    for fault, span in zip(chosen, spans, strict=True):
        inject(scene, fault, _levels(steps, span), Noise(chance.getrandbits(32)))
    return _told(seed, chance, company, play(scene, [chance.getrandbits(32) for _ in company]), chosen, spans)


def _kinds(chance: Random, faults: int, kind: str, second: str) -> list[str]:
    """The kinds of a call's faults. Two that come together are at somebody's end each."""
    if faults == 0:
        return []
    mixing = [name for name, row in KINDS.items() if row.side not in _QUIET_SIDES]
    first = kind or chance.choice(mixing if faults > 1 else list(KINDS))
    if faults == 1:
        return [first]
    return [first, second or chance.choice([name for name in mixing if name != first])]


def _cast(chance: Random, kinds: Sequence[str], count: int, severity: int) -> list[Fault]:
    """Who is at fault: two faults meet different users as far as there are enough."""
    free = list(range(count))
    chance.shuffle(free)
    found = []
    for name in kinds:
        user = free.pop(0) if free else 0
        others = [i for i in (free or range(count)) if i != user] or [i for i in range(count) if i != user]
        peer = chance.choice(others) if KINDS[name].peer else None
        if peer in free:
            free.remove(peer)
        found.append(Fault(name, user, peer, severity or chance.randint(1, 3)))
    return found


def _parts(count: int, faults: Sequence[Fault]) -> list[Part]:
    """What the faults ask of everybody: who receives badly needs somebody who sends, a bad picture one who shows one."""
    parts = [Part() for _ in range(count)]
    for fault in faults:
        kind = KINDS[fault.kind]
        gets = kind.side in {"receiver", "device"}
        looks = kind.video and gets
        small = fault.kind == "simulcast_downgrade"
        for i in range(count):
            mine = i in {fault.user, fault.peer}
            next_ = i == (fault.user + 1) % count
            sees = looks and (next_ or (small and i != fault.user))
            old = parts[i]
            camera = (kind.video and mine and kind.side != "receiver") or sees
            steady = old.steady or mine or sees or (gets and next_)
            parts[i] = Part(steady, old.camera or camera, old.small or (small and sees))
    return parts


def _span(chance: Random, steps: int, kind: Kind, severity: int) -> tuple[int, int]:
    """First and last step of a fault."""
    start = int(steps * chance.uniform(0.12, 0.4))
    if kind.side == "nobody" and not kind.sharp:
        return start, min(steps, start + 4)
    least = 22 + 8 * severity
    return start, min(steps, start + chance.randint(least, max(least + 1, steps - start)))


def _levels(steps: int, span: tuple[int, int]) -> list[float]:
    """It comes within a step and goes within a step."""
    level = [0.0] * steps
    for i in range(*span):
        level[i] = 1.0
    level[span[0]] = 0.6
    return level


def _told(
    seed: int, chance: Random, company: list[Guest], played: Played, faults: list[Fault], spans: list[tuple[int, int]]
) -> LabelledCall:
    """Everything as it is told."""
    start = EPOCH + chance.randrange(40 * 86400) // STEP_S * STEP_S
    steps = played.scene.steps
    names = [f"u{n}" for n in chance.sample(range(10000, 99999), len(company))]
    over = chance.random() < 0.3
    return LabelledCall(
        seed=seed,
        room=f"r{chance.randrange(1000, 9999)}",
        call=f"c{chance.getrandbits(40):010x}",
        start=start,
        end=start + steps * STEP_S,
        people=tuple(person(chance, *pair, start, over=over) for pair in zip(names, company, strict=True)),
        rows=rows(chance, names, company, played, start),
        truths=tuple(_truth(f, span, names, start) for f, span in zip(faults, spans, strict=True)),
        quirks=tuple(
            Quirk(kind, name, start + a * STEP_S, start + b * STEP_S)
            for name, guest in zip(names, company, strict=True)
            for kind, a, b in guest.quirks
        ),
        played=played,
    )


def _truth(fault: Fault, span: tuple[int, int], names: list[str], start: int) -> Truth:
    side = KINDS[fault.kind].side
    me = names[fault.user]
    peer = names[fault.peer] if fault.peer is not None else ""
    others = [name for name in names if name != me]
    sends, hears = tuple((me, name) for name in others), tuple((name, me) for name in others)
    everybody = tuple((a, b) for a in names for b in names if a != b)
    to_peer = tuple((name, peer) for name in names if name not in {me, peer})
    touched: dict[Side, tuple[tuple[str, str], ...]] = {
        "sender": sends, "receiver": hears, "device": sends + hears, "both": sends + to_peer,
        "pair": ((me, peer),), "everybody": everybody, "nobody": sends,
    }  # fmt: skip
    pairs = ((peer, me),) if fault.kind == "unsubscribed" else touched[side]
    at_fault: tuple[str, ...] = () if side in _QUIET_SIDES else (me, peer) if side in {"both", "pair"} else (me,)
    return Truth(fault.kind, fault.severity, side, at_fault, pairs, start + span[0] * STEP_S, start + span[1] * STEP_S)


def _head(action: str) -> dict[str, Any]:
    return encode.metadata("20261120103241", action, "2023-11-01", "cn-north-1")
