"""What is told of a call that was played: entries of UserList and of UserCallDetail, as good as real ones.

Clients' clocks differ, their reports are missing at times, come twice or hold nulls; browsers tell no CPU.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from rtc_tui.simulator import encode
from rtc_tui.simulator.call.company import Guest
from rtc_tui.simulator.call.life import STEP_MS, STEP_S
from rtc_tui.simulator.call.metrics import BY_NAME, DEVICE, DOWN, UP, Metric
from rtc_tui.simulator.call.scene import Played
from rtc_tui.simulator.call.sending import Columns


@dataclass(slots=True)
class Row:
    """One entry of UserCallDetail: `peer` is empty on the way up. `columns`: values by metric name, None where null."""

    user: str
    peer: str
    times_ms: list[int]
    columns: dict[str, list[float | None]]

    @property
    def direction(self) -> str:
        """`up` or `down`."""
        return "down" if self.peer else "up"


@dataclass(frozen=True, slots=True)
class Person:
    """One entry of UserList. Times are Unix seconds; `record` holds (time, joined)."""

    user: str
    os: str
    access: str
    device: str
    sdk: str
    published: bool
    record: tuple[tuple[int, bool], ...]

    @property
    def online(self) -> bool:
        """Still there."""
        return self.record[-1][1]


def entry(person: Person, room: str, call: str, end: int) -> dict[str, Any]:
    """An entry of UserList, as of `end`."""
    first, last = person.record[0][0], person.record[-1]
    joins = [at for at, joined in person.record if joined]
    leaves = [at for at, joined in person.record if not joined]
    stays = sum(b - a for a, b in zip(joins, [*leaves, end], strict=False))
    return {
        "CallId": call,
        "RoomId": room,
        "UserId": person.user,
        "CreatedAt": encode.stamp(first),
        "LeaveAt": "" if person.online else encode.stamp(last[0]),
        "Duration": stays,
        "Finished": not person.online,
        "Pub": person.published,
        "OS": person.os,
        "Access": person.access,
        "DeviceType": person.device,
        "SdkVersion": person.sdk,
        "Record": [
            {"Type": "joinroom" if joined else "leaveroom", "Time": encode.stamp(at)} for at, joined in person.record
        ],
    }


def person(chance: Random, name: str, guest: Guest, start: int, *, over: bool) -> Person:
    """Joins and leaves; many came before the data begin, and if the call is `over`, all have gone."""
    here = guest.life.here
    record: list[tuple[int, bool]] = []
    before = False
    for i, now in enumerate(here):
        if now != before:
            at = start + i * STEP_S - (chance.randint(2, 900) if i == 0 else 0)
            record.append((at, now))
            before = now
    if before and over:
        record.append((start + len(here) * STEP_S + chance.randint(0, 9), False))
    published = guest.life.sound or guest.life.camera is not None
    return Person(name, guest.os, guest.access, guest.device, guest.sdk, published, tuple(record))


def rows(chance: Random, names: list[str], company: list[Guest], played: Played, start: int) -> list[Row]:
    """The rows of everybody, as clients reported them.

    What the documents leave open differs from call to call: whether metrics of media that are not sent are missing or
    zero, and whether device metrics stand in every row or on the way up alone (FACTS 12).
    """
    zeros = [0.0] * played.scene.steps if chance.random() < 0.3 else None
    everywhere = chance.random() < 0.2
    found: list[Row] = []
    for i, guest in enumerate(company):
        told = _reported(chance, guest)
        ahead = int(chance.gauss(0, 300)) if chance.random() < 0.93 else chance.choice((-2000, 2000, -1500, 3000))
        first = start * 1000 + chance.randrange(STEP_MS) + ahead
        hidden = DEVICE if guest.os == "web" else frozenset[str]()
        sent = {name: column for name, column in played.sent[i].columns.items() if name not in hidden}
        device = {name: sent[name] for name in DEVICE & sent.keys()} if everywhere else {}
        found += _row(chance, names[i], "", told, first, _filled(sent, UP, zeros, hidden))
        for sender, received in played.received(i):
            both = [k for k in told if company[sender].life.here[k]]
            found += _row(chance, names[i], names[sender], both, first, _filled(received, DOWN, zeros) | device)
    return found


def _filled(
    columns: Columns, metrics: Sequence[Metric], zeros: list[float] | None, hidden: frozenset[str] = frozenset()
) -> Columns:
    """The columns, and zeros for the metrics that have none."""
    if zeros is None:
        return columns
    return {m.name: columns.get(m.name, zeros) for m in metrics if m.name not in hidden}


def _reported(chance: Random, guest: Guest) -> list[int]:
    """The steps that a client reported: now and then a report is lost, or some in a row."""
    one = guest.life
    told = [k for k, (here, reports) in enumerate(zip(one.here, one.reports, strict=True)) if here and reports]
    rate = chance.choice((0.0, 0.0, 0.01, 0.03))
    if rate:
        told = [k for k in told if chance.random() > rate]
    if chance.random() < 0.08 and len(told) > 20:
        at = chance.randrange(len(told) - 8)
        del told[at : at + chance.randint(2, 6)]
    return told


def _row(chance: Random, user: str, peer: str, told: list[int], first: int, columns: Columns) -> list[Row]:
    """One row; a few have a point twice, a time with a digit too many, or nulls."""
    if len(told) < 2 or not columns:
        return []
    luck = chance.random()
    if luck < 0.04:
        at = chance.randrange(len(told))
        told = [*told[: at + 1], *told[at:]]
    times = [first + k * STEP_MS for k in told]
    if luck > 0.995:
        times[chance.randrange(len(times))] *= 10
    found: dict[str, list[float | None]] = {name: [column[k] for k in told] for name, column in columns.items()}
    if 0.04 < luck < 0.08:
        column = found[chance.choice(list(found))]
        for _ in range(chance.randint(1, 4)):
            column[chance.randrange(len(column))] = None
    return [Row(user, peer, times, found)]


def row_text(room: str, row: Row) -> str:
    """An entry of UserCallDetail as JSON."""
    head = {"RoomId": room, "UserId": row.user} | ({"PeerId": row.peer} if row.peer else {})
    starts = [f'{{"Time":{at},"Value":' for at in row.times_ms]
    metrics = [BY_NAME[name] for name in row.columns]
    series = ",".join(_series_text(metric, starts, row.columns[metric.name]) for metric in metrics)
    return encode.dumps({**head, "Direction": row.direction})[:-1] + f',"CallDetail":[{series}]}}'


def _series_text(metric: Metric, starts: list[str], values: Sequence[float | None]) -> str:
    digits = metric.digits
    points = ",".join(
        f"{start}null}}" if value is None else f"{start}{value:.{digits}f}}}"
        for start, value in zip(starts, values, strict=True)
    )
    return f'{{"Desc":"{metric.desc}","Name":"{metric.name}","Unit":"{metric.unit}","Data":[{points}]}}'
