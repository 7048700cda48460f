"""The quota of one account and action, shared by all processes of the user on the host; and when to try again.

One small file per endpoint, access key and action, changed under `flock`. The kernel frees the lock of a killed
process; a change is one write of one block, so that no process leaves half a file; what cannot be read is taken for
"the full rate has just gone". When the file cannot be used at all, the quota holds within this process, and says so.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Final, TypeVar

import msgspec

from rtc_tui.client import quota
from rtc_tui.client.classify import Hopeless
from rtc_tui.client.quota import State, Ticket, Wait
from rtc_tui.clock import Clock
from rtc_tui.core.account import RateLimit
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import ClockSkewed, DeadlineExceeded, RtcTuiError, ServiceFailing, Throttled, Unreachable
from rtc_tui.text import t
from rtc_tui.text.safe import safe

NEAR_S: Final = 1.0  # from here on a connection may wait for its slot; a longer wait comes before it is opened
RETRIES: Final = 4
_LOOK_S: Final = 0.25  # how often a waiting process is heard of
_LARGEST: Final = 1 << 16  # bytes; a state is a few hundred, and a few thousand at 40 per second
_SPINS: Final = 50
_OLD_S: Final = 2 * 86_400
_T = TypeVar("_T")
_decoder: Final = msgspec.json.Decoder(State)


class _BusyError(OSError):
    """Another process holds the lock just now."""


def state_path(directory: Path, endpoint: str, access_key: str, action: str) -> Path:
    """The file of one quota. Names no account: it is a hash."""
    digest = sha256(f"{endpoint}\n{access_key}\n{action}".encode()).hexdigest()
    return directory / f"quota-{digest[:32]}.json"


class Limiter:
    """One quota. `path` is its file, None to hold it in this process alone."""

    def __init__(self, action: str, limit: RateLimit, path: Path | None, clock: Clock, rng: Random) -> None:
        self.note = ""  # why the quota is not shared, as a sentence to show
        self._action = action
        self._limit = limit
        self._path = path
        self._clock = clock
        self._rng = rng
        self._known = State()

    def slot(self, until: float) -> "Slot":
        """A place in the queue for one request that has to go before `until` (steady clock)."""
        return Slot(self, self._clock, until)

    async def ask(self, place: Ticket, *, take: bool) -> Wait:
        """Take the slot, or keep the place and learn how long to wait."""

        def change(state: State) -> Wait:
            now = self._clock.steady()
            return quota.ask(state, self._limit, Ticket(place.ticket, place.since, now), self._clock.now(), take=take)

        return await self._patiently(change)

    def answered(self, ticket: str) -> None:
        """The answer to a request has begun. If the lock is busy nothing is lost but speed."""
        with suppress(_BusyError):
            self._change(lambda state: quota.answered(state, ticket, self._clock.steady()))

    def leave(self, ticket: str) -> None:
        """Give a place up. If the lock is busy it lapses by itself."""
        with suppress(_BusyError):
            self._change(lambda state: quota.leave(state, ticket))

    async def complained(self, retry_after: float | None) -> float:
        """The service said "too many": hold all processes back. Returns for how long (seconds)."""
        pause = max(1.0, retry_after or 0.0) + self._rng.random() / 2
        await self._patiently(lambda state: quota.complained(state, pause, self._clock.steady()))
        return pause

    def used(self) -> Quota:
        """What has been used, by a look without the lock."""
        with suppress(OSError, msgspec.DecodeError, ValueError):
            if self._path is not None:
                self._known = _decoder.decode(self._path.read_bytes()[:_LARGEST])
        return quota.used(quota.sane(self._known, self._clock.steady(), self._clock.now()), self._limit)

    def too_late(self, wait: Wait) -> Throttled:
        """The error of a request whose turn would come after its deadline."""
        key = "queue" if wait.reason == "gap" else wait.reason
        limit = self._limit.per_day if wait.reason == "day" else self._limit.per_minute
        message = t(f"client.quota_{key}", action=self._action, limit=limit, seconds=quota.whole_seconds(wait.seconds))
        return Throttled(message, action=self._action, retry_after=wait.seconds)

    async def _patiently(self, change: Callable[[State], _T]) -> _T:
        for _ in range(200):
            try:
                return self._change(change)
            except _BusyError:
                await self._clock.sleep(0.005)
        # A process that was stopped, not killed, sits on the lock: go on alone rather than never.
        return self._alone(change, t("client.quota_busy"))

    def _change(self, change: Callable[[State], _T]) -> _T:
        if self._path is None:
            return self._apply(self._known, change)
        try:
            with _locked(self._path, self._clock.now()) as (descriptor, created):
                state = self._known if created else self._read(descriptor)
                result = self._apply(state, change)
                _write(descriptor, msgspec.json.encode(self._known))
        except _BusyError:
            raise
        except OSError as error:
            return self._alone(change, error.strerror or str(error))
        self.note = ""
        return result

    def _read(self, descriptor: int) -> State:
        try:
            return _decoder.decode(os.pread(descriptor, _LARGEST, 0))
        except (msgspec.DecodeError, ValueError):
            return quota.cautious(self._limit, self._clock.steady(), self._clock.now())

    def _apply(self, state: State, change: Callable[[State], _T]) -> _T:
        self._known = quota.sane(state, self._clock.steady(), self._clock.now())
        return change(self._known)

    def _alone(self, change: Callable[[State], _T], reason: str) -> _T:
        self.note = t("client.quota_not_shared", path=safe(self._path), reason=safe(reason))
        return self._apply(self._known, change)


class Slot:
    """The way of one request through its quota: `approach`, connect, `take`, send, `answered`."""

    def __init__(self, limiter: Limiter, clock: Clock, until: float) -> None:
        self._limiter = limiter
        self._clock = clock
        self._until = until
        self._place = Ticket(os.urandom(8).hex(), clock.steady(), clock.steady())
        self._taken = False

    async def approach(self) -> None:
        """Wait until the turn is near. Raises Throttled when it would come too late."""
        while (wait := await self._limiter.ask(self._place, take=False)).seconds > NEAR_S:
            await self._wait(wait, wait.seconds - NEAR_S)

    async def take(self) -> None:
        """Wait for the turn; the request must go at once. Raises Throttled when it would come too late."""
        while not self._taken:
            wait = await self._limiter.ask(self._place, take=True)
            self._taken = wait.granted
            if not self._taken:
                await self._wait(wait, wait.seconds)

    def answered(self) -> None:
        """The answer has begun."""
        self._limiter.answered(self._place.ticket)

    def close(self) -> None:
        """Whatever happened: do not stand in the others' way."""
        if not self._taken:
            self._limiter.leave(self._place.ticket)

    async def _wait(self, wait: Wait, seconds: float) -> None:
        if self._clock.steady() + wait.seconds > self._until:
            raise self._limiter.too_late(wait)
        await self._clock.sleep(min(max(seconds, 0.002), _LOOK_S))


