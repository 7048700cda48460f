"""Matrix and tiles as rows of runs."""

import pytest

from rtc_tui.tui.widgets import heatmap, tilemap
from rtc_tui.tui.widgets.plain import plain
from rtc_tui.tui.widgets.rows import width

LEVELS = "0123450-1 "


@pytest.mark.parametrize("cell", [1, 2])
@pytest.mark.parametrize("cursor", [None, 0, 4, 9, 10])
def test_a_line_is_as_wide_as_its_buckets(cell: int, cursor: int | None) -> None:
    """With and without a cursor; one outside of the grid is not drawn."""
    row = heatmap.line(LEVELS, cell, cursor)
    assert width(row) == len(LEVELS) * cell
    assert sum(role == "cursor" for _, role in row) == (cursor in {0, 4, 9})


@pytest.mark.parametrize("as_ascii", [False, True])
def test_levels_can_be_told_without_colour(as_ascii: bool) -> None:
    """Each level, no value and not yet have marks of their own, also where only ASCII is to be had."""
    drawn = "".join(text for text, _ in heatmap.line("012345- "))
    assert len(set(plain(drawn) if as_ascii else drawn)) == 8


def test_equal_neighbours_are_one_run() -> None:
    """A calm row costs a single run, whatever small differences there are in it."""
    assert len(heatmap.line("0101100" * 17)) == 1


def test_axis_keeps_its_signs_free() -> None:
    """Labels that would touch the newest bucket or the cursor are left out."""
    row = heatmap.axis([(0, "10:00"), (10, "10:05"), (20, "10:10")], 30, 1, newest=12, cursor=24)
    drawn = "".join(text for text, _ in row)
    assert drawn == "10:00       ▼           ^     "
    assert width(heatmap.axis([(28, "10:00")], 30, 1)) == 30


def tile(**changes: object) -> tilemap.Face:
    """Guangdong."""
    values = {
        "row": 8,
        "column": 6,
        "short": "粤",
        "name": "广东",
        "value": "9.87",
        "glyph": "✖",
        "role": "crit",
        "selected": False,
    }
    return tilemap.Face(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("columns", "rows", "expected"),
    [
        (60, 12, "粤✖"),
        (64, 9, "粤✖"),
        (65, 9, "粤✖9.87"),
        (80, 21, "粤✖9.87"),
        (120, 27, "✖ 9.87"),
        (120, 17, "粤✖9.87"),
    ],
)
def test_tiles_take_the_largest_form_that_fits(columns: int, rows: int, expected: str) -> None:
    """Small, middle, large; never wider or higher than there is room."""
    drawn = tilemap.draw([tile()], columns, rows)
    lines = ["".join(text for text, _ in row) for row in drawn]
    assert any(expected in line for line in lines)
    assert all(width(row) <= columns for row in drawn)
    assert len(drawn) == tilemap.height(columns, rows) <= rows


def test_an_absent_tile_is_a_dot_and_no_zero() -> None:
    """A division without a slice shows `·`."""
    lines = ["".join(text for text, _ in row) for row in tilemap.draw([tile(value="", glyph="·", role="dim")], 70, 9)]
    assert "粤·" in lines[7]
    assert "0" not in "".join(lines)


def test_the_selected_tile_is_marked_without_colour() -> None:
    """`<` stands behind it."""
    assert any("粤✖9.87<" in "".join(text for text, _ in row) for row in tilemap.draw([tile(selected=True)], 70, 9))
