"""A common cause beside the app as a whole at the same time: supported, contradicted, or left open."""

from dataclasses import replace
from math import nan

import pytest

from rtc_tui.core.diagnosis import Remark, Verdict, beside_app, words
from rtc_tui.core.diagnosis.surroundings import surroundings
from rtc_tui.core.model import BUCKET, Dimension, Product, Scope, Series, SeriesKey
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.text import use

AT = 1_700_000_010
AUDIO, VIDEO = "80ms_audio_stall_rate", "500ms_video_stall_rate"
COMMON = Verdict(
    AT + 20, AT + 110, "AS", "server", "ann", rule="R22", confidence="high",
    unchecked=(Remark("distribution_not_asked"), Remark("still_arriving")),
)  # fmt: skip


def series(value: float, name: str = AUDIO, *, around: float = 0.3, **key: object) -> Series:
    """Ten minutes around the verdict, in whose four buckets it has `value`."""
    points = {AT + i * BUCKET: value if 0 <= i < 4 else around for i in range(-10, 10)}
    return Series.of(SeriesKey(name, **key), points)  # type: ignore[arg-type]


def province(value: float, slice_: str = "广东", name: str = AUDIO) -> Series:
    return series(value, name, dimension=Dimension.PROVINCE, slice=slice_)


def said(verdict: Verdict, *held: Series) -> str:
    found = surroundings(verdict, held, Thresholds())
    return words.remark(found) if found else ""


def test_an_app_that_is_bad_at_the_same_time_supports_it() -> None:
    """With its level and its worst slice, in both languages; what was not looked at before now is."""
    held = [series(3.3), province(2.1, "北京"), province(9.9), series(1.0, VIDEO)]
    use("en")
    assert said(COMMON, *held) == (
        "the app as a whole was bad then, too: audio stall 80ms 3.3 %, worst of province: Guangdong 9.9 %"
    )
    use("zh")
    assert said(COMMON, *held).endswith("3.3 %，省份最差：广东 9.9 %")
    found = beside_app(COMMON, held, Thresholds())
    assert [one.key for one in found.notes] == ["app_bad_worst"]
    assert (found.confidence, found.contradicts) == ("high", ())
    assert found.unchecked == (Remark("still_arriving"),)


def test_an_app_that_is_well_contradicts_it() -> None:
    """One step less sure: what this room shares is its own."""
    found = beside_app(COMMON, [series(1.1), province(2.1)], Thresholds())
    assert [one.key for one in found.contradicts] == ["app_well_worst"]
    assert (found.confidence, found.notes) == ("medium", ())
    assert (found.rule, found.location) == (COMMON.rule, COMMON.location)


def test_one_slice_in_crit_leaves_it_open() -> None:
    """It may be the region: neither less sure nor more."""
    found = beside_app(COMMON, [series(1.1), province(9.9)], Thresholds())
    assert [one.key for one in found.notes] == ["app_slice"]
    assert (found.confidence, found.contradicts) == ("high", ())


def test_without_the_distribution_the_app_alone_speaks() -> None:
    """And that the distribution was not looked at stays said."""
    found = beside_app(COMMON, [series(3.3)], Thresholds())
    assert [one.key for one in found.notes] == ["app_bad"]
    assert found.unchecked == COMMON.unchecked


@pytest.mark.parametrize(
    "held",
    [
        [],
        [series(9.0, VIDEO)],
        [series(9.0, scope=Scope("room"))],
        [province(9.0)],
        [series(nan)],
        [Series.of(SeriesKey(AUDIO), {AT - 600: 9.0})],
        [series(9.0, "online_user_count")],
    ],
)
def test_what_tells_nothing_of_that_time_or_that_symptom_says_nothing(held: list[Series]) -> None:
    """No data, the other medium, another scope, slices without the app, a hole, another time, no quality."""
    assert beside_app(COMMON, held, Thresholds()) is COMMON


def test_only_a_common_cause_is_compared() -> None:
    for verdict in (replace(COMMON, rule="R11"), replace(COMMON, type="NONE", rule=""), replace(COMMON, type="GAP")):
        assert beside_app(verdict, [series(9.0)], Thresholds()) is verdict


def test_lateness_is_compared_with_the_delay() -> None:
    """Of which less is worse."""
    late = replace(COMMON, type="DLY")
    assert "bad then, too" in said(late, series(80.0, "400ms_network_trans_delay"))
    assert "not bad" in said(late, series(99.0, "400ms_network_trans_delay"))


def test_the_worse_product_counts_with_its_own_slices() -> None:
    held = [series(1.0), series(6.0, product=Product.WEB), province(9.9)]
    assert said(COMMON, *held) == "the app as a whole was bad then, too: audio stall 80ms 6 %"


def test_the_names_of_slices_are_foreign_text() -> None:
    assert "\x1b" not in said(COMMON, series(3.3), province(9.9, "\x1b[2J"))
