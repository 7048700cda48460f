"""Which slice is bad, in which order, at what time, and from which source."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from math import isnan
from types import MappingProxyType
from typing import Any

import pytest

from rtc_tui.core.ask import Answer, Ask, AskHistory, Past
from rtc_tui.core.indicators import QUALITY, parse
from rtc_tui.core.merge import Column, merge
from rtc_tui.core.model import BUCKET, FIVE_MINUTES, HOUR, Batch, Dimension, Product, Series, SeriesKey
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.core.thresholds import Severity, Thresholds
from rtc_tui.text import Language, use
from rtc_tui.views import held, places
from rtc_tui.views.distribution import Board, all_bad, board, next_bad
from rtc_tui.views.eras import Era, asks, era, offline_end
from rtc_tui.views.sieve import sieve
from rtc_tui.views.slice import opened
from rtc_tui.views.spots import Order
from rtc_tui.views.why import why
from tests.views.known import NEWEST, NOW, ZONE
from tests.views.spread import JOIN, STALL, Values, later, selection, slice_of, snapshot

PROVINCES: dict[str, Values] = {"北京": 1.2, "上海": 1.3, "广东": later(9.0, 1.2), "四川": later(4.0, 1.2)}


def seen(known: Snapshot, chosen: Selection | None = None, order: Order | None = None) -> Board:
    """The board of an hour."""
    return board(known, chosen or selection(), Thresholds(), ZONE, 60, order or Order())


def labels(found: Board) -> list[str]:
    """Raw names, top to bottom."""
    return [spot.raw for spot in found.spots]


def test_the_worst_slice_is_the_first_row() -> None:
    """By severity, then by how bad; counts and values agree."""
    found = seen(snapshot(PROVINCES))
    assert labels(found) == ["广东", "四川", "上海", "北京"]
    assert [spot.severity for spot in found.spots] == [Severity.CRIT, Severity.WARN, Severity.OK, Severity.OK]
    assert (found.count(Severity.CRIT), found.count(Severity.WARN), found.total) == (1, 1, 4)


def test_low_is_worst_where_high_is_good() -> None:
    """A success rate is ranked the other way round."""
    found = seen(snapshot({"北京": 99.0, "广东": 93.0, "上海": 96.0}, name=JOIN), selection(JOIN))
    assert labels(found) == ["广东", "上海", "北京"]


def test_one_bad_bucket_is_no_bad_slice() -> None:
    """A single value beyond crit, even the newest, does not make a state."""
    found = seen(snapshot({"西藏": lambda at: 20.0 if at == NEWEST else 1.0, "北京": 1.2}))
    assert {spot.severity for spot in found.spots} == {Severity.OK}


def test_an_absent_value_is_never_zero_and_never_first() -> None:
    """A slice without a value of late has none now, stands last, and is not graded."""
    found = seen(snapshot({"北京": 1.2, "西藏": lambda at: 9.0 if at < NEWEST - 900 else None}))
    assert labels(found) == ["北京", "西藏"]
    assert isnan(found.spots[1].value)
    assert found.spots[1].severity is Severity.NONE


def test_a_slice_one_bucket_behind_still_has_a_value() -> None:
    """A hole at the newest bucket alone is bridged by the value before."""
    found = seen(snapshot({"北京": 1.2, "西藏": lambda at: 2.0 if at < NEWEST else None}))
    assert {spot.raw: spot.value for spot in found.spots} == {"北京": 1.2, "西藏": 2.0}


def test_rows_that_are_held_keep_their_places() -> None:
    """With a row selected, values may change: the order does not; what is new comes last."""
    order = Order(("北京", "上海", "广东"), held=True)
    assert labels(seen(snapshot(PROVINCES), order=order)) == ["北京", "上海", "广东", "四川"]


def test_a_calm_list_does_not_dance() -> None:
    """Slices within a tenth of the way from warn to crit stay where they were; what is worse than that comes above."""
    before = Order(("北京", "上海", "四川"))
    assert labels(seen(snapshot({"上海": 1.3, "北京": 1.22, "四川": 1.25}), order=before)) == ["北京", "上海", "四川"]
    assert labels(seen(snapshot({"上海": 1.3, "北京": 1.22, "四川": 9.0}), order=before)) == ["四川", "北京", "上海"]
    assert labels(seen(snapshot({"上海": 1.3, "北京": 1.22, "四川": 1.7}), order=before)) == ["四川", "北京", "上海"]


def test_two_spellings_of_one_place_are_told_apart() -> None:
    """Both are shown, each with what the service calls it."""
    found = seen(snapshot({"北京": 1.2, "北京市": 50.0, "上海": 1.3}))
    assert [spot.label for spot in found.spots] == ["Beijing (北京市)", "Shanghai", "Beijing (北京)"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [(0, ["广东", "北京", "上海"]), (1, ["上海", "广东", "北京"]), (2, ["上海", "北京", "广东"])],
)
def test_orders(sort: int, expected: list[str]) -> None:
    """Worst now, worst in the window, by name."""
    use("zh")
    known = snapshot({"北京": 1.2, "广东": 6.0, "上海": lambda at: 30.0 if at == NEWEST - 1800 else 1.0})
    try:
        assert labels(seen(known, selection(sort=sort))) == expected
    finally:
        use("en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {"北京", "上海", "广东", "四川"}), ("guang", {"广东"}), ("广", {"广东"}), ("!guang", {"北京", "上海", "四川"}),
        ("sev=crit", {"广东"}), ("sev=warn", {"四川"}), ("!sev=ok", {"广东", "四川"}), ("value>3", {"广东", "四川"}),
        ("value<=1.2", {"北京"}), ("state=crit", {"广东"}), ("severity=warn", {"四川"}), ("!STATE=ok", {"广东", "四川"}),
        (">3", {"广东", "四川"}), ("<=1.2", {"北京"}), (">3%", {"广东", "四川"}), (">3 si", {"四川"}), ("state=", {"北京", "上海", "广东", "四川"}),
        ("value>3 si", {"四川"}), ("nowhere", set()), ("!", set()), ("value>x", set()),
    ],
)  # fmt: skip
def test_filters(text: str, expected: set[str]) -> None:
    """Text in any spelling, inverted, by severity, by value, and all together."""
    found = seen(snapshot(PROVINCES), selection(filter=text))
    assert set(labels(found)) == expected
    assert found.total == 4


def test_no_value_passes_no_comparison() -> None:
    """A slice without a value is neither above nor below anything."""
    assert not sieve("value>0")("x", Severity.NONE, float("nan"))
    assert not sieve("value<0")("x", Severity.NONE, float("nan"))


def test_the_cursor_reads_value_severity_and_the_apps_own() -> None:
    """At a time before the trouble everything was good."""
    found = seen(snapshot(PROVINCES))
    spot, before = found.spots[0], NEWEST - 1200
    assert (found.value(spot, None), found.severity(spot, None)) == (9.0, Severity.CRIT)
    assert (found.value(spot, before), found.severity(spot, before)) == (1.2, Severity.OK)
    assert (found.own(found.at), found.own(before)) == (1.4, 1.4)


def test_a_value_has_the_time_of_its_own_bucket() -> None:
    """Where the newest bucket of a slice is missing, what is read is of the one before, and so is what it is compared with."""
    found = seen(snapshot({"北京": 1.2, "西藏": lambda at: 2.0 if at < NEWEST else None}))
    spot = found.spot("西藏")
    assert spot is not None
    assert (found.read(spot, None), found.value(spot, None)) == (NEWEST - 30, 2.0)
    assert (found.read(spot, NEWEST), isnan(found.value(spot, NEWEST))) == (NEWEST, True)


def test_what_has_just_begun_is_counted_beside_the_states() -> None:
    """One bucket beyond crit makes no state, and is not hidden."""
    found = seen(snapshot({"西藏": lambda at: 20.0 if at == NEWEST else 1.0, "北京": 1.2}))
    assert (found.count(Severity.CRIT), found.newly(Severity.CRIT)) == (0, 1)
    assert found.count(Severity.CRIT, NEWEST) == 1


def test_next_bad_goes_round_all_combinations_worst_first() -> None:
    """From wherever one is: first to the worst, then on, across indicators and dimensions, and round again."""
    more = (slice_of("ios", 20.0, dimension=Dimension.OS), slice_of("广东", 96.0, JOIN))
    known = snapshot(PROVINCES, more=more)
    found = all_bad(seen(known), known, Thresholds())
    assert [(bad.name, bad.dimension, bad.raw) for bad in found] == [
        (STALL, Dimension.OS, "ios"), (STALL, Dimension.PROVINCE, "广东"),
        (JOIN, Dimension.PROVINCE, "广东"), (STALL, Dimension.PROVINCE, "四川"),
    ]  # fmt: skip
    at = (JOIN, Dimension.COUNTRY, "")
    assert next_bad(found, at, 1) is found[0]
    assert next_bad(found, at, -1) is found[-1]
    assert next_bad(found, (found[0].name, found[0].dimension, found[0].raw), 1) is found[1]
    assert next_bad(found, (found[-1].name, found[-1].dimension, found[-1].raw), 1) is found[0]
    assert next_bad((), at, 1) is None


def test_next_bad_looks_where_the_time_cursor_is() -> None:
    """What was bad then, not what is bad now."""
    known = snapshot({"北京": 1.2, "广东": later(9.0, 1.2), "上海": lambda at: 30.0 if at == NEWEST - 1800 else 1.0})
    found = all_bad(seen(known), known, Thresholds(), NEWEST - 1800)
    assert [bad.raw for bad in found] == ["上海"]


def test_names_are_those_held_and_those_expected() -> None:
    """A name held of another dimension can be looked at; a series for both media stands for either."""
    more = (slice_of("ios", 97.0, "400ms_network_trans_delay", Dimension.OS),)
    names = held.names(snapshot({"北京": 1.0}, more=more), Product.NATIVE)
    assert "400ms_network_trans_delay" in names
    assert not [name for name in names if "audio_network" in name or "video_network" in name]
    assert [parse(name).indicator for name in names][:2] == ["join_room_success_rate"] * 2


def test_a_series_that_nobody_knows_is_shown_without_verdict() -> None:
    """An unknown name is ranked by size, and has no severity."""
    found = seen(snapshot({"北京": 1.0, "上海": 2.0}, name="brand_new_rate"), selection("brand_new_rate"))
    assert labels(found) == ["上海", "北京"]
    assert {spot.severity for spot in found.spots} == {Severity.NONE}


# ---------------------------------------------------------------------- times gone by
@pytest.mark.parametrize(
    ("back", "expected"),
    [(None, Era.LIVE), (0, Era.LIVE), (3500, Era.LIVE), (2 * HOUR, Era.GAP), (8 * HOUR, Era.GAP), (9 * HOUR, Era.PAST)],
)
def test_eras(back: int | None, expected: Era) -> None:
    """An hour is live, from eight hours on it is past, and between the two there is no source."""
    assert era(None if back is None else int(NOW) - back, NOW) is expected


def test_a_time_gone_by_asks_for_slices_and_app_once() -> None:
    """Steps within the same six hours and minutes that pass ask nothing new; the window has ended for the service."""
    chosen = selection(cursor=int(NOW) - 30 * HOUR)
    found = asks(chosen, "stall_rate", NOW)
    assert {ask.query.step for ask in found} == {FIVE_MINUTES}
    assert [ask.query.dimension for ask in found[:2]] == [Dimension.PROVINCE, None]
    assert {ask.query.dimension for ask in found} == {*Dimension, None}, "who explains it is said in every view"
    assert asks(replace(chosen, cursor=chosen.cursor + BUCKET), "stall_rate", NOW + 60) == found  # type: ignore[operator]
    assert found[0].window.start <= int(NOW) - 30 * HOUR < found[0].window.end
    assert asks(selection(), "stall_rate", NOW) == ()
    newest = asks(selection(cursor=offline_end(NOW) - 1), "stall_rate", NOW)
    assert newest[0].window.end <= NOW - 8 * HOUR


def past(values: Callable[[int], float], cursor: int) -> Snapshot:
    """A snapshot with the answer to the question about the cursor."""
    ask, *_ = asks(selection(cursor=cursor), "stall_rate", NOW)
    assert isinstance(ask, Past)
    times = range(ask.window.start, ask.window.end, FIVE_MINUTES)
    series = tuple(
        Series.of(
            SeriesKey(STALL, dimension=Dimension.PROVINCE, slice=raw),
            {at: values(i) for at in times},
            "%",
            FIVE_MINUTES,
        )
        for i, raw in enumerate(("北京", "广东"))
    )
    half = len(times) // 2 * FIVE_MINUTES + ask.window.start
    pieces = [
        Batch(
            ask.query,
            ask.window,
            tuple(
                Series.of(s.key, {at: v for at, v in s.points() if (at < half) is first}, "%", FIVE_MINUTES)
                for s in series
            ),
            NOW,
        )
        for first in (True, False)
    ]
    known = snapshot({"北京": 1.0})
    return replace(known, answers=MappingProxyType({ask: Answer(tuple(pieces), 2, 2)}))


def test_a_time_gone_by_is_shown_from_its_answer() -> None:
    """Pieces are put together; values are those at the cursor, in five-minute buckets."""
    cursor = int(NOW) - 30 * HOUR
    found = seen(past(lambda i: [1.0, 9.0][i], cursor), selection(cursor=cursor))
    assert labels(found) == ["广东", "北京"]
    assert found.spots[0].value == 9.0
    assert found.grid.step == FIVE_MINUTES
    assert "-" not in found.grid.row(found.spots[0].series, found.bounds)


def test_between_the_sources_it_says_so() -> None:
    """Two to eight hours back there is nothing, and the board knows why."""
    found = seen(snapshot(PROVINCES), selection(cursor=int(NOW) - 3 * HOUR))
    assert found.gap
    assert found.spots == ()


def recorded(cursor: int, **more: Any) -> tuple[Snapshot, Selection]:
    """What the recordings say about a time between the two sources, of all that is asked for: bad for ten minutes."""
    chosen = selection(cursor=cursor, **more)
    found: dict[Ask, Answer] = {}
    for ask in asks(chosen, "stall_rate", NOW):
        query, times = ask.query, range(ask.window.start, ask.window.end, BUCKET)
        name = STALL if query.indicator in ("stall_rate", "") else query.indicator
        key = SeriesKey(name, dimension=query.dimension, slice="广东" if query.dimension else "")
        line = Column.of(Series.of(key, {at: 7.0 if at > cursor - 600 else 1.2 for at in times}, "%"))
        found[ask] = Answer((merge(key, ask.window, BUCKET, [line]),), 1, 1)
    return replace(snapshot(PROVINCES), answers=MappingProxyType(found)), chosen


def test_between_the_sources_the_recordings_are_read() -> None:
    """Of a time that no source covers the archive is asked, with more than an hour before it, and never of the future."""
    cursor = int(NOW) - 3 * HOUR
    known, chosen = recorded(cursor)
    found = seen(known, chosen)
    assert not found.gap
    assert (labels(found), found.spots[0].value, found.own(found.at)) == (["广东"], 7.0, 7.0)
    assert found.grid.step == BUCKET
    assert found.grid.window.start <= cursor - HOUR
    assert all(isinstance(ask, AskHistory) for ask in known.answers)
    assert asks(selection(cursor=int(NOW) - HOUR - FIVE_MINUTES), "stall_rate", NOW)[0].window.end <= NOW


def test_a_slice_opened_in_the_past_brings_its_other_indicators() -> None:
    """All five are asked for, and the app's own value of that time stands beside; nothing of the present is mixed in."""
    known, chosen = recorded(int(NOW) - 3 * HOUR, opened=True)
    assert {ask.query.indicator for ask in asks(chosen, "stall_rate", NOW)} == {*QUALITY, ""}
    board = seen(known, chosen)
    page = opened(board, board.spots[0], known, chosen, Thresholds())
    by_name = {each.name.raw: each for each in page.beside}
    assert (by_name[STALL].value, by_name[STALL].own, by_name[STALL].lag) == (7.0, 7.0, None)
    assert not by_name["500ms_video_stall_rate"].held
    assert not by_name["500ms_video_stall_rate"].waits


