"""The simulator on a port: loopback only, quick to start, quick to end.

The only place that imports uvicorn. The server is stopped by SIGTERM, by SIGINT, and by the end of the pipe from its
parent; open connections are cut then, nobody is waited for.
"""

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import Server

from rtc_tui.clock import SystemClock
from rtc_tui.errors import UsageError
from rtc_tui.simulator.app import WIRE, Receive, Scope, Send, Simulator, make_app
from rtc_tui.simulator.line import End, Line
from rtc_tui.simulator.options import Options
from rtc_tui.simulator.scenarios import scenario_names
from rtc_tui.text import t

__all__ = ["Options", "make_app", "scenario_names", "serve"]
_FAMILIES: Final = {"127.0.0.1": socket.AF_INET, "::1": socket.AF_INET6}


def serve(options: Options, ready: Callable[[str], None] | None = None) -> None:
    """Listen and answer until told to stop; `ready` gets the URL once connections are accepted.

    UsageError for a scenario, fault, address or port that cannot be used.
    """
    app = make_app(options, SystemClock())
    listener = _listener(options)
    _Server(app, listener, options.parent_fd, ready).run(sockets=[listener])


class _Protocol(H11Protocol):
    """Hands the app its connection, so that faults can break it, and stops the app when the peer leaves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._inner = self.app
        self.app = self._with_wire
        self.on_reuse: End | None = None
        self._line: Line | None = None
        self._task: asyncio.Task[Any] | None = None

    def data_received(self, data: bytes) -> None:
        """Bytes from the peer: the end of a connection that was to end on its next request."""
        if self._line and self.on_reuse:
            self._line.end(self.on_reuse)
        else:
            super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there to be answered any more."""
        super().connection_lost(exc)
        if self._line:
            self._line.lost.set()
        if self._task:
            self._task.cancel()

    async def _with_wire(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._task = asyncio.current_task()
        self._line = scope[WIRE] = Line(self)
        with suppress(asyncio.CancelledError):  # the peer left or the server ends: uvicorn would print a traceback
            await self._inner(scope, receive, send)


class _Server(Server):
    """uvicorn's server, without its tenth-of-a-second ticks and its patience at the end."""

    def __init__(
        self, app: Simulator, listener: socket.socket, parent_fd: int | None, ready: Callable[[str], None] | None
    ) -> None:
        super().__init__(
            Config(
                app,
                http=_Protocol,
                loop="asyncio",
                lifespan="off",
                ws="none",
                interface="asgi3",
                log_config=None,
                log_level="error",  # what a stranger sends is no news; the screen may be next to it
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_keep_alive=75,
            )
        )
        self._listener = listener
        self._parent_fd = parent_fd
        self._ready = ready
        self._stop = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's signature
        """A signal ends the server as if it had been asked to, with exit code 0."""
        self.should_exit = True
        if self._loop:
            self._loop.call_soon_threadsafe(self._stop.set)

    async def main_loop(self) -> None:
        """Wait for the end."""
        self._loop = asyncio.get_running_loop()
        if self._parent_fd is not None:
            self._loop.add_reader(self._parent_fd, self._parent_spoke)
        if self._ready:
            self._ready(_url(self._listener))
        await self._stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - uvicorn's signature
        """Cut what is open."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    def _parent_spoke(self) -> None:
        """The parent never writes: whatever can be read is the end."""
        if self._parent_fd is not None and not os.read(self._parent_fd, 4096):
            self._stop.set()


def _listener(options: Options) -> socket.socket:
    """A socket that listens on loopback: the one handed over, or a new one."""
    if options.fd is not None:
        listener = socket.socket(fileno=options.fd)
        _check_loopback(str(listener.getsockname()[0]))
        return listener
    _check_loopback(options.host)
    listener = socket.socket(_FAMILIES[options.host], socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", "") or str(error)
        raise UsageError(
            t("simulator.cannot_listen", host=options.host, port=options.port, reason=reason), t("simulator.other_port")
        ) from error
    return listener


def _check_loopback(host: str) -> None:
    """Nothing but loopback is listened on: the keys are throw-away, the answers are made up."""
    if host not in _FAMILIES:
        raise UsageError(t("simulator.not_loopback", host=host), t("simulator.use_loopback"))


def _url(listener: socket.socket) -> str:
    """The base URL of the service."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
