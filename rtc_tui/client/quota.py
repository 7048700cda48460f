"""The quota of one account and action as a value: when the next request may go. Pure; `limits.py` shares it.

Times are of two kinds. Spacing is counted on the steady clock, which all processes of a boot share and which never
jumps; the caps per minute and day are counted on the wall clock, and outlive a reboot.

The server must never see more than `n` requests within a second. Sending them a gap apart is not enough: a connection
that takes its time can bring an early request in beside a late one. So request k does not go before
min(answer to k-n, sending of k-n + 1 s) + 1 s: then k-n has arrived at least a second before k is sent.
"""

from math import ceil, floor
from typing import Final, Literal

import msgspec

from rtc_tui.core.account import RateLimit
from rtc_tui.core.snapshot import Quota

MARGIN: Final = 1.1  # of the vendor's own figure
SECOND: Final = 1.02  # the server's second, and what its clock and ours may disagree by within it
IN_FLIGHT_S: Final = 1.0  # within this a request has arrived, even if no answer has come
LAPSE_S: Final = 2.0  # a ticket whose owner has not been heard of for so long is void: the process is gone
SLOW_S: Final = 60.0  # how long the rate stays halved after the service has complained
LONGEST_PAUSE_S: Final = 3600.0
_DAY: Final = 86_400
_BEIJING: Final = 8 * 3600

Reason = Literal["gap", "told", "minute", "day"]


class Send(msgspec.Struct, array_like=True):
    """One request: when it went, and when its answer began (0: not yet). Steady clock."""

    ticket: str
    sent: float
    answered: float = 0.0


class Ticket(msgspec.Struct, array_like=True):
    """A place in the queue: since when, and when its owner was last heard of. Steady clock."""

    ticket: str
    since: float
    heard: float


class State(msgspec.Struct, forbid_unknown_fields=True):
    """All that is known of the quota. `seconds` counts requests by second of the wall clock, for a minute back."""

    sends: list[Send] = []
    queue: list[Ticket] = []
    not_before: float = 0.0
    slow_until: float = 0.0
    seconds: list[tuple[int, int]] = []
    day: int = 0
    day_used: int = 0


class Wait(msgspec.Struct, frozen=True):
    """How long until our turn (seconds), and what holds it up; `granted` says that the request goes, and is counted."""

    seconds: float = 0.0
    reason: Reason = "gap"
    granted: bool = False


def burst(limit: RateLimit) -> int:
    """How many requests the service takes within a second."""
    return max(1, floor(limit.per_second))


def gap_s(limit: RateLimit, *, slow: bool = False) -> float:
    """Seconds between two requests."""
    if limit.per_second <= 0:
        return 0.0
    return MARGIN / limit.per_second * (2 if slow else 1)


def beijing_day(wall: float) -> int:
    """Number of the day in Beijing, where the service's day begins."""
    return floor((wall + _BEIJING) / _DAY)


def sane(state: State, steady: float, wall: float) -> State:
    """The state without what cannot be: times of another boot lie ahead of the steady clock, old tickets lapse."""
    today = beijing_day(wall)
    kept = State(
        seconds=[(at, count) for at, count in state.seconds if wall - 61 < at <= wall + 1],
        day=today,
        day_used=state.day_used if state.day == today else 0,
    )
    if any(send.sent > steady + 1 for send in state.sends):
        return kept
    kept.sends = state.sends
    kept.queue = [one for one in state.queue if one.heard <= steady + 1 and steady - one.heard < LAPSE_S]
    kept.not_before = state.not_before if state.not_before <= steady + LONGEST_PAUSE_S else 0.0
    kept.slow_until = state.slow_until if state.slow_until <= steady + LONGEST_PAUSE_S + SLOW_S else 0.0
    return kept


def cautious(limit: RateLimit, steady: float, wall: float) -> State:
    """What to assume when the state was lost: that as many requests as are allowed have just gone."""
    sends = [Send("?", steady) for _ in range(burst(limit))]
    return State(sends=sends, day=beijing_day(wall), seconds=[(floor(wall), len(sends))])


