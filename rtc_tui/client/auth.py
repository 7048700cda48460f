"""The signature as an httpx authentication: runs once per send, so that each attempt carries a date of its own."""

from collections.abc import Callable, Generator
from urllib.parse import unquote

import httpx

from rtc_tui.client.sign import sign
from rtc_tui.core.account import Credentials


class SignedAuth(httpx.Auth):
    """Signs each request at `now()`: epoch seconds by the service's clock as far as it is known."""

    requires_request_body = True  # its hash is signed

    def __init__(self, credentials: Credentials, region: str, now: Callable[[], float], service: str = "rtc") -> None:
        self._credentials = credentials
        self._region = region
        self._now = now
        self._service = service

    def __repr__(self) -> str:
        return f"SignedAuth({self._credentials.masked}, {self._region})"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the headers; what is signed is read from the request that is sent."""
        request.headers.update(
            sign(
                self._credentials,
                method=request.method,
                host=request.headers.get("Host", request.url.netloc.decode("ascii")),
                path=request.url.raw_path.split(b"?")[0].decode("ascii"),
                query=_pairs(request.url.query.decode("ascii")),
                headers=request.headers,
                body=request.content,
                region=self._region,
                at=self._now(),
                service=self._service,
            )
        )
        yield request


def _pairs(query: str) -> list[tuple[str, str]]:
    """A canonical query, decoded: `+` stands for itself."""
    parts = (pair.partition("=") for pair in query.split("&") if pair)
    return [(unquote(key), unquote(value)) for key, _, value in parts]
