"""Every rule of how the documents contradict themselves, and every fallback: exchanges, and what must come out.

A case is a file: what is asked, the exchanges in their order (`sent` holds the request to what it says), and what is
expected of the last call. The client is the real one; only its transport is played.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rtc_tui.client.api import RtcClient
from rtc_tui.errors import RtcTuiError
from tests.client.playing import Script, ask, case, check, plain

CASES = sorted((Path(__file__).parents[1] / "cases" / "rules").glob("*.toml"))
Make = Callable[[Callable[[httpx.Request], httpx.Response]], RtcClient]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
async def test_case(path: Path, make_client: Make) -> None:
    one = case(path)
    asked = one["asked"] if isinstance(one["asked"], list) else [one["asked"]]
    script, expect = Script(one.get("exchange", ())), one["expect"]
    client = make_client(script)
    for values in asked[:-1]:
        await ask(client, values)
    if "error" in expect:
        await _refused(client, asked[-1], expect)
    else:
        check(plain(await ask(client, asked[-1])), expect)
    assert not script.left, f"{len(script.left)} exchanges were not needed"


async def _refused(client: RtcClient, asked: dict[str, Any], expect: dict[str, Any]) -> None:
    with pytest.raises(RtcTuiError) as raised:
        await ask(client, asked)
    error = raised.value
    assert error.kind == expect["error"], error
    assert expect["says"] in f"{error} {error.hint}"
    assert error.exit_code == expect["exit_code"]


def test_every_rule_has_a_case_that_says_why() -> None:
    named = {path.stem[:4] for path in CASES}
    assert {f"4.{number:02}" for number in range(1, 23)} <= named
    assert all(case(path)["why"].endswith(".") for path in CASES)