def test_who_explains_a_time_gone_by_goes_through_all_dimensions() -> None:
    """The other dimensions are asked for too; a filter takes nothing from what is judged."""
    known, chosen = recorded(int(NOW) - 3 * HOUR, view="why", filter="nobody")
    assert {ask.query.dimension for ask in asks(chosen, "stall_rate", NOW)} == {*Dimension, None}
    board = seen(known, chosen)
    assert board.spots == ()
    assert {row.dimension for row in why(known, board, chosen.cursor).rows} == set(Dimension)


# ---------------------------------------------------------------------- places
def test_unknown_names_are_listed_and_not_dropped() -> None:
    """What is no division, and a second spelling of one, stand under the map."""
    found = places.placed(seen(snapshot({"广东": 9.0, "广东省": 1.0, "Atlantis": 2.0})))
    assert {place.code: spot.raw for place, spot in found.tiles if spot} == {"GD": "广东"}
    assert {spot.raw for spot in found.others} == {"广东省", "Atlantis"}
    assert len(found.tiles) == 34


@pytest.mark.parametrize(
    ("start", "way", "expected"),
    [("广东", (0, -1), "湖南"), ("湖南", (0, 1), "广东"), ("广东", (0, 1), "Atlantis"), ("Atlantis", (0, -1), "广东")],
)
def test_arrows_go_over_tiles_without_data(start: str, way: tuple[int, int], expected: str) -> None:
    """From a tile to the nearest that has a slice, and from the last row into the list."""
    found = seen(snapshot({"广东": 1.0, "湖南": 1.0, "Atlantis": 1.0}))
    assert places.beside(found, start, *way) == expected


