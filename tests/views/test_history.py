"""The History pane's windows, questions, and what it makes of the answers."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import isnan, nan
from zoneinfo import ZoneInfo

import pytest

from rtc_tui.core.ask import AskHistory, AskShares, AskUsages
from rtc_tui.core.listing import DistributionShare, Listing, Usage
from rtc_tui.core.merge import MEAN, OFFLINE, REALTIME, RECORDED, Trust
from rtc_tui.core.model import (
    BUCKET,
    DAY,
    FIVE_MINUTES,
    HOUR,
    Dimension,
    Feature,
    Product,
    Provenance,
    Query,
    Scope,
    SeriesKey,
    Window,
)
from rtc_tui.core.snapshot import Selection, Snapshot, Stretch
from rtc_tui.core.thresholds import Severity, Thresholds
from rtc_tui.views import history, history_days, history_totals
from rtc_tui.views import history_chart as charts
from rtc_tui.views.history_holes import missing
from tests.views.known import GOOD, NOW, ONLINE, ZONE, snapshot
from tests.views.lines import answered, line

STALL = "80ms_audio_stall_rate"
KEY = SeriesKey(STALL)
SELECTED = Selection(pane="history", series=STALL)
BEIJING = ZoneInfo("Asia/Shanghai")
QUALITY = Query(Feature.QUALITY, step=FIVE_MINUTES)
NEWEST = int(NOW) // 300 * 300 + 300


def at(text: str) -> int:
    """Epoch seconds of a Beijing time."""
    return int(datetime.fromisoformat(f"{text}+08:00").timestamp())


def turned(**stretch: object) -> Selection:
    return replace(SELECTED, stretch=Stretch(**stretch))  # type: ignore[arg-type]


def held(selection: Selection, *parts: object, now: float = NOW) -> Snapshot:
    """A snapshot in which the first question of the selection is answered with these parts, and nothing is polled."""
    return answered(Snapshot(now), {history.asks(selection, now)[0]: parts})


# ------------------------------------------------------------------ windows
def test_the_window_ends_now_and_goes_on_with_it() -> None:
    """On whole five minutes, so that the same is asked until the next ones."""
    assert history.shown(SELECTED, NOW) == Window(NEWEST - DAY, NEWEST)
    assert history.shown(SELECTED, NOW + 300) == Window(NEWEST - DAY + 300, NEWEST + 300)


def test_a_time_outside_of_the_window_takes_the_window_along() -> None:
    """As after `t`, or when one comes from another pane: the same span around the cursor."""
    found = history.shown(replace(SELECTED, cursor=at("2026-11-05 12:00")), NOW)
    assert found == Window(at("2026-11-05 00:00"), at("2026-11-06 00:00"))


def test_no_window_reaches_into_the_future() -> None:
    """Also where the cursor is near now, or the end was set by a clock that went back."""
    for selection in (replace(SELECTED, cursor=int(NOW) + 900), turned(end=int(NOW) + 7200)):
        assert history.shown(selection, NOW).end == NEWEST


def test_zooming_keeps_the_cursor_where_it_is_on_screen() -> None:
    """A quarter from the right stays a quarter from the right."""
    cursor = NEWEST - 2 * DAY
    known = replace(turned(end=NEWEST - 2 * DAY + 6 * HOUR), cursor=cursor)
    found = history.spanned(known, 12 * HOUR, NOW)
    window = history.shown(found, NOW)
    assert window.seconds == 12 * HOUR
    assert window.end - cursor == 3 * HOUR
    assert found.cursor == cursor


def test_panning_ends_at_now_and_at_what_a_recorder_keeps() -> None:
    """Beyond now the window follows time again; a year back is the last that may be there."""
    late = history.moved(turned(end=NEWEST - HOUR), NOW, span=DAY, end=NEWEST + HOUR)
    assert late.stretch.end is None
    early = history.moved(SELECTED, NOW, span=DAY, end=NEWEST - 400 * DAY)
    assert history.shown(early, NOW).start >= int(NOW) - 366 * DAY - 300


@pytest.mark.parametrize(("moment", "day"), [
    ("2026-11-20 00:00:00", "2026-11-20"), ("2026-11-20 23:59:59", "2026-11-20"), ("2026-11-21 00:00:00", "2026-11-21"),
])  # fmt: skip
def test_days_are_beijings_whatever_the_zone(moment: str, day: str) -> None:
    """The first second of a day is its own, the last one is not the next day's."""
    assert history.day_of(at(moment)).start == at(f"{day} 00:00")


