"""The last 30 days, but for the last eight hours: quality, distributions, operation data, minutes used.

A series takes at most seven days at once; `split.windows` cuts longer windows. Days are Beijing's.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from rtc_tui.client import wire
from rtc_tui.client.asking import (
    HEADLESS_S,
    Asking,
    check_scope,
    check_window,
    decoded,
    scope_body,
    with_product,
)
from rtc_tui.core import indicators as catalogue
from rtc_tui.core.actions import DISTRIBUTION, OLD, OPERATION, OPERATION_DISTRIBUTION, QUALITY, USAGES
from rtc_tui.core.listing import DistributionShare, Listing, Usage
from rtc_tui.core.model import (
    DAY,
    FIVE_MINUTES,
    HOUR,
    WHOLE_APP,
    Batch,
    Dimension,
    Feature,
    Product,
    Query,
    Scope,
    Window,
)
from rtc_tui.errors import UsageError
from rtc_tui.text import t

OPERATIONS: Final = (
    "user_count", "session_count", "peak_concurrent_user", "room_count", "high_concurrency_room",
    "peak_concurrent_room", "avg_call_count", "per_call_time", "avg_call_time", "total_online_time",
    "avg_online_time", "avg_user_count",
)  # fmt: skip
_GRANULARITY: Final = {FIVE_MINUTES: "5min", HOUR: "1h", DAY: "1d"}
_SPELLED: Final = {"ios": "iOS", "macos": "mac"}  # as this action's own document has it (FACTS 4.9)


class Offline(Asking):
    """The offline actions. Their series have `Provenance.OFFLINE`."""

    async def quality(
        self,
        window: Window,
        *,
        step: int = FIVE_MINUTES,
        scope: Scope = WHOLE_APP,
        product: Product | None = None,
        indicators: Iterable[str] = catalogue.QUALITY,
        deadline: float = HEADLESS_S,
    ) -> Batch:
        """ListQuality: in steps of 300 or 86 400 seconds; `scope` may name systems and networks for native data."""
        check_scope(QUALITY, scope)
        query = Query(Feature.QUALITY, product or self._target.product, scope, step=step)
        if query.product is Product.WEB and (scope.os or scope.access):
            raise UsageError(t("client.no_web_filter"), t("client.no_web_filter_hint"))
        asked = self._body(window, Indicator=list(indicators), AggregateGranularity=_GRANULARITY[step])
        body = with_product(QUALITY, query.product, asked | scope_body(scope) | _filters(scope))
        return await self._series(QUALITY, query, window, body, self._until(deadline))

    async def distribution(
        self,
        window: Window,
        indicator: str,
        dimension: Dimension,
        *,
        product: Product | None = None,
        deadline: float = HEADLESS_S,
    ) -> Batch:
        """ListQualityDistribution. The documents name no step: each series has the one that its times lie on."""
        query = Query(
            Feature.DISTRIBUTION,
            product or self._target.product,
            WHOLE_APP,
            dimension,
            indicator,
            FIVE_MINUTES,
        )
        return await self._distribution(DISTRIBUTION, query, window, self._until(deadline))

    async def operation(
        self,
        window: Window,
        *,
        step: int = DAY,
        indicators: Iterable[str] = OPERATIONS,
        deadline: float = HEADLESS_S,
    ) -> Batch:
        """ListOperationData: in steps of 3 600 or 86 400 seconds."""
        query = Query(Feature.OPERATION, step=step)
        body = self._body(window, Indicator=list(indicators), AggregateGranularity=_GRANULARITY[step])
        return await self._series(OPERATION, query, window, lambda _: body, self._until(deadline))

    async def operation_distribution(
        self, window: Window, dimension: Dimension, *, deadline: float = HEADLESS_S
    ) -> Listing[DistributionShare]:
        """ListOperationDistribution: users by Province or Country over the whole window, largest first."""
        check_window(OPERATION_DISTRIBUTION, window)

        def body(version: str) -> Mapping[str, Any]:
            indicator = "user_num" if version == OLD else "user_count"  # FACTS 4.11
            return self._body(window, Indicator=indicator, Dimension=dimension)

        reply = await self._service.call(OPERATION_DISTRIBUTION, body, self._until(deadline))
        rows, dropped = decoded(reply, wire.shares)
        answer = reply.answer
        return Listing(
            window, rows, answer.answered, len(rows), False, dropped, (), reply.envelope.request_id, answer.skew_s
        )

    async def usages(self, window: Window, *, deadline: float = HEADLESS_S) -> Listing[Usage]:
        """ListUsages: minutes by day, up to 30 days."""
        check_window(USAGES, window)
        body = self._body(window)
        reply = await self._service.call(USAGES, lambda _: body, self._until(deadline))
        rows, dropped = decoded(reply, lambda envelope: wire.usages(envelope, window))
        answer = reply.answer
        return Listing(
            window, rows, answer.answered, len(rows), False, dropped, (), reply.envelope.request_id, answer.skew_s
        )


def _filters(scope: Scope) -> dict[str, list[str]]:
    systems = [_SPELLED.get(name.lower(), name.lower()) for name in scope.os]
    networks = [name.lower() for name in scope.access]
    return ({"OS": systems} if systems else {}) | ({"Access": networks} if networks else {})
