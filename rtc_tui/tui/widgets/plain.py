"""What every sign of ours becomes on a terminal that shows ASCII alone: one table, applied where rows meet the screen.

Drawing functions know nothing of it. Each sign and its stand-in are one cell wide, so that nothing moves.
"""

from typing import Final

_SIGNS: Final = {
    "●": ".", "▲": "!", "✖": "X", "·": "-", "◌": "-", "◐": "~", "⚠": "!", "◀": "<", "‖": "=",  # severity and state
    "┌": "+", "┐": "+", "└": "+", "┘": "+", "┤": "+", "┬": "+", "─": "-", "│": "|", "┈": "-", "┄": ".", "╌": ".",  # lines
    "┏": "#", "┓": "#", "┗": "#", "┛": "#", "━": "=", "┃": "#",
    "▁": "_", "▂": ".", "▃": ",", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "█": "#",  # levels
    "−": "-", "±": "~", "×": "x", "…": "~", "≥": ">", "≤": "<", "⏎": "/", "▼": "v", "◆": "*", "★": "*", "○": "o", "→": ">", "›": ">", "–": "-", "▒": "#", "—": "-", "\ufffd": "?",  # texts
}  # fmt: skip
_BRAILLE: Final = dict.fromkeys(range(0x2801, 0x2900), "*") | {0x2800: " "}
TABLE: Final[dict[int, str]] = {ord(sign): stand_in for sign, stand_in in _SIGNS.items()} | _BRAILLE


def plain(text: str) -> str:
    """The text with every sign of ours replaced; letters of other scripts stay."""
    return text if text.isascii() else text.translate(TABLE)
