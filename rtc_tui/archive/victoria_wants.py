"""What viewers on other hosts look at, told to who records: a sample a minute for each query, void after `VOID`."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

import msgspec

from rtc_tui.archive.victoria_engine import Engine
from rtc_tui.archive.victoria_labels import packed, quoted
from rtc_tui.archive.victoria_state import Held, Stored, import_lines
from rtc_tui.archive.wants import MOST
from rtc_tui.core.model import Query
from rtc_tui.errors import ArchiveUnreachable

WANTS: Final = "rtc_tui_looked_at"
VOID: Final = 150.0
_RENEW: Final = 60.0
_LOOK: Final = 10.0
_ALL: Final = 256  # queries of all viewers: what is beyond that they ask themselves
_AHEAD: Final = 86_400


class SharedWants:
    """One process's wishes, and those of all others. An engine that is away, or lets us read alone, stops nothing."""

    def __init__(
        self, app: str, engine: Engine, writer: str, steady: Callable[[], float], now: Callable[[], float]
    ) -> None:
        self._app, self._engine, self._writer = app, engine, writer
        self._steady, self._now = steady, now
        self._mine: tuple[Query, ...] = ()
        self._told = self._looked = float("-inf")
        self._others: tuple[Query, ...] = ()

    async def tell(self, queries: Sequence[Query]) -> None:
        """From now on these; what is no longer looked at is taken back."""
        gone = [query for query in self._mine if query not in queries]
        self._mine = tuple(queries[:MOST])
        await self._send(gone, 0.0)
        self._told = float("-inf")
        await self.renew()

    async def renew(self) -> None:
        """Say it once more, when it is time."""
        if self._mine and self._steady() - self._told >= _RENEW:
            self._told = self._steady()
            await self._send(self._mine, 1.0)

    async def heard(self) -> tuple[Query, ...]:
        """What others look at just now, as far as the engine could be asked."""
        if self._steady() - self._looked >= _LOOK:
            self._looked = self._steady()
            selector = f"{{__name__={quoted(WANTS)},app={quoted(self._app)},writer!={quoted(self._writer)}}}"
            with suppress(ArchiveUnreachable):
                found = await self._engine.export([selector], self._now() - VOID, self._now() + _AHEAD)
                alive = [one.metric.get("query", "") for one in found if one.values and one.values[-1] > 0]
                self._others = tuple(dict.fromkeys(query for name in alive[:_ALL] for query in _read(name)))
        return self._others

    async def _send(self, queries: Sequence[Query], value: float) -> None:
        at = int(self._now() * 1000)
        samples: Held = {self._labels(query): {at: Stored(at, value)} for query in queries}
        if samples:
            with suppress(ArchiveUnreachable):
                await self._engine.send(import_lines(samples))

    def _labels(self, query: Query) -> bytes:
        text = msgspec.json.encode(query).decode()
        return packed({"__name__": WANTS, "app": self._app, "writer": self._writer, "query": text})


def _read(text: str) -> list[Query]:
    """Nothing for what is none of ours."""
    try:
        return [msgspec.json.decode(text, type=Query)]
    except (msgspec.MsgspecError, ValueError):
        return []
