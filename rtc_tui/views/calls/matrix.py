"""The room as senders × receivers: who is rows and columns in which order, and what each cell says.

Users have one number, as row and as column, so that the rows are the legend of the columns. The worst come first: as
sender or as receiver, by votes. A bad row is a sender, a bad column a receiver, all cells a common cause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isnan
from typing import Final, NamedTuple

from rtc_tui.core.call import Call, Span
from rtc_tui.core.call_bounds import bounds
from rtc_tui.core.matrix import MEASURES, Margin, Matrix, Measure
from rtc_tui.core.snapshot import Visit
from rtc_tui.core.thresholds import Bounds, Severity, grade
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views.calls.crumbs import HIDDEN
from rtc_tui.views.calls.gathered import Gathered
from rtc_tui.views.cells import ABSENT, number

UNITS: Final[dict[Measure, str]] = {
    "stall": "%", "audio_stall": "%", "video_stall": "%", "loss": "%", "delay": "ms", "fps": "fps", "bitrate": "kbps",
}  # fmt: skip
# Loss is the worse of two with two sets of bounds: the stricter one's warn, and the crit that both have.
_GRADED: Final[dict[Measure, str]] = {
    "audio_stall": "audio_stall", "video_stall": "video_stall", "loss": "audio_down_loss", "delay": "audio_down_delay",
}  # fmt: skip


class Cell(NamedTuple):
    """What a sender's row says at a receiver's column."""

    value: float
    severity: Severity


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A matrix in an order, graded by a profile. `users` are rows and columns alike; their place is their number - 1."""

    matrix: Matrix
    users: tuple[str, ...]
    measure: Measure
    profile: str = "default"

    def cell(self, sender: str, receiver: str) -> Cell:
        """One cell; severity NONE without data or without bounds."""
        value = self.matrix.value(sender, receiver, self.measure)
        if self.measure != "stall":
            return Cell(value, grade(_bounds(self.measure, self.profile), value))
        parts: tuple[Measure, ...] = ("audio_stall", "video_stall")
        graded = [grade(_bounds(part, self.profile), self.matrix.value(sender, receiver, part)) for part in parts]
        return Cell(value, max(graded))

    def number(self, user: str) -> int:
        """The number of a user, from 1; 0 for somebody who is not in the grid."""
        return self.users.index(user) + 1 if user in self.users else 0

    def row(self, sender: str) -> Margin:
        """How many receive a sender badly."""
        return self.matrix.row(sender, self.measure)

    def column(self, receiver: str) -> Margin:
        """How many a receiver receives badly."""
        return self.matrix.column(receiver, self.measure)


def measured(visit: Visit) -> Measure:
    """The measure of a visit; the first where it names none of ours."""
    return next((known for known in MEASURES if known == visit.measure), MEASURES[0])


def after(measure: Measure, step: int) -> Measure:
    """The next measure, round and round."""
    return MEASURES[(MEASURES.index(measure) + step) % len(MEASURES)]


def ordered(matrix: Matrix) -> tuple[str, ...]:
    """Users by how bad their row or column is, worst first: votes, then the worst cell, then the name."""

    def badness(user: str) -> tuple[float, float, str]:
        votes = [matrix.row(user), matrix.column(user)]
        share = max((vote.bad / vote.known for vote in votes if vote.known), default=0.0)
        worst = max((vote.worst for vote in votes if not isnan(vote.worst)), default=0.0)
        return -share, -worst, user

    return tuple(sorted(matrix.users, key=badness))


def bad_cells(matrix: Matrix) -> tuple[tuple[str, str], ...]:
    """(sender, receiver) of the cells that are bad, worst first."""
    found = [
        (severity, sender, receiver)
        for sender in matrix.users
        for receiver in matrix.receivers(sender)
        if (severity := matrix.severity(sender, receiver)) >= 1
    ]
    found.sort(key=lambda one: (-one[0], one[1], one[2]))
    return tuple((sender, receiver) for _, sender, receiver in found)