def test_regions_are_plain_means() -> None:
    """Each region's value is the mean of its countries'; what lies nowhere has none and comes last."""
    found = seen(
        snapshot({"日本": 2.0, "泰国": 4.0, "法国": 1.0, "Atlantis": 9.0}, dimension=Dimension.COUNTRY),
        selection(dimension=Dimension.COUNTRY),
    )
    groups = places.groups(found, None)
    assert [(group.label, group.known) for group in groups] == [("Asia", 2), ("Europe", 1), ("other", 1)]
    assert groups[0].value == 3.0
    assert isnan(groups[2].value)


def test_shares_of_the_window() -> None:
    """Ten of sixty minutes in crit are a sixth of the buckets; the change is against five minutes before."""
    found = seen(snapshot(PROVINCES))
    figures = places.figures(found, found.spots[0], None)
    assert figures.crit == pytest.approx(20 / 118, abs=0.01)
    assert (figures.warn, figures.change) == (0.0, 0.0)


@pytest.mark.parametrize(("language", "expected"), [("en", "GD"), ("zh", "粤")])
def test_tiles_speak_the_language_in_use(language: Language, expected: str) -> None:
    """Codes in English, characters in Chinese."""
    use(language)
    try:
        place = next(place for place, _ in places.placed(seen(snapshot({"广东": 1.0}))).tiles if place.code == "GD")
        assert places.short(place) == expected
    finally:
        use("en")


