"""What is known: merging, trimming, and health put together."""

from dataclasses import replace
from math import isnan, nan

from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.ask import Wanted, combinations
from rtc_tui.core.merge import Column
from rtc_tui.core.model import (
    BUCKET,
    Batch,
    Dimension,
    Dropped,
    Feature,
    Product,
    Provenance,
    Query,
    Scope,
    Series,
    SeriesKey,
    Window,
)  # fmt: skip
from rtc_tui.core.snapshot import Problem, Quota, State, condition
from rtc_tui.store import AHEAD, KEEP, Store, merge, within

KEY = SeriesKey("80ms_audio_stall_rate")
USERS = SeriesKey("online_user_count")
QUALITY = Query(Feature.QUALITY)
OPERATION = Query(Feature.OPERATION)
ROOM = Query(Feature.QUALITY, scope=Scope("room-1"))
NOW = 1_795_141_950.0
AT = int(NOW)
POINTS = st.dictionaries(st.integers(0, 100).map(lambda n: n * BUCKET), st.floats(-1e6, 1e6), max_size=40)


def series(points: dict[int, float], key: SeriesKey = KEY, unit: str = "%") -> Series:
    return Series.of(key, points, unit)


def batch(*found: Series, query: Query = QUALITY, received: float = NOW, **more: object) -> Batch:
    return Batch(query, Window(AT - 300, AT), found, received, **more)  # type: ignore[arg-type]


def problem(kind: str = "Unreachable", since: float = NOW) -> Problem:
    return Problem(kind, f"{kind} happened", "do something", 5, since)


# ------------------------------------------------------------------ merge
@given(POINTS, POINTS)
def test_a_merge_is_the_union_and_the_later_answer_wins(old: dict[int, float], new: dict[int, float]) -> None:
    """Every bucket of either; of two values for one bucket the new one; nothing in between is made up."""
    merged = merge(series(old), series(new))
    assert dict(merged.points()) == {**old, **new}
    assert not merged.values or not (isnan(merged.values[0]) or isnan(merged.values[-1]))


