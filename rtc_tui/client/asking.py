"""What all actions have in common: whom to ask, within which window, for whom, until when."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx

from rtc_tui.client import wire
from rtc_tui.client.account import Renew
from rtc_tui.client.envelope import Envelope
from rtc_tui.client.narrow import too_large
from rtc_tui.client.record import Recorder
from rtc_tui.client.service import LARGE, Body, Reply, Service
from rtc_tui.clock import Clock
from rtc_tui.core.account import Credentials, RateLimit, Target
from rtc_tui.core.actions import OLD, spec_of
from rtc_tui.core.model import Batch, Product, Query, Scope, Window
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import BadRequest, BadResponse, ResponseTooLarge, UnknownAction, UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

POLL_S: Final = 25.0
HEADLESS_S: Final = 40.0
_NAMED: Final = 5  # users that a note names
_BEIJING: Final = timezone(timedelta(hours=8))
_OTHER_SHAPE: Final = ("InvalidParameter", "InvalidParameter.Unmarshal", "InvalidParameter.BodyIsEmpty")
_T = TypeVar("_T")


class Asking:
    """One account about one app. The methods that ask are in the classes that follow from this one."""

    def __init__(  # noqa: PLR0913 - all that is handed in, each by name
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
        renew: Renew | None = None,
    ) -> None:
        """`limits` by action, for those that differ from the vendor's; `state_dir` None: the quota is not shared.

        `renew` looks for the credentials again when they were refused, in a thread: it may read files and run a command.
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
            renew=renew,
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

    def _until(self, deadline: float) -> float:
        return self._clock.steady() + deadline

    def _body(self, window: Window, **more: Any) -> dict[str, Any]:
        times = {"StartTime": rfc3339(window.start), "EndTime": rfc3339(window.end)}
        return {"AppId": self._target.app, **times, **more}

    async def _series(self, action: str, query: Query, window: Window, body: Body, until: float) -> Batch:
        """One answer that is series."""
        check_window(action, window)
        reply = await self._service.call(action, body, until)
        return await beside(reply, lambda: batch(query, window, reply))

    async def _distribution(self, action: str, query: Query, window: Window, until: float) -> Batch:
        """The documents disagree whether Indicator is a string or a list (FACTS 4.2): try, and remember."""
        try:
            return await self._distribution_as(action, query, window, until, as_list=self._indicator_as_list)
        except BadRequest as error:
            if error.code not in _OTHER_SHAPE:
                raise
            refusal = error
        try:
            found = await self._distribution_as(action, query, window, until, as_list=not self._indicator_as_list)
        except BadRequest:
            raise refusal from None
        self._indicator_as_list = not self._indicator_as_list
        return found

    async def _distribution_as(
        self, action: str, query: Query, window: Window, until: float, *, as_list: bool
    ) -> Batch:
        indicator = [query.indicator] if as_list else query.indicator
        body = self._body(window, Indicator=indicator, Dimension=query.dimension)
        return await self._series(action, query, window, with_product(action, query.product, body), until)


def rfc3339(at: int) -> str:
    """Epoch seconds as all of the vendor's samples write them: with the offset of Beijing."""
    return datetime.fromtimestamp(at, UTC).astimezone(_BEIJING).isoformat()


def with_product(action: str, product: Product, body: Mapping[str, Any]) -> Body:
    """The body by version: where ProductType is not known, web must not be asked for, or native would come back."""

    def for_version(version: str) -> Mapping[str, Any]:
        if version in spec_of(action).product_in:
            return {**body, "ProductType": product}
        if product is Product.NATIVE:
            return body
        message = t("client.no_web", action=action, version=version)
        raise UnknownAction(message, t("client.no_web_hint"), action=action)

    return for_version


def with_room(action: str, room: str, body: Mapping[str, Any]) -> Body:
    """The body by version: the older one wants a room (FACTS 11)."""

    def for_version(version: str) -> Mapping[str, Any]:
        if version == OLD and not room:
            raise UsageError(t("client.no_room", action=action), t("client.no_room_hint"), action=action)
        return body

    return for_version


