"""What a kind of fault is: five sorts, by where in the life of a request they act.

Switch    changes how the service behaves              all that are in force hold
Wait      lets time pass before anything happens       all
Source    answers in place of the service              the first one
Change    spoils an answer, in the order of `rank`     all
Carry     brings the answer over the connection        the first one
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from rtc_tui.clock import Clock
from rtc_tui.errors import UsageError
from rtc_tui.simulator.exchange import Reply, Request
from rtc_tui.simulator.refusals import Refusal
from rtc_tui.simulator.settings import Settings
from rtc_tui.text import t

Family = Literal[
    "errors",
    "bodies",
    "values",
    "spelling",
    "compression",
    "sizes",
    "time",
    "connection",
    "redirects",
    "clock",
    "quota",
]
Check = Callable[[str], str]
"""The reason why an argument does not fit, empty if it does."""
VALUES, TEXT, PACKED, HEADERS = range(4)  # ranks: the JSON's values, its bytes, compression and size, headers


class Wire(Protocol):
    """What a fault may do to a connection."""

    async def put(self, data: bytes) -> None:
        """Write, and wait while the peer is slow to read."""
        ...

    async def flushed(self) -> None:
        """Wait until all that was written is on its way."""
        ...

    def mute(self) -> None:
        """The request has been answered: what is still sent for it goes nowhere, and the connection stays usable."""
        ...

    def close(self) -> None:
        """End it in order, after what was written."""
        ...

    def reset(self) -> None:
        """End it at once: the peer sees an error, not an end."""
        ...

    def on_reuse(self, end: Literal["close", "reset"]) -> None:
        """End it when the peer sends another request."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """What a fault can reach: its name and argument, the request, the answer so far, the error envelope, the connection.

    `now` is the service's clock.
    """

    name: str
    argument: str
    request: Request
    answer: Callable[[], Reply]
    refuse: Callable[[Refusal], Reply]
    socket: Wire | None
    clock: Clock
    skew_s: float = 0.0

    @property
    def wire(self) -> Wire:
        """The connection. UsageError where there is none."""
        if self.socket is None:
            raise UsageError(t("simulator.bad_fault", name=self.name, reason=t("simulator.fault_needs_socket")))
        return self.socket

    @property
    def now(self) -> float:
        """The service's clock, in Unix seconds."""
        return self.clock.now() + self.skew_s


def nothing(argument: str) -> str:
    """The check of a kind without an argument."""
    return t("simulator.fault_needs_nothing") if argument else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """One kind. `argument` is its form, `examples` are whole faults that between them show all it can do."""

    name: str
    family: Family
    argument: str = ""
    examples: tuple[str, ...] = ()
    check: Check = nothing

    @property
    def text(self) -> str:
        """The key of its one-line description."""
        return f"simulator.fault_{self.name}"

    @property
    def needs_socket(self) -> bool:
        """Whether it cannot be had without a real connection."""
        return isinstance(self, Carry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(FaultKind):
    """Changes how the service behaves."""

    act: Callable[[Settings, str], Settings]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(FaultKind):
    """Lets time pass before the answer is even made."""

    act: Callable[[Call], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(FaultKind):
    """Answers in place of the service."""

    act: Callable[[Call], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(FaultKind):
    """Spoils an answer, the service's or a Source's."""

    act: Callable[[Call, Reply], Reply]
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry(FaultKind):
    """Brings the answer over the connection: the reply that is left to send, or None if all has been dealt with."""

    act: Callable[[Call], Awaitable[Reply | None]]


SECONDS: Final = r"(\d{1,6}(\.\d+)?)?"
STATUS: Final = r"([2-5]\d\d)?"


def like(pattern: str, example: str) -> Check:
    """A check that the argument looks like that."""

    def check(argument: str) -> str:
        fits = re.fullmatch(pattern, argument, re.ASCII)
        return "" if fits else t("simulator.fault_needs_number", example=example)

    return check


def among(allowed: Iterable[str], *, optional: bool = False) -> Check:
    """A check that the argument is one of those."""
    names = tuple(allowed)

    def check(argument: str) -> str:
        fits = argument in names or (optional and not argument)
        return "" if fits else t("simulator.fault_needs_one_of", names=", ".join(filter(None, names)))

    return check


def each(name: str, arguments: Iterable[str]) -> tuple[str, ...]:
    """A fault per argument."""
    return tuple(f"{name}:{argument}" if argument else name for argument in arguments)


def form(names: Iterable[str], *, optional: bool = False) -> str:
    """How a choice of names is written in a list of kinds."""
    text = "|".join(filter(None, names))
    return f"[{text}]" if optional else text
