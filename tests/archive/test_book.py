"""What is committed is read back: by the writer, by others, from the tail and from the chunks."""

import os
import random
import sqlite3
import stat
from array import array
from contextlib import closing
from math import isnan, nan
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtc_tui.archive import Keep, schema
from rtc_tui.archive.book import Book
from rtc_tui.archive.files import folder_of, transaction
from rtc_tui.archive.names import mark
from rtc_tui.core.merge import BACKFILLED, MEAN, OFFLINE, PARTIAL, RECORDED
from rtc_tui.core.model import (
    BUCKET,
    DAY,
    FIVE_MINUTES,
    HOUR,
    Dimension,
    Feature,
    Product,
    Query,
    Scope,
    SeriesKey,
    Window,
)
from rtc_tui.errors import ArchiveBusy, ArchiveUnreachable, UsageError
from tests.archive.making import KEY, MIDNIGHT, NOW, QUERY, batch, book, held, key, shown

FOLDS = pytest.mark.parametrize("folds", [False, True], ids=["in the tail", "in chunks"])


class TestReading:
    @FOLDS
    def test_what_was_written_comes_back(self, tmp_path: Path, folds: bool) -> None:
        """On the whole grid of the window, holes included."""
        archive = book(tmp_path)
        archive.write([batch([98.68, nan, 3.0], MIDNIGHT + 60)])
        if folds:
            archive._for_writing().fold()
        assert held(archive, MIDNIGHT, 6) == [None, None, 98.68, None, 3.0, None]
        column = archive.read(Window(MIDNIGHT + 1, MIDNIGHT + 91), [KEY], BUCKET)[0]
        assert (column.start, column.unit, shown([column], 3)) == (MIDNIGHT + 30, "%", [None, 98.68, None])
        assert column.codes == bytes([0, RECORDED, 0])

    @FOLDS
    def test_a_series_without_values_in_the_window_is_left_out(self, tmp_path: Path, folds: bool) -> None:
        """And so is one that was never recorded."""
        archive = book(tmp_path)
        archive.write([batch([1.0])])
        if folds:
            archive._for_writing().fold()
        window = Window(MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR)
        assert archive.read(window, [KEY, key(1)], BUCKET) == ()
        assert archive.read(Window(MIDNIGHT, MIDNIGHT), [KEY], BUCKET) == ()
        assert archive.read(Window(MIDNIGHT, MIDNIGHT + HOUR), [key(1)], BUCKET) == ()

    def test_each_step_is_kept_apart(self, tmp_path: Path) -> None:
        """30 seconds, 5 minutes, an hour, a day of Beijing."""
        archive = book(tmp_path)
        for value, step in enumerate((BUCKET, FIVE_MINUTES, HOUR, DAY)):
            archive.write([batch([float(value)], step=step)])
        archive._for_writing().fold()
        for value, step in enumerate((BUCKET, FIVE_MINUTES, HOUR, DAY)):
            assert held(archive, MIDNIGHT, 2, step=step) == [value, None]
        assert archive.read(Window(MIDNIGHT, MIDNIGHT + DAY), [KEY], DAY)[0].codes == bytes([OFFLINE])

    def test_every_part_of_a_key_makes_another_series(self, tmp_path: Path) -> None:
        """And each comes back as it was, also from a file that is opened anew."""
        keys = [
            KEY,
            KEY._replace(product=Product.WEB),
            KEY._replace(scope=Scope("room")),
            KEY._replace(scope=Scope("room", ("a,b", "c"))),
            KEY._replace(scope=Scope("room", ("a", "b", "c"))),
            KEY._replace(scope=Scope(os=("android", "ios"))),
            KEY._replace(scope=Scope(access=("4g",))),
            KEY._replace(dimension=Dimension.OS, slice="ios"),
            KEY._replace(dimension=Dimension.PROVINCE, slice="新疆"),
            SeriesKey("x'; DROP TABLE series; --\n\x00"),
        ]
        archive = book(tmp_path)
        for value, one in enumerate(keys):
            archive.write([batch([float(value)], keys=[one])])
        archive.close()
        again = book(tmp_path)
        assert set(again.keys()) == set(keys)
        assert [held(again, MIDNIGHT, 1, one) for one in keys] == [[float(value)] for value in range(len(keys))]

    def test_a_name_that_no_file_can_hold_costs_nobody_anything(self, tmp_path: Path) -> None:
        """Half of a surrogate pair."""
        archive = book(tmp_path)
        archive.write([batch([1.0], keys=[SeriesKey("\ud800"), KEY])])
        assert held(archive, MIDNIGHT, 1) == [1.0]

    def test_a_reader_sees_commits_at_once_and_knows_that_there_are_some(self, tmp_path: Path) -> None:
        """Also before the first one, when there is no file; and after the file was folded."""
        viewer, recorder = book(tmp_path, writes=False), book(tmp_path, writes=False)
        assert (held(viewer, MIDNIGHT, 1), viewer.keys(), viewer.asked(QUERY, Window(0, 1))) == ([None], (), ())
        recorder.take()
        stamps = [viewer.stamp()]
        for tick in range(3):
            recorder.write([batch([float(tick)], MIDNIGHT + tick * BUCKET)])
            assert held(viewer, MIDNIGHT, 3)[tick] == float(tick)
            assert viewer.stamp() == viewer.stamp()
            stamps.append(viewer.stamp())
        recorder._for_writing().fold()
        assert held(viewer, MIDNIGHT, 3) == [0.0, 1.0, 2.0]
        assert len(set(stamps)) == len(stamps)

    def test_a_reader_reads_what_a_dead_writer_left(self, tmp_path: Path) -> None:
        """The log beside the file is enough: nobody has to open it to write first."""
        recorder = book(tmp_path)
        recorder.write([batch([1.0])])
        folder = tmp_path / "copy" / "archive"
        folder.mkdir(parents=True)
        for part in ("app1.db", "app1.db-wal"):
            (folder / part).write_bytes((tmp_path / "archive" / part).read_bytes())
        assert held(book(tmp_path / "copy", writes=False), MIDNIGHT, 1) == [1.0]


