"""One attempt: a request out, a whole answer in, or the error that it is. Never a redirect, never half a body."""

import asyncio
import os
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple

import httpx

from rtc_tui.client.body import Body
from rtc_tui.client.classify import Hopeless
from rtc_tui.client.exchange import Answer
from rtc_tui.clock import Clock
from rtc_tui.errors import BadResponse, DeadlineExceeded, RtcTuiError, Unreachable
from rtc_tui.text import t
from rtc_tui.text.safe import safe

ATTEMPT_S: Final = 15.0  # of network time; waiting for the quota is not counted
CONNECT_S: Final = 10.0
_SENDING: Final = "http11.send_request_headers.started"
_ANSWERED: Final = "http11.receive_response_headers.complete"


class Hooks(NamedTuple):
    """What the quota has to know of an attempt.

    `before_send` is awaited when the connection stands, and returns when the request may go; `answered` is called when
    the first line of the answer is here.
    """

    before_send: Callable[[], Awaitable[None]]
    answered: Callable[[], None]


class Attempt:
    """One sending of one request. `until` is on the steady clock, `cap` in bytes.

    `traced` says whether the transport tells when it sends: the one that a test puts in its place does not.
    """

    def __init__(
        self, http: httpx.AsyncClient, clock: Clock, hooks: Hooks, *, action: str, cap: int, until: float, traced: bool
    ) -> None:
        self._http = http
        self._clock = clock
        self._hooks = hooks
        self._action = action
        self._cap = cap
        self._until = until
        self._traced = traced
        self._sent = 0.0
        self._allowed = ATTEMPT_S
        self._timer = asyncio.timeout(None)

    async def run(self, request: httpx.Request, auth: httpx.Auth) -> Answer:
        """The whole answer. Raises RtcTuiError, always without a cause: causes hold headers."""
        host = request.url.netloc.decode("ascii")
        try:
            async with self._timer:
                return await self._exchange(request, auth)
        except TimeoutError:
            message = t("client.attempt_timeout", host=host, seconds=self._allowed)
            raise DeadlineExceeded(message, action=self._action) from None
        except httpx.HTTPError as error:
            raise network_error(error, host, self._action) from None

    async def _exchange(self, request: httpx.Request, auth: httpx.Auth) -> Answer:
        self._start_timer()
        request.extensions["trace"] = self._trace
        if not self._traced:
            await self._before_send()
        response = await self._http.send(request, auth=auth, stream=True, follow_redirects=False)
        answered = self._clock.now()
        if not self._traced:
            self._hooks.answered()
        try:
            body = await self._read(response)
        finally:
            await response.aclose()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, body, self._sent, answered)

    async def _read(self, response: httpx.Response) -> bytearray:
        body = Body(response.headers.get("content-encoding", ""), self._cap, self._action)
        async for chunk in response.aiter_raw():
            body.feed(chunk)
        return body.finish()

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event == _SENDING and info["request"].method != b"CONNECT":  # a proxy's tunnel is no request of ours
            await self._before_send()
        elif event == _ANSWERED:
            self._hooks.answered()

    async def _before_send(self) -> None:
        """Wait for the quota with the attempt's timer stopped: it has a bound of its own."""
        self._timer.reschedule(None)
        await self._hooks.before_send()
        self._start_timer()
        self._sent = self._clock.now()

    def _start_timer(self) -> None:
        self._allowed = max(0.0, min(ATTEMPT_S, self._until - self._clock.steady()))
        self._timer.reschedule(asyncio.get_running_loop().time() + self._allowed)


def network_error(error: httpx.HTTPError, host: str, action: str) -> RtcTuiError:
    """What httpx met with, as ours."""
    reason = safe(_reason(error))
    if isinstance(error, httpx.TimeoutException):
        seconds = CONNECT_S if isinstance(error, httpx.ConnectTimeout) else ATTEMPT_S
        return DeadlineExceeded(t("client.attempt_timeout", host=host, seconds=seconds), action=action)
    if isinstance(error, httpx.ProxyError):
        kind, hint = (Hopeless, t("client.foreign_proxy_hint")) if reason.startswith("407") else (Unreachable, "")
        return kind(t("client.proxy_refused", host=host, reason=reason), hint, action=action)
    if isinstance(error, httpx.ConnectError):
        return _not_connected(error, host, reason, action)
    if isinstance(error, httpx.RemoteProtocolError) and not _is_cut(reason):
        return BadResponse(t("client.not_http", host=host, reason=reason), action=action)
    return Unreachable(t("client.cut_short", host=host, reason=reason), action=action)


def _not_connected(error: httpx.ConnectError, host: str, reason: str, action: str) -> RtcTuiError:
    causes = tuple(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return Hopeless(t("client.no_trust", host=host, reason=reason), t("client.no_trust_hint"), action=action)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Unreachable(t("client.no_name", host=host, reason=reason), action=action)
    return Unreachable(t("client.no_connection", host=host, reason=reason), action=action)


def _causes(error: BaseException | None) -> list[BaseException]:
    """An error and those it was made from, groups opened: anyio tries several addresses at once."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting and len(found) < 32:
        current = waiting.pop()
        if current is None or current in found:
            continue
        found.append(current)
        waiting += [current.__cause__, current.__context__]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions
    return found


def _reason(error: httpx.HTTPError) -> str:
    """What the system said: httpx itself says "All connection attempts failed"."""
    told = [_told(cause) for cause in _causes(error) if isinstance(cause, OSError) and cause.strerror]
    verify = [cause.verify_message for cause in _causes(error) if isinstance(cause, ssl.SSLCertVerificationError)]
    return (verify + told + [str(error) or type(error).__name__])[0]


def _told(error: OSError) -> str:
    """The system's words for its number: asyncio puts its own in their place. Names and TLS number for themselves."""
    foreign = isinstance(error, socket.gaierror | ssl.SSLError) or not error.errno
    return error.strerror or "" if foreign else os.strerror(error.errno or 0)


def _is_cut(reason: str) -> bool:
    return "disconnected" in reason or "peer closed" in reason
