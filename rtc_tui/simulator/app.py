"""The ASGI callable: reads the request, picks the fault, sends the reply, keeps the log; no framework.

Beside the service there is a control path, for tests and for people who try a client out:

    GET  /_simulator/log       the requests so far
    POST /_simulator/faults    a JSON list of faults, in place of those set by hand before
"""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from math import inf
from pathlib import Path
from typing import Any, Final

from rtc_tui.clock import Clock
from rtc_tui.errors import UsageError
from rtc_tui.simulator.exchange import Reply, Request
from rtc_tui.simulator.faults import Call, Wire
from rtc_tui.simulator.injection import Faults, parse, scheduled
from rtc_tui.simulator.meeting import Meeting
from rtc_tui.simulator.options import Options
from rtc_tui.simulator.scenarios import load
from rtc_tui.simulator.service import Service, asked

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Entry = dict[str, Any]
"""at (Unix s), steady (s), action, version, status, code (empty: all is well), fault (empty: none)."""
WIRE: Final = "rtc_tui.wire"  # in the scope: the connection, where there is one
CONTROL: Final = "/_simulator/"


def make_app(options: Options, clock: Clock) -> "Simulator":
    """The simulator as an ASGI callable. UsageError for an unknown scenario or fault."""
    return Simulator(options, clock)


class Simulator:
    """One simulator. `log` holds the latest requests, each as it arrived."""

    def __init__(self, options: Options, clock: Clock) -> None:
        scenario = load(options.scenario)
        epoch = clock.now() if options.epoch is None else options.epoch
        self.options = options
        self.clock = clock
        self.service = Service(options, scenario, epoch)
        self.faults = Faults(
            [parse(spec) for spec in options.faults], [scheduled(row) for row in scenario.faults], options.seed, epoch
        )
        self.log: deque[Entry] = deque(maxlen=100_000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        now, steady = self.clock.now(), self.clock.steady()
        request = await _read(scope, receive)
        if request.path.startswith(CONTROL):
            await self._send(self._control(request), 0.0, send)
            return
        action, version = asked(request)
        meeting = Meeting(self.faults.meet(action, now))
        settings = meeting.settings()
        entry = {"at": now, "steady": steady, "action": action, "version": version, "status": 0, "code": ""}
        entry["fault"] = meeting.name
        self.log.append(entry)
        wire: Wire | None = scope.get(WIRE)
        call = Call(
            "",
            "",
            request,
            lambda: self.service.answer(request, settings, now + settings.skew_s, steady),
            lambda refusal: self.service.refuse(request, refusal, now + settings.skew_s),
            wire,
            self.clock,
            settings.skew_s,
        )
        reply: Reply | None = None
        try:
            reply = await meeting.reply(call)
        finally:
            self._note(entry, reply)
        await self._deliver(reply, settings.skew_s, wire, receive, send)

    def _note(self, entry: Entry, reply: Reply | None) -> None:
        """Complete the log entry; write it out if asked to."""
        entry["status"], entry["code"] = (reply.status, reply.code) if reply else (0, entry["fault"])
        if self.options.request_log:
            with Path(self.options.request_log).open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")

    async def _deliver(
        self, reply: Reply | None, skew_s: float, wire: Wire | None, receive: Receive, send: Send
    ) -> None:
        """Send the reply; where a connection was ended, or is to be, see it gone."""
        if reply:
            try:
                async with asyncio.timeout(None if reply.lasts_s == inf else reply.lasts_s):
                    await self._send(reply, skew_s, send)
            except TimeoutError:
                reply = None
                if wire:
                    wire.reset()
        if reply is None or reply.cut is not None:
            if reply and wire:
                wire.close()
            while (await receive())["type"] != "http.disconnect":
                pass

    async def _send(self, reply: Reply, skew_s: float, send: Send) -> None:
        """The reply in pieces, with the service's own date."""
        headers = reply.fields(self.clock.now() + skew_s)
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        for piece in reply.pieces():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            if reply.chunk or reply.stream:
                await self.clock.sleep(reply.pause_s)
        await send({"type": "http.response.body", "body": b"", "more_body": reply.cut is not None})

    def _control(self, request: Request) -> Reply:
        """The control path."""
        asked_for = f"{request.method} {request.path.removeprefix(CONTROL)}"
        if asked_for == "GET log":
            return Reply(200, json.dumps(list(self.log)).encode())
        if asked_for != "POST faults":
            return Reply(404, b"{}")
        try:
            self.faults.set([parse(spec) for spec in json.loads(request.body)])
        except (ValueError, TypeError, UsageError) as error:
            return Reply(400, json.dumps({"error": str(error)}).encode())
        return Reply(200, b"{}")


async def _read(scope: Scope, receive: Receive) -> Request:
    """The whole request."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"])
    return Request(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers, body)
