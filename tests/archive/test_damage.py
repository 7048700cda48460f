"""A full disk, a folder that cannot be used, a damaged file, one from the future: a sentence each, and nothing lost."""

import errno
import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rtc_tui.archive import repair
from rtc_tui.archive.book import Book
from rtc_tui.archive.files import speaking
from rtc_tui.core.model import BUCKET, HOUR, Window
from rtc_tui.errors import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveError,
    ArchiveFull,
    ArchiveTooNew,
    ArchiveUnreachable,
    ExitCode,
)
from rtc_tui.text import use
from tests.archive.making import KEY, MIDNIGHT, NOW, batch, book, held, key

KEYS = [key(number) for number in range(30)]
HOURS = 6


def value(number: int, tick: int) -> float:
    return (number * 37 + tick) % 10_000 / 100


def filled(folder: Path) -> Path:
    """Six hours of thirty series, each value known; two answers of it still in the tail."""
    archive = book(folder)
    for hour in range(HOURS):
        for number, one in enumerate(KEYS):
            ticks = range(hour * 120, hour * 120 + 120)
            archive.write([batch([value(number, tick) for tick in ticks], MIDNIGHT + hour * HOUR, keys=[one])])
        if hour < HOURS - 1:
            archive._for_writing().fold()
    archive.close()
    return archive.path


def right(archive: Book) -> int:
    """How many values are there; each must be the one that was written."""
    count = 0
    window = Window(MIDNIGHT, MIDNIGHT + HOURS * HOUR)
    for column in archive.read(window, KEYS, BUCKET):
        number = int(column.key.slice)
        there = [(tick, got) for tick, got in enumerate(column.values) if got == got]  # noqa: PLR0124
        assert all(got == value(number, tick) for tick, got in there), column.key
        count += len(there)
    return count


def until_full(archive: Book) -> tuple[int, ArchiveFull]:
    """The first write that failed, and how."""
    for tick in range(1, 10_000):
        try:
            archive.write([batch([1.0] * 30, MIDNIGHT + tick * 900, keys=[KEY, *KEYS])])
        except ArchiveFull as error:
            return tick, error
    raise AssertionError


def set_asides(folder: Path) -> list[Path]:
    """The files, without their logs."""
    return [path for path in sorted(folder.glob("*damaged*")) if not path.name.endswith(("-wal", "-shm"))]


