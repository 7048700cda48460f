"""Names of indicators, as they come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.indicators import CATALOGUE, OPERATION, QUALITY, SeriesName, order, parse
from rtc_tui.text import use

# FACTS 1.13, every name that a document prints or a sample shows: indicator, medium, tier, label.
DOCUMENTED = {
    "join_room_success_rate": ("join_room_success_rate", "", "", "join"),
    "5s_join_room_success_rate": ("join_room_success_rate", "", "5s", "join 5s"),
    "10s_join_room_success_rate": ("join_room_success_rate", "", "10s", "join 10s"),
    "stall_rate": ("stall_rate", "", "", "stall"),
    "80ms_audio_stall_rate": ("stall_rate", "audio", "80ms", "audio stall 80ms"),
    "500ms_video_stall_rate": ("stall_rate", "video", "500ms", "video stall 500ms"),
    "audio_first_frame_send_success_rate": ("first_frame_send_success_rate", "audio", "", "audio 1st send"),
    "video_first_frame_send_success_rate": ("first_frame_send_success_rate", "video", "", "video 1st send"),
    "audio_first_frame_recv_success_rate": ("first_frame_recv_success_rate", "audio", "", "audio 1st recv"),
    "video_first_frame_recv_success_rate": ("first_frame_recv_success_rate", "video", "", "video 1st recv"),
    "400ms_network_trans_delay": ("network_trans_delay", "", "400ms", "delay 400ms"),
    "400ms_audio_network_trans_delay": ("network_trans_delay", "audio", "400ms", "audio delay 400ms"),
    "400ms_video_network_trans_delay": ("network_trans_delay", "video", "400ms", "video delay 400ms"),
    "online_user_count": ("online_user_count", "", "", "online users"),
    "online_room_count": ("online_room_count", "", "", "online rooms"),
}
CHINESE = {
    "5s_join_room_success_rate": "进房成功 5s",
    "80ms_audio_stall_rate": "音频卡顿 80ms",
    "audio_first_frame_recv_success_rate": "音频首帧解码",
    "online_user_count": "在线用户",
}
STRANGE = (
    "", " ", "rtt", "stall", "stall_rate_v2", "xx_stall_rate", "80ms_stall_rate_audio", "80 ms_audio_stall_rate",
    "ms_audio_stall_rate", "1234567ms_audio_stall_rate", "80ms__audio_stall_rate", "\x1b[31mstall_rate",
    "ſtall_rate", "vıdeo_stall_rate", "vİdeo_stall_rate", "5ſ_join_room_success_rate", "８０ms_audio_stall_rate",
    "networ\u212a_trans_delay", "stall_rate\x00", "stall\nrate", "卡顿率", "80ms_audio_stall_rate; drop", "{name}", "%s",
)  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), DOCUMENTED.items(), ids=DOCUMENTED)
def test_every_documented_name_is_known(raw: str, expected: tuple[str, ...]) -> None:
    """Indicator, medium, tier and an English label; unit and direction come from the catalogue."""
    name = parse(raw)
    assert (name.indicator, name.medium, name.tier, name.label) == expected
    assert name.row is CATALOGUE[name.indicator]
    assert name.unit == ("" if name.indicator in OPERATION else "%")
    assert name.better == ("lower" if name.indicator == "stall_rate" else "higher")
    assert name.decimals == (0 if name.indicator in OPERATION else 2)


@pytest.mark.parametrize(("raw", "label"), CHINESE.items(), ids=CHINESE)
def test_labels_in_chinese(raw: str, label: str) -> None:
    """The same names for people who read Chinese."""
    use("zh")
    assert parse(raw).label == label


@pytest.mark.parametrize("name", CATALOGUE)
def test_each_indicator_has_a_label_in_both_languages(name: str) -> None:
    """Long ones, for help and reference."""
    english = CATALOGUE[name].label
    use("zh")
    assert english != CATALOGUE[name].label


@pytest.mark.parametrize("raw", STRANGE, ids=repr)
def test_a_name_that_is_not_known_stays_as_it_is(raw: str) -> None:
    """Letters and digits of other scripts that look alike among them: nothing is guessed."""
    name = parse(raw)
    assert name == SeriesName(raw)
    assert (name.label, name.unit, name.better, name.row) == (raw, "", None, None)


@given(st.text())
def test_parsing_never_fails(raw: str) -> None:
    """Nor does what is made of it."""
    name = parse(raw)
    assert name.raw == raw
    assert isinstance(name.label, str)
    assert isinstance(order(raw), tuple)


@given(st.sampled_from(sorted(DOCUMENTED)), st.booleans(), st.sampled_from(("", " ", "\t")))
def test_case_and_space_around_do_not_matter(raw: str, upper: bool, space: str) -> None:
    """The documents disagree on case elsewhere (FACTS 4)."""
    other = parse(space + (raw.upper() if upper else raw) + space)
    assert (other.indicator, other.medium, other.tier) == DOCUMENTED[raw][:3]


def test_order_is_the_catalogue_s_then_audio_before_video_then_the_tier_then_what_is_not_known() -> None:
    """10 s comes after 5 s, and 500 ms after 80 ms: by length, not by letters."""
    names = [
        "5s_join_room_success_rate", "10s_join_room_success_rate", "80ms_audio_stall_rate", "500ms_audio_stall_rate",
        "500ms_video_stall_rate", "audio_first_frame_send_success_rate", "video_first_frame_send_success_rate",
        "audio_first_frame_recv_success_rate", "400ms_network_trans_delay", "400ms_audio_network_trans_delay",
        "online_user_count", "online_room_count", "a_new_one", "b_new_one",
    ]  # fmt: skip
    assert sorted(names, key=order) == names


def test_every_indicator_is_either_quality_or_operation() -> None:
    """As the two actions take them."""
    assert (*QUALITY, *OPERATION) == tuple(CATALOGUE)
    assert OPERATION == ("online_user_count", "online_room_count")
