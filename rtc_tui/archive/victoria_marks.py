"""For which time each query was asked, as samples: at the start of a window, its end.

Each answer leaves a mark of the grain `tick`. Of those there is one each half minute, so what has become a whole hour is
marked once more as a `run`: whoever looks back over months reads runs, and ticks of the last hours alone.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rtc_tui.archive.victoria_engine import Found
from rtc_tui.archive.victoria_labels import marks_of, unpacked
from rtc_tui.archive.victoria_queue import Line, Waiting
from rtc_tui.archive.victoria_state import MARK, bucket_of
from rtc_tui.core.model import DAY, HOUR, Window

TICKS: Final = 3 * HOUR  # of the newest time, for which ticks are read
LONGEST: Final = 31 * DAY  # of a window that is asked for at once
Marks = Mapping[str, list[Window]]  # by query


class Runs:
    """What was asked without a break, by query, and up to where that is marked."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[int, int, int]] = {}  # start, end, marked up to

    def seed(self, marks: Marks) -> None:
        """Go on where an earlier recorder stopped."""
        for query, windows in marks.items():
            if query not in self._open and windows:
                start, end = windows[-1]
                self._open[query] = (start, end, max(start, end // HOUR * HOUR))

    def note(self, query: str, window: Window) -> list[tuple[str, Window]]:
        """The marks that one more answer makes, with their grain."""
        if window.seconds >= HOUR:
            return [("run", window)]
        marks = [("tick", window)]
        start, end, done = self._open.get(query, (window.start, window.start, window.start))
        if window.start > end or window.end < start:
            marks += [("run", Window(done, end))] if end > done else []
            start, end, done = window.start, window.start, window.start
        elif window.start < start:
            marks.append(("run", Window(window.start, start)))
        start, end = min(start, window.start), max(end, window.end)
        if (hour := end // HOUR * HOUR) > done:
            marks.append(("run", Window(done, hour)))
            done = hour
        self._open[query] = (start, end, done)
        return marks


def mark_lines(app: str, query: str, marks: Iterable[tuple[str, Window]]) -> list[Line]:
    """As they wait to be sent."""
    return [
        Line(marks_of(app, query, grain), MARK, window.start, array("d", [window.end]))
        for grain, window in marks
        if window.seconds
    ]


def waiting_marks(commits: Iterable[Waiting], query: str) -> Iterator[Window]:
    """Those of a query (by its name) that wait to be sent."""
    for commit in commits:
        for line in commit.lines:
            if line.step == MARK and unpacked(line.labels).get("query") == query:
                yield from (Window(start, int(end)) for start, end in line.points())


def read_marks(found: Iterable[Found]) -> dict[str, list[Window]]:
    """What an export says, joined, by query."""
    out: dict[str, list[Window]] = {}
    for one in found:
        windows = out.setdefault(one.metric.get("query", ""), [])
        windows += [Window(bucket_of(at), int(end)) for at, end in zip(one.timestamps, one.values, strict=True)]
    return {query: joined(windows) for query, windows in out.items()}


def joined(windows: Iterable[Window]) -> list[Window]:
    """Windows that touch, as one; in order."""
    out: list[Window] = []
    for start, end in sorted(windows):
        if out and start <= out[-1].end:
            out[-1] = Window(out[-1].start, max(out[-1].end, end))
        else:
            out.append(Window(start, end))
    return out


def clipped(windows: Iterable[Window], to: Window) -> tuple[Window, ...]:
    """The parts within a window."""
    parts = (Window(max(start, to.start), min(end, to.end)) for start, end in windows)
    return tuple(part for part in parts if part.start < part.end)
