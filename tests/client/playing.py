"""Plays what a case file or a recording says to the real client, and puts what comes out in plain words."""

import base64
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx

from rtc_tui.client import split
from rtc_tui.client.api import RtcClient
from rtc_tui.core.calls import CallDetail, CallRow, CallSeries, Direction, Stay
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import Batch, Dimension, Dropped, Product, Scope, Window

BEIJING = timezone(timedelta(hours=8))
METADATA = '{"RequestId":"r1","Action":"A","Version":"2023-11-01","Service":"rtc","Region":"cn-north-1"'
_TIMES = {"created", "ended", "joined", "left", "day"}


class Chunks(httpx.AsyncByteStream):
    """A body as a network gives it, so that httpx does not unpack it beforehand."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def __aiter__(self):  # type: ignore[no-untyped-def] # noqa: ANN204
        yield self.body


def case(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def unix(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp())


def beijing(at: float) -> str:
    return datetime.fromtimestamp(at, BEIJING).strftime("%Y-%m-%dT%H:%M:%S")


class Script:
    """Answers requests as the exchanges of a case say, in their order, and holds each request to `sent`."""

    def __init__(self, exchanges: Iterable[Mapping[str, Any]]) -> None:
        self.left = list(exchanges)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert self.left, f"one request too many: {request.url} {request.content.decode()}"
        exchange = self.left.pop(0)
        _check_sent(request, exchange.get("sent", {}))
        headers = {"Content-Type": "application/json", "Date": "Fri, 23 Jul 2021 16:10:00 GMT"}
        headers |= exchange.get("headers", {})
        return httpx.Response(exchange.get("status", 200), headers=headers, stream=Chunks(_body(exchange)))


def _body(exchange: Mapping[str, Any]) -> bytes:
    if "body_base64" in exchange:
        return base64.b64decode(exchange["body_base64"])
    if "error" in exchange:
        return f'{{"ResponseMetadata":{METADATA},"Error":{{"Code":"{exchange["error"]}","Message":"m"}}}}}}'.encode()
    if "result" in exchange:
        return f'{{"ResponseMetadata":{METADATA}}},"Result":{exchange["result"]}}}'.encode()
    return str(exchange["body"]).encode()


def _check_sent(request: httpx.Request, sent: Mapping[str, Any]) -> None:
    params: dict[str, Any] = dict(request.url.params)
    params |= json.loads(request.content) if request.content else {}
    for name, wanted in sent.items():
        match name:
            case "method":
                assert request.method == wanted
            case "url_has":
                assert wanted in str(request.url.raw_path)
            case "lacks":
                assert not set(wanted) & set(params), params
            case _:
                assert params.get(name) == wanted, (name, params.get(name), wanted)


async def ask(client: RtcClient, asked: Mapping[str, Any]) -> Any:
    """Call the method that a case names; with `cut`, once for each piece that the API takes."""
    values = dict(asked)
    name, cut = values.pop("method"), values.pop("cut", "")
    window = _window(values.pop("window", "2021-07-24T00:00:00+08:00/2021-07-24T00:10:00+08:00"))
    if name in {"realtime_quality", "quality"}:
        users, systems, networks = (tuple(values.pop(key, ())) for key in ("users", "os", "access"))
        values["scope"] = Scope(values.pop("room", ""), users, systems, networks)
    makers = {"dimension": Dimension, "product": Product, "direction": Direction, "users": tuple}
    values = {key: makers.get(key, lambda value: value)(value) for key, value in values.items()}
    method = getattr(client, name)
    if name == "online_users":
        return await method(**values)
    if not cut:
        return await method(window, **values)
    return [await method(piece, **values) for piece in split.windows(cut, window, values.get("step", 30))][-1]


def _window(text: str) -> Window:
    start, _, end = text.partition("/")
    return Window(unix(start), unix(end))


def plain(value: Any) -> Any:
    """What a case file can write down: names, numbers, times in Beijing; what is None or empty is left out."""
    match value:
        case Batch():
            return _batch(value)
        case CallDetail():
            rows = [_row(row) for row in value.rows]
            return {"rows": rows, "missing": list(value.missing_users), "dropped": plain(value.dropped)}
        case Listing():
            told = {"total": value.total, "more": value.more, "notes": len(value.notes)}
            lists = {"rows": [plain(row) for row in value.rows], "missing": list(value.missing_users)}
            return told | lists | {"dropped": plain(value.dropped)}
        case Stay():
            return [beijing(at) if at is not None else "" for at in value]
        case tuple():
            return [plain(one) for one in value]
    return _record(value) if hasattr(value, "__dataclass_fields__") else value


def _row(row: CallRow) -> dict[str, Any]:
    series = {name: _call_series(one) for name, one in row.series.items()}
    head = {"room": row.room, "user": row.user, "peer": row.peer, "direction": str(row.direction)}
    return head | {"metrics": [metric.id for metric in row.metrics], "series": series}


def _call_series(series: CallSeries) -> dict[str, Any]:
    points = {str(at): number for at, number in zip(series.times_ms, series.values, strict=True)}
    metric, dropped = series.metric, plain(series.dropped)
    return {"points": points, "unit": metric.unit, "name": metric.name, "desc": metric.desc, "dropped": dropped}


def _record(value: Any) -> dict[str, Any]:
    """The members that say something; of what was left out, those that are not zero."""
    found = {field.name: getattr(value, field.name) for field in fields(value)}
    silent = (None, "", (), 0) if isinstance(value, Dropped) else (None, "", ())
    return {
        key: beijing(one) if key in _TIMES else plain(one)
        for key, one in found.items()
        if not any(one is none or (one == none and type(one) is type(none)) for none in silent)
    }


def _batch(batch: Batch) -> dict[str, Any]:
    def name(key: Any) -> str:
        return key.name if key.dimension is None else f"{key.name}/{key.slice}"

    return {
        "series": {name(s.key): {beijing(at): value for at, value in s.points()} for s in batch.series},
        "units": {name(s.key): s.unit for s in batch.series},
        "steps": sorted({s.step for s in batch.series}),
        "provenance": sorted({str(s.provenance) for s in batch.series}),
        "dropped": plain(batch.dropped),
        "missing": list(batch.missing_users),
        "notes": len(batch.notes),
    }


_WHOLE = {"series", "points", "dropped", "units", "metrics"}  # nothing but what the case names


def check(got: Any, wanted: Any, where: str = "result") -> None:
    """What the case names must be so; of what it does not name, only the inside of `series` and the like matters."""
    if isinstance(wanted, dict):
        assert isinstance(got, dict), (where, got)
        if where.rpartition(".")[2] in _WHOLE:
            assert set(got) == set(wanted), (where, got)
        for key, one in wanted.items():
            assert key in got, (where, key, got)
            check(got[key], one, f"{where}.{key}")
    elif isinstance(wanted, list):
        assert isinstance(got, list), (where, got)
        assert len(got) == len(wanted), (where, got)
        for index, (one, other) in enumerate(zip(got, wanted, strict=True)):
            check(one, other, f"{where}[{index}]")
    else:
        assert got == wanted, (where, got, wanted)
