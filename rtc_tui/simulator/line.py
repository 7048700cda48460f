"""A connection during one request, for faults that write by hand or break it."""

import asyncio
import socket
import struct
from typing import Any, Final, Literal, Protocol, cast

End = Literal["close", "reset"]
_PIECE: Final = 1 << 16
_LOOK_S: Final = 0.005


class Flow(Protocol):
    """What the server knows of how fast the peer reads."""

    write_paused: bool

    async def drain(self) -> None:
        """Wait until it has caught up."""
        ...


class Cycle(Protocol):
    """The server's side of one request and its answer."""

    transport: asyncio.Transport


class Peer(Protocol):
    """The server's side of a connection."""

    transport: asyncio.Transport
    on_reuse: End | None

    @property
    def flow(self) -> Flow:
        """How fast the peer reads."""
        ...

    @property
    def cycle(self) -> Cycle:
        """The request that is being answered."""
        ...


class Line:
    """The connection; `lost` is set when it has ended. What is written is on its own: the server does not see it."""

    def __init__(self, peer: Peer) -> None:
        self.lost = asyncio.Event()
        self._peer = peer
        self._transport = peer.transport
        self._cycle = peer.cycle

    async def put(self, data: bytes) -> None:
        """Write, and wait while the peer is slow to read."""
        for start in range(0, len(data), _PIECE):
            if self._transport.is_closing():
                await self.lost.wait()
                return
            self._transport.write(data[start : start + _PIECE])
            if self._peer.flow.write_paused:
                await self._peer.flow.drain()

    async def flushed(self) -> None:
        """Wait until all that was written is on its way."""
        # a transport tells when it is below its mark, not when it is empty
        while self._transport.get_write_buffer_size() and not self.lost.is_set():  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_S)

    def mute(self) -> None:
        """What the server still sends for this request goes nowhere."""
        self._cycle.transport = cast("asyncio.Transport", _Mute(self._transport))

    def close(self) -> None:
        """End it in order, after what was written."""
        self._transport.close()

    def reset(self) -> None:
        """End it at once: the peer sees an error, not an end."""
        sock: Any = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def end(self, how: End) -> None:
        """Either."""
        if how == "reset":
            self.reset()
        else:
            self.close()

    def on_reuse(self, end: End) -> None:
        """End it when the peer sends another request."""
        self._peer.on_reuse = end


class _Mute:
    """A transport that swallows what is written."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def write(self, data: bytes) -> None:
        """Nothing."""

    def close(self) -> None:
        """End the connection."""
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether it has been ended."""
        return self._transport.is_closing()
