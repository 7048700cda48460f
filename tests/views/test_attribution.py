"""Who explains the drop, in words and numbers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rtc_tui.core.attribution import Attribution, attribute
from rtc_tui.core.model import BUCKET, FIVE_MINUTES, Dimension, Series, SeriesKey
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.text import both, catalogue, use
from rtc_tui.views.attribution import MOST_NAMED, explain
from tests.core.pretend import START, App, Bad

P, C, S, A = Dimension.PROVINCE, Dimension.COUNTRY, Dimension.OS, Dimension.ACCESS


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    use("en")


def asked(app: App, *bads: Bad) -> Attribution:
    whole, slices = app.series(*bads)
    return attribute(app.name, START + 100 * app.step, whole, slices, Thresholds().bounds(app.name))


def test_provinces_are_named_with_their_numbers() -> None:
    """Whose value, what it is, how much worse, and for how long, of the worst; and that users are not known."""
    told = explain(asked(App(3), Bad(12, where={P: ["广东", "江苏"]})))
    worst = told.rows[0]
    assert worst.name == "Guangdong"
    assert told.sentence == (
        f"Only Guangdong and Jiangsu (province): Guangdong {worst.value} % (median of 90 s), "
        f"{worst.points.lstrip('−')} points below its earlier level for 10 min"
    )
    assert told.note.endswith("not how much each adds. Values are medians of 90 s")
    assert "Users per slice are unknown" in told.note
    assert [row.named for row in told.rows[:3]] == [True, True, False]
    assert {row.slice for row in told.rows[:2]} == {"广东", "江苏"}
    assert told.rows[0].points.startswith("−1")
    assert told.rows[0].lasted == "10 min"


def test_in_chinese_as_well() -> None:
    use("zh")
    told = explain(asked(App(3, lower=True), Bad(12, where={S: ["ios"]})))
    assert told.sentence.startswith("仅iOS（操作系统）：1")
    assert "%（90 秒中位数），比自身先前高 1" in told.sentence
    assert told.sentence.endswith(" 个百分点，已持续 10 分")
    assert told.rows[0].points.startswith("+1")


def test_everywhere_counts_slices_and_names_dimensions() -> None:
    told = explain(asked(App(4), Bad(12)))
    assert told.sentence.startswith("Everywhere: ")
    assert "of all dimensions" in told.sentence
    assert not any(row.named for row in told.rows)


def test_nothing_tells_how_many_were_looked_at_and_leaves_nothing_open() -> None:
    told = explain(asked(App(5)))
    assert told.sentence == "Nothing: none of 46 slices of all dimensions is worse than its earlier level"
    assert not told.note


def test_bad_from_the_start_is_told_as_a_comparison() -> None:
    assert "points below the others" in explain(asked(App(6), Bad(15, onset=-9, where={S: ["ios"]}))).sentence
    assert "beyond the bounds" in explain(asked(App(6), Bad(15, onset=-9))).sentence


def test_two_dimensions_are_told_as_a_crossing() -> None:
    told = explain(asked(App(7, calls=1_000_000), Bad(40, where={S: ["ios"], P: ["广东"]})))
    assert told.sentence.startswith("Only where these cross, or in each: iOS (OS), Guangdong (province)")


def test_a_long_list_is_cut_and_counted() -> None:
    """The rows have them all."""
    names = ["广东", "江苏", "山东", "浙江", "河南", "四川"]
    told = explain(asked(App(8, calls=500_000), Bad(15, where={P: names})))
    assert f"and {len(names) - MOST_NAMED} more (province)" in told.sentence
    assert {row.slice for row in told.rows if row.named} == set(names)


def test_what_no_dimension_separates_is_said_to_be_unclear() -> None:
    whole, slices = App(9).series(Bad(15))
    told = explain(attribute(App().name, START + 3000, whole, {S: slices[S][:1]}, None, [S]))
    assert told.sentence.startswith(
        "Unclear: something is worse, but none of OS separates it; furthest away is Android (OS), by "
    )


def test_no_data_is_not_nothing() -> None:
    nobody: list[Series] = []
    told = explain(attribute(App().name, START, None, {P: nobody}, None))
    assert (told.sentence, told.rows) == ("No slice can be judged at this time yet", ())


@pytest.mark.parametrize(
    ("bad", "dimensions", "start", "end"),
    [
        ([Bad(12)], [P], "So far: 25 of 25 slices of province are away, ", "; without country, OS, access (not held)"),
        ([], [P, C], "So far nothing: none of 37 slices of province, country is ", "; without OS, access (not held)"),
        ([Bad(12, where={S: ["ios"]})], [S, P, C], "So far only iOS (OS): ", "; without access (not held)"),
        ([Bad(12, onset=-9)], [P, S, A], "So far: ", "; without country (not held)"),
    ],
    ids=["everywhere", "nothing", "only", "everywhere, since before"],
)
def test_what_needs_all_dimensions_is_never_said_without_telling_that_some_are_lacking(
    bad: list[Bad], dimensions: list[Dimension], start: str, end: str
) -> None:
    """From its first word on, for a narrow screen cuts the last ones."""
    whole, slices = App(4).series(*bad)
    at, bounds = START + 100 * BUCKET, Thresholds().bounds(App().name)
    told = explain(attribute(App().name, at, whole, {d: slices[d] for d in dimensions}, bounds))
    assert told.sentence.startswith(start)
    assert told.sentence.endswith(end)


def test_a_dimension_that_lies_behind_is_named_with_its_age() -> None:
    """Apart from one that is not held at all."""
    app = App(5)
    whole, slices = app.series()
    old = [replace(one, values=one.values[:91]) for one in slices[S]]
    told = explain(attribute(app.name, START + 100 * BUCKET, whole, {P: slices[P], S: old, A: slices[A]}, None))
    assert told.sentence.endswith("; without country (not held), OS (5 min behind)")
    use("zh")
    told = explain(attribute(app.name, START + 100 * BUCKET, whole, {P: slices[P], S: old, A: slices[A]}, None))
    assert told.sentence.startswith("目前无异常：")
    assert told.sentence.endswith("；缺国家（无数据）、操作系统（落后 5 分）")


def test_who_was_beyond_crit_all_along_is_named_beside_nothing() -> None:
    """The counts above the sentence show it: the sentence must not deny it."""
    app = App(5, lower=True)
    whole, slices = app.series()
    bad = Series.of(SeriesKey(app.name, dimension=P, slice="北京"), dict.fromkeys(range(START, START + 3300, 30), 50.5))
    slices[P] = [each for each in slices[P] if each.key.slice != "北京"] + [bad]
    told = explain(attribute(app.name, START + 100 * BUCKET, whole, slices, Thresholds().bounds(app.name)))
    assert told.sentence.startswith("Nothing: ")
    assert told.sentence.endswith("; beyond crit all along: Beijing (province)")


def test_a_direction_that_is_only_assumed_is_said() -> None:
    """A new version of an indicator has another name: nobody knows whether higher is better."""
    app = App(5)
    whole, slices = app.series()
    told = explain(attribute("80ms_audio_stall_rate_v2", START + 100 * BUCKET, whole, slices, None))
    assert told.sentence.endswith(", if higher is better")
    assert told.notes == ("Which way is good is not known for this name: higher is taken for better",)


def test_long_buckets_are_no_medians() -> None:
    """Their value is the one that stands in the table."""
    app = App(1, step=FIVE_MINUTES, buckets=140, calls=500_000)
    whole, slices = app.series(Bad(10, onset=120, where={P: ["广东"]}))
    at = START + 130 * app.step
    told = explain(attribute(app.name, at, whole, slices, Thresholds().bounds(app.name)))
    guangdong = next(each for each in slices[P] if each.key.slice == "广东")
    assert told.sentence.startswith(f"Only Guangdong (province): {guangdong.at(at):.2f} %, ")
    assert "median" not in told.note


def test_the_rows_are_no_more_than_asked_for() -> None:
    assert len(explain(asked(App(4), Bad(12)), most=5).rows) == 5


def test_both_languages_have_the_same_fields() -> None:
    for key in catalogue("attribution"):
        english, chinese = both(f"attribution.{key}")
        for field in (
            "names", "reading", "value", "points", "side", "age", "bad", "judged", "dimensions", "n", "dimension", "told",
            "left_out", "sentence", "time", "who", "seconds",
        ):  # fmt: skip
            assert ("{" + field + "}" in english) == ("{" + field + "}" in chinese), key
