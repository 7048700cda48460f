"""Labelled calls: the fault that was made is there, at the end it was made at; healthy calls are ordinary, not perfect."""

import json
from collections import Counter
from itertools import pairwise
from statistics import mean, median

import pytest

from rtc_tui.simulator.call.faults import KINDS
from rtc_tui.simulator.call.reports import Row
from rtc_tui.simulator.labelled import LabelledCall, Truth, make

SEEDS = range(60)
HEALTHY = [make(seed, 0) for seed in SEEDS]
FAULTY = [make(seed, 1) for seed in SEEDS]


def _within(row: Row, name: str, truth: Truth, *, inside: bool = True) -> list[float]:
    """A metric's values while a fault was there, or while it was not."""
    pairs = zip(row.times_ms, row.columns.get(name, ()), strict=False)
    low, high = truth.start * 1000 + 4000, truth.end * 1000 - 4000
    return [value for at, value in pairs if value is not None and (low <= at <= high) == inside]


def _rows(call: LabelledCall, pairs: tuple[tuple[str, str], ...]) -> list[Row]:
    return [row for row in call.rows if (row.peer, row.user) in pairs]


def test_the_same_seed_makes_the_same_call_and_another_one_another() -> None:
    assert make(5, 1).detail_answer() == make(5, 1).detail_answer() != make(6, 1).detail_answer()
    assert make(5, 1).users_answer() == make(5, 1).users_answer()


def test_there_are_as_many_faults_as_asked_for() -> None:
    assert [len(make(3, faults).truths) for faults in (0, 1, 2)] == [0, 1, 2]
    assert len({truth.kind for seed in range(200) for truth in make(seed, 1).truths}) == len(KINDS)


def test_rooms_have_one_to_twelve_users() -> None:
    sizes = Counter(len(make(seed, 0).people) for seed in range(250))
    assert min(sizes) == 1
    assert 10 <= max(sizes) <= 12
    assert all(row.user in {p.user for p in call.people} for call in HEALTHY for row in call.rows)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_named_fault_is_made_at_somebodys_end_and_has_pairs(kind: str) -> None:
    for severity in (1, 2, 3):
        call = make(11, 1, kind=kind, severity=severity)
        (truth,) = call.truths
        names = {person.user for person in call.people}
        assert (truth.kind, truth.severity, truth.side) == (kind, severity, KINDS[kind].side)
        assert set(truth.users) <= names
        assert (truth.users == ()) == (truth.side in {"nobody", "everybody"})
        assert truth.pairs
        assert {name for pair in truth.pairs for name in pair} <= names
        assert call.start < truth.start < truth.end <= call.end


def test_two_faults_are_at_different_ends() -> None:
    for seed in range(20):
        first, second = make(seed, 2).truths
        assert first.kind != second.kind
        if not {"both", "pair"} & {first.side, second.side} and KINDS[second.kind].peer == KINDS[first.kind].peer:
            assert first.users != second.users


@pytest.mark.parametrize("kind", ["uplink_loss", "downlink_loss", "pair_path", "server_wide", "both_ends"])
@pytest.mark.parametrize("seed", range(4))
def test_a_lossy_way_stalls_the_pairs_it_is_about_while_it_is_there(kind: str, seed: int) -> None:
    call = make(seed, 1, kind=kind, severity=3)
    (truth,) = call.truths
    for row in _rows(call, truth.pairs):
        before = _within(row, "video_stall_duration", truth, inside=False)
        there = _within(row, "video_stall_duration", truth)
        if there and mean(_within(row, "video_recv_bitrate", truth)) > 20:
            assert mean(there) > 300
            assert not before or mean(before) < mean(there) / 2


@pytest.mark.parametrize("seed", range(6))
def test_a_mute_is_a_volume_of_nothing_and_at_most_comfort_noise(seed: int) -> None:
    call = make(seed, 1, kind="mic_muted")
    (truth,) = call.truths
    (up,) = (row for row in call.rows if row.user == truth.users[0] and not row.peer)
    assert set(_within(up, "audio_capture_volume", truth)) == {0}
    assert max(_within(up, "bandwidth", truth)) < 8
    assert max(_within(up, "audio_capture_volume", truth, inside=False), default=99) > 20


