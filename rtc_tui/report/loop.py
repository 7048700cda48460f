"""The loop of `get live` and `get distribution`: look, print what is new, say what has to be known, wait.

Asked once, a failure of what was asked for is raised, after what else there is was printed. Watched, the first answer is
printed whole, and after it only buckets that are new or have changed, holes that filled among them; a failure stands in
`health` and on stderr, and the next look may do better. Of a look that brought nothing new, nothing is printed: JSON has
a line for it when state, errors or notes have changed.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final, Protocol

from rtc_tui.config import Config
from rtc_tui.core.dimensions import NATIVE_ONLY
from rtc_tui.core.model import Dimension, Feature, Product, Window
from rtc_tui.core.request import Format, LiveRequest, source_of
from rtc_tui.core.snapshot import Snapshot
from rtc_tui.errors import ExitCode, RtcTuiError
from rtc_tui.feed.source import Source
from rtc_tui.report import as_csv, as_json, as_table
from rtc_tui.report.looks import Looks
from rtc_tui.report.past import PastLook
from rtc_tui.report.recorded import RecordedLook
from rtc_tui.report.rows import Look, Printed, chosen, renamed, rows
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells
from rtc_tui.views.notes import Note, notes

_NAMED: Final = 8  # series that a sentence names
_FORMS: Final = {Format.JSON: as_json.lines, Format.CSV: as_csv.lines, Format.TABLE: as_table.lines}


class Out(Protocol):
    """Where data go."""

    def write(self, text: str, /) -> object:
        """Write text."""
        ...

    def flush(self) -> object:
        """Push it out: the reader of a pipe waits for it."""
        ...


async def live(request: LiveRequest, config: Config, source: Callable[[], Source], out: Out | None = None) -> ExitCode:
    """`get live`, `get distribution`. Raises `RtcTuiError` when asked once and what was asked for is not to be had.

    Watched, it ends when the window asked for lies further back than the service reaches.
    """
    feed, talk = source(), Talk()
    try:
        looks, printer = _looks(request, config, feed), _Printer(request, config, out or sys.stdout)
        while printer.first or not looks.passed():
            snapshot = await looks.look()
            fatal = (
                [] if request.watch is not None else [each for each in looks.failures if not looks.unasked(each.query)]
            )
            told = {each.error.kind for each in fatal}  # what is raised speaks for its like
            found = tuple(_notes(snapshot, looks, request, config))
            if not fatal or looks.answered:
                printer.show(snapshot, looks, found)
            talk.say([
                *(_sentence(each.error) for each in looks.failures if each.error.kind not in told),
                *found,
            ])  # fmt: skip
            if fatal:
                raise fatal[0].error
            if request.watch is None:
                break
            await asyncio.sleep(looks.wait(request.watch))
    finally:
        await feed.aclose()
    return ExitCode.DONE


def _looks(request: LiveRequest, config: Config, feed: Source) -> Looks | PastLook | RecordedLook:
    """Who looks: at the last hour again and again, or once at days gone by or recordings. Raises `UsageError`."""
    now = feed.now()
    source = source_of(*request.span(now, config.ui.zone), now) if request.dimensions else "realtime"
    kinds: dict[str, type[Looks | PastLook | RecordedLook]] = {
        "realtime": Looks,
        "offline": PastLook,
        "recorded": RecordedLook,
    }
    return kinds[source](request, config, feed)


class _Printer:
    """Prints looks, and knows what it printed already."""

    def __init__(self, request: LiveRequest, config: Config, out: Out) -> None:
        self.first = True
        self._request, self._config, self._out = request, config, out
        self._printed = Printed()
        self._signature: object = None

    def show(self, snapshot: Snapshot, looks: Looks | PastLook | RecordedLook, found: tuple[Note, ...]) -> None:
        """What is new of a look, if anything is."""
        fresh = rows(chosen(snapshot, self._request), snapshot, looks.window, self._config, self._printed)
        recorded = isinstance(looks, RecordedLook)
        look = Look(snapshot, looks.window, tuple(fresh), found, self.first, self._request.dimensions, recorded)
        before, self._signature = self._signature, as_json.signature(look)
        changed = self._request.format is Format.JSON and before != self._signature
        if self.first or changed or any(each.points for each in fresh):
            for piece in _FORMS[self._request.format](look, self._config):
                self._out.write(piece)
            self._out.flush()
        self.first = False


class Talk:
    """Sentences on stderr: each once, and again when it has been untrue meanwhile."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def say(self, found: Iterable[Note]) -> None:
        """What holds now. A stderr that is gone is no reason to fail."""
        now = {note.topic: note.text for note in found}
        for topic, text in now.items():
            if topic not in self._said:
                with suppress(OSError, ValueError, AttributeError):
                    sys.stderr.write(f"{safe(text, 2000)}\n")
                    sys.stderr.flush()
        self._said = set(now)


def _sentence(error: RtcTuiError) -> Note:
    text = f"{safe(error.message, 1000)} {safe(error.hint, 1000)}"
    return Note(text, text)


def _notes(
    snapshot: Snapshot, looks: Looks | PastLook | RecordedLook, request: LiveRequest, config: Config
) -> Iterator[Note]:
    """What has to be known to read the answer right: what is not in it, first."""
    health, native = snapshot.health, _of_native_alone(snapshot, request, config)
    if native:
        yield Note("web", t("report.web_spread", dimensions=", ".join(native)))
    explained = bool(native) and len(native) == len(request.dimensions)
    if not explained and _is_empty(snapshot, request):
        yield Note("empty", _empty(looks.window, request, config))
    elif not explained and not health.problems and not chosen(snapshot, request):
        yield Note("no_series", _no_series(snapshot))
    names = renamed(snapshot, request)
    if names:
        yield Note("renamed", t("report.renamed", names=_listed(names)))
    yield from notes(health, request.scopes)


def _no_series(snapshot: Snapshot) -> str:
    """That nothing of what was asked for is there, and what there is."""
    names = sorted({key.name for key in snapshot.series})
    return t("report.no_series_but", names=_listed(names)) if names else t("report.no_series")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(safe(name, 60) for name in names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def _is_empty(snapshot: Snapshot, request: LiveRequest) -> bool:
    """Whether the service answered and had nothing at all of what leads."""
    health = snapshot.health
    feature = Feature.DISTRIBUTION if request.dimensions else Feature.QUALITY
    if feature not in health.answered_features or feature in health.problems:
        return False
    return not snapshot.series if request.dimensions else health.newest is None


def _of_native_alone(snapshot: Snapshot, request: LiveRequest, config: Config) -> list[Dimension]:
    """The dimensions asked for that web data are not told by, where nothing came of them."""
    if config.target.product is not Product.WEB or Feature.DISTRIBUTION not in snapshot.health.answered_features:
        return []
    found = {key.dimension for key in snapshot.series}
    return [each for each in request.dimensions if each in NATIVE_ONLY and each not in found]


def _empty(window: Window, request: LiveRequest, config: Config) -> str:
    room, *_ = request.scopes
    kind = "empty_users" if room.users else "empty_room" if room.room else "empty_app"
    other = Product.NATIVE if config.target.product is Product.WEB else Product.WEB
    start, end = (cells.clock(at, config.ui.zone) for at in window)
    return t(f"report.{'empty_spread' if request.dimensions else kind}", start=start, end=end, other=other)
