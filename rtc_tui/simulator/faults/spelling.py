"""Other spellings of the same truth, which a client has to read alike, and data that a careful one leaves out (FACTS 4)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from rtc_tui.simulator.exchange import Reply
from rtc_tui.simulator.faults.kinds import VALUES, Call, Change, FaultKind, among, each, form
from rtc_tui.simulator.faults.tree import edited, objects

_TIER: Final = re.compile(r"^\d+(ms|s)_")
_OS: Final = {"ios": "iOS", "mac": "macos", "windows": "Windows", "android": "Android", "linux": "Linux"}
_END_TIMES: Final = ("DestroyTime", "LeaveAt")


def _rename(objects_: list[dict[str, Any]], names: dict[str, str]) -> None:
    """Other names for fields, which stay in their places."""
    for one in objects_:
        if not names.keys().isdisjoint(one):
            items = [(names.get(name, name), value) for name, value in one.items()]
            one.clear()
            one.update(items)


def _revalue(objects_: list[dict[str, Any]], names: tuple[str, ...], change: Callable[[Any], Any]) -> None:
    """Other values of the fields with these names."""
    for one in objects_:
        one |= {name: change(one[name]) for name in names if name in one}


def _lists(objects_: list[dict[str, Any]], change: Callable[[list[Any]], list[Any] | None]) -> None:
    """Other lists of points."""
    for one in objects_:
        if isinstance(one.get("Data"), list):
            one["Data"] = change(one["Data"])


def _shuffled(points: list[Any]) -> list[Any]:
    return Random(len(points)).sample(points, len(points))


def _number_text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _moment(change: Callable[[datetime], str]) -> Callable[[Any], Any]:
    def changed(value: Any) -> Any:
        return change(datetime.fromisoformat(value)) if isinstance(value, str) and value else value

    return changed


def _utc(at: datetime) -> str:
    return (at - (at.utcoffset() or timedelta())).replace(tzinfo=None).isoformat() + "Z"


def _some_times(change: Callable[[Any], Any]) -> Callable[[list[dict[str, Any]]], None]:
    """Another time for every tenth point, as the vendor's own sample has it (FACTS 4.5)."""

    def act(all_: list[dict[str, Any]]) -> None:
        points = [one for one in all_ if "Time" in one or "TimeStamp" in one]
        _revalue(points[::10], ("Time", "TimeStamp"), change)

    return act


def _far(value: Any) -> Any:
    """A time three hours earlier."""
    if isinstance(value, int | float):
        return value - 3 * 3600 * 1000
    return (datetime.fromisoformat(value) - timedelta(hours=3)).isoformat()


def _overview(all_: list[dict[str, Any]]) -> None:
    """Numbers in strings, below a name that begins with a small letter (FACTS 4.13)."""
    for one in all_:
        values = [point.get("Value") for point in one.get("Data") or () if isinstance(point, dict)]
        known = [value for value in values if isinstance(value, int | float)]
        if known and "Name" in one and "overview" not in one:
            texts = {"Value": sum(known) / len(known), "MaxValue": max(known), "MinValue": min(known)}
            words = {"Name": one["Name"], "Unit": "%", "Alias": "", "ExtraInfo": "", "HoverInfo": ""}
            one["overview"] = words | {name: f"{value:.2f}" for name, value in texts.items()}


def _fewer(all_: list[dict[str, Any]]) -> None:
    """Without the stalls, as in the document's sample (FACTS 4.3)."""
    for one in all_:
        if isinstance(one.get("Indicators"), list):
            one["Indicators"] = [series for series in one["Indicators"] if "stall" not in series.get("Name", "")]


def _unknown(all_: list[dict[str, Any]]) -> None:
    for one in all_:
        one["AddedLater"] = {"Since": "2027", "Data": [1, None, {"Value": "x"}]}


def _peer_up(all_: list[dict[str, Any]]) -> None:
    for one in all_:
        if one.get("Direction") == "up":
            one["PeerId"] = one.get("UserId")


def _add(name: str, value: Any, beside: str) -> Callable[[list[dict[str, Any]]], None]:
    def act(all_: list[dict[str, Any]]) -> None:
        for one in all_:
            if beside in one:
                one.setdefault(name, value)

    return act


def _drop(*names: str) -> Callable[[list[dict[str, Any]]], None]:
    def act(all_: list[dict[str, Any]]) -> None:
        for one in all_:
            for name in names:
                one.pop(name, None)

    return act


def _nulls(*names: str) -> Callable[[list[dict[str, Any]]], None]:
    return lambda all_: _revalue(all_, names, lambda _: None)


