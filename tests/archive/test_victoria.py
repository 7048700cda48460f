"""A real VictoriaMetrics: nothing that was accepted is lost, nothing doubled, and viewers read what was recorded."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from math import nan
from pathlib import Path

import pytest

from rtc_tui.archive.victoria import VictoriaArchive
from rtc_tui.archive.victoria_check import prove
from rtc_tui.archive.victoria_engine import Engine, place_of
from rtc_tui.core.account import ArchiveAccess
from rtc_tui.core.calls import Room
from rtc_tui.core.merge import BACKFILLED, OFFLINE, RECORDED
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, Dimension, Scope, SeriesKey, Window, phase
from rtc_tui.errors import ArchiveBusy
from tests.archive import making
from tests.archive.making import KEY, QUERY, batch, shown
from tests.archive.node import Hands, Node, archive, proven, recent, running, sent, taken, until

HOSTILE = [' a"b\\c\nd|e.*', "é😀", "'; DROP", "{}=~", "广东", "a,b", "\x07\x1b[2J"]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """An engine with the documented flags."""
    with running(tmp_path) as made:
        yield made


class Hosts:
    """Archives on hosts of their own, and the clock of them all."""

    def __init__(self, folder: Path, node: Node, stack: AsyncExitStack) -> None:
        self._folder, self.node, self._stack = folder, node, stack
        self.hands = Hands()

    def host(self, name: str) -> VictoriaArchive:
        made = archive(self.node.url, self._folder, self.hands, name)
        self._stack.push_async_callback(made.close)
        return made

    async def recorder(self, name: str = "alpha") -> VictoriaArchive:
        made = await taken(self.host(name), self.hands)
        self.node.flush()
        return made

    async def proven(self, made: VictoriaArchive) -> None:
        await proven(made, self.hands, self.node)


@pytest.fixture
async def hosts(tmp_path: Path, node: Node) -> AsyncIterator[Hosts]:
    """Closed with the test."""
    async with AsyncExitStack() as stack:
        yield Hosts(tmp_path, node, stack)


async def held(
    made: VictoriaArchive, start: int, count: int, key: SeriesKey = KEY, step: int = BUCKET
) -> list[float | None]:
    return shown(await made.read(Window(start, start + count * step), [key], step), count)


@pytest.mark.parametrize("step", [BUCKET, FIVE_MINUTES, HOUR, DAY])
async def test_what_was_written_is_read_on_another_host_to_the_last_bit(step: int, hosts: Hosts) -> None:
    """Shares become ratios and come back as the numbers that the service sent; a hole stays a hole."""
    values = [4.37, 0.07, nan, 100.0, 0.0, 33.33]
    start = (int(time.time()) - phase(step)) // step * step + phase(step) - 8 * step
    recorder = await hosts.recorder()
    await recorder.write([batch(values, start, step)])
    own = await held(recorder, start, 6, step=step)
    await hosts.proven(recorder)
    expected = [None if v != v else v for v in values]  # noqa: PLR0124
    assert own == expected
    assert await held(hosts.host("beta"), start, 6, step=step) == expected


async def test_each_bucket_keeps_its_source(hosts: Hosts) -> None:
    """In time, asked for later, offline: the byte is what the file on one host would say."""
    start = recent(20)
    five = recent(4, FIVE_MINUTES)
    recorder = await hosts.recorder()
    await recorder.write([batch([1.0] * 10, start, received=start + 300.0), batch([2.0], five, FIVE_MINUTES)])
    await hosts.proven(recorder)
    viewer = hosts.host("beta")
    (fine,) = await viewer.read(Window(start, start + 300), [KEY], BUCKET)
    (coarse,) = await viewer.read(Window(five, five + 300), [KEY], FIVE_MINUTES)
    assert fine.codes == bytes([RECORDED | BACKFILLED] * 3 + [RECORDED] * 7)
    assert coarse.codes == bytes([OFFLINE])
    assert fine.unit == "%"


async def test_any_key_comes_back_as_it_was(hosts: Hosts) -> None:
    """Whatever the service calls a slice, a room or an indicator."""
    keys = [KEY._replace(dimension=Dimension.PROVINCE, slice=text) for text in HOSTILE]
    keys += [SeriesKey(text) for text in HOSTILE]
    keys.append(KEY._replace(scope=Scope("room 1", ("a,b", "c%2C"), ("iOS",), ("4G", "Wi-Fi"))))
    keys.append(SeriesKey("80MS_Audio_Stall_Rate"))
    start = recent()
    recorder = await hosts.recorder()
    await recorder.write([batch([1.5], start, keys=keys)])
    await hosts.proven(recorder)
    viewer = hosts.host("beta")
    assert set(await viewer.keys()) == set(keys)
    columns = await viewer.read(Window(start, start + BUCKET), keys, BUCKET)
    assert {column.key: list(column.values) for column in columns} == {key: [1.5] for key in keys}


async def test_an_engine_killed_after_it_said_yes_has_everything_later(hosts: Hosts, node: Node) -> None:
    """It acknowledged, lost it in the kill, and gets it again; each bucket is there once."""
    start, keys = recent(10), [making.key(i) for i in range(50)]
    recorder = await hosts.recorder()
    await recorder.write([batch([float(i) for i in range(5)], start, keys=keys)])
    await sent(recorder)
    node.kill()
    node.start()
    assert node.raw() == {}
    await recorder.write([batch([9.0], start + 150, keys=keys)])
    await hosts.proven(recorder)
    raw = node.raw('{step="30s"}')
    assert {len(samples) for samples in raw.values()} == {6}
    assert len(raw) == len(keys)
    assert await held(hosts.host("beta"), start, 6, keys[7]) == [0.0, 1.0, 2.0, 3.0, 4.0, 9.0]


async def test_killed_in_the_middle_of_writes_again_and_again(hosts: Hosts, node: Node) -> None:
    """Whatever moment the kill hits: all that was accepted is there in the end, once."""
    start, keys = recent(60), [making.key(i) for i in range(300)]
    recorder = await hosts.recorder()
    for tick in range(30):
        await recorder.write([batch([float(tick)], start + tick * BUCKET, keys=keys)])
        if tick % 10 == 9:
            recorder._woken.set()
            await until(lambda: recorder._queue.waiting[-1].sent or recorder._trouble, recorder)
            node.kill()
            node.start()
    await hosts.proven(recorder)
    raw = node.raw('{step="30s"}')
    assert {tuple(round(value * 100) for _, value in samples) for samples in raw.values()} == {tuple(range(30))}
    assert len(raw) == len(keys)


async def test_while_the_engine_is_down_everything_is_accepted_and_told(hosts: Hosts, node: Node) -> None:
    """Writing does not fail, what waits is told; once the engine is back it gets all of it."""
    start = recent(30)
    recorder = await hosts.recorder()
    node.kill()
    for tick in range(20):
        await recorder.write([batch([float(tick)], start + tick * BUCKET)])
    await until(lambda: recorder.note, recorder)
    assert "kept on this host's disk" in recorder.note
    assert recorder._forwarder.unsent == 20
    assert recorder.writes
    hosts.hands.ahead += 600
    node.start()
    await hosts.proven(recorder)
    assert recorder.note == ""
    assert await held(hosts.host("beta"), start, 20) == [float(tick) for tick in range(20)]


async def test_a_recorder_that_was_killed_leaves_its_queue_to_the_next(hosts: Hosts, node: Node) -> None:
    """Whoever starts on that host sends what waited, and does not store again what had arrived."""
    start = recent(10)
    first = await hosts.recorder()
    await first.write([batch([1.0], start)])
    await sent(first)
    node.flush()
    node.kill()
    await first.write([batch([2.0], start + BUCKET), batch([3.0], start)])
    assert first._task
    first._task.cancel()
    first._beside._book.lock.release()  # as the kernel does for a dead process
    node.start()
    second = await hosts.recorder()
    await hosts.proven(second)
    assert await held(hosts.host("beta"), start, 2) == [3.0, 2.0]
    assert max(len(samples) for samples in node.raw('{step="30s"}').values()) <= 3


async def test_a_correction_is_what_everybody_reads(hosts: Hosts, node: Node) -> None:
    """The panes, and PromQL at the bucket's own time, whether it is larger or smaller."""
    start = recent(10)
    recorder = await hosts.recorder()
    await recorder.write([batch([50.0, 50.0], start)])
    await sent(recorder)
    await recorder.write([batch([60.0, 40.0], start)])
    await hosts.proven(recorder)
    assert await held(hosts.host("beta"), start, 2) == [60.0, 40.0]
    assert node.promql("rtc_stall_ratio", start) == [0.6]
    assert node.promql("rtc_stall_ratio", start + BUCKET) == [0.4]


