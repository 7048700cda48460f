"""The Distribution pane: one indicator by one dimension, and where it is bad.

where one is, which view
how many are bad, the app's own value, where the numbers come from and how old they are
who explains it, in a sentence
matrix, map, table, or one slice opened
what the cursor reads
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rtc_tui.core.ask import Ask, dimensions_of
from rtc_tui.core.model import FIVE_MINUTES, WHOLE_APP, Dimension, Feature, Query
from rtc_tui.core.snapshot import WINDOWS, Selection
from rtc_tui.core.windows import askable, oldest
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.panes.distribution import around, matrix, opened, ranking, table, tiles, whereabouts
from rtc_tui.tui.panes.distribution.view import View
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets import chart
from rtc_tui.tui.widgets.rows import Row, fit, wrap
from rtc_tui.views import held, places
from rtc_tui.views import slice as slices
from rtc_tui.views.distribution import Bad, Board, all_bad, board, next_bad
from rtc_tui.views.eras import OFFLINE_REACH, Era, asks, era, past_window
from rtc_tui.views.spots import SORTS, Order, Spot
from rtc_tui.views.why import why

_ROOMY: Final = 18  # rows from which a long sentence takes two


class DistributionPane(Pane):
    """Remembers what no selection holds: the order of rows, how far they are scrolled, the last board and plot."""

    def __init__(self) -> None:
        super().__init__(id="distribution")
        self._chart = chart.Chart()
        self._board_of: tuple[object, ...] = ()
        self._board: Board | None = None
        self._orders: dict[tuple[object, ...], tuple[str, ...]] = {}
        self._top = 0
        self._shown = 1  # rows of slices on screen: a page
        self._maximised = False
        self._visited: tuple[Bad, str] | None = None  # where the last key for the next bad slice led, and its number

    @staticmethod
    def wants(selection: Selection) -> tuple[Query, ...]:
        """The combination that is looked at, where all are to explain also its others, and the app's own quality."""
        asked = held.wanted(selection)
        own = (Query(Feature.QUALITY, selection.product),) if selection.scope != WHOLE_APP else ()
        spread, product = selection.spread, selection.product
        looked = Query(Feature.DISTRIBUTION, product, dimension=spread.dimension, indicator=asked)
        beside = dimensions_of(product, asked) if spread.view == "why" and not spread.opened else ()
        return (*(beside if looked in beside else (looked, *beside)), *own)

    @staticmethod
    def asks(selection: Selection, now: float) -> tuple[Ask, ...]:
        """A time gone by is asked for once."""
        return asks(selection, held.wanted(selection), now)

    def refuses(self, time: int, now: float) -> str:
        """Thirty days back, and nothing of the future."""
        if time > now:
            return t("distribution.future")
        return t("distribution.too_old") if time < _oldest(now) else ""

    # ------------------------------------------------------------------ drawing
    def paint(self, scene: Scene) -> None:
        """Head, body, foot."""
        columns, rows = self.size
        seen = self._see(scene)
        spot = whereabouts.spot(scene, seen)
        head = [] if self._maximised else self._head(scene, seen, spot)
        foot = self._foot(scene, seen, spot) if spot else []
        foot = foot[: 1 if rows < 16 or self._maximised else 2]
        body = self._body(scene, seen, spot, rows - len(head) - len(foot))
        blank: list[Row] = [[] for _ in range(rows - len(head) - len(foot) - len(body))]
        self.show([*_fitted(head, columns), *body, *blank, *_fitted(foot, columns)])

    def _see(self, scene: Scene) -> Board:
        """The board, made once for all keys that do not change it."""
        selection = scene.selection
        minutes = matrix.minutes_that_fit(selection.minutes, self.size.width or 80)
        if selection.spread.view != "heat" or selection.spread.opened:
            minutes = selection.minutes
        cursor = selection.cursor
        if cursor is not None and cursor >= scene.snapshot.now - minutes * 60:
            cursor = None
        spread = selection.spread
        place = (selection.product, selection.series, spread.dimension, selection.sort)
        key = (
            scene.snapshot, bool(spread.slice), *place, selection.filter, cursor, minutes, scene.zone, scene.thresholds
        )  # fmt: skip
        if self._board is None or key != self._board_of:
            same = self._board is not None and self._board_of[:2] == key[:2]  # another view of what is on screen
            order = Order(self._orders.get(place, ()), held=bool(spread.slice) or same)
            self._board = board(scene.snapshot, selection, scene.thresholds, scene.zone, minutes, order)
            self._board_of = key
            if not selection.filter:
                self._orders[place] = tuple(each.raw for each in self._board.spots)
        return self._board

    def _head(self, scene: Scene, seen: Board, spot: Spot | None) -> list[Row]:
        columns = self.size.width
        rows = [around.where(scene, seen, spot, columns), around.source(scene, seen, columns)]
        if seen.spots:
            lines = wrap(_sentence(scene, seen), columns - 2, 2 if self.size.height >= _ROOMY else 1)
            rows += [[(" " + line, "")] for line in lines]
        for text in around.warnings(scene, seen):
            lines = wrap(text, columns - 4, 2 if seen.spots else 6)
            rows += [[("   " if i else " ! ", "warn"), (line, "")] for i, line in enumerate(lines)]
        return rows

    def _body(self, scene: Scene, seen: Board, spot: Spot | None, rows: int) -> list[Row]:
        selection = scene.selection
        if spot is None:
            return _fitted(around.said(around.nothing(scene, seen), self.size.width), self.size.width)
        below = 0
        if selection.spread.view == "why":
            below = len(ranking.notes(why(scene.snapshot, seen, selection.cursor), self.size.width))
        self._shown = max(1, rows - 1 - below)
        lines = whereabouts.lines(scene, seen)
        here = whereabouts.under(scene, seen, lines)
        self._scroll(lines, here)
        view = View(seen, spot.raw, selection.cursor, scene.zone, self.size.width, rows, self._top)
        if not selection.spread.opened:
            picture = _picture(scene, view, here)
            return picture if selection.spread.view == "heat" else _fitted(picture, self.size.width)
        page = slices.opened(seen, spot, scene.snapshot, selection, scene.thresholds)
        return _fitted(opened.opened(view, page, self._chart, self._reading(scene, seen, spot)), self.size.width)

    def _scroll(self, lines: Sequence[str], raw: str) -> None:
        """As little as keeps the selected line on screen."""
        at = lines.index(raw) if raw in lines else 0
        if at == 1 and not lines[0]:
            at = 0
        self._top = min(max(self._top, at - self._shown + 1, 0), at, max(0, len(lines) - 1))
        self._top = max(0, min(self._top, len(lines) - self._shown)) if len(lines) > self._shown else 0

    def _foot(self, scene: Scene, seen: Board, spot: Spot) -> list[Row]:
        selection = scene.selection
        if selection.spread.opened:
            return [[(" " + t("distribution.lines"), "dim")]]
        if selection.spread.view == "why":
            return [self._reading(scene, seen, spot)]
        legend: Row = matrix.legend(seen) if selection.spread.view == "heat" else []
        if selection.spread.view == "map" and seen.dimension is around.GROUPED:
            legend = [(" " + t("distribution.mean_note"), "dim")]
        return [self._reading(scene, seen, spot), *([legend] if legend else [])]

    # ------------------------------------------------------------------ keys: a new selection, nothing else
    filter = True

    def cursor(self, scene: Scene, dx: int, dy: int) -> Selection:
        """Over slices and time; on the map from tile to tile."""
        selection, seen = scene.selection, self._see(scene)
        spread = selection.spread
        if spread.view == "map" and seen.dimension is Dimension.PROVINCE and not spread.opened:
            spot = whereabouts.spot(scene, seen)
            return whereabouts.at(selection, places.beside(seen, spot.raw, dx, dy)) if spot else selection
        return self.step(scene, dx) if dx else self._move(scene, dy)

    def _move(self, scene: Scene, by: int) -> Selection:
        selection, seen = scene.selection, self._see(scene)
        lines = [raw for raw in whereabouts.lines(scene, seen) if raw] or [""]
        here = whereabouts.under(scene, seen, lines)
        at = lines.index(here) if here in lines else 0
        return whereabouts.to(selection, lines[min(max(at + by, 0), len(lines) - 1)])

    def page(self, scene: Scene, step: int) -> Selection:
        """A screenful."""
        return self._move(scene, step * max(1, self._shown - 1))

    def edge(self, scene: Scene, step: int) -> Selection:
        """The first or the last."""
        return self._move(scene, step * 1_000_000)

    def step(self, scene: Scene, step: int) -> Selection:
        """The time cursor one bucket on; it starts at the newest bucket."""
        selection, seen = scene.selection, self._see(scene)
        now, grid = scene.snapshot.now, seen.grid
        at = seen.time(selection.cursor)
        if at is None:
            return selection
        after = at + step * grid.step
        when = era(selection.cursor, now)
        if when is Era.GAP:
            first, last = _oldest(now), int(now)
        elif when is Era.PAST:
            first, last = _oldest(now), past_window(at, now).end - grid.step
            last = max(last, past_window(after, now).end - grid.step)
        else:
            newest = grid.newest if grid.newest is not None else grid.window.end - grid.step
            first, last = askable(now).start, max(newest, at)
        return replace(selection, cursor=min(max(after, first), last))

    def indicator(self, scene: Scene, step: int) -> Selection:
        """The next or previous series, of the same dimension and slice."""
        names = held.names(scene.snapshot, scene.selection.product)
        at = names.index(held.chosen(scene.snapshot, scene.selection))
        return held.turned(scene.snapshot, scene.selection, names[(at + step) % len(names)])

    def dimension(self, scene: Scene, step: int) -> Selection:
        """The next or previous dimension, from its worst slice on."""
        selection, every = scene.selection, list(Dimension)
        after = every[(every.index(selection.spread.dimension) + step) % len(every)]
        view = selection.spread.view
        spread = replace(selection.spread, dimension=after, slice="", opened=False)
        return replace(selection, spread=replace(spread, view=view if view in around.views(after) else "table"))

    def view(self, scene: Scene, step: int) -> Selection:
        """Matrix, map, table, who explains it."""
        spread = scene.selection.spread
        known = around.views(spread.dimension)
        at = known.index(spread.view) if spread.view in known else 0
        after = spread.view if spread.opened else known[(at + step) % len(known)]
        return replace(scene.selection, spread=replace(spread, view=after, opened=False))

    def sort(self, scene: Scene, step: int) -> Selection:
        """Another order, made anew."""
        self._orders.clear()
        self._board = None
        return replace(scene.selection, sort=(scene.selection.sort + step) % len(SORTS))

    def open(self, scene: Scene) -> Selection:
        """The slice under the cursor."""
        seen = self._see(scene)
        here = whereabouts.under(scene, seen, whereabouts.lines(scene, seen))
        if not here:
            return scene.selection
        selection = whereabouts.to(scene.selection, here)
        return replace(selection, spread=replace(selection.spread, opened=True))

    def back(self, scene: Scene) -> Selection | None:
        """Out of a slice; then, with neither filter nor time cursor left, to the first row."""
        selection = scene.selection
        if selection.spread.opened:
            return replace(selection, spread=replace(selection.spread, opened=False))
        if selection.spread.slice and not selection.filter and selection.cursor is None:
            return whereabouts.at(selection, "")
        return None

    def next_bad(self, scene: Scene, step: int) -> Selection | None:
        """The next bad slice of whatever combination, worst first, as it is now or was at the time cursor."""
        selection = scene.selection
        seen = self._see(scene)
        found = all_bad(seen, scene.snapshot, scene.thresholds, selection.cursor)
        here = (seen.name.raw, seen.dimension, selection.spread.slice)
        bad = next_bad(found, here, step)
        if bad is None:
            return None
        self._visited = bad, t("distribution.nth", nth=found.index(bad) + 1, n=len(found))
        view = selection.spread.view if selection.spread.view in around.views(bad.dimension) else "table"
        spread = replace(selection.spread, dimension=bad.dimension, slice=bad.raw, view=view)
        shown = bad.dimension is seen.dimension and any(spot.raw == bad.raw for spot in seen.spots)
        there = replace(selection, spread=spread, filter=selection.filter if shown else "")
        return held.turned(scene.snapshot, there, bad.name)

    def window(self, scene: Scene) -> Selection:
        """15, 30, 60 minutes, round and round."""
        after = WINDOWS[(WINDOWS.index(scene.selection.minutes) + 1) % len(WINDOWS)]
        return replace(scene.selection, minutes=after)

    def maximise(self, scene: Scene) -> Selection:
        """Without what stands above."""
        self._maximised = not self._maximised
        return scene.selection

    def readout(self, scene: Scene) -> str:
        """What `y` copies."""
        seen = self._see(scene)
        spot = whereabouts.spot(scene, seen)
        if spot is None:
            return f"{safe(seen.name.label, 40)} {around.nothing(scene, seen)}".strip()
        reading = "".join(text for text, _ in self._reading(scene, seen, spot))
        return f"{safe(seen.name.label, 40)} {reading.strip()}"

    def _reading(self, scene: Scene, seen: Board, spot: Spot) -> Row:
        """What the cursor is on: a slice, or a row of the ranking."""
        if scene.selection.spread.view != "why" or scene.selection.spread.opened:
            row = around.reading(scene, seen, spot)
            if self._visited and self._visited[0].place == (seen.name.raw, seen.dimension, spot.raw):
                row.append((f"   {self._visited[1]}", "dim"))
            return row
        found = why(scene.snapshot, seen, scene.selection.cursor)
        here = whereabouts.under(scene, seen, [whereabouts.line(each) for each in found.rows])
        under = next((each.row for each in found.rows if whereabouts.line(each) == here), None)
        return around.suspected(scene, found, under)


