"""The actions: versions, method, limits, and from a request's fields to the JSON of its Result.

Times are Unix seconds. A 30 s bucket [T, T+30) of quality is served from T+60 on, of operation data from T+50 on (20 s
after its end); a 5-minute block from 8 hours after its end on, a day from 8 hours after its end on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from rtc_tui.simulator import encode, parameters
from rtc_tui.simulator.limits import Caps
from rtc_tui.simulator.noise import BLOCK_S, BUCKET_S, PER_BLOCK, spread
from rtc_tui.simulator.parameters import Fields
from rtc_tui.simulator.population import AXES, RINGS, Axis, Cells, Product, share, slices
from rtc_tui.simulator.refusals import Refusal
from rtc_tui.simulator.rooms import Rooms, User
from rtc_tui.simulator.series import OPERATION, Series
from rtc_tui.simulator.settings import Settings
from rtc_tui.simulator.world import BEIJING_S, World

HOUR_S: Final = 3600
DAY_S: Final = 86400
QUALITY_VISIBLE_S: Final = 60
OPERATION_VISIBLE_S: Final = 50
OFFLINE_DELAY_S: Final = 8 * HOUR_S
OLD: Final = "2020-12-01"
NEW: Final = "2023-11-01"
_ALIASES: Final = {"online_user_count": "在线用户数", "online_room_count": "在线房间数"}


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that has been let in. `now` is the service's clock."""

    fields: Fields
    version: str
    now: float
    app: str
    world: World
    rooms: Rooms
    settings: Settings


@dataclass(frozen=True, slots=True)
class Action:
    """One row of the table."""

    answer: Callable[[Ask], str]
    method: str = "POST"
    caps: Caps = ((2, 1),)
    versions: tuple[str, ...] = (NEW, OLD)
    named: bool = True


def real_time_quality(ask: Ask) -> str:
    """ListRealTimeQuality."""
    start, end = _opened(ask, HOUR_S, HOUR_S)
    series = parameters.indicators(parameters.texts(ask.fields, "Indicator"))
    product = parameters.product(ask.fields) if ask.version == NEW else "native"
    starts = _buckets(start, end, ask.now - QUALITY_VISIBLE_S)
    echo, room, users = _room(ask, product, parameters.texts(ask.fields, "UserId"))

    def values(one: Series) -> list[float | None]:
        if room:
            return _with_gaps(ask, f"room/{one.name}", starts, ask.rooms.buckets(one, room, users, starts), 0.02)
        return _with_gaps(ask, one.name, starts, ask.world.buckets(one, Cells(product), starts, ask.now), 0.004)

    return _quality(ask, echo, [encode.stamp(s) for s in starts], series if not room or users else (), values)


def quality(ask: Ask) -> str:
    """ListQuality."""
    start, end = _opened(ask, 30 * DAY_S, 7 * DAY_S)
    series = parameters.indicators(parameters.texts(ask.fields, "Indicator"))
    grain = parameters.one_of(ask.fields, "AggregateGranularity", ("1d", "5min"))
    cells = _filtered(ask.fields, parameters.product(ask.fields))
    echo, room, users = _room(ask, cells.product, parameters.texts(ask.fields, "UserId", or_text=True))
    users = tuple(user for user in users if _inside(user, cells))
    steps = _steps(start, end, ask.now - OFFLINE_DELAY_S, grain)

    def values(one: Series) -> list[float | None]:
        blocks = [block for step in steps for block in step]
        flat: Sequence[float | None] = (
            ask.rooms.blocks(one, room, users, blocks) if room else ask.world.blocks(one, cells, blocks)
        )
        size = len(steps[0]) if steps else 1
        return [_mean(flat[i : i + size]) for i in range(0, len(flat), size)]

    head = f'"AggregateGranularity":"{grain}",{echo}'
    return _quality(ask, head, [encode.stamp(step[0] * BLOCK_S) for step in steps], series, values)