async def test_with_the_wider_interval_a_correction_takes_the_place_of_the_first(tmp_path: Path) -> None:
    """-dedup.minScrapeInterval=1s: one sample for each bucket, also for functions that count."""
    hands = Hands()
    with running(tmp_path, "-retentionPeriod=1y", "-dedup.minScrapeInterval=1s") as node:
        recorder = await taken(archive(node.url, tmp_path, hands), hands)
        start = recent(10)
        for value in (1.0, 2.0, 3.0):
            await recorder.write([batch([value] * 3, start)])
            await sent(recorder)
        await proven(recorder, hands, node)
        assert [len(samples) for samples in node.raw('{step="30s"}').values()] == [3]
        await recorder.close()


async def test_what_is_asked_for_again_and_is_the_same_is_stored_once(hosts: Hosts, node: Node) -> None:
    """Later answers overlap earlier ones: no second sample, and no second series for what came late."""
    start = recent(40)
    recorder = await hosts.recorder()
    for _ in range(3):
        await recorder.write([batch([1.0] * 10, start, received=start + 330.0)])
        await sent(recorder)
    await recorder.write([batch([1.0] * 10, start, received=start + 1000.0)])
    await hosts.proven(recorder)
    assert sorted(len(samples) for samples in node.raw('{step="30s"}').values()) == [4, 6]


