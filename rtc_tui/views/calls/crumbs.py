"""Where the Calls pane is: `rooms › room-4711 › matrix › user-1 → user-2`."""

from rtc_tui.core.snapshot import Visit
from rtc_tui.text import t
from rtc_tui.text.safe import safe

HIDDEN = "•••"
_LONGEST = 40


def crumbs(visit: Visit, *, masked: bool = False) -> tuple[str, ...]:
    """The steps that lead here, the present one last."""

    def shown(name: str) -> str:
        return HIDDEN if masked else safe(name, _LONGEST)

    words = [t("calls.rooms")]
    if visit.step == "rooms":
        return (*words, shown(visit.user)) if visit.user else tuple(words)
    words.append(shown(visit.room))
    if visit.step in ("matrix", "pair", "user"):
        words.append(t("calls.matrix"))
    if visit.step == "pair":
        words.append(f"{shown(visit.sender)} → {shown(visit.receiver)}")
    if visit.step == "user":
        words.append(shown(visit.sender or visit.receiver))
    return tuple(words)
