"""One account's way to the service: which version, when to try again, the quota, the network, what is recorded.

call ─▶ which version is served ─▶ _until_answered: try again ─▶ _once: classify ─▶ send: quota, network, record
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import httpx
import msgspec

from rtc_tui import __version__
from rtc_tui.client import endpoint
from rtc_tui.client.actions import NOT_SERVED, ActionSpec, spec_of
from rtc_tui.client.auth import SignedAuth
from rtc_tui.client.classify import Asked, checked
from rtc_tui.client.envelope import Envelope
from rtc_tui.client.exchange import Answer
from rtc_tui.client.limits import Limiter, retry_delay, state_path
from rtc_tui.client.record import Recorder, exchange
from rtc_tui.client.sign import canonical_query
from rtc_tui.client.skew import ServiceClock
from rtc_tui.client.transport import CONNECT_S, Attempt, Hooks
from rtc_tui.clock import Clock
from rtc_tui.core.account import Credentials, RateLimit, Target
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import ClockSkewed, ConfigError, CredentialsMissing, RtcTuiError, Throttled, UnknownAction
from rtc_tui.text import t
from rtc_tui.text.safe import safe

Body = Callable[[str], Mapping[str, Any]]  # version -> what to send


class Reply(NamedTuple):
    """A good answer, and its envelope opened."""

    action: str
    envelope: Envelope
    answer: Answer


class Service:
    """The service, asked as one account. Holds the one HTTP client, which is opened when it is first needed."""

    def __init__(
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
    ) -> None:
        """Raises ConfigError when the endpoint or the credentials can not be used."""
        _check(credentials, target)
        self.service_clock = ServiceClock(clock)
        self._url = endpoint.endpoint_url(target.endpoint)
        self._credentials = credentials
        self._app = target.app
        self._limits = limits
        self._state_dir = state_dir
        self._clock = clock
        self._rng = rng
        self._transport = transport
        self._recorder = recorder
        self._recorder_note = ""
        self._auth = SignedAuth(credentials, target.region, self.service_clock.signing_time)
        self._limiters: dict[str, Limiter] = {}
        self._not_served: set[tuple[str, str]] = set()
        self._opened: httpx.AsyncClient | None = None

    def __repr__(self) -> str:
        return f"Service({self._credentials.masked}, {self._url.host})"

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
        wanted = tuple(actions) or tuple(self._limiters)
        return max((self._limiter(action).used() for action in wanted), key=_fullness, default=Quota())

    async def call(self, action: str, body: Body, until: float) -> Reply:
        """Ask in the first version that is served; which are not is remembered. `until` is on the steady clock."""
        spec = spec_of(action)
        refusal: UnknownAction | None = None
        for version in (one for one in spec.versions if (action, one) not in self._not_served):
            request = self._request(action, spec, version, body(version))
            try:
                return await self._until_answered(action, request, until)
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
        answer = await self._send(action, self._request(action, spec_of(action), version, params), until)
        with suppress(RtcTuiError):  # the caller wants to see it for himself; the quota has been told
            await self._checked(action, answer)
        return answer

    async def _until_answered(self, action: str, request: httpx.Request, until: float) -> Reply:
        """Try again what may pass by itself, within the deadline; each try is signed anew and takes its own turn."""
        failures = {True: 0, False: 0}  # by whether it was the clock: that one has a try of its own
        while True:
            try:
                answer = await self._send(action, request, until)
                return Reply(action, await self._checked(action, answer), answer)
            except RtcTuiError as error:
                failure = error
            about_time = isinstance(failure, ClockSkewed)
            failures[about_time] += 1
            delay = retry_delay(failure, failures[about_time], self._rng)
            if delay is None or self._clock.steady() + delay >= until:
                raise failure
            await self._clock.sleep(delay)

    async def _checked(self, action: str, answer: Answer) -> Envelope:
        try:
            return checked(answer, Asked(action, self._credentials, self._app))
        except Throttled as error:
            error.retry_after = await self._limiter(action).complained(error.retry_after)
            raise
        except ClockSkewed:
            self.service_clock.refused()
            raise

    async def _send(self, action: str, request: httpx.Request, until: float) -> Answer:
        """One request through the quota and over the network, recorded if that is wished."""
        slot, asked_at = self._limiter(action).slot(until), self._clock.now()
        attempt = Attempt(
            self._http(),
            self._clock,
            Hooks(slot.take, slot.answered),
            action=action,
            cap=spec_of(action).cap,
            until=until,
            traced=self._transport is None,
        )
        try:
            await slot.approach()
            answer = await attempt.run(request, self._auth)
        except RtcTuiError as error:
            self._record(action, request, error, asked_at)
            raise
        finally:
            slot.close()
        self.service_clock.heard(answer)
        self._record(action, request, answer, asked_at)
        return answer

    def _record(self, action: str, request: httpx.Request, outcome: Answer | RtcTuiError, at: float) -> None:
        if self._recorder is None:
            return
        try:
            self._recorder.record(exchange(action, request, outcome, self._credentials, at))
        except OSError as error:
            self._recorder_note = t("client.not_recorded", reason=safe(error.strerror or error))

    def _request(self, action: str, spec: ActionSpec, version: str, params: Mapping[str, Any]) -> httpx.Request:
        """The request as it will be sent: the body serialised once, the query in its canonical form."""
        query = {"Action": action, "Version": version}
        if spec.method == "GET":
            query |= {name: str(value) for name, value in params.items()}
            return self._http().build_request("GET", self._at(query))
        content, headers = msgspec.json.encode(params), {"Content-Type": "application/json"}
        return self._http().build_request("POST", self._at(query), content=content, headers=headers)

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

    def _limiter(self, action: str) -> Limiter:
        if action not in self._limiters:
            path = None
            if self._state_dir is not None:
                path = state_path(self._state_dir, str(self._url), self._credentials.access_key, action)
            limit = self._limits.get(action, spec_of(action).limit)
            self._limiters[action] = Limiter(action, limit, path, self._clock, self._rng)
        return self._limiters[action]


def _check(credentials: Credentials, target: Target) -> None:
    """What goes into a header or under the signature must be able to: httpx would quote the value in its complaint."""
    if not credentials.access_key or not credentials.secret_key:
        raise CredentialsMissing(t("client.no_keys"))
    for name in ("access_key", "secret_key", "session_token"):
        if not _is_plain(getattr(credentials, name)):
            raise ConfigError(t("client.bad_key", name=name, origin=safe(credentials.origin) or "?"))
    if not target.region or not _is_plain(target.region) or "/" in target.region:
        raise ConfigError(t("client.bad_region", region=safe(target.region)))


def _is_plain(value: str) -> bool:
    return all("!" <= letter <= "~" for letter in value)


def _fullness(quota: Quota) -> float:
    by_day = quota.day_used / quota.day_limit if quota.day_limit else 0.0
    return max(by_day, quota.used / quota.limit if quota.limit else 0.0)
