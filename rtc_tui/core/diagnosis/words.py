"""A verdict in the language in use. Names of users are foreign text: they are made safe here."""

from math import isnan

from rtc_tui.core.diagnosis.verdict import Evidence, Remark, Verdict
from rtc_tui.core.metrics import CATALOGUE
from rtc_tui.text import has, t
from rtc_tui.text.safe import safe

_LONGEST = 40  # of a user's name within a sentence


def title(verdict: Verdict) -> str:
    """What it is, in one sentence with the names of those concerned."""
    key = verdict.rule or "none"
    if key == "R0" and not (verdict.user or verdict.peer):
        key = "R0_all"
    return t(f"diagnosis.{key}", **_names(verdict))


def suffered(verdict: Verdict) -> str:
    """What was suffered: `audio stalls`, `silence`."""
    return t(f"diagnosis.type_{verdict.type}")


def side(verdict: Verdict) -> str:
    """At whose end it lies."""
    return t(f"diagnosis.at_{verdict.location}", **_names(verdict))


def next_step(verdict: Verdict) -> str:
    """What to do now."""
    return t(f"diagnosis.{verdict.next_step}", **_names(verdict))


def possible(rule: str) -> str:
    """A rule's name without the names of people."""
    return t(f"diagnosis.{rule}_name")


def remark(one: Remark) -> str:
    """Something that contradicts, was not checked, or was noticed."""
    value = "" if isnan(one.value) else f"{one.value:.4g}"
    return t(f"diagnosis.note_{one.key}", user=_named(one.user), value=value)


def label(one: Evidence) -> str:
    """The name of a number: the metric's, or our own for one that is derived."""
    if one.metric in CATALOGUE:
        return CATALOGUE[one.metric].label
    own = f"diagnosis.of_{one.metric}"
    return t(own) if has(own) else one.metric


def _names(verdict: Verdict) -> dict[str, str]:
    return {
        "user": _named(verdict.user),
        "peer": _named(verdict.peer),
        "cause": _named(verdict.cause or verdict.peer or verdict.user),
    }


def _named(user: str) -> str:
    return safe(user, _LONGEST) if user else t("diagnosis.somebody")
