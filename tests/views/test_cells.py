"""The only formatter of numbers and times."""

import itertools
from datetime import UTC, timedelta, timezone
from math import nan
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.indicators import SeriesName, parse
from rtc_tui.core.model import Window
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import use
from rtc_tui.views import cells

RATE, COUNT = parse("80ms_audio_stall_rate"), parse("online_user_count")
SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = 1_795_141_890  # 2026-11-20T10:31:30+08:00


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (98.68, 2, "98.68"), (0.0, 2, "0.00"), (nan, 2, "·"), (12431.0, 0, "12 431"), (9999.0, 0, "9999"),
        (1234567.891, 2, "1 234 567.89"), (-12431.0, 0, "-12 431"), (-0.001, 2, "0.00"), (9999.999, 2, "10 000.00"),
        (100.0, 2, "100.00"), (1e300, 2, "1e+300"), (-2.5e18, 0, "-2.5e+18"),
    ],
)  # fmt: skip
def test_numbers(value: float, decimals: int, expected: str) -> None:
    """Absent is a dot, never zero; groups from ten thousand on; no minus before zero."""
    assert cells.number(value, decimals) == expected


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 4))
def test_any_number_is_short_enough_to_be_read(value: float, decimals: int) -> None:
    """A service may send anything that is finite."""
    assert 0 < len(cells.number(value, decimals)) <= 30


def test_units_follow_the_value() -> None:
    """From the answer, else from the catalogue; not after nothing."""
    assert cells.with_unit(4.12, RATE) == "4.12 %"
    assert cells.with_unit(12431.0, COUNT) == "12 431"
    assert cells.with_unit(4.12, RATE, "kbps") == "4.12 kbps"
    assert cells.with_unit(nan, RATE) == "·"


@pytest.mark.parametrize(
    ("amount", "name", "expected"),
    [
        (0.02, RATE, "+0.02"), (-1.9, RATE, "−1.90"), (0.0, RATE, "±0"), (0.004, RATE, "±0"), (-0.004, RATE, "±0"),
        (nan, RATE, "·"), (210.0, COUNT, "+210"), (-12000.0, COUNT, "−12 000"), (0.4, COUNT, "±0"),
    ],
)  # fmt: skip
def test_changes_always_have_their_sign(amount: float, name: SeriesName, expected: str) -> None:
    """No change at the precision shown is said so, and an unknown one is not zero."""
    assert cells.change(amount, name) == expected


def test_times_in_the_zone() -> None:
    """Clock, zone and RFC 3339 with its offset."""
    assert cells.clock(AT, SHANGHAI) == "10:31:30"
    assert cells.clock(AT, SHANGHAI, seconds=False) == "10:31"
    assert cells.clock(None, SHANGHAI) == "·"
    assert cells.iso(AT, SHANGHAI) == "2026-11-20T10:31:30+08:00"
    assert cells.iso(AT + 0.9, UTC) == "2026-11-20T02:31:30+00:00"
    assert (cells.zone_name(AT, SHANGHAI), cells.zone_name(AT, UTC)) == ("CST", "UTC")
    assert cells.zone_name(AT, timezone(timedelta(hours=5, minutes=45))) == "UTC+05:45"


@pytest.mark.parametrize(
    ("seconds", "shown", "chinese"),
    [(-5, "0 s", "0 秒"), (71.9, "71 s", "71 秒"), (119, "119 s", "119 秒"), (120, "2 min", "2 分"),
     (7199, "119 min", "119 分"), (7500, "2 h 05 min", "2 时 05 分")],
)  # fmt: skip
def test_ages(seconds: float, shown: str, chinese: str) -> None:
    """Seconds up to two minutes, minutes up to two hours; never negative."""
    assert cells.age(seconds) == shown
    use("zh")
    assert cells.age(seconds) == chinese


@given(
    st.integers(0, 2 * 10**9), st.integers(60, 86400 * 30), st.integers(1, 20),
    st.sampled_from(["Asia/Shanghai", "Asia/Kathmandu", "UTC", "America/New_York"]),
)  # fmt: skip
def test_time_ticks_stand_at_even_round_times(start: int, length: int, at_most: int, zone: str) -> None:
    """Inside the window, no more than fit, evenly apart."""
    window = Window(start, start + length)
    ticks = cells.time_ticks(window, ZoneInfo(zone), at_most)
    times = [time for time, _ in ticks]
    assert all(window.start <= time < window.end for time in times)
    assert len({b - a for a, b in itertools.pairwise(times)}) <= 1
    assert len(times) <= at_most or length > 86400 * at_most


def test_time_ticks_are_round_on_the_clock_of_the_zone() -> None:
    """Also where the zone is off by 45 minutes."""
    window = Window(AT - 3600, AT)
    assert [label for _, label in cells.time_ticks(window, SHANGHAI, 6)] == [
        "09:40", "09:50", "10:00", "10:10", "10:20", "10:30",
    ]  # fmt: skip
    assert all(label[-2:] in ("00", "30") for _, label in cells.time_ticks(window, ZoneInfo("Asia/Kathmandu"), 2))


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e9), st.integers(1, 20))
def test_value_ticks_are_round_and_inside(low: float, length: float, about: int) -> None:
    """Rising, evenly apart, at most one more than asked for."""
    high = low + length
    ticks = cells.value_ticks(low, high, about)
    slack = (abs(low) + abs(high)) * 1e-9 + 1e-9
    assert len(ticks) <= about + 1
    assert list(ticks) == sorted(set(ticks))
    assert all(low - slack <= tick <= high + slack for tick in ticks)


@pytest.mark.parametrize(
    ("low", "high", "about", "expected"),
    [
        (0, 5, 5, (0, 1, 2, 3, 4, 5)),
        (96.4, 100, 3, (98, 100)),
        (0, 3.6, 4, (0, 1, 2, 3)),
        (5, 5, 3, (5,)),
        (1, 0, 3, ()),
    ],
)
def test_value_ticks(low: float, high: float, about: int, expected: tuple[float, ...]) -> None:
    """Steps of 1, 2, 2.5 and 5 times a power of ten."""
    assert cells.value_ticks(low, high, about) == expected


def test_each_severity_has_a_glyph_of_its_own_in_unicode_and_ascii() -> None:
    """Nothing is said by colour alone."""
    for glyphs in (cells.GLYPHS, cells.ASCII_GLYPHS):
        assert len(set(glyphs.values())) == len(Severity)
    assert "".join(cells.ASCII_GLYPHS.values()).isascii()


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 120, "0%"), (1, 120, "<1%"), (2, 120, "2%"), (59, 120, "49%"), (119, 120, ">99%"), (120, 120, "100%"),
        (199, 300, "66%"), (200, 300, "67%"), (0, 0, "·"), (1e-9, 1.0, "<1%"), (0.995, 1.0, ">99%"),
    ],
)  # fmt: skip
def test_a_share_is_rounded_but_neither_nothing_nor_all_where_it_is_not(
    part: float, whole: float, expected: str
) -> None:
    """A bucket among many is seen, and so is the one that is missing."""
    assert cells.share(part, whole) == expected
    assert cells.share(part, whole, " ").replace(" ", "") == expected
