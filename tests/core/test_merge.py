"""One line out of realtime, recorded and offline: the rule, bucket by bucket."""

from array import array
from itertools import pairwise
from math import isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.merge import (
    BACKFILLED,
    MEAN,
    MISSING,
    OFFLINE,
    PARTIAL,
    RANK,
    REALTIME,
    RECORDED,
    STEPS,
    Column,
    averages,
    coarser,
    grid,
    merge,
    provenance,
    whole,
)
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, Provenance, Series, SeriesKey, Window, phase

KEY = SeriesKey("80ms_audio_stall_rate")
START = 1_795_017_600  # midnight in Beijing
HALF = Window(START, START + 1800)


def column(code: int, step: int, values: list[float], start: int = START, key: SeriesKey = KEY) -> Column:
    codes = bytes(MISSING if isnan(value) else code for value in values)
    return Column(key, "%", step, start, array("d", values), codes)


def shown(values: "array[float]") -> list[float | None]:
    return [None if isnan(value) else value for value in values]


class TestRule:
    def test_realtime_wins_over_recorded_in_either_order(self) -> None:
        """What the service says now is the newer answer."""
        now, then = column(REALTIME, BUCKET, [1.0, nan]), column(RECORDED, BUCKET, [2.0, 3.0])
        for columns in ((now, then), (then, now)):
            line = merge(KEY, Window(START, START + 90), BUCKET, columns)
            assert shown(line.values) == [1.0, 3.0, None]
            assert [line.provenance(i) for i in range(3)] == [
                Provenance.REALTIME, Provenance.RECORDED, Provenance.MISSING,
            ]  # fmt: skip

    def test_among_equals_the_last_one_counts(self) -> None:
        """A correction is handed over after what it corrects."""
        line = merge(KEY, HALF, BUCKET, [column(RECORDED, BUCKET, [1.0]), column(RECORDED, BUCKET, [2.0])])
        assert line.values[0] == 2.0

    def test_offline_wins_over_the_mean_of_what_was_measured(self) -> None:
        """And the rest of the half hour is filled by means."""
        line = merge(
            KEY, HALF, FIVE_MINUTES, [column(REALTIME, BUCKET, [3.0] * 20), column(OFFLINE, FIVE_MINUTES, [4.0])]
        )
        assert shown(line.values) == [4.0, 3.0, None, None, None, None]
        assert line.codes[:3] == bytes([OFFLINE, REALTIME | MEAN, MISSING])

    def test_a_coarse_value_is_never_spread_over_finer_buckets(self) -> None:
        """Nothing is interpolated."""
        line = merge(KEY, HALF, BUCKET, [column(OFFLINE, FIVE_MINUTES, [4.0] * 6)])
        assert line.codes == bytes(60)
        assert all(map(isnan, line.values))
        assert line.holes() == (HALF,)

    @pytest.mark.parametrize(("there", "partial"), [(10, False), (8, False), (7, True), (1, True)])
    def test_a_mean_of_too_few_buckets_is_marked(self, there: int, partial: bool) -> None:
        """Eight of ten are enough."""
        line = merge(KEY, HALF, FIVE_MINUTES, [column(RECORDED, BUCKET, [2.0] * there + [nan] * (10 - there))])
        assert line.values[0] == 2.0
        assert line.is_partial(0) is partial

    def test_anything_whole_wins_over_a_partial_mean(self) -> None:
        """Though it was only recorded."""
        partial = column(REALTIME, BUCKET, [1.0, 1.0])
        kept = column(RECORDED | MEAN, FIVE_MINUTES, [5.0])
        line = merge(KEY, HALF, FIVE_MINUTES, [kept, partial])
        assert (line.values[0], line.codes[0]) == (5.0, RECORDED | MEAN)

    def test_a_mean_names_the_source_that_gave_most_of_it(self) -> None:
        """Six recorded buckets and four of now are a recorded mean."""
        columns = [column(RECORDED, BUCKET, [1.0] * 6), column(REALTIME, BUCKET, [1.0] * 4, START + 180)]
        assert merge(KEY, HALF, FIVE_MINUTES, columns).codes[0] == RECORDED | MEAN

    def test_an_hour_and_a_day_are_means_of_merged_five_minutes(self) -> None:
        """Offline 4 for half of the hour, 30-second buckets of 2 for the other half."""
        columns = [column(OFFLINE, FIVE_MINUTES, [4.0] * 6), column(RECORDED, BUCKET, [2.0] * 60, START + 1800)]
        hour = merge(KEY, Window(START, START + HOUR), HOUR, columns)
        assert (shown(hour.values), hour.codes[0]) == ([3.0], OFFLINE | MEAN)
        day = merge(KEY, Window(START, START + DAY), DAY, columns)
        assert (shown(day.values), day.codes[0]) == ([3.0], OFFLINE | MEAN | PARTIAL)

    def test_days_are_those_of_beijing(self) -> None:
        """A day begins at 16:00 UTC; the service's own value is placed there."""
        line = merge(KEY, Window(START - 5, START + 2 * DAY), DAY, [column(OFFLINE, DAY, [1.0, 2.0])])
        assert (line.start, shown(line.values)) == (START, [1.0, 2.0])
        assert START % DAY == phase(DAY) == 16 * HOUR

    def test_counts_of_distinct_users_are_never_averaged(self) -> None:
        """The users of a day are not the mean of those of its hours."""
        key = SeriesKey("user_count")
        line = merge(key, Window(START, START + DAY), DAY, [column(OFFLINE, HOUR, [7.0] * 24, key=key)])
        assert line.codes == bytes(1)
        assert averages("online_user_count")
        assert not averages("user_count")
        assert averages("a_new_rate", "%")

    def test_columns_of_other_series_take_no_part(self) -> None:
        """The caller may hand over all it has read."""
        other = column(REALTIME, BUCKET, [9.0], key=SeriesKey("500ms_video_stall_rate"))
        assert merge(KEY, HALF, BUCKET, [other]).codes == bytes(60)

    def test_without_any_column_all_is_missing(self) -> None:
        """And the grid stands."""
        line = merge(KEY, HALF, FIVE_MINUTES, [])
        assert (len(line.values), line.end, line.trust.buckets) == (6, HALF.end, 0)