async def test_what_is_too_old_for_the_engine_is_kept_and_told(tmp_path: Path) -> None:
    """With a retention of a month, old values are put aside; the queue goes on; with a longer one they arrive."""
    hands, old, start = Hands(), recent(20_000, FIVE_MINUTES), recent(10)
    with running(tmp_path, "-dedup.minScrapeInterval=1ms") as node:
        recorder = await taken(archive(node.url, tmp_path, hands), hands)
        await recorder.write([batch([1.0], old, FIVE_MINUTES), batch([2.0], start)])
        await proven(recorder, hands, node)
        assert "-retentionPeriod=1y" in recorder.note
        await recorder.close()
        node.stop()
        node.start("-retentionPeriod=1y", "-dedup.minScrapeInterval=1ms")
        again = await taken(archive(node.url, tmp_path, hands), hands)
        await proven(again, hands, node)
        assert await held(again, old, 1, step=FIVE_MINUTES) == [1.0]
        assert again.note == ""
        await again.close()


async def test_viewers_know_what_was_asked_for_also_hours_ago(hosts: Hosts) -> None:
    """So that nobody asks the service again; a hole in between stays one."""
    recorder, begin = await hosts.recorder(), int(time.time()) // HOUR * HOUR - 8 * HOUR
    for i in (*range(200), *range(300, 500)):
        start = begin + i * BUCKET
        await recorder.write([batch([1.0], start, received=start + 700.0)])
    await hosts.proven(recorder)
    asked = await hosts.host("beta").asked(QUERY, Window(begin - HOUR, begin + 8 * HOUR))
    first, second = Window(begin, begin + 200 * BUCKET), Window(begin + 300 * BUCKET, begin + 500 * BUCKET)
    assert asked[0] == first
    assert asked[1].start == second.start
    assert second.end - HOUR <= asked[1].end <= second.end


async def test_one_host_records_and_another_takes_over(hosts: Hosts) -> None:
    """While one is alive the other stands by; when it leaves, at once; when it dies, after the claim is void."""
    first = await hosts.recorder("alpha")
    second, third = hosts.host("beta"), hosts.host("gamma")
    for _ in range(5):
        hosts.hands.ahead += 10
        assert not await second.take()
        await first._lease.turn()
        hosts.node.flush()
    with pytest.raises(ArchiveBusy, match="alpha"):
        await second.write([batch([1.0], recent())])
    await first.close()
    hosts.node.flush()
    await taken(second, hosts.hands)
    hosts.node.flush()
    assert second._task
    second._task.cancel()  # dead: nothing renews its claim
    assert not await third.take()
    hosts.hands.ahead += 80
    await taken(third, hosts.hands)


