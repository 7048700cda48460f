"""The service, its gateway or a proxy says no: documented errors, throttling, pages, and envelopes that are odd."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from rtc_tui.simulator.exchange import Reply
from rtc_tui.simulator.faults.kinds import (
    HEADERS,
    STATUS,
    VALUES,
    Call,
    Change,
    FaultKind,
    Source,
    among,
    each,
    form,
    like,
)
from rtc_tui.simulator.faults.tree import edited
from rtc_tui.simulator.refusals import KNOWN, Refusal
from rtc_tui.text import t

_PAGE: Final = "<html><head><title>{0} {1}</title></head><body><h1>{0} {1}</h1><hr>nginx</body></html>\n"
_PHRASES: Final = {
    200: "Welcome to the guest network",
    403: "Forbidden",
    404: "Not Found",
    407: "Proxy Authentication Required",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Time-out",
}
_BY_STATUS: Final = {
    400: "InvalidParameter",
    401: "InvalidAccessKey",
    403: "AccessDenied",
    404: "InvalidActionOrVersion",
    405: "MethodNotAllowed",
    429: "FlowLimitExceeded",
    500: "InternalError",
    502: "FailToConnect",
    503: "ServiceUnavailableTemp",
    504: "InternalServiceTimeout",
}
THROTTLES: Final = {
    "": "FlowLimitExceeded",
    "gateway": "FlowLimitExceeded",
    "qps": "FlowLimitExceeded.QPSOverLimit",
    "account": "AccountFlowLimitExceeded",
}


def _status(call: Call) -> Reply:
    """An HTTP status with a documented error in JSON."""
    status = int(call.argument or 500)
    return call.refuse(Refusal(_BY_STATUS.get(status, "InternalError"), status=status))


def _html(call: Call) -> Reply:
    """A proxy's page."""
    status = int(call.argument or 502)
    page = _PAGE.format(status, _PHRASES.get(status, "Error"))
    return Reply(status, page.encode(), "text/html", code=f"html-{status}")


def _empty(call: Call) -> Reply:
    """A status and nothing else."""
    return Reply(int(call.argument or 200), b"", code="empty")


def _error(call: Call) -> Reply:
    """A documented error code, with its own HTTP status or the given one."""
    code, status = _split(call.argument)
    return call.refuse(Refusal(code, status=int(status) if status else None))


def _throttle(call: Call) -> Reply:
    """The flow limit, in one of its spellings."""
    return call.refuse(Refusal(THROTTLES[call.argument]))


def _split(argument: str) -> tuple[str, str]:
    """Code and status of `CODE`, `CODE:STATUS` or `CODE/STATUS`."""
    code, _, status = argument.replace("/", ":").partition(":")
    return code, status


def _code(argument: str) -> str:
    code, status = _split(argument)
    fits = code in KNOWN and re.fullmatch(STATUS, status, re.ASCII) and argument.count(":") + argument.count("/") < 2
    return "" if fits else t("simulator.fault_needs_code", names=", ".join(KNOWN))


Error = dict[str, Any]
_SHAPES: Final[dict[str, Callable[[Error], Any]]] = {
    "null": lambda _: None,
    "empty": lambda _: {},
    "text": lambda error: error["Message"],
    "list": lambda error: [error],
    "no-code": lambda error: {"Message": error["Message"]},
    "null-code": lambda error: error | {"Code": None},
    "empty-code": lambda error: error | {"Code": ""},
    "number-code": lambda error: error | {"Code": error["CodeN"]},
    "unknown-code": lambda error: error | {"Code": "SomethingNew.NeverSeen", "CodeN": 199999},
    "text-code-n": lambda error: error | {"CodeN": str(error["CodeN"])},
    "no-message": lambda error: {"Code": error["Code"]},
    "null-message": lambda error: error | {"Message": None},
    "object-message": lambda error: error | {"Message": {"zh": error["Message"]}},
    "description": lambda error: error | {"Description": error["Message"]},
}
_BESIDE: Final = ("no-metadata", "result-too", "null-result", "empty-result")


