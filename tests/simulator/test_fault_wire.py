"""On a real socket a fault does what it says, stops when the peer leaves, and harms nobody who asks next."""

import json
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import pytest

from rtc_tui.simulator.faults import catalogue, sizes
from tests.simulator.asking import KEY, NEW, SECRET, signed, window
from tests.simulator.test_faults import running

MB = 1 << 20
QUIET_S = 0.08
CODE = """
import sys
from rtc_tui.simulator.server import Options, serve
serve(Options(access_key=sys.argv[1], secret_key=sys.argv[2]), lambda url: print(url, flush=True))
"""
End = Literal["open", "closed", "reset", "full"]


@dataclass
class Heard:
    """What arrived, and how it went on: the peer was silent, closed, reset, or sent more than was wanted."""

    data: bytes
    end: End

    @property
    def head(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[0].lower()

    @property
    def body(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[2]

    @property
    def length(self) -> int:
        return int(self.head.partition(b"content-length: ")[2].split(b"\r")[0])


class Service:
    """A simulator in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], host: str) -> None:
        self.process = process
        self.host = host

    def connect(self) -> socket.socket:
        name, _, port = self.host.partition(":")
        return socket.create_connection((name, int(port)), timeout=10)

    def set(self, *faults: str) -> None:
        """These faults, and no limit of requests."""
        body = json.dumps([*faults, "limit:1000000"]).encode()
        with closing(self.connect()) as sock:
            sock.sendall(
                b"POST /_simulator/faults HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % len(body) + body
            )
            assert sock.recv(100).startswith(b"HTTP/1.1 200 ")

    def request(self, more: str = "") -> bytes:
        now = time.time()
        body = json.dumps(window(now, Indicator=["stall_rate"])).encode()
        query, headers = signed("POST", self.host, [("Action", "ListRealTimeQuality"), ("Version", NEW)], body, now)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST /?{query} HTTP/1.1\r\n{lines}{more}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def ask(self, quiet_s: float = QUIET_S, most: int = 4 * MB) -> Heard:
        """One request on a connection of its own, read until silence, the end, or so many bytes."""
        with closing(self.connect()) as sock:
            sock.sendall(self.request())
            return hear(sock, quiet_s, most)

    def met(self, *faults: str, quiet_s: float = QUIET_S, most: int = 4 * MB) -> Heard:
        self.set(*faults)
        return self.ask(quiet_s, most)

    def is_well(self) -> bool:
        """The next who asks gets a whole true answer."""
        self.set()
        heard = self.ask()
        return heard.data.startswith(b"HTTP/1.1 200 ") and bool(json.loads(heard.body)["Result"]["Indicators"])

    def memory_mb(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) // 1024

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100


def hear(sock: socket.socket, quiet_s: float = QUIET_S, most: int = 4 * MB) -> Heard:
    data, end = bytearray(), "full"
    wait = 2.0  # for the first byte; then silence is what is waited for
    while len(data) < most:
        sock.settimeout(wait)
        try:
            piece = sock.recv(MB)
        except TimeoutError:
            return Heard(bytes(data), "open")
        except ConnectionResetError:
            return Heard(bytes(data), "reset")
        if not piece:
            return Heard(bytes(data), "closed")
        data += piece
        wait = quiet_s
    assert end == "full"
    return Heard(bytes(data), "full")


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """One simulator for all of these; at the end it has not said a word."""
    command = [sys.executable, "-c", CODE, KEY, SECRET]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert process.stdout is not None
        running = Service(process, process.stdout.readline().decode().strip().removeprefix("http://"))
        yield running
        assert running.is_well()
        assert running.memory_mb() < 150
        process.terminate()
        _, said = process.communicate(timeout=5)
        assert (process.returncode, said) == (0, b"")
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("fault", "end", "what"),
    [
        ("drop", "closed", "nothing"),
        ("drop:headers", "closed", "head"),
        ("drop:body", "closed", "half"),
        ("drop:after", "closed", "whole"),
        ("reset", "reset", "nothing"),
        ("reset:headers", "reset", "head"),
        ("reset:body", "reset", "half"),
        ("reset:after", "reset", "whole"),
        ("truncated", "closed", "half"),
        ("truncated:character", "closed", "half"),
        ("stall", "open", "half"),
        ("stall:headers", "open", "head"),
        ("length:long", "closed", "half"),
        ("length:waiting", "open", "half"),
        ("length:short", "open", "more"),
        ("length:zero", "open", "more"),
    ],
)
def test_a_connection_ends_where_it_says(service: Service, fault: str, end: End, what: str) -> None:
    heard = service.met(fault)
    assert heard.end == end
    if what == "nothing":
        assert heard.data == b""
    elif what == "head":
        assert heard.data.startswith(b"HTTP/1.1 200")
        assert b"\r\n\r\n" not in heard.data
    else:
        gap = heard.length - len(heard.body)
        assert {"half": gap > 0, "whole": gap == 0, "more": gap < 0}[what]


@pytest.mark.parametrize(("fault", "end"), [("drop:reuse", "closed"), ("reset:reuse", "reset")])
def test_a_connection_ends_when_it_is_used_again(service: Service, fault: str, end: End) -> None:
    service.set(fault)
    with closing(service.connect()) as sock:
        sock.sendall(service.request())
        first = hear(sock)
        assert (first.end, json.loads(first.body)["Result"] is None) == ("open", False)
        with suppress(OSError):
            sock.sendall(service.request())
        again = hear(sock)
    assert (again.data, again.end) == (b"", end)


@pytest.mark.parametrize(
    "fault", ["length:short", "length:list", "chunks:small", "interim:103", "bodied:304", "slow-headers:0"]
)
def test_a_connection_written_by_hand_can_be_used_again(service: Service, fault: str) -> None:
    service.set(f"{fault}*1")
    with closing(service.connect()) as sock:
        sock.sendall(service.request())
        assert hear(sock).end == "open"
        sock.sendall(service.request())
        heard = hear(sock)
    assert heard.data.startswith(b"HTTP/1.1 200 OK")
    assert len(heard.body) == heard.length


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ("length:negative", b"content-length: -1"),
        ("length:text", b"content-length: many"),
        ("length:huge", b"content-length: 99999999999999999999"),
        ("chunks:unended", b"transfer-encoding: chunked"),
        ("header-line:folded", b"x-filler: 1\r\n  2"),
        ("header-line:nul", b"x-filler: a\x00b"),
        ("header-line:no-colon", b"\r\nnonsense"),
        ("many-headers:3000", b"x-filler-2999: filler"),
        ("redirect:302:loop", b"location: /?"),
        ("redirect:307:file", b"location: file:///etc/passwd"),
        ("date:latin", b"gmt\xe9"),
        ("retry-after:3", b"retry-after: 3"),
        ("content-type:xml", b"content-type: application/xml"),
        ("packed:br", b"content-encoding: br"),
    ],
)
def test_a_header_is_as_named(service: Service, fault: str, line: bytes) -> None:
    assert line in service.met(fault).head


def test_headers_are_left_out(service: Service) -> None:
    assert b"\r\ndate:" not in service.met("date:missing").head
    assert b"content-length" not in service.met("length:missing").head
    assert b"content-type" not in service.met("content-type:none").head
    assert service.met("length:twice").head.count(b"content-length") == 2


def test_first_lines_are_as_named(service: Service) -> None:
    assert service.met("status-line:http09").data.startswith(b'{"ResponseMetadata"')
    assert service.met("status-line:garbage").data.startswith(b"\x00\xff\xfe")
    assert service.met("status-line:code").data.startswith(b"HTTP/1.1 abc OK\r\n")
    assert service.met("status-line:long-reason").data.index(b"\r\n") > 1_000_000
    assert service.met("status-line:tls").data.startswith(b"\x15\x03\x03")


def test_interim_answers_come_before_the_answer_or_for_ever(service: Service) -> None:
    assert service.met("interim:many").data.count(b"HTTP/1.1 100 Continue\r\n\r\n") == 1000
    assert service.met("interim:103").data.index(b"HTTP/1.1 103") < service.ask().data.index(b"HTTP/1.1 200")
    endless = service.met("interim:endless", quiet_s=0.3, most=60)
    assert (endless.end, b"200" in endless.data) == ("full", False)


@pytest.mark.parametrize("status", [204, 205, 304])
def test_a_status_without_a_body_has_one(service: Service, status: int) -> None:
    heard = service.met(f"bodied:{status}")
    assert heard.data.startswith(b"HTTP/1.1 %d " % status)
    assert json.loads(heard.body)


@pytest.mark.parametrize(
    ("fault", "end", "last"),
    [
        ("chunks:small", "open", b"0\r\n\r\n"),
        ("chunks:trailers", "open", b"x-trailer: filler\r\n\r\n"),
        ("chunks:endless", "open", b"1\r\n}\r\n"),
        ("chunks:unended", "closed", b"}\r\n"),
        ("chunks:bad-size", "closed", b"0\r\n\r\n"),
        ("chunks:plain", "closed", b"}"),
    ],
)
def test_chunks_end_as_named(service: Service, fault: str, end: End, last: bytes) -> None:
    heard = service.met(fault)
    assert heard.end == end
    assert heard.data.endswith(last)


def test_slow_answers_come_in_drops(service: Service) -> None:
    began = time.monotonic()
    assert 8 <= len(service.met("slow-headers:0.02", most=10).data) <= 12
    assert time.monotonic() - began > 0.15
    began = time.monotonic()
    heard = service.met("drip:0.02", quiet_s=0.3, most=150)
    assert b"\r\n\r\n" in heard.data
    assert time.monotonic() - began > 0.02 * (len(heard.body) - 2)
    with closing(service.connect()) as sock:
        service.set("stall:answer")
        sock.sendall(service.request())
        sock.settimeout(0.2)
        with pytest.raises(TimeoutError):
            sock.recv(1)


@pytest.mark.parametrize(
    "fault", ["delay:30", "drip:5", "slow-headers:5", "stall:body", "interim:endless", "endless", "slow:600"]
)
def test_a_fault_stops_when_the_peer_leaves(service: Service, fault: str) -> None:
    """The server has no connection left: its descriptors are as few as before."""
    folder = Path(f"/proc/{service.process.pid}/fd")
    service.set()
    before = len(list(folder.iterdir()))
    service.met(fault, most=1) if not fault.startswith("delay") else _leave_early(service, fault)
    service.set()
    until = time.monotonic() + 2
    while len(list(folder.iterdir())) > before and time.monotonic() < until:
        time.sleep(0.02)
    assert len(list(folder.iterdir())) <= before


def _leave_early(service: Service, fault: str) -> None:
    service.set(fault)
    with closing(service.connect()) as sock:
        sock.sendall(service.request())
        time.sleep(0.1)


@pytest.mark.parametrize(
    "fault", ["big", "big:300:string", "big:300:space:chunked", "endless", "endless:string", "endless:space"]
)
def test_a_huge_body_is_made_while_it_is_read(service: Service, fault: str) -> None:
    """A few megabytes of it, then somebody else asks."""
    memory, cpu = service.memory_mb(), service.cpu_s()
    heard = service.met(fault, most=4 * MB)
    assert heard.end == "full"
    assert fault.endswith("chunked") or "endless" in fault or heard.length > 299 * MB
    assert service.is_well()
    assert service.memory_mb() - memory < 40
    assert service.cpu_s() - cpu < 1


def test_a_whole_big_answer_arrives(service: Service) -> None:
    heard = service.met("big:8", most=9 * MB, quiet_s=0.5)
    assert len(heard.body) == heard.length
    assert json.loads(heard.body)["Result"]["Indicators"]


def test_an_endless_body_that_nobody_reads_waits_without_growing(service: Service) -> None:
    service.set("endless")
    with closing(service.connect()) as sock:
        sock.sendall(service.request())
        sock.recv(10)
        memory, cpu = service.memory_mb(), service.cpu_s()
        assert service.is_well()
        time.sleep(0.3)
        assert service.memory_mb() - memory < 20
        assert service.cpu_s() - cpu < 0.3


def test_an_endless_body_ends_after_its_time_though_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "ENDLESS_S", 0.2)
    with running() as host:
        here = Service(cast("subprocess.Popen[bytes]", None), host)
        here.set("endless")
        with closing(here.connect()) as sock:
            sock.sendall(here.request())
            time.sleep(0.4)
            assert hear(sock, most=1 << 30).end == "reset"
        assert here.is_well()


def test_a_bomb_of_a_gigabyte_is_cheap_to_send(service: Service) -> None:
    memory, cpu = service.memory_mb(), service.cpu_s()
    heard = service.met("bomb:1024", most=300_000)
    assert heard.end == "full"
    assert b"content-encoding: gzip" in heard.head
    unpacker = zlib.decompressobj(31)
    unpacked = unpacker.decompress(_unchunked(heard.body), 20 * MB)
    assert len(unpacked) == 20 * MB
    assert unpacked.startswith(b'{"ResponseMetadata"')
    assert service.is_well()
    assert service.memory_mb() - memory < 40
    assert service.cpu_s() - cpu < 2


def _unchunked(body: bytes) -> bytes:
    """The data of the whole chunks at the start of a body."""
    found = bytearray()
    while b"\r\n" in body:
        size, _, rest = body.partition(b"\r\n")
        if len(rest) < int(size, 16) + 2:
            break
        found += rest[: int(size, 16)]
        body = rest[int(size, 16) + 2 :]
    return bytes(found)


_SLOW = {"delay", "slow", "drip", "slow-headers", "stall"}


def test_none_of_the_examples_harms_the_server(service: Service) -> None:
    """All of them in a row, each left after a sip; in between and at the end the server is well."""
    for kind in catalogue():
        for example in kind.examples if kind.name not in {"wrong", "error", "null", "missing"} else kind.examples[::9]:
            service.set(example)
            with closing(service.connect()) as sock:
                sock.sendall(service.request())
                sock.settimeout(0.02 if kind.name in _SLOW or kind.name == "interim" else 5)
                with suppress(TimeoutError, ConnectionResetError):
                    sock.recv(100)
        assert service.is_well(), kind.name
    assert service.memory_mb() < 150
