"""The Reference pane under the keys, through the whole program."""

import pytest
from rich.cells import cell_len

from rtc_tui.tui.widgets.paragraph import paragraph
from tests.tui.scenes import Scene
from tests.tui.test_keys import rows, showing, text

WIDE, SMALL = Scene("calm"), Scene("calm", (80, 24))


async def test_the_first_entry_is_shown_in_both_languages() -> None:
    """Name, definition and unit, without a key but the pane's own."""
    async with showing(WIDE) as (main, pilot):
        await pilot.press("6")
        assert "› join_room_success_rate" in text(main)
        assert "进房成功率" in text(main)
        assert "248 entries" in text(main)


@pytest.mark.parametrize("scene", [WIDE, SMALL], ids=["wide", "small"])
async def test_the_cursor_walks_to_both_ends_and_stays_on_screen(scene: Scene) -> None:
    """By entries, by screenfuls, to the last and back to the first."""
    async with showing(scene) as (main, pilot):
        await pilot.press("6", "down", "down")
        assert main.selection.entry == "indicator.first_frame_send_success_rate"
        for keys, entry in (
            (["up"] * 5, "indicator.join_room_success_rate"),
            (["end"], "storage.veimagex.1"),
            (["down"], "storage.veimagex.1"),
            (["home"], "indicator.join_room_success_rate"),
        ):
            await pilot.press(*keys)
            assert main.selection.entry == entry
            assert entry.partition(".")[2].replace(".", " ") in next(row for row in rows(main) if "›" in row)
        await pilot.press("pagedown", "pagedown", "pageup", "pageup")
        assert main.selection.entry == "indicator.join_room_success_rate"


async def test_left_and_right_go_by_sections_whose_name_is_on_top() -> None:
    """So that what follows is seen."""
    async with showing(WIDE) as (main, pilot):
        await pilot.press("6", "right", "right")
        await pilot.pause()
        assert main.selection.entry == "metric.cpu_app"
        assert "Call metrics (27)" in rows(main)[3]
        await pilot.press("left")
        assert main.selection.entry == "operation.online_user_count"


async def test_a_search_follows_the_typing_and_esc_takes_it_away() -> None:
    """The list shrinks while it is typed; afterwards everything is back, and the cursor where it was."""
    async with showing(WIDE) as (main, pilot):
        await pilot.press("6", "down", "slash", *"oss", "space", *"frank", "enter")
        await pilot.pause()
        assert "1 of 248 match: oss frank" in text(main)
        assert "› oss 20 oss-eu-central-1" in text(main)
        await pilot.press("escape")
        assert main.selection.filter == ""
        assert "› stall_rate" in text(main)


async def test_a_chinese_search_finds_in_the_english_screen() -> None:
    """Both languages are always looked through."""
    async with showing(WIDE) as (main, pilot):
        await pilot.press("6", "slash")
        await pilot.press("卡", "顿", "enter")
        await pilot.pause()
        assert "5 of 248 match: 卡顿" in text(main)


@pytest.mark.parametrize("words", ["[/]", "[bold]", "(.*", "\\"])
async def test_markup_and_patterns_in_a_search_do_no_harm(words: str) -> None:
    """They are shown as they were typed."""
    async with showing(SMALL) as (main, pilot):
        await pilot.press("6", "slash", *words, "enter")
        await pilot.pause()
        assert f"of 248 match: {words}" in text(main)
        await pilot.press("down", "end", "right", "y", "z")
        assert main.selection.filter == words


async def test_z_shows_an_entry_whole_where_it_was_cut() -> None:
    """And the list is back on the second press."""
    async with showing(SMALL) as (main, pilot):
        await pilot.press("6", "down")
        await pilot.pause()
        assert "more lines: z" in text(main)
        await pilot.press("z")
        await pilot.pause()
        assert "more lines" not in text(main)
        assert "500ms_video_stall_rate" in text(main)
        assert "›" not in text(main)
        await pilot.press("z")
        await pilot.pause()
        assert "› stall_rate" in text(main)


async def test_y_copies_the_entry_in_both_languages() -> None:
    """Whole, and what is said about it is one line."""
    async with showing(WIDE) as (main, pilot):
        await pilot.press("6", "down", "y")
        copied = main.app.clipboard
        assert "stall rate / 卡顿率" in copied
        assert "unit: %" in copied
        await pilot.pause()
        (note,) = list(main.app._notifications)
        assert "\n" not in note.message


@pytest.mark.parametrize("columns", [10, 17, 40])
def test_paragraphs_break_where_either_script_allows(columns: int) -> None:
    """No line is wider, none begins with a closing mark, no short word is cut, nothing is lost."""
    whole = "音频间断达到 80ms、画面间断达到 500ms 起计为卡顿（另有写明的除外），越低越好。 And so on, in English."
    lines = paragraph(whole, columns)
    assert all(cell_len(line) <= columns for line in lines)
    assert not [line for line in lines if line[0] in "，。；：、）"]
    assert "".join(lines).replace(" ", "") == whole.replace(" ", "")
    assert any("500ms" in line for line in lines)


def test_a_word_longer_than_the_line_is_cut() -> None:
    """It has to go somewhere."""
    assert paragraph("a" * 25 + " b", 10) == ["a" * 10, "a" * 10, "aaaaa b"]
    assert paragraph("", 10) == []