def _error_shape(call: Call, reply: Reply) -> Reply:
    """An error with HTTP 200 whose envelope is odd; `null` and `empty` are no error: the true answer beside them."""
    if call.argument in {"null", "empty"}:
        return _with_error(reply, _SHAPES[call.argument])
    refused = call.refuse(Refusal("InternalError", status=200))
    envelope = json.loads(refused.body)
    if call.argument == "no-metadata":
        envelope = {"Error": envelope["ResponseMetadata"]["Error"]}
    elif call.argument in _BESIDE:
        envelope["Result"] = {"null-result": None, "empty-result": {}}.get(call.argument, _result(reply))
    else:
        return _with_error(refused, _SHAPES[call.argument])
    return replace(refused, body=json.dumps(envelope).encode())


def _with_error(reply: Reply, shape: Callable[[Error], Any]) -> Reply:
    def edit(holder: dict[str, Any]) -> None:
        head = holder[""]["ResponseMetadata"]
        head["Error"] = shape(head.get("Error", {}))

    return edited(reply, edit)


def _result(reply: Reply) -> Any:
    """The Result of an answer that may not have one."""
    found: list[Any] = []
    edited(reply, lambda holder: found.append(holder[""].get("Result")))
    return found[0] if found else None


def _retry_after(call: Call, reply: Reply) -> Reply:
    """A Retry-After beside the answer."""
    value = {"date": "Fri, 31 Dec 2100 23:59:59 GMT", "garbage": "soon"}.get(call.argument, call.argument)
    return replace(reply, headers=(*reply.headers, ("retry-after", value)))


_STATUSES: Final = ("400", "401", "403", "404", "405", "408", "418", "429", "500", "502", "503", "504", "599")
KINDS: Final[tuple[FaultKind, ...]] = (
    Source(
        name="error",
        family="errors",
        argument="CODE[:STATUS]",
        check=_code,
        act=_error,
        examples=(
            *(f"error:{code}{status}" for code in KNOWN for status in ("", ":200")),
            "error:InvalidTimestamp:403",
            "error:AccountFlowLimitExceeded:400",
            "error:FlowLimitExceeded.QPSOverLimit:429",
        ),
    ),
    Change(
        name="error-shape",
        family="errors",
        argument=form((*_SHAPES, *_BESIDE)),
        check=among((*_SHAPES, *_BESIDE)),
        act=_error_shape,
        rank=VALUES - 1,
        examples=each("error-shape", (*_SHAPES, *_BESIDE)),
    ),
    Source(
        name="throttle",
        family="errors",
        argument=form(THROTTLES, optional=True),
        check=among(THROTTLES),
        act=_throttle,
        examples=each("throttle", ("gateway", "qps", "account")),
    ),
    Source(
        name="status",
        family="errors",
        argument="[STATUS]",
        check=like(STATUS, "status-500"),
        act=_status,
        examples=each("status", _STATUSES),
    ),
    Source(
        name="html",
        family="errors",
        argument="[STATUS]",
        check=like(STATUS, "html-502"),
        act=_html,
        examples=each("html", ("200", "403", "404", "407", "500", "502", "503", "504")),
    ),
    Source(
        name="empty",
        family="errors",
        argument="[STATUS]",
        check=like(STATUS, "empty-200"),
        act=_empty,
        examples=each("empty", ("200", "204", "304", "400", "401", "403", "404", "429", "500", "502", "503", "504")),
    ),
    Change(
        name="retry-after",
        family="errors",
        argument="SECONDS|date|garbage",
        check=like(r"\d{1,9}|date|garbage", "retry-after:30"),
        act=_retry_after,
        rank=HEADERS,
        examples=each("retry-after", ("3", "999999999", "date", "garbage")),
    ),
)