def test_at_midnight_the_day_that_ended_is_the_newest() -> None:
    """There is nothing of the new one yet; a second later there is."""
    midnight = at("2026-11-20 00:00")
    assert history.days_listed(midnight).end == midnight
    assert history.days_listed(midnight + 2).end == midnight + DAY


def test_ticks_of_days_stand_at_the_zones_midnights_when_clocks_change() -> None:
    """In Berlin the day of 25 October 2026 has 25 hours: each date still stands at its midnight."""
    zone = ZoneInfo("Europe/Berlin")
    start = int(datetime(2026, 10, 23, 12, tzinfo=zone).timestamp())
    ticks = history.time_ticks(Window(start, start + 7 * DAY), zone, 10)
    assert [label for _, label in ticks] == [f"10-{day}" for day in range(24, 31)]
    for time, label in ticks:
        assert datetime.fromtimestamp(time, zone).strftime("%H:%M %m-%d") == f"00:00 {label}"
    assert {b - a for (a, _), (b, _) in pairwise(ticks)} == {DAY, DAY + HOUR}


def test_short_windows_have_clock_times_and_a_date_at_midnight() -> None:
    """So that one knows on which side of it one is."""
    labels = [
        label for _, label in history.time_ticks(Window(at("2026-11-19 18:00"), at("2026-11-20 06:00")), BEIJING, 8)
    ]
    assert "11-20" in labels
    assert "22:00" in labels


# ------------------------------------------------------------------ questions
def test_a_long_window_is_asked_by_five_minutes_and_a_short_one_by_seconds_too() -> None:
    """What is asked covers what is shown, and stays the same while the window creeps on within an hour."""
    for span, steps in ((30 * DAY, {300}), (DAY, {300}), (3 * HOUR, {300, 30}), (1800, {300, 30})):
        selection = turned(span=span)
        found = history.asks(selection, NOW)
        assert {ask.query.step for ask in found if isinstance(ask, AskHistory)} == steps
        window = history.shown(selection, NOW)
        assert all(ask.window.start <= window.start and window.end <= ask.window.end for ask in found)  # type: ignore[union-attr]
        assert history.asks(selection, NOW + 600) == found


def test_comparing_asks_the_same_of_the_earlier_days() -> None:
    """A day and a week back, of the same length."""
    found = history.asks(replace(SELECTED, compare="both"), NOW)
    first, *others = (ask.window for ask in found if isinstance(ask, AskHistory))
    assert [first.start - each.start for each in others] == [DAY, 7 * DAY]


def test_what_was_cancelled_is_not_asked_any_more() -> None:
    """Nothing at all, until another window is chosen."""
    assert history.asks(turned(stopped=True), NOW) == ()
    assert history.asks(history.spanned(turned(stopped=True), HOUR, NOW), NOW)


def test_systems_and_networks_are_part_of_the_question_for_native_alone() -> None:
    """Only whole known words; with web they have no effect (FACTS 11), and in other kinds neither."""
    typed = replace(SELECTED, filter="os=iOS,mac access=5g")
    assert history.scope(typed) == Scope(os=("ios", "mac"), access=("5g",))
    assert history.scope(replace(typed, product=Product.WEB)) == Scope()
    assert history.scope(replace(typed, stretch=Stretch(kind="users"))) == Scope()
    assert history.filters("os=an access=wifi").rest == "os=an"
    assert history.filters("os=").os == ()


def test_operation_data_are_asked_by_hour_or_day_with_what_they_are_compared_with() -> None:
    """Hours up to four days, and a day before them; else Beijing days, and a week before them."""
    for span, step, before in ((DAY, HOUR, DAY), (30 * DAY, DAY, 7 * DAY)):
        (ask,) = history.asks(turned(kind="operation", span=span), NOW)
        assert isinstance(ask, AskHistory)
        assert ask.query == Query(Feature.OPERATION, step=step)
        assert history.shown(turned(kind="operation", span=span), NOW).start - ask.window.start == before


