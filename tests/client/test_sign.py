"""The signature is the vendor's, byte by byte."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.client.auth import SignedAuth
from rtc_tui.client.sign import canonical_query, sign, signed_host, signing_key
from rtc_tui.core.account import Credentials

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "signature_vectors.json").read_text("utf-8"))["cases"]
IDS = [case["id"] for case in VECTORS]
EXAMPLE = Credentials("AKLTexampleexampleexample", "c2VjcmV0LWV4YW1wbGU=")
MADE_UP = Credentials("AKLTmadeup0000000000", "a-secret-nobody-uses", "a-token-nobody-uses", "a test")


def _epoch(date: str) -> float:
    return datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()


def _credentials(case: dict[str, Any]) -> Credentials:
    return Credentials(case["access_key"], case["secret_key"], case["session_token"] or "")


def _sign(case: dict[str, Any], headers: dict[str, str]) -> dict[str, str]:
    return sign(
        _credentials(case),
        method=case["method"],
        host=case["host"],
        path=case["path"],
        query=[(key, value) for key, value in case["query"]],
        headers=headers,
        body=base64.b64decode(case["body_b64"]),
        region=case["region"],
        service=case["service"],
        at=_epoch(case["date"]),
    )


@pytest.mark.parametrize("case", VECTORS, ids=IDS)
def test_the_vendors_vectors(case: dict[str, Any]) -> None:
    got = _sign(case, case["headers"])
    expected = case["expected"]
    assert got["Authorization"] == expected["authorization"]
    assert got["X-Date"] == expected["x_date"]
    assert got["X-Content-Sha256"] == expected["x_content_sha256"]
    assert got.get("X-Security-Token") == expected["x_security_token"]
    assert canonical_query([(key, value) for key, value in case["query"]]) == expected["canonical_query"]


@pytest.mark.parametrize("case", VECTORS, ids=IDS)
def test_every_content_type_the_vendor_signed(case: dict[str, Any]) -> None:
    extra = {name: value for name, value in case["headers"].items() if name != "Content-Type"}
    for content_type, profile in case["profiles"].items():
        headers = extra if content_type == "none" else {**extra, "Content-Type": content_type}
        assert _sign(case, headers)["Authorization"] == profile["authorization"]


@pytest.mark.parametrize("case", VECTORS, ids=IDS)
async def test_the_vectors_through_httpx(case: dict[str, Any]) -> None:
    """What httpx sends is what was signed: its own view of URL, host and body must not change anything."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    auth = SignedAuth(_credentials(case), case["region"], lambda: _epoch(case["date"]), case["service"])
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        body = base64.b64decode(case["body_b64"])
        await client.request(case["method"], case["url"], content=body, headers=case["headers"], auth=auth)
    request = seen[0]
    assert request.headers["Authorization"] == case["expected"]["authorization"]
    assert request.url.query.decode() == case["expected"]["canonical_query"]
    assert request.content == body


@pytest.mark.parametrize(
    ("token", "signature"),
    [
        ("", "8fc46caab36b3edb83cfc7b25ad8a53a6f344dc100690b94fb9556f87a0b9949"),
        ("STStoken==", "7f6fb627116148b5a7ce4a72b301044cf7bfb674f862efa96df0b22a1022b4dc"),
    ],
)
def test_the_documented_examples_with_a_body(token: str, signature: str) -> None:
    body = (
        b'{"AppId":"app1","StartTime":"2024-01-02T11:00:00+08:00","EndTime":"2024-01-02T11:30:00+08:00",'
        b'"Indicator":["stall_rate"]}'
    )
    got = sign(
        Credentials(EXAMPLE.access_key, EXAMPLE.secret_key, token),
        method="POST",
        host="rtc.volcengineapi.com",
        query=[("Action", "ListRealTimeQuality"), ("Version", "2023-11-01")],
        headers={"Content-Type": "application/json"},
        body=body,
        region="cn-north-1",
        at=_epoch("20240102T033000Z"),
    )
    assert got["Authorization"].endswith(f"Signature={signature}")


def test_the_documented_example_without_a_body() -> None:
    query = (
        "Action=ListCallDetail&AppId=app1&Direction=0&EndTime=2024-01-02T11%3A30%3A00%2B08%3A00&RoomId=room%201"
        "&StartTime=2024-01-02T11%3A00%3A00%2B08%3A00&UserId=user1%2C%E7%94%A8%E6%88%B72&Version=2023-11-01"
    )
    got = sign(
        EXAMPLE,
        method="GET",
        host="rtc.volcengineapi.com",
        query=reversed(parse_qsl(query)),
        headers={},
        body=b"",
        region="cn-north-1",
        at=_epoch("20240102T033000Z"),
    )
    assert got["Authorization"].endswith("Signature=43e599ae87e1b01fd239144d95d935e68231c7e968eda3e93a1dfae9591d5958")


@pytest.mark.parametrize(
    ("host", "signed"),
    [
        ("a.example:443", "a.example"),
        ("a.example:80", "a.example"),
        ("127.0.0.1:8080", "127.0.0.1:8080"),
        ("[::1]:18443", "[::1]:18443"),
        ("[::1]:443", "[::1]"),
    ],
)
def test_a_default_port_is_not_signed(host: str, signed: str) -> None:
    assert signed_host(host) == signed


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(_TEXT, _TEXT), max_size=6))
def test_a_query_says_what_it_said_before(pairs: list[tuple[str, str]]) -> None:
    canonical = canonical_query(pairs)
    assert canonical.isascii()
    assert not set(canonical) & set(" +/:,")
    read = [tuple(map(unquote, part.split("="))) for part in canonical.split("&") if part]
    assert read == sorted(pairs, key=lambda pair: pair[0].encode())


@given(st.binary(max_size=64), st.binary(max_size=64), _TEXT)
def test_another_body_or_header_gets_another_signature(one: bytes, other: bytes, trace: str) -> None:
    def signature(body: bytes, headers: dict[str, str]) -> str:
        return sign(
            MADE_UP, method="POST", host="h", query=[], headers=headers, body=body, region="r", at=0
        )["Authorization"]  # fmt: skip

    assert (signature(one, {}) == signature(other, {})) == (one == other)
    assert signature(one, {"Accept": trace}) == signature(one, {})  # not among the signed ones
    assert signature(one, {"X-Trace": trace}) != signature(one, {})


def test_the_days_key_is_made_once() -> None:
    signing_key.cache_clear()
    for at in (0.0, 1.0, 86399.0, 86400.0):
        sign(MADE_UP, method="GET", host="h", query=[], headers={}, body=b"", region="r", at=at)
    assert (signing_key.cache_info().misses, signing_key.cache_info().hits) == (2, 2)


def test_no_secret_in_a_repr() -> None:
    auth = SignedAuth(MADE_UP, "cn-north-1", lambda: 0.0)
    shown = f"{auth!r} {signing_key!r} {vars(auth)!r}"
    assert MADE_UP.secret_key not in shown
    assert MADE_UP.session_token not in shown
