"""Every documented error becomes the class that it is, by its code and whatever the status says (FACTS 3)."""

import json
from random import Random

import pytest

from rtc_tui import text
from rtc_tui.client.classify import Asked, Hopeless, checked, where
from rtc_tui.client.exchange import Answer, retry_after_s
from rtc_tui.client.limits import RETRIES, retry_delay
from rtc_tui.core.account import Credentials
from rtc_tui.errors import (
    BadRequest,
    BadResponse,
    ClockSkewed,
    DeadlineExceeded,
    NotPermitted,
    Refused,
    ResponseTooLarge,
    RtcTuiError,
    ServiceFailing,
    Throttled,
    UnknownAction,
    UnknownApp,
    Unreachable,
    WrongCredentials,
)

KEYS = Credentials("AKLTmadeup0000000000", "a-secret-nobody-uses", "a-token-nobody-uses", "VOLCENGINE_ACCESS_KEY")
ASKED = Asked("ListRealTimeQuality", KEYS, "661e0543cf")
NOW = 1_792_000_000.0
DATE = "Wed, 14 Oct 2026 17:46:40 GMT"  # NOW, as a server writes it

# code, the status that the documents give it (200 where none), class
CODES: list[tuple[str, int, type[RtcTuiError]]] = [
    ("MissingParameter", 400, BadRequest),
    ("MissingAuthenticationToken", 401, WrongCredentials),
    ("MissingRequestInfo", 400, BadRequest),
    ("MissingSignature", 401, WrongCredentials),
    ("InvalidTimestamp", 400, ClockSkewed),
    ("InvalidTimestamp", 403, ClockSkewed),
    ("RequestExpired", 400, ClockSkewed),
    ("ServiceNotFound", 404, UnknownAction),
    ("InvalidActionOrVersion", 404, UnknownAction),
    ("InvalidAccessKey", 401, WrongCredentials),
    ("InvalidClientTokenId", 401, WrongCredentials),
    ("SignatureDoesNotMatch", 401, WrongCredentials),
    ("LackPolicy", 403, NotPermitted),
    ("LackProjectPolicy", 403, NotPermitted),
    ("AccessDenied", 403, NotPermitted),
    ("InternalError", 500, ServiceFailing),
    ("InternalServiceError", 500, ServiceFailing),
    ("FailToConnect", 502, ServiceFailing),
    ("InternalServiceTimeout", 504, ServiceFailing),
    ("FlowLimitExceeded", 429, Throttled),
    ("ServiceUnavailableTemp", 503, ServiceFailing),
    ("MethodNotAllowed", 405, BadRequest),
    ("InvalidAuthorization", 400, WrongCredentials),
    ("InvalidCredential", 400, WrongCredentials),
    ("InvalidSecretToken", 401, WrongCredentials),
    ("InnerApiNeedAccountInfo", 400, BadRequest),
    ("AccountFlowLimitExceeded", 400, Throttled),
    ("AccountFlowLimitExceeded", 429, Throttled),
    ("InvalidParameter", 200, BadRequest),
    ("InvalidParameter.StartTimeAfterEndTime", 200, BadRequest),
    ("InvalidParameter.OutofTimeRange", 200, BadRequest),
    ("InvalidParameter.IllegalRoomID", 200, BadRequest),
    ("InvalidParameter.BodyIsEmpty", 200, BadRequest),
    ("InvalidParameter.Unmarshal", 200, BadRequest),
    ("InvalidParameter.EmptyAccountId", 200, WrongCredentials),
    ("InvalidParameter.NotExistAppId", 200, UnknownApp),
    ("InvalidParameter.IllegalAppId", 200, UnknownApp),
    ("InvalidParameter.AccountIdMismatch", 200, UnknownApp),
    ("InvalidParameter.TaskAlreadyExists", 200, BadRequest),
    ("InvalidParameter.UserCountOverLimit", 200, BadRequest),
    ("FlowLimitExceeded.QPSOverLimit", 200, Throttled),
    ("FlowLimitExceeded.TaskNumberOverLimit", 200, Throttled),
    ("AccessDenied.NoPermissionForApp", 200, NotPermitted),
    ("AccessDenied.ServiceNotEnabled", 200, NotPermitted),
    ("AccessDenied.RecordNotEnabled", 200, NotPermitted),
    ("InternalError.GenerateTokenFailed", 200, ServiceFailing),
    ("RequestThrottled", 400, Throttled),
]


