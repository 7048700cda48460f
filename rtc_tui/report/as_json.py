"""One JSON object per look, on a line of its own."""

import json
from collections.abc import Iterator
from typing import Any

from rtc_tui.config import Config
from rtc_tui.core import dimensions
from rtc_tui.core.indicators import parse
from rtc_tui.core.model import Feature
from rtc_tui.core.snapshot import Health, Problem, condition
from rtc_tui.core.thresholds import grade
from rtc_tui.report.rows import Look, Rows, plain, provenance
from rtc_tui.text.safe import safe
from rtc_tui.views import cells


def lines(look: Look, config: Config) -> Iterator[str]:
    """The object, and the end of its line."""
    yield json.dumps(_object(look, config), ensure_ascii=False) + "\n"


def signature(look: Look) -> object:
    """What makes a line worth printing when no bucket is new: a change of state, of errors, or of notes."""
    health = look.snapshot.health
    return (
        condition(health, look.snapshot.now),
        [(feature, each.kind, each.code, each.message, each.hint) for feature, each in health.problems.items()],
        [note.topic for note in look.notes],
        health.missing_users,
    )


def _object(look: Look, config: Config) -> dict[str, Any]:
    zone, health = config.ui.zone, look.snapshot.health
    found: dict[str, Any] = {
        "pane": "distribution" if look.dimensions else "live",
        "app": safe(config.target.app),
        "product": str(config.target.product),
        **({"dimension": str(look.dimensions[0])} if len(look.dimensions) == 1 else {}),
        "from": cells.iso(look.window.start, zone),
        "to": cells.iso(look.window.end, zone),
        "generated": cells.iso(look.snapshot.now, zone),
        "series": [_series(each, config) for each in look.rows if each.points or look.first],
        "health": _health(health, look),
    }
    if health.missing_users:
        found["dropped_users"] = [safe(user) for user in health.missing_users]
    return found


def _series(rows: Rows, config: Config) -> dict[str, Any]:
    key, name = rows.series.key, parse(rows.series.key.name)
    bounds = config.thresholds.bounds(key.name)
    better = bounds.better if bounds else name.better
    known = {
        "name": safe(key.name),
        "indicator": name.indicator,
        "medium": name.medium,
        "tier": name.tier,
        "unit": safe(rows.series.unit or name.unit, 16),
        "better": better or "",
        "room": safe(key.scope.room),
        "severity": rows.severity.word,
    }
    found: dict[str, Any] = {field: value for field, value in known.items() if value}
    if key.dimension:
        label = dimensions.label(key.dimension, key.slice, 60)
        found |= {"dimension": str(key.dimension), "slice": safe(key.slice), "label": label}
    if key.scope.users:
        found["users"] = [safe(user) for user in key.scope.users]
    found["points"] = [
        {
            "time": cells.iso(at, config.ui.zone),
            "value": plain(value, name),
            "severity": grade(bounds, value).word,
            "provenance": provenance(rows.series, at),
        }
        for at, value in rows.points
    ]
    return found


def _health(health: Health, look: Look) -> dict[str, Any]:
    now = look.snapshot.now
    found: dict[str, Any] = {"state": str(condition(health, now))}
    if health.newest is not None:
        found["age_s"] = int(now - health.newest)
    found["errors"] = [_error(feature, each) for feature, each in health.problems.items()]
    if health.dropped.total:
        found["dropped_points"] = health.dropped.total
    if look.notes:
        found["notes"] = [safe(note.text, 1000) for note in look.notes]
    return found


def _error(feature: Feature, trouble: Problem) -> dict[str, str]:
    known = {
        "feature": str(feature),
        "kind": trouble.kind,
        "message": safe(trouble.message, 1000),
        "hint": safe(trouble.hint, 1000),
        "code": safe(trouble.code),
        "request_id": safe(trouble.request_id),
    }
    return {field: value for field, value in known.items() if value}
