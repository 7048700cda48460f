"""`get calls` as JSON: one object per look, on a line of its own. What is not known has no key."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rtc_tui.config import Config
from rtc_tui.core.calls import Room, User
from rtc_tui.core.snapshot import Problem, trouble
from rtc_tui.report.calls_found import Found
from rtc_tui.report.calls_rows import CallLook, Told
from rtc_tui.text.safe import safe
from rtc_tui.views import cells


def lines(look: CallLook, config: Config) -> Iterator[str]:
    """The object, and the end of its line."""
    yield json.dumps(_object(look, config), ensure_ascii=False) + "\n"


def signature(found: Found) -> object:
    """What makes a line worth printing when no row is new."""
    problem = found.problem
    return problem and (problem.kind, problem.code), found.notes, found.dropped


def _object(look: CallLook, config: Config) -> dict[str, Any]:
    found, zone = look.found, config.ui.zone
    shown: dict[str, Any] = {
        "pane": "calls",
        "app": safe(config.target.app),
        "product": str(config.target.product),
        "from": cells.iso(found.window.start, zone),
        "to": cells.iso(found.window.end, zone),
        "generated": cells.iso(found.now, zone),
    }
    match look.request.kind:
        case "rooms":
            shown["rooms"] = [_room(room, config) for room in look.rooms]
        case "users":
            shown |= {"room": look.request.room, "users": [_user(user, config) for user in look.users]}
        case "details":
            shown |= {"room": look.request.room, "rows": [_row(row) for row in look.rows]}
    if found.dropped:
        shown["dropped_users"] = [safe(user) for user in found.dropped]
    return shown | {"health": health(found.problem, found.notes)}


def health(problem: Problem | None, notes: tuple[str, ...]) -> dict[str, Any]:
    """How far it can be trusted."""
    shown: dict[str, Any] = {"state": str(trouble(problem)) if problem else "live"}
    shown["errors"] = [_error(problem)] if problem else []
    return shown | ({"notes": [safe(note, 1000) for note in notes]} if notes else {})


def _error(problem: Problem) -> dict[str, str]:
    return known({
        "action": safe(problem.action), "kind": problem.kind, "message": safe(problem.message, 1000),
        "hint": safe(problem.hint, 1000), "code": safe(problem.code), "request_id": safe(problem.request_id),
    })  # fmt: skip


def known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those that hold something."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def _room(room: Room, config: Config) -> dict[str, Any]:
    return known({
        "room": safe(room.room), "call": safe(room.call), "created": _time(room.created, config),
        "ended": _time(room.ended, config), "users": room.users, "live": not room.finished,
    })  # fmt: skip


def _user(user: User, config: Config) -> dict[str, Any]:
    stays = [known({"joined": _time(one.joined, config), "left": _time(one.left, config)}) for one in user.stays]
    return known({
        "user": safe(user.user), "room": safe(user.room), "call": safe(user.call),
        "joined": _time(user.joined, config), "left": _time(user.left, config), "online_s": user.online_s,
        "live": not user.finished, "published": user.published, "os": safe(user.os), "access": safe(user.access),
        "device": safe(user.device), "sdk": safe(user.sdk), "stays": stays,
    })  # fmt: skip


def _time(at: int | None, config: Config) -> str | None:
    return None if at is None else cells.iso(at, config.ui.zone)


def _row(row: Told) -> dict[str, Any]:
    return {
        "room": safe(row.room),
        "user": safe(row.way.user),
        **({"peer": safe(row.way.peer)} if row.way.peer else {}),
        "direction": str(row.direction),
        "metrics": [
            {
                "id": safe(metric.id), "name": safe(metric.name), "desc": safe(metric.desc), "unit": safe(metric.unit, 16),
                "times_ms": [at for at, _ in points], "values": [value for _, value in points],
            }
            for metric, points in row.measured
        ],
    }  # fmt: skip
