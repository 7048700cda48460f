"""The last 60 minutes in buckets of 30 seconds: quality, its distributions, users and rooms online."""

from collections.abc import Iterable

from rtc_tui.client.asking import POLL_S, Asking, check_scope, scope_body, with_product
from rtc_tui.core.actions import REALTIME_DISTRIBUTION, REALTIME_OPERATION, REALTIME_QUALITY
from rtc_tui.core.indicators import OPERATION, QUALITY
from rtc_tui.core.model import WHOLE_APP, Batch, Dimension, Feature, Product, Query, Scope, Window
from rtc_tui.errors import UsageError
from rtc_tui.text import t


class Realtime(Asking):
    """The real-time actions."""

    async def realtime_quality(
        self,
        window: Window,
        *,
        scope: Scope = WHOLE_APP,
        product: Product | None = None,
        indicators: Iterable[str] = QUALITY,
        deadline: float = POLL_S,
    ) -> Batch:
        """ListRealTimeQuality: the app, a room, or up to 20 users of a room taken together."""
        check_scope(REALTIME_QUALITY, scope)
        if scope.os or scope.access:
            raise UsageError(t("client.no_filter"), t("client.no_filter_hint"))
        query = Query(Feature.QUALITY, product or self._target.product, scope)
        body = with_product(
            REALTIME_QUALITY, query.product, self._body(window, Indicator=list(indicators)) | scope_body(scope)
        )
        return await self._series(REALTIME_QUALITY, query, window, body, self._until(deadline))

    async def realtime_distribution(
        self,
        window: Window,
        indicator: str,
        dimension: Dimension,
        *,
        product: Product | None = None,
        deadline: float = POLL_S,
    ) -> Batch:
        """ListRealTimeQualityDistribution: one indicator by one dimension, a series for each slice."""
        query = Query(Feature.DISTRIBUTION, product or self._target.product, WHOLE_APP, dimension, indicator)
        return await self._distribution(REALTIME_DISTRIBUTION, query, window, self._until(deadline))

    async def realtime_operation(
        self, window: Window, indicators: Iterable[str] = OPERATION, *, deadline: float = POLL_S
    ) -> Batch:
        """ListRealTimeOperationData: users and rooms online, of all products together."""
        query, body = Query(Feature.OPERATION), self._body(window, Indicator=list(indicators))
        return await self._series(REALTIME_OPERATION, query, window, lambda _: body, self._until(deadline))
