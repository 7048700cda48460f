"""Verdicts: causes put in words, with confidence, what contradicts them, and what could not be checked."""

from collections import Counter
from collections.abc import Iterable
from math import isnan, nan
from typing import Final

from rtc_tui.core.call import Call, Track, Way
from rtc_tui.core.diagnosis.scene import FULL, Cell, Finding, most, whole
from rtc_tui.core.diagnosis.shared import with_shared
from rtc_tui.core.diagnosis.verdict import Confidence, Evidence, Location, Remark, Type, Verdict
from rtc_tui.core.diagnosis.weigh import ASIDE, Cause, causes
from rtc_tui.core.matrix import Matrix, Measure
from rtc_tui.core.rules import Rules

# stage and factor of each rule, and the rule that is most easily taken for it
STAGES: Final[dict[str, tuple[str, str, str]]] = {
    "R0": ("client", "no_data", ""),
    "R1": ("publish", "left", "R2"),
    "R2": ("capture", "mute", "R3"),
    "R3": ("capture", "no_input", "R2"),
    "R4": ("encode", "not_sent", "R2"),
    "R5": ("subscribe", "not_received", "R17"),
    "R6": ("playback", "no_output", "R5"),
    "R7": ("capture", "camera", "R8"),
    "R8": ("capture", "cpu", "R20"),
    "R9": ("encode", "cpu", "R20"),
    "R10": ("uplink", "bandwidth", "R11"),
    "R11": ("uplink", "loss", "R10"),
    "R12": ("downlink", "loss", "R17"),
    "R13": ("uplink+downlink", "loss", "R12"),
    "R14": ("decode", "cpu", "R20"),
    "R15": ("decode", "decoder", "R14"),
    "R16": ("downlink", "small_stream", "R12"),
    "R17": ("server", "path", "R5"),
    "R18": ("downlink", "delay", "R17"),
    "R19": ("uplink", "delay", "R10"),
    "R20": ("device", "cpu", "R14"),
    "R21": ("downlink", "audio_loss", "R12"),
    "R22": ("server", "common", "R17"),
    "R23": ("encode", "adaptation", "R24"),
    "R24": ("", "unexplained", ""),
}
_STALLS: Final = {"AS": ("audio_stall", "%"), "VS": ("video_stall", "%"), "DLY": ("delay", "ms"), "BLUR": ("area", "%")}
_STEPS: Final[tuple[Confidence, ...]] = ("low", "medium", "high")
_TWINS: Final = frozenset(("R10", "R11"))  # loss on the way up, with a narrow one or without: hard to tell apart
_SMALL: Final = 0.05  # of the greatest cause: what is less is not told


def diagnose(call: Call, rules: Rules | None = None, focus_user: str = "") -> tuple[Verdict, ...]:
    """What was wrong with a call, the worst first; never empty.

    With `focus_user`, what this user suffered and what lies at their end. "No fault found" and "no data" are verdicts.
    """
    limits = rules or Rules()
    if not any(track.beats()[0] for track in _rows(call, focus_user)):
        return (_no_data(call, focus_user),)
    every = causes(call, limits)
    found = [cause for cause in every if _concerns(cause, focus_user)]
    greatest = max((cause.weight for cause in found), default=0.0)
    told = [cause for cause in found if cause.rule in ASIDE or cause.weight >= _SMALL * greatest]
    if not told:
        return (_healthy(call, limits, focus_user),)
    ends: dict[str, set[str]] = {}
    for cause in every:
        ends.setdefault(cause.rule, set()).add(cause.best.culprit)
    return tuple(with_shared(call, _verdict(call, limits, cause, focus_user), ends) for cause in told)


def rank(verdict: Verdict) -> tuple[bool, bool, float]:
    """Sort key for verdicts of several users: faults, what passed or is not explained, what people did; worst first."""
    return verdict.deliberate, verdict.rule in ASIDE, -verdict.weight


def _rows(call: Call, user: str) -> Iterable[Track]:
    return call.rows.get(user, ()) if user else call.tracks.values()


def _concerns(cause: Cause, user: str) -> bool:
    return not user or cause.best.culprit == user or any(cell.receiver == user for cell in cause.cells)


def _no_data(call: Call, user: str) -> Verdict:
    unchecked = (Remark("nothing_told", user),)
    return Verdict(
        call.window.start, call.window.end, "GAP", "unknown", user, stage="client", factor="no_data", rule="R0",
        confidence="high", unchecked=unchecked, next_step="R0_next",
    )  # fmt: skip


def _healthy(call: Call, rules: Rules, user: str) -> Verdict:
    """No fault found, with the worst stalls there were."""
    matrix = Matrix(call, rules)
    evidence = []
    limits: tuple[tuple[Measure, float], ...] = (("audio_stall", rules.audio_stall), ("video_stall", rules.video_stall))
    for measure, limit in limits:
        cells = [(matrix.value(way.peer, way.user, measure), way) for way in call.pairs if user in ("", *way)]
        known = [cell for cell in cells if not isnan(cell[0])]
        if known:
            value, way = max(known)
            evidence.append(Evidence(measure, way.user, value, limit, "%", way.peer))
    return Verdict(
        call.window.start, call.window.end, "NONE", "unknown", user, factor="none",
        confidence="high" if evidence else "low", evidence=tuple(evidence), unchecked=_unseen(call),
        next_step="none_next", notes=_notes(call, rules),
    )  # fmt: skip


