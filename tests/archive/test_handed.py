"""What those who read along found out about calls: handed to the process that writes, and written by it."""

from pathlib import Path

import pytest

from rtc_tui.archive.book import Book
from rtc_tui.archive.handed import MOST, Find, Handed
from rtc_tui.core.calls import Room
from rtc_tui.errors import ArchiveBusy
from tests.archive.making import book
from tests.archive.test_calls import AT, HOUR_OF, USER, detail


def beside(folder: Path) -> Book:
    """One that may not write: another does."""
    other = book(folder, writes=False)
    assert not other.take()
    return other


def test_what_a_reader_found_is_kept_by_the_writer(tmp_path: Path) -> None:
    """Rooms, stays and call metrics, with the writer's next look; nothing is left in the folder."""
    writer = book(tmp_path)
    reader = beside(tmp_path)
    reader.note_rooms([Room("room", "c1", AT, AT + 9)], AT + 9.0)
    reader.note_users([USER], AT + 700.0)
    reader.note_detail(detail())
    assert reader.rooms(HOUR_OF) == ()
    writer.heard()
    assert [room.room for room in reader.rooms(HOUR_OF)] == ["room"]
    assert reader.users("room", HOUR_OF) == (USER,)
    assert len(reader.details("room", HOUR_OF)) == 1
    assert list((tmp_path / "archive" / "app1.finds").iterdir()) == []


def test_only_the_writer_takes_finds_in(tmp_path: Path) -> None:
    """A second reader that hears what others look at leaves them where they are."""
    writer = book(tmp_path)
    beside(tmp_path).note_rooms([Room("room", "c1", AT, AT + 9)], AT + 9.0)
    beside(tmp_path).heard()
    assert len(list((tmp_path / "archive" / "app1.finds").iterdir())) == 1
    writer.heard()
    assert len(writer.rooms(HOUR_OF)) == 1


def test_a_reader_is_told_when_too_much_waits(tmp_path: Path) -> None:
    """Nobody fills a disk because nobody writes."""
    writer, reader = book(tmp_path), beside(tmp_path)
    for _ in range(MOST):
        reader.note_users([USER], AT + 700.0)
    with pytest.raises(ArchiveBusy):
        reader.note_users([USER], AT + 700.0)
    writer.heard()
    reader.note_users([USER], AT + 700.0)


def test_files_that_are_no_finds_are_taken_away(tmp_path: Path) -> None:
    """Rubbish and links; one that is half written stays, since its writer may live."""
    handed = Handed(tmp_path / "finds")
    assert handed.put(Find(rooms=(Room("room"),), seen=1.0))
    (tmp_path / "secret").write_bytes(b"\x90")
    (tmp_path / "finds" / "a").write_bytes(b"\xc1 rubbish")
    (tmp_path / "finds" / "b").symlink_to(tmp_path / "secret")
    (tmp_path / "finds" / "c.part").write_bytes(b"half")
    assert [find.rooms for find in handed.found()] == [(Room("room"),)]
    assert [path.name for path in (tmp_path / "finds").iterdir()] == ["c.part"]
    assert (tmp_path / "secret").exists()


def test_a_find_is_open_to_its_owner_alone(tmp_path: Path) -> None:
    """The folder as well."""
    Handed(tmp_path / "finds").put(Find(seen=1.0))
    (path,) = (tmp_path / "finds").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_find_that_could_not_be_written_down_waits(tmp_path: Path) -> None:
    """It goes when the next one is asked for, not before."""
    handed = Handed(tmp_path / "finds")
    handed.put(Find(seen=1.0))
    assert next(iter(handed.found())).seen == 1.0
    assert [find.seen for find in handed.found()] == [1.0]
