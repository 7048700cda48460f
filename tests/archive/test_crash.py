"""A recorder killed at any instant has lost nothing that it said was committed."""

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

from rtc_tui.core.model import BUCKET, Window
from tests.archive.making import KEY, MIDNIGHT, batch, book, held, key

ROUNDS = 12


def killed(folder: Path, first: int, commits: int, delay: float) -> int:
    """The number of ticks that a recorder has acknowledged before it was killed, a moment after `commits` of them."""
    command = [sys.executable, "-m", "tests.archive.dying", str(folder), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as child:
        assert child.stdout
        assert child.stdout.readline() == "held\n"
        for _ in range(commits):
            child.stdout.readline()
        timer = threading.Timer(delay, child.kill)
        timer.start()
        rest = child.stdout.read().split("\n")
        timer.join()
    assert child.returncode == -signal.SIGKILL
    return first + commits + len(rest) - 1


def test_every_acknowledged_bucket_is_there_after_a_kill(tmp_path: Path) -> None:
    """Twelve times in a row on the same file: for a reader at once, and for the writer that takes over."""
    chance, ticks, lost = random.Random(20), 0, 0
    for _ in range(ROUNDS):
        ticks = killed(tmp_path, ticks, chance.randrange(1, 40), chance.random() / 50) - 1
        for writes in (False, True):
            archive = book(tmp_path, writes=writes)
            for one in (KEY, key(19)):
                line = held(archive, MIDNIGHT, ticks, one)
                lost += sum(value != i % 100 / 100 for i, value in enumerate(line))
            assert archive.note == ""
            archive.close()
    assert (lost, ticks > ROUNDS) == (0, True)


def test_the_lock_of_a_killed_writer_is_free_at_once(tmp_path: Path) -> None:
    """And not before."""
    command = [sys.executable, "-m", "tests.archive.dying", str(tmp_path), "0"]
    other = book(tmp_path, writes=False)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as child:
        assert child.stdout
        assert child.stdout.readline() == "held\n"
        threading.Thread(target=child.stdout.read, daemon=True).start()
        assert not other.take()
        child.kill()
        child.wait()
        assert other.take()
    other.write([batch([1.0], MIDNIGHT - BUCKET)])
    assert other.read(Window(MIDNIGHT - BUCKET, MIDNIGHT), [KEY], BUCKET)


def test_the_second_of_two_recorders_does_not_write(tmp_path: Path) -> None:
    """It is told so, and can read."""
    first = book(tmp_path)
    first.write([batch([1.0])])
    command = [sys.executable, "-m", "tests.archive.dying", str(tmp_path), "0"]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=30, check=False
    )
    assert done.stdout == "not held\n"
    assert "ArchiveBusy" in done.stderr
    assert held(first, MIDNIGHT, 2) == [1.0, None]