class TestWriting:
    @FOLDS
    def test_late_values_correct_and_holes_do_not(self, tmp_path: Path, folds: bool) -> None:
        """The later answer of the same source counts, where it has a value."""
        archive = book(tmp_path)
        archive.write([batch([1.0, 2.0, 3.0])])
        if folds:
            archive._for_writing().fold()
        archive.write([batch([9.0, nan], MIDNIGHT + BUCKET)])
        assert held(archive, MIDNIGHT, 3) == [1.0, 9.0, 3.0]
        archive._for_writing().fold()
        assert held(archive, MIDNIGHT, 3) == [1.0, 9.0, 3.0]

    def test_what_was_asked_for_late_is_marked(self, tmp_path: Path) -> None:
        """The first of an hour was fetched an hour later, the last one at its time."""
        archive = book(tmp_path)
        archive.write([batch([1.0] * 20, received=MIDNIGHT + 640.0)])
        column = archive.read(Window(MIDNIGHT, MIDNIGHT + 600), [KEY], BUCKET)[0]
        assert {column.codes[0], column.codes[19]} == {RECORDED | BACKFILLED, RECORDED}

    def test_series_of_one_answer_may_begin_and_end_apart(self, tmp_path: Path) -> None:
        """A slice that appears in the middle of the window."""
        one, other = batch([1.0, 2.0], MIDNIGHT), batch([3.0], MIDNIGHT + 120, keys=[key(1)])
        archive = book(tmp_path)
        archive.write([type(one)(QUERY, one.window, one.series + other.series, one.received)])
        for _ in range(2):
            assert held(archive, MIDNIGHT, 5) == [1.0, 2.0, None, None, None]
            assert held(archive, MIDNIGHT, 5, key(1)) == [None, None, None, None, 3.0]
            archive._for_writing().fold()

    @settings(max_examples=25, deadline=None)
    @given(st.integers(0, 2**32))
    def test_hours_of_ticks_come_back_whole(self, seed: int) -> None:
        """Across hours, folds, answers that overlap, come late, or from several series: as a dictionary would keep it."""
        with TemporaryDirectory() as folder, closing(book(Path(folder))) as archive:
            expected = self._ticks(archive, random.Random(seed))
            for number in range(4):
                line = held(archive, MIDNIGHT, 450, key(number))
                there = {(number, i): value for i, value in enumerate(line) if value is not None}
                assert there == {at: value for at, value in expected.items() if at[0] == number}

    def _ticks(self, archive: Book, chance: random.Random) -> dict[tuple[int, int], float]:
        expected: dict[tuple[int, int], float] = {}
        for tick in range(0, 400, 7):
            start = max(0, tick - chance.randrange(20))
            values = [chance.choice([nan, chance.randrange(10_001) / 100]) for _ in range(tick + 7 - start)]
            numbers = chance.sample(range(4), chance.randrange(1, 5))
            archive.write([batch(values, MIDNIGHT + start * BUCKET, keys=map(key, numbers))])
            if chance.random() < 0.2:
                archive._for_writing().fold()
            present = [(start + i, value) for i, value in enumerate(values) if not isnan(value)]
            expected |= {(number, i): value for number in numbers for i, value in present}
        return expected

    def test_a_full_tail_is_folded(self, tmp_path: Path) -> None:
        """Readers never look through more than a few hundred commits."""
        archive = book(tmp_path)
        for tick in range(300):
            archive.write([batch([1.0], MIDNIGHT + tick * BUCKET)])
        assert archive._db is not None
        assert archive._db.execute("SELECT count(*) FROM tail").fetchone()[0] < 256
        assert held(archive, MIDNIGHT, 300) == [1.0] * 300

    def test_a_failed_write_changes_nothing(self, tmp_path: Path) -> None:
        """Neither values nor the numbers of new series: the next write gives them anew."""
        archive = book(tmp_path)
        wrong = batch([1.0], keys=[key(1)])
        object.__setattr__(wrong, "series", (*wrong.series, batch([1.0], keys=[KEY._replace(name=5)]).series[0]))  # type: ignore[arg-type]
        with pytest.raises(AttributeError):
            archive.write([batch([1.0], keys=[key(2)]), wrong])
        assert archive.keys() == ()
        archive.write([batch([2.0], keys=[key(2)]), batch([3.0], keys=[key(1)])])
        assert (held(archive, MIDNIGHT, 1, key(2)), held(archive, MIDNIGHT, 1, key(1))) == ([2.0], [3.0])

    def test_only_the_user_may_look(self, tmp_path: Path) -> None:
        """0600 in a folder 0700, the log and the lock included, whatever the umask."""
        before = os.umask(0)
        try:
            archive = book(tmp_path)
            archive.write([batch([1.0])])
        finally:
            os.umask(before)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "archive").iterdir()}
        assert modes == dict.fromkeys(("app1.db", "app1.db-wal", "app1.db-shm", "app1.lock"), 0o600)
        assert stat.S_IMODE((tmp_path / "archive").stat().st_mode) == 0o700


