"""What a pane shows, as the command beside it prints it: CSV or JSON with units, zone and provenance.

Everything that is held of what is looked at and that the pane's filter leaves, whatever part of it is on screen. What a
filter left out, and what is not all there, stands in the text itself (last lines `# …` of CSV, notes of JSON); the latter
is also told to whoever asked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from rtc_tui.config import Config
from rtc_tui.core import windows
from rtc_tui.core.ask import Answer, Ask, AskDetail, AskHistory, AskRooms, AskShares, AskUsages, AskUsers, Past
from rtc_tui.core.call_request import CallRequest
from rtc_tui.core.calls import CallDetail, Room, User
from rtc_tui.core.history_request import HistoryRequest, Kind
from rtc_tui.core.indicators import QUALITY, parse
from rtc_tui.core.listing import DistributionShare, Listing, Usage
from rtc_tui.core.merge import Column, Merged, merge
from rtc_tui.core.model import DAY, Batch, Dimension, Feature, Query, Series, SeriesKey, Window
from rtc_tui.core.queries import of
from rtc_tui.core.request import Format, LiveRequest
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.errors import Unavailable, UsageError
from rtc_tui.feed.following import series_of
from rtc_tui.report import as_csv, as_json, asked, calls_csv, calls_json, history_forms, sifted
from rtc_tui.report.calls_found import Found
from rtc_tui.report.calls_rows import Printed as PrintedCalls
from rtc_tui.report.history_lines import Told, order, shares, usages
from rtc_tui.report.past import joined
from rtc_tui.report.reference import reference
from rtc_tui.report.rows import Look, Printed, chosen, rows
from rtc_tui.text import t
from rtc_tui.views.notes import Note

MOST: Final = 256 << 20  # characters of one export
_Asks = Sequence[Ask]
_Written = tuple[Iterator[str], tuple[str, ...]]  # the text, and what a filter left out of it


class _Seen(NamedTuple):
    """What is looked at, and how it is to be written."""

    snapshot: Snapshot
    selection: Selection
    asks: _Asks
    missing: tuple[str, ...]
    form: Format
    config: Config


def export(
    snapshot: Snapshot, selection: Selection, asks: _Asks, form: Format, config: Config
) -> tuple[Iterator[str], tuple[str, ...]]:
    """(the text in pieces, what of it is not all there). `asks` are what the pane asks for what it shows.

    Raises `UsageError` where there is nothing to export; the text `Unavailable` where it can not be cut.
    """
    missing = tuple(dict.fromkeys(_missing(snapshot.answers, asks)))
    config = replace(config, target=replace(config.target, product=selection.product))
    write = _WRITERS.get(selection.pane)
    if write is None:
        raise UsageError(t("export.nothing"), t("export.nothing_hint"))
    found, left_out = write(_Seen(snapshot, selection, asks, missing, form, config))
    return _ended(found, (*left_out, *missing), form), missing


def _missing(answers: Mapping[Ask, Answer], asks: _Asks) -> Iterator[str]:
    for ask in asks:
        answer = answers.get(ask)
        if answer is None or not answer.complete or answer.problem is not None:
            done, total = (answer.done, answer.total) if answer else (0, 1)
            yield t("export.incomplete", done=done, total=max(1, total))
        elif any(isinstance(part, Listing) and part.more for part in answer.parts):
            yield t("export.more")


def _ended(pieces: Iterable[str], notes: Iterable[str], form: Format) -> Iterator[str]:
    """Cut where it gets too long, which is said; and what has to be known, at the end of CSV.

    JSON that is cut is none: raises `Unavailable`.
    """
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MOST and form is not Format.CSV:
            raise Unavailable(t("export.too_long", mib=MOST >> 20), t("export.too_long_hint"))
        if size > MOST:
            notes = (*notes, t("export.cut", mib=MOST >> 20))
            break
        yield piece
    if form is Format.CSV:
        yield from (f"# {note}\n" for note in notes)


# ------------------------------------------------------------------ series
def _live(seen: _Seen) -> _Written:
    """All of the scope that is looked at, and who is online."""
    quality = Query(Feature.QUALITY, seen.selection.product, seen.selection.scope)
    held = seen.snapshot.series
    keys = [key for query in (quality, Query(Feature.OPERATION)) for key in of(query, held)]
    window = windows.last(seen.selection.minutes, seen.snapshot.now)
    return _series(seen, {key: held[key] for key in keys}, window), ()


def _series(
    seen: _Seen,
    series: Mapping[SeriesKey, Series],
    window: Window,
    dimensions: tuple[Dimension, ...] = (),
    left_out: tuple[str, ...] = (),
) -> Iterator[str]:
    if not series:
        raise UsageError(t("export.nothing"), t("export.nothing_hint"))
    snapshot, config = replace(seen.snapshot, series=series), seen.config
    shown = rows(chosen(snapshot, LiveRequest()), snapshot, window, config, Printed())
    notes = tuple(Note(text, text) for text in (*left_out, *seen.missing, *snapshot.health.notes))
    look = Look(snapshot, window, tuple(shown), notes, first=True, dimensions=dimensions)
    return as_csv.lines(look, config) if seen.form is Format.CSV else as_json.lines(look, config)


def _spread(seen: _Seen) -> _Written:
    """The slices of the indicator and the dimension that are looked at, of now or of a time gone by."""
    selection, asks, snapshot = seen.selection, seen.asks, seen.snapshot
    indicator, dimension = parse(selection.series).indicator, selection.spread.dimension
    wanted = indicator if indicator in QUALITY else QUALITY[0]
    query = Query(Feature.DISTRIBUTION, selection.product, dimension=dimension, indicator=wanted)
    series, window = dict(snapshot.series), windows.last(selection.minutes, snapshot.now)
    if past := [ask for ask in asks if isinstance(ask, Past | AskHistory) and ask.query.dimension is dimension]:
        series = dict(_gone_by(snapshot.answers, past))
        window = Window(min(ask.window.start for ask in past), max(ask.window.end for ask in past))
    found = {key: series[key] for key in of(query, series)}
    kept, left_out = sifted.slices(found, snapshot, selection, seen.config)
    return _series(seen, kept, window, (dimension,), left_out), left_out


def _gone_by(answers: Mapping[Ask, Answer], asks: Iterable[Past | AskHistory]) -> Mapping[SeriesKey, Series]:
    held = [answers[ask] for ask in asks if ask in answers]
    batches = [batch for answer in held for batch in asked.parts(answer, Batch)]
    lines = [_column(line) for answer in held for line in asked.parts(answer, Merged)]
    return {**joined(batches), **{line.key: series_of(line) for line in lines}}


def _column(line: Merged) -> Column:
    return Column(line.key, line.unit, line.step, line.start, line.values, line.codes)


# ------------------------------------------------------------------ history
_KINDS: Final[dict[str, Kind]] = {
    "quality": "quality",
    "days": "quality",
    "operation": "operation",
    "users": "users",
    "usage": "usage",
}


def _history(seen: _Seen) -> _Written:
    """All series of the window, in the coarsest of the steps that are looked at: only that one is there throughout."""
    snapshot, selection, asks, missing, form, config = seen
    kind = _KINDS[selection.stretch.kind]
    histories = [ask for ask in asks if isinstance(ask, AskHistory)]
    step = max((ask.query.step for ask in histories), default=DAY if kind == "usage" else 0)
    starts = [ask.window for ask in asks if isinstance(ask, AskHistory | AskShares | AskUsages)]
    if not starts:
        raise UsageError(t("export.nothing"), t("export.nothing_hint"))
    window = Window(min(each.start for each in starts), max(each.end for each in starts))
    every = [*_lines(snapshot.answers, asks), *_merged(snapshot.answers, histories, window, step)]
    lines, left_out = sifted.places(every, snapshot, selection)
    if not lines:
        raise UsageError(t("export.nothing"), t("export.nothing_hint"))
    request = HistoryRequest(kind, step, form, scope=selection.scope)
    found = Told(request, window, snapshot.now, tuple(sorted(lines, key=order)), notes=(*left_out, *missing))
    whole = {line.key: range(found.count(line)) for line in lines}
    print_ = history_forms.as_csv if form is Format.CSV else history_forms.as_json
    return print_(found, whole, config, first=True), left_out


def _lines(answers: Mapping[Ask, Answer], asks: _Asks) -> Iterator[Merged]:
    for ask in asks:
        answer = answers.get(ask, Answer())
        if isinstance(ask, AskShares):
            yield from shares(ask, asked.rows(answer, DistributionShare))
        elif isinstance(ask, AskUsages):
            yield from usages(ask, asked.rows(answer, Usage))


def _merged(answers: Mapping[Ask, Answer], asks: Iterable[AskHistory], window: Window, step: int) -> Iterator[Merged]:
    held: dict[SeriesKey, list[Column]] = {}
    for ask in asks:
        for line in asked.parts(answers.get(ask, Answer()), Merged):
            held.setdefault(line.key, []).append(_column(line))
    yield from (merge(key, window, step, columns) for key, columns in held.items())


# ------------------------------------------------------------------ calls and reference
_Call = tuple[
    CallRequest, Found, tuple[str, ...]
]  # what it would have been asked with, what is there, what is left out


def _calls(seen: _Seen) -> _Written:
    """Rooms, the users of one, or the call metrics of those that are looked at."""
    visit = seen.selection.visit
    if visit.step == "rooms" and not visit.user:
        request, found, left_out = _rooms(seen)
    elif details := [ask for ask in seen.asks if isinstance(ask, AskDetail)]:
        request, found, left_out = _details(seen, details)
    else:
        request, found, left_out = _users(seen)
    if found.empty:
        raise UsageError(t("export.nothing"), t("export.nothing_hint"))
    look = PrintedCalls().look(request, replace(found, notes=(*left_out, *seen.missing)), first=True)
    write = calls_csv.lines if seen.form is Format.CSV else calls_json.lines
    return write(look, seen.config), left_out


def _rooms(seen: _Seen) -> _Call:
    snapshot, asks = seen.snapshot, [ask for ask in seen.asks if isinstance(ask, AskRooms)]
    rooms = dict.fromkeys(row for ask in asks for row in asked.rows(snapshot.answers.get(ask, Answer()), Room))
    shown, left_out = sifted.rooms(rooms, seen.selection, snapshot.now)
    return CallRequest(format=seen.form), Found(_hull(asks), snapshot.now, rooms=shown), left_out


def _details(seen: _Seen, asks: Sequence[AskDetail]) -> _Call:
    snapshot, room = seen.snapshot, seen.selection.visit.room
    parts = tuple(p for ask in asks for p in asked.parts(snapshot.answers.get(ask, Answer()), CallDetail))
    request = CallRequest(room, tuple(dict.fromkeys(user for ask in asks for user in ask.users)))
    return request, Found(_hull(asks), snapshot.now, details=parts), ()


def _users(seen: _Seen) -> _Call:
    snapshot, visit = seen.snapshot, seen.selection.visit
    asks = [ask for ask in seen.asks if isinstance(ask, AskUsers)]
    users = dict.fromkeys(row for ask in asks for row in asked.rows(snapshot.answers.get(ask, Answer()), User))
    shown, left_out = sifted.users(users, snapshot, seen.selection, seen.config)
    return CallRequest(visit.room or "*"), Found(visit.window, snapshot.now, users=shown), left_out


def _hull(asks: Sequence[AskRooms | AskDetail]) -> Window:
    return Window(min(ask.window.start for ask in asks), max(ask.window.end for ask in asks))


def _reference(seen: _Seen) -> _Written:
    """The entries that are explained."""
    found, left_out = sifted.explained(seen.selection, seen.config)
    return reference(found, seen.form, left_out), left_out


_WRITERS: Final[dict[str, Callable[[_Seen], _Written]]] = {
    "live": _live,
    "distribution": _spread,
    "history": _history,
    "calls": _calls,
    "reference": _reference,
}
