"""Time: answers that come late, slowly, in drops, or stop on their way."""

from dataclasses import replace
from typing import Final

from rtc_tui.simulator.exchange import Reply
from rtc_tui.simulator.faults.kinds import (
    HEADERS,
    SECONDS,
    Call,
    Carry,
    Change,
    FaultKind,
    Wait,
    among,
    each,
    form,
    like,
)
from rtc_tui.simulator.faults.wire import settled

_STALLS: Final = ("answer", "headers", "body")


async def _delay(call: Call) -> None:
    """So many seconds before the answer is begun."""
    await call.clock.sleep(float(call.argument or 5))


def _slow(call: Call, reply: Reply) -> Reply:
    """A true answer that takes so many seconds to arrive."""
    pieces = 20
    return replace(reply, chunk=max(1, len(reply.body) // pieces), pause_s=float(call.argument or 10) / pieces)


def _drip(call: Call, reply: Reply) -> Reply:
    """A body byte every so many seconds."""
    return replace(reply, chunk=1, pause_s=float(call.argument or 1))


async def _slow_headers(call: Call) -> Reply | None:
    """A byte of the headers every so many seconds, then the body at once."""
    reply = call.answer()
    for byte in reply.head(call.now):
        await call.wire.put(bytes([byte]))
        await call.clock.sleep(float(call.argument or 1))
    await call.wire.put(reply.body)
    return settled(call, reply)


async def _stall(call: Call) -> Reply | None:
    """Silence from the middle of the body on, of the headers, or from the start; the connection stays."""
    reply = call.answer()
    head = reply.head(call.now)
    sent = {"answer": b"", "headers": head[: len(head) // 2]}
    await call.wire.put(sent.get(call.argument, head + reply.body[: len(reply.body) // 2]))
    return None


KINDS: Final[tuple[FaultKind, ...]] = (
    Wait(
        name="delay",
        family="time",
        argument="[SECONDS]",
        check=like(SECONDS, "delay:5"),
        act=_delay,
        examples=("delay:5", "delay:14", "delay:60"),
    ),
    Change(
        name="slow",
        family="time",
        argument="[SECONDS]",
        check=like(SECONDS, "slow:10"),
        act=_slow,
        rank=HEADERS,
        examples=("slow:5", "slow:60"),
    ),
    Change(
        name="drip",
        family="time",
        argument="[SECONDS]",
        check=like(SECONDS, "drip:1"),
        act=_drip,
        rank=HEADERS,
        examples=("drip:1", "drip:0.1"),
    ),
    Carry(
        name="slow-headers",
        family="time",
        argument="[SECONDS]",
        check=like(SECONDS, "slow-headers:1"),
        act=_slow_headers,
        examples=("slow-headers:1", "slow-headers:0.02"),
    ),
    Carry(
        name="stall",
        family="time",
        argument=form(_STALLS, optional=True),
        check=among(_STALLS, optional=True),
        act=_stall,
        examples=each("stall", _STALLS),
    ),
)
