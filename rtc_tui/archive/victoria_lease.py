"""One recorder per app, whatever host it is on: a claim that is renewed in the engine itself.

Whoever records writes a sample every `BEAT` seconds: since when it records. Who finds one that is alive stands by; of two
that began at once, the earlier goes on. A claim that was not renewed for `LEASE` seconds is void. It is known by its
changing, not by its time, so hosts whose clocks differ do not matter. While the engine is away nobody can tell who else
records: then whoever recorded last on its host goes on, and two may ask the service until the engine is back. That costs
quota; the values are the same.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from rtc_tui.archive.files import speaking
from rtc_tui.archive.victoria_engine import Engine
from rtc_tui.archive.victoria_labels import CLAIMS, packed, quoted
from rtc_tui.archive.victoria_state import Held, Stored, import_lines
from rtc_tui.errors import ArchiveUnreachable

BEAT: Final = 20.0
LEASE: Final = 75.0
SETTLE: Final = 4.0  # seconds after a claim in which another one would become readable
_LOOK_BACK: Final = 900
_AHEAD: Final = 86_400


class Claim(NamedTuple):
    """Somebody's: since when (epoch seconds of their clock), and who. The smaller one goes first."""

    since: float
    writer: str
    host: str = ""


class Lease:
    """Our claim. `held` is whether we may record. `marker` is a file that is there while we do."""

    def __init__(
        self, app: str, engine: Engine, host: str, marker: Path, steady: Callable[[], float], now: Callable[[], float]
    ) -> None:
        self._app, self._engine, self._host, self._marker = app, engine, host, marker
        self._steady, self._now = steady, now
        self.writer = uuid4().hex[:12]
        self.held = False
        self.other = ""  # the host of whoever records, if that is not us
        self._since: float | None = None
        self._claimed = self._beaten = float("-inf")
        self._seen: dict[str, tuple[int, float]] = {}
        self._last: str | None = None  # who recorded last from this folder: nobody else does while we hold its lock

    @property
    def due(self) -> float:
        """When it has to be renewed, in steady seconds."""
        if self._since is None:
            return float("inf")
        return self._beaten + BEAT if self.held else self._claimed + SETTLE

    async def turn(self) -> None:
        """Look who else is there, and claim, renew or give way. Raises `ArchiveUnreachable`, `ArchiveError`."""
        try:
            await self._turn()
        except ArchiveUnreachable:
            self.held = self.held or (self._since is None and self._recorded_last())
            raise
        self._remember()

    async def release(self) -> None:
        """Let another one take over at once. Raises `ArchiveUnreachable`."""
        if self._since is not None:
            self._since, self.held = None, False
            await self._beat(0.0)

    async def _turn(self) -> None:
        steady = self._steady()
        others = await self._others()
        if self._since is not None and steady - self._beaten > LEASE:
            self._since = None  # it was void for a while: whoever came meanwhile goes first
        first = min(others, default=None)
        if first and (self._since is None or first < (self._since, self.writer)):
            self._since, self.held, self.other = None, False, first.host
            return
        self.other = ""
        if self._since is None:
            self._since, self._claimed = self._now(), steady
        self.held = self.held or steady - self._claimed >= SETTLE
        if steady - self._beaten >= BEAT:
            await self._beat(self._since)
            self._beaten = steady

    async def _others(self) -> list[Claim]:
        """The claims of others that are alive."""
        now, steady = self._now(), self._steady()
        # A selector that was never used before: an answer that the engine remembers may lack a new series.
        selector = f'{{__name__={quoted(CLAIMS)},app={quoted(self._app)},look!="{uuid4().hex}"}}'
        alive = []
        for found in await self._engine.export([selector], now - _LOOK_BACK, now + _AHEAD):
            writer = found.metric.get("writer", "")
            if writer in {self.writer, self._before()} or not found.values:
                continue
            at, since = found.timestamps[-1], found.values[-1]
            if self._is_alive(writer, at, now, steady) and since > 0:
                alive.append(Claim(since, writer, found.metric.get("host", "")))
        return alive

    def _is_alive(self, writer: str, at: int, now: float, steady: float) -> bool:
        if writer not in self._seen:
            # One that looks old may be of a clock that is behind: watch whether it is renewed.
            age = min(max(now - at / 1000, 0.0), LEASE - 1.5 * BEAT)
            self._seen[writer] = (at, steady - age)
        elif self._seen[writer][0] != at:
            self._seen[writer] = (at, steady)
        return steady - self._seen[writer][1] < LEASE

    async def _beat(self, since: float) -> None:
        labels = packed({"__name__": CLAIMS, "app": self._app, "host": self._host, "writer": self.writer})
        at = int(self._now() * 1000)
        samples: Held = {labels: {at: Stored(at, since)}}
        await self._engine.send(import_lines(samples))

    def _recorded_last(self) -> bool:
        return bool(self._before())

    def _before(self) -> str:
        """The writer before us on this host; empty when none is known."""
        if self._last is None:
            with speaking(self._marker):
                self._last = self._marker.read_text("ascii", "replace") if self._marker.exists() else ""
        return self._last

    def _remember(self) -> None:
        """Keep on disk who records from here; whoever stands by leaves nothing."""
        if self.held and self._before() != self.writer:
            with speaking(self._marker):
                self._marker.write_text(self.writer, "ascii")
            self._last = self.writer
        elif not self.held and self._since is None and self._before():
            with speaking(self._marker):
                self._marker.unlink(missing_ok=True)
            self._last = ""
