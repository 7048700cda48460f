"""Well-formed JSON with wrong content: types, nulls, missing fields, hostile texts, numbers that are none."""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import Any, Final

from rtc_tui.simulator.exchange import Reply
from rtc_tui.simulator.faults.kinds import TEXT, VALUES, Call, Change, FaultKind, among, each, form
from rtc_tui.simulator.faults.tree import PATH, Place, edited, patterns, places
from rtc_tui.simulator.refusals import Refusal
from rtc_tui.text import t

_TYPES: Final[dict[str, Any]] = {
    "null": None,
    "true": True,
    "false": False,
    "number": 42,
    "negative": -7.5,
    "huge": 1e308,
    "string": "n/a",
    "digits": "42",
    "empty": "",
    "list": ["n/a", 42, None],
    "empty-list": [],
    "object": {"Value": 42},
    "empty-object": {},
}
_PATHS: Final = (
    ".",
    "ResponseMetadata",
    "ResponseMetadata.RequestId",
    "Result",
    "Result.Indicators",
    "Result.Indicators.[]",
    "Result.Indicators.[0]",
    "Result.Indicators.Name",
    "Result.Indicators.Unit",
    "Result.Indicators.Data",
    "Result.Indicators.Data.[]",
    "Result.Indicators.Data.[-1]",
    "Result.Indicators.Data.TimeStamp",
    "Result.Indicators.Data.[3].TimeStamp",
    "Result.Indicators.Data.Value",
    "Result.Indicators.Data.[3].Value",
)
_SLICES: Final = ("Result.Indicators.Data.Dimension", "Result.Indicators.Data.[3].Dimension")
_DETAIL: Final = tuple(
    "Result.UserCallDetail" + rest
    for rest in (
        "",
        ".[]",
        ".UserId",
        ".PeerId",
        ".Direction",
        ".CallDetail",
        ".CallDetail.[]",
        ".CallDetail.Name",
        ".CallDetail.Desc",
        ".CallDetail.Unit",
        ".CallDetail.Data",
        ".CallDetail.Data.[]",
        ".CallDetail.Data.Time",
        ".CallDetail.Data.Value",
        ".CallDetail.Data.[3].Value",
    )
)
_REACH: Final = (("", _PATHS), ("@ListRealTimeQualityDistribution", _SLICES), ("@ListCallDetail", _DETAIL))
_PATH: Final = re.compile(PATH, re.ASCII)


def _wrong(call: Call, reply: Reply) -> Reply:
    """A value of another type at every place that the path leads to."""
    path, _, kind = call.argument.rpartition(":")
    return _at_each(reply, path, lambda box, key: box.__setitem__(key, deepcopy(_TYPES[kind])))


def _null(call: Call, reply: Reply) -> Reply:
    return _at_each(reply, call.argument, lambda box, key: box.__setitem__(key, None))


def _missing(call: Call, reply: Reply) -> Reply:
    return _at_each(reply, call.argument, _remove)


def _at_each(reply: Reply, path: str, act: Callable[[Any, Any], object]) -> Reply:
    def edit(holder: dict[str, Any]) -> None:
        for box, key in reversed(places(holder, path)):
            act(box, key)

    return edited(reply, edit)


def _remove(box: Any, key: Any) -> None:
    if isinstance(box, list) or key in box:
        del box[key]


def _is_path(argument: str) -> str:
    return "" if _PATH.fullmatch(argument) else t("simulator.fault_needs_path")


def _is_path_and_type(argument: str) -> str:
    path, _, kind = argument.rpartition(":")
    return _is_path(path) or among(_TYPES)(kind)


def _mutate(call: Call, reply: Reply) -> Reply:
    """One place, or all that the same path leads to, changed by chance: the same for the same seed and answer."""
    chance = Random(call.argument)

    def edit(holder: dict[str, Any]) -> None:
        by_path = patterns(holder)
        found = by_path[chance.choice(sorted(by_path))]
        mutation = chance.choice(_MUTATIONS)
        for box, key in reversed(found if chance.random() < 0.5 else [chance.choice(found)]):
            mutation(box, key, chance)

    return edited(reply, edit, escaped=True)


def _gone(box: Any, key: Any, _: Random) -> None:
    _remove(box, key)


def _twice(box: Any, key: Any, _: Random) -> None:
    value = box[key]
    box[key] = value * 2 if isinstance(value, str | list) else [value, value]


def _backwards(box: Any, key: Any, _: Random) -> None:
    value = box[key]
    box[key] = value[::-1] if isinstance(value, str | list) else -value if isinstance(value, float) else [value]


def _another_type(box: Any, key: Any, chance: Random) -> None:
    others = [value for value in _TYPES.values() if value != box[key]]
    box[key] = deepcopy(chance.choice(others))


def _another_text(box: Any, key: Any, chance: Random) -> None:
    box[key] = chance.choice([text for name, text in HOSTILE.items() if name != "long"])


_MUTATIONS: Final = (_gone, _twice, _backwards, _another_type, _another_type, _another_text)

