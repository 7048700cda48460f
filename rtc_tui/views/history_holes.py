"""What no source has of a window, and why: in the hours that no API reaches, or elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from typing import Final

from rtc_tui.core.history_request import YOUNG
from rtc_tui.core.merge import Merged
from rtc_tui.core.model import BUCKET, Window
from rtc_tui.text import t
from rtc_tui.views.history import LIVE_REACH, length, moment

FRESH: Final = 120  # seconds: what is younger is not missing, but not served yet
_MISSING: Final = re.compile(rb"\x00+")  # buckets that no source has
_TOLD: Final = 3  # holes that are named one by one


@dataclass(frozen=True, slots=True)
class Holes:
    """What no source has. `young` lies where no API reaches, `old` in what only a recorder or luck would have."""

    young: tuple[Window, ...] = ()
    old: tuple[Window, ...] = ()


def holes(found: Merged, now: float) -> Holes:
    """The stretches without a value, up to what may have been served by now."""
    served = now - FRESH - (found.step if found.step > BUCKET else 0)
    young: list[Window] = []
    old: list[Window] = []
    for run in _MISSING.finditer(found.codes):
        start, end = (found.start + place * found.step for place in run.span())
        gap = Window(start, min(end, int(served)))
        middle = Window(max(gap.start, int(now - YOUNG) - found.step), min(gap.end, int(now - LIVE_REACH) + found.step))
        if gap.seconds < found.step:
            continue
        (young if middle.seconds * 2 >= gap.seconds else old).append(gap)
    return Holes(tuple(young), tuple(old))


@lru_cache(maxsize=8)  # a cursor that moves changes none of it
def missing(found: Merged, now: float, zone: tzinfo) -> tuple[str, ...]:
    """What cannot be had, as sentences, with what would have had it."""
    gaps = holes(found, now)
    words = (("history.hole_young", gaps.young), ("history.hole_old", gaps.old))
    return tuple(t(word, spans=_spans(some, zone)) for word, some in words if some)


def _spans(gaps: Sequence[Window], zone: tzinfo) -> str:
    """Each of a few; of many how long they are in all."""
    if len(gaps) <= _TOLD:
        return ", ".join(f"{moment(gap.start, zone)}–{_end(gap, zone)}" for gap in gaps)
    total = length(sum(gap.seconds for gap in gaps))
    first, last = moment(gaps[0].start, zone), moment(gaps[-1].end, zone)
    return t("history.spans", n=len(gaps), total=total, first=first, last=last)


def _end(gap: Window, zone: tzinfo) -> str:
    """The end's clock time, with its day where that is another one."""
    start, end = moment(gap.start, zone), moment(gap.end, zone)
    return end[6:] if start[:5] == end[:5] else end
