"""The loop of `get history`: look, print what is new, say what has to be known, wait.

As with `get live`, a failure is raised when asked once, after what came was printed; watched, it stands in `health` and
on stderr, and the next look may do better.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from rtc_tui.config import Config
from rtc_tui.core import windows
from rtc_tui.core.ask import Answer, Ask, AskHistory, AskShares, AskUsages
from rtc_tui.core.history_request import HistoryRequest
from rtc_tui.core.listing import DistributionShare, Usage
from rtc_tui.core.merge import Column, Merged, merge
from rtc_tui.core.model import Batch, Query, SeriesKey, Window
from rtc_tui.core.request import Format
from rtc_tui.core.snapshot import Problem
from rtc_tui.errors import ExitCode, RtcTuiError
from rtc_tui.feed.source import Source, told
from rtc_tui.report import asked, history_forms
from rtc_tui.report.history_lines import Told, order, shares, usages
from rtc_tui.report.loop import Out, Talk
from rtc_tui.views.notes import Note

DEADLINE: Final = 25.0  # seconds for the last hour
_FORMS: Final = {
    Format.JSON: history_forms.as_json,
    Format.CSV: history_forms.as_csv,
    Format.TABLE: history_forms.as_table,
}


async def history(
    request: HistoryRequest, config: Config, source: Callable[[], Source], out: Out | None = None
) -> ExitCode:
    """Any window, from whatever has it. Raises `RtcTuiError` when asked once and not all could be had."""
    feed, talk, stream = source(), Talk(), out or sys.stdout
    printed = _Printed()
    try:
        while True:
            found = await look(request, config, feed)
            _show(found, printed, request, config, stream)
            once = request.watch is None
            talk.say(_notes(found, once=once))
            if once and found.problem is not None:
                raise asked.raised(found.problem)
            passed = request.end is not None and found.window.end < feed.now() - windows.REACH
            if once or (passed and found.problem is None):
                return ExitCode.DONE
            await asyncio.sleep(request.watch or 0.0)
            if found.problem is not None:
                feed.wake()  # what was refused may be granted by now; by itself it is never asked again
    finally:
        await feed.aclose()


# ------------------------------------------------------------------ looking
async def look(request: HistoryRequest, config: Config, feed: Source) -> Told:
    """One look: what was recorded and what the service has, with what of the last hour it tells live."""
    window = request.window(feed.now(), config.ui.zone)
    asks = request.asks(window, config.target.product, feed.now())
    live = _live(request, config, window, feed.now())
    answers, batches = await asyncio.gather(
        asked.answers(feed, *asks), asyncio.gather(*(_fetch(feed, each) for each in live))
    )
    failures = [each for each in batches if isinstance(each, RtcTuiError)]
    problems = [answers[ask].problem for ask in asks if answers[ask].problem]
    problems += [told(error, feed.now(), None) for error in failures]
    notes = [note for ask in asks for note in asked.notes(answers[ask])]
    here = [each for each in batches if isinstance(each, Batch)]
    notes += [*feed.meter().notes, *(note for batch in here for note in batch.notes)]
    return Told(
        request=request,
        window=window,
        now=feed.now(),
        lines=tuple(sorted(_lines(request, answers, here, window), key=order)),
        problem=problems[0] if problems else None,
        notes=tuple(dict.fromkeys(notes)),
        dropped=tuple(dict.fromkeys(user for batch in here for user in batch.missing_users)),
    )


def _live(request: HistoryRequest, config: Config, window: Window, now: float) -> tuple[Query, ...]:
    """What is asked of the last hour. Of some systems or networks alone it cannot be had."""
    reaches = window.end > windows.askable(now).start
    if not reaches or request.kind != "quality" or request.scope.os or request.scope.access:
        return ()
    found = (Query(query.feature, query.product, query.scope) for query in request.queries(config.target.product))
    return tuple(found)


async def _fetch(feed: Source, query: Query) -> Batch | RtcTuiError:
    try:
        return await feed.fetch(query, windows.askable(feed.now()), deadline=DEADLINE)
    except RtcTuiError as error:
        return error


def _lines(
    request: HistoryRequest, answers: Mapping[Ask, Answer], live: Iterable[Batch], window: Window
) -> Iterable[Merged]:
    for ask, answer in answers.items():
        match ask:
            case AskShares():
                yield from shares(ask, asked.rows(answer, DistributionShare))
            case AskUsages():
                yield from usages(ask, asked.rows(answer, Usage))
            case _:
                continue
    if any(isinstance(ask, AskHistory) for ask in answers):
        yield from _merged(request, answers, live, window)


def _merged(
    request: HistoryRequest, answers: Mapping[Ask, Answer], live: Iterable[Batch], window: Window
) -> Iterable[Merged]:
    """The answers, with the last hour as it is told live laid over them."""
    held: dict[SeriesKey, list[Merged]] = {}
    for answer in answers.values():
        for part in asked.parts(answer, Merged):
            held.setdefault(part.key, []).append(part)
    fresh = {series.key: Column.of(series) for batch in live for series in batch.series if series.values}
    for key in dict.fromkeys((*held, *fresh)):
        if request.wants(key.name):
            yield _line(request, window, held.get(key, []), fresh.get(key), key)


def _line(request: HistoryRequest, window: Window, parts: list[Merged], live: Column | None, key: SeriesKey) -> Merged:
    """One line out of its parts; of one part alone that part."""
    if live is None and len(parts) == 1 and parts[0].step == request.step:
        return parts[0]
    columns = [*map(_column, parts), *([live] if live else [])]
    line = merge(key, window, request.step, columns)
    trust = max((part.trust for part in parts), key=lambda trust: trust.buckets, default=line.trust)
    return replace(line, trust=trust)


def _column(line: Merged) -> Column:
    return Column(line.key, line.unit, line.step, line.start, line.values, line.codes)


# ------------------------------------------------------------------ printing
@dataclass(slots=True)
class _Printed:
    """What has been printed, so that the next look prints the rest."""

    first: bool = True
    values: dict[SeriesKey, dict[int, tuple[float, int]]] = field(default_factory=dict)
    problem: object = None

    def fresh(self, found: Told) -> dict[SeriesKey, list[int]]:
        """The places of the buckets that are new or changed, by series; noted as printed."""
        new: dict[SeriesKey, list[int]] = {}
        for line in found.lines:
            known = self.values.setdefault(line.key, {})
            places = []
            for i in range(found.count(line)):
                value = line.values[i] if line.codes[i] else 0.0
                entry = value, line.codes[i]
                if known.get(line.start + i * line.step) != entry:
                    known[line.start + i * line.step] = entry
                    places.append(i)
            new[line.key] = places
        return new


def _show(found: Told, printed: _Printed, request: HistoryRequest, config: Config, out: Out) -> None:
    """What is new, if anything is; of a question asked once that failed, nothing but what came of it."""
    if found.problem is not None and not found.lines and request.watch is None:
        return
    fresh = printed.fresh(found)
    signature = _signature(found.problem), found.notes
    changed = request.format is Format.JSON and signature != printed.problem
    if printed.first or changed or any(fresh.values()):
        for piece in _FORMS[request.format](found, fresh, config, first=printed.first):
            out.write(piece)
        out.flush()
    printed.first, printed.problem = False, signature


def _signature(problem: Problem | None) -> object:
    return problem and (problem.kind, problem.code)


def _notes(found: Told, *, once: bool) -> list[Note]:
    """What has to be known to read the answer right. A problem that is raised speaks for itself."""
    problem = None if once else found.problem
    texts = [f"{problem.message} {problem.hint}"] if problem else []
    return [Note(text, text) for text in (*texts, *found.notes, *history_forms.missing(found))]
