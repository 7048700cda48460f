"""How the service misbehaves: a table of kinds, each a small function, one module per family.

    kinds      what a kind is; checks of arguments
    errors     refusals of the service, its gateway and proxies      switches  behaviour, clock, dates, redirects
    bodies     bytes that are no good JSON                            values    good JSON with wrong content
    spelling   what has to be tolerated                               packing   compression and bombs
    sizes      too much of it                                         pace      too slow
    wire       connections that end, framing that is wrong            tree      places in an answer's JSON

A new kind is a function, a row in its module's KINDS, and a line `fault_NAME` in the catalogue of texts.
"""

from typing import Final

from rtc_tui.simulator.faults import bodies, errors, pace, packing, sizes, spelling, switches, values, wire
from rtc_tui.simulator.faults.kinds import Call, Carry, Change, Family, FaultKind, Source, Switch, Wait, Wire

__all__ = [
    "KINDS",
    "Call",
    "Carry",
    "Change",
    "Family",
    "FaultKind",
    "Source",
    "Switch",
    "Wait",
    "Wire",
    "catalogue",
    "fault_names",
]
_MODULES: Final = (errors, bodies, values, spelling, packing, sizes, pace, wire, switches)
KINDS: Final[dict[str, FaultKind]] = {kind.name: kind for module in _MODULES for kind in module.KINDS}


def catalogue() -> tuple[FaultKind, ...]:
    """Every kind with its family, the form of its argument, the key of its description, and examples to try."""
    return tuple(KINDS.values())


def fault_names() -> tuple[str, ...]:
    """The names of all kinds."""
    return tuple(KINDS)
