"""The simulator as a child of `demo`: started before anything else, gone when we are, however we go.

The listening socket is ours first, so that its port is known and a request that comes too early waits in the queue
instead of being refused. The child holds the reading end of a pipe whose writing end only we have: it reads the end of
the file when we die, be it by SIGKILL.
"""

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from socket import AF_INET, SOCK_STREAM, socket
from typing import NamedTuple

from rtc_tui.cli.simulate_keys import throw_away_keys

# Whatever holds, or names a file that holds, a key of the user's.
_PRIVATE = ("VOLC", "RTC_TUI_", "AWS_", "TOS_", "ARK_")


class Service(NamedTuple):
    """Where the child answers, and for whom."""

    url: str
    app: str
    region: str
    access_key: str
    secret_key: str

    def __repr__(self) -> str:
        return f"Service({self.url})"


@contextmanager
def simulator(scenario: str, seed: int, app: str, region: str, log: str) -> Iterator[Service]:
    """A simulator of our own, for as long as the context lasts. `log` is a file for what it says."""
    access_key, secret_key = throw_away_keys()
    with socket(AF_INET, SOCK_STREAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        port = listener.getsockname()[1]
        reading, writing = os.pipe()
        arguments = _arguments(listener.fileno(), reading, scenario, seed, app, region)
        environment = _environment(os.environ, access_key, secret_key)
        child = _spawn(arguments, environment, (listener.fileno(), reading), log)
        os.close(reading)
    try:
        yield Service(f"http://127.0.0.1:{port}", app, region, access_key, secret_key)
    finally:
        os.close(writing)
        _end(child)


def _arguments(listener: int, parent: int, scenario: str, seed: int, app: str, region: str) -> list[str]:
    return [
        sys.executable, "-m", "rtc_tui", "simulate", "--lang", "en", "--app", app, "--region", region,
        "--fd", str(listener), "--parent-fd", str(parent), "--scenario", scenario, "--seed", str(seed),
    ]  # fmt: skip


def _environment(ours: Mapping[str, str], access_key: str, secret_key: str) -> dict[str, str]:
    """Our environment without anybody's real keys. Keys travel here and not as arguments, which all users can read."""
    kept = {name: value for name, value in ours.items() if not name.startswith(_PRIVATE)}
    return kept | {"VOLCENGINE_ACCESS_KEY": access_key, "VOLCENGINE_SECRET_KEY": secret_key}


def _spawn(arguments: list[str], environment: dict[str, str], descriptors: tuple[int, ...], log: str) -> int:
    """Start it in a session of its own: ctrl+c in the terminal is not meant for it.

    `posix_spawn` and not `subprocess`: the child starts milliseconds earlier, and only what is marked is inherited.
    """
    for descriptor in descriptors:
        os.set_inheritable(descriptor, True)
    try:
        return os.posix_spawn(
            sys.executable,
            arguments,
            environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
            ],
            setsid=True,
            setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE],
        )
    finally:
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)


def _end(child: int) -> None:
    """It has nothing to save, and we are leaving: no time is spent on asking it."""
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
