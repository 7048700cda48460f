"""A window of recordings in one file: nothing lost, nobody named who is to be hidden, and harmless whoever made it."""

import asyncio
import os
import stat
import struct
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import replace
from math import isnan, nan
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.archive import bundle_file, bundle_records
from rtc_tui.archive.bundle import Bundle, open_bundle
from rtc_tui.archive.bundle_file import MAGIC, Record
from rtc_tui.archive.bundle_records import About, Asked, Said, encode, pack_detail
from rtc_tui.archive.bundle_write import Mask, Packed, gather
from rtc_tui.core.calls import CallDetail, CallMetric, CallRow, CallSeries, Direction, Room, Stay, User
from rtc_tui.core.merge import RECORDED, Column
from rtc_tui.core.model import BUCKET, Feature, Query, Scope, SeriesKey, Window
from rtc_tui.core.rules import Rules
from rtc_tui.core.thresholds import Override
from rtc_tui.errors import ArchiveDamaged, ArchiveError, ArchiveFull, ArchiveTooNew, ArchiveUnreachable
from tests import playing
from tests.playing import END, ROOM, START

HEAD = struct.Struct(">8sHHQQI")
HOUR = Window(START + 600, END)
ABOUT = About(
    made_by="0.1.0", made=float(END), app="661e0543cf", product="native", label="", start=HOUR.start, end=HOUR.end,
    note="", hashed=False, hashed_rooms=False, only=(), profile="strict",
    overrides={"stall_rate": Override(1.0, 2.0)}, rules=Rules(loss=7.0),
)  # fmt: skip


def packed(mask: Mask | None = None, only: tuple[str, ...] = (), window: Window = HOUR) -> Packed:
    folder = playing.province_loss()[0]

    async def main() -> Packed:
        archive = playing.archive(folder)
        try:
            return await gather(archive, window, only, mask or Mask(b"salt"))
        finally:
            await archive.close()

    return asyncio.run(main())


def made(path: Path, some: Packed | None = None, about: About = ABOUT) -> Bundle:
    bundle_file.write(path, (packed() if some is None else some).records(about), force=True)
    return open_bundle(str(path))


def raw(path: Path, data: bytes, *, version: int = 1, size: int | None = None, **more: int) -> Path:
    """A file with that in its stream, and a head that fits as far as it is not told otherwise."""
    stream = zlib.compress(data)
    length = more.get("length", len(stream))
    head = HEAD.pack(MAGIC, version, 0, length, len(data) if size is None else size, zlib.crc32(stream))
    path.write_bytes(head + struct.pack(">I", zlib.crc32(head)) + stream)
    return path


def stream(records: Iterable[Record]) -> bytes:
    return b"".join(struct.pack(">IB", len(record.data), record.kind) + record.data for record in records)


def test_nothing_of_the_window_is_lost(tmp_path: Path) -> None:
    """Every value, its origin, what was asked for, calls and their metrics come back as they are in the archive."""
    bundle, folder = made(tmp_path / "x"), playing.province_loss()[0]
    assert (bundle.about.thresholds.profile, bundle.about.rules.loss) == ("strict", 7.0)
    assert bundle.about.thresholds.overrides["stall_rate"].crit == 2.0

    async def main() -> None:
        archive = playing.archive(folder)
        keys = await archive.keys()
        assert len(keys) > 50
        for step in (30, 300):
            theirs = {column.key: column for column in await archive.read(HOUR, keys, step)}
            ours = {column.key: column for column in await bundle.read(HOUR, keys, step)}
            assert theirs.keys() == ours.keys()
            for key, column in theirs.items():
                assert ours[key].values.tobytes() == column.values.tobytes()
                assert (ours[key].codes, ours[key].unit) == (column.codes, column.unit)
        query = Query(Feature.QUALITY)
        assert await bundle.asked(query, HOUR) == await archive.asked(query, HOUR)
        assert await bundle.users(ROOM, HOUR) == await archive.users(ROOM, HOUR)
        assert [room.room for room in await bundle.rooms(HOUR)] == [room.room for room in await archive.rooms(HOUR)]
        rows = [row for detail in await bundle.details(ROOM, HOUR) for row in detail.rows]
        (theirs_,) = await archive.details(ROOM, HOUR)
        assert len(rows) == len(theirs_.rows)
        for mine, row in zip(rows, theirs_.rows, strict=True):
            assert (mine.user, mine.peer, mine.direction) == (row.user, row.peer, row.direction)
            for name in row.series:
                assert mine.series[name].times_ms == row.series[name].times_ms
                assert mine.series[name].values == row.series[name].values
        await archive.close()

    asyncio.run(main())


