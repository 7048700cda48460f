"""Who asks, and whom: what the client needs to know, found by `config.py`. Secrets never stand in a repr."""

from dataclasses import dataclass, field
from typing import NamedTuple

from rtc_tui.core.model import Product


@dataclass(frozen=True, slots=True)
class Credentials:
    """A key pair, and the session token of temporary credentials (empty: none). `origin` says where it was found."""

    access_key: str
    secret_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    origin: str = ""

    @property
    def masked(self) -> str:
        """The access key as it may be shown: enough to tell two apart, not enough to use."""
        key = self.access_key
        return f"{key[:4]}…{key[-2:]}" if len(key) > 8 else "…"


class RateLimit(NamedTuple):
    """How often one action may be called. Zero means that there is no such cap."""

    per_second: float = 2.0
    per_minute: int = 0
    per_day: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """Which service and which app. `endpoint` is a URL without path or query."""

    app: str
    endpoint: str = "https://rtc.volcengineapi.com"
    region: str = "cn-north-1"
    product: Product = Product.NATIVE
    profile: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveAccess:
    """What an archive on the network wants to see: a user and a password, or a token alone. Empty: nothing."""

    user: str = ""
    secret: str = field(default="", repr=False)

    @property
    def header(self) -> str:
        """The value of the Authorization header; empty for none."""
        from base64 import b64encode

        if self.user:
            return "Basic " + b64encode(f"{self.user}:{self.secret}".encode()).decode()
        return f"Bearer {self.secret}" if self.secret else ""
