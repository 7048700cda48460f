"""The page of faults is whole, and tells of nothing that must not happen."""

import re
from pathlib import Path

from rtc_tui.simulator.faults import catalogue

PAGE = (Path(__file__).parent.parent / "rtc_tui" / "FAULTS.md").read_text(encoding="utf-8")
ROWS = [re.split(r"(?<!\\)\|", line)[1:-1] for line in PAGE.splitlines() if line.startswith("| `")]


def test_every_kind_that_get_live_can_meet_has_a_row() -> None:
    """No kind of the catalogue is missing, and no cell is empty."""
    named = {row[0].strip().strip("`").partition(":")[0] for row in ROWS}
    assert {kind.name for kind in catalogue()} - {"limit"} == named
    assert all(len(row) == 6 and all(cell.strip() for cell in row) for row in ROWS)


def test_nothing_crashed_hung_or_swelled() -> None:
    """Exit codes are the contract's, the deadline held, memory stayed under 300 MB, and every watch came back."""
    for _, says, code, seconds, megabytes, recovered in ROWS:
        assert code.strip() in {"0", "4", "5", "6"}
        assert "Traceback" not in says
        assert float(seconds) < 60
        assert float(megabytes) < 300
        assert recovered.strip().endswith(" s")
