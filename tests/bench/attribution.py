"""How often attribution names what the simulator's scenario has broken, at any moment of it, over many seeds.

Slices are what a client would decode from the simulator's own answers, gaps and rounding included. A moment counts for
a scenario while its effect has been at its full height (or, for slow ones, above two thirds of it) for the last three
buckets, and as calm while it was absent for as long; the seconds in between are nobody's truth.

A client seldom holds all four dimensions of one bucket. So each moment is looked at again with some of them lacking, some
of them five minutes old, and some a few buckets behind: then a verdict may be about less, but a bare one, which does not
say so, has to be right.
"""

import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import sqrt
from typing import Any, Final

from rtc_tui.core.attribution import Attribution, Extent, attribute
from rtc_tui.core.dimensions import label
from rtc_tui.core.indicators import parse
from rtc_tui.core.model import BUCKET, Dimension, Product, Series, SeriesKey
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.simulator.ask import NEW, Ask
from rtc_tui.simulator.realtime import real_time_quality, real_time_quality_distribution
from rtc_tui.simulator.scenarios import load
from rtc_tui.simulator.settings import Settings
from rtc_tui.simulator.world import World

SEEDS: Final = 50
_EPOCH: Final = 1_780_000_200  # a five-minute boundary
_APP: Final = "bench"
_PER_SEED: Final = 4  # moments
_OLD_S: Final = 300
_HELD: Final = ("all", "lacking", "old", "behind")  # how the dimensions are held
_STALL: Final = ("80ms_audio_stall_rate", "500ms_video_stall_rate")
_DELAY: Final = ("400ms_audio_network_trans_delay", "400ms_video_network_trans_delay")
_FRAME: Final = ("audio_first_frame_send_success_rate", "video_first_frame_send_success_rate")
_JOIN: Final = ("5s_join_room_success_rate", "10s_join_room_success_rate")


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario, the series looked at, and what has to come out while it is on."""

    scenario: str
    names: tuple[str, ...]
    extent: Extent
    dimension: Dimension | None = None
    slices: frozenset[str] = frozenset()


CASES: Final = (
    Case("calm", (*_STALL, *_DELAY, *_FRAME, *_JOIN), Extent.NOTHING),
    Case("province-loss", (*_STALL, *_DELAY), Extent.ONLY, Dimension.PROVINCE, frozenset({"广东", "广西"})),
    Case("os-release", (*_STALL, *_FRAME), Extent.ONLY, Dimension.OS, frozenset({"ios"})),
    Case("server-outage", (*_STALL, *_DELAY, *_FRAME, *_JOIN), Extent.EVERYWHERE),
    Case("join-failure", _JOIN, Extent.EVERYWHERE),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a client held at `now`, and the bucket it looked at."""

    name: str
    at: int
    on: bool
    answer: Attribution
    ms: float
    held: str = "all"

    @property
    def bare(self) -> bool:
        """Whether the answer claims something of all dimensions."""
        return not self.answer.unjudged


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, p = 1.96, hits / of
    centre, half = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return (centre - half) / (1 + z * z / of), (centre + half) / (1 + z * z / of)


def right(case: Case, moment: Moment) -> bool:
    """Whether the answer is what the scenario did."""
    answer = moment.answer
    if not moment.on:
        return answer.extent is Extent.NOTHING
    if answer.extent is not case.extent:
        return False
    named = {one.slice for one in answer.named}
    if answer.moved == (Dimension.COUNTRY,) and case.dimension is Dimension.PROVINCE:
        return named == {"中国"} and any(one.dimension is Dimension.PROVINCE for one in answer.unjudged)
    return not case.slices or (answer.moved == (case.dimension,) and named == case.slices)


def moments(case: Case, seeds: int = SEEDS) -> Iterator[Moment]:
    """Some moments of each seed: half of them the newest bucket, half under a cursor somewhere in the hour."""
    for seed in range(1, seeds + 1):
        chance = random.Random(seed)
        world = World(load(case.scenario), seed, _EPOCH)
        for i in range(_PER_SEED):
            now = _EPOCH + chance.randrange(3600) + 0.5
            held = _held(world, now, parse(chance.choice(case.names)).indicator)
            name = chance.choice([one for one in case.names if one in held])
            app, slices = held[name]
            newest = max(row.newest or 0 for rows in slices.values() for row in rows)
            at = newest if i % 2 else newest - BUCKET * chance.randrange(90)
            on = _is_on(world, name, at)
            if on is None:
                continue
            for how in _HELD:
                some = _some(slices, at, how, random.Random(f"{seed} {i} {how}"))
                began = time.perf_counter()
                answer = attribute(name, at, app, some, Thresholds().bounds(name))
                yield Moment(name, at, on, answer, 1000 * (time.perf_counter() - began), how)


_Slices = Mapping[Dimension, Sequence[Series]]


