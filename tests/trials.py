"""What `make faults` tries beyond `get live`: faults of each other action, and the command that asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from rtc_tui.core import actions
from rtc_tui.simulator.faults.tree import patterns
from rtc_tui.simulator.refusals import KNOWN
from tests.client.mutants import good

ROOM: Final = "room-4711"
USER: Final = "user-20811"
ONLINE: Final = "online"  # no command asks for it alone: a question of the Calls pane
_DAY: Final = ("--from", "-2d", "--to", "-1d")
_ONE: Final = ("--dimension", "OS", "--indicator", "stall_rate")


@dataclass(frozen=True, slots=True)
class Trial:
    """An action, the words of a command that asks for it, and which good answer of `mutants` is of its shape."""

    action: str
    words: tuple[str, ...]
    shape: str

    @property
    def asked_by(self) -> str:
        """As the page tells it."""
        return "the Calls pane" if self.words == (ONLINE,) else f"`rtc-tui {' '.join(self.words)}`"


TRIALS: Final = (
    Trial(actions.REALTIME_DISTRIBUTION, ("get", "distribution", *_ONE), "distribution"),
    Trial(actions.REALTIME_OPERATION, ("get", "live"), "quality"),
    Trial(actions.QUALITY, ("get", "history", *_DAY), "offline"),
    Trial(actions.DISTRIBUTION, ("get", "distribution", *_DAY, *_ONE), "offline-distribution"),
    Trial(actions.OPERATION, ("get", "history", "--kind", "operation"), "offline"),
    Trial(actions.OPERATION_DISTRIBUTION, ("get", "history", "--kind", "users"), "shares"),
    Trial(actions.USAGES, ("get", "history", "--kind", "usage"), "usages"),
    Trial(actions.ROOMS, ("get", "calls", "--from", "-20m"), "rooms"),
    Trial(actions.USERS, ("get", "calls", "--room", ROOM, "--from", "-1h"), "users"),
    Trial(actions.CALL_DETAIL, ("get", "calls", "--room", ROOM, "--user", USER, "--from", "-10m"), "calls"),
    Trial(actions.ONLINE_USERS, (ONLINE,), "online"),
)
_EVERY: Final = (
    "error:AccessDenied", "error:InternalError", "throttle:account", "html:502", "empty:200", "truncated", "drop:body",
    "nested", "number:nan", "hostile:esc", "mutate:1", "mutate:2",
)  # fmt: skip
_ECHOED: Final = ("Result.RoomId", "Result.UserId", "Result.AggregateGranularity", "Result.Indicators.[].overview")


def faults(trial: Trial) -> Iterator[str]:
    """What goes wrong everywhere; some codes with HTTP 200; and at each place of the answer another type, and nothing."""
    kinds = [*_EVERY, *_codes(trial)]
    for path, value in _places(trial.shape):
        kinds += [f"wrong:{path}:{_other(value)}", f"missing:{path}"]
    yield from (f"{kind}@{trial.action}" for kind in kinds)


def _codes(trial: Trial) -> list[str]:
    """The share of a trial in the codes, which are all tried once between them, with HTTP 200."""
    return [f"error:{code}:200" for code in list(KNOWN)[TRIALS.index(trial) :: len(TRIALS)]]


def _places(shape: str) -> list[tuple[str, Any]]:
    """The paths below the result of a good answer, each with what stands there."""
    found = []
    for path, places in patterns({"": good(shape)}).items():
        if path.startswith("Result.") and not path.startswith(_ECHOED):
            box, key = places[0]
            found.append((path, box[key]))
    return sorted(found, key=lambda one: one[0])


def _other(value: Any) -> str:
    """A type that it is not, and that a careless sender may write."""
    if isinstance(value, dict | list):
        return "string"
    return "object" if isinstance(value, str) else "string"
