"""What every sign of ours becomes on a terminal that shows ASCII alone: one table, applied where rows meet the screen.

Drawing functions know nothing of it. Each sign and its stand-in are one cell wide, so that nothing moves. The names of
keys, which have no letter of their own (`/` would be another key), are spelled out before rows are laid: those in
sentences by `rtc_tui.text`, the others here. What is left of `⏎` is the mark of a newline in foreign text.
"""

from typing import Final

_SIGNS: Final = {
    "●": ".", "▲": "!", "✖": "X", "·": "-", "◌": "-", "◐": "~", "⚠": "!", "◀": "<", "‖": "=",  # severity and state
    "┌": "+", "┐": "+", "└": "+", "┘": "+", "┤": "+", "┬": "+", "─": "-", "│": "|", "┈": "-", "┄": ".", "╌": ".",  # lines
    "┏": "#", "┓": "#", "┗": "#", "┛": "#", "━": "=", "┃": "#",
    "▁": "_", "▂": ".", "▃": ",", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "█": "#",  # levels
    "−": "-", "±": "~", "×": "x", "…": "~", "≥": ">", "≤": "<", "⏎": "$", "▼": "v", "◆": "+", "★": "*", "○": "o", "→": ">", "›": ">", "–": "-", "▒": "#", "—": "-", "\ufffd": "?",  # texts
}  # fmt: skip
_BRAILLE: Final = dict.fromkeys(range(0x2801, 0x2900), "*") | {0x2800: " "}
TABLE: Final[dict[int, str]] = {ord(sign): stand_in for sign, stand_in in _SIGNS.items()} | _BRAILLE
_KEYS: Final = {"⏎": "Enter", "↑": "up", "↓": "down", "←": "left", "→": "right", "⌫": "backspace"}


def key(name: str) -> str:
    """A key as it is shown, spelled out."""
    for sign, word in _KEYS.items():
        name = name.replace(sign, word)
    return name


def plain(text: str) -> str:
    """The text with every sign of ours replaced; letters of other scripts stay."""
    return text if text.isascii() else text.translate(TABLE)
