"""The reference holds what the documents list, tells it in both languages, and is found by words of either."""

from collections import Counter
from types import MappingProxyType
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.core.actions import ACTIONS
from rtc_tui.core.codes import DOCUMENTED
from rtc_tui.core.dimensions import DIVISIONS
from rtc_tui.core.metrics import CATALOGUE as METRICS
from rtc_tui.core.thresholds import Override, Thresholds
from rtc_tui.text import use
from rtc_tui.text.safe import safe
from rtc_tui.views.entries import book
from rtc_tui.views.reference import (
    SECTIONS,
    Entry,
    bound,
    find,
    fold,
    gist,
    heading,
    leapt,
    lines,
    moved,
    other,
    own,
    place,
    plain,
)

BOOK: Final = book(Thresholds())
ENTRIES: Final = {entry.id: entry for entry in BOOK.entries}
OFFLINE: Final = (
    "user_count", "session_count", "peak_concurrent_user", "room_count", "high_concurrency_room",
    "peak_concurrent_room", "avg_call_count", "per_call_time", "avg_call_time", "total_online_time",
    "avg_online_time", "avg_user_count",
)  # fmt: skip


def ids(words: str, section: str = "") -> list[str]:
    """What a search finds."""
    return [entry.id for entry in find(BOOK, words, section)]


def facts(name: str) -> dict[str, object]:
    """Value, else English text, of each fact of an entry."""
    return {fact.name: fact.text[0] if fact.value is None else fact.value for fact in ENTRIES[name].facts}


# ---------------------------------------------------------------------- what is there
def test_each_section_has_all_that_the_documents_list() -> None:
    """5 indicators, 2 + 12 of operation, 27 metrics, 34 tiles, every action, every code, 77 regions."""
    counts = Counter(entry.section for entry in BOOK.entries)
    assert list(counts) == list(SECTIONS)
    assert (counts["indicators"], counts["operation"], counts["metrics"]) == (5, 14, 27)
    assert (counts["dimensions"], counts["tiles"], counts["storage"]) == (10, 34, 77)
    assert counts["errors"] == len(DOCUMENTED)
    assert {f"limit.{name.replace(' ', '.')}" for name in ACTIONS} <= set(ENTRIES)
    assert len(ENTRIES) == len(BOOK.entries)


@pytest.mark.parametrize(
    ("vendor", "count", "refused"),
    [
        ("tos", 4, []), ("vod", 2, []), ("s3", 25, ["7", "9", "17", "23"]), ("oss", 24, ["16"]), ("huawei", 6, []),
        ("tencent", 10, []), ("qiniu", 4, []), ("veimagex", 2, []),
    ],
)  # fmt: skip
def test_each_vendor_has_its_regions(vendor: str, count: int, refused: list[str]) -> None:
    """All rows of its table, and what is not supported says so."""
    here = [name for name in ENTRIES if name.startswith(f"storage.{vendor}.")]
    assert len(here) == count
    assert [name.rpartition(".")[2] for name in here if facts(name)["supported"] is False] == refused
    assert all(("not supported" in gist(ENTRIES[name])) is (facts(name)["supported"] is False) for name in here)


@pytest.mark.parametrize("entry", BOOK.entries, ids=lambda entry: entry.id)
def test_each_entry_speaks_both_languages(entry: Entry) -> None:
    """Titles and facts are filled in each, and nothing is left to be filled."""
    assert entry.facts
    for texts in (entry.title, *(fact.text for fact in entry.facts)):
        assert all(text.strip() and text.isprintable() for text in texts)
        assert not any("{" in text for text in texts)
    assert len({fact.name for fact in entry.facts}) == len(entry.facts)
    assert entry.section in SECTIONS


@pytest.mark.parametrize("name", OFFLINE)
def test_each_offline_operation_indicator_is_defined(name: str) -> None:
    """By a sentence of its own, and with the action that gives it."""
    told = facts(f"operation.{name}")
    assert len(str(told["about"])) > 20
    assert told["action"] == "ListOperationData"
    assert told.get("unit") == ("min" if name.endswith("_time") else None)


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.id)
def test_each_metric_is_shown_as_the_catalogue_has_it(metric: object) -> None:
    """Unit, direction and the service's own description."""
    row = METRICS[getattr(metric, "id", "")]
    told = facts(f"metric.{row.id}")
    assert (told.get("unit", ""), told.get("better"), told["desc"]) == (row.unit, row.better, row.desc)
    assert told.get("field", "") == row.name


@pytest.mark.parametrize("code", DOCUMENTED, ids=lambda code: code.code)
def test_each_code_has_something_to_do_in_both_languages(code: object) -> None:
    """And whether it is tried again."""
    told = {fact.name: fact.text for fact in ENTRIES[f"error.{getattr(code, 'code', '')}"].facts}
    assert told["remedy"][0] != told["remedy"][1]
    assert told["again"][0] != told["again"][1]


def test_limits_are_the_clients() -> None:
    """Rate, reach, span and delay of actions that differ in each."""
    assert facts("limit.ListCallDetail") | {"note": ""} == {
        "rate": 10.0, "abroad": "10 per minute, 10000 per day", "reach": 6 * 86400, "span": 3600, "delay": 100,
        "every": "2 s", "users": 20, "method": "GET", "versions": "2023-11-01, 2020-12-01", "cap": 96 << 20, "note": "",
    }  # fmt: skip
    assert ENTRIES["limit.ListQuality"].facts[2].text == ("30 d", "30 天")
    assert facts("limit.GetRoomOnlineUsers")["reach"] == "now only"


