"""One request -> one reply, without I/O: the gateway's checks in the gateway's order, then the action."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from time import gmtime, strftime
from typing import TYPE_CHECKING, Any, Final

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
SHORT: Final = 4 << 20  # bytes up to which an answer in pieces is sent whole

if TYPE_CHECKING:
    from rtc_tui.simulator.live import Live  # loaded when a call is asked about


class Service:
    """The pretend service: an account, an app, a world and limits."""

    def __init__(self, options: Options, scenario: Scenario, epoch: float) -> None:
        self.options = options
        self.account = verify.Account(options.access_key, options.secret_key, options.session_token, options.region)
        self.world = World(scenario, options.seed, epoch)
        self.rooms = Rooms(self.world)
        limits = dict(scenario.limits)
        documented = {quota: caps for name, action in ACTIONS.items() for quota, caps in action.limits(name).items()}
        self.limiter = Limiter({quota: limits.get(quota, limits.get("*", caps)) for quota, caps in documented.items()})
        self._tight: dict[Caps, Limiter] = {}

    def answer(self, request: Request, settings: Settings, now: float, steady: float) -> Reply:
        """The reply to a request that arrived at `now` (the service's clock) and `steady` (for the limits)."""
        try:
            name, version, action = self._admitted(request, settings, now, steady)
            fields = parameters.query_fields(request) if action.method == "GET" else parameters.body_fields(request)
            asked = (fields, version, now, self.options.app, self.world, self.rooms, settings, lambda: self.live)
            result = action.answer(Ask(*asked))
        except Refusal as refusal:
            return self.refuse(request, refusal, now)
        head = self._head(request, now, name, version, named=action.named)
        return Reply(200, encode.success(head, result)) if isinstance(result, str) else _long(head, result)

    @cached_property
    def live(self) -> "Live":
        """The calls of the world."""
        from rtc_tui.simulator.live import Live

        return Live(self.rooms)

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
        self._limit(action.quota(name, parameters.query_fields(request)), settings, steady)
        return name, version, action

    def _limit(self, quota: str, settings: Settings, steady: float) -> None:
        limiter = self.limiter
        if settings.caps is not None:
            limiter = self._tight.setdefault(settings.caps, Limiter({"*": settings.caps}))
        if limiter.admit(quota, steady):
            raise Refusal(settings.throttle_as)

    def _head(self, request: Request, now: float, action: str, version: str, *, named: bool = True) -> dict[str, Any]:
        """ResponseMetadata with a RequestId in the service's form: Beijing time, then 18 hexadecimal digits."""
        text = f"{self.options.seed}|{now}|{request.query}|".encode() + request.body
        time = strftime("%Y%m%d%H%M%S", gmtime(now + BEIJING_S))
        request_id = time + blake2b(text, digest_size=9).hexdigest().upper()
        return encode.metadata(request_id, action, version, self.options.region, named=named)


def _long(head: Mapping[str, Any], pieces: Iterator[str]) -> Reply:
    """A Result in pieces: whole if it is short, else as a stream, so that its size costs no memory."""
    before, after = encode.envelope(head)
    begun, size = [before], 0
    encoded = map(str.encode, pieces)
    while size <= SHORT:
        piece = next(encoded, None)
        if piece is None:
            return Reply(200, b"".join([*begun, after]))
        begun.append(piece)
        size += len(piece)
    return Reply(200, b"", stream=lambda: chain(begun, encoded, [after]))


def asked(request: Request) -> tuple[str, str]:
    """Action and Version, empty if absent."""
    fields = parameters.query_fields(request)
    return fields.get("Action", ""), fields.get("Version", "")
