"""Who asks the service for what, where one process records and the others read along. Pure."""

from collections.abc import Callable, Iterable

from rtc_tui.core.ask import Ask, AskHistory, Wanted
from rtc_tui.core.model import Query
from rtc_tui.feed.filler import Always


def of_recorder(wanted: Wanted, always: Always, others: Iterable[Query], asks: Iterable[Ask]) -> Wanted:
    """Whoever records asks for what it looks at, what is always recorded, and what the others look at."""
    shown = dict.fromkeys((*wanted.shown, *always.polled, *others))
    beside = dict.fromkeys((*wanted.background, *always.beside))
    return Wanted(tuple(shown), tuple(query for query in beside if query not in shown), asks_of(wanted, asks))


def of_viewer(wanted: Wanted, is_ours: Callable[[Query], bool], asks: Iterable[Ask]) -> Wanted:
    """A viewer asks for what nobody asks for it."""
    shown, beside = (tuple(filter(is_ours, some)) for some in (wanted.shown, wanted.background))
    return Wanted(shown, beside, asks_of(wanted, asks))


def asks_of(wanted: Wanted, more: Iterable[Ask]) -> tuple[Ask, ...]:
    """Each question once; histories are put together out of others."""
    own = (ask for ask in wanted.asks if not isinstance(ask, AskHistory))
    return tuple(dict.fromkeys((*own, *more)))
