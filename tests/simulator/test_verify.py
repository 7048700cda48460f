"""The verifier accepts what the vendor's own signers send, and nothing else."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from rtc_tui.simulator.exchange import Request
from rtc_tui.simulator.refusals import Refusal
from rtc_tui.simulator.verify import Account, canonical_query, canonical_request, check, signature
from tests.simulator.asking import KEY, NEW, NOW, SECRET, Answer, caller, signed, window

CASES = json.loads((Path(__file__).parents[1] / "data" / "signature_vectors.json").read_text("utf-8"))["cases"]
PROFILES = [(case, name) for case in CASES for name in case["profiles"]]
IDS = [f"{case['id']}/{name}" for case, name in PROFILES]


def _account(case: dict[str, Any]) -> Account:
    return Account(case["access_key"], case["secret_key"], case["session_token"] or "", case["region"], case["service"])


def _now(case: dict[str, Any]) -> float:
    return datetime.strptime(case["date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()


def _request(case: dict[str, Any], profile: str) -> Request:
    """The request as it arrives when the vendor's signer has sent it with that Content-Type."""
    headers = {
        "host": case["host"],
        "x-date": case["expected"]["x_date"],
        "x-content-sha256": case["expected"]["x_content_sha256"],
        "authorization": case["profiles"][profile]["authorization"],
        **{name.lower(): value for name, value in case["headers"].items() if name.lower() != "content-type"},
    }
    if profile != "none":
        headers["content-type"] = profile
    if case["session_token"]:
        headers["x-security-token"] = case["session_token"]
    body = base64.b64decode(case["body_b64"])
    return Request(case["method"], case["path"], urlsplit(case["url"]).query, tuple(headers.items()), body)


def _with(request: Request, name: str, value: str | None) -> Request:
    kept = tuple((key, old) for key, old in request.headers if key != name)
    return replace(request, headers=kept if value is None else (*kept, (name, value)))


def _code(request: Request, account: Account, now: float) -> str:
    try:
        check(request, account, now)
    except Refusal as refusal:
        return refusal.code
    return ""


def _flips(text: str) -> list[str]:
    """The text with each single bit turned over, once."""
    raw = text.encode("latin-1")
    return [
        (raw[:i] + bytes([raw[i] ^ 1 << bit]) + raw[i + 1 :]).decode("latin-1")
        for i in range(len(raw))
        for bit in range(8)
    ]