def _notes(call: Call, rules: Rules) -> tuple[Remark, ...]:
    """What is out of range and hurt nobody."""
    out, span = [], whole(call)
    for user in call.names:
        up = call.up(user)
        loss = most(up.mean(f"{medium}_up_loss", span) for medium in ("audio", "video")) if up else nan
        if loss >= rules.loss_warn:
            out.append(Remark("loss_without_effect", user, loss))
        system = call.own(user, "cpu_system")
        if system is not None and (load := system.median("cpu_system", span)) >= rules.cpu_system:
            out.append(Remark("cpu_without_effect", user, load))
    return tuple(out)


def _unseen(call: Call) -> tuple[Remark, ...]:
    if call.settled() < call.window.end * 1000:
        return (Remark("still_arriving"),)
    return ()


def _verdict(call: Call, rules: Rules, cause: Cause, focus: str) -> Verdict:
    found = cause.best
    user, peer, location = _persons(cause, focus)
    stage, factor, usual = STAGES[found.rule]
    rivals = [rule for rule, _ in cause.rivals.most_common() if rule not in (found.rule, "R24")]
    twin = _twin(cause, usual)
    also = [rule for rule in (twin, *rivals, usual) if rule]
    symptom = _type(cause)
    evidence = (*_suffered(call, rules, cause, user, symptom), *found.evidence)
    confidence, doubts = _confidence(cause)
    return Verdict(
        start=cause.core.start // 1000,
        end=cause.core.end // 1000,
        type=symptom,
        location=location,
        user=user,
        peer=peer,
        stage=stage,
        factor=factor,
        rule=found.rule,
        confidence=confidence,
        evidence=evidence,
        contradicts=found.contradicts,
        unchecked=(*found.unchecked, *doubts, *_unseen(call)),
        also_possible=tuple(also[:1]),
        next_step=f"{found.rule}_next",
        hurt=_hurt(cause),
        weight=cause.weight,
    )


def _twin(cause: Cause, usual: str) -> str:
    """The rule that these numbers can hardly be told from."""
    if "R13" in cause.rivals and cause.rule in ("R10", "R11", "R12"):
        return "R13"
    told = {one.metric for one in cause.best.evidence}
    if cause.rule == "R12" and told.isdisjoint({"video_down_loss", "video_down_swing"}):
        return "R21"  # no picture to show whether it is the sound alone
    if cause.rule == "R14" and told.isdisjoint({"cpu_app", "cpu_system"}):
        return "R15"
    return usual if cause.rule in _TWINS else ""


def _hurt(cause: Cause) -> tuple[str, ...]:
    """Who was hurt, the worst first."""
    suffered: Counter[str] = Counter()
    for cell, weight in cause.cells.items():
        suffered[cell.receiver] += weight
    return tuple(sorted(suffered, key=lambda name: (-suffered[name], name)))


def _persons(cause: Cause, focus: str) -> tuple[str, str, Location]:
    """(who was hurt, whom they heard or watched, where it lies as they see it)."""
    found, hurt = cause.best, _hurt(cause)
    user = focus if focus in hurt else next(iter(hurt), found.culprit)
    if found.rule == "R20" and found.culprit in hurt and focus in ("", found.culprit):
        return found.culprit, "", "local"
    match found.side:
        case "sender":
            return user, found.culprit, "remote"
        case "receiver":
            senders = {cell.sender for cell in cause.cells}
            return found.culprit, senders.pop() if len(senders) == 1 else "", "local"
        case "both":
            return user, found.culprit, "remote" if found.rule == "R20" else "both"
        case "server":
            return user, found.culprit, "server"
    return user, found.culprit if found.culprit != user else "", "unknown"


def _type(cause: Cause) -> Type:
    """What was suffered most."""
    kinds: Counter[Type] = Counter()
    for cell, weight in cause.cells.items():
        kinds[cell.symptom] += max(1, weight)
    return min(kinds, key=lambda kind: (-kinds[kind], kind)) if kinds else "GAP"


def _suffered(call: Call, rules: Rules, cause: Cause, user: str, symptom: Type) -> tuple[Evidence, ...]:
    """The worst of the symptom itself, in the words of the metric that tells it."""
    cells = [cell for cell in cause.cells if cell.receiver == user and cell.symptom == symptom] or list(cause.cells)
    out = []
    for kind, limit in (("AS", rules.audio_stall), ("VS", rules.video_stall)):
        values = [
            (call.tracks[way].stalled(_STALLS[kind][0], cause.span), way)
            for cell in cells
            if cell.symptom == kind and (way := _way(call, cell)) is not None
        ]
        known = [one for one in values if not isnan(one[0])]
        if known:
            value, way = max(known)
            out.append(Evidence(_STALLS[kind][0], way.user, value, limit, "%", way.peer))
    return tuple(out)


def _way(call: Call, cell: Cell) -> Way | None:
    way = Way(cell.receiver, cell.sender)
    return way if way in call.tracks else None


def _confidence(cause: Cause) -> tuple[Confidence, tuple[Remark, ...]]:
    """High: all conditions, the vote, and beyond doubt. Each of a short time and a lack of witnesses lowers it."""
    found = cause.best
    level = (found.strength >= FULL) + (found.strength >= FULL and found.vote and found.certain)
    doubts: list[Remark] = []
    if found.rule in ("R15", "R17", "R24"):
        level = min(level, 1 if found.rule == "R17" else 0)
    if cause.hurt_s < 20:
        level, doubts = level - 1, [*doubts, Remark("short", "", cause.hurt_s)]
    if found.contradicts:
        level -= 1
    if observations(found) < 2 and found.rule not in ("R0", "R1"):
        level, doubts = min(level, 0), [*doubts, Remark("few_observations")]
    return _STEPS[max(0, level)], tuple(doubts)


def observations(found: Finding) -> int:
    """How many independent numbers point at the same end."""
    return len({(one.metric, one.user, one.peer) for one in found.evidence})


__all__ = ["STAGES", "diagnose", "rank"]
