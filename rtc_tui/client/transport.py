"""One attempt: a request out, a whole answer in, or the error that it is. Never a redirect, never half a body."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
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


class Wire:
    """The one HTTP client of a service. `traced` says whether its transport tells when it sends (a test's does not)."""

    def __init__(self, http: httpx.AsyncClient, clock: Clock, *, traced: bool) -> None:
        self._http = http
        self._clock = clock
        self._traced = traced

    async def attempt(  # noqa: PLR0913
        self, request: httpx.Request, auth: httpx.Auth, hooks: Hooks, *, action: str, cap: int, until: float
    ) -> Answer:
        """Send once. `until` is on the steady clock; `cap` in bytes. Raises RtcTuiError, always without a cause."""
        host = request.url.netloc.decode("ascii")
        try:
            async with asyncio.timeout(None) as timer:
                self._rewind(timer, until)
                request.extensions["trace"] = self._trace(timer, hooks, until)
                if not self._traced:
                    await hooks.before_send()
                return await self._exchange(request, auth, hooks, action, cap)
        except TimeoutError:
            raise DeadlineExceeded(t("client.attempt_timeout", host=host, seconds=ATTEMPT_S), action=action) from None
        except httpx.HTTPError as error:
            raise network_error(error, host, action) from None

    def _rewind(self, timer: asyncio.Timeout, until: float) -> None:
        left = max(0.0, min(ATTEMPT_S, until - self._clock.steady()))
        timer.reschedule(asyncio.get_running_loop().time() + left)

    def _trace(
        self, timer: asyncio.Timeout, hooks: Hooks, until: float
    ) -> Callable[[str, Mapping[str, Any]], Awaitable[None]]:
        async def trace(event: str, info: Mapping[str, Any]) -> None:
            if event == _SENDING and info["request"].method != b"CONNECT":  # a proxy's tunnel is no request of ours
                timer.reschedule(None)
                await hooks.before_send()
                self._rewind(timer, until)
            elif event == _ANSWERED:
                hooks.answered()

        return trace

    async def _exchange(self, request: httpx.Request, auth: httpx.Auth, hooks: Hooks, action: str, cap: int) -> Answer:
        began = self._clock.now()
        response = await self._http.send(request, auth=auth, stream=True, follow_redirects=False)
        headers_at = self._clock.now()
        if not self._traced:
            hooks.answered()
        try:
            body = await _read(response, cap, action)
        finally:
            await response.aclose()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, body, began, headers_at)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()


async def _read(response: httpx.Response, cap: int, action: str) -> bytearray:
    body = Body(response.headers.get("content-encoding", ""), cap, action)
    async with aclosing(response.aiter_raw()) as chunks:
        async for chunk in chunks:
            body.feed(chunk)
    return body.finish()


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
    if any(isinstance(cause, OSError) and type(cause).__name__ == "gaierror" for cause in causes):
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
    told = [cause.strerror for cause in _causes(error) if isinstance(cause, OSError) and cause.strerror]
    verify = [cause.verify_message for cause in _causes(error) if isinstance(cause, ssl.SSLCertVerificationError)]
    return (verify + told + [str(error) or type(error).__name__])[0]


def _is_cut(reason: str) -> bool:
    return "disconnected" in reason or "peer closed" in reason
