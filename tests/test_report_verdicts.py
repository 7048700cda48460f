"""Verdicts as text: what people did is no fault, and stands after everything else."""

from rtc_tui.core.diagnosis import Verdict, rank
from rtc_tui.core.model import Window
from rtc_tui.report.calls_diagnose import OK, Diagnosis, state
from rtc_tui.report.verdicts_as import text
from tests.test_report import AT, config

FINE = Verdict(AT, AT + 600, "NONE", "unknown", next_step="none_next")
MUTED = Verdict(
    AT, AT + 240, "SIL", "remote", "user-1", "user-20815", rule="R2", confidence="high", next_step="R2_next", weight=900
)
LOST = Verdict(AT, AT + 60, "AS", "remote", "user-1", "user-2", rule="R11", next_step="R11_next", weight=10)


def told(*verdicts: Verdict) -> list[str]:
    found = Diagnosis("room", Window(AT, AT + 600), AT + 700, tuple(sorted(verdicts, key=rank)), 3)
    return [line for line in "".join(text(found, config())).splitlines() if line and not line.startswith(" ")][1:]


def test_a_polite_mute_is_no_fault() -> None:
    """The head line says so, the mute follows without a sign of trouble, and a monitor has nothing to do."""
    lines = [
        "● No fault found; noticed: user-20815 muted for 4 min",
        "· R2 user-20815 had the microphone muted, or did",
    ]
    assert [line[: len(full)] for line, full in zip(told(MUTED), lines, strict=True)] == lines
    assert state(MUTED) == OK


def test_with_a_healthy_verdict_about_somebody_else_it_is_none_either() -> None:
    assert told(FINE, MUTED)[0] == "● No fault found; noticed: user-20815 muted for 4 min"


def test_a_fault_comes_first_however_long_somebody_was_muted() -> None:
    """And then nothing says that there was none."""
    assert [line[:5] for line in told(MUTED, LOST)] == ["▲ R11", "· R2 "]
