"""What every answer is wrapped in: `ResponseMetadata` and `Result` (FACTS 3).

Read apart from the payload, so that an error can be told although the result is broken.
"""

import json
from typing import Any, Final, NamedTuple, NoReturn

import msgspec

from rtc_tui.client.fields import fields, number, text
from rtc_tui.errors import BadResponse, ResponseTooLarge
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_BOM: Final = b"\xef\xbb\xbf"
# A value costs up to 100 bytes decoded and as little as 2 sent: the cap on bytes alone does not bound memory.
# 200 countries over 60 minutes are 96 000 values.
MOST_VALUES: Final = 800_000
_PIECE: Final = 1 << 20  # bytes
_NULL: Final = msgspec.Raw(b"null")
_LARGE: Final = 1 << 20  # bytes; shorter answers are read whole
_HEAD: Final = 1 << 16  # bytes within which the metadata of a large answer stand
_RESULT: Final = b'"Result":'


class Fault(NamedTuple):
    """The service's own error; its message is foreign text, as it came.

    `number` (CodeN) is zero when the service behind the gateway speaks.
    """

    code: str
    message: str
    number: int = 0


class Envelope(NamedTuple):
    """An answer taken out of its wrapping. `result` is undecided JSON: None when absent or null.

    Of a large answer it is `msgspec.Raw`, still undecoded, wherever the answer is plain JSON. `body` is the whole answer
    where `result` was cut out of it unread: it may be no JSON at all, and `whole` tells.
    """

    request_id: str
    fault: Fault | None
    result: Any
    body: bytes | bytearray | None = None


class _Whole(msgspec.Struct, gc=False):
    ResponseMetadata: msgspec.Raw = msgspec.Raw()
    Result: msgspec.Raw = msgspec.Raw()


def read(body: bytes | bytearray) -> Envelope:
    """Unwrap an answer. Raises BadResponse that names what is wrong, and where."""
    found = fields(decode(body))
    if found is None:
        refuse("$", t("client.wanted_object"))
    metadata = fields(found.get("responsemetadata"))
    if metadata is None:
        refuse("$.ResponseMetadata", t("client.wanted_object"))
    request_id = safe(text(metadata.get("requestid")) or "", 128)
    return Envelope(request_id, _fault(metadata.get("error")), found.get("result"))


def index(body: bytes | bytearray) -> Envelope:
    """Unwrap a large answer. Its result is not looked at where it is the last member, as the documents have it."""
    return _cut_out(body) or whole(body)


def _cut_out(body: bytes | bytearray) -> Envelope | None:
    """The envelope by the two ends of a large answer: whoever reads the result passes over its bytes anyway."""
    at = body.find(_RESULT, 0, _HEAD) if len(body) > _LARGE else -1
    end = body.rfind(b"}", len(body) - 64)
    if at < 0 or end < 0 or body[end + 1 :].strip():
        return None
    try:
        head = msgspec.json.decode(bytes(body[:at]) + _RESULT + b"null}", type=_Whole)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not head.ResponseMetadata:
        return None
    result = msgspec.Raw(memoryview(body)[at + len(_RESULT) : end])
    return _opened(head.ResponseMetadata, result)._replace(body=body)


def whole(body: bytes | bytearray) -> Envelope:
    """Unwrap a large answer: one pass over its bytes, and memory for the metadata alone.

    What is not as the documents write it is read as any other answer is, within the same bound.
    """
    try:
        found = msgspec.json.decode(body, type=_Whole)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return read(body)
    if not found.ResponseMetadata or not found.Result:
        return read(body)
    return _opened(found.ResponseMetadata, found.Result)


def _opened(told: msgspec.Raw, result: msgspec.Raw) -> Envelope:
    metadata = fields(decode(told))
    if metadata is None:
        refuse("$.ResponseMetadata", t("client.wanted_object"))
    request_id = safe(text(metadata.get("requestid")) or "", 128)
    return Envelope(request_id, _fault(metadata.get("error")), None if result == _NULL else result)


def _fault(error: object) -> Fault | None:
    """The error of an answer; anything that is there and not empty counts, whatever its shape."""
    if not error:
        return None
    told = fields(error)
    if told is None:
        return Fault("", text(error) or "")
    message = text(told.get("message")) or text(told.get("description")) or ""
    number_ = number(told.get("coden")) or 0
    return Fault(safe(text(told.get("code")) or "", 128), message, int(number_))


def values_in(body: bytes | bytearray | msgspec.Raw) -> int:
    """At most so many values are in this JSON. Counted in pieces: a copy of the whole would be a second body."""
    view = memoryview(body)
    pieces = (bytes(view[at : at + _PIECE]) for at in range(0, len(view), _PIECE))
    return sum(piece.count(b"{") + piece.count(b"[") + piece.count(b",") for piece in pieces)


def decode(body: bytes | bytearray | msgspec.Raw) -> Any:
    """JSON, leniently: a byte-order mark, NaN, Infinity and numbers beyond any range are read. Raises BadResponse."""
    if values_in(body) > MOST_VALUES:
        raise ResponseTooLarge(t("client.too_many_values", most=MOST_VALUES))
    try:
        return _decode(bytes(body).removeprefix(_BOM) if isinstance(body, msgspec.Raw) else body.removeprefix(_BOM))
    except RecursionError:
        raise BadResponse(t("client.nested")) from None
    except UnicodeDecodeError:
        raise BadResponse(t("client.not_utf8")) from None
    except ValueError as error:
        raise BadResponse(t("client.not_json", reason=safe(error))) from None


def _decode(plain: bytes | bytearray) -> Any:
    try:
        return msgspec.json.decode(plain)
    except msgspec.DecodeError:
        # The standard library reads what msgspec will not: one NaN must cost its point, not the answer. It has the
        # last word on what is no JSON at all.
        return json.loads(plain.decode("utf-8"), parse_int=_integer)


def _integer(digits: str) -> float:
    """An integer of any length: int() stops at 4 300 digits, and such a number is no value anyway."""
    return int(digits) if len(digits) < 20 else float(digits)


def refuse(path: str, wanted: str, request_id: str = "") -> NoReturn:
    """The field at `path` is not what the documents promise."""
    raise BadResponse(t("client.bad_field", path=path, wanted=wanted), request_id=request_id)