def test_a_window_of_operation_data_is_never_shorter_than_a_day() -> None:
    """What is younger than eight hours is not there yet: an hour of it would be empty."""
    for cursor in (None, int(NOW) - 2 * HOUR):
        selection = replace(turned(kind="operation", span=HOUR), cursor=cursor)
        assert history.shown(selection, NOW).seconds >= DAY
        assert history.shown(selection, NOW).start < NOW - 8 * HOUR
    assert history.spanning(turned(span=HOUR)) == HOUR


def test_how_users_spread_is_asked_of_seven_days_at_most_and_of_nothing_too_young() -> None:
    """It can not be added up, so one question has to do."""
    (ask,) = history.asks(turned(kind="users", span=30 * DAY, dimension=Dimension.COUNTRY), NOW)
    assert isinstance(ask, AskShares)
    assert ask.window.seconds == 7 * DAY
    assert ask.window.end <= NOW - 8 * HOUR
    assert ask.dimension is Dimension.COUNTRY


def test_usage_is_asked_by_whole_beijing_days() -> None:
    """A week at least."""
    (ask,) = history.asks(turned(kind="usage"), NOW)
    assert isinstance(ask, AskUsages)
    assert ask.window == Window(at("2026-11-13 00:00"), at("2026-11-21 00:00"))


# ------------------------------------------------------------------ the chart
def test_each_bucket_tells_its_source_and_a_hole_stays_one() -> None:
    """Offline, then nothing, then recorded, then what is polled right now."""
    start = NEWEST - DAY
    offline = line(KEY, 300, start, [1.0] * 192, OFFLINE)
    recorded = line(KEY, 300, start + 264 * 300, [2.0] * 12, RECORDED | MEAN)
    known = replace(snapshot(GOOD, ONLINE), answers=held(SELECTED, offline, recorded).answers)
    found = charts.course(known, SELECTED, Thresholds())
    assert [source for _, source in found.line.runs()][:4] == [
        Provenance.OFFLINE, Provenance.MISSING, Provenance.RECORDED, Provenance.REALTIME
    ]  # fmt: skip
    assert all(isnan(value) for value in found.line.values[192:264])
    assert found.line.codes[-2] & 0x0F == REALTIME


def test_fine_values_are_shown_where_they_cover_the_window_and_coarse_ones_else() -> None:
    """A day back, without a recorder there are five minutes only; with one there are thirty seconds."""
    selection = turned(span=HOUR, end=NEWEST - DAY)
    start = NEWEST - DAY - HOUR
    coarse, fine = line(KEY, 300, start, [1.0] * 12, OFFLINE), line(KEY, 30, start, [1.0] * 120, RECORDED)
    five, thirty = history.asks(selection, NOW)
    without = answered(Snapshot(NOW), {five: [coarse], thirty: []})
    with_ = answered(Snapshot(NOW), {five: [coarse], thirty: [fine]})
    assert charts.course(without, selection, Thresholds()).step == FIVE_MINUTES
    assert charts.course(with_, selection, Thresholds()).step == BUCKET


def test_what_was_there_before_stays_while_another_window_is_asked_for() -> None:
    """What came for the last question is laid under what comes for the next."""
    early = line(KEY, 300, NEWEST - DAY, [1.0] * 200, OFFLINE)
    query = history.query(SELECTED, STALL, 300)
    found = charts.course(Snapshot(NOW), SELECTED, Thresholds(), {query: (early,)})
    assert sum(1 for code in found.line.codes if code) == 200


def test_the_hole_that_no_api_fills_is_named_with_what_would_fill_it() -> None:
    """Its times, and the command."""
    offline = line(KEY, 300, NEWEST - DAY, [1.0] * (288 - 95), OFFLINE)
    known = replace(snapshot(GOOD, ONLINE), answers=held(SELECTED, offline).answers)
    (text,) = missing(charts.course(known, SELECTED, Thresholds()).line, NOW, ZONE)
    assert text.startswith("11-20 02:40–09:30: no API gives this")
    assert "rtc-tui record" in text


def test_what_is_not_served_yet_is_no_hole() -> None:
    """The newest minutes are on their way."""
    whole = line(KEY, 300, NEWEST - DAY, [1.0] * 286, OFFLINE)
    assert missing(charts.course(held(SELECTED, whole), SELECTED, Thresholds()).line, NOW, ZONE) == ()


