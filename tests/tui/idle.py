"""When a program in a test has come to rest, told from its loop and its threads, not from a clock or the load.

Textual's pilot guesses it from the time that the processor was busy, 20 ms and more per key. Nothing here listens on a
socket and clocks of scenes stand still, so there is rest as soon as the loop has nothing to run, now or for the next
frame, and no thread of ours is at work. All that was under way is over by then, on any machine: pictures may count requests.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from math import inf
from typing import Any, Final, TypeVar
from unittest.mock import patch
from weakref import WeakSet

from textual import app, pilot

_ROUNDS: Final = 100_000  # a bound for a program that never rests, not a measure
_QUIET: Final = 2  # turns of the loop with nothing to run
_SOON: Final = 0.02  # seconds: the screen is drawn, and a new size taken, at most 60 times a second
_THREAD: Final = "diagnosis"  # the program's own, beside those of the loop
_T = TypeVar("_T")
_WORK: Final[WeakSet["asyncio.Future[Any]"]] = WeakSet()
_submit: Final = asyncio.BaseEventLoop.run_in_executor


def noted(
    loop: asyncio.BaseEventLoop, executor: Executor | None, work: Callable[..., _T], *args: Any
) -> "asyncio.Future[_T]":
    """In place of the loop's own `run_in_executor`: what a thread was given to do is remembered until it is done."""
    future = _submit(loop, executor, work, *args)
    _WORK.add(future)
    return future


async def rest(*_: object) -> None:
    """In place of Textual's `wait_for_idle`: until nothing is left to run."""
    loop: Any = asyncio.get_running_loop()
    quiet = 0
    for _round in range(_ROUNDS):
        await asyncio.sleep(0)
        if loop._ready:
            quiet = 0
            continue
        busy = [future for future in _WORK if not future.done() and future.get_loop() is loop]
        soon = min((timer.when() for timer in loop._scheduled if not timer.cancelled()), default=inf) - loop.time()
        if busy:
            await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
        elif any(thread.name == _THREAD for thread in threading.enumerate()):
            await asyncio.sleep(0.001)
        elif soon < _SOON:
            await asyncio.sleep(max(0.0, soon))
        elif quiet < _QUIET:
            quiet += 1
            continue
        else:
            return
        quiet = 0
    raise TimeoutError("a program that never rests")


@contextmanager
def resting() -> Iterator[None]:
    """Within, Textual's pilot waits until the program rests, neither less nor longer."""
    with (
        patch.object(asyncio.BaseEventLoop, "run_in_executor", noted),
        patch.object(app, "wait_for_idle", rest),
        patch.object(pilot, "wait_for_idle", rest),
    ):
        yield
