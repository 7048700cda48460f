"""A recording that a user sends becomes a test by being copied to `tests/exchanges/NAME/`.

Without more, the rule is: what comes out is data, or an error of ours. `expect.toml` beside it says which: a `[[call]]`
for each question in its order, with `action`, and either `error` and `exit_code` or what the result must hold.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rtc_tui.client.api import RtcClient
from rtc_tui.client.record import DirectoryRecorder
from rtc_tui.core.model import Window
from rtc_tui.errors import RtcTuiError
from tests.client.playing import case, check, plain
from tests.client.replaying import KEYS, replay

RECORDED = sorted(path for path in (Path(__file__).parents[1] / "exchanges").iterdir() if path.is_dir())
_SECRETS = re.compile(
    rb"signature=|x-security-token|\"authorization\"|AKLT[A-Za-z0-9]{4,}|c2VjcmV0LW9m|AppKey[\"\\ :]+[^\"\\ :\xe2]",
    re.IGNORECASE,
)


@pytest.mark.parametrize("directory", RECORDED, ids=lambda path: path.name)
async def test_recording(directory: Path, clock: Any) -> None:
    outcomes = await replay(directory, clock)
    assert outcomes
    expected = directory / "expect.toml"
    if not expected.exists():
        return
    calls = case(expected)["call"]
    assert [action for action, _ in outcomes] == [call["action"] for call in calls]
    for (_, outcome), call in zip(outcomes, calls, strict=True):
        _hold(outcome, {key: value for key, value in call.items() if key != "action"})


def _hold(outcome: Any, wanted: dict[str, Any]) -> None:
    if "error" in wanted:
        assert isinstance(outcome, RtcTuiError), plain(outcome)
        assert (outcome.kind, outcome.exit_code) == (wanted["error"], wanted["exit_code"])
        assert wanted.get("says", "") in f"{outcome} {outcome.hint}"
    else:
        assert not isinstance(outcome, RtcTuiError), outcome
        check(plain(outcome), wanted)


@pytest.mark.parametrize("directory", RECORDED, ids=lambda path: path.name)
def test_no_secret_is_in_a_recording(directory: Path) -> None:
    for path in directory.iterdir():
        assert not _SECRETS.search(path.read_bytes()), path


def test_there_are_recordings_with_expectations() -> None:
    assert len([path for path in RECORDED if (path / "expect.toml").exists()]) >= 3


async def test_what_is_recorded_comes_out_again(
    make_client: Callable[..., RtcClient], respond: Callable[..., httpx.Response], clock: Any, tmp_path: Path
) -> None:
    """Several actions, retries, a failure and a network that is gone, recorded and replayed."""
    good = b'{"ResponseMetadata":{"RequestId":"r"},"Result":{"Indicators":[{"Name":"x","Data":[]}]}}'
    page = b'{"ResponseMetadata":{"RequestId":"r"},"Result":{"Total":2,"PageSize":1,"RoomList":[{"CallId":"c%d","RoomId":"q"}]}}'
    script: list[httpx.Response | Exception] = [
        respond(b"<html>", 502),
        respond(good),
        respond(page % 1),
        respond(page % 2),
        *[httpx.ConnectError("gone") for _ in range(5)],
    ]

    def answer(_: httpx.Request) -> httpx.Response:
        step = script.pop(0)
        if isinstance(step, Exception):
            raise step
        return step

    window = Window(1_627_056_000, 1_627_056_600)
    client = make_client(answer, recorder=DirectoryRecorder(tmp_path / "it"), credentials=KEYS)
    quality, rooms = await client.quality(window), await client.rooms(window)
    with pytest.raises(RtcTuiError):
        await client.usages(window)
    outcomes = await replay(tmp_path / "it", clock)
    assert [action for action, _ in outcomes] == ["ListQuality", "ListRoomInfo", "ListUsages"]
    assert plain(outcomes[0][1]) == plain(quality)
    assert plain(outcomes[1][1]) == plain(rooms)
    assert outcomes[2][1].kind == "Unreachable"
