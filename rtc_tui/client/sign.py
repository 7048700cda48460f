"""The vendor's request signature: pure, standard library only (FACTS 2).

Like AWS's version 4, with four differences: the label `HMAC-SHA256`, a key chain that starts from the raw secret, a
scope that ends in `request`, and the header `X-Date`. What is signed is what is sent: the query in its canonical form,
the body's very bytes, and Host, Content-Type (if sent) and every X- header.
"""

import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache, reduce
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from rtc_tui.core.account import Credentials

ALGORITHM: Final = "HMAC-SHA256"
_X_DATE: Final = "%Y%m%dT%H%M%SZ"
_DEFAULT_PORTS: Final = (":80", ":443")
_SIGNED_BESIDE_X: Final = ("host", "content-type", "content-md5")


def sign(  # noqa: PLR0913 - each part of a request, by name
    credentials: Credentials,
    *,
    method: str,
    host: str,
    query: Iterable[tuple[str, str]],
    headers: Mapping[str, str],
    body: bytes,
    region: str,
    at: float,
    service: str = "rtc",
    path: str = "/",
) -> dict[str, str]:
    """The headers to add to a request that is sent at `at` (epoch seconds).

    `query` is decoded, in any order; `headers` are those that the caller sends itself. The result holds Host, X-Date,
    X-Content-Sha256, Authorization, and X-Security-Token for temporary credentials.
    """
    added = {"Host": signed_host(host), "X-Date": x_date(at), "X-Content-Sha256": sha256(body).hexdigest()}
    if credentials.session_token:
        added["X-Security-Token"] = credentials.session_token
    names, lines = canonical_headers({**headers, **added})
    request = "\n".join((method.upper(), path, canonical_query(query), lines, names, added["X-Content-Sha256"]))
    scope = f"{added['X-Date'][:8]}/{region}/{service}/request"
    to_sign = "\n".join((ALGORITHM, added["X-Date"], scope, sha256(request.encode()).hexdigest()))
    signature = hmac.digest(signing_key(credentials, scope), to_sign.encode(), "sha256").hex()
    authorization = (
        f"{ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return {**added, "Authorization": authorization}


def x_date(at: float) -> str:
    """Epoch seconds as the service reads them: UTC, whole seconds."""
    return datetime.fromtimestamp(int(at), UTC).strftime(_X_DATE)


def signed_at(headers: Mapping[str, str]) -> float:
    """Epoch seconds that a signed request names."""
    return datetime.strptime(headers["X-Date"], _X_DATE).replace(tzinfo=UTC).timestamp()


def signed_host(host: str) -> str:
    """The Host header as sent and signed: without a default port, with any other."""
    for port in _DEFAULT_PORTS:
        host = host.removesuffix(port)
    return host


def canonical_query(pairs: Iterable[tuple[str, str]]) -> str:
    """Sorted by key, percent-encoded, a space as %20; a repeated key keeps the order of its values."""
    ordered = sorted(pairs, key=lambda pair: pair[0].encode())
    return "&".join(f"{quote(key, safe='-_.~')}={quote(value, safe='-_.~')}" for key, value in ordered)


def canonical_headers(headers: Mapping[str, str]) -> tuple[str, str]:
    """(names joined by `;`, one `name:value` line each): only those that the vendor's signers sign.

    Of two spellings of one name the later counts: the caller's `host` gives way to ours.
    """
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    chosen = sorted((name, value) for name, value in lower.items() if _is_signed(name))
    return ";".join(name for name, _ in chosen), "".join(f"{name}:{value}\n" for name, value in chosen)


def _is_signed(name: str) -> bool:
    return name.startswith("x-") or name in _SIGNED_BESIDE_X


@lru_cache(maxsize=8)  # one day, or two around midnight, of a few accounts
def signing_key(credentials: Credentials, scope: str) -> bytes:
    """The day's key for a scope `day/region/service/request`.

    Takes the credentials whole, so that no frame has a bare secret among its variables: tracebacks may show them.
    """
    return reduce(lambda key, part: hmac.digest(key, part.encode(), "sha256"), scope.split("/"), _secret(credentials))


def _secret(credentials: Credentials) -> bytes:
    return credentials.secret_key.encode()