@pytest.mark.parametrize(("case", "profile"), PROFILES, ids=IDS)
def test_every_request_of_the_vendors_signers_is_accepted(case: dict[str, Any], profile: str) -> None:
    check(_request(case, profile), _account(case), _now(case))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_canonical_form_is_the_vendors(case: dict[str, Any]) -> None:
    request, expected = _request(case, next(iter(case["profiles"]))), case["expected"]
    assert canonical_query(request.query) == expected["canonical_query"]
    sent = _with(request, "content-type", expected["content_type"])
    text = canonical_request(
        sent,
        expected["signed_headers"],
        case["host"].removesuffix(":443").removesuffix(":80"),
        expected["x_content_sha256"],
    )
    assert text == expected["canonical_request"]
    assert signature(_account(case), case["date"], text) == expected["signature"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_single_bit_turned_over_in_what_was_signed_makes_the_signature_wrong(case: dict[str, Any]) -> None:
    profile = "application/json"
    request, account, now = _request(case, profile), _account(case), _now(case)
    damaged = [replace(request, query=query) for query in _flips(request.query)[:400] if _differs(query, request.query)]
    body = request.body.decode("latin-1")
    damaged += [replace(request, body=text.encode("latin-1")) for text in _flips(body)[:400]]
    for name in ("content-type", "x-content-sha256", *(n.lower() for n in case["headers"] if n.startswith("X-"))):
        damaged += [_with(request, name, text) for text in _flips(request.header(name) or "")]
    damaged += [_with(request, "host", "x" + case["host"]), replace(request, method="PUT"), replace(request, path="/x")]
    codes = {_code(one, account, now) for one in damaged}
    assert codes == {"SignatureDoesNotMatch"}


def _differs(query: str, other: str) -> bool:
    """What decodes alike is the same query: a bit may turn `%2b` into `%2B`."""
    return canonical_query(query) != canonical_query(other)


@pytest.mark.parametrize("case", CASES[::5], ids=[case["id"] for case in CASES[::5]])
def test_a_single_bit_turned_over_in_the_authorization_is_refused_with_a_documented_code(case: dict[str, Any]) -> None:
    request, account, now = _request(case, "none"), _account(case), _now(case)
    whole = request.header("authorization") or ""
    place = {
        "InvalidAuthorization": "HMAC-SHA256",
        "InvalidAccessKey": case["access_key"],
        "SignatureDoesNotMatch": case["profiles"]["none"]["signature"],
    }
    for code, part in place.items():
        at = whole.index(part)
        for i, damaged in enumerate(_flips(part)):
            if "," in damaged or "/" in damaged or damaged != damaged.strip():
                continue  # turned into a separator: covered below
            changed = whole[:at] + damaged + whole[at + len(part) :]
            assert _code(_with(request, "authorization", changed), account, now) == code, (i, changed)
    allowed = {*place, "MissingSignature", "MissingRequestInfo", "InvalidCredential", "ServiceNotFound"}
    assert {_code(_with(request, "authorization", text), account, now) for text in _flips(whole)} <= allowed


@pytest.mark.parametrize(
    ("found", "put", "code"),
    [
        ("/20261120/", "/20261121/", "InvalidCredential"),
        ("/cn-north-1/", "/cn-north-2/", "InvalidCredential"),
        ("/rtc/", "/vod/", "ServiceNotFound"),
        ("/request", "/aws4_request", "InvalidCredential"),
        ("/request", "", "InvalidCredential"),
        ("/rtc/", "//", "MissingRequestInfo"),
        (KEY, "", "MissingRequestInfo"),
        ("Credential=", "Credentials=", "InvalidAuthorization"),
        ("SignedHeaders=", "", "InvalidAuthorization"),
        ("Signature=", "Signature=,x=", "InvalidAuthorization"),
        ("HMAC-SHA256 ", "AWS4-HMAC-SHA256 ", "InvalidAuthorization"),
        ("HMAC-SHA256 ", "", "InvalidAuthorization"),
        ("x-date,", "x-date;x-never-sent,", "SignatureDoesNotMatch"),
    ],
)
def test_a_malformed_authorization_is_told_by_its_code(found: str, put: str, code: str) -> None:
    query, headers = signed("POST", "h", [("Action", "ListRealTimeQuality"), ("Version", NEW)], b"", NOW)
    assert found in headers["Authorization"]
    headers["Authorization"] = headers["Authorization"].replace(found, put, 1)
    assert caller().send("POST", query, headers).code == code


def _ask(drop: str = "", put: dict[str, str] | None = None, now: float = NOW, **signing: str) -> Answer:
    query, headers = signed("POST", "h", [("Action", "ListRealTimeQuality"), ("Version", NEW)], b"", now, **signing)
    kept = {name: value for name, value in headers.items() if name != drop}
    return caller().send("POST", query, kept | (put or {}))


def test_no_authorization_is_a_missing_token() -> None:
    answer = _ask(drop="Authorization")
    assert (answer.status, answer.code, answer.error["CodeN"]) == (401, "MissingAuthenticationToken", 100003)


def test_an_authorization_without_signature_is_told() -> None:
    answer = _ask(put={"Authorization": f"HMAC-SHA256 Credential={KEY}/20261120/cn-north-1/rtc/request"})
    assert (answer.status, answer.code, answer.error["CodeN"]) == (401, "MissingSignature", 100005)


def test_no_date_is_missing_request_info() -> None:
    answer = _ask(drop="X-Date")
    assert (answer.status, answer.code, answer.error["CodeN"]) == (400, "MissingRequestInfo", 100004)


def test_another_access_key_is_invalid() -> None:
    answer = _ask(key="AKLTsomebodyelse")
    assert (answer.status, answer.code, answer.error["CodeN"]) == (401, "InvalidAccessKey", 100009)


def test_another_secret_does_not_match() -> None:
    answer = _ask(secret="b3RoZXI=")
    assert (answer.status, answer.code, answer.error["CodeN"]) == (401, "SignatureDoesNotMatch", 100010)
    assert SECRET.encode() not in answer.body


@pytest.mark.parametrize("away", [-901, -86400, 901, 86400])
def test_a_clock_more_than_fifteen_minutes_off_is_told(away: float) -> None:
    answer = _ask(now=NOW + away)
    assert (answer.status, answer.code, answer.error["CodeN"]) == (400, "InvalidTimestamp", 100006)


@pytest.mark.parametrize("away", [-899, 0, 899])
def test_a_clock_less_than_fifteen_minutes_off_will_do(away: float) -> None:
    assert _ask(now=NOW + away).code == "InvalidParameter.BodyIsEmpty"


@pytest.mark.parametrize("date", ["", "yesterday", "20261332T000000Z", "2026-11-20T11:55:06Z", "2026112xT115506Z"])
def test_a_date_that_is_none_is_told(date: str) -> None:
    assert _ask(put={"X-Date": date}).code == ("InvalidTimestamp" if date else "MissingRequestInfo")


@pytest.mark.parametrize(("away", "code"), [(-59, "InvalidParameter.BodyIsEmpty"), (-61, "InvalidTimestamp")])
def test_x_expires_shortens_the_life_of_a_signature(away: float, code: str) -> None:
    query = [("Action", "ListRealTimeQuality"), ("Version", NEW), ("X-Expires", "60")]
    assert caller().send("POST", *signed("POST", "h", query, b"", NOW + away)).code == code


def test_a_temporary_key_needs_its_token() -> None:
    desk = caller(session_token="token")
    query, headers = signed("POST", "h", [("Action", "ListRealTimeQuality"), ("Version", NEW)], b"", NOW)
    for token in ({}, {"X-Security-Token": "other"}):
        answer = desk.send("POST", query, headers | token)
        assert (answer.status, answer.code) == (401, "InvalidSecretToken")
    assert desk.send("POST", query, headers | {"X-Security-Token": "token"}).code == "InvalidParameter.BodyIsEmpty"


def test_a_token_with_a_lasting_key_is_refused() -> None:
    assert _ask(put={"X-Security-Token": "token"}).code == "InvalidSecretToken"


def test_no_bit_of_the_session_token_may_turn() -> None:
    case = next(case for case in CASES if case["session_token"])
    request = _request(case, "none")
    for damaged in _flips(case["session_token"])[:200]:
        assert _code(_with(request, "x-security-token", damaged), _account(case), _now(case)) == "InvalidSecretToken"


def _node(host: str) -> tuple[str, dict[str, str]]:
    """What the vendor's Node SDK signs on a GET: the date alone (FACTS 9)."""
    account = Account(KEY, SECRET)
    query = "Action=ListCallDetail&Version=2023-11-01"
    date = datetime.fromtimestamp(NOW, UTC).strftime("%Y%m%dT%H%M%SZ")
    request = Request("GET", "/", query, (("host", host), ("x-date", date)), b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    sign = signature(account, date, canonical_request(request, "x-date", host, empty))
    scope = f"{KEY}/{date[:8]}/cn-north-1/rtc/request"
    return query, {
        "Host": host,
        "X-Date": date,
        "Authorization": f"HMAC-SHA256 Credential={scope}, SignedHeaders=x-date, Signature={sign}",
    }


def test_a_client_that_signs_the_date_alone_is_accepted() -> None:
    assert caller().send("GET", *_node("127.0.0.1:18080")).code == "InvalidParameter"


@pytest.mark.parametrize(
    ("sent", "signed_host", "fits"),
    [
        ("rtc.test", "rtc.test", True),
        ("rtc.test:80", "rtc.test", True),
        ("rtc.test:443", "rtc.test", True),
        ("rtc.test:443", "rtc.test:443", True),
        ("127.0.0.1:18080", "127.0.0.1:18080", True),
        ("127.0.0.1:18080", "127.0.0.1", False),
        ("rtc.test", "other.test", False),
    ],
)
def test_the_signed_host_keeps_its_port_unless_it_is_a_default_one(sent: str, signed_host: str, fits: bool) -> None:
    query, headers = signed("POST", signed_host, [("Action", "ListRealTimeQuality"), ("Version", NEW)], b"", NOW)
    answer = caller().send("POST", query, headers | {"Host": sent})
    assert answer.code == ("InvalidParameter.BodyIsEmpty" if fits else "SignatureDoesNotMatch")


def test_a_plus_in_the_raw_query_means_a_space() -> None:
    assert canonical_query("b=2+3&a=%2B") == "a=%2B&b=2%203"


def test_a_right_signature_opens_the_service() -> None:
    assert caller().ask("ListRealTimeOperationData", window(Indicator=["online_user_count"])).status == 200