def ask(state: State, limit: RateLimit, place: Ticket, wall: float, *, take: bool = True) -> Wait:
    """Take the next slot, or keep the place in the queue. Changes `state`, which must be sane.

    `place.heard` is now. With `take=False` the request is not ready to go: this only tells how long it would wait.
    """
    steady = place.heard
    leave(state, place.ticket)
    ahead = sum((one.since, one.ticket) < (place.since, place.ticket) for one in state.queue)
    seconds, reason = _wait(state, limit, steady, wall)
    if take and ahead == 0 and seconds <= 0:
        _count(state, limit, place, wall)
        return Wait(granted=True)
    state.queue.append(place)
    return Wait(max(0.0, seconds) + ahead * gap_s(limit, slow=steady < state.slow_until), reason)


def _wait(state: State, limit: RateLimit, steady: float, wall: float) -> tuple[float, Reason]:
    """The longest of all that holds the next request up."""
    waits: dict[Reason, float] = {
        "gap": _spacing(state, limit, steady),
        "told": state.not_before - steady,
        "minute": _minute(state, limit, wall),
        "day": _day(state, limit, wall),
    }
    reason = max(waits, key=lambda reason: waits[reason])
    return waits[reason], reason


def _spacing(state: State, limit: RateLimit, steady: float) -> float:
    if limit.per_second <= 0 or not state.sends:
        return 0.0
    earliest = state.sends[-1].sent + gap_s(limit, slow=steady < state.slow_until)
    size = burst(limit)
    if len(state.sends) >= size:
        first = state.sends[-size]
        arrived = min(first.answered or first.sent + IN_FLIGHT_S, first.sent + IN_FLIGHT_S)
        earliest = max(earliest, arrived + SECOND)
    return earliest - steady


def _minute(state: State, limit: RateLimit, wall: float) -> float:
    if limit.per_minute <= 0:
        return 0.0
    excess = sum(count for _, count in state.seconds) - limit.per_minute + 1
    for at, count in sorted(state.seconds):
        if excess <= 0:
            break
        excess -= count
        if excess <= 0:
            return at + 61 - wall
    return 0.0


def _day(state: State, limit: RateLimit, wall: float) -> float:
    if limit.per_day <= 0 or state.day_used < limit.per_day:
        return 0.0
    return (beijing_day(wall) + 1) * _DAY - _BEIJING - wall


def _count(state: State, limit: RateLimit, place: Ticket, wall: float) -> None:
    state.sends = [*state.sends, Send(place.ticket, place.heard)][-burst(limit) :]
    counts = dict(state.seconds)
    counts[floor(wall)] = counts.get(floor(wall), 0) + 1
    state.seconds = sorted(counts.items())
    state.day_used += 1


def leave(state: State, ticket: str) -> None:
    """Give the place in the queue up."""
    state.queue = [one for one in state.queue if one.ticket != ticket]


def answered(state: State, ticket: str, steady: float) -> None:
    """The request has arrived, for its answer is here."""
    for send in state.sends:
        if send.ticket == ticket and not send.answered:
            send.answered = steady


def complained(state: State, pause_s: float, steady: float) -> None:
    """The service said "too many": nobody sends for `pause_s`, and then at half the rate for a while."""
    state.not_before = max(state.not_before, steady + min(pause_s, LONGEST_PAUSE_S))
    state.slow_until = max(state.slow_until, state.not_before + SLOW_S)


def used(state: State, limit: RateLimit) -> Quota:
    """What was used in the last minute and today; `state` must be sane. The limit is per minute."""
    gap = gap_s(limit)
    by_gap = floor(60 / gap) if gap else 0
    per_minute = min(limit.per_minute, by_gap) if limit.per_minute and by_gap else limit.per_minute or by_gap
    recent = sum(count for _, count in state.seconds)
    return Quota(recent, per_minute, state.day_used, limit.per_day)


def whole_seconds(seconds: float) -> int:
    """As a sentence says it: never 0 while there is something to wait for."""
    return max(1, ceil(seconds))
