"""What `get calls` and `diagnose` are asked for, once it has been found sensible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, Literal

from rtc_tui.core import request
from rtc_tui.core.actions import CALL_DETAIL, ROOMS, spec_of
from rtc_tui.core.calls import Direction
from rtc_tui.core.metrics import CATALOGUE
from rtc_tui.core.model import DAY, HOUR, Window
from rtc_tui.core.request import Format
from rtc_tui.core.times import parse_time
from rtc_tui.errors import UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_GRACE: Final = 120  # seconds: `-6d` is a little older than six days by the time it is read
Kind = Literal["rooms", "users", "details"]
_DIRECTIONS: Final = {"both": None, "up": Direction.UP, "down": Direction.DOWN}


@dataclass(frozen=True, slots=True)
class CallRequest:
    """`get calls`, or `diagnose` where `users` are those asked about.

    `start` and `end` are as typed: what they mean depends on the clock, and ours may be wrong. `direction` None: both.
    `metrics` are IDs of the catalogue; empty: all. `watch` is the number of seconds between looks; None: one answer.
    """

    room: str = ""
    users: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    format: Format = Format.TABLE
    direction: Direction | None = None
    metrics: tuple[str, ...] = ()
    watch: float | None = None

    @property
    def kind(self) -> Kind:
        """What is listed."""
        return "details" if self.users else "users" if self.room else "rooms"

    @property
    def placed(self) -> bool:
        """Whether a time was given at all."""
        return self.start is not None or self.end is not None

    def window(self, now: float, zone: tzinfo, *, details: bool, given: float | None = None) -> Window:
        """What is asked about, epoch seconds: unless told otherwise the last day, of details the last hour.

        `details`: of call metrics, which are kept for fewer days. `given` is when the times were typed; None: just now.
        Raises `UsageError` where nothing of it can be had.
        """
        spec, then = spec_of(CALL_DETAIL if details else ROOMS), now if given is None else given
        end = int(now) if self.end is None else min(int(now), _moment(self.end, then, zone))
        start = end - (HOUR if details else DAY) if self.start is None else _moment(self.start, then, zone)
        if start >= end:
            raise UsageError(t("request.backwards"), t("request.backwards_hint"))
        if end <= now - spec.reach + _GRACE:
            days = spec.reach // DAY
            raise UsageError(t("report_calls.too_old", days=days), t("report_calls.too_old_hint"))
        return Window(start, end)


def _moment(text: str, now: float, zone: tzinfo) -> int:
    try:
        return parse_time(text, now, zone)
    except UsageError as error:
        raise UsageError(error.message, t("report_calls.forms")) from None


def whom(room: str | None, users: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """(room, users), each a valid ID; of users any number, for the client splits them. Raises `UsageError`."""
    found = request.scopes(room, users, each=bool(users))
    return found[0].room, tuple(scope.users[0] for scope in found if scope.users)


def direction(word: str, users: Sequence[str]) -> Direction | None:
    """One direction, None for both. Raises `UsageError` where there is nothing that goes either way."""
    if word != "both" and not users:
        raise UsageError(t("report_calls.needs_user", option="--direction"), t("report_calls.needs_user_hint"))
    return _DIRECTIONS[word]


def metrics(names: Sequence[str], users: Sequence[str]) -> tuple[str, ...]:
    """The metrics, each known. Raises `UsageError` with the nearest one."""
    if names and not users:
        raise UsageError(t("report_calls.needs_user", option="--indicator"), t("report_calls.needs_user_hint"))
    for name in names:
        if name.strip().lower() not in CATALOGUE:
            raise UsageError(t("report_calls.no_metric", text=safe(name, 60)), _nearest(name))
    return tuple(dict.fromkeys(name.strip().lower() for name in names))


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name.casefold(), CATALOGUE, n=1, cutoff=0.5)
    known = t("request.known", names=", ".join(CATALOGUE))
    return t("request.did_you_mean", name=close[0]) + " " + known if close else known
