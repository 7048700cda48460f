"""What the answers tell of the call that is looked at, put together once per set of answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from rtc_tui.core.ask import Answer, Ask, AskDetail, AskUsers
from rtc_tui.core.call import Call, join
from rtc_tui.core.calls import CallDetail, User
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import Window
from rtc_tui.core.snapshot import NO_TIME, Visit


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The users of a call, and their details as far as they have come. An answer is None until it is asked."""

    users: tuple[User, ...]
    call: Call | None
    listing: Answer | None = None
    detail: Answer | None = None
    missing: tuple[str, ...] = ()  # asked for, and unknown to the service


def asks(visit: Visit) -> tuple[Ask, ...]:
    """What has to be known of the call: who was there, and, from the matrix on, what the chosen users saw and heard."""
    if not visit.room or visit.window == NO_TIME:
        return ()
    listing = AskUsers(visit.room, visit.window)
    if visit.step not in ("matrix", "pair", "user") or not visit.chosen:
        return (listing,)
    return (listing, AskDetail(visit.room, visit.chosen, _span(visit)))


def _span(visit: Visit) -> Window:
    return visit.window if visit.span == NO_TIME else visit.span


def gather(visit: Visit, answers: Mapping[Ask, Answer]) -> Gathered:
    """The answers about this call, joined."""
    listing = answers.get(AskUsers(visit.room, visit.window))
    users = tuple(
        row
        for part in (listing.parts if listing else ())
        if isinstance(part, Listing)
        for row in part.rows
        if isinstance(row, User)
    )
    detail = answers.get(AskDetail(visit.room, visit.chosen, _span(visit)))
    parts = [part for part in (detail.parts if detail else ()) if isinstance(part, CallDetail)]
    missing = tuple(dict.fromkeys(name for part in parts for name in part.missing_users))
    call = join(visit.room, _span(visit), users, parts) if parts else None
    return Gathered(users, call, listing, detail, missing)