def test_it_is_small_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """An hour of the app, a distribution and a call in less than a hundred kilobytes for each; mode 0600."""
    path = tmp_path / "x"
    bundle = made(path)
    values = sum(len(column.values) for column in bundle.columns.values())
    points = sum(len(s.values) for d in bundle.all_details for row in d.rows for s in row.series.values())
    assert path.stat().st_size < 2 * values + 4 * points
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "x"]


def test_hidden_users_are_the_same_everywhere_and_nowhere_in_clear(tmp_path: Path) -> None:
    """One hash for one user within a bundle, another in the next; no ID of anybody is in the stream."""
    path = tmp_path / "x"
    plain = packed()
    names = {user.user for user in plain.users}
    bundle = made(path, packed(Mask(b"one", users=True)))
    hidden = {user.user for user in bundle.all_users}
    assert len(hidden) == len(names) > 2
    assert {row.user for detail in bundle.all_details for row in detail.rows} <= hidden
    told = zlib.decompress(path.read_bytes()[HEAD.size + 4 :])
    assert not [name for name in names if name.encode() in told]
    assert ROOM.encode() in told
    assert not hidden & {user.user for user in packed(Mask(b"two", users=True)).users}
    made(path, packed(Mask(b"one", users=True, rooms=True)))
    assert ROOM.encode() not in zlib.decompress(path.read_bytes()[HEAD.size + 4 :])


def test_only_the_rooms_named_are_in_it(tmp_path: Path) -> None:
    """The app's own series stay; calls of other rooms do not."""
    bundle = made(tmp_path / "x", packed(only=("room-of-nobody",)))
    assert [bundle.all_rooms, bundle.all_users, bundle.all_details] == [[], [], []]
    assert bundle.columns
    assert made(tmp_path / "x", packed(only=(ROOM,))).all_users


def test_nothing_of_another_time_is_in_it(tmp_path: Path) -> None:
    """Values and call metrics end with the window."""
    window = Window(START + 1200, END - 300)
    bundle = made(tmp_path / "x", packed(window=window))
    assert all(window.start <= c.start and c.end <= window.end for c in bundle.columns.values())
    times = [at for d in bundle.all_details for row in d.rows for s in row.series.values() for at in s.times_ms]
    assert max(times) < window.end * 1000


def test_a_file_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    """Unless that is what was asked for; and nothing is left behind."""
    path = tmp_path / "x"
    path.write_text("precious")
    with pytest.raises(ArchiveUnreachable, match="exists already"):
        bundle_file.write(path, packed().records(ABOUT), force=False)
    assert path.read_text() == "precious"
    with pytest.raises(ArchiveUnreachable):
        bundle_file.write(tmp_path / "no" / "x", [], force=False)
    assert list(tmp_path.iterdir()) == [tmp_path / "x"]


# ------------------------------------------------------------------ hostile
def whole(tmp_path: Path) -> bytes:
    path = tmp_path / "whole"
    made(path, Packed(rooms=[Room("a", "1", START, None, 3)]))
    return path.read_bytes()


def test_every_cut_is_told(tmp_path: Path) -> None:
    """However much of the end is missing: one sentence."""
    data, path = whole(tmp_path), tmp_path / "x"
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(ArchiveDamaged, match=r"cut short|no bundle of rtc-tui"):
            open_bundle(str(path))


