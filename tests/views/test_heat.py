"""Levels and columns of the heat matrix."""

from math import nan
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.model import BUCKET, Series, SeriesKey, Window
from rtc_tui.core.thresholds import Bounds, Severity, Thresholds, grade
from rtc_tui.views.heat import Grid, cut, levels, live_grid, steps, stretch
from tests.views.known import NEWEST, NOW, ZONE

LOWER = Bounds(3, 5, 2.5, 2, "lower")
HIGHER = Bounds(97, 95, 97, 2, "higher")


@pytest.mark.parametrize(
    ("bounds", "values", "expected"),
    [
        (LOWER, [0, 1.79, 1.8, 2.4, 2.99, 3, 4.99, 5, 9.99, 10, 1e9, nan], "00112334455-"),
        (HIGHER, [100, 98.2, 98.19, 97.6, 97.59, 97, 96.99, 95, 94.99, 90, 89.9, nan], "00112233445-"),
        (None, [0.0, 99.0, nan], "00-"),
    ],
)
def test_levels_follow_the_bounds(bounds: Bounds | None, values: list[float], expected: str) -> None:
    """0 is good, 2 near warn, 3 warn, 4 crit, 5 twice as far from perfect as crit; a limit itself as in `grade`."""
    assert levels(bounds, values) == expected


@pytest.mark.parametrize(
    "name", ["80ms_audio_stall_rate", "5s_join_room_success_rate", "400ms_video_network_trans_delay"]
)
@given(value=st.floats(0, 100))
def test_levels_agree_with_severity(name: str, value: float) -> None:
    """Level 3 is exactly warn, 4 and 5 exactly crit."""
    bounds = Thresholds().bounds(name)
    severity = {"3": Severity.WARN, "4": Severity.CRIT, "5": Severity.CRIT}.get(levels(bounds, [value]), Severity.OK)
    assert severity is grade(bounds, value)


@pytest.mark.parametrize(
    "bounds", [Bounds(100, 100, 100, 2, "higher"), Bounds(0, 0, 0, 2, "lower"), Bounds(5e6, 4e6, 5e6, 2, "higher")]
)
def test_steps_of_any_bounds_never_go_back(bounds: Bounds) -> None:
    """Bounds as a user may set them give levels in order."""
    found = list(steps(bounds))
    assert found == sorted(found, reverse=bounds.better == "higher")


@given(st.lists(st.one_of(st.floats(0, 100), st.just(nan)), max_size=30), st.integers(-20, 40), st.integers(0, 40))
def test_stretch_is_what_the_series_says(values: list[float], first: int, count: int) -> None:
    """A stretch holds the same values as `Series.over`, whatever lies outside of the series."""
    series = Series.of(SeriesKey("x"), {i * BUCKET: value for i, value in enumerate(values)})
    window = Window(first * BUCKET, (first + count) * BUCKET)
    assert list(map(repr, stretch(series, window))) == list(map(repr, series.over(window)))


def test_a_bucket_keeps_its_column_for_ever() -> None:
    """In the grid of the hour after, each bucket that is still shown stands where it stood."""
    before, after = (live_grid(60, NOW + wait, ZONE, None) for wait in (0, 600))
    times = range(after.window.start, before.window.end, BUCKET)
    assert [before.column(at) for at in times] == [after.column(at) for at in times]


def test_columns_are_minutes_of_the_hour_in_the_zone() -> None:
    """The first column is the full hour of the user's zone, also where that is half an hour off."""
    for zone in (ZONE, ZoneInfo("Asia/Kolkata")):
        grid = live_grid(60, NOW, zone, None)
        assert grid.ticks(zone, 6)[0][1].endswith(":00") or any(
            column == 0 and label.endswith(":00") for column, label in grid.ticks(zone, 6)
        )


def test_a_tick_changes_one_stretch_of_columns() -> None:
    """The new bucket and the emptied one before the oldest: nothing else moves."""
    points = dict.fromkeys(range(NEWEST - 7200, NEWEST + BUCKET, BUCKET), 1.0)
    old = Series.of(SeriesKey("x"), points)
    new = Series.of(SeriesKey("x"), points | {NEWEST + BUCKET: 9.0})
    before = live_grid(60, NOW, ZONE, NEWEST).row(old, LOWER)
    after = live_grid(60, NOW + BUCKET, ZONE, NEWEST + BUCKET).row(new, LOWER)
    changed = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    assert len(before) == 120
    assert changed[-1] - changed[0] <= 2
    assert after[live_grid(60, NOW + BUCKET, ZONE, NEWEST + BUCKET).column(NEWEST + BUCKET)] == "4"


def test_what_is_not_there_yet_is_blank_and_a_hole_is_not() -> None:
    """A space stands for buckets still to come, `-` for one without a value."""
    series = Series.of(SeriesKey("x"), {NEWEST: 1.0, NEWEST - 2 * BUCKET: 1.0})
    grid = live_grid(15, NOW, ZONE, NEWEST)
    row = grid.row(series, LOWER)
    assert row[grid.column(NEWEST)] == "0"
    assert row[grid.column(NEWEST - BUCKET)] == "-"
    assert row.count(" ") == (grid.window.end - NEWEST) // BUCKET - 1


def test_a_grid_of_the_past_is_cut_around_the_cursor() -> None:
    """What does not fit is left out at the sides, and the cursor stays inside."""
    grid = Grid(Window(0, 72 * 300), 300)
    for at in (0, 36 * 300, 71 * 300):
        shown = cut(grid, 40, at)
        assert shown.count == 40
        assert shown.window.start <= at < shown.window.end
