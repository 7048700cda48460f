"""A verdict as lines for people: what, where and when, the numbers, what speaks against it, what to do next.

Pure words: the screen gives each kind a colour, the text report an indent. Names may be replaced (masked) before.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import tzinfo
from math import isnan
from typing import Final, Literal, NamedTuple

from rtc_tui.core.diagnosis import Evidence, Remark, Verdict, beside_app, words
from rtc_tui.core.snapshot import Snapshot
from rtc_tui.core.thresholds import Severity, Thresholds
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views.cells import ABSENT, clock, number

Kind = Literal["title", "where", "number", "against", "also", "unchecked", "note", "next"]
_NAMED: Final = 4  # of those who were hurt
_LONGEST: Final = 40
_VOTES: Final = frozenset(("receivers_hurt", "senders_hurt", "senders_lossy", "senders_late"))  # the limit is who voted


class Line(NamedTuple):
    """One line of a verdict, unbroken."""

    kind: Kind
    text: str


def lines(verdict: Verdict, zone: tzinfo) -> tuple[Line, ...]:
    """All of it, the most important first."""
    found = [Line("title", words.title(verdict)), Line("where", where(verdict, zone))]
    if len(verdict.hurt) > 1:
        found.append(Line("where", hurt(verdict)))
    usual = verdict.rule == "R24"
    found += [
        Line("number", figure(one, zone, usual=usual and not one.metric.endswith("_stall"))) for one in verdict.evidence
    ]
    found += [Line("against", t("verdicts.against", text=words.remark(one))) for one in verdict.contradicts]
    if verdict.rule not in ("", "R0") and not verdict.contradicts:
        found.append(Line("against", t("verdicts.nothing_against")))
    if verdict.also_possible:
        rules = "; ".join(words.possible(rule) for rule in verdict.also_possible)
        found.append(Line("also", t("verdicts.also", rules=rules)))
    found += [Line("unchecked", t("verdicts.unchecked", text=words.remark(one))) for one in verdict.unchecked]
    found += [Line("note", t("verdicts.note", text=words.remark(one))) for one in verdict.notes]
    return (*found, Line("next", t("verdicts.next", text=words.next_step(verdict))))


def brief(verdict: Verdict, zone: tzinfo) -> tuple[Line, ...]:
    """The same in the order in which room should be spent: the next step before what was not checked."""
    rank = {"title": 0, "where": 1, "number": 2, "next": 3, "against": 4, "also": 5, "unchecked": 6, "note": 7}
    return tuple(sorted(lines(verdict, zone), key=lambda line: rank[line.kind]))


def where(verdict: Verdict, zone: tzinfo) -> str:
    """What was suffered, at whose end it lies, when, and how sure that is."""
    return t(
        "verdicts.suffered", type=words.suffered(verdict), side=words.side(verdict),
        start=clock(verdict.start, zone), end=clock(verdict.end, zone),
        confidence=t(f"diagnosis.{verdict.confidence}"),
    )  # fmt: skip


def hurt(verdict: Verdict) -> str:
    """Who suffered."""
    names = ", ".join(safe(name, _LONGEST) for name in verdict.hurt[:_NAMED])
    more = len(verdict.hurt) - _NAMED
    users = f"{names} {t('verdicts.more', n=more)}" if more > 0 else names
    return t("verdicts.hurt", n=len(verdict.hurt), users=users)


def figure(one: Evidence, zone: tzinfo, *, usual: bool = False) -> str:
    """`audio uplink loss of user-20817: 35.7 % (limit 5 %)`; `usual`: its limit is what it is like at other times."""
    value = _value(one.metric, one.value, one.unit, zone)
    if one.metric in _VOTES and one.user and not isnan(one.limit):
        value = t("verdicts.of", n=value, all=number(one.limit, 0))
    elif not isnan(one.limit):
        bound = _value(one.metric, one.limit, one.unit, zone)
        value += " " + (t("verdicts.usual", limit=bound) if usual else t("verdicts.limit", limit=bound))
    name, user = safe(words.label(one), 60), safe(one.user, _LONGEST)
    if not user:
        return f"{name}: {value}"
    if one.peer:
        return t("verdicts.number_from", name=name, user=user, peer=safe(one.peer, _LONGEST), value=value)
    return t("verdicts.number", name=name, user=user, value=value)


def _value(metric: str, value: float, unit: str, zone: tzinfo) -> str:
    if metric == "left_at":
        return clock(value, zone)
    if isnan(value):
        return ABSENT
    decimals = 0 if value % 1 == 0 or abs(value) >= 100 else 1
    return f"{number(value, decimals)} {safe(unit, 8)}".rstrip()


def severity(verdict: Verdict) -> Severity:
    """What glyph a verdict has: crit when it is sure, warn when it is not, none when somebody wanted it so."""
    if verdict.type == "NONE":
        return Severity.OK
    if verdict.rule in ("", "R0") or verdict.deliberate:
        return Severity.NONE
    return Severity.CRIT if verdict.confidence == "high" else Severity.WARN


def in_the_app(verdicts: Sequence[Verdict], snapshot: Snapshot, thresholds: Thresholds) -> tuple[Verdict, ...]:
    """Common causes with what the app's own series say of that time, as far as they are held; the others as they are."""
    return tuple(beside_app(one, snapshot.series.values(), thresholds) for one in verdicts)


def parted(verdicts: Sequence[Verdict]) -> tuple[tuple[Verdict, ...], tuple[Verdict, ...]]:
    """(what went wrong, what people did), each in its order."""
    return (
        tuple(one for one in verdicts if not one.deliberate),
        tuple(one for one in verdicts if one.deliberate),
    )


def of_pair(verdicts: Sequence[Verdict], sender: str, receiver: str) -> tuple[Verdict, ...]:
    """Those that tell why this receiver did not get this sender well."""

    def about(one: Verdict) -> bool:
        if receiver not in (*one.hurt, one.user):
            return False
        return one.rule == "R22" or one.cause == receiver or sender in (one.peer, one.cause) or not one.peer

    return tuple(one for one in verdicts if one.rule and about(one))


def of_user(verdicts: Sequence[Verdict], user: str) -> tuple[Verdict, ...]:
    """Those in which a user was hurt, or at whose end it lies."""
    return tuple(one for one in verdicts if one.rule and user in (*one.hurt, one.user, one.cause))


def renamed(verdict: Verdict, name: Callable[[str], str]) -> Verdict:
    """The same about people of other names: what is hidden must not come back in a sentence."""

    def shown(user: str) -> str:
        return name(user) if user else ""

    def remarks(some: tuple[Remark, ...]) -> tuple[Remark, ...]:
        return tuple(one._replace(user=shown(one.user)) for one in some)

    return replace(
        verdict,
        user=shown(verdict.user), peer=shown(verdict.peer), hurt=tuple(shown(one) for one in verdict.hurt),
        evidence=tuple(one._replace(user=shown(one.user), peer=shown(one.peer)) for one in verdict.evidence),
        contradicts=remarks(verdict.contradicts), unchecked=remarks(verdict.unchecked), notes=remarks(verdict.notes),
    )  # fmt: skip
