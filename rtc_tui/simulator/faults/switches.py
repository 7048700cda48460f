"""How the service behaves, its clock and dates, and where it sends those who ask elsewhere."""

from dataclasses import replace
from typing import Final, cast

from rtc_tui.simulator.exchange import Reply
from rtc_tui.simulator.faults.errors import THROTTLES
from rtc_tui.simulator.faults.kinds import HEADERS, Call, Change, FaultKind, Source, Switch, among, each, form, like
from rtc_tui.simulator.settings import IndicatorForm

_VERSIONS: Final = ("2020-12-01", "2023-11-01")
_INDICATORS: Final = ("string", "list", "any")
_THROTTLED: Final = tuple(name for name in THROTTLES if name)
_OFFSET: Final = r"-?\d{1,9}(\.\d+)?"
_DATES: Final[dict[str, tuple[str, ...]]] = {
    "missing": (),
    "text": ("yesterday",),
    "empty": ("",),
    "number": ("1795175706",),
    "iso": ("2026-11-20T19:55:06+08:00",),
    "no-day": ("Fri, 31 Feb 2026 25:61:61 GMT",),
    "other-zone": ("Fri, 20 Nov 2026 19:55:06 +0800",),
    "epoch": ("Thu, 01 Jan 1970 00:00:00 GMT",),
    "far": ("Fri, 31 Dec 9999 23:59:59 GMT",),
    "twice": ("Fri, 20 Nov 2026 11:55:06 GMT", "Fri, 20 Nov 2020 11:55:06 GMT"),
    "latin": ("Fri, 20 Nov 2026 11:55:06 GMT\xe9",),
}


def _date(call: Call, reply: Reply) -> Reply:
    """Another Date header, or one that is off by so many seconds; the verifier's clock stays right."""
    if call.argument in _DATES:
        values = _DATES[call.argument]
    else:
        off = dict(reply.fields(call.now + float(call.argument)))
        values = (off[b"date"].decode(),)
    dates = tuple(("date", value) for value in values)
    return replace(reply, without=("date", *reply.without), headers=(*reply.headers, *dates))


_STATUSES: Final = ("301", "302", "303", "307", "308")
_WHERES: Final = ("same", "localhost", "other", "https", "file", "loop", "none", "two", "garbage")


def _redirect(call: Call) -> Reply:
    """Elsewhere: this host, it by another name, one that is not there, a file, here again, nowhere."""
    status, _, where = call.argument.partition(":")
    host = call.request.header("host") or "127.0.0.1"
    query = f"?{call.request.query}" if call.request.query else ""
    targets = {
        "": (f"/elsewhere{query}",),
        "same": (f"/elsewhere{query}",),
        "localhost": (f"http://localhost:{host.rpartition(':')[2]}/{query}",),
        "other": (f"http://elsewhere.invalid/{query}",),
        "https": (f"https://{host}/{query}",),
        "file": ("file:///etc/passwd",),
        "loop": (f"/{query}",),
        "none": (),
        "two": (f"/{query}", "http://elsewhere.invalid/"),
        "garbage": ("http://[::1/\xe9 %zz",),
    }
    locations = tuple(("location", target) for target in targets[where])
    return Reply(int(status), b"", "text/html", code=f"redirect-{status}", headers=locations)


def _is_redirect(argument: str) -> str:
    status, colon, where = argument.partition(":")
    return among(_STATUSES)(status) or (among(_WHERES)(where) if colon else "")


def _is_date(argument: str) -> str:
    return "" if argument in _DATES or not like(_OFFSET, "")(argument) else among((*_DATES, "SECONDS"))("?")


KINDS: Final[tuple[FaultKind, ...]] = (
    Source(
        name="redirect",
        family="redirects",
        argument=f"{form(_STATUSES)}[:{form(_WHERES)}]",
        check=_is_redirect,
        act=_redirect,
        examples=(
            *(f"redirect:{status}:{where}" for status in ("302", "307") for where in _WHERES),
            *each("redirect", _STATUSES),
        ),
    ),
    Switch(
        name="skew",
        family="clock",
        argument="SECONDS",
        check=like(_OFFSET, "skew:-3600"),
        act=lambda settings, argument: replace(settings, skew_s=float(argument)),
        examples=each("skew", ("30", "600", "-600", "1200", "-1200", "86400", "-86400", "31536000")),
    ),
    Change(
        name="date",
        family="clock",
        argument=f"SECONDS|{form(_DATES)}",
        check=_is_date,
        act=_date,
        rank=HEADERS,
        examples=each("date", ("3600", "-3600", *_DATES)),
    ),
    Switch(
        name="limit",
        family="quota",
        argument="REQUESTS-PER-SECOND",
        check=like(r"(?=.*[1-9])\d{1,9}(\.\d{1,9})?", "limit:0.5"),
        act=lambda settings, argument: replace(settings, caps=((1, 1 / float(argument)),)),
        examples=("limit:0.5", "limit:0.05"),
    ),
    Switch(
        name="throttle-as",
        family="quota",
        argument=form(_THROTTLED),
        check=among(_THROTTLED),
        act=lambda settings, argument: replace(settings, throttle_as=THROTTLES[argument]),
        examples=each("throttle-as", _THROTTLED),
    ),
    Switch(
        name="only-version",
        family="spelling",
        argument=form(_VERSIONS),
        check=among(_VERSIONS),
        act=lambda settings, argument: replace(settings, only_version=argument),
        examples=each("only-version", _VERSIONS),
    ),
    Switch(
        name="indicator",
        family="spelling",
        argument=form(_INDICATORS),
        check=among(_INDICATORS),
        act=lambda settings, argument: replace(settings, indicator_form=cast("IndicatorForm", argument)),
        examples=each("indicator", _INDICATORS),
    ),
)
