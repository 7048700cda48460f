"""Who explains the drop, in apps of other sizes, noise and shapes than any that the code was tried on while written."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import nan

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rtc_tui.core.attribution import Attribution, Basis, Extent, attribute
from rtc_tui.core.model import BUCKET, FIVE_MINUTES, Dimension, Series, SeriesKey
from rtc_tui.core.thresholds import Thresholds
from tests.core.pretend import LANDS, START, App, Bad

P, C, S, A = Dimension.PROVINCE, Dimension.COUNTRY, Dimension.OS, Dimension.ACCESS
SEEDS = (11, 22, 33)
AT = 100
Slices = Mapping[Dimension, Sequence[Series]]


def asked(app: App, *bads: Bad, at: int = AT, without: bool = False) -> Attribution:
    whole, slices = app.series(*bads)
    return told(app, None if without else whole, slices, at)


def told(app: App, whole: Series | None, slices: Slices, at: int = AT) -> Attribution:
    return attribute(app.name, START + at * app.step, whole, slices, Thresholds().bounds(app.name))


def named(answer: Attribution) -> dict[Dimension, set[str]]:
    return {d: {one.slice for one in answer.named if one.dimension is d} for d in answer.moved}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("wander", [0.1, 0.6])
def test_in_a_calm_app_nothing_explains_nothing(seed: int, lower: bool, wander: float) -> None:
    """Neither noise nor a common drift makes a culprit."""
    assert asked(App(seed, lower=lower, wander=wander)).extent is Extent.NOTHING


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("points", [6, 12, 30])
@pytest.mark.parametrize(
    ("dimension", "slices"),
    [
        (P, ["广东"]),
        (P, ["江苏", "湖北"]),
        (C, ["中国"]),
        (S, ["ios"]),
        (S, ["windows"]),
        (A, ["wifi"]),
        (A, ["4g", "5g", "3g"]),
    ],
)
def test_a_cause_in_one_dimension_is_named_and_its_dilution_is_not(
    seed: int, lower: bool, points: float, dimension: Dimension, slices: list[str]
) -> None:
    """All other dimensions drop too, each slice alike, by the share of the cause: they are not the cause."""
    answer = asked(App(seed, lower=lower), Bad(points, where={dimension: slices}))
    assert (answer.extent, named(answer)) == (Extent.ONLY, {dimension: set(slices)})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("points", [6, 12, 40])
@pytest.mark.parametrize("calls", [20_000, 2_000_000])
def test_what_meets_everybody_is_everywhere(seed: int, points: float, calls: float) -> None:
    assert asked(App(seed, calls=calls), Bad(points)).extent is Extent.EVERYWHERE


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cause_where_two_dimensions_cross_names_both(seed: int) -> None:
    """iOS in one province: either is away, diluted by the other, and everything else stays."""
    answer = asked(App(seed, calls=1_000_000), Bad(40, where={S: ["ios"], P: ["广东"]}))
    assert (answer.extent, named(answer)) == (Extent.ONLY, {S: {"ios"}, P: {"广东"}})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ramp", [10, 40, 80])
def test_a_slow_ramp_is_a_drop(seed: int, ramp: int) -> None:
    answer = asked(App(seed), Bad(12, onset=AT - ramp, ramp=ramp, where={S: ["ios"]}))
    assert (answer.extent, named(answer)) == (Extent.ONLY, {S: {"ios"}})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("onset", [10, 40, 95])
def test_the_onset_may_lie_anywhere_in_the_window(seed: int, onset: int) -> None:
    """And `since` tells it, to within two buckets."""
    answer = asked(App(seed), Bad(15, onset=onset, where={P: ["广东"]}))
    assert named(answer) == {P: {"广东"}}
    since = answer.named[0].since
    assert since is not None
    assert abs(since - (START + onset * BUCKET)) <= 2 * BUCKET
    assert answer.named[0].seconds == START + (AT + 1) * BUCKET - since


@pytest.mark.parametrize("seed", SEEDS)
def test_what_began_before_the_window_is_found_among_its_fellows(seed: int) -> None:
    """There is no earlier level: the basis says so."""
    answer = asked(App(seed), Bad(15, onset=-20, where={P: ["广东", "江苏"]}))
    assert (answer.extent, answer.basis, named(answer)) == (Extent.ONLY, Basis.OTHERS, {P: {"广东", "江苏"}})
    everywhere = asked(App(seed), Bad(15, onset=-20))
    assert (everywhere.extent, everywhere.basis) == (Extent.EVERYWHERE, Basis.OTHERS)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_over_is_over(seed: int) -> None:
    assert asked(App(seed), Bad(12, onset=30, lasts=40, where={P: ["广东"]})).extent is Extent.NOTHING


@pytest.mark.parametrize("seed", SEEDS)
def test_a_second_wave_is_compared_with_the_calm_between_the_waves(seed: int) -> None:
    where = {P: ["广东"]}
    answer = asked(App(seed), Bad(12, onset=-5, lasts=45, where=where), Bad(12, onset=70, where=where))
    assert (answer.extent, named(answer)) == (Extent.ONLY, {P: {"广东"}})


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drop_of_one_bucket_is_explained_when_the_app_shows_it(seed: int) -> None:
    """And only at that bucket."""
    app, bad = App(seed), Bad(40, onset=60, lasts=1, where={S: ["ios"]})
    assert named(asked(app, bad, at=60)) == {S: {"ios"}}
    assert asked(app, bad, at=64).extent is Extent.NOTHING


@pytest.mark.parametrize("seed", SEEDS)
def test_two_hundred_countries_most_of_them_sparse(seed: int) -> None:
    """A few users make a country noisy and full of holes: neither calm nor a drop elsewhere lets one be named."""
    lands = (*LANDS, *(f"C{i:03}" for i in range(188)))
    app = App(seed, calls=20_000)
    app = replace(app, names={**app.names, C: lands})
    assert asked(app).extent is Extent.NOTHING
    assert named(asked(app, Bad(15, where={S: ["ios"]}))) == {S: {"ios"}}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_app_itself_is_of_help_and_not_needed(seed: int) -> None:
    answer = asked(App(seed), Bad(12, where={P: ["广东"]}), without=True)
    assert (answer.extent, named(answer), answer.app) == (Extent.ONLY, {P: {"广东"}}, None)


@pytest.mark.parametrize("seed", SEEDS)
def test_five_minute_data_are_judged_as_well(seed: int) -> None:
    app = App(seed, step=FIVE_MINUTES, buckets=140, calls=500_000)
    answer = asked(app, Bad(10, onset=120, where={P: ["广东"]}), at=130)
    assert (answer.extent, named(answer)) == (Extent.ONLY, {P: {"广东"}})


@pytest.mark.parametrize("seed", SEEDS)
def test_many_holes_do_not_hide_a_drop(seed: int) -> None:
    answer = asked(App(seed, holes=0.2), Bad(15, where={S: ["ios"]}))
    assert (answer.extent, named(answer)) == (Extent.ONLY, {S: {"ios"}})


def test_a_slice_that_appears_late_is_listed_without_an_earlier_level() -> None:
    whole, slices = App(5).series(Bad(15, where={S: ["ios"]}))
    late = Series.of(
        SeriesKey(App().name, dimension=S, slice="new"), {START + i * BUCKET: 98.0 for i in range(97, 110)}
    )
    answer = told(App(), whole, {**slices, S: [*slices[S], late]})
    assert named(answer) == {S: {"ios"}}
    found = next(one for one in answer.suspects if one.slice == "new")
    assert not found.known
    assert answer.suspects[-1] is found


def test_a_single_system_cannot_separate_anything() -> None:
    """With one slice in the only dimension there is, a drop stays unexplained."""
    whole, slices = App(6).series(Bad(15))
    assert told(App(), whole, {S: slices[S][:1]}).extent is Extent.UNCLEAR


def test_no_slices_and_stale_slices_are_no_data() -> None:
    whole, slices = App(7).series()
    assert told(App(), whole, {}).extent is Extent.NO_DATA
    assert told(App(), whole, {P: []}).extent is Extent.NO_DATA
    assert told(App(), whole, slices, at=110 + 21).extent is Extent.NO_DATA


def test_a_dimension_a_few_minutes_behind_is_judged_at_its_own_newest_bucket() -> None:
    whole, slices = App(8).series(Bad(15, where={S: ["ios"]}))
    cut = {d: [replace(one, values=one.values[:90]) for one in rows] for d, rows in slices.items()}
    answer = told(App(), whole, cut, at=105)
    assert named(answer) == {S: {"ios"}}
    assert all(abs(finding.at - (START + 89 * BUCKET)) <= BUCKET for finding in answer.findings)


def test_a_slice_silent_for_more_than_two_buckets_is_not_judged() -> None:
    """Its last value is of before: after an outage's end it would be the only one still away."""
    whole, slices = App(9, calls=500_000).series(Bad(20, onset=60, lasts=AT - 62))
    brazil = next(one for one in slices[C] if one.key.slice == "巴西")
    silent = replace(brazil, values=array("d", [*brazil.values[: AT - 2], *[nan] * 3]))
    rows = [silent if one is brazil else one for one in slices[C]]
    answer = told(App(), whole, {**slices, C: rows})
    assert (answer.extent, "巴西" in {one.slice for one in answer.suspects}) == (Extent.NOTHING, False)


