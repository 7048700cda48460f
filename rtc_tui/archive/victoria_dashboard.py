"""The Grafana dashboard that ships with the package, made from the catalogue of indicators: `grafana.json` beside this.

`python -m rtc_tui.archive.victoria_dashboard` writes it anew; a test holds the file to what is made here.
"""

import json
from pathlib import Path
from typing import Any, Final

from rtc_tui.archive.victoria_labels import COMMITS, metric_of
from rtc_tui.core.indicators import CATALOGUE, Indicator

FILE: Final = Path(__file__).with_name("grafana.json")
_APP: Final = 'app="$app",product="$product",step="30s"'
_WHOLE: Final = f'{_APP},room="",users="",os="",access="",dimension=""'
_WIDTH: Final = 12
_HEIGHT: Final = 8
_SOURCE: Final = {"type": "prometheus", "uid": "$source"}


def dashboard() -> dict[str, Any]:
    """The dashboard's JSON model."""
    panels = [_overall(row) for row in CATALOGUE.values()]
    panels += [_worst(row) for row in CATALOGUE.values() if row.unit == "%"]
    panels.append(_panel("Answers recorded per minute", f'sum(rate({COMMITS}{{app="$app"}}[5m])) * 60', "{{host}}", ""))
    for number, panel in enumerate(panels):
        place = {"x": number % 2 * _WIDTH, "y": number // 2 * _HEIGHT, "w": _WIDTH, "h": _HEIGHT}
        panel |= {"id": number + 1, "gridPos": place}
    return {
        "title": "rtc-tui",
        "uid": "rtc-tui",
        "tags": ["rtc"],
        "schemaVersion": 36,
        "editable": True,
        "timezone": "browser",
        "refresh": "30s",
        "time": {"from": "now-1h", "to": "now"},
        "templating": {"list": _variables()},
        "panels": panels,
    }


def expressions(model: dict[str, Any]) -> list[str]:
    """Every query of a dashboard."""
    return [target["expr"] for panel in model["panels"] for target in panel["targets"]]


def as_text() -> str:
    """The file's content."""
    return json.dumps(dashboard(), indent=1, ensure_ascii=False) + "\n"


def _overall(row: Indicator) -> dict[str, Any]:
    """One line for each medium and tier of the whole app; what was asked for later where nothing came in time."""
    metric = metric_of(row.name, row.unit)
    parts = (f'max without(source) ({metric}{{{_WHOLE},source="{name}"}})' for name in ("recorded", "backfilled"))
    return _panel(row.name, " or ".join(parts), "{{medium}} {{tier}}", row.unit)


def _worst(row: Indicator) -> dict[str, Any]:
    """The ten slices that are worst right now."""
    metric, pick = metric_of(row.name, row.unit), "topk" if row.better == "lower" else "bottomk"
    expression = f'{pick}(10, {metric}{{{_APP},room="",dimension="$dimension"}})'
    return _panel(f"{row.name} · $dimension", expression, "{{slice}} {{medium}} {{tier}}", row.unit)


def _panel(title: str, expression: str, legend: str, unit: str) -> dict[str, Any]:
    target = {"refId": "A", "datasource": _SOURCE, "expr": expression, "legendFormat": legend, "interval": "30s"}
    return {
        "type": "timeseries",
        "title": title,
        "datasource": _SOURCE,
        "targets": [target],
        "fieldConfig": {"defaults": {"unit": "percentunit" if unit == "%" else "short"}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}},
    }


def _variables() -> list[dict[str, Any]]:
    found = {"type": "query", "datasource": _SOURCE, "refresh": 2, "includeAll": False, "multi": False}
    series = metric_of("stall_rate", "%")
    return [
        {"name": "source", "type": "datasource", "query": "prometheus"},
        *(
            {"name": name, "query": f"label_values({series}{{{name}!=''}}, {name})"} | found
            for name in ("app", "product", "dimension")
        ),
    ]


if __name__ == "__main__":
    FILE.write_text(as_text(), encoding="utf-8")