def _some(slices: _Slices, at: int, how: str, chance: random.Random) -> _Slices:
    """The dimensions as they are held at a time: one to three of them not at all, or only up to some time before."""
    if how == "all":
        return slices
    some = chance.sample(list(slices), chance.randint(1, 3))
    if how == "lacking":
        return {d: rows for d, rows in slices.items() if d not in some}
    behind = {d: _OLD_S if how == "old" else BUCKET * chance.randint(1, 5) for d in some}
    return {d: [_until(row, at - behind[d]) for row in rows] if d in behind else rows for d, rows in slices.items()}


def _until(row: Series, end: int) -> Series:
    return replace(row, values=row.values[: max(0, (end - row.start) // row.step + 1)])


def _is_on(world: World, name: str, at: int) -> bool | None:
    """Whether the scenario's effect was on in the last three buckets; None for neither."""
    effects = [one for one in world.scenario.effects if dict(one.points).get(name)]
    levels = [max((e.schedule.level(at - k * BUCKET - world.epoch) for e in effects), default=0.0) for k in range(3)]
    if min(levels) >= 2 / 3:
        return True
    return False if max(levels) <= 0 else None


_Held = dict[str, tuple[Series | None, Mapping[Dimension, list[Series]]]]


def _held(world: World, now: float, indicator: str) -> _Held:
    """By series name: the app's own, and the slices of each dimension, of the hour before `now`."""
    start = -(-int(now - 3570) // BUCKET) * BUCKET
    fields: dict[str, Any] = {"AppId": _APP, "StartTime": _stamp(start), "EndTime": _stamp(int(now))}

    def ask(more: dict[str, Any]) -> Ask:
        unasked: Any = None  # rooms and calls
        return Ask(fields | more, NEW, now, _APP, world, unasked, Settings(), unasked)

    whole = _decoded(real_time_quality(ask({"Indicator": [indicator]})), None)
    slices: dict[str, dict[Dimension, list[Series]]] = defaultdict(dict)
    for dimension in Dimension:
        answer = real_time_quality_distribution(ask({"Indicator": indicator, "Dimension": dimension.value}))
        for name, rows in _decoded(answer, dimension).items():
            slices[name][dimension] = rows
    return {name: (next(iter(whole.get(name, ())), None), slices[name]) for name in slices}


def _stamp(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat()}Z"


def _decoded(result: str, dimension: Dimension | None) -> dict[str, list[Series]]:
    found: dict[str, list[Series]] = {}
    for entry in json.loads(result)["Indicators"]:
        points: dict[str, dict[int, float]] = defaultdict(dict)
        for row in entry["Data"]:
            at = int(datetime.fromisoformat(row["TimeStamp"]).timestamp())
            points[row.get("Dimension", "")][at] = row["Value"]
        key = SeriesKey(entry["Name"], Product.NATIVE, dimension=dimension)
        found[entry["Name"]] = [Series.of(key._replace(slice=name), rows) for name, rows in points.items()]
    return found


def report(seeds: int = SEEDS) -> None:
    """Print a line per scenario, on and off, and what came out where it was wrong."""
    print(f"\nattribution: {seeds} seeds, up to {_PER_SEED} moments each, {BUCKET} s buckets")
    print(f"{'scenario':<16}{'':<5}{'right':>9}  {'95 %':<15} median ms  otherwise")
    seen = {case: list(moments(case, seeds)) for case in CASES}
    for case, found in seen.items():
        for on in (True, False):
            rows = [one for one in found if one.on is on and one.held == "all"]
            if rows:
                _line(case, on, rows)
    print(f"\n{'dimensions':<16}{'':<5}{'claims':>9}  wrong")
    for how in _HELD[1:]:
        for case, found in seen.items():
            _bare_line(how, case, [one for one in found if one.held == how])


def _bare_line(how: str, case: Case, rows: list[Moment]) -> None:
    """How many claims were bare or name somebody, and which of them were wrong."""
    claims = [one for one in rows if one.bare or one.answer.named]
    wrong = Counter(_told(one.answer) for one in claims if not right(case, one))
    others = ", ".join(f"{count}× {what}" for what, count in wrong.most_common(4))
    print(f"{how + ' ' + case.scenario:<21}{len(claims):>4}/{len(rows):<4}  {wrong.total()}  {others}")


def _line(case: Case, on: bool, rows: list[Moment]) -> None:
    hits = sum(right(case, one) for one in rows)
    low, high = wilson(hits, len(rows))
    wrong = Counter(_told(one.answer) for one in rows if not right(case, one))
    others = ", ".join(f"{count}× {what}" for what, count in wrong.most_common(4))
    middle = sorted(one.ms for one in rows)[len(rows) // 2]
    shown = f"{100 * low:.1f} to {100 * high:.1f} %"
    print(f"{case.scenario:<16}{'on' if on else 'off':<5}{hits:>4}/{len(rows):<4}  {shown:<15} {middle:9.1f}  {others}")


def _told(answer: Attribution) -> str:
    named = " ".join(label(one.dimension, one.slice) for one in answer.named[:4])
    shapes = " ".join(f"{one.dimension[:2]}:{one.shape}" for one in answer.findings)
    return f"{answer.extent}/{answer.basis} {named} ({shapes})"
