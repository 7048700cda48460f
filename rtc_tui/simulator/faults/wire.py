"""What goes wrong on a connection: it ends too early, or what is said on it is no good HTTP.

These write the answer by hand. `settled` ends those after which the connection can be used again, `_ended` those after
which it is closed; one that returns None without closing stays open and silent until the peer leaves.
"""

from collections.abc import Callable
from typing import Final

from rtc_tui.simulator.exchange import Reply, status_line
from rtc_tui.simulator.faults.kinds import Call, Carry, FaultKind, among, each, form

_GRACE_S: Final = 0.05  # so that what was sent arrives before a reset overtakes it
_TRICKLE_S: Final = 0.2
_ENDS: Final = ("before", "headers", "body", "after", "reuse")


def settled(call: Call, reply: Reply) -> Reply:
    """The answer has been sent by hand, and the connection is fit for the next request."""
    call.wire.mute()
    return Reply(200, b"", code=reply.code)


async def _ended(call: Call) -> None:
    await call.wire.flushed()
    call.wire.close()


async def _drop(call: Call) -> Reply | None:
    """The connection ends in order: before, in or after the answer, or when it is used again."""
    if call.argument == "reuse":
        call.wire.on_reuse("close")
        return call.answer()
    await _part(call)
    await _ended(call)
    return None


async def _reset(call: Call) -> Reply | None:
    """The connection is reset at such a point: the peer sees an error, not an end."""
    if call.argument == "reuse":
        call.wire.on_reuse("reset")
        return call.answer()
    if await _part(call):
        await call.wire.flushed()
        await call.clock.sleep(_GRACE_S)
    call.wire.reset()
    return None


