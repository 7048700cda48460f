"""PURE: the answer of ListCallDetail, row by row: an hour of twenty users is hundreds of megabytes.

A row is one string; it is made when it is sent. `up` rows carry what the user sends and their device, `down` rows (one
per peer) what they receive from that peer. Points lie on even seconds; the newest is 100 s old.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from rtc_tui.simulator import parameters
from rtc_tui.simulator.ask import DAY_S, HOUR_S, Ask, opened
from rtc_tui.simulator.call.life import STEP_S
from rtc_tui.simulator.call.metrics import DEVICE, DOWN, UP, Metric
from rtc_tui.simulator.call.sending import Columns
from rtc_tui.simulator.encode import dumps
from rtc_tui.simulator.live import STEPS, Live, Page
from rtc_tui.simulator.noise import BLOCK_S
from rtc_tui.simulator.rooms import User

DELAY_S: Final = 100


def answer(ask: Ask) -> Iterator[str]:
    """The Result, in pieces. A Refusal is raised at once, not by the first piece."""
    start, end = opened(ask, 6 * DAY_S, HOUR_S)
    room = parameters.room(ask.fields, required=True)
    names = parameters.text(ask.fields, "UserId", required=True).split(",")
    parameters.at_most_20(names)
    direction = parameters.one_of(ask.fields, "Direction", ("0", "1", "2"), "0")
    return detail(ask.live(), room, names, direction, range(start, min(end, int(ask.now) - DELAY_S)))


def detail(live: Live, room: str, names: Sequence[str], direction: str, span: range) -> Iterator[str]:
    """The Result for users of a room (unknown ones dropped) within a span of Unix seconds, in pieces.

    `direction` is `0` both, `1` up, `2` down.
    """
    yield '{"UserCallDetail":['
    comma = ""
    for row in _rows(live, room, frozenset(names), direction, span) if span else ():
        yield comma
        yield row
        comma = ","
    yield "]}"


@dataclass(slots=True)
class _Row:
    """A row that is being put together from pages."""

    metrics: Sequence[Metric]
    times: list[int] = field(default_factory=list)
    columns: Columns = field(default_factory=dict)

    def add(self, first: int, steps: Sequence[int], columns: Columns) -> None:
        """The steps of a page that begins at `first`."""
        known = len(self.times)
        self.times += [first + i * STEP_S for i in steps]
        whole = len(steps) == STEPS
        for name, column in columns.items():
            mine = self.columns.setdefault(name, [0.0] * known)
            mine += column if whole else [column[i] for i in steps]
        for name in self.columns.keys() - columns.keys():
            self.columns[name] += [0.0] * len(steps)

    def text(self, room: str, user: str, peer: str) -> str:
        """The row as JSON."""
        head = {"RoomId": room, "UserId": user} | ({"PeerId": peer} if peer else {})
        points = ",".join(f'{{"Time":{at}000,"Value":@}}' for at in self.times)
        forms = {digits: points.replace("@", f"%.{digits}f") for digits in (0, 1, 2)}
        series = ",".join(
            f'{{"Desc":"{m.desc}","Name":"{m.name}","Unit":"{m.unit}","Data":['
            + forms[m.digits] % tuple(self.columns[m.name])
            + "]}"
            for m in self.metrics
            if m.name in self.columns
        )
        return dumps({**head, "Direction": "down" if peer else "up"})[:-1] + f',"CallDetail":[{series}]}}'


def _rows(live: Live, room: str, names: frozenset[str], direction: str, span: range) -> Iterator[str]:
    """The rows of the users asked for, each with its own."""
    everybody = live.rooms.users(room)
    blocks = range(span.start // BLOCK_S, (span.stop - 1) // BLOCK_S + 1)
    for i, user in enumerate(everybody):
        if user.name not in names:
            continue
        if direction in "01":
            yield from _up(live, room, user, i, blocks, span)
        if direction in "02":
            yield from _down(live, room, everybody, i, blocks, span)


def _steps(page: Page, first: int, span: range, user: int, peer: int | None = None) -> list[int]:
    """The steps of a page within the span that the user's client reported: while both were there."""
    one = page.played.scene.lives[user]
    other = page.played.scene.lives[peer].here if peer is not None else one.here
    there = zip(range(STEPS), one.here, one.reports, other, strict=True)
    return [i for i, a, b, c in there if a and b and c and span.start <= first + i * STEP_S < span.stop]


def _up(live: Live, room: str, user: User, place: int, blocks: range, span: range) -> Iterator[str]:
    """What a user sent; a browser cannot tell of its CPU."""
    row = _Row([m for m in UP if user.product == "native" or m.name not in DEVICE])
    for block in blocks:
        page, first = live.page(room, block), block * BLOCK_S
        steps = _steps(page, first, span, place)
        if steps:
            row.add(first, steps, page.played.sent[place].columns)
    if row.times:
        yield row.text(room, user.name, "")


def _down(live: Live, room: str, everybody: Sequence[User], place: int, blocks: range, span: range) -> Iterator[str]:
    """What a user received, one row per peer."""
    ways = {block: live.page(room, block).played.way(place) for block in blocks}
    for sender, peer in enumerate(everybody):
        row = _Row(DOWN)
        for block in blocks if sender != place else ():
            page, first = live.page(room, block), block * BLOCK_S
            steps = _steps(page, first, span, place, sender)
            if steps:
                columns = page.played.pair(sender, place, ways[block], page.played.sent[sender])
                row.add(first, steps, columns)
        if row.times and row.columns:
            yield row.text(room, everybody[place].name, peer.name)