def real_time_quality_distribution(ask: Ask) -> str:
    """ListRealTimeQualityDistribution."""
    start, end = _opened(ask, HOUR_S, HOUR_S)
    series = parameters.indicators([_one_indicator(ask)])
    dimension = parameters.one_of(ask.fields, "Dimension", parameters.DIMENSIONS)
    base = _platform(ask)
    starts = _buckets(start, end, ask.now - QUALITY_VISIBLE_S)
    parts = {name: _narrowed(cells, base) for name, cells in slices(dimension, base.product).items()}
    parts = {name: cells for name, cells in parts.items() if cells.os is None or cells.os}
    order = [_shuffled(ask, list(parts), start) for start in starts]
    stamps = [encode.stamp(start) for start in starts]
    found = []
    for one in series if parts else ():
        columns = {name: _slice_values(ask, one, name, cells, starts) for name, cells in parts.items()}
        found.append(encode.indicator(one.name, "", encode.slice_points(stamps, order, columns)))
    return f'{{"Indicators":[{",".join(found)}]}}'


def real_time_operation(ask: Ask) -> str:
    """ListRealTimeOperationData."""
    start, end = _opened(ask, HOUR_S, HOUR_S)
    names = parameters.texts(ask.fields, "Indicator")
    if not names or any(name not in OPERATION for name in names):
        raise Refusal("InvalidParameter", "Indicator")
    starts = _buckets(start, end, ask.now - OPERATION_VISIBLE_S)
    stamps = [encode.stamp(s) for s in starts]
    counts = [ask.rooms.counts(s) for s in starts]
    found = []
    for name in dict.fromkeys(names):
        values = [float(count[OPERATION.index(name)]) for count in counts]
        extra = encode.overview(name, "", _ALIASES[name], values) if ask.version == OLD else ""
        found.append(encode.indicator(name, "", encode.points(stamps, values), extra))
    return f'{{"Indicators":[{",".join(found)}]}}'


def call_detail(ask: Ask) -> str:
    """ListCallDetail."""
    from rtc_tui.simulator.calls import detail

    start, end = _opened(ask, 6 * DAY_S, HOUR_S)
    room = parameters.room(ask.fields, required=True)
    names = parameters.text(ask.fields, "UserId", required=True).split(",")
    parameters.at_most_20(names)
    direction = parameters.one_of(ask.fields, "Direction", ("0", "1", "2"), "0")
    return detail(ask.rooms, room, names, direction, range(start, min(end, int(ask.now) - 100)))


ACTIONS: Final[dict[str, Action]] = {
    "ListRealTimeQuality": Action(real_time_quality),
    "ListRealTimeQualityDistribution": Action(real_time_quality_distribution),
    "ListRealTimeOperationData": Action(real_time_operation),
    "ListQuality": Action(quality),
    "ListCallDetail": Action(call_detail, "GET", ((10, 1),), named=False),
}


def _opened(ask: Ask, reach_s: int, span_s: int) -> tuple[int, int]:
    """The window, once the app is known to exist."""
    parameters.check_app(ask.fields, ask.app)
    return parameters.window(ask.fields, ask.now, reach_s, span_s)


