"""What Textual reads from the environment when it is imported: set before that, and never over what the user chose."""

from collections.abc import MutableMapping
from typing import Final

from rtc_tui.config.terminal import over_ssh

# A frame costs bytes, and the line is slow: fewer frames, and nothing that moves by itself.
_OVER_SSH: Final = {"TEXTUAL_FPS": "15", "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}


def turn(environment: MutableMapping[str, str], *, no_color: bool) -> None:
    """Set them for this terminal."""
    if over_ssh(environment):
        for name, value in _OVER_SSH.items():
            environment.setdefault(name, value)
    if no_color:
        environment["NO_COLOR"] = "1"
