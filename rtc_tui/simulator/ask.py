"""One request that has been let in, and the steps that several actions share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rtc_tui.simulator import encode, parameters
from rtc_tui.simulator.parameters import Fields
from rtc_tui.simulator.population import AXES, RINGS, Axis, Product
from rtc_tui.simulator.refusals import Refusal
from rtc_tui.simulator.rooms import Rooms, User
from rtc_tui.simulator.series import Series
from rtc_tui.simulator.settings import Settings
from rtc_tui.simulator.world import World

if TYPE_CHECKING:
    from rtc_tui.simulator.live import Live  # loaded when a call is asked about

HOUR_S: Final = 3600
DAY_S: Final = 86400
OLD: Final = "2020-12-01"
NEW: Final = "2023-11-01"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that has been let in. `now` is the service's clock; `live` gives the calls of the world."""

    fields: Fields
    version: str
    now: float
    app: str
    world: World
    rooms: Rooms
    settings: Settings
    live: "Callable[[], Live]"


def opened(ask: Ask, reach_s: int, span_s: int) -> tuple[int, int]:
    """The window, once the app is known to exist."""
    parameters.check_app(ask.fields, ask.app)
    return parameters.window(ask.fields, ask.now, reach_s, span_s)


def asked_users(ask: Ask, product: Product, asked: Sequence[str]) -> tuple[str, str, tuple[User, ...]]:
    """The echo of RoomId and UserId, the room, and the users of that product asked for; unknown ones are dropped."""
    parameters.at_most_20(asked)
    room = parameters.room(ask.fields)
    if not room:
        return "", "", ()
    present = ask.rooms.users(room)
    chosen = tuple(user for user in present if user.name in asked) if asked else present
    echo = f'"RoomId":{encode.dumps(room)},'
    if asked:
        known = {user.name for user in present}
        echo += f'"UserId":{encode.dumps([name for name in dict.fromkeys(asked) if name in known])},'
    return echo, room, tuple(user for user in chosen if user.product == product)


def indicators_of(
    ask: Ask, echo: str, stamps: Sequence[str], series: Sequence[Series], values: Callable[[Series], list[float | None]]
) -> str:
    """The Result of both quality actions."""
    found = []
    for one in series:
        shown = [None if v is None else one.shown(v) for v in values(one)]
        extra = encode.overview(one.name, "%", one.name, shown) if ask.version == OLD and "Agg" not in echo else ""
        found.append(encode.indicator(one.name, "%", encode.points(stamps, shown), extra))
    return f'{{{echo}"Indicators":[{",".join(found)}]}}'


def members_named(axis: Axis, names: Sequence[str], field: str) -> frozenset[int] | None:
    """The members with these names; all of them if none is named."""
    lower = [m.name for m in AXES[axis]]
    unknown = [name for name in names if name.lower() not in lower]
    if unknown:
        raise Refusal("InvalidParameter", f"{field} must be among {', '.join(lower)}")
    chosen = frozenset(lower.index(name.lower()) for name in names)
    return None if not chosen or chosen == frozenset(RINGS[axis][0]) else chosen
