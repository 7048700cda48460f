"""The Distribution pane: one indicator by one dimension, and where it is bad.

where one is, which view
how many are bad, the app's own value, where the numbers come from and how old they are
who explains it, in a sentence
matrix, map, table, or one slice opened
what the cursor reads
"""

from collections.abc import Sequence
from dataclasses import replace
from math import isnan
from typing import Final

from rtc_tui.core.ask import Ask
from rtc_tui.core.indicators import QUALITY, parse
from rtc_tui.core.model import WHOLE_APP, Dimension, Feature, Product, Query
from rtc_tui.core.snapshot import WINDOWS, Selection
from rtc_tui.core.thresholds import Severity, grade
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.panes import slices
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets import chart
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Row, clip, fit, width, wrap
from rtc_tui.views import cells, held, places
from rtc_tui.views.distribution import VIEWS, Board, ages, all_bad, board, next_bad
from rtc_tui.views.eras import OFFLINE_REACH, Era, asks, era, past_window
from rtc_tui.views.slice import opened
from rtc_tui.views.spots import SORTS, Order, Spot

_GROUPED: Final = Dimension.COUNTRY
_COMBINATIONS: Final = len(QUALITY) * len(Dimension)


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

    @staticmethod
    def wants(selection: Selection) -> tuple[Query, ...]:
        """The combination that is looked at, and the app's own quality beside it."""
        indicator = parse(selection.series).indicator
        asked = indicator if indicator in QUALITY else QUALITY[0]
        own = (Query(Feature.QUALITY, selection.product),) if selection.scope != WHOLE_APP else ()
        dimension = selection.spread.dimension
        return Query(Feature.DISTRIBUTION, selection.product, dimension=dimension, indicator=asked), *own

    @staticmethod
    def asks(selection: Selection, now: float) -> tuple[Ask, ...]:
        """A time gone by is asked for once."""
        indicator = parse(selection.series).indicator
        return asks(selection, indicator if indicator in QUALITY else QUALITY[0], now)

    def refuses(self, time: int, now: float) -> str:
        """Thirty days back, and nothing of the future."""
        if time > now:
            return t("distribution.future")
        return t("distribution.too_old") if time < now - OFFLINE_REACH else ""

    # ------------------------------------------------------------------ drawing
    def paint(self, scene: Scene) -> None:
        """Head, body, foot."""
        columns, rows = self.size
        seen = self._see(scene)
        spot = seen.spot(scene.selection.spread.slice)
        head = [] if self._maximised else self._head(scene, seen, spot)
        foot = self._foot(scene, seen, spot) if spot else []
        foot = foot[: 1 if rows < 16 or self._maximised else 2]
        body = self._body(scene, seen, spot, rows - len(head) - len(foot))
        blank: list[Row] = [[] for _ in range(rows - len(head) - len(foot) - len(body))]
        self.show([fit(row, columns) for row in (*head, *body, *blank, *foot)])

    def _see(self, scene: Scene) -> Board:
        """The board, made once for all keys that do not change it."""
        selection = scene.selection
        minutes = slices.minutes_that_fit(selection.minutes, self.size.width or 80)
        if selection.spread.view != "heat" or selection.spread.opened:
            minutes = selection.minutes
        cursor = selection.cursor
        if cursor is not None and cursor >= scene.snapshot.now - minutes * 60:
            cursor = None
        spread = selection.spread
        place = (selection.product, selection.series, spread.dimension, selection.sort)
        key = (
            scene.snapshot, *place, selection.filter, cursor, minutes, bool(spread.slice), scene.zone, scene.thresholds
        )  # fmt: skip
        if self._board is None or key != self._board_of:
            order = Order(self._orders.get(place, ()), held=bool(spread.slice))
            self._board = board(scene.snapshot, selection, scene.thresholds, scene.zone, minutes, order)
            self._board_of = key
            if not selection.filter:
                self._orders[place] = tuple(each.raw for each in self._board.spots)
        return self._board

    def _head(self, scene: Scene, seen: Board, spot: Spot | None) -> list[Row]:
        columns = self.size.width
        rows = [self._where(scene, seen, spot), self._source(scene, seen)]
        for text in self._warnings(scene, seen):
            rows += [[("   " if i else " ! ", "warn"), (line, "")] for i, line in enumerate(wrap(text, columns - 4, 2))]
        return rows

    def _where(self, scene: Scene, seen: Board, spot: Spot | None) -> Row:
        """`app › audio stall 80ms › province › 广东    [heat] map table why   worst now first`."""
        selection = scene.selection
        steps = [t("distribution.whole"), safe(seen.name.label, 40), t(f"dimensions.{seen.dimension}")]
        row: Row = [(" " + " › ".join(steps), "title")]
        if spot and selection.spread.opened:
            row.append((" › " + clip(spot.label, 30), "title"))
        views: Row = [("   ", "")]
        for view in () if selection.spread.opened else _views(seen.dimension):
            here = view == selection.spread.view
            word = t("distribution.regions" if view == "map" and seen.dimension is _GROUPED else f"distribution.{view}")
            views += [(f"[{word}]" if here else f" {word} ", "select" if here else "dim")]
        sort = SORTS[selection.sort % len(SORTS)]
        texts = [t(f"distribution.sort_{sort}")]
        if selection.filter:
            shown = safe(selection.filter, 30)
            texts.insert(0, t("distribution.filter", text=shown, n=len(seen.spots), total=seen.total))
        minutes = seen.grid.window.seconds // 60
        if seen.grid.newest is not None and minutes < selection.minutes:
            texts.insert(0, t("distribution.fits", minutes=minutes, wanted=selection.minutes))
        return _as_fits([row, views, *_each(texts, "  ")], self.size.width)

    def _source(self, scene: Scene, seen: Board) -> Row:
        """`✖2 ▲1 of 34 · app 1.42 % ● · real-time API 30 s · province 71 s  country 3 min …`."""
        selection, snapshot = scene.selection, scene.snapshot
        parts: list[Row] = [_counts(seen), self._own(seen, selection.cursor)]
        parts.append([(f" {self._origin(scene, seen)}", "dim")])
        if selection.scope != WHOLE_APP:
            parts.append([(f" · {t('distribution.room')}", "dim")])
        known = ages(snapshot, seen.product, seen.name.indicator or seen.name.raw)
        parts += _each([_age(each, known[each], here=each is seen.dimension) for each in Dimension], "  ")
        answered = sum(
            q.feature is Feature.DISTRIBUTION and q.product is seen.product for q in snapshot.health.answered_at
        )
        if answered < _COMBINATIONS:
            parts.append([(f" · {t('distribution.others', held=answered, all=_COMBINATIONS)}", "dim")])
        return _as_fits(parts, self.size.width)

    @staticmethod
    def _own(seen: Board, cursor: int | None) -> Row:
        """`app 1.42 % ●`; nothing where it is not known."""
        own = seen.own(cursor)
        if isnan(own):
            return []
        severity = grade(seen.bounds, own)
        text = t("distribution.own", value=cells.with_unit(own, seen.name, seen.unit))
        return [(f" {text} ", ""), (cells.GLYPHS[severity], SEVERITY_ROLE[severity]), (" ", "")]

    @staticmethod
    def _origin(scene: Scene, seen: Board) -> str:
        when = era(scene.selection.cursor, scene.snapshot.now)
        if when is not Era.PAST:
            return t("distribution.source_gap" if when is Era.GAP else "distribution.source_live")
        from_, to = (cells.clock(at, scene.zone, seconds=False) for at in seen.grid.window)
        return t("distribution.source_past", from_=from_, to=to)

    @staticmethod
    def _warnings(scene: Scene, seen: Board) -> list[str]:
        health = scene.snapshot.health
        problem = seen.problem or health.problems.get(Feature.DISTRIBUTION)
        lead = health.problems.get(health.lead)
        texts = []
        if problem and (lead is None or lead.kind != problem.kind or seen.problem):  # else it stands in the banner
            texts.append(t("distribution.failed", message=f"{problem.message} {problem.hint}".strip()))
        if seen.gap and seen.spots:
            texts.append(t("distribution.gap_partly"))
        return texts

    def _body(self, scene: Scene, seen: Board, spot: Spot | None, rows: int) -> list[Row]:
        selection = scene.selection
        if spot is None:
            return _said(self._nothing(scene, seen), self.size.width)
        self._shown = max(1, rows - 1)
        self._scroll(self._lines(scene, seen), spot.raw)
        view = slices.View(seen, spot.raw, selection.cursor, scene.zone, self.size.width, rows, self._top)
        if selection.spread.opened:
            found = opened(seen, spot, scene.snapshot, selection, scene.thresholds)
            return slices.opened(view, found, self._chart, self._reading(scene, seen, spot))
        match selection.spread.view:
            case "map" if seen.dimension is Dimension.PROVINCE:
                return slices.tile_map(view)
            case "map" if seen.dimension is _GROUPED:
                return slices.regions(view)
            case "table" | "map":
                return slices.table(view)
            case _:
                return slices.matrix(view)

    @staticmethod
    def _lines(scene: Scene, seen: Board) -> Sequence[str]:
        """What stands on each line, for scrolling and for the arrows; empty: no slice."""
        if scene.selection.spread.view == "map" and seen.dimension is _GROUPED:
            return slices.region_order(seen, scene.selection.cursor)
        return [each.raw for each in seen.spots]

    def _scroll(self, lines: Sequence[str], raw: str) -> None:
        """As little as keeps the selected line on screen."""
        at = lines.index(raw) if raw in lines else 0
        if at == 1 and not lines[0]:
            at = 0
        self._top = min(max(self._top, at - self._shown + 1, 0), at, max(0, len(lines) - 1))
        self._top = max(0, min(self._top, len(lines) - self._shown)) if len(lines) > self._shown else 0

    @staticmethod
    def _nothing(scene: Scene, seen: Board) -> str:
        """Why there is no slice to show."""
        selection, snapshot = scene.selection, scene.snapshot
        dimension, name = t(f"dimensions.{seen.dimension}"), safe(seen.name.label, 40)
        if seen.total:
            return t("distribution.none_filter", text=safe(selection.filter, 40))
        if seen.gap:
            return t("distribution.gap", time=cells.clock(selection.cursor, scene.zone))
        if seen.asked is not None:
            return _nothing_past(scene, seen)
        if _query(seen) not in snapshot.health.answered_at:
            failed = Feature.DISTRIBUTION in snapshot.health.problems
            return "" if failed else t("distribution.loading", time=cells.clock(snapshot.now, scene.zone))
        if seen.product is Product.WEB and seen.dimension in (Dimension.OS, Dimension.ACCESS):
            return t("distribution.web_none", dimension=dimension)
        return t("distribution.none", dimension=dimension, name=name)

    def _foot(self, scene: Scene, seen: Board, spot: Spot) -> list[Row]:
        selection = scene.selection
        if selection.spread.opened:
            return [[(" " + t("distribution.lines"), "dim")]]
        legend: Row = slices.legend(seen) if selection.spread.view == "heat" else []
        if selection.spread.view == "map" and seen.dimension is _GROUPED:
            legend = [(" " + t("distribution.mean_note"), "dim")]
        return [self._reading(scene, seen, spot), *([legend] if legend else [])]

    @staticmethod
    def _reading(scene: Scene, seen: Board, spot: Spot) -> Row:
        """Slice, time, value, severity in a word, and how far it is from the app's own value."""
        cursor = scene.selection.cursor
        value, severity, own = seen.value(spot, cursor), seen.severity(spot, cursor), seen.own(cursor)
        shown = cells.with_unit(value, seen.name, seen.unit) if not isnan(value) else t("distribution.no_value")
        text = t(
            "distribution.readout",
            slice=clip(spot.label, 40),
            time=cells.clock(seen.time(cursor), scene.zone),
            value=shown,
        )
        word = t(f"distribution.sev_{severity.word}")
        if isnan(own):
            against = t("distribution.against_none")
        else:
            difference = cells.change(value - own, seen.name)
            against = t("distribution.against", value=cells.with_unit(own, seen.name, seen.unit), difference=difference)
        return [
            (f" {text} ", "bold"), (f"{cells.GLYPHS[severity]} {word}", SEVERITY_ROLE[severity]), (f"   {against}", "dim")
        ]  # fmt: skip

    # ------------------------------------------------------------------ keys: a new selection, nothing else
    filter = True

    def cursor(self, scene: Scene, dx: int, dy: int) -> Selection:
        """Over slices and time; on the map from tile to tile."""
        selection, seen = scene.selection, self._see(scene)
        spread = selection.spread
        if spread.view == "map" and seen.dimension is Dimension.PROVINCE and not spread.opened:
            spot = seen.spot(spread.slice)
            return _at(selection, places.beside(seen, spot.raw, dx, dy)) if spot else selection
        return self.step(scene, dx) if dx else self._move(scene, dy)

    def _move(self, scene: Scene, by: int) -> Selection:
        selection, seen = scene.selection, self._see(scene)
        lines = [raw for raw in self._lines(scene, seen) if raw] or [""]
        spot = seen.spot(selection.spread.slice)
        at = lines.index(spot.raw) if spot and spot.raw in lines else 0
        return _at(selection, lines[min(max(at + by, 0), len(lines) - 1)])

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
        if era(selection.cursor, now) is Era.PAST:
            first, last = int(now) - OFFLINE_REACH, past_window(at, now).end - grid.step
            last = max(last, past_window(after, now).end - grid.step)
        else:
            newest = grid.newest if grid.newest is not None else grid.window.end - grid.step
            first, last = min(grid.window.start, at), max(newest, at)
        return replace(selection, cursor=min(max(after, first), last))

    def indicator(self, scene: Scene, step: int) -> Selection:
        """The next or previous series, of the same dimension and slice."""
        names = held.names(scene.snapshot, scene.selection.product)
        at = names.index(held.chosen(scene.snapshot, scene.selection))
        return replace(scene.selection, series=names[(at + step) % len(names)])

    def dimension(self, scene: Scene, step: int) -> Selection:
        """The next or previous dimension, from its worst slice on."""
        selection, every = scene.selection, list(Dimension)
        after = every[(every.index(selection.spread.dimension) + step) % len(every)]
        view = selection.spread.view
        spread = replace(selection.spread, dimension=after, slice="", opened=False)
        return replace(selection, spread=replace(spread, view=view if view in _views(after) else "table"))

    def view(self, scene: Scene, step: int) -> Selection:
        """Matrix, map, table, who explains it."""
        spread = scene.selection.spread
        known = _views(spread.dimension)
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
        spot = self._see(scene).spot(scene.selection.spread.slice)
        if spot is None:
            return scene.selection
        return replace(scene.selection, spread=replace(scene.selection.spread, slice=spot.raw, opened=True))

    def back(self, scene: Scene) -> Selection | None:
        """Out of a slice; then, with neither filter nor time cursor left, to the first row."""
        selection = scene.selection
        if selection.spread.opened:
            return replace(selection, spread=replace(selection.spread, opened=False))
        if selection.spread.slice and not selection.filter and selection.cursor is None:
            return _at(selection, "")
        return None

    def next_bad(self, scene: Scene, step: int) -> Selection | None:
        """The next bad slice of whatever combination, worst first, as it is now."""
        selection = scene.selection
        found = all_bad(scene.snapshot, selection.product, scene.thresholds)
        spot = self._see(scene).spot(selection.spread.slice)
        name = held.chosen(scene.snapshot, selection)
        here = (name, selection.spread.dimension, spot.raw if spot and selection.spread.slice else "")
        bad = next_bad(found, here, step)
        if bad is None:
            return None
        view = selection.spread.view if selection.spread.view in _views(bad.dimension) else "table"
        spread = replace(selection.spread, dimension=bad.dimension, slice=bad.raw, view=view)
        return replace(selection, series=bad.name, spread=spread, cursor=None, filter="")

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
        spot = seen.spot(scene.selection.spread.slice)
        reading = "".join(text for text, _ in self._reading(scene, seen, spot)) if spot else self._nothing(scene, seen)
        return f"{safe(seen.name.label, 40)} {reading.strip()}"


