"""Columns on a grid."""

import subprocess
import sys
from math import isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.account import Credentials, Target
from rtc_tui.core.model import BUCKET, Dropped, Series, SeriesKey, Window

KEY = SeriesKey("80ms_audio_stall_rate")
POINTS = st.dictionaries(
    st.integers(0, 300).map(lambda n: n * BUCKET), st.one_of(st.just(nan), st.floats(-1e6, 1e6)), max_size=60
)


@given(POINTS)
def test_a_series_gives_back_the_points_it_was_made_of(points: dict[int, float]) -> None:
    """In order, without the holes; and begins and ends with a value."""
    series = Series.of(KEY, points)
    present = {at: value for at, value in sorted(points.items()) if not isnan(value)}
    assert dict(series.points()) == present
    assert list(dict(series.points())) == list(present)
    assert series.newest == max(present, default=None)
    assert series.end == (max(present) + BUCKET if present else 0)
    assert not series.values or not (isnan(series.values[0]) or isnan(series.values[-1]))


@given(POINTS, st.integers(-600, 9600))
def test_the_value_at_a_time_is_its_bucket_s(points: dict[int, float], time: int) -> None:
    """NaN where nothing is, before and after included: never a neighbour's."""
    found = Series.of(KEY, points).at(time)
    expected = points.get(time // BUCKET * BUCKET, nan)
    assert found == expected or (isnan(found) and isnan(expected))


@given(POINTS, st.integers(-600, 9600), st.integers(-600, 9600))
def test_a_window_of_a_series_has_every_bucket_that_starts_in_it(points: dict[int, float], a: int, b: int) -> None:
    """With holes where nothing is; nothing for a window that is empty."""
    series, window = Series.of(KEY, points), Window(a, b)
    starts = [at for at in range(-900, 9900, BUCKET) if window.start <= at < window.end]
    found = series.over(window)
    assert len(found) == len(starts)
    assert all(found[i] == series.at(at) or isnan(found[i]) for i, at in enumerate(starts))


def test_what_was_dropped_adds_up() -> None:
    """Reason by reason, and in total."""
    both = Dropped(1, 2, 3, 4) + Dropped(10, 20, 30, 40)
    assert both == Dropped(11, 22, 33, 44)
    assert both.total == 110
    assert Dropped().total == 0


def test_a_secret_is_in_no_repr() -> None:
    """And an access key is shown by its ends only."""
    keys = Credentials("AKLTabcdefgh1f", "the-secret", "the-token", "a test")
    assert "the-secret" not in repr(keys)
    assert "the-token" not in repr(keys)
    assert keys.masked == "AKLT…1f"
    assert Credentials("short", "x").masked == "…"
    assert Target("661e0543cf").endpoint == "https://rtc.volcengineapi.com"


@pytest.mark.parametrize(
    "module",
    ["rtc_tui.core.model", "rtc_tui.core.thresholds", "rtc_tui.views.live", "rtc_tui.views.frame", "rtc_tui.store"],
)
def test_the_pure_layers_load_nothing_heavy(module: str) -> None:
    """A start pays for what it shows: no HTTP, no screen, no loop, no database."""
    heavy = (
        "httpx",
        "textual",
        "rich",
        "plotext",
        "asyncio",
        "sqlite3",
        "socket",
        "ssl",
        "msgspec",
        "uvicorn",
        "click",
    )
    code = f"import sys, {module}; print(*sorted(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
