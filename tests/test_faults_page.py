"""The page of faults is whole, and tells of nothing that must not happen."""

import re
from pathlib import Path

from rtc_tui.core.actions import ACTIONS
from rtc_tui.simulator.faults import catalogue
from rtc_tui.simulator.refusals import KNOWN
from tests.trials import TRIALS, faults

PAGE = (Path(__file__).parent.parent / "rtc_tui" / "FAULTS.md").read_text(encoding="utf-8")
ROWS = [re.split(r"(?<!\\)\|", line)[1:-1] for line in PAGE.splitlines() if line.startswith("| `")]


def test_every_kind_that_get_live_can_meet_has_a_row() -> None:
    """No kind of the catalogue is missing, and no cell is empty."""
    named = {re.split("[:@]", row[0].strip().strip("`"))[0] for row in ROWS}
    assert {kind.name for kind in catalogue()} - {"limit"} == named
    assert all(len(row) == 6 and all(cell.strip() for cell in row) for row in ROWS)


def test_every_action_has_its_faults_and_every_code_is_tried_with_http_200() -> None:
    """The rows of each action are those that are to be tried."""
    tried = {row[0].strip().strip("`") for row in ROWS}
    assert {fault for trial in TRIALS for fault in faults(trial)} <= tried
    assert {trial.action for trial in TRIALS} | {"ListRealTimeQuality"} == set(ACTIONS) - {
        "GetRoomOnlineUsers Property"
    }
    with_200 = {fault.split(":")[1] for fault in tried if re.match(r"error:[^:]+:200(@|$)", fault)}
    assert set(KNOWN) <= with_200


def test_nothing_crashed_hung_or_swelled() -> None:
    """Exit codes are the contract's, the deadline held, memory stayed under 300 MB, and every watch came back."""
    for _, says, code, seconds, megabytes, recovered in ROWS:
        assert code.strip() in {"0", "4", "5", "6"}
        assert "Traceback" not in says
        assert float(seconds) < 60
        assert float(megabytes) < 300
        assert recovered.strip().endswith((" s", "–"))


def test_every_failure_comes_with_advice() -> None:
    """An arrow stands between what happened and what to do."""
    assert all("→" in row[1] for row in ROWS if row[2].strip() != "0")
