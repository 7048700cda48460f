"""What `rtc-tui record` does until it is stopped. What changes is told on stderr, a line each."""

import asyncio
import signal
from functools import partial
from typing import Any, Final

from rtc_tui.archive import Archive
from rtc_tui.archive.opening import is_shared
from rtc_tui.cli import compose, talk
from rtc_tui.config import Config
from rtc_tui.core.account import Credentials
from rtc_tui.core.ask import Wanted
from rtc_tui.core.model import Batch, Feature
from rtc_tui.errors import ExitCode
from rtc_tui.feed.shared import SharedSource
from rtc_tui.feed.source import Event, Failure
from rtc_tui.text import t
from rtc_tui.text.safe import safe

# A service manager that stops us did what it meant to; whoever presses ctrl+c interrupted us.
_ENDS: Final = {
    signal.SIGTERM: ExitCode.DONE,
    signal.SIGHUP: ExitCode.DONE,
    signal.SIGINT: ExitCode.INTERRUPTED,
}


_TWO_LOOKS: Final = 7.0  # seconds
_PAUSE: Final = 0.5


async def run(config: Config, credentials: Credentials) -> int:
    """The exit code. Raises `ArchiveError` when there is nothing that could be written to from the start."""
    stop: asyncio.Future[ExitCode] = asyncio.get_running_loop().create_future()
    for number, code in _ENDS.items():
        asyncio.get_running_loop().add_signal_handler(number, partial(_settle, stop, code))
    archive = compose.archive(config)
    await _settle_who_records(archive, stop, shared=is_shared(config.archive.url))
    source = compose.over(config, credentials, archive, talk.say, records=True)
    source.subscribe(Wanted())
    work = asyncio.create_task(_listen(source, Changes(config.target.app, compose.archive_place(config))))
    try:
        either: set[asyncio.Future[Any]] = {stop, work}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()  # a bug: it never ends by itself
        return int(stop.result())
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await source.aclose()
        talk.say(t("record.ended"))


async def _settle_who_records(archive: Archive, stop: "asyncio.Future[ExitCode]", *, shared: bool) -> None:
    """Of one on the network it takes two looks, some seconds apart, to be sure that nobody else does."""
    end = asyncio.get_running_loop().time() + _TWO_LOOKS
    while not await archive.take() and shared and not stop.done() and asyncio.get_running_loop().time() < end:
        await asyncio.wait({stop}, timeout=_PAUSE)


def _settle(stop: "asyncio.Future[ExitCode]", code: ExitCode) -> None:
    if not stop.done():
        stop.set_result(code)


async def _listen(source: SharedSource, changes: "Changes") -> None:
    changes.role(writes=source.records)
    async for event in source.events():
        changes.role(writes=source.records)
        changes.heard(event)
        changes.notes(source.meter().notes)


class Changes:
    """What was told, so that only what has changed is told."""

    def __init__(self, app: str, place: str) -> None:
        """`place`: where the archive is."""
        self._app, self._place = app, place
        self._told: dict[str, str] = {}
        self._notes: set[str] = set()

    def role(self, *, writes: bool) -> None:
        """Whether we record, or stand by."""
        key = "record.records" if writes else "record.stands_by"
        self._tell("role", t(key, app=self._app, place=safe(self._place, 1000)))

    def heard(self, event: Event) -> None:
        """A question that failed, or works again. Of the distributions one speaks for all."""
        if isinstance(event, Failure):
            query, error = event.query, event.error
            topic = _topic(query.feature, query.product)
            text = f"{safe(error.message, 1000)} {safe(error.hint, 1000)}"
            self._tell(topic, t("record.fails", what=topic, reason=text), error.kind)
        elif isinstance(event, Batch):
            topic = _topic(event.query.feature, event.query.product)
            if self._told.get(topic):
                self._tell(topic, t("record.works", what=topic))
                self._told[topic] = ""

    def notes(self, notes: tuple[str, ...]) -> None:
        """What else is to be known; of the archive above all."""
        for note in notes:
            if note not in self._notes:
                talk.say(safe(note, 2000))
        if self._notes and not notes:
            talk.say(t("record.well"))
        self._notes = set(notes)

    def _tell(self, topic: str, text: str, kind: str = "") -> None:
        """Once for each `kind` of news: the seconds and bytes in a message are no news."""
        if self._told.get(topic) != (kind or text):
            self._told[topic] = kind or text
            talk.say(text)


def _topic(feature: Feature, product: str) -> str:
    return feature.value if feature is Feature.OPERATION else f"{feature} ({product})"
