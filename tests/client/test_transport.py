"""What a network can do to us, over real sockets: each has its class and sentence, and none takes long or much memory."""

import asyncio
import gzip
import os
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from rtc_tui.client import endpoint, transport
from rtc_tui.client.api import RtcClient
from rtc_tui.client.body import Body
from rtc_tui.clock import SystemClock
from rtc_tui.core.account import Credentials, RateLimit, Target
from rtc_tui.core.model import Window
from rtc_tui.errors import (
    BadResponse,
    ConfigError,
    DeadlineExceeded,
    ResponseTooLarge,
    RtcTuiError,
    ServiceFailing,
    Unreachable,
)

WINDOW = Window(1_627_056_000, 1_627_056_600)
GOOD = b'{"ResponseMetadata":{"RequestId":"r1"},"Result":{"Indicators":[{"Name":"x","Data":[]}]}}'
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(handler: Handler, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server that treats each request as the test wants; gives its URL."""
    tasks: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]))
                await handler(reader, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve, host, 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    try:
        yield f"{'https' if tls else 'http'}://{shown}:{port}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _client(url: str) -> RtcClient:
    credentials = Credentials("AKLTmadeup0000000000", "a-secret-nobody-uses", "a-token-nobody-uses")
    limits = {"ListRealTimeQuality": RateLimit(0.0)}
    return RtcClient(credentials, Target("app", url), limits=limits, state_dir=None, clock=SystemClock(), rng=Random(1))


async def _outcome(url: str, deadline: float = 0.2) -> RtcTuiError:
    async with _client(url) as client:
        with pytest.raises(RtcTuiError) as raised:
            await client.realtime_quality(WINDOW, deadline=deadline)
    assert raised.value.__cause__ is None
    assert raised.value.action == "ListRealTimeQuality"
    return raised.value


def _saying(*parts: bytes, pause: float = 0.0, close: bool = True) -> Handler:
    async def handler(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        if close:
            writer.close()
            raise asyncio.IncompleteReadError(b"", 1)

    return handler


def _http(body: bytes, *headers: bytes, status: bytes = b"200 OK", length: int | None = None) -> bytes:
    head = [b"HTTP/1.1 " + status, b"Content-Type: application/json", *headers]
    head.append(b"Content-Length: %d" % (len(body) if length is None else length))
    return b"\r\n".join(head) + b"\r\n\r\n" + body


_GZIP = b"Content-Encoding: gzip"
_BOMB = gzip.compress(b"\x00" * (64 << 20))
FAULTS: dict[str, tuple[Handler, type[RtcTuiError], str]] = {
    "dropped before the answer": (_saying(), Unreachable, "ended the connection"),
    "dropped in the header": (_saying(b"HTTP/1.1 200 OK\r\nContent-"), Unreachable, "ended the connection"),
    "dropped in the body": (_saying(_http(GOOD[:-20], length=len(GOOD))), Unreachable, "ended the connection"),
    "dropped in a chunk": (
        _saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + GOOD[:40]),
        Unreachable,
        "ended the connection",
    ),
    "bad chunks": (
        _saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + GOOD),
        BadResponse,
        "does not speak HTTP",
    ),
    "no http at all": (_saying(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), BadResponse, "does not speak HTTP"),
    "thousands of headers": (
        _saying(b"HTTP/1.1 200 OK\r\n" + b"X-A: bbbbbbbbbbbbbbbbbbbb\r\n" * 20_000 + b"\r\n"),
        BadResponse,
        "does not speak HTTP",
    ),
    "length too large": (_saying(_http(GOOD, length=len(GOOD) + 5)), Unreachable, "ended the connection"),
    "length too small": (_saying(_http(GOOD, length=len(GOOD) - 5)), BadResponse, "not JSON"),
    "two lengths": (_saying(_http(GOOD, b"Content-Length: 3")), BadResponse, "does not speak HTTP"),
    "slow header": (_saying(*[b"H"] * 100, pause=0.05), DeadlineExceeded, "within"),
    "slow body": (_saying(_http(b"", length=100), *[b" "] * 100, pause=0.05), DeadlineExceeded, "within"),
    "silence": (_saying(b"", pause=30), DeadlineExceeded, "within"),
    "truncated gzip": (_saying(_http(gzip.compress(GOOD)[:-12], _GZIP)), BadResponse, "before its end"),
    "gzip without its checksum": (_saying(_http(gzip.compress(GOOD)[:-8], _GZIP)), BadResponse, "before its end"),
    "gzip that is none": (_saying(_http(GOOD, _GZIP)), BadResponse, "cannot be unpacked"),
    "gzip with a wrong checksum": (
        _saying(_http(gzip.compress(GOOD)[:-8] + b"\x00" * 8, _GZIP)),
        BadResponse,
        "cannot be unpacked",
    ),
    "gzip bomb": (_saying(_http(_BOMB, _GZIP)), ResponseTooLarge, "larger than 16 MiB"),
    "an encoding not asked for": (_saying(_http(b"x", b"Content-Encoding: br")), BadResponse, "encoded as br"),
    "redirect": (
        _saying(_http(b"", b"Location: https://u:p@login.example/in?ticket=1", status=b"302 Found")),
        BadResponse,
        "https://login.example/in;",
    ),
    "redirect to a file": (
        _saying(_http(b"", b"Location: file:///etc/passwd", status=b"307 Temporary Redirect")),
        BadResponse,
        "/etc/passwd",
    ),
    "a web page": (
        _saying(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
        BadResponse,
        "web page",
    ),
    "bad gateway": (
        _saying(b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
        ServiceFailing,
        "HTTP 502",
    ),
    "nothing": (_saying(_http(b"")), BadResponse, "HTTP 200"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_fault(fault: str) -> None:
    handler, kind, says = FAULTS[fault]
    async with serving(handler) as url:
        began = time.monotonic()
        error = await _outcome(url, 4.0 if kind is ResponseTooLarge else 0.2)  # unpacking takes its time
        assert time.monotonic() - began < 5
    assert error.kind == kind.__name__, error
    assert says in str(error)
    assert error.hint
    assert "ticket" not in str(error)


async def test_an_endless_body_is_cut_at_the_cap() -> None:
    async def pour(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"10000\r\n" + b" " * 65536 + b"\r\n")
            await writer.drain()

    async with serving(pour) as url:
        assert isinstance(await _outcome(url, deadline=20), ResponseTooLarge)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "deflate", "identity", ""])
async def test_a_whole_body_in_any_encoding_that_we_know(encoding: str) -> None:
    packed = (
        gzip.compress(GOOD) if "gzip" in encoding.lower() else zlib.compress(GOOD) if encoding == "deflate" else GOOD
    )
    header = [b"Content-Encoding: " + encoding.encode()] if encoding else []
    async with serving(_saying(_http(packed, *header))) as url, _client(url) as client:
        batch = await client.realtime_quality(WINDOW, deadline=5)
    assert [series.key.name for series in batch.series] == ["x"]


async def test_a_body_that_ends_with_the_connection() -> None:
    async with serving(_saying(b"HTTP/1.1 200 OK\r\n\r\n" + GOOD)) as url, _client(url) as client:
        assert (await client.realtime_quality(WINDOW, deadline=5)).request_id == "r1"


async def test_recovery_by_itself_on_the_same_client() -> None:
    """Every other request fails; one connection is used again after each good answer."""
    count = 0

    async def moody(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        if count % 2:
            raise ConnectionResetError
        writer.write(_http(GOOD))

    async with serving(moody) as url, _client(url) as client:
        for _ in range(3):
            assert (await client.realtime_quality(WINDOW, deadline=10)).request_id == "r1"
    assert count == 6


async def test_one_connection_serves_many_requests() -> None:
    peers = set()

    async def note(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peers.add(writer.get_extra_info("peername"))
        writer.write(_http(GOOD))

    async with serving(note) as url, _client(url) as client:
        for _ in range(5):
            await client.realtime_quality(WINDOW, deadline=5)
    assert len(peers) == 1


async def test_a_call_that_is_cancelled_leaves_nothing_behind() -> None:
    async with serving(_saying(b"", pause=30)) as url, _client(url) as client:
        task = asyncio.create_task(client.realtime_quality(WINDOW))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_ipv6_loopback() -> None:
    try:
        async with serving(_saying(_http(GOOD)), host="::1") as url, _client(url) as client:
            assert (await client.realtime_quality(WINDOW, deadline=5)).request_id == "r1"
    except OSError:
        pytest.skip("no IPv6 here")


async def test_nobody_listens() -> None:
    async with serving(_saying()) as url:
        pass
    error = await _outcome(url)
    assert isinstance(error, Unreachable)
    assert "refused" in str(error).lower()


async def test_a_name_that_does_not_resolve() -> None:
    async with _client("https://no-such-host.invalid") as client:
        with pytest.raises(Unreachable, match=r"no-such-host\.invalid"):
            await client.realtime_quality(WINDOW, deadline=3)


async def test_loopback_never_goes_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with serving(_saying(_http(GOOD))) as url, _client(url) as client:
        assert (await client.realtime_quality(WINDOW, deadline=5)).request_id == "r1"


async def _through_a_proxy(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> tuple[RtcTuiError, list[bytes]]:
    heads: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(proxy, "127.0.0.1", 0)
    for name in ("no_proxy", "NO_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    address = f"http://user:hush-hush@127.0.0.1:{server.sockets[0].getsockname()[1]}"
    monkeypatch.setenv("HTTPS_PROXY", address)
    async with server:
        error = await _outcome("https://rtc.example", deadline=2)
    return error, heads


async def test_elsewhere_the_proxy_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    error, heads = await _through_a_proxy(monkeypatch, answer)
    assert error.kind == "Unreachable"
    assert "407" in str(error)
    assert "HTTPS_PROXY" in error.hint
    assert "hush" not in f"{error}{error.hint}"
    assert len(heads) == 1  # a password is not guessed again
    assert heads[0].startswith(b"CONNECT rtc.example:443")
    assert b"a-token-nobody-uses" not in heads[0]


async def test_a_proxy_that_cannot_reach_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    error, _ = await _through_a_proxy(monkeypatch, b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
    assert isinstance(error, Unreachable)
    assert "502" in str(error)


def test_no_proxy_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "internal.example")
    assert endpoint.proxy_for(endpoint.endpoint_url("https://a.internal.example")) is None
    assert endpoint.proxy_for(endpoint.endpoint_url("https://rtc.example")) == (
        "HTTPS_PROXY",
        "http://proxy.example:3128",
    )


@pytest.mark.parametrize(
    "proxy", ["socks5://user:hush-hush@127.0.0.1:1080", "ftp://127.0.0.1", "http://[::1", "http://a b:x"]
)
async def test_a_proxy_that_cannot_be(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("https_proxy", proxy)
    async with _client("https://rtc.example") as client:
        with pytest.raises(ConfigError) as raised:
            await client.realtime_quality(WINDOW)
    assert "HTTPS_PROXY" in str(raised.value)
    assert "hush" not in f"{raised.value}{raised.value.hint}"


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_certificates_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    async with _client("https://rtc.example") as client:
        with pytest.raises(ConfigError, match="SSL_CERT_FILE"):
            await client.realtime_quality(WINDOW)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of our own for localhost; skipped where openssl is not installed."""
    import subprocess

    path = tmp_path / "own.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=localhost -addext subjectAltName=DNS:localhost "
        f"-keyout {path} -out {tmp_path}/cert.pem"
    )
    try:
        subprocess.run(command.split(), check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl here")
    path.write_text(path.read_text() + (tmp_path / "cert.pem").read_text())
    return path


async def test_tls_is_verified_against_the_certificates_named(
    monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    async with serving(_saying(_http(GOOD), close=False), tls=context) as url:
        named = url.replace("127.0.0.1", "localhost")
        began = time.monotonic()
        error = await _outcome(named, deadline=20)
        assert error.kind == "Unreachable"
        assert "not trusted" in str(error)
        assert "SSL_CERT_FILE" in error.hint
        assert time.monotonic() - began < 10  # not tried again
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        async with _client(named) as client:
            assert (await client.realtime_quality(WINDOW, deadline=10)).request_id == "r1"
        assert "not trusted" in str(await _outcome(url, deadline=20))  # the certificate is not for the address


async def test_the_slot_is_taken_when_the_connection_stands() -> None:
    """Waiting for the quota neither counts as the network's time nor delays the recorded time of sending."""
    order: list[str] = []

    async def take() -> None:
        order.append("slot")

    async def arrive(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        order.append("request")
        writer.write(_http(GOOD))

    async with serving(arrive) as url, _client(url) as client:
        service = client._service
        clock = SystemClock()
        for _ in range(2):  # the second time on the connection that stands
            attempt = transport.Attempt(
                service._http(),
                clock,
                transport.Hooks(take, lambda: order.append("answered")),
                action="A",
                cap=1 << 20,
                until=clock.steady() + 5,
                traced=True,
            )
            request = service._http().build_request("POST", url, content=b"{}")
            answer = await attempt.run(request, service._account.signer.auth)
            assert answer.sent <= answer.answered
    assert order == ["slot", "request", "answered"] * 2


def test_inflating_is_bounded_in_every_step() -> None:
    body = Body("gzip", 1 << 20, "A")
    with pytest.raises(ResponseTooLarge):
        body.feed(_BOMB)
    assert len(body.bytes) <= (1 << 20) + 1


def test_streams_in_a_row_are_one_body() -> None:
    body = Body("gzip", 1 << 20, "A")
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    for at in range(len(packed)):
        body.feed(packed[at : at + 1])
    assert bytes(body.finish()) == b"one two"


def test_random_bytes_are_never_more_than_an_error() -> None:
    for seed in range(200):
        body = Body("gzip", 1 << 16, "A")
        damaged = bytearray(gzip.compress(os.urandom(500)))
        damaged[Random(seed).randrange(len(damaged))] ^= 1 + Random(seed).randrange(255)
        try:
            body.feed(bytes(damaged))
            body.finish()
        except BadResponse:
            continue
