"""What the screen or a command wants to know: series that are polled, and questions that are asked once.

What is wanted follows from what is looked at; the feed answers, and the answers travel with the snapshot. Nothing in here
is an order: a question that is no longer wanted is dropped, one that was answered is not asked again.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rtc_tui.core.dimensions import told_by
from rtc_tui.core.indicators import QUALITY
from rtc_tui.core.model import Dimension, Feature, Product, Query, Window
from rtc_tui.core.snapshot import Problem

if TYPE_CHECKING:
    from rtc_tui.core.calls import Direction


@dataclass(frozen=True, slots=True)
class Past:
    """Series of days gone by: `query.step` is not that of real-time data. Parts: `Batch`, each a piece of the window."""

    query: Query
    window: Window


@dataclass(frozen=True, slots=True)
class AskRooms:
    """Which calls were created in a window. Parts: `Listing[Room]`."""

    window: Window
    room: str = ""


@dataclass(frozen=True, slots=True)
class AskUsers:
    """Who was in a room in a window; no names: everybody. Parts: `Listing[User]`."""

    room: str
    window: Window
    users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskOnline:
    """Who is in a room right now; `minute` (epoch minutes) makes a later question another one. Parts: `OnlineUsers`."""

    room: str
    minute: int = 0


@dataclass(frozen=True, slots=True)
class AskDetail:
    """The call metrics of some users of a room. Parts: `CallDetail`, each some users in a piece of the window."""

    room: str
    users: tuple[str, ...]
    window: Window
    direction: "Direction | None" = None  # None: both


@dataclass(frozen=True, slots=True)
class AskUsages:
    """Minutes used per day. Parts: `Listing[Usage]`."""

    window: Window


@dataclass(frozen=True, slots=True)
class AskShares:
    """How users spread over places in a window as a whole. Parts: `Listing[DistributionShare]`."""

    window: Window
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class AskHistory:
    """All that is known of a query's series in a window: what was recorded, and offline data where those are lacking.

    `query.step` is the step that is shown, one of `merge.STEPS`. Parts: `Merged`, one for each series that has a value;
    unlike those of other questions they are replaced as more comes. What is polled right now is in the snapshot's series.
    """

    query: Query
    window: Window


Errand = Past | AskRooms | AskUsers | AskOnline | AskDetail | AskUsages | AskShares  # what one request can answer
Ask = Errand | AskHistory


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that is wanted at one moment.

    `shown` is polled at each bucket. `background` is asked as seldom as leaves no hole (each answer reaches back an
    hour), more often only as the quota allows; those of it that are `near` what is shown before the others. `asks` are
    asked once each, in this order.
    """

    shown: tuple[Query, ...] = ()
    background: tuple[Query, ...] = ()
    asks: tuple[Ask, ...] = ()

    @property
    def polled(self) -> tuple[Query, ...]:
        """Shown and background, each once."""
        return tuple(dict.fromkeys((*self.shown, *self.background)))

    @property
    def near(self) -> tuple[Query, ...]:
        """Of the background, what explains what is shown: the other dimensions of its indicator."""
        shown = [query for query in self.shown if query.feature is Feature.DISTRIBUTION]
        wished = {other for query in shown for other in dimensions_of(query.product, query.indicator)} - set(shown)
        return tuple(query for query in self.background if query in wished)


def dimensions_of(product: Product, indicator: str) -> tuple[Query, ...]:
    """One indicator by every dimension that there is for a product."""
    return tuple(
        Query(Feature.DISTRIBUTION, product, dimension=dimension, indicator=indicator) for dimension in told_by(product)
    )


def combinations(product: Product) -> tuple[Query, ...]:
    """Every indicator by every dimension: one question each, dimension by dimension."""
    return tuple(
        Query(Feature.DISTRIBUTION, product, dimension=dimension, indicator=indicator)
        for dimension in Dimension
        for indicator in QUALITY
    )


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """How far a question has got: what came so far, how many pieces of how many, and what went wrong.

    `parts` are the objects that the question's own docstring names, in the order in which they came: the newest piece of
    the window first. A problem with a `next_try` may pass, any other ends the question; what came before it stays.
    `done` of `total` is 1 of 1, without a part, where nothing of the window can be had: then a note says why.
    """

    parts: tuple[object, ...] = ()
    done: int = 0
    total: int = 0  # pieces; of call metrics an estimate until the last one
    problem: Problem | None = None
    received: float = 0.0  # epoch seconds of the latest part
    notes: tuple[str, ...] = field(default=())  # what the answer leaves open, as finished sentences

    @property
    def complete(self) -> bool:
        """Whether nothing more will come."""
        if self.problem is not None:
            return self.problem.next_try is None
        return self.total > 0 and self.done >= self.total