def _sentence(scene: Scene, seen: Board) -> str:
    """Who explains it: now, or in its own view and of a time gone by at the time cursor, which moves faster there."""
    cursor = scene.selection.cursor
    if cursor is None:
        return why(scene.snapshot, seen, None).sentence
    if seen.grid.newest is None or scene.selection.spread.view == "why":
        return why(scene.snapshot, seen, cursor).at_time(scene.zone)
    return t("distribution.now_says", sentence=why(scene.snapshot, seen, None).sentence)


def _oldest(now: float) -> int:
    """The oldest bucket of offline data that can still be asked for."""
    return oldest(now, OFFLINE_REACH, FIVE_MINUTES)


def _fitted(rows: Sequence[Row], columns: int) -> list[Row]:
    return [fit(row, columns) for row in rows]


def _picture(scene: Scene, view: View, here: str) -> list[Row]:
    """The slices in the view that is selected."""
    match scene.selection.spread.view, view.board.dimension:
        case "map", Dimension.PROVINCE:
            return tiles.tile_map(view)
        case "map", around.GROUPED:
            return table.regions(view)
        case "why", _:
            found = why(scene.snapshot, view.board, view.cursor)
            return ranking.ranking(
                found, next((i for i, each in enumerate(found.rows) if whereabouts.line(each) == here), -1), view
            )
        case (("table" | "map"), _):
            return table.table(view)
        case _:
            return matrix.matrix(view)
