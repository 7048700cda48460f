"""What draws: exact widths, gaps as gaps, and a contract with the one library whose inside is read."""

from math import inf, nan
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual._compositor import ChopsUpdate
from textual.app import App, ComposeResult
from textual.screen import Screen

from rtc_tui.core.thresholds import Severity
from rtc_tui.tui import header
from rtc_tui.tui.widgets import chart, kpi
from rtc_tui.tui.widgets.canvas import COMPONENTS, Canvas
from rtc_tui.tui.widgets.plain import plain
from rtc_tui.tui.widgets.plot import Cells, Line, plot, reduce
from rtc_tui.tui.widgets.rows import clip, fit, merge, pad, right, width
from rtc_tui.views.cells import GLYPHS
from rtc_tui.views.frame import Banner, Frame

MIXED = st.text(alphabet="ab 广东é…█", max_size=40)


def drawn(lines: list[Line], columns: int, rows: int, *, x: tuple[float, float]) -> Cells:
    """Reduced and plotted, as a chart does it; y from 0 to 10."""
    return plot([(reduce(line, columns, x), line.tag) for line in lines], columns, rows, x=x, y=(0, 10))


def inked(values: list[float], columns: int = 40) -> str:
    """Which columns of a plot of one line have anything in them."""
    cells = drawn([Line(values)], columns, 5, x=(0, max(1, len(values) - 1)))
    return "".join("x" if any(row[c] != " " for row in cells.marks) else "." for c in range(columns))


@given(MIXED, st.integers(0, 50))
def test_pad_clip_and_right_are_exact_in_cells(text: str, cells: int) -> None:
    """Wide characters included, a padded text has the asked width and a clipped one never more."""
    assert cell_len(pad(text, cells)) == cells
    assert cell_len(clip(text, cells)) <= cells
    assert cell_len(right(text, cells)) == cells


@given(st.lists(MIXED, max_size=6), st.integers(0, 60))
def test_fit_is_exact_and_merge_keeps_the_text(texts: list[str], cells: int) -> None:
    """A row is cut or filled to its width; merging runs changes no character."""
    row = [(text, "dim" if i % 2 else "") for i, text in enumerate(texts)]
    assert width(fit(row, cells)) == cells  # type: ignore[arg-type]
    assert "".join(text for text, _ in merge(row)) == "".join(texts)  # type: ignore[arg-type]


@pytest.mark.parametrize("values", [[], [1.0], [nan], [nan, nan], [inf, -inf, nan], [nan, 3.0, nan], [5.0] * 10_000])
def test_plot_takes_anything(values: list[float]) -> None:
    """Empty, one point, no finite point, infinities, ten thousand points: a grid of the asked size."""
    cells = drawn([Line(values)], 30, 6, x=(0, max(1, len(values) - 1)))
    assert [len(row) for row in cells.marks] == [30] * 6
    assert [len(row) for row in cells.tags] == [30] * 6


def test_plot_draws_a_gap_as_a_gap() -> None:
    """No line is drawn across missing points."""
    shown = inked([5.0] * 15 + [nan] * 10 + [5.0] * 15)
    assert set(shown[:14]) == {"x"}
    assert set(shown[17:24]) == {"."}
    assert set(shown[27:]) == {"x"}


def test_plot_keeps_extremes_of_dense_data() -> None:
    """One spike among 100 000 points is still on the plot's top row."""
    values = [1.0] * 100_000
    values[70_000] = 10.0
    cells = drawn([Line(values)], 60, 8, x=(0, 99_999))
    assert any(mark != " " for mark in cells.marks[0])


def test_plot_cuts_what_is_out_of_range() -> None:
    """Values above and below the range leave no mark inside it."""
    cells = drawn([Line([50.0, 50.0, -50.0, -50.0])], 20, 5, x=(0, 3))
    assert len(cells.marks) == 5


def test_contract_with_plotext() -> None:
    """The private parts of plotext 5 that the adapter relies on: sizes, matrix, colours by signal."""
    cells = drawn([Line([0.0, 10.0], tag=1), Line([10.0, 0.0], tag=2)], 10, 4, x=(0, 1))
    assert {tag for row in cells.tags for tag in row} == {0, 1, 2}
    assert cells.marks[0][0] != " "
    assert cells.marks[3][0] != " "
    assert all(0x2800 < ord(mark) <= 0x28FF for row in cells.marks for mark in row if mark != " ")


def face(**changes: object) -> chart.Face:
    """A small chart of ten buckets."""
    defaults: dict[str, object] = {
        "title": [("t", "")],
        "lines": [Line([5.0] * 10)],
        "count": 10,
        "low": 0.0,
        "high": 10.0,
        "value_ticks": [(0.0, "0"), (5.0, "5"), (10.0, "10")],
        "time_ticks": [(0, "10:00"), (5, "10:05"), (9, "10:09")],
    }
    return chart.Face(**{**defaults, **changes})  # type: ignore[arg-type]


@given(st.integers(1, 150), st.integers(1, 50))
def test_chart_is_exactly_as_large_as_asked(columns: int, rows: int) -> None:
    """Every row has the asked width, and there are never more rows than asked for."""
    drawn = chart.Chart().draw(face(cursor=4, soft_from=8, limits=[(3.0, "warn")]), columns, rows)
    assert len(drawn) <= rows
    assert all(width(row) <= columns for row in drawn)