def _counts(seen: Board) -> Row:
    """`✖2 ▲1 of 34`, as loud as the worst."""
    if not seen.spots:
        return []
    crit, warn = (seen.count(severity) for severity in (Severity.CRIT, Severity.WARN))
    worst = Severity.CRIT if crit else Severity.WARN if warn else Severity.OK
    text = t("distribution.counts", crit=crit, warn=warn, total=len(seen.spots))
    return [(f" {text} ", SEVERITY_ROLE[worst])]


def _query(seen: Board) -> Query:
    return Query(Feature.DISTRIBUTION, seen.product, dimension=seen.dimension, indicator=seen.name.indicator)


def _nothing_past(scene: Scene, seen: Board) -> str:
    """Of a time gone by: not there yet, or not at all."""
    answer = scene.snapshot.answers.get(seen.asked) if seen.asked else None
    from_, to = (cells.clock(at, scene.zone, seconds=False) for at in seen.grid.window)
    if answer is None or not answer.complete:
        done, total = (answer.done, answer.total) if answer else (0, 1)
        return t("distribution.loading_past", from_=from_, to=to, done=done, total=max(total, 1))
    dimension, name = t(f"dimensions.{seen.dimension}"), safe(seen.name.label, 40)
    return t("distribution.none_past", dimension=dimension, name=name, from_=from_, to=to)


def _views(dimension: Dimension) -> tuple[str, ...]:
    """The views that a dimension has: systems and networks lie on no map."""
    mapped = dimension in (Dimension.PROVINCE, Dimension.COUNTRY)
    return tuple(view for view in VIEWS if mapped or view != "map")


def _at(selection: Selection, raw: str) -> Selection:
    return replace(selection, spread=replace(selection.spread, slice=raw))


def _age(dimension: Dimension, age: float | None, *, here: bool) -> str:
    """`[province 71 s]`, `OS ·`."""
    text = f"{t(f'dimensions.{dimension}')} {cells.ABSENT if age is None else cells.age(age)}"
    return f"[{text}]" if here else text


def _as_fits(parts: Sequence[Row], columns: int) -> Row:
    """As many of the parts as fit, the first ones first."""
    row: Row = []
    for part in parts:
        if width(row) + width(part) > columns:
            break
        row += part
    return row or list(parts[0])


def _each(texts: Sequence[str], before: str) -> list[Row]:
    return [[(before + text, "dim")] for text in texts]


def _said(text: str, columns: int) -> list[Row]:
    """A sentence where the eye is."""
    rows: list[Row] = [[("  " + line, "")] for line in wrap(text, columns - 4, 3)]
    return [[], *rows]
