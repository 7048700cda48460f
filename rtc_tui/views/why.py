"""Who explains what is bad, as the Distribution pane shows it: the answer for what is held at one time, kept."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rtc_tui.core.attribution import attribute
from rtc_tui.core.model import Dimension, Series
from rtc_tui.core.snapshot import Snapshot
from rtc_tui.text import Language, language, t
from rtc_tui.views import held
from rtc_tui.views.attribution import Explained, Row, explain
from rtc_tui.views.distribution import Board

MOST: Final = 60  # rows of the ranking


@dataclass(frozen=True, slots=True)
class Suspected:
    """One row of the ranking, and the slice that it is about."""

    dimension: Dimension
    raw: str
    row: Row


@dataclass(frozen=True, slots=True)
class Why:
    """The sentence, what it leaves open, and the ranking."""

    sentence: str
    note: str
    rows: tuple[Suspected, ...]


def why(snapshot: Snapshot, board: Board, cursor: int | None) -> Why:
    """Who explains the series of a board at a time; of a time gone by only its own dimension is known."""
    at = board.time(cursor)
    if at is None:
        return Why(t("attribution.no_data"), "", ())
    if board.asked is not None:
        slices = {board.dimension: tuple(spot.series for spot in board.spots)}
        return _why(board.name.raw, at, board.app, slices, board)
    return _held(snapshot, board, at, language())


@lru_cache(maxsize=16)
def _held(snapshot: Snapshot, board: Board, at: int, spoken: Language) -> Why:
    del spoken  # the answer is words
    known = held.held(snapshot)
    combinations = ((each, known.get((board.product, each, board.name.raw), ())) for each in Dimension)
    return _why(board.name.raw, at, board.app, {each: slices for each, slices in combinations if slices}, board)


def _why(name: str, at: int, app: Series | None, slices: dict[Dimension, tuple[Series, ...]], board: Board) -> Why:
    found: Explained = explain(attribute(name, at, app, slices, board.bounds), MOST)
    words = {t(f"dimensions.{each}"): each for each in Dimension}
    rows = tuple(Suspected(words[row.dimension], row.slice, row) for row in found.rows)
    return Why(found.sentence, found.note, rows)
