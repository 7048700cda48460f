"""What stands around every pane: state word, age, alerts, app, quota, clocks, and what is wrong."""

from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo
from typing import Final, NamedTuple

from rtc_tui.core.account import Target
from rtc_tui.core.snapshot import Health, Problem, Replay, Selection, Snapshot, State, condition
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells

AGE_STEP: Final = 5  # seconds: an age that changes each second would cost bytes on every line of an SSH session

_SEVERITY: Final[dict[State, Severity]] = {
    State.WAITING: Severity.NONE,
    State.LIVE: Severity.OK,
    State.SLOW: Severity.WARN,
    State.THROTTLED: Severity.WARN,
    State.OFFLINE: Severity.CRIT,
    State.REFUSED: Severity.CRIT,
    State.REPLAY: Severity.OK,
}
_SIGNS: Final[dict[State, str]] = {
    State.WAITING: "◌",
    State.LIVE: "●",
    State.SLOW: "◐",
    State.THROTTLED: "⚠",
    State.OFFLINE: "✖",
    State.REFUSED: "✖",
    State.REPLAY: "◀",
}


class Frame(NamedTuple):
    """The header's parts, in the order in which they are kept when the line gets short."""

    state: str  # "● LIVE", "✖ OFFLINE 40 s, next try in 8 s"
    severity: Severity
    age: str  # "71 s old", empty when nothing is held
    alerts: tuple[tuple[Severity, int], ...]  # worst first, only what is there
    app: str
    clock: str
    utc: str
    quota: str
    quota_full: bool
    ticking: bool  # whether seconds are on screen, so that it has to be drawn each second


class Banner(NamedTuple):
    """A problem in full: what happened, what to do, and what the service calls it."""

    severity: Severity
    message: str
    hint: str
    detail: str  # since when, how often, and the name by which the service's support knows it


def frame(
    snapshot: Snapshot,
    selection: Selection,
    target: Target,
    now: float,
    zone: tzinfo,
    *,
    alerts: Mapping[Severity, int],
    frozen: int | None = None,
    masked: bool = False,
) -> Frame:
    """`now` is the service's time; `frozen` counts the snapshots held back; `masked` hides IDs."""
    health = snapshot.health
    state = condition(health, now)
    word, severity = _word(state, health, now, zone)
    if frozen is not None:
        word, severity = t("frame.frozen", n=frozen), Severity.WARN
    return Frame(
        state=word,
        severity=severity,
        age=age(health, now),
        alerts=tuple((level, alerts[level]) for level in (Severity.CRIT, Severity.WARN) if alerts.get(level)),
        app=_app(target, selection, masked=masked),
        clock=f"{_day(health, now, zone)}{cells.clock(now, zone, seconds=False)} {cells.zone_name(now, zone)}",
        utc=cells.clock(now, UTC, seconds=False) + "Z",
        quota=_quota(health),
        quota_full=bool(health.quota.limit) and health.quota.used >= health.quota.limit * 0.9,
        ticking=frozen is None and state in (State.OFFLINE, State.THROTTLED),
    )


def _day(health: Health, now: float, zone: tzinfo) -> str:
    """`11-19 `: of a replay, which may be of any day."""
    return "" if health.replay is None else f"{cells.iso(now, zone)[5:10]} "


def next_draw(view: Frame, replay: Replay | None, now: float) -> float | None:
    """Seconds of the clock until the frame says something else by itself; None: never, since time stands still."""
    if replay is not None and replay.paused:
        return None
    if view.ticking:
        return 1.0
    step = AGE_STEP - now % AGE_STEP
    return step + 0.05 if replay is None else max(1.0, step / replay.speed)


def age(health: Health, now: float) -> str:
    """How old the newest bucket is, in steps of five seconds; empty when none is held."""
    if health.newest is None:
        return ""
    seconds = int(now - health.newest)
    return t("frame.age", age=cells.age(seconds - seconds % AGE_STEP))


def _word(state: State, health: Health, now: float, zone: tzinfo) -> tuple[str, Severity]:
    problem = health.problems.get(health.lead)
    sign = _SIGNS[state]
    if health.replay is not None:
        return _replayed(health.replay)
    if problem is None:
        return f"{sign} {t(f'frame.{state}')}", _SEVERITY[state]
    if state is State.THROTTLED:
        return f"{sign} {t('frame.throttled_until', time=cells.clock(problem.next_try, zone))}", _SEVERITY[state]
    if state is State.OFFLINE:
        text = t("frame.offline", age=cells.age(now - problem.since), wait=_wait(problem, now))
        return f"{sign} {text}", _SEVERITY[state]
    return f"{sign} {t(f'frame.refused_{problem.kind}')}", _SEVERITY[state]


def _replayed(replay: Replay) -> tuple[str, Severity]:
    """`◀ REPLAY ×10`, `◀ REPLAY ‖ ×10`: what is shown is not now."""
    sign = f"{_SIGNS[State.REPLAY]} {t('frame.replay')}{' ‖' if replay.paused else ''} ×{replay.speed}"
    return sign, Severity.WARN if replay.paused else _SEVERITY[State.REPLAY]


def _wait(problem: Problem, now: float) -> str:
    return cells.age(max(0.0, (problem.next_try or now) - now))


def _app(target: Target, selection: Selection, *, masked: bool) -> str:
    app = "▒▒▒▒" if masked else abbreviate(target.app)
    label = safe(target.label or target.profile, 24)
    return " ".join(part for part in (label, app, t(f"frame.{selection.product}")) if part)


def abbreviate(app: str) -> str:
    """`661e…43cf`: enough to recognise an app by."""
    shown = safe(app, 128)
    return shown if len(shown) <= 10 else f"{shown[:4]}…{shown[-4:]}"


def _quota(health: Health) -> str:
    quota = health.quota
    if not quota.limit:
        return ""
    minute = t("frame.quota", used=quota.used, limit=quota.limit)
    return minute + (t("frame.quota_day", used=quota.day_used, limit=quota.day_limit) if quota.day_limit else "")


def hidden(text: str, ids: Iterable[str]) -> str:
    """The text with these IDs made unreadable: errors name the app, the room, the users."""
    for each in ids:
        text = text.replace(safe(each), "▒▒▒▒") if each else text
    return text


def ids(target: Target, selection: Selection) -> tuple[str, ...]:
    """What `hidden` has to hide, longest first, so that no part of one is left."""
    visit = selection.visit
    found = {target.app, selection.scope.room, *selection.scope.users, visit.room, visit.user, *visit.chosen}
    return tuple(sorted(found, key=lambda each: -len(each)))


def banner(health: Health, now: float, zone: tzinfo, *, secret: Iterable[str] = ()) -> Banner | None:
    """What keeps the app's quality from the screen, and what to do; None when nothing does.

    What only costs an extra is the pane's to tell, beside what is missing. `secret` are IDs that must not be shown.
    """
    problem = health.problems.get(health.lead)
    if problem is None:
        return None
    severity = _SEVERITY[condition(health, now)]
    since = t("frame.since", time=cells.clock(problem.since, zone), n=problem.attempts)
    known = t("frame.request_id", id=safe(problem.request_id, 64)) if problem.request_id else ""
    secret = tuple(secret)
    return Banner(
        severity,
        hidden(problem.message, secret),
        hidden(problem.hint, secret),
        " · ".join(part for part in (since, known) if part),
    )
