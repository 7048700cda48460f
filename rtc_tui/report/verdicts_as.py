"""Verdicts on stdout: JSON as the contract has it, or text for people."""

import json
from collections.abc import Iterator
from math import isnan
from typing import TYPE_CHECKING, Any

from rtc_tui.config import Config
from rtc_tui.core.diagnosis import Evidence, Remark, Verdict, words
from rtc_tui.core.thresholds import Severity
from rtc_tui.report.calls_json import known
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells
from rtc_tui.views.calls import verdicts

if TYPE_CHECKING:
    from rtc_tui.report.calls_diagnose import Diagnosis

_INDENT = "   "


def json_lines(found: "Diagnosis", config: Config) -> Iterator[str]:
    """One object on a line. What is not known has no key."""
    zone = config.ui.zone
    shown: dict[str, Any] = {
        "room": safe(found.room),
        "from": cells.iso(found.window.start, zone),
        "to": cells.iso(found.window.end, zone),
        "generated": cells.iso(found.now, zone),
        "verdicts": [_verdict(one, config) for one in found.verdicts],
    }
    shown |= known({
        "dropped_users": [safe(user) for user in found.dropped] or None,
        "left_out": [safe(user) for user in found.left_out] or None,
        "notes": [safe(note, 1000) for note in found.notes] or None,
    })  # fmt: skip
    yield json.dumps(shown, ensure_ascii=False) + "\n"


def _verdict(one: Verdict, config: Config) -> dict[str, Any]:
    """The sentences are in the language in use; everything else is the same in each."""
    zone = config.ui.zone
    return known({
        "start": cells.iso(one.start, zone), "end": cells.iso(one.end, zone), "type": one.type,
        "location": one.location, "user": safe(one.user), "peer": safe(one.peer), "stage": one.stage,
        "factor": one.factor, "rule": one.rule, "confidence": one.confidence,
        "contradicts": _remarks(one.contradicts), "evidence": [_evidence(each) for each in one.evidence],
        "also_possible": list(one.also_possible), "next_step": words.next_step(one),
        "summary": words.title(one), "hurt": [safe(user) for user in one.hurt],
        "unchecked": _remarks(one.unchecked), "noticed": _remarks(one.notes),
    })  # fmt: skip


def _remarks(some: tuple[Remark, ...]) -> list[str]:
    return [words.remark(one) for one in some]


def _evidence(one: Evidence) -> dict[str, Any]:
    value, limit = (None if isnan(number) else round(number, 3) for number in (one.value, one.limit))
    about = {"metric": one.metric, "user": safe(one.user), "peer": safe(one.peer), "value": value, "limit": limit}
    return known(about | {"unit": safe(one.unit, 16)})


def _quiet(one: Verdict) -> bool:
    return one.type == "NONE" or one.deliberate


def text(found: "Diagnosis", config: Config) -> Iterator[str]:
    """What it is about, and the verdicts, the worst first, a blank line between them.

    Where there is nothing but what people did, that no fault was found stands before it.
    """
    start, end = (cells.iso(at, config.ui.zone)[:19].replace("T", " ") for at in found.window)
    zone = cells.zone_name(found.now, config.ui.zone)
    about = t("report_calls.about_diagnosis", room=safe(found.room, 60), start=start, end=end, zone=zone, n=found.users)
    yield about + "\n"
    glyphs = cells.ASCII_GLYPHS if config.ui.ascii else cells.GLYPHS
    if any(one.deliberate for one in found.verdicts) and all(_quiet(one) for one in found.verdicts):
        yield f"\n{glyphs[Severity.OK]} {words.headline(found.verdicts)}\n"
    for one in found.verdicts:
        yield "\n"
        first, *rest = verdicts.lines(one, config.ui.zone)
        name = f"{one.rule} " if one.rule else ""
        yield f"{glyphs[verdicts.severity(one)]} {name}{first.text}\n"
        for line in rest:
            yield f"{_INDENT}{line.text}\n"