def test_who_left_has_a_leave_in_the_record_and_no_points_after_it() -> None:
    call = make(4, 1, kind="publish_stopped")
    (truth,) = call.truths
    (gone,) = (person for person in call.people if person.user == truth.users[0])
    assert not gone.online
    assert gone.record[-1][0] == truth.start
    assert all(at < truth.start * 1000 + 8000 for row in call.rows if row.user == gone.user for at in row.times_ms[:-1])


def test_missing_reports_are_missing_and_nothing_else_changes() -> None:
    call = make(7, 1, kind="reports_missing", severity=2)
    (truth,) = call.truths
    sender = truth.pairs[0][0] if truth.pairs else ""
    (up,) = (row for row in call.rows if row.user == sender and not row.peer)
    assert _within(up, "bandwidth", truth) == []


def test_browsers_tell_no_cpu_and_everybody_else_does() -> None:
    for call in HEALTHY:
        web = {person.user for person in call.people if person.os == "web"}
        for row in call.rows:
            if not row.peer:
                assert ("cpu_total_usage" in row.columns) == (row.user not in web)


def test_what_the_documents_leave_open_differs_from_call_to_call() -> None:
    silent = [row.columns for call in HEALTHY for row in call.rows if row.peer and not any(_videos(row))]
    assert {"video_recv_bitrate" in columns for columns in silent} == {True, False}
    downs = [call for call in HEALTHY if any(row.peer for row in call.rows)]
    assert {any("cpu_app_usage" in row.columns for row in call.rows if row.peer) for call in downs} == {True, False}


def _videos(row: Row) -> list[float | None]:
    return row.columns.get("video_recv_bitrate", [])


def test_healthy_calls_hardly_stall() -> None:
    shares = []
    for call in HEALTHY:
        for row in call.rows:
            for name in ("audio_stall_duration", "video_stall_duration"):
                known = [value for value in row.columns.get(name, ()) if value is not None]
                shares += [mean(known) / 20] if len(known) > 30 else []
    assert median(shares) < 0.5
    assert max(shares) < 4


def test_healthy_calls_are_not_perfect() -> None:
    odd = {quirk.kind for call in HEALTHY for quirk in call.quirks}
    assert {"late", "left", "muted", "quiet", "screen", "low-light", "rejoined", "listens"} <= odd
    times = [row.times_ms for call in HEALTHY for row in call.rows]
    steps = Counter(b - a for column in times for a, b in pairwise(column))
    assert steps[2000] > 0.95 * steps.total()
    assert steps[4000] > 20
    assert steps[0] > 0
    assert any(None in column for call in HEALTHY for row in call.rows for column in row.columns.values())
    starts = [column[0] - call.start * 1000 for call in HEALTHY for row in call.rows for column in [row.times_ms]]
    assert min(starts) < 0
    assert max(at % 2000 for at in starts) > 1500


def test_answers_have_the_documents_form() -> None:
    call = FAULTY[1]
    detail = json.loads(call.detail_answer())["Result"]["UserCallDetail"]
    assert [(r["UserId"], r.get("PeerId", ""), r["Direction"]) for r in detail] == [
        (row.user, row.peer, row.direction) for row in call.rows
    ]
    first, told = call.rows[0], detail[0]["CallDetail"]
    assert {metric["Name"] for metric in told} == set(first.columns)
    assert [point["Time"] for point in told[0]["Data"]] == first.times_ms
    for metric in told:
        for point, value in zip(metric["Data"], first.columns[metric["Name"]], strict=True):
            assert point["Value"] == pytest.approx(value, abs=0.51)
    users = json.loads(call.users_answer())["Result"]["UserList"]
    assert [user["UserId"] for user in users] == [person.user for person in call.people]


def test_an_answer_can_be_had_for_some_users_and_one_direction() -> None:
    call = next(call for call in FAULTY if len(call.people) > 2)
    name = call.people[0].user
    rows = json.loads(call.detail_answer([name], "2"))["Result"]["UserCallDetail"]
    assert {(row["UserId"], row["Direction"]) for row in rows} <= {(name, "down")}


def test_an_unknown_kind_is_none() -> None:
    with pytest.raises(KeyError):
        make(1, 1, kind="bad_luck")
