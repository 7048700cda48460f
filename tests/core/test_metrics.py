"""The catalogue of the 27 call metrics, and how they are known again."""

import pytest

from rtc_tui.core.calls import Direction, Stay, User, merged, stays
from rtc_tui.core.metrics import CATALOGUE, find, identified, order
from rtc_tui.text import both
from rtc_tui.text.metrics import TEXTS

# the documents' list, as printed
LISTED = """
App 的 CPU 使用率|%  系统 CPU 使用率|%  音频采集音量|——  音频播放音量|——  音频发送码率|Kbps  音频接收码率|Kbps
音频上行网络延时|ms  音频上行丢包率|%  音频下行网络延时|ms  音频下行丢包率|%  音频卡顿时长|ms  视频发送分辨率的宽|——
视频发送分辨率的高|——  视频接收分辨率的宽|——  视频接收分辨率的高|——  视频采集帧率|fps  视频大流发送帧率|fps
视频小流发送帧率|fps  视频接收帧率|fps  视频大流发送码率|Kbps  视频小流发送码率|Kbps  视频接收码率|Kbps
视频上行网络延时|ms  视频上行丢包率|%  视频下行网络延时|ms  视频下行丢包率|%  视频卡顿时长|ms
"""


def test_the_catalogue_is_the_documents_list() -> None:
    listed = [part.split("|") for line in LISTED.split("\n") for part in line.split("  ") if part]
    ours = [[row.desc, row.unit] for row in CATALOGUE.values()]
    assert ours == [[desc, unit.lower().replace("——", "")] for desc, unit in listed]
    assert len(ours) == 27


@pytest.mark.parametrize("metric", CATALOGUE.values(), ids=lambda row: row.id)
def test_each_is_known_by_its_description_in_either_row(metric: object) -> None:
    row = CATALOGUE[getattr(metric, "id", "")]
    for way in Direction:
        assert find(way, row.desc) is row
        assert identified(way, f" {row.desc} ", "anything", "fps").unit == row.unit
    assert set(both(f"metrics.{row.id}")) == {TEXTS[row.id][0], row.desc}
    assert row.label == TEXTS[row.id][0]


def test_descriptions_vary_in_blanks_width_case_and_word() -> None:
    for desc in ("App的CPU使用率", "app 的 cpu 使用率", "ＡＰＰ 的 CPU 使用率"):
        assert find(Direction.UP, desc) is CATALOGUE["cpu_app"]
    assert find(Direction.DOWN, "视频下行网络时延") is CATALOGUE["video_down_delay"]


def test_the_two_documented_names_count_where_there_is_no_description() -> None:
    assert find(Direction.UP, "", "bandwidth") is CATALOGUE["audio_send_bitrate"]
    assert find(Direction.UP, "", "fraction_lost") is CATALOGUE["audio_up_loss"]
    assert find(Direction.DOWN, "", "fraction_lost") is None  # on the way down it would be another loss
    assert find(Direction.UP, "新", "bandwidth") is None


def test_what_is_not_known_keeps_its_own_text() -> None:
    assert identified(Direction.UP, "新指标", "new", "ppm") == ("新指标", "new", "新指标", "ppm")
    assert identified(Direction.UP, "", "new", "").id == "new"
    assert sorted(["zz", "video_stall", "aa", "cpu_app"], key=order) == ["cpu_app", "video_stall", "aa", "zz"]


@pytest.mark.parametrize(
    ("events", "ends", "wanted"),
    [
        ([(1, True), (5, False)], (1, 5), [(1, 5)]),
        ([(1, True), (5, False), (7, True)], (1, None), [(1, 5), (7, None)]),
        ([(7, True), (5, False), (1, True)], (1, 9), [(1, 5), (7, 9)]),
        ([(1, True), (3, True), (5, False)], (1, 5), [(1, None), (3, 5)]),
        ([(5, False), (7, True), (9, False)], (None, 9), [(None, 5), (7, 9)]),
        ([(7, True)], (1, 3), [(7, None)]),
        ([], (1, 5), [(1, 5)]),
        ([], (1, None), [(1, None)]),
        ([], (None, None), []),
    ],
)
def test_stays(
    events: list[tuple[int, bool]], ends: tuple[int | None, int | None], wanted: list[tuple[int | None, int | None]]
) -> None:
    assert stays(events, *ends) == tuple(Stay(*one) for one in wanted)


def test_two_rows_about_one_user_become_one() -> None:
    old = User("u", joined=1, stays=(Stay(1, 5), Stay(7)))
    new = User("u", joined=7, left=9, finished=True, stays=(Stay(7, 9), Stay(None, 6)))
    both_ = merged(old, new)
    assert both_.stays == (Stay(1, 5), Stay(None, 6), Stay(7, 9))
    assert (both_.joined, both_.left, both_.finished) == (1, 9, True)


def test_of_two_rows_that_of_the_later_join_tells_the_device() -> None:
    """Whichever comes first: pieces of a window come newest first."""
    phone = User("u", joined=1, os="ios", stays=(Stay(1, 5),))
    desk = User("u", joined=7, os="windows", stays=(Stay(7, 9),))
    for both_ in (merged(phone, desk), merged(desk, phone)):
        assert (both_.os, both_.joined, both_.stays) == ("windows", 1, (Stay(1, 5), Stay(7, 9)))
