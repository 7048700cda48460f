"""The archive as the loop sees it."""

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rtc_tui.archive import Archive
from rtc_tui.archive.sqlite import SqliteArchive
from rtc_tui.core.calls import Room
from rtc_tui.core.model import BUCKET, HOUR, Window
from rtc_tui.errors import ArchiveBusy
from tests.archive.making import KEY, MIDNIGHT, NOW, QUERY, batch, shown
from tests.archive.test_calls import HOUR_OF, USER, detail


def opened(folder: Path) -> Archive:
    """By the protocol alone."""
    return SqliteArchive(folder / "archive", "app1", lambda: NOW)


async def test_every_call_does_what_it_says(tmp_path: Path) -> None:
    """From taking the lock to giving it up."""
    archive, window = opened(tmp_path), Window(MIDNIGHT, MIDNIGHT + HOUR)
    assert (archive.writes, archive.note, await archive.keys()) == (False, "", ())
    assert await archive.take()
    before = await archive.stamp()
    await archive.write([batch([1.0])])
    assert await archive.stamp() != before
    assert shown(await archive.read(window, [KEY], BUCKET), 1) == [1.0] + [None] * 119
    assert await archive.keys() == (KEY,)
    assert await archive.asked(QUERY, window) == (Window(MIDNIGHT, MIDNIGHT + BUCKET),)
    assert not await archive.tidy(NOW)
    await archive.note_rooms([Room("room", "c1", MIDNIGHT)], MIDNIGHT + 9.0)
    await archive.note_users([USER], MIDNIGHT + 9.0)
    await archive.note_detail(detail())
    assert len(await archive.rooms(HOUR_OF)) == 1
    assert await archive.users("room", HOUR_OF) == (USER,)
    assert len(await archive.details("room", HOUR_OF)) == 1
    assert archive.writes
    await archive.close()
    assert not archive.writes


async def test_one_takes_over_when_the_other_closes(tmp_path: Path) -> None:
    """And until then a write is refused in our own words."""
    first, second = opened(tmp_path), opened(tmp_path)
    assert (await first.take(), await second.take()) == (True, False)
    with pytest.raises(ArchiveBusy):
        await second.write([batch([1.0])])
    await first.close()
    assert await second.take()
    await second.close()


async def test_calls_made_at_once_come_in_order(tmp_path: Path) -> None:
    """A read that is asked for after a write sees it, though nobody waited in between."""
    archive = opened(tmp_path)
    await archive.take()
    writes = [archive.write([batch([float(i)], MIDNIGHT + i * BUCKET)]) for i in range(20)]
    *_, columns = await asyncio.gather(*writes, archive.read(Window(MIDNIGHT, MIDNIGHT + HOUR), [KEY], BUCKET))
    assert columns is not None
    assert shown(columns, 20)[:20] == [float(i) for i in range(20)]
    await archive.close()


async def test_no_thread_is_left(tmp_path: Path) -> None:
    """The program can end."""
    before = set(threading.enumerate())  # another test may hold an archive
    archive = opened(tmp_path)
    await archive.take()
    begun = [thread for thread in threading.enumerate() if thread not in before]
    assert [thread for thread in begun if thread.name.startswith("archive")]
    await archive.close()
    for thread in begun:
        thread.join(5)
    assert not any(thread.is_alive() for thread in begun)


def test_the_protocol_brings_no_database() -> None:
    """What may be imported before the first paint stays cheap."""
    code = "import sys, rtc_tui.archive, rtc_tui.core.merge; print(*sorted({'sqlite3', 'msgspec', 'asyncio'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.split() == []