def test_many_holes_are_counted() -> None:
    """Not listed one by one; and old ones are not blamed on the hours that no API gives."""
    values = [nan if i % 20 == 0 else 1.0 for i in range(180)]
    broken = line(KEY, 300, NEWEST - 2 * DAY, values, OFFLINE)
    selection = turned(end=NEWEST - 2 * DAY + 180 * 300, span=180 * 300)
    (text,) = missing(charts.course(held(selection, broken), selection, Thresholds()).line, NOW, ZONE)
    assert text == "Without a value: 9 stretches between 11-18 10:35 and 11-19 00:00, 45 min in all."


def test_the_trust_figure_is_told_where_both_are_known() -> None:
    """In the unit of the series; nothing where there is nothing to compare."""
    both = replace(line(KEY, 300, NEWEST - DAY, [1.0] * 288, OFFLINE), trust=Trust(44, 0.02, 0.01, 0.3))
    found = charts.course(held(SELECTED, both), SELECTED, Thresholds())
    assert "44 buckets: 0.01 % apart in the middle, 0.30 % at most" in charts.trusted(found)
    alone = charts.course(held(SELECTED, replace(both, trust=Trust())), SELECTED, Thresholds())
    assert charts.trusted(alone) == ""


def test_the_worst_stretch_is_the_next_bad_one() -> None:
    """Then the next worst, then round again; the cursor stands on its worst bucket."""
    values = [1.0] * 288
    values[50:53], values[100:102] = [4.0, 4.5, 3.5], [6.0, 9.0]
    bad = line(KEY, 300, NEWEST - DAY, values, OFFLINE)
    known, seen, selection = held(SELECTED, bad), [], SELECTED
    for _ in range(3):
        place = charts.next_bad(charts.course(known, selection, Thresholds()), 1)
        assert place is not None
        seen.append((place - NEWEST + DAY) // 300)
        selection = replace(selection, cursor=place)
    assert seen == [101, 51, 101]
    calm = line(KEY, 300, NEWEST - DAY, [1.0] * 288, OFFLINE)
    assert charts.next_bad(charts.course(held(SELECTED, calm), SELECTED, Thresholds()), 1) is None


def test_a_cursor_reads_the_bucket_that_holds_it() -> None:
    """Its time, its value, its source, and that it is the mean of a part where it is."""
    known = line(KEY, 300, NEWEST - DAY, [1.0, nan, 3.25], OFFLINE)
    selection = replace(SELECTED, cursor=NEWEST - DAY + 2 * 300 + 17)
    found = charts.course(held(SELECTED, known), selection, Thresholds())
    assert charts.reading(found, ZONE) == "11-19 10:45 = 3.25 %"
    assert (charts.origin(found), found.severity) == ("offline", Severity.WARN)
    hole = charts.course(held(SELECTED, known), replace(selection, cursor=NEWEST - DAY + 300), Thresholds())
    assert charts.reading(hole, ZONE) == "11-19 10:40 = no value"
    assert charts.origin(hole) == "missing"


# ------------------------------------------------------------------ days
DAYS = turned(kind="days")


def table(*, daily: list[float], fine: dict[int, float], peaks: list[float]) -> history_days.Days:
    """The table of days from values by day (the last is today), of some five minutes, and of most users at once."""
    end = history.days_listed(NOW).end
    by_day, by_minutes, online = history.asks(DAYS, NOW)
    start = end - 30 * DAY
    values = [fine.get(start + i * 300, nan) for i in range(30 * 288)]
    return history_days.days(
        answered(Snapshot(NOW), {
            by_day: [line(KEY, DAY, end - len(daily) * DAY, daily, OFFLINE)],
            by_minutes: [line(KEY, 300, start, values, OFFLINE)],
            online: [line(SeriesKey("peak_concurrent_user"), DAY, end - len(peaks) * DAY, peaks, OFFLINE)],
        }),
        DAYS, Thresholds(),
    )  # fmt: skip


def test_a_day_is_compared_with_the_same_day_of_the_week_before() -> None:
    """And where that is not known the change is not either; thirty days, newest first."""
    found = table(daily=[2.0, *[1.0] * 6, 2.5], fine={}, peaks=[7.0, 8.0])
    assert len(found.rows) == 30
    assert found.rows[0].start == at("2026-11-20 00:00")
    assert found.rows[0].change == pytest.approx(0.5)
    assert isnan(found.rows[1].change)
    assert [day.peak for day in found.rows[:2]] == [8.0, 7.0]


def test_the_worst_five_minutes_belong_to_the_beijing_day_that_holds_them() -> None:
    """The first five minutes after midnight are the new day's."""
    midnight = at("2026-11-19 00:00")
    found = table(daily=[], fine={midnight: 6.0, midnight - 300: 4.0, midnight + 600: 5.0}, peaks=[])
    by_day = {day.start: day for day in found.rows}
    assert (by_day[midnight].worst, by_day[midnight].worst_at) == (6.0, midnight)
    assert by_day[midnight - DAY].worst_at == midnight - 300
    assert by_day[midnight].hours[0][1] is Severity.CRIT
    assert isnan(by_day[midnight].hours[1][0])
    assert by_day[midnight].partial


def test_what_has_no_daily_value_yet_has_the_mean_of_what_there_is() -> None:
    """Today's, marked as a part of the day."""
    today = at("2026-11-20 00:00")
    found = table(daily=[], fine={today: 2.0, today + 300: 4.0}, peaks=[])
    assert (found.rows[0].value, found.rows[0].partial) == (3.0, True)


def test_bad_days_come_worst_first() -> None:
    """`n` goes to the crit one, then to the warn one."""
    found = table(daily=[1.0, 4.0, 1.0, 8.0, 1.0], fine={}, peaks=[])
    first = history_days.next_bad(found, None, 1)
    assert first == at("2026-11-19 00:00")
    assert history_days.next_bad(found, first, 1) == at("2026-11-17 00:00")
    assert history_days.next_bad(table(daily=[1.0], fine={}, peaks=[]), None, 1) is None


# ------------------------------------------------------------------ totals
def test_operation_data_tell_their_newest_value_and_the_change_against_the_day_before() -> None:
    """Hours against the same hour of the day before."""
    selection = turned(kind="operation")
    (ask,) = history.asks(selection, NOW)
    assert isinstance(ask, AskHistory)
    hours = line(SeriesKey("user_count"), HOUR, ask.window.start, [float(i) for i in range(40)], OFFLINE)
    first, second, *_ = history_totals.operation(answered(Snapshot(NOW), {ask: [hours]}), selection)
    assert (first.named.raw, first.value, first.change) == ("user_count", 39.0, 24.0)
    assert (first.low, first.high) == (24.0, 39.0)
    assert isnan(second.value)


def test_places_are_filtered_by_what_is_typed() -> None:
    """And how many there are in all is known."""
    selection = turned(kind="users")
    ask = history.asks(selection, NOW)[0]
    rows = (DistributionShare("广东", 900.0, 60.0), DistributionShare("上海", 600.0, 40.0))
    known = answered(Snapshot(NOW), {ask: [Listing(Window(0, 1), rows, NOW)]})
    assert [row.slice for row in history_totals.shares(known, selection).rows] == ["广东", "上海"]
    found = history_totals.shares(known, replace(selection, filter="上"))
    assert ([row.slice for row in found.rows], found.total) == (["上海"], 2)


def test_usage_stands_newest_first_with_its_total() -> None:
    """A day with nothing at all is zero, since the service says so; one that it does not tell is not there."""
    selection = turned(kind="usage")
    ask = history.asks(selection, NOW)[0]
    days = (Usage(at("2026-11-17 00:00"), 1.0, 2.0, 3.0, 4.0), Usage(at("2026-11-18 00:00"), 0.0, 0.0, 0.0, 0.0))
    found = history_totals.used(answered(Snapshot(NOW), {ask: [Listing(Window(0, 1), days, NOW)]}), selection)
    assert [history_totals.total(usage) for usage in found.rows] == [0.0, 10.0]
    assert found.most == 10.0


def test_large_numbers_have_no_decimals() -> None:
    """They would only fill the screen; small ones keep theirs, and a change its sign."""
    named = history.named("total_online_time")
    assert (named.amount(113095.25), named.amount(9.5)) == ("113 095", "9.50")
    assert (named.change(-0.5), named.change(0.001), named.change(nan)) == ("−0.50", "±0", "·")


def test_spans_are_short_words() -> None:
    """From half a minute to a month."""
    assert [history.span_word(s) for s in (30, 1800, HOUR, DAY, 7 * DAY)] == ["30 s", "30 min", "1 h", "24 h", "7 d"]
    assert [history.length(s) for s in (3900, 57300, int(timedelta(days=2).total_seconds()))] == [
        "65 min", "15 h 55", "48 h 00"
    ]  # fmt: skip
