"""What cannot be seen of an engine from outside: how long it keeps, and whether it stores the same sample twice.

A probe series of its own is written, read back and deleted.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from rtc_tui.archive.victoria_engine import Engine
from rtc_tui.archive.victoria_labels import PROBES, packed, quoted
from rtc_tui.archive.victoria_state import Held, Stored, import_lines
from rtc_tui.core.model import DAY
from rtc_tui.errors import ArchiveUnreachable

PATIENCE: Final = 15  # seconds until a new series can be read at the latest
_STEP: Final = 0.5
_SETTLED: Final = 1.5  # seconds after the first sample in which the others come
_AGES: Final = (1, 7, 27, 32, 62, 93, 184)  # days


@dataclass(frozen=True, slots=True)
class Proof:
    """`kept`: the age in days of the oldest sample that stayed; `dropped`: of the youngest that did not, or None."""

    seen: bool
    kept: int = 0
    dropped: int | None = None
    doubles: bool = False


async def prove(engine: Engine, days: int, now: float, sleep: Callable[[float], Awaitable[None]]) -> Proof:
    """Write samples of up to `days` ago, one of them twice, and see what is there. Raises `ArchiveUnreachable`."""
    name = uuid4().hex
    ages = sorted({0, *(age for age in _AGES if age < days), days})
    labels = packed({"__name__": PROBES, "probe": name})
    samples: Held = {labels: {age: Stored(int(now - age * DAY) * 1000, float(age)) for age in ages}}
    try:
        for _ in range(2):
            await engine.send(import_lines(samples))
        return await _read(engine, name, ages, now, sleep)
    finally:
        with suppress(ArchiveUnreachable):  # whoever may not delete leaves a few samples behind
            await engine.delete(f"{{__name__={quoted(PROBES)},probe={quoted(name)}}}")


async def _read(
    engine: Engine, name: str, ages: list[int], now: float, sleep: Callable[[float], Awaitable[None]]
) -> Proof:
    for _ in range(int(PATIENCE / _STEP)):
        if 0 in await _values(engine, name, ages, now):
            await sleep(_SETTLED)
            found = await _values(engine, name, ages, now)
            missing = [age for age in ages if age not in found]
            kept = max(age for age in ages if age in found and age < min(missing, default=age + 1))
            return Proof(True, kept, min(missing, default=None), len(found) > len(set(found)))
        await sleep(_STEP)
    return Proof(False)


async def _values(engine: Engine, name: str, ages: list[int], now: float) -> list[int]:
    # Each time a selector that was never used: an answer that the engine remembers may lack a new series.
    selector = f'{{__name__={quoted(PROBES)},probe={quoted(name)},look!="{uuid4().hex}"}}'
    found = await engine.export([selector], now - (ages[-1] + 2) * DAY, now + DAY)
    return [int(value) for one in found for value in one.values]
