"""Rows cell by cell, and the strips that are made of their pieces."""

import io

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from rtc_tui.tui.widgets.piece import Piece, changes, laid
from rtc_tui.tui.widgets.rows import ROLES, Row, width

STYLES = {role: Style(color=f"color({i})") for i, role in enumerate(ROLES)} | {"": Style.null()}
ROWS: list[Row] = [
    [("plain", ""), (" 1.42", "bold")],
    [(">", "select"), ("广东", "warn"), (" ✖ 9.87 ", "crit"), ("▁▁▂", "calm")],
    [("e\u0301x", "ok"), ("广\u0301东", "crit"), ("end", "")],
    [],
]


def test_only_what_changed_is_sent_again() -> None:
    """Of a row the stretches that differ are repainted, in cells; of an equal row nothing."""
    old: Row = [("● 实时  70 s old", "ok"), ("   prod            ", "bold"), ("   10:32", "dim")]
    new: Row = [("● 实时  75 s old", "ok"), old[1], ("   10:33", "dim")]
    assert changes(laid(old), laid(old)) == []
    assert changes(laid(old), laid(new)) == [(9, 10), (width(new) - 1, width(new))]
    assert changes(laid([]), laid([(" ab", "dim")])) == [(0, 3)]


def test_a_role_alone_is_a_change() -> None:
    """The same text in another role is sent again; a mark above a letter moves nothing."""
    assert changes(laid([("ab", ""), ("cd", "ok")]), laid([("ab", ""), ("cd", "crit")])) == [(2, 4)]
    assert changes(laid([("e\u0301x", "")]), laid([("e\u0301y", "")])) == [(1, 2)]


def test_half_of_a_wide_sign_is_no_change() -> None:
    """Where one wide sign takes the place of another, or of two narrow ones, both cells are sent."""
    assert changes(laid([("a广b", "")]), laid([("a东b", "")])) == [(1, 3)]
    assert changes(laid([("axyb", "")]), laid([("a东b", "")])) == [(1, 3)]
    assert changes(laid([("ax东b", "")]), laid([("ax广b", "ok")])) == [(0, 5)]


def test_a_mark_without_a_sign_before_it_stands_on_a_blank() -> None:
    """So the cells of a row are as many as the terminal moves on by."""
    assert "".join(laid([("a", "ok"), ("\u0301b", "")]).signs) == "a \u0301b"


def as_strip(row: Row) -> Strip:
    """What Textual would make of it."""
    return Strip([Segment(text, STYLES[role]) for text, role in row])


def without_marks(strip: Strip) -> str:
    """Its text; rich drops a mark at the end of a piece."""
    return strip.text.replace("\u0301", "")


def sent(strip: Strip) -> str:
    """As it goes to a terminal of 256 colours."""
    return strip.render(Console(color_system="256", force_terminal=True, file=io.StringIO()))


@pytest.mark.parametrize("row", ROWS)
def test_a_piece_is_the_strip_that_it_would_have_been(row: Row) -> None:
    """Whole, cut anywhere, divided, or asked for its segments; only that a cut loses no mark above a letter."""
    piece, strip, cells = Piece(laid(row), STYLES), as_strip(row), width(row)
    assert (sent(piece), piece.cell_length) == (sent(strip), strip.cell_length)
    assert [segment.text for segment in piece] == [segment.text for segment in strip]
    for start in range(cells):
        for end in range(start + 1, cells + 1):
            assert without_marks(piece.crop(start, end)) == without_marks(strip.crop(start, end))
            assert piece.crop(start, end).cell_length == end - start
    cuts = [cut for cut in (2, 5, 7) if cut < cells] + [cells]
    assert list(map(without_marks, piece.divide(cuts))) == list(map(without_marks, strip.divide(cuts)))
    assert Strip.join(piece.divide(cuts)).cell_length == cells


def test_roles_that_look_the_same_are_one_run() -> None:
    """Each run costs an escape sequence."""
    piece = Piece(laid([("a", "ok"), ("b", "calm")]), STYLES | {"calm": STYLES["ok"]})
    assert sent(piece) == sent(as_strip([("ab", "ok")]))


def test_what_no_strip_has_a_piece_has_not() -> None:
    """A misspelt attribute is a bug, and no piece in disguise."""
    with pytest.raises(AttributeError):
        _ = Piece(laid([]), STYLES).no_such_thing
