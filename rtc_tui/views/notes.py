"""What has to be known to read numbers right, as sentences: what was left out, put together, or reckoned otherwise."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rtc_tui.core.model import Scope
from rtc_tui.core.snapshot import Health
from rtc_tui.text import t
from rtc_tui.text.safe import safe

HIDDEN: Final = "▒▒▒▒"  # an ID, on a screen that others see
SKEW: Final = 60.0  # seconds that clocks may differ without a word


class Note(NamedTuple):
    """A sentence. Two of one topic say the same, if with other numbers: who has heard one need not hear the next."""

    topic: str
    text: str


def notes(health: Health, scopes: Sequence[Scope], *, masked: bool = False) -> Iterator[Note]:
    """Most important first. `masked`: IDs are not told."""
    if health.missing_users:
        users = HIDDEN if masked else safe(", ".join(health.missing_users), 120)
        text = t("live.unknown_users", users=users)
        yield Note(text, text)
    if health.dropped.total:
        text = t("live.dropped", n=health.dropped.total)
        yield Note(text, text)
    if health.skew_s is not None and abs(health.skew_s) > SKEW:
        yield Note("skew", t("live.skew", seconds=f"{-health.skew_s:+.0f}"))
    if any(scope.users[1:] for scope in scopes):
        yield Note("together", t("live.users_together"))
    for text in health.notes:
        yield Note(text, text)
