"""What the API takes only in pieces, cut beforehand: longer windows it would shorten without a word (FACTS 4.20).

Pure. Cuts lie on the grid of the data's step, so that no bucket, and no Beijing day, is cut in two.
"""

from rtc_tui.core.actions import spec_of
from rtc_tui.core.model import BUCKET, Window, phase
from rtc_tui.core.windows import split


def windows(action: str, window: Window, step: int = BUCKET) -> tuple[Window, ...]:
    """Pieces that one request of `action` takes each, oldest first; the whole where the action knows no bound."""
    span = spec_of(action).span
    if not span or window.seconds <= span:
        return (window,) if window.seconds else ()
    shift = phase(step)
    pieces = split(Window(window.start - shift, window.end - shift), span, step)
    return tuple(Window(piece.start + shift, piece.end + shift) for piece in pieces)


def users(action: str, names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Groups of users that one request takes each, for the actions whose answers tell users apart.

    ListRealTimeQuality and ListQuality do not: there a longer list cannot be put together again (FACTS 11).
    """
    distinct = tuple(dict.fromkeys(names))
    most = spec_of(action).users or len(distinct) or 1
    return tuple(distinct[at : at + most] for at in range(0, len(distinct), most))
