"""How far a series is away from its own earlier level, in the bad direction.

All is reckoned in badness: the value where lower is better, its negative where higher is. The earlier level is the
median of the stretch before the onset, so it needs no part of the window to be good but that stretch.
"""

from dataclasses import dataclass
from math import inf, isnan, nan, sqrt
from operator import sub
from typing import Final

from rtc_tui.core.model import Series

LOOK_BACK: Final = 120  # buckets; an hour of real-time data, ten of offline ones: beyond that the day's rhythm enters
FEWEST: Final = 8  # values that make an earlier level; fewer tell neither a level nor its noise
RECENT_S: Final = 600  # the stretch of which `share` is a share
_LONG: Final = 90  # seconds: buckets of that length are steady enough one by one
_SIGMA: Final = 1.4826  # of a normal distribution, per median absolute deviation
_UPPER: Final = 1.2816  # its 90 % point
_GRACE: Final = 2  # buckets that a run may be interrupted for, and that a newest value may be old
_SUSTAINED: Final = 6  # buckets: an earlier run of that length is another incident, not noise


@dataclass(frozen=True, slots=True)
class Deviation:
    """`value` and `earlier` in the series' unit, `points` in the bad direction; NaN where there is no earlier level.

    `noise` is the spread of the earlier level's single buckets as a standard deviation (of the bad side, if that is
    wider). `since` is where half of the deviation was passed, None when it is within the noise; `seconds` from there to
    the end of the bucket judged; `share` of the last ten minutes was beyond that half, `lately` is their mean. `presence` is the share of the
    buckets with a value.
    """

    value: float
    earlier: float
    points: float
    noise: float
    since: int | None
    seconds: int
    share: float
    presence: float
    lately: float

    @property
    def known(self) -> bool:
        """Whether there is an earlier level to compare with."""
        return not isnan(self.points)


def span(step: int, smooth: bool) -> int:
    """How many seconds "now" is the median of, for buckets of `step` seconds: three short ones where it is smoothed."""
    return 3 * step if smooth and step < _LONG else step


def deviate(series: Series, at: int, sign: int, smooth: bool = True, onset: int | None = None) -> Deviation | None:
    """The deviation at the bucket of `at`; None without a value there or just before.

    `sign` is 1 where lower is better, else -1. With `smooth`, "now" is the median of a minute and a half (a single
    bucket of longer steps), so that one odd bucket is not taken for a drop; without, it is the bucket of `at` alone.
    Where no onset of its own stands out of a series' noise, its earlier level ends at `onset`, when the app was first away.
    """
    column, newest = _column(series, at, sign)
    recent = _recent(column, span(series.step, smooth) // series.step) if smooth else _recent(column[-1:], 1)
    if not recent:
        return None
    now = _middle(recent)
    there = [value for value in column if value == value]  # noqa: PLR0124 - only NaN differs from itself
    first = len(column) if onset is None else len(column) - 1 - (newest - onset) // series.step
    calm = _before(column, there, now, max(0, first))
    presence = len(there) / len(column)
    last = [value for value in column[-max(1, RECENT_S // series.step) :] if not isnan(value)]
    lately = sign * sum(last or recent) / len(last or recent)
    if len(calm) < FEWEST:
        return Deviation(sign * now, nan, nan, nan, None, 0, 0.0, presence, lately)
    level, noise = _level(calm)
    half = level + (now - level) / 2
    since, seconds, share = None, 0, 0.0
    if now - level > 2 * noise and now > level:
        first = _run(column, half)
        since, seconds = newest - (len(column) - 1 - first) * series.step, (len(column) - first) * series.step
        share = _beyond(column[-max(1, RECENT_S // series.step) :], half)
    return Deviation(sign * now, sign * level, now - level, noise, since, seconds, share, presence, lately)


def _column(series: Series, at: int, sign: int) -> tuple[list[float], int]:
    """Badness of the buckets up to the one that holds `at`, oldest first, and the start of that one."""
    last = (at - series.start) // series.step
    column = [sign * value for value in series.values[max(0, last - LOOK_BACK + 1) : max(0, last + 1)]]
    missing = last + 1 - len(series.values)
    if 0 < missing <= _GRACE:
        column += [nan] * missing
    elif missing > 0:
        column = []
    return column, series.start + last * series.step


def _recent(column: list[float], count: int) -> list[float]:
    """The newest values, of few buckets back at most; none when the newest of them is older than that."""
    if all(map(isnan, column[-1 - _GRACE :])):
        return []
    return [value for value in column[-count - _GRACE :] if not isnan(value)][-count:]


def _middle(values: list[float]) -> float:
    ranked = sorted(values)
    half = len(ranked) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


def _before(column: list[float], there: list[float], now: float, onset: int) -> list[float]:
    """The values before the onset, without earlier incidents; all but the newest when nothing has an onset.

    A guess of the good level (the best twentieth) stands for the level, and the mean step between neighbours for the
    noise: neither needs the onset to be known.
    """
    ranked = sorted(there)
    low = ranked[len(ranked) // 20]
    step = sum(map(abs, map(sub, there[1:], there))) / max(1, len(there) - 1)
    if now - low <= 4 * step / 1.128:  # mean step of white noise: 1.128 standard deviations
        earlier = [value for value in column[:onset] if not isnan(value)]
        return earlier if onset < len(column) and len(earlier) >= FEWEST else there[:-3]
    cut, foot = low + (now - low) / 2, low + max((now - low) / 10, 2 * step)
    first = _run(column, cut)
    while first and not column[first - 1] <= foot:
        first -= 1
    return [value for value in _without_runs(column[:first], cut) if not isnan(value)]


def _run(column: list[float], cut: float) -> int:
    """Where the stretch beyond `cut` that reaches to the end begins; short interruptions and holes belong to it."""
    first, misses = len(column) - 1, 0
    for i in range(len(column) - 1, -1, -1):
        if column[i] > cut:
            first, misses = i, 0
        elif column[i] <= cut:
            misses += 1
            if misses > _GRACE:
                break
    return first


def _without_runs(column: list[float], cut: float) -> list[float]:
    """What is left when sustained stretches beyond `cut` are taken out, with a margin for their slopes.

    A stretch that the first bucket cuts off counts as sustained when half of that length is left of it.
    """
    left: list[float] = []
    run: list[float] = []
    for i, value in enumerate([*column, -inf]):
        if not value <= cut:
            run.append(value)
            continue
        if len(run) < (_SUSTAINED if len(run) < i else _SUSTAINED // 2):
            left += run
        else:
            del left[-_GRACE:]
        run = []
        left.append(value)
    return left[:-1]


def _level(calm: list[float]) -> tuple[float, float]:
    """Median and noise. Few values tell the noise badly: it is taken wider by half at eight of them."""
    ranked = sorted(calm)
    level = _middle(ranked)
    mad = _middle([abs(value - level) for value in ranked])
    upper = ranked[min(len(ranked) - 1, int(0.9 * len(ranked)))] - level
    noise = max(_SIGMA * mad, upper / _UPPER) or _of_steps(
        [value - level for value in ranked if value != level], len(calm)
    )
    return level, noise * (1 + 4 / len(calm))


def _of_steps(others: list[float], count: int) -> float:
    """The noise of a slice with so few calls that most values are the same: of the rare others, half a step at least."""
    if not others:
        return 0.0
    return max(sqrt(sum(value * value for value in others) / count), min(map(abs, others)) / 2)


def _beyond(values: list[float], cut: float) -> float:
    there = [value for value in values if not isnan(value)]
    return sum(value > cut for value in there) / len(there) if there else 0.0
