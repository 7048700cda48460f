"""What is in a bundle, told to people and to scripts. Whatever stands in it was written by somebody else."""

import json
from collections.abc import Iterator
from math import isnan

from rtc_tui.archive.bundle import Bundle
from rtc_tui.config import Config
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views.cells import iso


def _counts(bundle: Bundle) -> dict[str, int]:
    return {
        "series": len({key for key, _ in bundle.columns}),
        "points": sum(not isnan(value) for column in bundle.columns.values() for value in column.values),
        "rooms": len(bundle.all_rooms),
        "users": len(bundle.all_users),
        "details": len(bundle.all_details),
    }


def text(bundle: Bundle, config: Config, path: str) -> Iterator[str]:
    """Lines, each with its end."""
    about, zone, counts = bundle.about, config.ui.zone, _counts(bundle)
    start, end = (iso(at, zone) for at in about.window)
    yield t("bundle.about", app=safe(about.app, 128), product=about.product, start=start, end=end) + "\n"
    yield t("bundle.made_by", version=safe(about.made_by, 40), time=iso(int(about.made), zone)) + "\n"
    if about.note:
        yield t("bundle.note", note=safe(about.note, 2000)) + "\n"
    if about.only:
        yield t("bundle.only", rooms=safe(", ".join(about.only), 1000)) + "\n"
    hidden = (("hashed", about.hashed), ("hashed_rooms", about.hashed_rooms))
    yield from (t(f"bundle.{name}") + "\n" for name, holds in hidden if holds)
    yield t("bundle.bounds", profile=about.profile, n=len(about.overrides)) + "\n"
    yield t("bundle.series", n=counts["series"], points=counts["points"]) + "\n"
    yield t("bundle.calls", **{name: counts[name] for name in ("rooms", "users", "details")}) + "\n"
    if bundle.said:
        yield "\n" + t("bundle.verdicts") + "\n"
    for said in bundle.said:
        first, *rest = said.lines or ("",)
        yield f"  {safe(said.room, 60)}  {safe(said.rule, 8)}  {safe(first, 1000)}\n"
        yield from (f"      {safe(line, 1000)}\n" for line in rest)
    yield "\n" + t("bundle.play", path=safe(path, 1000)) + "\n"


def json_lines(bundle: Bundle, config: Config) -> Iterator[str]:
    """One object."""
    about, zone = bundle.about, config.ui.zone
    found = {
        "app": safe(about.app, 128),
        "product": about.product,
        "from": iso(about.start, zone),
        "to": iso(about.end, zone),
        "made": iso(int(about.made), zone),
        "made_by": safe(about.made_by, 40),
        "note": safe(about.note, 2000),
        "only_rooms": [safe(room, 128) for room in about.only],
        "users_hashed": about.hashed,
        "rooms_hashed": about.hashed_rooms,
        "thresholds": about.profile,
        **_counts(bundle),
        "verdicts": [
            {
                "room": safe(said.room, 128),
                "start": iso(said.start, zone),
                "end": iso(said.end, zone),
                "type": safe(said.kind, 8),
                "rule": safe(said.rule, 8),
                "confidence": safe(said.confidence, 8),
                "lines": [safe(line, 1000) for line in said.lines],
            }
            for said in bundle.said
        ],
    }
    yield json.dumps(found, ensure_ascii=False) + "\n"
