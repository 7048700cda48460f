"""The loop of `get calls`: look, print what is new, say what has to be known, wait.

As with `get live`, a failure is raised when asked once, after what came before it was printed; watched, it stands in
`health` and on stderr, and the next look may do better.
"""

import asyncio
import sys
from collections.abc import Callable
from typing import Final

from rtc_tui.config import Config
from rtc_tui.core.call_request import CallRequest
from rtc_tui.core.request import Format
from rtc_tui.errors import ExitCode
from rtc_tui.feed.source import Source
from rtc_tui.report import calls_csv, calls_json, calls_table
from rtc_tui.report.asked import raised
from rtc_tui.report.calls_found import Found, Looks
from rtc_tui.report.calls_rows import Printed
from rtc_tui.report.loop import Out, Talk
from rtc_tui.views.notes import Note

_FORMS: Final = {Format.JSON: calls_json.lines, Format.CSV: calls_csv.lines, Format.TABLE: calls_table.lines}


async def calls(request: CallRequest, config: Config, source: Callable[[], Source], out: Out | None = None) -> ExitCode:
    """Rooms, the users of one, or what some of them saw and heard. Raises `RtcTuiError` when asked once."""
    feed, talk = source(), Talk()
    try:
        looks, printer = Looks(request, config, feed), _Printer(request, config, out or sys.stdout)
        while True:
            found = await looks.look()
            printer.show(found)
            talk.say(_notes(found, once=request.watch is None))
            if request.watch is None and found.problem is not None:
                raise raised(found.problem)
            if request.watch is None or looks.over():
                return ExitCode.DONE
            await asyncio.sleep(request.watch)
    finally:
        await feed.aclose()


def _notes(found: Found, *, once: bool) -> list[Note]:
    """What has to be known to read the answer right. A problem that is raised speaks for itself."""
    problem = None if once else found.problem
    told = [f"{problem.message} {problem.hint}"] if problem else []
    return [Note(text, text) for text in (*told, *found.notes)]


class _Printer:
    """Prints looks, and knows what it printed already."""

    def __init__(self, request: CallRequest, config: Config, out: Out) -> None:
        self._request, self._config, self._out = request, config, out
        self._printed, self._first = Printed(), True
        self._signature: object = None

    def show(self, found: Found) -> None:
        """What is new of a look, if anything is; of a question asked once that failed, nothing but what came of it."""
        if found.problem is not None and found.empty and self._request.watch is None:
            return
        look = self._printed.look(self._request, found, first=self._first)
        before, self._signature = self._signature, calls_json.signature(found)
        changed = self._request.format is Format.JSON and before != self._signature
        if self._first or changed or look.news:
            for piece in _FORMS[self._request.format](look, self._config):
                self._out.write(piece)
            self._out.flush()
        self._first = False
