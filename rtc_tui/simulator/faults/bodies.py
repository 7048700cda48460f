"""Answers whose bytes are no good JSON, or hardly: cut, followed by something, in another encoding, deep, doubled."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from rtc_tui.simulator.exchange import Reply
from rtc_tui.simulator.faults.kinds import HEADERS, TEXT, Call, Change, FaultKind, Source, among, each, form
from rtc_tui.simulator.faults.tree import with_note
from rtc_tui.text import t

MAX_DEPTH: Final = 5_000_000


def _in_character(body: bytes) -> tuple[bytes, int]:
    """Where the last character of several bytes is in half."""
    noted = with_note(body)
    return noted, max((i for i in range(len(noted)) if 0x80 <= noted[i] < 0xC0), default=len(noted) // 2)


_Cut = Callable[[bytes], tuple[bytes, int]]
_CUTS: Final[dict[str, _Cut]] = {
    "half": lambda body: (body, len(body) // 2),
    "first": lambda body: (body, 1),
    "envelope": lambda body: (body, max(1, body.find(b'"Version"') + 4)),
    "number": lambda body: (body, max(1, body.rfind(b'"Value":') + 9)),
    "string": lambda body: (body, max(1, body.rfind(b'"TimeStamp":"') + 20)),
    "character": _in_character,
    "last": lambda body: (body, len(body) - 1),
}


def _truncated(call: Call, reply: Reply) -> Reply:
    """A part of the body arrives, under the length of the whole; then the connection ends."""
    body, at = _CUTS[call.argument or "half"](reply.body)
    return replace(reply, body=body, cut=at)


def _cut(call: Call, reply: Reply) -> Reply:
    """A part of the body as if it were the whole: HTTP is content."""
    body, at = _CUTS[call.argument or "half"](reply.body)
    return replace(reply, body=body[:at])


def _garbage(call: Call) -> Reply:
    """Bytes that are no JSON, as JSON."""
    body = Random(7).randbytes(4096) if call.argument == "random" else b"\x00\xff\xfe}{" * 64
    return Reply(200, body, code="garbage")


_TRAILS: Final = {
    "text": b"\n<!-- served by proxy -->\n",
    "json": b'{"ResponseMetadata":{"RequestId":"second"}}',
    "brace": b"}",
    "comma": b",",
    "nul": b"\x00" * 16,
    "space": b" \r\n\t" * 1000,
}
_LEADS: Final = {
    "xssi": b")]}',\n",
    "text": b"Warning: deprecated\n",
    "jsonp": b"callback(",
    "nul": b"\x00",
    "space": b"\r\n\t " * 1000,
    "bom": b"\xef\xbb\xbf",
}
_ENCODINGS: Final = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb18030", "big5", "latin-1", "utf-7")


def _encoding(call: Call, reply: Reply) -> Reply:
    """The same text in another encoding; the header still says UTF-8."""
    text = with_note(reply.body).decode("utf-8", "replace")
    return replace(reply, body=text.encode(call.argument, "replace"))


def _full_width_comma(body: bytes) -> bytes:
    """What the vendor's own sample has after a name (FACTS 4.6)."""
    return re.sub(rb'("Name":"[^"]*"),', "\\1，".encode(), body)


_SYNTAXES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "full-width-comma": _full_width_comma,
    "trailing-comma": lambda body: body.replace(b"]", b",]").replace(b"}", b",}"),
    "missing-comma": lambda body: body.replace(b'","', b'""'),
    "single-quotes": lambda body: body.replace(b'"', b"'"),
    "no-quotes": lambda body: re.sub(rb'"(\w+)":', rb"\1:", body),
    "comment": lambda body: b"/* cached */" + body,
    "raw-control": lambda body: body.replace(b'":"', b'":"\x07\n'),
    "bad-escape": lambda body: body.replace(b'":"', b'":"\\x41'),
    "bad-utf-8": lambda body: body.replace(b'":"', b'":"\xc3\x28\xed\xa0\x80\xf5'),
    "lines": lambda body: body.replace(b",", b"\n"),
    "html-escaped": lambda body: body.replace(b'"', b"&quot;"),
    "text-in-text": lambda body: b'"' + body.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"',
}
_DOUBLES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "result": lambda body: body[:-1] + b',"Result":{}}',
    "null-result": lambda body: body[:-1] + b',"Result":null}',
    "metadata": lambda body: body[:-1] + b',"ResponseMetadata":{"RequestId":"second"}}',
    "error": lambda body: body[:-1] + b',"ResponseMetadata":{"Error":{"Code":"InternalError","Message":"second"}}}',
    "value": lambda body: re.sub(rb'"Value":([^,}]*)', rb'"Value":\1,"Value":0', body),
    "time": lambda body: re.sub(rb'("TimeStamp":"[^"]*")', rb'\1,"TimeStamp":"2001-01-01T00:00:00+08:00"', body),
    "name": lambda body: re.sub(rb'("Name":"[^"]*")', rb'\1,"Name":"second"', body),
}
_NESTS: Final = ("result", "body", "open", "objects", "open-objects")


