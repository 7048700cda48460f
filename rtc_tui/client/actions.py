"""How the client goes by the table of actions: which quota a request counts against, which code sends it elsewhere."""

from collections.abc import Mapping
from typing import Any, Final

from rtc_tui.core.actions import ONLINE_PROPERTIES, ONLINE_USERS

NOT_SERVED: Final = "InvalidActionOrVersion"  # the code that says: try the other version
PAGE: Final = 100  # rows of one page, the most that the lists give


def quota_of(action: str, params: Mapping[str, Any]) -> str:
    """The name of the quota that a request counts against: the action, but for the one that has two."""
    expensive = action == ONLINE_USERS and str(params.get("Property", "")).lower() == "true"
    return ONLINE_PROPERTIES if expensive else action
