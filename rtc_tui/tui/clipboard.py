"""OSC 52: the terminal's own clipboard, over SSH and through tmux and screen, within what terminals take."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Final

MOST: Final = 74_994  # bytes of text: 99 992 of base64, what xterm and its like take in one sequence
_PIECE: Final = 250  # bytes that screen passes on at once


def cut(text: str, most: int = MOST) -> bytes:
    """As much of the text as can be sent, in whole characters."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore").encode()


def sequence(data: bytes, environment: Mapping[str, str]) -> str:
    """What puts the bytes on the clipboard; inside a multiplexer wrapped, so that it passes it on."""
    plain = f"\x1b]52;c;{b64encode(data).decode()}\x07"
    if environment.get("TMUX"):
        return "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environment.get("STY"):
        pieces = (plain[at : at + _PIECE] for at in range(0, len(plain), _PIECE))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return plain
