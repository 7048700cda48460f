"""Histories: what was recorded and what the service still has become one line, asked for once."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rtc_tui.core.ask import Answer, AskHistory, Past, Wanted
from rtc_tui.core.merge import Merged
from rtc_tui.core.model import (
    BUCKET,
    DAY,
    FIVE_MINUTES,
    HOUR,
    Dimension,
    Feature,
    Product,
    Provenance,
    Query,
    Scope,
    SeriesKey,
    Window,
)
from rtc_tui.core.queries import brings, offline_step
from rtc_tui.errors import NotPermitted
from rtc_tui.feed.past import missing, there, without
from rtc_tui.feed.source import Answered, Event
from tests.feed.test_recording import Host
from tests.feed.virtual import NOW, QUALITY, collect, virtual

FIVE = replace(QUALITY, step=FIVE_MINUTES)
HERE = int(NOW) // 300 * 300


def last(events: list[Event], ask: AskHistory) -> Answer:
    return [event.answers[ask] for event in events if isinstance(event, Answered) and ask in event.answers][-1]


def sources(answer: Answer) -> dict[Provenance, int]:
    """Seconds of each source in the only line."""
    (line,) = answer.parts
    assert isinstance(line, Merged)
    found: dict[Provenance, int] = {}
    for window, source in line.runs():
        found[source] = found.get(source, 0) + window.seconds
    return found


def by_source(line: object) -> list[tuple[Provenance, Window]]:
    assert isinstance(line, Merged)
    return [(source, window) for window, source in line.runs()]


def run(host: Host, seconds: float, ask: AskHistory, **more: Any) -> list[Event]:
    async def main() -> list[Event]:
        return await host.run(seconds, Wanted((QUALITY,), asks=(ask,)), **more)

    return virtual(main())


def test_recorded_and_offline_data_make_one_line_with_its_hole(tmp_path: Path) -> None:
    """A day with a recorder that has run for an hour: offline up to eight hours ago, then nothing, then recorded."""
    host, ask = Host(tmp_path), AskHistory(FIVE, Window(HERE - DAY, HERE))
    answer = last(run(host, 100, ask), ask)
    assert (answer.done, answer.total, answer.problem) == (2, 2, None)
    found = sources(answer)
    assert found[Provenance.OFFLINE] == DAY - 8 * HOUR
    assert found[Provenance.RECORDED] == pytest.approx(HOUR, abs=600)
    assert found[Provenance.MISSING] == DAY - found[Provenance.OFFLINE] - found[Provenance.RECORDED]


def test_what_one_has_looked_at_is_asked_by_nobody_again(tmp_path: Path) -> None:
    """The offline data are recorded as well: the next process reads them."""
    host, ask = Host(tmp_path), AskHistory(FIVE, Window(HERE - 10 * DAY, HERE))
    run(host, 100, ask)
    assert len([call for call in host.services[0].errands if call.more["step"] == FIVE_MINUTES]) >= 2
    answer = last(run(host, 30, ask), ask)
    assert sources(answer)[Provenance.OFFLINE] == 10 * DAY - 8 * HOUR
    assert host.services[1].errands == []


def test_progress_grows_and_the_newest_piece_is_shown_first(tmp_path: Path) -> None:
    """30 days in pieces of seven: shown as they come."""
    host, ask = Host(tmp_path), AskHistory(FIVE, Window(HERE - 30 * DAY + HOUR, HERE))
    answers = [
        e.answers[ask] for e in run(host, 60, ask, records=False) if isinstance(e, Answered) and ask in e.answers
    ]
    grown = [(answer.done, answer.total) for answer in answers if answer.parts]
    assert grown[-1][0] == grown[-1][1] >= 6
    assert grown == sorted(grown)
    first = next(line for answer in answers for line in answer.parts if Provenance.OFFLINE in dict(by_source(line)))
    youngest = max(window.end for source, window in by_source(first) if source is Provenance.OFFLINE)
    assert youngest == HERE - 8 * HOUR


def test_what_is_no_longer_wanted_is_cancelled(tmp_path: Path) -> None:
    host, ask = Host(tmp_path), AskHistory(FIVE, Window(HERE - 29 * DAY, HERE))

    async def main() -> None:
        source, _ = host.process(records=False)
        host.services[0].latency = 10.0
        source.subscribe(Wanted((QUALITY,), asks=(ask,)))
        running = asyncio.create_task(collect(source, 100))
        await asyncio.sleep(15)
        source.subscribe(Wanted((QUALITY,)))
        await running
        await source.aclose()

    virtual(main())
    assert len(host.services[0].errands) <= 4


def test_what_is_refused_ends_the_question_and_keeps_what_was_recorded(tmp_path: Path) -> None:
    host = Host(tmp_path, lambda query, _: NotPermitted("no") if query.step != BUCKET else None)
    ask = AskHistory(FIVE, Window(HERE - DAY, HERE))
    answer = last(run(host, 100, ask), ask)
    assert answer.problem is not None
    assert answer.problem.kind == "NotPermitted"
    assert answer.complete
    assert sources(answer).keys() == {Provenance.RECORDED, Provenance.MISSING}


def test_without_an_archive_the_service_alone_is_asked(tmp_path: Path) -> None:
    """Nothing is recorded, and the days gone by are there all the same."""
    (tmp_path / "archive").write_text("no folder")
    host, ask = Host(tmp_path), AskHistory(FIVE, Window(HERE - 2 * DAY, HERE - DAY))
    assert sources(last(run(host, 100, ask), ask)) == {Provenance.OFFLINE: DAY}


def test_a_history_that_reaches_now_grows_while_it_is_looked_at(tmp_path: Path) -> None:
    host, ask = Host(tmp_path), AskHistory(QUALITY, Window(HERE - HOUR, HERE + HOUR))
    answer = last(run(host, 1200, ask), ask)
    assert sources(answer)[Provenance.RECORDED] >= HOUR + 1200 - 300
    assert host.services[0].asked


@pytest.mark.parametrize(
    ("query", "window", "expected"),
    [
        (QUALITY, Window(HERE - 9 * HOUR, HERE), 0),
        (FIVE, Window(HERE - 7 * HOUR, HERE), 0),
        (FIVE, Window(HERE - 9 * HOUR, HERE), 1),
        (FIVE, Window(HERE - 8 * HOUR - 600, HERE), 1),
        (replace(FIVE, step=HOUR), Window(HERE - 9 * HOUR, HERE), 1),
        (Query(Feature.OPERATION, step=FIVE_MINUTES), Window(HERE - DAY, HERE), 0),
        (Query(Feature.OPERATION, step=HOUR), Window(HERE - DAY, HERE), 1),
        (FIVE, Window(HERE - 50 * DAY, HERE - 40 * DAY), 0),
    ],
)
def test_only_what_the_service_has_is_asked(query: Query, window: Window, expected: int) -> None:
    """Nothing of 30 seconds, nothing younger than eight hours or older than thirty days."""
    asked = missing(AskHistory(query, window), (), NOW)
    assert len(asked) == expected
    for past in asked:
        assert past.window == there(past.query, past.window, NOW)


def test_gaps_are_asked_newest_first_and_many_of_them_as_one() -> None:
    window = Window(HERE - 5 * DAY, HERE - DAY)
    held = [Window(HERE - 4 * DAY, HERE - 3 * DAY)]
    assert missing(AskHistory(FIVE, window), held, NOW) == (
        Past(FIVE, Window(HERE - 3 * DAY, HERE - DAY)),
        Past(FIVE, Window(HERE - 5 * DAY, HERE - 4 * DAY)),
    )
    many = [Window(HERE - 5 * DAY + i * HOUR, HERE - 5 * DAY + i * HOUR + 600) for i in range(1, 60, 4)]
    assert missing(AskHistory(FIVE, window), many, NOW) == (Past(FIVE, window),)


def test_a_young_edge_is_not_asked_for_again_and_again() -> None:
    """Of a window that moves on, less than an hour that just got old enough is no question."""
    held = [Window(0, HERE - 8 * HOUR - 1800)]
    assert missing(AskHistory(FIVE, Window(HERE - DAY, HERE)), held, NOW) == ()


def test_days_are_beijings(tmp_path: Path) -> None:
    midnight = (HERE + 8 * HOUR) // DAY * DAY - 8 * HOUR
    (past,) = missing(AskHistory(replace(QUALITY, step=DAY), Window(HERE - 3 * DAY, HERE)), (), NOW)
    assert past.window.end == midnight or past.window.end == midnight - DAY
    assert (past.window.start - midnight) % DAY == 0


def test_without_leaves_what_no_part_covers() -> None:
    whole = Window(0, 100)
    assert without(whole, []) == [whole]
    assert without(whole, [Window(-5, 10), Window(20, 30), Window(25, 40), Window(90, 120)]) == [
        Window(10, 20),
        Window(40, 90),
    ]
    assert without(whole, [Window(-5, 200)]) == []


@pytest.mark.parametrize(
    ("query", "key", "expected"),
    [
        (QUALITY, SeriesKey("80ms_audio_stall_rate"), True),
        (QUALITY, SeriesKey("a_new_one"), True),
        (QUALITY, SeriesKey("80ms_audio_stall_rate", Product.WEB), False),
        (QUALITY, SeriesKey("80ms_audio_stall_rate", scope=Scope("room")), False),
        (QUALITY, SeriesKey("online_user_count"), False),
        (QUALITY, SeriesKey("user_count"), False),
        (QUALITY, SeriesKey("stall_rate", dimension=Dimension.OS, slice="ios"), False),
        (Query(Feature.OPERATION), SeriesKey("online_user_count"), True),
        (Query(Feature.OPERATION), SeriesKey("user_count"), True),
        (Query(Feature.OPERATION), SeriesKey("80ms_audio_stall_rate"), False),
        (
            Query(Feature.DISTRIBUTION, dimension=Dimension.OS, indicator="stall_rate"),
            SeriesKey("80ms_audio_stall_rate", dimension=Dimension.OS, slice="ios"),
            True,
        ),
        (
            Query(Feature.DISTRIBUTION, dimension=Dimension.OS, indicator="stall_rate"),
            SeriesKey("5s_join_room_success_rate", dimension=Dimension.OS, slice="ios"),
            False,
        ),
    ],
)
def test_a_series_belongs_to_the_query_that_brings_it(query: Query, key: SeriesKey, expected: bool) -> None:
    assert brings(query, key) is expected


def test_each_step_has_the_service_s_own_below_it() -> None:
    """A line of hours is made of five minutes; days have values of their own; operation data has hours and days."""
    assert [offline_step(replace(QUALITY, step=step)) for step in (BUCKET, FIVE_MINUTES, HOUR, DAY)] == [
        None,
        FIVE_MINUTES,
        FIVE_MINUTES,
        DAY,
    ]
    operation = Query(Feature.OPERATION)
    assert [offline_step(replace(operation, step=step)) for step in (BUCKET, FIVE_MINUTES, HOUR, DAY)] == [
        None,
        None,
        HOUR,
        DAY,
    ]


def test_wanting_the_same_again_tells_nothing_anew(tmp_path: Path) -> None:
    """A key that moves a cursor asks for nothing else, and must not draw the screen a second time."""
    host, wanted = Host(tmp_path), Wanted((QUALITY,), asks=(AskHistory(FIVE, Window(HERE - DAY, HERE)),))

    async def main() -> list[Event]:
        source, _ = host.process()
        source.subscribe(wanted)
        seen: list[tuple[float, Event]] = []
        running = asyncio.create_task(collect(source, 22, seen))
        await asyncio.sleep(12)
        assert answered(seen)
        seen.clear()
        for _ in range(5):
            await asyncio.sleep(0.5)
            source.subscribe(Wanted(wanted.shown, asks=wanted.asks))
        await running
        await source.aclose()
        return answered(seen)

    def answered(seen: list[tuple[float, Event]]) -> list[Event]:
        return [event for _, event in seen if isinstance(event, Answered)]

    assert virtual(main()) == []


def test_whoever_begins_to_listen_hears_the_history_that_is_there(tmp_path: Path) -> None:
    """A command listens anew for each look: it must not wait for something that comes no more."""
    host, ask = Host(tmp_path), AskHistory(FIVE, Window(HERE - DAY, HERE))

    async def main() -> list[Event]:
        source, _ = host.process()
        source.subscribe(Wanted(asks=(ask,)))
        await collect(source, 12)
        source.subscribe(Wanted(asks=(ask,)))
        seen = await collect(source, 1)
        await source.aclose()
        return seen

    answer = last(virtual(main()), ask)
    assert (answer.complete, answer.problem, len(answer.parts)) == (True, None, 1)


def test_woken_the_refusal_of_before_is_told_no_more(tmp_path: Path) -> None:
    """Whoever listens anew after a wake hears of the refusal only if there is another one."""
    refused = [True]
    host = Host(tmp_path, lambda query, _: NotPermitted("no") if refused[0] and query.step != BUCKET else None)
    ask = AskHistory(FIVE, Window(HERE - DAY, HERE))

    async def main() -> tuple[list[Event], list[Event]]:
        source, _ = host.process()
        source.subscribe(Wanted(asks=(ask,)))
        before = await collect(source, 12)
        refused[0] = False
        source.wake()
        after = await collect(source, 12)
        await source.aclose()
        return before, after

    before, after = virtual(main())
    assert last(before, ask).problem is not None
    assert all(event.answers[ask].problem is None for event in after if isinstance(event, Answered))
    assert last(after, ask).complete
