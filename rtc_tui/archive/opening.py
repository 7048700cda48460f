"""The archive of a configured URL. Nothing of any archive is imported before it is known which one it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rtc_tui.archive import KEEP, Archive, Keep
from rtc_tui.core.account import ArchiveAccess
from rtc_tui.errors import ArchiveUnreachable
from rtc_tui.text import t

SCHEMES: Final = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an archive needs of where it is opened: a folder for state, clocks, the host's name, and what to show."""

    state: Path | None
    now: Callable[[], float]  # epoch seconds
    steady: Callable[[], float]  # seconds that only go forward
    access: ArchiveAccess = field(default_factory=ArchiveAccess)
    host: str = ""


def is_shared(url: str) -> bool:
    """Whether an archive is on the network, for viewers on other hosts too."""
    return url.strip().lower().startswith(SCHEMES)


def open_archive(url: str, app: str, around: Surroundings, keep: Keep = KEEP) -> Archive:
    """The archive of an app: `sqlite`, `sqlite:/a/folder`, `http://host:8428`. Nothing is asked or written yet.

    Raises `UsageError` for a URL that is none, `ArchiveUnreachable` where there is no folder for state.
    """
    if is_shared(url):
        return _shared(url, app, around, keep)
    from rtc_tui.archive.files import folder_of
    from rtc_tui.archive.sqlite import SqliteArchive

    return SqliteArchive(folder_of(url, around.state), app, around.now, keep)


def place_name(url: str, state: Path | None) -> str:
    """Where an archive is, for people. Raises as `open_archive` does."""
    if is_shared(url):
        from rtc_tui.archive.victoria_engine import place_of

        return place_of(url).shown
    from rtc_tui.archive.files import folder_of

    return str(folder_of(url, state))


def _shared(url: str, app: str, around: Surroundings, keep: Keep) -> Archive:
    import re

    from rtc_tui.archive.victoria import Clocks, VictoriaArchive
    from rtc_tui.archive.victoria_engine import Engine, place_of

    place = place_of(url, secret=bool(around.access.header))
    if around.state is None:
        raise ArchiveUnreachable(t("archive.no_place"))
    folder = around.state / "archive" / re.sub(r"[^A-Za-z0-9.-]+", "-", f"{place.insert.partition('://')[2]}-{app}")
    engine = Engine(place, around.access)
    return VictoriaArchive(engine, folder, app, around.host or "?", Clocks(around.now, around.steady), keep)
