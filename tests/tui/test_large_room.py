"""A room of a hundred, made by hand: what is shown follows the cursor in both directions."""

from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

import pytest
from textual.pilot import Pilot

from rtc_tui.core.ask import Answer, AskDetail
from rtc_tui.core.calls import CallDetail, CallMetric, CallRow, CallSeries, Direction
from rtc_tui.core.model import Window
from rtc_tui.core.snapshot import Selection, Visit
from rtc_tui.tui.panes.calls import case as cases
from rtc_tui.tui.screen import MainScreen
from tests.tui.scenes import NOW, SMALL, WIDE, app, settled, visit
from tests.tui.test_keys import rows

USERS: Final = tuple(f"guest-{i:02}" for i in range(100))
SPAN: Final = Window(int(NOW) // 60 * 60 - 1200, int(NOW) // 60 * 60 - 600)
BAD: Final = {("guest-70", "guest-20"): 900.0, ("guest-70", "guest-90"): 500.0, ("guest-05", "guest-60"): 300.0}
TIMES: Final = array("q", (SPAN.start * 1000 + 2000 * k for k in range(5)))


def _row(user: str, peer: str) -> CallRow:
    """What a user sent, or received of another: stalls of a few columns."""
    metric = CallMetric("audio_stall" if peer else "audio_send_bitrate")
    value = BAD.get((peer, user), 0.0) if peer else 40.0
    series = {metric.id: CallSeries(metric, TIMES, array("d", [value] * len(TIMES)))}
    return CallRow("hall", user, peer, Direction.DOWN if peer else Direction.UP, (metric,), series)


DETAIL: Final = CallDetail(
    SPAN, tuple(_row(user, peer) for user in USERS for peer in ("", *USERS) if user != peer), SPAN.end + 500.0
)
PLACE: Final = Visit("matrix", "hall", SPAN, chosen=USERS, span=SPAN)


@asynccontextmanager
async def hall(size: tuple[int, int], answer: Answer) -> AsyncIterator[tuple[MainScreen, Pilot[Any]]]:
    """The matrix of all, judged; the service itself is silent."""
    scene = visit("", size, at=Selection(visit=PLACE), answers=False)
    program = app(scene)
    async with program.run_test(size=size) as pilot:
        await settled(scene)(pilot)
        main = program.main
        ask = next(ask for ask in main.watched().asks if isinstance(ask, AskDetail))
        main.receive(replace(main.snapshot, answers=MappingProxyType({ask: answer})))
        for _ in range(3000):
            await pilot.pause(0.01)
            if not cases.of(main.pane).reckoning:
                break
        await pilot.pause()
        yield main, pilot


def columns(main: MainScreen) -> list[int]:
    """The numbers over the columns."""
    return [int(word) for word in rows(main)[4].split()]


def senders(main: MainScreen) -> list[int]:
    """The numbers of the rows."""
    return [int(row[1:4]) for row in rows(main)[6:] if row[1:4].strip().isdigit()]


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_hundred_users_scroll_with_the_cursor(size: tuple[int, int]) -> None:
    """To the last row and column and back; the cell of the cursor is always among those shown."""
    async with hall(size, Answer((DETAIL,), 1, 1, received=NOW)) as (main, pilot):
        await pilot.press("end")
        assert senders(main)[-1] == 100
        for _ in range(100):
            await pilot.press("right")
        assert columns(main)[-1] == 100
        assert 1 not in columns(main)
        await pilot.press("pageup", "pageup")
        assert 100 not in senders(main)
        await pilot.press("home", *["left"] * 99)
        assert (senders(main)[0], columns(main)[0]) == (1, 1)
        assert all(len(row) <= size[0] for row in rows(main))


async def test_next_bad_finds_its_cells_among_thousands() -> None:
    """Worst first, each on screen, then round; N goes back."""
    worst = sorted(BAD, key=lambda cell: -BAD[cell])
    async with hall(SMALL, Answer((DETAIL,), 1, 1, received=NOW)) as (main, pilot):
        for cell in (*worst, worst[0]):
            await pilot.press("n")
            found = main.selection.visit
            assert (found.sender, found.receiver) == cell
            assert any(row.startswith(">") and found.sender in row for row in rows(main))
            users = cases.of(main.pane).judged.users  # type: ignore[union-attr]
            assert users.index(found.receiver) + 1 in columns(main)
        await pilot.press("N")
        assert (main.selection.visit.sender, main.selection.visit.receiver) == worst[-1]


async def test_leaving_while_details_load_asks_for_them_no_more() -> None:
    """The line of progress names the key; after it nothing but the users of the room is wanted."""
    async with hall(SMALL, Answer((DETAIL,), 1, 4, received=NOW)) as (main, pilot):
        assert "1 of about 4 pieces" in "\n".join(rows(main))
        assert "(esc stops)" in "\n".join(rows(main))
        await pilot.press("escape")
        assert main.selection.visit.step == "users"
        assert not any(isinstance(ask, AskDetail) for ask in main.watched().asks)
