"""Exchanges as files, so that a user can show what the service did, and a test can do it again.

One JSON file per exchange. The access key, the secrets, the token and the signature are not in it, nor are the keys of
apps. Rooms and users are: say so to whoever is asked for a recording.
"""

import base64
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, Protocol

import httpx
import msgspec
from msgspec.structs import replace

from rtc_tui.client.classify import scrubbed
from rtc_tui.client.exchange import Answer
from rtc_tui.core.account import Credentials
from rtc_tui.errors import RtcTuiError

_SHOWN_OF_REQUEST: Final = frozenset(
    ("host", "content-type", "x-date", "x-content-sha256", "accept-encoding", "user-agent")
)
_HIDDEN_OF_ANSWER: Final = frozenset(("set-cookie", "authorization", "proxy-authenticate", "www-authenticate"))
_APP_KEY: Final = re.compile(r'("(?:Secondary)?AppKey"\s*:\s*")[^"]*', re.IGNORECASE)


class Exchange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request and what came of it. `status` 0: no answer, and `error` says why.

    The body is inflated, as text where it is UTF-8, else in base64. `sent` is in epoch seconds, `seconds` the time
    until the answer began.
    """

    action: str
    method: str
    url: str
    request_headers: dict[str, str] = {}
    request_body: str = ""
    status: int = 0
    headers: dict[str, str] = {}
    body: str = ""
    body_base64: str = ""
    sent: float = 0.0
    seconds: float = 0.0
    error: str = ""

    @property
    def answer(self) -> Answer:
        """The answer again, as the client had it."""
        body = base64.b64decode(self.body_base64) if self.body_base64 else self.body.encode()
        return Answer(self.status, self.headers, body, self.sent, self.sent + self.seconds)


class Recorder(Protocol):
    """Who is told of every exchange. Raises OSError when it cannot keep it."""

    def record(self, exchange: Exchange) -> None:
        """Keep an exchange."""
        ...


class DirectoryRecorder:
    """Keeps each exchange as a file of its own, named by time, action and status."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._numbers = count(1)

    def prepare(self) -> None:
        """Make the directory, for its owner alone. Raises OSError."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def probe(self) -> None:
        """Raises OSError when nothing can be written there."""
        self.prepare()
        with TemporaryFile(dir=self.directory):
            pass

    def record(self, exchange: Exchange) -> None:
        """Write the file; several processes may share the directory. Raises OSError."""
        self.prepare()
        text = msgspec.json.format(msgspec.json.encode(exchange), indent=1)
        while not self._write(self.directory / self._name(exchange), text):
            pass

    def _name(self, exchange: Exchange) -> str:
        at = datetime.fromtimestamp(exchange.sent, UTC).strftime("%Y%m%dT%H%M%SZ")
        action = re.sub("[^A-Za-z0-9]", "_", exchange.action)[:60]
        return f"{at}-{next(self._numbers):04}-{action}-{exchange.status}.json"

    def _write(self, path: Path, text: bytes) -> bool:
        try:
            with path.open("xb") as file:
                file.write(text)
        except FileExistsError:
            return False
        return True


def load(path: Path) -> Exchange:
    """Read an exchange back. Raises OSError, msgspec.DecodeError."""
    return msgspec.json.decode(path.read_bytes(), type=Exchange)


def load_all(directory: Path) -> list[Exchange]:
    """All exchanges of a directory, in the order in which they happened."""
    return [load(path) for path in sorted(directory.glob("*.json"))]


def exchange(
    action: str, request: httpx.Request, outcome: Answer | RtcTuiError, credentials: Credentials, sent: float
) -> Exchange:
    """What may be kept of an exchange; `sent` (epoch seconds) is for one that had no answer."""
    asked = Exchange(
        action=action,
        method=request.method,
        url=scrubbed(str(request.url), credentials),
        request_headers=_kept(request.headers.items(), shown=_SHOWN_OF_REQUEST),
        request_body=scrubbed(request.content.decode("utf-8", "replace"), credentials),
        sent=sent,
    )
    if isinstance(outcome, RtcTuiError):
        return replace(asked, error=f"{outcome.kind}: {outcome.message}")
    text, base = _body(outcome.body, credentials)
    return replace(
        asked,
        status=outcome.status,
        headers={name: scrubbed(value, credentials) for name, value in _kept(outcome.headers.items()).items()},
        body=text,
        body_base64=base,
        sent=outcome.sent,
        seconds=max(0.0, outcome.answered - outcome.sent),
    )


def _kept(headers: Iterable[tuple[str, str]], shown: frozenset[str] | None = None) -> dict[str, str]:
    lower = ((name.lower(), value) for name, value in headers)
    return {name: value for name, value in lower if (name in shown if shown else name not in _HIDDEN_OF_ANSWER)}


def _body(body: bytes | bytearray, credentials: Credentials) -> tuple[str, str]:
    """(as text, in base64): one of them."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        # bytes that are no text may still hold a secret: go by way of an encoding that keeps every byte
        text = _without_secrets(body.decode("latin-1"), credentials)
        return "", base64.b64encode(text.encode("latin-1", "replace")).decode("ascii")
    return _without_secrets(text, credentials), ""


def _without_secrets(text: str, credentials: Credentials) -> str:
    return _APP_KEY.sub(r"\1…", scrubbed(text, credentials))
