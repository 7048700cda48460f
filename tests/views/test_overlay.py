"""Earlier days on the present's grid."""

from array import array
from math import isnan, nan

import pytest

from rtc_tui.core.ask import AskHistory
from rtc_tui.core.merge import OFFLINE, RECORDED, Merged
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, Feature, Query, SeriesKey, Window
from rtc_tui.core.snapshot import COMPARED, Selection
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.views import overlay
from rtc_tui.views.live import live
from rtc_tui.views.overlay import compared
from tests.views.known import GOOD, NEWEST, NOW, ONLINE, ZONE, snapshot
from tests.views.lines import answered, line

KEY = SeriesKey("80ms_audio_stall_rate")
NOON = 1_795_147_200 // DAY * DAY + 4 * 3600


def test_the_key_goes_through_all_comparisons_and_comes_back() -> None:
    """Nothing, a day, a week, both."""
    seen, word = [], ""
    for _ in COMPARED:
        seen.append(word)
        word = overlay.after(word, 1)
    assert seen == ["", "day", "week", "both"]
    assert word == ""


@pytest.mark.parametrize("at", [NOON, NOON + 1, NOON + 3599])
def test_windows_grow_onto_the_grid(at: int) -> None:
    """So that within an hour the same question is asked."""
    assert overlay.expanded(Window(at, at + 1), 3600) == Window(NOON, NOON + 3600)


def test_thirty_second_values_go_before_five_minute_ones_of_the_same_day() -> None:
    """Where somebody recorded, the fine values are drawn; elsewhere the coarse one is held over its ten buckets."""
    before = NOON - DAY
    fine = line(KEY, BUCKET, before, [1.0, nan, 2.0], RECORDED)
    coarse = line(KEY, FIVE_MINUTES, before, [9.0, 8.0], OFFLINE)
    found = overlay.laid((fine, coarse), Window(NOON, NOON + 600), BUCKET, DAY)
    assert list(found) == [1.0, 9.0, 2.0, *[9.0] * 7, *[8.0] * 10]


def test_what_lies_outside_of_the_earlier_day_stays_a_hole() -> None:
    """Neither the last value before nor the first after is drawn on."""
    coarse = line(KEY, FIVE_MINUTES, NOON - DAY + 300, [5.0], OFFLINE)
    found = overlay.laid((coarse,), Window(NOON, NOON + 900), BUCKET, DAY)
    assert [isnan(value) for value in found] == [True] * 10 + [False] * 10 + [True] * 10


def test_lines_of_the_same_step_are_laid_bucket_by_bucket() -> None:
    """Each value keeps its time of day, also where the line begins before the window or ends in it."""
    values = array("d", range(10))
    early = Merged(KEY, "%", FIVE_MINUTES, NOON - DAY - 600, values, bytes([OFFLINE] * 10))
    found = overlay.laid((early,), Window(NOON, NOON + 3000), FIVE_MINUTES, DAY)
    assert list(found)[:8] == [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]
    assert all(isnan(value) for value in found[8:])


# ------------------------------------------------------------------ on Live
def test_live_asks_nothing_unless_it_compares() -> None:
    """The start costs no request more."""
    assert compared(Selection(), NOW) == ()


def test_live_asks_for_the_same_hour_of_both_days_and_goes_on_asking_the_same() -> None:
    """By 30 seconds and by five minutes, a day and a week back; half a minute later nothing new is asked."""
    found = compared(Selection(compare="both"), NOW)
    assert {(ask.query.step, (int(NOW) - ask.window.start) // DAY) for ask in found} == {
        (BUCKET, 1), (BUCKET, 7), (FIVE_MINUTES, 1), (FIVE_MINUTES, 7)
    }  # fmt: skip
    assert all(ask.window.start <= int(NOW) - 3600 - DAY or ask.window.end >= int(NOW) - DAY for ask in found)
    assert compared(Selection(compare="both"), NOW + 30) == found


def test_live_compares_online_users_with_operation_data() -> None:
    """They are the whole app's, in whatever room one is."""
    found = compared(Selection(series="online_user_count", compare="day"), NOW)
    assert {ask.query.feature for ask in found} == {Feature.OPERATION}


def test_live_lays_yesterday_under_the_chart_and_leaves_the_present_alone() -> None:
    """The value of now, its state and its read-out are the same with and without."""
    selection = Selection(series=KEY.name, compare="day")
    ask = AskHistory(Query(Feature.QUALITY, step=FIVE_MINUTES), compared(selection, NOW)[0].window)
    before = line(KEY, FIVE_MINUTES, NEWEST // 300 * 300 - DAY - 3600, [40.0] * 13, OFFLINE)
    known = answered(snapshot(GOOD, ONLINE), {ask: [before]})
    with_, without = (live(known, chosen, Thresholds(), ZONE) for chosen in (selection, Selection(series=KEY.name)))
    assert without.chart.others == ()
    ((shift, values),) = with_.chart.others
    assert shift == DAY
    assert set(values) == {40.0}
    assert with_.chart.readout == without.chart.readout
    assert with_.chart.severity is without.chart.severity
    assert with_.chart.high > 40 > without.chart.high