class TestAsked:
    def test_answered_windows_are_joined(self, tmp_path: Path) -> None:
        """Neighbours and overlaps become one; what lies between stays unasked."""
        archive = book(tmp_path)
        for start in (0, 300, 240, 900):
            archive.write([batch([1.0] * 10, MIDNIGHT + start)])
        window = Window(MIDNIGHT + 60, MIDNIGHT + 2000)
        assert archive.asked(QUERY, window) == (
            Window(MIDNIGHT + 60, MIDNIGHT + 600),
            Window(MIDNIGHT + 900, MIDNIGHT + 1200),
        )
        assert archive.asked(Query(Feature.OPERATION), window) == ()

    def test_a_fresh_window_counts_as_far_as_it_has_values(self, tmp_path: Path) -> None:
        """The newest bucket comes late: it is asked for again. An old window without values is not."""
        archive = book(tmp_path)
        fresh, old = batch([1.0, 2.0, nan]), batch([nan, nan], MIDNIGHT + HOUR, received=MIDNIGHT + 3 * HOUR)
        object.__setattr__(fresh.series[0], "values", fresh.series[0].values[:2])
        archive.write([fresh, old])
        assert archive.asked(QUERY, Window(MIDNIGHT, MIDNIGHT + DAY)) == (
            Window(MIDNIGHT, MIDNIGHT + 60),
            Window(MIDNIGHT + HOUR, MIDNIGHT + HOUR + 60),
        )


