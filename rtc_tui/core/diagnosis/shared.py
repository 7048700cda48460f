"""What those who suffer use and the others do not: device, system, network, SDK version (QUALITY_RULES 3.6).

It is told beside a verdict with its numbers, and changes nothing about it: what people share may be chance, and how
likely that is stands with it. Only users with data of that time are compared.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb
from typing import Final, Literal, NamedTuple

from rtc_tui.core.call import Call, Span
from rtc_tui.core.calls import User
from rtc_tui.core.diagnosis.verdict import Remark, Verdict

FIELDS: Final = ("device", "os", "access", "sdk")
_CHANCE: Final = 0.1  # two of five, or less likely
_OTHERS: Final = 0.2  # of those who do not suffer
_DEVICE: Final = frozenset(("R7", "R8", "R9", "R14", "R15", "R20"))
_NETWORK: Final = frozenset(("R10", "R11", "R12", "R18", "R19", "R21"))
_NAMED: Final = _DEVICE - {"R7"}  # where the device itself is worth naming
_UNTOLD: Final = frozenset(("", "unknown"))

Who = Literal["hurt", "fault"]
Ends = Mapping[str, Collection[str]]  # by rule: at whose ends it was found in this call


class Shared(NamedTuple):
    """What all of a group use: `of` of them tell it; of `all` others `others` use it, too. `chance` is 0 to 1."""

    field: str
    text: str
    of: int
    others: int
    all: int
    chance: float


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told about the users who were there at the time of a verdict."""

    call: Call
    verdict: Verdict
    there: tuple[str, ...]

    def uses(self, user: str, field: str) -> str:
        """What a user had then; empty when it is not told, or told of a later join."""
        known = self.call.users.get(user)
        if known is None or moved_on(known, self.verdict.start):
            return ""
        text: str = getattr(known, field).strip()
        return "" if text.lower() in _UNTOLD else text

    def all_uses(self, users: Collection[str], field: str) -> list[str]:
        """What is told of some users, of each who tells it."""
        return [text for user in users if (text := self.uses(user, field))]


def moved_on(user: User, start: int) -> bool:
    """Whether a user joined again after `start`: device, network and SDK are told of the last join alone."""
    return len(user.stays) > 1 and any(stay.joined is not None and stay.joined > start for stay in user.stays[1:])


def with_shared(call: Call, verdict: Verdict, ends: Ends) -> Verdict:
    """The same verdict with what those concerned use, and what of it could not be told."""
    span = Span(verdict.start * 1000, verdict.end * 1000)
    there = tuple(user for user in call.rows if not call.present(user, span) < 0.5)
    told = _Told(call, verdict, there)
    notes = [*_device(told), *_of_ends(told, ends), *_of_hurt(told)]
    return replace(verdict, notes=(*verdict.notes, *notes), unchecked=(*verdict.unchecked, *_unchecked(told)))


def compare(group: Sequence[str], others: Sequence[str], field: str) -> Shared | None:
    """What all of `group` (what each of at least two uses) share and hardly any of `others` do."""
    having = sum(text == group[0] for text in others) if group else 0
    if len(group) < 2 or len(set(group)) > 1 or not others or having > _OTHERS * len(others):
        return None
    chance = comb(len(group) + having, len(group)) / comb(len(group) + len(others), len(group))
    return Shared(field, group[0], len(group), having, len(others), chance) if chance <= _CHANCE else None


def _device(told: _Told) -> Iterator[Remark]:
    """What the one at whose end it lies uses, and how many others use the same without harm."""
    verdict, cause = told.verdict, told.verdict.cause
    if verdict.rule not in _NAMED or not cause:
        return
    parts = []
    for field in FIELDS:
        if text := told.uses(cause, field):
            others = told.all_uses([user for user in told.there if user != cause], field)
            same = f" ({others.count(text)}/{len(others)})" if others else ""
            parts.append(f"{'SDK ' if field == 'sdk' else ''}{text}{same}")
    if parts:
        yield Remark("uses", cause, told=(("text", " · ".join(parts)),))


def _of_ends(told: _Told, ends: Ends) -> Iterator[Remark]:
    """What all share at whose ends the same kind of fault was found."""
    rule = told.verdict.rule
    kinds = next((kinds for kinds in (_DEVICE, _NETWORK) if rule in kinds), frozenset({rule}))
    group = {user for kind in kinds for user in ends.get(kind, ()) if user}
    if told.verdict.cause in group:
        yield from _differences(told, "fault", group, [user for user in told.there if user not in group])


def _of_hurt(told: _Told) -> Iterator[Remark]:
    """What all who were hurt share."""
    verdict = told.verdict
    group = [user for user in verdict.hurt if user != verdict.cause]
    others = [user for user in told.there if user not in (*verdict.hurt, verdict.cause)]
    found = list(_differences(told, "hurt", group, others))
    yield from found
    if verdict.rule != "R22" or found:
        return
    everybody = {field: told.all_uses(group, field) for field in FIELDS}
    same = {field: texts for field, texts in everybody.items() if len(texts) > 1 and len(set(texts)) == 1}
    if same and not others:
        yield from (
            Remark(f"all_{field}", told=(("text", texts[0]), ("n", len(texts)))) for field, texts in same.items()
        )
    elif any(everybody.values()):
        key = "nothing_shared" if others else "all_differ"
        yield Remark(key, told=(("n", len(group)), ("others", len(others))))


def _differences(told: _Told, who: Who, group: Collection[str], others: Collection[str]) -> Iterator[Remark]:
    """What sets a group apart, the least likely to be chance first."""
    found = [compare(told.all_uses(group, field), told.all_uses(others, field), field) for field in FIELDS]
    for one in sorted((one for one in found if one is not None), key=lambda one: one.chance):
        numbers = (("n", one.of), ("others", one.others), ("all", one.all), ("chance", 100 * one.chance))
        yield Remark(f"{who}_{one.field}", told=(("text", one.text), *numbers))


def _unchecked(told: _Told) -> Iterator[Remark]:
    """Whose device, network and SDK would have told more, and are not told."""
    verdict = told.verdict
    asked = verdict.hurt if verdict.rule == "R22" else (verdict.cause,) if verdict.rule in _NAMED else ()
    untold = [user for user in asked if user and not any(told.uses(user, field) for field in FIELDS)]
    later = [user for user in untold if user in told.call.users and moved_on(told.call.users[user], verdict.start)]
    if later:
        yield Remark("device_of_last_join", later[0])
    if len(untold) == len(asked) > 1:
        yield Remark("users_untold")
    elif untold and untold != later:
        yield Remark("device_untold", next(user for user in untold if user not in later))


__all__ = ["FIELDS", "Ends", "Shared", "compare", "moved_on", "with_shared"]