@contextmanager
def _locked(path: Path, now: float) -> Iterator[tuple[int, bool]]:
    """(descriptor, whether the file was made just now), under an exclusive lock. Raises OSError, _BusyError."""
    descriptor, created = _open(path, now)
    try:
        _lock(descriptor)
        if os.fstat(descriptor).st_nlink == 0:  # tidied away between our opening and our locking it
            raise _BusyError
        yield descriptor, created
    finally:
        os.close(descriptor)  # and with it the lock


def _open(path: Path, now: float) -> tuple[int, bool]:
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(path, flags), False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _tidy(path.parent, now)
    try:
        return os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600), True
    except FileExistsError:
        raise _BusyError from None


def _tidy(directory: Path, now: float) -> None:
    """Remove quotas that nobody has touched for two days: their day is over."""
    for old in directory.glob("quota-*.json"):
        with suppress(OSError):
            if now - old.stat().st_mtime > _OLD_S:
                old.unlink()


def _lock(descriptor: int) -> None:
    for _ in range(_SPINS):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.sched_yield()  # a change takes a tenth of a millisecond
        else:
            return
    raise _BusyError


def _write(descriptor: int, data: bytes) -> None:
    """Replace the content by one write: blanks fill up what the old content was longer."""
    size = os.fstat(descriptor).st_size
    if size > _LARGEST:
        os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, data.ljust(min(size, _LARGEST)), 0)


def retry_delay(error: RtcTuiError, attempt: int, rng: Random) -> float | None:
    """Seconds until the next try after the `attempt`-th failure (from 1); None: do not try again (FACTS 3.3).

    0.2 s doubling to 6 s, of which chance takes up to half away; Retry-After is a lower bound. A refused time is tried
    once more, for it is signed anew. Nothing else that was refused is.
    """
    if isinstance(error, ClockSkewed):
        return 0.0 if attempt == 1 else None
    if isinstance(error, Hopeless) or attempt > RETRIES:
        return None
    if not isinstance(error, Throttled | ServiceFailing | Unreachable | DeadlineExceeded):
        return None
    backoff = min(6.0, 0.2 * 2.0**attempt) * (0.5 + rng.random() / 2)
    least = 1.0 + rng.random() / 2 if isinstance(error, Throttled) else 0.0
    return max(backoff, least, error.retry_after or 0.0)