class TestRetention:
    def test_old_buckets_become_means_and_then_go(self, tmp_path: Path) -> None:
        """30 seconds for two days, means for four: a mean of too few is marked, one that is offline stays."""
        archive = book(tmp_path, Keep(2, 4))
        archive.write(
            [batch([1.0] * 10 + [2.0] * 5 + [nan] * 5 + [3.0] * 10), batch([9.0], MIDNIGHT + 600, FIVE_MINUTES)]
        )
        archive.write([batch([5.0], MIDNIGHT + 3 * DAY)])
        archive._for_writing().fold()
        while archive.tidy(NOW):
            pass
        assert held(archive, MIDNIGHT, 60) == [None] * 60
        column = archive.read(Window(MIDNIGHT, MIDNIGHT + 1200), [KEY], FIVE_MINUTES)[0]
        assert shown([column], 4) == [1.0, 2.0, 9.0, None]
        assert column.codes == bytes([RECORDED | MEAN, RECORDED | MEAN | PARTIAL, OFFLINE, 0])
        assert held(archive, MIDNIGHT + 3 * DAY, 1) == [5.0]
        archive.write([batch([5.0], MIDNIGHT + 6 * DAY)])
        archive._for_writing().fold()
        while archive.tidy(NOW):
            pass
        assert held(archive, MIDNIGHT, 4, step=FIVE_MINUTES) == [None] * 4

    def test_a_clock_that_jumps_ahead_deletes_nothing(self, tmp_path: Path) -> None:
        """Age is counted from the newest bucket held."""
        archive = book(tmp_path)
        archive.write([batch([1.0])])
        archive._for_writing().fold()
        assert not archive.tidy(NOW + 1000 * DAY)
        assert held(archive, MIDNIGHT, 1) == [1.0]

    def test_an_empty_archive_needs_no_tidying(self, tmp_path: Path) -> None:
        """Nothing to do is no error."""
        assert not book(tmp_path).tidy(NOW)

    def test_daily_values_are_kept_for_good(self, tmp_path: Path) -> None:
        """They are small, and nobody else has them after 30 days."""
        archive = book(tmp_path, Keep(1, 1))
        archive.write([batch([7.0], step=DAY), batch([1.0], MIDNIGHT + 900 * DAY)])
        while archive.tidy(NOW + 1000 * DAY):
            pass
        assert held(archive, MIDNIGHT, 1, step=DAY) == [7.0]


class TestWriters:
    def test_the_second_one_reads_and_takes_over_when_the_first_ends(self, tmp_path: Path) -> None:
        """Within one tick: it asks, and has it."""
        first, second = book(tmp_path), book(tmp_path, writes=False)
        first.write([batch([1.0])])
        assert not second.take()
        assert (second.writes, held(second, MIDNIGHT, 1)) == (False, [1.0])
        with pytest.raises(ArchiveBusy) as caught:
            second.write([batch([2.0])])
        assert "another process" in caught.value.message
        first.close()
        assert second.take()
        second.write([batch([2.0], MIDNIGHT + BUCKET)])
        assert held(second, MIDNIGHT, 2) == [1.0, 2.0]

    def test_apps_do_not_stand_in_each_others_way(self, tmp_path: Path) -> None:
        """One file and one lock each."""
        one = book(tmp_path)
        other = type(one)(tmp_path / "archive", "app2", lambda: NOW)
        assert other.take()
        one.write([batch([1.0])])
        other.write([batch([2.0])])
        assert (held(one, MIDNIGHT, 1), held(other, MIDNIGHT, 1)) == ([1.0], [2.0])

    def test_a_lock_file_that_was_removed_is_no_lock(self, tmp_path: Path) -> None:
        """Another one could hold a new file of that name: we stop writing and ask again."""
        archive = book(tmp_path)
        (tmp_path / "archive" / "app1.lock").unlink()
        with pytest.raises(ArchiveBusy):
            archive.write([batch([1.0])])
        assert archive.take()
        archive.write([batch([1.0])])

    def test_a_file_that_was_removed_is_made_anew(self, tmp_path: Path) -> None:
        """Instead of writing on into a file without a name; a reader follows."""
        archive, viewer = book(tmp_path), book(tmp_path, writes=False)
        archive.write([batch([1.0])])
        assert held(viewer, MIDNIGHT, 1) == [1.0]
        for part in ("app1.db", "app1.db-wal", "app1.db-shm"):
            (tmp_path / "archive" / part).unlink()
        archive.write([batch([2.0], MIDNIGHT + BUCKET)])
        assert held(archive, MIDNIGHT, 2) == held(viewer, MIDNIGHT, 2) == [None, 2.0]


