"""Times as people type them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.times import parse_time
from rtc_tui.errors import UsageError

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = int(datetime(2026, 11, 20, 2, 32, 41, tzinfo=UTC).timestamp())  # 10:32:41 in Shanghai
_instants = st.integers(0, 4_000_000_000)
_zones = st.sampled_from([UTC, SHANGHAI, BERLIN, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia")])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("now", "2026-11-20T10:32:41+08:00"),
        ("-15m", "2026-11-20T10:17:41+08:00"),
        ("-1h30m", "2026-11-20T09:02:41+08:00"),
        ("-2D", "2026-11-18T10:32:41+08:00"),
        (" 10:32 ", "2026-11-20T10:32:00+08:00"),
        ("9:05", "2026-11-20T09:05:00+08:00"),
        ("10:33", "2026-11-19T10:33:00+08:00"),
        ("10:32:41", "2026-11-20T10:32:41+08:00"),
        ("2026-11-20", "2026-11-20T00:00:00+08:00"),
        ("2026-11-20 10:32", "2026-11-20T10:32:00+08:00"),
        ("2026-11-20 10:32+08:00", "2026-11-20T10:32:00+08:00"),
        ("2026-11-20T02:32Z", "2026-11-20T10:32:00+08:00"),
        ("2026-11-20t02:32:00.999z", "2026-11-20T10:32:00+08:00"),
        ("2026-11-20T10:32:00 +0800", "2026-11-20T10:32:00+08:00"),
    ],
)
def test_forms(typed: str, meant: str) -> None:
    assert parse_time(typed, NOW, SHANGHAI) == datetime.fromisoformat(meant).timestamp()


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "15m", "-15", "-m", "25:00", "10:60", "10", "2026-02-30", "0000-01-01", "2026-11-20T10", "1:2",
     "2026-11-20T10:32+99:00", "١٠:٣٢", "-9999999d9999999d9999999d\n0", "10:32\x1b[31m"],
)  # fmt: skip
def test_what_is_no_time_says_which_forms_are(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_time(typed, NOW, SHANGHAI)
    assert "-15m" in caught.value.hint
    assert "\x1b" not in caught.value.message


def test_an_hour_that_occurs_twice_means_the_first() -> None:
    now = datetime(2026, 10, 25, 12, tzinfo=BERLIN).timestamp()
    for typed in ("02:30", "2026-10-25 02:30"):
        assert parse_time(typed, now, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()


def test_an_hour_that_is_skipped_means_after_the_change() -> None:
    now = datetime(2026, 3, 29, 12, tzinfo=BERLIN).timestamp()
    for typed in ("02:30", "2026-03-29 02:30"):
        assert parse_time(typed, now, BERLIN) == datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN).timestamp()


@given(_instants, _zones)
def test_a_stamp_with_its_offset_is_itself_in_any_zone(at: int, zone: timezone) -> None:
    offsets = timezone(timedelta(minutes=345))
    typed = datetime.fromtimestamp(at, offsets).isoformat()
    assert parse_time(typed, NOW, zone) == at
    assert parse_time(typed.replace("T", " "), NOW, zone) == at


@given(st.integers(100_000, 4_000_000_000), _zones, st.integers(0, 23), st.integers(0, 59))
def test_a_time_of_day_is_the_latest_that_has_passed(now: int, zone: timezone, hour: int, minute: int) -> None:
    at = parse_time(f"{hour:02}:{minute:02}", now, zone)
    assert now - 2 * 86_400 - 7200 <= at <= now  # two days: Apia once skipped one
    here = datetime.fromtimestamp(at, zone)
    shown = here.hour * 60 + here.minute
    assert (shown - hour * 60 - minute) % 1440 in {0, 30, 60}  # moved on only where the clocks were


@given(_instants, st.integers(0, 999_999), st.sampled_from("smhd"))
def test_ago_is_subtraction(now: int, count: int, unit: str) -> None:
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86_400}[unit]
    assert parse_time(f"-{count}{unit}", now, UTC) == now - count * seconds
