"""The rows of the frame: header, tabs, keys, banner. What ticks stands at the left, where a repaint is cheapest."""

from collections.abc import Sequence
from typing import Final

from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.tui.hints import Hint
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row, Run, clip, fit, pad, width, wrap
from rtc_tui.views.cells import GLYPHS
from rtc_tui.views.frame import Banner, Frame

_GAP: Final = ("  ", "")
_AGE_CELLS: Final = 9  # "115 s old", so that the rest does not move with the age


def header(view: Frame, columns: int) -> Row:
    """State, age, alerts, app; clocks and quota at the right.

    What does not fit is left out, in this order of importance: state, age, alerts, app, clock, UTC, quota.
    """
    # State and age are one run: the age ticks, and each run costs an escape sequence.
    age = pad(view.age, _AGE_CELLS) if view.age else ""
    left: Row = [(f" {view.state}  {age}".rstrip(" " if not age else ""), SEVERITY_ROLE[view.severity])]
    alerts = _alerts(view)
    if alerts and width(left) + width(alerts) + 2 <= columns:
        left += [_GAP, *alerts]
    room = columns - width(left) - 3
    app: Row = [_GAP, (clip(view.app, max(0, room)), "bold")] if room >= 8 else []
    left += app
    kept: list[tuple[int, Run]] = []
    for place, run in _at_the_right(view):
        if width(left) + sum(width([each]) + 2 for _, each in kept) + width([run]) + 2 <= columns:
            kept.append((place, run))
    right: Row = [piece for _, run in sorted(kept) for piece in (_GAP, run)][1:]
    gap = columns - width(left) - width(right) - 1
    return fit([*left, (" " * max(1, gap), ""), *right], columns)


def _at_the_right(view: Frame) -> list[tuple[int, Run]]:
    """(place from the left, run), in order of importance."""
    pieces: list[tuple[int, Run]] = [(1, (view.clock, "bold")), (2, (view.utc, "dim"))]
    if view.quota:
        pieces.append((0, (view.quota, "warn" if view.quota_full else "dim")))
    return pieces


def _alerts(view: Frame) -> Row:
    out: Row = []
    for severity, count in view.alerts:
        role = "badge" if severity is Severity.CRIT else SEVERITY_ROLE[severity]
        out += [(f" {GLYPHS[severity]}{count} ", role), (" ", "")]
    return out[:-1]


def tabs(names: tuple[str, ...], active: str, columns: int) -> Row:
    """The panes and their keys; short words where the long ones do not fit."""
    words = [t(f"keys.pane_{name}") for name in names]
    row = _tabs(names, words, active)
    if width(row) > columns:
        row = _tabs(names, [t(f"keys.short_{name}") for name in names], active)
    return fit(row, columns)


def _tabs(names: tuple[str, ...], words: list[str], active: str) -> Row:
    row: Row = [(" ", "")]
    for i, (name, word) in enumerate(zip(names, words, strict=True), 1):
        role: Role = "tab" if name == active else "dim"
        row += [(f" {i} {word} ", role), (" ", "")]
    return row


def keys(shown: Sequence[Hint], columns: int) -> Row:
    """`? help  q quit  i indicator …`: whole entries, as many as fit; what is needed most is let in first."""
    room, kept = columns + len(_AFTER), set()  # after the last one nothing is needed
    for place, hint in sorted(enumerate(shown), key=lambda each: each[1].rank):
        if width(_entry(hint)) <= room:
            room -= width(_entry(hint))
            kept.add(place)
    row = [run for place, hint in enumerate(shown) if place in kept for run in _entry(hint)]
    return fit(row[:-1], columns)


_AFTER: Final = " "


def _entry(hint: Hint) -> Row:
    return [(f" {hint.keys} ", "select"), (hint.word, "dim"), (_AFTER, "dim")]


def banner(problem: Banner, columns: int) -> list[Row]:
    """What happened and what to do, wrapped to at most two lines each; then what helps to find it again."""
    glyph = GLYPHS[problem.severity]
    rows: list[Row] = []
    for i, line in enumerate(wrap(problem.message, columns - 4, 2)):
        rows.append([(f" {glyph} " if not i else "   ", SEVERITY_ROLE[problem.severity]), (line, "bold")])
    rows += [[("   ", ""), (line, "")] for line in wrap(problem.hint, columns - 4, 2)]
    rows += [[("   ", ""), (line, "dim")] for line in wrap(problem.detail, columns - 4, 1)]
    return [fit(row, columns) for row in rows]
