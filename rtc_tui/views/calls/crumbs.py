"""Where the Calls pane is: `rooms › room-4711 › matrix › user-1 → user-2`."""

from typing import Final

from rtc_tui.core.snapshot import Visit
from rtc_tui.text import t
from rtc_tui.text.safe import safe

HIDDEN: Final = "▒▒▒▒"
_LONGEST: Final = 40


def shown(name: str, *, masked: bool, limit: int = _LONGEST, number: int = 0) -> str:
    """An ID as it may stand on the screen; hidden, its number in a list (from 1) tells one from the other."""
    if masked:
        return f"{HIDDEN} {number}" if number else HIDDEN
    return safe(name, limit)


def crumbs(visit: Visit, *, masked: bool = False) -> tuple[str, ...]:
    """The steps that lead here, the present one last."""

    def name(text: str) -> str:
        return shown(text, masked=masked)

    words = [t("calls.rooms")]
    if visit.step == "rooms":
        return (*words, name(visit.user)) if visit.user else tuple(words)
    words.append(name(visit.room))
    if visit.step in ("matrix", "pair", "user"):
        words.append(t("calls.matrix"))
    if visit.step == "pair":
        words.append(f"{name(visit.sender)} → {name(visit.receiver)}")
    if visit.step == "user":
        words.append(name(visit.sender or visit.receiver))
    return tuple(words)
