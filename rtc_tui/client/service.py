"""One account's way to the service: which version, when to try again, the quota, the network, what is recorded.

call: which version is served ─▶ _with_mended_keys ─▶ _until_answered: try again ─▶ _send: quota, network, record
                                                                   └▶ _checked: the envelope, or the error
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import httpx
import msgspec

from rtc_tui import __version__
from rtc_tui.client import endpoint
from rtc_tui.client.account import Account, Renew, Signer
from rtc_tui.client.actions import NOT_SERVED, quota_of
from rtc_tui.client.classify import Asked, checked
from rtc_tui.client.envelope import Envelope
from rtc_tui.client.exchange import Answer
from rtc_tui.client.limits import Limiter, retry_delay, state_path
from rtc_tui.client.record import Recorder, exchange
from rtc_tui.client.sign import canonical_query, signed_at
from rtc_tui.client.skew import ServiceClock
from rtc_tui.client.transport import CONNECT_S, Attempt, Hooks
from rtc_tui.clock import Clock
from rtc_tui.core.account import Credentials, RateLimit, Target
from rtc_tui.core.actions import spec_of
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import ClockSkewed, DeadlineExceeded, RtcTuiError, Throttled, UnknownAction, WrongCredentials
from rtc_tui.text import t
from rtc_tui.text.safe import safe

Body = Callable[[str], Mapping[str, Any]]  # version -> what to send
LARGE: Final = 1 << 20  # bytes; from here on an answer is read beside the event loop


class Reply(NamedTuple):
    """A good answer, and its envelope opened."""

    action: str
    envelope: Envelope
    answer: Answer


class _Asking(NamedTuple):
    """One request, ready to be sent; `quota` names what it counts against."""

    action: str
    quota: str
    request: httpx.Request


class Service:
    """The service, asked as one account. Holds the one HTTP client, which is opened when it is first needed."""

    def __init__(  # noqa: PLR0913 - all that is handed in, each by name
        self,
        credentials: Credentials,
        target: Target,
        *,
        limits: Mapping[str, RateLimit],
        state_dir: Path | None,
        clock: Clock,
        rng: Random,
        transport: httpx.AsyncBaseTransport | None,
        recorder: Recorder | None,
        renew: Renew | None,
    ) -> None:
        """Raises ConfigError when the endpoint or the credentials can not be used."""
        self.service_clock = ServiceClock(clock)
        self._account = Account(credentials, target.region, self.service_clock.signing_time, clock, renew)
        self._url = endpoint.endpoint_url(target.endpoint)
        self._app = target.app
        self._region = target.region
        self._limits = limits
        self._state_dir = state_dir
        self._clock = clock
        self._rng = rng
        self._transport = transport
        self._recorder = recorder
        self._recorder_note = ""
        self._limiters: dict[tuple[str, str], Limiter] = {}  # by access key and quota
        self._not_served: set[tuple[str, str]] = set()
        self._opened: httpx.AsyncClient | None = None

    def __repr__(self) -> str:
        return f"Service({self._account.credentials.masked}, {self._url.host})"

    async def aclose(self) -> None:
        """Close all connections."""
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.aclose()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know although nothing failed, as finished sentences."""
        notes = [self._recorder_note, *(limiter.note for limiter in self._limiters.values())]
        return tuple(dict.fromkeys(note for note in notes if note))

    def quota(self, actions: Iterable[str]) -> Quota:
        """What the account has used of the busiest of `actions` (none given: of all asked so far)."""
        key = self._account.credentials.access_key
        wanted = tuple(actions) or tuple(quota for owner, quota in self._limiters if owner == key)
        return max((self._limiter(action, key).used() for action in wanted), key=_fullness, default=Quota())

    async def call(self, action: str, body: Body, until: float) -> Reply:
        """Ask in the first version that is served; which are not is remembered. `until` is on the steady clock."""
        spec, begun = spec_of(action), self._clock.steady()
        refusal: UnknownAction | None = None
        for version in (one for one in spec.versions if (action, one) not in self._not_served):
            asking = self._asking(action, version, body(version))
            try:
                return await self._with_mended_keys(asking, begun, until)
            except UnknownAction as error:
                if error.code != NOT_SERVED:
                    raise
                refusal = error
            self._not_served.add((action, version))
        # all are refused: forget it, so that the next call notices when the service has been mended
        self._not_served -= {(action, version) for version in spec.versions}
        raise refusal or UnknownAction(t("client.refused_UnknownAction", action=action, told=NOT_SERVED))

    async def once(self, action: str, version: str, params: Mapping[str, Any], until: float) -> Answer:
        """One request and its answer, whatever it is. Raises RtcTuiError only when there is no whole answer."""
        asking, signer = self._asking(action, version, params), self._account.signer
        answer = await self._send(asking, signer, until)
        with suppress(RtcTuiError):  # the caller wants to see it for himself; the quota has been told
            await self._checked(asking, signer, answer)
        return answer

    async def _with_mended_keys(self, asking: _Asking, begun: float, until: float) -> Reply:
        """When the key pair is refused, look whether there is another one by now, and ask once more with that."""
        signer, sent = self._account.signer, self._clock.steady()
        try:
            return await self._until_answered(asking, signer, begun, until)
        except WrongCredentials:
            if not await self._account.renewed(signer, sent, until):
                raise
        return await self._until_answered(asking, self._account.signer, begun, until)

    async def _until_answered(self, asking: _Asking, signer: Signer, begun: float, until: float) -> Reply:
        """Try again what may pass by itself, within the deadline; each try is signed anew and takes its own turn.

        `begun` is when the caller began to wait: what he is told at last is how long it was in all.
        """
        failures = {True: 0, False: 0}  # by whether it was the clock: that one has a try of its own
        while True:
            try:
                answer = await self._send(asking, signer, until)
                return Reply(asking.action, await self._checked(asking, signer, answer), answer)
            except RtcTuiError as error:
                failure = error
            about_time = isinstance(failure, ClockSkewed)
            failures[about_time] += 1
            delay = retry_delay(failure, failures[about_time], self._rng)
            if delay is None or self._clock.steady() + delay >= until:
                raise self._in_all(failure, sum(failures.values()), begun)
            await self._clock.sleep(delay)

    def _in_all(self, failure: RtcTuiError, tries: int, begun: float) -> RtcTuiError:
        """After several tries the last one's own seconds would say too little."""
        if not isinstance(failure, DeadlineExceeded) or tries == 1:
            return failure
        host, seconds = self._url.netloc.decode("ascii"), self._clock.steady() - begun
        message = t("client.deadline_tries", host=host, seconds=seconds, tries=tries)
        return DeadlineExceeded(message, action=failure.action)

    async def _checked(self, asking: _Asking, signer: Signer, answer: Answer) -> Envelope:
        asked = Asked(asking.action, signer.credentials, self._app, self._region)
        try:
            if len(answer.body) > LARGE and spec_of(asking.action).large:
                return await asyncio.to_thread(checked, answer, asked)
            return checked(answer, asked)
        except Throttled as error:
            error.retry_after = await self._limiter(asking.quota, signer.credentials.access_key).complained(
                error.retry_after
            )
            raise
        except ClockSkewed:
            self.service_clock.refused(answer, signed_at(asking.request.headers))
            raise

    async def _send(self, asking: _Asking, signer: Signer, until: float) -> Answer:
        """One request through the quota and over the network, recorded if that is wished."""
        slot, asked_at = self._limiter(asking.quota, signer.credentials.access_key).slot(until), self._clock.now()
        attempt = Attempt(
            self._http(),
            self._clock,
            Hooks(slot.take, slot.answered),
            action=asking.action,
            cap=spec_of(asking.action).cap,
            until=until,
            traced=self._transport is None,
        )
        try:
            await slot.approach()
            answer = await attempt.run(asking.request, signer.auth)
        except RtcTuiError as error:
            self._record(asking, signer, error, asked_at)
            raise
        finally:
            slot.close()
        self.service_clock.heard(answer)
        self._record(asking, signer, answer, asked_at)
        return answer

    def _record(self, asking: _Asking, signer: Signer, outcome: Answer | RtcTuiError, at: float) -> None:
        if self._recorder is None:
            return
        try:
            self._recorder.record(exchange(asking.action, asking.request, outcome, signer.credentials, at))
        except OSError as error:
            self._recorder_note = t("client.not_recorded", reason=safe(error.strerror or error))

    def _asking(self, action: str, version: str, params: Mapping[str, Any]) -> _Asking:
        """The request as it will be sent: the body serialised once, the query in its canonical form."""
        query, quota = {"Action": action, "Version": version}, quota_of(action, params)
        if spec_of(action).method == "GET":
            query |= {name: _in_query(value) for name, value in params.items()}
            return _Asking(action, quota, self._http().build_request("GET", self._at(query)))
        content, headers = msgspec.json.encode(params), {"Content-Type": "application/json"}
        request = self._http().build_request("POST", self._at(query), content=content, headers=headers)
        return _Asking(action, quota, request)

    def _at(self, query: Mapping[str, str]) -> httpx.URL:
        return self._url.copy_with(query=canonical_query(query.items()).encode("ascii"))

    def _http(self) -> httpx.AsyncClient:
        """The one HTTP client. Raises ConfigError when the proxy or the certificates can not be used."""
        if self._opened is None:
            self._opened = httpx.AsyncClient(
                transport=self._transport or endpoint.transport(self._url),
                timeout=httpx.Timeout(None, connect=CONNECT_S),  # the rest is bounded as a whole, by Attempt
                headers={
                    "User-Agent": f"rtc-tui/{__version__}",
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                },
                trust_env=False,  # endpoint.transport has looked at the environment
            )
        return self._opened

    def _limiter(self, quota: str, key: str) -> Limiter:
        if (key, quota) not in self._limiters:
            path = None
            if self._state_dir is not None:
                path = state_path(self._state_dir, str(self._url), key, quota)
            limit = self._limits.get(quota, spec_of(quota).limit)
            self._limiters[key, quota] = Limiter(quota, limit, path, self._clock, self._rng)
        return self._limiters[key, quota]


def _in_query(value: object) -> str:
    """A parameter of a GET: lists with commas, truths as JSON has them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _fullness(quota: Quota) -> float:
    by_day = quota.day_used / quota.day_limit if quota.day_limit else 0.0
    return max(by_day, quota.used / quota.limit if quota.limit else 0.0)
