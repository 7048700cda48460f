"""What the steps about one call draw alike: how far the details have come, and verdicts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rtc_tui.core.diagnosis import Verdict, words
from rtc_tui.core.snapshot import Selection
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.panes.calls.case import Case
from rtc_tui.tui.panes.pane import Scene
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Role, Row, wrap
from rtc_tui.views.calls import matrix, verdicts
from rtc_tui.views.cells import GLYPHS, clock

_LEAST: Final = 3  # rows of a verdict: what, where, what to do
_ROLES: Final[dict[verdicts.Kind, Role]] = {
    "title": "bold", "where": "", "number": "", "against": "dim", "also": "dim", "unchecked": "dim", "note": "dim",
    "next": "bold",
}  # fmt: skip


def state(case: Case, scene: Scene, columns: int) -> list[Row]:
    """One line while something is missing, loading or not settled; none when all is said."""
    words = list(matrix.progress(case.known))
    call = case.known.call
    if case.known.missing:
        names = "▒" if scene.masked else ", ".join(safe(name, 40) for name in case.known.missing)
        words.append(t("matrix.missing_names", users=names))
    if case.reckoning:
        words.append(t("verdicts.reckoning"))
    if call is not None and (since := matrix.unsettled(call)) is not None:
        words.append(t("matrix.arriving", time=clock(since, scene.zone)))
    most = 1 if call is not None else 3
    found = wrap(" · ".join(words), columns - 4, most)
    return [[("   " if i else " ! ", "warn"), (line, "dim")] for i, line in enumerate(found)]


def empty(case: Case, scene: Scene, columns: int) -> list[Row]:
    """Why there is nothing to see."""
    call, detail = case.known.call, case.known.detail
    if not scene.selection.visit.chosen:
        return [[], *said(t("matrix.no_choice"), columns, 4)]
    if call is not None or detail is None or not detail.complete or detail.problem is not None:
        return []
    return [[], *said(t("matrix.nothing"), columns, 4)]


def said(text: str, columns: int, most: int, role: Role = "") -> list[Row]:
    """A sentence, wrapped."""
    return [[(" ", ""), (line, role)] for line in wrap(text, columns - 2, most)]


def otherwise(text: str, columns: int, severity: Severity = Severity.OK) -> list[Row]:
    """That nothing was wrong here, or that nobody can tell."""
    sign, role = f" {GLYPHS[severity]} ", SEVERITY_ROLE[severity]
    return [[("   " if i else sign, role), (line, "")] for i, line in enumerate(wrap(text, columns - 4, 3))]


def shown(found: Sequence[Verdict], case: Case, scene: Scene) -> tuple[Verdict, ...]:
    """Verdicts with what the app was like and the names that may be seen; what people did comes last."""
    users = case.judged.users if case.judged else ()
    wrong, did = verdicts.parted(verdicts.in_the_app(found, scene.snapshot, scene.thresholds))
    if not scene.masked:
        return (*wrong, *did)
    return tuple(verdicts.renamed(one, lambda user: matrix.named(user, users, masked=True)) for one in (*wrong, *did))


def told(found: Sequence[Verdict], scene: Scene, columns: int, rows: int) -> list[Row]:
    """As many verdicts as fit, the first one as far as it does; what to do next is never what is left out.

    What people did is one line below what went wrong; it is told in full where nothing did.
    """
    wrong, did = verdicts.parted(found)
    out = _quiet(found, columns)
    for i, verdict in enumerate(wrong or did):
        block = lines(verdict, scene, columns, brief=True)
        left = rows - len(out)
        if out and left < _LEAST:
            break
        if len(block) > left:
            block = _shortened(block, left)
        if len(found) > 1 and block:
            block[0] = [*block[0], ("  " + t("verdicts.one_of", i=i + 1, n=len(found)), "dim")]
        out += block
    if wrong and did:
        out += said(t("verdicts.note", text=words.deeds(did)), columns, 1, "dim")
    return out[:rows]


def _quiet(found: Sequence[Verdict], columns: int) -> list[Row]:
    """That no fault was found, where there is nothing but what people did."""
    return otherwise(words.headline(found), columns) if found and all(one.deliberate for one in found) else []


def _shortened(block: list[Row], rows: int) -> list[Row]:
    """Its first rows, and what to do next."""
    advice = next((row for row in block[1:] if row[-1][1] == "bold"), block[0])
    return block[:rows] if rows < _LEAST or advice in block[:rows] else [*block[: rows - 1], advice]


def lines(verdict: Verdict, scene: Scene, columns: int, *, brief: bool = False) -> list[Row]:
    """A verdict, wrapped; brief: a row per line, cut."""
    found = verdicts.brief(verdict, scene.zone) if brief else verdicts.lines(verdict, scene.zone)
    severity = verdicts.severity(verdict)
    out: list[Row] = []
    for line in found:
        indent = 3 if line.kind == "title" else 5
        for i, text in enumerate(wrap(line.text, columns - indent - 1, 1 if brief else 4)):
            lead: Row = [(" " * indent, "")]
            if line.kind == "title" and i == 0:
                lead = [(f" {GLYPHS[severity]} ", SEVERITY_ROLE[severity])]
            role = "dim" if verdict.deliberate and line.kind != "next" else _ROLES[line.kind]
            out.append([*lead, (text, role)])
    return out


def every(found: Sequence[Verdict], scene: Scene, columns: int) -> list[Row]:
    """All verdicts in full, one below the other."""
    out = _quiet(found, columns)
    for i, verdict in enumerate(found):
        block = lines(verdict, scene, columns)
        if len(found) > 1 and block:
            block[0] = [*block[0], ("  " + t("verdicts.one_of", i=i + 1, n=len(found)), "dim")]
        out += [*block, []]
    return out[:-1]


def moved(selection: Selection, **fields: str) -> Selection:
    """The selection with another place in the visit."""
    return replace(selection, visit=replace(selection.visit, **fields))  # type: ignore[arg-type]