def _buckets(start: int, end: int, newest: float) -> range:
    """Starts of the 30 s buckets that begin within [start, end) and not after `newest`."""
    return range(-(-start // BUCKET_S) * BUCKET_S, min(end, int(newest // BUCKET_S + 1) * BUCKET_S), BUCKET_S)


def _steps(start: int, end: int, newest: float, grain: str) -> list[range]:
    """The blocks of each step that begins within [start, end) and is over by `newest`: one, or a Beijing day's."""
    size = BLOCK_S if grain == "5min" else DAY_S
    shift = BEIJING_S % size
    first = -(-(start + shift) // size) * size - shift
    last = min(end, int(newest) - size + 1)
    return [range(at // BLOCK_S, (at + size) // BLOCK_S) for at in range(first, last, size)]


def _room(ask: Ask, product: Product, asked: Sequence[str]) -> tuple[str, str, tuple[User, ...]]:
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


def _quality(
    ask: Ask, echo: str, stamps: Sequence[str], series: Sequence[Series], values: Callable[[Series], list[float | None]]
) -> str:
    """The Result of both quality actions."""
    found = []
    for one in series:
        shown = [None if v is None else one.shown(v) for v in values(one)]
        extra = encode.overview(one.name, "%", one.name, shown) if ask.version == OLD and "Agg" not in echo else ""
        found.append(encode.indicator(one.name, "%", encode.points(stamps, shown), extra))
    return f'{{{echo}"Indicators":[{",".join(found)}]}}'


def _with_gaps(
    ask: Ask, key: str, starts: Sequence[int], values: Sequence[float | None], often: float
) -> list[float | None]:
    """The values, a few of them missing: the same ones whenever they are asked for."""
    seed = ask.world.seed
    chances = (spread(seed, f"gap/{key}", s // BLOCK_S, PER_BLOCK)[s % BLOCK_S // BUCKET_S] for s in starts)
    return [None if chance < 2 * often - 1 else v for chance, v in zip(chances, values, strict=True)]


def _slice_values(ask: Ask, series: Series, name: str, cells: Cells, starts: Sequence[int]) -> list[float | None]:
    """A slice's values as printed; the fewer users it has, the more often a bucket is missing."""
    users = share("place", cells.place) * share("os", cells.os) * share("access", cells.access)
    values = [series.shown(v) for v in ask.world.buckets(series, cells, starts, ask.now)]
    return _with_gaps(ask, f"{cells.product}/{name}", starts, values, min(0.2, 0.0004 / users))


def _shuffled(ask: Ask, names: list[str], start: int) -> list[str]:
    """The service sorts nothing."""
    Random(ask.world.seed ^ start).shuffle(names)
    return names


def _one_indicator(ask: Ask) -> str:
    """The distribution's Indicator: a string by the documents' table, a list by their example."""
    value = ask.fields.get("Indicator")
    form = ask.settings.indicator_form
    if isinstance(value, list) and form != "string" and len(value) == 1:
        return parameters.text({"Indicator": value[0]}, "Indicator", required=True)
    if form == "list":
        raise Refusal("InvalidParameter.Unmarshal", "Indicator must be a list of strings")
    return parameters.text(ask.fields, "Indicator", required=True)


def _platform(ask: Ask) -> Cells:
    """ProductType and Platform, which only the newer version knows: the older one takes no notice of them."""
    if ask.version != NEW:
        return Cells()
    product = parameters.product(ask.fields)
    platform = parameters.one_of(ask.fields, "Platform", ("Android", "iOS", "Web", "any"), "any")
    if platform == "Web":
        return Cells("web")
    return Cells(product) if platform == "any" else Cells(product, os=_named("os", [platform], "Platform"))


def _filtered(fields: Fields, product: Product) -> Cells:
    """OS and Access of ListQuality; with the web product they have no effect."""
    if product == "web":
        return Cells("web")
    os, access = parameters.texts(fields, "OS"), parameters.texts(fields, "Access")
    return Cells(product, None, _named("os", os, "OS"), _named("access", access, "Access"))


def _named(axis: Axis, names: Sequence[str], field: str) -> frozenset[int] | None:
    """The members with these names; all of them if none is named."""
    lower = [m.name for m in AXES[axis]]
    unknown = [name for name in names if name.lower() not in lower]
    if unknown:
        raise Refusal("InvalidParameter", f"{field} must be among {', '.join(lower)}")
    chosen = frozenset(lower.index(name.lower()) for name in names)
    return None if not chosen or chosen == frozenset(RINGS[axis][0]) else chosen


def _narrowed(cells: Cells, base: Cells) -> Cells:
    """The part of a slice that belongs to `base`."""
    if base.os is None:
        return cells
    return Cells(cells.product, cells.place, base.os if cells.os is None else cells.os & base.os, cells.access)


def _inside(user: User, cells: Cells) -> bool:
    """Whether a native user has one of the systems and networks; web users have none to be judged by."""
    if user.product == "web":
        return True
    return (cells.os is None or user.os in cells.os) and (cells.access is None or user.access in cells.access)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None
