"""The errors of the documents: the gateway's with number and HTTP status, and the RTC service's (FACTS 3.1, 3.2)."""

from dataclasses import dataclass
from typing import Final


class Refusal(Exception):  # noqa: N818 - what happens is a refusal; the service's own word for the code is "Error"
    """The request is answered with an error. `code_n` is None for the RTC service's own errors."""

    def __init__(self, code: str, detail: str = "", status: int | None = None) -> None:
        """`status` overrides the documented HTTP status; None leaves it to the service for its own codes."""
        known = KNOWN.get(code, Kind(None, None, code))
        super().__init__(code)
        self.code = code
        self.code_n = known.code_n
        self.status = status or known.status
        self.message = f"{known.message} {detail}".strip()


@dataclass(frozen=True, slots=True)
class Kind:
    """One documented error."""

    code_n: int | None
    status: int | None
    message: str


# Numbers the documents leave open are 0 (the gateway's, number unknown): FACTS 3.1 prints "?".
GATEWAY: Final[dict[str, Kind]] = {
    "MissingParameter": Kind(100002, 400, "The request is missing the parameter Action or Version."),
    "MissingAuthenticationToken": Kind(100003, 401, "The request is missing authentication data."),
    "MissingRequestInfo": Kind(100004, 400, "The request is missing information that is needed to authenticate it."),
    "MissingSignature": Kind(100005, 401, "The request is missing a signature."),
    "InvalidTimestamp": Kind(100006, 400, "The timestamp of the request has expired or lies in the future."),
    "ServiceNotFound": Kind(100007, 404, "The service that the request names does not exist."),
    "InvalidActionOrVersion": Kind(100008, 404, "Could not find operation for version."),
    "InvalidAccessKey": Kind(100009, 401, "The access key of the request is not valid."),
    "InvalidClientTokenId": Kind(100009, 401, "The access key of the request is not valid."),
    "SignatureDoesNotMatch": Kind(
        100010,
        401,
        "The request signature we calculated does not match the signature you provided. "
        "Check your Secret Access Key and signing method.",
    ),
    "LackPolicy": Kind(100012, 403, "The user lacks a policy for this operation."),
    "LackProjectPolicy": Kind(100012, 403, "The user lacks a project policy for this operation."),
    "AccessDenied": Kind(100013, 403, "User is not authorized to perform this operation."),
    "InternalError": Kind(100014, 500, "Gateway internal error."),
    "InternalServiceError": Kind(100014, 500, "Gateway internal error."),
    "FailToConnect": Kind(100015, 502, "The gateway failed to connect to the service."),
    "InternalServiceTimeout": Kind(100016, 504, "The service did not answer in time."),
    "FlowLimitExceeded": Kind(100018, 429, "Request was rejected because the request speed exceeds the flow limit."),
    "ServiceUnavailableTemp": Kind(100019, 503, "The service is temporarily unavailable."),
    "MethodNotAllowed": Kind(100020, 405, "The HTTP method of the request is not allowed for this operation."),
    "InvalidAuthorization": Kind(0, 400, "The Authorization header is malformed."),
    "InvalidCredential": Kind(0, 400, "The Credential in the Authorization header is malformed."),
    "InvalidSecretToken": Kind(0, 401, "The security token is not valid or has expired."),
    "InnerApiNeedAccountInfo": Kind(0, 400, "A service access key needs account information."),
    "AccountFlowLimitExceeded": Kind(
        0, 429, "Request was rejected because the request speed of this account exceeds the flow limit."
    ),
}
SERVICE: Final[dict[str, Kind]] = {
    code: Kind(None, None, message)
    for code, message in {
        "InvalidParameter": "Invalid parameter.",
        "InvalidParameter.StartTimeAfterEndTime": "StartTime is after EndTime.",
        "InvalidParameter.OutofTimeRange": "The time range is out of bounds.",
        "InvalidParameter.IllegalRoomID": "The RoomId is illegal.",
        "InvalidParameter.BodyIsEmpty": "The body of the request is empty.",
        "InvalidParameter.Unmarshal": "The body of the request could not be parsed.",
        "InvalidParameter.EmptyAccountId": "The AccountId is empty.",
        "InvalidParameter.NotExistAppId": "The AppId does not exist.",
        "InvalidParameter.IllegalAppId": "The AppId is illegal.",
        "InvalidParameter.AccountIdMismatch": "Check owner failed.",
        "InvalidParameter.TaskAlreadyExists": "The task already exists.",
        "InvalidParameter.ErrorActiveTaskNotFound": "There is no active task.",
        "InvalidParameter.InvalidRtmpAddress": "The RTMP address is invalid.",
        "InvalidParameter.IllegalTo": "The parameter To is illegal.",
        "InvalidParameter.IllegalFrom": "The parameter From is illegal.",
        "InvalidParameter.SizeOverLimit": "The size is over the limit.",
        "InvalidParameter.UserCountOverLimit": "The number of users is over the limit.",
        "FlowLimitExceeded.QPSOverLimit": "Requests per second are over the limit.",
        "FlowLimitExceeded.TaskNumberOverLimit": "The number of tasks is over the limit.",
        "AccessDenied.NoPermissionForApp": "The account has no permission for this AppId.",
        "AccessDenied.ServiceNotEnabled": "The service is not enabled.",
        "AccessDenied.RecordNotEnabled": "The recording service is not enabled.",
        "InternalError.GenerateTokenFailed": "Internal error: generating a token failed.",
        # the document's list is cut off within this code; the end is made up
        "InternalError.GetAutoTriggerPolicyFailed": "Internal error: the policy could not be read.",
    }.items()
}
KNOWN: Final[dict[str, Kind]] = {**GATEWAY, **SERVICE}
