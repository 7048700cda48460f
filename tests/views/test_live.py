"""The Live pane's view: tiles, chart, what changed last, and what has to be known to read them."""

from dataclasses import replace
from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.model import BUCKET, Dropped, Feature, Product, Provenance, Query, Scope, Window
from rtc_tui.core.snapshot import Problem, Selection
from rtc_tui.core.thresholds import Bounds, Override, Severity, Thresholds, state
from rtc_tui.text import use
from rtc_tui.views.live import (
    EXPECTED,
    Live,
    Tile,
    assess,
    live,
    neighbour,
    next_bad,
    scope_text,
    series_shown,
    settled,
    severities,
    span,
)  # fmt: skip
from tests.views.known import GOOD, HOUR, NEWEST, NOW, ONLINE, OPERATION, QUALITY, ZONE, Values, column, snapshot

STALL = "80ms_audio_stall_rate"
DEFAULT = Thresholds()
ROOM = Scope("room-1", ("alice", "bob"))


def view(known: object = None, selection: Selection = Selection(), **more: object) -> Live:
    return live(known or snapshot(GOOD, ONLINE), selection, DEFAULT, ZONE, **more)  # type: ignore[arg-type]


def tile(name: str, found: Live) -> Tile:
    return next(each for each in found.tiles if each.name == name)


def raised(level: float, since: int, until: int = NEWEST + 1, calm: float = 1.0) -> Values:
    """Calm, but for some buckets."""
    return lambda at: level if since <= at < until else calm


# ------------------------------------------------------------------ tiles
def test_all_that_is_expected_has_a_tile_in_catalogue_order() -> None:
    """Value, unit, change, state and trend of each."""
    found = view()
    assert [each.name for each in found.tiles] == list(EXPECTED)
    stall = tile(STALL, found)
    assert (stall.label, stall.value, stall.unit, stall.change) == ("audio stall 80ms", "1.12", "%", "±0")
    assert (stall.severity, stall.graded, stall.worse_is_up) == (Severity.OK, True, True)
    assert len(stall.trend) == 120
    users = tile("online_user_count", found)
    assert (users.value, users.unit, users.graded, users.severity) == ("12 431", "", False, Severity.NONE)
    assert found.tiles[0].selected
    assert found.warnings == ()
    assert found.events == ()


def test_the_change_is_against_five_minutes_ago() -> None:
    """With its sign; nothing when there was no bucket then."""
    found = view(snapshot({STALL: raised(3.02, NEWEST - 240), "10s_join_room_success_rate": {NEWEST: 99.0}}))
    assert tile(STALL, found).change == "+2.02"
    assert tile("10s_join_room_success_rate", found).change == ""


@pytest.mark.parametrize(
    ("known", "absent"),
    [
        (snapshot(), "waiting"),
        (snapshot({}), "no data"),
        (snapshot(problems={QUALITY: Problem("Unreachable", "m", "h", 5, NOW)}), "not available"),
    ],
    ids=["nothing answered", "an empty answer", "a failure"],
)
def test_what_is_not_there_says_why_and_is_never_zero(known: object, absent: str) -> None:
    """Each expected tile keeps its place."""
    found = view(known)
    assert [each.name for each in found.tiles] == list(EXPECTED)
    stall = tile(STALL, found)
    assert (stall.value, stall.absent, stall.severity, stall.change) == ("·", absent, Severity.NONE, "")
    assert found.chart.readout == ""
    assert found.chart.empty
    assert all(isnan(value) for value in found.chart.values)


def test_a_part_that_is_absent_leaves_the_rest() -> None:
    """An answer without the stall series, as in the vendor's own sample."""
    found = view(snapshot({name: value for name, value in GOOD.items() if "stall" not in name}, ONLINE))
    assert [each.name for each in found.tiles if each.absent] == [STALL, "500ms_video_stall_rate"]
    assert len(found.tiles) == len(EXPECTED)


def test_other_tiers_take_the_place_of_those_expected() -> None:
    """200 ms instead of 80 is the same thing; nothing is said to be missing."""
    other = {("200ms_audio_stall_rate" if name == STALL else name): value for name, value in GOOD.items()}
    assert not [each.name for each in view(snapshot(other, ONLINE)).tiles if each.absent]


def test_names_without_medium_or_tier_stand_for_what_is_expected() -> None:
    """`400ms_network_trans_delay` and `join_room_success_rate` are printed in the documents, and are no strangers."""
    names = {"400ms_network_trans_delay": 97.0, "join_room_success_rate": 98.0, "STALL_RATE": 1.0}
    found = [name for name, _ in series_shown(snapshot(names), Selection())]
    assert [name for name in found if "delay" in name.lower()] == ["400ms_network_trans_delay"]
    assert [name for name in found if "stall" in name.lower()] == ["STALL_RATE"]
    assert [name for name in found if "join" in name] == ["join_room_success_rate", "10s_join_room_success_rate"]


