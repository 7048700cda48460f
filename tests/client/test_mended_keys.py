"""A key pair that is refused is looked for again: whoever mends the profile need not start the program anew."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rtc_tui.client.api import RtcClient
from rtc_tui.client.sign import sign
from rtc_tui.config import find_paths, load
from rtc_tui.core.account import Credentials
from rtc_tui.core.model import Window
from rtc_tui.errors import ConfigError, NotPermitted, WrongCredentials

WINDOW = Window(1_627_056_000, 1_627_056_600)
RIGHT = Credentials("AKLTmadeup0000000000", "the-right-one")
WRONG = Credentials("AKLTmadeup0000000000", "the-wrong-one")
GOOD = b'{"ResponseMetadata":{"RequestId":"r"},"Result":{}}'
REFUSED = b'{"ResponseMetadata":{"RequestId":"r","Error":{"Code":"SignatureDoesNotMatch","Message":"no"}}}'
Make = Callable[..., RtcClient]


class Verifier:
    """Accepts what is signed with the right secret, and counts."""

    def __init__(self, respond: Callable[..., httpx.Response], right: Credentials = RIGHT) -> None:
        self.respond, self.right, self.seen = respond, right, 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen += 1
        query = [(name, value) for name, value in request.url.params.multi_items()]
        headers = {"Content-Type": request.headers["Content-Type"]}
        at = 1_627_056_600 + self._after(request)
        expected = sign(
            self.right, method="POST", host="rtc.example", query=query, headers=headers, body=request.content,
            region="cn-north-1", at=at,
        )  # fmt: skip
        good = expected["Authorization"] == request.headers["Authorization"]
        return self.respond(GOOD if good else REFUSED, 200 if good else 401)

    @staticmethod
    def _after(request: httpx.Request) -> int:
        return (int(request.headers["X-Date"][11:13]) - 10) * 60 + int(request.headers["X-Date"][13:15])


def _looked_for(*found: Credentials | Exception) -> tuple[Callable[[], Credentials], list[str]]:
    script, threads = list(found), []

    def renew() -> Credentials:
        threads.append(threading.current_thread().name)
        step = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(step, Exception):
            raise step
        return step

    return renew, threads


async def test_a_mended_secret_is_used_at_once_and_from_then_on(make_client: Make, respond: Any) -> None:
    renew, threads = _looked_for(RIGHT)
    service = Verifier(respond)
    client = make_client(service, credentials=WRONG, renew=renew)
    for _ in range(2):
        await client.realtime_quality(WINDOW)
    assert service.seen == 3
    assert threads == ["credentials"]  # once, and beside the event loop


async def test_the_same_pair_is_not_tried_again(make_client: Make, respond: Any) -> None:
    renew, threads = _looked_for(WRONG, WRONG, RIGHT)
    service = Verifier(respond)
    client = make_client(service, credentials=WRONG, renew=renew)
    for looked in (1, 2):
        with pytest.raises(WrongCredentials):
            await client.realtime_quality(WINDOW)
        assert (service.seen, len(threads)) == (looked, looked)
    await client.realtime_quality(WINDOW)
    assert (service.seen, len(threads)) == (4, 3)


async def test_another_pair_that_is_wrong_too_is_told_and_kept(make_client: Make, respond: Any) -> None:
    other = Credentials("AKLTanother000000000", "wrong-as-well", origin="the other place")
    renew, threads = _looked_for(other)
    client = make_client(Verifier(respond), credentials=WRONG, renew=renew)
    with pytest.raises(WrongCredentials) as raised:
        await client.realtime_quality(WINDOW)
    assert "the other place" in str(raised.value)
    assert len(threads) == 1
    assert "AKLT…00" in repr(client)


@pytest.mark.parametrize("failure", [ConfigError("the file is gone"), Credentials("k\n", "s"), Credentials("", "")])
async def test_what_cannot_be_found_or_used_leaves_the_refusal(
    make_client: Make, respond: Any, failure: Credentials | Exception
) -> None:
    renew, _ = _looked_for(failure)
    with pytest.raises(WrongCredentials, match="SignatureDoesNotMatch"):
        await make_client(Verifier(respond), credentials=WRONG, renew=renew).realtime_quality(WINDOW)


async def test_a_bug_in_the_search_is_not_hidden(make_client: Make, respond: Any) -> None:
    renew, _ = _looked_for(ZeroDivisionError("bug"))
    with pytest.raises(ZeroDivisionError):
        await make_client(Verifier(respond), credentials=WRONG, renew=renew).realtime_quality(WINDOW)


async def test_several_that_are_refused_ask_for_the_keys_once(make_client: Make, respond: Any) -> None:
    renew, threads = _looked_for(RIGHT)
    service = Verifier(respond)
    client = make_client(service, credentials=WRONG, renew=renew)
    await asyncio.gather(
        client.realtime_quality(WINDOW),
        client.realtime_operation(WINDOW),
        client.usages(WINDOW),
        client.quality(WINDOW),
    )
    assert len(threads) == 1
    assert service.seen <= 8


async def test_a_search_that_hangs_ends_with_the_deadline(make_client: Make, respond: Any) -> None:
    hold = threading.Event()

    def renew() -> Credentials:
        hold.wait(20)
        return RIGHT

    client = make_client(Verifier(respond), credentials=WRONG, renew=renew)
    with pytest.raises(WrongCredentials):
        await asyncio.wait_for(client.realtime_quality(WINDOW, deadline=0.2), 5)
    hold.set()


async def test_only_a_refused_key_is_looked_for(make_client: Make, respond: Any) -> None:
    renew, threads = _looked_for(RIGHT)
    body = REFUSED.replace(b"SignatureDoesNotMatch", b"AccessDenied")
    with pytest.raises(NotPermitted):
        await make_client(lambda _: respond(body, 403), renew=renew).realtime_quality(WINDOW)
    assert not threads


async def test_the_new_key_has_a_quota_of_its_own(make_client: Make, respond: Any, tmp_path: Path) -> None:
    other = Credentials("AKLTanother000000000", "the-right-one")
    renew, _ = _looked_for(other)
    client = make_client(Verifier(respond, other), credentials=WRONG, renew=renew)
    await client.realtime_quality(WINDOW)
    assert client.quota().used == 1
    assert len(list((tmp_path / "state").glob("quota-*.json"))) == 2


async def test_a_profile_mended_on_disk_recovers(make_client: Make, respond: Any, tmp_path: Path) -> None:
    """The chain that the program uses: a wrong secret in the file, mended while we run."""
    file = tmp_path / "config.toml"

    def write(secret: str) -> None:
        file.write_text(
            f'[profiles.default]\napp = "661e0543cf"\naccess_key = "{RIGHT.access_key}"\nsecret_key = "{secret}"\n'
        )
        file.chmod(0o600)

    write("the-wrong-one")
    environment = {"HOME": str(tmp_path)}
    flags = {"config": str(file)}
    config = load(flags, environment, find_paths(flags, environment))
    client = make_client(Verifier(respond), credentials=config.credentials(), renew=config.credentials)
    with pytest.raises(WrongCredentials):
        await client.realtime_quality(WINDOW)
    write(RIGHT.secret_key)
    assert not (await client.realtime_quality(WINDOW)).series