def test_tiles_stand_where_the_map_has_them() -> None:
    """Guangdong: its character, its code, its place."""
    assert facts("tile.GD") == {"char": "粤", "code": "GD", "place": "row 8, column 6"}
    assert [name for name in ENTRIES if name.startswith("tile.")] == [f"tile.{row.code}" for row in DIVISIONS]


def test_bounds_in_use_tell_who_set_them() -> None:
    """The project, or the configuration; also of a series that is not among the expected ones."""
    overrides = {"80ms_audio_stall_rate": Override(warn=1, crit=2), "600ms_video_stall_rate": Override(crit=20)}
    mine = {entry.id: entry for entry in book(Thresholds(overrides=MappingProxyType(overrides))).entries}
    told = {fact.name: fact.value for fact in mine["threshold.80ms_audio_stall_rate"].facts}
    assert (told["warn"], told["crit"], told["origin"]) == (1, 2, "config")
    assert (facts("threshold.80ms_audio_stall_rate")["warn"], facts("threshold.80ms_audio_stall_rate")["origin"]) == (
        3, "default",
    )  # fmt: skip
    assert "threshold.600ms_video_stall_rate" in mine
    assert "threshold.online_user_count" not in mine


# ---------------------------------------------------------------------- how it is found
def test_all_words_have_to_match_in_either_language() -> None:
    """In any order, case and width, by titles, definitions, names and IDs."""
    assert ids("Frankfurt") == ids("法兰克福") == ["storage.s3.7", "storage.oss.20"]
    assert ids("s3 法兰克福") == ids("FRANKFURT Ｓ３") == ["storage.s3.7"]
    assert ids("signature match") == ["error.SignatureDoesNotMatch"]
    assert ids("存储 贵阳") == ["storage.huawei.11"]
    assert ids("") == ids("   ") == list(ENTRIES)


def test_a_whole_id_finds_its_entry_alone() -> None:
    """Though others begin with it."""
    assert ids("storage.s3.1") == ["storage.s3.1"]
    assert len(ids("storage.s3.")) == 25


def test_an_exclamation_mark_turns_a_word_round() -> None:
    """As in the other panes; by itself it is a sign like any other."""
    assert ids("frankfurt !oss") == ["storage.s3.7"]
    assert ids("!") == []


def test_a_section_by_itself() -> None:
    """With and without words."""
    assert len(ids("", "metrics")) == 27
    assert ids("cpu", "metrics") == ["metric.cpu_app", "metric.cpu_system"]
    assert ids("cpu", "tiles") == []


@given(st.text(max_size=80))
def test_no_search_fails(words: str) -> None:
    """Brackets, patterns and markup are letters like any others."""
    found = find(BOOK, words)
    assert set(found) <= set(BOOK.entries)
    assert heading(BOOK, found, words) == safe(heading(BOOK, found, words), 200)


@pytest.mark.parametrize("words", [".*", "[a-z]+", "[bold]x[/bold]", "[/]", "(", "\\", "{0}", "%s", "a\x1b[31m"])
def test_signs_of_patterns_and_markup_mean_themselves(words: str) -> None:
    """They find what holds them, and nothing else."""
    assert all(fold(words) in fold("\n".join([entry.id, *entry.title, plain(entry)])) for entry in find(BOOK, words))


# ---------------------------------------------------------------------- the list and its cursor
def test_the_list_has_a_head_per_section_with_its_count() -> None:
    """Only of sections that something was found in."""
    heads = [line.name for line in lines(find(BOOK, "frankfurt")) if line.entry is None]
    assert heads == ["Storage regions (2)"]
    assert len(lines(BOOK.entries)) == len(BOOK.entries) + len(SECTIONS)


def test_the_cursor_stops_at_both_ends() -> None:
    """And stays where it is when nothing was found."""
    found = find(BOOK, "", "metrics")
    assert moved(found, "metric.cpu_app", -1) == "metric.cpu_app"
    assert moved(found, "metric.cpu_app", 2) == "metric.audio_capture_volume"
    assert moved(found, "metric.cpu_app", 999) == "metric.video_stall"
    assert moved((), "metric.cpu_app", 1) == leapt((), "metric.cpu_app", 1) == "metric.cpu_app"


def test_a_chosen_entry_that_was_not_found_gives_way_to_the_first() -> None:
    """As after another search."""
    found = find(BOOK, "", "metrics")
    assert place(found, "tile.GD") == place(found, "") == 0


def test_leaps_go_from_section_to_section() -> None:
    """Back first to the head of its own; not beyond the last."""
    assert leapt(BOOK.entries, "metric.cpu_app", 1) == "severity.none"
    assert leapt(BOOK.entries, "metric.cpu_system", -1) == "metric.cpu_app"
    assert leapt(BOOK.entries, "metric.cpu_app", -1) == "operation.online_user_count"
    assert leapt(BOOK.entries, "storage.s3.4", 1) == "storage.s3.4"
    assert leapt(BOOK.entries, "indicator.join_room_success_rate", -1) == "indicator.join_room_success_rate"


def test_the_language_in_use_comes_first() -> None:
    """The other one after it, and not at all when both say the same."""
    assert (own(("a", "甲")), other(("a", "甲")), other(("%", "%"))) == ("a", "甲", "")
    use("zh")
    assert (own(("a", "甲")), other(("a", "甲"))) == ("甲", "a")
    assert (
        plain(ENTRIES["tile.GD"])
        == "粤 GD: 广东 / Guangdong\n  方块字: 粤\n  代码: GD\n  位置: 第 8 行第 6 列 / row 8, column 6"
    )


def test_an_empty_book_is_no_trouble() -> None:
    """Nothing is found in it."""
    assert find(bound(()), "x") == ()
    assert lines(()) == ()
