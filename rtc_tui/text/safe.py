"""The one function through which foreign text passes before it meets a screen, a log, a table or an error.

Foreign text is whatever we did not write: names and messages from the API, values from the configuration, file
contents. It may hold escape sequences that move the cursor, direction overrides that make a line read backwards,
zero-width characters that make two IDs look the same, or a megabyte of anything.
"""

import re
from typing import Final

# C0 and C1 controls, DEL, line and paragraph separators; direction marks, embeddings, overrides and isolates;
# zero-width and other invisible format characters; surrogates, non-characters, tags and variation selectors.
_UNSAFE: Final = re.compile(
    "\r\n|[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
# More than three combining marks in a row climb out of their line: what follows the third leaves one mark.
_MARKS: Final = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACKED: Final = re.compile(f"({_MARKS}{{3}}){_MARKS}+")
_NAMED: Final = {"\n": "⏎", "\r": "⏎", "\r\n": "⏎", "\t": " "}
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def safe(text: object, limit: int = 256) -> str:
    """`text` on one line, without anything a terminal or a reader could be fooled by, cut to `limit` characters.

    What is taken out leaves a mark (U+FFFD; a newline leaves ⏎, a tab a space), and a cut ends in `…`: nothing is lost
    silently. Idempotent.
    """
    raw = text if isinstance(text, str) else str(text)
    head = raw[: limit + 1]
    clean = _UNSAFE.sub(lambda m: _NAMED.get(m[0], _REPLACEMENT), head)
    clean = _STACKED.sub(rf"\1{_REPLACEMENT}", clean)
    if len(raw) > limit:
        return clean[: limit - 1] + "…"
    return clean