HOSTILE: Final[dict[str, str]] = {
    "markup": "[bold red]x[/bold red][link=http://example.invalid]y[/link][/] [@click=app.quit]z[/] <b>&amp;</b>",
    "esc": "\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b]8;;http://example.invalid\x1b\\link\x1b]8;;\x1b\\\x1b[?1049l\x1bc",
    "c1": "\x9b31mred\x9d0;title\x9c\x90q\x9c\x85",
    "c0": "\x01\x07\x08\x0b\x0c\x0e\x7f",
    "bidi": "\u202egnp.exe\u202c\u2066a\u2069\u061c\u200f",
    "zero-width": "a\u200b\u200c\u200d\u2060\ufeffb\u00ad",
    "wide": "宽字符ＡＢ한국어🙂👨\u200d👩\u200d👧\u200d👦🇨🇳",
    "combining": "e" + "\u0301\u0316\u20dd" * 40,
    "newline": "a\nb\r\nc\rd\u2028e\u2029f\tg",
    "nul": "a\x00b",
    "surrogate": "a\ud800b\udfffc",
    "noncharacter": "a\ufffe\uffff\U0010ffffb\ufffd",
    "csv": '=1+1,"x";y\'',
    "template": "{0} {name} %s %(x)s ${HOME} `id` $(id) ../../etc",
    "spaces": "   \u3000\u00a0  ",
    "long": "x" * (1 << 20),
}
_WHERES: Final = ("fields", "all", "error")
_TIMES: Final = ("TimeStamp", "Time")


def _hostile(call: Call, reply: Reply) -> Reply:
    """A text that means harm at the end of every string: times spared, unless `all`; or in an error; or at one path.

    The long one stands only once per path, or an answer would grow beyond all memory.
    """
    kind, _, where = call.argument.partition(":")
    if where == "error":
        reply = call.refuse(Refusal("InternalError"))

    def edit(holder: dict[str, Any]) -> None:
        chosen = list(patterns(holder).items())
        if where and where not in _WHERES:
            chosen = [(where, [place for place in places(holder, where) if _is_text(place)])]
        for path, found in chosen:
            if where in {"", "fields"} and path.rpartition(".")[2] in _TIMES:
                continue
            texts = [place for place in found if _is_text(place)]
            for box, key in texts[:1] if kind == "long" else texts:
                box[key] += HOSTILE[kind]

    return edited(reply, edit, escaped=kind == "surrogate")


def _is_text(place: Place) -> bool:
    box, key = place
    return isinstance(box.get(key) if isinstance(box, dict) else box[key], str)


def _is_hostile(argument: str) -> str:
    kind, colon, where = argument.partition(":")
    return among(HOSTILE)(kind) or (_is_path(where) if colon and where not in _WHERES else "")


_TOKENS: Final = {
    "nan": "NaN",
    "infinity": "Infinity",
    "minus-infinity": "-Infinity",
    "1e400": "1e400",
    "minus-1e400": "-1e400",
    "1e308": "1.7976931348623157e308",
    "tiny": "1e-400",
    "digits": "9" * 400,
    "many-digits": "9" * 5000,
    "fraction": "0." + "3" * 400,
    "minus-zero": "-0.0",
    "exponent": "1.25E+01",
    "zeros": "007",
    "plus": "+5",
    "hex": "0x1F",
    "bare-point": ".5",
    "none": "None",
}


def _number(call: Call, reply: Reply) -> Reply:
    """Every third number of the Result is one that JSON does not have, or that no machine holds."""

    def edit(holder: dict[str, Any]) -> None:
        found = [
            place
            for path, some in sorted(patterns(holder).items())
            if path.startswith("Result")
            for place in some
            if isinstance(place[0][place[1]], int | float)
        ]
        for box, key in found[::3]:
            box[key] = "\x01"

    changed = edited(reply, edit)
    return replace(changed, body=changed.body.replace(b'"\\u0001"', _TOKENS[call.argument].encode()))


KINDS: Final[tuple[FaultKind, ...]] = (
    Change(
        name="wrong",
        family="values",
        argument="PATH:" + form(_TYPES),
        check=_is_path_and_type,
        act=_wrong,
        rank=VALUES,
        examples=tuple(
            f"wrong:{path}:{kind}{action}"
            for action, paths in _REACH
            for path in paths
            for kind in ("string", "number", "list", "object")
        ),
    ),
    Change(
        name="null",
        family="values",
        argument="PATH",
        check=_is_path,
        act=_null,
        rank=VALUES,
        examples=tuple(f"null:{path}{action}" for action, paths in _REACH for path in paths),
    ),
    Change(
        name="missing",
        family="values",
        argument="PATH",
        check=_is_path,
        act=_missing,
        rank=VALUES,
        examples=tuple(f"missing:{path}{action}" for action, paths in _REACH for path in paths),
    ),
    Change(
        name="mutate",
        family="values",
        argument="SEED",
        check=lambda argument: "" if re.fullmatch(r"\w{1,40}", argument) else t("simulator.fault_needs_seed"),
        act=_mutate,
        rank=VALUES,
        examples=each("mutate", map(str, range(1, 21))),
    ),
    Change(
        name="hostile",
        family="values",
        argument=f"{form(HOSTILE)}[:{form(_WHERES)}|PATH]",
        check=_is_hostile,
        act=_hostile,
        rank=VALUES,
        examples=(*each("hostile", HOSTILE), *(f"hostile:{kind}:error" for kind in HOSTILE)),
    ),
    Change(
        name="number",
        family="values",
        argument=form(_TOKENS),
        check=among(_TOKENS),
        act=_number,
        rank=TEXT,
        examples=each("number", _TOKENS),
    ),
)
