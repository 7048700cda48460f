"""Who is in the room of `make faults`, asked for by the client as the Calls pane does; told as a command tells it.

`python -m tests.online URL [--watch SECONDS]`: a line of JSON with `users` and `health`.
"""

import asyncio
import json
import os
import sys
from random import Random
from typing import Any

from rtc_tui.cli import talk
from rtc_tui.client.api import RtcClient
from rtc_tui.clock import SystemClock
from rtc_tui.core.account import Credentials, Target
from rtc_tui.errors import RtcTuiError
from tests.running import APP
from tests.trials import ROOM


def _client(url: str) -> RtcClient:
    keys = Credentials(os.environ["VOLCENGINE_ACCESS_KEY"], os.environ["VOLCENGINE_SECRET_KEY"])
    target = Target(APP, url, profile="faults")
    return RtcClient(keys, target, limits={}, state_dir=None, clock=SystemClock(), rng=Random())


async def _ask(url: str, watch: float) -> None:
    async with _client(url) as client:
        while True:
            told: dict[str, Any] = {"users": [], "health": {"state": "live", "errors": []}}
            try:
                found = await client.online_users(ROOM, deadline=5.0)
                told["users"] = [*found.visible, *found.invisible]
            except RtcTuiError as error:
                if not watch:
                    raise
                told["health"] = {"state": error.kind, "errors": [error.message]}
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
            if not watch:
                return
            await asyncio.sleep(watch)


if __name__ == "__main__":
    url, *rest = sys.argv[1:]

    def run() -> int:
        """Once, or again and again."""
        asyncio.run(_ask(url, float(rest[1]) if rest else 0.0))
        return 0

    sys.exit(talk.exit_code(run))
