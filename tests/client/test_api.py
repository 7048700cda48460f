"""What the client sends, in which version, how often, and at which time; over a service that the test plays."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from rtc_tui.client.api import RtcClient
from rtc_tui.client.record import DirectoryRecorder, load_all
from rtc_tui.core.account import Credentials, RateLimit
from rtc_tui.core.model import Dimension, Feature, Product, Query, Scope, Window
from rtc_tui.errors import (
    BadRequest,
    ClockSkewed,
    ConfigError,
    CredentialsMissing,
    DeadlineExceeded,
    RtcTuiError,
    ServiceFailing,
    Throttled,
    UnknownAction,
    UnknownApp,
    UsageError,
    WrongCredentials,
)

WINDOW = Window(1_627_056_000, 1_627_056_600)
GOOD = {"ResponseMetadata": {"RequestId": "r1"}, "Result": {"Indicators": []}}
Make = Callable[..., RtcClient]
Respond = Callable[..., httpx.Response]


def _refusal(code: str, message: str = "no") -> bytes:
    return json.dumps({"ResponseMetadata": {"RequestId": "r2", "Error": {"Code": code, "Message": message}}}).encode()


class Service:
    """Answers from a script, then well; keeps what it was sent."""

    def __init__(self, respond: Respond, *script: httpx.Response | bytes | Exception) -> None:
        self.respond = respond
        self.script = list(script)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.keep(request)
        step = self.script.pop(0) if self.script else json.dumps(GOOD).encode()
        if isinstance(step, Exception):
            raise step
        return self.respond(step) if isinstance(step, bytes) else step

    def keep(self, request: httpx.Request) -> None:
        """A copy: the client signs the same request anew."""
        self.requests.append(
            httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        )

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.requests]

    @property
    def versions(self) -> list[str]:
        return [request.url.params["Version"] for request in self.requests]


async def test_what_is_asked_for_the_whole_app(make_client: Make, respond: Respond) -> None:
    service = Service(respond)
    async with make_client(service) as client:
        batch = await client.realtime_quality(WINDOW)
    request = service.requests[0]
    assert str(request.url) == "https://rtc.example/?Action=ListRealTimeQuality&Version=2023-11-01"
    assert request.method == "POST"
    assert request.headers["Content-Type"] == "application/json"
    assert service.bodies == [
        {
            "AppId": "661e0543cf",
            "StartTime": "2021-07-24T00:00:00+08:00",
            "EndTime": "2021-07-24T00:10:00+08:00",
            "Indicator": [
                "join_room_success_rate",
                "stall_rate",
                "first_frame_send_success_rate",
                "first_frame_recv_success_rate",
                "network_trans_delay",
            ],
            "ProductType": "native",
        }
    ]
    assert (batch.query, batch.window, batch.request_id) == (Query(Feature.QUALITY), WINDOW, "r1")


async def test_what_is_asked_for_users_of_a_room(make_client: Make, respond: Respond) -> None:
    service = Service(respond)
    scope = Scope("房间", ("user,1", "用户2"))
    await make_client(service).realtime_quality(WINDOW, scope=scope, product=Product.WEB, indicators=["stall_rate"])
    body = service.bodies[0]
    assert (body["RoomId"], body["UserId"]) == ("房间", ["user,1", "用户2"])
    assert (body["ProductType"], body["Indicator"]) == ("web", ["stall_rate"])
    assert "房间".encode() in service.requests[0].content  # not escaped
    assert b": " not in service.requests[0].content


async def test_operation_knows_no_product(make_client: Make, respond: Respond) -> None:
    service = Service(respond)
    batch = await make_client(service).realtime_operation(WINDOW)
    assert service.bodies[0]["Indicator"] == ["online_user_count", "online_room_count"]
    assert not {"ProductType", "RoomId"} & set(service.bodies[0])
    assert batch.query == Query(Feature.OPERATION)


async def test_the_older_version_is_tried_once_and_remembered(make_client: Make, respond: Respond) -> None:
    service = Service(respond, _refusal("InvalidActionOrVersion"))
    client = make_client(service)
    await client.realtime_quality(WINDOW)
    await client.realtime_quality(WINDOW)
    assert service.versions == ["2023-11-01", "2020-12-01", "2020-12-01"]
    assert ["ProductType" in body for body in service.bodies] == [True, False, False]


async def test_native_is_never_shown_as_web(make_client: Make, respond: Respond) -> None:
    service = Service(respond, _refusal("InvalidActionOrVersion"))
    client = make_client(service)
    with pytest.raises(UnknownAction, match="Web data are not available with this version of the API"):
        await client.realtime_quality(WINDOW, product=Product.WEB)
    with pytest.raises(UnknownAction, match="Web data are not available"):
        await client.realtime_quality(WINDOW, product=Product.WEB)
    assert len(service.requests) == 1
    assert (await client.realtime_quality(WINDOW)).query.product is Product.NATIVE


async def test_an_action_of_no_version_is_asked_for_again_later(make_client: Make, respond: Respond) -> None:
    service = Service(respond, _refusal("InvalidActionOrVersion"), _refusal("InvalidActionOrVersion"))
    client = make_client(service)
    with pytest.raises(UnknownAction) as raised:
        await client.realtime_operation(WINDOW)
    assert raised.value.action == "ListRealTimeOperationData"
    await client.realtime_operation(WINDOW)
    assert service.versions == ["2023-11-01", "2020-12-01", "2023-11-01"]


@pytest.mark.parametrize("code", ["InvalidParameter", "InvalidParameter.Unmarshal"])
async def test_the_indicator_of_a_distribution_changes_its_shape_once(
    make_client: Make, respond: Respond, code: str
) -> None:
    service = Service(respond, _refusal(code))
    client = make_client(service)
    for _ in range(2):
        await client.realtime_distribution(WINDOW, "stall_rate", Dimension.PROVINCE)
    assert [body["Indicator"] for body in service.bodies] == ["stall_rate", ["stall_rate"], ["stall_rate"]]
    assert service.bodies[0]["Dimension"] == "Province"


async def test_a_parameter_that_is_wrong_in_either_shape_is_told(make_client: Make, respond: Respond) -> None:
    service = Service(respond, _refusal("InvalidParameter", "first"), _refusal("InvalidParameter", "second"))
    client = make_client(service)
    with pytest.raises(BadRequest, match="first"):
        await client.realtime_distribution(WINDOW, "stall_rate", Dimension.OS)
    await client.realtime_distribution(WINDOW, "stall_rate", Dimension.OS)
    assert [body["Indicator"] for body in service.bodies] == ["stall_rate", ["stall_rate"], "stall_rate"]


async def test_an_unknown_app_does_not_change_the_shape(make_client: Make, respond: Respond) -> None:
    service = Service(respond, _refusal("InvalidParameter.NotExistAppId"))
    with pytest.raises(UnknownApp):
        await make_client(service).realtime_distribution(WINDOW, "stall_rate", Dimension.OS)
    assert len(service.requests) == 1


async def test_what_passes_by_itself_is_tried_again_with_a_new_signature(
    make_client: Make, respond: Respond, clock: Any
) -> None:
    service = Service(
        respond,
        respond(b"<html>", 502, {"Content-Type": "text/html"}),
        _refusal("InternalError"),
        httpx.ConnectError("x"),
    )
    await make_client(service).realtime_quality(WINDOW)
    dates = [request.headers["X-Date"] for request in service.requests]
    signatures = {request.headers["Authorization"] for request in service.requests}
    assert len(service.requests) == 4
    assert dates == sorted(dates)
    assert len(signatures) == len(set(dates)) > 1


@pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "LackPolicy", "InvalidParameter.OutofTimeRange"])
async def test_what_is_refused_is_asked_once(make_client: Make, respond: Respond, code: str) -> None:
    service = Service(respond, _refusal(code))
    with pytest.raises(RtcTuiError):
        await make_client(service).realtime_quality(WINDOW)
    assert len(service.requests) == 1


async def test_trying_again_ends_with_the_deadline(make_client: Make, respond: Respond, clock: Any) -> None:
    service = Service(respond, *[_refusal("InternalError") for _ in range(50)])
    began = clock.steady()
    with pytest.raises(ServiceFailing):
        await make_client(service).realtime_quality(WINDOW, deadline=3.0)
    assert clock.steady() - began <= 3.0
    assert 2 <= len(service.requests) <= 5


async def test_a_deadline_after_several_tries_tells_the_time_of_all(
    make_client: Make, respond: Respond, clock: Any
) -> None:
    def late(request: httpx.Request) -> httpx.Response:
        clock.forward(15.0)
        raise httpx.ReadTimeout("late", request=request)

    with pytest.raises(DeadlineExceeded) as raised:
        await make_client(late).realtime_quality(WINDOW, deadline=40.0)
    assert "within 4" in str(raised.value), raised.value  # 15 s each, and the pauses between them
    assert "in 3 tries" in str(raised.value)
    assert raised.value.action == "ListRealTimeQuality"
    with pytest.raises(DeadlineExceeded, match=r"within 15 s\.$"):
        await make_client(late).realtime_quality(WINDOW, deadline=15.0)


async def test_a_throttle_holds_the_next_request_back(make_client: Make, respond: Respond, clock: Any) -> None:
    service = Service(respond, respond(_refusal("FlowLimitExceeded"), 429, {"Retry-After": "5"}))
    began = clock.steady()
    await make_client(service).realtime_quality(WINDOW)
    assert clock.steady() - began >= 5.0
    assert len(service.requests) == 2


async def test_a_long_pause_is_told_rather_than_waited_for(make_client: Make, respond: Respond, clock: Any) -> None:
    service = Service(respond, respond(_refusal("FlowLimitExceeded.QPSOverLimit"), 200, {"Retry-After": "300"}))
    client = make_client(service)
    began = clock.steady()
    for _ in range(2):
        with pytest.raises(Throttled) as raised:
            await client.realtime_quality(WINDOW)
        assert (raised.value.retry_after or 0) > 250
    assert clock.steady() - began < 25
    assert len(service.requests) == 1


class SkewedService(Service):
    """Refuses signatures more than 15 minutes from its own clock."""

    def __init__(self, respond: Respond, clock: Any, skew_s: float, *, wrong_date: float = 0.0) -> None:
        super().__init__(respond)
        self.clock, self.skew_s, self.wrong_date = clock, skew_s, wrong_date

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.keep(request)
        now = self.clock.now() + self.skew_s
        signed = datetime.strptime(request.headers["X-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
        date = format_datetime(datetime.fromtimestamp(now + self.wrong_date, UTC), usegmt=True)
        body = _refusal("InvalidTimestamp") if abs(signed - now) > 900 else json.dumps(GOOD).encode()
        return self.respond(body, 200, {"Date": date})


async def test_a_skewed_clock_is_corrected_until_it_is_set(make_client: Make, respond: Respond, clock: Any) -> None:
    service = SkewedService(respond, clock, 7200)
    client = make_client(service)
    batch = await client.realtime_quality(WINDOW)
    assert len(service.requests) == 2
    assert batch.skew_s == pytest.approx(7200, abs=2)
    assert client.skew_s == batch.skew_s
    await client.realtime_quality(WINDOW)
    assert len(service.requests) == 3  # signed right at once
    clock.wall += 7200
    service.skew_s = 0
    await client.realtime_quality(WINDOW)
    assert len(service.requests) == 5  # the correction is two hours ahead now: one more refusal, then without it
    assert client.skew_s == pytest.approx(0, abs=2)
    await client.realtime_quality(WINDOW)
    assert len(service.requests) == 6


async def test_two_that_are_refused_at_once_recover_both(make_client: Make, respond: Respond, clock: Any) -> None:
    """The second refusal comes when the first has been signed anew: it says nothing about the new signature."""
    service = SkewedService(respond, clock, 7200)
    asked, signed_anew = [], asyncio.Event()

    async def together(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params["Action"])
        answer = service(request)  # judges the signature as it is now
        if len(asked) == 1:
            await asyncio.sleep(0.05)  # the other one is on its way meanwhile
        elif len(asked) == 2:
            await signed_anew.wait()
        else:
            signed_anew.set()
        return answer

    client = make_client(together)
    await asyncio.gather(client.realtime_quality(WINDOW), client.realtime_operation(WINDOW))
    assert len(service.requests) == 4


async def test_a_clock_that_stays_refused_is_told(make_client: Make, respond: Respond, clock: Any) -> None:
    service = Service(respond, *[_refusal("InvalidTimestamp") for _ in range(9)])
    with pytest.raises(ClockSkewed):
        await make_client(service).realtime_quality(WINDOW)
    assert len(service.requests) == 2


async def test_a_wrong_date_alone_changes_nothing(make_client: Make, respond: Respond, clock: Any) -> None:
    """A proxy's Date is not the service's clock: as long as our signatures are accepted they stay as they are."""
    service = SkewedService(respond, clock, 0, wrong_date=86_400)
    client = make_client(service)
    for _ in range(2):
        await client.realtime_quality(WINDOW)
    assert len(service.requests) == 2


async def test_a_date_that_does_not_help_is_given_up(make_client: Make, respond: Respond, clock: Any) -> None:
    service = SkewedService(respond, clock, 3600, wrong_date=86_400)
    client = make_client(service)
    for _ in range(2):
        with pytest.raises(ClockSkewed):
            await client.realtime_quality(WINDOW)
    service.skew_s = 0
    await client.realtime_quality(WINDOW)


async def test_limits_come_from_the_configuration(make_client: Make, respond: Respond, clock: Any) -> None:
    client = make_client(Service(respond), limits={"ListRealTimeQuality": RateLimit(2.0, per_day=2)})
    for _ in range(2):
        await client.realtime_quality(WINDOW)
    with pytest.raises(Throttled, match="quota of the day") as raised:
        await client.realtime_quality(WINDOW)
    assert raised.value.retry_after == pytest.approx(86_400 - 600, abs=5)  # it is ten past midnight in Beijing
    quota = client.quota(["ListRealTimeQuality", "ListRealTimeOperationData"])
    assert (quota.used, quota.limit, quota.day_used, quota.day_limit) == (2, 109, 2, 2)


async def test_a_state_directory_that_cannot_be_written_is_noted(
    make_client: Make, respond: Respond, clock: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    client = make_client(Service(respond), state_dir=tmp_path / "file" / "state")
    began = clock.steady()
    for _ in range(4):
        await client.realtime_quality(WINDOW)
    assert clock.steady() - began >= 1.6
    assert "quota not shared" in " ".join(client.notes)
    assert client.quota().used == 4


async def test_raw_gives_the_answer_as_it_came(make_client: Make, respond: Respond) -> None:
    service = Service(respond, respond(b"<html>", 404, {"Content-Type": "text/html"}), _refusal("LackPolicy"))
    client = make_client(service)
    answer = await client.raw("ListRealTimeQuality", {"Indicator": ["stall_rate"], "Version": "2020-12-01"})
    assert (answer.status, bytes(answer.body), answer.content_type) == (404, b"<html>", "text/html")
    assert service.bodies[0] == {"AppId": "661e0543cf", "Indicator": ["stall_rate"]}
    assert service.versions == ["2020-12-01"]
    answer = await client.raw("ListCallDetail", {"RoomId": "a b+c", "UserId": "u1,u2", "AppId": "other"})
    request = service.requests[1]
    assert request.method == "GET"
    assert request.url.query == b"Action=ListCallDetail&AppId=other&RoomId=a%20b%2Bc&UserId=u1%2Cu2&Version=2023-11-01"
    assert not request.content


async def test_raw_of_a_throttle_holds_back(make_client: Make, respond: Respond, clock: Any) -> None:
    service = Service(respond, respond(_refusal("FlowLimitExceeded"), 429, {"Retry-After": "3"}))
    client = make_client(service)
    assert (await client.raw("ListRealTimeQuality", {})).status == 429
    began = clock.steady()
    await client.realtime_quality(WINDOW)
    assert clock.steady() - began >= 3.0


@pytest.mark.parametrize(
    "scope",
    [Scope("", ("u",)), Scope("r", tuple(f"u{i}" for i in range(21))), Scope("r\udcff"), Scope("r", ("\ud800",))],
)
async def test_what_cannot_be_asked_is_not_sent(make_client: Make, respond: Respond, scope: Scope) -> None:
    service = Service(respond)
    with pytest.raises(UsageError):
        await make_client(service).realtime_quality(WINDOW, scope=scope)
    assert not service.requests


@pytest.mark.parametrize(
    ("credentials", "kind"),
    [
        (Credentials("", "s"), CredentialsMissing),
        (Credentials("k", ""), CredentialsMissing),
        (Credentials("k\n", "hush-hush"), ConfigError),
        (Credentials("k", "hush-hush "), ConfigError),
        (Credentials("k", "hush-hush", "tökén"), ConfigError),
    ],
)
def test_keys_that_cannot_be_are_told_at_once(
    make_client: Make, credentials: Credentials, kind: type[Exception]
) -> None:
    with pytest.raises(kind) as raised:
        make_client(lambda _: httpx.Response(200), credentials=credentials)
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(
    "endpoint",
    ["", "rtc.example", "ftp://rtc.example", "https://", "https://rtc.example/api", "https://rtc.example/?a=b",
     "https://user:hush-hush@rtc.example", "https://rtc.example:99999", "https://rtc.example:x", "http://rtc.example",
     "http://10.0.0.1:8080", "http://127.0.0.1.evil.example", "https://[::1", "https://a b"],
)  # fmt: skip
def test_endpoints_that_cannot_be(make_client: Make, endpoint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        make_client(lambda _: httpx.Response(200), endpoint=endpoint)
    assert "hush" not in f"{raised.value}{raised.value.hint}"


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1:80", "http://127.9.9.9", "http://[::1]:8080", "http://localhost:1", "https://a.example:8443/"],
)
def test_endpoints_that_can_be(make_client: Make, endpoint: str) -> None:
    make_client(lambda _: httpx.Response(200), endpoint=endpoint)


def _everything_in(directory: Path) -> str:
    return "".join(f"{path} {path.read_text() if path.is_file() else ''}" for path in directory.rglob("*"))


async def test_no_secret_is_left_anywhere(
    make_client: Make,
    respond: Respond,
    credentials: Credentials,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    told = f"{credentials.secret_key} {credentials.session_token} {credentials.access_key}"
    service = Service(
        respond,
        _refusal("InternalError", told),
        respond(json.dumps({**GOOD, "Echo": told, "AppKey": "the-apps-key"}).encode(), 200, {"Set-Cookie": "c=1"}),
        respond(told.encode() + b"\xff", 500),
        _refusal("SignatureDoesNotMatch", told),
    )
    client = make_client(service, recorder=DirectoryRecorder(tmp_path / "recorded"))
    await client.realtime_quality(WINDOW)
    with pytest.raises(WrongCredentials) as raised:
        await client.realtime_quality(WINDOW)
    left = f"{client!r}{client._service!r}{raised.value!r}{raised.value.hint}{caplog.text}{capfd.readouterr()}"
    left += _everything_in(tmp_path)
    for secret in (credentials.secret_key, credentials.session_token, credentials.access_key, "the-apps-key", "c=1"):
        assert secret not in left
    recorded = load_all(tmp_path / "recorded")
    assert [one.status for one in recorded] == [200, 200, 500, 200]
    assert credentials.secret_key.encode() not in bytes(recorded[2].answer.body)
    assert "authorization" not in {name for one in recorded for name in one.request_headers}


async def test_a_recording_can_be_played_again(make_client: Make, respond: Respond, tmp_path: Path) -> None:
    body = b'{"ResponseMetadata":{"RequestId":"r5"},"Result":{"Indicators":[{"Name":"x","Data":[]}]}}'
    recorder = DirectoryRecorder(tmp_path / "a")
    batch = await make_client(Service(respond, body), recorder=recorder).realtime_quality(WINDOW)
    with pytest.raises(RtcTuiError):
        await make_client(
            Service(respond, *[httpx.ConnectError("gone")] * 9), recorder=recorder, state_dir=None
        ).realtime_quality(WINDOW)
    recorded = load_all(tmp_path / "a")
    assert recorded[0].url.endswith("?Action=ListRealTimeQuality&Version=2023-11-01")
    assert json.loads(recorded[0].request_body)["AppId"] == "661e0543cf"
    assert "Unreachable" in recorded[-1].error
    again = respond(bytes(recorded[0].answer.body), recorded[0].status, dict(recorded[0].headers))
    replayed = await make_client(lambda _: again, state_dir=None).realtime_quality(WINDOW)
    assert (replayed.request_id, [s.key for s in replayed.series]) == (batch.request_id, [s.key for s in batch.series])


async def test_a_recording_that_cannot_be_kept_is_noted(make_client: Make, respond: Respond, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    client = make_client(Service(respond), recorder=DirectoryRecorder(tmp_path / "file" / "x"))
    await client.realtime_quality(WINDOW)
    assert any("not recorded" in note for note in client.notes)
