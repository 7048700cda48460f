"""From an answer to an envelope, or to the error it is: by Code, and by HTTP status only without one (FACTS 3)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from rtc_tui.client import envelope
from rtc_tui.client.envelope import Envelope, Fault
from rtc_tui.client.exchange import Answer
from rtc_tui.client.narrow import too_large
from rtc_tui.core.account import Credentials
from rtc_tui.core.actions import spec_of
from rtc_tui.core.codes import class_of
from rtc_tui.errors import (
    BadResponse,
    ClockSkewed,
    ResponseTooLarge,
    RtcTuiError,
    ServiceFailing,
    Throttled,
    Unreachable,
)
from rtc_tui.text import has, t
from rtc_tui.text.safe import safe


class Hopeless(Unreachable):
    """Unreachable in a way that trying again in a second does not mend: a certificate, a proxy's password."""

    @property
    def kind(self) -> str:
        """To everyone else it is what it is."""
        return Unreachable.__name__

    @classmethod
    def default_hint(cls) -> str:
        """As for its kind."""
        return Unreachable.default_hint()


@dataclass(frozen=True, slots=True)
class Asked:
    """What an error has to say about the question: which action, with whose key, of which app, signed for where."""

    action: str
    credentials: Credentials
    app: str
    region: str = ""


def checked(answer: Answer, asked: Asked) -> Envelope:
    """The envelope of a good answer. Raises what any other is."""
    try:
        wrapped = envelope.index(answer.body) if spec_of(asked.action).large else envelope.read(answer.body)
    except BadResponse as error:
        raise _foreign(answer, asked, error) from None
    if wrapped.fault:
        raise refused(wrapped.fault, wrapped.request_id, answer, asked)
    if answer.status != 200:
        raise refused(Fault("", t("client.no_reason")), wrapped.request_id, answer, asked)
    return wrapped


def refused(fault: Fault, request_id: str, answer: Answer, asked: Asked) -> RtcTuiError:
    """The service's own error as ours."""
    kind = class_of(fault.code, answer.status)
    values = _values(fault, answer, asked)
    clock = _clock(answer.skew_s) if kind is ClockSkewed else ""
    return kind(
        clock + t(f"client.refused_{kind.__name__}", **values),
        _hint(fault.code, values),
        code=fault.code,
        request_id=request_id,
        action=asked.action,
        retry_after=answer.retry_after if kind in (Throttled, ServiceFailing) else None,
    )


def _values(fault: Fault, answer: Answer, asked: Asked) -> dict[str, object]:
    key = asked.credentials.masked
    origin = safe(asked.credentials.origin)
    code = fault.code or f"HTTP {answer.status}"
    message = safe(scrubbed(fault.message, asked.credentials))
    return {
        "action": safe(asked.action),
        "told": f"{code}: {message}" if message else code,
        "app": safe(asked.app),
        "region": safe(asked.region, 60) or "?",
        "key": t("client.key_from", key=key, origin=origin) if origin else key,
    }


def scrubbed(text: str, credentials: Credentials) -> str:
    """A text of the service without what it may have repeated of ours: some print the request that they verified."""
    for secret in (credentials.secret_key, credentials.session_token):
        text = text.replace(secret, "…") if secret else text
    return text.replace(credentials.access_key, credentials.masked) if credentials.access_key else text


def _hint(code: str, values: dict[str, object]) -> str:
    key = f"codes.hint_{code}"
    return t(key, **values) if has(key) else ""


def _clock(skew_s: float | None) -> str:
    """How far the two clocks are apart, as a sentence."""
    if skew_s is None or abs(skew_s) < 60:
        return ""
    return t("client.clock_behind" if skew_s > 0 else "client.clock_ahead", minutes=round(abs(skew_s) / 60))


def _foreign(answer: Answer, asked: Asked, error: BadResponse) -> RtcTuiError:
    """An answer without an envelope: of a proxy, a gateway, a login page, or damaged. Says what was seen."""
    if isinstance(error, ResponseTooLarge):
        return too_large(asked.action, error.message)
    seen = {"status": answer.status, "type": safe(answer.content_type, 64) or t("client.no_type"), "why": error.message}
    kind, text = _foreign_kind(answer)
    if text == "client.foreign_redirect":
        seen["where"] = where(answer.headers.get("location", ""))
    if text == "client.foreign_bad":
        kind = type(error)
    hint = t(f"{text}_hint") if has(f"{text}_hint") else ""
    return kind(t(text, **seen), hint, action=asked.action, retry_after=answer.retry_after)


def _foreign_kind(answer: Answer) -> tuple[type[RtcTuiError], str]:
    status = answer.status
    if 300 <= status < 400:
        return BadResponse, "client.foreign_redirect"
    if status == 407:
        return Hopeless, "client.foreign_proxy"
    if status == 429:
        return Throttled, "client.foreign_throttled"
    if status == 408 or status >= 500:
        return ServiceFailing, "client.foreign_failing"
    if "html" in answer.content_type:
        return BadResponse, "client.foreign_page"
    return BadResponse, "client.foreign_bad"


def where(location: str) -> str:
    """A redirect's target as it may be shown: no user, no query."""
    try:
        parts = urlsplit(location)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "?"
    return safe(f"{parts.scheme}://{host}{parts.path}" if host else parts.path, 120) or "?"