class TestFull:
    def test_a_full_disk_costs_the_write_and_nothing_else(self, tmp_path: Path) -> None:
        """What was committed can be read; with space again, writing goes on where it stopped."""
        archive = book(tmp_path)
        archive.write([batch([1.0])])
        assert archive._db is not None
        pages = archive._db.execute("PRAGMA page_count").fetchone()[0]
        archive._db.execute(f"PRAGMA max_page_count = {pages + 8}")
        written, error = until_full(archive)
        assert error.exit_code is ExitCode.ARCHIVE
        assert "space" in error.message + error.hint
        assert held(archive, MIDNIGHT, 1) == [1.0]
        assert all(held(archive, MIDNIGHT + tick * 900, 30) == [1.0] * 30 for tick in range(1, written))
        assert held(archive, MIDNIGHT + written * 900, 30) == [None] * 30
        archive._db.execute("PRAGMA max_page_count = 1000000")
        archive.write([batch([2.0] * 30, MIDNIGHT + written * 900, keys=[KEY, *KEYS])])
        assert held(archive, MIDNIGHT + written * 900, 30) == [2.0] * 30
        assert archive.note == ""

    def test_a_fold_without_space_leaves_the_tail(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The commit before it has been acknowledged: it must not be reported as failed."""
        monkeypatch.setattr("rtc_tui.archive.writer.FOLD_ROWS", 3)
        archive = book(tmp_path)
        archive.write([batch([1.0] * 120, keys=[KEY, *KEYS])])
        assert archive._db is not None
        pages = archive._db.execute("PRAGMA page_count").fetchone()[0]
        archive._db.execute(f"PRAGMA max_page_count = {pages}")
        for tick in range(4):
            archive.write([batch([float(tick)], MIDNIGHT + HOUR + tick * BUCKET)])
        assert held(archive, MIDNIGHT + HOUR, 4) == [0.0, 1.0, 2.0, 3.0]

    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
    def test_the_systems_own_word_for_it(self, tmp_path: Path, number: int) -> None:
        """Making the folder or the lock may fail for it too."""
        with pytest.raises(ArchiveFull), speaking(tmp_path):
            raise OSError(number, os.strerror(number))


class TestUnreachable:
    @pytest.mark.parametrize("what", ["archive", "archive/app1.db", "archive/app1.lock"])
    def test_something_else_stands_in_its_place(self, tmp_path: Path, what: str) -> None:
        """A file where the folder should be, a folder where a file should be."""
        if "/" in what:
            (tmp_path / what).mkdir(parents=True)
        else:
            (tmp_path / what).write_text("x")
        archive = book(tmp_path, writes=False)
        with pytest.raises(ArchiveUnreachable) as caught:
            archive.take()
        assert str(tmp_path / "archive") in caught.value.message
        assert "--archive" in caught.value.hint
        assert not archive.writes

    def test_a_folder_that_may_not_be_written_to(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The system says no, whoever we are."""

        def no(*_: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr("rtc_tui.archive.lock.os.open", no)
        with pytest.raises(ArchiveUnreachable) as caught:
            book(tmp_path, writes=False).take()
        assert "Permission denied" in caught.value.message

    def test_a_file_that_turned_read_only(self, tmp_path: Path) -> None:
        """The database's word for it is ours too."""
        archive = book(tmp_path)
        archive.write([batch([1.0])])
        assert archive._db is not None
        archive._db.execute("PRAGMA query_only = ON")
        with pytest.raises(ArchiveUnreachable):
            archive.write([batch([2.0])])
        assert held(archive, MIDNIGHT, 1) == [1.0]


class TestDamaged:
    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    def test_a_file_cut_short_is_set_aside_and_what_can_be_read_is_kept(self, tmp_path: Path, share: float) -> None:
        """The damaged one keeps its every byte under another name."""
        path = filled(tmp_path)
        whole = path.read_bytes()
        os.truncate(path, int(len(whole) * share))
        with pytest.raises(ArchiveDamaged) as caught:
            right(book(tmp_path, writes=False))
        assert "record" in caught.value.hint
        archive = book(tmp_path)
        aside = set_asides(path.parent)[0]
        assert aside.name == "app1.db.damaged-20261228-160000"
        assert aside.read_bytes() == whole[: int(len(whole) * share)]
        assert aside.name in archive.note
        kept = right(archive)
        assert kept <= 30 * 720
        assert kept > 0 or share < 0.5
        archive.write([batch([1.0], MIDNIGHT + 30 * HOUR)])
        assert held(archive, MIDNIGHT + 30 * HOUR, 1) == [1.0]

    def test_a_last_page_cut_short_costs_what_stood_on_it(self, tmp_path: Path) -> None:
        """The database does not notice; the check of each stretch does."""
        path = filled(tmp_path)
        os.truncate(path, path.stat().st_size - 3000)
        archive = book(tmp_path)
        assert 0.8 * 30 * 720 < right(archive) < 30 * 720

    @pytest.mark.parametrize("within", [4096, 120], ids=["anywhere", "at a page's head"])
    def test_a_changed_bit_never_becomes_a_number(self, tmp_path: Path, within: int) -> None:
        """Fifty times: each value is what was written, or missing and told; a commit still works."""
        path, chance = filled(tmp_path), random.Random(within)
        whole, kept = path.read_bytes(), []
        for _ in range(50):
            for part in path.parent.iterdir():
                part.unlink()
            data = bytearray(whole)
            data[chance.randrange(len(data) // 4096) * 4096 + chance.randrange(within)] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
            archive = book(tmp_path, writes=False)
            try:
                archive.take()
                kept.append(right(archive))
                archive.write([batch([5.0], MIDNIGHT + 30 * HOUR, keys=KEYS)])
                archive._for_writing().fold()
                kept.append(right(archive))
                assert held(archive, MIDNIGHT + 30 * HOUR, 1, KEYS[7]) == [5.0]
            except ArchiveTooNew:  # the flipped bit was in the version: the file is left alone
                assert path.read_bytes()[:4096] == bytes(data)[:4096]
            finally:
                archive.close()
        assert sum(kept) > 0.9 * len(kept) * 30 * 720

    @pytest.mark.parametrize("old", [b"native", b"INTEGER PRIMARY KEY, name", b"series_by_key"])
    def test_text_that_is_no_text_any_more_is_damage_like_any_other(self, tmp_path: Path, old: bytes) -> None:
        """In a row, and in the description of the tables: no exception of another kind."""
        path = filled(tmp_path)
        path.write_bytes(path.read_bytes().replace(old, b"\xf2" + old[1:], 1))
        archive = book(tmp_path)
        assert right(archive) <= 30 * 720
        archive.write([batch([5.0], MIDNIGHT + 30 * HOUR, keys=KEYS)])
        assert held(archive, MIDNIGHT + 30 * HOUR, 1, KEYS[3]) == [5.0]

    def test_a_file_that_is_no_database_is_set_aside(self, tmp_path: Path) -> None:
        """Somebody's notes, perhaps: they stay."""
        (tmp_path / "archive").mkdir()
        (tmp_path / "archive" / "app1.db").write_text("to do: milk" * 100)
        archive = book(tmp_path)
        archive.write([batch([1.0])])
        assert held(archive, MIDNIGHT, 1) == [1.0]
        assert set_asides(tmp_path / "archive")[0].read_text().startswith("to do: milk")

    def test_another_programs_database_is_set_aside(self, tmp_path: Path) -> None:
        """It is not filled with tables of ours."""
        (tmp_path / "archive").mkdir()
        with closing(sqlite3.connect(tmp_path / "archive" / "app1.db")) as other:
            other.execute("CREATE TABLE theirs(x)")
        archive = book(tmp_path)
        with closing(sqlite3.connect(set_asides(tmp_path / "archive")[0])) as other:
            assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
        assert "set aside" in archive.note

    def test_a_spoiled_stretch_is_told_and_kept(self, tmp_path: Path) -> None:
        """One hour of one series: the rest is read as ever, and a later write does not destroy the evidence."""
        filled(tmp_path)
        archive = book(tmp_path)
        archive._for_writing().fold()
        assert archive._db is not None
        archive._db.execute("UPDATE chunks_30 SET data = x'4801' WHERE id = (SELECT min(id) FROM chunks_30)")
        assert right(archive) == 30 * 720 - 120
        assert archive.note == "1 stretches of recorded series are damaged and count as missing."
        archive.write([batch([value(0, 5)], MIDNIGHT + 5 * BUCKET, keys=[KEYS[0]])])
        archive._for_writing().fold()
        assert right(archive) == 30 * 720 - 119
        assert archive._db.execute("SELECT data FROM spoiled").fetchall() == [(bytes([0x48, 1]),)]

    def test_viewers_follow_to_the_new_file(self, tmp_path: Path) -> None:
        """They notice that the name means another file."""
        path = filled(tmp_path)
        viewer = book(tmp_path, writes=False)
        assert right(viewer) == 30 * 720
        archive = book(tmp_path)
        archive._leave()
        with closing(sqlite3.connect(path)) as db:
            db.execute("DROP TABLE chunks_30")
        archive.write([batch([1.0], MIDNIGHT + 30 * HOUR)])
        assert "set aside" in archive.note
        assert held(viewer, MIDNIGHT + 30 * HOUR, 1) == [1.0]


class TestInterruptedRepair:
    def test_what_was_begun_is_completed(self, tmp_path: Path) -> None:
        """Killed when the new file was whole and the old one not yet renamed; or halfway through renaming."""
        path = filled(tmp_path)
        path.rename(path.with_name("app1.db.new"))
        path.write_bytes(b"damaged")
        archive = book(tmp_path)
        assert right(archive) == 30 * 720
        assert set_asides(path.parent)[0].read_bytes() == b"damaged"

    def test_a_copy_that_never_got_whole_is_no_archive(self, tmp_path: Path) -> None:
        """It is begun anew."""
        path = filled(tmp_path)
        path.with_name("app1.db.filling").write_bytes(b"half")
        with book(tmp_path).lock._path.open():
            aside, rows = repair.set_aside(path, NOW)
        assert rows >= 30 * HOURS
        assert aside.exists()
        assert not path.with_name("app1.db.filling").exists()

    def test_two_repairs_in_one_second_keep_both_files(self, tmp_path: Path) -> None:
        """The second one gets a name of its own."""
        path = filled(tmp_path)
        names = {repair.set_aside(path, NOW)[0].name for _ in range(3)}
        assert len(names) == len(set_asides(path.parent)) == 3


class TestTooNew:
    @pytest.mark.parametrize("writes", [True, False])
    def test_a_newer_file_is_left_alone(self, tmp_path: Path, writes: bool) -> None:
        """Neither read nor written nor set aside."""
        path = filled(tmp_path)
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA user_version = 99")
        before = path.read_bytes()
        archive = book(tmp_path, writes=False)
        with pytest.raises(ArchiveTooNew) as caught:
            archive.take() if writes else right(archive)
        assert "99" in caught.value.message
        assert (path.read_bytes(), archive.writes) == (before, False)
        assert not list(path.parent.glob("*damaged*"))


class TestWords:
    @pytest.mark.parametrize(
        ("statement", "kind"),
        [("SELECT * FROM nowhere", ArchiveDamaged), ("SELECT nonsense(", ArchiveError)],
    )
    def test_each_refusal_has_a_sentence_and_a_hint(
        self, tmp_path: Path, statement: str, kind: type[ArchiveError]
    ) -> None:
        """In either language."""
        for language in ("en", "zh"):
            use("zh" if language == "zh" else "en")
            with pytest.raises(kind) as caught, speaking(tmp_path / "x.db"), closing(sqlite3.connect(":memory:")) as db:
                db.execute(statement)
            assert "x.db" in caught.value.message
            assert caught.value.hint

    def test_a_file_locked_by_another_program_is_busy(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Somebody looks into it with a tool of their own; nothing is lost, the next write may succeed."""
        monkeypatch.setattr("rtc_tui.archive.files.WAIT_S", 0.01)
        archive = book(tmp_path)
        with closing(sqlite3.connect(archive.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(ArchiveBusy):
                archive.write([batch([1.0])])
            other.execute("ROLLBACK")
        archive.write([batch([1.0])])
        assert held(archive, MIDNIGHT, 1) == [1.0]

    def test_a_bug_is_not_dressed_up(self, tmp_path: Path) -> None:
        """Using a closed file is our mistake, not the archive's."""
        db = sqlite3.connect(":memory:")
        db.close()
        with pytest.raises(sqlite3.ProgrammingError), speaking(tmp_path):
            db.execute("SELECT 1")
