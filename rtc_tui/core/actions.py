"""The actions of the API that we know: method, versions, limits (FACTS 1 and 11). A table, and nothing else.

It is here, and not in the client, because the Reference pane tells the same limits by which the client asks.
"""

from dataclasses import dataclass, replace
from typing import Final

from rtc_tui.core.account import RateLimit

MIB: Final = 1 << 20
NEW: Final = "2023-11-01"
OLD: Final = "2020-12-01"
_HOUR: Final = 3600
_DAY: Final = 86_400
_TWO: Final = RateLimit(2.0)
_TEN: Final = RateLimit(10.0)


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. `versions` in the order to try; `limit` is the vendor's; `cap` in bytes, counted after inflation.

    `span` is the longest window of one request and `reach` how far back it may begin, `delay` how old data are when they
    can be had (all in seconds; 0: takes no window); `users` how many one request may name. `large` answers are indexed
    rather than decoded.
    """

    method: str = "POST"
    versions: tuple[str, ...] = (NEW, OLD)
    product_in: frozenset[str] = frozenset()  # the versions that take ProductType
    limit: RateLimit = _TWO
    cap: int = 16 * MIB
    span: int = _HOUR
    reach: int = _HOUR
    delay: int = 60
    users: int = 0
    large: bool = False
    grain: str = "30 s"  # what one value of the answer is about


REALTIME_QUALITY: Final = "ListRealTimeQuality"
REALTIME_DISTRIBUTION: Final = "ListRealTimeQualityDistribution"
REALTIME_OPERATION: Final = "ListRealTimeOperationData"
QUALITY: Final = "ListQuality"
DISTRIBUTION: Final = "ListQualityDistribution"
OPERATION: Final = "ListOperationData"
OPERATION_DISTRIBUTION: Final = "ListOperationDistribution"
USAGES: Final = "ListUsages"
ROOMS: Final = "ListRoomInfo"
USERS: Final = "ListUserInfo"
CALL_DETAIL: Final = "ListCallDetail"
ONLINE_USERS: Final = "GetRoomOnlineUsers"
ONLINE_PROPERTIES: Final = "GetRoomOnlineUsers Property"  # no action: the quota of its expensive form

_NEW_ONLY: Final = frozenset((NEW,))
_OFFLINE: Final = ActionSpec(span=7 * _DAY, reach=30 * _DAY, delay=8 * _HOUR)

ACTIONS: Final[dict[str, ActionSpec]] = {
    REALTIME_QUALITY: ActionSpec(product_in=_NEW_ONLY, users=20),
    REALTIME_DISTRIBUTION: ActionSpec(product_in=_NEW_ONLY),
    REALTIME_OPERATION: ActionSpec(delay=20),
    QUALITY: replace(_OFFLINE, versions=(OLD, NEW), product_in=frozenset((OLD, NEW)), users=20, grain="5 min, 1 d"),
    DISTRIBUTION: replace(_OFFLINE, product_in=_NEW_ONLY, grain=""),
    OPERATION: replace(_OFFLINE, grain="1 h, 1 d"),
    OPERATION_DISTRIBUTION: replace(_OFFLINE, grain=""),
    USAGES: replace(_OFFLINE, span=30 * _DAY, grain="1 d"),
    ROOMS: ActionSpec("GET", limit=_TEN, span=_DAY, reach=14 * _DAY, delay=20, grain=""),
    USERS: ActionSpec("GET", limit=_TEN, span=6 * _HOUR, reach=14 * _DAY, delay=100, users=10, grain=""),
    CALL_DETAIL: ActionSpec(
        "GET", limit=_TEN, cap=96 * MIB, reach=6 * _DAY, delay=100, users=20, large=True, grain="2 s"
    ),
    ONLINE_USERS: ActionSpec("GET", (NEW, "2023-08-01"), limit=RateLimit(40.0), span=0, reach=0, delay=0, grain=""),
    ONLINE_PROPERTIES: ActionSpec("GET", (NEW, "2023-08-01"), limit=RateLimit(1.0), span=0, reach=0, delay=0, grain=""),
}
# What the international documents allow where it is less. Nothing goes by it: a configuration's [limits] does.
ABROAD: Final[dict[str, RateLimit]] = {
    REALTIME_DISTRIBUTION: RateLimit(0, 10, 1440),
    QUALITY: RateLimit(0, 10, 60),
    DISTRIBUTION: RateLimit(0, 10, 60),
    CALL_DETAIL: RateLimit(0, 10, 10_000),
}
UNKNOWN: Final = ActionSpec(limit=RateLimit(1.0))


def spec_of(action: str) -> ActionSpec:
    """The row of an action; for one that we do not know, a cautious one."""
    return ACTIONS.get(action, UNKNOWN)