def _texts(names: tuple[str, ...], change: Callable[[str], Any]) -> Callable[[list[dict[str, Any]]], None]:
    return lambda all_: _revalue(all_, names, lambda value: change(value) if isinstance(value, str) else value)


def _ends(value: Any) -> Callable[[list[dict[str, Any]]], None]:
    """How the end is written of what has not ended; the service itself writes an empty text."""
    return lambda all_: _revalue(all_, _END_TIMES, lambda found: found or value)


def _open_ends_missing(all_: list[dict[str, Any]]) -> None:
    for one in all_:
        for name in _END_TIMES:
            if name in one and not one[name]:
                del one[name]


_STAMPS: Final = ("TimeStamp", "CreatedTime", "DestroyTime", "CreatedAt", "LeaveAt")
SPELLINGS: Final[dict[str, Callable[[list[dict[str, Any]]], None]]] = {
    "timestamp": lambda all_: _rename(all_, {"TimeStamp": "Timestamp"}),  # 4.1
    "bare-names": _texts(("Name",), lambda name: _TIER.sub("", name)),  # 4.3
    "unknown-names": _texts(("Name",), lambda name: f"{name}_v2"),
    "fewer-series": _fewer,
    "user-text": lambda all_: _revalue(all_, ("UserId",), lambda v: ",".join(v) if isinstance(v, list) else v),  # 4.4
    "long-times": _some_times(lambda v: v * 10 if isinstance(v, int) else v + "0"),  # 4.5
    "short-times": _some_times(lambda v: v // 1000 if isinstance(v, int) else v),
    "far-times": _some_times(_far),
    "unsorted": lambda all_: _lists(all_, _shuffled),
    "duplicates": lambda all_: _lists(all_, lambda points: points + points[: len(points) // 2]),
    "peer-up": _peer_up,  # 4.7
    "unit-case": _texts(("Unit",), str.upper),  # 4.8
    "unit-wrong": _texts(("Unit",), lambda unit: "kbps" if unit == "%" else "fps"),
    "unit-dashes": _texts(("Unit",), lambda _: "--"),
    "unit-missing": _drop("Unit"),
    "os-case": _texts(("Dimension", "OS", "Platform"), lambda name: _OS.get(name, name)),  # 4.9
    "nac": _texts(("Dimension", "OS"), lambda name: "Nac" if name == "mac" else name),  # 4.16
    "province-suffix": _texts(("Dimension", "DistributionName"), lambda v: v if v.isascii() else v + "省"),
    "dimension-case": _texts(("Dimension",), str.lower),  # 4.10
    "user-num": _texts(("Name",), lambda name: "user_num" if name == "user_count" else name),  # 4.11
    "join-underscore": _texts(("Type",), lambda v: re.sub(r"^(join|leave)_?(?=room)", r"\1_", v)),  # 4.12
    "overview": _overview,  # 4.13
    "stream-id": _add("StreamId", "s-1", "Value"),
    "string-numbers": lambda all_: _revalue(all_, ("Value",), _number_text),
    "unknown-fields": _unknown,
    "room-exist": lambda all_: _rename(all_, {"RoomExists": "RoomExist"}),  # 4.14
    "end-null": _ends(None),  # 4.15
    "end-missing": _open_ends_missing,
    "utc": lambda all_: _revalue(all_, _STAMPS, _moment(_utc)),
    "fractions": lambda all_: _revalue(all_, _STAMPS, _moment(lambda at: at.isoformat(timespec="milliseconds"))),
    "space-for-plus": _texts(_STAMPS, lambda at: at.replace("+", " ")),  # what an unencoded + becomes
    "clamped": lambda all_: _lists(all_, lambda points: points[: len(points) // 2]),  # 4.20
    "late": lambda all_: _lists(all_, lambda points: points[:-4]),  # 4.21
    "null-data": _nulls("Data"),  # 4.22
    "null-lists": _nulls("Indicators", "UserCallDetail", "RoomList", "UserList", "Usages"),
    "missing-lists": _drop("Indicators", "UserCallDetail", "RoomList", "UserList", "Usages"),
    "empty-lists": lambda all_: _revalue(all_, ("Indicators", "UserCallDetail", "Data"), lambda _: []),
    "no-action": _drop("Action"),  # 3
}


def _spelling(call: Call, reply: Reply) -> Reply:
    return edited(reply, lambda holder: SPELLINGS[call.argument](objects(holder[""])))


KINDS: Final[tuple[FaultKind, ...]] = (
    Change(
        name="spelling",
        family="spelling",
        argument=form(SPELLINGS),
        check=among(SPELLINGS),
        act=_spelling,
        rank=VALUES,
        examples=each("spelling", SPELLINGS),
    ),
)