def test_an_unknown_name_is_shown_as_it_is_at_the_end() -> None:
    """And is neither good nor bad."""
    found = view(snapshot({**GOOD, "brand_new_rate": 12.5}, ONLINE))
    last = found.tiles[-1]
    assert (last.name, last.label, last.value, last.graded) == ("brand_new_rate", "brand_new_rate", "12.50", False)


@pytest.mark.parametrize(
    "name", ["\x1b[2Jx", "a\u202eb", "x" * 100_000, "{0}", "[red]x", "vİdeo_stall_rate", "\n", "界" * 90]
)
def test_hostile_names_are_harmless(name: str) -> None:
    """Everywhere they are shown; and they can be selected."""
    found = view(snapshot({**GOOD, name: 7.0}), Selection(series=name))
    shown = [*(text for each in found.tiles for text in (each.label, each.value, each.unit, each.change)),
             found.chart.label, found.chart.readout, found.source, *found.warnings]  # fmt: skip
    assert all(len(text) < 500 for text in shown)
    assert not any(letter in text for text in shown for letter in "\x1b\u202e\n")
    assert next(each for each in found.tiles if each.selected).name == name


def test_a_series_that_stopped_tells_its_age() -> None:
    """While others go on, its last value is not the present one."""
    stopped = view(snapshot({**GOOD, STALL: {at: 1.0 for at in HOUR if at <= NEWEST - 1200}}, ONLINE))
    assert tile(STALL, stopped).change == "−21 min"
    late = view(snapshot({**GOOD, STALL: {at: 1.0 for at in HOUR if at <= NEWEST - 60}}, ONLINE))
    assert tile(STALL, late).change == "±0"


def test_a_series_that_stopped_an_hour_ago_has_no_state() -> None:
    """What was bad then says nothing about now."""
    old = dict.fromkeys(range(NEWEST - 7000, NEWEST - 4000, BUCKET), 9.0)
    assert tile(STALL, view(snapshot({**GOOD, STALL: old}))).severity is Severity.NONE


@given(st.lists(st.one_of(st.just(nan), st.floats(allow_nan=False, allow_infinity=False)), max_size=20),
       st.sampled_from(["lower", "higher", None]), st.floats(-10, 1e6), st.floats(0, 100))  # fmt: skip
def test_an_axis_has_a_length_whatever_the_values_and_bounds(
    values: list[float], better: str | None, warn: float, distance: float
) -> None:
    """So that nothing is ever divided by zero; and every value that can be reckoned with lies on it."""
    bounds = None
    if better:
        bounds = Bounds(warn, warn + (distance if better == "lower" else -distance), warn, 2, better)  # type: ignore[arg-type]
    low, high = span(values, bounds)
    assert low < high < inf
    assert all(low <= value <= high for value in values if 0 <= value <= 1e299)


@pytest.mark.parametrize(
    ("name", "value", "override"),
    [(STALL, 0.0, {"warn": 0.0, "crit": 0.0}), ("5s_join_room_success_rate", 100.0, {"warn": 100.0, "crit": 99.0}),
     ("online_user_count", 1200.0, {"warn": 1000.0, "crit": 500.0, "better": "higher"})],
)  # fmt: skip
def test_bounds_at_the_edge_of_the_scale_are_drawn(name: str, value: float, override: dict[str, float]) -> None:
    """A trend within 0..1, and a chart with a height."""
    thresholds = Thresholds(overrides={name: Override(**override)})  # type: ignore[arg-type]
    found = live(snapshot({name: value}, {}), Selection(series=name), thresholds, ZONE)
    assert found.chart.low < found.chart.high
    assert all(isnan(level) or 0 <= level <= 1 for level in tile(name, found).trend)


# ------------------------------------------------------------------ states and events
def test_a_state_needs_the_newest_but_one() -> None:
    """The newest bucket is often incomplete: two bad ones with it are no state yet, three are."""
    assert tile(STALL, view(snapshot({STALL: raised(6, NEWEST - 30)}))).severity is Severity.OK
    found = view(snapshot({STALL: raised(6, NEWEST - 60)}))
    assert tile(STALL, found).severity is Severity.CRIT
    assert [(event.time, event.severity, event.text) for event in found.events] == [
        (NEWEST - 30, Severity.CRIT, "audio stall 80ms 6.00 %")
    ]


def test_changes_are_newest_first_and_recovery_is_one_of_them() -> None:
    """Of all series together."""
    found = view(
        snapshot({STALL: raised(4, NEWEST - 1800, NEWEST - 1200), "500ms_video_stall_rate": raised(12, NEWEST - 600)})
    )
    assert [(event.time - NEWEST, event.severity.word, event.text[:5]) for event in found.events] == [
        (-570, "crit", "video"), (-1140, "ok", "audio"), (-1770, "warn", "audio"),
    ]  # fmt: skip


