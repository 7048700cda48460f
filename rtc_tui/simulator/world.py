"""PURE: (scenario, seed, time) -> the quality of any product set of cells, exact and without walking the cells.

The badness of a cell (place p, OS o, network a) in bucket i of block b is

    level(b) * F_p(b) * F_o(b) * F_a(b) * (1 + J(i) + n_p(i) + n_o(i) + n_a(i))  +  sum of effects(i)

`level` carries the daily rhythm and the app's slow and 5-minute noise. `F` are the members' factors, their mean over
everybody 1, with 5-minute noise; `J` and `n` are 30 s jitter whose mean over a block is zero, so a 5-minute value is
exactly the mean of its ten buckets. Noise among the members of a ring (population.py) adds up to zero. Since shares are
independent along the axes, the mean over a product set of cells is the same formula with each `F` and `F*n` replaced by
its mean over the set: an aggregate costs as little as a cell, and parts add up to the whole to the last digit.
An effect adds points to a product set of cells; its part in another product set is the product of shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import prod, sqrt
from typing import Final

from rtc_tui.simulator.noise import BLOCK_S, BUCKET_S, PER_BLOCK, jitter, per_block, slow, spread
from rtc_tui.simulator.population import AXES, RINGS, Axis, Cells, share
from rtc_tui.simulator.scenarios import Effect, Scenario
from rtc_tui.simulator.series import WEB_LEVEL, Series

BEIJING_S: Final = 8 * 3600
FINAL_AFTER_S: Final = 150  # a bucket's value may still change until it is that old (late data)
_NETWORK_AXES: Final[tuple[Axis, ...]] = ("place", "os", "access")
# How bad calls are by the hour of the day in Beijing: the evening peak loads the networks.
_STRAIN: Final = (
    0.92, 0.90, 0.89, 0.88, 0.88, 0.89, 0.91, 0.94, 0.97, 1.00, 1.01, 1.01,
    1.00, 1.00, 1.01, 1.01, 1.02, 1.03, 1.05, 1.08, 1.12, 1.12, 1.06, 0.97,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Part:
    """What one axis contributes for a set of its members: `knots` are the noise terms that do not cancel."""

    factor: float
    knots: tuple[tuple[str, float], ...]

    def factor_in(self, seed: int, block: int) -> float:
        """The mean factor in a block."""
        return self.factor + sum(size * per_block(seed, key, block) for key, size in self.knots)

    def wiggle(self, seed: int, block: int) -> list[float] | None:
        """The mean of factor * jitter per bucket; None where it is zero throughout."""
        if not self.knots:
            return None
        rows = [(1.4 * size, jitter(seed, key, block)) for key, size in self.knots]
        return [sum(size * row[i] for size, row in rows) for i in range(PER_BLOCK)]


_EVERYBODY: Final = _Part(1.0, ())


class World:
    """The calls of a pretend app. `epoch` is what the scenario's times count from, in Unix seconds."""

    def __init__(self, scenario: Scenario, seed: int, epoch: float) -> None:
        self.scenario = scenario
        self.seed = seed
        self.epoch = epoch
        self._vector = lru_cache(maxsize=12288)(self._vector_of)
        self._part = lru_cache(maxsize=4096)(self._part_of)
        self._members = lru_cache(maxsize=64)(self._members_of)
        self.pulse = lru_cache(maxsize=8192)(self._pulse_of)
        self.effects = lru_cache(maxsize=4096)(self._effects_on)

    def buckets(self, series: Series, cells: Cells, starts: Sequence[int], now: float | None = None) -> list[float]:
        """Badness for the 30 s buckets that start at these Unix times. With `now`, young buckets are not yet final."""
        values: list[float] = []
        for block, group in groupby(starts, key=lambda start: start // BLOCK_S):
            vector = self._vector(series, cells, block)
            values += [vector[start % BLOCK_S // BUCKET_S] for start in group]
        if now is not None:
            self._unsettle(series, starts, values, now)
        for effect, points in self.effects(series, cells):
            for i, start in enumerate(starts):
                values[i] += points * self.pulse(effect, start)
        return values

    def blocks(self, series: Series, cells: Cells, blocks: Sequence[int]) -> list[float]:
        """Badness for 5-minute blocks, counted from the Unix epoch: the mean of the ten buckets of each."""
        parts = self._parts(series, cells)
        values = [
            self.level(series, cells.product, block) * prod(part.factor_in(self.seed, block) for part in parts)
            for block in blocks
        ]
        for effect, points in self.effects(series, cells):
            for i, block in enumerate(blocks):
                values[i] += points * self.mean_pulse(effect, block)
        return values

    def level(self, series: Series, product: str, block: int) -> float:
        """The app's badness in a block, effects aside."""
        key = f"{product}/{series.name}"
        noise = 1 + 0.07 * slow(self.seed, key, block) + 0.05 * per_block(self.seed, key, block)
        return series.calm * strain(block) * noise * (WEB_LEVEL if product == "web" else 1.0)

    def mean_pulse(self, effect: Effect, block: int) -> float:
        """An effect's height in a block: the mean of its buckets."""
        first = block * BLOCK_S
        if first + BLOCK_S <= self.epoch + effect.schedule.start:
            return 0.0
        return sum(self.pulse(effect, first + i * BUCKET_S) for i in range(PER_BLOCK)) / PER_BLOCK

    def factor(self, series: Series, axis: Axis, member: int) -> float:
        """The lasting factor of one member, noise aside: what a user there meets on the average."""
        return self._part(series, "native", axis, frozenset({member})).factor

    def _pulse_of(self, effect: Effect, start: int) -> float:
        """An effect's height in a bucket, about 0 to 1: its schedule, a little uneven."""
        height = effect.schedule.level(start - self.epoch)
        uneven = spread(self.seed, f"pulse/{effect.why}", start // BUCKET_S, 1)[0]
        return height * (1 + 0.12 * uneven) if height else 0.0

    def _effects_on(self, series: Series, cells: Cells) -> tuple[tuple[Effect, float], ...]:
        """The effects on a series that reach these cells, with the points that each adds to their mean."""
        found = []
        for effect in self.scenario.effects:
            points = dict(effect.points).get(series.name, 0.0) * _overlap(effect, cells)
            if points:
                found.append((effect, points))
        return tuple(found)

    def _unsettle(self, series: Series, starts: Sequence[int], values: list[float], now: float) -> None:
        """Late data: the youngest buckets are a few percent off until all clients have reported.

        The same factor for all cells of a bucket, so that parts still add up.
        """
        for i, start in enumerate(starts):
            left = (start + FINAL_AFTER_S - now) / FINAL_AFTER_S
            if left > 0:
                values[i] *= 1 + 0.08 * left * spread(self.seed, f"late/{series.name}", start // BUCKET_S, 1)[0]

    def _vector_of(self, series: Series, cells: Cells, block: int) -> tuple[float, ...]:
        """Badness in the ten buckets of a block, effects aside."""
        parts = self._parts(series, cells)
        factors = [part.factor_in(self.seed, block) for part in parts]
        base = self.level(series, cells.product, block) * prod(factors)
        app = jitter(self.seed, f"{cells.product}/{series.name}", block)
        vector = [base * (1 + 0.10 * v) for v in app]
        for part, factor in zip(parts, factors, strict=True):
            wiggle = part.wiggle(self.seed, block)
            if wiggle:
                vector = [v + base / factor * w for v, w in zip(vector, wiggle, strict=True)]
        return tuple(vector)

    def _parts(self, series: Series, cells: Cells) -> list[_Part]:
        """The contributions of the axes that do not cancel out."""
        asked = ((axis, cells.along(axis)) for axis in _NETWORK_AXES)
        return [self._part(series, cells.product, axis, members) for axis, members in asked if members is not None]

    def _part_of(self, series: Series, product: str, axis: Axis, members: frozenset[int]) -> _Part:
        """The contribution of a set of members: lasting factors, and the knots of the rings that stay open."""
        weights, bounds, before = self._members(series, axis)
        whole = share(axis, members)
        if not whole:
            return _EVERYBODY
        signs: dict[int, int] = {}
        for i in sorted(members):
            signs[i] = signs.get(i, 0) + 1
            signs[before[i]] = signs.get(before[i], 0) - 1
        prefix = f"{product}/{series.name}/{axis}/"
        knots = tuple((f"{prefix}{i}", sign * bounds[i] / whole) for i, sign in signs.items() if sign)
        return _Part(sum(weights[i] for i in members) / whole, knots)

    def _members_of(self, series: Series, axis: Axis) -> tuple[list[float], list[float], dict[int, int]]:
        """Per member: share * factor (they add up to 1), the size of its knot, and its neighbour in the ring."""
        everybody = AXES[axis]
        shares = [share(axis, frozenset({i})) for i in range(len(everybody))]
        own = [1 + 0.05 * spread(self.seed, f"{series.name}/{axis}/own", i, 1)[0] for i in range(len(everybody))]
        raw = [s * m.factor * o for s, m, o in zip(shares, everybody, own, strict=True)]
        weights = [w / sum(raw) for w in raw]
        noise = [min(0.16, max(0.04, 0.05 * sqrt(1 / len(shares) / s))) for s in shares]
        bounds, before = [0.0] * len(everybody), {}
        for ring in RINGS[axis]:
            order = sorted(ring, key=lambda i: shares[i])  # neighbours of like size keep the noise of both in bounds
            for here, there in zip(order, order[1:] + order[:1], strict=True):
                bounds[here] = 0.5 * min(noise[here] * weights[here], noise[there] * weights[there])
                before[there] = here
        return weights, bounds, before


def strain(block: int) -> float:
    """The daily rhythm of badness, about 0.88 at night to 1.12 in the evening, Beijing time."""
    hour, rest = divmod((block * BLOCK_S + BEIJING_S) % 86400, 3600)
    return _STRAIN[hour] + (_STRAIN[(hour + 1) % 24] - _STRAIN[hour]) * rest / 3600


def _overlap(effect: Effect, cells: Cells) -> float:
    """The part of these cells' users that an effect reaches, 0 to 1."""
    if cells.product not in effect.products:
        return 0.0
    return prod(_common(axis, getattr(effect, axis), cells.along(axis)) for axis in _NETWORK_AXES)


def _common(axis: Axis, reached: frozenset[int] | None, asked: frozenset[int] | None) -> float:
    """The part of the asked members' users that belongs to reached ones."""
    if reached is None:
        return 1.0
    if asked is None:
        return share(axis, reached)
    whole = share(axis, asked)
    return share(axis, reached & asked) / whole if whole else 0.0
