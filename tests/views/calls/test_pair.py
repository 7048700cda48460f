"""The pair page as data."""

from math import isnan

import pytest

from rtc_tui.core.call import Way
from rtc_tui.core.calls import Stay
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import use
from rtc_tui.views.calls import pair, strips
from rtc_tui.views.calls.strips import Strip
from tests.core.calls import Quiet
from tests.views.calls.quiet import START, call, lossy

CELLS = strips.grid(START, START + 300, 50)


def found(key: str, quiet: Quiet | None = None, cells: strips.Grid = CELLS) -> Strip:
    made = pair.groups((quiet or lossy()).call(), "ann", "ben", cells, "default", every=True)
    return next(one for one in pair.rows(made) if one.key == key)


@pytest.mark.parametrize(
    ("seconds", "columns", "bucket"), [(300, 50, 6), (900, 49, 20), (60, 49, 2), (3600, 46, 80), (86400, 80, 1140)]
)
def test_columns_are_as_fine_as_fits(seconds: int, columns: int, bucket: int) -> None:
    """Whole steps, never more columns than there are, and all of the time is covered."""
    made = strips.grid(START, START + seconds, columns)
    assert made.bucket == bucket
    assert made.count <= columns
    assert made.start <= START
    assert made.time(made.count) >= START + seconds


def test_a_strip_rises_where_it_is_bad() -> None:
    """Loss of the uplink: low, high, low; the value under the cursor is that of its column."""
    one = found("up:audio_up_loss")
    at = CELLS.column(START + 150)
    assert one.levels[0] == "0"
    assert one.levels[at] == "7"
    assert one.value(at) == 31.0
    assert one.severity(at) is Severity.CRIT
    assert one.severity(0) is Severity.OK
    assert one.bad


def test_stall_is_a_share_of_time() -> None:
    """500 ms of each 2 s are 25 %; the limits are those of shares."""
    one = found("down:audio_stall")
    at = CELLS.column(START + 150)
    assert one.value(at) == 25.0
    assert one.shown(one.value(at)) == "25.0 %"
    assert one.severity(at) is Severity.CRIT


def test_a_gap_is_a_gap() -> None:
    """Half a minute without points is neither joined nor zero."""
    quiet = lossy()
    quiet.change("ann", "*", "none", 100, 140)
    one = found("up:audio_up_loss", quiet)
    levels = one.levels[CELLS.column(START + 110) : CELLS.column(START + 130)]
    assert set(levels) == {"-"}
    assert isnan(one.value(CELLS.column(START + 120)))
    assert one.severity(CELLS.column(START + 120)) is Severity.NONE


def test_a_slow_reporter_has_no_holes_in_fine_columns() -> None:
    """Points each 6 s in columns of 2 s: each holds until the next is due."""
    quiet = Quiet(["ann", "ben"], 60, step=6.0)
    one = found("up:cpu_app", quiet, strips.grid(START, START + 60, 49))
    assert "-" not in one.levels


def test_what_nobody_tells_is_no_zero() -> None:
    """A browser without CPU figures: no value, no severity, a strip of gaps."""
    quiet = lossy()
    quiet.drop("ann", ["cpu_app"])
    one = found("up:cpu_app", quiet)
    assert one.shown(one.value(None)) == "·"
    assert one.severity(None) is Severity.NONE
    assert set(one.levels) == {"-"}
    assert "no data" in pair.reading(one, None, "ann", "default")


def test_all_metrics_of_the_documents_are_shown() -> None:
    """By direction: 15 on the way up, 14 on the way down, whether told or not."""
    up, down = pair.groups(call(), "ann", "ben", CELLS, "default", every=True)
    assert len(up.strips) == 15
    assert len(down.strips) == 14
    assert {one.metric for one in (*up.strips, *down.strips)} >= {"audio_stall", "video_send_fps_small", "cpu_system"}


def test_an_unknown_metric_is_shown_last_and_safe() -> None:
    """By its own name, without what could fool a terminal."""
    quiet = lossy()
    quiet.change("ann", "\x1b[31m新指标[/b]", 5.0)
    up, _ = pair.groups(quiet.call(), "ann", "ben", CELLS, "default", every=True)
    assert up.strips[-1].label == "\ufffd[31m新指标[/b]"
    assert up.strips[-1].value(0) == 5.0


def test_little_room_keeps_stalls_and_what_is_bad() -> None:
    """Of both sides, in the order of the page."""
    made = pair.groups(call(), "ann", "ben", CELLS, "default", every=False)
    up, down = pair.chosen(made, 4)
    assert [one.metric for one in up.strips] == ["audio_up_loss", "video_up_loss"]
    assert [one.metric for one in down.strips] == ["audio_stall", "video_stall"]


def test_what_nobody_tells_gives_way() -> None:
    """A call without video spends no row on it while others want it."""
    made = pair.groups(Quiet(["ann", "ben"], video=False).call(), "ann", "ben", CELLS, "default", every=False)
    kept = pair.rows(pair.chosen(made, 12))
    assert not [one.metric for one in kept if one.metric.startswith("video")]


def test_bad_minutes_come_worst_first() -> None:
    """Both stall from minute 1 to 3, the sound alone in minute 3; none outside."""
    minutes = pair.bad_minutes(call(), [Way("ben", "ann")])
    assert [(minute - START) // 60 for minute in minutes] == [1, 2, 3]
    assert pair.bad_minutes(call(), [Way("ann", "ben")]) == ()


def test_a_minute_that_may_still_grow_does_not_come_first() -> None:
    """Of the newest minute only what is settled counts."""
    quiet = lossy()
    quiet.received = START + 66 + 100
    assert pair.bad_minutes(quiet.call(), [Way("ben", "ann")]) == (START + 60,)


def test_the_walk_over_minutes_goes_round() -> None:
    """From anywhere to the worst, then on, and back."""
    minutes = (START + 120, START)
    assert pair.next_minute(minutes, None, 1) == START + 120
    assert pair.next_minute(minutes, START + 130, 1) == START
    assert pair.next_minute(minutes, START + 1, 1) == START + 120
    assert pair.next_minute(minutes, START + 999, -1) == START
    assert pair.next_minute((), None, 1) is None


def test_joins_and_leaves_are_marks() -> None:
    """A stay begins with [ and ends with ]; away is blank; not told is empty."""
    quiet = lossy()
    quiet.stays["ann"] = (Stay(START - 60, START + 100), Stay(START + 200, None))
    bar = strips.presence(quiet.call(), "ann", CELLS)
    assert bar[0] == "─"
    assert bar[CELLS.column(START + 100)] == "]"
    assert bar[CELLS.column(START + 150)] == " "
    assert bar[CELLS.column(START + 200)] == "["
    assert bar[-1] == "─"
    assert strips.presence(quiet.call(), "nobody", CELLS) == ""


def test_a_row_is_read_with_its_limits() -> None:
    """Name, user, value, extremes, limits and whose they are."""
    text = pair.reading(found("up:audio_up_loss"), CELLS.column(START + 150), "ann", "default")
    assert text.startswith("audio uplink loss, ann: 31.0 % · 0.")
    assert text.endswith("warn ≥2 crit ≥5 (default, project default)")


def test_names_are_chinese_in_chinese() -> None:
    """Short in the strip, the service's own below."""
    use("zh")
    try:
        one = found("up:audio_up_loss")
        assert one.label == "音频丢包"
        assert pair.reading(one, None, "ann", "default").startswith("ann 的音频上行丢包率：")
    finally:
        use("en")