class TestSchema:
    def test_an_old_file_becomes_a_new_one(self, tmp_path: Path) -> None:
        """What it held stays, and what is new can be used."""
        folder = tmp_path / "archive"
        folder.mkdir()
        with closing(sqlite3.connect(folder / "app1.db", isolation_level=None)) as old:
            schema.migrate(old, schema.STEPS[:1])
            assert schema.version(old) == 1
            row = (7, "80ms_audio_stall_rate", "native", "", "[]", "[]", "[]", "", "")
            old.execute("INSERT INTO series VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, '%', ?)", (*row, mark(row)))
        archive = book(tmp_path)
        assert archive.keys() == (KEY,)
        archive.write([batch([1.0])])
        assert (held(archive, MIDNIGHT, 1), archive.rooms(Window(0, 1))) == ([1.0], ())
        assert archive._db is not None
        assert schema.version(archive._db) == len(schema.STEPS)

    def test_a_migration_that_fails_leaves_the_file_as_it_was(self, tmp_path: Path) -> None:
        """All at once or not at all."""
        with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as db:
            schema.migrate(db)
            with pytest.raises(sqlite3.OperationalError):
                schema.migrate(db, (*schema.STEPS, ("CREATE TABLE more(x)", "CREATE TABLE more(x)")))
            assert schema.version(db) == len(schema.STEPS)
            assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'more'").fetchall()

    def test_a_transaction_is_all_or_nothing(self, tmp_path: Path) -> None:
        """The row before the one that fails is not kept."""
        with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as db:
            db.execute("CREATE TABLE x(y NOT NULL)")
            with pytest.raises(sqlite3.IntegrityError), transaction(db):
                db.executemany("INSERT INTO x VALUES(?)", [(1,), (None,)])
            assert (db.in_transaction, db.execute("SELECT * FROM x").fetchall()) == (False, [])


class TestPlaces:
    def test_by_the_configured_url(self, tmp_path: Path) -> None:
        """Under the state directory, or where the user says."""
        assert folder_of("sqlite", tmp_path) == tmp_path / "archive"
        assert folder_of("sqlite:/srv/rtc", None) == Path("/srv/rtc")
        assert folder_of("sqlite:///srv/rtc", None) == Path("/srv/rtc")
        assert folder_of("sqlite:~/rtc", None) == Path.home() / "rtc"

    @pytest.mark.parametrize("url", ["", "sqlite:", "sqlite://", "mysql://x", "SQLITE"])
    def test_another_one_is_a_usage_error(self, url: str, tmp_path: Path) -> None:
        """It says which there are."""
        with pytest.raises(UsageError) as caught:
            folder_of(url, tmp_path)
        assert "sqlite" in caught.value.hint

    def test_a_machine_without_any_folder_has_no_archive(self) -> None:
        """It says so instead of failing later."""
        with pytest.raises(ArchiveUnreachable):
            folder_of("sqlite", None)


def test_the_columns_are_those_of_the_caller(tmp_path: Path) -> None:
    """Changing one does not change the next read."""
    archive = book(tmp_path)
    archive.write([batch([1.0])])
    archive._for_writing().fold()
    archive.read(Window(MIDNIGHT, MIDNIGHT + HOUR), [KEY], BUCKET)[0].values[0] = 5.0
    assert archive.read(Window(MIDNIGHT, MIDNIGHT + 30), [KEY], BUCKET)[0].values == array("d", [1.0])
