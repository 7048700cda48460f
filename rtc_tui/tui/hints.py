"""The row of keys: which of those that can be pressed here it shows, and in which words.

Keys keep their order, so that each is looked for in one place. Where not all fit, those stay that are needed most.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from rtc_tui.text import has, t
from rtc_tui.tui.keys import KEYS

_NEEDED: Final = (
    "help", "open", "next_bad", "filter", "earlier", "view", "indicator_next", "mark", "dimension_next", "measure", "pin",
    "sort", "window", "scope", "quit", "compare", "zoom_in", "freeze", "export_csv", "pan_earlier", "faster",
)  # fmt: skip
# What is needed first where; a key that the row leaves out elsewhere is shown where it stands here.
_NEEDED_AT: Final[dict[str, tuple[str, ...]]] = {
    "reference": ("help", "filter", "maximise"),
    "history": ("help", "next_bad", "filter", "earlier", "view", "window", "indicator_next", "zoom_in", "open", "pin"),
}
_NEEDED_IN_A_REPLAY: Final = ("help", "freeze", "faster")
_PAIRS: Final = {"earlier": "later", "zoom_in": "zoom_out", "pan_earlier": "pan_later"}  # there and back: one entry


class Hint(NamedTuple):
    """An entry of the row; `rank`: 0 is needed most."""

    keys: str
    word: str
    rank: int


def hints(signs: Mapping[str, str], place: str, *, replays: bool = False, playing: bool = False) -> Sequence[Hint]:
    """The entries, in the order of the table of keys.

    `signs` are those of the keys that can be pressed, by id; `place` is the pane's. `replays`: `p` plays from here;
    `playing`: a replay is on.
    """
    first = _NEEDED_IN_A_REPLAY if playing else ()
    order = tuple(dict.fromkeys((*first, *_NEEDED_AT.get(place, ()), *_NEEDED)))
    return tuple(_hints(signs, place, order, replays=replays, playing=playing))


def _hints(
    signs: Mapping[str, str], place: str, order: Sequence[str], *, replays: bool, playing: bool
) -> Iterator[Hint]:
    backs = set(_PAIRS.values())
    for key in KEYS:
        shown = key.shown or key.id in _NEEDED_AT.get(place, ())
        if not shown or key.id not in signs or (key.id in backs and len(_pair(signs, key.id)) > 1):
            continue
        pair = _pair(signs, key.id)
        text = ("" if max(map(len, pair)) == 1 else " ").join(pair)
        word = t(f"keys.both_{key.id}") if len(pair) > 1 else t(f"keys.{_word(key.id, place, replays, playing)}")
        yield Hint(text, word, order.index(key.id) if key.id in order else len(order))


def _pair(signs: Mapping[str, str], key: str) -> list[str]:
    """The signs of a key and of the one that leads back."""
    pair = next((pair for pair in _PAIRS.items() if key in pair), (key,))
    return [signs[each] for each in pair if each in signs]


def _word(key: str, place: str, replays: bool, playing: bool) -> str:
    """What a key does just here."""
    if key == "pin" and replays:
        return "replay_here"
    if key == "freeze" and playing:
        return "play"
    here = f"{key}_{place}"
    return here if has(f"keys.{here}") else key
