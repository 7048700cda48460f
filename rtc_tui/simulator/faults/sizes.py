"""Too much of it: huge answers, endless ones, thousands of headers. Bodies are made while they are sent."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import repeat
from typing import Final

from rtc_tui.simulator.exchange import Reply
from rtc_tui.simulator.faults.kinds import HEADERS, Call, Change, FaultKind, among, form, like
from rtc_tui.text import t

MB: Final = 1 << 20
PIECE: Final = 1 << 16
ENDLESS_BYTES: Final = 4 << 30
ENDLESS_S: Final = 120.0
_FIRST_POINT: Final = re.compile(rb'"Data":\[(\{[^{}\[\]]*\})')
_FILLINGS: Final = ("points", "string", "space")


def _seam(body: bytes, filling: str) -> tuple[bytes, bytes, bytes]:
    """Where the answer is opened and what is put there as often as wanted, so that it stays good JSON."""
    found = _FIRST_POINT.search(body)
    if filling == "points" and found:
        point = found[1] + b","
        return body[: found.start(1)], point * (PIECE // len(point)), body[found.start(1) :]
    if filling == "string":
        return body[:-1] + b',"Note":"', b"x" * PIECE, b'"' + body[-1:]
    return body[:-1], b" " * PIECE, body[-1:]


def _big(call: Call, reply: Reply) -> Reply:
    """The true answer blown up to that size; `chunked` does not tell its length beforehand."""
    megabytes, filling, *chunked = [*call.argument.split(":"), "", ""][:3]
    before, piece, after = _seam(reply.body, filling or "points")
    count = max(1, int(megabytes or 300) * MB // len(piece))

    def stream() -> Iterator[bytes]:
        yield before
        yield from repeat(piece, count)
        yield after

    length = len(before) + count * len(piece) + len(after)
    return replace(reply, stream=stream, length=None if chunked == ["chunked"] else length)


def _endless(call: Call, reply: Reply) -> Reply:
    """An answer that does not end, as long as somebody listens: at most 4 GB or two minutes."""
    before, piece, _ = _seam(reply.body, call.argument or "points")

    def stream() -> Iterator[bytes]:
        yield before
        yield from repeat(piece, ENDLESS_BYTES // len(piece))

    return replace(reply, stream=stream, lasts_s=ENDLESS_S)


def _is_big(argument: str) -> str:
    fits = re.fullmatch(rf"\d{{0,4}}(:({form(_FILLINGS)})(:chunked)?)?", argument, re.ASCII)
    return "" if fits else t("simulator.fault_needs_number", example="big:300:points:chunked")


def _many_headers(call: Call, reply: Reply) -> Reply:
    more = tuple((f"x-filler-{i}", "filler") for i in range(int(call.argument or 5000)))
    return replace(reply, headers=(*reply.headers, *more))


def _huge_header(call: Call, reply: Reply) -> Reply:
    return replace(reply, headers=(*reply.headers, ("x-filler", "x" * (int(call.argument or 1024) << 10))))


KINDS: Final[tuple[FaultKind, ...]] = (
    Change(
        name="big",
        family="sizes",
        argument=f"[MB][:{form(_FILLINGS)}[:chunked]]",
        check=_is_big,
        act=_big,
        rank=HEADERS,
        examples=("big:20", "big:300", "big:300:points:chunked", "big:300:string", "big:300:space:chunked"),
    ),
    Change(
        name="endless",
        family="sizes",
        argument=form(_FILLINGS, optional=True),
        check=among(_FILLINGS, optional=True),
        act=_endless,
        rank=HEADERS,
        examples=("endless:points", "endless:string", "endless:space"),
    ),
    Change(
        name="many-headers",
        family="sizes",
        argument="[COUNT]",
        check=like(r"\d{0,5}|100000", "many-headers:5000"),
        act=_many_headers,
        rank=HEADERS,
        examples=("many-headers:150", "many-headers:5000", "many-headers:100000"),
    ),
    Change(
        name="huge-header",
        family="sizes",
        argument="[KB]",
        check=like(r"\d{0,4}", "huge-header:1024"),
        act=_huge_header,
        rank=HEADERS,
        examples=("huge-header:64", "huge-header:1024", "huge-header:8192"),
    ),
)
