"""RtcClient: one short async method per API action. Import this module late: httpx alone takes 70 ms.

method ─ body ─▶ service.call ─▶ ... ─▶ envelope ─▶ wire ─▶ Batch, Listing, CallDetail
"""

from collections.abc import Mapping
from typing import Any

from rtc_tui.client.asking import HEADLESS_S, POLL_S, rfc3339
from rtc_tui.client.exchange import Answer
from rtc_tui.client.offline import Offline
from rtc_tui.client.realtime import Realtime
from rtc_tui.client.rooms import Rooms
from rtc_tui.core.actions import spec_of

__all__ = ["HEADLESS_S", "POLL_S", "RtcClient", "rfc3339"]


class RtcClient(Realtime, Offline, Rooms):
    """The service, asked as one account about one app. One per process; its connections are opened when needed.

    Each method raises what `rtc_tui.errors` names, and nothing else; `deadline` is in seconds, for the whole call.
    """

    async def raw(self, action: str, params: Mapping[str, Any], *, deadline: float = HEADLESS_S) -> Answer:
        """One request, the answer as it came, also one that is an error. `params` may name the Version.

        AppId is filled in. Takes its turn in the quota and is not tried again.
        """
        version = str(params.get("Version", spec_of(action).versions[0]))
        sent = {"AppId": self._target.app} | {name: value for name, value in params.items() if name != "Version"}
        return await self._service.once(action, version, sent, self._until(deadline))
