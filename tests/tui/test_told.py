"""Verdicts as rows: what people did is one dim line below what went wrong, and told in full where nothing did."""

from zoneinfo import ZoneInfo

from rtc_tui.core.diagnosis import Verdict
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.tui.panes.calls import told
from rtc_tui.tui.panes.pane import Scene
from rtc_tui.tui.widgets.rows import Row
from tests.core.calls import START

SCENE = Scene(Snapshot(START + 900.0), Selection(), Thresholds(), ZoneInfo("Asia/Shanghai"))
MUTED = Verdict(START, START + 240, "SIL", "remote", "ben", "user-20815", rule="R2", next_step="R2_next")
LOST = Verdict(START, START + 60, "AS", "remote", "ben", "ann", rule="R11", next_step="R11_next", confidence="high")


def texts(rows: list[Row]) -> list[str]:
    return ["".join(run[0] for run in row) for row in rows]


def roles(row: Row) -> set[str]:
    return {role for text, role in row if text.strip()}


def test_what_people_did_is_one_dim_line_below_what_went_wrong() -> None:
    rows = told.told((LOST, MUTED), SCENE, 120, 20)
    assert texts(rows)[0].startswith(" ✖ The uplink of ann")
    assert texts(rows)[-1] == " Noticed: user-20815 muted for 4 min"
    assert roles(rows[-1]) == {"dim"}
    assert sum("user-20815" in line for line in texts(rows)) == 1


def test_where_nothing_went_wrong_that_comes_first_and_what_people_did_in_full() -> None:
    """Who could not be heard is to be found, without a sign of trouble; what to do stays in sight."""
    for rows in (told.told((MUTED,), SCENE, 120, 20), told.every((MUTED,), SCENE, 120)):
        assert texts(rows)[0] == " ● No fault found; noticed: user-20815 muted for 4 min"
        assert texts(rows)[1].startswith(" · user-20815 had the microphone muted")
        assert roles(rows[1]) == {"dim"}
        assert any(
            "Ask user-20815 to unmute" in line and "bold" in roles(row)
            for line, row in zip(texts(rows), rows, strict=True)
        )


def test_it_keeps_to_its_rows() -> None:
    for rows in range(8):
        for found in ((LOST, MUTED), (MUTED,), (LOST,), ()):
            assert len(told.told(found, SCENE, 120, rows)) <= rows
