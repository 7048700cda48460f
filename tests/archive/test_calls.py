"""Rooms, users with their stays, and call details that were looked at."""

from array import array
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from rtc_tui.archive import Keep
from rtc_tui.archive.calls import pack_detail, unpack_detail
from rtc_tui.core.calls import CallDetail, CallMetric, CallRow, CallSeries, Direction, Room, Stay, User
from rtc_tui.core.model import DAY, HOUR, Dropped, Window
from tests.archive.making import MIDNIGHT, NOW, batch, book

AT = MIDNIGHT
HOUR_OF = Window(AT, AT + HOUR)
USER = User("u1", "room", "c1", AT + 60, AT + 600, 540.0, True, None, "android", "4g", "Pixel", "3.50", (Stay(AT + 60, AT + 600),))  # fmt: skip


def detail(room: str = "room", start: int = AT) -> CallDetail:
    metric, other = CallMetric("audio_stall", "", "音频卡顿时长", "ms"), CallMetric("未知", "", "未知", "")
    times = array("q", range(start * 1000, start * 1000 + 3_600_000, 2000))
    series = {
        "audio_stall": CallSeries(metric, times, array("d", [0.1 * i for i in range(len(times))]), Dropped(bad_time=1)),
        "未知": CallSeries(other, array("q"), array("d")),
    }
    rows = (CallRow(room, "u1", "u2", Direction.DOWN, (metric, other), MappingProxyType(series)),)
    return CallDetail(Window(start, start + HOUR), rows, AT + 9.5, 1234, ("u9",), Dropped(duplicate=2), "req", 1.5)


class TestRooms:
    def test_calls_come_back_by_time_and_room(self, tmp_path: Path) -> None:
        """A room that has not ended overlaps as long as it was seen; a later listing replaces an earlier one."""
        archive = book(tmp_path)
        running, done = Room("a", "c1", AT + 60, None, 3), Room("b", "c2", AT, AT + 120, None, True)
        archive.note_rooms([running, done], AT + 300.0)
        archive.note_rooms([replace(running, ended=AT + 900, finished=True)], AT + 1000.0)
        assert archive.rooms(HOUR_OF) == (done, replace(running, ended=AT + 900, finished=True))
        assert archive.rooms(Window(AT + 200, AT + 300)) == (replace(running, ended=AT + 900, finished=True),)
        assert archive.rooms(HOUR_OF, "b") == (done,)
        assert archive.rooms(Window(AT + HOUR, AT + 2 * HOUR)) == ()

    def test_calls_without_an_id_are_told_apart_by_their_beginning(self, tmp_path: Path) -> None:
        """The same room twice on a day."""
        archive = book(tmp_path)
        archive.note_rooms([Room("a", created=AT, ended=AT + 9), Room("a", created=AT + 60, ended=AT + 99)], AT + 100.0)
        assert len(archive.rooms(HOUR_OF)) == 2


class TestUsers:
    def test_stays_of_several_listings_are_joined(self, tmp_path: Path) -> None:
        """And everything else is the later row's."""
        archive = book(tmp_path)
        archive.note_users([USER], AT + 700.0)
        later = replace(USER, joined=AT + 900, left=None, finished=False, stays=(Stay(AT + 900),), access="wifi")
        archive.note_users([later], AT + 1000.0)
        found = archive.users("room", HOUR_OF)
        assert found == (replace(later, joined=AT + 60, stays=(*USER.stays, Stay(AT + 900))),)

    @pytest.mark.parametrize(
        ("low", "high", "there"), [(0, 50, False), (0, 61, True), (600, 700, True), (601, 700, False)]
    )
    def test_who_was_there_in_a_window(self, tmp_path: Path, low: int, high: int, there: bool) -> None:
        """From the first join to the last leave."""
        archive = book(tmp_path)
        archive.note_users([USER], AT + 5000.0)
        assert bool(archive.users("room", Window(AT + low, AT + high))) is there
        assert archive.users("other", HOUR_OF) == ()

    def test_who_has_not_left_was_there_when_seen(self, tmp_path: Path) -> None:
        """Nobody knows more."""
        archive = book(tmp_path)
        staying = replace(USER, left=None, finished=False, stays=(Stay(AT + 60),))
        archive.note_users([staying, User("u2", "room")], AT + 3000.0)
        assert archive.users("room", Window(AT + 2500, AT + 3500)) == (staying, User("u2", "room"))

    def test_a_row_that_cannot_be_read_costs_itself(self, tmp_path: Path) -> None:
        """The others are there, and it can be written anew."""
        archive = book(tmp_path)
        archive.note_users([USER, replace(USER, user="u2")], AT + 700.0)
        archive._for_writing().db.execute("UPDATE users SET data = '{' WHERE user = 'u1'")
        assert [user.user for user in archive.users("room", HOUR_OF)] == ["u2"]
        archive.note_users([USER], AT + 700.0)
        assert len(archive.users("room", HOUR_OF)) == 2


class TestDetails:
    def test_a_detail_comes_back_exactly(self, tmp_path: Path) -> None:
        """Every point, and what the answer said of itself."""
        archive, given = book(tmp_path), detail()
        archive.note_detail(given)
        (found,) = archive.details("room", Window(AT + 100, AT + 200))
        assert archive.details("other", HOUR_OF) == ()
        assert [getattr(found, name) for name in CallDetail.__slots__ if name != "rows"] == [
            getattr(given, name) for name in CallDetail.__slots__ if name != "rows"
        ]
        row, was = found.rows[0], given.rows[0]
        assert (row.room, row.user, row.peer, row.direction, row.metrics) == (
            was.room, was.user, was.peer, was.direction, was.metrics,
        )  # fmt: skip
        for name, series in was.series.items():
            assert row.series[name].times_ms == series.times_ms
            assert row.series[name].values == series.values
            assert row.series[name].dropped == series.dropped

    def test_it_is_kept_small(self) -> None:
        """An hour of a metric is 1 800 times and values, of 16 bytes together."""
        assert len(pack_detail(detail())) < 0.7 * 1800 * 16

    @pytest.mark.parametrize("cut", [0, 1, 10, 500, -1])
    def test_a_damaged_one_is_left_out(self, cut: int) -> None:
        """Never half of it."""
        assert unpack_detail(pack_detail(detail())[:cut]) is None

    def test_those_of_old_calls_go(self, tmp_path: Path) -> None:
        """With the 30-second buckets."""
        archive = book(tmp_path, Keep(2))
        archive.note_detail(detail())
        archive.note_rooms([Room("room", "c1", AT, AT + 9)], AT + 9.0)
        archive.note_users([USER], AT + 700.0)
        archive.tidy(NOW)
        assert len(archive.details("room", HOUR_OF)) == 1
        archive.write([batch([1.0], MIDNIGHT + 4 * DAY)])
        archive.tidy(NOW)
        assert (archive.details("room", HOUR_OF), archive.rooms(HOUR_OF), archive.users("room", HOUR_OF)) == (
            (),
            (),
            (),
        )
