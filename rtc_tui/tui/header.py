"""The rows of the frame: header, tabs, banner. What ticks stands at the left, where a repaint is cheapest."""

from typing import Final

from rtc_tui.text import t
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row, clip, fit, width
from rtc_tui.views.cells import ASCII_GLYPHS, GLYPHS
from rtc_tui.views.frame import ASCII_SIGNS, Banner, Frame

_GAP: Final = ("  ", "")
_AGE_CELLS: Final = 9  # "115 s old", so that the rest does not move with the age


def header(view: Frame, columns: int, *, plain: bool) -> Row:
    """State, age, alerts, app; clocks and quota at the right.

    What does not fit is left out, in this order of importance: state, age, alerts, app, clock, UTC, quota.
    """
    left: Row = [(f" {_plain(view.state, plain=plain)}", SEVERITY_ROLE[view.severity])]
    room = columns - width(left) - 1
    if view.age and room > 12:
        left += [_GAP, (view.age.ljust(_AGE_CELLS), "dim")]
    alerts = _alerts(view, plain=plain)
    if alerts and width(left) + width(alerts) + 2 <= columns:
        left += [_GAP, *alerts]
    room = columns - width(left) - 3
    app: Row = [_GAP, (_plain(clip(view.app, max(0, room)), plain=plain), "bold")] if room >= 8 else []
    left += app
    right: Row = []
    for piece, role in _at_the_right(view):
        if width(left) + width(right) + width([(piece, role)]) + 4 <= columns:
            right = [(piece, role), ("  " if right else "", ""), *right]
    gap = columns - width(left) - width(right) - 1
    return fit([*left, (" " * max(1, gap), ""), *right], columns)


def _at_the_right(view: Frame) -> list[tuple[str, Role]]:
    """In order of importance: each stands at the left of the one before."""
    pieces: list[tuple[str, Role]] = [(view.clock, "bold"), (view.utc, "dim")]
    if view.quota:
        pieces.append((view.quota, "warn" if view.quota_full else "dim"))
    return pieces


def _alerts(view: Frame, *, plain: bool) -> Row:
    glyphs = ASCII_GLYPHS if plain else GLYPHS
    out: Row = []
    for severity, count in view.alerts:
        out += [(f"{glyphs[severity]}{count}", SEVERITY_ROLE[severity]), (" ", "")]
    return out[:-1]


def tabs(names: tuple[str, ...], active: str, columns: int) -> Row:
    """The panes and their keys; words are cut evenly when they do not fit."""
    words = [t(f"keys.pane_{name}") for name in names]
    for most in (14, 8, 5, 3):
        row: Row = [(" ", "")]
        for i, (name, word) in enumerate(zip(names, words, strict=True), 1):
            role: Role = "tab" if name == active else "dim"
            row += [(f" {i} {clip(word, most)} ", role), (" ", "")]
        if width(row) <= columns:
            break
    return fit(row, columns)


def banner(problem: Banner, columns: int, *, plain: bool) -> list[Row]:
    """What happened and what to do, wrapped to at most two lines each."""
    glyph = (ASCII_GLYPHS if plain else GLYPHS)[problem.severity]
    rows: list[Row] = []
    for i, line in enumerate(_wrap(problem.message, columns - 4, 2)):
        rows.append([(f" {glyph} " if not i else "   ", SEVERITY_ROLE[problem.severity]), (line, "bold")])
    rows += [[("   ", ""), (line, "")] for line in _wrap(problem.hint, columns - 4, 2)]
    return [fit(row, columns) for row in rows]


def _wrap(text: str, cells: int, most: int) -> list[str]:
    """At most `most` lines; breaks at spaces where it can, the last line is cut."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most - 1 and width([(rest, "")]) > cells:
        head = clip(rest, cells + 1).removesuffix("…")
        cut = head.rfind(" ")
        head = head[:cut] if cut > cells // 2 else head
        lines.append(head)
        rest = rest[len(head) :].lstrip()
    return [*lines, clip(rest, cells)] if rest else lines


def _plain(text: str, *, plain: bool) -> str:
    return "".join(ASCII_SIGNS.get(mark, mark) for mark in text) if plain else text
