"""What others look at is heard while they live, and not longer."""

import os
import subprocess
import sys
from pathlib import Path

from rtc_tui.archive.wants import MOST, Wants
from rtc_tui.core.model import Dimension, Feature, Product, Query, Scope

ROOM = Query(Feature.QUALITY, Product.WEB, Scope("room-1", ("a", "b")))
SPREAD = Query(Feature.DISTRIBUTION, dimension=Dimension.OS, indicator="stall_rate")
DYING = """
import sys
from pathlib import Path
from rtc_tui.archive.wants import Wants
from rtc_tui.core.model import Feature, Query
wants = Wants(Path(sys.argv[1]))
wants.tell([Query(Feature.QUALITY)])
print("told", flush=True)
sys.stdin.read()
"""


def test_what_is_told_is_heard_by_others_and_not_by_oneself(tmp_path: Path) -> None:
    one, two, three = (Wants(tmp_path / "wants") for _ in range(3))
    assert three.heard() == ()
    one.tell([ROOM, SPREAD])
    two.tell([SPREAD])
    assert sorted(three.heard(), key=str) == sorted([ROOM, SPREAD], key=str)
    assert one.heard() == (SPREAD,)
    one.tell([SPREAD])
    assert three.heard() == (SPREAD,)
    one.tell([])
    two.close()
    assert three.heard() == ()
    assert list((tmp_path / "wants").iterdir()) == []


def test_the_wishes_of_a_killed_process_end_with_it(tmp_path: Path) -> None:
    """Its file is there, nobody holds it, and who hears takes it away."""
    words = [sys.executable, "-c", DYING, str(tmp_path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "told\n"
        wants = Wants(tmp_path)
        assert wants.heard() == (Query(Feature.QUALITY),)
        process.kill()
        process.wait()
        assert wants.heard() == ()
        assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_none_of_ours_is_nothing(tmp_path: Path) -> None:
    """Neither a text that can not be read, nor a link to somewhere else, nor a pipe that nobody writes to."""
    (tmp_path / "nonsense").write_bytes(b"\xff{")
    (tmp_path / "link").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    assert Wants(tmp_path).heard() == ()


def test_nobody_makes_the_recorder_ask_without_bounds(tmp_path: Path) -> None:
    one, two = Wants(tmp_path), Wants(tmp_path)
    one.tell([Query(Feature.QUALITY, scope=Scope(f"room-{i}")) for i in range(1000)])
    assert len(two.heard()) == MOST
    one.close()


def test_it_is_told_anew_when_the_folder_was_cleared(tmp_path: Path) -> None:
    one, two = Wants(tmp_path), Wants(tmp_path)
    one.tell([ROOM])
    next(tmp_path.iterdir()).unlink()
    one.tell([ROOM])
    assert two.heard() == (ROOM,)
    one.close()
