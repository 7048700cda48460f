"""Which series of distributions can be looked at, and what each was asked for as, whatever the service calls it."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from rtc_tui.core.ask import Answer, Past
from rtc_tui.core.indicators import QUALITY
from rtc_tui.core.model import FIVE_MINUTES, Batch, Dimension, Feature, Product, Query, Series, SeriesKey, Window
from rtc_tui.core.snapshot import Selection
from rtc_tui.views import held
from tests.views.known import NOW
from tests.views.spread import JOIN, STALL, selection, snapshot

FOREIGN = "quality.17"  # says nothing of what it is
QUERY = Query(Feature.DISTRIBUTION, dimension=Dimension.PROVINCE, indicator="stall_rate")


@pytest.mark.parametrize("name", [f"{STALL}_v2", "STALL_RATE.new", FOREIGN])
def test_a_name_that_is_not_known_stands_where_its_indicator_stands(name: str) -> None:
    """It is looked at where the known one would be, is reached from it at once, and its age is its indicator's."""
    known = snapshot({"北京": 1.0}, name=name)
    names = held.names(known, Product.NATIVE)
    assert held.asked_as(known, Product.NATIVE, name) == "stall_rate"
    assert held.chosen(known, selection(STALL)) == name
    assert STALL not in names
    assert names[names.index(name) - 1].endswith("join_room_success_rate")
    assert (Dimension.PROVINCE, "stall_rate") in held.newest(known, Product.NATIVE)
    assert held.brought(known, QUERY) == (name,)


def test_of_several_names_the_one_that_holds_the_selected_name_is_looked_at() -> None:
    """Audio stays audio."""
    more = held_slice("500ms_video_stall_rate_v2"), held_slice("80ms_audio_stall_rate_v2")
    known = snapshot({"北京": 1.0}, name="30ms_audio_stall_rate_v2", more=more)
    assert held.chosen(known, selection("500ms_video_stall_rate")) == "500ms_video_stall_rate_v2"
    assert held.chosen(known, selection(STALL)) == "80ms_audio_stall_rate_v2"


def test_names_that_are_not_known_keep_the_order_of_those_that_they_hold() -> None:
    """`i` goes through them as it would through the known ones."""
    known = snapshot(
        {"北京": 1.0}, name=f"10s_{JOIN[3:]}_v2", more=(held_slice(f"{JOIN}_v2"), held_slice(f"{STALL}_v2"))
    )
    mine = [name for name in held.names(known, Product.NATIVE) if name.endswith("_v2")]
    assert mine == [f"{JOIN}_v2", f"10s_{JOIN[3:]}_v2", f"{STALL}_v2"]


def test_a_name_that_is_there_is_looked_at_whatever_stands_beside_it() -> None:
    """The other one is a further name next to it."""
    known = snapshot({"北京": 1.0}, more=(held_slice(FOREIGN),))
    names = held.names(known, Product.NATIVE)
    assert held.chosen(known, selection(STALL)) == STALL
    assert {STALL, FOREIGN} <= {*names[names.index(STALL) : names.index(STALL) + 3]}


@pytest.mark.parametrize("name", [STALL, f"{STALL}_v2", FOREIGN])
def test_what_is_selected_is_asked_for_as_what_it_came_for(name: str) -> None:
    """Also where its name does not tell."""
    known = snapshot({"北京": 1.0}, name=name)
    chosen = held.turned(known, Selection(), name)
    assert chosen.series == name
    assert held.wanted(chosen) == "stall_rate"
    assert held.wanted(Selection()) == held.wanted(Selection(series="online_user_count")) == QUALITY[0]


def test_a_name_that_several_indicators_were_answered_with_stands_for_none() -> None:
    """It is shown, behind all others."""
    known = snapshot({"北京": 1.0}, name=FOREIGN)
    other = replace(QUERY, indicator=QUALITY[0])
    both = replace(known, other_names=MappingProxyType({**known.other_names, other: (FOREIGN,)}))
    assert held.asked_as(both, Product.NATIVE, FOREIGN) == ""
    assert held.names(both, Product.NATIVE)[-1] == FOREIGN
    assert held.brought(both, other) == held.brought(both, QUERY) == (FOREIGN,)


def test_names_of_days_gone_by_can_be_looked_at() -> None:
    """Offline data may call their series something else."""
    past = replace(QUERY, step=FIVE_MINUTES)
    ask, end = Past(past, Window(NOW_BUCKET - 3600, NOW_BUCKET)), NOW_BUCKET
    key = SeriesKey(FOREIGN, dimension=Dimension.PROVINCE, slice="北京")
    line = Series.of(key, {end - FIVE_MINUTES: 2.0}, "%", FIVE_MINUTES)
    answer = Answer((Batch(past, ask.window, (line,), NOW),), 1, 1)
    known = replace(snapshot({"北京": 1.0}), answers=MappingProxyType({ask: answer}))
    assert FOREIGN in held.names(known, Product.NATIVE)
    assert FOREIGN not in held.names(known, Product.WEB)
    assert held.asked_as(known, Product.NATIVE, FOREIGN) == "stall_rate"
    assert held.brought(known, past) == (FOREIGN,)
    assert held.brought(known, QUERY) == ()


NOW_BUCKET = int(NOW) // FIVE_MINUTES * FIVE_MINUTES


def held_slice(name: str) -> Series:
    """One slice of a series."""
    return Series.of(SeriesKey(name, dimension=Dimension.PROVINCE, slice="北京"), {NOW_BUCKET - 300: 1.0}, "%")
