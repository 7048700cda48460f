"""Large answers about calls are read by their two ends and row by row: the same comes out as of the careful way."""

import json
from random import Random
from typing import Any

import pytest

from rtc_tui.client import envelope
from rtc_tui.client.wire import calls
from rtc_tui.core.model import Window
from rtc_tui.errors import BadResponse

AT = 1_795_017_600
WINDOW = Window(AT, AT + 3600)
TRAP = "]}]},{"


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "_LARGE", 0)


def row(user: str = "u", value: float = 1.5, **more: Any) -> dict[str, Any]:
    series = {"Desc": "音频卡顿时长", "Name": "n", "Unit": "ms", "Data": [{"Time": AT * 1000, "Value": value}]}
    return {"RoomId": "r", "UserId": user, "PeerId": "p", "Direction": "down", "CallDetail": [series, series]} | more


def answer(*rows: Any, spaced: bool = False, metadata: Any = None, **more: Any) -> str:
    whole = {"ResponseMetadata": metadata or {"RequestId": "q"}, "Result": {"UserCallDetail": list(rows)}, **more}
    return json.dumps(whole, ensure_ascii=False, separators=None if spaced else (",", ":"))


def told(read: envelope.Envelope) -> Any:
    rows, dropped = calls.detail(read, WINDOW, None)
    return read.request_id, read.fault, dropped, [
        (one.room, one.user, one.peer, one.direction, one.metrics, [
            (list(series.times_ms), list(map(str, series.values)), series.dropped) for series in one.series.values()
        ])
        for one in rows
    ]  # fmt: skip


def outcome(body: bytes | bytearray, *, careful: bool) -> Any:
    """What is read, or that nothing can be."""
    try:
        return told(envelope.whole(bytearray(body)) if careful else envelope.index(bytearray(body)))
    except BadResponse as error:
        return type(error)


GOOD = answer(row("a"), row("b", 2), row("c", 3))
BODIES = {
    "as documented": GOOD,
    "with blanks": answer(row("a"), row("b"), spaced=True),
    "one row": answer(row()),
    "no row": answer(),
    "a name that looks like the end of a row": answer(row(TRAP), row(f"x{TRAP}y"), row()),
    "more after the result": answer(row("a"), row("b"), More=[1]),
    "the result first": GOOD.replace('{"ResponseMetadata":{"RequestId":"q"},', "{").replace(
        "]}}", ']},"ResponseMetadata":{"RequestId":"q"}}'
    ),
    "more in the result": GOOD[:-2] + ',"Total":[3]}}',
    "two results": '{"Result":1,' + GOOD[1:],
    "a list of the same name elsewhere": answer(row(), metadata={"RequestId": "q", "UserCallDetail": []}),
    "the word in a message": answer(row(), metadata={"RequestId": "q", "X": '"Result":{"UserCallDetail":['}),
    "an error beside rows": answer(row(), metadata={"RequestId": "q", "Error": {"Code": "C", "Message": "m"}}),
    "a row that is null": answer(row("a"), None, row("b")),
    "rows of another kind": answer(row("a"), 7, "x"),
    "series in another place of the row": answer(dict(reversed(row("a").items())), row("b")),
    "a comma too many": GOOD[:-3] + ",]}}",
    "null": '{"ResponseMetadata":{"RequestId":"q"},"Result":null}',
    "a null list": '{"ResponseMetadata":{"RequestId":"q"},"Result":{"UserCallDetail":null}}',
    "cut short": GOOD[: len(GOOD) // 2],
    "cut short behind a row": GOOD[: GOOD.index(TRAP) + 4],
    "text behind it": GOOD + "oops",
    "a newline behind it": GOOD + "\n",
    "closed twice": GOOD + "}",
    "not a number": GOOD.replace("1.5", "NaN"),
    "other letters": GOOD.replace("UserCallDetail", "userCallDetail"),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_quick_and_careful_agree(body: str) -> None:
    """On what is as documented, and on what is not."""
    assert outcome(body.encode(), careful=False) == outcome(body.encode(), careful=True)


def test_what_is_as_documented_goes_the_quick_way() -> None:
    """The result is cut out unread, and its rows are told apart."""
    read = envelope.index(bytearray(GOOD, "utf-8"))
    assert read.body is not None
    assert [one[1] for one in told(read)[3]] == ["a", "b", "c"]


def test_damage_is_noticed_by_both() -> None:
    """Whatever byte is changed, taken out or doubled."""
    chance, good = Random(7), GOOD.encode()
    for _ in range(1500):
        body, at = bytearray(good), chance.randrange(len(good))
        match chance.randrange(3):
            case 0:
                body[at] = chance.choice(b'{}[],:"\\0x\xff ')
            case 1:
                del body[at]
            case _:
                body[at:at] = body[at : at + chance.choice((1, 6, 40))]
        assert outcome(body, careful=False) == outcome(body, careful=True), bytes(body)
