"""Is the request signed by who it says? Recomputes the signature as FACTS 2 and 9 describe it.

The vendor's clients sign different sets of headers, so the set that `SignedHeaders` names is what counts. The query is
decoded from its raw form and encoded again canonically.
"""

import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final
from urllib.parse import quote, unquote_plus

from rtc_tui.simulator.exchange import Request
from rtc_tui.simulator.refusals import Refusal

ALGORITHM: Final = "HMAC-SHA256"
LASTS_S: Final = 900  # without X-Expires; also how far a timestamp may lie in the future
_FIELDS: Final = ("Credential", "SignedHeaders", "Signature")
_DATE: Final = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Account:
    """Who may ask. An empty `session_token` means a lasting key, with which none may be sent."""

    access_key: str
    secret_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    region: str = "cn-north-1"
    service: str = "rtc"


@dataclass(frozen=True, slots=True)
class _Claim:
    """What the Authorization header says."""

    access_key: str
    date: str
    region: str
    service: str
    signed_headers: str
    signature: str


def check(request: Request, account: Account, now: float) -> None:
    """Return if the request is signed by the account at about `now` (Unix seconds); raise the documented Refusal if not."""
    claim = _claim(request.header("authorization") or "")
    if claim.access_key != account.access_key:
        raise Refusal("InvalidAccessKey")
    if claim.service != account.service:
        raise Refusal("ServiceNotFound", f"service: {claim.service}")
    if claim.region != account.region:
        raise Refusal("InvalidCredential", f"region: {claim.region}, expected {account.region}")
    _check_token(request, account)
    date = _check_date(request, claim, now)
    _check_signature(request, account, claim, date)


def _claim(authorization: str) -> _Claim:
    """The parts of the header; a Refusal names the first that is missing or malformed."""
    if not authorization:
        raise Refusal("MissingAuthenticationToken")
    algorithm, _, rest = authorization.partition(" ")
    fields = dict(part.strip(" ").partition("=")[::2] for part in rest.split(","))
    if algorithm != ALGORITHM or any(name not in _FIELDS for name in fields):
        raise Refusal("InvalidAuthorization")
    if not fields.get("Signature"):
        raise Refusal("MissingSignature")
    if not fields.get("Credential"):
        raise Refusal("MissingRequestInfo", "Credential")
    if not fields.get("SignedHeaders"):
        raise Refusal("InvalidAuthorization", "SignedHeaders")
    parts = fields["Credential"].split("/")
    if len(parts) != 5 or parts[4] != "request":
        raise Refusal("InvalidCredential")
    if not all(parts):
        raise Refusal("MissingRequestInfo", "access key, date, region or service")
    access_key, date, region, service, _ = parts
    return _Claim(access_key, date, region, service, fields["SignedHeaders"], fields["Signature"])


def _check_token(request: Request, account: Account) -> None:
    """A temporary key comes with its token, a lasting key without one."""
    sent = request.header("x-security-token") or ""
    if not hmac.compare_digest(sent.encode("latin-1"), account.session_token.encode()):
        raise Refusal("InvalidSecretToken")


def _check_date(request: Request, claim: _Claim, now: float) -> str:
    """The X-Date, if it is a time not too far from now and fits the credential's day."""
    date = request.header("x-date")
    if not date:
        raise Refusal("MissingRequestInfo", "X-Date")
    if not now - _expires(request) <= _seconds(date) <= now + LASTS_S:
        raise Refusal("InvalidTimestamp")
    if claim.date != date[:8]:
        raise Refusal("InvalidCredential", "the date is not that of X-Date")
    return date


def _seconds(date: str) -> float:
    """The Unix time that an X-Date stands for."""
    if not _DATE.fullmatch(date):
        return 0.0
    try:
        return datetime.fromisoformat(date).timestamp()
    except ValueError:
        return 0.0


def _expires(request: Request) -> float:
    """How long the signature lasts, in seconds."""
    sent = dict(pairs(request.query)).get("X-Expires", "")
    return float(sent) if sent.isascii() and sent.isdigit() else LASTS_S


def _check_signature(request: Request, account: Account, claim: _Claim, date: str) -> None:
    """The heart: any form of Host that clients use (default ports kept or dropped) may be the signed one."""
    body_hash = sha256(request.body).hexdigest()
    if request.header("x-content-sha256") not in {None, body_hash}:
        raise Refusal("SignatureDoesNotMatch", "X-Content-Sha256 is not the hash of the body.")
    host = request.header("host") or ""
    for signed_host in dict.fromkeys((host, re.sub(r":(80|443)$", "", host))):
        canonical = canonical_request(request, claim.signed_headers, signed_host, body_hash)
        if hmac.compare_digest(signature(account, date, canonical).encode(), claim.signature.encode("latin-1")):
            return
    raise Refusal("SignatureDoesNotMatch")


def canonical_request(request: Request, signed_headers: str, host: str, body_hash: str) -> str:
    """The text that is hashed and signed; a header that was promised but not sent is a Refusal."""
    lines = []
    for name in signed_headers.split(";"):
        value = host if name == "host" else request.header(name)
        if value is None:
            raise Refusal("SignatureDoesNotMatch", f"The signed header {name} was not sent.")
        lines.append(f"{name}:{value}\n")
    query = canonical_query(request.query)
    return "\n".join((request.method, quote(request.path or "/"), query, "".join(lines), signed_headers, body_hash))


def canonical_query(raw: str) -> str:
    """Sorted by key, repeated keys in their order, everything but `A-Za-z0-9-_.~` encoded."""
    ordered = sorted(pairs(raw), key=lambda pair: pair[0])
    return "&".join(f"{quote(key, safe='-_.~')}={quote(value, safe='-_.~')}" for key, value in ordered)


def pairs(raw: str) -> list[tuple[str, str]]:
    """Keys and values of a raw query string, decoded as the service does it: `+` is a space."""
    split = (part.partition("=") for part in raw.split("&") if part)
    return [(unquote_plus(key), unquote_plus(value)) for key, _, value in split]


def signature(account: Account, date: str, canonical: str) -> str:
    """The signature as 64 hexadecimal digits."""
    scope = (date[:8], account.region, account.service, "request")
    text = "\n".join((ALGORITHM, date, "/".join(scope), sha256(canonical.encode("latin-1", "replace")).hexdigest()))
    key = account.secret_key.encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()
