"""An answer becomes what the case file says: every tolerance of the API's documents, and every refusal."""

import base64
import json
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rtc_tui.client import envelope, wire
from rtc_tui.client.api import RtcClient
from rtc_tui.client.classify import Asked, checked
from rtc_tui.client.exchange import Answer
from rtc_tui.core.account import Credentials
from rtc_tui.core.model import Batch, Dimension, Dropped, Feature, Query, Scope, Series, Window
from rtc_tui.errors import BadResponse, ResponseTooLarge, RtcTuiError

CASES = sorted((Path(__file__).parents[1] / "cases" / "wire").glob("*.toml"))
BEIJING = timezone(timedelta(hours=8))
START = int(datetime(2021, 7, 24, tzinfo=BEIJING).timestamp())
WINDOW = Window(START, START + 600)


def _case(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _body(answer: dict[str, Any]) -> bytes:
    if "body_base64" in answer:
        return base64.b64decode(answer["body_base64"])
    return str(answer["body"]).encode()


async def _ask(client: RtcClient, asked: dict[str, Any]) -> Batch:
    if asked.get("action") == "distribution":
        return await client.realtime_distribution(WINDOW, "stall_rate", Dimension(asked["dimension"]))
    if asked.get("action") == "operation":
        return await client.realtime_operation(WINDOW)
    scope = Scope(asked.get("room", ""), tuple(asked.get("users", ())))
    return await client.realtime_quality(WINDOW, scope=scope)


def _name(series: Series) -> str:
    return series.key.name if series.key.dimension is None else f"{series.key.name}/{series.key.slice}"


def _points(series: Series) -> dict[str, float]:
    return {datetime.fromtimestamp(at, BEIJING).strftime("%H:%M:%S"): value for at, value in series.points()}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
async def test_case(path: Path, make_client: Callable[..., RtcClient], respond: Callable[..., httpx.Response]) -> None:
    case = _case(path)
    answer, expect = case["answer"], case["expect"]
    client = make_client(lambda _: respond(_body(answer), answer.get("status", 200)))
    if "error" in expect:
        with pytest.raises(RtcTuiError) as raised:
            await _ask(client, case.get("asked", {}))
        assert raised.value.kind == expect["error"], raised.value
        assert expect["says"] in str(raised.value)
        assert raised.value.action
        return
    batch = await _ask(client, case.get("asked", {}))
    assert {_name(series): _points(series) for series in batch.series} == expect["series"], case["why"]
    assert batch.dropped == Dropped(**expect.get("dropped", {})), case["why"]
    units = {_name(series): series.unit for series in batch.series}
    assert {name: units[name] for name in expect.get("units", {})} == expect.get("units", {})
    assert list(batch.missing_users) == expect.get("missing_users", [])
    assert len(batch.notes) == expect.get("notes", 0)
    assert batch.request_id == "r1"


def test_every_case_says_why() -> None:
    assert len(CASES) > 40
    assert all(_case(path)["why"].endswith(".") for path in CASES)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"ResponseMetadata":['])
def test_nesting_without_end(opening: bytes) -> None:
    with pytest.raises(BadResponse, match=r"nested|more than"):
        envelope.read(opening * 100_000)
    with pytest.raises(ResponseTooLarge):
        envelope.read(opening * 900_000)


def test_nested_100_000_deep_and_whole() -> None:
    deep = b'{"ResponseMetadata":{"RequestId":"r"},"Result":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with pytest.raises(BadResponse, match="nested"):
        envelope.read(deep)


def test_an_error_keeps_the_request_id_of_a_broken_payload() -> None:
    body = b'{"ResponseMetadata":{"RequestId":"r9"},"Result":{"Indicators":7}}'
    with pytest.raises(BadResponse) as raised:
        wire.payload(envelope.read(body), Query(Feature.QUALITY), WINDOW)
    assert raised.value.request_id == "r9"


def test_an_answer_of_200_countries_is_read() -> None:
    rows = [
        {"TimeStamp": START + 30 * bucket, "Dimension": f"country {country}", "Value": country}
        for bucket in range(120)
        for country in range(200)
    ]
    result = {"Indicators": [{"Name": "80ms_audio_stall_rate", "Data": rows}]}
    body = msgspec.json.encode({"ResponseMetadata": {"RequestId": "r"}, "Result": result})
    query = Query(Feature.DISTRIBUTION, dimension=Dimension.COUNTRY, indicator="stall_rate")
    payload = wire.payload(envelope.read(body), query, Window(START, START + 3600))
    assert len(payload.series) == 200
    assert payload.dropped.total == 0
    assert all(len(series.values) == 120 for series in payload.series)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2021-07-24T00:00:00+08:00", "98.5", "%", "ios", "stall_rate", START, START * 1000]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "ResponseMetadata",
                    "Result",
                    "Indicators",
                    "Data",
                    "Name",
                    "TimeStamp",
                    "Value",
                    "Dimension",
                    "Error",
                    "Code",
                    "Message",
                    "UserId",
                    "RequestId",
                    "CodeN",
                    "Unit",
                    "",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)
_ROWS = st.lists(
    st.fixed_dictionaries({"TimeStamp": _JSON, "Value": _JSON}, optional={"Dimension": _JSON}) | _JSON, max_size=8
)
_ANSWER = st.fixed_dictionaries(
    {
        "ResponseMetadata": st.fixed_dictionaries({"RequestId": _JSON}, optional={"Error": _JSON}) | _JSON,
        "Result": st.fixed_dictionaries(
            {
                "Indicators": st.lists(
                    st.fixed_dictionaries({"Name": st.text(max_size=5), "Data": _ROWS}) | _JSON, max_size=3
                )
            }
        )
        | _JSON,
    }
)
_ASKED = Asked("ListRealTimeQuality", Credentials("AKLTmadeup0000000000", "secret"), "app")


def _read(body: bytes, status: int, query: Query) -> wire.Payload | None:
    """Through the whole of it: our own errors are the only ones that may come out."""
    answer = Answer(status, {"content-type": "application/json"}, body, 0.0, 0.0)
    try:
        return wire.payload(checked(answer, _ASKED), query, WINDOW)
    except RtcTuiError as error:
        refusal = error
    assert str(refusal)
    assert refusal.hint
    return None


_QUERIES = st.sampled_from([Query(Feature.QUALITY), Query(Feature.DISTRIBUTION, dimension=Dimension.OS)])


@given(_ANSWER, st.sampled_from([200, 400, 500]), _QUERIES)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_read_or_refused(answer: Any, status: int, query: Query) -> None:
    payload = _read(_dumps(answer), status, query)
    for series in payload.series if payload else ():
        assert all(START - wire.SLACK - 30 <= at <= START + 600 + wire.SLACK for at, _ in series.points())
        series.key.slice.encode()
        series.key.name.encode()


@given(_ANSWER, st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_json_is_read_or_refused(answer: Any, data: st.DataObject) -> None:
    body = bytearray(_dumps(answer))
    for at in data.draw(st.lists(st.integers(0, max(0, len(body) - 1)), max_size=4)):
        body[at] = data.draw(st.integers(0, 255))
    _read(bytes(body[: data.draw(st.integers(0, len(body)))]), 200, Query(Feature.QUALITY))


@given(st.binary(max_size=200), st.sampled_from([200, 302, 404, 429, 502]), _QUERIES)
def test_any_bytes_are_refused(body: bytes, status: int, query: Query) -> None:
    assert _read(body, status, query) is None


def _dumps(value: Any) -> bytes:
    """As a careless sender does it: NaN and lone surrogates included."""
    return json.dumps(value).encode()
