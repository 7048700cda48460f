"""What the diagnosis says: a verdict, with the numbers it stands on."""

from dataclasses import dataclass
from math import nan
from typing import Literal, NamedTuple

Symptom = Literal["AS", "VS", "SIL", "BLUR", "DLY"]
Type = Literal["AS", "VS", "SIL", "BLUR", "DLY", "NONE", "GAP"]
Location = Literal["local", "remote", "both", "server", "unknown"]
Confidence = Literal["high", "medium", "low"]


class Evidence(NamedTuple):
    """One number. `metric` is an ID of the catalogue or a derived one (`share_hurt`, `fps_ratio`), `limit` may be NaN."""

    metric: str
    user: str
    value: float
    limit: float = nan
    unit: str = ""
    peer: str = ""


class Remark(NamedTuple):
    """Something that contradicts a verdict, was not checked, or was merely noticed: `diagnosis.note_{key}` says it.

    `told` are further fields of the sentence by name: numbers, and text from outside as it came.
    """

    key: str
    user: str = ""
    value: float = nan
    told: tuple[tuple[str, str | float], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One cause, in epoch seconds [start, end).

    `user` is who was hurt (the worst of `hurt`, or the one asked about), `peer` whom they heard or watched, empty:
    everybody. `location` is seen from `user`: local is their own end, remote the peer's. `rule` is R0 to R24, empty for
    NONE. `also_possible` holds the runner-up's rule. `next_step` is a text key: `t(f"diagnosis.{next_step}")`.
    """

    start: int
    end: int
    type: Type
    location: Location
    user: str = ""
    peer: str = ""
    stage: str = ""
    factor: str = ""
    rule: str = ""
    confidence: Confidence = "low"
    evidence: tuple[Evidence, ...] = ()
    contradicts: tuple[Remark, ...] = ()
    unchecked: tuple[Remark, ...] = ()
    also_possible: tuple[str, ...] = ()
    next_step: str = ""
    hurt: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()
    weight: float = 0.0  # how much was suffered, to put the worst first: seconds of pairs, in multiples of the limit

    @property
    def deliberate(self) -> bool:
        """Whether it tells what somebody did (left, muted themselves) and not what went wrong."""
        return self.rule in ("R1", "R2")

    @property
    def cause(self) -> str:
        """The user at whose end it is, as far as one is named."""
        return {"local": self.user, "remote": self.peer}.get(self.location, "")
