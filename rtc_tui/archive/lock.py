"""One writer per archive: a kernel lock on a file beside it, which ends with its holder however that ended."""

import fcntl
import os
from pathlib import Path
from typing import Final

_FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


class WriterLock:
    """The right to write. Asked for again at each tick, it is taken over within one tick of its holder's end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether it is ours: also that the file we lock is still the one that others would lock."""
        return self._descriptor is not None and _same(self._descriptor, self._path)

    def try_acquire(self) -> bool:
        """True when it is ours now, or was before; never waits. Raises OSError where no such file can be made."""
        if self.held:
            return True
        self.release()
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._path, _FLAGS, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        if not _same(descriptor, self._path):  # removed between our opening and our locking it: ask again next tick
            self.release()
        return self._descriptor is not None

    def release(self) -> None:
        """Let another one have it. The file stays: removing it would let two hold a lock of the same name."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _same(descriptor: int, path: Path) -> bool:
    try:
        ours, there = os.fstat(descriptor), path.stat()
    except OSError:
        return False
    return (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)