def test_chart_cursor_does_not_plot_again() -> None:
    """Moving the cursor reuses the plotted cells."""
    drawing = chart.Chart()
    drawing.draw(face(cursor=3), 60, 12)
    cells = drawing._cells
    drawing.draw(face(cursor=4), 60, 12)
    assert drawing._cells is cells
    drawing.draw(face(lines=[Line([6.0] * 10)]), 60, 12)
    assert drawing._cells is not cells


def test_trend_keeps_the_worst_of_each_block() -> None:
    """A single bad bucket is visible however many buckets share its block."""
    points = [0.0] * 120
    points[50] = 1.0
    assert "█" in kpi.trend(points, 10, keep_high=True)
    assert "▁" in kpi.trend([1.0 - point for point in points], 10, keep_high=False)


def test_trend_leaves_holes_blank() -> None:
    """A block without any point is a space, not the lowest block."""
    assert kpi.trend([0.5, 0.5, nan, nan, 0.5, 0.5], 3, keep_high=True) == "▅ ▅"


@given(st.integers(1, 14), st.integers(60, 250))
def test_tiles_are_exact_at_every_width(count: int, columns: int) -> None:
    """Rows as announced by `height`, each exactly as wide as the terminal."""
    faces = [
        kpi.Face("音频卡顿 80ms", "98.68 %", "−0.02", Severity.WARN, [0.1, nan, 0.9], selected=i == 0, keep_high=True)
        for i in range(count)
    ]
    rows = kpi.draw(faces, columns)
    assert len(rows) == kpi.height(count, columns)
    assert all(width(row) <= columns for row in rows)


@pytest.mark.parametrize("columns", [60, 120])
def test_tiles_and_charts_are_ascii_when_they_have_to_be(columns: int) -> None:
    """With --ascii no sign of ours is left, and every one keeps its width."""
    one = kpi.Face("join 5s", "98.68 %", "−0.02", Severity.CRIT, [0.1, 0.5, 0.9], selected=True, keep_high=True)
    other = one._replace(absent="no data")
    drawn = chart.Chart().draw(face(cursor=4, soft_from=8, limits=[(3.0, "warn")]), columns, 12)
    for row in [*kpi.draw([one, other], columns), *drawn, header.header(frame(), columns)]:
        for text, _ in row:
            assert plain(text).isascii()
            assert cell_len(plain(text)) == cell_len(text)


def test_every_severity_has_a_stand_in() -> None:
    """All glyphs stay distinct in ASCII: nothing is said by colour alone."""
    assert len({plain(glyph) for glyph in GLYPHS.values()}) == len(GLYPHS)


def frame(**changes: object) -> Frame:
    """A header with everything in it."""
    defaults: dict[str, object] = {
        "state": "● LIVE", "severity": Severity.OK, "age": "71 s old", "alerts": ((Severity.CRIT, 1), (Severity.WARN, 2)),
        "app": "prod 661e…43cf native", "clock": "10:32 CST", "utc": "02:32Z", "quota": "quota 4/109",
        "quota_full": False, "ticking": False,
    }  # fmt: skip
    return Frame(**{**defaults, **changes})  # type: ignore[arg-type]


def test_header_drops_from_the_least_important_end() -> None:
    """State and age stay longest; then alerts, app, clock, UTC, quota."""
    kept = {columns: "".join(text for text, _ in header.header(frame(), columns)) for columns in (120, 80, 60, 40)}
    assert all(cell_len(line) == columns for columns, line in kept.items())
    assert "quota" in kept[120]
    assert "prod" in kept[60]
    assert "10:32 CST" in kept[80]
    assert "✖1" in kept[40]
    assert all("LIVE" in line and "71 s old" in line for line in kept.values())


@given(st.integers(20, 200), st.text(max_size=400), st.text(max_size=400))
def test_banner_never_overflows(columns: int, message: str, hint: str) -> None:
    """Any message and hint give at most five rows of exactly the terminal's width."""
    from rtc_tui.text.safe import safe

    rows = header.banner(Banner(Severity.CRIT, safe(message), safe(hint), "since 10:32:41, 3×"), columns)
    assert len(rows) <= 5
    assert all(width(row) == columns for row in rows)


async def test_a_change_far_right_is_sent_alone() -> None:
    """What stands before a changed stretch is not sent again: Textual's cuts and `render_segments` are relied on."""
    sent: list[str] = []

    class Sheet(Screen[None]):
        COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS

        def compose(self) -> ComposeResult:
            yield Canvas(id="canvas")

    class Program(App[None]):
        def get_default_screen(self) -> Screen[None]:
            return Sheet()

        def _display(self, screen: Screen[Any], renderable: object) -> None:
            if isinstance(renderable, ChopsUpdate):
                sent.append(renderable.render_segments(self.console))

    program = Program()
    async with program.run_test(size=(80, 4)) as pilot:
        canvas = program.screen.query_one(Canvas)
        for last in ("x", "y", "z"):
            sent.clear()
            canvas.show([[("before", "dim"), (" " * 50, ""), (last, "ok")], [("other row", "")]])
            await pilot.pause(0.05)
        assert "z" in "".join(sent)
        assert "before" not in "".join(sent)
        shown = ["".join(segment.text for segment in strip) for strip in program.screen._compositor.render_strips()]
        assert shown[0].rstrip() == "before" + " " * 50 + "z"
