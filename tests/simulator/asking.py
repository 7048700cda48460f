"""A caller of the simulator that is not our client: signs by the documents, and talks ASGI or a socket."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

from rtc_tui.simulator.app import Simulator, make_app
from rtc_tui.simulator.options import Options

NEW = "2023-11-01"
OLD = "2020-12-01"
NOW = 1795175706.0  # 2026-11-20 19:55:06 in Beijing
APP = "661e0543cf"
KEY, SECRET = "AKLTmadeup0000000000", "bWFkZS11cC1zZWNyZXQ="
QUALITY = (
    "join_room_success_rate",
    "stall_rate",
    "first_frame_send_success_rate",
    "first_frame_recv_success_rate",
    "network_trans_delay",
)


class StillClock:
    """A clock that moves when told to."""

    def __init__(self, now: float = NOW) -> None:
        self.at = now
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def steady(self) -> float:
        return self.at - NOW

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> dict[str, Any]:
        return dict(self.json["ResponseMetadata"].get("Error", {}))

    @property
    def code(self) -> str:
        return str(self.error.get("Code", ""))

    @property
    def series(self) -> dict[str, list[tuple[str, float]]]:
        """Name -> (TimeStamp, Value)."""
        rows = self.json["Result"]["Indicators"]
        return {row["Name"]: [(point["TimeStamp"], point["Value"]) for point in row["Data"]] for row in rows}


def iso(at: float) -> str:
    return datetime.fromtimestamp(int(at), timezone(timedelta(hours=8))).isoformat()


def unix(stamp: str) -> int:
    return int(datetime.fromisoformat(stamp).timestamp())


def window(now: float = NOW, /, back: float = 600, **fields: Any) -> dict[str, Any]:
    """AppId and the last `back` seconds, with more fields."""
    return {"AppId": APP, "StartTime": iso(now - back), "EndTime": iso(now), **fields}


def signed(
    method: str, host: str, query: list[tuple[str, str]], body: bytes, now: float, key: str = KEY, secret: str = SECRET
) -> tuple[str, dict[str, str]]:
    """The query string and the headers of a signed request."""
    date = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%SZ")
    raw = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(query))
    digest = hashlib.sha256(body).hexdigest()
    names = "content-type;host;x-content-sha256;x-date"
    lines = f"content-type:application/json\nhost:{host}\nx-content-sha256:{digest}\nx-date:{date}\n"
    canonical = f"{method}\n/\n{raw}\n{lines}\n{names}\n{digest}"
    scope = f"{date[:8]}/cn-north-1/rtc/request"
    text = f"HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    k = secret.encode()
    for part in scope.split("/"):
        k = hmac.digest(k, part.encode(), "sha256")
    signature = hmac.digest(k, text.encode(), "sha256").hex()
    authorization = f"HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
    headers = {"Host": host, "Content-Type": "application/json", "X-Date": date, "X-Content-Sha256": digest}
    return raw, headers | {"Authorization": authorization}


def options(**changes: Any) -> Options:
    given: dict[str, Any] = {"access_key": KEY, "secret_key": SECRET, "epoch": NOW, **changes}
    return Options(**given)


@dataclass
class Caller:
    """Asks a simulator in this process. A second passes before each request, so that limits stay out of the way."""

    app: Simulator
    clock: StillClock = field(default_factory=StillClock)
    pace: float = 1.0

    def ask(self, action: str, fields: dict[str, Any] | bytes, version: str = NEW, method: str = "POST") -> Answer:
        body = fields if isinstance(fields, bytes) else json.dumps(fields).encode() if method == "POST" else b""
        query = [("Action", action), ("Version", version)]
        if method == "GET" and isinstance(fields, dict):
            query += [(key, str(value)) for key, value in fields.items()]
        self.clock.at += self.pace
        return self.send(method, *signed(method, "rtc.test", query, body, self.clock.at), body)

    def send(self, method: str, query: str, headers: dict[str, str], body: bytes = b"", path: str = "/") -> Answer:
        return asyncio.run(_asgi(self.app, method, path, query, headers, body))


def caller(**changes: Any) -> Caller:
    """A caller of a new simulator at NOW."""
    clock = StillClock()
    return Caller(make_app(options(**changes), clock), clock)


async def _asgi(app: Simulator, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body} if not sent else {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode("latin-1"), "headers": raw}
    await app(scope, receive, send)
    found = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], found, b"".join(message["body"] for message in sent[1:]))