@given(POINTS, st.sets(st.integers(0, 100)))
def test_a_merge_that_changes_nothing_is_the_same_object(points: dict[int, float], some: set[int]) -> None:
    """Views tell by identity what to draw again; a part of what is known, or the same once more, is no change."""
    old = series(points)
    part = {at: value for at, value in points.items() if at // BUCKET in some}
    if points:
        assert merge(old, series(part)) is old
        assert merge(old, series(points)) is old
        assert merge(old, series(part, unit="")) is old


@given(POINTS, POINTS, POINTS)
def test_merging_in_pieces_is_merging_at_once(a: dict[int, float], b: dict[int, float], c: dict[int, float]) -> None:
    """However answers are cut."""
    one = merge(merge(series(a), series(b)), series(c))
    other = merge(series(a), merge(series(b), series(c)))
    assert dict(one.points()) == dict(other.points())


@given(POINTS, POINTS)
def test_a_merge_leaves_its_parts_alone(old: dict[int, float], new: dict[int, float]) -> None:
    """A snapshot that somebody holds does not change under them."""
    first, second = series(old), series(new)
    merge(first, second)
    assert dict(first.points()) == old
    assert dict(second.points()) == new


def test_the_first_answer_is_taken_as_it_is() -> None:
    """And one on another grid replaces what cannot be compared with it."""
    new = series({0: 1.0})
    assert merge(None, new) is new
    wide = Series.of(KEY, {0: 2.0}, "%", step=300)
    assert merge(new, wide) is wide
    assert merge(series({}), new) is new


def test_a_unit_that_comes_later_is_kept() -> None:
    """And one that is missing later is not lost."""
    assert merge(series({0: 1.0}, unit=""), series({0: 1.0})).unit == "%"
    assert merge(series({0: 1.0}), series({30: 1.0}, unit="")).unit == "%"


# ------------------------------------------------------------------ trimming
@given(POINTS, st.integers(-300, 3300), st.integers(-300, 3300))
def test_a_cut_keeps_what_starts_in_the_window(points: dict[int, float], a: int, b: int) -> None:
    """The same object when that is all; still without holes at its ends; empty as an empty series is."""
    whole, window = series(points), Window(min(a, b), max(a, b))
    cut = within(whole, window)
    inside = {at: value for at, value in points.items() if window.start <= at < window.end}
    assert dict(cut.points()) == inside
    assert (cut is whole) == (len(inside) == len(points))
    if inside:
        assert (cut.start, cut.newest) == (min(inside), max(inside))
    else:
        assert (cut.end, cut.newest) == (0, None)


def test_the_store_keeps_two_hours_and_nothing_of_the_future() -> None:
    """What is too old goes with the next answer; a bucket hours ahead is a wrong clock's."""
    store = Store()
    points = dict.fromkeys(range(AT - KEEP - 300, AT + 3600, BUCKET), 1.0)
    found = store.apply(batch(series(points)), NOW).series[KEY]
    assert (found.start, found.newest) == (AT - KEEP, AT + AHEAD - BUCKET)


def test_a_series_that_ended_leaves_in_the_end() -> None:
    """After two hours without a value it is gone; an empty series never stands in a snapshot."""
    store = Store()
    store.apply(batch(series({AT - 60: 1.0})), NOW)
    later = NOW + KEEP
    assert KEY in store.apply(batch(series({}, USERS)), later - 90).series
    assert store.apply(batch(), later).series == {}


# ------------------------------------------------------------------ sharing
def test_what_did_not_change_is_shared_and_what_was_given_out_stays() -> None:
    """A snapshot is frozen: the next one is another mapping with the same series in it."""
    store = Store()
    first = store.apply(batch(series({AT - 90: 1.0}), series({AT - 90: 5.0}, USERS)), NOW)
    second = store.apply(batch(series({AT - 60: 2.0}), series({AT - 90: 5.0}, USERS)), NOW)
    assert second.series[USERS] is first.series[USERS]
    assert second.series[KEY] is not first.series[KEY]
    assert first.series[KEY].newest == AT - 90


def test_series_of_different_scopes_and_products_do_not_meet() -> None:
    """A room's values are not the app's, web's not native's."""
    store = Store()
    keys = [KEY, KEY._replace(scope=Scope("room-1")), KEY._replace(product=Product.WEB)]
    for n, key in enumerate(keys):
        found = store.apply(batch(series({AT - 60: float(n)}, key)), NOW)
    assert [found.series[key].at(AT - 60) for key in keys] == [0.0, 1.0, 2.0]


def test_where_a_value_came_from_stays_with_it() -> None:
    """Real time, as the feed gives it."""
    assert Store().apply(batch(series({AT - 60: 1.0})), NOW).series[KEY].provenance is Provenance.REALTIME


# ------------------------------------------------------------------ health
def test_a_failure_keeps_the_data_and_counts_how_often() -> None:
    """Since the first of the row; an answer ends the row."""
    store = Store()
    store.watch(Wanted((QUALITY,)))
    before = store.apply(batch(series({AT - 60: 1.0})), NOW)
    store.fail(QUALITY, problem(since=NOW + 30), NOW + 30)
    after = store.fail(QUALITY, problem(since=NOW + 60), NOW + 60)
    assert after.series[KEY] is before.series[KEY]
    assert (after.health.problems[Feature.QUALITY].since, after.health.problems[Feature.QUALITY].attempts) == (
        NOW + 30,
        2,
    )
    assert not store.apply(batch(), NOW + 90).health.problems
    assert store.fail(QUALITY, problem(since=NOW + 120), NOW + 120).health.problems[Feature.QUALITY].attempts == 1


def test_a_row_of_failures_goes_on_when_another_reason_gives_the_same_state() -> None:
    """A timeout after a broken connection: still offline since the first. A refused key is another thing."""
    store = Store()
    store.watch(Wanted((QUALITY,)))
    store.fail(QUALITY, problem("Unreachable", NOW), NOW)
    found = store.fail(QUALITY, problem("DeadlineExceeded", NOW + 30), NOW + 30).health.problems[Feature.QUALITY]
    assert (found.kind, found.since, found.attempts) == ("DeadlineExceeded", NOW, 2)
    found = store.fail(QUALITY, problem("WrongCredentials", NOW + 60), NOW + 60).health.problems[Feature.QUALITY]
    assert (found.since, found.attempts) == (NOW + 60, 1)


def test_health_speaks_of_what_is_polled_alone() -> None:
    """Problems, counts and ages of a scope that was left are not this one's; on return they are known again."""
    store = Store()
    store.watch(Wanted((QUALITY, OPERATION)))
    store.apply(batch(series({AT - 60: 1.0}), dropped=Dropped(bad_time=2)), NOW)
    store.fail(OPERATION, problem("NotPermitted"), NOW)
    assert store.snapshot(NOW).health.dropped.total == 2
    store.watch(Wanted((ROOM,)))
    away = store.snapshot(NOW).health
    assert (away.problems, away.dropped.total, away.newest, away.answered) == ({}, 0, None, None)
    assert condition(away, NOW) is State.WAITING
    store.watch(Wanted((QUALITY, OPERATION)))
    assert store.snapshot(NOW).health.newest == AT - 60
    assert set(store.snapshot(NOW).health.problems) == {Feature.OPERATION}


def test_age_is_the_quality_s_where_quality_is_polled() -> None:
    """Operation data are 40 s younger and would make it look fresher than it is."""
    store = Store()
    store.watch(Wanted((QUALITY, OPERATION)))
    extras = store.apply(batch(series({AT - 30: 9.0}, USERS), query=OPERATION), NOW).health
    assert (extras.newest, extras.answered) == (None, None)
    both = store.apply(batch(series({AT - 90: 1.0}), received=NOW + 1), NOW).health
    assert (both.newest, both.answered, both.lead) == (AT - 90, NOW + 1, Feature.QUALITY)
    assert both.answered_features == {Feature.QUALITY, Feature.OPERATION}
    store.watch(Wanted((OPERATION,)))
    alone = store.snapshot(NOW).health
    assert (alone.newest, alone.answered, alone.lead) == (AT - 30, NOW, Feature.OPERATION)


def test_what_answers_leave_open_is_put_together_and_said_once() -> None:
    """Users that are not known, notes, points left out: of all that is polled, in order."""
    store = Store()
    one, two = (Query(Feature.QUALITY, scope=Scope("r", (user,))) for user in ("a", "b"))
    store.watch(Wanted((one, two)))
    store.meter(Quota(3, 109), 2.5, ("from the client",))
    store.apply(batch(query=one, missing_users=("a",), notes=("same", "one")), NOW)
    store.apply(batch(query=two, missing_users=("b",), notes=("same",), dropped=Dropped(duplicate=1)), NOW)
    health = store.apply(
        batch(query=one, missing_users=("a",), notes=("same",), dropped=Dropped(bad_value=1)), NOW
    ).health
    assert health.missing_users == ("a", "b")
    assert health.notes == ("from the client", "same")
    assert health.dropped == Dropped(bad_value=1, duplicate=1)
    assert (health.quota, health.skew_s) == (Quota(3, 109), 2.5)


def test_holes_stay_holes() -> None:
    """No value is made up between two, ever."""
    store = Store()
    store.apply(batch(series({AT - 300: 1.0})), NOW)
    found = store.apply(batch(series({AT - 60: 3.0})), NOW).series[KEY]
    assert [value for value in found.values if not isnan(value)] == [1.0, 3.0]
    assert isnan(found.at(AT - 180))
    assert isnan(merge(series({0: 1.0}), series({60: nan, 90: 2.0})).at(60))


# ------------------------------------------------------------------ distributions
SHOWN, BESIDE = combinations(Product.NATIVE)[:2]
WEB = combinations(Product.WEB)[0]


def slices(query: Query, count: int = 3) -> Batch:
    keys = [
        SeriesKey("80ms_audio_stall_rate", query.product, dimension=query.dimension, slice=f"{n}") for n in range(count)
    ]
    return batch(*(series({AT - 90: 1.0}, key) for key in keys), query=query, dropped=Dropped(bad_time=1))


def test_every_combination_tells_when_it_answered() -> None:
    """Shown or not; what is not polled does not."""
    store = Store()
    store.watch(Wanted((QUALITY, SHOWN), (BESIDE,)))
    store.apply(slices(SHOWN), NOW)
    store.apply(replace(slices(BESIDE), received=NOW + 5), NOW + 5)
    store.apply(slices(WEB), NOW)
    assert dict(store.snapshot(NOW).health.answered_at) == {SHOWN: NOW, BESIDE: NOW + 5}


def test_a_distribution_never_turns_the_state_of_the_app() -> None:
    """It fails: its own problem stands, quality is live. Nor do counts of what is not shown stand anywhere."""
    store = Store()
    store.watch(Wanted((QUALITY, SHOWN), (BESIDE,)))
    store.apply(batch(series({AT - 90: 1.0})), NOW)
    store.apply(slices(BESIDE), NOW)
    health = store.fail(SHOWN, problem("NotPermitted"), NOW).health
    assert condition(health, NOW) is State.LIVE
    assert set(health.problems) == {Feature.DISTRIBUTION}
    assert health.dropped.total == 0
    store.watch(Wanted((QUALITY,), (SHOWN, BESIDE)))
    assert not store.snapshot(NOW).health.problems


def test_what_befell_the_others_is_told_of_one_that_was_not_asked_yet() -> None:
    """They are refused, and so it waits; an answer of its own goes before; the other product's say nothing."""
    store = Store()
    store.watch(Wanted((SHOWN,), (BESIDE,)))
    store.fail(WEB, problem("UnknownAction"), NOW)
    assert not store.snapshot(NOW).health.problems
    store.fail(BESIDE, problem("NotPermitted"), NOW)
    assert store.snapshot(NOW).health.problems[Feature.DISTRIBUTION].kind == "NotPermitted"
    assert not store.apply(slices(SHOWN), NOW).health.problems


def test_age_is_not_taken_from_distributions() -> None:
    """They are a minute younger or older than the quality beside them; alone, it is theirs."""
    store = Store()
    store.watch(Wanted((QUALITY, SHOWN)))
    assert store.apply(slices(SHOWN), NOW).health.newest is None
    store.watch(Wanted((SHOWN,)))
    assert store.snapshot(NOW).health.newest == AT - 90


def test_what_nobody_asks_for_any_more_goes_when_it_is_too_old() -> None:
    """The other product's slices, two hours later, with any answer."""
    store = Store()
    store.apply(slices(WEB, 40), NOW)
    assert len(store.snapshot(NOW).series) == 40
    later = NOW + KEEP
    assert store.apply(batch(series({AT + KEEP - 60: 1.0})), later).series.keys() == {KEY}


def test_an_answer_leaves_the_thousands_it_does_not_speak_of_alone() -> None:
    """They are the same objects, looked at for their age once in a bucket."""
    store = Store()
    for query in combinations(Product.NATIVE):
        first = store.apply(slices(query, 50), NOW)
    second = store.apply(batch(series({AT - 60: 1.0})), NOW + 1)
    assert all(second.series[key] is found for key, found in first.series.items())


def test_each_bucket_knows_where_it_came_from_when_sources_mix() -> None:
    """Recorded first, then real-time, then recorded again: each value is laid over the one before, with its source."""
    key, at = SeriesKey("80ms_audio_stall_rate"), 1_795_140_000
    recorded = Series.of(key, {at: 1.0, at + 30: 2.0, at + 60: 3.0}, provenance=Provenance.RECORDED)
    live = Series.of(key, {at + 60: 3.5, at + 120: 4.0})
    mixed = merge(recorded, live)
    sources = [mixed.origin_at(at + 30 * i) for i in range(6)]
    here, there, none = Provenance.REALTIME, Provenance.RECORDED, Provenance.MISSING
    assert sources == [there, there, here, none, here, none]
    assert mixed.provenance is here
    assert Column.of(mixed).codes == bytes([2, 2, 1, 0, 1])
    again = merge(mixed, Series.of(key, {at + 120: 4.5}, provenance=Provenance.RECORDED))
    assert again.origin_at(at + 120) is there
    cut = within(again, Window(at + 30, at + 120))
    assert [cut.origin_at(at + 30), cut.origin_at(at + 60)] == [there, here]
    whole = merge(recorded, Series.of(key, {at: 1.5, at + 30: 2.5, at + 60: 3.5}))
    assert (whole.provenance, whole.origins) == (here, b"")


def test_names_that_an_indicator_was_answered_with_are_kept_beside_the_series() -> None:
    """Only those that do not tell by themselves what they are; an answer to all indicators at once tells nothing."""
    store, query = Store(), Query(Feature.DISTRIBUTION, dimension=Dimension.OS, indicator="stall_rate")
    one, two = (series({AT - 60: 1.0}, KEY._replace(name=name, dimension=Dimension.OS)) for name in (KEY.name, "b"))
    window = Window(AT - 60, AT)
    store.apply(Batch(query, window, (one,), NOW), NOW)
    assert not store.apply(Batch(Query(Feature.QUALITY), window, (two,), NOW), NOW).other_names
    store.apply(Batch(query, window, (one, two), NOW), NOW)
    assert dict(store.apply(Batch(query, window, (one,), NOW), NOW).other_names) == {query: ("b",)}
