"""Names, queue, marks and samples of the shared archive, each by itself."""

import json
import os
from array import array
from math import inf, nan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.archive.victoria_labels import key_of, labels_of, scale_of, selectors, unpacked
from rtc_tui.archive.victoria_marks import Runs, joined
from rtc_tui.archive.victoria_queue import Line, Queue
from rtc_tui.archive.victoria_state import Stored, changes, import_lines, placed, wanted
from rtc_tui.core.model import BUCKET, HOUR, Dimension, Product, Scope, SeriesKey, Window
from rtc_tui.errors import ArchiveFull, ArchiveUnreachable

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
KEYS = st.builds(
    SeriesKey,
    st.sampled_from(["80ms_audio_stall_rate", "online_user_count", "per_call_time", "5S_Join_room_success_rate"])
    | TEXT,
    st.sampled_from(Product),
    st.builds(Scope, TEXT | st.just(""), *[st.lists(TEXT, max_size=2).map(tuple)] * 3),
    st.none() | st.sampled_from(Dimension),
    TEXT | st.just(""),
)


@given(KEYS, st.sampled_from(["", "%", "min", "kbps"]))
def test_a_key_is_told_by_its_labels(key: SeriesKey, unit: str) -> None:
    """Any key, and the unit that was said or is known."""
    found = key_of(labels_of("app1", key, unit, BUCKET, "recorded"))
    assert found is not None
    assert found[0] == key
    assert found[1] == (unit or found[1])


NAMES = [
    ("80ms_audio_stall_rate", "%", "rtc_stall_ratio", {"tier": "80ms", "medium": "audio", "indicator": "stall_rate"}),
    ("join_room_success_rate", "", "rtc_join_room_success_ratio", {"indicator": "join_room_success_rate"}),
    ("400ms_audio_network_trans_delay", "%", "rtc_network_trans_delay_ratio", {"tier": "400ms"}),
    ("online_user_count", "", "rtc_online_users", {"indicator": "online_user_count"}),
    ("per_call_time", "min", "rtc_per_call_seconds", {}),
    ("online_room_count", "%", "rtc_online_rooms", {"unit": "%"}),
    ("whatever", "kbps", "rtc_other", {"indicator": "whatever", "unit": "kbps"}),
]


@pytest.mark.parametrize(("name", "unit", "metric", "some"), NAMES)
def test_series_are_called_as_prometheus_wants(name: str, unit: str, metric: str, some: dict[str, str]) -> None:
    """The base unit in the name, what tells series apart in labels, and no empty label."""
    labels = dict(unpacked(labels_of("app1", SeriesKey(name), unit, BUCKET, "recorded")))
    assert labels["__name__"] == metric
    assert (labels["app"], labels["source"]) == ("app1", "recorded")
    assert some.items() <= labels.items()
    assert all(labels.values())


@given(st.decimals(0, 100, places=4).map(float), st.sampled_from(["%", "min", "ms", "s", ""]))
def test_a_value_comes_back_as_it_was_said(value: float, unit: str) -> None:
    """In base units between, and to the last bit at the end."""
    scale = scale_of("whatever", unit)
    assert scale.values([scale.base(value)]) == [value]


def test_many_series_are_asked_for_at_once() -> None:
    """One selector for slices of one indicator; one for all when they are of too many."""

    def asked(count: int, names: int) -> int:
        keys = [SeriesKey(f"{n}ms_audio_stall_rate", slice=str(i)) for i in range(count) for n in range(names)]
        return len(selectors("app1", BUCKET, [labels_of("app1", key, "%", BUCKET, "recorded") for key in keys]))

    assert (asked(5, 1), asked(200, 3), asked(2, 50)) == (1, 3, 1)


def line(*values: float, labels: bytes = b'{"a":"b"}', start: int = 3000, step: int = BUCKET) -> Line:
    return Line(labels, step, start, array("d", values))


def test_what_is_absent_is_never_sent(tmp_path: Path) -> None:
    """No null, which would drop its line, and nothing infinite."""
    queue = Queue(tmp_path)
    queue.load()
    queue.put([line(1.5, nan, inf, 2.0)])
    sample = json.loads(import_lines(placed(wanted(queue.waiting), {})))
    assert sample == {"metric": {"a": "b"}, "values": [1.5, 2.0], "timestamps": [2_999_001, 3_089_001]}


def test_a_correction_is_a_sample_after_the_one_that_is_there(tmp_path: Path) -> None:
    """And what is there already is not sent."""
    queue = Queue(tmp_path)
    queue.load()
    queue.put([line(1.0, 2.0)])
    have = {b'{"a":"b"}': {3000: Stored(2_999_001, 1.0), 3030: Stored(3_029_005, 7.0)}}
    missing = changes(wanted(queue.waiting), have)
    assert placed(missing, have) == {b'{"a":"b"}': {3030: Stored(3_029_006, 2.0)}}