def test_what_was_bad_before_the_window_did_not_change_in_it() -> None:
    """Ninety minutes of trouble are no event of this hour, and the state is remembered through the clear level."""
    points = {at: 4.0 if at < NEWEST - 5000 else 2.7 for at in range(NEWEST - 6000, NEWEST + 1, BUCKET)}
    found = view(snapshot({STALL: points}))
    assert found.events == ()
    assert tile(STALL, found).severity is Severity.WARN


def test_an_event_stays_where_it_happened_while_time_goes_on() -> None:
    """The first hour is full of trouble: its beginning does not move with the window."""
    series = column(STALL, 9.0)
    bounds = DEFAULT.bounds(STALL)
    windows = [Window(NEWEST - 3540 + n * BUCKET, NEWEST + 60 + n * BUCKET) for n in range(3)]
    assert [[event.time for event in assess(series, bounds, window).events] for window in windows] == [
        [HOUR[0]],
        [],
        [],
    ]


def test_a_state_leaves_the_newest_value_out() -> None:
    """Holes after it do not matter; one value alone has no state."""
    bounds = DEFAULT.bounds(STALL)
    assert state(bounds, settled([1, 1, 6, 6, nan])) is Severity.OK
    assert state(bounds, settled([1, 1, 6, 6, 6, nan, nan])) is Severity.CRIT
    assert {state(bounds, settled(few)) for few in ([6.0], [])} == {state(None, [1.0]), Severity.NONE}


def test_severities_are_those_of_the_tiles() -> None:
    """What the header counts and what rings the bell."""
    known = snapshot({**GOOD, STALL: raised(6, NEWEST - 300)}, ONLINE)
    found = severities(known, Selection(), DEFAULT)
    assert found == {each.name: each.severity for each in view(known).tiles}
    assert found[STALL] is Severity.CRIT


# ------------------------------------------------------------------ chart
def test_the_chart_shows_the_selected_series_over_the_window() -> None:
    """Holes are holes; the newest two buckets may change; bounds say whose they are and which way is better."""
    known = snapshot({**GOOD, STALL: lambda at: None if at == NEWEST - 600 else 4.12})
    chart = view(known, Selection(series=STALL, minutes=15)).chart
    assert (chart.label, chart.unit, chart.readout) == ("audio stall 80ms", "%", "10:31:30 = 4.12 %")
    assert chart.window == Window(NEWEST + 60 - 900, NEWEST + 60)
    assert len(chart.values) == 30
    assert [i for i, value in enumerate(chart.values) if isnan(value)] == [8, 29]
    assert (chart.newest, chart.not_final, chart.cursor, chart.empty) == (NEWEST, NEWEST - BUCKET, None, "")
    assert chart.notes == ("project default: ▲≥3 ✖≥5", "low is good")
    assert chart.severity is Severity.WARN


def test_the_notes_tell_configured_bounds_and_the_other_reading() -> None:
    """The screen says which reading of stall rate is in use."""
    thresholds = Thresholds(overrides={"stall_rate": Override(better="higher")})
    notes = live(snapshot(GOOD), Selection(series=STALL), thresholds, ZONE).chart.notes
    assert notes == ("configured: ▲<97 ✖<95", "high is good")
    assert view(snapshot(GOOD, ONLINE), Selection(series="online_user_count")).chart.notes == ()


@pytest.mark.parametrize(
    ("cursor", "shown", "readout"),
    [(NEWEST - 300, NEWEST - 300, "10:26:30 = 1.12 %"), (NEWEST, NEWEST, "10:31:30 = 1.12 %"),
     (NEWEST - 9000, NEWEST - 840, "10:17:30 = 1.12 %"), (NEWEST + 9000, NEWEST + 30, "10:32:00 = ·")],
)  # fmt: skip
def test_the_cursor_stays_in_the_window_and_reads_what_it_stands_on(cursor: int, shown: int, readout: str) -> None:
    """Also when it was set in a longer window, or time went on; a hole reads as a hole."""
    chart = view(selection=Selection(series=STALL, minutes=15, cursor=cursor)).chart
    assert (chart.cursor, chart.readout) == (shown, readout)


def test_a_selected_series_that_is_not_there_gives_way_to_the_first() -> None:
    """After a change of product, say."""
    found = view(selection=Selection(series="gone"))
    assert [each.name for each in found.tiles if each.selected] == [EXPECTED[0]]


