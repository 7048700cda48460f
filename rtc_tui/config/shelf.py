"""The rooms kept at hand, in a small file per app in the state directory.

Losing it costs nothing but a few keys: what cannot be read counts as empty, what cannot be written is not kept. Two
programs at once: the last one to write wins.
"""

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from rtc_tui.core.shelf import MOST_PINNED, MOST_RECENT, Shelf

_LARGEST: Final = 1 << 16  # bytes
_LONGEST: Final = 256  # characters of an ID


def read_shelf(folder: Path | None, app: str, watch: tuple[str, ...]) -> Shelf:
    """What was kept of this app, under the configuration's watch list. Never raises."""
    import json

    empty = Shelf(watch)
    if folder is None:
        return empty
    try:
        with _file(folder, app).open("rb") as file:
            kept = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return empty
    if not isinstance(kept, dict):
        return empty
    return Shelf(watch, _names(kept.get("pins"))[:MOST_PINNED], _names(kept.get("recent"))[:MOST_RECENT])


def write_shelf(folder: Path | None, app: str, shelf: Shelf) -> None:
    """Keep it, readable by the user alone. Never raises."""
    import json

    if folder is None:
        return
    kept = replace(shelf, pins=_names(shelf.pins), recent=_names(shelf.recent))
    target = _file(folder, app)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump({"pins": kept.pins, "recent": kept.recent}, file)
        draft.replace(target)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _file(folder: Path, app: str) -> Path:
    return folder / f"rooms-{app}.json"


def _names(raw: Any) -> tuple[str, ...]:
    """Texts alone, none of them endless, none that no file can hold."""
    if not isinstance(raw, list | tuple):
        return ()
    fit = (name for name in raw if isinstance(name, str) and 0 < len(name) <= _LONGEST)
    return tuple(dict.fromkeys(name for name in fit if not any("\ud800" <= letter <= "\udfff" for letter in name)))
