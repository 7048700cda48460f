"""All that is known now, and what the user looks at. The two are separate: data arrive, eyes move."""

from __future__ import annotations  # answers hold problems, and a snapshot holds answers

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from rtc_tui.core.model import (
    DAY,
    WHOLE_APP,
    Dimension,
    Dropped,
    Feature,
    Product,
    Query,
    Scope,
    Series,
    SeriesKey,
    Window,
)

if TYPE_CHECKING:
    from rtc_tui.core.ask import Answer, Ask


class State(StrEnum):
    """One word for how the feed is doing; the worst that holds for what is on screen."""

    WAITING = "waiting"  # nothing has arrived yet, and nothing has failed
    LIVE = "live"
    SLOW = "slow"  # answers come, but the newest bucket is older than the service promises
    THROTTLED = "throttled"
    OFFLINE = "offline"  # unreachable, failing, too slow, or unreadable; tried again
    REFUSED = "refused"  # key, clock, permission, app: tried again now and then, since it may be mended
    REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as data: what the screen and `--format json` say about it."""

    kind: str  # the class in errors.py
    message: str
    hint: str
    exit_code: int
    since: float  # epoch seconds of the first failure in this row
    attempts: int = 1
    next_try: float | None = None  # epoch seconds
    code: str = ""
    request_id: str = ""
    action: str = ""


class Quota(NamedTuple):
    """What the account has used of its busiest action, by every process of this user on this host."""

    used: int = 0
    limit: int = 0  # per minute
    day_used: int = 0
    day_limit: int = 0  # zero: no cap per day


class Replay(NamedTuple):
    """That what is shown was recorded, and plays `speed` times as fast as it happened."""

    speed: int = 1
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """How far the data can be trusted."""

    # Of what is shown; of what is shown and has not answered, also what befell its like in the background.
    problems: Mapping[Feature, Problem] = field(default_factory=lambda: MappingProxyType({}))
    dropped: Dropped = Dropped()  # of the latest answer of each query that is shown
    quota: Quota = Quota()
    skew_s: float | None = None
    missing_users: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lead: Feature = Feature.QUALITY  # whose state, age and answers these are; another only when no quality is polled
    newest: int | None = None  # start of the newest bucket held of the lead
    answered: float | None = None  # epoch seconds of the latest answer to the lead
    answered_features: frozenset[Feature] = frozenset()  # of what is shown, what has ever answered
    # Epoch seconds of the latest answer of each query that is polled, shown or not; absent: none yet.
    answered_at: Mapping[Query, float] = field(default_factory=lambda: MappingProxyType({}))
    replay: Replay | None = None  # None: it happens now


# A bucket is served about 60 s after its start or end and polled every 30 s: older than this, something lags.
SLOW_AFTER: Final = 60 + 30 + 30 + 60

_REFUSALS: Final = {
    "Refused", "WrongCredentials", "ClockSkewed", "NotPermitted", "BadRequest", "UnknownApp", "UnknownAction",
    "UsageError", "ConfigError", "CredentialsMissing",
}  # fmt: skip


def trouble(problem: Problem) -> State:
    """The state that a problem puts its feature in."""
    if problem.kind == "Throttled":
        return State.THROTTLED
    return State.REFUSED if problem.kind in _REFUSALS else State.OFFLINE


def condition(health: Health, now: float) -> State:
    """How the feed of the lead, the app's quality, is doing at `now` (epoch seconds)."""
    if health.replay is not None:
        return State.REPLAY
    problem = health.problems.get(health.lead)
    if problem:
        return trouble(problem)
    if health.answered is None:
        return State.WAITING
    # Answers without any bucket are no sign of lateness: a room that nobody was in has none.
    return State.SLOW if health.newest is not None and now - health.newest > SLOW_AFTER else State.LIVE


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What is known at `now` (epoch seconds, corrected by the service's clock where it is known)."""

    now: float
    series: Mapping[SeriesKey, Series] = field(default_factory=lambda: MappingProxyType({}))
    health: Health = Health()
    polled: tuple[Query, ...] = ()
    # To what is asked once: what is wanted, and what is kept for going back.
    answers: Mapping[Ask, Answer] = field(default_factory=lambda: MappingProxyType({}))
    # Names of series, in order, that answers to one indicator alone have brought and that are not among its known ones.
    other_names: Mapping[Query, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


WINDOWS: Final = (15, 30, 60)  # minutes


@dataclass(frozen=True, slots=True)
class Spread:
    """What the Distribution pane is turned to. `view` is one of its words; `slice` the raw name, empty: the first row.

    `indicator` is what the selected series was asked for as, where its name does not tell.
    """

    dimension: Dimension = Dimension.PROVINCE
    view: str = "heat"
    slice: str = ""
    opened: bool = False
    indicator: str = ""


NO_TIME: Final = Window(0, 0)


@dataclass(frozen=True, slots=True)
class Visit:
    """Where the Calls pane is. `step` is one of its words: rooms, users, matrix, pair, user.

    `window` is that of the call looked at, fixed when it is entered, so that what was asked stays answered; `span` the
    stretch of it whose details are looked at. `chosen` are the users whose details are asked for. `row` is the entry
    under the cursor in lists, `sender` and `receiver` the cell of the matrix; an empty one is the margin. `user` is whose
    rooms the list of rooms is about; empty: anybody's.
    """

    step: str = "rooms"
    room: str = ""
    window: Window = NO_TIME
    span: Window = NO_TIME
    chosen: tuple[str, ...] = ()
    row: str = ""
    sender: str = ""
    receiver: str = ""
    measure: str = "stall"
    user: str = ""


COMPARED: Final = ("", "day", "week", "both")  # what `Selection.compare` may say, in the order of the key


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the History pane is turned to. `kind` is one of its words: quality, days, operation, users, usage.

    It shows `span` seconds that end at `end` (epoch seconds; None: now, and on with it); where the time cursor lies
    outside of them, the same span around the cursor. `opened` is the day of the cursor, opened from the table of days.
    `row` is the entry under the cursor in lists. `stopped`: what is not there yet is not asked for any more.
    """

    kind: str = "quality"
    span: int = DAY
    end: int | None = None
    opened: bool = False
    row: str = ""
    dimension: Dimension = Dimension.PROVINCE
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user looks at. Replaced by key presses, never changed in place."""

    pane: str = "live"
    product: Product = Product.NATIVE
    scope: Scope = WHOLE_APP
    series: str = ""  # name of the selected series; empty: the first
    minutes: int = 60
    cursor: int | None = None  # bucket start under the time cursor; None: the newest
    filter: str = ""  # what the rows of the pane have to match
    sort: int = 0  # which of the pane's orders
    entry: str = ""  # the selected entry of the Reference pane; empty: the first
    spread: Spread = Spread()
    visit: Visit = Visit()
    stretch: Stretch = Stretch()
    compare: str = ""  # one of `COMPARED`: which earlier days are drawn beside the present

    def turned(self) -> Selection:
        """The other product, at the newest bucket."""
        return replace(self, product=Product.WEB if self.product is Product.NATIVE else Product.NATIVE, cursor=None)

    def at(self, pane: str) -> Selection:
        """Another pane, where rows are filtered and ordered in other ways."""
        return self if pane == self.pane else replace(self, pane=pane, filter="", sort=0)

    def live(self) -> Selection:
        """The newest bucket, and on with it."""
        return replace(self, cursor=None, stretch=replace(self.stretch, end=None, opened=False, stopped=False))

    def back(self) -> Selection:
        """One step out: the filter, the time cursor, then the scope."""
        if self.filter:
            return replace(self, filter="")
        return replace(self, cursor=None) if self.cursor is not None else replace(self, scope=WHOLE_APP)
