"""Who explains the drop, in words and numbers."""

from collections.abc import Iterator

import pytest

from rtc_tui.core.attribution import Attribution, attribute
from rtc_tui.core.model import Dimension, Series
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
    """Value, how much worse, and for how long, of the worst; and that users per slice are not known."""
    told = explain(asked(App(3), Bad(12, where={P: ["广东", "江苏"]})))
    assert told.sentence.startswith("Only Guangdong and Jiangsu (province): 8") or told.sentence.startswith(
        "Only Jiangsu and Guangdong (province): 8"
    )
    assert told.sentence.endswith("points worse than before, for 10 min")
    assert "Users per slice are unknown" in told.note
    assert [row.named for row in told.rows[:3]] == [True, True, False]
    assert {row.slice for row in told.rows[:2]} == {"广东", "江苏"}
    assert told.rows[0].points.startswith("−1")
    assert told.rows[0].lasted == "10 min"


def test_in_chinese_as_well() -> None:
    use("zh")
    told = explain(asked(App(3, lower=True), Bad(12, where={S: ["ios"]})))
    assert told.sentence.startswith("仅iOS（操作系统）：1")
    assert "个百分点" in told.sentence
    assert told.rows[0].points.startswith("+1")


def test_everywhere_counts_slices_and_names_dimensions() -> None:
    told = explain(asked(App(4), Bad(12)))
    assert told.sentence.startswith("Everywhere: ")
    assert "province, country, OS, access" in told.sentence
    assert not any(row.named for row in told.rows)


def test_nothing_tells_how_many_were_looked_at_and_leaves_nothing_open() -> None:
    told = explain(asked(App(5)))
    assert told.sentence == "Nothing: none of 46 slices is worse than its own earlier level"
    assert not told.note


def test_bad_from_the_start_is_told_as_a_comparison() -> None:
    assert "worse than the others" in explain(asked(App(6), Bad(15, onset=-9, where={S: ["ios"]}))).sentence
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
    told = explain(attribute(App().name, START + 3000, whole, {S: slices[S][:1]}, None))
    assert told.sentence.startswith(
        "Unclear: something is worse, but no dimension separates it; furthest away is Android ("
    )


def test_no_data_is_not_nothing() -> None:
    nobody: list[Series] = []
    told = explain(attribute(App().name, START, None, {P: nobody}, None))
    assert (told.sentence, told.rows) == ("No slice can be judged at this time yet", ())


def test_the_rows_are_no_more_than_asked_for() -> None:
    assert len(explain(asked(App(4), Bad(12)), most=5).rows) == 5


def test_both_languages_have_the_same_fields() -> None:
    for key in catalogue("attribution"):
        english, chinese = both(f"attribution.{key}")
        for field in ("names", "value", "points", "age", "bad", "judged", "dimensions", "name", "n", "dimension"):
            assert ("{" + field + "}" in english) == ("{" + field + "}" in chinese), key
