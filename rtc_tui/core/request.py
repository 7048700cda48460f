"""What a headless command asks for, once it has been found sensible."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from shlex import join
from typing import Final, Literal

from rtc_tui.core.actions import DISTRIBUTION, spec_of
from rtc_tui.core.indicators import CATALOGUE, QUALITY, parse
from rtc_tui.core.model import WHOLE_APP, Dimension, Scope
from rtc_tui.core.times import parse_time
from rtc_tui.core.windows import REACH
from rtc_tui.errors import UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

LONGEST_FILTER: Final = 200  # characters
MOST_USERS: Final = 20  # of one list of the API
_ID: Final = re.compile(r"[A-Za-z0-9@._-]{1,128}")
_GRACE: Final = 120  # seconds: `-60m` is a little older than an hour by the time it is read


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """`get live`, or `get distribution` where `dimensions` holds any.

    `start` and `end` are epoch seconds or as typed; None: as far back as the API reaches, and now.

    What `-5m` and `10:32` mean depends on the clock, and ours may be wrong: `span` tells when the time is known.

    `scopes` holds one, or one per user with `--each-user`. `indicators` are names of requests (`stall_rate`) or of
    series (`80ms_audio_stall_rate`); empty: all. `watch` is the number of seconds between looks; None: one answer.
    """

    format: Format = Format.TABLE
    start: int | str | None = None
    end: int | str | None = None
    indicators: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = (WHOLE_APP,)
    watch: float | None = None
    dimensions: tuple[Dimension, ...] = ()

    @property
    def pane(self) -> str:
        """Whose data these are."""
        return "distribution" if self.dimensions else "live"

    def span(self, now: float, zone: tzinfo) -> tuple[int | None, int | None]:
        """(start, end) in epoch seconds, as typed at `now`. Raises `UsageError`."""
        hint = "" if self.dimensions else t("request.live_forms")
        return _moment(self.start, now, zone, hint), _moment(self.end, now, zone, hint)

    def instead(self) -> str:
        """The command that answers the same of earlier times, to be pasted. One user of those asked for one by one."""
        scope, pane = self.scopes[0], "distribution" if self.dimensions else "history"
        given = [("--from", self.start), ("--to", self.end), ("--room", scope.room or None)]
        given += (("--user", user) for user in scope.users)
        given += (("--dimension", each) for each in self.dimensions)
        given += (("--indicator", name) for name in self.indicators)
        given += [("--format", self.format)] if self.format is not Format.TABLE else []
        return join(["rtc-tui", "get", pane, *(str(word) for pair in given if pair[1] is not None for word in pair)])


def _moment(at: int | str | None, now: float, zone: tzinfo, hint: str) -> int | None:
    if not isinstance(at, str):
        return at
    try:
        return parse_time(at, now, zone)
    except UsageError as error:
        raise UsageError(error.message, hint or error.hint) from None


def scopes(room: str | None, users: Sequence[str], *, each: bool) -> tuple[Scope, ...]:
    """The scopes that `--room` (None: not given), `--user` and `--each-user` mean. Raises `UsageError`."""
    names = tuple(dict.fromkeys(users))
    if names and room is None:
        raise UsageError(t("request.user_without_room"), t("request.user_without_room_hint"))
    if each and not names:
        raise UsageError(t("request.each_without_user"), t("request.each_without_user_hint"))
    if room is not None:
        _valid("--room", room)
    for name in names:
        if "," in name:
            raise UsageError(t("request.comma", text=safe(name, 60)), t("request.comma_hint"))
        _valid("--user", name)
    if len(names) > MOST_USERS and not each:
        raise UsageError(t("request.many_users", count=len(names), most=MOST_USERS), t("request.many_users_hint"))
    if each:
        return tuple(Scope(room or "", (name,)) for name in names)
    return (Scope(room or "", names),)


def _valid(option: str, name: str) -> None:
    if not name:
        raise UsageError(t("request.empty_id", option=option), t("request.empty_id_hint", option=option))
    if not _ID.fullmatch(name):
        raise UsageError(t("request.bad_id", option=option, text=safe(name, 60)), t("request.bad_id_hint"))


def indicators(names: Sequence[str]) -> tuple[str, ...]:
    """The names, each known. Raises `UsageError` with the nearest one."""
    for name in names:
        if not parse(name).indicator:
            raise UsageError(t("request.no_indicator", text=safe(name, 60)), _nearest(name))
    return tuple(dict.fromkeys(name.strip().lower() for name in names))


def spread(names: Sequence[str]) -> tuple[str, ...]:
    """The same of those that have a distribution."""
    found = indicators(names)
    for name in found:
        if parse(name).indicator not in QUALITY:
            known = t("request.known", names=", ".join(QUALITY))
            raise UsageError(t("request.no_distribution", text=safe(name, 60)), known)
    return found


def dimensions(names: Sequence[str]) -> tuple[Dimension, ...]:
    """What to split by, whatever its case; none given: by province. Raises `UsageError`."""
    known = {each.casefold(): each for each in Dimension}
    for name in names:
        if name.casefold() not in known:
            hint = t("request.known", names=", ".join(Dimension))
            raise UsageError(t("request.no_dimension", text=safe(name, 60)), hint)
    return tuple(dict.fromkeys(known[name.casefold()] for name in names)) or (Dimension.PROVINCE,)


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name.casefold(), CATALOGUE, n=1, cutoff=0.5)
    known = t("request.known", names=", ".join(CATALOGUE))
    return t("request.did_you_mean", name=close[0]) + " " + known if close else known


def check_live_window(asked: LiveRequest, now: float, zone: tzinfo) -> None:
    """Whether real-time data can cover it. Raises `UsageError`."""
    start, end = asked.span(now, zone)
    last = now if end is None else end
    if start is not None and start >= last:
        raise UsageError(t("request.backwards"), t("request.backwards_hint"))
    if (start is not None and start < now - REACH - _GRACE) or last <= now - REACH:
        raise too_old(asked)


def too_old(asked: LiveRequest) -> UsageError:
    """That it lies further back than real-time data, and what to type instead."""
    return UsageError(t("request.too_old"), t("request.too_old_hint", command=safe(asked.instead(), 300)))


Source = Literal["realtime", "offline", "recorded"]


def source_of(start: int | None, end: int | None, now: float) -> Source:
    """Which source has a distribution of that time, whole. Of what neither API covers a recorder may have it.

    Raises `UsageError` where none can.
    """
    last, spec = now if end is None else end, spec_of(DISTRIBUTION)
    if start is not None and start >= last:
        raise UsageError(t("request.backwards"), t("request.backwards_hint"))
    if last > now - REACH and (start is None or start >= now - REACH - _GRACE):
        return "realtime"
    if start is not None and start < now - spec.reach - _GRACE:
        raise UsageError(t("request.no_source"), t("request.no_source_hint"))
    if start is None:
        raise UsageError(t("request.no_start"), t("request.no_start_hint"))
    return "recorded" if last > now - spec.delay + _GRACE else "offline"
