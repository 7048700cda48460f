"""VictoriaMetrics over its HTTP API: samples in, samples out. A single node, or a cluster's two sides."""

import asyncio
import re
import ssl
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from rtc_tui.archive.victoria_labels import packed
from rtc_tui.core.account import ArchiveAccess
from rtc_tui.errors import ArchiveUnreachable, UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_T = TypeVar("_T")
_TIMEOUT: Final = httpx.Timeout(10.0, connect=3.0)
_MOST: Final = 256 << 20  # bytes of one answer: 30 days of a hundred series
_INLINE: Final = 64 << 10  # bytes that are decoded at once; more of them on a thread, so that keys stay alive
_SIDE: Final = re.compile(r"/(insert|select)/([0-9]+(?::[0-9]+)?)(/prometheus)?")
_PORTS: Final = {"insert": 8480, "select": 8481}
_LOOPBACK: Final = re.compile(r"localhost|127(\.[0-9]{1,3}){3}|::1", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to write, where to read, and where series are deleted: URLs without a slash at their end."""

    insert: str
    select: str
    delete: str

    @property
    def shown(self) -> str:
        """As people are told it."""
        return self.insert if self.insert == self.select else f"{self.insert},{self.select}"


class Found(msgspec.Struct):
    """One series of an export; times in milliseconds, rising."""

    metric: dict[str, str]
    values: list[float]
    timestamps: list[int]


class _Holed(msgspec.Struct):
    metric: dict[str, str]
    values: list[float | None]
    timestamps: list[int]


class _Listed(msgspec.Struct):
    status: str
    data: list[dict[str, str]]


_LINE: Final = msgspec.json.Decoder(Found)
_HOLED: Final = msgspec.json.Decoder(_Holed)
_LIST: Final = msgspec.json.Decoder(_Listed)


def place_of(url: str, *, secret: bool = False) -> Place:
    """Of `http://host:8428`, of one side of a cluster (`…/insert/0`), or of both, parted by a comma.

    `secret`: whether a password or a token will be sent there. Raises UsageError, and never repeats a password.
    """
    sides = [_checked(part, secret=secret) for part in url.split(",")]
    if len(sides) > 2:
        raise UsageError(t("victoria.bad_url"), t("victoria.urls"))
    if len(sides) == 2:
        insert, select = (_side(side, name) for side, name in zip(sides, ("insert", "select"), strict=True))
    else:
        insert, select = (_side(_turned(sides[0], name), name) for name in ("insert", "select"))
    delete = _SIDE.sub(r"/delete/\2/prometheus", select, count=1)
    return Place(insert, select, delete)


def _checked(url: str, *, secret: bool) -> str:
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError(t("victoria.bad_url"), t("victoria.urls")) from None
    if "@" in parts.netloc:
        raise UsageError(t("victoria.secret_in_url"), t("victoria.secrets"))
    if parts.scheme not in {"http", "https"} or not host or port == 0 or parts.query or parts.fragment:
        raise UsageError(t("victoria.bad_url"), t("victoria.urls"))
    if secret and parts.scheme == "http" and not _LOOPBACK.fullmatch(host):
        raise UsageError(t("victoria.plain_secret"), t("victoria.plain_secret_hint"))
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _turned(url: str, name: str) -> str:
    """The same cluster's other side, by its usual port."""
    found = _SIDE.search(url)
    if not found or found[1] == name:
        return url
    ports = f":{_PORTS[found[1]]}/", f":{_PORTS[name]}/"
    return url.replace(f"/{found[1]}/", f"/{name}/", 1).replace(*ports, 1)


def _side(url: str, name: str) -> str:
    found = _SIDE.search(url)
    if not found:
        return url
    if found[1] != name:
        raise UsageError(t("victoria.bad_url"), t("victoria.urls"))
    return url if found[3] else f"{url}/prometheus"


class Engine:
    """Each method raises `ArchiveUnreachable`, whatever the network or the engine did, and nothing else."""

    def __init__(self, place: Place, access: ArchiveAccess, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.place = place
        self._access = access
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def send(self, lines: bytes) -> None:
        """Import lines of JSON. That they were taken is no promise: read them back."""
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        await self._ask(f"{self.place.insert}/api/v1/import", content=_gzipped(lines), headers=headers)

    async def export(self, selectors: Sequence[str], start: float, end: float) -> list[Found]:
        """Every sample of the series found, from start to end (epoch seconds), both included."""
        if not selectors:
            return []
        form = {"match[]": list(selectors), "start": f"{start:.3f}", "end": f"{end:.3f}"}
        body = await self._ask(f"{self.place.select}/api/v1/export", data=form)
        return await self._decoded(body, _lines)

    async def series(self, selector: str, start: float) -> list[bytes]:
        """The labels (`packed`) of all series found that have samples after start."""
        form = {"match[]": selector, "start": f"{max(1.0, start):.3f}"}
        body = await self._ask(f"{self.place.select}/api/v1/series", data=form)
        return await self._decoded(body, lambda data: [packed(one) for one in _LIST.decode(data).data])

    async def delete(self, selector: str) -> None:
        """Delete whole series. An engine may refuse that to us."""
        await self._ask(f"{self.place.delete}/api/v1/admin/tsdb/delete_series", data={"match[]": selector})

    async def aclose(self) -> None:
        """Give the connections back."""
        client, self._client = self._client, None
        if client:
            await client.aclose()

    async def _ask(self, url: str, **body: Any) -> bytes:
        try:
            async with self._open().stream("POST", url, **body) as response:
                data = bytearray()
                async for piece in response.aiter_bytes():
                    data += piece
                    if len(data) > _MOST:
                        raise self._failed(t("victoria.too_large"))
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError, zlib.error) as error:
            raise self._failed(_reason(error)) from None
        if response.status_code in {401, 403}:
            raise self._failed(t("victoria.refused", status=response.status_code), t("victoria.secrets"))
        if not response.is_success:
            raise self._failed(t("victoria.status", status=response.status_code))
        return bytes(data)

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            headers = {"Authorization": self._access.header} if self._access.header else {}
            try:
                self._client = httpx.AsyncClient(headers=headers, timeout=_TIMEOUT, transport=self._transport)
            except (OSError, ValueError, ImportError) as error:  # certificates or a proxy that cannot be used
                raise self._failed(_reason(error)) from None
        return self._client

    async def _decoded(self, body: bytes, decode: Callable[[bytes], _T]) -> _T:
        try:
            return decode(body) if len(body) <= _INLINE else await asyncio.to_thread(decode, body)
        except (msgspec.MsgspecError, ValueError):
            raise self._failed(t("victoria.garbage")) from None

    def _failed(self, reason: str, hint: str = "") -> ArchiveUnreachable:
        message = t("victoria.unreachable", url=safe(self.place.shown, 300), reason=reason)
        return ArchiveUnreachable(message, hint or t("victoria.unreachable_hint"))


def _lines(body: bytes) -> list[Found]:
    found = [_line(line) for line in body.splitlines() if line]
    if any(len(one.values) != len(one.timestamps) for one in found):
        raise ValueError
    return found


def _line(line: bytes) -> Found:
    try:
        return _LINE.decode(line)
    except msgspec.ValidationError:  # a null: somebody else wrote a NaN there
        holed = _HOLED.decode(line)
        there = [(v, at) for v, at in zip(holed.values, holed.timestamps, strict=True) if v is not None]
        return Found(holed.metric, [v for v, _ in there], [at for _, at in there])


def _gzipped(data: bytes) -> bytes:
    packer = zlib.compressobj(1, wbits=31)
    return packer.compress(data) + packer.flush()


def _reason(error: Exception) -> str:
    """In our words where we have them; nothing that we sent is in it."""
    match error:
        case httpx.TimeoutException():
            return t("victoria.slow")
        case httpx.ConnectError():
            return t("victoria.down", reason=safe(error, 200))
        case httpx.ProxyError():
            return t("victoria.proxy")
    return safe(str(error) or type(error).__name__, 200)
