"""The actions of the API that we know: method, versions, limits (FACTS 1 and 11). A table, and nothing else."""

from dataclasses import dataclass
from typing import Final

from rtc_tui.core.account import RateLimit

MIB: Final = 1 << 20
NEW: Final = "2023-11-01"
OLD: Final = "2020-12-01"
_TWO: Final = RateLimit(2.0)
_TEN: Final = RateLimit(10.0)


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. `versions` in the order to try; `limit` is the vendor's; `cap` in bytes, counted after inflation."""

    method: str = "POST"
    versions: tuple[str, ...] = (NEW, OLD)
    product_in: frozenset[str] = frozenset()  # the versions that take ProductType
    limit: RateLimit = _TWO
    cap: int = 16 * MIB


REALTIME_QUALITY: Final = "ListRealTimeQuality"
REALTIME_DISTRIBUTION: Final = "ListRealTimeQualityDistribution"
REALTIME_OPERATION: Final = "ListRealTimeOperationData"

ACTIONS: Final[dict[str, ActionSpec]] = {
    REALTIME_QUALITY: ActionSpec(product_in=frozenset((NEW,))),
    REALTIME_DISTRIBUTION: ActionSpec(product_in=frozenset((NEW,))),
    REALTIME_OPERATION: ActionSpec(),
    "ListQuality": ActionSpec(versions=(OLD, NEW), product_in=frozenset((OLD, NEW))),
    "ListQualityDistribution": ActionSpec(product_in=frozenset((NEW,))),
    "ListOperationData": ActionSpec(),
    "ListOperationDistribution": ActionSpec(),
    "ListUsages": ActionSpec(),
    "ListRoomInfo": ActionSpec("GET", limit=_TEN),
    "ListUserInfo": ActionSpec("GET", limit=_TEN),
    "ListCallDetail": ActionSpec("GET", limit=_TEN, cap=96 * MIB),
    "GetRoomOnlineUsers": ActionSpec("GET", (NEW, "2023-08-01"), limit=RateLimit(1.0)),  # 1 per second with Property
}
UNKNOWN: Final = ActionSpec(limit=RateLimit(1.0))
NOT_SERVED: Final = "InvalidActionOrVersion"  # the code that says: try the other version
MOST_USERS: Final = 20


def spec_of(action: str) -> ActionSpec:
    """The row of an action; for one that we do not know, a cautious one."""
    return ACTIONS.get(action, UNKNOWN)