def beside(found: Sequence[tuple[str, str]], here: tuple[str, str], step: int) -> tuple[str, str] | None:
    """The cell after or before this one in a walk; from elsewhere the first. None: there is none."""
    if not found:
        return None
    return found[(found.index(here) + step) % len(found)] if here in found else found[0 if step > 0 else -1]


def vote(margin: Margin) -> Severity:
    """How a row or column votes: crit when half of what is known is bad."""
    if not margin.known:
        return Severity.NONE
    if not margin.bad:
        return Severity.OK
    return Severity.CRIT if 2 * margin.bad >= margin.known else Severity.WARN


@lru_cache(maxsize=64)
def _bounds(measure: Measure, profile: str) -> Bounds | None:
    return bounds(_GRADED.get(measure, ""), profile)


def figure(value: float, measure: Measure, cells: int) -> str:
    """A value in at most `cells` cells: `54.4`, `54`, `1k2`."""
    if isnan(value):
        return ABSENT
    for text in (number(value, 1), number(value, 0), f"{value / 1000:.0f}k"):
        if len(text) <= cells and (measure not in ("delay", "bitrate") or "." not in text):
            return text
    return ">" * cells


def named(user: str, grid: Sequence[str] = (), *, masked: bool = False, limit: int = 40) -> str:
    """A user's name for the screen; hidden, the number tells one from the other."""
    if not masked:
        return safe(user, limit)
    return f"{HIDDEN} {grid.index(user) + 1}" if user in grid else HIDDEN


def reading(grid: Grid, sender: str, receiver: str, *, masked: bool = False) -> str:
    """What a cell or a margin says in full."""
    if sender and receiver:
        pair = f"{named(sender, grid.users, masked=masked)} → {named(receiver, grid.users, masked=masked)}: "
        if sender == receiver:
            return pair + t("matrix.oneself")
        parts = [
            t(f"matrix.{measure}") + " " + _with_unit(grid.matrix.value(sender, receiver, measure), measure)
            for measure in MEASURES[1:]
        ]
        return pair + " · ".join(parts)
    margin = grid.row(sender) if sender else grid.column(receiver)
    key = "matrix.row_vote" if sender else "matrix.column_vote"
    user = named(sender or receiver, grid.users, masked=masked)
    worst = _with_unit(margin.worst, grid.measure)
    return t(key, user=user, bad=margin.bad, known=margin.known, worst=worst, measure=t(f"matrix.{grid.measure}"))


def _with_unit(value: float, measure: Measure) -> str:
    if isnan(value):
        return ABSENT
    decimals = 1 if UNITS[measure] in ("%", "fps") else 0
    return f"{number(value, decimals)} {UNITS[measure]}"


def progress(known: Gathered) -> tuple[str, ...]:
    """How far the details have come, and what is not in them: short sentences, most important first."""
    out = []
    detail = known.detail
    if detail is None:
        out.append(t("matrix.asked"))
    elif not detail.complete:
        total = max(detail.total, detail.done)
        size = sum(getattr(part, "size", 0) for part in detail.parts) / 1e6
        out.append(t("matrix.loading", done=detail.done, total=total, size=f"{size:.0f}"))
    if detail is not None and detail.problem is not None:
        hint = f" {detail.problem.hint}" if detail.complete else ""
        out.append(t("matrix.trouble", text=safe(detail.problem.message + hint, 300)))
    return (*out, *(safe(note, 160) for note in (detail.notes if detail else ())))


def unsettled(call: Call) -> int | None:
    """From when on (epoch seconds) more may still arrive; None: all is there."""
    settled = call.settled() // 1000
    return max(settled, call.window.start) if settled < call.window.end else None


def around(call: Call, cursor: int | None, seconds: int) -> Span:
    """The stretch of so many seconds around the cursor, within the call; the whole call for 0 or without a cursor."""
    start, end = call.window
    if cursor is None or not seconds or seconds >= end - start:
        return Span(start * 1000, end * 1000)
    low = min(max(start, cursor - seconds // 2), end - seconds)
    return Span(low * 1000, (low + seconds) * 1000)
