"""What the recorder asks of the past, and how seldom: days of it, simulated."""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf

import pytest

from rtc_tui.core.ask import combinations
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, Feature, Product, Query, Window
from rtc_tui.core.snapshot import Quota
from rtc_tui.feed import filling
from rtc_tui.feed.past import without

NOW = 1_795_141_961
FIVE = Query(Feature.QUALITY, step=FIVE_MINUTES)
DAILY = Query(Feature.QUALITY, step=DAY)
SPREAD = combinations(Product.NATIVE)[0]


@dataclass
class Days:
    """A recorder that fills, and a service that answers at once. `limit` is how many requests a day allows."""

    limit: int = 0
    others: int = 0  # requests that others send each day
    wishes: tuple[Query, ...] = (FIVE, DAILY)
    recorded: dict[Query, tuple[Window, ...]] = field(default_factory=dict)
    asked: list[tuple[int, Query, Window]] = field(default_factory=list)
    at: dict[str, float] = field(default_factory=dict)

    def known(self, query: Query) -> tuple[Window, ...]:
        return tuple(window for _, each, window in self.asked if each == query)

    def used(self, now: int) -> int:
        return self.others + sum(at // DAY == now // DAY for at, _, _ in self.asked)

    def run(self, seconds: int, start: int = NOW) -> None:
        for now in range(start, start + seconds, 60):
            quotas = {
                filling.action(query): Quota(day_used=self.used(now), day_limit=self.limit) for query in self.wishes
            }
            gaps = {q: filling.piece(q, self.known(q), self.recorded.get(q, ()), now) for q in self.wishes}
            found = filling.choose(gaps, self.at, quotas, now)
            if found:
                self.at[filling.action(found.query)] = now
                self.asked.append((now, found.query, found.window))

    def per_day(self) -> list[int]:
        days = [at // DAY for at, _, _ in self.asked]
        return [days.count(day) for day in range(min(days), max(days) + 1)]


@pytest.mark.parametrize("limit", [0, 60])
def test_thirty_days_are_filled_newest_first_in_pieces_of_seven_days_and_never_twice(limit: int) -> None:
    """Whatever the quota: nothing younger than eight hours, nothing older than thirty days, no instant twice."""
    days = Days(limit)
    days.run(3 * DAY)
    for query in (FIVE, DAILY):
        windows = [window for _, each, window in days.asked if each == query]
        assert all(window.seconds <= 7 * DAY for window in windows)
        assert all(window.end <= at - 8 * HOUR for at, each, window in days.asked if each == query)
        assert all(window.start >= at - 30 * DAY for at, each, window in days.asked if each == query)
        assert all(one.end <= other.start for one, other in pairwise(sorted(windows)))
        assert windows[0].end == max(window.end for window in windows[:4])
        assert without(Window(NOW - 27 * DAY, NOW + 2 * DAY), windows) == []


@pytest.mark.parametrize("limit", [60, 100, 1440])
def test_a_cap_per_day_leaves_most_of_it_to_those_who_look(limit: int) -> None:
    """A quarter of the day's requests at most, give or take the one at its edge."""
    days = Days(limit)
    days.run(4 * DAY)
    assert max(days.per_day()) <= limit * filling.SHARE + 1


def test_without_a_cap_one_hour_is_asked_for_each_hour() -> None:
    """What has just turned eight hours old is asked for by the hour, not by the bucket."""
    days = Days()
    days.run(DAY)
    days.asked.clear()
    days.at.clear()
    days.recorded.clear()
    later = Days(wishes=(FIVE,), asked=[(0, FIVE, Window(NOW - 31 * DAY, NOW - 9 * HOUR))])
    later.run(DAY)
    assert 23 <= len(later.asked) - 1 <= 25


def test_when_others_have_used_half_of_the_day_nothing_is_filled() -> None:
    days = Days(60, others=30)
    days.run(DAY)
    assert days.asked == []
    assert filling.spacing(Quota(day_used=30, day_limit=60)) == inf
    assert filling.spacing(Quota(day_used=29, day_limit=60)) == DAY / 15
    assert filling.spacing(Quota()) == filling.SPACING


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ((), None),
        ((Window(NOW - 20 * HOUR, NOW),), None),
        (
            (Window(NOW - 20 * HOUR, NOW - 15 * HOUR), Window(NOW - 14 * HOUR, NOW)),
            Window(NOW - 15 * HOUR, NOW - 14 * HOUR),
        ),
        ((Window(NOW - 20 * HOUR, NOW - 5 * HOUR), Window(NOW - 4 * HOUR, NOW)), None),
    ],
    ids=["never recorded", "without a hole", "a hole", "a hole that is too young"],
)
def test_a_distribution_is_asked_for_where_the_recorder_was_off(
    recorded: tuple[Window, ...], expected: Window | None
) -> None:
    """In whole steps that hold the hole; what was before the first recording is left to who looks at it."""
    query = replace(SPREAD, step=FIVE_MINUTES)
    found = filling.piece(query, (), recorded, NOW)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert found.start <= expected.start < found.start + FIVE_MINUTES
    assert found.end - FIVE_MINUTES < expected.end <= found.end
    assert found.start % FIVE_MINUTES == found.end % FIVE_MINUTES == 0
    assert filling.piece(query, (found,), recorded, NOW) is None


def test_wishes_begin_with_the_quality_of_the_app() -> None:
    found = filling.wishes([Product.NATIVE, Product.WEB], [SPREAD])
    assert found[:2] == (FIVE, replace(FIVE, product=Product.WEB))
    assert found[-1] == replace(SPREAD, step=FIVE_MINUTES)
    assert BUCKET not in {query.step for query in found}
