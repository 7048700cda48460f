"""The error codes of the service: what class each belongs to, and which are documented (FACTS 3). Tables, and how to read them.

The client goes by them, and the Reference pane shows them: what a code means and what to do about it stands once, in
`text/codes.py`. The vendor's documents disagree about the HTTP status of some, so the code decides, and the status only
where there is none that we know.
"""

from dataclasses import dataclass
from typing import Final

from rtc_tui.errors import (
    BadRequest,
    ClockSkewed,
    NotPermitted,
    Refused,
    RtcTuiError,
    ServiceFailing,
    Throttled,
    UnknownAction,
    UnknownApp,
    WrongCredentials,
)
from rtc_tui.text import has

BY_CODE: Final[dict[str, type[RtcTuiError]]] = {
    "MissingAuthenticationToken": WrongCredentials,
    "MissingSignature": WrongCredentials,
    "InvalidAccessKey": WrongCredentials,
    "InvalidClientTokenId": WrongCredentials,
    "SignatureDoesNotMatch": WrongCredentials,
    "InvalidAuthorization": WrongCredentials,
    "InvalidCredential": WrongCredentials,
    "InvalidSecretToken": WrongCredentials,
    "InvalidParameter.EmptyAccountId": WrongCredentials,
    "InvalidTimestamp": ClockSkewed,
    "RequestExpired": ClockSkewed,
    "ServiceNotFound": UnknownAction,
    "InvalidActionOrVersion": UnknownAction,
    "LackPolicy": NotPermitted,
    "LackProjectPolicy": NotPermitted,
    "InvalidParameter.NotExistAppId": UnknownApp,
    "InvalidParameter.IllegalAppId": UnknownApp,
    "InvalidParameter.AccountIdMismatch": UnknownApp,
    "MethodNotAllowed": BadRequest,
    "InnerApiNeedAccountInfo": BadRequest,
    "FailToConnect": ServiceFailing,
}
BY_PREFIX: Final[tuple[tuple[str, type[RtcTuiError]], ...]] = (
    ("AccessDenied", NotPermitted),
    ("Internal", ServiceFailing),
    ("ServiceUnavailable", ServiceFailing),
    ("InvalidParameter", BadRequest),
    ("Missing", BadRequest),
)
BY_STATUS: Final[dict[int, type[RtcTuiError]]] = {
    400: BadRequest,
    401: WrongCredentials,
    403: NotPermitted,
    408: ServiceFailing,
    429: Throttled,
}


@dataclass(frozen=True, slots=True)
class Code:
    """A documented code. `number` is the gateway's CodeN, `status` the HTTP status; 0 and "" where none is told."""

    code: str
    number: int = 0
    status: str = ""

    @property
    def of_gateway(self) -> bool:
        """Whether the gateway before all services says it, not the RTC service itself."""
        return bool(self.status)

    @property
    def kind(self) -> type[RtcTuiError]:
        """Which of our errors it is."""
        return class_of(self.code, 0)

    @property
    def remedy(self) -> str:
        """Key of the text that says what to do. It may have the fields `key`, `app` and `region`."""
        own = f"codes.hint_{self.code}"
        return own if has(own) else f"errors.hint_{self.kind.__name__}"


_GATEWAY: Final = (
    Code("MissingParameter", 100002, "400"),
    Code("MissingAuthenticationToken", 100003, "401"),
    Code("MissingRequestInfo", 100004, "400"),
    Code("MissingSignature", 100005, "401"),
    Code("InvalidTimestamp", 100006, "400, 403"),
    Code("RequestExpired", 0, "400, 403"),
    Code("ServiceNotFound", 100007, "404"),
    Code("InvalidActionOrVersion", 100008, "404"),
    Code("InvalidAccessKey", 100009, "401"),
    Code("InvalidClientTokenId", 100009, "401"),
    Code("SignatureDoesNotMatch", 100010, "401"),
    Code("LackPolicy", 100012, "403"),
    Code("LackProjectPolicy", 100012, "403"),
    Code("AccessDenied", 100013, "403"),
    Code("InternalError", 100014, "500"),
    Code("InternalServiceError", 100014, "500"),
    Code("FailToConnect", 100015, "5xx"),
    Code("InternalServiceTimeout", 100016, "504"),
    Code("FlowLimitExceeded", 100018, "429"),
    Code("AccountFlowLimitExceeded", 0, "400, 429"),
    Code("ServiceUnavailableTemp", 100019, "503"),
    Code("MethodNotAllowed", 100020, "405"),
    Code("InvalidAuthorization", 0, "400"),
    Code("InvalidCredential", 0, "400"),
    Code("InvalidSecretToken", 0, "401"),
    Code("InnerApiNeedAccountInfo", 0, "400"),
)
_PARAMETER: Final = (
    "StartTimeAfterEndTime", "OutofTimeRange", "IllegalRoomID", "BodyIsEmpty", "Unmarshal", "EmptyAccountId",
    "NotExistAppId", "IllegalAppId", "AccountIdMismatch", "TaskAlreadyExists", "ErrorActiveTaskNotFound",
    "InvalidRtmpAddress", "IllegalTo", "IllegalFrom", "SizeOverLimit", "UserCountOverLimit",
)  # fmt: skip
_SERVICE: Final = (
    Code("InvalidParameter"),
    *(Code(f"InvalidParameter.{what}") for what in _PARAMETER),
    Code("FlowLimitExceeded.QPSOverLimit"),
    Code("FlowLimitExceeded.TaskNumberOverLimit"),
    Code("AccessDenied.NoPermissionForApp"),
    Code("AccessDenied.ServiceNotEnabled"),
    Code("AccessDenied.RecordNotEnabled"),
    Code("InternalError.GenerateTokenFailed"),
    Code("InternalError.*"),  # the vendor's list of them is cut
)
DOCUMENTED: Final = _GATEWAY + _SERVICE


def class_of(code: str, status: int) -> type[RtcTuiError]:
    """The class of an error by its code; a code that nobody documented goes by the status."""
    if code in BY_CODE:
        return BY_CODE[code]
    if "FlowLimit" in code or "Throttl" in code:
        return Throttled
    by_prefix = next((kind for prefix, kind in BY_PREFIX if code.startswith(prefix)), None)
    return by_prefix or by_status(status)


def by_status(status: int) -> type[RtcTuiError]:
    """The class of a failure that has no code that we know."""
    return ServiceFailing if status >= 500 else BY_STATUS.get(status, Refused)
