"""How the service misbehaves: a table of kinds, each a small function.

A *switch* changes how the service behaves; any other kind answers in place of the service, or spoils its answer.
A new kind is a function and a row in SPOILS or SWITCHES, and a row in CHECKS if it takes an argument.
"""

import re
import socket
import struct
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol, cast

from rtc_tui.clock import Clock
from rtc_tui.errors import UsageError
from rtc_tui.simulator.exchange import Reply, Request
from rtc_tui.simulator.refusals import KNOWN, Refusal
from rtc_tui.simulator.settings import IndicatorForm, Settings
from rtc_tui.text import t

_STATUS: Final = r"([2-5]\d\d)?"
_SECONDS: Final = r"(\d+(\.\d+)?)?"
_PAGE: Final = "<html><head><title>{0} {1}</title></head><body><h1>{0} {1}</h1><hr>nginx</body></html>\n"
_PHRASES: Final = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Time-out",
}
_BY_STATUS: Final = {
    500: "InternalError",
    502: "FailToConnect",
    503: "ServiceUnavailableTemp",
    504: "InternalServiceTimeout",
}


class Wire(Protocol):
    """What a fault may do to a connection."""

    def close(self) -> None:
        """End it in order, after what was written."""
        ...

    def abort(self) -> None:
        """End it at once."""
        ...

    def get_extra_info(self, name: str) -> Any:
        """`socket`: the connection's socket."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """What a fault can reach: its argument, the request, the true answer, the error envelope, the connection, the clock."""

    argument: str
    request: Request
    answer: Callable[[], Reply]
    refuse: Callable[[Refusal], Reply]
    wire: Wire | None
    clock: Clock


Spoil = Callable[[Call], Awaitable[Reply | None]]
"""A kind: the reply to send, or None if the connection has been dealt with."""
Switch = Callable[[Settings, str], Settings]


async def _status(call: Call) -> Reply | None:
    """An HTTP status with a documented error in JSON."""
    status = int(call.argument or 500)
    return call.refuse(Refusal(_BY_STATUS.get(status, "InternalError"), status=status))


async def _html(call: Call) -> Reply | None:
    """A proxy's page."""
    status = int(call.argument or 502)
    page = _PAGE.format(status, _PHRASES.get(status, "Error"))
    return Reply(status, page.encode(), "text/html", code=f"html-{status}")


async def _empty(call: Call) -> Reply | None:
    """A status and nothing else."""
    return Reply(int(call.argument or 200), b"", code="empty")


async def _error(call: Call) -> Reply | None:
    """A documented error code, with its own HTTP status or the one after the slash."""
    code, _, status = call.argument.partition("/")
    return call.refuse(Refusal(code, status=int(status) if status else None))


async def _throttle(call: Call) -> Reply | None:
    """The flow limit, in one of its spellings."""
    return call.refuse(Refusal(_THROTTLES.get(call.argument, "FlowLimitExceeded")))


async def _garbage(_call: Call) -> Reply | None:
    """Bytes that are no JSON, as JSON."""
    return Reply(200, b"\x00\xff\xfe}{" * 64, code="garbage")


async def _truncated(call: Call) -> Reply | None:
    """A true answer of which only the first half arrives, under the length of the whole."""
    reply = call.answer()
    return replace(reply, cut=len(reply.body) // 2)


async def _slow(call: Call) -> Reply | None:
    """A true answer that takes so many seconds to arrive."""
    reply, pieces = call.answer(), 20
    return replace(reply, chunk=max(1, len(reply.body) // pieces), pause_s=float(call.argument or 10) / pieces)


async def _delay(call: Call) -> Reply | None:
    """A true answer that is begun after so many seconds."""
    await call.clock.sleep(float(call.argument or 5))
    return call.answer()


async def _drop(call: Call) -> Reply | None:
    """The connection ends without an answer."""
    _wire(call).close()
    return None


async def _reset(call: Call) -> Reply | None:
    """The connection is reset: the peer sees an error, not an end."""
    wire = _wire(call)
    wire.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.abort()
    return None


def _wire(call: Call) -> Wire:
    if call.wire is None:
        raise UsageError(t("simulator.bad_fault", name="drop", reason=t("simulator.fault_needs_socket")))
    return call.wire


_THROTTLES: Final = {
    "": "FlowLimitExceeded",
    "gateway": "FlowLimitExceeded",
    "qps": "FlowLimitExceeded.QPSOverLimit",
    "account": "AccountFlowLimitExceeded",
}
SPOILS: Final[dict[str, Spoil]] = {
    "status": _status,
    "html": _html,
    "empty": _empty,
    "error": _error,
    "throttle": _throttle,
    "garbage": _garbage,
    "truncated": _truncated,
    "slow": _slow,
    "delay": _delay,
    "drop": _drop,
    "reset": _reset,
}
SWITCHES: Final[dict[str, Switch]] = {
    "skew": lambda settings, argument: replace(settings, skew_s=float(argument)),
    "only-version": lambda settings, argument: replace(settings, only_version=argument),
    "indicator": lambda settings, argument: replace(settings, indicator_form=cast("IndicatorForm", argument)),
    "limit": lambda settings, argument: replace(settings, caps=((1, 1 / float(argument)),)),
    "throttle-as": lambda settings, argument: replace(settings, throttle_as=_THROTTLES[argument]),
}


def _like(pattern: str, example: str) -> Callable[[str], str]:
    """A check that the argument looks like that; the reason if not."""

    def check(argument: str) -> str:
        fits = re.fullmatch(pattern, argument, re.ASCII)
        return "" if fits else t("simulator.fault_needs_number", example=example)

    return check


def _among(allowed: Sequence[str]) -> Callable[[str], str]:
    def check(argument: str) -> str:
        return "" if argument in allowed else t("simulator.fault_needs_one_of", names=", ".join(allowed))

    return check


def _code(argument: str) -> str:
    code, _, status = argument.partition("/")
    fits = code in KNOWN and re.fullmatch(_STATUS, status)
    return "" if fits else t("simulator.fault_needs_code", names=", ".join(KNOWN))


CHECKS: Final[dict[str, Callable[[str], str]]] = {
    "status": _like(_STATUS, "status-500"),
    "html": _like(_STATUS, "html-502"),
    "empty": _like(_STATUS, "empty-200"),
    "slow": _like(_SECONDS, "slow:10"),
    "delay": _like(_SECONDS, "delay:5"),
    "skew": _like(r"-?\d+(\.\d+)?", "skew:-3600"),
    "limit": _like(r"(?=.*[1-9])\d+(\.\d+)?", "limit:0.5"),
    "error": _code,
    "throttle": _among(tuple(_THROTTLES)),
    "throttle-as": _among(("gateway", "qps", "account")),
    "only-version": _among(("2020-12-01", "2023-11-01")),
    "indicator": _among(("string", "list", "any")),
}


def fault_names() -> tuple[str, ...]:
    """Every kind, in the order of the tables."""
    return (*SPOILS, *SWITCHES)
