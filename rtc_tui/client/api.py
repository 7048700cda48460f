"""RtcClient: one short async method per API action. Import this module late: httpx alone takes 70 ms.

method ─ body ─▶ service.call ─▶ ... ─▶ envelope ─▶ wire.payload ─▶ Batch
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Final, Self

import httpx

from rtc_tui.client import wire
from rtc_tui.client.actions import MOST_USERS, REALTIME_DISTRIBUTION, REALTIME_OPERATION, REALTIME_QUALITY, spec_of
from rtc_tui.client.exchange import Answer
from rtc_tui.client.record import Recorder
from rtc_tui.client.service import Body, Reply, Service
from rtc_tui.clock import Clock
from rtc_tui.core.account import Credentials, RateLimit, Target
from rtc_tui.core.indicators import OPERATION, QUALITY
from rtc_tui.core.model import WHOLE_APP, Batch, Dimension, Feature, Product, Query, Scope, Window
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import BadRequest, BadResponse, UnknownAction, UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

POLL_S: Final = 25.0
HEADLESS_S: Final = 40.0
_BEIJING: Final = timezone(timedelta(hours=8))
_OTHER_SHAPE: Final = ("InvalidParameter", "InvalidParameter.Unmarshal", "InvalidParameter.BodyIsEmpty")


class RtcClient:
    """The service, asked as one account about one app. One per process; its connections are opened when needed.

    Each method raises what `rtc_tui.errors` names, and nothing else; `deadline` is in seconds, for the whole call.
    """

    def __init__(
        self,
        credentials: Credentials,
        target: Target,
        *,
        limits: Mapping[str, RateLimit],
        state_dir: Path | None,
        clock: Clock,
        rng: Random,
        transport: httpx.AsyncBaseTransport | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """`limits` by action, for those that differ from the vendor's; `state_dir` None: the quota is not shared.

        Raises ConfigError when the endpoint or the credentials can not be used.
        """
        self._target = target
        self._clock = clock
        self._indicator_as_list = False
        self._service = Service(
            credentials,
            target,
            limits=limits,
            state_dir=state_dir,
            clock=clock,
            rng=rng,
            transport=transport,
            recorder=recorder,
        )

    def __repr__(self) -> str:
        return f"RtcClient({self._service!r}, {self._target.app})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections. The client can be used again; it opens new ones."""
        await self._service.aclose()

    @property
    def skew_s(self) -> float | None:
        """The service's clock minus ours by its latest Date header (seconds); None before the first answer."""
        return self._service.service_clock.skew_s

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know although nothing failed, as finished sentences."""
        return self._service.notes

    def quota(self, actions: Iterable[str] = ()) -> Quota:
        """What the account has used of the busiest of `actions` (none given: of all asked so far)."""
        return self._service.quota(actions)

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
        _check_scope(scope)
        query = Query(Feature.QUALITY, product or self._target.product, scope)
        body = self._asking(window, Indicator=list(indicators)) | _scope_body(scope)
        with_product = _with_product(REALTIME_QUALITY, query.product, body)
        return _batch(query, window, await self._service.call(REALTIME_QUALITY, with_product, self._until(deadline)))

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
        return _batch(query, window, await self._distribution(query, window, self._until(deadline)))

    async def realtime_operation(
        self, window: Window, indicators: Iterable[str] = OPERATION, *, deadline: float = POLL_S
    ) -> Batch:
        """ListRealTimeOperationData: users and rooms online, of all products together."""
        body = self._asking(window, Indicator=list(indicators))
        reply = await self._service.call(REALTIME_OPERATION, lambda _: body, self._until(deadline))
        return _batch(Query(Feature.OPERATION), window, reply)

    async def raw(self, action: str, params: Mapping[str, Any], *, deadline: float = HEADLESS_S) -> Answer:
        """One request, the answer as it came, also one that is an error. `params` may name the Version.

        AppId is filled in. Takes its turn in the quota and is not tried again.
        """
        version = str(params.get("Version", spec_of(action).versions[0]))
        sent = {"AppId": self._target.app} | {name: value for name, value in params.items() if name != "Version"}
        return await self._service.once(action, version, sent, self._until(deadline))

    async def _distribution(self, query: Query, window: Window, until: float) -> Reply:
        """The documents disagree whether Indicator is a string or a list (FACTS 4.2): try, and remember."""
        try:
            return await self._distribution_as(query, window, until, as_list=self._indicator_as_list)
        except BadRequest as error:
            if error.code not in _OTHER_SHAPE:
                raise
            refusal = error
        try:
            reply = await self._distribution_as(query, window, until, as_list=not self._indicator_as_list)
        except BadRequest:
            raise refusal from None
        self._indicator_as_list = not self._indicator_as_list
        return reply

    async def _distribution_as(self, query: Query, window: Window, until: float, *, as_list: bool) -> Reply:
        indicator = [query.indicator] if as_list else query.indicator
        body = self._asking(window, Indicator=indicator, Dimension=query.dimension)
        return await self._service.call(
            REALTIME_DISTRIBUTION, _with_product(REALTIME_DISTRIBUTION, query.product, body), until
        )

    def _until(self, deadline: float) -> float:
        return self._clock.steady() + deadline

    def _asking(self, window: Window, **more: Any) -> dict[str, Any]:
        return {"AppId": self._target.app, "StartTime": rfc3339(window.start), "EndTime": rfc3339(window.end), **more}


def rfc3339(at: int) -> str:
    """Epoch seconds as all of the vendor's samples write them: with the offset of Beijing."""
    return datetime.fromtimestamp(at, UTC).astimezone(_BEIJING).isoformat()


def _with_product(action: str, product: Product, body: Mapping[str, Any]) -> Body:
    """The body by version: where ProductType is not known, web must not be asked for, or native would come back."""

    def for_version(version: str) -> Mapping[str, Any]:
        if version in spec_of(action).product_in:
            return {**body, "ProductType": product}
        if product is Product.NATIVE:
            return body
        message = t("client.no_web", action=action, version=version)
        raise UnknownAction(message, t("client.no_web_hint"), action=action)

    return for_version


def _scope_body(scope: Scope) -> dict[str, Any]:
    body: dict[str, Any] = {"RoomId": scope.room} if scope.room else {}
    return body | ({"UserId": list(scope.users)} if scope.users else {})


def _check_scope(scope: Scope) -> None:
    if scope.users and not scope.room:
        raise UsageError(t("client.users_without_room"), t("client.users_without_room_hint"))
    if len(scope.users) > MOST_USERS:
        message = t("client.too_many_users", count=len(scope.users), most=MOST_USERS)
        raise UsageError(message, t("client.too_many_users_hint"))
    for name in (scope.room, *scope.users):
        if any("\ud800" <= letter <= "\udfff" for letter in name):  # bytes of a command line that were no text
            raise UsageError(t("client.bad_id", id=safe(name, 60)), t("client.bad_id_hint"))


def _batch(query: Query, window: Window, reply: Reply) -> Batch:
    try:
        payload = wire.payload(reply.envelope, query, window)
    except BadResponse as error:
        error.action = reply.action
        raise
    asked, told = query.scope.users, payload.users
    missing = tuple(user for user in asked if user not in told) if told is not None else ()
    return Batch(
        query,
        window,
        # when none of the users asked for is in the answer, it is about somebody else
        () if asked and len(missing) == len(asked) else payload.series,
        reply.answer.answered,
        payload.dropped,
        missing,
        reply.envelope.request_id,
        reply.answer.skew_s,
        (t("client.no_echo"),) if asked and told is None else (),
    )