class TestQueue:
    """The folder."""

    def test_what_was_accepted_is_there_after_a_kill(self, tmp_path: Path) -> None:
        """In the order of writing, and what was never accepted is gone."""
        first = Queue(tmp_path / "q")
        first.load()
        for value in (1.0, 2.0, 3.0):
            first.put([line(value)])
        first.drop(first.waiting[:1])
        (tmp_path / "q" / "0000000000000009.batch.part").write_bytes(b"half")
        second = Queue(tmp_path / "q")
        second.load()
        assert [list(one.lines[0].values) for one in second.waiting] == [[2.0], [3.0]]
        assert second.put([line(4.0)]).number == 4
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / "q").iterdir()} == {0o600}

    @pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x00" * 100])
    def test_a_damaged_file_is_kept_aside(self, damage: bytes, tmp_path: Path) -> None:
        """And the rest goes on."""
        queue = Queue(tmp_path)
        queue.load()
        queue.put([line(1.0)])
        queue.put([line(2.0)])
        (tmp_path / "0000000000000001.batch").write_bytes(damage)
        queue.load()
        assert (queue.damaged, len(queue.waiting)) == (1, 1)
        assert (tmp_path / "damaged" / "0000000000000001.batch").read_bytes() == damage

    def test_a_flipped_bit_is_noticed(self, tmp_path: Path) -> None:
        """Rather a file kept aside than a wrong value."""
        queue = Queue(tmp_path)
        queue.load()
        queue.put([line(*[float(i) for i in range(50)])])
        path = tmp_path / "0000000000000001.batch"
        whole = path.read_bytes()
        for at in range(0, len(whole), 7):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
            queue.load()
            good = [list(one.lines[0].values) for one in queue.waiting]
            assert good in ([], [[float(i) for i in range(50)]])
            (tmp_path / "damaged" / path.name).unlink(missing_ok=True)

    def test_a_full_queue_refuses_and_keeps_what_it_has(self, tmp_path: Path) -> None:
        """Until something was proven to be stored."""
        queue = Queue(tmp_path, most=3)
        queue.load()
        queue.put([line(1.0, 2.0)])
        with pytest.raises(ArchiveFull):
            queue.put([line(3.0, 4.0)])
        assert len(list(tmp_path.iterdir())) == 1
        queue.drop(list(queue.waiting))
        queue.put([line(3.0, 4.0)])

    def test_a_full_disk_refuses_and_leaves_nothing_behind(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No half file that looks like one."""
        queue = Queue(tmp_path)
        queue.load()

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(ArchiveFull):
            queue.put([line(1.0)])
        assert list(tmp_path.iterdir()) == []
        assert queue.waiting == []

    def test_its_name_is_on_the_disk_as_well(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The file first, then the folder that has its name: a power cut costs neither."""
        queue, synced, fsync = Queue(tmp_path), list[str](), os.fsync
        queue.load()

        def seen(descriptor: int) -> None:
            synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
            fsync(descriptor)

        monkeypatch.setattr(os, "fsync", seen)
        queue.put([line(1.0)])
        assert synced == ["0000000000000001.batch.part", tmp_path.name]

    def test_a_disk_that_refuses_to_forget_changes_no_count(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is gone is gone once: the queue does not believe to have room that it has not."""
        queue, unlink = Queue(tmp_path, most=3), Path.unlink
        queue.load()
        for value in (1.0, 2.0, 3.0):
            queue.put([line(value)])

        def stubborn(path: Path, missing_ok: bool = False) -> None:
            if path.name.startswith("0000000000000002"):
                raise OSError(5, "Input/output error")
            unlink(path, missing_ok=missing_ok)

        monkeypatch.setattr(Path, "unlink", stubborn)
        for _ in range(3):
            with pytest.raises(ArchiveUnreachable):
                queue.drop(list(queue.waiting))
        assert [one.number for one in queue.waiting] == [2, 3]
        queue.put([line(4.0)])
        with pytest.raises(ArchiveFull):
            queue.put([line(5.0)])

    def test_what_was_damaged_before_is_kept_too(self, tmp_path: Path) -> None:
        """Numbers come again; what was put aside does not go."""
        for text in (b"one", b"two"):
            (tmp_path / "0000000000000001.batch").write_bytes(text)
            Queue(tmp_path).load()
        assert {path.read_bytes() for path in (tmp_path / "damaged").iterdir()} == {b"one", b"two"}

    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path) -> None:
        """As an archive that cannot be used."""
        (tmp_path / "file").write_text("")
        with pytest.raises(ArchiveUnreachable):
            Queue(tmp_path / "file" / "q").load()


def test_runs_mark_whole_hours_and_what_a_break_leaves() -> None:
    """Each answer leaves a tick; hours are marked once more."""
    runs, begin = Runs(), 100 * HOUR
    windows = [Window(begin + i * 30, begin + i * 30 + 60) for i in range(150)]
    marks = [mark for window in windows for mark in runs.note("q", window)]
    assert sum(1 for grain, _ in marks if grain == "tick") == 150
    assert [window for grain, window in marks if grain == "run"] == [Window(begin, begin + HOUR)]
    after = runs.note("q", Window(begin + 3 * HOUR, begin + 3 * HOUR + 60))
    assert ("run", Window(begin + HOUR, windows[-1].end)) in after


def test_runs_go_on_where_another_recorder_stopped() -> None:
    """The hour that it began is marked when it is over."""
    runs, begin = Runs(), 100 * HOUR
    runs.seed({"q": [Window(begin, begin + 3000)]})
    marks = runs.note("q", Window(begin + 2990, begin + 3700))
    assert ("run", Window(begin, begin + HOUR)) in marks


def test_windows_that_touch_are_one() -> None:
    """And the others stay apart, in order."""
    found = joined([Window(50, 60), Window(0, 10), Window(10, 20), Window(5, 7)])
    assert found == [Window(0, 20), Window(50, 60)]
