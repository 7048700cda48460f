"""Each documented error code: what it means and what to do about it, in both languages."""

from string import Formatter
from typing import Final

import pytest

from rtc_tui.core.codes import BY_CODE, DOCUMENTED, Code
from rtc_tui.errors import BadRequest, ServiceFailing, Throttled, UnknownAction, UnknownApp
from rtc_tui.text import both, has
from rtc_tui.text.codes import TEXTS

GATEWAY: Final = {
    "MissingParameter": 100002, "MissingAuthenticationToken": 100003, "MissingRequestInfo": 100004,
    "MissingSignature": 100005, "InvalidTimestamp": 100006, "ServiceNotFound": 100007,
    "InvalidActionOrVersion": 100008, "InvalidAccessKey": 100009, "InvalidClientTokenId": 100009,
    "SignatureDoesNotMatch": 100010, "LackPolicy": 100012, "LackProjectPolicy": 100012, "AccessDenied": 100013,
    "InternalError": 100014, "InternalServiceError": 100014, "FailToConnect": 100015, "InternalServiceTimeout": 100016,
    "FlowLimitExceeded": 100018, "ServiceUnavailableTemp": 100019, "MethodNotAllowed": 100020,
    "InvalidAuthorization": 0, "InvalidCredential": 0, "InvalidSecretToken": 0, "InnerApiNeedAccountInfo": 0,
    "AccountFlowLimitExceeded": 0, "RequestExpired": 0,
}  # fmt: skip
SERVICE: Final = [
    "InvalidParameter",
    "InvalidParameter.StartTimeAfterEndTime",
    "InvalidParameter.OutofTimeRange",
    "InvalidParameter.IllegalRoomID",
    "InvalidParameter.BodyIsEmpty",
    "InvalidParameter.Unmarshal",
    "InvalidParameter.EmptyAccountId",
    "InvalidParameter.NotExistAppId",
    "InvalidParameter.IllegalAppId",
    "InvalidParameter.AccountIdMismatch",
    "InvalidParameter.TaskAlreadyExists",
    "InvalidParameter.ErrorActiveTaskNotFound",
    "InvalidParameter.InvalidRtmpAddress",
    "InvalidParameter.IllegalTo",
    "InvalidParameter.IllegalFrom",
    "InvalidParameter.SizeOverLimit",
    "InvalidParameter.UserCountOverLimit",
    "FlowLimitExceeded.QPSOverLimit",
    "FlowLimitExceeded.TaskNumberOverLimit",
    "AccessDenied.NoPermissionForApp",
    "AccessDenied.ServiceNotEnabled",
    "AccessDenied.RecordNotEnabled",
    "InternalError.GenerateTokenFailed",
    "InternalError.*",
]


def test_the_codes_of_the_documents_are_there() -> None:
    """The gateway's with their numbers, and the service's, which have none."""
    assert {code.code: code.number for code in DOCUMENTED if code.of_gateway} == GATEWAY
    assert [code.code for code in DOCUMENTED if not code.of_gateway] == SERVICE


@pytest.mark.parametrize("code", DOCUMENTED, ids=lambda code: code.code)
def test_each_code_says_what_it_means_and_what_to_do(code: Code) -> None:
    """In both languages; what to do names nothing that a request does not tell."""
    for key in (f"codes.{code.code}", code.remedy):
        english, chinese = both(key)
        assert english != chinese
    blanks = {name for _, name, _, _ in Formatter().parse(both(code.remedy)[0]) if name}
    assert blanks <= {"key", "app", "region"}


@pytest.mark.parametrize("code", BY_CODE)
def test_each_code_that_the_client_goes_by_is_explained(code: str) -> None:
    """Nobody meets a code that the reference does not know."""
    assert code in {each.code for each in DOCUMENTED}
    assert has(f"codes.{code}")


def test_no_text_is_left_over() -> None:
    """Each belongs to a code that there is."""
    assert {key.removeprefix("hint_") for key in TEXTS} == {code.code for code in DOCUMENTED}


def test_the_class_is_the_one_by_which_the_client_goes() -> None:
    """Codes of each way of finding it: by the code, by what it holds, by its beginning."""
    kinds = {code.code: code.kind for code in DOCUMENTED}
    assert kinds["InvalidActionOrVersion"] is UnknownAction
    assert kinds["InvalidParameter.AccountIdMismatch"] is UnknownApp
    assert kinds["InvalidParameter.Unmarshal"] is BadRequest
    assert kinds["AccountFlowLimitExceeded"] is kinds["FlowLimitExceeded.QPSOverLimit"] is Throttled
    assert kinds["InternalError.*"] is ServiceFailing
