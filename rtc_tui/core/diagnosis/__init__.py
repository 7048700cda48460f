"""From a call to what was wrong with it: who was hurt, by whom, at which end, why, and what to do next.

The road: `symptoms` says per minute who suffered what; `scene` asks the rows about that time and takes the votes;
`room`, `sender`, `receiver` and `pair` hold one small function per rule; `weigh` chooses causes that explain the most;
`diagnose` makes verdicts of them. Physics, not patterns: what hurts at one end must be seen from all who look at it.
"""

from rtc_tui.core.diagnosis.verdict import Confidence, Evidence, Location, Remark, Symptom, Type, Verdict

__all__ = ["Confidence", "Evidence", "Location", "Remark", "Symptom", "Type", "Verdict"]
