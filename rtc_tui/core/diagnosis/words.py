"""A verdict in the language in use. Names of users and devices are foreign text: they are made safe here."""

from collections.abc import Sequence
from math import isnan
from typing import Final

from rtc_tui.core.diagnosis.verdict import Evidence, Remark, Verdict
from rtc_tui.core.dimensions import label as slice_label
from rtc_tui.core.indicators import parse
from rtc_tui.core.metrics import CATALOGUE
from rtc_tui.core.model import Dimension
from rtc_tui.text import has, t
from rtc_tui.text.safe import safe

_LONGEST: Final = 40  # of a user's name within a sentence
_LONGEST_TEXT: Final = 160  # of what a device is called, four times
_NOTICED: Final = 3  # of what people did, in the head line


def title(verdict: Verdict) -> str:
    """What it is, in one sentence with the names of those concerned."""
    key = verdict.rule or "none"
    if key == "R0" and not (verdict.user or verdict.peer):
        key = "R0_all"
    return t(f"diagnosis.{key}", **_names(verdict))


def headline(verdicts: Sequence[Verdict]) -> str:
    """What it comes to: the first verdict's sentence; with nothing but what people did, that no fault was found."""
    did = [one for one in verdicts if one.deliberate]
    if not did or any(one.type != "NONE" and not one.deliberate for one in verdicts):
        return title(verdicts[0])
    return t("diagnosis.none_noticed", text=deeds(did))


def deeds(verdicts: Sequence[Verdict]) -> str:
    """What people did, in one line. For deliberate verdicts alone."""
    more = len(verdicts) - _NOTICED
    told = [noticed(one) for one in verdicts[:_NOTICED]]
    return t("diagnosis.noticed_comma").join(told + ([t("diagnosis.noticed_more", n=more)] if more > 0 else []))


def noticed(verdict: Verdict) -> str:
    """What somebody did, and for how long: `user-20815 muted for 4 min`. For deliberate verdicts alone."""
    seconds = verdict.end - verdict.start
    time = t("cells.seconds", n=seconds) if seconds < 120 else t("cells.minutes", n=round(seconds / 60))
    return t(f"diagnosis.noticed_{verdict.rule}", **_names(verdict), time=time)


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
    return t(f"diagnosis.note_{one.key}", user=_named(one.user), value=value, **_told(one))


def _told(one: Remark) -> dict[str, str]:
    """The further fields of a remark: indicators, dimensions and slices as people know them, the rest made safe."""
    fields = dict(one.told)
    told = {
        name: safe(field, _LONGEST_TEXT) if isinstance(field, str) else f"{field:.3g}" for name, field in fields.items()
    }
    if "series" in fields:
        told["series"] = safe(parse(str(fields["series"])).label, _LONGEST)
    if "dimension" in fields:
        dimension = Dimension(str(fields["dimension"]))
        told["dimension"] = t(f"dimensions.{dimension}")
        told["slice"] = slice_label(dimension, str(fields["slice"]))
    return told


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
