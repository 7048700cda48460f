"""Which faults are in force: their spelling, their times, their share of the requests.

A fault is written `KIND` or `KIND:ARGUMENT` (`status-500` also works), and then, in any order, with

    @ACTION     for one action only
    *COUNT      for so many requests only
    ~SHARE      for that part of the requests, by chance that the seed decides: `~0.3`
    ~PATTERN    for every request that has an `x`, over and over: `~x--` is one in three

as in `error:InternalError@ListRealTimeQuality*3`. Several may be in force, and then they add up: what is set by hand
comes before the scenario's, and of those that answer, or that carry the answer, the first one that applies wins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rtc_tui.errors import UsageError
from rtc_tui.simulator.actions import ACTIONS
from rtc_tui.simulator.faults import KINDS, Carry, FaultKind, Source, fault_names
from rtc_tui.simulator.noise import unit
from rtc_tui.simulator.scenarios import ServiceFault
from rtc_tui.simulator.schedule import ALWAYS, Schedule
from rtc_tui.text import t

_SPELLING: Final = re.compile(r"(?P<what>[^@~*]+)(?P<limits>([@~*][^@~*]+)*)")
_LIMIT: Final = re.compile(r"@(?P<action>\w+)|\*(?P<count>\d{1,9})|~(?P<share>0?\.\d+|1)|~(?P<pattern>[x-]+)", re.ASCII)
_BY_LENGTH: Final = sorted(KINDS, key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `left` is for how many requests, None for no end; `pattern` empty for every one."""

    kind: str
    argument: str = ""
    action: str = ""
    left: int | None = None
    share: float = 1.0
    schedule: Schedule = ALWAYS
    pattern: str = ""


def parse(spec: str, share: float = 1.0, schedule: Schedule = ALWAYS) -> Fault:
    """A fault from its spelling. UsageError if there is none, or its argument does not fit."""
    match = _SPELLING.fullmatch(spec)
    kind, argument = _kind(match["what"]) if match else (None, "")
    if not match or not kind:
        raise UsageError(
            t("simulator.unknown_fault", name=spec), t("simulator.known_faults", names=", ".join(fault_names()))
        )
    reason = kind.check(argument)
    if reason:
        raise UsageError(t("simulator.bad_fault", name=spec, reason=reason))
    limits = _limits(spec, match["limits"])
    return Fault(
        kind.name,
        argument,
        limits.get("action", ""),
        int(limits["count"]) if "count" in limits else None,
        float(limits.get("share", share)),
        schedule,
        limits.get("pattern", ""),
    )


def _kind(what: str) -> tuple[FaultKind | None, str]:
    """The kind and its argument."""
    name, _, argument = what.partition(":")
    if name in KINDS:
        return KINDS[name], argument
    found = next((known for known in _BY_LENGTH if what.startswith(f"{known}-")), None)
    return (KINDS[found], what[len(found) + 1 :]) if found else (None, "")


def _limits(spec: str, text: str) -> dict[str, str]:
    """What follows the argument; each may stand once."""
    found: dict[str, str] = {}
    for part in re.findall(r"[@~*][^@~*]+", text):
        match = _LIMIT.fullmatch(part)
        new = {name: value for name, value in match.groupdict().items() if value} if match else {}
        if not new or not found.keys().isdisjoint(new):
            raise UsageError(t("simulator.bad_fault", name=spec, reason=t("simulator.fault_needs_limit")))
        found |= new
    return found


def scheduled(row: ServiceFault) -> Fault:
    """A fault from a scenario."""
    return parse(row.kind, row.share, row.schedule)


class _InForce:
    """A fault with its counts: how many requests it still has, and how many of each action came by."""

    def __init__(self, fault: Fault, key: str) -> None:
        self.fault = fault
        self.kind = KINDS[fault.kind]
        self._key = key
        self._left = fault.left
        self._seen: dict[str, int] = {}

    def meets(self, action: str, since_epoch: float, seed: int) -> bool:
        """Whether it is meant for this action, its time and its share of the requests; counted if so."""
        fault = self.fault
        if self._left == 0 or fault.action not in {"", action} or not fault.schedule.level(since_epoch):
            return False
        key = action if action in ACTIONS else ""  # a stranger's words are not kept
        seen = self._seen[key] = self._seen.get(key, -1) + 1
        if fault.pattern and fault.pattern[seen % len(fault.pattern)] != "x":
            return False
        if fault.share < 1 and unit(seed, f"fault/{self._key}/{key}", seen) >= fault.share:
            return False
        self._left = None if self._left is None else self._left - 1
        return True


class Faults:
    """The faults in force. What is set by hand comes before the scenario's."""

    def __init__(self, by_hand: Sequence[Fault], by_scenario: Sequence[Fault], seed: int, epoch: float) -> None:
        self._by_scenario = _in_force("scenario", by_scenario)
        self._by_hand = _in_force("hand", by_hand)
        self._seed = seed
        self._epoch = epoch

    def set(self, by_hand: Sequence[Fault]) -> None:
        """Replace those set by hand."""
        self._by_hand = _in_force("hand", by_hand)

    def meet(self, action: str, now: float) -> tuple[Fault, ...]:
        """The faults that this request meets, counted down."""
        met: list[Fault] = []
        alone: set[type[FaultKind]] = set()
        for row in (*self._by_hand, *self._by_scenario):
            sort = type(row.kind)
            if sort in alone or not row.meets(action, now - self._epoch, self._seed):
                continue
            met.append(row.fault)
            if sort in {Source, Carry}:
                alone.add(sort)
        return tuple(met)


def _in_force(where: str, faults: Sequence[Fault]) -> list[_InForce]:
    return [_InForce(fault, f"{where}/{i}/{fault.kind}") for i, fault in enumerate(faults)]