def _answer(body: bytes, status: int = 200, **headers: str) -> Answer:
    sent = {"content-type": "application/json", "date": DATE, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return Answer(status, sent, body, NOW, NOW)


def _envelope(code: str, message: str = "told by the service") -> bytes:
    error = {"CodeN": 1, "Code": code, "Message": message}
    return json.dumps({"ResponseMetadata": {"RequestId": "r7", "Error": error}, "Result": {}}).encode()


def _error(answer: Answer) -> RtcTuiError:
    with pytest.raises(RtcTuiError) as raised:
        checked(answer, ASKED)
    return raised.value


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("as_200", [True, False])
@pytest.mark.parametrize(("code", "status", "kind"), CODES)
def test_by_code(code: str, status: int, kind: type[RtcTuiError], as_200: bool, language: text.Language) -> None:
    text.use(language)
    try:
        error = _error(_answer(_envelope(code), 200 if as_200 else status))
    finally:
        text.use("en")
    assert type(error) is kind
    assert (error.code, error.request_id, error.action) == (code, "r7", "ListRealTimeQuality")
    assert f"{code}: told by the service" in str(error)
    assert error.hint
    assert "{" not in f"{error}{error.hint}"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, Refused), (400, BadRequest), (401, WrongCredentials), (403, NotPermitted), (404, Refused), (418, Refused),
        (429, Throttled), (408, ServiceFailing), (500, ServiceFailing), (503, ServiceFailing), (599, ServiceFailing),
    ],
)  # fmt: skip
def test_a_code_that_nobody_documented_goes_by_the_status(status: int, kind: type[RtcTuiError]) -> None:
    assert type(_error(_answer(_envelope("SomethingNew"), status))) is kind


@pytest.mark.parametrize(("status", "kind"), [(400, BadRequest), (500, ServiceFailing), (204, Refused)])
def test_a_status_without_an_error_is_an_error(status: int, kind: type[RtcTuiError]) -> None:
    assert type(_error(_answer(b'{"ResponseMetadata":{"RequestId":"r"},"Result":{}}', status))) is kind


def test_each_wrong_credential_has_its_own_remedy() -> None:
    hints = {
        code: _error(_answer(_envelope(code), 401)).hint
        for code in ("SignatureDoesNotMatch", "InvalidAccessKey", "InvalidSecretToken")
    }
    assert len(set(hints.values())) == 3
    assert all("AKLT…00 (from VOLCENGINE_ACCESS_KEY)" in hint for hint in hints.values())
    assert "secret key does not match" in hints["SignatureDoesNotMatch"]
    assert "session token" in hints["InvalidSecretToken"]


def test_the_skew_is_told_with_its_amount() -> None:
    slow, fast = (
        Answer(400, {"date": DATE}, _envelope("InvalidTimestamp"), NOW + off, NOW + off) for off in (-1200, 3600)
    )
    assert "20 min behind" in str(_error(slow))
    assert "60 min ahead" in str(_error(fast))
    assert "min" not in str(_error(_answer(_envelope("InvalidTimestamp"), 400)))


def test_hostile_text_of_the_service_is_made_harmless() -> None:
    message = "\x1b[31mred\u202e\n" + "x" * 1_000_000 + "{key}"
    error = _error(_answer(_envelope("InvalidParameter\x1b[0m", message)))
    assert str(error).isprintable()
    assert len(str(error)) < 1000