def cut(slices: Slices, until: Mapping[Dimension, int]) -> Slices:
    """So many buckets of each dimension; of those that are not named all."""
    return {
        d: [replace(one, values=one.values[: until.get(d, 1000) + 1]) for one in rows] for d, rows in slices.items()
    }


def left_out(answer: Attribution) -> dict[Dimension, int | None]:
    return {one.dimension: one.behind for one in answer.unjudged}


@pytest.mark.parametrize("missing", [[S], [S, A], [P, C, A]])
def test_the_answer_tells_which_dimensions_it_lacks(missing: list[Dimension]) -> None:
    """Those that are not held; with all of them nothing."""
    whole, slices = App(12).series(Bad(12, where={S: ["ios"]}))
    answer = told(App(), whole, {d: rows for d, rows in slices.items() if d not in missing})
    assert left_out(answer) == dict.fromkeys(missing)
    assert not told(App(), whole, slices).unjudged


def test_only_dimensions_that_there_are_can_be_lacking() -> None:
    """Web data are told by place alone."""
    whole, slices = App(12).series()
    answer = attribute(App().name, START + AT * BUCKET, whole, {P: slices[P]}, None, (P, C))
    assert left_out(answer) == {C: None}


def test_a_dimension_without_anything_to_compare_is_lacking_too() -> None:
    """Its slices have only just appeared."""
    whole, slices = App(12).series()
    late = [replace(one, start=START + 98 * BUCKET, values=one.values[98:]) for one in slices[S]]
    assert left_out(told(App(), whole, {**slices, S: late})) == {S: 0}


