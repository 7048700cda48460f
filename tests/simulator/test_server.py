"""The server listens on loopback alone, starts from its options, and ends when told to or left alone."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from rtc_tui.errors import UsageError
from rtc_tui.simulator.server import serve
from tests.simulator.asking import KEY, NEW, SECRET, options, signed, window

ROOT = Path(__file__).parents[2]
CODE = """
import sys
from rtc_tui.simulator.server import Options, serve
given = eval(sys.argv[1])
serve(Options(access_key=given.pop("key"), secret_key=given.pop("secret"), **given), lambda url: print(url, flush=True))
"""


@contextmanager
def _process(pass_fds: tuple[int, ...] = (), **given: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A simulator in a process of its own, and its host and port."""
    arguments = repr({"key": KEY, "secret": SECRET, **given})
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        pass_fds=pass_fds,
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip().removeprefix("http://")
    finally:
        process.kill()
        process.communicate()


def _ask(connection: http.client.HTTPConnection, host: str) -> int:
    now = time.time()
    body = json.dumps(window(now, Indicator=["stall_rate"])).encode()
    query, headers = signed("POST", host, [("Action", "ListRealTimeQuality"), ("Version", NEW)], body, now)
    connection.request("POST", f"/?{query}", body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _ask_once(host: str) -> int:
    with closing(http.client.HTTPConnection(host)) as connection:
        return _ask(connection, host)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_without_a_word_though_a_connection_is_open(sent: signal.Signals) -> None:
    with _process() as (process, host):
        connection = http.client.HTTPConnection(host)
        assert _ask(connection, host) == 200
        began = time.monotonic()
        process.send_signal(sent)
        out, err = process.communicate(timeout=5)
        assert (process.returncode, out, err) == (0, "", "")
        assert time.monotonic() - began < 2
        connection.close()


def test_it_ends_without_a_word_in_the_middle_of_a_slow_answer() -> None:
    with _process(faults=("slow:60",)) as (process, host):
        now = time.time()
        body = json.dumps(window(now, Indicator=["stall_rate"])).encode()
        query, headers = signed("POST", host, [("Action", "ListRealTimeQuality"), ("Version", NEW)], body, now)
        with closing(http.client.HTTPConnection(host)) as connection:
            connection.request("POST", f"/?{query}", body, headers)
            assert connection.getresponse().read(10)
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=5)
        assert (process.returncode, err) == (0, "")


def test_what_is_no_http_is_refused_without_a_word() -> None:
    with _process() as (process, host):
        name, _, port = host.partition(":")
        with socket.create_connection((name, int(port))) as stranger:
            stranger.sendall(b"\x16\x03\x01 hello\r\n\r\n")
            assert b"400" in stranger.recv(100)
        with closing(http.client.HTTPConnection(host)) as connection:
            connection.request("GET", "/", headers={"Connection": "upgrade", "Upgrade": "websocket"})
            assert connection.getresponse().status == 400
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=5)
        assert (process.returncode, err) == (0, "")


def test_it_ends_when_its_parent_does_though_a_connection_is_open() -> None:
    reading, writing = os.pipe()
    with _process((reading,), parent_fd=reading) as (process, host):
        os.close(reading)
        connection = http.client.HTTPConnection(host)
        assert _ask(connection, host) == 200
        assert process.poll() is None
        os.close(writing)
        _, err = process.communicate(timeout=5)
        assert (process.returncode, err) == (0, "")
        connection.close()


def test_it_ends_when_its_parent_is_killed() -> None:
    parent = (
        "import os, subprocess, sys, time\n"
        "r, w = os.pipe()\n"
        "given = repr({**eval(sys.argv[2]), 'parent_fd': r})\n"
        "child = subprocess.Popen([sys.executable, '-c', sys.argv[1], given], pass_fds=(r,), stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    given = repr({"key": KEY, "secret": SECRET})
    process = subprocess.Popen([sys.executable, "-c", parent, CODE, given], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.kill()
    process.communicate()
    for _ in range(100):
        if _is_gone(child):
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the simulator outlived its parent")


def _is_gone(pid: int) -> bool:
    """Gone, or dead and only waiting for whoever inherited it to notice."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_socket_can_be_handed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with _process((listener.fileno(),), fd=listener.fileno()) as (_, host):
            assert host == f"127.0.0.1:{port}"
            assert _ask_once(host) == 200


def test_it_can_listen_on_ipv6_loopback() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 loopback here")
    with _process(host="::1") as (_, host):
        assert host.startswith("[::1]:")
        assert _ask_once(host) == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "localhost.example", "192.168.1.1"])
def test_it_refuses_to_listen_anywhere_else(host: str) -> None:
    with pytest.raises(UsageError, match="loopback") as caught:
        serve(options(host=host))
    assert "127.0.0.1" in caught.value.hint


def test_a_port_in_use_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(UsageError, match=str(port)):
            serve(options(port=port))


def test_an_unknown_scenario_is_told_before_anything_listens() -> None:
    with pytest.raises(UsageError, match="storm"):
        serve(options(scenario="storm"))


def test_the_request_log_gets_a_line_per_request(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    with _process(request_log=str(file)) as (_, host):
        connection = http.client.HTTPConnection(host)
        assert [_ask(connection, host) for _ in range(3)] == [200, 200, 429]
        connection.close()
        entries = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [entry["code"] for entry in entries] == ["", "", "FlowLimitExceeded"]
    assert all(entry["action"] == "ListRealTimeQuality" for entry in entries)
    assert SECRET not in file.read_text("utf-8")


def test_secrets_are_not_in_the_options_repr() -> None:
    text = repr(options(session_token="a-token"))
    assert SECRET not in text
    assert "a-token" not in text


def test_the_package_and_the_scenarios_can_be_asked_for_without_loading_a_server() -> None:
    code = (
        "import sys, rtc_tui.simulator.scenarios as s; s.scenario_names();"
        "print([m for m in ('uvicorn', 'asyncio', 'tomllib', 'click') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