class TestTrust:
    def test_tells_how_far_realtime_and_offline_are_apart(self) -> None:
        """Differences of 1, 0 and 2; the fourth bucket has no realtime, the fifth too few."""
        measured = column(RECORDED, BUCKET, [1.0] * 10 + [2.0] * 10 + [5.0] * 10 + [nan] * 10 + [9.0] * 2)
        line = merge(KEY, HALF, FIVE_MINUTES, [measured, column(OFFLINE, FIVE_MINUTES, [2.0, 2.0, 3.0, 4.0, 4.0])])
        trust = line.trust
        assert (trust.buckets, trust.mean, trust.median, trust.most) == (3, 1.0, 1.0, 2.0)

    def test_is_the_same_at_every_step(self) -> None:
        """It is always about five-minute buckets."""
        columns = [column(REALTIME, BUCKET, [1.0] * 120), column(OFFLINE, FIVE_MINUTES, [1.5] * 12)]
        window = Window(START, START + HOUR)
        assert {merge(KEY, window, step, columns).trust.most for step in (BUCKET, FIVE_MINUTES, HOUR)} == {0.5}

    def test_means_that_were_kept_are_no_offline_data(self) -> None:
        """They were recorded; comparing them with themselves would always agree."""
        columns = [column(REALTIME, BUCKET, [1.0] * 10), column(RECORDED | MEAN, FIVE_MINUTES, [1.0])]
        assert merge(KEY, HALF, FIVE_MINUTES, columns).trust.buckets == 0


class TestSteps:
    @given(st.integers(0, 10**9), st.integers(0, 100 * DAY), st.sampled_from(STEPS))
    def test_the_grid_is_that_of_a_series(self, start: int, seconds: int, step: int) -> None:
        """As many buckets as `Series.over` gives, and all of them begin in the window."""
        window = Window(start, start + seconds)
        first, count = grid(window, step)
        assert count == len(Series(KEY, "", 0, array("d"), step).over(window))
        assert window.start <= first < window.start + step
        assert (first - phase(step)) % step == 0
        assert whole(window, step) == Window(first, first + count * step)


