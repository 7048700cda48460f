"""Statistics over columns with holes."""

from math import isnan, nan
from statistics import fmean
from statistics import median as exact_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.stats import mad, mean, median, percentile, present

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SOME = st.lists(NUMBERS, min_size=1, max_size=40)
HOLES = st.lists(st.one_of(st.just(nan), st.floats(-1e9, 1e9)), max_size=200)


@given(SOME, st.floats(0, 1))
def test_a_percentile_lies_within_the_values(values: list[float], q: float) -> None:
    """Also where rounding or overflow would push it out."""
    assert min(values) <= percentile(values, q) <= max(values)


@given(SOME)
def test_the_ends_of_the_percentiles_are_the_extremes(values: list[float]) -> None:
    """0 is the least, 1 the greatest."""
    assert (percentile(values, 0), percentile(values, 1)) == (min(values), max(values))


@given(st.lists(st.floats(-1e9, 1e9), min_size=1), st.floats(0, 1), st.floats(0, 1))
def test_percentiles_rise(values: list[float], one: float, other: float) -> None:
    """A greater share is never a smaller value, but for rounding."""
    low, high = sorted((one, other))
    assert percentile(values, low) <= percentile(values, high) + 1e-6


@given(st.lists(st.floats(-1e9, 1e9), min_size=1))
def test_median_and_mean_are_what_the_standard_library_finds(values: list[float]) -> None:
    """An independent implementation agrees."""
    assert median(values) == pytest.approx(exact_median(values), abs=1e-6)
    assert mean(values) == pytest.approx(fmean(values), abs=1e-6)


@given(SOME)
def test_a_mean_lies_within_the_values(values: list[float]) -> None:
    """Three times 0.1 is 0.1."""
    assert min(values) <= mean(values) <= max(values)


@given(HOLES)
def test_holes_take_no_part(values: list[float]) -> None:
    """As if they were not there."""
    here = present(values)
    for statistic in (median, mean, mad):
        assert statistic(values) == statistic(here) or not here


def test_percentile_interpolates_between_ranks() -> None:
    """Type 7: the 95th of 1..5 is 4.8."""
    assert percentile([5, 1, 4, 2, 3], 0.95) == pytest.approx(4.8)


def test_mad_ignores_one_wild_value() -> None:
    """The median of the distances from the median."""
    assert mad([1, 2, 3, 4, 1000]) == 1


def test_nothing_has_no_statistics() -> None:
    """NaN, not zero and not an error."""
    assert all(isnan(each) for each in (percentile([], 0.5), median([nan]), mean([]), mad([nan, nan])))