@pytest.mark.parametrize("seed", SEEDS)
def test_all_dimensions_are_judged_at_one_time(seed: int) -> None:
    """The newest that all of them reach, unless one lies more than some minutes behind: that one is left out."""
    app = App(seed)
    whole, slices = app.series(Bad(15, onset=60, where={S: ["ios"]}))
    answer = told(app, whole, cut(slices, {S: AT - 3, A: AT - 1}))
    assert (answer.judged_at, answer.unjudged) == (START + (AT - 3) * BUCKET, ())
    assert {finding.at for finding in answer.findings} == {answer.judged_at}
    answer = told(app, whole, cut(slices, {S: AT - 9, A: AT - 1}))
    assert answer.judged_at == START + (AT - 1) * BUCKET
    assert left_out(answer) == {S: 9 * BUCKET}
    assert (answer.extent, bool(answer.named)) == (Extent.EVERYWHERE, False)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("onset", [AT - 3, AT - 2])
def test_what_is_of_before_the_onset_is_left_out_however_near(seed: int, onset: int) -> None:
    """Systems of a minute before an outage are calm: that must not make it unclear."""
    app = App(seed, calls=500_000)
    whole, slices = app.series(Bad(20, onset=onset))
    answer = told(app, whole, cut(slices, {S: onset - 1, A: onset - 1}))
    assert (answer.extent, left_out(answer)) == (Extent.EVERYWHERE, dict.fromkeys([S, A], (AT - onset + 1) * BUCKET))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_of_before_the_end_is_left_out_as_well(seed: int) -> None:
    """Systems of a minute ago still show what is over."""
    app = App(seed, calls=500_000)
    whole, slices = app.series(Bad(20, onset=60, lasts=AT - 62))
    answer = told(app, whole, cut(slices, {S: AT - 4, A: AT - 4}))
    assert (answer.extent, set(left_out(answer))) == (Extent.NOTHING, {S, A})


def test_who_is_beyond_crit_as_ever_is_named_where_nothing_is_away() -> None:
    """Worst first; a slice that is only bad now and then is not."""
    app = App(5, lower=True)
    whole, slices = app.series()
    slices[P] = [
        replace(
            one, values=array("d", [value + {"西藏": 40, "北京": 60}.get(one.key.slice, 0) for value in one.values])
        )
        for one in slices[P]
    ]
    answer = told(app, whole, slices)
    assert answer.extent is Extent.NOTHING
    assert [one.slice for one in answer.lasting] == ["北京", "西藏"]


def test_values_that_never_differ_are_nothing() -> None:
    flat = [Series(SeriesKey(App().name, slice=str(i)), "%", START, array("d", [100.0] * 110)) for i in range(5)]
    assert told(App(), flat[0], {S: flat}).extent is Extent.NOTHING


def test_worse_ranks_before_better_and_named_slices_lead() -> None:
    answer = asked(App(9), Bad(15, where={P: ["广东"]}), Bad(6, where={P: ["江苏"]}))
    assert [one.slice for one in answer.named] == ["广东", "江苏"]
    assert [one.slice for one in answer.suspects[:2]] == ["广东", "江苏"]
    scores = [one.score for one in answer.suspects]
    assert scores == sorted(scores, reverse=True)


def test_a_better_value_is_no_suspect() -> None:
    """Only the bad direction counts."""
    assert not asked(App(10, lower=True, usual=4.0), Bad(-3, where={S: ["ios"]})).named


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(st.one_of(st.just(nan), st.floats(0, 100), st.sampled_from([0.0, 100.0])), max_size=30), max_size=6
    ),
    st.integers(-5, 60),
    st.sampled_from(["80ms_audio_stall_rate", "5s_join_room_success_rate", "made_up"]),
)
def test_it_never_fails_and_never_names_who_is_not_there(columns: list[list[float]], at: int, name: str) -> None:
    rows = [
        Series.of(SeriesKey(name, slice=str(i)), {START + k * BUCKET: v for k, v in enumerate(column)})
        for i, column in enumerate(columns)
    ]
    answer = attribute(
        name, START + at * BUCKET, rows[0] if rows else None, {P: rows, S: rows[:2]}, Thresholds().bounds(name)
    )
    assert {one.slice for one in answer.named} <= {row.key.slice for row in rows}
    assert bool(answer.named) == (answer.extent is Extent.ONLY)