async def test_of_two_that_start_at_once_one_records(hosts: Hosts) -> None:
    """Both claim before they can see the other: the earlier stays."""
    first, second = hosts.host("alpha"), hosts.host("beta")
    assert not await first.take()
    second._lease._since, second._lease._claimed = time.time() + 1, time.monotonic()
    await second._lease._beat(time.time() + 1)
    hosts.node.flush()
    await second.take()
    hosts.hands.ahead += 5
    assert await first.take()
    assert not await second.take()


async def test_a_recorder_that_was_cut_off_gives_way_to_whoever_came(hosts: Hosts) -> None:
    """Its claim was void meanwhile: after that it stands by, and what it had accepted is sent all the same."""
    start = recent(10)
    first = await hosts.recorder("alpha")
    assert first._task
    first._task.cancel()  # cut off
    await first.write([batch([1.0], start)])
    second = hosts.host("beta")
    assert not await second.take()
    hosts.hands.ahead += 80
    await taken(second, hosts.hands)
    hosts.node.flush()
    await first._lease.turn()
    assert not first.writes
    await first._forwarder.send()
    assert [len(samples) for samples in hosts.node.raw('{step="30s"}').values()] == [1]


async def test_a_viewer_sees_by_the_stamp_that_there_is_more(hosts: Hosts, node: Node) -> None:
    """It stays the same while nothing comes, and changes once what was committed can be read."""
    recorder, viewer = await hosts.recorder(), hosts.host("beta")
    await recorder.write([batch([1.0], recent(10))])
    await hosts.proven(recorder)
    assert recorder._task
    recorder._task.cancel()  # what it does is done here, step by step
    await recorder._tell()
    node.flush()
    before = await viewer.stamp()
    assert await viewer.stamp() == before
    await recorder.write([batch([2.0], recent(9))])
    await recorder._turn()
    hosts.hands.ahead += 2
    await recorder._turn()
    node.flush()
    assert await viewer.stamp() != before


async def test_who_records_hears_what_viewers_on_other_hosts_look_at(hosts: Hosts, node: Node) -> None:
    """Until they look at something else, or are gone."""
    recorder, viewer = await hosts.recorder(), hosts.host("beta")
    await viewer.tell([QUERY])
    node.flush()
    assert await recorder.heard() == (QUERY,)
    await viewer.tell([])
    node.flush()
    hosts.hands.ahead += 20
    assert await recorder.heard() == ()


async def test_calls_stay_on_the_host_that_looked_at_them(hosts: Hosts) -> None:
    """They are no series: told in TEAMS.md."""
    recorder = await hosts.recorder()
    room = Room("r1", "c1", created=1000, ended=2000, finished=True)
    await recorder.note_rooms([room], 2000.0)
    assert await recorder.rooms(Window(0, 3000)) == (room,)
    assert await hosts.host("beta").rooms(Window(0, 3000)) == ()


async def _proof(url: str) -> tuple[bool, int, int | None, bool]:
    engine = Engine(place_of(url), ArchiveAccess())
    hands = Hands().clocks()
    try:
        import asyncio

        proof = await prove(engine, 364, hands.now(), asyncio.sleep)
    finally:
        await engine.aclose()
    return proof.seen, proof.kept, proof.dropped, proof.doubles


async def test_the_probe_proves_the_documented_flags(node: Node) -> None:
    """A year, nothing twice, and nothing is left behind."""
    assert await _proof(node.url) == (True, 364, None, False)
    assert node.raw('{__name__="rtc_tui_probe"}') == {}


async def test_the_probe_finds_an_engine_with_its_own_defaults(tmp_path: Path) -> None:
    """A month alone, and the same sample twice."""
    with running(tmp_path, "-loggerLevel=ERROR") as node:
        seen, kept, dropped, doubles = await _proof(node.url)
    assert (seen, doubles) == (True, True)
    assert kept == 27
    assert dropped in {32, 62}
