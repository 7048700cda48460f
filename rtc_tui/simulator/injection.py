"""Which faults are in force: their spelling, their times, their share of the requests.

A fault is written `KIND`, `KIND:ARGUMENT` (`status-500` also works), with `@ACTION` for one action only and `*COUNT` for
so many requests only: `error:InternalError@ListRealTimeQuality*3`. The first one that applies wins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rtc_tui.errors import UsageError
from rtc_tui.simulator.faults import CHECKS, SPOILS, SWITCHES, fault_names
from rtc_tui.simulator.noise import unit
from rtc_tui.simulator.scenarios import ServiceFault
from rtc_tui.simulator.schedule import ALWAYS, Schedule
from rtc_tui.simulator.settings import Settings
from rtc_tui.text import t

_SPELLING: Final = re.compile(
    r"(?P<kind>[a-z]+(?:-[a-z]+)*)(?:[:-](?P<argument>[^@*]+))?(?:@(?P<action>\w+))?(?:\*(?P<count>\d+))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in force. `left` is how many requests it still has, None for no end."""

    kind: str
    argument: str = ""
    action: str = ""
    left: int | None = None
    share: float = 1.0
    schedule: Schedule = ALWAYS


def parse(spec: str) -> Fault:
    """A fault from its spelling. UsageError if there is none, or its argument does not fit."""
    match = _SPELLING.fullmatch(spec)
    if not match or match["kind"] not in fault_names():
        raise UsageError(
            t("simulator.unknown_fault", name=spec), t("simulator.known_faults", names=", ".join(fault_names()))
        )
    fault = Fault(
        match["kind"], match["argument"] or "", match["action"] or "", int(match["count"]) if match["count"] else None
    )
    check = CHECKS.get(fault.kind)
    reason = check(fault.argument) if check else ""
    if reason:
        raise UsageError(t("simulator.bad_fault", name=spec, reason=reason))
    return fault


def scheduled(row: ServiceFault) -> Fault:
    """A fault from a scenario."""
    return replace(parse(row.kind), share=row.share, schedule=row.schedule)


class Faults:
    """The faults in force. What is set by hand comes before the scenario's."""

    def __init__(self, by_hand: Sequence[Fault], by_scenario: Sequence[Fault], seed: int, epoch: float) -> None:
        self._by_hand = list(by_hand)
        self._by_scenario = list(by_scenario)
        self._seed = seed
        self._epoch = epoch

    def set(self, by_hand: Sequence[Fault]) -> None:
        """Replace those set by hand."""
        self._by_hand = list(by_hand)

    def settings(self, base: Settings, action: str, now: float) -> Settings:
        """The service's behaviour with all switches in force."""
        for fault in (*self._by_scenario, *reversed(self._by_hand)):
            if fault.kind in SWITCHES and self._applies(fault, action, now):
                base = SWITCHES[fault.kind](base, fault.argument)
        return base

    def take(self, action: str, now: float) -> Fault | None:
        """The fault that this request meets, counted down."""
        for faults in (self._by_hand, self._by_scenario):
            for i, fault in enumerate(faults):
                if fault.kind in SPOILS and self._applies(fault, action, now):
                    faults[i] = replace(fault, left=None if fault.left is None else fault.left - 1)
                    return fault
        return None

    def _applies(self, fault: Fault, action: str, now: float) -> bool:
        """Whether it is meant for this action, its time and its share of the requests."""
        if fault.left == 0 or fault.action not in {"", action} or not fault.schedule.level(now - self._epoch):
            return False
        return fault.share >= 1 or unit(self._seed, f"fault/{fault.kind}/{action}", int(now * 1000)) < fault.share
