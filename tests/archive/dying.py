"""A recorder that is killed: it writes as fast as it can, and says what was committed. Run by test_crash."""

import sys
from pathlib import Path

from rtc_tui.archive import writer
from rtc_tui.core.model import BUCKET
from tests.archive.making import KEY, MIDNIGHT, batch, book, key


def say(line: str) -> None:
    """At once: what is said has been done."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(folder: Path, first: int) -> None:
    """One line per commit, once it has returned."""
    writer.FOLD_ROWS = 5  # type: ignore[misc] # folds are where most could go wrong
    archive = book(folder, writes=False)
    say("held" if archive.take() else "not held")
    for tick in range(first, first + 100_000):
        keys = [KEY, *(key(number) for number in range(tick % 3 + 20))]
        archive.write([batch([tick % 100 / 100], MIDNIGHT + tick * BUCKET, keys=keys)])
        say(str(tick))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
