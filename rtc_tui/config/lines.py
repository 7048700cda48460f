"""Where in the file a key stands. Loaded when something has to be told: the patterns take longer to compile than to use."""

import re
from typing import Final

_HEADER: Final = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?")
_ASSIGNED: Final = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_.\s-])+?)\s*=""")
_PART: Final = re.compile(r""""([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)""")


def line_of(text: str, place: tuple[str, ...]) -> int:
    """The line where a key stands, or the nearest table or inline table that holds it; 0 when none does.

    The standard library's parser tells no positions. Reading headers and assignments line by line finds every key
    that is written in one of the usual ways; a wrong line number costs nothing but the reader's time.
    """
    table: tuple[str, ...] = ()
    best, depth = 0, 0
    for count, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            here = table = _parts(header[1])
        elif assigned := _ASSIGNED.match(line):
            here = table + _parts(assigned[1])
        else:
            continue
        shared = min(len(here), len(place))
        if shared > depth and here[:shared] == place[:shared]:
            best, depth = count, shared
    return best


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(a or b or c for a, b, c in _PART.findall(dotted))
