"""`diagnose`: who was in the room, what they saw and heard, and what follows from it.

All users of the room are asked about, for a fault at one end shows at the others; with `--user` as many as one request
takes, the users asked about first. What is left out is said.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from rtc_tui.config import Config
from rtc_tui.core.actions import CALL_DETAIL, spec_of
from rtc_tui.core.ask import AskDetail, AskUsers
from rtc_tui.core.call import join
from rtc_tui.core.call_request import CallRequest
from rtc_tui.core.calls import CallDetail, User, merged
from rtc_tui.core.diagnosis import Verdict, diagnose, rank
from rtc_tui.core.model import DAY, Window
from rtc_tui.core.snapshot import Problem
from rtc_tui.errors import RtcTuiError
from rtc_tui.feed import plan
from rtc_tui.feed.source import Source
from rtc_tui.report import asked, calls_app, verdicts_as
from rtc_tui.report.calls_found import absent, newest, nobody
from rtc_tui.report.loop import Out, Talk
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views.notes import Note

OK, WARNING, CRITICAL, UNKNOWN = range(4)  # as Nagios has it
_ORDER: Final = (OK, UNKNOWN, WARNING, CRITICAL)  # the worst last
_LOOK_BACK: Final = 6 * DAY


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What came of it. `window` is what was looked at; `left_out` were there, too; `dropped` nobody knows."""

    room: str
    window: Window
    now: float
    verdicts: tuple[Verdict, ...]
    users: int = 0
    left_out: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: Problem | None = None


async def run(
    request: CallRequest, config: Config, source: Callable[[], Source], *, text: bool, out: Out | None = None
) -> int:
    """Print the verdicts; what a monitor makes of them (0 to 3). Raises `RtcTuiError` after what came was printed."""
    feed, target = source(), out or sys.stdout
    try:
        skew = feed.meter().skew_s
        found = await _diagnosed(request, config, feed)
        if plan.clock_moved(skew, feed.meter().skew_s):  # our clock is wrong, and so was the window
            found = await _diagnosed(request, config, feed)
        for piece in (verdicts_as.text if text else verdicts_as.json_lines)(found, config):
            target.write(piece)
        target.flush()
        Talk().say(Note(text, text) for text in found.notes)
        if found.problem is not None:
            raise asked.raised(found.problem)
        return max((state(verdict) for verdict in found.verdicts), key=_ORDER.index)
    finally:
        await feed.aclose()


def state(verdict: Verdict) -> int:
    """What a monitor makes of a verdict: what somebody did by intent is no fault, a mere suspicion is a warning."""
    if verdict.type == "NONE" or verdict.deliberate:
        return OK
    if verdict.type == "GAP":
        return UNKNOWN
    return WARNING if verdict.confidence == "low" else CRITICAL


async def _diagnosed(request: CallRequest, config: Config, feed: Source) -> Diagnosis:
    window = await _window(request, config, feed)
    if window is None:
        now = int(feed.now())
        return await _nothing(request, config, feed, Window(now - _LOOK_BACK, now))
    ask = AskUsers(request.room, window)
    listing = asked.check((await asked.answers(feed, ask))[ask])
    there = _by_name(asked.rows(listing, User))
    chosen, left_out = choose(there, request.users, spec_of(CALL_DETAIL).users)
    if not chosen:
        return await _nothing(request, config, feed, window)
    detail = AskDetail(request.room, chosen, window)
    answer = (await asked.answers(feed, detail))[detail]
    parts = asked.parts(answer, CallDetail)
    if not parts and answer.problem is not None:
        raise asked.raised(answer.problem)
    seen = covered(window, parts, whole=answer.problem is None and not answer.notes)
    call = join(request.room, seen, there.values(), parts)
    verdicts = tuple(verdict for user in request.users or ("",) for verdict in diagnose(call, config.rules, user))
    verdicts = await calls_app.beside(verdicts, config, feed)
    known = there.keys() | call.rows.keys()
    unknown = tuple(user for user in request.users if user not in known)
    notes = (absent(unknown, request.room, seen, config),) if unknown else ()
    return Diagnosis(
        request.room,
        seen,
        feed.now(),
        tuple(sorted(verdicts, key=rank)),
        len(call.names),
        left_out,
        unknown,
        (
            *notes,
            *_notes(request, listing_notes=asked.notes(listing), detail_notes=asked.notes(answer), left_out=left_out),
        ),
        answer.problem,
    )


async def _window(request: CallRequest, config: Config, feed: Source) -> Window | None:
    if request.placed:
        return request.window(feed.now(), config.ui.zone, details=True)
    return await newest(feed, request.room)


async def _nothing(request: CallRequest, config: Config, feed: Source, window: Window) -> Diagnosis:
    """Nobody was there: that is a verdict, too."""
    notes: tuple[str, ...] = ()
    with suppress(RtcTuiError):
        notes = (await nobody(feed, request.room, window, config),)
    verdicts = tuple(
        each
        for user in request.users or ("",)
        for each in diagnose(join(request.room, window, (), ()), config.rules, user)
    )
    return Diagnosis(request.room, window, feed.now(), verdicts, dropped=request.users, notes=notes)


def _by_name(users: list[User]) -> dict[str, User]:
    known: dict[str, User] = {}
    for user in users:
        known[user.user] = merged(known[user.user], user) if user.user in known else user
    return known


def choose(there: dict[str, User], users: tuple[str, ...], most: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(whom to ask about, who is left out): all, or with `users` as many as `most`, those who stayed longest."""
    others = sorted((user for user in there if user not in users), key=lambda user: -(there[user].online_s or 0.0))
    everybody = (*users, *others)
    if not users or len(everybody) <= most:
        return everybody, ()
    count = max(most, len(users))
    return everybody[:count], everybody[count:]


def covered(window: Window, parts: list[CallDetail], *, whole: bool) -> Window:
    """What all of the parts together tell of. Of a piece of time that came in part nothing is told.

    The pieces come newest first; the oldest of an answer that was cut short may be about some users alone.
    """
    starts = sorted({part.window.start for part in parts})
    if whole or not starts:
        return window
    return Window(starts[1] if len(starts) > 1 else starts[0], window.end)


def _notes(
    request: CallRequest, *, listing_notes: tuple[str, ...], detail_notes: tuple[str, ...], left_out: tuple[str, ...]
) -> list[str]:
    told = [*listing_notes, *detail_notes]
    if left_out:
        names = ", ".join(safe(user, 60) for user in left_out[:5]) + (", …" if len(left_out) > 5 else "")
        told.append(t("report_calls.left_out", n=len(left_out), users=names, room=safe(request.room, 60)))
    return list(dict.fromkeys(told))
