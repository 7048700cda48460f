"""From many findings to few causes: each thing suffered is explained once, by the rule that comes first.

Rules whose conditions all hold go in the order of QUALITY_RULES 3.8; those that hold in part come after them, the
stronger first. What one minute leaves open, an episode's other minutes may tell: a small cause that a greater one
reaches, at the same time, becomes part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from rtc_tui.core.call import Call, Span
from rtc_tui.core.diagnosis.gaps import Stretch, absences
from rtc_tui.core.diagnosis.pair import pairs
from rtc_tui.core.diagnosis.receiver import receiver_end
from rtc_tui.core.diagnosis.room import adaptation, common_cause, device_both_ways
from rtc_tui.core.diagnosis.scene import FULL, Cell, Finding, Scene, Side
from rtc_tui.core.diagnosis.sender import sender_end
from rtc_tui.core.diagnosis.silence import silences
from rtc_tui.core.diagnosis.slots import SLOT_MS, WINDOW
from rtc_tui.core.diagnosis.symptoms import Hurt, symptoms
from rtc_tui.core.diagnosis.unexplained import unexplained
from rtc_tui.core.rules import Rules
from rtc_tui.core.stats import median

ORDER: Final = (
    "R0", "R22", "R20", "R23", "R1", "R2", "R3", "R4", "R13", "R8", "R7", "R9", "R10", "R11", "R19", "R21", "R12",
    "R18", "R14", "R15", "R16", "R5", "R6", "R17", "R24",
)  # fmt: skip
_VAGUE: Final = frozenset(("R15", "R17", "R21", "R23", "R24"))
_LIGHT: Final = {
    "R0": 0.3,
    "R2": 0.3,
    "R16": 0.5,
    "R23": 0.3,
    "R24": 0.5,
}  # how much a verdict counts, beside the others
ASIDE: Final = frozenset(("R1", "R2", "R23", "R24"))  # what people did, what passed, what is not known: after faults
_NEED_MORE: Final = frozenset(("R15", "R17", "R24"))  # what rests on the symptom and on who else has it
_PATTERN: Final = 60  # pair seconds in multiples of the limit, from which it is more than an accident
_NEAR_MS: Final = WINDOW * SLOT_MS


@dataclass(slots=True, eq=False)
class Cause:
    """One cause over all of its time, with what it explains."""

    best: Finding
    span: Span
    cells: Counter[Cell] = field(default_factory=Counter)
    rivals: Counter[str] = field(default_factory=Counter)
    pieces: list[tuple[Span, int]] = field(default_factory=list)
    force: float = 0.0

    @property
    def rule(self) -> str:
        """Its rule."""
        return self.best.rule

    @property
    def weight(self) -> float:
        """How much was suffered by it, to put the worst first."""
        suffered = float(self.cells.total()) or self.span.seconds
        return suffered * _LIGHT.get(self.rule, 1.0)

    @property
    def hurt_s(self) -> float:
        """For how long, all pieces together."""
        return sum(span.seconds for span, _ in self.pieces)

    @property
    def core(self) -> Span:
        """From when to when, without the pieces at the rims that hardly count."""
        least = max((weight for _, weight in self.pieces), default=0) / 10
        spans = [span for span, weight in self.pieces if weight >= least] or [self.span]
        return Span(min(span.start for span in spans), max(span.end for span in spans))

    def add(self, finding: Finding, span: Span, weights: Counter[Cell]) -> None:
        """More of the same cause."""
        force = finding.strength * max(1, weights.total())
        if force > self.force:
            self.best, self.force = finding, force
        self.cells.update(weights)
        self.span = Span(min(self.span.start, span.start), max(self.span.end, span.end))
        self.pieces.append((span, weights.total()))

    def swallow(self, other: Cause) -> None:
        """Take over what a smaller cause explained."""
        self.cells.update(other.cells)
        self.rivals.update(other.rivals)
        self.rivals[other.rule] += max(1, other.cells.total())
        self.span = Span(min(self.span.start, other.span.start), max(self.span.end, other.span.end))
        self.pieces += other.pieces


def causes(call: Call, rules: Rules) -> list[Cause]:
    """The causes of everything that was suffered, the greatest first."""
    found: list[Cause] = []
    gaps = _stretches(absences(call, rules), found)
    _stretches(silences(call, rules), found)
    start = call.window.start * 1000
    for i, hurts in enumerate(symptoms(call, rules)):
        window = Span(start + i * _NEAR_MS, min(start + (i + 1) * _NEAR_MS, call.window.end * 1000))
        here = _beside_gaps(hurts, gaps)
        if here:
            _explain(Scene(call, rules, window, here), found)
    return sorted(_condensed(found), key=lambda cause: (cause.rule in ASIDE, -cause.weight))


def _stretches(stretches: Iterable[Stretch], found: list[Cause]) -> list[Cause]:
    """Findings that have their own time; those of one cause that touch are one."""
    out: list[Cause] = []
    for span, finding in stretches:
        weights = Counter({cell: round(span.seconds) for cell in finding.cells})
        cause = _same(out, finding, span)
        if cause is None:
            cause = Cause(finding, span)
            out.append(cause)
        cause.add(finding, span, weights)
    found += out
    return out


def _beside_gaps(hurts: list[Hurt], gaps: Sequence[Cause]) -> list[Hurt]:
    """What was suffered while the data of both ends are there: during a gap nobody can tell why."""
    return [
        one
        for one in hurts
        if not any(
            gap.best.culprit in (one.receiver, one.sender)
            and min(gap.span.end, one.span.end) - max(gap.span.start, one.span.start)
            > 0.4 * (one.span.end - one.span.start)
            for gap in gaps
        )
    ]


def _explain(scene: Scene, found: list[Cause]) -> None:
    """The findings of one window, each with what it is the first to explain."""
    findings = _ranked(
        [
            *common_cause(scene), *device_both_ways(scene), *adaptation(scene), *sender_end(scene),
            *receiver_end(scene), *pairs(scene),
        ]
    )  # fmt: skip
    suffered = {Cell(one.receiver, one.sender, one.symptom): one for one in scene.hurts}
    open_cells = dict(suffered)
    chosen: list[tuple[Finding, frozenset[Cell]]] = []
    for finding in findings:
        mine = frozenset(cell for cell in finding.cells if cell in open_cells)
        if mine:
            chosen.append((finding, mine))
            open_cells = {cell: hurt for cell, hurt in open_cells.items() if cell not in mine}
    chosen += [(finding, finding.cells) for finding in unexplained(scene, frozenset(open_cells))]
    for finding, mine in chosen:
        hurts = [suffered[cell] for cell in mine]
        span = Span(round(median(one.span.start for one in hurts)), round(median(one.span.end for one in hurts)))
        cause = _same(found, finding, span)
        if cause is None:
            cause = Cause(finding, span)
            found.append(cause)
        cause.add(finding, span, Counter({cell: round(suffered[cell].weight) for cell in mine}))
        for other in findings:
            if other.rule != finding.rule and (shared := mine & other.cells):
                cause.rivals[other.rule] += round(
                    min(1.0, other.strength) * sum(suffered[cell].weight for cell in shared)
                )


def _ranked(findings: list[Finding]) -> list[Finding]:
    """Those that hold whole by the order of the rules, then the others by strength."""
    whole = [finding for finding in findings if finding.strength >= FULL]
    part = [finding for finding in findings if finding.strength < FULL]
    whole.sort(key=lambda finding: ORDER.index(finding.rule))
    part.sort(key=lambda finding: (-finding.strength, ORDER.index(finding.rule)))
    return whole + part


def _same(found: list[Cause], finding: Finding, span: Span) -> Cause | None:
    """The cause that a finding goes on with."""
    for cause in found:
        if (cause.rule, cause.best.side, cause.best.culprit) != (finding.rule, finding.side, finding.culprit):
            continue
        if finding.rule in ("R13", "R17") and _pairs(cause.cells) != {cell[:2] for cell in finding.cells}:
            continue
        if _near(cause.span, span):
            return cause
    return None


def _near(one: Span, other: Span) -> bool:
    return one.start - _NEAR_MS <= other.end and other.start - _NEAR_MS <= one.end


def _pairs(cells: Iterable[Cell]) -> set[tuple[str, str]]:
    return {(cell.receiver, cell.sender) for cell in cells}


def _condensed(found: list[Cause]) -> list[Cause]:
    """Without the small ones that a greater one reaches."""
    left = sorted(_joined_ends(found), key=lambda cause: cause.cells.total())
    out: list[Cause] = []
    for i, small in enumerate(left):
        greater = [cause for cause in left[i + 1 :] if _takes(cause, small)]
        if greater:
            max(greater, key=lambda cause: cause.cells.total()).swallow(small)
        else:
            out.append(small)
    return [cause for cause in out if cause.rule not in _NEED_MORE or cause.cells.total() >= _PATTERN]


def _joined_ends(found: list[Cause]) -> list[Cause]:
    """With both ends of a pair bad at the very same time, one event: R13 stands for the row and the column too."""
    for both in [cause for cause in found if cause.rule == "R13"]:
        receiver, sender = next(iter(_pairs(both.cells)))
        ends = [
            cause
            for cause in found
            if (cause.rule in ("R10", "R11") and cause.best.culprit == sender)
            or (cause.rule in ("R12", "R21") and cause.best.culprit == receiver)
        ]
        if len({cause.best.side for cause in ends}) == 2 and all(_within(cause.core, both.core) for cause in ends):
            for cause in ends:
                both.swallow(cause)
            found = [cause for cause in found if cause not in ends]
    return found


def _within(one: Span, other: Span) -> bool:
    return one.start >= other.start - 2 * SLOT_MS and one.end <= other.end + 2 * SLOT_MS


def _takes(great: Cause, small: Cause) -> bool:
    """Whether a greater cause may stand for a smaller one: at the same time, within its reach, and not by far less."""
    if not small.cells or not great.cells or not _near(great.span, small.span):
        return False
    if small.rule in ("R0", "R1", "R2", "R3", "R4", "R5", "R6") and great.rule not in ("R11", "R12"):
        return False
    if not all(_reaches(great, cell) for cell in small.cells):
        return False
    if great.best.culprit == small.best.culprit and great.best.side == small.best.side:
        return True
    ratio = 1.0 if small.rule in _VAGUE or small.best.strength < FULL else 3.0
    return great.cells.total() >= ratio * small.cells.total()


def _reaches(cause: Cause, cell: Cell) -> bool:
    """Whether a cell lies where a cause could act."""
    side: Side = cause.best.side
    culprit = cause.best.culprit
    if side == "server" and not culprit:
        return True
    if (cell.receiver, cell.sender) in _pairs(cause.cells):
        return True
    if side == "sender":
        return cell.sender == culprit
    if side == "receiver":
        return cell.receiver == culprit
    ends = {name for pair in _pairs(cause.cells) for name in pair} if cause.rule == "R13" else {culprit}
    return side == "both" and bool(ends & {cell.sender, cell.receiver})