async def _part(call: Call) -> bool:
    """Send as much as is said; whether that is anything."""
    if call.argument in {"", "before"}:
        return False
    reply = call.answer()
    head = reply.head(call.now)
    parts = {"headers": head[: len(head) // 2], "body": head + reply.body[: len(reply.body) // 2]}
    await call.wire.put(parts.get(call.argument, head + reply.body))
    return True


def _with(call: Call, reply: Reply, *headers: str) -> bytes:
    """The head of the answer with other headers of length."""
    unsaid = Reply(reply.status, reply.body, reply.content_type, headers=reply.headers, without=("content-length",))
    return unsaid.head(call.now)[:-2] + "".join(f"{line}\r\n" for line in headers).encode() + b"\r\n"


_LENGTHS: Final[dict[str, Callable[[int], tuple[str, ...]]]] = {
    "long": lambda n: (f"content-length: {n + 100}",),
    "waiting": lambda n: (f"content-length: {n + 100}",),
    "short": lambda n: (f"content-length: {n // 2}",),
    "zero": lambda _: ("content-length: 0",),
    "missing": lambda _: (),
    "negative": lambda _: ("content-length: -1",),
    "text": lambda _: ("content-length: many",),
    "huge": lambda _: ("content-length: 99999999999999999999",),
    "twice": lambda n: (f"content-length: {n}", f"content-length: {n + 1}"),
    "list": lambda n: (f"content-length: {n}, {n}",),
}
_REUSABLE: Final = ("short", "zero", "list", "twice")


async def _length(call: Call) -> Reply | None:
    """Another length than is sent: `waiting` stays open; `short` and `zero` leave the surplus to the next answer."""
    reply = call.answer()
    await call.wire.put(_with(call, reply, *_LENGTHS[call.argument](len(reply.body))) + reply.body)
    if call.argument in _REUSABLE:
        return settled(call, reply)
    if call.argument != "waiting":
        await _ended(call)
    return None


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _small(body: bytes, size: int = 1) -> bytes:
    return b"".join(_chunk(body[i : i + size]) for i in range(0, len(body), size))


_LAST: Final = b"0\r\n\r\n"
_CHUNKS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "small": lambda body: _small(body) + _LAST,
    "trailers": lambda body: _chunk(body) + b"0\r\n" + b"x-trailer: filler\r\n" * 50 + b"\r\n",
    "extension": lambda body: b"%x;a=%s\r\n%s\r\n" % (len(body), b"b" * 200, body) + _LAST,
    "huge-extension": lambda body: b"%x;a=%s\r\n%s\r\n" % (len(body), b"b" * 1_000_000, body) + _LAST,
    "endless": _small,
    "unended": _chunk,
    "in-chunk": lambda body: _chunk(body)[: len(body) // 2],
    "bad-size": lambda body: b"zz\r\n" + body + b"\r\n" + _LAST,
    "size-short": lambda body: b"%x\r\n" % (len(body) // 2) + body + b"\r\n" + _LAST,
    "size-long": lambda body: b"%x\r\n" % (len(body) + 100) + body + b"\r\n" + _LAST,
    "negative": lambda body: b"-5\r\n" + body + b"\r\n" + _LAST,
    "huge": lambda body: b"f" * 40 + b"\r\n" + body + b"\r\n" + _LAST,
    "no-end-of-line": lambda body: b"%x\r\n" % len(body) + body + _LAST,
    "plain": lambda body: body,
}
_GOOD: Final = ("small", "trailers", "extension")


async def _chunks(call: Call) -> Reply | None:
    """Chunks that do not add up; the first three are good ones; `endless` never says that it was the last."""
    reply = call.answer()
    await call.wire.put(_with(call, reply, "transfer-encoding: chunked"))
    await call.wire.put(_CHUNKS[call.argument](reply.body))
    if call.argument in _GOOD:
        return settled(call, reply)
    if call.argument != "endless":
        await _ended(call)
    return None


_STATUS_LINES: Final = {
    "http09": b"",
    "garbage": b"\x00\xff\xfenonsense\r\n",
    "version": b"HTTP/9.9 200 OK\r\n",
    "other-protocol": b"ICY 200 OK\r\n",
    "code": b"HTTP/1.1 abc OK\r\n",
    "two-digits": b"HTTP/1.1 20 OK\r\n",
    "four-digits": b"HTTP/1.1 2000 OK\r\n",
    "code-999": b"HTTP/1.1 999 Strange\r\n",
    "no-reason": b"HTTP/1.1 200\r\n",
    "latin-reason": b"HTTP/1.1 200 O\xe9\x1bK\r\n",
    "long-reason": b"HTTP/1.1 200 " + b"x" * 1_000_000 + b"\r\n",
    "http10": b"HTTP/1.0 200 OK\r\n",
    "tls": b"\x15\x03\x03\x00\x02\x02\x46",
    "ssh": b"SSH-2.0-OpenSSH_9.6\r\n",
    "blank-lines": b"\r\n\r\n\r\n",
}


async def _status_line(call: Call) -> Reply | None:
    """Another first line, up to none at all (HTTP/0.9: the body alone); then the rest, then the end."""
    reply = call.answer()
    line, rest = _STATUS_LINES[call.argument], reply.head(call.now).partition(b"\r\n")[2]
    if call.argument == "blank-lines":
        rest = status_line(reply.status) + rest
    await call.wire.put(reply.body if call.argument == "http09" else line + rest + reply.body)
    await _ended(call)
    return None


_HEADER_LINES: Final = {
    "no-colon": b"nonsense\r\n",
    "space-in-name": b"x filler: 1\r\n",
    "space-before-colon": b"x-filler : 1\r\n",
    "no-name": b": 1\r\n",
    "folded": b"x-filler: 1\r\n  2\r\n",
    "nul": b"x-filler: a\x00b\r\n",
    "control": b"x-filler: a\x1b[31mb\r\n",
    "utf-8": "x-filler: 实时\r\n".encode(),
    "bare-newline": b"x-filler: 1\n",
    "bare-return": b"x-filler: 1\rx-more: 2\r\n",
}


async def _header_line(call: Call) -> Reply | None:
    """One odd header among the usual ones."""
    reply = call.answer()
    await call.wire.put(reply.head(call.now)[:-2] + _HEADER_LINES[call.argument] + b"\r\n" + reply.body)
    await _ended(call)
    return None


_INTERIMS: Final = {
    "100": status_line(100) + b"\r\n",
    "102": status_line(102) + b"\r\n",
    "103": status_line(103) + b"link: </style.css>; rel=preload\r\n\r\n",
    "many": (status_line(100) + b"\r\n") * 1000,
    "with-length": status_line(100) + b"content-length: 5\r\n\r\n",
    "101": status_line(101) + b"upgrade: h2c\r\nconnection: upgrade\r\n\r\n",
    "endless": status_line(100) + b"\r\n",
}


async def _interim(call: Call) -> Reply | None:
    """Answers before the answer that nobody asked for; `endless` never comes to it."""
    while call.argument == "endless":
        await call.wire.put(_INTERIMS[call.argument])
        await call.clock.sleep(_TRICKLE_S)
    reply = call.answer()
    await call.wire.put(_INTERIMS[call.argument] + reply.head(call.now) + reply.body)
    return settled(call, reply)


_BODILESS: Final = ("204", "205", "304")


async def _bodied(call: Call) -> Reply | None:
    """A status that has no body, with one."""
    reply = call.answer()
    line = status_line(int(call.argument))
    await call.wire.put(line + reply.head(call.now).partition(b"\r\n")[2] + reply.body)
    return settled(call, reply)


KINDS: Final[tuple[FaultKind, ...]] = (
    Carry(
        name="drop",
        family="connection",
        argument=form(_ENDS, optional=True),
        check=among(_ENDS, optional=True),
        act=_drop,
        examples=each("drop", _ENDS),
    ),
    Carry(
        name="reset",
        family="connection",
        argument=form(_ENDS, optional=True),
        check=among(_ENDS, optional=True),
        act=_reset,
        examples=each("reset", _ENDS),
    ),
    Carry(
        name="length",
        family="connection",
        argument=form(_LENGTHS),
        check=among(_LENGTHS),
        act=_length,
        examples=each("length", _LENGTHS),
    ),
    Carry(
        name="chunks",
        family="connection",
        argument=form(_CHUNKS),
        check=among(_CHUNKS),
        act=_chunks,
        examples=each("chunks", _CHUNKS),
    ),
    Carry(
        name="status-line",
        family="connection",
        argument=form(_STATUS_LINES),
        check=among(_STATUS_LINES),
        act=_status_line,
        examples=each("status-line", _STATUS_LINES),
    ),
    Carry(
        name="header-line",
        family="connection",
        argument=form(_HEADER_LINES),
        check=among(_HEADER_LINES),
        act=_header_line,
        examples=each("header-line", _HEADER_LINES),
    ),
    Carry(
        name="interim",
        family="connection",
        argument=form(_INTERIMS),
        check=among(_INTERIMS),
        act=_interim,
        examples=each("interim", _INTERIMS),
    ),
    Carry(
        name="bodied",
        family="connection",
        argument=form(_BODILESS),
        check=among(_BODILESS),
        act=_bodied,
        examples=each("bodied", _BODILESS),
    ),
)
