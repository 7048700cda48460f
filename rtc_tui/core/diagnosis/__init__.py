"""From a call to what was wrong with it: who was hurt, by whom, at which end, why, and what to do next.

The road: `symptoms`, `silence` and `gaps` say who suffered what and when; `scene` asks the rows about that time and
takes the votes; `room`, `sender`, `receiver` and `pair` hold one small function per rule; `weigh` chooses the causes
that explain it all; `diagnose` makes verdicts of them, `shared` and `surroundings` add what else is
known, `words` makes sentences. Physics, not patterns: what goes wrong at one
end must be seen from all who look at it.
"""

from rtc_tui.core.diagnosis.diagnose import diagnose, rank
from rtc_tui.core.diagnosis.surroundings import beside_app, compared_by
from rtc_tui.core.diagnosis.verdict import Confidence, Evidence, Location, Remark, Symptom, Type, Verdict

__all__ = [
    "Confidence", "Evidence", "Location", "Remark", "Symptom", "Type", "Verdict", "beside_app", "compared_by",
    "diagnose", "rank",
]  # fmt: skip
