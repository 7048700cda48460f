"""Who explains what is bad, as the Distribution pane shows it: the answer for what is held at one time, kept."""

from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from typing import Final

from rtc_tui.core.attribution import attribute
from rtc_tui.core.dimensions import told_by
from rtc_tui.core.model import BUCKET, Dimension, Series
from rtc_tui.core.snapshot import Snapshot
from rtc_tui.core.thresholds import Bounds
from rtc_tui.text import Language, language, t
from rtc_tui.views import cells, held
from rtc_tui.views.attribution import Row, explain
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
    """The sentence, what it leaves open, and the ranking. `at`: the bucket that all of it is of; None: nothing is held."""

    sentence: str
    notes: tuple[str, ...] = ()
    rows: tuple[Suspected, ...] = ()
    at: int | None = None
    step: int = BUCKET

    @property
    def note(self) -> str:
        """The notes as one."""
        return t("attribution.sentences").join(self.notes)

    def at_time(self, zone: tzinfo) -> str:
        """The sentence with its time before it, for where a time cursor is set; with the day for longer buckets."""
        if self.at is None:
            return self.sentence
        day = "" if self.step == BUCKET else cells.iso(self.at, zone)[5:10] + " "
        return t("attribution.at", time=day + cells.clock(self.at, zone, seconds=not day), sentence=self.sentence)


def why(snapshot: Snapshot, board: Board, cursor: int | None) -> Why:
    """Who explains the series of a board at a time; of a time gone by, by the dimensions that were asked for."""
    at = board.time(cursor)
    if at is None:
        return Why(t("attribution.no_data"))
    known = held.held(snapshot) if board.asked is None else held.combined(held.gone_by(snapshot, board.asked))
    every = ((each, known.get((board.product, each, board.name.raw), ())) for each in Dimension)
    there = told_by(board.product)
    slices = tuple((each, rows) for each, rows in every if rows or each in there)
    return _why(board.name.raw, at, board.app, slices, board.bounds, language())


_Slices = tuple[Dimension, tuple[Series, ...]]


@lru_cache(maxsize=16)  # a series is never changed in place: the next snapshot brings the same where nothing is new
def _why(
    name: str, at: int, app: Series | None, slices: tuple[_Slices, ...], bounds: Bounds | None, spoken: Language
) -> Why:
    del spoken  # the answer is words
    expected = tuple(each for each, _ in slices)
    answer = attribute(name, at, app, {each: rows for each, rows in slices if rows}, bounds, expected)
    found = explain(answer, MOST)
    words = {t(f"dimensions.{each}"): each for each in Dimension}
    rows = tuple(Suspected(words[row.dimension], row.slice, row) for row in found.rows)
    return Why(found.sentence, found.notes, rows, answer.judged_at, answer.step)
