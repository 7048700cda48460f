"""Damaged answers: a good one of each action, and what can happen to any place in it.

`python -m tests.client.mutants` looks for damage with outcomes not seen before and writes it to tests/cases/corpus,
where it stays as plain cases.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from rtc_tui.client import wire
from rtc_tui.client.classify import Asked, checked
from rtc_tui.client.envelope import Envelope
from rtc_tui.client.exchange import Answer
from rtc_tui.core.account import Credentials
from rtc_tui.core.calls import CallRow, OnlineUsers
from rtc_tui.core.model import Dimension, Feature, Query, Window
from rtc_tui.errors import RtcTuiError
from tests.client.playing import case, unix

START = unix("2021-07-24T00:00:00+08:00")
WINDOW = Window(START, START + 600)
CORPUS = Path(__file__).parents[1] / "cases" / "corpus"
HOSTILE = (
    "", " ", "null", "NaN", "-0", "1e999", "0x10", "٣", "1_000", "\x00", "\x1b[2J", "\u202egnp", "\u200b", "\ud800", "é" * 70,
    "2021-07-24T00:00:00+08:00", "2021-02-30T00:00:00+08:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-99:99",
    "1627056000", "16270560000000", "上海", "a,b", "[red]x[/]", "x" * 5000,
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.5, 10**9, 10**12, 10**18, 2**63, 2**64, 10**25, -(10**25), 1e308, float("nan"),
    float("inf"), [], {}, [[]], [None], {"": ""}, [{}], {"Name": []}, START, START * 1000,
)  # fmt: skip


class Decoder(NamedTuple):
    """One family of answers: the action it is of, a good one, and how it is read."""

    action: str
    result: dict[str, Any]
    read: Callable[[Envelope], Any]


def _points(**more: Any) -> list[dict[str, Any]]:
    return [{"TimeStamp": f"2021-07-24T00:{i:02}:00+08:00", "Value": 98.5 + i, **more} for i in (0, 5, 10)]


def _series(feature: Feature, dimension: Dimension | None = None, step: int = 30) -> Callable[[Envelope], Any]:
    query = Query(feature, dimension=dimension, step=step)
    return lambda envelope: wire.payload(envelope, query, WINDOW)


_INDICATORS = {
    "RoomId": "q", "UserId": ["u"], "AggregateGranularity": "5min",
    "Indicators": [{"Name": "80ms_audio_stall_rate", "Unit": "%", "overview": {"Value": "9"}, "Data": _points()}],
}  # fmt: skip
_SLICES = {"Indicators": [{"Name": "5s_join_room_success_rate", "Data": _points(Dimension="ios")}]}
_CALL = [
    {"Desc": "音频发送码率", "Name": "bandwidth", "Unit": "kbps", "Data": [
        {"Time": (START + at) * 1000, "Value": at} for at in (0, 2, 4)]},
    {"Desc": "新", "Name": "n", "Data": [{"Time": START * 1000, "Value": 0.5}]},
]  # fmt: skip
DECODERS = {
    "quality": Decoder("ListRealTimeQuality", _INDICATORS, _series(Feature.QUALITY)),
    "distribution": Decoder("ListRealTimeQualityDistribution", _SLICES, _series(Feature.DISTRIBUTION, Dimension.OS)),
    "offline": Decoder("ListQuality", _INDICATORS, _series(Feature.QUALITY, step=300)),
    "offline-distribution": Decoder(
        "ListQualityDistribution", _SLICES, _series(Feature.DISTRIBUTION, Dimension.OS, 300)
    ),
    "rooms": Decoder("ListRoomInfo", {"Total": 2, "PageNum": 1, "PageSize": 20, "HasMore": False, "RoomList": [
        {"CallId": "c", "RoomId": "q", "CreatedTime": "2021-07-24T00:00:00+08:00", "DestroyTime": "",
         "ActiveUserNum": 3, "IsFinished": False}]}, wire.rooms),
    "users": Decoder("ListUserInfo", {"Total": 1, "PageNum": 1, "PageSize": 20, "UserList": [
        {"CallId": "c", "RoomId": "q", "UserId": "u", "CreatedAt": "2021-07-24T00:00:00+08:00", "LeaveAt": "",
         "Duration": 1200, "Finished": False, "Pub": True, "OS": "ios", "Access": "wifi", "DeviceType": "d",
         "SdkVersion": "3.58.1", "Record": [{"Type": "joinroom", "Time": "2021-07-24T00:00:00+08:00"},
                                            {"Type": "leave_room", "Time": "2021-07-24T00:01:00+08:00"}]}]}, wire.users),
    "online": Decoder("GetRoomOnlineUsers", {"RoomExists": True, "TotalUser": 2, "TotalInvisibleUser": 1,
                                             "VisibleUserList": ["a"], "InvisibleUserList": ["b"]},
                      lambda envelope: wire.online(envelope, "q", 0.0)),
    "usages": Decoder("ListUsages", {"Usages": [
        {"TimeStamp": "2021-07-24T00:00:00+08:00", "Audio": 5, "VideoSDM": 1, "VideoSD": 2, "VideoHD": 3}]},
                      lambda envelope: wire.usages(envelope, WINDOW)),
    "shares": Decoder("ListOperationDistribution", {"Name": "user_num", "Dimension": "province", "Data": [
        {"DistributionName": "上海", "Value": 666.0, "Proportion": 66.66}]}, wire.shares),
    "calls": Decoder("ListCallDetail", {"UserCallDetail": [
        {"RoomId": "q", "UserId": "u", "PeerId": "p", "Direction": "up", "CallDetail": _CALL},
        {"RoomId": "q", "UserId": "u", "PeerId": "p", "Direction": "down", "CallDetail": _CALL[1:]}]},
                     lambda envelope: wire.detail(envelope, WINDOW, None)),
}  # fmt: skip


def good(name: str) -> dict[str, Any]:
    """A good answer of a family, whole."""
    metadata = {"RequestId": "r1", "Action": DECODERS[name].action, "Version": "2023-11-01", "Service": "rtc"}
    return {"ResponseMetadata": metadata, "Result": deepcopy(DECODERS[name].result)}


def damaged(name: str, rng: Random) -> bytes:
    """A good answer with one to three things wrong with it, as a careless sender would write it."""
    answer = good(name)
    for _ in range(rng.choice((1, 1, 2, 3))):
        _damage(answer, rng)
    body = json.dumps(answer, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    return _cut(body, rng) if rng.random() < 0.2 else body


def _damage(answer: Any, rng: Random) -> None:
    """Something at one place: dropped, of another type, doubled, hostile, huge, or spelled otherwise."""
    places = list(_places(answer))
    if not places:
        return
    holder, key = rng.choice(places)
    match rng.randrange(7):
        case 0:
            del holder[key]
        case 1:
            holder[key] = deepcopy(rng.choice(ODD))
        case 2:
            holder[key] = rng.choice(HOSTILE)
        case 3:
            holder[key] = [holder[key]] if rng.random() < 0.5 else {"x": holder[key]}
        case 4 if isinstance(holder, list):
            holder.insert(rng.randrange(len(holder) + 1), deepcopy(holder[key]))
        case 5 if isinstance(holder, list):
            holder[key] = deepcopy(rng.choice(ODD))
        case 5:
            holder[rng.choice((key.upper(), key.lower(), rng.choice(HOSTILE)))] = holder.pop(key)
        case _:
            holder[key] = str(holder[key])


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every member of every object and list, as (holder, key)."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in list(entries):
        yield value, key
        yield from _places(one)


def _cut(body: bytes, rng: Random) -> bytes:
    """Bytes lost, changed or added somewhere."""
    at = rng.randrange(len(body))
    match rng.randrange(4):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + bytes([rng.randrange(256)]) + body[at + 1 :]
        case 2:
            return body[:at] + body[at:][: rng.randrange(40)] + body[at:]
    return body + rng.choice((b" ", b"x", b"{}", b"\x00", b"\xef\xbb\xbf"))


_KEYS = Credentials("AKLTmadeup0000000000", "a-secret-nobody-uses")
_MOST = 24  # inputs kept of one decoder


def outcome(name: str, body: bytes, status: int = 200) -> tuple[str, Any]:
    """(`data` and how much of it, or the kind of our error; what came out). Anything else is raised."""
    decoder = DECODERS[name]
    answer = Answer(status, {"content-type": "application/json"}, body, 0.0, 0.0)
    try:
        found = entries(decoder.read(checked(answer, Asked(decoder.action, _KEYS, "app"))))
    except RtcTuiError as error:
        return error.kind, str(error)
    return f"data {len(found)}", found


def entries(found: Any) -> list[Any]:
    """Every point or row, also what is decoded late; the last one says what was left out."""
    match found:
        case wire.Payload():
            return [(one.key, *point) for one in found.series for point in one.points()] + [found.dropped]
        case wire.Page():
            return [*found.rows, found.dropped]
        case OnlineUsers():
            return [*found.visible, *found.invisible, found.exists]
    rows, dropped = found
    return [point for row in rows for point in (_call_points(row) if isinstance(row, CallRow) else [row])] + [dropped]


def _call_points(row: CallRow) -> list[Any]:
    head = (row.room, row.user, row.peer, row.direction)
    return [
        (*head, name, *point)
        for name, one in row.series.items()
        for point in zip(one.times_ms, one.values, strict=True)
    ]


def search(name: str, rounds: int, rng: Random) -> dict[str, bytes]:
    """The shortest damage found for each kind of outcome."""
    found: dict[str, bytes] = {}
    for _ in range(rounds):
        body = damaged(name, rng)
        kind, what = outcome(name, body)
        seen = f"{kind} {what[-1] if isinstance(what, list) else ''.join('0' if c.isdigit() else c for c in what)[:70]}"
        if len(body) < len(found.get(seen, b"x" * 2000)):
            found[seen] = body
    return found


def kept() -> Iterator[tuple[str, bytes, str]]:
    """(decoder, body, outcome) of each input that was kept."""
    for path in sorted(CORPUS.glob("*.toml")):
        for one in case(path)["input"]:
            yield path.stem, one["latin1"].encode("latin-1"), one["outcome"]


def main() -> None:
    """Write the corpus anew."""
    CORPUS.mkdir(exist_ok=True)
    for name, decoder in DECODERS.items():
        found = search(name, 6000, Random(name))
        lines = [f'why = "Damaged answers of {decoder.action} that end differently, and how much comes of each."']
        for body in sorted(found.values(), key=len)[:_MOST]:
            written = json.dumps(body.decode("latin-1")).replace("\x7f", "\\u007f")
            lines += ["", "[[input]]", f"outcome = {json.dumps(outcome(name, body)[0])}", f"latin1 = {written}"]
        (CORPUS / f"{name}.toml").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