LINE = st.lists(st.one_of(st.just(nan), st.integers(0, 10_000).map(lambda cents: cents / 100)), max_size=60)
SOURCES = st.sampled_from((REALTIME, RECORDED, RECORDED | BACKFILLED, OFFLINE))
COLUMNS = st.lists(
    st.builds(
        lambda source, step, at, line: column(source, step, line, START + at * step),
        SOURCES,
        st.sampled_from((BUCKET, FIVE_MINUTES)),
        st.integers(-20, 60),
        LINE,
    ),
    max_size=5,
)


class TestProperties:
    @given(COLUMNS)
    def test_at_its_own_step_each_bucket_has_the_best_value_there_is(self, columns: list[Column]) -> None:
        """Neither lost, nor doubled, nor moved, nor made up."""
        line = merge(KEY, HALF, BUCKET, columns)
        for i, value in enumerate(line.values):
            at = START + i * BUCKET
            offers = [
                (RANK[c.codes[j]], n, c.values[j])
                for n, c in enumerate(columns)
                if c.step == BUCKET and 0 <= (j := (at - c.start) // BUCKET) < len(c.values) and c.codes[j]
            ]
            assert (value, RANK[line.codes[i]]) == (max(offers)[2], max(offers)[0]) if offers else isnan(value)

    @given(COLUMNS, st.sampled_from(STEPS))
    def test_a_value_and_its_origin_go_together(self, columns: list[Column], step: int) -> None:
        """Missing is NaN, and nothing else is."""
        line = merge(KEY, Window(START, START + DAY), step, columns)
        assert len(line.values) == len(line.codes) == DAY // step
        assert all(isnan(value) == (code == MISSING) for value, code in zip(line.values, line.codes, strict=True))

    @given(COLUMNS, st.sampled_from(STEPS))
    def test_runs_cover_the_whole_line_once(self, columns: list[Column], step: int) -> None:
        """In order, without gap or overlap; neighbours differ."""
        line = merge(KEY, Window(START, START + DAY), step, columns)
        runs = list(line.runs())
        assert runs[0][0].start == line.start
        assert runs[-1][0].end == line.end
        assert all(one[0].end == other[0].start and one[1] != other[1] for one, other in pairwise(runs))
        assert [window for window, source in runs if source is Provenance.MISSING] == list(line.holes())

    @given(st.lists(LINE.filter(bool), min_size=1, max_size=3))
    def test_a_mean_lies_within_its_buckets(self, lines: list[list[float]]) -> None:
        """Also when rounding would push it out; holes take no part."""
        line = [value for part in lines for value in part]
        line += [nan] * (-len(line) % 10)
        means, codes = coarser(array("d", line), bytes(RECORDED if v == v else 0 for v in line), 10)  # noqa: PLR0124
        for i, value in enumerate(means):
            here = [one for one in line[i * 10 : i * 10 + 10] if not isnan(one)]
            assert min(here) <= value <= max(here) if here else isnan(value)
            assert bool(codes[i] & PARTIAL) == (0 < len(here) < 8)

    @given(COLUMNS)
    def test_the_order_of_sources_does_not_matter_where_ranks_differ(self, columns: list[Column]) -> None:
        """Only among equals the later one counts."""
        one, other = merge(KEY, HALF, BUCKET, columns), merge(KEY, HALF, BUCKET, columns[::-1])
        assert [RANK[code] for code in one.codes] == [RANK[code] for code in other.codes]


def test_a_series_of_an_answer_becomes_a_column() -> None:
    """Its one provenance stands at each value, and none at a hole."""
    made = Column.of(Series.of(KEY, {START: 1.0, START + 60: 2.0}, "%"))
    assert (made.codes, made.end) == (bytes([REALTIME, MISSING, REALTIME]), START + 90)


def test_every_byte_names_a_source() -> None:
    """Also one that a later version wrote: it counts as missing rather than as something it is not."""
    assert [provenance(code) for code in (0, 1, 2, 3, 0x42, 0x33, 9)] == [
        Provenance.MISSING, Provenance.REALTIME, Provenance.RECORDED, Provenance.OFFLINE, Provenance.RECORDED,
        Provenance.OFFLINE, Provenance.MISSING,
    ]  # fmt: skip
    assert all(RANK[code] == 0 for code in range(256) if provenance(code) is Provenance.MISSING)