# ---------------------------------------------------------------------- one slice
def test_an_opened_slice_brings_its_other_indicators() -> None:
    """The same slice in another spelling is found; what is not held says so; the selected one is marked."""
    known = snapshot({"广东": 9.0}, more=(slice_of("广东省", 96.0, JOIN),))
    chosen = selection()
    found = seen(known, chosen)
    page = opened(found, found.spots[0], known, chosen, Thresholds())
    by_name = {each.name.raw: each for each in page.beside}
    assert by_name[JOIN].value == 96.0
    assert by_name[JOIN].severity is Severity.WARN
    assert by_name[STALL].selected
    assert by_name["500ms_video_stall_rate"].lag is None
    assert page.low < 1.4
    assert page.high > 9.0


def test_web_is_explained_by_place_alone() -> None:
    """Systems and networks are not told of it, so nothing is lacking without them; of native they are."""
    known = snapshot({"北京": 1.0, "上海": 1.1})
    web = {
        key._replace(product=Product.WEB): replace(each, key=key._replace(product=Product.WEB))
        for key, each in known.series.items()
    }
    both = replace(known, series=MappingProxyType({**known.series, **web}))
    native = why(both, seen(both), None)
    assert native.sentence.endswith("; without country, OS, access (not held)")
    chosen = replace(selection(), product=Product.WEB)
    assert why(both, seen(both, chosen), None).sentence.endswith("; without country (not held)")


def test_the_explanation_tells_the_time_that_it_is_of() -> None:
    """Of the bucket under the cursor; with the day, of data by five minutes; nothing without data."""
    known = snapshot(PROVINCES)
    found = why(known, seen(known), NEWEST - 300)
    assert found.at == NEWEST - 300
    assert found.at_time(ZONE) == f"At {datetime.fromtimestamp(NEWEST - 300, ZONE):%H:%M:%S}: {found.sentence}"
    cursor = int(NOW) - 30 * HOUR
    gone, chosen = past(lambda i: [1.0, 9.0][i], cursor), selection(cursor=cursor)
    told = why(gone, seen(gone, chosen), cursor)
    assert told.at is not None
    assert told.at_time(ZONE).startswith(f"At {datetime.fromtimestamp(told.at, ZONE):%m-%d %H:%M}: ")
    empty = why(known, replace(seen(known), at=None), None)
    assert (empty.at_time(ZONE), empty.at) == ("No slice can be judged at this time yet", None)