def _nested(call: Call, reply: Reply) -> Reply:
    """Brackets in brackets, closed or not, in the Result or as the body."""
    depth_text, _, where = call.argument.partition(":")
    depth = int(depth_text or 100_000)
    opening, closing = (b'{"a":', b"}") if "objects" in where else (b"[", b"]")
    if where.startswith("open"):
        return replace(reply, body=opening * depth)
    value = opening * depth + b"0" + closing * depth
    if where == "body" or not reply.body.endswith(b"}"):
        return replace(reply, body=value)
    head, found, _ = reply.body.partition(b',"Result":')
    return replace(reply, body=(head if found else head[:-1]) + b',"Result":' + value + b"}")


def _is_nested(argument: str) -> str:
    depth, colon, where = argument.partition(":")
    if not re.fullmatch(r"\d{0,7}", depth, re.ASCII) or int(depth or 1) > MAX_DEPTH:
        return t("simulator.fault_needs_number", example="nested:100000:body")
    return among(_NESTS)(where) if colon else ""


_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "plain": "text/plain",
    "xml": "application/xml",
    "binary": "application/octet-stream",
    "gbk": "application/json; charset=gbk",
    "unknown-charset": "application/json; charset=klingon",
    "garbage": ";;;=,",
    "none": "",
}


def _content_type(call: Call, reply: Reply) -> Reply:
    """The true answer under a wrong name."""
    without = ("content-type", *reply.without) if call.argument == "none" else reply.without
    return replace(reply, content_type=_TYPES[call.argument], without=without)


KINDS: Final[tuple[FaultKind, ...]] = (
    Source(
        name="garbage",
        family="bodies",
        argument="[random]",
        check=among(("random",), optional=True),
        act=_garbage,
        examples=("garbage", "garbage:random"),
    ),
    Change(
        name="truncated",
        family="bodies",
        argument=form(_CUTS, optional=True),
        check=among(_CUTS, optional=True),
        act=_truncated,
        rank=HEADERS,
        examples=each("truncated", _CUTS),
    ),
    Change(
        name="cut",
        family="bodies",
        argument=form(_CUTS, optional=True),
        check=among(_CUTS, optional=True),
        act=_cut,
        rank=TEXT,
        examples=each("cut", _CUTS),
    ),
    Change(
        name="trailing",
        family="bodies",
        argument=form(_TRAILS),
        check=among(_TRAILS),
        act=lambda call, reply: replace(reply, body=reply.body + _TRAILS[call.argument]),
        rank=TEXT,
        examples=each("trailing", _TRAILS),
    ),
    Change(
        name="leading",
        family="bodies",
        argument=form(_LEADS),
        check=among(_LEADS),
        act=lambda call, reply: replace(reply, body=_LEADS[call.argument] + reply.body),
        rank=TEXT,
        examples=each("leading", _LEADS),
    ),
    Change(
        name="encoding",
        family="bodies",
        argument=form(_ENCODINGS),
        check=among(_ENCODINGS),
        act=_encoding,
        rank=TEXT,
        examples=each("encoding", _ENCODINGS),
    ),
    Change(
        name="syntax",
        family="bodies",
        argument=form(_SYNTAXES),
        check=among(_SYNTAXES),
        act=lambda call, reply: replace(reply, body=_SYNTAXES[call.argument](reply.body)),
        rank=TEXT,
        examples=each("syntax", _SYNTAXES),
    ),
    Change(
        name="twice",
        family="bodies",
        argument=form(_DOUBLES),
        check=among(_DOUBLES),
        act=lambda call, reply: replace(reply, body=_DOUBLES[call.argument](reply.body)),
        rank=TEXT,
        examples=each("twice", _DOUBLES),
    ),
    Change(
        name="nested",
        family="bodies",
        argument=f"[DEPTH][:{form(_NESTS)}]",
        check=_is_nested,
        act=_nested,
        rank=TEXT,
        examples=("nested:1000", "nested:100000", *(f"nested:100000:{where}" for where in _NESTS), "nested:5000000"),
    ),
    Change(
        name="content-type",
        family="bodies",
        argument=form(_TYPES),
        check=among(_TYPES),
        act=_content_type,
        rank=HEADERS,
        examples=each("content-type", _TYPES),
    ),
)