# ------------------------------------------------------------------ scope, source and warnings
def test_only_the_selected_scope_and_product_are_shown() -> None:
    """Users and rooms online are the app's whatever is selected."""
    query = Query(Feature.QUALITY, scope=ROOM)
    known = snapshot(GOOD, ONLINE, query=query)
    assert not tile(STALL, view(known, Selection(scope=ROOM))).absent
    app = view(known, Selection())
    assert tile(STALL, app).absent
    assert not tile("online_user_count", app).absent
    assert tile(STALL, view(known, Selection(product=Product.WEB, scope=ROOM))).absent


def test_the_source_line_tells_what_another_process_recorded() -> None:
    """Values that were read from the recorder are not called the API's."""
    known = snapshot(GOOD)
    read = {key: replace(series, provenance=Provenance.RECORDED) for key, series in known.series.items()}
    assert "read from the recorder" in view(replace(known, series=read)).source
    assert "real-time API" in view(known).source


def test_the_source_line_tells_scope_newest_and_window() -> None:
    """A value's source is known."""
    assert view().source == "whole app · real-time API 30 s · newest 10:31:30 · last 60 min · ~ not final"
    assert view(snapshot()).source == "whole app · no data yet"
    use("zh")
    assert view().source == "整个应用 · 实时接口 30 秒 · 最新 10:31:30 · 近 60 分钟 · ~ 尚可能变化"


@pytest.mark.parametrize(
    ("scope", "text", "masked"),
    [
        (Scope(), "whole app", "whole app"),
        (Scope("4711"), "room 4711", "room ▒▒▒▒"),
        (ROOM, "room room-1, 2 users: alice bob", "room ▒▒▒▒, 2 users: ▒▒▒▒"),
    ],
)
def test_scopes_in_words(scope: Scope, text: str, masked: str) -> None:
    """IDs can be hidden."""
    assert (scope_text(scope), scope_text(scope, masked=True)) == (text, masked)


def test_a_mask_hides_every_id() -> None:
    """Those that the service does not know as well."""
    query = Query(Feature.QUALITY, scope=ROOM)
    known = snapshot(GOOD, query=query, missing_users=("alice",))
    found = view(known, Selection(scope=ROOM), masked=True)
    assert not [text for text in (found.source, *found.warnings) if "alice" in text or "room-1" in text]


def test_what_has_to_be_known_to_read_the_numbers() -> None:
    """Unknown users, missing extras, points left out, a wrong clock, users taken together: most important first."""
    query = Query(Feature.QUALITY, scope=ROOM)
    trouble = {OPERATION: Problem("NotPermitted", "Not permitted.", "Ask.", 4, NOW)}
    known = snapshot(
        GOOD,
        problems=trouble,
        query=query,
        missing_users=("al\x1bice",),
        dropped=Dropped(bad_time=3),
        notes=("A note.",),
    )
    known = replace(known, health=replace(known.health, skew_s=-75.4))
    found = view(known, Selection(scope=ROOM)).warnings
    assert [text.split(":")[0] for text in found] == [
        "Unknown to the service, left out",
        "No online users and rooms",
        "3 points of the latest answers were unusable or doubled and are left out.",
        "This machine's clock is +75 s off; the service's time is used.",
        "The API gives one set of values for all these users together.",
        "A note.",
    ]
    assert "\x1b" not in found[0]


def test_an_answer_without_any_quality_says_so() -> None:
    """For the app and for a room, which may be a typing error."""
    assert "no quality data for this app" in view(snapshot({}, ONLINE)).warnings[0]
    query = Query(Feature.QUALITY, scope=ROOM)
    assert "check the room ID" in view(snapshot({}, query=query), Selection(scope=ROOM)).warnings[0]


def test_what_befalls_everything_is_told_once() -> None:
    """Offline stands in the banner; the pane does not repeat it for each extra."""
    trouble = Problem("Unreachable", "No answer.", "Wait.", 5, NOW)
    assert view(snapshot(GOOD, problems={QUALITY: trouble, OPERATION: trouble})).warnings == ()


# ------------------------------------------------------------------ keys
def test_next_bad_goes_round_worst_first() -> None:
    """From anywhere to the worst; from there on and back; nowhere when all is well."""
    found = view(snapshot({**GOOD, STALL: raised(4, NEWEST - 300), "5s_join_room_success_rate": 80.0}))
    assert next_bad(found, "online_user_count", 1) == "5s_join_room_success_rate"
    assert next_bad(found, "online_user_count", -1) == STALL
    assert next_bad(found, "5s_join_room_success_rate", 1) == STALL
    assert next_bad(found, STALL, 1) == next_bad(found, STALL, -1) == "5s_join_room_success_rate"
    assert next_bad(view(), STALL, 1) == STALL


def test_neighbours_go_round() -> None:
    """From the last to the first and back."""
    assert neighbour(view(), 1) == EXPECTED[1]
    assert neighbour(view(), -1) == EXPECTED[-1]
    assert neighbour(view(selection=Selection(series=EXPECTED[-1])), 1) == EXPECTED[0]
