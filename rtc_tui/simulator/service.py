"""One request -> one reply, without I/O: the gateway's checks in the gateway's order, then the action."""

from hashlib import blake2b
from time import gmtime, strftime
from typing import Any, Final

from rtc_tui.simulator import encode, parameters, verify
from rtc_tui.simulator.actions import ACTIONS, Action
from rtc_tui.simulator.ask import OLD, Ask
from rtc_tui.simulator.exchange import Reply, Request
from rtc_tui.simulator.limits import Caps, Limiter
from rtc_tui.simulator.options import Options
from rtc_tui.simulator.refusals import Refusal
from rtc_tui.simulator.rooms import Rooms
from rtc_tui.simulator.scenarios import Scenario
from rtc_tui.simulator.settings import Settings
from rtc_tui.simulator.world import BEIJING_S, World

MAX_BODY: Final = 1 << 20


class Service:
    """The pretend service: an account, an app, a world and limits."""

    def __init__(self, options: Options, scenario: Scenario, epoch: float) -> None:
        self.options = options
        self.account = verify.Account(options.access_key, options.secret_key, options.session_token, options.region)
        self.world = World(scenario, options.seed, epoch)
        self.rooms = Rooms(self.world)
        limits = dict(scenario.limits)
        self.limiter = Limiter(
            {name: limits.get(name, limits.get("*", action.caps)) for name, action in ACTIONS.items()}
        )
        self._tight: dict[Caps, Limiter] = {}

    def answer(self, request: Request, settings: Settings, now: float, steady: float) -> Reply:
        """The reply to a request that arrived at `now` (the service's clock) and `steady` (for the limits)."""
        try:
            name, version, action = self._admitted(request, settings, now, steady)
            fields = parameters.query_fields(request) if action.method == "GET" else parameters.body_fields(request)
            result = action.answer(Ask(fields, version, now, self.options.app, self.world, self.rooms, settings))
        except Refusal as refusal:
            return self.refuse(request, refusal, now)
        return Reply(200, encode.success(self._head(request, now, name, version, named=action.named), result))

    def refuse(self, request: Request, refusal: Refusal, now: float) -> Reply:
        """The reply that is an error. The RTC service's own come with HTTP 200 in the older version (FACTS 3)."""
        name, version = asked(request)
        status = refusal.status or (200 if version == OLD else 400)
        body = encode.failure(self._head(request, now, name, version), refusal)
        return Reply(status, body, code=refusal.code)

    def _admitted(self, request: Request, settings: Settings, now: float, steady: float) -> tuple[str, str, Action]:
        """The action, once the gateway has nothing against the request."""
        name, version = asked(request)
        if request.path != "/":
            raise Refusal("ServiceNotFound", request.path)
        if not name or not version:
            raise Refusal("MissingParameter")
        if len(request.body) > MAX_BODY:
            raise Refusal("InvalidParameter.SizeOverLimit")
        verify.check(request, self.account, now)
        action = ACTIONS.get(name)
        if action is None or version not in action.versions or settings.only_version not in {"", version}:
            raise Refusal("InvalidActionOrVersion", f"action: {name}, version: {version}")
        if request.method != action.method:
            raise Refusal("MethodNotAllowed", request.method)
        self._limit(name, settings, steady)
        return name, version, action

    def _limit(self, name: str, settings: Settings, steady: float) -> None:
        limiter = self.limiter
        if settings.caps is not None:
            limiter = self._tight.setdefault(settings.caps, Limiter({"*": settings.caps}))
        if limiter.admit(name, steady):
            raise Refusal(settings.throttle_as)

    def _head(self, request: Request, now: float, action: str, version: str, *, named: bool = True) -> dict[str, Any]:
        """ResponseMetadata with a RequestId in the service's form: Beijing time, then 18 hexadecimal digits."""
        text = f"{self.options.seed}|{now}|{request.query}|".encode() + request.body
        time = strftime("%Y%m%d%H%M%S", gmtime(now + BEIJING_S))
        request_id = time + blake2b(text, digest_size=9).hexdigest().upper()
        return encode.metadata(request_id, action, version, self.options.region, named=named)


def asked(request: Request) -> tuple[str, str]:
    """Action and Version, empty if absent."""
    fields = parameters.query_fields(request)
    return fields.get("Action", ""), fields.get("Version", "")
