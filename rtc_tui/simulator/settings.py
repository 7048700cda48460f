"""What of the service's behaviour can be switched: where the documents disagree, or leave a choice."""

from dataclasses import dataclass
from typing import Literal

from rtc_tui.simulator.limits import Caps

IndicatorForm = Literal["string", "list", "any"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The defaults follow the documents' tables, not their examples."""

    only_version: str = ""  # serve no other version of any action
    indicator_form: IndicatorForm = "string"  # of the distribution's Indicator (FACTS 4.2)
    throttle_as: str = "FlowLimitExceeded"  # or FlowLimitExceeded.QPSOverLimit, AccountFlowLimitExceeded
    skew_s: float = 0.0  # the service's clock against this machine's
    caps: Caps | None = None  # of every action, in place of the documented ones
