"""A request as it came, and a reply as it goes: no framework, no vendor's words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from math import inf
from typing import Final

_BODILESS: Final = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Request:
    """`query` is the raw query string; header names are lower-case, values as sent (Latin-1)."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    def header(self, name: str) -> str | None:
        """The trimmed value of a header; repeated ones are joined by commas; None if absent."""
        values = [value.strip() for key, value in self.headers if key == name]
        return ",".join(values) if values else None


@dataclass(frozen=True, slots=True)
class Reply:
    """`code` is the error code for the log, empty if all is well.

    The body goes in pieces of `chunk` bytes with `pause_s` after each, or whole if 0. After `cut` bytes of it, if not
    None, the connection ends. A `stream` stands in place of the body: its pieces are made while they are sent, `length`
    says how much they are together if that is to be told, and after `lasts_s` the connection is ended.

    Of the usual headers those named in `without` (lower-case) are left out, and `headers` are added.
    """

    status: int
    body: bytes = field(repr=False)
    content_type: str = "application/json; charset=utf-8"
    code: str = ""
    pause_s: float = 0.0
    chunk: int = 0
    cut: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()
    stream: Callable[[], Iterator[bytes]] | None = field(default=None, repr=False)
    length: int | None = None
    lasts_s: float = inf

    def pieces(self) -> Iterator[bytes]:
        """What of the body is sent, piece by piece."""
        if self.stream:
            yield from self.stream()
            return
        body = b"" if self.status in _BODILESS else self.body[: self.cut]
        size = self.chunk or len(body) or 1
        for start in range(0, len(body), size):
            yield body[start : start + size]

    def fields(self, now: float) -> list[tuple[bytes, bytes]]:
        """The headers, with the date of a service whose clock shows `now`."""
        usual = [("date", formatdate(now, usegmt=True)), ("content-type", self.content_type)]
        length = self.length if self.stream else len(self.body)
        if length is not None and self.status not in _BODILESS:
            usual.append(("content-length", str(length)))
        kept = [pair for pair in usual if pair[0] not in self.without]
        return [(name.encode(), value.encode("latin-1")) for name, value in (*kept, *self.headers)]

    def head(self, now: float) -> bytes:
        """Status line and headers, for who writes them by hand."""
        lines = [name + b": " + value + b"\r\n" for name, value in self.fields(now)]
        return status_line(self.status) + b"".join(lines) + b"\r\n"


def status_line(status: int) -> bytes:
    """The first line of an answer."""
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    return f"HTTP/1.1 {status} {phrase}\r\n".encode()
