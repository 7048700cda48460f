"""Which series are the answer to which query, and in which step the service has a query's past."""

from collections.abc import Iterable
from typing import Final

from rtc_tui.core.indicators import OFFLINE_OPERATION, OPERATION, meant
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, Feature, Query, SeriesKey

_OPERATION: Final = frozenset((*OPERATION, *OFFLINE_OPERATION))


def brings(query: Query, key: SeriesKey) -> bool:
    """Whether a series is of a query's answer, whatever its step. A name that tells of none may be of any indicator."""
    if key.scope != query.scope or key.dimension is not query.dimension:
        return False
    name = meant(key.name)
    operation = (name or key.name) in _OPERATION
    if query.feature is Feature.OPERATION:
        return operation
    return not operation and key.product is query.product and (not query.indicator or name in {query.indicator, ""})


def of(query: Query, keys: Iterable[SeriesKey]) -> tuple[SeriesKey, ...]:
    """Those of the keys that the query brings, in their order."""
    return tuple(key for key in keys if brings(query, key))


def offline_step(query: Query) -> int | None:
    """In which step the service has the past of a query that is shown in steps of `query.step`; None: it has none."""
    if query.step == BUCKET:
        return None
    match query.feature:
        case Feature.QUALITY:
            return DAY if query.step == DAY else FIVE_MINUTES
        case Feature.DISTRIBUTION:
            return FIVE_MINUTES
        case Feature.OPERATION:
            return query.step if query.step > FIVE_MINUTES else None