def test_every_flipped_bit_is_told(tmp_path: Path) -> None:
    """No bit of the file can change without being noticed."""
    data, path = whole(tmp_path), tmp_path / "x"
    for place in range(len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[place] ^= 1 << bit
            path.write_bytes(flipped)
            with pytest.raises(ArchiveDamaged if place not in {8, 9} else ArchiveError):
                open_bundle(str(path))


def test_a_newer_version_is_told(tmp_path: Path) -> None:
    """And not read."""
    with pytest.raises(ArchiveTooNew, match=r"newer rtc-tui .version 2; this one knows 1"):
        open_bundle(str(raw(tmp_path / "x", b"", version=2)))


def test_a_bomb_is_not_inflated(tmp_path: Path) -> None:
    """Neither beyond what it declares nor beyond what any bundle may."""
    zeros = b"\0" * (64 << 20)
    with pytest.raises(ArchiveDamaged, match="more space"):
        open_bundle(str(raw(tmp_path / "x", zeros, size=1000)))
    with pytest.raises(ArchiveDamaged, match="more space"):
        open_bundle(str(raw(tmp_path / "x", b"", size=1 << 40)))
    with pytest.raises(ArchiveDamaged, match="more space"):
        open_bundle(str(raw(tmp_path / "x", b"", length=1 << 40)))
    (tmp_path / "sparse").touch()
    os.truncate(tmp_path / "sparse", 1 << 40)
    with pytest.raises(ArchiveDamaged, match="more space"):
        open_bundle(str(tmp_path / "sparse"))


@pytest.mark.parametrize("path", ["/dev/zero", "/proc/self/mem", ".", "/no/such", "a\0b"])
def test_what_is_no_file_is_not_read(path: str) -> None:
    """A device, a folder, nothing, no name at all."""
    with pytest.raises(ArchiveError):
        open_bundle(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A FIFO that nobody writes to holds nobody up."""
    os.mkfifo(tmp_path / "x")
    with pytest.raises(ArchiveDamaged):
        open_bundle(str(tmp_path / "x"))


COLUMN = Column(SeriesKey("80ms_audio_stall_rate"), "%", BUCKET, START, array("d", [1.0, nan]), bytes((RECORDED, 0)))


def _column(**more: Any) -> bytes:
    """A column's record with some fields as they can not be."""
    known = {"key": COLUMN.key, "unit": "%", "step": 30, "start": START, "kind": "d", "codes": b"\2", "data": b"\0" * 8}
    return msgspec.msgpack.encode(list((known | more).values()))


def _asked(scope: Scope, windows: tuple[Window, ...]) -> Record:
    """For which time something was asked for."""
    return Record(3, encode(Asked(Query(Feature.QUALITY, scope=scope), windows)))


def _stays(count: int) -> Record:
    """One user who came and went that often."""
    return Record(5, encode([User("a", stays=(Stay(0, 0),) * count)]))


def _detail(count: int) -> bytes:
    """Call metrics of one row: that many series without a point."""
    metrics = [CallMetric(f"{i:x}") for i in range(count)]
    series = {one.id: CallSeries(one, array("q"), array("d")) for one in metrics}
    return pack_detail(CallDetail(HOUR, (CallRow("r", "u", "", Direction.UP, tuple(metrics), series),), float(END)))


ODD: dict[str, dict[str, Any]] = {
    "no step": {"step": 7},
    "off the grid": {"start": START + 1},
    "before time": {"start": -30},
    "too long": {"codes": b"\2" * 200_000, "data": b"\0" * 1_600_000},
    "lengths": {"data": b"\0" * 16},
    "kind": {"kind": "O"},
    "key": {"key": 5},
}
NONSENSE: dict[str, list[Record]] = {
    "nothing": [],
    "no head": [Record(2, _column())],
    "head is no head": [Record(1, b"\x80")],
    "window backwards": [Record(1, encode(msgspec.structs.replace(ABOUT, start=END, end=START)))],
    "window without end": [Record(1, encode(msgspec.structs.replace(ABOUT, end=1 << 32)))],
    "no product": [Record(1, encode(msgspec.structs.replace(ABOUT, product="../../x")))],
    "no profile": [Record(1, encode(msgspec.structs.replace(ABOUT, profile="__class__")))],
    "bounds": [Record(1, encode(msgspec.structs.replace(ABOUT, overrides={"x": Override(nan, 1.0)})))],
    "long note": [Record(1, encode(msgspec.structs.replace(ABOUT, note="x" * 5000)))],
    **{name: [Record(1, encode(ABOUT)), Record(2, _column(**fields))] for name, fields in ODD.items()},
    "late room": [Record(1, encode(ABOUT)), Record(4, encode([Room("a", "", 1 << 60)]))],
    "early stay": [Record(1, encode(ABOUT)), Record(5, encode([User("a", stays=(Stay(-5, None),))]))],
    "endless online": [Record(1, encode(ABOUT)), Record(5, encode([User("a", online_s=float("inf"))]))],
    "many rows": [Record(1, encode(ABOUT)), *[Record(4, encode([Room("")] * 60_000))] * 9],
    "many windows": [Record(1, encode(ABOUT)), *(_asked(Scope(f"r{i}"), (Window(0, 0),) * 300_000) for i in range(2))],
    "many stays": [Record(1, encode(ABOUT)), *[_stays(300_000)] * 2],
    "many names": [Record(1, encode(ABOUT)), _asked(Scope(users=("",) * 510_000), ())],
    "many sentences": [Record(1, encode(ABOUT)), Record(7, encode(Said("", 0, 0, "", "", "", ("",) * 510_000)))],
    "many series": [Record(1, encode(ABOUT)), _stays(300_000), *[Record(6, _detail(50_000))] * 5],
    "a rule that is none": [Record(1, encode(msgspec.structs.replace(ABOUT, rules=Rules(loss=nan))))],
    "a rule without end": [Record(1, encode(msgspec.structs.replace(ABOUT, rules=Rules(mute_s=1e300))))],
    "large record": [Record(1, encode(ABOUT)), Record(4, b"\x90" + b"\0" * (2 << 20))],
    "deep": [Record(1, encode(ABOUT)), Record(3, b"\x91" * 100_000)],
    "detail without rows": [Record(1, encode(ABOUT)), Record(6, b"\xff\xff\xff\xff" + b"\0" * 100)],
    "short record": [Record(1, encode(ABOUT)), Record(6, b"")],
    "verdict": [Record(1, encode(ABOUT)), Record(7, encode({"room": 1}))],
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_told(name: str, tmp_path: Path) -> None:
    """A file that is whole, and holds what no bundle can."""
    with pytest.raises(ArchiveDamaged, match=r"holds what no bundle can|check does not fit"):
        open_bundle(str(raw(tmp_path / "x", stream(NONSENSE[name]))))


def test_records_that_are_not_known_are_passed_over(tmp_path: Path) -> None:
    """A later version may have more to tell."""
    some = [Record(1, encode(ABOUT)), Record(99, b"anything"), Record(4, encode([Room("a")]))]
    assert open_bundle(str(raw(tmp_path / "x", stream(some)))).all_rooms == [Room("a")]


def test_more_than_a_bundle_may_hold_is_not_written(tmp_path: Path) -> None:
    """It says so, and leaves no file."""
    with pytest.raises(ArchiveFull, match="more in this window"):
        bundle_file.write(tmp_path / "x", [Record(1, b"\0" * (bundle_file.MOST_RECORD + 1))], force=False)
    assert not list(tmp_path.iterdir())


def test_more_objects_than_a_bundle_may_hold_are_not_written(tmp_path: Path) -> None:
    """Nobody would open it: whoever makes it hears of that."""
    stays = tuple(Stay(at, at) for at in range(START, START + 60_000))
    many = Packed(users=[User(f"u{i}", stays=stays) for i in range(9)])
    with pytest.raises(ArchiveFull, match="more in this window"):
        bundle_file.write(tmp_path / "x", many.records(ABOUT), force=False)
    assert not list(tmp_path.iterdir())


def test_what_is_written_can_be_opened_however_large_its_rows_are(tmp_path: Path) -> None:
    """Users who came and went all day, and long call metrics: spread over as many records as it takes."""
    users = [User(f"u{i}", stays=tuple(Stay(at, at + 1) for at in range(START, END, 9))) for i in range(300)]
    times = array("q", range(START * 1000, START * 1000 + 2000 * 20_000, 2000))
    metric = CallMetric("audio_stall")
    series = {metric.id: CallSeries(metric, times, array("d", [1.5]) * len(times))}
    rows = tuple(CallRow("r", f"u{i}", "", Direction.UP, (metric,), series) for i in range(30))
    found = made(tmp_path / "x", Packed(users=users, details=[CallDetail(HOUR, rows, float(END))]))
    assert found.all_users == users
    assert [row.user for detail in found.all_details for row in detail.rows] == [row.user for row in rows]
    assert {tuple(row.series["audio_stall"].times_ms) for d in found.all_details for row in d.rows} == {tuple(times)}


VALUES = st.one_of(
    st.floats(allow_infinity=False), st.integers(0, 10_000).map(lambda n: n / 100), st.integers(0, 2**33).map(float)
)


@given(st.lists(VALUES, min_size=1, max_size=200))
def test_any_values_come_back_as_they_were(values: list[float]) -> None:
    """Bit for bit, absent ones absent."""
    codes = bytes(0 if isnan(value) else RECORDED for value in values)
    clean = array("d", [nan if isnan(value) else value for value in values])
    column = replace(COLUMN, values=clean, codes=codes)
    back = bundle_records.unpack_column(bundle_records.pack_column(column))
    assert [value for value in back.values if not isnan(value)] == [value for value in clean if not isnan(value)]
    assert back.codes == codes


@given(st.binary(max_size=400), st.integers(1, 7))
def test_whatever_stands_in_a_record_is_told_or_harmless(data: bytes, kind: int) -> None:
    """No bytes of any kind bring anything up but the errors that are told."""
    bundle = Bundle(ABOUT)
    from rtc_tui.archive.bundle import _REFUSED, _take

    try:
        _take(bundle, kind, data)
    except _REFUSED:
        return
    assert isinstance(bundle, Bundle)


def test_what_was_said_comes_back(tmp_path: Path) -> None:
    """Verdicts stand in it as sentences."""
    said = Said("r", START, END, "R7", "AS", "high", ("one", "two"))
    assert made(tmp_path / "x", Packed(said=[said])).said == [said]