def scope_body(scope: Scope) -> dict[str, Any]:
    """A room and users, as the quality actions take them."""
    body: dict[str, Any] = {"RoomId": scope.room} if scope.room else {}
    return body | ({"UserId": list(scope.users)} if scope.users else {})


def check_scope(action: str, scope: Scope) -> None:
    """Raises UsageError for what the service would refuse, or answer as if it had been asked something else."""
    if scope.users and not scope.room:
        raise UsageError(t("client.users_without_room"), t("client.users_without_room_hint"))
    check_users(action, scope.users)
    check_ids(scope.room, *scope.users)


def check_users(action: str, users: tuple[str, ...]) -> None:
    """Raises UsageError for more users than one request takes."""
    most = spec_of(action).users
    if len(users) > most:
        message = t("client.too_many_users", count=len(users), most=most)
        raise UsageError(message, t("client.too_many_users_hint"))


def check_ids(*names: str) -> None:
    """Raises UsageError for IDs that are no text: bytes of a command line that could not be read."""
    for name in names:
        if any("\ud800" <= letter <= "\udfff" for letter in name):
            raise UsageError(t("client.bad_id", id=safe(name, 60)), t("client.bad_id_hint"))


def check_list(action: str, users: tuple[str, ...]) -> None:
    """Raises UsageError for user IDs that cannot travel in a list with commas."""
    check_ids(*users)
    for name in users:
        if "," in name:
            message = t("client.comma_in_id", id=safe(name, 60), action=action)
            raise UsageError(message, t("client.bad_id_hint"))


def check_window(action: str, window: Window) -> None:
    """Raises UsageError for a window that one request does not take: some actions would shorten it silently."""
    most = spec_of(action).span
    if not window.seconds:
        raise UsageError(t("client.empty_window"), t("codes.hint_InvalidParameter.StartTimeAfterEndTime"))
    if window.seconds > most:
        message = t("client.too_long_window", hours=window.seconds / 3600, action=action, most=most / 3600)
        raise UsageError(message, t("client.too_long_window_hint"))


def decoded(reply: Reply, read: Callable[[Envelope], _T]) -> _T:
    """What `wire` makes of a good answer; its complaints say of which action."""
    try:
        return read(reply.envelope)
    except ResponseTooLarge as error:
        raise too_large(reply.action, error.message, error.request_id) from None
    except BadResponse as error:
        error.action = reply.action
        raise


async def beside(reply: Reply, read: Callable[[], _T]) -> _T:
    """What `read` makes of an answer; of a large one in a thread, so that the keys stay alive."""
    return await asyncio.to_thread(read) if len(reply.answer.body) > LARGE else read()


def batch(query: Query, window: Window, reply: Reply) -> Batch:
    """A good answer as series."""
    payload = decoded(reply, lambda envelope: wire.payload(envelope, query, window))
    asked = query.scope.users
    missing, note = echoed(asked, payload.users)
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
        (note,) if note else (),
    )


def echoed(asked: tuple[str, ...], told: tuple[str, ...] | None) -> tuple[tuple[str, ...], str]:
    """(who of those asked for is not in the answer, what to say about it); `told` None: it does not say."""
    if not asked:
        return (), ""
    if told is None:
        return (), t("client.no_echo")
    missing = tuple(user for user in asked if user not in told)
    if len(missing) < len(asked):
        return missing, ""
    folded = {user.casefold() for user in told}
    missing = tuple(user for user in asked if user.casefold() not in folded)
    names = ", ".join(safe(user, 60) for user in told[:_NAMED]) + (", …" if len(told) > _NAMED else "")
    if len(missing) < len(asked):
        return missing, t("client.echo_other_case", told=names)
    return missing, t("client.echo_others", told=names) if told else t("client.echo_nobody")