def test_what_the_service_repeats_of_ours_is_not_shown() -> None:
    message = f"x-security-token:{KEYS.session_token} {KEYS.secret_key} Credential={KEYS.access_key}/20261120"
    shown = str(_error(_answer(_envelope("SignatureDoesNotMatch", message), 401)))
    assert KEYS.session_token not in shown
    assert KEYS.secret_key not in shown
    assert KEYS.access_key not in shown
    assert "AKLT…00/20261120" in shown


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind", "says"),
    [
        (200, {"content_type": "text/html"}, b"<html>Log in</html>", BadResponse, "web page"),
        (200, {"content_type": "text/html; charset=gbk"}, b"\xd6\xd0", BadResponse, "text/html"),
        (200, {}, b"", BadResponse, "HTTP 200"),
        (200, {"content_type": ""}, b"hello", BadResponse, "no content type"),
        (502, {"content_type": "text/html"}, b"<html>Bad Gateway</html>", ServiceFailing, "HTTP 502, text/html"),
        (503, {}, b"", ServiceFailing, "HTTP 503"),
        (500, {}, b'{"ResponseMetadata":{"RequestId":"r', ServiceFailing, "HTTP 500"),
        (429, {"content_type": "text/plain", "retry_after": "7"}, b"slow down", Throttled, "HTTP 429"),
        (407, {"content_type": "text/html"}, b"proxy", Unreachable, "HTTP 407"),
        (404, {"content_type": "text/html"}, b"<html>", BadResponse, "HTTP 404, text/html"),
        (403, {"content_type": "text/plain"}, b"denied", BadResponse, "HTTP 403, text/plain"),
        (302, {"location": "https://u:p@login.example/a?token=x#f"}, b"", BadResponse, "https://login.example/a"),
        (307, {"location": "/elsewhere?x=1"}, b"", BadResponse, "/elsewhere"),
        (301, {}, b"", BadResponse, "redirect"),
    ],
)
def test_an_answer_that_is_not_the_services(
    status: int, headers: dict[str, str], body: bytes, kind: type[RtcTuiError], says: str
) -> None:
    error = _error(_answer(body, status, **headers))
    assert isinstance(error, kind)
    assert error.kind == kind.__name__
    assert says in str(error)
    assert "token" not in str(error)
    assert error.hint


def test_the_target_of_a_redirect_is_shown_without_what_it_may_hide() -> None:
    assert where("http://[broken") == "?"
    assert where("") == "?"
    assert where("file:///etc/passwd") == "/etc/passwd"
    assert where("https://evil.example/\x1b[31m").isprintable()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), (" 0 ", 0.0), ("Wed, 14 Oct 2026 17:47:40 GMT", 60.0), ("Wed, 14 Oct 2026 17:00:00 GMT", 0.0),
     ("99999999999999", 86400.0), ("-1", None), ("1.5", None), ("soon", None), ("", None), ("٣", None)],
)  # fmt: skip
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds


def test_a_throttle_tells_how_long() -> None:
    error = _error(_answer(_envelope("FlowLimitExceeded"), 429, retry_after="Wed, 14 Oct 2026 17:47:40 GMT"))
    assert error.retry_after == pytest.approx(60, abs=1)


@pytest.mark.parametrize("kind", [ServiceFailing, Unreachable, DeadlineExceeded, Throttled])
def test_what_may_pass_is_tried_again_later_and_later(kind: type[RtcTuiError]) -> None:
    delays = [retry_delay(kind("x"), attempt, Random(3)) for attempt in range(1, RETRIES + 2)]
    told = [delay for delay in delays if delay is not None]
    assert len(told) == RETRIES
    assert delays[-1] is None
    assert all(0.19 <= delay <= 6.0 for delay in told)
    assert told[-1] > told[0]


@pytest.mark.parametrize(
    "error",
    [WrongCredentials("x"), NotPermitted("x"), BadRequest("x"), UnknownApp("x"), UnknownAction("x"), Refused("x"),
     BadResponse("x"), ResponseTooLarge("x"), Hopeless("x")],
)  # fmt: skip
def test_what_was_refused_is_not_tried_again(error: RtcTuiError) -> None:
    assert retry_delay(error, 1, Random(1)) is None


def test_a_refused_time_is_signed_anew_once() -> None:
    assert retry_delay(ClockSkewed("x"), 1, Random(1)) == 0.0
    assert retry_delay(ClockSkewed("x"), 2, Random(1)) is None


def test_a_pause_that_was_asked_for_is_kept() -> None:
    assert retry_delay(Throttled("x", retry_after=9.0), 1, Random(1)) == 9.0
    assert (retry_delay(Throttled("x"), 1, Random(1)) or 0) >= 1.0
    assert retry_delay(ServiceFailing("x", retry_after=3.0), 1, Random(1)) == 3.0
    assert len({retry_delay(ServiceFailing("x"), 1, Random(seed)) for seed in range(20)}) > 15  # chance spreads them


@pytest.mark.parametrize("code", ["InvalidCredential", "ServiceNotFound"])
def test_a_wrong_region_is_named_before_the_key(code: str) -> None:
    asked = Asked("ListRealTimeQuality", KEYS, "661e0543cf", "cn-nowhere-1")
    with pytest.raises(RtcTuiError) as raised:
        checked(_answer(_envelope(code), 400), asked)
    assert "--region" in raised.value.hint
    assert "cn-nowhere-1" in raised.value.hint
    assert str(raised.value).startswith(f"Refused ({code}: told by the service")
